#include "report/report.h"

void findings_add(struct findings *list, struct finding f)
{
	struct finding *more =
		arena_grow(list->arena, list->items, list->n, &list->cap, sizeof *more);
	if (!more)
		return;
	list->items = more;
	list->items[list->n++] = f;
}

bool report_is_street_or_town(const struct report *r)
{
	static const char *const ends[] = { "街道", "街道办", "街道办事处", "办事处", "镇", "乡",
		"镇政府", "乡政府", "镇人民政府", "乡人民政府" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (sv_ends(r->unit, sv_of(ends[i])))
			return true;
	return false;
}

bool report_same_unit(struct sv a, struct sv b)
{
	return a.n && b.n && (sv_ends(a, b) || sv_ends(b, a));
}

enum form_layout report_layout(const struct report *r, enum form_table_id t)
{
	return t == TABLE_APPLICATIONS || t == TABLE_REVIEW ? form_for_year(r->year) : r->layout;
}

bool report_has_single_other(const struct report *r)
{
	return r->cells[app_cell(APP_OTHER_HANDLING, APP_TOTAL)].state != CELL_ABSENT;
}
