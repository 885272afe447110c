/* Filing on both databases: who may take which step from where, what comes of it, and nothing else. */
#include "filing_probe.h"

#include <pthread.h>

static void its_statements_fit_both_databases(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	probe_need(db_check_statements(p->db, &filing_statements, &err), &err);
}

/*
 * Written by hand from the law and the issue, not from filing_steps: for each state and event where it
 * leads, and who may: c the unit's own people, s supervisor, a admin. What is not here is nobody's.
 */
static const struct {
	enum filing_state from;
	enum filing_event event;
	enum filing_state to;
	const char *who, *entry;
	bool remark;
} expected[] = {
	{ FILING_NONE, FILING_DELIVER, FILING_RECEIVED, "csa", "report.received", false },
	{ FILING_RECEIVED, FILING_DELIVER, FILING_RECEIVED, "csa", "report.received", false },
	{ FILING_RECEIVED, FILING_GIVE_BACK, FILING_RETURNED, "sa", "report.returned", true },
	{ FILING_RECEIVED, FILING_ACCEPT, FILING_ACCEPTED, "sa", "report.accepted", false },
	{ FILING_RETURNED, FILING_DELIVER, FILING_RECEIVED, "csa", "report.received", false },
	{ FILING_ACCEPTED, FILING_GIVE_BACK, FILING_RETURNED, "sa", "report.returned", true },
	{ FILING_ACCEPTED, FILING_PUBLISH, FILING_PUBLISHED, "sa", "report.published", false },
	{ FILING_PUBLISHED, FILING_WITHDRAW, FILING_WITHDRAWN, "sa", "report.withdrawn", true },
	{ FILING_WITHDRAWN, FILING_DELIVER, FILING_RECEIVED, "csa", "report.received", false },
};
enum { EXPECTED = sizeof expected / sizeof *expected };

static int expected_row(enum filing_state from, enum filing_event event)
{
	for (int i = 0; i < EXPECTED; i++)
		if (expected[i].from == from && expected[i].event == event)
			return i;
	return -1;
}

static bool may(int row, enum role role)
{
	static const char letters[ROLE__MAX] = { '-', 'c', 'c', 'c', 'c', 's', 'a' };
	return row >= 0 && strchr(expected[row].who, letters[role]) != NULL;
}

static void the_table_is_the_one_expected(void **state)
{
	(void)state;
	assert_int_equal(filing_n_steps, EXPECTED);
	for (int s = 0; s < FILING_STATE__MAX; s++)
		for (int e = 0; e < FILING_EVENT__MAX; e++)
			for (int r = 0; r < ROLE__MAX; r++) {
				const struct filing_step *step = filing_step_of(s, e, r);
				int row = expected_row(s, e);
				assert_int_equal(step != NULL, may(row, r));
				if (!step)
					continue;
				assert_int_equal(step->to, expected[row].to);
				assert_int_equal(step->needs_remark, expected[row].remark);
				assert_string_equal(step->entry, expected[row].entry);
			}
	for (int s = 0; s < FILING_STATE__MAX; s++)
		assert_int_equal(filing_state_of_key(sv_of(filing_state_key(s))), s);
	for (int e = 0; e < FILING_EVENT__MAX; e++)
		assert_int_equal(filing_event_of_key(sv_of(filing_event_key(e))), e);
	assert_int_equal(filing_state_of_key(SV("lost")), FILING_STATE__MAX);
}

static int try(struct probe *p, int64_t id, int unit, int year, enum filing_event event,
	enum filing_state from, enum role role)
{
	const struct account who = probe_account(role, p->unit[role_is_of_office(role) ? unit : 1]);
	const struct act act = probe_act(p, who.id);
	struct err err = { 0 };
	int rc;
	if (event == FILING_DELIVER) {
		const struct delivery d = probe_delivery(p, unit, year);
		rc = filing_deliver(p->db, &d, &who, &act, &id, &err);
	} else {
		rc = filing_apply(p->db, id, event, from, SV("理由"), &who, &act, &err);
	}
	if (rc)
		assert_true(strlen(err.user) > 20);
	return rc;
}

