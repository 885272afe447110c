/**
 * The calendar of a running server: loaded anew when somebody imported a year, here or at the command line. Visits under
 * way may still hold the one before, so none is freed before the server stops; imports come once a year.
 */
#pragma once

#include "request/years.h"
#include "store/pool.h"

struct calendars {
	struct kept_calendar *newest;
	int64_t stamp;
};

/** Look whether the years changed. @param ret  the calendar that holds; lives until calendars_done */
int calendars_refresh(struct calendars *c, struct db_pool *pool, const struct calendar **ret,
	struct err *err) __attribute__((warn_unused_result));

/** Throw all of them away. */
void calendars_done(struct calendars *c);
