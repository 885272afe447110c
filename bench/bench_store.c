/*
 * How fast is the storage layer beside the bare library under it?
 *
 *     bench_store FOLDER [ROUNDS]
 *
 * Makes a database in FOLDER (and in the server that GONGKAI_TEST_PG names, when it does), then in each
 * round selects rows by key and inserts rows in one transaction, once through src/store and once with
 * sqlite3 or libpq alone, prepared once and every value bound and read. Prints operations a second of
 * the best round of each, and the median of the rounds' ratios.
 */
#include "store/dialect.h"
#include "store/store.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ROWS = 20000, SELECTS_SQLITE = 200000, INSERTS_SQLITE = 100000, SELECTS_PG = 8000,
	INSERTS_PG = 8000, LIST = 200, LISTS = 300, ROUNDS_MAX = 99 };

#define BENCH_SCRIPT(ID, INT, BYTES, STRICT) \
	"CREATE TABLE bench (id " ID ", n " INT " NOT NULL, t TEXT NOT NULL)" STRICT ";"
static const struct migration migrations[] = {
	{ "bench", SQL_SQLITE(BENCH_SCRIPT), SQL_POSTGRESQL(BENCH_SCRIPT) },
};
static const char *const tables[] = { "bench" };
static const struct schema schema = { "bench", migrations, 1, tables, 1 };
static const struct schema *const schemas[] = { &schema };

static const struct sql select_one = { .text = "SELECT n, t FROM bench WHERE id = $1" };
static const struct sql select_list = { .text =
	"SELECT n, t FROM bench WHERE id > $1 ORDER BY id LIMIT 200" };
static const struct sql insert_one = { .text = "INSERT INTO bench (n, t) VALUES ($1, $2)" };
static const struct sql empty = { .text = "DELETE FROM bench WHERE id > 20000" };
#define TEXT "某县人民政府2023年政府信息公开工作年度报告"
static const char text[] = TEXT;

static int64_t sum; /* what was read, so that reading is not left out */

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int rc, const struct err *err)
{
	if (rc) {
		fprintf(stderr, "%s (%s)\n", err->user, err->detail);
		exit(2);
	}
}

static int64_t key(int i)
{
	return (int64_t)((unsigned)i * 2654435761u % ROWS) + 1;
}

/* ── Through src/store ─────────────────────────────────────────────────────────────────────── */

static void our_select(void *context, int n)
{
	struct db *db = context;
	struct err err = { 0 };
	for (int i = 0; i < n; i++) {
		struct query q;
		query_start(&q, db, &select_one);
		query_int(&q, key(i));
		if (query_row(&q))
			sum += query_get_int(&q, 0) + (int64_t)query_get_text(&q, 1).n;
		must(query_end(&q, &err), &err);
	}
}

static void our_list(void *context, int n)
{
	struct db *db = context;
	struct err err = { 0 };
	for (int i = 0; i < n; i++) {
		struct query q;
		query_start(&q, db, &select_list);
		query_int(&q, key(i) % (ROWS - LIST));
		while (query_row(&q))
			sum += query_get_int(&q, 0) + (int64_t)query_get_text(&q, 1).n;
		must(query_end(&q, &err), &err);
	}
}

static void our_insert(void *context, int n)
{
	struct db *db = context;
	struct err err = { 0 };
	must(tx_begin_write(db, __func__, &err), &err);
	for (int i = 0; i < n; i++) {
		struct query q;
		query_start(&q, db, &insert_one);
		query_int(&q, i);
		query_text(&q, SV(TEXT));
		must(query_end(&q, &err), &err);
	}
	must(tx_commit(db, &err), &err);
}

/* ── With sqlite3 alone ────────────────────────────────────────────────────────────────────── */

struct bare_sqlite {
	sqlite3 *db;
	sqlite3_stmt *select, *list, *insert;
};

static void check_sqlite(struct bare_sqlite *b, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW) {
		fprintf(stderr, "%s\n", sqlite3_errmsg(b->db));
		exit(2);
	}
}

static void read_sqlite(sqlite3_stmt *s)
{
	sum += sqlite3_column_int64(s, 0);
	sum += sqlite3_column_text(s, 1) ? sqlite3_column_bytes(s, 1) : 0;
}

static void bare_select(void *context, int n)
{
	struct bare_sqlite *b = context;
	for (int i = 0; i < n; i++) {
		sqlite3_bind_int64(b->select, 1, key(i));
		if (sqlite3_step(b->select) == SQLITE_ROW)
			read_sqlite(b->select);
		check_sqlite(b, sqlite3_reset(b->select));
	}
}

static void bare_list(void *context, int n)
{
	struct bare_sqlite *b = context;
	for (int i = 0; i < n; i++) {
		sqlite3_bind_int64(b->list, 1, key(i) % (ROWS - LIST));
		while (sqlite3_step(b->list) == SQLITE_ROW)
			read_sqlite(b->list);
		check_sqlite(b, sqlite3_reset(b->list));
	}
}

static void bare_insert(void *context, int n)
{
	struct bare_sqlite *b = context;
	check_sqlite(b, sqlite3_exec(b->db, "BEGIN IMMEDIATE", NULL, NULL, NULL));
	for (int i = 0; i < n; i++) {
		sqlite3_bind_int64(b->insert, 1, i);
		sqlite3_bind_text(b->insert, 2, text, sizeof text - 1, SQLITE_STATIC);
		check_sqlite(b, sqlite3_step(b->insert));
		sqlite3_reset(b->insert);
	}
	check_sqlite(b, sqlite3_exec(b->db, "COMMIT", NULL, NULL, NULL));
}

