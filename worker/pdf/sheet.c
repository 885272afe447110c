/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet.h"

#include "page.h"

#include <stdlib.h>

static int number_lines(struct page *p, struct arena *scratch)
{
	size_t n;
	struct line *lines = words_lines(p->glyphs, p->n_glyphs, scratch, &n);
	if (!lines)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < lines[i].n; k++)
			lines[i].glyphs[k].line = (uint32_t)i + 1;
	return E_OK;
}

static size_t count_segments(const struct line *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i = words_segment(l, i))
		n++;
	return n;
}

static int make_line(const struct line *l, uint32_t page, struct arena *a, struct item *ret)
{
	*ret = (struct item){ .x0 = l->x0, .x1 = l->x1, .y0 = l->y0, .y1 = l->y1, .size = l->size,
		.first_width = words_first_width(l), .n_segments = count_segments(l),
		.at = { page, l->glyphs[0].line } };
	ret->segments = arena_array(a, ret->n_segments, sizeof *ret->segments);
	if (!ret->segments)
		return E_NOMEM;
	struct str all;
	str_init(&all, a, DOC_MAX_BYTES);
	size_t n = 0;
	for (size_t i = 0, end; i < l->n; i = end) {
		end = words_segment(l, i);
		struct str one;
		str_init(&one, a, DOC_MAX_BYTES);
		words_add(l, i, end, &one);
		ret->segments[n++] = (struct segment){ l->glyphs[i].x0, l->glyphs[end - 1].x1,
			str_sv(&one) };
		if (i)
			str_addc(&all, '\t');
		str_add(&all, str_sv(&one));
	}
	ret->text = str_sv(&all);
	return a->failed ? E_NOMEM : E_OK;
}

static int by_top(const void *pa, const void *pb)
{
	const struct item *a = pa, *b = pb;
	return a->y0 < b->y0 ? -1 : a->y0 > b->y0;
}

static int gather(const struct line *lines, size_t n_lines, struct table *tables, size_t n_tables,
	uint32_t page, struct arena *a, struct sheet *ret)
{
	ret->items = arena_array(a, n_lines + n_tables, sizeof *ret->items);
	if (!ret->items)
		return E_NOMEM;
	for (size_t i = 0; i < n_tables; i++) {
		struct table *t = &tables[i];
		ret->items[ret->n_items++] = (struct item){ .table = t, .x0 = t->xs[0],
			.x1 = t->xs[t->n_cols], .y0 = t->ys[0], .y1 = t->ys[t->n_rows],
			.at = t->cells[0].at };
	}
	for (size_t i = 0; i < n_lines; i++)
		if (make_line(&lines[i], page, a, &ret->items[ret->n_items++]))
			return E_NOMEM;
	if (ret->n_items)
		qsort(ret->items, ret->n_items, sizeof *ret->items, by_top);
	return E_OK;
}

int sheet_read(PopplerPage *pp, uint32_t no, struct arena *a, struct arena *scratch,
	struct sheet *ret)
{
	struct page p;
	struct rules rules = { 0 };
	if (page_read(pp, scratch, &p) || number_lines(&p, scratch))
		return E_NOMEM;
	*ret = (struct sheet){ .width = p.width, .height = p.height, .n_glyphs = p.n_glyphs,
		.pictured = p.pictured };
	if (p.picture.pixels && rules_find(&p.picture, p.glyphs, p.n_glyphs, scratch, &rules))
		return E_NOMEM;
	struct table *tables;
	size_t n_tables, n_lines;
	if (grid_take(&rules, p.glyphs, &p.n_glyphs, no, a, scratch, &tables, &n_tables))
		return E_NOMEM;
	struct line *lines = words_lines(p.glyphs, p.n_glyphs, scratch, &n_lines);
	if (!lines)
		return E_NOMEM;
	return gather(lines, n_lines, tables, n_tables, no, a, ret);
}
