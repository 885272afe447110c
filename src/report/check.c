/* Every rule over one report, and the order in which the findings are told. */
#include "report/report.h"

#include "report/rules_int.h"

/** Errors before warnings; within them the order of the form, then of the document. */
static bool before(const struct finding *a, const struct finding *b)
{
	if (a->severity != b->severity)
		return a->severity < b->severity;
	if (a->rule != b->rule)
		return a->rule < b->rule;
	return a->cell < b->cell;
}

static void sort(struct findings *list)
{
	for (size_t i = 1; i < list->n; i++) {
		struct finding f = list->items[i];
		size_t k = i;
		for (; k > 0 && before(&f, &list->items[k - 1]); k--)
			list->items[k] = list->items[k - 1];
		list->items[k] = f;
	}
}

int report_check(const struct report *r, const struct report_context *context,
	struct findings *list, struct err *err)
{
	for (size_t i = 0; i < r->noticed.n; i++)
		findings_add(list, r->noticed.items[i]);
	report_check_figures(r, context ? context->previous : NULL, list);
	report_check_parts(r, list);
	report_check_narrative(r, list);
	report_check_privacy(r, list);
	if (context)
		report_check_copies(r, context, list);
	sort(list);
	if (list->arena->failed)
		return err_set(err, E_NOMEM, "检查时内存不足，请减少一次检查的文件数。");
	return E_OK;
}
