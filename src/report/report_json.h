/**
 * A report as one JSON object: the contract of `--format json`, described in
 * docs/report.schema.json.
 *
 *     {"file","unit","year","form","title","period","cells":{…},"uncertain":[…],
 *      "sections":{…},"findings":[…]}
 *
 * A number is a number, an amount in 万元 a decimal string, a blank cell null, anything else the
 * text as printed. `uncertain` names the cells that were read from digits without borders and
 * have more than one possible reading.
 */
#pragma once

#include "report/compare.h"
#include "report/report.h"

/**
 * Print a report and its findings (may be NULL) on one line without a line end.
 * @param file  NULL: the object has neither `file` nor `findings`, for who puts it into another
 * @return 0 or E_NOMEM
 */
int report_json(const struct report *r, const char *file, const struct findings *findings,
	struct arena *a, struct sv *ret, struct err *err) __attribute__((warn_unused_result));

/** The line of a file that could not be read: {"file","error":{"code","message"}, …}. */
int report_json_error(const char *file, const struct err *why, struct arena *a, struct sv *ret)
	__attribute__((warn_unused_result));

/**
 * Two reports side by side:
 * {"a","b","same":number of equal cells,"cells":{key:[value in a, value in b]},
 *  "sections":{key: share of equal text in thousandths, or null}}
 */
int report_json_comparison(const struct comparison *c, const char *file_a, const char *file_b,
	struct arena *a, struct sv *ret, struct err *err) __attribute__((warn_unused_result));
