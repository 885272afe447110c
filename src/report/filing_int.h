/** Private to filing*.c: its statements (filing_sql.c) and what its files share. */
#pragma once

#include "report/filing.h"

/* Writing; one filing (those that give filings have the columns that filing_take reads); lists; kept
   against counted: each of the wrong_… gives a row when something is. */
#define FILING_STATEMENTS(X) \
	X(raise) X(insert) X(deliver_again) X(insert_version) X(move) X(publish) X(withdraw) \
	X(insert_step) \
	X(change) X(by_id) X(by_public_id) X(with_years) X(of_unit_year) X(same_file) X(pack) X(versions) \
	X(history) 	X(list) X(list_state) X(list_flawed) X(list_state_flawed) X(list_newest) X(list_unit) \
	X(list_unit_newest) X(list_by_id) X(list_countable) X(overview) X(overview_all) X(missing) X(missing_all) \
	X(units) X(tally) X(years) X(years_of_unit) \
	X(wrong_version) X(wrong_step) X(wrong_above) X(wrong_tally) X(wrong_units)

#define FILING_STATEMENT(name) extern const struct sql filing_sql_##name;
FILING_STATEMENTS(FILING_STATEMENT)

enum { FILING_COLUMNS = 17 };

/** A filing from the columns of a row from `at` on, its text copied to `a`. */
void filing_take(struct query *q, int at, struct arena *a, struct filing *ret);
