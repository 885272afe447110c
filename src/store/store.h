/**
 * The database: SQLite or PostgreSQL behind one handle. The same statement runs on both wherever
 * it can; where it cannot, the two texts stand side by side in the folder's *_sql.c.
 *
 *     static const struct sql find_unit = { .text = "SELECT id, name FROM unit WHERE code = $1" };
 *
 *     struct query q;
 *     query_start(&q, db, &find_unit);
 *     query_text(&q, code);                     // $1, $2, … in order
 *     if (query_row(&q))
 *         id = query_get_int(&q, 0);
 *     rc = query_end(&q, err);                  // 0 also when there was no row
 *
 * Everything between start and end is sticky: after a failure the rest does nothing and
 * query_end tells. Each connection keeps its statements prepared.
 *
 * Types: INTEGER is int64_t, TEXT is UTF-8, bytes are BLOB on SQLite and bytea on PostgreSQL,
 * booleans are the integers 0 and 1, moments are UTC seconds, dates are TEXT `YYYY-MM-DD`, money
 * is integer fen.
 *
 * A connection belongs to one thread at a time (store/pool.h lends them).
 *
 * Errors: E_BUSY (locked too long, server gone: later may work), E_FULL, E_EXISTS (a UNIQUE key),
 * E_STALE (PostgreSQL serialisation), E_DB (damaged, refused, our own mistake in a statement),
 * E_NOMEM.
 */
#pragma once

#include "base/act.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

struct db;

enum db_kind { DB_SQLITE, DB_POSTGRESQL };

enum db_mode {
	DB_READ,  /* cannot change anything: the database itself refuses */
	DB_WRITE
};

/** A statement. Either `text` for both, or one text for each. */
struct sql {
	const char *text, *sqlite, *postgresql;
};

/** Statements of one folder, by name, so that a test prepares every one on both databases. */
struct sql_named {
	const char *name;
	const struct sql *sql;
};
struct sql_set {
	const char *folder;
	const struct sql_named *items;
	size_t n;
};

/** One step of a folder's schema: a script of statements. Steps are never edited, only added. */
struct migration {
	const char *name;
	const char *sqlite, *postgresql; /* postgresql NULL: the same script */
};

/** A folder's schema. `tables` lists its tables, parents before children, for backup. */
struct schema {
	const char *folder;
	const struct migration *migrations;
	size_t n_migrations;
	const char *const *tables;
	size_t n_tables;
};

/**
 * Connect.
 * @param where  a file name (created in DB_WRITE mode), or postgresql://…
 */
int db_open(const char *where, enum db_mode mode, struct db **ret, struct err *err)
	__attribute__((warn_unused_result));

/** Accepts NULL. An open transaction is rolled back. */
void db_close(struct db *db);

/** Which of the two it is. */
enum db_kind db_kind(const struct db *db);

/** SQLite's own handle (sqlite3 *), for search/ to teach it a tokenizer; NULL on PostgreSQL. */
void *db_sqlite_handle(struct db *db);

/**
 * Has this connection been taught something before (a tokenizer, a function)? True once it was asked with
 * the same bit of the set; the first time it is noted and false comes back.
 */
bool db_was_taught(struct db *db, unsigned bit);

/**
 * Bring the schemas up to date, in the order given, each migration in its own transaction. Refuses a
 * database that a newer program has changed. @param now  when, for the table schema_version
 */
int db_migrate(struct db *db, const struct schema *const *schemas, size_t n, time_utc now,
	struct err *err) __attribute__((warn_unused_result));

/** One running statement; lives on the stack. Private but for the functions below. */
struct query {
	struct db *db;
	void *statement;
	int next_parameter, row;
	int failed;          /* enum err_code */
	bool done, started, once, alone;
	int64_t changes;
	struct err err;
};

/** Begin a statement; the one before on the same connection and text must have ended. */
void query_start(struct query *q, struct db *db, const struct sql *sql);

/** The same with a text made at run time (backup.h), which is not kept prepared. */
void query_start_once(struct query *q, struct db *db, const char *text);

/** Bind the next parameter. The bytes must live until the first query_row or query_end. */
void query_int(struct query *q, int64_t value);
void query_text(struct query *q, struct sv value);
void query_bytes(struct query *q, struct sv value);
void query_null(struct query *q);

/** An integer or text that may be absent: NULL is bound for a value ≤ 0, for an empty view. */
void query_int_or_null(struct query *q, int64_t value);
void query_text_or_null(struct query *q, struct sv value);

/** Next row. @return false at the end and after a failure */
bool query_row(struct query *q);

/** Columns of the row, from 0. NULL reads as 0 and as an empty view. Views live until the next
    query_row or query_end; query_copy keeps one. */
int64_t query_get_int(struct query *q, int column);
struct sv query_get_text(struct query *q, int column);
struct sv query_get_bytes(struct query *q, int column);
bool query_is_null(struct query *q, int column);
struct sv query_copy(struct query *q, int column, struct arena *a);

/** Run to the end, free the statement for its next use. @return 0 or why it failed */
int query_end(struct query *q, struct err *err);

/** Rows inserted, updated or deleted; valid after query_end. */
static inline int64_t query_changes(const struct query *q)
{
	return q->changes;
}

/** A statement without parameters or rows. */
int db_run(struct db *db, const struct sql *sql, struct err *err)
	__attribute__((warn_unused_result));

/**
 * Begin a transaction. One at a time; `owner` (a literal, usually __func__) is named in the message
 * when a second one is begun. A write transaction takes the write lock at once (BEGIN IMMEDIATE); a
 * read transaction sees one state of the database.
 */
int tx_begin_read(struct db *db, const char *owner, struct err *err)
	__attribute__((warn_unused_result));
int tx_begin_write(struct db *db, const char *owner, struct err *err)
	__attribute__((warn_unused_result));

/** Make it durable. After 0 what was written survives loss of power. After an error nothing was. */
int tx_commit(struct db *db, struct err *err) __attribute__((warn_unused_result));

/** Give it up. Does nothing when none is open, so it can stand at every exit. */
void tx_rollback(struct db *db);

/**
 * Read in one snapshot: what asks several questions joins the transaction that is open, or begins one of its own.
 * @param ret_own  whether it began one; hand it to tx_leave, also after a failure
 */
int tx_join_read(struct db *db, const char *owner, bool *ret_own, struct err *err)
	__attribute__((warn_unused_result));
void tx_leave(struct db *db, bool own);

/** Something to be done in a write transaction of `db`, perhaps another connection on another thread. */
struct tx_deed {
	int (*act)(struct db *db, void *context, struct err *err);
	void *context;
};

/**
 * Do it in a write transaction and make it durable, together with what others do at the same moment when that is
 * faster. `act` may be called again from the beginning after its transaction was given up; nothing of it may show
 * before this returns 0. No transaction may be open.
 * @return what `act` or its transaction returned
 */
int tx_together(struct db *db, struct tx_deed deed, struct err *err) __attribute__((warn_unused_result));

/** Is a transaction open? Writing operations assert it. */
bool tx_is_open(const struct db *db);

/**
 * Prepare every statement of a set. @return 0, or E_DB naming the first that does not fit
 */
int db_check_statements(struct db *db, const struct sql_set *set, struct err *err)
	__attribute__((warn_unused_result));

/** What the database says of itself: integrity and foreign keys. E_DB with the first fault. */
int db_check_integrity(struct db *db, struct err *err) __attribute__((warn_unused_result));
