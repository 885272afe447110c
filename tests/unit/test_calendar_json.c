/* Calendars from a file and from what a person types: the same year comes out, and what is none is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/auto.h"
#include "law/calendar_json.h"

static void every_built_in_year_survives_print_and_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < calendar_n_built_in; i++) {
		AUTO(arena_done) struct arena a;
		struct calendar_year *back;
		struct err err = { 0 };
		size_t n;
		arena_init(&a, 1 << 20);
		struct sv one = calendar_json_print(&calendar_built_in[i], &a);
		struct sv json = sv_fmt(&a, "{\"%d\":%.*s}", calendar_built_in[i].year, SV_ARG(one));
		assert_int_equal(calendar_json_read(json, &a, &back, &n, &err), 0);
		assert_int_equal(n, 1);
		assert_int_equal(back->year, calendar_built_in[i].year);
		assert_true(sv_eq(calendar_json_print(back, &a), one));
	}
}

/** The days of a year as text, each in another of the forms people write. */
static struct sv typed(const char *const *days, size_t n, struct arena *a)
{
	static const char *const gaps[] = { " ", "、", "\n", "，", ", ", ";" };
	struct str s;
	str_init(&s, a, 65536);
	for (size_t i = 0; i < n; i++) {
		struct date d;
		assert_true(date_parse(sv_of(days[i]), &d));
		if (i % 3 == 0)
			str_addf(&s, "%d月%d日", d.month, d.day);
		else
			str_addf(&s, "%s", i % 3 == 1 ? days[i] : days[i] + 5);
		str_addz(&s, gaps[i % 6]);
	}
	return str_sv(&s);
}

static void what_is_typed_is_the_same_year(void **state)
{
	(void)state;
	for (size_t i = 0; i < calendar_n_built_in; i++) {
		AUTO(arena_done) struct arena a;
		const struct calendar_year *y = &calendar_built_in[i];
		struct calendar_year back;
		struct err err = { 0 };
		arena_init(&a, 1 << 20);
		struct sv holidays = typed(y->holidays, y->n_holidays, &a),
			workdays = typed(y->workdays, y->n_workdays, &a);
		if (calendar_of_words(y->year, sv_of(y->source), holidays, workdays, &a, &back, &err))
			fail_msg("%d: %s", y->year, err.user);
		assert_true(sv_eq(calendar_json_print(&back, &a), calendar_json_print(y, &a)));
	}
}

static void what_is_none_is_named(void **state)
{
	static const struct {
		const char *json, *said;
	} wrong[] = {
		{ "", "不是日历文件" }, { "[]", "不是日历文件" }, { "{}", "不是日历文件" },
		{ "{\"x\":{}}", "不是年份" }, { "{\"2027\":{}}", "日期的列表" },
		{ "{\"2027\":{\"holidays\":[],\"workdays\":[]}}", "通知全称" },
		{ "{\"2027\":{\"source\":\"国务院办公厅通知\",\"holidays\":[\"2027-01-01\"],\"workdays\":[]}}",
			"没有录全" },
		{ "{\"2027\":{\"source\":\"国务院办公厅通知\",\"holidays\":[\"2026-01-01\"],\"workdays\":[]}}",
			"不是这一年" },
		{ "{\"2027\":{\"source\":\"国务院办公厅通知\",\"holidays\":[],\"workdays\":[\"2027-01-04\"]}}",
			"不是周末" },
		{ "{\"2027\":{\"source\":\"国务院办公厅通知\",\"holidays\":[1],\"workdays\":[]}}", "不是这一年" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		AUTO(arena_done) struct arena a;
		struct calendar_year *y;
		struct err err = { 0 };
		size_t n;
		arena_init(&a, 1 << 20);
		assert_int_equal(calendar_json_read(sv_of(wrong[i].json), &a, &y, &n, &err), E_FORMAT);
		if (!strstr(err.user, wrong[i].said))
			fail_msg("%s: %s", wrong[i].json, err.user);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_built_in_year_survives_print_and_parse),
		cmocka_unit_test(what_is_typed_is_the_same_year),
		cmocka_unit_test(what_is_none_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
