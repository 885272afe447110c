/** The program's database: where it is, opened, its tables up to date. */
#pragma once

#include "store/store.h"

/** Where the database is: `option` (--db) unless NULL, else GONGKAI_DB, else data/gongkai.db. */
const char *database_where(const char *option);

/** Is it an address of PostgreSQL, not a file? */
bool database_is_server(const char *where);

/**
 * Bring the tables up to date, and make the file (for its owner only) and its folder if there is none.
 * @return 0, E_IO (the folder), E_BUSY, E_FULL, E_DB
 */
int database_prepare(const char *where, struct err *err) __attribute__((warn_unused_result));

/**
 * A connection that can search. DB_WRITE prepares first; DB_READ wants a database that is there.
 * @return 0, E_NOT_FOUND (no such file, the sentence says what to do), and as database_prepare
 */
int database_open(const char *where, enum db_mode mode, struct db **ret, struct err *err)
	__attribute__((warn_unused_result));
