/* The remedy paragraph of every outcome by kind of organ and day, against law.md §5 written a second time. */
#include "unit_arena.h"

#include "law/outcome.h"

static const char *const days[] = { "2019-05-15", "2023-09-01", "2023-12-31", "2024-01-01",
	"2024-01-02", "2025-06-01", "2026-12-31" };

static struct date date_of(const char *text)
{
	struct date d;
	assert_true(date_parse(sv_of(text), &d));
	return d;
}

static bool one_of(const char *key, const char *list)
{
	struct sv rest = sv_of(list), word;
	while (sv_cut(&rest, ' ', &word))
		if (sv_eq(word, sv_of(key)))
			return true;
	return false;
}

/** art. 14, 15, 16; 国办函〔2021〕132号; nothing for who withdrew; everybody else is free. */
static enum remedy_way way_of(const char *key, const char *day, const struct remedy_rules *rules)
{
	bool since_2024 = strcmp(day, "2024-01-01") >= 0;
	if (!strcmp(key, "withdrawn"))
		return REMEDY_WAY_NONE;
	if (!since_2024)
		return REMEDY_WAY_FREE;
	if (one_of(key, "denied_state_secret denied_law_prohibited denied_three_safeties denied_third_party"
			" denied_internal_affairs denied_process_info denied_enforcement_file"))
		return REMEDY_WAY_FIRST;
	if (!strcmp(key, "partially_granted"))
		return rules->partial_first ? REMEDY_WAY_SPLIT : REMEDY_WAY_FREE;
	if (!strcmp(key, "denied_admin_query"))
		return rules->query_first ? REMEDY_WAY_FIRST : REMEDY_WAY_FREE;
	return REMEDY_WAY_FREE;
}

/** What has to stand in the organ's description, and the article since 2024 and before. */
static const struct {
	const char *organ, *since, *before;
} organs[REMEDY_OF__MAX] = {
	[REMEDY_OF_GOVERNMENT] = { "上一级", "第二十四条第一款第二项", "第十三条" },
	[REMEDY_OF_DEPARTMENT] = { "本级", "第二十四条第一款第一项", "第十二条" },
	[REMEDY_OF_TOWN] = { "县级", "第二十四条第一款第二项", "第十三条" },
	[REMEDY_OF_STREET] = { "区（县）人民政府", "第二十四条第一款第三项", "第十五条" },
	[REMEDY_OF_OTHER] = { "管理该组织", "第二十四条第一款第四项", "第十五条" },
};

#define FIRST "应当在收到之日起60日内先向甲区人民政府申请行政复议；对行政复议决定不服的，" \
	"可以自收到行政复议决定书之日起15日内向甲区人民法院提起行政诉讼。"
#define FREE "可以在收到之日起60日内向甲区人民政府申请行政复议，或者在收到之日起6个月内向甲区人民法院提起行政诉讼。"
#define FREE_OLD_DEPARTMENT "可以在收到之日起60日内向甲区人民政府或者甲市某局申请行政复议，" \
	"或者在收到之日起6个月内向甲区人民法院提起行政诉讼。"

static const char *text_of(enum remedy_way way, bool old_department)
{
	switch (way) {
	case REMEDY_WAY_FIRST:
		return "如对本答复书不服，" FIRST;
	case REMEDY_WAY_SPLIT:
		return "如对本答复书中不予公开的部分不服，" FIRST "如对其他内容不服，" FREE;
	case REMEDY_WAY_FREE:
		return old_department ? "如对本答复书不服，" FREE_OLD_DEPARTMENT : "如对本答复书不服，" FREE;
	default:
		return "";
	}
}

static const struct remedy_names names = { .organ = SV_INIT("甲区人民政府"),
	.superior = SV_INIT("甲市某局"), .court = SV_INIT("甲区人民法院"),
	.decision = SV_INIT("本答复书") };

