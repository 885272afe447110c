/*
 * Random walks through the table: some hundred requests over three years, each step chosen at random among all there
 * are, many of them not allowed. Whatever happens: no request is lost, none that is open is without a day or a
 * word that the day is unknown, every row is what its history says, and table three adds up and equals what a
 * second, plain count of the list finds.
 */
#include "request_probe.h"

#include "law/outcome.h"

enum { REQUESTS = 70, STEPS = 1500 };

struct walk {
	struct probe *p;
	int64_t ids[REQUESTS * 4];
	size_t n;
	int taken, refused;
};

static int who_at_random(struct probe *p)
{
	static const int whom[] = { CLERK, CLERK, CLERK, OTHER_CLERK, REVIEWER, HEAD, APPROVER, CITIZEN,
		SUPERVISOR, STRANGER };
	return whom[probe_rnd(p, sizeof whom / sizeof *whom)];
}

static void new_request(struct walk *w)
{
	struct probe *p = w->p;
	struct err err = { 0 };
	struct request_ticket t;
	struct request_intake in = probe_intake(p, (enum channel)probe_rnd(p, CHANNEL__MAX));
	in.applicant.kind = (enum app_column)probe_rnd(p, APP_TOTAL);
	in.applicant.id_type = SV("其他证件");
	in.applicant.id_number = sv_fmt(&p->arena, "证%u", probe_rnd(p, 20));
	bool certain = request_first_event(in.channel) == REQUEST_REGISTER;
	const struct request_env env = probe_env(p, certain ? CLERK : CITIZEN);
	probe_need(request_take_in(&env, &in, &t, &err), &err);
	w->ids[w->n++] = t.id;
}

/** Steps that lead on are likelier than chance would have them, or no request would ever be answered. */
static enum request_event event_at_random(struct probe *p, enum request_state s)
{
	static const enum request_event on[REQUEST_STATE__MAX] = {
		[REQUEST_SUBMITTED] = REQUEST_CONFIRM, [REQUEST_REGISTERED] = REQUEST_ASSIGN,
		[REQUEST_CORRECTING] = REQUEST_CORRECT, [REQUEST_HANDLING] = REQUEST_DRAFT,
		[REQUEST_CONSULTING] = REQUEST_CONSULT_BACK, [REQUEST_AWAITING_FEE] = REQUEST_PAY,
		[REQUEST_DRAFTED] = REQUEST_REVIEW, [REQUEST_REVIEWED] = REQUEST_SIGN,
		[REQUEST_SIGNED] = REQUEST_SERVE, [REQUEST_REPLIED] = REQUEST_ARCHIVE,
		[REQUEST_CLOSED] = REQUEST_ARCHIVE, [REQUEST_MERGED] = REQUEST_UNMERGE,
		[REQUEST_ARCHIVED] = REQUEST_REOPEN };
	return probe_rnd(p, 3) == 0 ? on[s] : (enum request_event)probe_rnd(p, REQUEST_EVENT__MAX);
}

static void children(struct walk *w, int64_t id)
{
	struct probe *p = w->p;
	struct err err = { 0 };
	struct request *list;
	size_t n;
	const struct request r = probe_get(p, id);
	const struct request_env env = probe_env(p, ADMIN);
	probe_need(request_children(&env, &r, &p->arena, &list, &n, &err), &err);
	for (size_t i = 0; i < n && w->n < sizeof w->ids / sizeof *w->ids; i++)
		if (list[i].id > w->ids[w->n - 1])
			w->ids[w->n++] = list[i].id;
}

static void step(struct walk *w)
{
	static const char *const outcomes_tried[] = { "granted", "partially_granted", "not_exist", "petition" };
	struct probe *p = w->p;
	struct err err = { 0 };
	struct request_moved moved;
	int64_t id = w->ids[probe_rnd(p, (uint32_t)w->n)];
	const struct request before = probe_get(p, id);
	struct request_move m = probe_move(p, event_at_random(p, before.state), before.state);
	m.outcome = sv_of(outcomes_tried[probe_rnd(p, 4)]);
	m.other = w->ids[probe_rnd(p, (uint32_t)w->n)];
	m.unit = p->other_unit;
	m.party.kind = (enum consulted)probe_rnd(p, CONSULT__MAX);
	m.day = date_of_day(date_to_day(p->today) - probe_rnd(p, 3));
	if (m.event == REQUEST_TRANSFER && probe_rnd(p, 4))
		m.event = REQUEST_NOTE;
	int rc = probe_try(p, who_at_random(p), id, &m, &moved, &err);
	const struct request after = probe_get(p, id);
	if (rc) {
		if (rc != E_USAGE && rc != E_FORBIDDEN && rc != E_NOT_FOUND)
			fail_msg("%s: %s (%s)", request_event_key(m.event), err.user, err.detail);
		assert_true(strlen(err.user) > 20);
		assert_int_equal(after.n_events, before.n_events);
		assert_int_equal(after.state, before.state);
		w->refused++;
		return;
	}
	w->taken++;
	assert_true(after.n_events > before.n_events);
	assert_int_equal(after.state, moved.state);
	if (m.event == REQUEST_SPLIT)
		children(w, id);
}

