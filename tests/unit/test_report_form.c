/* The official form: every figure stands under the names that the form gives it. */
#include "sample_report.h"

#include "base/auto.h"
#include "report/report_csv.h"
#include "report/report_form.h"

static struct doc *form_of(struct arena *a, enum form_layout layout)
{
	struct doc *d = report_form(sample_report(a, layout), a, NULL);
	assert_non_null(d);
	return d;
}

static const struct doc_table *nth_table(const struct doc *d, int n)
{
	for (size_t i = 0; i < d->n_blocks; i++)
		if (d->blocks[i].table && n-- == 0)
			return d->blocks[i].table;
	fail();
	return NULL;
}

/* The one cell of that text. */
static const struct doc_cell *cell_of(const struct doc_table *t, struct sv text)
{
	const struct doc_cell *found = NULL;
	for (size_t i = 0; i < t->n_cells; i++)
		if (sv_eq(t->cells[i].text, text)) {
			assert_null(found);
			found = &t->cells[i];
		}
	assert_non_null(found);
	return found;
}

static struct sv text_at(const struct doc_table *t, uint32_t row, uint32_t col)
{
	const struct doc_cell *c = doc_cell_at(t, row, col);
	assert_non_null(c);
	return c->text;
}

/* Every place of the grid belongs to exactly one cell. */
static void assert_whole(const struct doc_table *t)
{
	uint8_t *seen = calloc((size_t)t->n_rows * t->n_cols, 1);
	assert_non_null(seen);
	for (size_t i = 0; i < t->n_cells; i++)
		for (uint32_t r = 0; r < t->cells[i].rowspan; r++)
			for (uint32_t c = 0; c < t->cells[i].colspan; c++)
				seen[(t->cells[i].row + r) * t->n_cols + t->cells[i].col + c]++;
	for (size_t i = 0; i < (size_t)t->n_rows * t->n_cols; i++)
		assert_int_equal(seen[i], 1);
	free(seen);
}

static bool label_is(struct sv text, const char *label)
{
	return sv_eq(text, sv_of(label));
}

/* The names around a figure, found by walking to the left and up from where it stands. */
static void assert_named(const struct doc_table *t, const struct doc_cell *c, int cell)
{
	struct form_position p = form_position(cell);
	const struct form_table *f = &form_tables[p.table];
	const struct form_axis *row = &f->rows[p.row], *column = &f->columns[p.column];
	bool named_row = !*row->label, grouped_row = !row->group;
	bool named_column = false, grouped_column = !column->group, captioned = false;
	for (uint32_t col = 0; col < c->col; col++) {
		named_row = named_row || label_is(text_at(t, c->row, col), row->label);
		grouped_row = grouped_row || label_is(text_at(t, c->row, col), row->group);
	}
	for (uint32_t up = c->row; up-- > 0 && !captioned;) {
		named_column = named_column || label_is(text_at(t, up, c->col), column->label);
		grouped_column = grouped_column || label_is(text_at(t, up, c->col), column->group);
		captioned = label_is(text_at(t, up, c->col), f->caption);
	}
	assert_true(named_row && grouped_row && named_column && grouped_column);
	assert_true(captioned || p.table >= TABLE_APPLICATIONS);
}

static void every_figure_stands_under_its_names(void **state)
{
	(void)state;
	static const enum form_layout layouts[] = { FORM_2021, FORM_2019 };
	for (int i = 0; i < 2; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 24);
		struct report *r = sample_report(&a, layouts[i]);
		struct doc *d = report_form(r, &a, NULL);
		int n = 0;
		for (int cell = 0; cell < FORM_CELLS; cell++) {
			if (!form_has(layouts[i], cell))
				continue;
			enum form_table_id id = form_position(cell).table;
			const struct doc_table *t = nth_table(d, id == TABLE_REVIEW ? 2 : id == TABLE_APPLICATIONS);
			assert_named(t, cell_of(t, report_cell_text(&r->cells[cell], &a)), cell);
			n++;
		}
		size_t figures = 0;
		for (int k = 0; k < 3; k++) {
			const struct doc_table *t = nth_table(d, k);
			assert_whole(t);
			for (size_t c = 0; c < t->n_cells; c++)
				figures += !t->cells[c].header;
		}
		assert_int_equal(figures, n);
	}
}

static void assert_span(const struct doc_table *t, const char *text, uint32_t rows, uint32_t cols)
{
	const struct doc_cell *c = cell_of(t, sv_of(text));
	assert_int_equal(c->rowspan, rows);
	assert_int_equal(c->colspan, cols);
}

