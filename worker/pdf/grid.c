/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "grid.h"

#include <stdlib.h>

#define EDGE_SHARE 0.8 /* of an edge must be drawn: more than a stroke of a character that touches it */
#define EDGE_GAP 1.6   /* points between its ends and the corners: characters keep further away */
#define CELL_AIR 14.0  /* points of padding and centring left beside a full line */

/** One component while its table is built. */
struct builder {
	struct arena *scratch;
	struct rule *h, *v;
	size_t n_h, n_v;
	double *xs, *ys;
	uint32_t n_x, n_y;
	bool *above, *left; /* edges: above and left of slot (row, col), with one row and column more */
	uint32_t *owner;    /* cell of slot */
	bool open_top, open_bottom; /* the page break cut the table: text may stick out */
};

/* ---- components ----------------------------------------------------------------------------- */

static bool cross(const struct rule *h, const struct rule *v)
{
	return v->at > h->from - GRID_TOUCH && v->at < h->to + GRID_TOUCH &&
		h->at > v->from - GRID_TOUCH && h->at < v->to + GRID_TOUCH;
}

static size_t root(size_t *parent, size_t i)
{
	while (parent[i] != i)
		i = parent[i] = parent[parent[i]];
	return i;
}

/**
 * A vertical rule that no horizontal one reaches, but which is as tall as its neighbours: the side
 * of a label cell that fills the whole page, which has no rule above and below.
 */
static void adopt(const struct rules *r, size_t *parent, size_t lone)
{
	for (size_t k = 0; k < r->n_v; k++) {
		const struct rule *a = &r->v[lone], *b = &r->v[k];
		if (k == lone || a->from - b->from > GRID_TOUCH || b->from - a->from > GRID_TOUCH ||
		    a->to - b->to > GRID_TOUCH || b->to - a->to > GRID_TOUCH)
			continue;
		parent[root(parent, r->n_h + lone)] = root(parent, r->n_h + k);
		return;
	}
}

/** Union-find over horizontal rules, then vertical ones. */
static size_t *components(const struct rules *r, struct arena *scratch)
{
	size_t *parent = arena_array(scratch, r->n_h + r->n_v, sizeof *parent);
	bool *crossed = arena_array(scratch, r->n_v, sizeof *crossed);
	if (!parent || !crossed)
		return NULL;
	for (size_t i = 0; i < r->n_h + r->n_v; i++)
		parent[i] = i;
	for (size_t i = 0; i < r->n_h; i++)
		for (size_t k = 0; k < r->n_v; k++)
			if (cross(&r->h[i], &r->v[k])) {
				crossed[k] = true;
				parent[root(parent, i)] = root(parent, r->n_h + k);
			}
	for (size_t k = 0; k < r->n_v; k++)
		if (!crossed[k])
			adopt(r, parent, k);
	return parent;
}

/** The rules of one component; none when they are too few for a table. */
static int pick(const struct rules *r, size_t *parent, size_t which, struct builder *b)
{
	size_t n_h = 0, n_v = 0;
	for (size_t i = 0; i < r->n_h; i++)
		n_h += root(parent, i) == which;
	for (size_t k = 0; k < r->n_v; k++)
		n_v += root(parent, r->n_h + k) == which;
	if (n_h < 2 || n_v < 1)
		return E_OK;
	/* room for the two lines that close open sides */
	b->h = arena_array(b->scratch, n_h + 2, sizeof *b->h);
	b->v = arena_array(b->scratch, n_v + 2, sizeof *b->v);
	if (!b->h || !b->v)
		return E_NOMEM;
	for (size_t i = 0; i < r->n_h; i++)
		if (root(parent, i) == which)
			b->h[b->n_h++] = r->h[i];
	for (size_t k = 0; k < r->n_v; k++)
		if (root(parent, r->n_h + k) == which)
			b->v[b->n_v++] = r->v[k];
	return E_OK;
}

