/* How often one address may be wrong, against a list that forgets nothing. */
#include "unit.h"

#include "web/limiter.h"

#include <pthread.h>
#include <stdio.h>

enum { NOW = 1800000000 };

static struct sv address(unsigned n, char buf[static 64])
{
	snprintf(buf, 64, "10.%u.%u.%u", n >> 16 & 255, n >> 8 & 255, n & 255);
	return sv_of(buf);
}

/** Every try that counts, for a few addresses and both kinds. */
struct model {
	time_utc at[4][LIMIT__MAX][4096];
	unsigned n[4][LIMIT__MAX];
};

static unsigned live(struct model *m, unsigned a, int kind, time_utc now, time_utc *ret_oldest)
{
	unsigned count = 0;
	for (unsigned i = m->n[a][kind]; i-- > 0;)
		if (m->at[a][kind][i] > now - LIMIT_SECONDS) {
			count++;
			*ret_oldest = m->at[a][kind][i];
		}
	return count;
}

static void it_counts_as_a_list_would(void **state)
{
	(void)state;
	static struct model m;
	struct limiter *l = limiter_new();
	uint32_t random = 20240205;
	time_utc now = NOW;
	char buf[64];
	for (int i = 0; i < 4000; i++) {
		random = random * 1664525 + 1013904223;
		unsigned a = random >> 30, kind = random >> 29 & 1, wait;
		time_utc oldest = 0;
		now += random >> 8 & 63;
		bool may = live(&m, a, (int)kind, now, &oldest) < LIMIT_TRIES;
		assert_int_equal(limiter_allow(l, kind, address(a, buf), now, &wait), may);
		assert_int_equal(wait, may ? 0 : oldest + LIMIT_SECONDS - now);
		if (!may) { /* not a second longer than it said */
			time_utc then = now + wait;
			assert_true(live(&m, a, (int)kind, then, &oldest) < LIMIT_TRIES);
			assert_false(live(&m, a, (int)kind, then - 1, &oldest) < LIMIT_TRIES);
			continue;
		}
		m.at[a][kind][m.n[a][kind]++] = now;
		if (random >> 20 & 1 && random >> 21 & 1) {
			limiter_forget(l, kind, address(a, buf), now);
			m.n[a][kind]--;
		}
	}
	limiter_free(l);
}

static bool one_more(struct limiter *l, const char *who, time_utc now)
{
	unsigned wait;
	return limiter_allow(l, LIMIT_SIGN_IN, sv_of(who), now, &wait);
}

static void it_knows_who_is_the_same(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	for (int i = 0; i < LIMIT_TRIES; i++) {
		char text[64];
		snprintf(text, sizeof text, "2001:db8:1:2::%x", i + 1);
		assert_true(one_more(l, text, NOW));
		assert_true(one_more(l, "192.0.2.1", NOW));
	}
	assert_false(one_more(l, "2001:db8:1:2:ffff::", NOW));
	assert_true(one_more(l, "2001:db8:1:3::1", NOW));
	assert_false(one_more(l, "192.0.2.1", NOW));
	assert_true(one_more(l, "192.0.2.2", NOW));
	for (int i = 0; i < 3 * LIMIT_TRIES; i++) {
		assert_true(one_more(l, "unix", NOW));
		assert_true(one_more(l, "", NOW));
	}
	limiter_free(l);
}

static void a_clock_set_back_locks_nobody_for_long(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	unsigned wait;
	for (int i = 0; i < LIMIT_TRIES; i++)
		assert_true(one_more(l, "192.0.2.1", NOW + 1000000));
	assert_false(limiter_allow(l, LIMIT_SIGN_IN, SV("192.0.2.1"), NOW, &wait));
	assert_int_equal(wait, LIMIT_SECONDS);
	assert_true(one_more(l, "192.0.2.1", NOW + LIMIT_SECONDS));
	limiter_free(l);
}

/* A flood of addresses takes no more room, forgets the oldest first, and is itself still counted. */
static void it_holds_no_more_than_it_says(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	unsigned wait;
	char buf[64];
	for (unsigned n = 0; n < 20 * LIMIT_ADDRESSES; n++)
		assert_true(limiter_allow(l, LIMIT_SIGN_IN, address(n, buf), NOW + n / 1000, &wait));
	for (int i = 0; i < LIMIT_TRIES; i++)
		assert_true(one_more(l, "192.0.2.1", NOW + 100));
	assert_false(one_more(l, "192.0.2.1", NOW + 100));
	limiter_free(l);
}

struct rush {
	struct limiter *l;
	unsigned allowed;
};

static void *rush_in(void *context)
{
	struct rush *r = context;
	for (int i = 0; i < 500; i++)
		r->allowed += one_more(r->l, "192.0.2.1", NOW);
	return NULL;
}

static void many_at_once_are_not_all_let_through(void **state)
{
	(void)state;
	struct limiter *l = limiter_new();
	pthread_t threads[8];
	struct rush rush[8];
	unsigned allowed = 0;
	for (int i = 0; i < 8; i++) {
		rush[i] = (struct rush){ l, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, rush_in, &rush[i]), 0);
	}
	for (int i = 0; i < 8; i++) {
		pthread_join(threads[i], NULL);
		allowed += rush[i].allowed;
	}
	assert_int_equal(allowed, LIMIT_TRIES);
	limiter_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_counts_as_a_list_would),
		cmocka_unit_test(it_knows_who_is_the_same),
		cmocka_unit_test(a_clock_set_back_locks_nobody_for_long),
		cmocka_unit_test(it_holds_no_more_than_it_says),
		cmocka_unit_test(many_at_once_are_not_all_let_through),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
