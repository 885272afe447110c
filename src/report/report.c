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
