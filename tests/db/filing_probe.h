/* Filings to test with: units in a tree, people, a clock that moves, random bytes that are the same on
   every run, and reports that are all different. */
#pragma once

#include "../unit/sample_report.h"

#include "base/auto.h"
#include "database.h"
#include "ledger/ledger.h"
#include "report/filing.h"
#include "report/pack.h"

enum { PROBE_START = 1763700000 /* 2025-11-21 */, PROBE_UNITS = 9 };

static const struct schema *const probe_schemas[] = { &blob_schema, &ledger_schema, &org_schema,
	&search_schema, &filing_schema };
enum { PROBE_SCHEMAS = sizeof probe_schemas / sizeof *probe_schemas };

struct probe {
	struct test_db t;
	struct db *db;
	struct entropy entropy;
	uint64_t random;
	struct arena arena;
	time_utc now;
	int files;                      /* made so far */
	int64_t unit[PROBE_UNITS];
	int parent[PROBE_UNITS];        /* index; -1 = none */
	enum unit_kind kind[PROBE_UNITS];
	bool closed[PROBE_UNITS];
};

static inline void probe_fill(void *context, void *p, size_t n)
{
	uint64_t *state = context;
	for (size_t i = 0; i < n; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		((unsigned char *)p)[i] = (unsigned char)(*state >> 56);
	}
}

static inline uint32_t probe_rnd(struct probe *p, uint32_t below)
{
	uint32_t v;
	probe_fill(&p->random, &v, sizeof v);
	return v % below;
}

/* Time goes on with every deed. */
static inline struct act probe_act(struct probe *p, int64_t account)
{
	p->now += 7;
	return (struct act){ .now = p->now, .account = account, .entropy = &p->entropy };
}

static inline void probe_need(int rc, const struct err *err)
{
	if (rc)
		fail_msg("%s: %s (%s)", err_name((enum err_code)rc), err->user, err->detail);
}

static inline void probe_refused(int rc, int want, const struct err *err)
{
	if (rc != want)
		fail_msg("%s, not %s: %s (%s)", err_name((enum err_code)rc), err_name((enum err_code)want),
			err->user, err->detail);
	assert_true(strlen(err->user) > 20);
}

/* A city (0) with two counties (1, 5), those with what stands beneath them. */
static inline void probe_units(struct probe *p)
{
	static const struct {
		const char *name;
		int parent;
		enum unit_kind kind;
	} units[PROBE_UNITS] = {
		{ "云州市人民政府", -1, UNIT_GOVERNMENT }, { "清溪县人民政府", 0, UNIT_GOVERNMENT },
		{ "清溪县柳林镇人民政府", 1, UNIT_TOWN }, { "清溪县石桥街道办事处", 1, UNIT_STREET },
		{ "清溪县教育局", 1, UNIT_DEPARTMENT }, { "安平县人民政府", 0, UNIT_GOVERNMENT },
		{ "安平县河湾镇人民政府", 5, UNIT_TOWN }, { "安平县财政局", 5, UNIT_DEPARTMENT },
		{ "云州市公安局", 0, UNIT_DEPARTMENT },
	};
	struct err err = { 0 };
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	for (int i = 0; i < PROBE_UNITS; i++) {
		const struct act act = probe_act(p, 0);
		const struct unit u = { .name = sv_of(units[i].name), .kind = units[i].kind,
			.code = SV(""), .division = SV(""),
			.parent = units[i].parent < 0 ? 0 : p->unit[units[i].parent] };
		probe_need(unit_add(p->db, &u, &act, &p->unit[i], &err), &err);
		p->parent[i] = units[i].parent;
		p->kind[i] = units[i].kind;
	}
	probe_need(tx_commit(p->db, &err), &err);
}

static inline int probe_setup(void **state)
{
	struct probe *p = calloc(1, sizeof *p);
	assert_non_null(p);
	p->random = 7;
	p->now = PROBE_START;
	p->entropy = (struct entropy){ probe_fill, &p->random };
	arena_init(&p->arena, (size_t)1 << 30);
	test_db_make(&p->t);
	p->db = test_db_open_with(&p->t, probe_schemas, PROBE_SCHEMAS);
	struct err err = { 0 };
	probe_need(search_attach(p->db, &err), &err);
	probe_units(p);
	*state = p;
	return 0;
}

static inline int probe_teardown(void **state)
{
	struct probe *p = *state;
	arena_done(&p->arena);
	db_close(p->db);
	test_db_done(&p->t);
	free(p);
	return 0;
}