static enum filing_state state_of(struct probe *p, int unit, int year)
{
	struct filing f;
	struct err err = { 0 };
	int rc = filing_of_unit_year(p->db, p->unit[unit], year, &p->arena, &f, &err);
	if (rc == E_NOT_FOUND)
		return FILING_NONE;
	probe_need(rc, &err);
	return f.state;
}

static int wanted(int row, enum filing_state from, enum filing_event event, enum role role)
{
	if (from == FILING_NONE && event != FILING_DELIVER)
		return E_NOT_FOUND;
	if (may(row, role))
		return 0;
	if (role == ROLE_PUBLIC || row >= 0)
		return E_FORBIDDEN;
	return event == FILING_DELIVER ? E_EXISTS : E_STALE;
}

/* Every state, event and role, on a filing of its own. */
static void each_step_is_there_for_whom_it_should_be(void **state)
{
	struct probe *p = *state;
	enum { YEARS = 125 /* from 1900, none yet to come */ };
	int k = 0;
	for (int s = 0; s < FILING_STATE__MAX; s++)
		for (int e = 0; e < FILING_EVENT__MAX; e++)
			for (int r = 0; r < ROLE__MAX; r++, k++) {
				int row = expected_row(s, e), unit = 2 + (k + k / YEARS * 2) % 3,
					year = 1900 + k % YEARS;
				int64_t id = probe_in_state(p, unit, year, s);
				int64_t entries = probe_entries(p);
				int rc = try(p, id, unit, year, e, s, r);
				if (rc != wanted(row, s, e, r))
					fail_msg("%s %s %s: %s", filing_state_key(s), filing_event_key(e), role_key(r),
						err_name(rc));
				assert_int_equal(state_of(p, unit, year), rc ? s : (int)expected[row].to);
				assert_int_equal(probe_entries(p), entries + (rc == 0));
			}
	probe_check(p);
}

static void a_step_is_entered_once_and_told(void **state)
{
	struct probe *p = *state;
	int64_t id = probe_in_state(p, 2, 2023, FILING_WITHDRAWN);
	struct filing f = probe_get(p, id);
	struct ledger_entry *e;
	struct filing_deed *deeds;
	size_t n, n_deeds;
	struct err err = { 0 };
	struct sv subject = sv_fmt(&p->arena, "report/%.*s", SV_ARG(f.public_id));
	probe_need(ledger_of_subject(p->db, subject, &p->arena, &e, &n, &err), &err);
	probe_need(filing_history(p->db, id, &p->arena, &deeds, &n_deeds, &err), &err);
	static const char *const kinds[] = { "report.received", "report.accepted", "report.published",
		"report.withdrawn" };
	static const enum filing_state to[] = { FILING_RECEIVED, FILING_ACCEPTED, FILING_PUBLISHED,
		FILING_WITHDRAWN };
	assert_int_equal(n, 4);
	assert_int_equal(n_deeds, 4);
	for (size_t i = 0; i < n; i++) {
		assert_true(sv_eq(e[i].kind, sv_of(kinds[i])));
		assert_int_equal(deeds[i].entry, e[i].id);
		assert_int_equal(deeds[i].time, e[i].time);
		assert_int_equal(deeds[i].to, to[i]);
		assert_int_equal(deeds[i].from, i ? to[i - 1] : FILING_NONE);
		assert_int_equal(deeds[i].number, 1);
		assert_false(sv_has(e[i].payload, SV("理由"))); /* a remark may name persons */
		assert_true(sv_has(e[i].payload, sv_fmt(&p->arena, "\"to\":\"%s\"", filing_state_key(to[i]))));
		assert_true(sv_has(e[i].payload, SV("\"year\":2023")));
	}
	assert_true(sv_eq(deeds[3].remark, SV("理由")));
	assert_int_equal(f.received, deeds[0].time);
	assert_int_equal(f.published, deeds[2].time);
	assert_int_equal(f.withdrawn, deeds[3].time);
}

