/**
 * The calendars the office imported, beside those built into the program, and what an import does: the dates of
 * every open request are worked out anew, and each that moves is entered in the ledger. An imported year takes the
 * place of a built-in one: the State Council has changed a notice in the middle of a year (2020).
 */
#pragma once

#include "law/calendar_json.h"
#include "request/query.h"

/** The calendar that holds: built in, and imported on top. Lives in `a`. */
int years_load(struct db *db, struct arena *a, struct calendar *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Changes whenever a year is imported: whether a calendar that was loaded before still holds. */
int years_stamp(struct db *db, int64_t *ret, struct err *err) __attribute__((warn_unused_result));

/** Which years there are, in order. */
struct year_known {
	int year;
	struct sv source;
	time_utc imported; /* 0: built in */
};
int years_list(struct db *db, struct arena *a, struct year_known **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));

/** A request whose due date moves. {0}: unknown. */
struct year_move {
	struct sv number, public_id, unit_name;
	struct date from, to;
};

/**
 * Import; with `preview` nothing is changed. One transaction.
 * @param ret_moves  which open requests move, and from when to when; in `a`
 * @return 0, E_FORBIDDEN (administrators only), E_FORMAT …
 */
int years_import(const struct request_env *env, const struct calendar_year *years, size_t n,
	bool preview, struct arena *a, struct year_move **ret_moves, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

extern const struct schema years_schema;
extern const struct sql_set years_statements;
