#include "base/date.h"

#include <string.h>

enum { SECONDS_A_DAY = 86400, CHINA_OFFSET = 8 * 3600 };

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool date_valid(struct date d)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (d.year < 1 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1)
		return false;
	return d.day <= days[d.month - 1] + (d.month == 2 && is_leap(d.year) ? 1 : 0);
}

/* Years begin in March here, so that the leap day is the last of its year; an era is 400 years. */
int64_t date_to_day(struct date d)
{
	int64_t year = d.month <= 2 ? d.year - 1 : d.year;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct date date_of_day(int64_t day)
{
	day += 719468;
	int64_t era = (day >= 0 ? day : day - 146096) / 146097;
	int64_t of_era = day - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t shifted = (5 * of_year + 2) / 153;
	int month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
	return (struct date){ (int)(year + era * 400) + (month <= 2 ? 1 : 0), month,
		(int)(of_year - (153 * shifted + 2) / 5 + 1) };
}

int date_weekday(int64_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7);
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0 ? 1 : 0);
}

struct date date_in_china(time_utc t)
{
	return date_of_day(floor_div(t + CHINA_OFFSET, SECONDS_A_DAY));
}

static bool digits(struct sv s, size_t from, size_t n, int *ret)
{
	int value = 0;
	for (size_t i = from; i < from + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		value = value * 10 + (s.p[i] - '0');
	}
	*ret = value;
	return true;
}

bool date_parse(struct sv s, struct date *ret)
{
	struct date d;
	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !digits(s, 0, 4, &d.year)
		|| !digits(s, 5, 2, &d.month) || !digits(s, 8, 2, &d.day) || !date_valid(d))
		return false;
	*ret = d;
	return true;
}

/* By hand: a page has more dates than a format would be worth. */

/** `n`, below 100, in two digits. @return behind them */
static char *two(char *to, unsigned n)
{
	to[0] = (char)('0' + n / 10 % 10);
	to[1] = (char)('0' + n % 10);
	return to + 2;
}

/** The same with what stands before it. */
static char *and_two(char *to, char before, unsigned n)
{
	*to = before;
	return two(to + 1, n);
}

static char *put_date(char *to, struct date d)
{
	to = two(two(to, (unsigned)d.year / 100), (unsigned)d.year % 100);
	return and_two(and_two(to, '-', (unsigned)d.month), '-', (unsigned)d.day);
}

const char *date_print(struct date d, char buf[static DATE_TEXT_MAX])
{
	*put_date(buf, d) = '\0';
	return buf;
}

/** Seconds since midnight in China. */
static unsigned second_of_day(time_utc t)
{
	int64_t local = t + CHINA_OFFSET;
	return (unsigned)(local - floor_div(local, SECONDS_A_DAY) * SECONDS_A_DAY);
}

/** Date, hour and minute, with `between` behind the date. */
static char *put_minute(char *to, time_utc t, char between)
{
	unsigned s = second_of_day(t);
	to = and_two(put_date(to, date_in_china(t)), between, s / 3600);
	return and_two(to, ':', s / 60 % 60);
}

const char *moment_print(time_utc t, char buf[static MOMENT_TEXT_MAX])
{
	*put_minute(buf, t, ' ') = '\0';
	return buf;
}

const char *moment_print_rfc3339(time_utc t, char buf[static MOMENT_TEXT_MAX])
{
	char *to = and_two(put_minute(buf, t, 'T'), ':', second_of_day(t) % 60);
	memcpy(to, "+08:00", sizeof "+08:00");
	return buf;
}
