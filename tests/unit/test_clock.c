/* The statutory clock against a second one that walks day by day and was written from the law alone,
   over a million random lives of a request; and the published vectors. */
#include "base/auto.h"
#include "law/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct arena arena;
static struct calendar calendar;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 1 << 24);
	return calendar_make(calendar_built_in, calendar_n_built_in, &arena, &calendar, NULL);
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static int64_t day_of(const char *text)
{
	struct date d;
	assert_true(date_parse(sv_of(text), &d));
	return date_to_day(d);
}

/* ── The second clock ──────────────────────────────────────────────────────────────────────── */

enum { NEVER = -1, WALK_FROM = 17167 /* 2017-01-01 */, WALK_DAYS = 4100 };

/** 1 worked, 0 not, -1 unknown; from the notices by plain search. */
static signed char worked[WALK_DAYS];

static bool listed(const char *const *list, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (sv_eq(sv_of(list[i]), sv_of(text)))
			return true;
	return false;
}

static void fill_worked(void)
{
	for (int i = 0; i < WALK_DAYS; i++) {
		char text[DATE_TEXT_MAX];
		struct date d = date_of_day(WALK_FROM + i);
		date_print(d, text);
		worked[i] = -1;
		for (size_t y = 0; y < calendar_n_built_in; y++) {
			const struct calendar_year *n = &calendar_built_in[y];
			if (n->year != d.year)
				continue;
			/* 2017-01-01 was a Sunday. */
			bool weekend = i % 7 == 0 || i % 7 == 6;
			worked[i] = listed(n->holidays, n->n_holidays, text) ? 0
				: listed(n->workdays, n->n_workdays, text) ? 1 : !weekend;
		}
	}
}

static int is_worked(int64_t day)
{
	return day < WALK_FROM || day >= WALK_FROM + WALK_DAYS ? -1 : worked[day - WALK_FROM];
}

/** The n-th working day after `day`, one day at a time; NEVER when an unknown one is met. */
static int64_t nth_after(int64_t day, int n)
{
	while (n > 0) {
		int w = is_worked(++day);
		if (w < 0)
			return NEVER;
		n -= w;
	}
	return day;
}

struct asked {
	enum consulted who;
	int64_t sent, back, silent; /* back, silent: NEVER = open */
};

struct oracle {
	bool submitted, received, running, lost; /* lost: an unknown day was met in the run */
	bool asked_correction, corrected, asked_fee, paid, extended;
	int64_t first, from, replied, fee_due, consult_due, correction_due, due, stopped;
	bool consult_unknown, fee_unknown, correction_unknown;
	int allowed, used, used_at_end;
	bool used_known;
	struct asked asked[64];
	size_t n_asked;
	int refused;
};

static void start(struct oracle *o, int64_t day)
{
	o->running = true;
	o->lost = false;
	o->from = day;
	o->allowed = 20;
	o->used = 0;
	o->extended = false;
	o->due = NEVER;
	o->consult_due = NEVER;
	o->consult_unknown = false;
}

static void first_start(struct oracle *o, int64_t day)
{
	start(o, day);
	o->received = true;
	o->first = day;
	o->correction_due = nth_after(day, 7);
	o->correction_unknown = o->correction_due == NEVER;
}

static bool waits(const struct oracle *o, int64_t day)
{
	for (size_t i = 0; i < o->n_asked; i++) {
		const struct asked *k = &o->asked[i];
		bool back = k->back != NEVER && day > k->back;
		bool silent = k->silent != NEVER && day > k->silent;
		if (day > k->sent && !back && !silent)
			return true;
	}
	return false;
}

/** One calendar day goes by. */
static void pass(struct oracle *o, int64_t day)
{
	if (!o->running || o->lost || day <= o->from || waits(o, day))
		return;
	int w = is_worked(day);
	if (w < 0)
		o->lost = true;
	else if (w && ++o->used == o->allowed)
		o->due = day;
}

static bool open_for_good(const struct oracle *o, int64_t day)
{
	for (size_t i = 0; i < o->n_asked; i++)
		if (o->asked[i].back == NEVER && o->asked[i].silent == NEVER && day > o->asked[i].sent)
			return true;
	return false;
}

static bool confirm_channel(enum channel c)
{
	return c == CHANNEL_POST_ORDINARY || c == CHANNEL_WEB || c == CHANNEL_FAX || c == CHANNEL_EMAIL;
}

