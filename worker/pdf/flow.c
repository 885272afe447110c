/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "flow.h"

#include "join.h"
#include "loose.h"

#include "base/utf8.h"

#include <stdlib.h>

#define INDENT 0.8       /* of the size: a line begins at the margin or a new paragraph */
#define ROOM 0.6         /* of the size: a full line may leave that much beside the next word */
#define SAME_SIZE 0.15   /* of the size */
#define PITCH_MORE 1.3   /* of the usual distance of lines: further apart is a new paragraph */

enum { LINES_FOR_MARGINS = 4 };

/** What is being put together: one paragraph or one table, never both. */
struct flow {
	struct doc *d;
	struct str text;
	const struct item *last;  /* last line of the paragraph, NULL when none is open */
	double last_right;        /* right margin on its page */
	double first_x0;          /* where the first line of the paragraph begins */
	struct doc_place at;      /* of the paragraph or table */
	struct table table;
	const struct item *table_item; /* its last part, for where it stands on its page */
	bool in_table;
	bool page_break;          /* the next item is the first of a page */
	double pitch;             /* usual distance of lines, in sizes */
};

struct margins {
	double left, right;
};

/* ---- measuring ------------------------------------------------------------------------------ */

static size_t text_lines(const struct sheet *s)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n_items; i++)
		n += !s->items[i].table && s->items[i].n_segments == 1;
	return n;
}

static void widen(struct margins *m, const struct sheet *s)
{
	for (size_t i = 0; i < s->n_items; i++) {
		const struct item *it = &s->items[i];
		if (it->table || it->n_segments != 1)
			continue;
		m->left = it->x0 < m->left ? it->x0 : m->left;
		m->right = it->x1 > m->right ? it->x1 : m->right;
	}
}

/** Margins of a page, with the help of all pages of its width where it has few lines. */
static struct margins margins_of(const struct sheet *sheets, size_t n, size_t page)
{
	struct margins m = { 1e9, 0 };
	widen(&m, &sheets[page]);
	if (text_lines(&sheets[page]) >= LINES_FOR_MARGINS)
		return m;
	for (size_t i = 0; i < n; i++)
		if (sheets[i].width - sheets[page].width < 1 && sheets[page].width - sheets[i].width < 1)
			widen(&m, &sheets[i]);
	return m;
}

static double distance(const struct item *a, const struct item *b)
{
	return ((b->y0 + b->y1) - (a->y0 + a->y1)) / 2;
}

static int by_value(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;
	return a < b ? -1 : a > b;
}

/** The median distance of neighbouring lines, in sizes of their type. */
static int usual_pitch(const struct sheet *sheets, size_t n, struct arena *a, double *ret)
{
	double *pitch = NULL;
	size_t n_pitch = 0, cap = 0;
	for (size_t p = 0; p < n; p++)
		for (size_t i = 1; i < sheets[p].n_items; i++) {
			const struct item *up = &sheets[p].items[i - 1], *low = up + 1;
			if (up->table || low->table || !(low->size > 0))
				continue;
			double *more = arena_grow(a, pitch, n_pitch, &cap, sizeof *more);
			if (!more)
				return E_NOMEM;
			pitch = more;
			pitch[n_pitch++] = distance(up, low) / low->size;
		}
	if (n_pitch)
		qsort(pitch, n_pitch, sizeof *pitch, by_value);
	*ret = n_pitch ? pitch[n_pitch / 2] : 0;
	return E_OK;
}

/* ---- closing what is open ------------------------------------------------------------------- */

static int end_paragraph(struct flow *f)
{
	if (!f->last)
		return E_OK;
	f->last = NULL;
	struct sv text = sv_dup(f->d->arena, str_sv(&f->text));
	str_clear(&f->text);
	return doc_add(f->d, DOC_PARAGRAPH, text, f->at) && str_ok(&f->text) ? E_OK : E_NOMEM;
}

static bool is_figure_or_blank(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static int end_table(struct flow *f)
{
	enum { BOLD_HEAD_ROWS = 4 };
	if (!f->in_table)
		return E_OK;
	f->in_table = false;
	const struct table *t = &f->table;
	if (t->n_cells == 1)
		return doc_add(f->d, DOC_PARAGRAPH, t->cells[0].text, f->at) ? E_OK : E_NOMEM;
	if ((uint64_t)t->n_rows * t->n_cols > DOC_MAX_TABLE_CELLS || t->n_cols > DOC_MAX_COLUMNS)
		return E_LIMIT;
	struct doc_table *out = doc_add_table(f->d, f->at);
	if (!out)
		return E_NOMEM;
	out->n_rows = t->n_rows;
	out->n_cols = t->n_cols;
	out->ruled = true;
	out->cells = arena_array(f->d->arena, t->n_cells, sizeof *out->cells);
	if (!out->cells)
		return E_NOMEM;
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct table_cell *c = &t->cells[i];
		out->cells[out->n_cells++] = (struct doc_cell){ .text = c->text, .row = c->row,
			.col = c->col, .rowspan = c->rowspan, .colspan = c->colspan, .at = c->at,
			.header = c->bold && c->row < BOLD_HEAD_ROWS && !is_figure_or_blank(c->text) };
	}
	return E_OK;
}

