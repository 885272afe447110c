#include "law/calendar.h"

#include <string.h>

enum { YEARS_MAX = 100, DAYS_A_YEAR = 366 };

static int64_t first_day_of(int year)
{
	return date_to_day((struct date){ year, 1, 1 });
}

static int bad_date(struct err *err, const struct calendar_year *y, const char *text,
	const char *why)
{
	return err_set(err, E_FORMAT, "%d年的节假日安排里，“%s”%s。", y->year, text, why);
}

/** Set one list of a year's dates. `days` are the kinds of that year, weekends and weekdays so far. */
static int set_days(const struct calendar_year *y, const char *const *texts, size_t n,
	enum day_kind kind, uint8_t *days, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct date d;
		if (!date_parse(sv_of(texts[i]), &d))
			return bad_date(err, y, texts[i], "不是日期，日期要写成2026-01-01的样子");
		if (d.year != y->year)
			return bad_date(err, y, texts[i], "不是这一年的日子");
		uint8_t *day = &days[date_to_day(d) - first_day_of(y->year)];
		if (*day == DAY_HOLIDAY || *day == DAY_MAKE_UP)
			return bad_date(err, y, texts[i], "出现了两次");
		/* Notices that moved holidays afterwards list Mondays as worked, which they are anyway. */
		if (kind == DAY_HOLIDAY || *day == DAY_WEEKEND)
			*day = (uint8_t)kind;
	}
	return E_OK;
}

static int set_year(const struct calendar_year *y, uint8_t *days, struct err *err)
{
	int64_t first = first_day_of(y->year), n = first_day_of(y->year + 1) - first;
	for (int64_t i = 0; i < n; i++)
		days[i] = date_weekday(first + i) >= 5 ? DAY_WEEKEND : DAY_WORK;
	int rc = set_days(y, y->workdays, y->n_workdays, DAY_MAKE_UP, days, err);
	return rc ? rc : set_days(y, y->holidays, y->n_holidays, DAY_HOLIDAY, days, err);
}

/** Tables that make counting and looking up one step each. */
static bool index_days(struct calendar *c, struct arena *a)
{
	int32_t *worked = arena_array(a, (size_t)c->n_days + 1, sizeof *worked);
	int32_t *nth = arena_array(a, (size_t)c->n_days + 1, sizeof *nth);
	int32_t *known = arena_array(a, (size_t)c->n_days + 1, sizeof *known);
	if (!worked || !nth || !known)
		return false;
	int32_t n = 0;
	for (int32_t i = 0; i < c->n_days; i++) {
		worked[i] = n;
		if (calendar_is_worked(c->kinds[i]))
			nth[n++] = i;
	}
	worked[c->n_days] = n;
	known[c->n_days] = c->n_days;
	for (int32_t i = c->n_days - 1; i >= 0; i--)
		known[i] = c->kinds[i] == DAY_UNKNOWN ? i : known[i + 1];
	c->worked = worked;
	c->nth = nth;
	c->known_until = known;
	return true;
}

int calendar_make(const struct calendar_year *years, size_t n, struct arena *a,
	struct calendar *ret, struct err *err)
{
	int first = 9999, last = 0;
	for (size_t i = 0; i < n; i++) {
		first = years[i].year < first ? years[i].year : first;
		last = years[i].year > last ? years[i].year : last;
	}
	if (n == 0 || first < 1970 || last - first >= YEARS_MAX)
		return err_set(err, E_LIMIT, "节假日安排要有1到%d个年度，从1970年以后起。", YEARS_MAX);
	struct calendar c = { .first_year = first, .n_years = last - first + 1,
		.first_day = first_day_of(first) };
	c.n_days = (int32_t)(first_day_of(last + 1) - c.first_day);
	uint8_t *kinds = arena_alloc(a, (size_t)c.n_days);
	for (size_t i = 0; kinds && i < n; i++) {
		int rc = set_year(&years[i], kinds + (first_day_of(years[i].year) - c.first_day), err);
		if (rc)
			return rc;
	}
	c.kinds = kinds;
	if (!kinds || !index_days(&c, a))
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	*ret = c;
	return E_OK;
}

enum day_kind calendar_kind(const struct calendar *c, int64_t day)
{
	int64_t i = day - c->first_day;
	return i < 0 || i >= c->n_days ? DAY_UNKNOWN : (enum day_kind)c->kinds[i];
}

bool calendar_after(const struct calendar *c, int64_t from, int n, int64_t *ret,
	int64_t *ret_unknown)
{
	int64_t next = from + 1 - c->first_day;
	*ret_unknown = from + 1;
	if (next < 0 || next >= c->n_days)
		return false;
	int32_t end = c->known_until[next];
	int32_t k = c->worked[next] + n - 1;
	*ret_unknown = c->first_day + end;
	if (k >= c->worked[end])
		return false;
	*ret = c->first_day + c->nth[k];
	return true;
}

bool calendar_between(const struct calendar *c, int64_t from, int64_t to, int *ret,
	int64_t *ret_unknown)
{
	*ret = 0;
	if (to <= from)
		return true;
	int64_t next = from + 1 - c->first_day, last = to - c->first_day;
	*ret_unknown = from + 1;
	if (next < 0 || next >= c->n_days)
		return false;
	*ret_unknown = c->first_day + c->known_until[next];
	if (last >= c->known_until[next])
		return false;
	*ret = c->worked[last + 1] - c->worked[next];
	return true;
}