/* ---- borders -------------------------------------------------------------------------------- */

/**
 * Add a line across `lines` at the place where at least two of `ends` stop, if none is there.
 * @return whether one was added
 */
static bool close_side(struct rule *lines, size_t *n, const struct rule *ends, size_t n_ends,
	bool low)
{
	if (!n_ends)
		return false;
	double at = low ? ends[0].from : ends[0].to, from = ends[0].at, to = ends[0].at;
	for (size_t i = 1; i < n_ends; i++) {
		double e = low ? ends[i].from : ends[i].to;
		at = low ? (e < at ? e : at) : (e > at ? e : at);
	}
	size_t stop = 0;
	for (size_t i = 0; i < n_ends; i++) {
		double e = low ? ends[i].from : ends[i].to;
		if (e - at > GRID_TOUCH || at - e > GRID_TOUCH)
			continue;
		from = stop == 0 || ends[i].at < from ? ends[i].at : from;
		to = stop == 0 || ends[i].at > to ? ends[i].at : to;
		stop++;
	}
	for (size_t i = 0; i < *n; i++)
		if (lines[i].at - at < 2 * GRID_TOUCH && at - lines[i].at < 2 * GRID_TOUCH)
			return false;
	if (stop >= 2)
		lines[(*n)++] = (struct rule){ at, from, to };
	return stop >= 2;
}

static int by_value(const void *pa, const void *pb)
{
	double a = *(const double *)pa, b = *(const double *)pb;
	return a < b ? -1 : a > b;
}

/** Places of lines, those within GRID_TOUCH of each other averaged. */
static int gather(const struct rule *rules, size_t n, struct arena *scratch, double **ret,
	uint32_t *ret_n)
{
	double *at = arena_array(scratch, n, sizeof *at);
	if (!at)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		at[i] = rules[i].at;
	if (n)
		qsort(at, n, sizeof *at, by_value);
	uint32_t out = 0;
	for (size_t i = 0, end; i < n; i = end) {
		double sum = 0;
		for (end = i; end < n && at[end] - at[i] < GRID_TOUCH; end++)
			sum += at[end];
		at[out++] = sum / (double)(end - i);
	}
	*ret = at;
	*ret_n = out;
	return E_OK;
}

static uint32_t nearest(const double *at, uint32_t n, double x)
{
	uint32_t best = 0;
	for (uint32_t i = 1; i < n; i++)
		if ((at[i] > x ? at[i] - x : x - at[i]) < (at[best] > x ? at[best] - x : x - at[best]))
			best = i;
	return best;
}

/* ---- edges and cells ------------------------------------------------------------------------ */

/**
 * Mark the edges that lie on border `line`. `across` are the places of the other direction;
 * `step` is the distance between neighbouring edges in `edges`.
 */
static void mark(const struct rule *rules, size_t n, const double *across, uint32_t n_across,
	bool *edges, size_t step)
{
	for (uint32_t k = 0; k + 1 < n_across; k++) {
		double covered = 0, low = across[k], high = across[k + 1], first = high, last = low;
		for (size_t i = 0; i < n; i++) {
			double from = rules[i].from > low ? rules[i].from : low;
			double to = rules[i].to < high ? rules[i].to : high;
			if (to <= from)
				continue;
			covered += to - from;
			first = from < first ? from : first;
			last = to > last ? to : last;
		}
		edges[k * step] = covered > EDGE_SHARE * (high - low) && first - low < EDGE_GAP &&
			high - last < EDGE_GAP;
	}
}

