/* The words in their surroundings, marked. */
#include "search/search_int.h"

#include "base/utf8.h"
#include "text/normal.h"

enum { BEFORE = 30, LENGTH = 90, PIECES_MAX = 64 }; /* characters; pieces */

/** A stretch of the original that a word matches. */
struct mark {
	size_t from, to;
};

struct marks {
	struct mark items[PIECES_MAX / 2 - 1];
	size_t n;
};

static bool same_letter(char a, char b)
{
	char la = a >= 'A' && a <= 'Z' ? (char)(a + 32) : a, lb = b >= 'A' && b <= 'Z' ? (char)(b + 32) : b;
	return la == lb;
}

static bool matches(struct sv text, size_t at, struct sv word)
{
	if (text.n - at < word.n)
		return false;
	for (size_t i = 0; i < word.n; i++)
		if (!same_letter(text.p[at + i], word.p[i]))
			return false;
	return true;
}

static bool is_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/** Letters and digits are whole words: "12" is not found in "2012". */
static bool is_whole(struct sv text, size_t at, size_t n)
{
	bool left = at > 0 && is_letter(text.p[at]) && is_letter(text.p[at - 1]);
	bool right = at + n < text.n && is_letter(text.p[at + n - 1]) && is_letter(text.p[at + n]);
	return !left && !right;
}

/** Where words stand in the folded text from `at` on, longest first. 0: nowhere at this place. */
static size_t word_at(struct sv text, size_t at, const struct search_words *words)
{
	size_t longest = 0;
	for (size_t i = 0; i < words->n; i++) {
		struct sv w = words->items[i].folded;
		if (w.n > longest && matches(text, at, w) && is_whole(text, at, w.n))
			longest = w.n;
	}
	return longest;
}

/** Marks in the original between two places of the folded text. */
static void find_marks(const struct text_normal *t, size_t from, size_t to,
	const struct search_words *words, struct marks *ret)
{
	ret->n = 0;
	for (size_t at = from; at < to && ret->n < sizeof ret->items / sizeof *ret->items;) {
		size_t n = word_at(t->text, at, words);
		if (!n) {
			utf8_next(t->text, &at);
			continue;
		}
		ret->items[ret->n++] = (struct mark){ t->origin[at], t->origin[at + n] };
		at += n;
	}
}

/** `n` characters back or on from a place of the folded text. */
static size_t move_back(struct sv s, size_t at, int n)
{
	while (n-- > 0 && at > 0)
		utf8_prev(s, &at);
	return at;
}

static size_t move_on(struct sv s, size_t at, int n)
{
	while (n-- > 0 && at < s.n)
		utf8_next(s, &at);
	return at;
}

static void add_piece(struct search_piece *list, size_t *n, struct sv text, bool hit)
{
	if (text.n)
		list[(*n)++] = (struct search_piece){ text, hit };
}

/** The stretch [from, to) of the original in pieces. */
static int in_pieces(struct sv text, size_t from, size_t to, const struct marks *marks,
	struct arena *a, struct search_piece **ret, size_t *ret_n)
{
	struct search_piece *list = arena_array(a, PIECES_MAX, sizeof *list);
	size_t n = 0, at = from;
	if (!list)
		return E_NOMEM;
	for (size_t i = 0; i < marks->n; i++) {
		const struct mark *m = &marks->items[i];
		/* A word that reaches over the end of the stretch is not cut: the stretch grows. */
		to = m->to > to ? m->to : to;
		add_piece(list, &n, (struct sv){ text.p + at, m->from - at }, false);
		add_piece(list, &n, (struct sv){ text.p + m->from, m->to - m->from }, true);
		at = m->to;
	}
	add_piece(list, &n, (struct sv){ text.p + at, to - at }, false);
	*ret = list;
	*ret_n = n;
	return E_OK;
}

int snippet_make(struct sv text, const struct search_words *words, struct arena *a,
	struct search_piece **ret, size_t *ret_n)
{
	struct text_normal t;
	struct marks marks;
	int rc = text_normalise(text, a, &t);
	if (rc)
		return rc;
	size_t first = 0;
	while (first < t.text.n && !word_at(t.text, first, words))
		utf8_next(t.text, &first);
	if (first >= t.text.n)
		first = 0;
	size_t from = move_back(t.text, first, BEFORE), to = move_on(t.text, from, LENGTH);
	find_marks(&t, from, to, words, &marks);
	return in_pieces(text, t.origin[from], t.origin[to], &marks, a, ret, ret_n);
}

int snippet_whole(struct sv text, const struct search_words *words, struct arena *a,
	struct search_piece **ret, size_t *ret_n)
{
	struct text_normal t;
	struct marks marks;
	int rc = text_normalise(text, a, &t);
	if (rc)
		return rc;
	find_marks(&t, 0, t.text.n, words, &marks);
	return in_pieces(text, 0, text.n, &marks, a, ret, ret_n);
}
