/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "loose.h"

enum { COLUMNS_MAX = 64, ROWS_MIN = 3 };

struct columns {
	struct segment at[COLUMNS_MAX]; /* x0, x1 only; from left to right */
	size_t n;
};

/** Widen the columns by a piece, merging those it bridges. @return false: too many */
static bool take(struct columns *c, const struct segment *s)
{
	size_t from = 0, to;
	while (from < c->n && c->at[from].x1 < s->x0)
		from++;
	for (to = from; to < c->n && c->at[to].x0 <= s->x1; to++)
		;
	if (to == from) {
		if (c->n == COLUMNS_MAX)
			return false;
		memmove(c->at + from + 1, c->at + from, (c->n - from) * sizeof *c->at);
		c->at[from] = *s;
		c->n++;
		return true;
	}
	double x0 = c->at[from].x0, x1 = c->at[to - 1].x1;
	c->at[from].x0 = s->x0 < x0 ? s->x0 : x0;
	c->at[from].x1 = s->x1 > x1 ? s->x1 : x1;
	memmove(c->at + from + 1, c->at + to, (c->n - to) * sizeof *c->at);
	c->n -= to - from - 1;
	return true;
}

static size_t column_of(const struct columns *c, const struct segment *s)
{
	size_t i = 0;
	while (i + 1 < c->n && c->at[i].x1 < s->x0)
		i++;
	return i;
}

/** Has every line at most one piece in each column? */
static bool fits(const struct columns *c, const struct item *items, size_t rows)
{
	for (size_t r = 0; r < rows; r++)
		for (size_t i = 1; i < items[r].n_segments; i++)
			if (column_of(c, &items[r].segments[i]) == column_of(c, &items[r].segments[i - 1]))
				return false;
	return true;
}

/** The columns of as many lines as fit together. @return that number */
static size_t measure(const struct item *items, size_t n, struct columns *c)
{
	size_t rows = 0;
	*c = (struct columns){ 0 };
	for (; rows < n && !items[rows].table && items[rows].n_segments > 1; rows++) {
		struct columns wider = *c;
		for (size_t i = 0; i < items[rows].n_segments; i++)
			if (!take(&wider, &items[rows].segments[i]))
				return rows;
		if (!fits(&wider, items, rows + 1))
			return rows;
		*c = wider;
	}
	return rows;
}

size_t loose_rows(const struct item *items, size_t n)
{
	struct columns c;
	size_t rows = measure(items, n, &c);
	return rows >= ROWS_MIN ? rows : 0;
}

int loose_add(struct doc *d, const struct item *items, size_t rows)
{
	struct columns c;
	measure(items, rows, &c);
	struct doc_table *t = doc_add_table(d, items[0].at);
	if (!t)
		return E_NOMEM;
	if (rows * c.n > DOC_MAX_TABLE_CELLS)
		return E_LIMIT;
	t->n_rows = (uint32_t)rows;
	t->n_cols = (uint32_t)c.n;
	t->cells = arena_array(d->arena, rows * c.n, sizeof *t->cells);
	if (!t->cells)
		return E_NOMEM;
	for (size_t r = 0; r < rows; r++)
		for (size_t k = 0, i = 0; k < c.n; k++) {
			const struct segment *s = &items[r].segments[i];
			bool here = i < items[r].n_segments && column_of(&c, s) == k;
			i += here;
			t->cells[t->n_cells++] = (struct doc_cell){ .text = here ? s->text : SV(""),
				.row = (uint32_t)r, .col = (uint32_t)k, .rowspan = 1, .colspan = 1,
				.at = items[r].at };
		}
	return E_OK;
}
