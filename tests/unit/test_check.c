/* Checking: a report without fault yields nothing; one changed cell, and the named rule speaks. */
#include "unit.h"

#include "base/auto.h"
#include "report/sum.h"
#include "sample_report.h"

static void set(struct report *r, int cell, int64_t n)
{
	bool decimal = form_cell_type(cell) == FORM_DECIMAL_WAN_YUAN;
	r->cells[cell] = (struct form_cell){ .state = decimal ? CELL_DECIMAL : CELL_NUMBER,
		.n = decimal ? n * 1000000 : n, .text = sv_fmt(r->arena, "%lld", (long long)n) };
	r->cell_quote[cell] = sv_fmt(r->arena, "%lld", (long long)n);
}

/* Figures that hold: leaves at random, totals added up row by row. */
static struct report *good_report(struct arena *a, enum form_layout layout)
{
	struct report *r = sample_report(a, layout);
	r->preamble = SV("");
	r->noticed.arena = a;
	for (int cell = 0; cell < FORM_CELLS; cell++)
		if (r->cells[cell].state != CELL_ABSENT)
			set(r, cell, rand() % 50);
	for (int c = 0; c < form_tables[TABLE_ART20_1].n_columns; c++)
		if (r->cells[c].state != CELL_ABSENT)
			set(r, form_cell_at(TABLE_ART20_1, 0, c), 0); /* a town makes no rules */
	int64_t all[APP_COLUMN__MAX] = { 0 };
	for (int row = 0; row < APP_ROW__MAX; row++) {
		int64_t sum = 0;
		if (r->cells[app_cell((enum app_row)row, APP_TOTAL)].state == CELL_ABSENT)
			continue;
		for (int c = 0; c < APP_TOTAL; c++) {
			int64_t n = rand() % 30;
			sum += n;
			set(r, app_cell((enum app_row)row, (enum app_column)c), n);
			all[c] += row >= APP_RESULT_FIRST && row <= APP_RESULT_LAST ? n : 0;
		}
		set(r, app_cell((enum app_row)row, APP_TOTAL), sum);
	}
	int64_t totals[3] = { 0 };
	for (int c = 0; c < APP_TOTAL; c++) {
		int64_t out = rand() % 5, in = rand() % 3;
		set(r, app_cell(APP_RESULTS_TOTAL, (enum app_column)c), all[c]);
		set(r, app_cell(APP_CARRIED_OUT, (enum app_column)c), out);
		if (all[c] + out < in)
			in = 0;
		set(r, app_cell(APP_CARRIED_IN, (enum app_column)c), in);
		set(r, app_cell(APP_NEW_RECEIVED, (enum app_column)c), all[c] + out - in);
		totals[0] += all[c];
		totals[1] += out;
		totals[2] += in;
	}
	set(r, app_cell(APP_RESULTS_TOTAL, APP_TOTAL), totals[0]);
	set(r, app_cell(APP_CARRIED_OUT, APP_TOTAL), totals[1]);
	set(r, app_cell(APP_CARRIED_IN, APP_TOTAL), totals[2]);
	set(r, app_cell(APP_NEW_RECEIVED, APP_TOTAL), totals[0] + totals[1] - totals[2]);
	for (int g = 0; g < REVIEW_GROUPS; g++) {
		int64_t sum = 0;
		for (int i = 0; i < REVIEW_GROUP_SIZE - 1; i++)
			sum += r->cells[review_cell((enum review_group)g, i)].n;
		set(r, review_cell((enum review_group)g, REVIEW_GROUP_SIZE - 1), sum);
	}
	return r;
}

static struct findings check(const struct report *r, const struct report_context *context)
{
	struct findings list = { .arena = r->arena };
	struct err err = { 0 };
	assert_int_equal(report_check(r, context, &list, &err), 0);
	return list;
}

static int count(const struct findings *list, enum rule_id rule)
{
	int n = 0;
	for (size_t i = 0; i < list->n; i++)
		n += list->items[i].rule == rule;
	return n;
}

static const struct finding *first(const struct findings *list, enum rule_id rule)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].rule == rule)
			return &list->items[i];
	return NULL;
}

static void a_good_report_yields_nothing(void **state)
{
	(void)state;
	srand(1);
	for (int round = 0; round < 50; round++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct findings list = check(good_report(&a, round % 2 ? FORM_2021 : FORM_2019), NULL);
		if (list.n)
			print_error("%s: %.*s\n", rule_of(list.items[0].rule)->id,
				SV_ARG(list.items[0].message));
		assert_int_equal(list.n, 0);
	}
}

