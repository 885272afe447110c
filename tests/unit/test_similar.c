#include "unit_arena.h"

#include "base/str.h"
#include "text/similar.h"

static unsigned seed = 5;

/* A text of n characters drawn from 1,500. */
static struct sv prose(int n)
{
	struct str s;
	str_init(&s, &arena, 1 << 20);
	for (int i = 0; i < n; i++) {
		seed = seed * 1103515245u + 12345u;
		str_add_cp(&s, 0x4E00 + (seed >> 8) % 1500);
	}
	assert_true(str_ok(&s));
	return str_sv(&s);
}

static struct sv joined(struct sv a, struct sv b)
{
	return sv_fmt(&arena, "%.*s%.*s", SV_ARG(a), SV_ARG(b));
}

static struct similar_text prepared(struct sv s)
{
	struct similar_text t;
	assert_int_equal(similar_prepare(s, &arena, &t), 0);
	return t;
}

static void test_share_of_known_mixtures(void **state)
{
	(void)state;
	for (int own = 0; own <= 1000; own += 100) {
		struct sv shared = prose(1000 - own + 7);
		struct similar_text a = prepared(joined(shared, prose(own)));
		struct similar_text b = prepared(joined(shared, prose(own + 500)));
		int share = similar_share(&a, &b), expected = 1000 - own;
		assert_in_range(share + 15, expected, expected + 30);
		assert_int_equal(share, similar_share(&b, &a));
	}
}

static void test_layout_and_figures_do_not_count(void **state)
{
	(void)state;
	struct similar_text a = prepared(SV("2023年，我街道共收到群众来信12件，全部按时办理"));
	struct similar_text b = prepared(SV("2024 年，\n我街道共收到群众来信 315 件。全部按时办理"));
	assert_int_equal(similar_share(&a, &b), 1000);
	struct similar_text none = prepared(SV("短"));
	assert_int_equal(none.n, 0);
	assert_int_equal(similar_share(&a, &none), 0);
	assert_false(similar_maybe(&a, &none, 900));
}

/* The sketch never denies a pair that the exact share confirms, and denies strangers. */
static void test_sketch(void **state)
{
	(void)state;
	struct sv strangers[60];
	for (int i = 0; i < 60; i++)
		strangers[i] = prose(1500);
	for (int i = 0; i < 60; i++) {
		struct similar_text a = prepared(strangers[i]);
		struct similar_text copy = prepared(joined(strangers[i], prose(100 + i * 10)));
		assert_true(similar_share(&a, &copy) >= 900);
		assert_true(similar_maybe(&a, &copy, 900));
		struct similar_text other = prepared(strangers[(i + 1) % 60]);
		assert_false(similar_maybe(&a, &other, 900));
	}
}

static void test_boilerplate_is_removed(void **state)
{
	(void)state;
	struct sv common = prose(300);
	struct similar_text c = prepared(common);
	struct similar_text a = prepared(joined(common, prose(300)));
	struct similar_text b = prepared(joined(common, prose(300)));
	assert_in_range(similar_share(&a, &b), 450, 550);
	similar_remove(&a, &c);
	similar_remove(&b, &c);
	assert_in_range(similar_share(&a, &b), 0, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_share_of_known_mixtures),
		cmocka_unit_test(test_layout_and_figures_do_not_count),
		cmocka_unit_test(test_sketch),
		cmocka_unit_test(test_boilerplate_is_removed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
