/** Statements of src/store itself. Private to it. */
#pragma once

#include "store/store.h"

extern const struct sql store_commit, store_rollback;
extern const struct sql store_sqlite_begin_read, store_sqlite_begin_write;
extern const struct sql store_pg_begin_read, store_pg_begin_write;
extern const char store_sqlite_setup[], store_sqlite_setup_read[], store_sqlite_setup_write[];
extern const char store_sqlite_flush_together[];
extern const char store_sqlite_integrity[], store_sqlite_foreign_keys[];
extern const char store_pg_setup[], store_pg_setup_read[], store_pg_one[];
extern const char store_pg_lock_versions[];
extern const char store_version_table_sqlite[], store_version_table_pg[];
extern const struct sql store_version_of, store_add_version;
extern const struct sql blob_has, blob_add, blob_add_piece, blob_size, blob_pieces;