/* The reason of a withdrawal is public as long as it is withdrawn; a remark never is. */
static void a_remark_is_not_a_reason(void **state)
{
	struct probe *p = *state;
	const struct account who = probe_account(ROLE_SUPERVISOR, p->unit[1]);
	struct err err = { 0 };
	int64_t id = probe_in_state(p, 2, 2023, FILING_PUBLISHED);
	struct act act = probe_act(p, who.id);
	probe_need(filing_apply(p->db, id, FILING_WITHDRAW, FILING_PUBLISHED, SV("数字有误"), &who, &act,
		&err), &err);
	struct delivery d = probe_delivery(p, 2, 2023);
	assert_int_equal(probe_deliver(p, &d), id);
	act = probe_act(p, who.id);
	probe_need(filing_apply(p->db, id, FILING_GIVE_BACK, FILING_RECEIVED,
		SV("  请核对\x01第三页\n和附件  "), &who, &act, &err), &err);
	struct filing f = probe_get(p, id);
	assert_true(sv_eq(f.reason, SV("数字有误")));
	assert_true(sv_eq(f.remark, SV("请核对 第三页\n和附件")));
	assert_true(f.withdrawn != 0);
	d = probe_delivery(p, 2, 2023);
	assert_int_equal(probe_deliver(p, &d), id);
	probe_step(p, id, FILING_ACCEPT, FILING_RECEIVED);
	probe_step(p, id, FILING_PUBLISH, FILING_ACCEPTED);
	f = probe_get(p, id);
	assert_int_equal(f.withdrawn, 0);
	assert_int_equal(f.reason.n, 0);
	assert_int_equal(f.n_versions, 3);
}

static void a_step_that_needs_a_reason_has_one(void **state)
{
	struct probe *p = *state;
	const struct account who = probe_account(ROLE_ADMIN, 0);
	const struct act act = probe_act(p, 0);
	struct err err = { 0 };
	int64_t id = probe_in_state(p, 2, 2023, FILING_RECEIVED);
	static const char *const empty[] = { "", "  ", "\n\t\x01　" };
	for (size_t i = 0; i < 3; i++)
		probe_refused(filing_apply(p->db, id, FILING_GIVE_BACK, FILING_RECEIVED, sv_of(empty[i]), &who,
			&act, &err), E_USAGE, &err);
	char *longest = arena_alloc(&p->arena, FILING_REMARK_MAX + 1);
	struct sv remark = { memset(longest, 'x', FILING_REMARK_MAX + 1), FILING_REMARK_MAX + 1 };
	probe_refused(filing_apply(p->db, id, FILING_GIVE_BACK, FILING_RECEIVED, remark, &who, &act, &err),
		E_USAGE, &err);
	assert_int_equal(probe_get(p, id).state, FILING_RECEIVED);
	remark.n--;
	probe_need(filing_apply(p->db, id, FILING_GIVE_BACK, FILING_RECEIVED, remark, &who, &act, &err),
		&err);
	assert_int_equal(probe_get(p, id).remark.n, FILING_REMARK_MAX);
	probe_refused(filing_apply(p->db, id, FILING_DELIVER, FILING_RETURNED, SV(""), &who, &act, &err),
		E_USAGE, &err);
}

static void only_those_above_may(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	const struct act act = probe_act(p, 0);
	int64_t id = probe_in_state(p, 2, 2023, FILING_RECEIVED);
	const struct delivery d = probe_delivery(p, 2, 2022);
	static const struct {
		enum role role;
		int unit;
		bool delivers, accepts;
	} people[] = {
		{ ROLE_CLERK, 2, true, false }, { ROLE_CLERK, 3, false, false },
		{ ROLE_CLERK, 1, false, false }, { ROLE_SUPERVISOR, 5, false, false },
		{ ROLE_SUPERVISOR, 3, false, false }, { ROLE_PUBLIC, 2, false, false },
		{ ROLE_SUPERVISOR, 1, true, true }, { ROLE_SUPERVISOR, 0, true, true },
	};
	for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
		const struct account who = probe_account(people[i].role, p->unit[people[i].unit]);
		probe_need(tx_begin_write(p->db, __func__, &err), &err);
		int rc = filing_apply_in(p->db, id, FILING_ACCEPT, FILING_RECEIVED, SV(""), &who, &act, &err);
		tx_rollback(p->db);
		assert_int_equal(rc, people[i].accepts ? 0 : E_FORBIDDEN);
		probe_need(tx_begin_write(p->db, __func__, &err), &err);
		rc = filing_deliver_in(p->db, &d, &who, &act, NULL, &err);
		tx_rollback(p->db);
		assert_int_equal(rc, people[i].delivers ? 0 : E_FORBIDDEN);
	}
	assert_int_equal(state_of(p, 2, 2022), FILING_NONE);
	assert_int_equal(probe_get(p, id).state, FILING_RECEIVED);
	probe_check(p);
}

