/*
 * Lines from positioned pieces (pdftohtml and its kin). A row of a table is found by its figures:
 * they stand in the middle of their cells, while labels run over one to three lines and may begin
 * above or below. So figures make the rows, labels join the row they overlap most, and what is
 * left (prose, header cells) is grouped among itself.
 */
#include "doc/html_flow.h"

#include "base/utf8.h"

#include <stdlib.h>

enum {
	DEFAULT_SIZE = 16, /* pixels of an unknown font */
	MIN_SPOTS = 8,     /* fewer are an ornament of an ordinary page */
	TALL = 3,          /* more lines than that are a label over many rows: it counts by its top */
	OVERLAP = 30,      /* percent of the lower of two pieces */
	ROW_FIGURES = 3,   /* so many in a line, and it is a row of a table */
	NO_LINE = -1,
};

struct piece {
	struct flow_item *item;
	int32_t top, bottom, left, size;
	int32_t line; /* index, NO_LINE = not yet in one */
	uint32_t order;
	bool figure;
};

struct line {
	int32_t top, bottom;
	uint32_t figures;
};

struct page {
	struct piece *pieces;
	size_t n;
	struct line *lines;
	size_t n_lines;
};

static bool is_figure(struct sv s)
{
	s = sv_trim(s);
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789.,+-/", s.p[i]))
			return false;
	return s.n > 0;
}

static struct piece make_piece(struct flow_item *it, uint32_t order)
{
	const struct flow_spot *s = it->spot;
	int32_t size = s->size ? (int32_t)s->size : DEFAULT_SIZE, rows = 1;
	for (size_t i = 0; i < it->text.n; i++)
		rows += it->text.p[i] == '\n' && rows <= TALL;
	return (struct piece){ .item = it, .top = s->top, .left = s->left, .size = size,
		.bottom = s->top + size * (rows > TALL ? 1 : rows), .line = NO_LINE, .order = order,
		.figure = is_figure(it->text) };
}

/** How much of the lower one of two stretches they share, in percent. */
static int32_t overlap(int32_t top1, int32_t bottom1, int32_t top2, int32_t bottom2)
{
	int32_t top = top1 > top2 ? top1 : top2, bottom = bottom1 < bottom2 ? bottom1 : bottom2;
	int32_t h1 = bottom1 - top1, h2 = bottom2 - top2, low = h1 < h2 ? h1 : h2;
	return bottom > top ? (bottom - top) * 100 / low : 0;
}

static int by_top(const void *x, const void *y)
{
	const struct piece *a = x, *b = y;
	if (a->top != b->top)
		return a->top < b->top ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

/** Put the pieces of one sort that have no line yet into lines of their own, from the top. */
static void group(struct page *p, bool figures)
{
	size_t first = p->n_lines;
	for (size_t i = 0; i < p->n; i++) {
		struct piece *c = &p->pieces[i];
		if (c->line != NO_LINE || c->figure != figures)
			continue;
		struct line *l = p->n_lines > first ? &p->lines[p->n_lines - 1] : NULL;
		if (!l || overlap(l->top, l->bottom, c->top, c->bottom) < 50) {
			l = &p->lines[p->n_lines++];
			*l = (struct line){ .top = c->top, .bottom = c->bottom };
		}
		l->figures += figures;
		c->line = (int32_t)(l - p->lines);
	}
}

/** Labels join the row of figures that they overlap most. Both are sorted by their top. */
static void join_rows(struct page *p)
{
	size_t from = 0;
	for (size_t i = 0; i < p->n; i++) {
		struct piece *c = &p->pieces[i];
		int32_t best = OVERLAP - 1;
		if (c->figure)
			continue;
		/* no line is higher than a few fonts: those far above stay out of sight */
		while (from < p->n_lines && p->lines[from].bottom < c->top)
			from++;
		for (size_t l = from; l < p->n_lines && p->lines[l].top < c->bottom; l++) {
			int32_t share = overlap(p->lines[l].top, p->lines[l].bottom, c->top, c->bottom);
			if (share > best) {
				best = share;
				c->line = (int32_t)l;
			}
		}
	}
}

/** Renumber lines from top to bottom: pieces take over the top of theirs. */
static void take_line_tops(struct page *p)
{
	for (size_t i = 0; i < p->n; i++)
		p->pieces[i].top = p->lines[p->pieces[i].line].top;
}

static int by_line(const void *x, const void *y)
{
	const struct piece *a = x, *b = y;
	if (a->top != b->top)
		return a->top < b->top ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->left != b->left)
		return a->left < b->left ? -1 : 1;
	return a->order < b->order ? -1 : 1;
}

