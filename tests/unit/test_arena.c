/* Ground floor: arena, views, builder, UTF-8, numbers, errors. */
#include "unit.h"

#include "base/arena.h"
#include "base/auto.h"
#include "base/err.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"

static void arena_refuses_past_its_ceiling(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1000);
	assert_non_null(arena_alloc(&a, 900));
	assert_null(arena_alloc(&a, 200));
	assert_true(a.failed);
	assert_null(arena_alloc(&a, 1)); /* sticky, so nobody goes on with half a result */
	arena_reset(&a);
	assert_false(a.failed);
	assert_non_null(arena_alloc(&a, 900));
	assert_null(arena_array(&a, SIZE_MAX / 2, 3));
}

static void arena_memory_is_zero_and_separate(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 22);
	for (int round = 0; round < 3; round++) {
		unsigned char *last = NULL;
		for (size_t n = 0; n < 2000; n++) {
			unsigned char *p = arena_alloc(&a, n);
			assert_non_null(p);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xEE, n);
			if (last && n > 1)
				assert_int_equal(last[0], 0xEE);
			last = n ? p : NULL;
		}
		arena_reset(&a);
	}
}

/* Growing in place or moving: the bytes, the zeros and the ceiling are the same. */
static void arena_extends_only_what_stands_last(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 4096);
	unsigned char *p = arena_alloc(&a, 40);
	assert_non_null(p);
	memset(p, 0xEE, 40);
	if (arena_extend(&a, p, 40, 100)) { /* not with a block a malloc */
		for (size_t i = 48; i < 100; i++)
			assert_int_equal(p[i], 0);
		unsigned char *q = arena_alloc(&a, 1);
		assert_true(q >= p + 100);
		assert_false(arena_extend(&a, p, 100, 200));
		assert_true(arena_extend(&a, q, 1, 200));
		assert_false(arena_extend(&a, q, 200, 5000));
		assert_false(a.failed);
	}
	assert_int_equal(p[39], 0xEE);
	assert_false(arena_extend(&a, NULL, 0, 10));
}

/* Builders that take turns move, one alone does not: what they hold is the same. */
static void builders_grow_beside_each_other(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct str s[2];
	str_init(&s[0], &a, 1 << 16);
	str_init(&s[1], &a, 1 << 16);
	for (int i = 0; i < 6000; i++)
		str_addc(&s[i < 2000 ? i % 2 : i < 4000], (char)('a' + i % 26));
	for (int k = 0; k < 2; k++) {
		size_t at = 0;
		for (int i = 0; i < 6000; i++)
			if ((i < 2000 ? i % 2 : i < 4000) == k)
				assert_int_equal(s[k].p[at++], 'a' + i % 26);
		assert_int_equal(s[k].n, at);
		assert_int_equal(s[k].p[at], '\0');
	}
	/* A format as long as the room on the stack, around it and far beyond. */
	char text[700];
	memset(text, 'x', sizeof text);
	for (int n = 100; n < (int)sizeof text; n++) {
		struct sv v = sv_fmt(&a, "%.*s", n, text);
		str_clear(&s[0]);
		str_addf(&s[0], "%.*s", n, text);
		assert_true(sv_eq(v, (struct sv){ text, (size_t)n }));
		assert_true(sv_eq(str_sv(&s[0]), v));
		assert_int_equal(v.p[n], '\0');
	}
}

/* Whatever the pieces: all of them up to the maximum, and nothing once one did not fit. */
static void a_builder_takes_its_maximum_and_no_more(void **state)
{
	(void)state;
	for (size_t max = 0; max < 300; max++)
		for (size_t k = 1; k < 9; k++) {
			AUTO(arena_done) struct arena a;
			struct str s;
			arena_init(&a, 1 << 16);
			str_init(&s, &a, max);
			if (max % 2)
				str_reserve(&s, max / 2);
			size_t n = 0;
			for (; n + k <= max; n += k) {
				str_add(&s, sv_head(SV("abcdefgh"), k));
				assert_true(str_ok(&s) && s.n == n + k && s.p[s.n] == '\0');
			}
			str_add(&s, sv_head(SV("abcdefgh"), k));
			assert_false(str_ok(&s));
			str_addc(&s, 'x');
			assert_int_equal(s.n, n);
			str_clear(&s);
			str_addc(&s, 'x');
			str_add_int(&s, -12);
			assert_false(str_ok(&s));
			assert_int_equal(s.n, 0);
		}
}

/** What RFC 3629 says, byte by byte. */
static bool is_utf8(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n;) {
		unsigned char c = p[i++];
		int more = c < 0x80 ? 0 : c >= 0xC2 && c <= 0xDF ? 1 : c >= 0xE0 && c <= 0xEF ? 2
			: c >= 0xF0 && c <= 0xF4 ? 3 : -1;
		if (more < 0)
			return false;
		for (int k = 0; k < more; k++, i++) {
			unsigned char low = 0x80, high = 0xBF;
			if (k == 0) {
				low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : low;
				high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : high;
			}
			if (i >= n || p[i] < low || p[i] > high)
				return false;
		}
	}
	return true;
}