static void happen_consult(struct oracle *o, const struct clock_event *e)
{
	if (e->kind == CLOCK_CONSULT_SENT) {
		int64_t silent = e->to == CONSULT_OTHER_ORGAN ? NEVER : nth_after(e->day, 15);
		o->asked[o->n_asked++] = (struct asked){ e->to, e->day, NEVER, silent };
		if (e->to != CONSULT_OTHER_ORGAN && silent == NEVER)
			o->consult_unknown = true;
		if (silent > o->consult_due)
			o->consult_due = silent;
		return;
	}
	for (size_t i = 0; i < o->n_asked; i++)
		if (o->asked[i].who == e->to && o->asked[i].back == NEVER) {
			o->asked[i].back = e->day;
			return;
		}
	o->refused++;
}

static bool happen_applicant(struct oracle *o, const struct clock_event *e)
{
	switch (e->kind) {
	case CLOCK_CORRECTION_ASKED:
		if (o->asked_correction || (o->asked_fee && !o->paid))
			return false;
		o->asked_correction = true;
		o->running = false;
		o->stopped = e->day;
		o->due = NEVER;
		return true;
	case CLOCK_CORRECTED:
		if (!o->asked_correction || o->corrected)
			return false;
		o->corrected = true;
		start(o, e->day);
		return true;
	case CLOCK_FEE_ASKED:
		if (o->asked_fee || (o->asked_correction && !o->corrected))
			return false;
		o->asked_fee = true;
		o->running = false;
		o->stopped = e->day;
		o->due = NEVER;
		o->fee_due = nth_after(e->day, 20);
		o->fee_unknown = o->fee_due == NEVER;
		return true;
	case CLOCK_FEE_PAID:
		if (!o->asked_fee || o->paid)
			return false;
		o->paid = true;
		start(o, e->day);
		return true;
	default:
		return false;
	}
}

static void happen(struct oracle *o, const struct clock_event *e, enum channel channel)
{
	if (o->replied != NEVER) {
		o->refused++;
	} else if (e->kind == CLOCK_SUBMITTED) {
		if (o->submitted)
			o->refused++;
		else if (!confirm_channel(channel))
			first_start(o, e->day);
		o->submitted = true;
	} else if (!o->submitted) {
		o->refused++;
	} else if (e->kind == CLOCK_CONFIRMED) {
		if (o->received || !confirm_channel(channel))
			o->refused++;
		else
			first_start(o, e->day);
	} else if (!o->received) {
		o->refused++;
	} else if (e->kind == CLOCK_REPLIED) {
		o->replied = e->day;
	} else if (e->kind == CLOCK_EXTENDED) {
		/* In time: the days before today have not used up what is allowed. */
		bool over = o->due != NEVER && o->due < e->day;
		if (!o->running || o->extended || e->workdays < 1 || e->workdays > 20 || over) {
			o->refused++;
		} else {
			o->extended = true;
			o->allowed += e->workdays;
			o->due = NEVER; /* not over, so the walk reaches the new end itself */
		}
	} else if (e->kind == CLOCK_CONSULT_SENT || e->kind == CLOCK_CONSULT_BACK) {
		happen_consult(o, e);
	} else if (!happen_applicant(o, e)) {
		o->refused++;
	}
}

/** Walk from the first event to the end of the run. Events are in the order of their days. */
static void walk(struct oracle *o, const struct clock_input *in)
{
	*o = (struct oracle){ .replied = NEVER, .fee_due = NEVER, .consult_due = NEVER,
		.correction_due = NEVER, .due = NEVER };
	size_t next = 0;
	int64_t last = in->events[in->n - 1].day;
	for (int64_t day = in->events[0].day;; day++) {
		pass(o, day);
		for (; next < in->n && in->events[next].day == day; next++)
			happen(o, &in->events[next], in->channel);
		if (day >= last && (!o->running || o->due != NEVER || o->lost || open_for_good(o, day + 1)))
			return;
	}
}

/** Days used on `day`, counted from the beginning of the run. */
static int used_on(const struct oracle *o, int64_t day)
{
	int used = 0;
	for (int64_t d = o->from + 1; d <= day; d++) {
		int w = waits(o, d) ? 0 : is_worked(d);
		if (w < 0)
			return NEVER;
		used += w;
	}
	return used;
}

/* ── The two against each other ────────────────────────────────────────────────────────────── */

static uint64_t dice_state = 20190515;

static unsigned dice(unsigned sides)
{
	dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(dice_state >> 33) % sides;
}

enum { LIFE_MAX = 14 };

