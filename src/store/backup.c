#include "store/backup_int.h"

#include "base/auto.h"
#include "store/store_int.h"

#include <errno.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH_MAX_BYTES = 4096, WORK_ARENA = 64 * 1024 * 1024 };

static int no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

/* ── Tables ────────────────────────────────────────────────────────────────────────────────── */

/** The columns of a table, from the SQLite side. */
static int table_read(struct db *lite, const char *name, struct arena *a, struct backup_table *ret,
	struct err *err)
{
	struct query q;
	size_t room = 0;
	*ret = (struct backup_table){ .name = name };
	query_start(&q, lite, &backup_columns);
	query_text(&q, sv_of(name));
	while (query_row(&q)) {
		struct backup_column *grown = arena_grow(a, ret->columns, ret->n_columns, &room, sizeof *grown);
		if (!grown)
			break;
		ret->columns = grown;
		struct sv type = query_get_text(&q, 1);
		grown[ret->n_columns++] = (struct backup_column){ query_copy(&q, 0, a),
			sv_eq(type, SV("BLOB")) ? COLUMN_BYTES : sv_eq(type, SV("TEXT")) ? COLUMN_TEXT
			: COLUMN_INT };
	}
	int rc = query_end(&q, err);
	if (!rc && a->failed)
		rc = no_memory(err);
	if (!rc && !ret->n_columns) {
		err_set(err, E_FORMAT, "这个文件不是完整的备份：缺少一张表。");
		rc = err_detail(err, "no table %s", name);
	}
	return rc;
}

/** What is done with every row of a table. @return 0 or why it stops */
typedef int row_taker(void *context, struct query *row, const struct backup_table *t, struct err *err);

static int rows_of(struct query *q, row_taker *take, void *context, const struct backup_table *t,
	int64_t *ret_n, struct err *err)
{
	int rc = E_OK;
	for (*ret_n = 0; !rc && query_row(q); ++*ret_n)
		rc = take(context, q, t, err);
	int ended = query_end(q, rc ? NULL : err);
	return rc ? rc : ended;
}

/** Each row of a table in order; from PostgreSQL through a cursor, inside the caller's transaction. */
static int each_row(struct db *db, const struct backup_table *t, row_taker *take, void *context,
	int64_t *ret_n, struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct query q;
	arena_init(&a, 1 << 20);
	const char *select = backup_select_text(t, &a);
	if (db_kind(db) == DB_SQLITE) {
		query_start_once(&q, db, select);
		return rows_of(&q, take, context, t, ret_n, err);
	}
	int64_t some = 0;
	int rc = db->backend->exec(db, backup_cursor_text(select, &a), err);
	*ret_n = 0;
	do {
		if (rc)
			return rc;
		query_start_once(&q, db, backup_cursor_fetch);
		rc = rows_of(&q, take, context, t, &some, err);
		*ret_n += some;
	} while (!rc && some > 0);
	return rc ? rc : db->backend->exec(db, backup_cursor_close, err);
}

/* ── Copying ───────────────────────────────────────────────────────────────────────────────── */

struct copy {
	struct db *to;
	const char *insert;
};

static int copy_row(void *context, struct query *row, const struct backup_table *t, struct err *err)
{
	struct copy *c = context;
	struct query q;
	query_start_once(&q, c->to, c->insert);
	for (int i = 0; i < (int)t->n_columns; i++) {
		if (query_is_null(row, i))
			query_null(&q);
		else if (t->columns[i].kind == COLUMN_INT)
			query_int(&q, query_get_int(row, i));
		else if (t->columns[i].kind == COLUMN_TEXT)
			query_text(&q, query_get_text(row, i));
		else
			query_bytes(&q, query_get_bytes(row, i));
	}
	return query_end(&q, err);
}

/** @param lite  the one of the two that is SQLite, which knows the columns */
static int copy_table(struct db *from, struct db *to, struct db *lite, const char *name,
	struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct backup_table t;
	int64_t n;
	arena_init(&a, 1 << 20);
	int rc = table_read(lite, name, &a, &t, err);
	if (rc)
		return rc;
	struct copy c = { to, backup_insert_text(&t, &a) };
	rc = each_row(from, &t, copy_row, &c, &n, err);
	bool has_id = sv_eq(t.columns[0].name, SV("id"));
	if (!rc && has_id && db_kind(to) == DB_POSTGRESQL)
		rc = to->backend->exec(to, backup_sequence_text(name, &a), err);
	return rc;
}

