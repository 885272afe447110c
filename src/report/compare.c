#include "report/compare.h"

#include "text/similar.h"

static bool has_value(const struct form_cell *c)
{
	return c->state == CELL_NUMBER || c->state == CELL_DECIMAL;
}

/** Blank and absent count as the same: nothing stands there. */
static bool is_empty(const struct form_cell *c)
{
	return c->state == CELL_ABSENT || c->state == CELL_BLANK;
}

static bool same(const struct form_cell *a, const struct form_cell *b)
{
	if (is_empty(a) || is_empty(b))
		return is_empty(a) == is_empty(b);
	if (has_value(a) && has_value(b))
		return a->n == b->n;
	return a->state == b->state && sv_eq(a->text, b->text);
}

static int text_share(struct sv a, struct sv b, struct arena *arena, int *ret)
{
	struct similar_text x, y;
	*ret = -1;
	if (!a.n || !b.n)
		return E_OK;
	if (sv_eq(a, b)) {
		*ret = 1000;
		return E_OK;
	}
	int rc = similar_prepare(a, arena, &x);
	if (!rc)
		rc = similar_prepare(b, arena, &y);
	if (!rc && x.n && y.n)
		*ret = similar_share(&x, &y);
	return rc;
}

int report_compare(const struct report *a, const struct report *b, struct arena *arena,
	struct comparison *ret, struct err *err)
{
	*ret = (struct comparison){ 0 };
	ret->changes = arena_array(arena, FORM_CELLS, sizeof *ret->changes);
	int rc = ret->changes ? E_OK : E_NOMEM;
	for (int cell = 0; !rc && cell < FORM_CELLS; cell++) {
		const struct form_cell *x = &a->cells[cell], *y = &b->cells[cell];
		if (same(x, y)) {
			ret->same_cells += !is_empty(x);
			continue;
		}
		struct cell_change *c = &ret->changes[ret->n_changes++];
		*c = (struct cell_change){ .cell = cell, .a = x, .b = y };
		int64_t from = 0, to = 0;
		c->has_delta = form_value(x, &from) && form_value(y, &to) &&
			(has_value(x) || has_value(y));
		c->delta = c->has_delta ? to - from : 0;
	}
	for (int s = 0; !rc && s < SECTION__MAX; s++)
		rc = text_share(a->sections[s].text, b->sections[s].text, arena, &ret->text_share[s]);
	return rc ? err_set(err, E_NOMEM, "比较两份报告时内存不足。") : E_OK;
}
