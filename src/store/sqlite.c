/* SQLite behind store.h: one file, WAL, every commit on the disk before it is acknowledged. */
#include "store/store_int.h"
#include "store/store_sql.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RETRY_MS = 20 };

/** A prepared statement; `$n` is a named parameter of SQLite's, so its place is looked up once. */
struct own_statement {
	sqlite3_stmt *stmt;
	int place[STORE_PARAMETERS_MAX + 1];
};

static sqlite3_stmt *stmt_of(const struct query *q)
{
	return ((struct own_statement *)q->statement)->stmt;
}

static int explain(sqlite3 *s, int rc, struct err *err)
{
	switch (rc & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	/* The WAL stayed in the hands of others for as long as SQLite waits. */
	case SQLITE_PROTOCOL:
		err_set(err, E_BUSY, "数据库正忙，请稍等几秒再试。");
		break;
	case SQLITE_FULL:
		err_set(err, E_FULL, "磁盘已满，没有保存。请腾出空间后再试。");
		break;
	case SQLITE_CONSTRAINT:
		err_set(err, sqlite3_extended_errcode(s) == SQLITE_CONSTRAINT_UNIQUE
			|| sqlite3_extended_errcode(s) == SQLITE_CONSTRAINT_PRIMARYKEY ? E_EXISTS : E_DB,
			"数据库里已经有了，或者不合数据库的约束，没有保存。");
		break;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		err_set(err, E_DB, "数据库文件已损坏，或者不是 gongkai 的数据库。请停止使用，从备份恢复"
			"（gongkai restore）。");
		break;
	case SQLITE_NOMEM:
		err_set(err, E_NOMEM, "内存不足，请稍后再试。");
		break;
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
		err_set(err, E_DB, "数据库文件打不开或者不能写，请检查文件和所在目录的权限。");
		break;
	case SQLITE_IOERR:
		err_set(err, errno == ENOSPC || errno == EFBIG ? E_FULL : E_DB,
			errno == ENOSPC || errno == EFBIG ? "磁盘已满，没有保存。请腾出空间后再试。"
			: "读写数据库文件时出错，请检查磁盘。");
		break;
	default:
		err_set(err, E_DB, "数据库出错，没有保存。请稍后再试，仍然不行请告知维护人员。");
	}
	return err_detail(err, "sqlite %d: %s", sqlite3_extended_errcode(s), sqlite3_errmsg(s));
}

static int exec(struct db *db, const char *script, struct err *err)
{
	int rc = sqlite3_exec(db->own, script, NULL, NULL, NULL);
	return rc == SQLITE_OK ? E_OK : explain(db->own, rc, err);
}

static void close_db(struct db *db)
{
	sqlite3_close(db->own);
}

static void forget(struct db *db, void *own)
{
	(void)db;
	struct own_statement *s = own;
	sqlite3_finalize(s->stmt);
	free(s);
}

static int prepare(struct db *db, const char *text, void **ret, struct err *err)
{
	struct own_statement *s = calloc(1, sizeof *s);
	if (!s)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	int rc = sqlite3_prepare_v3(db->own, text, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL);
	if (rc != SQLITE_OK) {
		free(s);
		return explain(db->own, rc, err);
	}
	for (int i = 1; i <= STORE_PARAMETERS_MAX; i++) {
		char name[8];
		snprintf(name, sizeof name, "$%d", i);
		s->place[i] = sqlite3_bind_parameter_index(s->stmt, name);
	}
	*ret = s;
	return E_OK;
}

static int place(const struct query *q)
{
	int n = q->next_parameter + 1;
	return n > STORE_PARAMETERS_MAX ? 0 : ((struct own_statement *)q->statement)->place[n];
}

static bool writes(const struct query *q)
{
	return !sqlite3_stmt_readonly(stmt_of(q));
}

static void bound(struct query *q, int rc)
{
	if (rc != SQLITE_OK && !q->failed) {
		explain(q->db->own, rc, &q->err);
		query_fail(q);
	}
}

static void bind_int(struct query *q, int64_t value)
{
	bound(q, sqlite3_bind_int64(stmt_of(q), place(q), value));
}

static void bind_text(struct query *q, struct sv value)
{
	bound(q, sqlite3_bind_text64(stmt_of(q), place(q), value.p ? value.p : "", value.n,
		SQLITE_STATIC, SQLITE_UTF8));
}

static void bind_bytes(struct query *q, struct sv value)
{
	bound(q, sqlite3_bind_blob64(stmt_of(q), place(q), value.p ? value.p : "", value.n,
		SQLITE_STATIC));
}

static void bind_null(struct query *q)
{
	bound(q, sqlite3_bind_null(stmt_of(q), place(q)));
}

static int step(struct query *q)
{
	int rc = sqlite3_step(stmt_of(q));
	if (rc == SQLITE_ROW)
		return 1;
	if (rc == SQLITE_DONE) {
		if (writes(q))
			q->changes = sqlite3_changes64(q->db->own);
		return 0;
	}
	explain(q->db->own, rc, &q->err);
	return query_fail(q);
}

static void reset(struct query *q)
{
	sqlite3_reset(stmt_of(q));
	sqlite3_clear_bindings(stmt_of(q));
}

static bool is_null(struct query *q, int column)
{
	return sqlite3_column_type(stmt_of(q), column) == SQLITE_NULL;
}

