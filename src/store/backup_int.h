/** What backup.c and its statements share. Private to src/store. */
#pragma once

#include "base/str.h"
#include "store/backup.h"

/** A column; what kind it is decides how it is bound. */
struct backup_column {
	struct sv name;
	enum { COLUMN_INT, COLUMN_TEXT, COLUMN_BYTES } kind;
};

struct backup_table {
	const char *name;
	struct backup_column *columns;
	size_t n_columns;
};

extern const char backup_manifest_table[], backup_manifest_drop[], backup_one_file[];
extern const char backup_cursor_fetch[], backup_cursor_close[];
extern const struct sql backup_columns, backup_note, backup_manifest;

/** Texts for one table, in the arena. */
const char *backup_select_text(const struct backup_table *t, struct arena *a);
const char *backup_insert_text(const struct backup_table *t, struct arena *a);
const char *backup_count_text(const char *table, struct arena *a);
const char *backup_sequence_text(const char *table, struct arena *a);

/** On PostgreSQL rows are fetched in batches, or all of a table would stand in memory at once. */
const char *backup_cursor_text(const char *select, struct arena *a);