static void refuse_delivery(struct probe *p, const struct delivery *d, int want, const char *words)
{
	static const struct sql versions = { .text = "SELECT count(*) FROM filing_version" },
		blobs = { .text = "SELECT count(*) FROM blob" };
	const struct account who = probe_account(ROLE_ADMIN, 0);
	const struct act act = probe_act(p, 0);
	struct err err = { 0 };
	int64_t id = -7, entries = probe_entries(p), n = probe_number(p, &versions),
		files = probe_number(p, &blobs);
	probe_refused(filing_deliver(p->db, d, &who, &act, &id, &err), want, &err);
	if (!strstr(err.user, words))
		fail_msg("“%s” does not say “%s”", err.user, words);
	assert_int_equal(id, -7);
	/* inside a transaction that goes on, nothing of it is written either */
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	assert_int_equal(filing_deliver_in(p->db, d, &who, &act, &id, &err), want);
	probe_need(tx_commit(p->db, &err), &err);
	assert_int_equal(probe_entries(p), entries);
	assert_int_equal(probe_number(p, &versions), n);
	assert_int_equal(probe_number(p, &blobs), files);
}

static void the_same_again_is_refused(void **state)
{
	struct probe *p = *state;
	for (int s = FILING_RECEIVED; s < FILING_STATE__MAX; s++) {
		int64_t id = probe_in_state(p, 3, 2015 + s, s);
		struct delivery same = probe_delivery(p, 3, 2015 + s), other = probe_delivery(p, 3, 2015 + s);
		same.bytes = sv_fmt(&p->arena, "bytes of file %d", p->files - 3);
		if (s == FILING_WITHDRAWN) /* it may have been withdrawn by mistake */
			assert_int_equal(probe_deliver(p, &same), id);
		else
			refuse_delivery(p, &same, E_EXISTS, s == FILING_RETURNED ? "按意见改好" : "完全相同");
		if (s == FILING_ACCEPTED)
			refuse_delivery(p, &other, E_EXISTS, "“清溪县石桥街道办事处”2018年度报告已经受理，不能再交；"
				"确需修改，请联系主管部门退回");
		if (s == FILING_PUBLISHED)
			refuse_delivery(p, &other, E_EXISTS, "已经公布");
	}
}

static void a_report_without_a_year_of_the_past_is_refused(void **state)
{
	struct probe *p = *state;
	struct delivery d = probe_delivery(p, 3, 0);
	refuse_delivery(p, &d, E_FORMAT, "年度");
	d = probe_delivery(p, 3, 2026);
	refuse_delivery(p, &d, E_FORMAT, "2026");
	d = probe_delivery(p, 3, 2024);
	d.unit = 4711;
	refuse_delivery(p, &d, E_NOT_FOUND, "");
	struct report broken = *d.report;
	d = probe_delivery(p, 3, 2024);
	broken.preamble = SV("\xFF");
	d.report = &broken;
	refuse_delivery(p, &d, E_FORMAT, "");
}