/* Texts of every kind of character with one byte changed, at every offset. */
static void utf8_shortcuts_refuse_the_same(void **state)
{
	(void)state;
	const char *text = "公开2023年，abcdefgh申请〇件é\U00020BB7。（一）“好”\u2028\uFF5E\uD7FF\uE000\uFFFDxyz";
	size_t n = strlen(text);
	char b[128];
	for (size_t from = 0; from < n; from++)
		for (size_t at = from; at < n; at++)
			for (int c = 0; c < 256; c += c < 0x7F ? 0x7F : 1) {
				memcpy(b, text + from, n - from);
				b[at - from] = (char)c;
				assert_int_equal(utf8_valid((struct sv){ b, n - from }),
					is_utf8((unsigned char *)b, n - from));
			}
}

static void utf8_round_trips_every_code_point(void **state)
{
	(void)state;
	for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
		char b[4];
		struct sv v = { b, utf8_put(b, cp) };
		size_t at = 0, back = v.n;
		bool surrogate = cp >= 0xD800 && cp <= 0xDFFF;
		assert_int_equal(utf8_next(v, &at), surrogate ? UTF8_BAD : cp);
		assert_int_equal(at, v.n);
		assert_int_equal(utf8_prev(v, &back), surrogate ? UTF8_BAD : cp);
		assert_int_equal(back, 0);
	}
}

static void utf8_refuses_what_is_malformed(void **state)
{
	(void)state;
	const struct sv bad[] = { SV("\xC0\x80"), SV("\xE0\x80\x80"), SV("\xED\xA0\x80"),
		SV("\xF4\x90\x80\x80"), SV("\x80"), SV("\xE4\xBD"), SV("a\xFF") };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(utf8_valid(bad[i]));
	assert_true(utf8_valid(SV("公开 ok 𠮷")));
	assert_int_equal(utf8_count(SV("公开𠮷a")), 4);
}

static void numbers_are_whole_or_refused(void **state)
{
	(void)state;
	int64_t v;
	assert_true(num_parse_i64(SV("-9223372036854775808"), &v) && v == INT64_MIN);
	assert_true(num_parse_i64(SV("+21"), &v) && v == 21);
	assert_false(num_parse_i64(SV("9223372036854775808"), &v));
	assert_false(num_parse_i64(SV(""), &v));
	assert_false(num_parse_i64(SV("12 "), &v));
	assert_false(num_parse_i64(SV("1.5"), &v));
	assert_true(num_parse_decimal(SV("24252.311082"), 6, &v) && v == 24252311082);
	assert_true(num_parse_decimal(SV("7545"), 6, &v) && v == 7545000000);
	assert_false(num_parse_decimal(SV("1.1234567"), 6, &v));
	assert_false(num_parse_decimal(SV(".5"), 6, &v));
	assert_false(num_parse_decimal(SV("5."), 6, &v));
	assert_int_equal(num_distance(INT64_MIN, INT64_MAX), UINT64_MAX);
}

static void builder_breaks_once_and_says_so(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct str s;
	str_init(&s, &a, 10);
	str_addf(&s, "%d-%s", 12, "件");
	assert_true(str_ok(&s) && sv_eq(str_sv(&s), SV("12-件")));
	str_addz(&s, "too long to fit");
	assert_false(str_ok(&s));
	assert_true(sv_eq(str_sv(&s), SV("12-件")));
}

static void long_messages_stay_well_formed(void **state)
{
	(void)state;
	struct err e = { 0 };
	for (int pad = 0; pad < 4; pad++) {
		struct str s;
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 20);
		str_init(&s, &a, 4096);
		for (int i = 0; i < pad; i++)
			str_addc(&s, 'x');
		for (int i = 0; i < 300; i++)
			str_addz(&s, "长");
		assert_int_equal(err_set(&e, E_LIMIT, "%s", str_z(&s)), E_LIMIT);
		assert_true(utf8_valid(sv_of(e.user)));
	}
}

static void views_trim_and_search(void **state)
{
	(void)state;
	assert_true(sv_eq(sv_trim(SV(" \t　公 开\u00a0\n")), SV("公 开")));
	assert_int_equal(sv_find(SV("abcabc"), SV("ca")), 2);
	assert_int_equal(sv_find_last(SV("abcabc"), SV("abc")), 3);
	assert_int_equal(sv_find(SV("abc"), SV("d")), SV_NONE);
	struct sv rest = SV("a||b"), piece;
	int n = 0;
	while (sv_cut(&rest, '|', &piece))
		n++;
	assert_int_equal(n, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_refuses_past_its_ceiling),
		cmocka_unit_test(arena_memory_is_zero_and_separate),
		cmocka_unit_test(arena_extends_only_what_stands_last),
		cmocka_unit_test(builders_grow_beside_each_other),
		cmocka_unit_test(a_builder_takes_its_maximum_and_no_more),
		cmocka_unit_test(utf8_shortcuts_refuse_the_same),
		cmocka_unit_test(utf8_round_trips_every_code_point),
		cmocka_unit_test(utf8_refuses_what_is_malformed),
		cmocka_unit_test(numbers_are_whole_or_refused),
		cmocka_unit_test(builder_breaks_once_and_says_so),
		cmocka_unit_test(long_messages_stay_well_formed),
		cmocka_unit_test(views_trim_and_search),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