static int64_t get_int(struct query *q, int column)
{
	return sqlite3_column_int64(stmt_of(q), column);
}

static struct sv get_text(struct query *q, int column)
{
	const char *p = (const char *)sqlite3_column_text(stmt_of(q), column);
	return p ? (struct sv){ p, (size_t)sqlite3_column_bytes(stmt_of(q), column) }
		: (struct sv){ "", 0 };
}

static struct sv get_bytes(struct query *q, int column)
{
	const char *p = sqlite3_column_blob(stmt_of(q), column);
	return p ? (struct sv){ p, (size_t)sqlite3_column_bytes(stmt_of(q), column) }
		: (struct sv){ "", 0 };
}

static bool alive(struct db *db)
{
	(void)db;
	return true;
}

/** First row of a checking pragma, as text; *ret_any says whether there was one. */
static int first_row(struct db *db, const char *text, char *buf, size_t n, bool *ret_any,
	struct err *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db->own, text, -1, &s, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	*ret_any = rc == SQLITE_ROW;
	if (*ret_any)
		snprintf(buf, n, "%s", (const char *)sqlite3_column_text(s, 0));
	else if (rc != SQLITE_DONE)
		explain(db->own, rc, err);
	sqlite3_finalize(s);
	return *ret_any || rc == SQLITE_DONE ? E_OK : E_DB;
}

static int integrity(struct db *db, struct err *err)
{
	char said[160] = "";
	bool any;
	int rc = first_row(db, store_sqlite_integrity, said, sizeof said, &any, err);
	if (rc)
		return rc;
	if (strcmp(said, "ok") != 0) {
		err_set(err, E_DB, "数据库文件已损坏。请停止使用，从备份恢复（gongkai restore）。");
		return err_detail(err, "integrity_check: %s", said);
	}
	rc = first_row(db, store_sqlite_foreign_keys, said, sizeof said, &any, err);
	if (!rc && any) {
		err_set(err, E_DB, "数据库里有记录指向不存在的记录。请从备份恢复。");
		return err_detail(err, "foreign_key_check: table %s", said);
	}
	return rc;
}

/* ── Waiting for the disk together ─────────────────────────────────────────────────────────── */

static int flush_together(struct db *db, struct err *err)
{
	return exec(db, store_sqlite_flush_together, err);
}

/*
 * With synchronous = FULL a commit ends with xSync of the log; with NORMAL it leaves that out and is the same
 * otherwise: before a log is begun anew it is flushed and carried over into the database, which is flushed too
 * (sqlite.org/pragma.html#pragma_synchronous, sqlite.org/wal.html). So this xSync, later, is the one left out.
 */
static bool flush(struct db *db)
{
	sqlite3_file *log = NULL;
	return sqlite3_file_control(db->own, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK
		&& log && log->pMethods && log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) == SQLITE_OK;
}

static const struct backend sqlite_backend = { close_db, exec, prepare, forget, bind_int, bind_text,
	bind_bytes, bind_null, step, reset, is_null, get_int, get_text, get_bytes, alive, integrity,
	flush_together, writes, flush, &store_sqlite_begin_read, &store_sqlite_begin_write, true };

/** A new file is for its owner alone: it holds what applicants wrote. */
static int create(const char *file, struct err *err)
{
	int fd = open(file, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0) {
		close(fd);
		return E_OK;
	}
	if (errno == EEXIST)
		return E_OK;
	int code = errno == ENOENT ? E_NOT_FOUND : E_IO;
	err_set(err, (enum err_code)code, errno == ENOENT ? "数据库“%s”所在的目录不存在，请先建立目录。"
		: "数据库“%s”不能建立，请检查目录的权限。", file);
	return err_detail(err, "open %s: %s", file, strerror(errno));
}

/* A new file is turned to WAL under a lock for which SQLite does not wait by itself. */
static int setup(sqlite3 *s, bool writes)
{
	int rc = sqlite3_exec(s, store_sqlite_setup, NULL, NULL, NULL);
	const char *own = writes ? store_sqlite_setup_write : store_sqlite_setup_read;
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(s, own, NULL, NULL, NULL);
	for (int i = 0; (rc & 0xFF) == SQLITE_BUSY && i < STORE_BUSY_MS / RETRY_MS; i++) {
		sqlite3_sleep(RETRY_MS);
		rc = sqlite3_exec(s, own, NULL, NULL, NULL);
	}
	return rc;
}

int sqlite_open(struct db *db, const char *file, struct err *err)
{
	bool writes = db->mode == DB_WRITE;
	if (writes) {
		int rc = create(file, err);
		if (rc)
			return rc;
	} else if (access(file, F_OK) != 0) {
		return err_set(err, E_NOT_FOUND, "没有数据库“%s”；请检查路径。", file);
	}
	sqlite3 *s = NULL;
	/* A reader opens for writing too, or it could not share the WAL; query_only keeps it a reader. */
	int rc = sqlite3_open_v2(file, &s, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
		| SQLITE_OPEN_EXRESCODE, NULL);
	db->own = s;
	db->backend = &sqlite_backend;
	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(s, STORE_BUSY_MS);
		sqlite3_db_config(s, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(s, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
		sqlite3_db_config(s, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
		rc = setup(s, writes);
	}
	if (rc == SQLITE_OK)
		return E_OK;
	int code = explain(s, rc, err);
	sqlite3_close(s);
	return code;
}
