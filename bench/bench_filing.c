/*
 * What filings cost when there are many of them.
 *
 *     bench_filing fill DATABASE N     N filings, ten years of N/10 units in four counties
 *     bench_filing ask DATABASE        the questions of the pages: p50 and p99 in microseconds, as JSON
 *
 * A filled database is whole for every page, but has no ledger and an empty search index.
 */
#include "base/auto.h"
#include "ledger/ledger.h"
#include "report/filing.h"
#include "report/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { YEARS = 10, FIRST_YEAR = 2014, COUNTIES = 4, SAMPLES = 4000, WARM = 500, PAGE = 20, BATCH = 2000 };

static const struct schema *const schemas[] = { &blob_schema, &ledger_schema, &org_schema,
	&search_schema, &filing_schema };

static uint64_t random_state = 88172645463325252u;

static uint64_t rnd(uint64_t below)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state % below;
}

static void fill_random(void *context, void *p, size_t n)
{
	(void)context;
	for (size_t i = 0; i < n; i++)
		((unsigned char *)p)[i] = (unsigned char)rnd(256);
}

static const struct entropy entropy = { fill_random, NULL };

static void need(int rc, const struct err *err)
{
	if (!rc)
		return;
	fprintf(stderr, "%s: %s (%s)\n", err_name((enum err_code)rc), err->user, err->detail);
	exit(2);
}

/* ---- fill ----------------------------------------------------------------------------------- */

/* $1 first unit, $2 last unit, $3 first year, $4 number of years. */
#define OF_UNITS \
	" FROM unit u CROSS JOIN y WHERE u.id >= $1 AND u.id <= $2"
#define ALL_YEARS(text) \
	"WITH RECURSIVE y (year) AS (SELECT CAST($3 AS BIGINT) UNION ALL SELECT year + 1 FROM y" \
	" WHERE year + 1 < CAST($3 AS BIGINT) + $4) " text
#define FILINGS(name) ALL_YEARS( \
	"INSERT INTO filing (public_id, unit, year, state, n_versions, title, n_errors, n_warnings," \
	" received, decided, published) SELECT " name ", u.id, y.year," \
	" CASE (u.id + y.year) % 12 WHEN 0 THEN 'received' WHEN 1 THEN 'accepted' ELSE 'published' END," \
	" 1, u.name || y.year || '年政府信息公开工作年度报告', (u.id + y.year) % 3, 1, 1700000000, 0," \
	" CASE WHEN (u.id + y.year) % 12 > 1 THEN 1700000000 + u.id * 10 + y.year ELSE 0 END" OF_UNITS)

static const struct sql fill_filings = { .sqlite =
	FILINGS("substr('0000000' || u.id, -8) || y.year"),
	.postgresql = FILINGS("right('0000000' || u.id, 8) || y.year") };
static const struct sql fill_versions = { .text =
	"INSERT INTO filing_version (filing, number, blob, size, file_name, format, n_errors, n_warnings,"
	" received, pack) SELECT f.id, 1, b.sha256, b.size, 'x.docx', 2, f.n_errors, 1, 1700000000, $3"
	" FROM filing f CROSS JOIN blob b WHERE f.unit >= $1 AND f.unit <= $2" };
static const struct sql fill_steps = { .text =
	"INSERT INTO filing_step (filing, event, from_state, to_state, number, entry, time, remark)"
	" SELECT id, 'deliver', 'none', state, 1, 0, 1700000000, ''"
	" FROM filing WHERE unit >= $1 AND unit <= $2" };

static int64_t add_unit(struct db *db, int64_t parent, const char *name, enum unit_kind kind)
{
	const struct act act = { .now = 1700000000, .entropy = &entropy };
	const struct unit u = { .name = sv_of(name), .kind = kind, .parent = parent, .code = SV(""),
		.division = SV("") };
	struct err err = { 0 };
	int64_t id = 0;
	need(unit_add(db, &u, &act, &id, &err), &err);
	return id;
}

