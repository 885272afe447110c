#include "unit.h"

#include "base/utf8.h"
#include "text/normal.h"
#include "text/simplified.h"
#include "text/words.h"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct text_normal normal(const char *z)
{
	struct text_normal t;
	assert_int_equal(text_normalise(sv_of(z), &arena, &t), 0);
	return t;
}

static void assert_normal(const char *from, const char *to)
{
	assert_string_equal(normal(from).text.p, to);
}

static void test_forms(void **state)
{
	(void)state;
	assert_normal("３ 件，ＡＢ", "3件,AB");
	assert_normal("（一）〔二〕【三】", "(一)(二)(三)");
	assert_normal("“甲”「乙」‘丙’", "\"甲\"\"乙\"\"丙\"");
	assert_normal("《条例》〈例〉", "<条例><例>");
	assert_normal("答：是—非－也∶可", "答:是-非-也:可");
	assert_normal("行政複議與訴訟，受理機關", "行政复议与诉讼,受理机关");
	assert_normal("⼀、⾏政", "一、行政");
	assert_normal("數(shù)據(jù)、规（guī）范", "数据、规范");
	assert_normal("附件(a)和表(xls)", "附件(a)和表(xls)");
	assert_normal("收 到 2 件\n申 请", "收到2件申请");
	assert_normal("0 0\t0", "0 0 0");
	assert_normal("A B 12 c", "A B 12 c");
	assert_normal("申\xE2\x80\x8B请\xEF\xBB\xBF书", "申请书");
	assert_normal("", "");
	assert_normal("\xFF\xE4\xB8 甲", "甲");
}

/* Every byte of the result points into the original, in order, at the start of a character. */
static void test_origin(void **state)
{
	(void)state;
	unsigned seed = 7;
	static const char *const pieces[] = { "申请", "１２", " ", "\n", "（", "）", "據", "(jù)",
		"a", "0", "，", "\xE2\x80\x8B", "\xFF", "○", "☆" };
	for (int round = 0; round < 400; round++) {
		char text[512] = "";
		size_t n = 0;
		for (int i = 0; i < 40; i++) {
			seed = seed * 1103515245u + 12345u;
			const char *p = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
			memcpy(text + n, p, strlen(p));
			n += strlen(p);
		}
		struct sv original = { text, n };
		struct text_normal t;
		assert_int_equal(text_normalise(original, &arena, &t), 0);
		assert_true(t.text.n <= n);
		assert_true(utf8_valid(t.text));
		for (size_t i = 0; i < t.text.n; i++) {
			assert_true(t.origin[i] <= t.origin[i + 1]);
			assert_true(t.origin[i] < n);
		}
		assert_int_equal(t.origin[t.text.n], n);
		/* Normalising again changes nothing. */
		struct text_normal again;
		assert_int_equal(text_normalise(t.text, &arena, &again), 0);
		assert_true(sv_eq(again.text, t.text));
	}
	struct text_normal t = normal("收到 ２ 件，其中");
	size_t at = sv_find(t.text, SV("2件"));
	struct sv quote = text_original(&t, SV("收到 ２ 件，其中"), at, at + 4);
	assert_true(sv_eq(quote, SV("２ 件")));
}

static void test_simplified_is_stable(void **state)
{
	(void)state;
	for (uint32_t cp = 0x4E00; cp < 0xA000; cp++)
		assert_int_equal(text_simplified(text_simplified(cp)), text_simplified(cp));
	assert_int_equal(text_simplified(U'條'), U'条');
	assert_int_equal(text_simplified(U'件'), U'件');
	assert_int_equal(text_simplified(0x10FFFF), 0x10FFFF);
}

static void test_words(void **state)
{
	(void)state;
	static const struct text_word list[] = { { "公开", 1 }, { "不予公开", 2 }, { "公开条例", 3 },
		{ "开", 4 } };
	struct text_words w;
	assert_int_equal(text_words_init(&w, list, 4, &arena), 0);
	struct sv text = SV("不予公开条例开");
	size_t n = 0;
	assert_int_equal(text_words_at(&w, text, 0, &n), 1);
	assert_int_equal(n, 12);
	assert_int_equal(text_words_at(&w, text, 6, &n), 2);
	assert_int_equal(text_words_at(&w, text, 9, &n), 3);
	assert_int_equal(text_words_at(&w, text, 3, &n), -1);
	assert_int_equal(text_words_at(&w, text, text.n, &n), -1);
	static const struct text_word bad[] = { { "a", 1 } };
	assert_int_not_equal(text_words_init(&w, bad, 1, &arena), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_origin),
		cmocka_unit_test(test_simplified_is_stable),
		cmocka_unit_test(test_words),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
