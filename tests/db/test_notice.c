/* Notices: each cause tells once and only what happened is told; the daily look agrees with a count of our own; a
   notice is never in two hands, and never lost in any. */
#include "request_probe.h"

#include "request/query.h"

enum { DAYS = 40, MANY = 500 };

static struct notice *ready(struct probe *p, const struct request_env *env, size_t *ret_n)
{
	struct err err = { 0 };
	struct notice *list;
	probe_need(notice_ready(env, MANY, &p->arena, &list, ret_n, &err), &err);
	return list;
}

/** How many of a kind are there for a request? */
static int told(struct probe *p, int64_t request, enum notice_kind kind)
{
	const struct sql count = { .text =
		"SELECT count(*) FROM notice WHERE request = $1 AND kind = $2" };
	struct err err = { 0 };
	struct query q;
	query_start_once(&q, p->db, count.text);
	query_int(&q, request);
	query_text(&q, sv_of(notice_kind_key(kind)));
	int n = query_row(&q) ? (int)query_get_int(&q, 0) : -1;
	probe_need(query_end(&q, &err), &err);
	return n;
}

static int told_in_all(struct probe *p)
{
	struct err err = { 0 };
	struct query q;
	query_start_once(&q, p->db, "SELECT count(*) FROM notice");
	int n = query_row(&q) ? (int)query_get_int(&q, 0) : -1;
	probe_need(query_end(&q, &err), &err);
	return n;
}

static void set_address(struct probe *p, const char *address)
{
	struct err err = { 0 };
	const struct request_env env = probe_env(p, HEAD);
	probe_need(office_set(&env, p->unit, OFFICE_SMTP_TO, sv_of(address), &err), &err);
}

/* ---- causes ------------------------------------------------------------------------------------ */

static void what_comes_from_outside_is_told(void **state)
{
	struct probe *p = *state;
	int64_t counter = probe_take_in(p, CHANNEL_COUNTER).id;
	assert_int_equal(told_in_all(p), 0);
	int64_t web = probe_take_in(p, CHANNEL_WEB).id;
	assert_int_equal(told(p, web, NOTICE_NEW), 1);
	probe_do(p, CLERK, web, REQUEST_CONFIRM);
	probe_do(p, CLERK, web, REQUEST_ASK_CORRECTION);
	assert_int_equal(told_in_all(p), 1);
	probe_do(p, CITIZEN, web, REQUEST_CORRECT);
	assert_int_equal(told(p, web, NOTICE_CORRECTED), 1);
	probe_do(p, CLERK, web, REQUEST_CONSULT);
	probe_do(p, CITIZEN, web, REQUEST_CONSULT_BACK);
	assert_int_equal(told(p, web, NOTICE_CONSULT_BACK), 1);
	/* What the clerk does himself is no news. */
	probe_do(p, CLERK, counter, REQUEST_ASK_CORRECTION);
	probe_do(p, CLERK, counter, REQUEST_CORRECT);
	probe_do(p, CLERK, counter, REQUEST_CONSULT);
	probe_do(p, CLERK, counter, REQUEST_CONSULT_BACK);
	assert_int_equal(told_in_all(p), 3);
}

static void what_is_handed_over_is_told_there(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct notice *list;
	size_t n;
	int64_t web = probe_take_in(p, CHANNEL_WEB).id;
	probe_do(p, CLERK, web, REQUEST_TRANSFER);
	const struct request_env there = probe_env(p, STRANGER), here = probe_env(p, CLERK);
	probe_need(notice_list(&there, p->other_unit, MANY, &p->arena, &list, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].kind, NOTICE_TRANSFERRED);
	probe_refused(notice_list(&here, p->other_unit, MANY, &p->arena, &list, &n, &err), E_FORBIDDEN,
		&err);
	/* It is not this office's business any more. */
	probe_need(notice_list(&here, p->unit, MANY, &p->arena, &list, &n, &err), &err);
	assert_int_equal(n, 0);
}

static void a_step_that_did_not_happen_is_not_told(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct request_ticket t;
	const struct request_intake in = probe_intake(p, CHANNEL_WEB);
	const struct request_env env = probe_env(p, CITIZEN);
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	probe_need(request_take_in_tx(&env, &in, &t, &err), &err);
	assert_int_equal(told_in_all(p), 1);
	tx_rollback(p->db);
	assert_int_equal(told_in_all(p), 0);
}