/* One question gives what four give: the filing, its report, its file, the unit's published ones. */
static void a_filing_comes_with_its_years(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct filing *list;
	size_t n;
	for (int year = 2010; year < 2016; year++)
		probe_in_state(p, 3, year, (enum filing_state)(1 + year % (FILING_STATE__MAX - 1)));
	for (int year = 2016; year < 2020; year++)
		probe_in_state(p, 3, year, FILING_PUBLISHED);
	const struct filing_filter published = { .unit = p->unit[3], .only_published = true };
	for (int year = 2010; year < 2020; year++) {
		size_t max = (size_t)year % 4;
		struct filing f;
		struct filing_years y;
		struct filing_version *v;
		struct report *r;
		struct sv packed, again;
		probe_need(filing_of_unit_year(p->db, p->unit[3], year, &p->arena, &f, &err), &err);
		probe_need(filing_list(p->db, &published, (struct filing_after){ 0 }, max, &p->arena, &list,
			&n, &err), &err);
		probe_need(filing_with_years(p->db, f.public_id, max, &p->arena, &y, &err), &err);
		assert_int_equal(y.n, n);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(y.published[i].filing.id, list[i].id);
			assert_int_equal(y.published[i].report->year, list[i].year);
		}
		assert_int_equal(y.shown.filing.id, f.id);
		assert_int_equal(y.shown.filing.state, f.state);
		probe_need(filing_versions(p->db, f.id, &p->arena, &v, &n, &err), &err);
		assert_memory_equal(&y.shown.blob, &v[0].blob, sizeof v[0].blob);
		probe_need(filing_report(p->db, &f, &p->arena, &r, NULL, &err), &err);
		probe_need(report_pack(r, NULL, &p->arena, &packed, &err), &err);
		probe_need(report_pack(y.shown.report, NULL, &p->arena, &again, &err), &err);
		assert_true(sv_eq(packed, again));
	}
	struct filing_years none;
	probe_refused(filing_with_years(p->db, SV("zzzzzzzzzzzz"), 3, &p->arena, &none, &err),
		E_NOT_FOUND, &err);
}

static void what_was_filed_comes_back(void **state)
{
	struct probe *p = *state;
	struct delivery d = probe_delivery(p, 2, 2023), e = probe_delivery(p, 2, 2023);
	struct report *r, *before;
	struct findings *list;
	struct filing_version *v;
	struct sv bytes, packed, again;
	size_t n;
	struct err err = { 0 };
	d.file_name = SV("../\x1B[31m柳林\n镇\xFF.docx");
	int64_t id = probe_deliver(p, &d);
	probe_need(report_pack(e.report, e.findings, &p->arena, &packed, &err), &err);
	e.packed = packed;
	assert_int_equal(probe_deliver(p, &e), id);
	struct filing f = probe_get(p, id), g;
	assert_int_equal(f.n_errors, probe_errors(&e));
	assert_int_equal(f.n_errors + f.n_warnings, e.findings->n);
	assert_true(sv_eq(f.title, e.report->title));
	assert_true(sv_eq(f.unit_name, SV("清溪县柳林镇人民政府")));
	probe_need(filing_by_public_id(p->db, f.public_id, &p->arena, &g, &err), &err);
	assert_int_equal(g.id, id);
	probe_need(filing_report(p->db, &f, &p->arena, &r, &list, &err), &err);
	probe_need(report_pack(r, list, &p->arena, &again, &err), &err);
	assert_true(sv_eq(packed, again));
	probe_need(filing_previous(p->db, p->unit[2], 2024, &p->arena, &before, &err), &err);
	assert_int_equal(before->year, 2023);
	probe_need(filing_previous(p->db, p->unit[2], 2023, &p->arena, &before, &err), &err);
	assert_null(before);
	probe_need(filing_versions(p->db, id, &p->arena, &v, &n, &err), &err);
	assert_int_equal(n, 2);
	assert_int_equal(v[0].number, 2);
	assert_int_equal(f.n_versions, 2);
	assert_true(sv_eq(v[1].file_name, SV("../ [31m柳林 镇\xEF\xBF\xBD.docx")));
	probe_need(blob_get(p->db, &v[1].blob, &p->arena, &bytes, &err), &err);
	assert_true(sv_eq(bytes, d.bytes));
	assert_int_equal(v[1].size, d.bytes.n);
	assert_int_equal(v[1].n_errors, probe_errors(&d));
	probe_refused(filing_get(p->db, 4711, &p->arena, &g, &err), E_NOT_FOUND, &err);
	probe_refused(filing_by_public_id(p->db, SV("nobody"), &p->arena, &g, &err), E_NOT_FOUND, &err);
}

