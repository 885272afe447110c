/* The storage layer on both databases: values come back as they went in, transactions hold, a pool is fair. */
#include "base/auto.h"
#include "database.h"
#include "store/blob.h"
#include "store/dialect.h"
#include "store/pool.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <pthread.h>

#define PROBE_SCRIPT(ID, INT, BYTES, STRICT) \
	"CREATE TABLE probe (id " ID ", n " INT ", t TEXT UNIQUE, b " BYTES ")" STRICT ";"
static const struct migration probe_migrations[] = {
	{ "probe", SQL_SQLITE(PROBE_SCRIPT), SQL_POSTGRESQL(PROBE_SCRIPT) },
	{ "probe index", "CREATE INDEX probe_n ON probe (n)", NULL },
};
static const char *const probe_tables[] = { "probe" };
static const struct schema probe_schema = { "probe", probe_migrations, 2, probe_tables, 1 };
static const struct schema *const schemas[] = { &blob_schema, &probe_schema };

static const struct sql add = { .text =
	"INSERT INTO probe (n, t, b) VALUES ($1, $2, $3) RETURNING id" };
static const struct sql get = { .text = "SELECT n, t, b FROM probe WHERE id = $1" };
static const struct sql count = { .text = "SELECT count(*) FROM probe" };
static const struct sql twice = { .text = "SELECT t FROM probe WHERE n >= $2 AND n <= $1 AND n >= $2" };
static const struct sql change = { .text = "UPDATE probe SET n = n + $1 WHERE n < $2" };

static int setup(void **state)
{
	struct test_db *t = malloc(sizeof *t);
	test_db_make(t);
	*state = t;
	return 0;
}

static int teardown(void **state)
{
	test_db_done(*state);
	free(*state);
	return 0;
}

static int64_t put(struct db *db, int64_t n, struct sv t, struct sv b, struct err *err)
{
	struct query q;
	query_start(&q, db, &add);
	query_int(&q, n);
	query_text_or_null(&q, t);
	query_bytes(&q, b);
	int64_t id = query_row(&q) ? query_get_int(&q, 0) : -1;
	return query_end(&q, err) ? -1 : id;
}

static int64_t rows(struct db *db)
{
	struct query q;
	query_start(&q, db, &count);
	assert_true(query_row(&q));
	int64_t n = query_get_int(&q, 0);
	assert_int_equal(query_end(&q, NULL), 0);
	return n;
}

static void test_values_come_back(void **state)
{
	struct db *db = test_db_open_with(*state, schemas, 2);
	char bytes[256], text[64];
	for (int i = 0; i < 256; i++)
		bytes[i] = (char)i;
	static const int64_t numbers[] = { 0, 1, -1, INT64_MAX, INT64_MIN };
	for (size_t i = 0; i < 5; i++) {
		snprintf(text, sizeof text, "公开'; DROP TABLE probe; -- %zu", i);
		struct err err = { 0 };
		int64_t id = put(db, numbers[i], sv_of(text), (struct sv){ bytes, i * 64 }, &err);
		assert_true(id > 0);
		struct query q;
		query_start(&q, db, &get);
		query_int(&q, id);
		assert_true(query_row(&q));
		assert_true(query_get_int(&q, 0) == numbers[i]);
		assert_true(sv_eq(query_get_text(&q, 1), sv_of(text)));
		for (int again = 0; again < 2; again++)
			assert_true(sv_eq(query_get_bytes(&q, 2), (struct sv){ bytes, i * 64 }));
		assert_false(query_row(&q));
		assert_int_equal(query_end(&q, NULL), 0);
	}
	db_close(db);
}

