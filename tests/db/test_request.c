/* Requests on both databases: who may take which step from where, what comes of it, and nothing else. */
#include "request_probe.h"

#include "request/answer.h"
#include "request/query.h"

static void its_statements_fit_both_databases(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	probe_need(db_check_statements(p->db, &request_statements, &err), &err);
	probe_need(db_check_statements(p->db, &seal_statements, &err), &err);
	probe_need(db_check_statements(p->db, &office_statements, &err), &err);
	probe_need(db_check_statements(p->db, &remedy_statements, &err), &err);
	probe_need(db_check_statements(p->db, &years_statements, &err), &err);
}

/* From a letter in the box to the archive; the dates are those of law.md §4 for 2024-02-05. */
static void a_request_goes_the_whole_way(void **state)
{
	struct probe *p = *state;
	struct request_ticket t = probe_take_in(p, CHANNEL_COUNTER);
	struct request r = probe_get(p, t.id);
	char day[DATE_TEXT_MAX];
	assert_int_equal(r.state, REQUEST_REGISTERED);
	assert_string_equal(date_print(r.first_received_on, day), "2024-02-05");
	assert_string_equal(date_print(r.due, day), "2024-03-08");
	p->today = probe_date("2024-02-20");
	probe_do(p, CLERK, t.id, REQUEST_ASSIGN);
	probe_do(p, HEAD, t.id, REQUEST_EXTEND);
	r = probe_get(p, t.id);
	assert_string_equal(date_print(r.due, day), "2024-03-22");
	probe_do(p, CLERK, t.id, REQUEST_DRAFT);
	probe_do(p, REVIEWER, t.id, REQUEST_REVIEW);
	probe_do(p, APPROVER, t.id, REQUEST_SIGN);
	p->today = probe_date("2024-02-21");
	probe_do(p, CLERK, t.id, REQUEST_SERVE);
	r = probe_get(p, t.id);
	assert_int_equal(r.state, REQUEST_REPLIED);
	assert_int_equal(r.due.year, 0);
	assert_string_equal(date_print(r.closed_on, day), "2024-02-21");
	assert_true(sv_eq(r.counted, SV("granted")));
	probe_do(p, CLERK, t.id, REQUEST_ARCHIVE);
	assert_int_equal(probe_get(p, t.id).state, REQUEST_ARCHIVED);
}

static void both_moments_of_the_internet_channel_are_kept(void **state)
{
	struct probe *p = *state;
	struct request_ticket t = probe_take_in(p, CHANNEL_WEB);
	struct request r = probe_get(p, t.id);
	char day[DATE_TEXT_MAX];
	assert_int_equal(r.state, REQUEST_SUBMITTED);
	assert_int_equal(r.first_received_on.year, 0);
	assert_string_equal(date_print(r.due, day), "2024-03-08");
	p->today = probe_date("2024-02-06");
	probe_do(p, CLERK, t.id, REQUEST_CONFIRM);
	r = probe_get(p, t.id);
	assert_string_equal(date_print(r.submitted_on, day), "2024-02-05");
	assert_string_equal(date_print(r.first_received_on, day), "2024-02-06");
	assert_string_equal(date_print(r.due, day), "2024-03-11");
}

static struct request_ticket take_in_other(struct probe *p, enum request_kind kind)
{
	struct err err = { 0 };
	struct request_ticket t;
	struct request_intake in = probe_intake(p, CHANNEL_WEB);
	const struct request_env env = probe_env(p, CITIZEN);
	in.kind = kind;
	if (kind == REQUEST_COMPLAINT)
		in.applicant.id_number = in.applicant.id_type = SV("");
	probe_need(request_take_in(&env, &in, &t, &err), &err);
	return t;
}