/** Sort rules by the border they lie on, so that each border marks its own stretch of them. */
static int mark_all(struct builder *b, bool horizontal)
{
	struct rule *rules = horizontal ? b->h : b->v;
	size_t n = horizontal ? b->n_h : b->n_v;
	const double *at = horizontal ? b->ys : b->xs;
	uint32_t n_at = horizontal ? b->n_y : b->n_x;
	struct rule *own = arena_array(b->scratch, n, sizeof *own);
	if (!own)
		return E_NOMEM;
	for (uint32_t line = 0; line < n_at; line++) {
		size_t k = 0;
		for (size_t i = 0; i < n; i++)
			if (nearest(at, n_at, rules[i].at) == line)
				own[k++] = rules[i];
		if (horizontal)
			mark(own, k, b->xs, b->n_x, b->above + (size_t)line * b->n_x, 1);
		else
			mark(own, k, b->ys, b->n_y, b->left + line, b->n_x);
	}
	return E_OK;
}

static bool free_row(const struct builder *b, uint32_t row, uint32_t col, uint32_t width)
{
	for (uint32_t c = col; c < col + width; c++) {
		size_t slot = (size_t)row * b->n_x + c;
		if (b->owner[slot] || b->above[slot] || (c > col && b->left[slot]))
			return false;
	}
	return true;
}

static struct table_cell grow(const struct builder *b, uint32_t row, uint32_t col)
{
	struct table_cell c = { .row = row, .col = col, .rowspan = 1, .colspan = 1 };
	while (col + c.colspan + 1 < b->n_x) {
		size_t slot = (size_t)row * b->n_x + col + c.colspan;
		if (b->left[slot] || b->owner[slot])
			break;
		c.colspan++;
	}
	while (row + c.rowspan + 1 < b->n_y && free_row(b, row + c.rowspan, col, c.colspan))
		c.rowspan++;
	return c;
}

static int cut_cells(struct builder *b, struct arena *a, struct table *t)
{
	size_t slots = (size_t)b->n_y * b->n_x, cap = 0;
	b->above = arena_array(b->scratch, slots, sizeof *b->above);
	b->left = arena_array(b->scratch, slots, sizeof *b->left);
	b->owner = arena_array(b->scratch, slots, sizeof *b->owner);
	if (!b->above || !b->left || !b->owner || mark_all(b, true) || mark_all(b, false))
		return E_NOMEM;
	for (uint32_t row = 0; row + 1 < b->n_y; row++)
		for (uint32_t col = 0; col + 1 < b->n_x; col++) {
			if (b->owner[(size_t)row * b->n_x + col])
				continue;
			struct table_cell c = grow(b, row, col);
			struct table_cell *more = arena_grow(a, t->cells, t->n_cells, &cap, sizeof *more);
			if (!more)
				return E_NOMEM;
			t->cells = more;
			t->cells[t->n_cells++] = c;
			for (uint32_t r = row; r < row + c.rowspan; r++)
				for (uint32_t k = col; k < col + c.colspan; k++)
					b->owner[(size_t)r * b->n_x + k] = (uint32_t)t->n_cells;
		}
	return E_OK;
}

/** Drop borders where no cell begins: ends of stray lines. */
static int squeeze(struct table *t, double *at, uint32_t *n_at, bool rows, struct arena *scratch)
{
	uint32_t *to = arena_array(scratch, *n_at, sizeof *to);
	if (!to)
		return E_NOMEM;
	for (size_t i = 0; i < t->n_cells; i++)
		to[rows ? t->cells[i].row : t->cells[i].col] = 1;
	to[*n_at - 1] = 1;
	uint32_t n = 0;
	for (uint32_t i = 0; i < *n_at; i++) {
		bool used = to[i];
		to[i] = n; /* a dropped border becomes the next one that is kept */
		if (used)
			at[n++] = at[i];
	}
	for (size_t i = 0; i < t->n_cells; i++) {
		struct table_cell *c = &t->cells[i];
		uint32_t *first = rows ? &c->row : &c->col, *span = rows ? &c->rowspan : &c->colspan;
		uint32_t end = to[*first + *span];
		*first = to[*first];
		*span = end - *first;
	}
	*n_at = n;
	return E_OK;
}

/* ---- text of the cells ---------------------------------------------------------------------- */

