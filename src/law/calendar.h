/**
 * Working days: Monday to Friday without the public holidays, with the weekend days that are worked to
 * make up for them (调休). Which days these are is known only from the notice that the State Council's
 * office issues for each year; a day of a year without such a notice is unknown, never guessed.
 *
 * Days are day numbers (base/date.h). Source: 国务院办公厅关于…年部分节假日安排的通知, one a year; what is
 * built in stands in data/holidays.json.
 */
#pragma once

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

/** The notice of one year. Dates are `YYYY-MM-DD`, of that year. */
struct calendar_year {
	int year;
	const char *source;
	const char *const *holidays; /* days off */
	size_t n_holidays;
	const char *const *workdays; /* weekend days that are worked */
	size_t n_workdays;
};

/** The years built into the program, in order. */
extern const struct calendar_year calendar_built_in[];
extern const size_t calendar_n_built_in;

enum day_kind {
	DAY_UNKNOWN,  /* its year has no notice */
	DAY_WORK,
	DAY_MAKE_UP,  /* a weekend day that is worked */
	DAY_WEEKEND,
	DAY_HOLIDAY
};

struct calendar {
	int first_year, n_years;   /* years covered, gaps included */
	int64_t first_day;
	int32_t n_days;
	const uint8_t *kinds;      /* enum day_kind of each day */
	const int32_t *worked;     /* working days before each day; n_days + 1 of them */
	const int32_t *nth;        /* day of the k-th working day, counted from first_day */
	const int32_t *known_until; /* of each day: the first day behind it that is unknown; itself if it is */
};

/**
 * Make a calendar of years in any order, a later one with the same number in place of an earlier one.
 * @return 0, E_FORMAT (a date that is none, of another year, in both lists or twice), E_LIMIT, E_NOMEM
 */
int calendar_make(const struct calendar_year *years, size_t n, struct arena *a,
	struct calendar *ret, struct err *err) __attribute__((warn_unused_result));

/** What kind of day it is; days outside the calendar are unknown. */
enum day_kind calendar_kind(const struct calendar *c, int64_t day);

/** Is it known and worked? */
static inline bool calendar_is_worked(enum day_kind k)
{
	return k == DAY_WORK || k == DAY_MAKE_UP;
}

/**
 * The n-th working day after `from`, n ≥ 1; `from` itself is not counted.
 * @param ret_unknown  the unknown day that was met
 * @return false when an unknown day lies between
 */
bool calendar_after(const struct calendar *c, int64_t from, int n, int64_t *ret,
	int64_t *ret_unknown);

/** Working days d with from < d ≤ to. @return false when one of them is unknown */
bool calendar_between(const struct calendar *c, int64_t from, int64_t to, int *ret,
	int64_t *ret_unknown);