static void test_null_and_order_of_parameters(void **state)
{
	struct db *db = test_db_open_with(*state, schemas, 2);
	struct err err = { 0 };
	int64_t id = put(db, 5, SV(""), SV("x"), &err);
	struct query q;
	query_start(&q, db, &get);
	query_int(&q, id);
	assert_true(query_row(&q));
	assert_true(query_is_null(&q, 1));
	assert_int_equal(query_get_text(&q, 1).n, 0);
	assert_false(query_is_null(&q, 0));
	assert_int_equal(query_end(&q, NULL), 0);
	assert_true(put(db, 7, SV("seven"), SV(""), &err) > 0);
	query_start(&q, db, &twice);
	query_int(&q, 9);
	query_int(&q, 6);
	assert_true(query_row(&q));
	assert_true(sv_eq(query_get_text(&q, 0), SV("seven")));
	assert_false(query_row(&q));
	assert_int_equal(query_end(&q, NULL), 0);
	query_start(&q, db, &change);
	query_int(&q, 100);
	query_int(&q, 6);
	assert_int_equal(query_end(&q, NULL), 0);
	assert_int_equal(query_changes(&q), 1);
	db_close(db);
}

static void test_unique_is_told_apart(void **state)
{
	struct db *db = test_db_open_with(*state, schemas, 2);
	struct err err = { 0 };
	assert_true(put(db, 1, SV("one"), SV(""), &err) > 0);
	assert_true(put(db, 2, SV("one"), SV(""), &err) < 0);
	assert_int_equal(err.code, E_EXISTS);
	assert_true(put(db, 2, SV("two"), SV(""), &err) > 0);
	db_close(db);
}

static void test_transactions(void **state)
{
	struct db *db = test_db_open_with(*state, schemas, 2);
	struct err err = { 0 };
	assert_int_equal(tx_begin_write(db, "first", &err), 0);
	assert_true(put(db, 1, SV("a"), SV(""), &err) > 0);
	assert_int_equal(tx_begin_write(db, "second", &err), E_DB);
	assert_non_null(strstr(err.detail, "first"));
	tx_rollback(db);
	assert_int_equal(rows(db), 0);
	assert_int_equal(tx_begin_write(db, "third", &err), 0);
	assert_true(put(db, 1, SV("a"), SV(""), &err) > 0);
	assert_int_equal(tx_commit(db, &err), 0);
	assert_false(tx_is_open(db));
	struct db *reader = test_db_open(*state, DB_READ);
	assert_int_equal(tx_begin_read(reader, "reader", &err), 0);
	assert_int_equal(rows(reader), 1);
	assert_true(put(db, 2, SV("b"), SV(""), &err) > 0);
	assert_int_equal(rows(reader), 1);
	tx_rollback(reader);
	assert_int_equal(rows(reader), 2);
	assert_true(put(reader, 3, SV("c"), SV(""), &err) < 0);
	assert_int_equal(rows(db), 2);
	db_close(reader);
	db_close(db);
}

/** A commit that says yes has kept what was done, also when a statement before it failed. */
static void test_a_commit_tells_the_truth(void **state)
{
	struct db *db = test_db_open_with(*state, schemas, 2);
	struct err err = { 0 };
	assert_int_equal(tx_begin_write(db, __func__, &err), 0);
	assert_true(put(db, 1, SV("same"), SV(""), &err) > 0);
	assert_true(put(db, 2, SV("same"), SV(""), &err) < 0);
	int rc = tx_commit(db, &err);
	assert_int_equal(rows(db), rc ? 0 : 1);
	assert_int_equal(rc != 0, db_kind(db) == DB_POSTGRESQL);
	assert_int_equal(tx_begin_write(db, __func__, &err), 0);
	assert_true(put(db, 3, SV("next"), SV(""), &err) > 0);
	assert_int_equal(tx_commit(db, &err), 0);
	db_close(db);
}

static void test_a_newer_schema_is_refused(void **state)
{
	struct db *db = test_db_open_with(*state, schemas, 2);
	struct schema older = probe_schema;
	older.n_migrations = 1;
	const struct schema *list[] = { &older };
	struct err err = { 0 };
	assert_int_equal(db_migrate(db, list, 1, 1, &err), E_DB);
	assert_non_null(strstr(err.user, "新版本"));
	assert_int_equal(db_migrate(db, schemas, 2, 1, &err), 0);
	assert_int_equal(db_check_statements(db, &blob_statements, &err), 0);
	static const struct sql bad = { .text = "SELECT nothing FROM nowhere" };
	static const struct sql_named named[] = { { "bad", &bad } };
	static const struct sql_set set = { "probe", named, 1 };
	assert_int_equal(db_check_statements(db, &set, &err), E_DB);
	assert_non_null(strstr(err.detail, "probe.bad"));
	assert_int_equal(db_check_integrity(db, &err), 0);
	db_close(db);
}

