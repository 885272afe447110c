/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules.h"

#define DARK 245        /* a pixel lighter than this is paper */
#define CONTRAST 9      /* a ridge is darker than both its sides by this much */
#define RIDGE_REACH 9   /* pixels to look for the sides: the thickest line */
#define SAME_SHADE 24   /* a crossing line may be that much lighter than the run */
#define MIN_LENGTH 7.0  /* points */
#define MERGE_REACH 6   /* rows of pixels between the two strokes of a double line */
#define MERGE_MAX 12    /* rows of pixels that one rule may take up */
#define TEXT_SHARE 0.8  /* of a run along several characters makes it a stroke of them */
#define STROKE_MAX 5    /* sizes that such a run may be long */
#define STROKE_TALL 1.3 /* sizes: the longest stroke of one character */
#define OFF_LINE 0.6    /* sizes that fonts may draw above or below the box they claim */
#define TEXT_AIR 1.0    /* points that a stroke may stick out of its character */

enum { RUNS_MAX = 60000 };

struct run {
	int row, from, to; /* pixels, `to` included */
};

struct finder {
	const struct picture *p;
	const struct glyph *glyphs;
	size_t n_glyphs;
	bool vertical;     /* the picture is transposed */
	struct arena *a;
	struct run *runs;
	size_t n, cap;
	bool nomem;
};

static bool is_ridge(const struct picture *p, int x, int y)
{
	const uint8_t *at = p->pixels + (size_t)y * (size_t)p->width + x;
	if (*at >= DARK)
		return false;
	bool above = false, below = false;
	for (int k = 1; k <= RIDGE_REACH && !(above && below); k++) {
		ptrdiff_t step = (ptrdiff_t)k * p->width;
		above = above || y < k || at[-step] > *at + CONTRAST;
		below = below || y + k >= p->height || at[step] > *at + CONTRAST;
	}
	return above && below;
}

/** May the run that ends at `last` go on at `x`, across what lies between? */
static bool bridges(const uint8_t *row, int last, int x)
{
	if (x - last <= 2)
		return true;
	if (x - last > RIDGE_REACH + 3)
		return false;
	for (int i = last + 1; i < x; i++)
		if (row[i] >= DARK || row[i] > row[last] + SAME_SHADE)
			return false;
	return true;
}

static double overlap(double a0, double a1, double b0, double b1)
{
	double from = a0 > b0 ? a0 : b0, to = a1 < b1 ? a1 : b1;
	return to > from ? to - from : 0;
}

/**
 * Is the run a stroke: within the box of one character, however tall its font claims it to be, or
 * along a few neighbouring ones, as in —— or 二三?
 */
static bool is_text(const struct finder *f, int row, int from, int to)
{
	double at = row / f->p->scale, a = from / f->p->scale, b = (to + 1) / f->p->scale;
	double x0 = f->vertical ? at : a, x1 = f->vertical ? at : b;
	double y0 = f->vertical ? a : at, y1 = f->vertical ? b : at;
	double covered = 0;
	for (size_t i = 0; i < f->n_glyphs; i++) {
		const struct glyph *g = &f->glyphs[i];
		double air = b - a < STROKE_TALL * g->size ? OFF_LINE * g->size : TEXT_AIR;
		if (x0 > g->x0 - TEXT_AIR && x1 < g->x1 + TEXT_AIR && y0 > g->top - air &&
		    y1 < g->bottom + air)
			return true;
		if (b - a > STROKE_MAX * g->size)
			continue;
		if (!f->vertical && at > g->y0 && at < g->y1)
			covered += overlap(x0, x1, g->x0, g->x1);
		if (f->vertical && at > g->x0 && at < g->x1)
			covered += overlap(y0, y1, g->y0, g->y1);
	}
	return covered > TEXT_SHARE * (b - a);
}

static void add_run(struct finder *f, int row, int from, int to)
{
	if (to - from + 1 < MIN_LENGTH * f->p->scale || f->n >= RUNS_MAX)
		return;
	if (is_text(f, row, from, to))
		return;
	struct run *more = arena_grow(f->a, f->runs, f->n, &f->cap, sizeof *more);
	if (!more) {
		f->nomem = true;
		return;
	}
	f->runs = more;
	f->runs[f->n++] = (struct run){ row, from, to };
}

