#include "store/store_int.h"
#include "store/store_sql.h"

/** How many steps of a folder's schema the database has. */
static int version_of(struct db *db, const char *folder, int64_t *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &store_version_of);
	query_text(&q, sv_of(folder));
	*ret = query_row(&q) ? query_get_int(&q, 0) : 0;
	return query_end(&q, err);
}

static int note_version(struct db *db, const struct schema *s, size_t number, time_utc now,
	struct err *err)
{
	struct query q;
	query_start(&q, db, &store_add_version);
	query_text(&q, sv_of(s->folder));
	query_int(&q, (int64_t)number);
	query_text(&q, sv_of(s->migrations[number - 1].name));
	query_int(&q, now);
	return query_end(&q, err);
}

/* Two programs may be started at once on a new database: whoever has the lock second finds the step
   taken. */
static int migrate_step(struct db *db, const struct schema *s, size_t number, time_utc now,
	struct err *err)
{
	const struct migration *m = &s->migrations[number - 1];
	const char *script = db->kind == DB_POSTGRESQL && m->postgresql ? m->postgresql : m->sqlite;
	int64_t has = 0;
	int rc = tx_begin_write(db, __func__, err);
	if (!rc && db->kind == DB_POSTGRESQL)
		rc = db->backend->exec(db, store_pg_lock_versions, err);
	if (!rc)
		rc = version_of(db, s->folder, &has, err);
	if (!rc && has < (int64_t)number) {
		rc = db->backend->exec(db, script, err);
		if (!rc)
			rc = note_version(db, s, number, now, err);
		if (!rc)
			rc = tx_commit(db, err);
	}
	tx_rollback(db);
	return rc;
}

/* PostgreSQL lets two who create a table that is not there both try; the second one is told that it
   exists, whatever IF NOT EXISTS says. */
static int make_version_table(struct db *db, struct err *err)
{
	if (db->kind == DB_SQLITE)
		return db->backend->exec(db, store_version_table_sqlite, err);
	int rc = db->backend->exec(db, store_version_table_pg, err);
	return rc == E_EXISTS ? db->backend->exec(db, store_version_table_pg, err) : rc;
}

int db_migrate(struct db *db, const struct schema *const *schemas, size_t n, time_utc now,
	struct err *err)
{
	int rc = make_version_table(db, err);
	for (size_t i = 0; i < n && !rc; i++) {
		const struct schema *s = schemas[i];
		int64_t has;
		rc = version_of(db, s->folder, &has, err);
		if (!rc && has > (int64_t)s->n_migrations) {
			err_set(err, E_DB, "这个数据库是更新版本的 gongkai 建立的，请使用新版本的程序。");
			return err_detail(err, "schema %s: %lld, known %zu", s->folder, (long long)has,
				s->n_migrations);
		}
		for (size_t step = (size_t)has + 1; step <= s->n_migrations && !rc; step++)
			rc = migrate_step(db, s, step, now, err);
	}
	return rc;
}
