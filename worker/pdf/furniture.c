/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "furniture.h"

#include "base/utf8.h"

enum { EDGES = 4, PAGES_SEEN_MIN = 2 };

/** Line at an edge of a sheet: 0, 1 first and second, 2, 3 last and last but one. */
static struct item *edge_line(const struct sheet *s, size_t edge)
{
	size_t k = edge % 2;
	if (k >= s->n_items)
		return NULL;
	struct item *it = &s->items[edge < 2 ? k : s->n_items - 1 - k];
	if (it->table || (k && s->items[edge < 2 ? 0 : s->n_items - 1].table))
		return NULL;
	double middle = (it->y0 + it->y1) / 2;
	bool at_edge = edge < 2 ? middle < s->height * FURNITURE_EDGE
		: middle > s->height * (1 - FURNITURE_EDGE);
	return at_edge ? it : NULL;
}

/** “- 1 -”, “第 1 页 共 5 页”, “1 / 5”, “Page 1 of 5”, “1”: a number and only such trimmings. */
static bool is_page_number(struct sv s)
{
	size_t digits = 0;
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		uint32_t cp = utf8_next(s, &at);
		bool digit = (cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19);
		digits += digit;
		struct sv c = { s.p + from, at - from };
		if (!digit && !sv_has(SV(" \t-–—―－─‐~～·•/第页共,，|Pageof"), c))
			return false;
	}
	return digits > 0 && digits <= 8;
}

/** The text without digits and white space, which is what stays the same from page to page. */
static struct sv fixed_part(struct sv s, struct arena *a)
{
	struct str out;
	str_init(&out, a, DOC_MAX_BYTES);
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != ' ' && s.p[i] != '\t')
			str_addc(&out, s.p[i]);
	return str_sv(&out);
}

static bool is_running(const struct sv *parts, size_t n, size_t page, size_t edge)
{
	struct sv own = parts[page * EDGES + edge];
	size_t same = 0;
	if (!own.n)
		return false;
	for (size_t i = 0; i < n; i++)
		same += sv_eq(parts[i * EDGES + edge], own);
	return same >= PAGES_SEEN_MIN && 2 * same >= n;
}

static void drop(struct sheet *s, const bool *gone)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n_items; i++)
		if (!gone[i])
			s->items[n++] = s->items[i];
	s->n_items = n;
}

int furniture_drop(struct sheet *sheets, size_t n, struct arena *scratch)
{
	struct sv *parts = arena_array(scratch, n * EDGES, sizeof *parts);
	if (!parts)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		for (size_t edge = 0; edge < EDGES; edge++) {
			const struct item *it = edge_line(&sheets[i], edge);
			if (it)
				parts[i * EDGES + edge] = fixed_part(it->text, scratch);
		}
	if (scratch->failed)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		bool *gone = arena_array(scratch, sheets[i].n_items, sizeof *gone);
		if (!gone)
			return E_NOMEM;
		for (size_t edge = 0; edge < EDGES; edge++) {
			const struct item *it = edge_line(&sheets[i], edge);
			if (it && (is_page_number(it->text) || is_running(parts, n, i, edge)))
				gone[it - sheets[i].items] = true;
		}
		drop(&sheets[i], gone);
	}
	return E_OK;
}
