/** What the two databases have to do for store.h. Private to src/store. */
#pragma once

#include "store/flush.h"
#include "store/store.h"
#include "store/together.h"

enum { STORE_PARAMETERS_MAX = 64 /* a backup writes whole rows */, STORE_CACHE_MAX = 512,
	STORE_BUSY_MS = 10000 /* so long is a lock waited for */ };

/** A statement kept prepared; `own` is the database's. */
struct prepared {
	const struct sql *sql;
	void *own;
};

struct backend {
	void (*close)(struct db *db);
	int (*exec)(struct db *db, const char *script, struct err *err);
	/** Prepare a text; the result is handed back to forget(). */
	int (*prepare)(struct db *db, const char *text, void **ret, struct err *err);
	void (*forget)(struct db *db, void *own);
	void (*bind_int)(struct query *q, int64_t value);
	void (*bind_text)(struct query *q, struct sv value);
	void (*bind_bytes)(struct query *q, struct sv value);
	void (*bind_null)(struct query *q);
	/** 1 a row, 0 the end, −1 failed (q->err is set). */
	int (*step)(struct query *q);
	void (*reset)(struct query *q);
	bool (*is_null)(struct query *q, int column);
	int64_t (*get_int)(struct query *q, int column);
	struct sv (*get_text)(struct query *q, int column);
	struct sv (*get_bytes)(struct query *q, int column);
	/** Is the connection still good? */
	bool (*alive)(struct db *db);
	int (*integrity)(struct db *db, struct err *err);
	/** Leave the wait for the disk at each commit to flush(). NULL where the database does it well. */
	int (*flush_together)(struct db *db, struct err *err);
	/** Where it is not NULL: may this statement write? And: wait until the disk has what was committed. */
	bool (*writes)(const struct query *q);
	bool (*flush)(struct db *db);
	const struct sql *begin_read, *begin_write;
	/** Are these, COMMIT and ROLLBACK kept prepared? SQLite would parse them each time. */
	bool prepares_transactions;
};

struct db {
	const struct backend *backend;
	enum db_kind kind;
	enum db_mode mode;
	void *own;                 /* sqlite3 *, struct pg * */
	const char *tx_owner;      /* NULL: no transaction */
	bool tx_writes;
	/* Of the pool. NULL: every commit waits for the disk itself, every transaction is somebody's own. */
	struct flush *flush;
	struct together *together;
	unsigned taught;           /* see db_was_taught */
	struct prepared cache[STORE_CACHE_MAX * 2]; /* open addressing by the address of the sql */
	size_t n_cached;
};

/** Open one or the other; db->mode is set. */
int sqlite_open(struct db *db, const char *file, struct err *err);
int pg_open(struct db *db, const char *address, struct err *err);

/** tx_begin_write for who has the turn already, where there is one; a failure hands it on. */
int tx_begin_in_turn(struct db *db, const char *owner, struct err *err) __attribute__((warn_unused_result));

/** tx_commit with another connection's thread waiting for the disk: `db` is free once the turn is handed on. */
int tx_commit_by(struct db *db, struct db *by, struct err *err) __attribute__((warn_unused_result));

/** Stop a query whose `err` was just filled. @return −1, what step() says of a failure */
static inline int query_fail(struct query *q)
{
	q->failed = (int)q->err.code;
	q->done = true;
	return -1;
}
