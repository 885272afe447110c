/* The databases that bench_request asks. */
#include "bench_request.h"

#include "law/outcome.h"

#include <sqlite3.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 20000, UNITS_MAX = 1000, YEAR_FROM = 19327 /* 2022-12-01 */, DAYS = 396 };

double bench_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double bench_busy(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void bench_fail(const char *why)
{
	fprintf(stderr, "bench_request: %s\n", why);
	exit(2);
}

void bench_need(int rc, const struct err *err)
{
	if (rc) {
		fprintf(stderr, "bench_request: %s (%s)\n", err->user, err->detail);
		exit(2);
	}
}

void bench_fill(void *context, void *p, size_t n)
{
	uint64_t *state = context;
	for (size_t i = 0; i < n; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		((unsigned char *)p)[i] = (unsigned char)(*state >> 56);
	}
}

int bench_by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

void bench_open(struct bench *b, const char *where)
{
	uint64_t fixed = 7;
	struct entropy entropy = { bench_fill, &fixed };
	*b = (struct bench){ .random = 20261121 };
	b->entropy = (struct entropy){ bench_fill, &b->random };
	arena_init(&b->arena, 256 << 20);
	arena_init(&b->years, 4 << 20);
	seal_master_make(&b->master, &entropy);
	ledger_key_make(&b->ledger, "gongkai.example/bench", &entropy);
	bench_need(calendar_make(calendar_built_in, calendar_n_built_in, &b->years, &b->calendar, &b->err),
		&b->err);
	b->citizen = (struct account){ .role = ROLE_PUBLIC };
	b->act = (struct act){ .now = 1718000000, .entropy = &b->entropy };
	if (where)
		bench_need(db_open(where, DB_WRITE, &b->db, &b->err), &b->err);
}

void bench_close(struct bench *b)
{
	if (b->db)
		db_close(b->db);
	arena_done(&b->arena);
	arena_done(&b->years);
}

struct request_env bench_env(struct bench *b)
{
	return (struct request_env){ .db = b->db, .calendar = &b->calendar,
		.rules = &clock_default_rules, .master = &b->master, .who = &b->citizen, .act = &b->act,
		.today = { 2024, 6, 10 } };
}

void bench_make(const char *where, size_t n, int64_t *ret_units)
{
	static const struct schema *const schemas[] = { &blob_schema, &ledger_schema, &org_schema,
		&seal_schema, &office_schema, &request_schema, &remedy_schema, &years_schema,
		&notice_schema };
	struct bench b;
	bench_open(&b, where);
	bench_need(db_migrate(b.db, schemas, sizeof schemas / sizeof *schemas, 1700000000, &b.err), &b.err);
	bench_need(tx_begin_write(b.db, __func__, &b.err), &b.err);
	for (size_t i = 0; i < n; i++) {
		const struct unit u = { .name = sv_fmt(&b.arena, "清溪县第%zu镇人民政府", i),
			.kind = UNIT_TOWN, .code = SV(""), .division = SV("") };
		bench_need(unit_add(b.db, &u, &b.act, &ret_units[i], &b.err), &b.err);
	}
	bench_need(tx_commit(b.db, &b.err), &b.err);
	bench_close(&b);
}

static int64_t ask_number(struct bench *b, const struct sql *sql)
{
	struct query q;
	query_start(&q, b->db, sql);
	int64_t n = query_row(&q) ? query_get_int(&q, 0) : 0;
	bench_need(query_end(&q, &b->err), &b->err);
	return n;
}

void bench_first_unit(struct bench *b)
{
	static const struct sql first = { .text = "SELECT min(id) FROM unit" };
	b->unit = ask_number(b, &first);
}

int64_t bench_bytes(struct bench *b)
{
	static const struct sql bytes = { .text = "SELECT sum(payload) FROM dbstat WHERE name IN"
		" (SELECT name FROM sqlite_schema WHERE type = 'table')" };
	return ask_number(b, &bytes);
}

void bench_verify(struct bench *b, int64_t n)
{
	const struct request_env env = bench_env(b);
	int64_t seen;
	bench_need(request_verify(&env, &seen, &b->err), &b->err);
	if (seen != n)
		bench_fail("other requests are stored than were taken in");
}

/* A number of 18 digits with its check, so that everybody is somebody else. */
static struct sv identity(struct bench *b, int64_t n)
{
	static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	struct sv digits = sv_fmt(&b->arena, "110105%04d%02d%02d%03d", 1950 + (int)(n / 336000 % 50),
		1 + (int)(n / 28000 % 12), 1 + (int)(n / 1000 % 28), (int)(n % 1000));
	int sum = 0;
	for (int i = 0; i < 17; i++)
		sum += (digits.p[i] - '0') * weights[i];
	return sv_fmt(&b->arena, "%.*s%c", SV_ARG(digits), "10X98765432"[sum % 11]);
}

struct request_intake bench_intake(struct bench *b, int64_t unit, int64_t n)
{
	return (struct request_intake){ .kind = REQUEST_DISCLOSURE, .unit = unit,
		.channel = CHANNEL_WEB, .applicant = { .kind = APP_NATURAL_PERSON, .name = SV("甄有礼"),
			.id_type = SV("居民身份证"), .id_number = identity(b, n), .phone = SV("13800138000"),
			.address = SV("清溪县石桥街道幸福路一号"), .email = SV(""), .representative = SV(""),
			.contact = SV(""), .postcode = SV(""), .agent = SV(""), .agent_id = SV(""),
			.agent_authority = SV("") },
		.wish = { .title = sv_fmt(&b->arena, "第%lld号地块征收补偿方案", (long long)n),
			.text = sv_fmt(&b->arena, "请公开第%lld号地块的征收决定、补偿方案和公示材料，编号甲%lld。",
				(long long)n, (long long)n * 7919),
			.medium = SV("paper"), .delivery = SV("post"), .purpose = SV("") },
		.client_key = SV(""), .transferred_from = SV("") };
}

/* ---- rows -------------------------------------------------------------------------------------- */

static int64_t add_applicant(struct bench *b, int64_t unit)
{
	static const struct sql add = { .text = "INSERT INTO applicant (unit, mark, added)"
		" VALUES ($1, $2, 1) RETURNING id" };
	struct query q;
	query_start(&q, b->db, &add);
	query_int(&q, unit);
	query_bytes(&q, SV("0123456789abcdef"));
	int64_t id = query_row(&q) ? query_get_int(&q, 0) : 0;
	bench_need(query_end(&q, &b->err), &b->err);
	return id;
}

/** Nine in ten a person; half granted, the others spread over all there is. */
static const char *some_kind(int64_t n)
{
	return applicant_kind_key(n % 10 ? APP_NATURAL_PERSON :
		(enum app_column)(APP_ORG_COMMERCIAL + n / 10 % 5));
}

static const char *some_outcome(int64_t n)
{
	return outcomes[n % 2 ? 0 : (size_t)(n / 2) % n_outcomes].key;
}

struct row {
	int64_t unit, applicant, n;
	bool open;
};

/** Asked for a fee, and paid: of one request in twenty. */
static void insert_fee(struct bench *b, int64_t request, const char *day, int pages)
{
	static const struct sql add = { .text =
		"INSERT INTO request_event (request, number, event, from_state, to_state, day, time, account,"
		" entry, sealed, outcome, party, party_id, workdays, until_on, object, word, letter, undone)"
		" VALUES ($1, $2, $3, 'handling', 'handling', $4, 1718000000, 1, $1, NULL, '', '', 0, 0, '', $5,"
		" 'page', '', 0)" };
	static const char *const events[] = { "ask_fee", "pay" };
	for (int i = 0; i < 2; i++) {
		struct query q;
		query_start(&q, b->db, &add);
		query_int(&q, request);
		query_int(&q, 3 + i);
		query_text(&q, sv_of(events[i]));
		query_text(&q, sv_of(day));
		query_int(&q, pages);
		bench_need(query_end(&q, &b->err), &b->err);
	}
}

static void insert(struct bench *b, const struct row *r)
{
	static const struct sql add = { .text =
		"INSERT INTO request (public_id, number, kind, unit, state, open, channel, applicant,"
		" applicant_kind, title, submitted, submitted_on, received_on, first_received_on, due,"
		" due_unknown, until_on, limit_on, closed_on, outcome, counted, replied_on, service,"
		" letter_number, handler, drafter, lead, split_from, about, n_events, reopened, needs_help,"
		" changed, code, client_key, inside) VALUES ($1, $2, 'disclosure', $3, $4, $5, 'counter', $6,"
		" $7, $8, 1718000000, $9, $9, $9, $10, 0, '', '', $11, $12, $12, $11, 'mail', '', 0, 0, 0, 0,"
		" 0, 6, 0, 0, 1718000000, $13, NULL, $14) RETURNING id" };
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX], public_id[PUBLIC_ID_MAX], secret[400];
	int64_t day = YEAR_FROM + (int64_t)((uint64_t)r->n * 2654435761u % DAYS);
	struct query q;
	date_print(date_of_day(day), from);
	date_print(date_of_day(day + (r->open ? 600 : 5 + r->n % 30)), to);
	public_id_make(&b->entropy, public_id);
	bench_fill(&b->random, secret, sizeof secret);
	query_start(&q, b->db, &add);
	query_text(&q, sv_of(public_id));
	query_text(&q, sv_fmt(&b->arena, "2023-%04lld-%07lld", (long long)r->unit, (long long)r->n));
	query_int(&q, r->unit);
	query_text(&q, r->open ? SV("handling") : SV("replied"));
	query_int(&q, r->open);
	query_int(&q, r->applicant);
	query_text(&q, sv_of(some_kind(r->n)));
	query_text(&q, sv_fmt(&b->arena, "第%lld号地块征收补偿方案", (long long)r->n));
	query_text(&q, sv_of(from));
	query_text(&q, r->open ? sv_of(to) : SV(""));
	query_text(&q, r->open ? SV("") : sv_of(to));
	query_text(&q, r->open ? SV("") : sv_of(some_outcome(r->n)));
	query_bytes(&q, (struct sv){ secret, 32 });
	query_bytes(&q, (struct sv){ secret, sizeof secret });
	int64_t id = query_row(&q) ? query_get_int(&q, 0) : 0;
	bench_need(query_end(&q, &b->err), &b->err);
	if (r->n % 20 == 0)
		insert_fee(b, id, from, 31 + (int)(r->n / 20 % 170));
}

