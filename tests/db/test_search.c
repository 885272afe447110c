/* The index against looking through every text, on both databases. */
#include "base/auto.h"
#include "base/utf8.h"
#include "database.h"
#include "search/search.h"
#include "text/normal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct schema *const schemas[] = { &search_schema };

struct world {
	struct test_db where;
	struct db *db;
	struct arena arena;
	struct err err;
	uint64_t dice;
};

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	test_db_make(&w->where);
	w->db = test_db_open_with(&w->where, schemas, 1);
	arena_init(&w->arena, (size_t)1 << 30);
	w->dice = 20190515;
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	db_close(w->db);
	arena_done(&w->arena);
	test_db_done(&w->where);
	free(w);
	return 0;
}

static unsigned dice(struct world *w, unsigned sides)
{
	w->dice = w->dice * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(w->dice >> 33) % sides;
}

static void put(struct world *w, int64_t subject, int64_t unit, int year, struct sv title, struct sv body)
{
	const struct search_document d = { SEARCH_REPORT, subject, unit, year, subject, title, body };
	assert_int_equal(tx_begin_write(w->db, __func__, &w->err), 0);
	assert_int_equal(search_put(w->db, &d, &w->err), 0);
	assert_int_equal(tx_commit(w->db, &w->err), 0);
}

static struct search_result find(struct world *w, struct sv words, int64_t unit, int year, size_t offset,
	size_t max)
{
	const struct search_query q = { words, unit, year, 0, offset, max };
	struct search_result r;
	w->err = (struct err){ 0 };
	assert_int_equal(search_run(w->db, &q, &w->arena, &r, &w->err), 0);
	return r;
}

/* Few characters, so that everything meets everything; separators, and letters that fold. */
static const char *const signs[] = { "公", "开", "信", "息", "街", "道", "办", "理", "，", "。", "\n", "ａ", "A",
	"b", "3", "３", "資", "资", "〔", "〕", "2021", "号" };

static struct sv random_text(struct world *w, unsigned length)
{
	struct str s;
	str_init(&s, &w->arena, 1 << 16);
	for (unsigned i = 0; i < length; i++)
		str_addz(&s, signs[dice(w, sizeof signs / sizeof *signs)]);
	return str_sv(&s);
}

static struct sv folded(struct world *w, struct sv text)
{
	struct text_normal n;
	assert_int_equal(text_normalise(text, &w->arena, &n), 0);
	char *p = arena_dup(&w->arena, n.text.p, n.text.n);
	for (size_t i = 0; i < n.text.n; i++)
		p[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] + 32) : p[i];
	return (struct sv){ p, n.text.n };
}

static bool is_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/** Does the folded text hold the folded word, letters and digits as whole words? */
static bool holds(struct sv text, struct sv word)
{
	for (size_t at = 0; at + word.n <= text.n; at++) {
		if (memcmp(text.p + at, word.p, word.n) != 0)
			continue;
		bool left = at > 0 && is_letter(text.p[at]) && is_letter(text.p[at - 1]);
		bool right = at + word.n < text.n && is_letter(text.p[at + word.n - 1])
			&& is_letter(text.p[at + word.n]);
		if (!left && !right)
			return true;
	}
	return false;
}

enum { DOCUMENTS = 120 };

struct library {
	struct sv titles[DOCUMENTS], bodies[DOCUMENTS];
	int64_t units[DOCUMENTS];
	int years[DOCUMENTS];
};

static void fill_library(struct world *w, struct library *l)
{
	for (int i = 0; i < DOCUMENTS; i++) {
		struct sv title = random_text(w, 4 + dice(w, 6)), body = random_text(w, dice(w, 120));
		l->units[i] = 1 + dice(w, 3);
		l->years[i] = 2020 + (int)dice(w, 3);
		l->titles[i] = folded(w, title);
		l->bodies[i] = folded(w, body);
		put(w, i + 1, l->units[i], l->years[i], title, body);
	}
}

