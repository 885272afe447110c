/* Where a request stands follows from its history: what was undone is as if it had never been. */
#include "request/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { HISTORIES = 20000, LONGEST = 40 };

static uint64_t random_state = 20261121;

static uint32_t rnd(uint32_t below)
{
	random_state = random_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random_state >> 33) % below;
}

struct history {
	struct request_deed deeds[2 * LONGEST + 1];
	size_t n;
	enum request_state state;
	int64_t day, parties;
};

/** The consultation to answer: any that was sent. */
static int64_t some_party(struct history *h)
{
	return h->parties ? 1 + rnd((uint32_t)h->parties) : 0;
}

static struct request_deed deed_of(struct history *h, const struct request_step *step)
{
	static const struct sv outcomes[] = { SV_INIT("granted"), SV_INIT("not_held"), SV_INIT("partly") };
	const struct date later = date_of_day(h->day + 20);
	h->day += rnd(4);
	struct request_deed d = { .number = (int)h->n + 1, .event = step->event, .from = step->from,
		.to = step->to, .day = date_of_day(h->day), .account = 1 + rnd(5),
		.party = CONSULT__MAX, .object = 1 + rnd(9), .until = later, .workdays = 10,
		.outcome = outcomes[rnd(3)], .word = SV("mail") };
	if (step->event == REQUEST_CONSULT) {
		d.party = (enum consulted)rnd(CONSULT__MAX);
		d.party_id = ++h->parties;
	} else if (step->event == REQUEST_CONSULT_BACK || step->event == REQUEST_CONSULT_SILENT) {
		d.party_id = some_party(h);
	}
	return d;
}

/** One more step that the table knows; undo is the test's to take. */
static bool go_on(struct history *h)
{
	const struct request_step *step = NULL;
	size_t seen = 0;
	for (size_t i = 0; i < request_n_steps; i++)
		if (request_steps[i].from == h->state && request_steps[i].event != REQUEST_UNDO
			&& rnd((uint32_t)++seen) == 0)
			step = &request_steps[i];
	if (!step || h->n >= 2 * LONGEST)
		return false;
	h->deeds[h->n] = deed_of(h, step);
	h->n++;
	if (step->event != REQUEST_NOTE)
		h->state = step->to;
	return true;
}

static void make(struct history *h)
{
	*h = (struct history){ .day = 19000 + rnd(700) };
	for (size_t n = 1 + rnd(LONGEST); n > 0 && go_on(h); n--)
		;
}

static bool same_day(struct date a, struct date b)
{
	return a.year == b.year && a.month == b.month && a.day == b.day;
}

/** All that stands, whatever the number of deeds says. */
static void stands_alike(const struct request_standing *a, const struct request_standing *b)
{
	assert_int_equal(a->state, b->state);
	assert_true(same_day(a->submitted_on, b->submitted_on) && same_day(a->limit, b->limit));
	assert_true(same_day(a->until, b->until) && same_day(a->closed_on, b->closed_on));
	assert_true(same_day(a->replied_on, b->replied_on) && same_day(a->last_day, b->last_day));
	assert_true(sv_eq(a->outcome, b->outcome) && sv_eq(a->counted, b->counted));
	assert_true(sv_eq(a->service, b->service));
	assert_int_equal(a->handler, b->handler);
	assert_int_equal(a->drafter, b->drafter);
	assert_int_equal(a->lead, b->lead);
	assert_int_equal(a->reopened, b->reopened);
	assert_true(same_day(a->consult_from, b->consult_from));
	assert_int_equal(a->consult_kind, b->consult_kind);
	assert_int_equal(a->n_open_consultations, b->n_open_consultations);
	assert_int_equal(a->n_clock, b->n_clock);
	for (size_t i = 0; i < a->n_clock; i++) {
		assert_int_equal(a->clock[i].kind, b->clock[i].kind);
		assert_int_equal(a->clock[i].day, b->clock[i].day);
		assert_int_equal(a->clock[i].to, b->clock[i].to);
		assert_int_equal(a->clock[i].workdays, b->clock[i].workdays);
	}
}

