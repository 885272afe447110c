#include "request/letter_doc.h"

#include "base/utf8.h"
#include "doc/write.h"
#include "request/letter.h"

/** In tenths of a character. */
enum { FOUR = 40, TWO = 20, FIVE = 50 };
enum { FORM_SIZE = 280 /* 4号: forms are filled in by hand */, HEAD_WIDTH = 3, VALUE_WIDTH = 7 };
static const uint32_t two_columns[] = { HEAD_WIDTH, VALUE_WIDTH };

struct layout {
	struct doc *d;
	const struct letter *l;
	bool new_page;   /* before the next block */
	bool signing;    /* a line of the signature was set */
	bool attaching;
};

/** Width on paper, in tenths of a character: ASCII is half as wide. */
static int width_of(struct sv s)
{
	int width = 0;
	for (size_t at = 0; at < s.n;)
		width += utf8_next(s, &at) < 0x80 ? 5 : 10;
	return width;
}

/** The date under the signature that paragraph `i` belongs to; empty: none. */
static struct sv date_below(const struct letter *l, size_t i)
{
	for (; i < l->n && l->paragraphs[i].part != LETTER_PAGE; i++)
		if (l->paragraphs[i].part == LETTER_DATE)
			return l->paragraphs[i].text;
	return SV("");
}

static struct doc_block *add(struct layout *o, enum doc_block_kind kind, struct sv text)
{
	struct doc_block *b = doc_add(o->d, kind, text, (struct doc_place){ 0 });
	if (b)
		b->new_page = o->new_page;
	o->new_page = false;
	return b;
}

static bool add_edge(struct layout *o, struct sv text, enum doc_set set, int space)
{
	struct doc_block *b = add(o, DOC_PARAGRAPH, text);
	if (!b)
		return false;
	b->set = set;
	b->space = (uint16_t)(space > 0 ? space : 0);
	return true;
}

/** A line of the signature: the organ's middle over that of the date. */
static bool add_signature(struct layout *o, size_t i)
{
	const struct letter_paragraph *p = &o->l->paragraphs[i];
	struct sv date = date_below(o->l, i);
	int space = p->part == LETTER_DATE || !date.n ? FOUR
		: FOUR + (width_of(date) - width_of(p->text)) / 2;
	if (!add_edge(o, p->text, DOC_SET_RIGHT, space))
		return false;
	struct doc_block *b = &o->d->blocks[o->d->n_blocks - 1];
	b->before = o->signing ? 0 : 2;
	b->keep = p->part == LETTER_ORGAN && date.n;
	o->signing = p->part == LETTER_ORGAN;
	return true;
}

static bool add_attachment(struct layout *o, struct sv text)
{
	bool first = !o->attaching;
	if (!add_edge(o, text, DOC_SET_LEFT, first ? TWO : FIVE))
		return false;
	o->d->blocks[o->d->n_blocks - 1].before = first;
	o->attaching = true;
	return true;
}

/** Rows from `i` on as one table; empty cells are room to write in. @return rows taken; 0: an error */
static size_t add_table(struct layout *o, size_t i)
{
	struct doc_grid *g = arena_alloc(o->d->arena, sizeof *g);
	size_t n = 0;
	if (!g || (o->new_page && !add(o, DOC_PARAGRAPH, SV(""))))
		return 0;
	struct doc_table *t = doc_add_table(o->d, (struct doc_place){ 0 });
	if (!t)
		return 0;
	doc_grid_init(g, o->d->arena);
	for (; i + n < o->l->n && o->l->paragraphs[i + n].part == LETTER_ROW; n++) {
		const struct letter_paragraph *p = &o->l->paragraphs[i + n];
		doc_grid_row(g);
		for (size_t c = 0; c < p->n_cells; c++)
			doc_grid_cell(g, p->cells[c].n ? p->cells[c] : SV("\n\n"), 1, 1, (struct doc_place){ 0 },
				c == 0);
	}
	if (doc_grid_finish(g, t))
		return 0;
	t->ruled = true;
	t->size = FORM_SIZE;
	t->widths = t->n_cols == 2 ? two_columns : NULL;
	return n;
}

static bool add_paragraph(struct layout *o, size_t i)
{
	const struct letter_paragraph *p = &o->l->paragraphs[i];
	struct doc_block *b;
	bool first = o->new_page;
	switch (p->part) {
	case LETTER_PAGE:
		o->new_page = true;
		o->signing = o->attaching = false;
		return true;
	case LETTER_TITLE:
	case LETTER_HEADING:
		b = add(o, DOC_HEADING, p->text);
		if (b)
			b->level = p->part == LETTER_TITLE || first ? 1 : 2;
		return b;
	case LETTER_NUMBER:
		return add_edge(o, p->text, DOC_SET_RIGHT, 0);
	case LETTER_SALUTATION:
		return add_edge(o, p->text, DOC_SET_LEFT, 0);
	case LETTER_ATTACHMENT:
		return add_attachment(o, p->text);
	case LETTER_ORGAN:
	case LETTER_DATE:
		return add_signature(o, i);
	default:
		return add(o, DOC_PARAGRAPH, p->text);
	}
}

struct doc *letter_doc(const struct letter *l, struct arena *a, struct err *err)
{
	struct layout o = { .d = doc_new(a, DOC_UNKNOWN), .l = l };
	bool ok = o.d;
	for (size_t i = 0, n; ok && i < l->n; i += n) {
		n = l->paragraphs[i].part == LETTER_ROW ? add_table(&o, i) : add_paragraph(&o, i);
		ok = n > 0;
	}
	if (ok) {
		o.d->title = sv_of(l->kind->name);
		return o.d;
	}
	bool full = o.d && doc_add_error(o.d) == E_LIMIT;
	err_set(err, full ? E_LIMIT : E_NOMEM, full ? "文书太长，请把内容改为附件。"
		: "内存不足，文书没有生成，请稍后再试。");
	return NULL;
}

int request_letter_file(const struct letter *l, enum doc_format format, struct arena *a,
	struct sv *ret, struct err *err)
{
	struct err why = { 0 };
	struct doc *d = letter_doc(l, a, &why);
	if (d)
		return doc_write(d, format, a, ret, err);
	return err_set(err, why.code, "%s", why.user);
}