/** A word that does not begin or end with a sign, so that it means the same with and without. */
static struct sv random_word(struct world *w)
{
	static const char *const whole[] = { "公", "开", "信", "息", "街", "道", "办", "理", "资", "号" };
	struct str s;
	str_init(&s, &w->arena, 256);
	unsigned n = 1 + dice(w, 3);
	for (unsigned i = 0; i < n; i++)
		str_addz(&s, whole[dice(w, sizeof whole / sizeof *whole)]);
	return str_sv(&s);
}

static void test_hits_are_those_of_looking_through(void **state)
{
	struct world *w = *state;
	struct library *l = arena_alloc(&w->arena, sizeof *l);
	fill_library(w, l);
	int found_some = 0;
	for (int turn = 0; turn < 300; turn++) {
		struct sv words[2] = { random_word(w), random_word(w) };
		int n_words = 1 + (int)dice(w, 2), year = dice(w, 3) ? 0 : 2021;
		int64_t unit = dice(w, 3) ? 0 : 2;
		struct sv typed = n_words == 1 ? words[0]
			: sv_fmt(&w->arena, "%.*s　%.*s", SV_ARG(words[0]), SV_ARG(words[1]));
		struct search_result r = find(w, typed, unit, year, 0, SEARCH_PAGE_MAX);
		bool got[DOCUMENTS + 1] = { false };
		for (size_t i = 0; i < r.n; i++) {
			assert_false(got[r.hits[i].subject]);
			got[r.hits[i].subject] = true;
		}
		for (size_t at = r.n; (int64_t)at < r.total; at += SEARCH_PAGE_MAX) {
			struct search_result more = find(w, typed, unit, year, at, SEARCH_PAGE_MAX);
			for (size_t i = 0; i < more.n; i++) {
				assert_false(got[more.hits[i].subject]);
				got[more.hits[i].subject] = true;
			}
		}
		int expected = 0;
		for (int d = 0; d < DOCUMENTS; d++) {
			bool all = (!unit || l->units[d] == unit) && (!year || l->years[d] == year);
			for (int k = 0; k < n_words; k++)
				all = all && (holds(l->titles[d], words[k]) || holds(l->bodies[d], words[k]));
			expected += all;
			if (got[d + 1] != all)
				print_message("document %d, typed %.*s\n", d + 1, SV_ARG(typed));
			assert_int_equal(got[d + 1], all);
		}
		assert_int_equal(r.total, expected);
		found_some += expected > 0;
	}
	assert_true(found_some > 100);
}

static void test_titles_come_first(void **state)
{
	struct world *w = *state;
	put(w, 1, 1, 2021, SV("甲街道年度报告"), SV("收费情况说明"));
	put(w, 2, 1, 2022, SV("收费情况"), SV("其他"));
	put(w, 3, 1, 2023, SV("乙街道"), SV("收费收费收费情况"));
	put(w, 4, 1, 2024, SV("丙街道收费"), SV("其他"));
	struct search_result r = find(w, SV("收费"), 0, 0, 0, 10);
	assert_int_equal(r.n, 4);
	assert_true(r.hits[0].subject == 4 && r.hits[1].subject == 2);
	assert_true(r.hits[2].subject == 3 && r.hits[3].subject == 1);
	assert_false(r.more);
}

static void test_every_writing_is_found(void **state)
{
	struct world *w = *state;
	put(w, 1, 1, 2021, SV("年度报告"), SV("依据国办发〔2021〕30号，索引号11341702486344515H/202110-00013，資訊公開。WTO规则"));
	static const char *const found[] = { "国办发〔2021〕30号", "国办发(2021)30号", "国办发［２０２１］３０号", "30号",
		"11341702486344515H/202110-00013", "11341702486344515h", "资讯公开", "資訊", "wto", "ＷＴＯ", "规",
		"\"WTO规则\"", "“国办发 2021”" };
	static const char *const missing[] = { "国办发〔2022〕30号", "国办发3", "WT", "202110-0001", "公开规则" };
	for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
		struct search_result r = find(w, sv_of(found[i]), 0, 0, 0, 10);
		if (r.n != 1)
			print_message("not found: %s\n", found[i]);
		assert_int_equal(r.n, 1);
	}
	for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
		assert_int_equal(find(w, sv_of(missing[i]), 0, 0, 0, 10).n, 0);
}