enum { NEWCOMERS = 8, BEGINNINGS = 150 };

struct newcomer {
	struct db *db;
	pthread_barrier_t *gate;
	struct err err;
	int rc;
};

static void *migrate(void *context)
{
	static const struct sql empty = { .text = "DROP TABLE schema_version" };
	struct newcomer *me = context;
	for (int i = 0; i < BEGINNINGS; i++) {
		if (pthread_barrier_wait(me->gate) == PTHREAD_BARRIER_SERIAL_THREAD && i && !me->rc)
			me->rc = db_run(me->db, &empty, &me->err);
		pthread_barrier_wait(me->gate);
		if (!me->rc)
			me->rc = db_migrate(me->db, NULL, 0, 1, &me->err);
	}
	return NULL;
}

/** Programs started together on an empty database: one of them makes the first table, all of them go on. */
static void test_many_begin_at_once(void **state)
{
	pthread_barrier_t gate;
	pthread_t threads[NEWCOMERS];
	struct newcomer all[NEWCOMERS];
	assert_int_equal(pthread_barrier_init(&gate, NULL, NEWCOMERS), 0);
	for (int i = 0; i < NEWCOMERS; i++) {
		all[i] = (struct newcomer){ .db = test_db_open(*state, DB_WRITE), .gate = &gate };
		assert_int_equal(pthread_create(&threads[i], NULL, migrate, &all[i]), 0);
	}
	for (int i = 0; i < NEWCOMERS; i++)
		pthread_join(threads[i], NULL);
	for (int i = 0; i < NEWCOMERS; i++) {
		if (all[i].rc)
			fail_msg("%s (%s)", all[i].err.user, all[i].err.detail);
		db_close(all[i].db);
	}
	pthread_barrier_destroy(&gate);
}

static void test_files(void **state)
{
	struct db *db = test_db_open_with(*state, schemas, 2);
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	static const size_t sizes[] = { 0, 1, BLOB_PIECE - 1, BLOB_PIECE, BLOB_PIECE + 1, 1000000 };
	struct err err = { 0 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *p = arena_alloc(&a, sizes[i] + 1);
		for (size_t k = 0; k < sizes[i]; k++)
			p[k] = (char)(k * 7 + i);
		struct sv bytes = { p, sizes[i] }, back;
		struct blob_id id, again;
		assert_int_equal(tx_begin_write(db, __func__, &err), 0);
		assert_int_equal(blob_put(db, bytes, 1, &id, &err), 0);
		assert_int_equal(blob_put(db, bytes, 2, &again, &err), 0);
		assert_int_equal(tx_commit(db, &err), 0);
		assert_memory_equal(&id, &again, sizeof id);
		assert_int_equal(blob_get(db, &id, &a, &back, &err), 0);
		assert_true(sv_eq(back, bytes));
		char hex[BLOB_HEX];
		assert_true(blob_of_hex(sv_of(blob_hex(&id, hex)), &again));
		assert_memory_equal(&id, &again, sizeof id);
	}
	static const struct sql damage = { .text = "UPDATE blob_piece SET bytes = $1 WHERE number = 0" };
	struct blob_id id = blob_id_of((struct sv){ "", 0 }), other;
	struct sv back;
	assert_int_equal(blob_get(db, &id, &a, &back, &err), 0);
	memset(&other, 7, sizeof other);
	assert_int_equal(blob_get(db, &other, &a, &back, &err), E_NOT_FOUND);
	struct query q;
	query_start(&q, db, &damage);
	query_bytes(&q, SV("x"));
	assert_int_equal(query_end(&q, &err), 0);
	char *one = arena_alloc(&a, 1);
	one[0] = (char)1;
	id = blob_id_of((struct sv){ one, 1 });
	assert_int_equal(blob_get(db, &id, &a, &back, &err), E_DB);
	assert_false(blob_of_hex(SV("abc"), &id));
	db_close(db);
}

/* ── The pool ──────────────────────────────────────────────────────────────────────────────── */

enum { THREADS = 8, TURNS = 40 };

struct turns {
	struct db_pool *pool;
	int done;
};