/** A random life, most of it possible, some of it not. */
static void random_life(struct clock_input *in, struct clock_event events[LIFE_MAX])
{
	static const unsigned char likely[] = { CLOCK_CONFIRMED, CLOCK_CONFIRMED, CLOCK_CORRECTION_ASKED,
		CLOCK_CORRECTED, CLOCK_CONSULT_SENT, CLOCK_CONSULT_SENT, CLOCK_CONSULT_BACK, CLOCK_CONSULT_BACK,
		CLOCK_EXTENDED, CLOCK_EXTENDED, CLOCK_FEE_ASKED, CLOCK_FEE_PAID, CLOCK_REPLIED };
	int64_t day = day_of("2018-01-01") + dice(9 * 365);
	in->channel = (enum channel)dice(CHANNEL__MAX);
	in->n = 1 + dice(LIFE_MAX);
	for (size_t i = 0; i < in->n; i++) {
		enum clock_event_kind kind = dice(12) == 0 ? (enum clock_event_kind)dice(CLOCK_EVENT__MAX)
			: (enum clock_event_kind)likely[dice(sizeof likely)];
		if (i == 0)
			kind = CLOCK_SUBMITTED;
		else if (i == 1 && dice(4))
			kind = CLOCK_CONFIRMED;
		events[i] = (struct clock_event){ kind, day, (enum consulted)dice(CONSULT__MAX),
			(int)dice(23) };
		day += dice(3) ? dice(12) : dice(45);
	}
	in->events = events;
	in->today = day + dice(60) - 20;
}

static bool same_date(const struct clock_date *d, int64_t day, bool unknown)
{
	if (unknown)
		return d->state == CLOCK_UNKNOWN;
	return day == NEVER ? d->state != CLOCK_KNOWN : d->state == CLOCK_KNOWN && d->day == day;
}

static enum clock_state expected_state(const struct oracle *o, int64_t today)
{
	if (o->replied != NEVER)
		return CLOCK_DONE;
	if (!o->received)
		return CLOCK_AWAITING_CONFIRMATION;
	if (o->asked_fee && !o->paid)
		return o->fee_due != NEVER && today > o->fee_due ? CLOCK_LAPSED_UNPAID : CLOCK_AWAITING_PAYMENT;
	if (!o->running)
		return CLOCK_AWAITING_CORRECTION;
	if (o->due != NEVER && today > o->due)
		return CLOCK_OVERDUE;
	return today > o->from && waits(o, today) ? CLOCK_CONSULTING : CLOCK_RUNNING;
}

static bool days_agree(const struct oracle *o, const struct clock_input *in,
	const struct clock_result *r)
{
	if (!o->received)
		return !r->used_known;
	int64_t on = o->replied != NEVER ? o->replied : o->running ? in->today : o->stopped;
	int used = used_on(o, on);
	if (used == NEVER)
		return !r->used_known && !r->left_known;
	return r->used_known && r->used == used && r->left_known == o->running
		&& (!o->running || r->left == o->allowed - used);
}

static bool agree(const struct oracle *o, const struct clock_input *in, const struct clock_result *r)
{
	bool dates = same_date(&r->first_received, o->received ? o->first : NEVER, false)
		&& same_date(&r->received, o->received ? o->from : NEVER, false)
		&& same_date(&r->correction_due, o->corrected ? NEVER : o->correction_due,
			!o->corrected && o->correction_unknown)
		&& same_date(&r->consult_due, o->consult_due, o->consult_unknown)
		&& same_date(&r->fee_due, o->fee_due, o->fee_unknown)
		&& same_date(&r->replied, o->replied, false);
	bool due = o->running ? same_date(&r->reply_due, o->due, o->due == NEVER)
		: r->reply_due.state == CLOCK_NONE;
	return dates && due && days_agree(o, in, r) && (size_t)o->refused == r->n_refused
		&& r->state == expected_state(o, in->today);
}

static void show(const struct clock_input *in)
{
	char text[DATE_TEXT_MAX];
	print_message("channel %s today %s\n", channel_key(in->channel),
		date_print(date_of_day(in->today), text));
	for (size_t i = 0; i < in->n; i++)
		print_message("  %s %s %s %d\n", date_print(date_of_day(in->events[i].day), text),
			clock_event_key(in->events[i].kind), consulted_key(in->events[i].to),
			in->events[i].workdays);
}

/** Does the explanation add up to the date? */
static void check_explanation(const struct clock_input *in, const struct clock_result *r)
{
	struct clock_day *days;
	size_t n;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 22);
	assert_int_equal(clock_explain(&calendar, in, r, &a, &days, &n, NULL), 0);
	int counted = 0;
	for (size_t i = 0; i < n; i++) {
		assert_true(i == 0 || days[i].day == days[i - 1].day + 1);
		assert_true(days[i].why && days[i].why[0] && days[i].article && days[i].article[0]);
		counted += days[i].counted ? 1 : 0;
		assert_int_equal(days[i].number, days[i].counted ? counted : 0);
	}
	if (r->reply_due.state == CLOCK_KNOWN) {
		assert_int_equal(counted, r->allowed);
		assert_int_equal(days[n - 1].day, r->reply_due.day);
		assert_true(days[n - 1].counted);
	}
}

