#include "store/store.h"

#include "store/store_int.h"
#include "store/store_sql.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int db_open(const char *where, enum db_mode mode, struct db **ret, struct err *err)
{
	struct db *db = calloc(1, sizeof *db);
	if (!db)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	db->mode = mode;
	bool pg = sv_starts(sv_of(where), SV("postgresql://"))
		|| sv_starts(sv_of(where), SV("postgres://"));
	db->kind = pg ? DB_POSTGRESQL : DB_SQLITE;
	int rc = pg ? pg_open(db, where, err) : sqlite_open(db, where, err);
	if (rc) {
		free(db);
		return rc;
	}
	*ret = db;
	return E_OK;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	tx_rollback(db);
	for (size_t i = 0; i < STORE_CACHE_MAX * 2; i++)
		if (db->cache[i].sql)
			db->backend->forget(db, db->cache[i].own);
	db->backend->close(db);
	free(db);
}

enum db_kind db_kind(const struct db *db)
{
	return db->kind;
}

void *db_sqlite_handle(struct db *db)
{
	return db->kind == DB_SQLITE ? db->own : NULL;
}

/** The text of a statement for this database. */
static const char *sql_text(const struct db *db, const struct sql *sql)
{
	const char *own = db->kind == DB_SQLITE ? sql->sqlite : sql->postgresql;
	return own ? own : sql->text;
}

bool db_was_taught(struct db *db, unsigned bit)
{
	bool before = db->taught & bit;
	db->taught |= bit;
	return before;
}

/* ── Prepared statements ───────────────────────────────────────────────────────────────────── */

static struct prepared *cache_slot(struct db *db, const struct sql *sql)
{
	size_t i = ((uintptr_t)sql >> 4) * 0x9E3779B97F4A7C15u >> 40;
	for (;; i++) {
		struct prepared *p = &db->cache[i % (STORE_CACHE_MAX * 2)];
		if (!p->sql || p->sql == sql)
			return p;
	}
}

static int find_prepared(struct db *db, const struct sql *sql, void **ret, struct err *err)
{
	struct prepared *p = cache_slot(db, sql);
	if (!p->sql) {
		if (db->n_cached == STORE_CACHE_MAX)
			return err_set(err, E_DB, "程序的数据库语句太多，请告知维护人员。");
		int rc = db->backend->prepare(db, sql_text(db, sql), &p->own, err);
		if (rc)
			return rc;
		p->sql = sql;
		db->n_cached++;
	}
	*ret = p->own;
	return E_OK;
}

/** A write outside of transactions commits by itself: it needs the turn, and its commit is announced. */
static void start_alone(struct query *q)
{
	struct db *db = q->db;
	if (!db->flush || db->tx_owner || !db->backend->writes(q))
		return;
	if (flush_take_turn(db->flush, &q->err)) {
		query_fail(q);
		return;
	}
	q->alone = true;
	flush_announce(db->flush);
}

void query_start(struct query *q, struct db *db, const struct sql *sql)
{
	memset(q, 0, offsetof(struct query, err));
	q->db = db;
	q->row = -1;
	q->err.code = E_OK;
	if (find_prepared(db, sql, &q->statement, &q->err))
		query_fail(q);
	else
		start_alone(q);
}

void query_start_once(struct query *q, struct db *db, const char *text)
{
	memset(q, 0, offsetof(struct query, err));
	q->db = db;
	q->row = -1;
	q->once = true;
	q->err.code = E_OK;
	if (db->backend->prepare(db, text, &q->statement, &q->err))
		query_fail(q);
	else
		start_alone(q);
}

void query_int(struct query *q, int64_t value)
{
	if (!q->failed)
		q->db->backend->bind_int(q, value);
	q->next_parameter++;
}

void query_text(struct query *q, struct sv value)
{
	if (!q->failed)
		q->db->backend->bind_text(q, value);
	q->next_parameter++;
}

void query_bytes(struct query *q, struct sv value)
{
	if (!q->failed)
		q->db->backend->bind_bytes(q, value);
	q->next_parameter++;
}

void query_null(struct query *q)
{
	if (!q->failed)
		q->db->backend->bind_null(q);
	q->next_parameter++;
}

void query_int_or_null(struct query *q, int64_t value)
{
	if (value > 0)
		query_int(q, value);
	else
		query_null(q);
}

void query_text_or_null(struct query *q, struct sv value)
{
	if (value.n > 0)
		query_text(q, value);
	else
		query_null(q);
}

bool query_row(struct query *q)
{
	if (q->failed || q->done)
		return false;
	int rc = q->db->backend->step(q);
	q->done = rc <= 0;
	return rc > 0;
}

int64_t query_get_int(struct query *q, int column)
{
	return q->failed ? 0 : q->db->backend->get_int(q, column);
}

struct sv query_get_text(struct query *q, int column)
{
	return q->failed ? (struct sv){ "", 0 } : q->db->backend->get_text(q, column);
}