/* A small report: what is measured is finding it, not its size. */
static struct sv small_pack(struct arena *a)
{
	struct report r = { .arena = a, .year = 2023, .layout = FORM_2021, .format = DOC_DOCX,
		.unit = SV("某某县某某镇人民政府"), .title = SV("某某镇2023年政府信息公开工作年度报告"),
		.preamble = SV("本报告按照规定编制。") };
	struct findings list = { .arena = a };
	struct sv pack;
	struct err err = { 0 };
	for (int cell = 0; cell < FORM_CELLS; cell++)
		if (form_has(FORM_2021, cell))
			r.cells[cell] = (struct form_cell){ .state = CELL_NUMBER, .n = cell % 7 };
	for (int s = 0; s < SECTION__MAX; s++)
		r.sections[s] = (struct report_section){ .present = true, .order = s,
			.heading = sv_of(form_section_label((enum form_section)s)),
			.text = SV("全镇坚持以公开促落实、促规范、促服务。") };
	need(report_pack(&r, &list, a, &pack, &err), &err);
	return pack;
}

static void run_between(struct db *db, const struct sql *sql, int64_t from, int64_t to, struct sv pack)
{
	struct query q;
	struct err err = { 0 };
	query_start(&q, db, sql);
	query_int(&q, from);
	query_int(&q, to);
	if (sql == &fill_versions)
		query_bytes(&q, pack);
	if (sql == &fill_filings) {
		query_int(&q, FIRST_YEAR);
		query_int(&q, YEARS);
	}
	need(query_end(&q, &err), &err);
}

static void fill(const char *where, int64_t n)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	struct db *db;
	struct err err = { 0 };
	struct blob_id blob;
	char name[128];
	int64_t counties[COUNTIES], first = 0, last = 0;
	need(db_open(where, DB_WRITE, &db, &err), &err);
	need(search_attach(db, &err), &err);
	need(db_migrate(db, schemas, sizeof schemas / sizeof *schemas, 1700000000, &err), &err);
	struct sv pack = small_pack(&a);
	need(tx_begin_write(db, __func__, &err), &err);
	need(blob_put(db, SV("a file"), 1700000000, &blob, &err), &err);
	int64_t city = add_unit(db, 0, "云州市人民政府", UNIT_GOVERNMENT);
	for (int i = 0; i < COUNTIES; i++) {
		snprintf(name, sizeof name, "第%d县人民政府", i);
		counties[i] = add_unit(db, city, name, UNIT_GOVERNMENT);
	}
	for (int64_t i = 0; i < n / YEARS; i++) {
		snprintf(name, sizeof name, "第%d县第%lld街道办事处", (int)(i % COUNTIES), (long long)i);
		last = add_unit(db, counties[i % COUNTIES], name, UNIT_STREET);
		first = first ? first : last;
		if ((i + 1) % BATCH && i + 1 < n / YEARS)
			continue;
		run_between(db, &fill_filings, first, last, pack);
		run_between(db, &fill_versions, first, last, pack);
		run_between(db, &fill_steps, first, last, pack);
		need(tx_commit(db, &err), &err);
		need(tx_begin_write(db, __func__, &err), &err);
		first = 0;
	}
	need(tx_commit(db, &err), &err);
	db_close(db);
}

/* ---- ask ------------------------------------------------------------------------------------ */

struct bench {
	struct db *db;
	struct arena arena;
	int64_t first_unit, last_unit, first_county;
};

static int64_t number(struct db *db, const struct sql *sql)
{
	struct query q;
	struct err err = { 0 };
	query_start(&q, db, sql);
	int64_t n = query_row(&q) ? query_get_int(&q, 0) : 0;
	need(query_end(&q, &err), &err);
	return n;
}

static int64_t some_unit(struct bench *b)
{
	return b->first_unit + (int64_t)rnd((uint64_t)(b->last_unit - b->first_unit + 1));
}

static int64_t some_county(struct bench *b)
{
	return b->first_county + (int64_t)rnd(COUNTIES);
}

static int some_year(void)
{
	return FIRST_YEAR + (int)rnd(YEARS);
}

static void list(struct bench *b, struct filing_filter x)
{
	struct filing *ret;
	size_t n;
	struct err err = { 0 };
	need(filing_list(b->db, &x, (struct filing_after){ 0 }, PAGE, &b->arena, &ret, &n, &err), &err);
}