/* Every answer of a complaint and of a rectification: never a due date, no letter without its elements, no cell. */
static void what_is_no_application_has_no_limit_and_no_cell(void **state)
{
	struct probe *p = *state;
	static const struct request_value values[] = { { SV_INIT("reason"), SV_INIT("经查证") },
		{ SV_INIT("right_organ"), SV_INIT("某局") }, { SV_INIT("right_contact"), SV_INIT("某街1号") },
		{ SV_INIT("record_result"), SV_INIT("改为三人") },
		{ SV_INIT("complaint_result"), SV_INIT("已责令限期答复") } };
	static const enum request_kind kinds[] = { REQUEST_RECTIFICATION, REQUEST_COMPLAINT };
	const struct request_period year = { { 2024, 1, 1 }, { 2024, 12, 31 } };
	int answered = 0;
	for (size_t k = 0; k < 2; k++)
		for (const struct answer *a = answer_next(kinds[k], NULL); a; a = answer_next(kinds[k], a)) {
			struct err err = { 0 };
			struct request_moved moved;
			int cells[16];
			size_t n = 0;
			if (!a->letter)
				continue;
			int64_t id = take_in_other(p, kinds[k]).id;
			probe_do(p, CLERK, id, REQUEST_CONFIRM);
			probe_do(p, CLERK, id, REQUEST_ASSIGN);
			struct request r = probe_get(p, id);
			assert_int_equal(r.due.year, 0);
			assert_false(r.due_unknown);
			for (int full = 0; full < 2; full++) {
				struct request_move m = probe_move(p, REQUEST_DRAFT, REQUEST_HANDLING);
				m.outcome = sv_of(a->key);
				m.values = values;
				m.n_values = full ? sizeof values / sizeof *values : 0;
				struct request_env env = probe_env(p, CLERK);
				probe_need(request_apply(&env, id, &m, &moved, &err), &err);
				probe_do(p, REVIEWER, id, REQUEST_REVIEW);
				env = probe_env(p, APPROVER);
				m = probe_move(p, REQUEST_SIGN, REQUEST_REVIEWED);
				int rc = request_apply(&env, id, &m, &moved, &err);
				if (full)
					probe_need(rc, &err);
				else {
					probe_refused(rc, E_USAGE, &err);
					probe_do(p, APPROVER, id, REQUEST_SEND_BACK);
				}
			}
			probe_do(p, CLERK, id, REQUEST_SERVE);
			r = probe_get(p, id);
			assert_int_equal(r.state, REQUEST_REPLIED);
			probe_need(request_cells(&r, year, r.outcome, p->today, cells, &n), &err);
			assert_int_equal(n, 0);
			answered++;
		}
	assert_int_equal(answered, 7);
}

/* What the law says of requests for disclosure alone, the fee before all, is neither offered nor done. */
static void other_kinds_have_no_fee_and_no_limit_to_extend(void **state)
{
	struct probe *p = *state;
	static const enum request_event never[] = { REQUEST_ASK_FEE, REQUEST_EXTEND, REQUEST_ASK_REASON,
		REQUEST_GIVE_REASON, REQUEST_DELAY };
	for (enum request_kind k = REQUEST_DISCLOSURE; k < REQUEST_KIND__MAX; k++) {
		struct err err = { 0 };
		struct request_choice *list;
		size_t n, offered = 0;
		int64_t id = k == REQUEST_DISCLOSURE ? probe_take_in(p, CHANNEL_WEB).id : take_in_other(p, k).id;
		probe_do(p, CLERK, id, REQUEST_CONFIRM);
		probe_do(p, CLERK, id, REQUEST_ASSIGN);
		const struct request_env env = probe_env(p, HEAD);
		struct request r = probe_get(p, id);
		probe_need(request_choices(&env, &r, &p->arena, &list, &n, &err), &err);
		for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
			struct request_moved moved;
			for (size_t j = 0; j < n; j++)
				offered += list[j].step->event == never[i];
			const struct request_move m = probe_move(p, never[i], REQUEST_HANDLING);
			if (k != REQUEST_DISCLOSURE)
				probe_refused(request_apply(&env, id, &m, &moved, &err), E_USAGE, &err);
		}
		assert_int_equal(offered, k == REQUEST_DISCLOSURE ? sizeof never / sizeof *never : 0);
		assert_int_equal(probe_get(p, id).state, REQUEST_HANDLING);
	}
}