/** All tables of all schemas, parents first; in one state of the one, in one transaction of the other. */
static int copy_all(struct db *from, struct db *to, struct db *lite, const struct schema *const *schemas,
	size_t n, struct err *err)
{
	int rc = tx_begin_read(from, __func__, err);
	if (!rc)
		rc = tx_begin_write(to, __func__, err);
	for (size_t s = 0; s < n && !rc; s++)
		for (size_t t = 0; t < schemas[s]->n_tables && !rc; t++)
			rc = copy_table(from, to, lite, schemas[s]->tables[t], err);
	if (!rc)
		rc = tx_commit(to, err);
	tx_rollback(to);
	tx_rollback(from);
	return rc;
}

/** SQLite's own online copy, page by page. */
static int copy_pages(struct db *from, struct db *to, struct err *err)
{
	sqlite3 *a = db_sqlite_handle(from), *b = db_sqlite_handle(to);
	sqlite3_backup *work = sqlite3_backup_init(b, "main", a, "main");
	int rc = work ? sqlite3_backup_step(work, -1) : sqlite3_errcode(b);
	int ended = work ? sqlite3_backup_finish(work) : rc;
	if (rc == SQLITE_DONE && ended == SQLITE_OK)
		return E_OK;
	bool full = rc == SQLITE_FULL || errno == ENOSPC;
	err_set(err, full ? E_FULL : rc == SQLITE_BUSY ? E_BUSY : E_DB, full
		? "磁盘已满，备份没有完成。请腾出空间后再试。" : "备份没有完成，请稍后再试。");
	return err_detail(err, "sqlite backup: %d, %s", rc, sqlite3_errmsg(b));
}

/* ── The manifest: rows and a checksum a table ─────────────────────────────────────────────── */

static int hash_row(void *context, struct query *row, const struct backup_table *t, struct err *err)
{
	(void)err;
	crypto_hash_sha256_state *state = context;
	for (int i = 0; i < (int)t->n_columns; i++) {
		char head[32];
		bool null = query_is_null(row, i);
		struct sv value = null ? (struct sv){ "", 0 } : query_get_bytes(row, i);
		int n = snprintf(head, sizeof head, "%s%zu:", null ? "-" : "", value.n);
		crypto_hash_sha256_update(state, (unsigned char *)head, (unsigned long long)n);
		crypto_hash_sha256_update(state, (const unsigned char *)value.p, value.n);
	}
	return E_OK;
}

static int hash_table(struct db *db, const char *name, int64_t *ret_rows, unsigned char ret[static 32],
	struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct backup_table t;
	crypto_hash_sha256_state state;
	arena_init(&a, 1 << 20);
	crypto_hash_sha256_init(&state);
	int rc = table_read(db, name, &a, &t, err);
	if (!rc)
		rc = each_row(db, &t, hash_row, &state, ret_rows, err);
	crypto_hash_sha256_final(&state, ret);
	return rc;
}

static int note_table(struct db *db, const char *name, time_utc now, struct backup_account *sum,
	struct err *err)
{
	unsigned char hash[32];
	int64_t rows = 0;
	int rc = hash_table(db, name, &rows, hash, err);
	if (rc)
		return rc;
	struct query q;
	query_start(&q, db, &backup_note);
	query_text(&q, sv_of(name));
	query_int(&q, rows);
	query_bytes(&q, (struct sv){ (char *)hash, sizeof hash });
	query_int(&q, now);
	sum->tables++;
	sum->rows += rows;
	return query_end(&q, err);
}

static int write_manifest(struct db *db, const struct schema *const *schemas, size_t n, time_utc now,
	struct backup_account *sum, struct err *err)
{
	int rc = db->backend->exec(db, backup_manifest_table, err);
	for (size_t s = 0; s < n && !rc; s++)
		for (size_t t = 0; t < schemas[s]->n_tables && !rc; t++)
			rc = note_table(db, schemas[s]->tables[t], now, sum, err);
	return rc ? rc : db->backend->exec(db, backup_one_file, err);
}

static int say_damaged(struct sv table, struct err *err)
{
	return err_set(err, E_DB, "这份备份已经损坏（表 %.*s 的内容和备份时不同），请用另一份。",
		SV_ARG(table));
}