static inline struct account probe_account(enum role role, int64_t unit)
{
	return (struct account){ .id = role == ROLE_ADMIN ? 0 : 100 + (int)role, .login = SV("x"),
		.name = SV("某人"), .role = role, .unit = role == ROLE_ADMIN ? 0 : unit };
}

/* A report like no other, with findings of its own. */
static inline struct delivery probe_delivery(struct probe *p, int unit, int year)
{
	struct report *r = sample_report(&p->arena, FORM_2021);
	struct findings *list = arena_alloc(&p->arena, sizeof *list);
	assert_non_null(list);
	*list = (struct findings){ .arena = &p->arena };
	int number = p->files++;
	r->year = year;
	r->title = sv_fmt(&p->arena, "第%d份%d年政府信息公开工作年度报告", number, year);
	r->cells[0].n = (int64_t)probe_rnd(p, 1000);
	for (uint32_t n = probe_rnd(p, 4); n > 0; n--)
		findings_add(list, (struct finding){ .rule = probe_rnd(p, RULE__MAX), .cell = -1,
			.severity = probe_rnd(p, 2), .found = SV(""), .expected = SV(""), .quote = SV("引文"),
			.message = SV("说明。") });
	return (struct delivery){ .unit = p->unit[unit], .report = r, .findings = list,
		.file_name = sv_fmt(&p->arena, "报告%d.docx", number),
		.bytes = sv_fmt(&p->arena, "bytes of file %d", number), .packed = SV("") };
}

static inline int probe_errors(const struct delivery *d)
{
	int n = 0;
	for (size_t i = 0; i < d->findings->n; i++)
		n += d->findings->items[i].severity == SEVERITY_ERROR;
	return n;
}

/* Deliver as the program itself does. @return id */
static inline int64_t probe_deliver(struct probe *p, const struct delivery *d)
{
	const struct account who = probe_account(ROLE_ADMIN, 0);
	const struct act act = probe_act(p, 0);
	struct err err = { 0 };
	int64_t id = 0;
	probe_need(filing_deliver(p->db, d, &who, &act, &id, &err), &err);
	assert_true(id > 0);
	return id;
}

static inline void probe_step(struct probe *p, int64_t id, enum filing_event event,
	enum filing_state from)
{
	const struct account who = probe_account(ROLE_ADMIN, 0);
	const struct act act = probe_act(p, 0);
	struct err err = { 0 };
	probe_need(filing_apply(p->db, id, event, from, SV("理由"), &who, &act, &err), &err);
}

/* A filing of that unit and year in that state. @return id, 0 for FILING_NONE */
static inline int64_t probe_in_state(struct probe *p, int unit, int year, enum filing_state state)
{
	if (state == FILING_NONE)
		return 0;
	const struct delivery d = probe_delivery(p, unit, year);
	int64_t id = probe_deliver(p, &d);
	if (state == FILING_RETURNED)
		probe_step(p, id, FILING_GIVE_BACK, FILING_RECEIVED);
	if (state == FILING_ACCEPTED || state == FILING_PUBLISHED || state == FILING_WITHDRAWN)
		probe_step(p, id, FILING_ACCEPT, FILING_RECEIVED);
	if (state == FILING_PUBLISHED || state == FILING_WITHDRAWN)
		probe_step(p, id, FILING_PUBLISH, FILING_ACCEPTED);
	if (state == FILING_WITHDRAWN)
		probe_step(p, id, FILING_WITHDRAW, FILING_PUBLISHED);
	return id;
}

static inline struct filing probe_get(struct probe *p, int64_t id)
{
	struct filing f;
	struct err err = { 0 };
	probe_need(filing_get(p->db, id, &p->arena, &f, &err), &err);
	return f;
}

static inline int64_t probe_change(struct probe *p)
{
	int64_t n = 0;
	struct err err = { 0 };
	probe_need(filing_change(p->db, &n, &err), &err);
	return n;
}

/* One number from the database. */
static inline int64_t probe_number(struct probe *p, const struct sql *sql)
{
	struct query q;
	struct err err = { 0 };
	query_start(&q, p->db, sql);
	int64_t n = query_row(&q) ? query_get_int(&q, 0) : -1;
	probe_need(query_end(&q, &err), &err);
	return n;
}

static inline int64_t probe_entries(struct probe *p)
{
	static const struct sql count = { .text = "SELECT count(*) FROM ledger_entry" };
	return probe_number(p, &count);
}

static inline void probe_check(struct probe *p)
{
	struct err err = { 0 };
	probe_need(filing_check(p->db, &err), &err);
	probe_need(search_check(p->db, &err), &err);
}