/* The rules that must speak when one cell of 表三 or 表四 is off by one. */
static void any_changed_cell_breaks_its_sums(void **state)
{
	(void)state;
	srand(2);
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct report *r = good_report(&a, FORM_2021);
		struct form_position p = form_position(cell);
		if (r->cells[cell].state == CELL_ABSENT ||
		    (p.table != TABLE_APPLICATIONS && p.table != TABLE_REVIEW))
			continue;
		r->cells[cell].n += 1;
		struct findings list = check(r, NULL);
		if (p.table == TABLE_REVIEW) {
			assert_int_equal(count(&list, RULE_REVIEW_TOTAL), 1);
			continue;
		}
		assert_int_equal(count(&list, RULE_ROW_TOTAL), 1);
		assert_int_equal(form_position(first(&list, RULE_ROW_TOTAL)->cell).row, p.row);
		bool result = p.row >= APP_RESULT_FIRST && p.row <= APP_RESULT_LAST;
		bool total = p.row == APP_RESULTS_TOTAL;
		assert_int_equal(count(&list, RULE_RESULTS_TOTAL), result || total);
		assert_int_equal(count(&list, RULE_BALANCE), !result);
		if (!result)
			assert_int_equal(form_position(first(&list, RULE_BALANCE)->cell).column, p.column);
	}
}

/* Blank, text, remark, negative: every cell of the form can be each of them and is named. */
static void any_cell_that_is_no_number_is_named(void **state)
{
	(void)state;
	srand(3);
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		static const struct {
			const char *text;
			enum rule_id rule;
			enum severity severity;
		} cases[] = { { "若干", RULE_NOT_A_NUMBER, SEVERITY_ERROR },
			{ "/", RULE_NOT_A_NUMBER, SEVERITY_WARNING },
			{ "22（其中修订16件）", RULE_ANNOTATED_CELL, SEVERITY_WARNING },
			{ "", RULE_BLANK_CELL, SEVERITY_WARNING } };
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			AUTO(arena_done) struct arena a;
			arena_init(&a, 1 << 26);
			struct report *r = good_report(&a, FORM_2021);
			if (r->cells[cell].state == CELL_ABSENT)
				continue;
			r->cells[cell] = (struct form_cell){ .text = sv_of(cases[i].text),
				.state = *cases[i].text ? CELL_TEXT : CELL_BLANK };
			struct findings list = check(r, NULL);
			assert_int_equal(count(&list, cases[i].rule), 1);
			assert_int_equal(first(&list, cases[i].rule)->cell, cell);
			assert_int_equal(first(&list, cases[i].rule)->severity, cases[i].severity);
		}
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct report *r = good_report(&a, FORM_2021);
		if (r->cells[cell].state == CELL_ABSENT)
			continue;
		r->cells[cell].n = -4;
		struct findings list = check(r, NULL);
		assert_int_equal(count(&list, RULE_NEGATIVE), 1);
		assert_int_equal(first(&list, RULE_NEGATIVE)->cell, cell);
	}
}

/* Zeros left blank are zeros; a blank that hides a figure is no reason to doubt a sum. */
static void blanks_for_zeros_break_no_sums(void **state)
{
	(void)state;
	srand(4);
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct report *r = good_report(&a, FORM_2021);
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		struct form_position p = form_position(cell);
		bool leaf_total = p.table == TABLE_APPLICATIONS && p.column == APP_TOTAL &&
			p.row >= APP_RESULT_FIRST && p.row <= APP_RESULT_LAST;
		if (r->cells[cell].state == CELL_NUMBER && (r->cells[cell].n == 0 || leaf_total))
			r->cells[cell] = (struct form_cell){ .state = CELL_BLANK, .text = SV("") };
	}
	struct findings list = check(r, NULL);
	for (size_t i = 0; i < list.n; i++)
		assert_int_equal(list.items[i].rule, RULE_BLANK_CELL);
	assert_true(list.n > 0);
}

static void uncertain_cells_are_not_held_against_sums(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct report *r = good_report(&a, FORM_2021);
	int cell = app_cell(APP_GRANTED, APP_NATURAL_PERSON);
	r->cells[cell].n += 9;
	r->cells[cell].provisional = true;
	assert_int_equal(check(r, NULL).n, 0);
}

static void parts_of_the_report_are_asked_for(void **state)
{
	(void)state;
	for (int s = 0; s < SECTION__MAX; s++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct report *r = good_report(&a, FORM_2021);
		for (int t = 0; t < TABLE__MAX; t++)
			r->tables[t] = r->tables[t] && form_tables[t].section != (enum form_section)s;
		r->sections[s].present = false;
		r->sections[s].order = -1;
		for (int k = s + 1; k < SECTION__MAX; k++)
			r->sections[k].order--;
		struct findings list = check(r, NULL);
		assert_int_equal(count(&list, RULE_MISSING_SECTION), 1);
		assert_int_equal(count(&list, RULE_SECTION_ORDER), 0);
		bool table = s == SECTION_PROACTIVE || s == SECTION_APPLICATIONS || s == SECTION_REVIEW;
		assert_true((count(&list, RULE_MISSING_TABLE) > 0) == table);
	}
}