static void nothing_is_lost(struct walk *w)
{
	struct probe *p = w->p;
	struct err err = { 0 };
	int64_t n;
	const struct request_env env = probe_env(p, ADMIN);
	probe_need(request_verify(&env, &n, &err), &err);
	assert_int_equal(n, w->n);
	for (size_t i = 0; i < w->n; i++) {
		struct request r = probe_get(p, w->ids[i]);
		bool open = request_state_is_open(r.state);
		assert_int_equal(open, r.due.year != 0 || r.due_unknown);
		if (!open)
			assert_true(r.closed_on.year && r.counted.n);
		if (r.state == REQUEST_MERGED)
			assert_true(r.lead && request_state_is_open(probe_get(p, r.lead).state));
		if (r.closed_on.year && r.first_received_on.year)
			assert_true(date_to_day(r.closed_on) >= date_to_day(r.first_received_on));
		arena_reset(&p->arena);
	}
}

/** The plain count: every request of the unit, one after the other, by its dates. */
static void count_plainly(struct walk *w, int year, int64_t *ret_new, int64_t *ret_in,
	int64_t *ret_results, int64_t *ret_out)
{
	*ret_new = *ret_in = *ret_results = *ret_out = 0;
	for (size_t i = 0; i < w->n; i++) {
		struct request r = probe_get(w->p, w->ids[i]);
		if (r.unit != w->p->unit || !r.first_received_on.year)
			continue;
		int received = r.first_received_on.year, closed = r.closed_on.year;
		*ret_new += received == year;
		*ret_in += received < year && (!closed || closed >= year);
		*ret_results += closed == year;
		*ret_out += received <= year && (!closed || closed > year);
	}
}

static void table_three_adds_up(struct walk *w)
{
	static struct form_cell cells[FORM_CELLS];
	struct probe *p = w->p;
	struct err err = { 0 };
	const struct request_env env = probe_env(p, HEAD);
	for (int year = 2023; year <= 2026; year++) {
		const struct request_period period = { { year, 1, 1 }, { year, 12, 31 } };
		int64_t expected[4];
		probe_need(request_count_table_three(&env, p->unit, period, cells, &err), &err);
		for (int c = 0; c < APP_COLUMN__MAX; c++) {
#define CELL(row) cells[app_cell(row, (enum app_column)c)].n
			int64_t sum = 0;
			for (int row = APP_RESULT_FIRST; row <= APP_RESULT_LAST; row++)
				sum += CELL((enum app_row)row);
			assert_int_equal(sum, CELL(APP_RESULTS_TOTAL));
			assert_int_equal(CELL(APP_NEW_RECEIVED) + CELL(APP_CARRIED_IN),
				CELL(APP_RESULTS_TOTAL) + CELL(APP_CARRIED_OUT));
#undef CELL
		}
		count_plainly(w, year, &expected[0], &expected[1], &expected[2], &expected[3]);
		assert_int_equal(cells[app_cell(APP_NEW_RECEIVED, APP_TOTAL)].n, expected[0]);
		assert_int_equal(cells[app_cell(APP_CARRIED_IN, APP_TOTAL)].n, expected[1]);
		assert_int_equal(cells[app_cell(APP_RESULTS_TOTAL, APP_TOTAL)].n, expected[2]);
		assert_int_equal(cells[app_cell(APP_CARRIED_OUT, APP_TOTAL)].n, expected[3]);
	}
}