static uint32_t slot_of(const double *at, uint32_t n, double x)
{
	uint32_t i = 0;
	while (i + 2 < n && x >= at[i + 1])
		i++;
	return i;
}

/** Is the character in the table? @param ret_x, ret_y  its middle */
static bool holds(const struct builder *b, const struct glyph *g, double *ret_x, double *ret_y)
{
	double x = *ret_x = (g->x0 + g->x1) / 2, y = *ret_y = (g->y0 + g->y1) / 2;
	double above = b->open_top ? g->size : 0, below = b->open_bottom ? g->size : 0;
	return x >= b->xs[0] && x <= b->xs[b->n_x - 1] && y >= b->ys[0] - above &&
		y <= b->ys[b->n_y - 1] + below;
}

static int fill_cell(struct table *t, struct table_cell *c, struct glyph *glyphs, size_t n,
	struct arena *a, struct arena *scratch)
{
	size_t n_lines;
	struct line *lines = words_lines(glyphs, n, scratch, &n_lines);
	if (!lines)
		return E_NOMEM;
	struct str s;
	str_init(&s, scratch, DOC_MAX_BYTES);
	c->bold = true;
	for (size_t i = 0; i < n_lines; i++) {
		words_glue(&s, lines[i].glyphs[0].cp);
		words_add(&lines[i], 0, lines[i].n, &s);
	}
	for (size_t i = 0; i < n; i++)
		c->bold = c->bold && glyphs[i].bold;
	const struct line *last = &lines[n_lines - 1];
	double width = t->xs[c->col + c->colspan] - t->xs[c->col];
	c->full = width - (last->x1 - last->x0) < CELL_AIR + last->size;
	c->at.line = lines[0].glyphs[0].line;
	c->text = sv_dup(a, str_sv(&s));
	return str_ok(&s) && !a->failed ? E_OK : E_NOMEM;
}

/** Put the characters inside the table into its cells; the rest moves to the front. */
static int take_text(struct table *t, struct builder *b, struct glyph *glyphs, size_t *n,
	struct arena *a)
{
	size_t kept = 0, taken = 0;
	struct glyph *own = arena_array(b->scratch, *n, sizeof *own);
	uint32_t *cell = arena_array(b->scratch, *n, sizeof *cell);
	size_t *start = arena_array(b->scratch, t->n_cells + 2, sizeof *start);
	struct glyph *sorted = arena_array(b->scratch, *n, sizeof *sorted);
	if (!own || !cell || !start || !sorted)
		return E_NOMEM;
	for (size_t i = 0; i < *n; i++) {
		double x, y;
		if (!holds(b, &glyphs[i], &x, &y)) {
			glyphs[kept++] = glyphs[i];
			continue;
		}
		size_t slot = (size_t)slot_of(b->ys, b->n_y, y) * b->n_x + slot_of(b->xs, b->n_x, x);
		cell[taken] = b->owner[slot] - 1;
		start[cell[taken] + 2]++;
		own[taken++] = glyphs[i];
	}
	*n = kept;
	for (size_t i = 1; i < t->n_cells + 2; i++)
		start[i] += start[i - 1];
	for (size_t i = 0; i < taken; i++)
		sorted[start[cell[i] + 1]++] = own[i];
	for (size_t i = 0; i < t->n_cells; i++) {
		t->cells[i].text = SV("");
		t->cells[i].at = (struct doc_place){ t->page, 0 };
		if (start[i + 1] > start[i] &&
		    fill_cell(t, &t->cells[i], sorted + start[i], start[i + 1] - start[i], a, b->scratch))
			return E_NOMEM;
	}
	return E_OK;
}

/** A blank cell stands on the line of its neighbour to the left, or of the row above. */
static void place_blanks(struct table *t)
{
	uint32_t line = 1;
	for (size_t i = 0; i < t->n_cells; i++)
		if (t->cells[i].at.line)
			line = t->cells[i].at.line;
		else
			t->cells[i].at.line = line;
}