static void check(const struct outcome *o, enum remedy_unit unit, const char *day,
	const struct remedy_rules *rules)
{
	struct remedy_advice a = remedy_advise(o->remedy, unit, date_of(day), rules);
	bool since = strcmp(day, "2024-01-01") >= 0, old_department = !since && unit == REMEDY_OF_DEPARTMENT;
	struct sv text;
	assert_int_equal(a.way, way_of(o->key, day, rules));
	assert_true(a.why[0] && a.article[0]);
	assert_int_equal(a.settled, !since || !one_of(o->key, "partially_granted denied_admin_query"));
	assert_int_equal(remedy_text(&a, &names, &arena, &text, NULL), 0);
	assert_string_equal(arena_dup(&arena, text.p, text.n), text_of(a.way, old_department));
	if (a.way == REMEDY_WAY_NONE)
		return;
	assert_non_null(strstr(a.organ, organs[unit].organ));
	assert_non_null(strstr(a.organ_article, since ? organs[unit].since : organs[unit].before));
	assert_non_null(strstr(a.organ_article, since ? "2023年修订" : "2017年修正"));
}

static void test_every_outcome_unit_and_day(void **state)
{
	(void)state;
	for (int settings = 0; settings < 4; settings++) {
		struct remedy_rules rules = remedy_default_rules;
		if (settings) {
			rules.partial_first = settings & 1;
			rules.query_first = settings & 2;
		}
		for (size_t o = 0; o < n_outcomes; o++)
			for (int unit = 0; unit < REMEDY_OF__MAX; unit++)
				for (size_t d = 0; d < sizeof days / sizeof *days; d++)
					check(&outcomes[o], (enum remedy_unit)unit, days[d], &rules);
	}
}

static void test_defaults(void **state)
{
	(void)state;
	const struct remedy_rules *r = &remedy_default_rules;
	assert_true(r->partial_first && !r->query_first && !r->silence_first);
	assert_int_equal(r->reconsider_days, 60);
	assert_int_equal(r->litigate_months, 6);
	assert_int_equal(r->after_days, 15);
	struct remedy_advice a = remedy_advise(REMEDY_RULE_SILENCE, REMEDY_OF_STREET, date_of("2026-03-02"), r);
	assert_int_equal(a.way, REMEDY_WAY_FREE);
	assert_false(a.settled);
	struct remedy_rules strict = *r;
	strict.silence_first = true;
	a = remedy_advise(REMEDY_RULE_SILENCE, REMEDY_OF_STREET, date_of("2026-03-02"), &strict);
	assert_int_equal(a.way, REMEDY_WAY_FIRST);
	a = remedy_advise(REMEDY_RULE_NONE, REMEDY_OF_STREET, date_of("2026-03-02"), r);
	assert_int_equal(a.way, REMEDY_WAY_NONE);
}

/** Which name is said to be missing; NULL: none. */
static const char *missing(const struct remedy_advice *a, const struct remedy_names *n)
{
	static struct err err;
	struct sv text;
	err = (struct err){ 0 };
	int code = remedy_text(a, n, &arena, &text, &err);
	assert_true(code == 0 || code == E_USAGE);
	assert_true(code == 0 || err.user[0]);
	return code ? err.field : NULL;
}

static void test_missing_names(void **state)
{
	(void)state;
	struct remedy_advice now = remedy_advise(REMEDY_RULE_REFUSAL, REMEDY_OF_DEPARTMENT,
		date_of("2024-01-01"), &remedy_default_rules);
	struct remedy_advice before = remedy_advise(REMEDY_RULE_REFUSAL, REMEDY_OF_DEPARTMENT,
		date_of("2023-12-31"), &remedy_default_rules);
	struct remedy_names n = names;
	n.organ = SV("");
	assert_string_equal(missing(&now, &n), "organ");
	n = names;
	n.court = SV("");
	assert_string_equal(missing(&now, &n), "court");
	n = names;
	n.superior = SV("");
	assert_null(missing(&now, &n));
	assert_string_equal(missing(&before, &n), "superior");
	n = names;
	n.by_internet = true; /* 行政复议法 art. 22 II, new in 2024 */
	assert_string_equal(missing(&now, &n), "link");
	assert_null(missing(&before, &n));
	n.link = SV("https://example.gov.cn/fuyi");
	struct sv text;
	assert_int_equal(remedy_text(&now, &n, &arena, &text, NULL), 0);
	assert_true(sv_has(text, n.link));
	assert_int_equal(remedy_text(&before, &n, &arena, &text, NULL), 0);
	assert_false(sv_has(text, n.link));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_outcome_unit_and_day), cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_missing_names),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
