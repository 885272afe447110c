/*
 * How many ledger entries are written durably by eight threads, each entry in a transaction of its own
 * and the sequencer running beside them, against eight threads that commit a row of as many bytes with
 * bare sqlite3 under the same pragmas and the same hand-over of the one writer?
 *
 *     bench_ledger write SECONDS ROUNDS FOLDER [postgresql://…]
 *     bench_ledger verify ENTRIES FOLDER
 *
 * Rounds are taken in turn and the best of each counts. `verify` makes a ledger of so many entries and
 * prints how long numbering and verifying took, and the most memory held before and after verifying.
 */
#include "base/auto.h"
#include "ledger/ledger.h"
#include "store/pool.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 8, WAIT_MS = 30000, SEQUENCE_EVERY_MS = 200, PAYLOAD = 120, BATCH = 2000 };
/* Bytes of an entry: kind, subject, time, account, commitment, salt, payload. */
enum { ENTRY_BYTES = 15 + 24 + 8 + 8 + 32 + 16 + PAYLOAD };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void need(int rc, const struct err *err)
{
	if (rc) {
		fprintf(stderr, "bench_ledger: %s (%s)\n", err->user, err->detail);
		exit(2);
	}
}

static void fill(void *context, void *p, size_t n)
{
	uint64_t *state = context;
	for (size_t i = 0; i < n; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		((unsigned char *)p)[i] = (unsigned char)(*state >> 56);
	}
}

struct run {
	const char *where;
	struct db_pool *pool;
	struct ledger_key key;
	double until;
	int64_t written, numbered;
	bool writers_done;
};

/* ── Our ledger ────────────────────────────────────────────────────────────────────────────── */

static void enter(struct db *db, uint64_t *random, int64_t i)
{
	char subject[32], payload[PAYLOAD + 1];
	unsigned char r[4];
	struct entropy entropy = { fill, random };
	struct act act = { 1763700000 + i, i % 50, &entropy };
	struct err err = { 0 };
	fill(random, r, sizeof r);
	/* Subjects lie as far apart as random public names do. */
	snprintf(subject, sizeof subject, "report/%02x%02x%02x%02x%09lld", r[0], r[1], r[2], r[3],
		(long long)(i % 1000000000));
	snprintf(payload, sizeof payload, "{\"state\":\"accepted\",\"year\":2024,\"n\":%0*lld}",
		PAYLOAD - 38, (long long)i);
	struct ledger_event e = { SV("report.accepted"), sv_of(subject), sv_of(payload) };
	need(ledger_enter(db, &e, &act, NULL, &err), &err);
}

static void *write_entries(void *context)
{
	struct run *r = context;
	uint64_t random = (uint64_t)(uintptr_t)&random;
	int64_t n = 0;
	for (; now() < r->until; n++) {
		struct db *db;
		struct err err = { 0 };
		need(db_pool_take(r->pool, DB_WRITE, WAIT_MS, &db, &err), &err);
		need(tx_begin_write(db, __func__, &err), &err);
		enter(db, &random, n);
		need(tx_commit(db, &err), &err);
		db_pool_give(r->pool, db);
	}
	__atomic_fetch_add(&r->written, n, __ATOMIC_SEQ_CST);
	return NULL;
}

static void *sequence(void *context)
{
	struct run *r = context;
	int64_t n = 0;
	while (!__atomic_load_n(&r->writers_done, __ATOMIC_SEQ_CST) || n > 0) {
		struct db *db;
		struct err err = { 0 };
		need(db_pool_take(r->pool, DB_WRITE, WAIT_MS, &db, &err), &err);
		need(ledger_sequence(db, &r->key, &(struct act){ .now = 1763700000 }, LEDGER_BATCH_MAX, &n,
			&err), &err);
		db_pool_give(r->pool, db);
		r->numbered += n;
		if (n < LEDGER_BATCH_MAX)
			usleep(SEQUENCE_EVERY_MS * 1000);
	}
	return NULL;
}

/* ── Bare SQLite ───────────────────────────────────────────────────────────────────────────── */

static void bare_step(sqlite3 *s, sqlite3_stmt *st)
{
	if (sqlite3_step(st) != SQLITE_DONE) {
		fprintf(stderr, "bench_ledger: %s\n", sqlite3_errmsg(s));
		exit(2);
	}
	sqlite3_reset(st);
}

static void *write_bare(void *context)
{
	struct run *r = context;
	uint64_t random = (uint64_t)(uintptr_t)&random;
	char row[ENTRY_BYTES];
	sqlite3_stmt *st[3] = { NULL, NULL, NULL };
	static const char *const text[3] = { "BEGIN IMMEDIATE", "INSERT INTO bare (row) VALUES (?)",
		"COMMIT" };
	int64_t n = 0;
	struct db *db;
	struct err err = { 0 };
	need(db_open(r->where, DB_WRITE, &db, &err), &err);
	sqlite3 *s = db_sqlite_handle(db);
	for (int i = 0; i < 3; i++)
		if (sqlite3_prepare_v2(s, text[i], -1, &st[i], NULL))
			exit(2);
	for (; now() < r->until; n++) {
		fill(&random, row, sizeof row);
		bare_step(s, st[0]);
		sqlite3_bind_blob(st[1], 1, row, sizeof row, SQLITE_STATIC);
		bare_step(s, st[1]);
		bare_step(s, st[2]);
	}
	for (int i = 0; i < 3; i++)
		sqlite3_finalize(st[i]);
	db_close(db);
	__atomic_fetch_add(&r->written, n, __ATOMIC_SEQ_CST);
	return NULL;
}

