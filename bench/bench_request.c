/*
 * Requests: the clock, how many are taken in durably, how long the in-tray and the report take.
 *
 *     bench_request clock SECONDS
 *     bench_request take SECONDS ROUNDS FOLDER [postgresql://…]
 *     bench_request fill DATABASE REQUESTS UNITS
 *     bench_request tray DATABASE
 *     bench_request report DATABASE
 *
 * `take` lets eight threads take requests in with connections lent by the pool, as the server does, and a
 * receipt for each, and lets eight threads commit rows of as many bytes with bare sqlite3. `fill` puts in rows of the shape that
 * requests of the years 2023 to 2024 have, all of them of the first unit for one unit, else one in a
 * hundred open; `tray` and `report` ask as the desk does. Prints JSON.
 */
#include "bench_request.h"

#include "ledger/receipt.h"
#include "report/build.h"

#include <pthread.h>
#include <sqlite3.h>
#include <unistd.h>

enum { THREADS = 8, WAIT_MS = 10000, EVENTS = 5, TURNS = 4096, QUESTIONS = 2000, PAGE = 50, OPEN_OF_ONE = 100 };

/* ---- the clock --------------------------------------------------------------------------------- */

/** Confirmed, extended, one asked and back, answered: with days of its own each time. */
static void some_events(struct clock_event *e, int64_t from)
{
	const struct clock_event events[EVENTS] = { { .kind = CLOCK_SUBMITTED, .day = from },
		{ .kind = CLOCK_CONFIRMED, .day = from + 1 },
		{ .kind = CLOCK_CONSULT_SENT, .day = from + 4 },
		{ .kind = CLOCK_CONSULT_BACK, .day = from + 12 },
		{ .kind = CLOCK_EXTENDED, .day = from + 20, .workdays = 20 } };
	memcpy(e, events, sizeof events);
}

static int bench_clock(double seconds)
{
	struct bench b;
	static struct clock_event events[TURNS][EVENTS];
	int64_t sum = 0, n = 0, first = date_to_day((struct date){ 2021, 1, 4 });
	bench_open(&b, NULL);
	for (int i = 0; i < TURNS; i++)
		some_events(events[i], first + i % 1200);
	double start = bench_now(), took;
	do {
		for (int i = 0; i < TURNS; i++, n++) {
			struct clock_result r;
			/* Every second one has the events of a plain life: submitted and confirmed. */
			const struct clock_input in = { CHANNEL_WEB, events[i], i % 2 ? 2 : EVENTS,
				events[i][0].day + i % 40 };
			bench_need(clock_set(&b.calendar, &clock_default_rules, &in, &r, &b.err), &b.err);
			sum += r.reply_due.day + r.left;
		}
		took = bench_now() - start;
	} while (took < seconds);
	printf("{\"clocks_per_s\": %.0f, \"sum\": %lld}\n", (double)n / took, (long long)sum);
	bench_close(&b);
	return 0;
}

/* ---- taking in --------------------------------------------------------------------------------- */

struct run {
	const char *where;
	struct db_pool *pool;
	int64_t units[THREADS];
	double until;
	int64_t taken, bytes;
};

struct worker {
	struct run *run;
	int number;
};

static void *take_in(void *context)
{
	struct worker *w = context;
	struct bench b;
	int64_t n = 0, bytes = 0;
	bench_open(&b, NULL);
	b.random = 99 + (uint64_t)w->number;
	for (; bench_now() < w->run->until; n++) {
		struct request_ticket t;
		struct sv receipt;
		arena_reset(&b.arena);
		const struct request_intake in = bench_intake(&b, w->run->units[w->number],
			w->number * 10000000 + n);
		bench_need(db_pool_take(w->run->pool, DB_WRITE, WAIT_MS, &b.db, &b.err), &b.err);
		const struct request_env env = bench_env(&b);
		bench_need(request_take_in(&env, &in, &t, &b.err), &b.err);
		bench_need(ledger_receipt_of(b.db, t.entry, &b.ledger, &b.arena, &receipt, &b.err), &b.err);
		db_pool_give(w->run->pool, b.db);
		b.db = NULL;
		bytes += (int64_t)receipt.n;
	}
	__atomic_fetch_add(&w->run->taken, n, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&w->run->bytes, bytes, __ATOMIC_SEQ_CST);
	bench_close(&b);
	return NULL;
}

