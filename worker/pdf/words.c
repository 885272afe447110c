/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words.h"

#include "base/utf8.h"

#include <stdlib.h>

#define SPACE_GAP 0.25 /* of the size: between Latin words */

bool words_is_wide(uint32_t cp)
{
	return (cp >= 0x2E80 && cp <= 0x9FFF) || (cp >= 0xAC00 && cp <= 0xD7AF) ||
		(cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0xFE30 && cp <= 0xFE4F) ||
		(cp >= 0xFF00 && cp <= 0xFFEF) || (cp >= 0x20000 && cp <= 0x3FFFF) ||
		(cp >= 0x2010 && cp <= 0x2027) || (cp >= 0x2460 && cp <= 0x24FF);
}

static int by_middle(const void *pa, const void *pb)
{
	const struct glyph *a = pa, *b = pb;
	double d = (a->y0 + a->y1) - (b->y0 + b->y1);
	return d < 0 ? -1 : d > 0 ? 1 : a->x0 < b->x0 ? -1 : a->x0 > b->x0;
}

static int by_left(const void *pa, const void *pb)
{
	const struct glyph *a = pa, *b = pb;
	return a->x0 < b->x0 ? -1 : a->x0 > b->x0;
}

static void measure(struct line *l)
{
	qsort(l->glyphs, l->n, sizeof *l->glyphs, by_left);
	l->x0 = l->glyphs[0].x0;
	l->x1 = l->glyphs[0].x1;
	l->y0 = l->glyphs[0].y0;
	l->y1 = l->glyphs[0].y1;
	for (size_t i = 0; i < l->n; i++) {
		const struct glyph *g = &l->glyphs[i];
		l->x1 = g->x1 > l->x1 ? g->x1 : l->x1;
		l->y0 = g->y0 < l->y0 ? g->y0 : l->y0;
		l->y1 = g->y1 > l->y1 ? g->y1 : l->y1;
		l->size = g->size > l->size ? g->size : l->size;
	}
}

struct line *words_lines(struct glyph *glyphs, size_t n, struct arena *a, size_t *ret_n)
{
	struct line *lines = arena_array(a, n, sizeof *lines);
	if (!lines)
		return NULL;
	if (n)
		qsort(glyphs, n, sizeof *glyphs, by_middle);
	size_t n_lines = 0;
	for (size_t i = 0, end; i < n; i = end) {
		double sum = 0, size = 0;
		for (end = i; end < n; end++) {
			double y = (glyphs[end].y0 + glyphs[end].y1) / 2;
			size = glyphs[end].size > size ? glyphs[end].size : size;
			if (end > i && y - sum / (double)(end - i) > size / 2)
				break;
			sum += y;
		}
		lines[n_lines] = (struct line){ .glyphs = glyphs + i, .n = end - i };
		measure(&lines[n_lines++]);
	}
	*ret_n = n_lines;
	return lines;
}

size_t words_segment(const struct line *line, size_t from)
{
	size_t i = from + 1;
	while (i < line->n &&
	       line->glyphs[i].x0 - line->glyphs[i - 1].x1 <= WORDS_TAB * line->glyphs[i].size)
		i++;
	return i < line->n ? i : line->n;
}

void words_add(const struct line *line, size_t from, size_t to, struct str *out)
{
	for (size_t i = from; i < to; i++) {
		const struct glyph *g = &line->glyphs[i], *left = g - 1;
		if (i > from) {
			double gap = g->x0 - left->x1;
			bool wide = words_is_wide(g->cp) || words_is_wide(left->cp);
			if (gap > (wide ? WORDS_TAB : SPACE_GAP) * g->size)
				str_addc(out, ' ');
		}
		str_add_cp(out, g->cp);
	}
}

static bool is_letter(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= 0xC0 && cp < 0x2000);
}

void words_glue(struct str *out, uint32_t next)
{
	struct sv s = str_sv(out);
	if (!s.n)
		return;
	size_t at = s.n;
	uint32_t last = utf8_prev(s, &at);
	bool word_ends = is_letter(last) || last == ',' || last == ';' || last == ')';
	if (word_ends && is_letter(next))
		str_addc(out, ' ');
}

double words_first_width(const struct line *line)
{
	size_t i = 1;
	if (!words_is_wide(line->glyphs[0].cp))
		while (i < line->n && !words_is_wide(line->glyphs[i].cp) &&
		       line->glyphs[i].x0 - line->glyphs[i - 1].x1 <= SPACE_GAP * line->size)
			i++;
	return line->glyphs[i - 1].x1 - line->glyphs[0].x0;
}

bool words_is_item(struct sv s)
{
	s = sv_trim(s);
	if (sv_starts(s, SV("（")) || sv_starts(s, SV("(")) || sv_starts(s, SV("第")))
		return true;
	size_t at = 0, n = 0;
	while (at < s.n && n < 4) {
		uint32_t cp = utf8_next(s, &at);
		if (cp == 0x3001 || cp == '.' || cp == 0xFF0E) /* 、 . ． */
			return n > 0;
		char one[4];
		struct sv c = { one, utf8_put(one, cp) };
		if ((cp < '0' || cp > '9') && !sv_has(SV("一二三四五六七八九十"), c))
			return false;
		n++;
	}
	return false;
}
