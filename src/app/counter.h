/**
 * The counter at the command line: the database with its two keys, the calendar that holds, and the person who acts
 * (--as). Whoever can read the keys needs no password; what he does is entered under the name he gives, and the
 * table of steps holds for him as in the browser.
 */
#pragma once

#include "ledger/ledger.h"
#include "request/years.h"

struct counter_options {
	const char *db, *key, *seal; /* NULL: where they are by default */
	const char *as;              /* login; NULL: nobody, who may only read */
};

struct counter {
	struct db *db;
	struct ledger_key key;
	struct seal_master master;
	struct arena arena;
	struct calendar calendar;
	struct account who;
	struct act act;
	struct request_env env;
};

/** Open it all. @return 0, E_NOT_FOUND (no such login or file), E_FORBIDDEN (disabled), and as database_open */
int counter_open(struct counter *c, const struct counter_options *o, enum db_mode mode,
	struct err *err) __attribute__((warn_unused_result));

/** Close; numbers and signs what was entered. Accepts one that did not open. @return 0, or why not */
int counter_close(struct counter *c, bool wrote, struct err *err)
	__attribute__((warn_unused_result));

/** The unit that is meant: by name, code or public id; NULL: that of the person who acts. E_USAGE, E_NOT_FOUND */
int counter_unit(struct counter *c, const char *text, struct unit *ret, struct err *err)
	__attribute__((warn_unused_result));

/** "2024-02-05"; NULL is {0}. E_USAGE names the option. */
int counter_date(const char *option, const char *text, struct date *ret, struct err *err)
	__attribute__((warn_unused_result));
