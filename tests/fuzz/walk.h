/* For the fuzz targets of the readers: touch everything a document says it has. */
#pragma once

#include "base/utf8.h"
#include "doc/doc.h"

#include <stdlib.h>

static inline void walk_text(struct sv s)
{
	if (!utf8_valid(s))
		abort();
}

static inline void walk_doc(const struct doc *d)
{
	walk_text(d->title);
	for (size_t i = 0; i < d->n_blocks; i++) {
		const struct doc_block *b = &d->blocks[i];
		if ((b->kind == DOC_TABLE) != (b->table != NULL) || b->level > 6)
			abort();
		walk_text(b->text);
		for (size_t c = 0; b->table && c < b->table->n_cells; c++) {
			const struct doc_cell *x = &b->table->cells[c];
			walk_text(x->text);
			if (x->row + x->rowspan > b->table->n_rows || x->col + x->colspan > b->table->n_cols)
				abort();
		}
	}
}
