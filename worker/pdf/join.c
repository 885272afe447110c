/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "join.h"

#include "base/utf8.h"

#include <math.h>

#define SAME_BORDER 3.5 /* points */

enum { HEAD_ROWS_MAX = 6 };

/* ---- what a cell says ----------------------------------------------------------------------- */

static bool is_blank(struct sv s)
{
	return sv_trim(s).n == 0;
}

/** Only digits and what goes with figures: 1,234.5 -3 / — */
static bool is_figure(struct sv s)
{
	if (is_blank(s))
		return false;
	for (size_t at = 0; at < s.n;) {
		uint32_t cp = utf8_next(s, &at);
		if (cp >= 0x80 ? words_is_wide(cp) && !(cp >= 0xFF0B && cp <= 0xFF19) &&
		    !(cp >= 0x2010 && cp <= 0x2015) : (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z')
			return false;
	}
	return true;
}

static bool is_label(struct sv s)
{
	return !is_blank(s) && !is_figure(s);
}

/* ---- columns -------------------------------------------------------------------------------- */

static bool near(double a, double b)
{
	return a - b < SAME_BORDER && b - a < SAME_BORDER;
}

/** Border of `t` nearest to distance `x` from its left side, or UINT32_MAX when none is near. */
static uint32_t border_at(const struct table *t, double x)
{
	uint32_t best = UINT32_MAX;
	for (uint32_t i = 0; i <= t->n_cols; i++) {
		double at = t->xs[i] - t->xs[0];
		if (near(at, x) && (best == UINT32_MAX || fabs(at - x) < fabs(t->xs[best] - t->xs[0] - x)))
			best = i;
	}
	return best;
}

/** Borders of `a` inside it that `b` has too. */
static uint32_t shared_borders(const struct table *a, const struct table *b)
{
	uint32_t n = 0;
	for (uint32_t i = 1; i < a->n_cols; i++)
		n += border_at(b, a->xs[i] - a->xs[0]) != UINT32_MAX;
	return n;
}

/** Same width, and at least half of the borders inside the simpler one are common to both. */
static bool same_columns(const struct table *a, const struct table *b)
{
	uint32_t fewer = a->n_cols < b->n_cols ? a->n_cols - 1 : b->n_cols - 1;
	return near(a->xs[a->n_cols] - a->xs[0], b->xs[b->n_cols] - b->xs[0]) &&
		2 * shared_borders(a, b) >= fewer;
}

/** The borders of both, from the left side. @return false when the arena is exhausted */
static bool merge_borders(const struct table *a, const struct table *b, struct arena *arena,
	struct table *ret)
{
	uint32_t n = 0, i = 0, k = 0;
	double *xs = arena_array(arena, a->n_cols + b->n_cols + 2, sizeof *xs);
	while (xs && (i <= a->n_cols || k <= b->n_cols)) {
		double x = i <= a->n_cols ? a->xs[i] - a->xs[0] : 1e9;
		double y = k <= b->n_cols ? b->xs[k] - b->xs[0] : 1e9;
		xs[n++] = x < y ? x : y;
		bool both = near(x, y);
		i += both || x < y;
		k += both || y <= x;
	}
	*ret = (struct table){ .xs = xs, .n_cols = n - 1 };
	return xs;
}

/** Number the columns of `t` as those of `whole`. @return false: a column would vanish */
static bool renumber(struct table *t, const struct table *whole)
{
	for (size_t i = 0; i < t->n_cells; i++) {
		struct table_cell *c = &t->cells[i];
		uint32_t from = border_at(whole, t->xs[c->col] - t->xs[0]);
		uint32_t to = border_at(whole, t->xs[c->col + c->colspan] - t->xs[0]);
		if (from == UINT32_MAX || to == UINT32_MAX || to <= from)
			return false;
		c->col = from;
		c->colspan = to - from;
	}
	t->n_cols = whole->n_cols;
	t->xs = whole->xs;
	return true;
}

static int copy_cells(const struct table *t, struct arena *a, struct table *ret)
{
	*ret = *t;
	ret->cells = arena_array(a, t->n_cells, sizeof *ret->cells);
	if (!ret->cells)
		return E_NOMEM;
	memcpy(ret->cells, t->cells, t->n_cells * sizeof *ret->cells);
	return E_OK;
}

/* ---- repeated head -------------------------------------------------------------------------- */

/** Number of first rows that both tables share, not cutting any cell, with some label in them. */
static uint32_t shared_head(const struct table *a, const struct table *b)
{
	uint32_t rows = 0, end = 0;
	bool label = false;
	for (size_t i = 0; i < a->n_cells && i < b->n_cells; i++) {
		const struct table_cell *x = &a->cells[i], *y = &b->cells[i];
		if (x->row == end && y->row == end)
			rows = end;
		if (x->row != y->row || x->col != y->col || x->rowspan != y->rowspan ||
		    x->colspan != y->colspan || !sv_eq(x->text, y->text) || x->row >= HEAD_ROWS_MAX)
			break;
		label = label || is_label(x->text);
		end = x->row + x->rowspan > end ? x->row + x->rowspan : end;
	}
	return label ? rows : 0;
}

static void drop_rows(struct table *t, uint32_t rows)
{
	size_t n = 0;
	for (size_t i = 0; i < t->n_cells; i++)
		if (t->cells[i].row >= rows) {
			t->cells[n] = t->cells[i];
			t->cells[n++].row -= rows;
		}
	t->n_cells = n;
	t->n_rows -= rows;
}

/* ---- strips --------------------------------------------------------------------------------- */

/** Is everything that stands in row `row` alone blank? */
static bool is_strip(const struct table *t, uint32_t row)
{
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct table_cell *c = &t->cells[i];
		bool alone = row ? c->row == row : c->row == 0 && c->rowspan == 1;
		if (alone && !is_blank(c->text))
			return false;
	}
	return t->n_rows > 1;
}

/** Drop the row, and one row of every cell that goes through it. */
static void cut_row(struct table *t, uint32_t row)
{
	size_t n = 0;
	for (size_t i = 0; i < t->n_cells; i++) {
		struct table_cell c = t->cells[i];
		if (c.row <= row && c.row + c.rowspan > row)
			c.rowspan--;
		c.row -= c.row > row;
		if (c.rowspan)
			t->cells[n++] = c;
	}
	t->n_cells = n;
	t->n_rows--;
}

/** Take away the empty strips that a page break leaves at the end of `up` and the top of `low`. */
static void trim(struct table *up, struct table *low)
{
	while (is_strip(up, up->n_rows - 1))
		cut_row(up, up->n_rows - 1);
	while (is_strip(low, 0))
		cut_row(low, 0);
}

/* ---- the seam ------------------------------------------------------------------------------- */

/** Cell of the last row of `t` with the columns of `c`, or NULL. */
static struct table_cell *above(const struct table *t, const struct table_cell *c)
{
	for (size_t i = t->n_cells; i-- > 0;) {
		struct table_cell *u = &t->cells[i];
		if (u->row + u->rowspan == t->n_rows && u->col == c->col && u->colspan == c->colspan)
			return u;
	}
	return NULL;
}

/** May the text of `low` be the rest of the text of `up`? */
static bool goes_on(const struct table_cell *up, const struct table_cell *low)
{
	if (is_blank(up->text) || is_blank(low->text))
		return true;
	return is_label(up->text) && is_label(low->text) && !words_is_item(low->text) && up->full;
}

/** Is the first row of `b` the second half of the last row of `a`? */
static bool is_split_row(const struct table *a, const struct table *b)
{
	bool figures_up = false, figures_low = false, first = true;
	for (size_t i = 0; i < b->n_cells && b->cells[i].row == 0; i++) {
		const struct table_cell *low = &b->cells[i], *up = above(a, low);
		if (!up || !goes_on(up, low))
			return false;
		if (first && words_is_item(low->text) && !is_blank(up->text))
			return false;
		first = first && is_blank(low->text);
		if (up->rowspan > 1 && is_figure(up->text))
			return false;
		figures_up = figures_up || is_figure(up->text);
		figures_low = figures_low || (is_figure(low->text) && low->rowspan == 1);
	}
	return b->n_cells && !(figures_up && figures_low);
}

/** Does the row hold labels and no figures, as rows of the head do? `last`: of cells that end there. */
static bool is_head_row(const struct table *t, uint32_t row, bool last)
{
	bool label = false;
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct table_cell *c = &t->cells[i];
		if ((last ? c->row + c->rowspan - 1 : c->row) != row)
			continue;
		if (is_figure(c->text))
			return false;
		label = label || is_label(c->text);
	}
	return label;
}

