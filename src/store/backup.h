/**
 * Backup: one SQLite file with every table, whatever database it came from, so that an office can
 * move from one to the other. Taken from one state of a running database; verified before it is
 * called done (row counts, a checksum a table, SQLite's own integrity check).
 */
#pragma once

#include "store/store.h"

/** What was copied. */
struct backup_account {
	int64_t tables, rows;
};

/**
 * Write a backup to `file`, whole or not at all (a temporary name beside it, then rename).
 * @return 0, E_EXISTS (the file is there), E_IO, E_FULL, E_BUSY, E_DB
 */
int backup_write(struct db *db, const struct schema *const *schemas, size_t n, const char *file,
	time_utc now, struct backup_account *ret, struct err *err) __attribute__((warn_unused_result));

/** Is the file a whole backup? @return 0, E_NOT_FOUND, E_FORMAT, E_DB */
int backup_verify(const char *file, struct backup_account *ret, struct err *err)
	__attribute__((warn_unused_result));

/**
 * Fill an empty database from a backup, in one transaction, after verifying it. The search index is not in
 * a backup: filing_reindex makes it anew.
 * @return 0, E_EXISTS (the database is not empty), E_FORMAT, E_DB
 */
int backup_restore(const char *file, struct db *db, const struct schema *const *schemas, size_t n,
	time_utc now, struct backup_account *ret, struct err *err) __attribute__((warn_unused_result));