static void open_bare_sqlite(struct bare_sqlite *b, const char *file)
{
	check_sqlite(b, sqlite3_open_v2(file, &b->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL));
	check_sqlite(b, sqlite3_exec(b->db, "PRAGMA synchronous = FULL; PRAGMA cache_size = -8000;", NULL,
		NULL, NULL));
	check_sqlite(b, sqlite3_prepare_v2(b->db, select_one.text, -1, &b->select, NULL));
	check_sqlite(b, sqlite3_prepare_v2(b->db, select_list.text, -1, &b->list, NULL));
	check_sqlite(b, sqlite3_prepare_v2(b->db, insert_one.text, -1, &b->insert, NULL));
}

/* ── With libpq alone ──────────────────────────────────────────────────────────────────────── */

static PGresult *check_pg(PGconn *c, PGresult *r)
{
	ExecStatusType s = PQresultStatus(r);
	if (s != PGRES_COMMAND_OK && s != PGRES_TUPLES_OK) {
		fprintf(stderr, "%s\n", PQerrorMessage(c));
		exit(2);
	}
	return r;
}

static void read_pg(PGconn *c, const char *statement, int64_t id)
{
	char number[24];
	const char *value = number;
	snprintf(number, sizeof number, "%lld", (long long)id);
	PGresult *r = check_pg(c, PQexecPrepared(c, statement, 1, &value, NULL, NULL, 0));
	for (int i = 0; i < PQntuples(r); i++)
		sum += strtoll(PQgetvalue(r, i, 0), NULL, 10) + PQgetlength(r, i, 1);
	PQclear(r);
}

static void pg_select(void *context, int n)
{
	for (int i = 0; i < n; i++)
		read_pg(context, "select_one", key(i));
}

static void pg_list(void *context, int n)
{
	for (int i = 0; i < n; i++)
		read_pg(context, "select_list", key(i) % (ROWS - LIST));
}

static void pg_insert(void *context, int n)
{
	PQclear(check_pg(context, PQexec(context, "BEGIN")));
	for (int i = 0; i < n; i++) {
		char number[24];
		const char *values[] = { number, text };
		snprintf(number, sizeof number, "%d", i);
		PQclear(check_pg(context, PQexecPrepared(context, "insert_one", 2, values, NULL, NULL, 0)));
	}
	PQclear(check_pg(context, PQexec(context, "COMMIT")));
}

static PGconn *open_bare_pg(const char *address)
{
	PGconn *c = PQconnectdb(address);
	PQclear(check_pg(c, PQprepare(c, "select_one", select_one.text, 0, NULL)));
	PQclear(check_pg(c, PQprepare(c, "select_list", select_list.text, 0, NULL)));
	PQclear(check_pg(c, PQprepare(c, "insert_one", insert_one.text, 0, NULL)));
	return c;
}

/* ── Side by side ──────────────────────────────────────────────────────────────────────────── */

struct pair {
	const char *name;
	void (*ours)(void *, int), (*bare)(void *, int);
	int n;
};

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static double rate_of(void (*f)(void *, int), void *context, int n)
{
	double start = seconds();
	f(context, n);
	return n / (seconds() - start);
}

static void clean(struct db *db)
{
	struct err err = { 0 };
	must(db_run(db, &empty, &err), &err);
}

static void side_by_side(const struct pair *p, struct db *db, void *bare, int rounds)
{
	double ratios[ROUNDS_MAX], ours = 0, theirs = 0;
	for (int i = 0; i < rounds; i++) {
		/* Whoever goes second finds a warm cache: take turns. */
		double a = i % 2 ? rate_of(p->ours, db, p->n) : 0;
		double b = rate_of(p->bare, bare, p->n);
		a = i % 2 ? a : rate_of(p->ours, db, p->n);
		clean(db);
		ratios[i] = a / b;
		ours = a > ours ? a : ours;
		theirs = b > theirs ? b : theirs;
	}
	qsort(ratios, (size_t)rounds, sizeof *ratios, by_size);
	printf("\"%s\": {\"gongkai\": %.0f, \"bare\": %.0f, \"ratio\": %.3f}", p->name, ours, theirs,
		ratios[rounds / 2]);
}

static struct db *fill(const char *where)
{
	struct db *db;
	struct err err = { 0 };
	must(db_open(where, DB_WRITE, &db, &err), &err);
	must(db_migrate(db, schemas, 1, 1, &err), &err);
	our_insert(db, ROWS);
	return db;
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 7;
	if (argc < 2 || rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: bench_store FOLDER [ROUNDS]\n");
		return 2;
	}
	char file[4096];
	snprintf(file, sizeof file, "%s/bench_store.db", argv[1]);
	struct bare_sqlite b;
	struct db *db = fill(file);
	open_bare_sqlite(&b, file);
	static const struct pair on_sqlite[] = {
		{ "select", our_select, bare_select, SELECTS_SQLITE },
		{ "list_of_200", our_list, bare_list, LISTS * 10 },
		{ "insert", our_insert, bare_insert, INSERTS_SQLITE },
	}, on_pg[] = {
		{ "select", our_select, pg_select, SELECTS_PG },
		{ "list_of_200", our_list, pg_list, LISTS },
		{ "insert", our_insert, pg_insert, INSERTS_PG },
	};
	printf("{\"sqlite\": {");
	for (int i = 0; i < 3; i++) {
		printf(i ? ", " : "");
		side_by_side(&on_sqlite[i], db, &b, rounds);
	}
	printf("}");
	const char *server = getenv("GONGKAI_TEST_PG");
	if (server) {
		struct db *pg = fill(server);
		PGconn *c = open_bare_pg(server);
		printf(", \"postgresql\": {");
		for (int i = 0; i < 3; i++) {
			printf(i ? ", " : "");
			side_by_side(&on_pg[i], pg, c, rounds);
		}
		printf("}");
	}
	printf("}\n");
	return sum == 0;
}
