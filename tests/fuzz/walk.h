/* For the fuzz targets of the readers: read once, then touch everything the document says it has.
   A refusal must carry a sentence; a document must be valid UTF-8 with cells inside their tables. */
#pragma once

#include "base/auto.h"
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

typedef int fuzz_reader(struct sv bytes, struct arena *a, struct doc **ret, struct err *err);

static inline int fuzz_read(fuzz_reader *read, struct sv bytes)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct doc *d = NULL;
	struct err err = { 0 };
	if (read(bytes, &a, &d, &err) == 0)
		walk_doc(d);
	else if (!err.user[0])
		abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