static void find_runs(struct finder *f)
{
	const struct picture *p = f->p;
	for (int y = 0; y < p->height; y++) {
		const uint8_t *row = p->pixels + (size_t)y * (size_t)p->width;
		int from = -1, last = -1;
		for (int x = 0; x < p->width; x++) {
			if (!is_ridge(p, x, y))
				continue;
			if (from >= 0 && !bridges(row, last, x)) {
				add_run(f, y, from, last);
				from = -1;
			}
			if (from < 0)
				from = x;
			last = x;
		}
		if (from >= 0)
			add_run(f, y, from, last);
	}
}

/** A rule in the making: rows of pixels first..last, columns from..to. */
struct bundle {
	int first, last, from, to;
};

static bool joins(const struct bundle *b, const struct run *r)
{
	if (r->row - b->last > MERGE_REACH || r->row - b->first > MERGE_MAX)
		return false;
	int shared = (b->to < r->to ? b->to : r->to) - (b->from > r->from ? b->from : r->from);
	int shorter = b->to - b->from < r->to - r->from ? b->to - b->from : r->to - r->from;
	return 2 * shared > shorter;
}

/** Runs come row by row, so only the newest bundles can still take one. */
static int bundle_runs(struct finder *f, struct rule **ret, size_t *ret_n)
{
	struct bundle *bundles = arena_array(f->a, f->n, sizeof *bundles);
	struct rule *rules = arena_array(f->a, f->n, sizeof *rules);
	if (!bundles || !rules || f->nomem)
		return E_NOMEM;
	size_t n = 0, oldest = 0;
	for (size_t i = 0; i < f->n; i++) {
		const struct run *r = &f->runs[i];
		while (oldest < n && r->row - bundles[oldest].first > MERGE_MAX)
			oldest++;
		size_t k = oldest;
		while (k < n && !joins(&bundles[k], r))
			k++;
		if (k == n)
			bundles[n++] = (struct bundle){ r->row, r->row, r->from, r->to };
		struct bundle *b = &bundles[k];
		b->last = r->row;
		b->from = r->from < b->from ? r->from : b->from;
		b->to = r->to > b->to ? r->to : b->to;
	}
	if (n > RULES_MAX)
		n = 0;
	for (size_t i = 0; i < n; i++)
		rules[i] = (struct rule){ (bundles[i].first + bundles[i].last + 1) / 2.0 / f->p->scale,
			bundles[i].from / f->p->scale, (bundles[i].to + 1) / f->p->scale };
	*ret = rules;
	*ret_n = n;
	return E_OK;
}

static int find_direction(struct finder *f, struct rule **ret, size_t *ret_n)
{
	find_runs(f);
	return bundle_runs(f, ret, ret_n);
}

static int transpose(const struct picture *p, struct arena *a, struct picture *ret)
{
	enum { TILE = 32 };
	*ret = (struct picture){ .width = p->height, .height = p->width, .scale = p->scale };
	ret->pixels = arena_array(a, (size_t)p->width, (size_t)p->height);
	if (!ret->pixels)
		return E_NOMEM;
	for (int y0 = 0; y0 < p->height; y0 += TILE)
		for (int x0 = 0; x0 < p->width; x0 += TILE)
			for (int y = y0; y < y0 + TILE && y < p->height; y++)
				for (int x = x0; x < x0 + TILE && x < p->width; x++)
					ret->pixels[(size_t)x * (size_t)p->height + (size_t)y] =
						p->pixels[(size_t)y * (size_t)p->width + (size_t)x];
	return E_OK;
}

int rules_find(const struct picture *p, const struct glyph *glyphs, size_t n_glyphs,
	struct arena *a, struct rules *ret)
{
	struct finder f = { .p = p, .glyphs = glyphs, .n_glyphs = n_glyphs, .a = a };
	if (find_direction(&f, &ret->h, &ret->n_h))
		return E_NOMEM;
	struct picture turned;
	if (transpose(p, a, &turned))
		return E_NOMEM;
	struct finder g = { .p = &turned, .glyphs = glyphs, .n_glyphs = n_glyphs, .vertical = true,
		.a = a };
	return find_direction(&g, &ret->v, &ret->n_v);
}
