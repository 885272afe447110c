#include "report/split.h"

#include <string.h>

enum { NODES_MAX = 400000, DIGITS_MAX = 15 };

struct search {
	const struct sv *runs;
	int n_runs;
	struct split_rule rule;
	bool sums;
	struct split *out;
	int64_t cell[SPLIT_CELLS_MAX];
	long nodes;
};

/** Does the group that cell `c` closes add up? Cells inside a group are not looked at yet. */
static bool adds_up(const struct search *s, int c)
{
	int g = s->rule.group;
	if (!s->sums || g == 0 || (c + 1) % g != 0)
		return true;
	int64_t sum = 0;
	for (int i = 1; i < g && i <= c; i++)
		sum += s->cell[c - i];
	return sum == s->cell[c];
}

static void keep(struct search *s)
{
	if (s->out->n == SPLIT_READINGS_MAX) {
		s->out->more = true;
		return;
	}
	memcpy(s->out->readings[s->out->n++], s->cell, sizeof s->cell);
}

/** Digits left from position `pos` of run `run`. */
static size_t digits_left(const struct search *s, int run, size_t pos)
{
	size_t left = 0;
	for (int r = run; r < s->n_runs; r++)
		left += s->runs[r].n - (r == run ? pos : 0);
	return left;
}

static void cut(struct search *s, int c, int run, size_t pos)
{
	if (++s->nodes > NODES_MAX) {
		s->out->more = true;
		return;
	}
	if (run == s->n_runs) {
		if (c == s->rule.n_cells)
			keep(s);
		return;
	}
	int cells_left = s->rule.n_cells - c;
	if (cells_left < s->n_runs - run || (size_t)cells_left > digits_left(s, run, pos))
		return;
	struct sv digits = s->runs[run];
	int64_t value = 0;
	for (size_t len = 1; len <= DIGITS_MAX && pos + len <= digits.n; len++) {
		char d = digits.p[pos + len - 1];
		value = value * 10 + (d - '0');
		s->cell[c] = value;
		bool end = pos + len == digits.n;
		if (adds_up(s, c))
			cut(s, c + 1, end ? run + 1 : run, end ? 0 : pos + len);
		if (len == 1 && d == '0')
			return; /* no leading zero */
	}
}

static bool all_digits(const struct sv *runs, int n_runs)
{
	for (int r = 0; r < n_runs; r++)
		for (size_t i = 0; i < runs[r].n; i++)
			if (runs[r].p[i] < '0' || runs[r].p[i] > '9')
				return false;
	return true;
}

void split_runs(const struct sv *runs, int n_runs, struct split_rule rule, bool sums,
	struct split *ret)
{
	ret->n = 0;
	ret->more = false;
	if (!all_digits(runs, n_runs))
		return;
	size_t digits = 0;
	for (int r = 0; r < n_runs; r++)
		digits += runs[r].n;
	ret->forced = digits == (size_t)rule.n_cells;
	struct search s = { .runs = runs, .n_runs = n_runs, .rule = rule,
		.sums = sums && !ret->forced, .out = ret };
	cut(&s, 0, 0, 0);
}

/** Make cell `c` of 1 … all pieces from `piece` on that leave enough for the cells after it. */
static void join(struct search *s, int c, int piece)
{
	int cells_left = s->rule.n_cells - c, pieces_left = s->n_runs - piece;
	if (++s->nodes > NODES_MAX || pieces_left < cells_left)
		return;
	if (c == s->rule.n_cells) {
		if (pieces_left == 0)
			keep(s);
		return;
	}
	int64_t value = 0;
	size_t digits = 0;
	for (int n = 1; n <= pieces_left - cells_left + 1; n++) {
		struct sv more = s->runs[piece + n - 1];
		digits += more.n;
		if (digits > DIGITS_MAX || (n > 1 && value == 0))
			return; /* nothing is joined to a zero */
		for (size_t i = 0; i < more.n; i++)
			value = value * 10 + (more.p[i] - '0');
		s->cell[c] = value;
		if (adds_up(s, c))
			join(s, c + 1, piece + n);
	}
}

void split_join(const struct sv *pieces, int n_pieces, struct split_rule rule, struct split *ret)
{
	ret->n = 0;
	ret->more = ret->forced = false;
	struct search s = { .runs = pieces, .n_runs = n_pieces, .rule = rule, .sums = true, .out = ret };
	if (n_pieces <= rule.n_cells * 2 && all_digits(pieces, n_pieces))
		join(&s, 0, 0);
}