/* Who shows no paper is nobody else who shows none: each has a key of his own. */
static void complaints_without_a_number_are_of_different_people(void **state)
{
	struct probe *p = *state;
	struct request one = probe_get(p, take_in_other(p, REQUEST_COMPLAINT).id),
		two = probe_get(p, take_in_other(p, REQUEST_COMPLAINT).id);
	assert_true(one.applicant != two.applicant);
	struct request three = probe_get(p, take_in_other(p, REQUEST_RECTIFICATION).id),
		four = probe_get(p, take_in_other(p, REQUEST_RECTIFICATION).id);
	assert_true(three.applicant == four.applicant);
}

/* A request whose due date lies in a year without a calendar: unknown, said so; with the notice, the day. */
static void a_calendar_that_comes_moves_what_is_open(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct calendar_year *years;
	struct year_move *moves;
	size_t n, n_moves;
	char day[DATE_TEXT_MAX];
	static const char notice[] = "{\"2027\":{\"source\":\"国务院办公厅关于2027年部分节假日安排的通知（测试）\","
		"\"holidays\":[\"2027-01-01\",\"2027-02-05\",\"2027-02-08\",\"2027-02-09\",\"2027-02-10\","
		"\"2027-04-05\",\"2027-05-03\",\"2027-06-09\"],\"workdays\":[\"2027-01-02\"]}}";
	p->today = probe_date("2026-12-21");
	struct request_ticket t = probe_take_in(p, CHANNEL_COUNTER), early;
	struct request r = probe_get(p, t.id);
	assert_true(r.due_unknown && !r.due.year);
	probe_need(calendar_json_read(sv_of(notice), &p->arena, &years, &n, &err), &err);
	const struct request_env env = probe_env(p, ADMIN), head = probe_env(p, HEAD);
	probe_refused(years_import(&head, years, n, false, &p->arena, &moves, &n_moves, &err),
		E_FORBIDDEN, &err);
	probe_need(years_import(&env, years, n, true, &p->arena, &moves, &n_moves, &err), &err);
	assert_int_equal(n_moves, 1);
	assert_string_equal(date_print(moves[0].to, day), "2027-01-18");
	assert_true(probe_get(p, t.id).due_unknown);
	probe_need(years_import(&env, years, n, false, &p->arena, &moves, &n_moves, &err), &err);
	r = probe_get(p, t.id);
	assert_string_equal(date_print(r.due, day), "2027-01-18");
	assert_false(r.due_unknown);
	/* What comes in afterwards is under the new calendar. */
	probe_need(years_load(p->db, &p->arena, &p->calendar, &err), &err);
	early = probe_take_in(p, CHANNEL_COUNTER);
	assert_string_equal(date_print(probe_get(p, early.id).due, day), "2027-01-18");
	probe_need(years_import(&env, years, n, false, &p->arena, &moves, &n_moves, &err), &err);
	assert_int_equal(n_moves, 0);
}

/* Disclosed against the will of who was asked: only with a public interest, and he is told so in writing. */
static void a_third_party_who_objects_is_told(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct request_moved moved;
	struct request_ticket t = probe_take_in(p, CHANNEL_COUNTER);
	probe_do(p, CLERK, t.id, REQUEST_ASSIGN);
	probe_do(p, CLERK, t.id, REQUEST_CONSULT);
	struct request_move m = probe_move(p, REQUEST_CONSULT_BACK, REQUEST_CONSULTING);
	m.party.answer = SV("object");
	probe_need(probe_try(p, CITIZEN, t.id, &m, &moved, &err), &err);
	m = probe_move(p, REQUEST_DRAFT, REQUEST_HANDLING);
	probe_refused(probe_try(p, CLERK, t.id, &m, &moved, &err), E_USAGE, &err);
	assert_string_equal(err.field, "public_interest");
	const struct request_value values[] = { { SV("given"), SV("方案全文") }, { SV("means"), SV("邮寄") },
		{ SV("public_interest"), SV("涉及众多住户的安全") } };
	m.values = values;
	m.n_values = 3;
	probe_need(probe_try(p, CLERK, t.id, &m, &moved, &err), &err);
	probe_do(p, REVIEWER, t.id, REQUEST_REVIEW);
	probe_do(p, APPROVER, t.id, REQUEST_SIGN);
	struct request_document *d;
	size_t n, told = 0;
	const struct request r = probe_get(p, t.id);
	const struct request_env env = probe_env(p, CLERK);
	probe_need(request_documents(&env, &r, &p->arena, &d, &n, &err), &err);
	for (size_t i = 0; i < n; i++)
		told += sv_eq(d[i].kind, SV("letter:third_party_disclose_notice"));
	assert_int_equal(told, 2); /* DOCX and PDF */
}