static bool label_to_the_right(const struct table *b, const struct table_cell *c)
{
	for (size_t i = 0; i < b->n_cells && b->cells[i].row == 0; i++)
		if (b->cells[i].col > c->col && is_label(b->cells[i].text))
			return true;
	return false;
}

/** Is `low` the rest of the label cell `up` that spans rows on both pages? */
static bool is_split_span(const struct table *a, const struct table *b,
	const struct table_cell *up, const struct table_cell *low)
{
	bool tall = up->rowspan > 1 || low->rowspan > 1;
	if (is_figure(up->text) || is_figure(low->text))
		return false;
	if (is_blank(low->text))
		return tall || (is_label(up->text) &&
			(label_to_the_right(b, low) || is_head_row(b, 0, false)));
	if (is_blank(up->text)) {
		bool head = is_head_row(a, a->n_rows - 1, true);
		return low->rowspan > 1 ? up->rowspan > 1 || head : head && is_head_row(b, 0, false);
	}
	return tall && !words_is_item(low->text) && up->full;
}

static int unite(struct table_cell *up, const struct table_cell *low, uint32_t rows,
	struct arena *a)
{
	up->rowspan += rows;
	up->full = low->full;
	if (is_blank(low->text) || sv_eq(up->text, low->text))
		return E_OK;
	if (is_blank(up->text)) {
		up->text = low->text;
		return E_OK;
	}
	struct str s;
	str_init(&s, a, DOC_MAX_BYTES);
	str_add(&s, up->text);
	size_t at = 0;
	words_glue(&s, utf8_next(low->text, &at));
	str_add(&s, low->text);
	up->text = str_sv(&s);
	return str_ok(&s) ? E_OK : E_NOMEM;
}