static void bare_step(sqlite3 *s, sqlite3_stmt *st)
{
	if (sqlite3_step(st) != SQLITE_DONE) {
		fprintf(stderr, "bench_request: %s\n", sqlite3_errmsg(s));
		exit(2);
	}
	sqlite3_reset(st);
}

/* A row of as many bytes as a request leaves in the database, in a transaction of its own. */
static void *write_bare(void *context)
{
	static const char *const text[3] = { "BEGIN IMMEDIATE", "INSERT INTO bare (row) VALUES (?)",
		"COMMIT" };
	struct worker *w = context;
	struct bench b;
	sqlite3_stmt *st[3];
	int64_t n = 0;
	char *row = calloc(1, (size_t)w->run->bytes);
	bench_open(&b, w->run->where);
	sqlite3 *s = db_sqlite_handle(b.db);
	for (int i = 0; i < 3; i++)
		if (!row || sqlite3_prepare_v2(s, text[i], -1, &st[i], NULL))
			exit(2);
	for (; bench_now() < w->run->until; n++) {
		bench_fill(&b.random, row, (size_t)w->run->bytes);
		bare_step(s, st[0]);
		sqlite3_bind_blob(st[1], 1, row, (int)w->run->bytes, SQLITE_STATIC);
		bare_step(s, st[1]);
		bare_step(s, st[2]);
	}
	for (int i = 0; i < 3; i++)
		sqlite3_finalize(st[i]);
	free(row);
	bench_close(&b);
	__atomic_fetch_add(&w->run->taken, n, __ATOMIC_SEQ_CST);
	return NULL;
}

static double together(struct run *r, double seconds, void *(*work)(void *))
{
	pthread_t threads[THREADS];
	struct worker workers[THREADS];
	double start = bench_now();
	r->taken = 0;
	r->until = start + seconds;
	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ r, i };
		if (pthread_create(&threads[i], NULL, work, &workers[i]))
			exit(2);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	return (double)r->taken / (bench_now() - start);
}

/** Requests a second with their receipts; `ret_bytes`: what one leaves in a SQLite file. */
static double run_taking(const char *where, double seconds, int64_t *ret_bytes)
{
	struct bench b;
	struct run r = { .where = where };
	bench_make(where, THREADS, r.units);
	bench_open(&b, where);
	bench_need(db_pool_open(where, 0, THREADS, &r.pool, &b.err), &b.err);
	double rate = together(&r, seconds, take_in);
	db_pool_close(r.pool);
	struct sqlite3 *s = db_sqlite_handle(b.db);
	*ret_bytes = s && r.taken ? bench_bytes(&b) / r.taken : 0;
	bench_verify(&b, r.taken);
	bench_close(&b);
	return rate;
}

static double run_bare(const char *where, double seconds, int64_t bytes)
{
	static const struct sql bare = { .text =
		"CREATE TABLE bare (id INTEGER PRIMARY KEY, row BLOB NOT NULL) STRICT" };
	struct bench b;
	struct run r = { .where = where, .bytes = bytes };
	bench_open(&b, where);
	bench_need(db_run(b.db, &bare, &b.err), &b.err);
	bench_close(&b);
	return together(&r, seconds, write_bare);
}

static int bench_take(double seconds, int rounds, const char *folder, const char *pg)
{
	char file[1024];
	double ours = 0, bare = 0, postgresql = 0, rate;
	int64_t bytes = 0, unused;
	snprintf(file, sizeof file, "%s/bench-request-%d.db", folder, (int)getpid());
	for (int i = 0; i < rounds; i++) {
		bench_remove(file);
		rate = run_taking(file, seconds, &bytes);
		ours = rate > ours ? rate : ours;
		bench_remove(file);
		rate = run_bare(file, seconds, bytes);
		bare = rate > bare ? rate : bare;
	}
	bench_remove(file);
	if (pg)
		postgresql = run_taking(pg, seconds, &unused);
	printf("{\"threads\": %d, \"bytes\": %lld, \"bare_sqlite_per_s\": %.1f, \"sqlite_per_s\": %.1f,"
		" \"postgresql_per_s\": %.1f}\n", THREADS, (long long)bytes, bare, ours, postgresql);
	return 0;
}

/* ---- many of them ------------------------------------------------------------------------------ */

