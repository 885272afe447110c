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

void split_runs(const struct sv *runs, int n_runs, struct split_rule rule, bool sums,
	struct split *ret)
{
	ret->n = 0;
	ret->more = false;
	size_t digits = 0;
	for (int r = 0; r < n_runs; r++) {
		digits += runs[r].n;
		for (size_t i = 0; i < runs[r].n; i++)
			if (runs[r].p[i] < '0' || runs[r].p[i] > '9')
				return;
	}
	ret->forced = digits == (size_t)rule.n_cells;
	struct search s = { .runs = runs, .n_runs = n_runs, .rule = rule,
		.sums = sums && !ret->forced, .out = ret };
	cut(&s, 0, 0, 0);
}