/* ---- the matrix -------------------------------------------------------------------------------- */

/*
 * Written by hand from the Regulation and the wish list, not from request_steps: for each event the states it may be
 * taken from, where it leads, and who may: p the public, h whoever handles (clerk, reviewer, head), c whoever
 * checks (reviewer, head), o the head of the office, s who signs. What is not here is nobody's.
 */
static const struct {
	enum request_event event;
	const char *from, *to; /* to "=": it stays; "<": back */
	const char *who;
} expected[] = {
	{ REQUEST_SUBMIT, "none", "submitted", "ph" },
	{ REQUEST_REGISTER, "none", "registered", "h" },
	{ REQUEST_CONFIRM, "submitted", "registered", "h" },
	{ REQUEST_TRANSFER, "submitted", "=", "h" },
	{ REQUEST_ASK_CORRECTION, "registered handling", "correcting", "h" },
	{ REQUEST_CORRECT, "correcting", "handling", "ph" },
	{ REQUEST_LAPSE, "correcting awaiting_fee", "closed", "h" },
	{ REQUEST_ASSIGN, "registered handling", "handling", "h" },
	{ REQUEST_SPLIT, "registered handling", "=", "h" },
	{ REQUEST_CONSULT, "handling consulting", "consulting", "h" },
	{ REQUEST_CONSULT_BACK, "consulting", "handling", "ph" },
	{ REQUEST_CONSULT_SILENT, "consulting", "handling", "h" },
	{ REQUEST_EXTEND, "handling consulting drafted reviewed", "=", "o" },
	{ REQUEST_ASK_REASON, "handling", "=", "h" },
	{ REQUEST_GIVE_REASON, "handling", "=", "ph" },
	{ REQUEST_DELAY, "handling", "=", "o" },
	{ REQUEST_ASK_FEE, "handling", "awaiting_fee", "h" },
	{ REQUEST_PAY, "awaiting_fee", "handling", "h" },
	{ REQUEST_DRAFT, "handling", "drafted", "h" },
	{ REQUEST_REVIEW, "drafted", "reviewed", "c" },
	{ REQUEST_SEND_BACK, "drafted reviewed", "handling", "hs" },
	{ REQUEST_SEND_BACK, "signed", "handling", "s" },
	{ REQUEST_SIGN, "reviewed", "signed", "s" },
	{ REQUEST_SERVE, "signed", "replied", "h" },
	{ REQUEST_WITHDRAW, "submitted registered correcting handling consulting awaiting_fee drafted "
		"reviewed merged", "closed", "ph" },
	{ REQUEST_MERGE, "registered handling", "merged", "h" },
	{ REQUEST_UNMERGE, "merged", "handling", "h" },
	{ REQUEST_FOLLOW, "merged", "replied", "h" },
	{ REQUEST_ARCHIVE, "replied closed", "archived", "h" },
	{ REQUEST_REOPEN, "replied closed archived", "handling", "os" },
	{ REQUEST_NOTE, "submitted registered correcting handling consulting awaiting_fee drafted "
		"reviewed signed replied closed merged archived", "=", "phs" },
	{ REQUEST_UNDO, "registered correcting handling consulting awaiting_fee drafted reviewed "
		"signed replied closed merged", "<", "os" },
};
enum { EXPECTED = sizeof expected / sizeof *expected };

static bool has_word(const char *list, const char *word)
{
	struct sv rest = sv_of(list), piece;
	while (sv_cut(&rest, ' ', &piece))
		if (sv_eq(piece, sv_of(word)))
			return true;
	return false;
}

