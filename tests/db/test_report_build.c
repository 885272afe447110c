/* The report counted from the work: it adds up, its sentences say what its tables say, and what is written in the
   official form reads back as the same figures. */
#include "request_probe.h"

#include "report/build.h"
#include "report/report_form.h"

#include <pthread.h>
#include <stdatomic.h>

static void answer(struct probe *p, int64_t id, const char *outcome)
{
	struct err err = { 0 };
	struct request_moved moved;
	struct request_move m = probe_move(p, REQUEST_DRAFT, REQUEST_HANDLING);
	m.outcome = sv_of(outcome);
	probe_do(p, CLERK, id, REQUEST_ASSIGN);
	probe_need(probe_try(p, CLERK, id, &m, &moved, &err), &err);
	probe_do(p, REVIEWER, id, REQUEST_REVIEW);
	probe_do(p, APPROVER, id, REQUEST_SIGN);
	probe_do(p, CLERK, id, REQUEST_SERVE);
}

/** Work of two years: answered, withdrawn, carried over, paid for, gone to court. */
static void work(struct probe *p)
{
	static const char *const answers[] = { "granted", "granted", "not_exist", "petition", "granted",
		"partially_granted" };
	struct err err = { 0 };
	int64_t ids[6], last = 0, remedy_id;
	p->today = probe_date("2023-12-20");
	for (int i = 0; i < 6; i++)
		ids[i] = probe_take_in(p, CHANNEL_COUNTER).id;
	p->today = probe_date("2024-01-04");
	for (int i = 0; i < 6; i++)
		answer(p, ids[i], answers[i]);
	for (int i = 0; i < 5; i++)
		last = probe_take_in(p, CHANNEL_COUNTER).id;
	probe_do(p, CITIZEN, last, REQUEST_WITHDRAW);
	last = probe_take_in(p, CHANNEL_COUNTER).id;
	probe_do(p, CLERK, last, REQUEST_ASSIGN);
	probe_do(p, CLERK, last, REQUEST_ASK_FEE);
	probe_do(p, CLERK, last, REQUEST_PAY);
	const struct request_env env = probe_env(p, CLERK);
	struct remedy r = { .request = ids[2], .kind = REMEDY_RECONSIDERATION,
		.organ = SV("清溪县人民政府"), .case_number = SV("清复〔2024〕3号"), .opened = p->today,
		.remark = SV("") };
	probe_need(remedy_enter(&env, &r, &remedy_id, &err), &err);
	r.kind = REMEDY_LITIGATION_DIRECT;
	r.closed = p->today;
	r.result = REMEDY_UPHELD;
	probe_need(remedy_enter(&env, &r, &remedy_id, &err), &err);
}

static void it_adds_up_and_says_what_it_counts(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct report *r;
	work(p);
	const struct request_env env = probe_env(p, HEAD);
	probe_need(report_build(&env, p->unit, 2024, &p->arena, &r, &err), &err);
	assert_int_equal(r->cells[app_cell(APP_CARRIED_IN, APP_TOTAL)].n, 6);
	assert_int_equal(r->cells[app_cell(APP_NEW_RECEIVED, APP_TOTAL)].n, 6);
	assert_int_equal(r->cells[app_cell(APP_GRANTED, APP_TOTAL)].n, 3);
	assert_int_equal(r->cells[app_cell(APP_RESULTS_TOTAL, APP_TOTAL)].n, 7);
	assert_int_equal(r->cells[app_cell(APP_CARRIED_OUT, APP_TOTAL)].n, 5);
	assert_int_equal(r->cells[review_cell(REVIEW_RECONSIDERATION, 3)].n, 1);
	assert_int_equal(r->cells[review_cell(REVIEW_LITIGATION_DIRECT, 0)].n, 1);
	struct findings list = { .arena = &p->arena };
	probe_need(report_check(r, NULL, &list, &err), &err);
	for (size_t i = 0; i < list.n; i++)
		if (list.items[i].severity == SEVERITY_ERROR && list.items[i].rule != RULE_EMPTY_SECTION
			&& list.items[i].rule != RULE_BLANK_CELL)
			fail_msg("%s: %.*s", rule_of(list.items[i].rule)->id, SV_ARG(list.items[i].message));
}

