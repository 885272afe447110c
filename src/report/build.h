/**
 * The annual report counted from the work (以办件生成年度报告): tables three and four from the requests and their
 * remedies, with the sentences that say the same figures. Nothing in it is typed, so it adds up whatever happened;
 * what cannot be counted here (sections one, two and five) is left for the office to write, and the check
 * names it. Source: Regulation art. 50; 国办公开办函〔2021〕30号.
 */
#pragma once

#include "report/report.h"
#include "request/remedy.h"

/**
 * Build the report of a unit and year. Everything lives in `a`.
 * @return 0, E_NOT_FOUND (no such unit), E_USAGE (a year that is yet to come or before 2021, whose form has other
 *         tables), E_DB, E_NOMEM
 */
int report_build(const struct request_env *env, int64_t unit, int year, struct arena *a,
	struct report **ret, struct err *err) __attribute__((warn_unused_result));