static void run(sqlite3 *s, const char *text)
{
	if (sqlite3_exec(s, text, NULL, NULL, NULL))
		bench_fail(sqlite3_errmsg(s));
}

/** Indexes are put aside while a million rows come in. @return what makes them again; for sqlite3_free */
static char *drop_indexes(sqlite3 *s)
{
	sqlite3_stmt *st;
	char *again = sqlite3_mprintf("BEGIN;"), *drop = sqlite3_mprintf("PRAGMA synchronous = OFF;");
	if (sqlite3_prepare_v2(s, "SELECT name, sql FROM sqlite_schema WHERE type = 'index'"
		" AND tbl_name = 'request' AND sql IS NOT NULL", -1, &st, NULL))
		bench_fail(sqlite3_errmsg(s));
	while (sqlite3_step(st) == SQLITE_ROW) {
		char *a = again, *d = drop;
		drop = sqlite3_mprintf("%sDROP INDEX %s;", d, sqlite3_column_text(st, 0));
		again = sqlite3_mprintf("%s%s;", a, sqlite3_column_text(st, 1));
		sqlite3_free(a);
		sqlite3_free(d);
	}
	sqlite3_finalize(st);
	if (!drop || !again)
		bench_fail("out of memory");
	run(s, drop);
	sqlite3_free(drop);
	char *all = sqlite3_mprintf("%sANALYZE;COMMIT", again);
	sqlite3_free(again);
	return all;
}

