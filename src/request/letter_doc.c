#include "request/letter_doc.h"

struct doc *letter_doc(const struct letter *l, struct arena *a, struct err *err)
{
	struct doc *d = arena_alloc(a, sizeof *d);
	bool failed = !d;
	if (d)
		*d = (struct doc){ .arena = a };
	for (size_t i = 0; !failed && i < l->n; i++) {
		const struct letter_paragraph *p = &l->paragraphs[i];
		bool heading = p->part == LETTER_TITLE || p->part == LETTER_HEADING;
		struct doc_block *b = doc_add(d, heading ? DOC_HEADING : DOC_PARAGRAPH, p->text,
			(struct doc_place){ 0 });
		if (b && heading)
			b->level = p->part == LETTER_TITLE ? 1 : 2;
		failed = !b;
	}
	if (failed)
		err_set(err, E_NOMEM, "内存不足，文书没有生成，请稍后再试。");
	return failed ? NULL : d;
}