/* ---- all of it ------------------------------------------------------------------------------ */

/** Holds the component a single line of text: perhaps a row whose table goes on on the next page. */
static bool one_line(const struct builder *b, const struct glyph *glyphs, size_t n)
{
	uint32_t line = 0;
	for (size_t i = 0; i < n; i++) {
		double x, y;
		if (!holds(b, &glyphs[i], &x, &y))
			continue;
		if (line && glyphs[i].line != line)
			return false;
		line = glyphs[i].line;
	}
	return line > 0;
}

/** @param ret_use  set to true when the component is a table */
static int build(struct builder *b, struct glyph *glyphs, size_t *n_glyphs, struct arena *a,
	struct table *t, bool *ret_use)
{
	*ret_use = false;
	close_side(b->v, &b->n_v, b->h, b->n_h, true);
	close_side(b->v, &b->n_v, b->h, b->n_h, false);
	b->open_top = close_side(b->h, &b->n_h, b->v, b->n_v, true);
	b->open_bottom = close_side(b->h, &b->n_h, b->v, b->n_v, false);
	if (gather(b->v, b->n_v, b->scratch, &b->xs, &b->n_x) ||
	    gather(b->h, b->n_h, b->scratch, &b->ys, &b->n_y))
		return E_NOMEM;
	if (b->n_x < 2 || b->n_y < 2 || b->n_x > DOC_MAX_COLUMNS ||
	    (size_t)b->n_x * b->n_y > DOC_MAX_TABLE_CELLS)
		return E_OK;
	if (cut_cells(b, a, t))
		return E_NOMEM;
	if (t->n_cells < 2 && !one_line(b, glyphs, *n_glyphs))
		return E_OK;
	double *xs = arena_array(a, b->n_x, sizeof *xs), *ys = arena_array(a, b->n_y, sizeof *ys);
	if (!xs || !ys)
		return E_NOMEM;
	memcpy(xs, b->xs, b->n_x * sizeof *xs);
	memcpy(ys, b->ys, b->n_y * sizeof *ys);
	t->xs = xs;
	t->ys = ys;
	if (take_text(t, b, glyphs, n_glyphs, a))
		return E_NOMEM;
	uint32_t n_x = b->n_x, n_y = b->n_y;
	if (squeeze(t, xs, &n_x, false, b->scratch) || squeeze(t, ys, &n_y, true, b->scratch))
		return E_NOMEM;
	t->n_cols = n_x - 1;
	t->n_rows = n_y - 1;
	place_blanks(t);
	*ret_use = true;
	return E_OK;
}

static int by_top(const void *pa, const void *pb)
{
	const struct table *a = pa, *b = pb;
	return a->ys[0] < b->ys[0] ? -1 : a->ys[0] > b->ys[0];
}

int grid_take(const struct rules *rules, struct glyph *glyphs, size_t *n_glyphs, uint32_t page,
	struct arena *a, struct arena *scratch, struct table **ret, size_t *ret_n)
{
	size_t *parent = components(rules, scratch), n = 0, cap = 0;
	struct table *tables = NULL;
	if (!parent)
		return E_NOMEM;
	for (size_t i = 0; i < rules->n_h + rules->n_v; i++) {
		if (root(parent, i) != i)
			continue;
		struct builder b = { .scratch = scratch };
		struct table t = { .page = page };
		bool use;
		struct table *more = arena_grow(a, tables, n, &cap, sizeof *more);
		if (!more || pick(rules, parent, i, &b))
			return E_NOMEM;
		tables = more;
		if (!b.n_h)
			continue;
		if (build(&b, glyphs, n_glyphs, a, &t, &use))
			return E_NOMEM;
		if (use)
			tables[n++] = t;
	}
	if (n)
		qsort(tables, n, sizeof *tables, by_top);
	*ret = tables;
	*ret_n = n;
	return E_OK;
}