/** Take back all behind the first `keep`, newest first, each with a deed of its own. */
static void undo_down_to(struct history *h, size_t keep)
{
	for (size_t i = h->n, n = h->n; i > keep; i--) {
		struct request_deed *d = &h->deeds[i - 1];
		d->undone = true;
		h->deeds[h->n] = (struct request_deed){ .number = (int)h->n + 1, .event = REQUEST_UNDO,
			.from = d->to, .to = d->from, .day = h->deeds[n - 1].day, .party = CONSULT__MAX };
		h->n++;
	}
}

static void undoing_is_never_having_done(void **state)
{
	(void)state;
	static struct history h, undone;
	static struct request_standing kept, after;
	size_t steps = 0;
	for (int i = 0; i < HISTORIES; i++) {
		make(&h);
		size_t keep = 1 + rnd((uint32_t)h.n);
		undone = h;
		undo_down_to(&undone, keep);
		assert_true(request_fold(h.deeds, keep, &kept));
		assert_true(request_fold(undone.deeds, undone.n, &after));
		stands_alike(&kept, &after);
		assert_int_equal(after.n_events, undone.n);
		assert_int_equal(kept.n_events, keep);
		/* And what can be taken back next is what it was. */
		const struct request_deed *a = request_last_deed(h.deeds, keep),
			*b = request_last_deed(undone.deeds, undone.n);
		assert_int_equal(a ? a->number : 0, b ? b->number : 0);
		steps += h.n - keep;
	}
	assert_true(steps > HISTORIES);
}

/* Going on after an undo is going on as if nothing had been. */
static void a_life_after_an_undo_is_a_life(void **state)
{
	(void)state;
	static struct history h, plain, detour;
	static struct request_standing a, b;
	for (int i = 0; i < HISTORIES; i++) {
		make(&h);
		size_t keep = 1 + rnd((uint32_t)h.n), n = h.n - keep;
		plain = h;
		detour = h;
		undo_down_to(&detour, keep);
		if (detour.n + n > sizeof detour.deeds / sizeof *detour.deeds)
			continue;
		for (size_t k = 0; k < n; k++) {
			detour.deeds[detour.n] = h.deeds[keep + k];
			detour.deeds[detour.n].number = (int)detour.n + 1;
			detour.n++;
		}
		assert_true(request_fold(plain.deeds, plain.n, &a));
		assert_true(request_fold(detour.deeds, detour.n, &b));
		stands_alike(&a, &b);
	}
}

static void a_note_changes_nothing_that_stands(void **state)
{
	(void)state;
	static struct history h;
	static struct request_standing before, after;
	for (int i = 0; i < HISTORIES / 4; i++) {
		make(&h);
		assert_true(request_fold(h.deeds, h.n, &before));
		h.deeds[h.n] = (struct request_deed){ .number = (int)h.n + 1, .event = REQUEST_NOTE,
			.from = h.state, .to = h.state, .day = date_of_day(h.day + 100), .party = CONSULT__MAX };
		assert_true(request_fold(h.deeds, h.n + 1, &after));
		stands_alike(&before, &after);
	}
}

/* Of the first closing, whatever is answered again later. */
static void the_first_closing_is_the_one_counted(void **state)
{
	(void)state;
	static struct history h;
	static struct request_standing s, t;
	size_t closed = 0;
	for (int i = 0; i < HISTORIES; i++) {
		make(&h);
		bool was = false;
		for (size_t n = 1; n <= h.n; n++) {
			assert_true(request_fold(h.deeds, n, &t));
			if (was) {
				assert_true(sv_eq(t.counted, s.counted));
				assert_true(same_day(t.closed_on, s.closed_on));
			}
			was = t.closed_on.year != 0;
			s = t;
		}
		closed += was;
	}
	assert_true(closed > HISTORIES / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(undoing_is_never_having_done),
		cmocka_unit_test(a_life_after_an_undo_is_a_life),
		cmocka_unit_test(a_note_changes_nothing_that_stands),
		cmocka_unit_test(the_first_closing_is_the_one_counted),
	};
	return cmocka_run_group_tests_name("fold", tests, NULL, NULL);
}