struct sv query_get_bytes(struct query *q, int column)
{
	return q->failed ? (struct sv){ "", 0 } : q->db->backend->get_bytes(q, column);
}

bool query_is_null(struct query *q, int column)
{
	return q->failed || q->db->backend->is_null(q, column);
}

struct sv query_copy(struct query *q, int column, struct arena *a)
{
	struct sv v = query_get_text(q, column);
	char *p = arena_dup(a, v.p, v.n);
	if (!p && !q->failed) {
		err_set(&q->err, E_NOMEM, "内存不足，请稍后再试。");
		query_fail(q);
	}
	return p ? (struct sv){ p, v.n } : (struct sv){ "", 0 };
}

int query_end(struct query *q, struct err *err)
{
	while (query_row(q))
		;
	if (q->statement)
		q->db->backend->reset(q);
	if (q->statement && q->once)
		q->db->backend->forget(q->db, q->statement);
	if (q->failed && err)
		*err = q->err;
	if (q->alone && q->failed)
		flush_failed(q->db->flush);
	return q->failed || !q->alone ? q->failed : flush_written(q->db->flush, q->db, err);
}

int db_run(struct db *db, const struct sql *sql, struct err *err)
{
	struct query q;
	query_start(&q, db, sql);
	return query_end(&q, err);
}

/* ── Transactions ──────────────────────────────────────────────────────────────────────────── */

static int transact(struct db *db, const struct sql *sql, struct err *err)
{
	return db->backend->prepares_transactions ? db_run(db, sql, err) :
		db->backend->exec(db, sql->text, err);
}

static int check_none_open(const struct db *db, const char *owner, struct err *err)
{
	if (!db->tx_owner)
		return E_OK;
	err_set(err, E_DB, "程序出错：上一步还没有结束。请告知维护人员。");
	return err_detail(err, "%s began a transaction inside that of %s", owner, db->tx_owner);
}

static int begin(struct db *db, const struct sql *how, const char *owner, struct err *err)
{
	db->tx_writes = how == db->backend->begin_write;
	db->tx_owner = owner;
	int rc = transact(db, how, err);
	if (rc)
		db->tx_owner = NULL;
	return rc;
}

int tx_begin_read(struct db *db, const char *owner, struct err *err)
{
	int rc = check_none_open(db, owner, err);
	return rc ? rc : begin(db, db->backend->begin_read, owner, err);
}

int tx_begin_in_turn(struct db *db, const char *owner, struct err *err)
{
	int rc = begin(db, db->backend->begin_write, owner, err);
	if (rc && db->flush)
		flush_pass(db->flush);
	return rc;
}

int tx_begin_write(struct db *db, const char *owner, struct err *err)
{
	assert(db->mode == DB_WRITE);
	int rc = check_none_open(db, owner, err);
	if (!rc && db->flush)
		rc = flush_take_turn(db->flush, err);
	return rc ? rc : tx_begin_in_turn(db, owner, err);
}

int tx_commit_by(struct db *db, struct db *by, struct err *err)
{
	assert(db->tx_owner);
	struct flush *together = db->tx_writes ? db->flush : NULL;
	if (together)
		flush_announce(together);
	int rc = transact(db, &store_commit, err);
	if (rc)
		(void)transact(db, &store_rollback, NULL);
	db->tx_owner = NULL;
	if (together && rc)
		flush_failed(together);
	return rc || !together ? rc : flush_written(together, by, err);
}

int tx_commit(struct db *db, struct err *err)
{
	return tx_commit_by(db, db, err);
}

void tx_rollback(struct db *db)
{
	if (!db->tx_owner)
		return;
	(void)transact(db, &store_rollback, NULL);
	db->tx_owner = NULL;
	if (db->flush && db->tx_writes)
		flush_pass(db->flush);
}

int tx_join_read(struct db *db, const char *owner, bool *ret_own, struct err *err)
{
	*ret_own = !tx_is_open(db);
	return *ret_own ? tx_begin_read(db, owner, err) : E_OK;
}

void tx_leave(struct db *db, bool own)
{
	if (own)
		tx_rollback(db);
}

bool tx_is_open(const struct db *db)
{
	return db->tx_owner != NULL;
}

/* ── Checks ────────────────────────────────────────────────────────────────────────────────── */

int db_check_statements(struct db *db, const struct sql_set *set, struct err *err)
{
	for (size_t i = 0; i < set->n; i++) {
		void *own;
		int rc = find_prepared(db, set->items[i].sql, &own, err);
		if (rc) {
			char why[160];
			memcpy(why, err ? err->detail : "", sizeof why - 1);
			why[sizeof why - 1] = '\0';
			return err_detail(err, "%s.%s: %s", set->folder, set->items[i].name, why);
		}
	}
	return E_OK;
}

int db_check_integrity(struct db *db, struct err *err)
{
	return db->backend->integrity(db, err);
}
