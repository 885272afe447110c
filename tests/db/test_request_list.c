/* Lists against a filter of our own over everything there is: whatever is asked together, in pages of any size, each that
   fits is shown once, in order, and every page but the last is full. */
#include "request_probe.h"

#include "request/query.h"

enum { MADE = 60, ALL = 200 };

struct everything {
	struct request *rows;
	size_t n;
};

/** Two units; states, handlers, due days and kinds in all mixtures, some of them in a year without a calendar. */
static void make_many(struct probe *p)
{
	p->today = probe_date("2026-11-02");
	for (int i = 0; i < MADE; i++) {
		struct err err = { 0 };
		struct request_ticket t;
		struct request_intake in = probe_intake(p, i % 3 ? CHANNEL_COUNTER : CHANNEL_WEB);
		bool there = i % 5 == 4;
		in.kind = i % 7 == 6 ? REQUEST_RECTIFICATION : REQUEST_DISCLOSURE;
		in.unit = there ? p->other_unit : p->unit;
		const struct request_env env = probe_env(p, i % 3 ? there ? STRANGER : CLERK : CITIZEN);
		probe_need(request_take_in(&env, &in, &t, &err), &err);
		if (!there && i % 3 == 0)
			probe_do(p, CLERK, t.id, REQUEST_CONFIRM);
		if (!there && i % 4 == 1)
			probe_do(p, i % 8 == 1 ? CLERK : OTHER_CLERK, t.id, REQUEST_ASSIGN);
		if (!there && i % 12 == 5)
			probe_do(p, CLERK, t.id, REQUEST_WITHDRAW);
		p->today = date_of_day(date_to_day(p->today) + 1);
	}
}

static bool has(struct sv text, struct sv words)
{
	return !words.n || sv_find(text, words) != SV_NONE;
}

static bool fits(const struct probe *p, const struct request_filter *f, const struct request *r)
{
	int64_t due = r->due.year ? date_to_day(r->due) : 0;
	bool beneath = !f->within || f->within == p->county || r->unit == f->within;
	bool dated = f->due_from.year || f->due_before.year;
	if ((f->unit ? r->unit != f->unit : !beneath) || (f->state && r->state != f->state)
		|| (f->handler && r->handler != f->handler)
		|| (f->kind < REQUEST_KIND__MAX && r->kind != f->kind)
		|| !(has(r->title, f->words) || has(r->number, f->words)))
		return false;
	if ((f->only_open || dated || f->due_unknown) && !request_state_is_open(r->state))
		return false;
	return !(dated && !r->due.year) && !(f->due_unknown && r->due.year)
		&& !(f->due_from.year && due < date_to_day(f->due_from))
		&& !(f->due_before.year && due > date_to_day(f->due_before));
}

static bool in_order(const struct request_filter *f, const struct request *a, const struct request *b)
{
	bool open = f->only_open || f->due_from.year || f->due_before.year || f->due_unknown;
	int64_t da = a->due.year ? date_to_day(a->due) : 0, db = b->due.year ? date_to_day(b->due) : 0;
	return !open ? a->id > b->id : da < db || (da == db && a->id < b->id);
}

static void compare(struct probe *p, const struct everything *e, const struct request_filter *f,
	size_t page)
{
	const struct request_env env = probe_env(p, ADMIN);
	struct request_after after = { 0 };
	struct request last = { 0 };
	size_t want = 0, got = 0, n;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 16 << 20);
	for (size_t i = 0; i < e->n; i++)
		want += fits(p, f, &e->rows[i]);
	do {
		struct err err = { 0 };
		struct request *some;
		probe_need(request_list(&env, f, after, page, &a, &some, &n, &err), &err);
		assert_int_equal(n, want - got < page ? want - got : page);
		for (size_t i = 0; i < n; i++) {
			assert_true(fits(p, f, &some[i]));
			assert_true(got + i == 0 || in_order(f, &last, &some[i]));
			last = some[i];
		}
		got += n;
		after = (struct request_after){ last.due, last.id };
	} while (n == page);
	assert_int_equal(got, want);
}

static struct everything all_of(struct probe *p)
{
	struct err err = { 0 };
	struct everything e;
	const struct request_env env = probe_env(p, ADMIN);
	const struct request_filter any = { .kind = REQUEST_KIND__MAX };
	probe_need(request_list(&env, &any, (struct request_after){ 0 }, ALL, &p->arena, &e.rows, &e.n,
		&err), &err);
	assert_int_equal(e.n, MADE);
	return e;
}

/** One thing asked of many, by its number. */
static void ask(struct probe *p, struct request_filter *f, unsigned what, unsigned which)
{
	static const enum request_state states[] = { REQUEST_NONE, REQUEST_REGISTERED, REQUEST_HANDLING,
		REQUEST_CLOSED, REQUEST_SUBMITTED };
	static const char *const words[] = { "", "地块", "第1", "2026-", "100%" };
	const int64_t units[] = { 0, p->unit, p->other_unit, 0, 0 }, beneath[] = { 0, 0, 0, p->county, p->unit };
	switch (what) {
	case 0: f->unit = units[which], f->within = beneath[which]; break;
	case 1: f->state = states[which]; break;
	case 2: f->handler = which == 1 ? p->people[CLERK].id : which == 2 ? p->people[OTHER_CLERK].id : 0; break;
	case 3: f->words = sv_of(words[which]); break;
	case 4: f->kind = which < 2 ? (enum request_kind)which : REQUEST_KIND__MAX; break;
	case 5: f->only_open = which == 1; break;
	case 6:
		f->due_from = which == 1 || which == 3 ? probe_date("2026-12-08") : (struct date){ 0 };
		f->due_before = which == 2 || which == 3 ? probe_date("2026-12-15") : (struct date){ 0 };
		f->due_unknown = which == 4;
		break;
	default: fail();
	}
}

static void whatever_is_asked_together_is_what_comes(void **state)
{
	struct probe *p = *state;
	make_many(p);
	const struct everything e = all_of(p);
	size_t unknown = 0, closed = 0, handled = 0;
	for (size_t i = 0; i < e.n; i++) {
		unknown += e.rows[i].due_unknown;
		closed += !request_state_is_open(e.rows[i].state);
		handled += e.rows[i].handler != 0;
	}
	assert_true(unknown > 3 && closed > 1 && handled > 5);
	/* Each pair of questions in all their forms, the others as chance has it. */
	for (unsigned a = 0; a < 7; a++)
		for (unsigned b = a + 1; b < 7; b++)
			for (unsigned i = 0; i < 25; i++) {
				struct request_filter f = { .kind = REQUEST_KIND__MAX };
				for (unsigned other = 0; other < 7; other++)
					ask(p, &f, other, probe_rnd(p, 3) ? 0 : probe_rnd(p, 5));
				if (probe_rnd(p, 2))
					f.kind = REQUEST_KIND__MAX;
				ask(p, &f, a, i % 5);
				ask(p, &f, b, i / 5);
				compare(p, &e, &f, 1 + probe_rnd(p, 9));
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whatever_is_asked_together_is_what_comes, probe_setup,
			probe_teardown),
	};
	return cmocka_run_group_tests_name("lists", tests, NULL, NULL);
}