static void order_and_numbers_of_sections(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct report *r = good_report(&a, FORM_2021);
	r->sections[SECTION_PROBLEMS].order = 5;
	r->sections[SECTION_OTHER].order = 4;
	struct findings list = check(r, NULL);
	assert_int_equal(count(&list, RULE_SECTION_ORDER), 2);
	r = good_report(&a, FORM_2021);
	r->sections[SECTION_REVIEW].numeral = 3;
	list = check(r, NULL);
	assert_int_equal(count(&list, RULE_SECTION_ORDER), 1);
	r = good_report(&a, FORM_2021);
	r->sections[SECTION_PROBLEMS].wordless = true;
	list = check(r, NULL);
	assert_int_equal(count(&list, RULE_SECTION_ORDER), 1);
	r = good_report(&a, FORM_2021);
	r->sections[SECTION_REVIEW].variant = true;
	list = check(r, NULL);
	assert_int_equal(count(&list, RULE_LABEL_VARIANT), 1);
}

static void sections_with_nothing_in_them(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct report *r = good_report(&a, FORM_2021);
	r->sections[SECTION_PROBLEMS].text = SV("");
	struct findings list = check(r, NULL);
	assert_int_equal(first(&list, RULE_EMPTY_SECTION)->severity, SEVERITY_ERROR);
	r->sections[SECTION_PROBLEMS].text = SV("无。");
	list = check(r, NULL);
	assert_int_equal(first(&list, RULE_EMPTY_SECTION)->severity, SEVERITY_WARNING);
	r = good_report(&a, FORM_2021);
	r->sections[SECTION_OTHER].text = SV("无");
	list = check(r, NULL);
	assert_int_equal(first(&list, RULE_FEE_NOT_REPORTED)->severity, SEVERITY_ERROR);
	static const char *const told[] = { "本年度未收取信息处理费。", "没有产生相关费用。",
		"全年收费0元。", "信息处理费：0。" };
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		r->sections[SECTION_OTHER].text = sv_of(told[i]);
		list = check(r, NULL);
		assert_int_equal(count(&list, RULE_FEE_NOT_REPORTED), 0);
	}
}

static void a_town_has_no_rules_of_its_own(void **state)
{
	(void)state;
	static const struct {
		const char *unit;
		int findings;
	} cases[] = { { "甲县乙镇人民政府", 1 }, { "甲街道办事处", 1 }, { "丙乡", 1 }, { "甲市人民政府", 0 },
		{ "甲县公安局", 0 } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct report *r = good_report(&a, FORM_2021);
		r->unit = sv_of(cases[i].unit);
		set(r, form_cell_at(TABLE_ART20_1, 0, 2), 3);
		struct findings list = check(r, NULL);
		assert_int_equal(count(&list, RULE_RULES_BY_STREET), cases[i].findings);
	}
}

static void the_period_is_the_year(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct report *r = good_report(&a, FORM_2021);
	r->period = (struct report_period){ true, 2023, 1, 1, 2023, 12, 31, SV("x"), { 0 } };
	struct findings list = check(r, NULL);
	assert_int_equal(count(&list, RULE_PERIOD), 0);
	r->period.to_month = 11;
	list = check(r, NULL);
	assert_int_equal(count(&list, RULE_PERIOD), 1);
	r->period = (struct report_period){ true, 2022, 1, 1, 2022, 12, 31, SV("x"), { 0 } };
	list = check(r, NULL);
	assert_int_equal(first(&list, RULE_PERIOD)->severity, SEVERITY_ERROR);
}

static void the_form_is_the_form_of_the_year(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct report *r = good_report(&a, FORM_2019);
	r->year = 2022;
	struct findings list = check(r, NULL);
	assert_int_equal(first(&list, RULE_FORM_OUTDATED)->severity, SEVERITY_ERROR);
	r->year = 2020;
	list = check(r, NULL);
	assert_int_equal(count(&list, RULE_FORM_OUTDATED), 0);
	r = good_report(&a, FORM_2021); /* one （六） row in the 2021 form */
	for (int c = 0; c < APP_COLUMN__MAX; c++) {
		int64_t sum = 0;
		for (int row = APP_OTHER_CORRECTION_OVERDUE; row <= APP_OTHER_LAST; row++) {
			struct form_cell *cell = &r->cells[app_cell((enum app_row)row, (enum app_column)c)];
			sum += cell->n;
			*cell = (struct form_cell){ .state = CELL_ABSENT, .text = SV("") };
		}
		set(r, app_cell(APP_OTHER_HANDLING, (enum app_column)c), sum);
	}
	list = check(r, NULL);
	assert_int_equal(list.n, 1);
	assert_int_equal(first(&list, RULE_FORM_OUTDATED)->severity, SEVERITY_WARNING);
}