static void spans_are_the_official_ones(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	struct doc *d = form_of(&a, FORM_2021);
	const struct doc_table *two = nth_table(d, 0), *three = nth_table(d, 1), *four = nth_table(d, 2);
	assert_int_equal(two->n_cols, 4);
	assert_int_equal(two->n_rows, 14);
	assert_span(two, "第二十条第（八）项", 1, 4);
	assert_span(two, "本年收费金额（单位：万元）", 1, 3);
	assert_int_equal(three->n_cols, 10);
	assert_int_equal(three->n_rows, 3 + 25);
	assert_span(three, "申请人情况", 1, 7);
	assert_span(three, "法人或其他组织", 1, 5);
	assert_span(three, "三、本年度办理结果", 22, 1);
	assert_span(three, "（三）不予公开", 8, 1);
	assert_span(three, "（四）无法提供", 3, 1);
	assert_span(three, "（五）不予处理", 5, 1);
	assert_span(three, "（六）其他处理", 3, 1);
	assert_span(three, "（七）总计", 1, 2);
	assert_span(three, "四、结转下年度继续办理", 1, 3);
	assert_int_equal(three->cells[0].rowspan, 3);
	assert_int_equal(three->cells[0].colspan, 3);
	assert_int_equal(four->n_cols, 15);
	assert_int_equal(four->n_rows, 4);
	assert_span(four, "行政复议", 1, 5);
	assert_span(four, "行政诉讼", 1, 10);
	assert_span(nth_table(form_of(&a, FORM_2019), 1), "三、本年度办理结果", 20, 1);
	assert_span(nth_table(form_of(&a, FORM_2019), 1), "（六）其他处理", 1, 2);
}

static void a_single_row_of_other_handling_stays_single(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	struct report *r = sample_report(&a, FORM_2021);
	for (int c = 0; c < APP_COLUMN__MAX; c++) {
		for (int row = APP_OTHER_CORRECTION_OVERDUE; row <= APP_OTHER_MISC; row++)
			r->cells[app_cell(row, c)].state = CELL_ABSENT;
		r->cells[app_cell(APP_OTHER_HANDLING, c)] = (struct form_cell){ CELL_NUMBER, .n = c };
	}
	const struct doc_table *t = nth_table(report_form(r, &a, NULL), 1);
	assert_span(t, "（六）其他处理", 1, 2);
	assert_span(t, "三、本年度办理结果", 20, 1);
	assert_whole(t);
}

static void headings_stand_in_order(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	struct doc *d = form_of(&a, FORM_2021);
	int section = 0, small = 0;
	assert_true(sv_eq(d->title, SV("甲乙县丙丁镇人民政府2023年政府信息公开工作年度报告")));
	assert_int_equal(d->blocks[0].level, 1);
	assert_int_equal(d->blocks[1].kind, DOC_PARAGRAPH);
	for (size_t i = 1; i < d->n_blocks; i++) {
		if (d->blocks[i].level == 2)
			assert_true(label_is(d->blocks[i].text, form_section_label(section++)));
		small += d->blocks[i].level == 3;
	}
	assert_int_equal(section, SECTION__MAX);
	assert_int_equal(small, 2);
}

static void what_the_report_lacks_is_left_out(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	struct report *r = sample_report(&a, FORM_2021);
	for (int c = 0; c < REVIEW_COLUMN__MAX; c++)
		r->cells[form_cell_at(TABLE_REVIEW, 0, c)].state = CELL_ABSENT;
	r->sections[SECTION_REVIEW].present = false;
	for (int c = 0; c < APP_COLUMN__MAX; c++)
		r->cells[app_cell(APP_DENIED_STATE_SECRET, c)].state = CELL_ABSENT;
	struct doc *d = report_form(r, &a, NULL);
	int tables = 0;
	for (size_t i = 0; i < d->n_blocks; i++) {
		tables += d->blocks[i].kind == DOC_TABLE;
		assert_false(label_is(d->blocks[i].text, form_section_label(SECTION_REVIEW)));
	}
	assert_int_equal(tables, 2);
	assert_span(nth_table(d, 1), "（三）不予公开", 7, 1);
	assert_whole(nth_table(d, 1));
}

