/*
 * Alike requests: those found are those that share enough of their text, by an independent count over every
 * pair, and their share is the one that is said.
 */
#include "request_probe.h"

#include "request/query.h"

enum { FAMILIES = 12, MEMBERS = 5, LENGTH = 60, MOST = 20, ENOUGH = 700, CROWD = 220 };

/** A Chinese text: characters of a family, every `every`-th another one; 0: none. */
static struct sv text_of(struct arena *a, int family, int member, int every)
{
	struct str s;
	str_init(&s, a, 4096);
	for (int i = 0; i < LENGTH; i++) {
		unsigned c = 0x4E00 + (unsigned)(family * 331 + i * 7) % 5000;
		if (every && i % every == member)
			c = 0x7000 + (unsigned)(family * 977 + member * 131 + i * 13) % 3000;
		str_addc(&s, (char)(0xE0 | c >> 12));
		str_addc(&s, (char)(0x80 | (c >> 6 & 63)));
		str_addc(&s, (char)(0x80 | (c & 63)));
	}
	return str_sv(&s);
}

/** How many thousandths of the pieces of three characters of `a` has `b` too? */
static int shared(struct sv a, struct sv b)
{
	int same = 0, all = 0;
	for (size_t i = 0; i + 9 <= a.n; i += 3, all++)
		for (size_t k = 0; k + 9 <= b.n; k += 3)
			if (memcmp(a.p + i, b.p + k, 9) == 0) {
				same++;
				break;
			}
	return same * 1000 / all;
}

struct one {
	struct sv text;
	int64_t id;
};

static int64_t take(struct probe *p, struct sv text)
{
	struct err err = { 0 };
	struct request_ticket t;
	struct request_intake in = probe_intake(p, CHANNEL_COUNTER);
	/* What is compared is the title and the wish after it. */
	in.wish.title = (struct sv){ text.p, LENGTH / 3 * 3 };
	in.wish.text = sv_from(text, LENGTH / 3 * 3);
	const struct request_env env = probe_env(p, CLERK);
	probe_need(request_take_in(&env, &in, &t, &err), &err);
	return t.id;
}

static size_t alikes(struct probe *p, int64_t id, struct request_alike **ret)
{
	struct err err = { 0 };
	size_t n;
	const struct request r = probe_get(p, id);
	const struct request_env env = probe_env(p, CLERK);
	probe_need(request_alikes(&env, &r, MOST, &p->arena, ret, &n, &err), &err);
	return n;
}

static void check(struct probe *p, const struct one *all, int n, int i)
{
	struct request_alike *list;
	size_t found = alikes(p, all[i].id, &list);
	int expected = 0;
	for (int k = 0; k < n; k++) {
		int share = k == i ? 0 : shared(all[i].text, all[k].text);
		expected += share >= ENOUGH;
		for (size_t m = 0; m < found; m++)
			if (list[m].request.id == all[k].id)
				assert_int_equal(list[m].share, share);
	}
	assert_int_equal(found, expected);
}

static void test_those_that_share_enough_are_found(void **state)
{
	static const int every[MEMBERS] = { 0, 20, 30, 6, 9 };
	struct probe *p = *state;
	struct one all[FAMILIES * MEMBERS];
	int n = 0, pairs = 0;
	for (int family = 0; family < FAMILIES; family++)
		for (int member = 0; member < MEMBERS; member++, n++) {
			all[n].text = text_of(&p->arena, family, member, every[member]);
			all[n].id = take(p, all[n].text);
		}
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++)
			pairs += i != k && shared(all[i].text, all[k].text) >= ENOUGH;
	assert_true(pairs >= FAMILIES * 4 && pairs < FAMILIES * MEMBERS * (MEMBERS - 1));
	for (int i = 0; i < n; i++)
		check(p, all, n, i);
}

/** Among many that begin with the same words, the ones that are alike are found all the same. */
static void test_common_words_hide_nothing(void **state)
{
	struct probe *p = *state;
	struct request_alike *list;
	const struct sv text = text_of(&p->arena, 3, 0, 0);
	int64_t first = take(p, text);
	for (int i = 0; i < CROWD; i++) {
		struct sv other = text_of(&p->arena, 100 + i, 0, 0);
		take(p, sv_fmt(&p->arena, "%.*s%.*s", 45, text.p, (int)other.n - 45, other.p + 45));
	}
	int64_t last = take(p, text);
	assert_int_equal(alikes(p, first, &list), 1);
	assert_true(list[0].request.id == last && list[0].share == 1000);
	assert_int_equal(alikes(p, last, &list), 1);
	assert_true(list[0].request.id == first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_those_that_share_enough_are_found, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(test_common_words_hide_nothing, probe_setup, probe_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