static int check_manifest(struct db *db, struct backup_account *ret, struct err *err)
{
	struct query q;
	*ret = (struct backup_account){ 0 };
	query_start(&q, db, &backup_manifest);
	int rc = E_OK;
	while (!rc && query_row(&q)) {
		unsigned char hash[32];
		char name[128];
		int64_t rows = 0;
		struct sv table = query_get_text(&q, 0), expected = query_get_bytes(&q, 2);
		snprintf(name, sizeof name, "%.*s", SV_ARG(table));
		rc = hash_table(db, name, &rows, hash, err);
		if (!rc && (rows != query_get_int(&q, 1)
			|| !sv_eq(expected, (struct sv){ (char *)hash, sizeof hash })))
			rc = say_damaged(table, err);
		ret->tables++;
		ret->rows += rows;
	}
	int ended = query_end(&q, rc ? NULL : err);
	return rc ? rc : ended;
}

int backup_verify(const char *file, struct backup_account *ret, struct err *err)
{
	struct db *db;
	struct err why = { 0 };
	if (access(file, F_OK) != 0)
		return err_set(err, E_NOT_FOUND, "没有备份文件“%s”。", file);
	int rc = db_open(file, DB_READ, &db, &why);
	if (rc)
		return err_set(err, E_FORMAT, "“%s”不是 gongkai 的备份文件。", file);
	rc = db_check_integrity(db, err);
	if (!rc && check_manifest(db, ret, err))
		rc = err && err->code ? (int)err->code : E_FORMAT;
	if (!rc && ret->tables == 0)
		rc = err_set(err, E_FORMAT, "“%s”不是 gongkai 的备份文件。", file);
	db_close(db);
	return rc;
}

/* ── Writing and restoring ─────────────────────────────────────────────────────────────────── */

static int fill_file(struct db *from, const char *file, const struct schema *const *schemas, size_t n,
	time_utc now, struct err *err)
{
	struct db *to;
	struct backup_account sum = { 0 };
	int rc = db_open(file, DB_WRITE, &to, err);
	if (rc)
		return rc;
	if (db_kind(from) == DB_SQLITE) {
		rc = copy_pages(from, to, err);
	} else {
		rc = db_migrate(to, schemas, n, now, err);
		if (!rc)
			rc = copy_all(from, to, to, schemas, n, err);
	}
	if (!rc)
		rc = write_manifest(to, schemas, n, now, &sum, err);
	db_close(to);
	return rc;
}

int backup_write(struct db *db, const struct schema *const *schemas, size_t n, const char *file,
	time_utc now, struct backup_account *ret, struct err *err)
{
	char part[PATH_MAX_BYTES];
	if (access(file, F_OK) == 0)
		return err_set(err, E_EXISTS, "“%s”已经存在；备份不会覆盖文件，请换一个名字。", file);
	if ((size_t)snprintf(part, sizeof part, "%s.part", file) >= sizeof part)
		return err_set(err, E_USAGE, "文件名太长。");
	unlink(part);
	int rc = fill_file(db, part, schemas, n, now, err);
	if (!rc)
		rc = backup_verify(part, ret, err);
	if (!rc && rename(part, file) != 0) {
		err_set(err, E_IO, "备份做好了，但不能改名为“%s”。", file);
		rc = err_detail(err, "rename: %s", strerror(errno));
	}
	if (rc)
		unlink(part);
	return rc;
}

static int check_empty(struct db *db, const struct schema *const *schemas, size_t n, struct err *err)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	for (size_t s = 0; s < n; s++)
		for (size_t t = 0; t < schemas[s]->n_tables; t++) {
			struct query q;
			query_start_once(&q, db, backup_count_text(schemas[s]->tables[t], &a));
			int64_t rows = query_row(&q) ? query_get_int(&q, 0) : 0;
			int rc = query_end(&q, err);
			if (!rc && rows)
				rc = err_set(err, E_EXISTS, "要恢复到的数据库里已经有内容；请恢复到一个空的数据库。");
			if (rc)
				return rc;
		}
	return E_OK;
}

int backup_restore(const char *file, struct db *db, const struct schema *const *schemas, size_t n,
	time_utc now, struct backup_account *ret, struct err *err)
{
	struct db *from;
	int rc = backup_verify(file, ret, err);
	if (!rc)
		rc = db_migrate(db, schemas, n, now, err);
	if (!rc)
		rc = check_empty(db, schemas, n, err);
	if (!rc)
		rc = db_open(file, DB_READ, &from, err);
	if (rc)
		return rc;
	rc = copy_all(from, db, from, schemas, n, err);
	db_close(from);
	return rc;
}