static void years_follow_from_one_another(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct report *then = good_report(&a, FORM_2021), *now = good_report(&a, FORM_2021);
	struct report_context context = { .previous = then };
	then->year = now->year - 1;
	then->unit = SV("另一个镇");
	for (int s = 0; s < SECTION__MAX; s++)
		then->sections[s].text = SV("");
	for (int c = 0; c < APP_COLUMN__MAX; c++)
		set(then, app_cell(APP_CARRIED_OUT, (enum app_column)c),
			now->cells[app_cell(APP_CARRIED_IN, (enum app_column)c)].n);
	for (int row = 0; row < 2; row++) {
		int issued = form_cell_at(TABLE_ART20_1, row, 0);
		set(now, issued + 2, 100);
		set(then, issued + 2, 100 - now->cells[issued].n + now->cells[issued + 1].n);
		if (row == 0) {
			set(now, issued + 2, 0);
			set(then, issued + 2, 0);
		}
	}
	struct findings list = check(now, &context);
	assert_int_equal(list.n, 0);
	then->cells[app_cell(APP_CARRIED_OUT, APP_ORG_OTHER)].n += 1;
	then->cells[form_cell_at(TABLE_ART20_1, 1, 2)].n += 1;
	list = check(now, &context);
	assert_int_equal(count(&list, RULE_CARRY_OVER), 1);
	assert_int_equal(count(&list, RULE_IN_FORCE_ROLLFORWARD), 1);
	then->year--; /* two years back says nothing */
	list = check(now, &context);
	assert_int_equal(list.n, 0);
}

/* The sum of many, against adding each cell in another order with another type. */
static void reports_add_up(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 28);
	enum { N = 40 };
	struct report *r[N], *total;
	struct report_sum sum;
	struct err err = { 0 };
	report_sum_init(&sum, &a);
	for (int i = 0; i < N; i++) {
		r[i] = good_report(&a, FORM_2021);
		report_sum_add(&sum, r[i]);
	}
	assert_int_equal(report_sum_report(&sum, SV("全县"), &total, &err), 0);
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		long double want = 0;
		for (int i = N - 1; i >= 0; i--)
			want += (long double)r[i]->cells[cell].n;
		assert_true((long double)total->cells[cell].n == want);
	}
	struct findings list = check(total, NULL); /* sums of sums hold too */
	for (size_t i = 0; i < list.n; i++)
		assert_true(list.items[i].rule == RULE_EMPTY_SECTION ||
			list.items[i].rule == RULE_FEE_NOT_REPORTED);
	r[0]->cells[5].state = CELL_BLANK;
	struct report_sum again;
	report_sum_init(&again, &a);
	report_sum_add(&again, r[0]);
	assert_int_equal(again.counted[5] + again.missing[5], form_has(FORM_2021, 5));
}

static void a_name_with_its_city_is_the_same_unit(void **state)
{
	(void)state;
	assert_true(report_same_unit(SV("某县某镇人民政府"), SV("某镇人民政府")));
	assert_true(report_same_unit(SV("某镇"), SV("某镇")));
	assert_false(report_same_unit(SV("某镇"), SV("某乡")));
	assert_false(report_same_unit(SV(""), SV("某镇"))); /* a report without a name is nobody's */
	assert_false(report_same_unit(SV(""), SV("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_report_yields_nothing),
		cmocka_unit_test(any_changed_cell_breaks_its_sums),
		cmocka_unit_test(any_cell_that_is_no_number_is_named),
		cmocka_unit_test(blanks_for_zeros_break_no_sums),
		cmocka_unit_test(uncertain_cells_are_not_held_against_sums),
		cmocka_unit_test(parts_of_the_report_are_asked_for),
		cmocka_unit_test(order_and_numbers_of_sections),
		cmocka_unit_test(sections_with_nothing_in_them),
		cmocka_unit_test(a_town_has_no_rules_of_its_own),
		cmocka_unit_test(the_period_is_the_year),
		cmocka_unit_test(the_form_is_the_form_of_the_year),
		cmocka_unit_test(years_follow_from_one_another),
		cmocka_unit_test(reports_add_up),
		cmocka_unit_test(a_name_with_its_city_is_the_same_unit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