static int row_of(enum request_state from, enum request_event event)
{
	for (int i = 0; i < EXPECTED; i++)
		if (expected[i].event == event && has_word(expected[i].from, request_state_key(from)))
			return i;
	return -1;
}

static bool may(int row, enum role role)
{
	static const char *const letters[ROLE__MAX] = { [ROLE_PUBLIC] = "p", [ROLE_CLERK] = "h",
		[ROLE_REVIEWER] = "hc", [ROLE_OFFICE_HEAD] = "hco", [ROLE_APPROVER] = "s",
		[ROLE_SUPERVISOR] = "", [ROLE_ADMIN] = "" };
	return row >= 0 && strpbrk(expected[row].who, letters[role]);
}

static void the_table_is_the_one_expected(void **state)
{
	(void)state;
	size_t rows = 0;
	for (int s = 0; s < REQUEST_STATE__MAX; s++)
		for (int e = 0; e < REQUEST_EVENT__MAX; e++) {
			int row = row_of(s, e);
			const struct request_step *step = request_step_find(s, e);
			assert_int_equal(step != NULL, row >= 0);
			rows += row >= 0;
			for (int r = 0; r < ROLE__MAX; r++)
				assert_int_equal(request_step_of(s, e, r) != NULL, may(row, r));
			if (!step)
				continue;
			const char *to = expected[row].to;
			if (*to != '<')
				assert_string_equal(request_state_key(step->to), *to == '=' ? request_state_key(s) : to);
			assert_int_equal(strncmp(step->entry, "request.", 8), 0);
		}
	assert_int_equal(request_n_steps, rows);
	for (int s = 0; s < REQUEST_STATE__MAX; s++)
		assert_int_equal(request_state_of_key(sv_of(request_state_key(s))), s);
	for (int e = 0; e < REQUEST_EVENT__MAX; e++)
		assert_int_equal(request_event_of_key(sv_of(request_event_key(e))), e);
}

/** Bring a new request into a state, by the shortest way. */
static int64_t bring_to(struct probe *p, enum request_state to)
{
	static const enum request_event ways[REQUEST_STATE__MAX][6] = {
		[REQUEST_CORRECTING] = { REQUEST_ASK_CORRECTION }, [REQUEST_HANDLING] = { REQUEST_ASSIGN },
		[REQUEST_CONSULTING] = { REQUEST_ASSIGN, REQUEST_CONSULT },
		[REQUEST_AWAITING_FEE] = { REQUEST_ASSIGN, REQUEST_ASK_FEE },
		[REQUEST_DRAFTED] = { REQUEST_ASSIGN, REQUEST_DRAFT },
		[REQUEST_REVIEWED] = { REQUEST_ASSIGN, REQUEST_DRAFT, REQUEST_REVIEW },
		[REQUEST_SIGNED] = { REQUEST_ASSIGN, REQUEST_DRAFT, REQUEST_REVIEW, REQUEST_SIGN },
		[REQUEST_REPLIED] = { REQUEST_ASSIGN, REQUEST_DRAFT, REQUEST_REVIEW, REQUEST_SIGN,
			REQUEST_SERVE },
		[REQUEST_CLOSED] = { REQUEST_WITHDRAW },
		[REQUEST_ARCHIVED] = { REQUEST_WITHDRAW, REQUEST_ARCHIVE },
	};
	struct request_ticket t = probe_take_in(p, to == REQUEST_SUBMITTED ? CHANNEL_WEB :
		CHANNEL_COUNTER);
	if (to == REQUEST_MERGED) {
		struct request_ticket lead = probe_take_in(p, CHANNEL_COUNTER);
		struct request_moved moved;
		struct err err = { 0 };
		struct request_move m = probe_move(p, REQUEST_MERGE, REQUEST_REGISTERED);
		m.other = lead.id;
		probe_need(probe_try(p, CLERK, t.id, &m, &moved, &err), &err);
		return t.id;
	}
	for (int i = 0; i < 6 && ways[to][i]; i++) {
		enum request_event e = ways[to][i];
		probe_do(p, e == REQUEST_SIGN ? APPROVER : e == REQUEST_REVIEW ? REVIEWER : CLERK, t.id, e);
	}
	assert_int_equal(probe_get(p, t.id).state, to);
	return t.id;
}

