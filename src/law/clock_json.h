/**
 * The clock's question and answer as JSON: the contract of `gongkai clock`.
 *
 *     {"today":"2024-03-01" (optional),"channel":"counter","events":[{"date":"2024-02-05",
 *      "event":"submitted"},{"date":"…","event":"consult_sent","to":"third_party"},
 *      {"date":"…","event":"extended","workdays":20}]}
 *
 *     {"received_on","correction_due","reply_due","consult_due","fee_due","state","workdays_used",
 *      "workdays_left","unknown_calendar_years":[],"explanation":[{"date","counted","why","article"}],
 *      "first_received_on","refused":[{"date","event","why","article"}]}
 *
 * A date that does not exist or is not known is null.
 */
#pragma once

#include "base/str.h"
#include "law/clock.h"

enum { CLOCK_JSON_MAX = 256 * 1024 };

/** The question. @param ret_has_today  false: `today` was not given and is left 0 */
int clock_json_read(struct sv json, struct arena *a, struct clock_input *ret,
	bool *ret_has_today, struct err *err) __attribute__((warn_unused_result));

/** The answer, indented, with a line end. */
int clock_json_print(const struct calendar *c, const struct clock_input *in,
	const struct clock_result *r, struct arena *a, struct sv *ret, struct err *err)
	__attribute__((warn_unused_result));