/** p50 and p99 of a question in microseconds of processor time: others may be at work on the machine. */
static void ask(struct bench *b, const char *name, int times, void (*question)(struct bench *b))
{
	static double took[QUESTIONS];
	for (int i = 0; i < times; i++) {
		arena_reset(&b->arena);
		double start = bench_busy();
		question(b);
		took[i] = (bench_busy() - start) * 1e6;
	}
	qsort(took, (size_t)times, sizeof *took, bench_by_value);
	printf("%s\"%s_p50_us\": %.1f, \"%s_p99_us\": %.1f", b->asked++ ? ", " : "{", name,
		took[times / 2], name, took[times * 99 / 100]);
}

static void first_page(struct bench *b)
{
	const struct request_env env = bench_env(b);
	const struct request_filter f = { .unit = b->unit, .only_open = true,
		.kind = REQUEST_KIND__MAX };
	struct request *list;
	size_t n;
	bench_need(request_list(&env, &f, (struct request_after){ 0 }, PAGE, &b->arena, &list, &n,
		&b->err), &b->err);
	if (n != PAGE)
		bench_fail("the page is not full");
}

static void counts(struct bench *b)
{
	const struct request_env env = bench_env(b);
	struct request_counts c;
	bench_need(request_count(&env, b->unit, 0, &c, &b->err), &b->err);
	if (c.open != OPEN_OF_ONE)
		bench_fail("other counts than were put in");
}

static void page_and_counts(struct bench *b)
{
	first_page(b);
	counts(b);
}

static int bench_tray(const char *where)
{
	struct bench b;
	bench_open(&b, where);
	bench_first_unit(&b);
	ask(&b, "page", QUESTIONS, first_page);
	ask(&b, "count", QUESTIONS, counts);
	ask(&b, "tray", QUESTIONS, page_and_counts);
	printf("}\n");
	bench_close(&b);
	return 0;
}

static void build(struct bench *b)
{
	const struct request_env env = bench_env(b);
	struct report *r;
	bench_need(report_build(&env, b->unit, 2023, &b->arena, &r, &b->err), &b->err);
	b->counted = r->cells[app_cell(APP_NEW_RECEIVED, APP_TOTAL)].n;
}

static void open_cell(struct bench *b)
{
	static const struct request_period year = { { 2023, 1, 1 }, { 2023, 12, 31 } };
	const struct request_env env = bench_env(b);
	struct request *list;
	size_t n;
	bench_need(request_list_cell(&env, b->unit, year, b->cell, 0, PAGE, &b->arena, &list, &n, &b->err),
		&b->err);
}

static int bench_report(const char *where)
{
	static const struct {
		const char *name;
		enum app_row row;
		enum app_column column;
	} cells[] = { { "granted_persons", APP_GRANTED, APP_NATURAL_PERSON },
		{ "granted_all", APP_GRANTED, APP_TOTAL }, { "new_all", APP_NEW_RECEIVED, APP_TOTAL },
		{ "results_legal", APP_RESULTS_TOTAL, APP_ORG_LEGAL_SERVICE },
		{ "results_all", APP_RESULTS_TOTAL, APP_TOTAL },
		{ "secret_all", APP_DENIED_STATE_SECRET, APP_TOTAL },
		{ "carried_in_all", APP_CARRIED_IN, APP_TOTAL },
		{ "carried_out_other", APP_CARRIED_OUT, APP_ORG_OTHER } };
	struct bench b;
	bench_open(&b, where);
	bench_first_unit(&b);
	ask(&b, "report", 5, build);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		b.cell = app_cell(cells[i].row, cells[i].column);
		ask(&b, cells[i].name, 100, open_cell);
	}
	printf(", \"new\": %lld}\n", (long long)b.counted);
	bench_close(&b);
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";
	if (argc == 3 && strcmp(what, "clock") == 0)
		return bench_clock(strtod(argv[2], NULL));
	if (argc >= 5 && strcmp(what, "take") == 0)
		return bench_take(strtod(argv[2], NULL), (int)strtol(argv[3], NULL, 10), argv[4], argv[5]);
	if (argc == 5 && strcmp(what, "fill") == 0)
		return bench_rows(argv[2], strtoll(argv[3], NULL, 10), strtoll(argv[4], NULL, 10),
			OPEN_OF_ONE);
	if (argc == 3 && strcmp(what, "tray") == 0)
		return bench_tray(argv[2]);
	if (argc == 3 && strcmp(what, "report") == 0)
		return bench_report(argv[2]);
	fprintf(stderr, "usage: bench_request clock SECONDS\n"
		"       bench_request take SECONDS ROUNDS FOLDER [postgresql://...]\n"
		"       bench_request fill DATABASE REQUESTS UNITS\n"
		"       bench_request tray|report DATABASE\n");
	return 2;
}
