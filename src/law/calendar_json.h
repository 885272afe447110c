/**
 * Calendars as JSON, the form of data/holidays.json, to be imported when the notice of a new year is out:
 *
 *     {"2027": {"source": "国务院办公厅关于2027年部分节假日安排的通知",
 *               "holidays": ["2027-01-01", …], "workdays": ["2027-02-06", …]}}
 *
 * A year without its official source is refused: a date is never guessed.
 */
#pragma once

#include "base/str.h"
#include "law/calendar.h"

enum { CALENDAR_JSON_MAX = 256 * 1024, CALENDAR_YEARS_MAX = 64, CALENDAR_DAYS_MAX = 120 };

/**
 * Read and check. Everything lives in `a`.
 * @return 0, E_FORMAT (the sentence says which year and day; `err->field` "source", "holidays" or "workdays" where it
 *         is one of them), E_LIMIT, E_NOMEM
 */
int calendar_json_read(struct sv json, struct arena *a, struct calendar_year **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));

/**
 * One year from what a person types from the notice: days as `2027-01-01`, `01-01`, `1月1日`, with blanks, commas or
 * line ends between. The same checks.
 */
int calendar_of_words(int year, struct sv source, struct sv holidays, struct sv workdays,
	struct arena *a, struct calendar_year *ret, struct err *err) __attribute__((warn_unused_result));

/** One year in the same form, without the outer object: what a database keeps. */
struct sv calendar_json_print(const struct calendar_year *y, struct arena *a);
