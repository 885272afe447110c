/* Many at once: of those who take the same step one is first, and what comes twice is kept once. */
#include "request_probe.h"

#include <pthread.h>

enum { RACERS = 8, ROUNDS = 12 };

struct race {
	struct probe *p;
	pthread_barrier_t gate;
	int64_t id;                         /* of the request raced for */
	struct request_move move;
	struct request_intake in[RACERS];
	struct request_ticket tickets[RACERS];
	int rc[RACERS];
	struct err err[RACERS];
};

struct racer {
	struct race *race;
	int number;
	bool comes_in; /* else: takes the step */
};

static void *run_racer(void *context)
{
	struct racer *me = context;
	struct race *race = me->race;
	struct probe *p = race->p;
	struct db *db = test_db_open(&p->t, DB_WRITE);
	uint64_t random = 77u + (uint64_t)me->number + (uint64_t)race->id * 1000u + (uint64_t)p->made * 64u;
	const struct entropy entropy = { probe_fill, &random };
	const struct act act = { .now = p->act.now + 1 + me->number, .account = p->people[CLERK].id,
		.entropy = &entropy };
	const struct request_env env = { .db = db, .calendar = &p->calendar,
		.rules = &clock_default_rules, .master = &p->master, .who = &p->people[CLERK], .act = &act,
		.today = p->today };
	struct request_moved moved;
	int n = me->number;
	pthread_barrier_wait(&race->gate);
	race->rc[n] = me->comes_in ?
		request_take_in(&env, &race->in[n], &race->tickets[n], &race->err[n]) :
		request_apply(&env, race->id, &race->move, &moved, &race->err[n]);
	db_close(db);
	return NULL;
}

static void run_race(struct race *race, bool come_in)
{
	struct racer racers[RACERS];
	pthread_t threads[RACERS];
	assert_int_equal(pthread_barrier_init(&race->gate, NULL, RACERS), 0);
	for (int i = 0; i < RACERS; i++) {
		racers[i] = (struct racer){ race, i, come_in };
		race->err[i] = (struct err){ 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, run_racer, &racers[i]), 0);
	}
	for (int i = 0; i < RACERS; i++)
		pthread_join(threads[i], NULL);
	pthread_barrier_destroy(&race->gate);
}

static size_t deeds_of(struct probe *p, int64_t id)
{
	struct err err = { 0 };
	struct request_deed *deeds;
	size_t n;
	const struct request r = probe_get(p, id);
	const struct request_env env = probe_env(p, ADMIN);
	probe_need(request_history(&env, &r, &p->arena, &deeds, &n, &err), &err);
	assert_int_equal(n, r.n_events);
	return n;
}

/* One has won; everybody else was told that somebody was faster, or that it cannot be done any more. */
static void one_has_won(const struct race *race)
{
	int won = 0;
	for (int i = 0; i < RACERS; i++) {
		won += race->rc[i] == E_OK;
		if (race->rc[i] != E_OK && race->rc[i] != E_STALE && race->rc[i] != E_USAGE)
			fail_msg("racer %d: %s: %s (%s)", i, err_name((enum err_code)race->rc[i]),
				race->err[i].user, race->err[i].detail);
	}
	assert_int_equal(won, 1);
}

static void of_those_who_take_the_same_step_one_wins(void **state)
{
	struct probe *p = *state;
	struct race race = { .p = p };
	for (int round = 0; round < ROUNDS; round++) {
		race.id = probe_take_in(p, CHANNEL_COUNTER).id;
		assert_int_equal(deeds_of(p, race.id), 1);
		race.move = probe_move(p, REQUEST_ASSIGN, REQUEST_REGISTERED);
		run_race(&race, false);
		one_has_won(&race);
		assert_int_equal(deeds_of(p, race.id), 2);
		assert_int_equal(probe_get(p, race.id).state, REQUEST_HANDLING);
		/* A step that leaves the state alone: what they all saw was the second version. */
		race.move = probe_move(p, REQUEST_NOTE, REQUEST_HANDLING);
		race.move.n_events = 2;
		run_race(&race, false);
		one_has_won(&race);
		assert_int_equal(deeds_of(p, race.id), 3);
		race.move = probe_move(p, REQUEST_DRAFT, REQUEST_HANDLING);
		run_race(&race, false);
		one_has_won(&race);
		assert_int_equal(deeds_of(p, race.id), 4);
	}
	struct err err = { 0 };
	int64_t n;
	const struct request_env env = probe_env(p, ADMIN);
	probe_need(request_verify(&env, &n, &err), &err);
	assert_int_equal(n, ROUNDS);
}

/* The same client key from everybody: one request, and all of them hear its number. */
static void what_comes_twice_is_kept_once(void **state)
{
	struct probe *p = *state;
	struct race race = { .p = p };
	struct err err = { 0 };
	int64_t n;
	for (int round = 0; round < ROUNDS; round++) {
		int first = 0;
		const struct request_intake same = probe_intake(p, CHANNEL_COUNTER);
		for (int i = 0; i < RACERS; i++) {
			race.in[i] = same;
			race.in[i].client_key = sv_fmt(&p->arena, "portal/%d", round);
		}
		run_race(&race, true);
		for (int i = 0; i < RACERS; i++) {
			probe_need(race.rc[i], &race.err[i]);
			assert_int_equal(race.tickets[i].id, race.tickets[0].id);
			assert_string_equal(race.tickets[i].number, race.tickets[0].number);
			first += !race.tickets[i].again;
		}
		assert_int_equal(first, 1);
	}
	const struct request_env env = probe_env(p, ADMIN);
	probe_need(request_verify(&env, &n, &err), &err);
	assert_int_equal(n, ROUNDS);
}

/* Different ones of the same person at once: nobody is turned away, every one has a number of its own. */
static void whoever_comes_at_the_same_moment_is_taken_in(void **state)
{
	struct probe *p = *state;
	struct race race = { .p = p };
	struct err err = { 0 };
	int64_t n;
	for (int round = 0; round < ROUNDS; round++) {
		for (int i = 0; i < RACERS; i++)
			race.in[i] = probe_intake(p, CHANNEL_COUNTER);
		run_race(&race, true);
		for (int i = 0; i < RACERS; i++) {
			probe_need(race.rc[i], &race.err[i]);
			assert_false(race.tickets[i].again);
			for (int k = 0; k < i; k++)
				assert_string_not_equal(race.tickets[i].number, race.tickets[k].number);
		}
	}
	const struct request_env env = probe_env(p, ADMIN);
	probe_need(request_verify(&env, &n, &err), &err);
	assert_int_equal(n, ROUNDS * RACERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(of_those_who_take_the_same_step_one_wins, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(what_comes_twice_is_kept_once, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(whoever_comes_at_the_same_moment_is_taken_in, probe_setup,
			probe_teardown),
	};
	return cmocka_run_group_tests_name("requests at once", tests, NULL, NULL);
}
