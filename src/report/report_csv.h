/**
 * A report as CSV (RFC 4180, UTF-8 with a byte order mark, without which Excel takes Chinese for
 * the local code page; CRLF): a heading row `cell,label,value`, then `unit` and `year`, then every
 * cell that the report has, in the order of the form.
 *
 *     applications.granted.natural_person,表三·（一）予以公开·自然人,5
 *
 * A blank cell has an empty value; an absent cell has no row. A value that a spreadsheet would
 * take for a formula (a text starting with = + - @) gets an apostrophe in front, as spreadsheets
 * themselves mark text; numbers never do.
 */
#pragma once

#include "base/str.h"
#include "report/report.h"

/**
 * @param a    arena of the result
 * @param ret  the file, set on success only
 * @return 0 or E_NOMEM
 */
int report_csv(const struct report *r, struct arena *a, struct sv *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Append one field, quoted when it must be, its formula disarmed. */
void report_csv_field(struct str *out, struct sv v);
