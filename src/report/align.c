#include "report/align.h"

#include "base/err.h"

#include <limits.h>

/** Costs, in tenths. A wrong certain label is worse than anything; order beats a nearby label. */
enum {
	COST_CERTAIN_MISMATCH = 1000,
	COST_NEAR_MISMATCH = 10,
	COST_NEAR_SET = 3,
	COST_INCOMPLETE = 30,
	COST_FORM_ROW_MISSING = 50,
	COST_DROP_CERTAIN = 600,
	COST_DROP_COMPLETE = 400,
	COST_DROP_INCOMPLETE = 20
};

static int assign_cost(const struct align_row *r, int form_row)
{
	int cost = r->complete ? 0 : COST_INCOMPLETE;
	if (r->label < 0 || r->label == form_row)
		return cost;
	if (r->certain)
		return cost + COST_CERTAIN_MISMATCH;
	return cost + (r->near >> form_row & 1 ? COST_NEAR_SET : COST_NEAR_MISMATCH);
}

static int drop_cost(const struct align_row *r)
{
	if (!r->complete)
		return r->certain ? COST_DROP_INCOMPLETE * 2 : COST_DROP_INCOMPLETE;
	return r->certain ? COST_DROP_CERTAIN : COST_DROP_COMPLETE;
}

enum step { STEP_NONE, STEP_ASSIGN, STEP_DROP, STEP_SKIP };

struct state {
	int cost;
	enum step step;
};

static void better(struct state *s, int cost, enum step step)
{
	if (cost < s->cost)
		*s = (struct state){ cost, step };
}

int align_rows(struct align_row *rows, size_t n, uint32_t allowed, struct arena *arena,
	int *ret_cost)
{
	int form[ALIGN_ROWS_MAX], m = 0;
	for (int i = 0; i < ALIGN_ROWS_MAX; i++)
		if (allowed >> i & 1)
			form[m++] = i;
	size_t width = (size_t)m + 1;
	struct state *best = arena_array(arena, (n + 1) * width, sizeof *best);
	if (!best)
		return E_NOMEM;
	for (size_t j = 0; j <= n; j++)
		for (size_t i = 0; i <= (size_t)m; i++) {
			struct state *s = &best[j * width + i];
			*s = (struct state){ j || i ? INT_MAX : 0, STEP_NONE };
			if (j && i)
				better(s, best[(j - 1) * width + i - 1].cost +
					assign_cost(&rows[j - 1], form[i - 1]), STEP_ASSIGN);
			if (j)
				better(s, best[(j - 1) * width + i].cost + drop_cost(&rows[j - 1]),
					STEP_DROP);
			if (i)
				better(s, best[j * width + i - 1].cost + COST_FORM_ROW_MISSING, STEP_SKIP);
		}
	*ret_cost = best[n * width + (size_t)m].cost;
	for (size_t j = n, i = (size_t)m; j || i;) {
		switch (best[j * width + i].step) {
		case STEP_ASSIGN:
			rows[--j].row = form[--i];
			break;
		case STEP_DROP:
			rows[--j].row = -1;
			break;
		default:
			i--;
		}
	}
	return E_OK;
}