static void it_reads_back(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct report *r, *back;
	work(p);
	const struct request_env env = probe_env(p, HEAD);
	probe_need(report_build(&env, p->unit, 2024, &p->arena, &r, &err), &err);
	struct doc *d = report_form(r, &p->arena, &err);
	assert_non_null(d);
	probe_need(report_read(d, &p->arena, &back, &err), &err);
	assert_int_equal(back->year, 2024);
	assert_true(sv_eq(back->unit, r->unit));
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		struct form_position at = form_position(cell);
		if (!form_has(FORM_2021, cell) || (at.table != TABLE_APPLICATIONS && at.table != TABLE_REVIEW))
			continue;
		assert_int_equal(back->cells[cell].state, CELL_NUMBER);
		assert_int_equal(back->cells[cell].n, r->cells[cell].n);
	}
}

static void a_year_to_come_is_refused(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct report *r;
	const struct request_env env = probe_env(p, HEAD);
	probe_refused(report_build(&env, p->unit, 2999, &p->arena, &r, &err), E_USAGE, &err);
	probe_refused(report_build(&env, p->unit, 2020, &p->arena, &r, &err), E_USAGE, &err);
	probe_refused(report_build(&env, 99999, 2023, &p->arena, &r, &err), E_NOT_FOUND, &err);
}

enum { MEANWHILE = 60 };

/** Requests that one person withdraws, one after the other, on a connection of its own. */
struct withdrawing {
	struct probe *p;
	struct request_env env;
	int64_t ids[MEANWHILE];
	struct request_move move;
	int rc;
	struct err err;
	atomic_bool done;
};

static void *withdraw_all(void *context)
{
	struct withdrawing *w = context;
	for (int i = 0; i < MEANWHILE && !w->rc; i++) {
		struct request_moved moved;
		w->rc = request_apply(&w->env, w->ids[i], &w->move, &moved, &w->err);
	}
	atomic_store(&w->done, true);
	return NULL;
}

/* Whoever builds the report while others work sees one moment: what came in is what was closed and what is left;
   and whoever checks finds every row to be what its history says. */
static void it_adds_up_while_others_work(void **state)
{
	struct probe *p = *state;
	struct withdrawing w = { .p = p };
	struct err err = { 0 };
	pthread_t thread;
	int built = 0;
	p->today = probe_date("2024-01-04");
	for (int i = 0; i < MEANWHILE; i++)
		w.ids[i] = probe_take_in(p, CHANNEL_COUNTER).id;
	uint64_t random = 4711;
	const struct entropy entropy = { probe_fill, &random };
	const struct request_env mine = probe_env(p, HEAD);
	const struct act act = { .now = p->act.now, .account = p->people[CLERK].id, .entropy = &entropy };
	w.move = probe_move(p, REQUEST_WITHDRAW, REQUEST_REGISTERED);
	w.env = mine;
	w.env.db = test_db_open(&p->t, DB_WRITE);
	w.env.who = &p->people[CLERK];
	w.env.act = &act;
	assert_int_equal(pthread_create(&thread, NULL, withdraw_all, &w), 0);
	for (bool last = false; !last; built++) {
		struct report *r;
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 20);
		int64_t n;
		last = atomic_load(&w.done);
		probe_need(request_verify(&mine, &n, &err), &err);
		assert_int_equal(n, MEANWHILE);
		probe_need(report_build(&mine, p->unit, 2024, &a, &r, &err), &err);
		for (int column = 0; column < APP_COLUMN__MAX; column++) {
			const struct form_cell *c = r->cells;
			assert_int_equal(c[app_cell(APP_CARRIED_IN, (enum app_column)column)].n
				+ c[app_cell(APP_NEW_RECEIVED, (enum app_column)column)].n,
				c[app_cell(APP_RESULTS_TOTAL, (enum app_column)column)].n
				+ c[app_cell(APP_CARRIED_OUT, (enum app_column)column)].n);
		}
		if (last)
			assert_int_equal(r->cells[app_cell(APP_RESULTS_TOTAL, APP_TOTAL)].n, MEANWHILE);
	}
	pthread_join(thread, NULL);
	db_close(w.env.db);
	probe_need(w.rc, &w.err);
	assert_true(built > 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_adds_up_and_says_what_it_counts, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(it_reads_back, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(it_adds_up_while_others_work, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(a_year_to_come_is_refused, probe_setup, probe_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