static int append(struct table *a, const struct table *b, struct arena *arena)
{
	const struct table whole = *a; /* its rows, while they are still as the page has them */
	bool split = is_split_row(a, b);
	uint32_t rows = a->n_rows, from = split ? rows - 1 : rows;
	struct table_cell *cells = arena_array(arena, a->n_cells + b->n_cells, sizeof *cells);
	if (!cells)
		return E_NOMEM;
	if (a->n_cells)
		memcpy(cells, a->cells, a->n_cells * sizeof *cells);
	a->cells = cells;
	size_t n = a->n_cells;
	for (size_t i = 0; i < b->n_cells; i++) {
		const struct table_cell *low = &b->cells[i];
		struct table_cell *up = low->row == 0 ? above(a, low) : NULL;
		if (up && (split || is_split_span(&whole, b, up, low))) {
			if (unite(up, low, low->rowspan - split, arena))
				return E_NOMEM;
			continue;
		}
		cells[n] = *low;
		cells[n++].row += from;
	}
	a->n_cells = n;
	a->n_rows = from + b->n_rows;
	return E_OK;
}

int join_tables(struct table *a, const struct table *b, struct arena *arena, bool *ret_one)
{
	struct table x, y, borders;
	*ret_one = false;
	if (!same_columns(a, b) ||
	    a->n_rows + b->n_rows > DOC_MAX_TABLE_CELLS / (a->n_cols + b->n_cols + 1))
		return E_OK;
	if (copy_cells(a, arena, &x) || copy_cells(b, arena, &y) ||
	    !merge_borders(a, b, arena, &borders))
		return E_NOMEM;
	if (!renumber(&x, &borders) || !renumber(&y, &borders))
		return E_OK;
	trim(&x, &y);
	drop_rows(&y, shared_head(&x, &y));
	x.page = b->page;
	if (append(&x, &y, arena))
		return E_NOMEM;
	*a = x;
	*ret_one = true;
	return E_OK;
}