static void ask_report(struct bench *b)
{
	struct filing f;
	struct report *r;
	struct err err = { 0 };
	char name[16];
	snprintf(name, sizeof name, "%08lld%d", (long long)some_unit(b), some_year());
	need(filing_by_public_id(b->db, sv_of(name), &b->arena, &f, &err), &err);
	need(filing_report(b->db, &f, &b->arena, &r, NULL, &err), &err);
}

static void ask_unit(struct bench *b)
{
	list(b, (struct filing_filter){ .unit = some_unit(b), .only_published = true });
}

static void ask_newest(struct bench *b)
{
	list(b, (struct filing_filter){ .newest = true });
}

static void ask_year(struct bench *b)
{
	list(b, (struct filing_filter){ .only_published = true, .year = some_year() });
}

static void ask_county(struct bench *b)
{
	list(b, (struct filing_filter){ .within = some_county(b), .state = FILING_RECEIVED });
}

/* Anywhere in a county, but with a whole page of units to come. */
static const struct filing_dates dates = { .today = { 2025, 1, 1 } };

static void ask_overview(struct bench *b)
{
	struct filing_standing *ret;
	size_t n;
	struct err err = { 0 };
	int64_t each = (b->last_unit - b->first_unit + 1) / COUNTIES, county = (int64_t)rnd(COUNTIES);
	int64_t after = b->first_unit + county - 1 + COUNTIES * (int64_t)rnd((uint64_t)(each - PAGE));
	need(filing_overview(b->db, b->first_county + county, some_year(), &dates,
		after, PAGE, &b->arena, &ret, &n, &err), &err);
	if (n != PAGE)
		fputs("overview: not a whole page\n", stderr), exit(2);
}

static void ask_counts(struct bench *b)
{
	struct filing_counts c;
	struct err err = { 0 };
	need(filing_count(b->db, rnd(2) ? some_county(b) : 0, some_year(), &dates,
		&b->arena, &c, &err), &err);
}

static void ask_years(struct bench *b)
{
	int *years;
	size_t n;
	struct err err = { 0 };
	need(filing_years(b->db, 0, &b->arena, &years, &n, &err), &err);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void measure(struct bench *b, const char *name, void (*ask)(struct bench *b), bool last)
{
	static double took[SAMPLES];
	for (int i = -WARM; i < SAMPLES; i++) {
		struct timespec from, to;
		clock_gettime(CLOCK_MONOTONIC, &from);
		ask(b);
		clock_gettime(CLOCK_MONOTONIC, &to);
		arena_reset(&b->arena);
		if (i >= 0)
			took[i] = (double)(to.tv_sec - from.tv_sec) * 1e6 +
				(double)(to.tv_nsec - from.tv_nsec) / 1e3;
	}
	qsort(took, SAMPLES, sizeof *took, compare);
	printf("  \"%s\": { \"p50_us\": %.1f, \"p99_us\": %.1f }%s\n", name, took[SAMPLES / 2],
		took[SAMPLES / 100 * 99], last ? "" : ",");
}

static void ask(const char *where)
{
	static const struct sql first_unit = { .text = "SELECT min(unit) FROM filing" },
		last_unit = { .text = "SELECT max(unit) FROM filing" };
	struct bench b = { 0 };
	struct err err = { 0 };
	arena_init(&b.arena, 1 << 26);
	need(db_open(where, DB_READ, &b.db, &err), &err);
	b.first_unit = number(b.db, &first_unit);
	b.last_unit = number(b.db, &last_unit);
	b.first_county = b.first_unit - COUNTIES;
	puts("{");
	measure(&b, "report", ask_report, false);
	measure(&b, "unit", ask_unit, false);
	measure(&b, "newest", ask_newest, false);
	measure(&b, "year", ask_year, false);
	measure(&b, "county", ask_county, false);
	measure(&b, "overview", ask_overview, false);
	measure(&b, "counts", ask_counts, false);
	measure(&b, "years", ask_years, true);
	puts("}");
	db_close(b.db);
	arena_done(&b.arena);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "fill") == 0)
		fill(argv[2], strtoll(argv[3], NULL, 10));
	else if (argc == 3 && strcmp(argv[1], "ask") == 0)
		ask(argv[2]);
	else
		return fputs("usage: bench_filing fill DATABASE N | ask DATABASE\n", stderr), 2;
	return 0;
}