/** In small pages a cell shows the same as at once, in the same order. */
static void pages_are_the_list(struct probe *p, const struct request_env *env,
	struct request_period period, int cell, const struct request *list, size_t n)
{
	struct err err = { 0 };
	size_t seen = 0, got;
	int64_t after = 0;
	do {
		struct request *some;
		probe_need(request_list_cell(env, p->unit, period, cell, after, 3, &p->arena, &some, &got,
			&err), &err);
		assert_true(seen + got <= n);
		for (size_t i = 0; i < got; i++)
			assert_int_equal(some[i].id, list[seen++].id);
		after = got ? some[got - 1].id : 0;
	} while (got);
	assert_int_equal(seen, n);
}

/** Every cell opens as many requests as it counts, and each says of itself that it is counted there. */
static void every_cell_opens(struct walk *w, int year)
{
	static struct form_cell cells[FORM_CELLS];
	struct probe *p = w->p;
	struct err err = { 0 };
	const struct request_env env = probe_env(p, HEAD);
	const struct request_period period = { { year, 1, 1 }, { year, 12, 31 } };
	probe_need(request_count_table_three(&env, p->unit, period, cells, &err), &err);
	for (int row = 0; row < APP_ROW__MAX; row++)
		for (int c = 0; c < APP_COLUMN__MAX; c++) {
			int cell = app_cell((enum app_row)row, (enum app_column)c);
			struct request *list;
			size_t n;
			if (!form_has(FORM_2021, cell))
				continue;
			probe_need(request_list_cell(&env, p->unit, period, cell, 0, REQUESTS * 4, &p->arena, &list,
				&n, &err), &err);
			assert_int_equal(n, cells[cell].n);
			pages_are_the_list(p, &env, period, cell, list, n);
			for (size_t i = 0; i < n && c < APP_TOTAL; i++) {
				int own[4];
				size_t n_own, k = 0;
				assert_int_equal(request_cells(&list[i], period, SV(""), p->today, own, &n_own), 0);
				while (k < n_own && own[k] != cell)
					k++;
				assert_true(k < n_own);
			}
			arena_reset(&p->arena);
		}
}

static void no_walk_loses_a_request(void **state)
{
	struct probe *p = *state;
	struct walk w = { .p = p };
	p->today = probe_date("2023-11-01");
	new_request(&w);
	for (int i = 0; i < STEPS; i++) {
		if (w.n < REQUESTS && probe_rnd(p, STEPS / REQUESTS) == 0)
			new_request(&w);
		step(&w);
		p->today = date_of_day(date_to_day(p->today) + probe_rnd(p, 2));
		arena_reset(&p->arena);
		if (i % 150 == 149) {
			nothing_is_lost(&w);
			table_three_adds_up(&w);
		}
	}
	for (int year = 2023; year <= 2026; year++)
		every_cell_opens(&w, year);
	assert_true(w.taken > STEPS / 8);
	assert_true(w.refused > STEPS / 5);
}

/* "Closed so, these cells change" is what the count says afterwards. */
static void what_if_is_what_comes(void **state)
{
	struct probe *p = *state;
	static struct form_cell before[FORM_CELLS], after[FORM_CELLS];
	struct err err = { 0 };
	const struct request_period period = { { 2024, 1, 1 }, { 2024, 12, 31 } };
	struct request_ticket t = probe_take_in(p, CHANNEL_COUNTER);
	const struct request_env env = probe_env(p, HEAD);
	int now[4], then[4];
	size_t n_now, n_then;
	struct request r = probe_get(p, t.id);
	probe_need(request_count_table_three(&env, p->unit, period, before, &err), &err);
	assert_int_equal(request_cells(&r, period, SV(""), p->today, now, &n_now), 0);
	assert_int_equal(request_cells(&r, period, SV("granted"), p->today, then, &n_then), 0);
	probe_do(p, CLERK, t.id, REQUEST_ASSIGN);
	probe_do(p, CLERK, t.id, REQUEST_DRAFT);
	probe_do(p, REVIEWER, t.id, REQUEST_REVIEW);
	probe_do(p, APPROVER, t.id, REQUEST_SIGN);
	probe_do(p, CLERK, t.id, REQUEST_SERVE);
	probe_need(request_count_table_three(&env, p->unit, period, after, &err), &err);
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		struct form_position at = form_position(cell);
		if (at.table != TABLE_APPLICATIONS || at.column == APP_TOTAL)
			continue;
		int64_t change = 0;
		for (size_t i = 0; i < n_now; i++)
			change -= now[i] == cell;
		for (size_t i = 0; i < n_then; i++)
			change += then[i] == cell;
		assert_int_equal(after[cell].n - before[cell].n, change);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_walk_loses_a_request, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(what_if_is_what_comes, probe_setup, probe_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
