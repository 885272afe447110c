/**
 * Dates of the civil calendar, and the moment as a date and time in China (UTC+8, no summer time
 * since 1991). Legal dates are local dates; moments are kept as UTC seconds.
 *
 * A date is also a day number (days since 1970-01-01), in which differences are plain numbers.
 */
#pragma once

#include "base/act.h"
#include "base/sv.h"

struct date {
	int year, month, day; /* 1 … 9999, 1 … 12, 1 … 31 */
};

enum { DATE_TEXT_MAX = 11, MOMENT_TEXT_MAX = 26 };

/** Does that day exist? */
bool date_valid(struct date d);

/** Day number of a valid date; before 1970 it is negative. */
int64_t date_to_day(struct date d);

/** Back again. */
struct date date_of_day(int64_t day);

/** Day of the week of a day number: 0 Monday … 6 Sunday. */
int date_weekday(int64_t day);

/** The day in China on which a moment falls. */
struct date date_in_china(time_utc t);

/** "2024-02-05", strictly; any other text gives false. */
bool date_parse(struct sv s, struct date *ret);

/** Print "2024-02-05". @return `buf` */
const char *date_print(struct date d, char buf[static DATE_TEXT_MAX]);

/** Print "2024-02-05 09:30", the time in China. @return `buf` */
const char *moment_print(time_utc t, char buf[static MOMENT_TEXT_MAX]);

/** Print "2024-02-05T09:30:00+08:00" (RFC 3339). @return `buf` */
const char *moment_print_rfc3339(time_utc t, char buf[static MOMENT_TEXT_MAX]);