static void test_a_million_lives(void **state)
{
	(void)state;
	fill_worked();
	for (int i = 0; i < 1000000; i++) {
		struct clock_event events[LIFE_MAX];
		struct clock_input in;
		struct clock_result r;
		struct oracle o;
		random_life(&in, events);
		walk(&o, &in);
		assert_int_equal(clock_set(&calendar, &clock_default_rules, &in, &r, NULL), 0);
		if (!agree(&o, &in, &r)) {
			show(&in);
			fail_msg("life %d: the two clocks differ", i);
		}
		if (i % 20 == 0)
			check_explanation(&in, &r);
	}
}

static void test_order_given_does_not_matter(void **state)
{
	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct clock_event events[LIFE_MAX], shuffled[LIFE_MAX];
		struct clock_input in, other;
		struct clock_result a, b;
		random_life(&in, events);
		bool same_day = false;
		for (size_t k = 1; k < in.n; k++)
			same_day |= events[k].day == events[k - 1].day;
		if (same_day)
			continue;
		for (size_t k = 0; k < in.n; k++) {
			size_t at = dice((unsigned)k + 1);
			shuffled[k] = shuffled[at];
			shuffled[at] = events[k];
		}
		other = in;
		other.events = shuffled;
		assert_int_equal(clock_set(&calendar, &clock_default_rules, &in, &a, NULL), 0);
		assert_int_equal(clock_set(&calendar, &clock_default_rules, &other, &b, NULL), 0);
		assert_int_equal(a.reply_due.state, b.reply_due.state);
		assert_int_equal(a.reply_due.day, b.reply_due.day);
		assert_int_equal(a.n_refused, b.n_refused);
	}
}

static void test_published_vectors(void **state)
{
	(void)state;
	/* Received; 7, 15, 20 and 40 working days later. */
	static const char *const vectors[][5] = {
		{ "2023-01-16", "2023-01-30", "2023-02-09", "2023-02-16", "2023-03-16" },
		{ "2023-09-25", "2023-10-10", "2023-10-20", "2023-10-27", "2023-11-24" },
		{ "2024-02-05", "2024-02-20", "2024-03-01", "2024-03-08", "2024-04-08" },
		{ "2025-01-20", "2025-02-05", "2025-02-14", "2025-02-21", "2025-03-21" },
		{ "2025-09-26", "2025-10-13", "2025-10-23", "2025-10-30", "2025-11-27" },
		{ "2026-02-10", "2026-02-26", "2026-03-09", "2026-03-16", "2026-04-14" },
		{ "2026-02-14", "2026-03-03", "2026-03-13", "2026-03-20", "2026-04-20" },
	};
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		int64_t day = day_of(vectors[i][0]);
		const struct clock_event events[] = { { .kind = CLOCK_SUBMITTED, .day = day },
			{ .kind = CLOCK_EXTENDED, .day = day + 1, .workdays = 20 } };
		struct clock_input in = { .events = events, .n = 1, .today = day };
		struct clock_result r;
		assert_int_equal(clock_set(&calendar, &clock_default_rules, &in, &r, NULL), 0);
		assert_int_equal(r.correction_due.day, day_of(vectors[i][1]));
		assert_int_equal(r.reply_due.day, day_of(vectors[i][3]));
		assert_int_equal(r.left, 20);
		in.n = 2;
		assert_int_equal(clock_set(&calendar, &clock_default_rules, &in, &r, NULL), 0);
		assert_int_equal(r.reply_due.day, day_of(vectors[i][4]));
		const struct clock_event asked[] = { { .kind = CLOCK_SUBMITTED, .day = day },
			{ .kind = CLOCK_CONSULT_SENT, .day = day, .to = CONSULT_THIRD_PARTY } };
		in.events = asked;
		assert_int_equal(clock_set(&calendar, &clock_default_rules, &in, &r, NULL), 0);
		assert_int_equal(r.consult_due.day, day_of(vectors[i][2]));
	}
}

static void test_working_days_of_each_year(void **state)
{
	(void)state;
	static const int expected[] = { 250, 250, 249, 250, 249, 249, 251, 248, 248 };
	for (int year = 2018; year <= 2026; year++) {
		int n = 0;
		for (int64_t d = date_to_day((struct date){ year, 1, 1 });
			d < date_to_day((struct date){ year + 1, 1, 1 }); d++)
			n += calendar_is_worked(calendar_kind(&calendar, d)) ? 1 : 0;
		assert_int_equal(n, expected[year - 2018]);
	}
}