/** The pieces are a stretch of the text, and what is marked reads as a word that was asked for. */
static void test_snippets(void **state)
{
	struct world *w = *state;
	for (int i = 0; i < 60; i++) {
		struct sv body = random_text(w, 200), word = random_word(w);
		put(w, 1, 1, 2021, SV("题"), body);
		struct search_result r = find(w, word, 0, 0, 0, 1);
		if (!r.n)
			continue;
		struct str joined;
		str_init(&joined, &w->arena, 1 << 16);
		bool marked = false;
		for (size_t p = 0; p < r.hits[0].n_pieces; p++) {
			const struct search_piece *piece = &r.hits[0].pieces[p];
			assert_true(utf8_valid(piece->text));
			str_add(&joined, piece->text);
			marked = marked || piece->hit;
			if (piece->hit)
				assert_true(sv_eq(folded(w, piece->text), word));
		}
		assert_true(marked);
		assert_true(sv_has(body, str_sv(&joined)));
		assert_true(utf8_count(str_sv(&joined)) < 400);
	}
}

static void test_taken_out_is_gone(void **state)
{
	struct world *w = *state;
	for (int turn = 0; turn < 3; turn++) {
		for (int i = 1; i <= 20; i++)
			put(w, i, 1, 2021, SV("年度报告"), sv_fmt(&w->arena, "第%d份第%d次", i, turn));
		for (int i = 1; i <= 20; i += 2) {
			assert_int_equal(tx_begin_write(w->db, __func__, &w->err), 0);
			assert_int_equal(search_remove(w->db, SEARCH_REPORT, i, &w->err), 0);
			assert_int_equal(search_remove(w->db, SEARCH_REPORT, 999, &w->err), 0);
			assert_int_equal(tx_commit(w->db, &w->err), 0);
		}
		assert_int_equal(find(w, SV("年度报告"), 0, 0, 0, 50).total, 10);
		assert_int_equal(find(w, SV("第3份"), 0, 0, 0, 50).total, 0);
		assert_int_equal(find(w, sv_fmt(&w->arena, "第%d次", turn), 0, 0, 0, 50).total, 10);
		assert_int_equal(search_check(w->db, &w->err), 0);
	}
	assert_int_equal(find(w, SV("第0次"), 0, 0, 0, 50).total, 0);
}

static void test_hostile_words(void **state)
{
	struct world *w = *state;
	put(w, 1, 1, 2021, SV("年度报告"), SV("正文"));
	static const char *const odd[] = { "", " ", "\"", "“", "*", "年*", "NEAR(年 报)", "title : 年", "年 AND", "OR",
		"NOT 年", "^年", "-年", "年'; DROP TABLE search_document; --", "😀", "{tags} : u1", "u1", "y2021", "k1",
		"' | '", "!年", "年:*", "\\", "年 & 报", "<->", "\xff\xfe", "%", "_" };
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		(void)find(w, sv_of(odd[i]), 0, 0, 0, 10);
	assert_int_equal(find(w, SV("u1"), 0, 0, 0, 10).n, 0);
	assert_int_equal(find(w, SV("y2021"), 0, 0, 0, 10).n, 0);
	struct search_result r;
	struct search_query q = { .words = random_text(w, 300), .max = 10 };
	assert_int_equal(search_run(w->db, &q, &w->arena, &r, &w->err), E_USAGE);
	assert_true(w->err.user[0] != '\0');
	q.words = SV("一 二 三 四 五 六 七 八 九");
	assert_int_equal(search_run(w->db, &q, &w->arena, &r, &w->err), E_USAGE);
	assert_int_equal(search_attach(w->db, &w->err), 0);
	assert_int_equal(db_check_statements(w->db, &search_statements, &w->err), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_hits_are_those_of_looking_through),
		TEST(test_titles_come_first),
		TEST(test_every_writing_is_found),
		TEST(test_snippets),
		TEST(test_taken_out_is_gone),
		TEST(test_hostile_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