static void *take_turns(void *context)
{
	struct turns *t = context;
	for (int i = 0; i < TURNS; i++) {
		struct db *db;
		struct err err = { 0 };
		if (db_pool_take(t->pool, DB_WRITE, 20000, &db, &err))
			return NULL;
		if (!tx_begin_write(db, __func__, &err) && put(db, i, SV(""), SV(""), &err) > 0
			&& !tx_commit(db, &err))
			t->done++;
		db_pool_give(t->pool, db);
	}
	return NULL;
}

static void test_a_pool_serves_everybody(void **state)
{
	struct test_db *where = *state;
	struct db *db = test_db_open_with(where, schemas, 2);
	struct err err = { 0 };
	struct db_pool *pool;
	assert_int_equal(db_pool_open(where->where, 2, 3, &pool, &err), 0);
	struct turns turns[THREADS];
	pthread_t threads[THREADS];
	for (int i = 0; i < THREADS; i++) {
		turns[i] = (struct turns){ pool, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, take_turns, &turns[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(turns[i].done, TURNS);
	}
	assert_int_equal(rows(db), THREADS * TURNS);
	struct db *a, *b, *c;
	assert_int_equal(db_pool_take(pool, DB_READ, 0, &a, &err), 0);
	assert_int_equal(db_pool_take(pool, DB_READ, 0, &b, &err), 0);
	assert_int_equal(db_pool_take(pool, DB_READ, 20, &c, &err), E_BUSY);
	assert_true(err.user[0] != '\0');
	db_pool_give(pool, a);
	assert_int_equal(db_pool_take(pool, DB_READ, 20, &c, &err), 0);
	db_pool_give(pool, b);
	db_pool_give(pool, c);
	db_pool_close(pool);
	db_close(db);
}

/** Whoever left a transaction open gives the connection back clean. */
static void test_a_pool_gives_clean_connections(void **state)
{
	struct test_db *where = *state;
	struct db *db = test_db_open_with(where, schemas, 2);
	struct err err = { 0 };
	struct db_pool *pool;
	assert_int_equal(db_pool_open(where->where, 1, 1, &pool, &err), 0);
	struct db *w;
	assert_int_equal(db_pool_take(pool, DB_WRITE, 0, &w, &err), 0);
	assert_int_equal(tx_begin_write(w, __func__, &err), 0);
	assert_true(put(w, 1, SV("left"), SV(""), &err) > 0);
	db_pool_give(pool, w);
	assert_int_equal(db_pool_take(pool, DB_WRITE, 0, &w, &err), 0);
	assert_false(tx_is_open(w));
	assert_int_equal(rows(w), 0);
	db_pool_give(pool, w);
	db_pool_close(pool);
	db_close(db);
}

static void test_what_cannot_be_opened(void **state)
{
	(void)state;
	struct db *db;
	struct err err = { 0 };
	assert_int_equal(db_open("/nowhere/at/all/x.db", DB_WRITE, &db, &err), E_NOT_FOUND);
	assert_int_equal(db_open("/nowhere/at/all/x.db", DB_READ, &db, &err), E_NOT_FOUND);
	char name[] = "/tmp/gongkai-not-a-db-XXXXXX";
	int fd = mkstemp(name);
	for (int i = 0; i < 400; i++)
		assert_int_equal(write(fd, "this is no database at all ", 27), 27);
	close(fd);
	assert_int_equal(db_open(name, DB_WRITE, &db, &err), E_DB);
	assert_non_null(strstr(err.user, "备份"));
	unlink(name);
	assert_int_equal(db_open("postgresql://nobody@127.0.0.1:1/none", DB_READ, &db, &err), E_BUSY);
	assert_non_null(strstr(err.user, "PostgreSQL"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_values_come_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_null_and_order_of_parameters, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unique_is_told_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(test_transactions, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_commit_tells_the_truth, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_newer_schema_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many_begin_at_once, setup, teardown),
		cmocka_unit_test_setup_teardown(test_files, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_pool_serves_everybody, setup, teardown),
		cmocka_unit_test_setup_teardown(test_a_pool_gives_clean_connections, setup, teardown),
		cmocka_unit_test(test_what_cannot_be_opened),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