/* ── Runs ──────────────────────────────────────────────────────────────────────────────────── */

static struct ledger_key make_key(void)
{
	uint64_t fixed = 7;
	struct ledger_key key;
	ledger_key_make(&key, "gongkai.example/bench", &(struct entropy){ fill, &fixed });
	return key;
}

static void remove_database(const char *file)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char name[1100];
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", file, endings[i]);
		unlink(name);
	}
}

static void prepare(const char *where, bool ledger)
{
	static const struct sql bare = { .text =
		"CREATE TABLE bare (id INTEGER PRIMARY KEY, row BLOB NOT NULL) STRICT" };
	const struct schema *const schemas[] = { &ledger_schema };
	struct db *db;
	struct err err = { 0 };
	need(db_open(where, DB_WRITE, &db, &err), &err);
	need(ledger ? db_migrate(db, schemas, 1, 1763700000, &err) : db_run(db, &bare, &err), &err);
	db_close(db);
}

static void check(const char *where, const struct run *r)
{
	struct db *db;
	struct ledger_verdict v;
	struct err err = { 0 };
	need(db_open(where, DB_READ, &db, &err), &err);
	need(ledger_verify(db, &r->key, &v, &err), &err);
	db_close(db);
	if (v.waiting || v.entries < r->written || r->numbered < r->written) {
		fprintf(stderr, "bench_ledger: %lld written, %lld in the tree\n", (long long)r->written,
			(long long)v.entries);
		exit(2);
	}
}

/* Entries a second. */
static double run(const char *where, double seconds, bool ledger)
{
	struct run r = { .where = where, .key = make_key() };
	pthread_t thread[THREADS], sequencer;
	struct err err = { 0 };
	need(db_pool_open(where, 0, THREADS + 1, &r.pool, &err), &err);
	double start = now();
	r.until = start + seconds;
	if (ledger && pthread_create(&sequencer, NULL, sequence, &r))
		exit(2);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&thread[i], NULL, ledger ? write_entries : write_bare, &r))
			exit(2);
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	double took = now() - start;
	__atomic_store_n(&r.writers_done, true, __ATOMIC_SEQ_CST);
	if (ledger)
		pthread_join(sequencer, NULL);
	db_pool_close(r.pool);
	if (ledger)
		check(where, &r);
	return (double)r.written / took;
}

static double run_in_file(const char *folder, double seconds, bool ledger)
{
	char file[1024];
	snprintf(file, sizeof file, "%s/bench-ledger-%d.db", folder, (int)getpid());
	remove_database(file);
	prepare(file, ledger);
	double rate = run(file, seconds, ledger);
	remove_database(file);
	return rate;
}

static int bench_write(double seconds, int rounds, const char *folder, const char *pg)
{
	double bare = 0, ours = 0, postgresql = 0;
	if (pg)
		prepare(pg, true);
	for (int i = 0; i < rounds; i++) {
		double rate = run_in_file(folder, seconds, false);
		bare = rate > bare ? rate : bare;
		rate = run_in_file(folder, seconds, true);
		ours = rate > ours ? rate : ours;
		rate = pg ? run(pg, seconds, true) : 0;
		postgresql = rate > postgresql ? rate : postgresql;
	}
	printf("{\"threads\": %d, \"bytes\": %d, \"bare_sqlite_per_s\": %.1f, \"sqlite_per_s\": %.1f,"
		" \"postgresql_per_s\": %.1f}\n", THREADS, ENTRY_BYTES, bare, ours, postgresql);
	return 0;
}

static long peak_kib(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return u.ru_maxrss;
}

static int bench_verify(int64_t entries, const char *folder)
{
	char file[1024];
	uint64_t random = 1;
	struct ledger_key key = make_key();
	struct ledger_verdict v;
	struct db *db;
	struct err err = { 0 };
	double numbering = 0;
	snprintf(file, sizeof file, "%s/bench-ledger-%d.db", folder, (int)getpid());
	remove_database(file);
	prepare(file, true);
	need(db_open(file, DB_WRITE, &db, &err), &err);
	for (int64_t i = 0; i < entries;) {
		int64_t n;
		need(tx_begin_write(db, __func__, &err), &err);
		for (int k = 0; k < BATCH && i < entries; k++)
			enter(db, &random, i++);
		need(tx_commit(db, &err), &err);
		double start = now();
		need(ledger_sequence(db, &key, &(struct act){ .now = 1763700000 }, BATCH, &n, &err), &err);
		numbering += now() - start;
	}
	long before = peak_kib();
	double start = now();
	need(ledger_verify(db, &key, &v, &err), &err);
	double verifying = now() - start;
	db_close(db);
	remove_database(file);
	printf("{\"entries\": %lld, \"checkpoints\": %lld, \"sequence_s\": %.3f, \"verify_s\": %.3f,"
		" \"peak_before_kib\": %ld, \"peak_after_kib\": %ld}\n", (long long)v.entries,
		(long long)v.checkpoints, numbering, verifying, before, peak_kib());
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 5 && strcmp(argv[1], "write") == 0)
		return bench_write(strtod(argv[2], NULL), (int)strtol(argv[3], NULL, 10), argv[4], argv[5]);
	if (argc == 4 && strcmp(argv[1], "verify") == 0)
		return bench_verify(strtoll(argv[2], NULL, 10), argv[3]);
	fprintf(stderr, "usage: bench_ledger write SECONDS ROUNDS FOLDER [postgresql://...]\n"
		"       bench_ledger verify ENTRIES FOLDER\n");
	return 2;
}