/** May the step be taken at all right after its state was reached, today? Some wait for a day to pass. */
static bool must_wait(enum request_event e)
{
	return e == REQUEST_LAPSE || e == REQUEST_CONSULT_SILENT || e == REQUEST_FOLLOW;
}

static void nobody_takes_a_step_that_is_not_his(void **state)
{
	struct probe *p = *state;
	static const int actor[ROLE__MAX] = { [ROLE_PUBLIC] = CITIZEN, [ROLE_CLERK] = OTHER_CLERK,
		[ROLE_REVIEWER] = REVIEWER, [ROLE_OFFICE_HEAD] = HEAD, [ROLE_APPROVER] = APPROVER,
		[ROLE_SUPERVISOR] = SUPERVISOR, [ROLE_ADMIN] = ADMIN };
	for (int s = REQUEST_SUBMITTED; s < REQUEST_STATE__MAX; s++) {
		int64_t id = bring_to(p, s);
		struct request r = probe_get(p, id);
		for (int e = REQUEST_CONFIRM; e < REQUEST_EVENT__MAX; e++)
			for (int role = 0; role < ROLE__MAX; role++) {
				if (may(row_of(s, e), role))
					continue;
				struct err err = { 0 };
				struct request_moved moved;
				const struct request_move m = probe_move(p, e, s);
				int rc = probe_try(p, actor[role], id, &m, &moved, &err);
				probe_refused(rc, row_of(s, e) < 0 ? E_USAGE : E_FORBIDDEN, &err);
				arena_reset(&p->arena);
			}
		/* Not one of them left a trace. */
		assert_int_equal(probe_get(p, id).n_events, r.n_events);
	}
}

static void whoever_may_can(void **state)
{
	struct probe *p = *state;
	static const int actor[ROLE__MAX] = { [ROLE_PUBLIC] = CITIZEN, [ROLE_CLERK] = OTHER_CLERK,
		[ROLE_REVIEWER] = REVIEWER, [ROLE_OFFICE_HEAD] = HEAD, [ROLE_APPROVER] = APPROVER };
	int taken = 0;
	for (int s = REQUEST_SUBMITTED; s < REQUEST_STATE__MAX; s++)
		for (int e = REQUEST_CONFIRM; e < REQUEST_EVENT__MAX; e++)
			for (int role = 0; role <= ROLE_APPROVER; role++) {
				if (!may(row_of(s, e), role) || must_wait(e))
					continue;
				int64_t id = bring_to(p, s);
				struct err err = { 0 };
				struct request_moved moved;
				struct request_move m = probe_move(p, e, s);
				if (e == REQUEST_MERGE)
					m.other = probe_take_in(p, CHANNEL_COUNTER).id;
				int before = probe_get(p, id).n_events;
				int rc = probe_try(p, actor[role], id, &m, &moved, &err);
				if (e == REQUEST_UNDO && s == REQUEST_REGISTERED) {
					probe_refused(rc, E_USAGE, &err); /* what came in cannot be undone */
					continue;
				}
				if (rc)
					fail_msg("%s %s %s: %s", request_state_key(s), request_event_key(e),
						role_key(role), err.user);
				assert_int_equal(probe_get(p, id).n_events, before + 1);
				taken++;
				arena_reset(&p->arena);
			}
	assert_true(taken > 120);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(its_statements_fit_both_databases, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(a_request_goes_the_whole_way, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(both_moments_of_the_internet_channel_are_kept, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(a_calendar_that_comes_moves_what_is_open, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(a_third_party_who_objects_is_told, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(what_is_no_application_has_no_limit_and_no_cell, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(other_kinds_have_no_fee_and_no_limit_to_extend, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(complaints_without_a_number_are_of_different_people, probe_setup,
			probe_teardown),
		cmocka_unit_test(the_table_is_the_one_expected),
		cmocka_unit_test_setup_teardown(nobody_takes_a_step_that_is_not_his, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(whoever_may_can, probe_setup, probe_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