/** Answer one whose applicant has this address, served so. @return its notice to him, if any */
static int answered(struct probe *p, const char *email, const char *service, int64_t *ret)
{
	struct err err = { 0 };
	struct request_ticket t;
	struct request_moved moved;
	struct request_intake in = probe_intake(p, CHANNEL_COUNTER);
	in.applicant.email = sv_of(email);
	const struct request_env env = probe_env(p, CLERK);
	probe_need(request_take_in(&env, &in, &t, &err), &err);
	probe_do(p, CLERK, t.id, REQUEST_ASSIGN);
	probe_do(p, CLERK, t.id, REQUEST_DRAFT);
	probe_do(p, REVIEWER, t.id, REQUEST_REVIEW);
	probe_do(p, APPROVER, t.id, REQUEST_SIGN);
	struct request_move m = probe_move(p, REQUEST_SERVE, REQUEST_SIGNED);
	m.service = sv_of(service);
	probe_need(probe_try(p, CLERK, t.id, &m, &moved, &err), &err);
	*ret = t.id;
	return told(p, t.id, NOTICE_ANSWERED);
}

static void an_applicant_hears_of_what_was_served_to_him_electronically(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct sv address;
	size_t n;
	int64_t id;
	assert_int_equal(answered(p, "", "electronic", &id), 0);
	assert_int_equal(answered(p, "zhen@example.org", "mail", &id), 0);
	assert_int_equal(answered(p, "zhen@example.org", "electronic", &id), 1);
	const struct request_env env = probe_env(p, CLERK);
	const struct notice *list = ready(p, &env, &n);
	assert_int_equal(n, 1);
	probe_need(notice_address(&env, &list[0], &p->arena, &address, &err), &err);
	assert_true(sv_eq(address, SV("zhen@example.org")));
	const struct notice_words w = notice_words(&list[0], SV("https://gk.example.gov.cn"), &p->arena);
	static const char *const never[] = { "甄有礼", "zhen@", "地块", "13800138000", "1101051949" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		assert_false(sv_has(w.subject, sv_of(never[i])) || sv_has(w.body, sv_of(never[i])));
	assert_false(sv_has(w.subject, list[0].number));
	assert_true(sv_has(w.body, list[0].number));
	assert_true(sv_has(w.body, SV("https://gk.example.gov.cn/follow\n")));
	/* Nobody looked. */
	struct request_look *looks;
	const struct request r = probe_get(p, id);
	probe_need(request_looks(&env, &r, &p->arena, &looks, &n, &err), &err);
	assert_int_equal(n, 0);
	/* Forgotten in the meantime: there is no address any more, and that is no error. */
	bool had;
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	probe_need(seal_key_destroy(p->db, r.applicant, &had, &err), &err);
	probe_need(tx_commit(p->db, &err), &err);
	probe_need(notice_address(&env, &list[0], &p->arena, &address, &err), &err);
	assert_int_equal(address.n, 0);
}

static void words_for_an_office_are_of_the_request_alone(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	size_t n;
	set_address(p, "gk@example.gov.cn");
	struct request_ticket t;
	struct request_intake in = probe_intake(p, CHANNEL_WEB);
	in.wish.title = SV("补偿方案\r\nBcc: x@example.org");
	const struct request_env env = probe_env(p, CITIZEN);
	int rc = request_take_in(&env, &in, &t, &err);
	/* Whether or not a title may have breaks, words have none from it. */
	struct notice made = { .kind = NOTICE_SOON, .title = in.wish.title, .number = SV("2024-0002-00001"),
		.public_id = SV("abc"), .unit_name = SV("某街道"), .due = { 2024, 3, 5 } };
	struct notice *list = rc ? &made : ready(p, &env, &n);
	const struct notice_words w = notice_words(&list[0], SV("https://g.cn"), &p->arena);
	assert_true(sv_has(w.body, SV("标题：补偿方案  Bcc: x@example.org\n")));
	assert_true(sv_has(w.body, sv_fmt(&p->arena, "https://g.cn/desk/requests/%.*s\n",
		SV_ARG(list[0].public_id))));
	assert_true(sv_has(w.body, list[0].number) && sv_has(w.subject, list[0].number));
	static const char *const never[] = { "甄有礼", "13800138000", "1101051949", "幸福路" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		assert_false(sv_has(w.subject, sv_of(never[i])) || sv_has(w.body, sv_of(never[i])));
}

/* ---- every day --------------------------------------------------------------------------------- */

/** By hand: the kind that is due of a request today, from working days counted one by one; these due dates do not move,
    so what is told once was told before. */
static enum notice_kind expected(struct probe *p, const struct request *r, const int *before)
{
	int64_t today = date_to_day(p->today), due = r->due.year ? date_to_day(r->due) : 0;
	int worked = 0;
	if (!request_state_is_open(r->state) || date_weekday(today) >= 5)
		return NOTICE_KIND__MAX;
	if (!r->due.year)
		return r->due_unknown && !before[NOTICE_UNKNOWN] ? NOTICE_UNKNOWN : NOTICE_KIND__MAX;
	if (due < today)
		return NOTICE_OVERDUE;
	/* Due soon: no more than three working days lie behind today up to it and it is not behind the third. */
	for (int64_t d = today + 1; d < due; d++)
		worked += calendar_is_worked(calendar_kind(&p->calendar, d));
	return worked < REQUEST_SOON && !before[NOTICE_SOON] ? NOTICE_SOON : NOTICE_KIND__MAX;
}

static void look(struct probe *p, int64_t *ret)
{
	struct err err = { 0 };
	const struct request_env env = probe_env(p, ADMIN);
	probe_need(notice_daily(&env, ret, &err), &err);
}

static void the_daily_look_tells_what_a_count_by_hand_tells(void **state)
{
	struct probe *p = *state;
	int64_t ids[DAYS], made, again;
	int seen[NOTICE_KIND__MAX] = { 0 };
	p->today = probe_date("2026-11-02");
	for (int day = 0; day < DAYS; day++) {
		ids[day] = probe_take_in(p, day % 3 ? CHANNEL_COUNTER : CHANNEL_WEB).id;
		if (day % 5 == 1)
			probe_do(p, CLERK, ids[day], REQUEST_WITHDRAW);
		int before[DAYS][NOTICE_KIND__MAX];
		for (int i = 0; i <= day; i++)
			for (int k = NOTICE_SOON; k <= NOTICE_UNKNOWN; k++)
				before[i][k] = told(p, ids[i], (enum notice_kind)k);
		look(p, &made);
		look(p, &again);
		assert_int_equal(again, 0);
		int64_t want = 0;
		for (int i = 0; i <= day; i++) {
			const struct request r = probe_get(p, ids[i]);
			enum notice_kind e = expected(p, &r, before[i]);
			for (int k = NOTICE_SOON; k <= NOTICE_UNKNOWN; k++)
				assert_int_equal(told(p, ids[i], (enum notice_kind)k) - before[i][k], (int)e == k);
			want += e != NOTICE_KIND__MAX;
			if (e != NOTICE_KIND__MAX)
				seen[e]++;
		}
		assert_int_equal(made, want);
		p->today = date_of_day(date_to_day(p->today) + 1);
	}
	for (int k = NOTICE_SOON; k <= NOTICE_UNKNOWN; k++)
		assert_true(seen[k] > 0);
}

/** Look on this day. @return how often the request was told of so since it came */
static int told_on(struct probe *p, const char *day, int64_t id, enum notice_kind kind)
{
	p->today = probe_date(day);
	look(p, NULL);
	return told(p, id, kind);
}

static void soon_is_told_once_a_due_date_and_late_each_working_day(void **state)
{
	struct probe *p = *state;
	int64_t id = probe_take_in(p, CHANNEL_COUNTER).id; /* due 2024-03-08 */
	probe_do(p, CLERK, id, REQUEST_ASSIGN);
	assert_int_equal(told_on(p, "2024-03-04", id, NOTICE_SOON), 0);
	assert_int_equal(told_on(p, "2024-03-06", id, NOTICE_SOON), 1);
	assert_int_equal(told_on(p, "2024-03-07", id, NOTICE_SOON), 1);
	probe_do(p, HEAD, id, REQUEST_EXTEND); /* 2024-03-22 */
	assert_int_equal(told_on(p, "2024-03-18", id, NOTICE_SOON), 1);
	assert_int_equal(told_on(p, "2024-03-20", id, NOTICE_SOON), 2);
	assert_int_equal(told_on(p, "2024-03-22", id, NOTICE_SOON), 2);
	assert_int_equal(told_on(p, "2024-03-23", id, NOTICE_OVERDUE), 0); /* Saturday */
	assert_int_equal(told_on(p, "2024-03-25", id, NOTICE_OVERDUE), 1);
	assert_int_equal(told_on(p, "2024-03-26", id, NOTICE_OVERDUE), 2);
	assert_int_equal(told_on(p, "2024-04-04", id, NOTICE_OVERDUE), 2); /* a Thursday, 清明 */
	assert_int_equal(told_on(p, "2024-04-06", id, NOTICE_OVERDUE), 2); /* a Saturday off */
	assert_int_equal(told_on(p, "2024-04-07", id, NOTICE_OVERDUE), 3); /* a Sunday that is worked */
}

/* Which days of 2027 are off nobody knows yet: no day is taken for one, and the message says so. */
static void a_year_without_a_calendar_is_reminded_every_day(void **state)
{
	struct probe *p = *state;
	size_t n, said = 0;
	set_address(p, "gk@example.gov.cn");
	p->today = probe_date("2026-11-30");
	int64_t id = probe_take_in(p, CHANNEL_COUNTER).id; /* due 2026-12-28 */
	assert_int_equal(told_on(p, "2027-01-01", id, NOTICE_OVERDUE), 1);
	assert_int_equal(told_on(p, "2027-01-02", id, NOTICE_OVERDUE), 2);
	assert_int_equal(told_on(p, "2027-01-03", id, NOTICE_OVERDUE), 3);
	const struct request_env env = probe_env(p, ADMIN);
	const struct notice *list = ready(p, &env, &n);
	for (size_t i = 0; i < n; i++) {
		const struct notice_words w = notice_words(&list[i], SV(""), &p->arena);
		assert_int_equal(list[i].unsure, list[i].day.year == 2027);
		said += sv_has(w.body, SV("还没有2027年的工作日历"));
	}
	assert_int_equal(said, 3);
}

static void the_list_has_the_newest_of_each_kind_and_old_rows_go(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct notice *list;
	size_t n;
	int64_t web = probe_take_in(p, CHANNEL_WEB).id;
	p->today = probe_date("2024-03-25");
	look(p, NULL);
	p->today = probe_date("2024-03-26");
	look(p, NULL);
	(void)web;
	const struct request_env env = probe_env(p, CLERK);
	probe_need(notice_list(&env, p->unit, MANY, &p->arena, &list, &n, &err), &err);
	for (size_t i = 1; i < n; i++)
		assert_true(list[i - 1].id > list[i].id && list[i - 1].kind != list[i].kind);
	assert_true(n >= 1);
	p->today = date_of_day(date_to_day(p->today) + NOTICE_KEPT / 86400 + 2);
	probe_do(p, CLERK, web, REQUEST_CONFIRM);
	probe_do(p, CLERK, web, REQUEST_WITHDRAW);
	look(p, NULL);
	assert_int_equal(told_in_all(p), 0);
}

/* ---- on their way ------------------------------------------------------------------------------ */

/** One that is ready, and the moment. */
static struct notice one(struct probe *p, struct request_env *env)
{
	size_t n;
	set_address(p, "gk@example.gov.cn");
	probe_take_in(p, CHANNEL_WEB);
	*env = probe_env(p, ADMIN);
	struct notice *list = ready(p, env, &n);
	assert_int_equal(n, 1);
	return list[0];
}

static void without_an_address_it_waits(void **state)
{
	struct probe *p = *state;
	size_t n;
	probe_take_in(p, CHANNEL_WEB);
	const struct request_env env = probe_env(p, ADMIN);
	ready(p, &env, &n);
	assert_int_equal(n, 0);
	set_address(p, "gk@example.gov.cn");
	ready(p, &env, &n);
	assert_int_equal(n, 1);
}

static void one_notice_is_in_one_hand(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct request_env env;
	struct notice first = one(p, &env), second = first;
	struct db *other = test_db_open(&p->t, DB_WRITE);
	struct request_env there = env;
	bool mine, theirs;
	size_t n;
	there.db = other;
	probe_need(notice_claim(&env, &first, &mine, &err), &err);
	probe_need(notice_claim(&there, &second, &theirs, &err), &err);
	assert_true(mine && !theirs);
	ready(p, &env, &n);
	assert_int_equal(n, 0);
	/* The first one dies. After a while it is the other's. */
	p->act.now += NOTICE_CLAIM + 1;
	probe_need(notice_claim(&there, &second, &theirs, &err), &err);
	assert_true(theirs);
	assert_int_equal(second.attempts, 2);
	/* It was not dead: what it says now does not count. */
	probe_need(notice_end(&env, &first, NOTICE_END_FAILED, SV("晚了"), &err), &err);
	probe_need(notice_end(&there, &second, NOTICE_END_SENT, SV(""), &err), &err);
	ready(p, &env, &n);
	assert_int_equal(n, 0);
	struct notice *list;
	const struct request_env clerk = probe_env(p, CLERK);
	probe_need(notice_list(&clerk, p->unit, MANY, &p->arena, &list, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_int_equal(list[0].state, NOTICE_SENT);
	assert_true(list[0].done == p->act.now - 1 || list[0].done == p->act.now);
	db_close(other);
}

/** Claim at once or at the first moment at which it is ready. @return seconds waited */
static int64_t claim_next(struct probe *p, struct request_env *env, struct notice *n)
{
	struct err err = { 0 };
	bool mine = false;
	size_t found = 0;
	time_utc began = p->act.now;
	for (int64_t step = 60; !found && p->act.now - began < 3 * 86400; p->act.now += step) {
		AUTO(arena_done) struct arena a;
		struct notice *list;
		arena_init(&a, 1 << 20);
		probe_need(notice_ready(env, 1, &a, &list, &found, &err), &err);
	}
	if (!found)
		return -1;
	p->act.now -= 60;
	probe_need(notice_claim(env, n, &mine, &err), &err);
	assert_true(mine);
	return p->act.now - began;
}

static void it_is_tried_again_with_growing_pauses_and_then_given_up(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct request_env env;
	struct notice n = one(p, &env), *list;
	int64_t last = -1, total = 0;
	size_t found;
	for (int i = 0; i < NOTICE_ATTEMPTS; i++) {
		int64_t waited = claim_next(p, &env, &n);
		assert_true(waited >= last);
		assert_int_equal(n.attempts, i + 1);
		last = waited;
		total += waited;
		probe_need(notice_end(&env, &n, NOTICE_END_LATER, SV("邮件服务器忙"), &err), &err);
	}
	assert_true(total > 86400 / 2 && total < NOTICE_LIFE);
	assert_int_equal(claim_next(p, &env, &n), -1);
	const struct request_env clerk = probe_env(p, CLERK);
	probe_need(notice_list(&clerk, p->unit, MANY, &p->arena, &list, &found, &err), &err);
	assert_int_equal(list[0].state, NOTICE_FAILED);
	assert_true(sv_eq(list[0].why, SV("邮件服务器忙")));
}

static void a_server_that_is_away_costs_no_attempt_and_old_news_are_none(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct request_env env;
	struct notice n = one(p, &env), *list;
	size_t found;
	for (int i = 0; i < 3 * NOTICE_ATTEMPTS; i++) {
		assert_true(claim_next(p, &env, &n) <= 120);
		assert_int_equal(n.attempts, 1);
		probe_need(notice_end(&env, &n, NOTICE_END_AWAY, SV("连不上"), &err), &err);
		n.attempts = 0;
	}
	probe_need(notice_expire(&env, &err), &err);
	assert_true(claim_next(p, &env, &n) >= 0);
	probe_need(notice_end(&env, &n, NOTICE_END_AWAY, SV("连不上"), &err), &err);
	p->act.now += NOTICE_LIFE;
	probe_need(notice_expire(&env, &err), &err);
	ready(p, &env, &found);
	assert_int_equal(found, 0);
	const struct request_env clerk = probe_env(p, CLERK);
	probe_need(notice_list(&clerk, p->unit, MANY, &p->arena, &list, &found, &err), &err);
	assert_int_equal(list[0].state, NOTICE_FAILED);
}

static void every_statement_fits(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	probe_need(db_check_statements(p->db, &notice_statements, &err), &err);
	for (int k = 0; k < NOTICE_KIND__MAX; k++)
		assert_int_equal(notice_kind_of_key(sv_of(notice_kind_key((enum notice_kind)k))), k);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, probe_setup, probe_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_comes_from_outside_is_told),
		TEST(what_is_handed_over_is_told_there),
		TEST(a_step_that_did_not_happen_is_not_told),
		TEST(an_applicant_hears_of_what_was_served_to_him_electronically),
		TEST(words_for_an_office_are_of_the_request_alone),
		TEST(the_daily_look_tells_what_a_count_by_hand_tells),
		TEST(soon_is_told_once_a_due_date_and_late_each_working_day),
		TEST(a_year_without_a_calendar_is_reminded_every_day),
		TEST(the_list_has_the_newest_of_each_kind_and_old_rows_go),
		TEST(without_an_address_it_waits),
		TEST(one_notice_is_in_one_hand),
		TEST(it_is_tried_again_with_growing_pauses_and_then_given_up),
		TEST(a_server_that_is_away_costs_no_attempt_and_old_news_are_none),
		TEST(every_statement_fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