static void a_cell_prints_what_it_holds(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	static const struct {
		struct form_cell cell;
		const char *printed;
	} cases[] = {
		{ { CELL_ABSENT, .n = 4 }, "" },
		{ { CELL_BLANK, .n = 4 }, "" },
		{ { CELL_NUMBER, .n = -12 }, "-12" },
		{ { CELL_TEXT, .text = SV_INIT("22（其中修订16件）") }, "22（其中修订16件）" },
		{ { CELL_DECIMAL, .n = 96171600000, .text = SV_INIT("96171.6000") }, "96171.6000" },
		{ { CELL_DECIMAL, .n = 96171600000 }, "96171.6" },
		{ { CELL_DECIMAL, .n = -5 }, "-0.000005" },
		{ { CELL_DECIMAL, .n = 30000000 }, "30" },
		{ { CELL_DECIMAL, .n = 0 }, "0" },
		{ { CELL_DECIMAL, .n = INT64_MIN }, "-9223372036854.775808" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sv got = report_cell_text(&cases[i].cell, &a);
		assert_true(sv_eq(got, sv_of(cases[i].printed)));
	}
}

/* One field of RFC 4180, read the long way. */
static struct sv take_field(struct sv *csv, struct arena *a)
{
	struct str out;
	str_init(&out, a, 1 << 16);
	bool quoted = csv->n && *csv->p == '"';
	size_t i = quoted;
	for (; i < csv->n; i++) {
		if (quoted && csv->p[i] == '"') {
			if (i + 1 >= csv->n || csv->p[i + 1] != '"')
				break;
			i++;
		} else if (!quoted && (csv->p[i] == ',' || csv->p[i] == '\r')) {
			break;
		}
		str_addc(&out, csv->p[i]);
	}
	*csv = sv_from(*csv, i + quoted);
	return str_sv(&out);
}

static void csv_holds_every_cell(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	struct report *r = sample_report(&a, FORM_2021);
	struct sv csv;
	r->cells[0] = (struct form_cell){ CELL_TEXT, .text = SV_INIT("=1+1,\"x\"") };
	r->cells[1] = (struct form_cell){ .state = CELL_BLANK };
	r->cells[2] = (struct form_cell){ CELL_NUMBER, .n = -3 };
	r->cells[6] = (struct form_cell){ CELL_TEXT, .text = SV_INIT("两\n行") };
	assert_int_equal(report_csv(r, &a, &csv, NULL), 0);
	assert_true(sv_starts(csv, SV("\xEF\xBB\xBF" "cell,label,value\r\n")));
	csv = sv_from(csv, 3);
	int last = -1, n = 0, line = 0;
	for (; csv.n; line++) {
		struct sv f[3];
		for (int i = 0; i < 3; i++) {
			f[i] = take_field(&csv, &a);
			assert_true(sv_starts(csv, i < 2 ? SV(",") : SV("\r\n")));
			csv = sv_from(csv, i < 2 ? 1 : 2);
		}
		if (line == 1)
			assert_true(sv_eq(f[0], SV("unit")) && sv_eq(f[2], r->unit));
		if (line == 2)
			assert_true(sv_eq(f[0], SV("year")) && sv_eq(f[2], SV("2023")));
		if (line < 3)
			continue;
		int cell = form_cell_by_key(f[0]);
		assert_true(cell > last && form_has(FORM_2021, cell));
		last = cell;
		n++;
		struct sv printed = report_cell_text(&r->cells[cell], &a);
		assert_true(sv_eq(f[2], cell == 0 ? SV("'=1+1,\"x\"") : printed));
	}
	int official = 0;
	for (int cell = 0; cell < FORM_CELLS; cell++)
		official += form_has(FORM_2021, cell);
	assert_int_equal(n, official);
}

static void a_small_arena_is_an_error_not_a_crash(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	struct report *r = sample_report(&a, FORM_2021);
	for (size_t max = 0; max < 400000; max += 4096) {
		AUTO(arena_done) struct arena b;
		arena_init(&b, max);
		struct err err = { 0 };
		if (!report_form(r, &b, &err))
			assert_int_equal(err.code, E_NOMEM);
		struct sv csv;
		arena_reset(&b);
		int code = report_csv(r, &b, &csv, &err);
		assert_true(code == 0 || code == E_NOMEM);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_figure_stands_under_its_names),
		cmocka_unit_test(spans_are_the_official_ones),
		cmocka_unit_test(a_single_row_of_other_handling_stays_single),
		cmocka_unit_test(headings_stand_in_order),
		cmocka_unit_test(what_the_report_lacks_is_left_out),
		cmocka_unit_test(a_cell_prints_what_it_holds),
		cmocka_unit_test(csv_holds_every_cell),
		cmocka_unit_test(a_small_arena_is_an_error_not_a_crash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