static int end_all(struct flow *f)
{
	int code = end_paragraph(f);
	return code ? code : end_table(f);
}

/* ---- item by item --------------------------------------------------------------------------- */

static bool goes_on(const struct flow *f, const struct item *it, struct margins m)
{
	const struct item *up = f->last;
	if (!up || up->n_segments > 1 || it->n_segments > 1 || it->x0 - m.left > INDENT * it->size)
		return false;
	double size = it->size - up->size;
	if (size > SAME_SIZE * it->size || size < -SAME_SIZE * it->size)
		return false;
	if (f->last_right - up->x1 > it->first_width + ROOM * it->size)
		return false;
	bool sentence_ends = sv_ends(str_sv(&f->text), SV("。"));
	bool indented_less = f->first_x0 - it->x0 > INDENT * it->size;
	if (sentence_ends && (!indented_less || words_is_item(it->text)))
		return false;
	if (f->page_break)
		return it->at.page == up->at.page + 1;
	return distance(up, it) < PITCH_MORE * f->pitch * it->size;
}

static int add_line(struct flow *f, const struct item *it, struct margins m)
{
	if (!goes_on(f, it, m)) {
		int code = end_all(f);
		if (code)
			return code;
		f->at = it->at;
		f->first_x0 = it->x0;
	} else {
		size_t at = 0;
		words_glue(&f->text, utf8_next(it->text, &at));
	}
	str_add(&f->text, it->text);
	f->last = it;
	f->last_right = m.right;
	return str_ok(&f->text) ? E_OK : E_NOMEM;
}

static int add_table(struct flow *f, const struct item *it)
{
	bool one = false;
	if (f->in_table && f->page_break && it->table->page == f->table.page + 1 &&
	    join_tables(&f->table, it->table, f->d->arena, &one))
		return E_NOMEM;
	f->table_item = it;
	if (one)
		return E_OK;
	int code = end_all(f);
	if (code)
		return code;
	f->table = *it->table;
	f->in_table = true;
	f->at = it->at;
	return E_OK;
}

/**
 * The cell that a line sticks out of at the foot of the page: it begins inside the table, within
 * the sides of a cell of its last row, and the table goes on on the next page. NULL when none.
 */
static struct table_cell *overhung(struct flow *f, const struct item *it)
{
	if (!f->in_table || it->table || it->n_segments != 1 || it->y0 >= f->table_item->y1)
		return NULL;
	const struct table *t = &f->table;
	double x0 = it->x0 - f->table_item->x0, x1 = it->x1 - f->table_item->x0;
	for (size_t i = 0; i < t->n_cells; i++) {
		struct table_cell *c = &t->cells[i];
		if (c->row + c->rowspan == t->n_rows && x0 >= t->xs[c->col] - t->xs[0] &&
		    x1 <= t->xs[c->col + c->colspan] - t->xs[0])
			return c;
	}
	return NULL;
}

static int add_overhang(struct flow *f, struct table_cell *c, const struct item *it)
{
	struct str s;
	str_init(&s, f->d->arena, DOC_MAX_BYTES);
	size_t at = 0;
	str_add(&s, c->text);
	words_glue(&s, utf8_next(it->text, &at));
	str_add(&s, it->text);
	c->text = str_sv(&s);
	return str_ok(&s) ? E_OK : E_NOMEM;
}

/** @param table_next  the next sheet begins with a table */
static int add_sheet(struct flow *f, const struct sheet *s, struct margins m, bool table_next)
{
	int code = E_OK;
	f->page_break = true;
	for (size_t i = 0; i < s->n_items && !code;) {
		size_t rows = loose_rows(s->items + i, s->n_items - i);
		if (rows) {
			code = end_all(f);
			if (!code)
				code = loose_add(f->d, s->items + i, rows);
			i += rows;
		} else {
			const struct item *it = &s->items[i++];
			struct table_cell *c = table_next ? overhung(f, it) : NULL;
			code = c ? add_overhang(f, c, it) : it->table ? add_table(f, it)
				: add_line(f, it, m);
		}
		f->page_break = false;
	}
	return code;
}

int flow_sheets(struct sheet *sheets, size_t n, struct doc *d)
{
	struct flow f = { .d = d };
	str_init(&f.text, d->arena, DOC_MAX_BYTES);
	int code = usual_pitch(sheets, n, d->arena, &f.pitch);
	for (size_t i = 0; i < n && !code; i++)
		code = add_sheet(&f, &sheets[i], margins_of(sheets, n, i),
			i + 1 < n && sheets[i + 1].n_items && sheets[i + 1].items[0].table);
	return code ? code : end_all(&f);
}