/** Where the text of a piece ends, about: full-width characters are as wide as they are high. */
static int64_t right_end(const struct piece *c)
{
	struct sv s = c->item->text;
	int64_t halves = 0, widest = 0;
	for (size_t i = 0; i < s.n;) {
		uint32_t cp = utf8_next(s, &i);
		halves = cp == '\n' ? 0 : halves + (cp < 0x2E80 ? 1 : 2);
		if (halves > widest)
			widest = halves;
	}
	return c->left + widest * c->size / 2;
}

/** The second line of a label, set below the first and further in than the first ends. */
static bool continues(const struct piece *a, const struct piece *b)
{
	int32_t below = b->item->spot->top - a->item->spot->top;
	return !a->figure && !b->figure && b->left < right_end(a) && below > a->size / 2;
}

static bool is_stacked(const struct piece *c)
{
	return memchr(c->item->text.p, '\n', c->item->text.n) != NULL;
}

/** Widths are guessed, so what is surely a cell is not measured. */
static bool gap_between(const struct piece *a, const struct piece *b, const struct line *l)
{
	int64_t gap = b->left - right_end(a), size = a->size > b->size ? a->size : b->size;
	if (l->figures >= ROW_FIGURES && (a->figure || b->figure))
		return true;
	if (continues(a, b))
		return false;
	return is_stacked(a) || is_stacked(b) || gap * 10 > size * 6 || gap < -size;
}

/** The pieces [from, end) of one line as one text; words stacked in a cell are one word. */
static struct sv join_line(const struct page *p, size_t from, size_t end, struct arena *a)
{
	const struct piece *c = p->pieces;
	size_t room = 0, n = 0;
	for (size_t i = from; i < end; i++)
		room += c[i].item->text.n + 1;
	char *text = arena_alloc(a, room);
	if (!text)
		return SV("");
	for (size_t i = from; i < end; i++) {
		struct sv s = c[i].item->text;
		if (i > from && gap_between(&c[i - 1], &c[i], &p->lines[c[i].line]))
			text[n++] = '\t';
		for (size_t k = 0; k < s.n; k++)
			if (s.p[k] != '\n')
				text[n++] = s.p[k];
	}
	return (struct sv){ text, n };
}

/** The items of one page, which all have a spot, become lines at the end of `out`. */
static int rebuild_page(struct flow_item *first, size_t n, struct flow *out, struct arena *a)
{
	struct page p = { .n = n };
	p.pieces = arena_array(a, n, sizeof *p.pieces);
	p.lines = arena_array(a, n, sizeof *p.lines);
	if (!p.pieces || !p.lines)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++, first = first->next)
		p.pieces[i] = make_piece(first, (uint32_t)i);
	qsort(p.pieces, n, sizeof *p.pieces, by_top);
	group(&p, true);
	join_rows(&p);
	group(&p, false);
	take_line_tops(&p);
	qsort(p.pieces, n, sizeof *p.pieces, by_line);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && p.pieces[end].line == p.pieces[i].line;)
			end++;
		struct doc_place at = p.pieces[i].item->at;
		at.page = p.pieces[i].item->spot->page;
		if (!flow_add(out, a, join_line(&p, i, end, a), at))
			return E_NOMEM;
	}
	return a->failed ? E_NOMEM : E_OK;
}

int flow_rebuild_lines(struct flow *f, struct arena *a)
{
	struct flow out = { 0 };
	if (f->n_spots < MIN_SPOTS || f->n_spots * 2 < f->n)
		return E_OK;
	for (struct flow_item *it = f->first, *next; it; it = next) {
		size_t n = 0;
		for (next = it; next && next->spot && next->spot->page == it->spot->page; n++)
			next = next->next;
		if (n) {
			int code = rebuild_page(it, n, &out, a);
			if (code)
				return code;
			continue;
		}
		next = it->next;
		struct flow one = { .first = it, .last = it, .n = 1 };
		it->next = NULL;
		flow_append(&out, &one);
	}
	*f = out;
	return E_OK;
}
