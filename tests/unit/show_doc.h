/* A document in one line, for tests of the readers. */
#pragma once

#include "unit.h"

#include "base/str.h"
#include "doc/doc.h"

/* One line a block: "P text", "H2 text", "T a;b|c" (row|row, cell;cell), with a "-" in front of a
   block after a gap if `gaps`. */
static inline struct sv show_doc(struct arena *a, const struct doc *d, bool gaps)
{
	struct str s;
	str_init(&s, a, 1 << 20);
	for (size_t i = 0; i < d->n_blocks; i++) {
		const struct doc_block *b = &d->blocks[i];
		str_addz(&s, i ? "/" : "");
		str_addz(&s, gaps && b->gap ? "-" : "");
		if (b->kind == DOC_HEADING)
			str_addf(&s, "H%u %.*s", b->level, SV_ARG(b->text));
		else
			str_addf(&s, "%c %.*s", b->kind == DOC_TABLE ? 'T' : 'P', SV_ARG(b->text));
		for (size_t c = 0; b->table && c < b->table->n_cells; c++) {
			const struct doc_cell *x = &b->table->cells[c];
			if (c)
				str_addc(&s, x->row == b->table->cells[c - 1].row ? ';' : '|');
			str_add(&s, x->text);
		}
	}
	assert_true(str_ok(&s));
	return str_sv(&s);
}