static void test_a_year_without_a_calendar_is_unknown(void **state)
{
	(void)state;
	/* law.md: received after 2026-12-03, the twentieth working day lies in 2027. */
	struct clock_event e = { .kind = CLOCK_SUBMITTED, .day = day_of("2026-12-03") };
	struct clock_input in = { .events = &e, .n = 1, .today = e.day };
	struct clock_result r;
	assert_int_equal(clock_set(&calendar, &clock_default_rules, &in, &r, NULL), 0);
	assert_int_equal(r.reply_due.state, CLOCK_KNOWN);
	assert_int_equal(r.reply_due.day, day_of("2026-12-31"));
	e.day = day_of("2026-12-04");
	assert_int_equal(clock_set(&calendar, &clock_default_rules, &in, &r, NULL), 0);
	assert_int_equal(r.reply_due.state, CLOCK_UNKNOWN);
	assert_int_equal(r.n_unknown_years, 1);
	assert_int_equal(r.unknown_years[0], 2027);
	assert_int_equal(r.correction_due.state, CLOCK_KNOWN);
}

static void test_bad_calendars_are_refused(void **state)
{
	(void)state;
	static const char *const bad[][1] = { { "2027-02-30" }, { "2026-05-01" }, { "五一" } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct calendar_year y = { .year = 2027, .source = "x", .holidays = bad[i],
			.n_holidays = 1 };
		struct calendar c;
		struct err err = { 0 };
		assert_int_equal(calendar_make(&y, 1, &arena, &c, &err), E_FORMAT);
		assert_non_null(strstr(err.user, bad[i][0]));
	}
	static const char *const twice[] = { "2027-05-01", "2027-05-01" };
	struct calendar_year y = { .year = 2027, .holidays = twice, .n_holidays = 2 };
	struct calendar c;
	assert_int_equal(calendar_make(&y, 1, &arena, &c, NULL), E_FORMAT);
	assert_int_equal(calendar_make(&y, 0, &arena, &c, NULL), E_LIMIT);
}

static void test_nothing_submitted_is_refused(void **state)
{
	(void)state;
	struct clock_event e = { .kind = CLOCK_REPLIED, .day = day_of("2024-03-01") };
	struct clock_input in = { .events = &e, .n = 1, .today = e.day };
	struct clock_result r;
	struct err err = { 0 };
	assert_int_equal(clock_set(&calendar, &clock_default_rules, &in, &r, &err), E_USAGE);
	in.n = 0;
	assert_int_equal(clock_set(&calendar, &clock_default_rules, &in, &r, &err), E_USAGE);
}

static void test_settings_move_the_dates(void **state)
{
	(void)state;
	struct clock_rules rules = clock_default_rules;
	struct clock_event e[] = { { .kind = CLOCK_SUBMITTED, .day = day_of("2024-03-01") },
		{ .kind = CLOCK_FEE_ASKED, .day = day_of("2024-03-05") },
		{ .kind = CLOCK_FEE_PAID, .day = day_of("2024-03-11") } };
	struct clock_input in = { .channel = CHANNEL_EMAIL, .events = e, .n = 1, .today = e[0].day };
	struct clock_result r;
	assert_int_equal(clock_set(&calendar, &rules, &in, &r, NULL), 0);
	assert_int_equal(r.state, CLOCK_AWAITING_CONFIRMATION);
	rules.email_at_arrival = true;
	assert_int_equal(clock_set(&calendar, &rules, &in, &r, NULL), 0);
	assert_int_equal(r.received.day, e[0].day);
	in.n = 3;
	assert_int_equal(clock_set(&calendar, &rules, &in, &r, NULL), 0);
	assert_int_equal(r.received.day, e[2].day);
	rules.payment_restarts = false;
	assert_int_equal(clock_set(&calendar, &rules, &in, &r, NULL), 0);
	assert_int_equal(r.reply_due.day, day_of("2024-03-29"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_published_vectors),
		cmocka_unit_test(test_a_million_lives),
		cmocka_unit_test(test_order_given_does_not_matter),
		cmocka_unit_test(test_working_days_of_each_year),
		cmocka_unit_test(test_a_year_without_a_calendar_is_unknown),
		cmocka_unit_test(test_bad_calendars_are_refused),
		cmocka_unit_test(test_nothing_submitted_is_refused),
		cmocka_unit_test(test_settings_move_the_dates),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