/* ---- at the same time ----------------------------------------------------------------------- */

enum { RIVALS = 8 };

struct rival {
	pthread_t thread;
	struct probe *p;
	pthread_barrier_t *start;
	const struct delivery *delivery; /* NULL: take the step */
	int64_t id;
	enum filing_event event;
	enum filing_state from;
	uint64_t random;
	int rc;
	struct err err;
};

static void *compete(void *context)
{
	struct rival *r = context;
	const struct entropy entropy = { probe_fill, &r->random };
	const struct act act = { .now = PROBE_START + 90000, .entropy = &entropy };
	const struct account who = probe_account(ROLE_ADMIN, 0);
	struct db *db = test_db_open(&r->p->t, DB_WRITE);
	if (search_attach(db, &r->err))
		abort();
	pthread_barrier_wait(r->start);
	r->rc = r->delivery ? filing_deliver(db, r->delivery, &who, &act, &r->id, &r->err) :
		filing_apply(db, r->id, r->event, r->from, SV("理由"), &who, &act,
			&r->err);
	db_close(db);
	return NULL;
}

/* All at once. Exactly one wins; the others are told `loss`. */
static void race(struct probe *p, const struct rival *model, int loss)
{
	struct rival rivals[RIVALS];
	pthread_barrier_t start;
	int won = 0;
	pthread_barrier_init(&start, NULL, RIVALS);
	for (int i = 0; i < RIVALS; i++) {
		rivals[i] = *model;
		rivals[i].p = p;
		rivals[i].start = &start;
		probe_fill(&p->random, &rivals[i].random, sizeof rivals[i].random);
		assert_int_equal(pthread_create(&rivals[i].thread, NULL, compete, &rivals[i]), 0);
	}
	for (int i = 0; i < RIVALS; i++) {
		pthread_join(rivals[i].thread, NULL);
		won += rivals[i].rc == 0;
		if (rivals[i].rc && rivals[i].rc != loss)
			probe_refused(rivals[i].rc, loss, &rivals[i].err);
	}
	pthread_barrier_destroy(&start);
	assert_int_equal(won, 1);
}

static void two_clerks_cannot_take_the_same_step_twice(void **state)
{
	struct probe *p = *state;
	static const struct {
		enum filing_event event;
		enum filing_state from;
	} steps[] = {
		{ FILING_ACCEPT, FILING_RECEIVED }, { FILING_GIVE_BACK, FILING_RECEIVED },
		{ FILING_PUBLISH, FILING_ACCEPTED }, { FILING_WITHDRAW, FILING_PUBLISHED },
	};
	for (int i = 0; i < 4; i++) {
		int64_t id = probe_in_state(p, 2, 2010 + i, steps[i].from), entries = probe_entries(p);
		const struct rival r = { .id = id, .event = steps[i].event, .from = steps[i].from };
		race(p, &r, E_STALE);
		assert_int_equal(probe_entries(p), entries + 1);
		const struct delivery d = probe_delivery(p, 3, 2010 + i);
		race(p, &(struct rival){ .delivery = &d }, E_EXISTS);
		assert_int_equal(probe_entries(p), entries + 2);
	}
	probe_check(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(its_statements_fit_both_databases, probe_setup, probe_teardown),
		cmocka_unit_test(the_table_is_the_one_expected),
		cmocka_unit_test_setup_teardown(each_step_is_there_for_whom_it_should_be, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(a_step_is_entered_once_and_told, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(a_remark_is_not_a_reason, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(a_step_that_needs_a_reason_has_one, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(only_those_above_may, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(the_same_again_is_refused, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(a_report_without_a_year_of_the_past_is_refused, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(what_was_filed_comes_back, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(a_filing_comes_with_its_years, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(two_clerks_cannot_take_the_same_step_twice, probe_setup,
			probe_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