int bench_rows(const char *where, int64_t n, int64_t n_units, int64_t open)
{
	static int64_t units[UNITS_MAX], applicants[UNITS_MAX];
	struct bench b;
	if (n_units < 1 || n_units > UNITS_MAX)
		bench_fail("too many units");
	bench_make(where, (size_t)n_units, units);
	bench_open(&b, where);
	sqlite3 *sqlite = db_sqlite_handle(b.db);
	if (!sqlite)
		bench_fail("rows go into a SQLite file");
	char *indexes = drop_indexes(sqlite);
	for (int64_t i = 0; i < n;) {
		arena_reset(&b.arena);
		bench_need(tx_begin_write(b.db, __func__, &b.err), &b.err);
		for (int k = 0; k < (int)n_units && i == 0; k++)
			applicants[k] = add_applicant(&b, units[k]);
		for (int k = 0; k < BATCH && i < n; k++, i++) {
			/* Of many units the first has exactly so many open ones; elsewhere one in a hundred is. */
			int64_t at = n_units == 1 ? 0 : i < open ? 0 : i % n_units;
			const struct row r = { units[at], applicants[at], i,
				n_units > 1 && at == 0 ? i < open : i / n_units % 100 == 0 };
			insert(&b, &r);
		}
		bench_need(tx_commit(b.db, &b.err), &b.err);
	}
	run(sqlite, indexes);
	sqlite3_free(indexes);
	bench_close(&b);
	return 0;
}

void bench_remove(const char *file)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char name[1100];
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", file, endings[i]);
		unlink(name);
	}
}
