/*
 * Reading: the same report in the shapes it arrives in. A report with random figures is laid out as
 * the official form, then torn: borders become tabs, line ends, or nothing; what is read back must
 * be what was put in, and where borders are gone, whatever is called certain must be right.
 */
#include "unit.h"

#include "base/auto.h"
#include "report/report_form.h"
#include "sample_report.h"

/* Figures as offices have them: mostly zero, totals that hold. */
static struct report *office_report(struct arena *a, enum form_layout layout)
{
	struct report *r = sample_report(a, layout);
	r->preamble = SV("");
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		struct form_cell *c = &r->cells[cell];
		if (c->state == CELL_NUMBER)
			c->n = rand() % 3 ? 0 : rand() % 400;
		if (c->state != CELL_DECIMAL)
			continue;
		c->n = (int64_t)(rand() % 9000) * 1000000 + rand() % 1000 * 1000;
		c->text = sv_fmt(a, "%d.%03d", (int)(c->n / 1000000), (int)(c->n % 1000000 / 1000));
	}
	for (int row = 0; row < APP_ROW__MAX; row++) {
		struct form_cell *c = &r->cells[app_cell((enum app_row)row, APP_NATURAL_PERSON)];
		if (c->state == CELL_ABSENT)
			continue;
		for (int k = c[0].n = rand() % 4 ? 0 : rand() % 300, i = 1; i < APP_TOTAL; i++) {
			c[i].n = rand() % 5 ? 0 : rand() % 12;
			k += (int)c[i].n;
			c[APP_TOTAL].n = k;
		}
	}
	for (int g = 0; g < REVIEW_GROUPS; g++) {
		struct form_cell *c = &r->cells[review_cell((enum review_group)g, 0)];
		c[4].n = c[0].n + c[1].n + c[2].n + c[3].n;
	}
	return r;
}

enum shape { SHAPE_RULED, SHAPE_TABS, SHAPE_PADDED, SHAPE_LINES, SHAPE_SPACES, SHAPE_RUN_TOGETHER,
	SHAPE__MAX };

/* One paragraph for a whole table, with `between` cells and `after` rows. */
static void as_text(struct doc *out, const struct doc_table *t, const char *between,
	const char *after)
{
	struct str s;
	str_init(&s, out->arena, 1 << 20);
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct doc_cell *c = &t->cells[i];
		bool last = i + 1 == t->n_cells || t->cells[i + 1].row != c->row;
		str_add(&s, c->text);
		str_addz(&s, last ? after : between);
	}
	struct sv rest = str_sv(&s), line;
	while (rest.n && sv_cut(&rest, '\n', &line))
		if (line.n)
			assert_non_null(doc_add(out, DOC_PARAGRAPH, line, (struct doc_place){ 0 }));
}

/* Rows of cells without spans, as tabs in pasted text give them; padded: with an empty cell for
   every place that a span covers, as Markdown and copies from spreadsheets have it. */
static void as_tabs(struct doc *out, const struct doc_table *t, bool padded)
{
	struct doc_grid g;
	struct doc_table *copy = doc_add_table(out, (struct doc_place){ 0 });
	doc_grid_init(&g, out->arena);
	for (uint32_t row = 0; row < t->n_rows; row++) {
		doc_grid_row(&g);
		for (uint32_t col = 0; col < t->n_cols; col++) {
			const struct doc_cell *c = doc_cell_at(t, row, col);
			bool own = c && c->row == row && c->col == col;
			if (own || padded)
				doc_grid_cell(&g, own ? c->text : SV(""), 1, 1, (struct doc_place){ 0 }, false);
		}
	}
	assert_int_equal(doc_grid_finish(&g, copy), 0);
	copy->ruled = false;
}

static struct doc *torn(const struct doc *form, enum shape shape, struct arena *a)
{
	struct doc *out = doc_new(a, shape == SHAPE_RULED ? DOC_HTML : DOC_TEXT);
	for (size_t i = 0; i < form->n_blocks; i++) {
		const struct doc_block *b = &form->blocks[i];
		if (b->kind != DOC_TABLE)
			assert_non_null(doc_add(out, DOC_PARAGRAPH, b->text, (struct doc_place){ 0 }));
		else if (shape == SHAPE_RULED) {
			struct doc_table *t = doc_add_table(out, (struct doc_place){ 0 });
			*t = *b->table;
			t->ruled = true;
		} else if (shape == SHAPE_TABS || shape == SHAPE_PADDED)
			as_tabs(out, b->table, shape == SHAPE_PADDED);
		else if (shape == SHAPE_LINES)
			as_text(out, b->table, "\n", "\n");
		else if (shape == SHAPE_SPACES)
			as_text(out, b->table, "   ", "\n");
		else
			as_text(out, b->table, "", "");
	}
	return out;
}

static void same_cells(const struct report *want, const struct report *got, bool certain_only)
{
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		const struct form_cell *x = &want->cells[cell], *y = &got->cells[cell];
		char key[FORM_KEY_MAX];
		if (certain_only && (y->provisional || y->state == CELL_ABSENT))
			continue;
		if (x->state != y->state || x->n != y->n)
			print_error("%s: %d %lld became %d %lld\n", form_key(cell, key), x->state,
				(long long)x->n, y->state, (long long)y->n);
		assert_int_equal(x->state, y->state);
		assert_int_equal(x->n, y->n);
	}
}

static struct report *read_back(const struct report *r, enum shape shape, struct arena *a)
{
	struct err err = { 0 };
	struct report *got;
	struct doc *form = report_form(r, a, &err);
	assert_non_null(form);
	int rc = report_read(torn(form, shape, a), a, &got, &err);
	if (rc)
		print_error("%s\n", err.user);
	assert_int_equal(rc, 0);
	return got;
}

static void every_shape_gives_the_cells_back(void **state)
{
	(void)state;
	srand(11);
	for (int round = 0; round < 40; round++)
		for (enum shape shape = SHAPE_RULED; shape < SHAPE_RUN_TOGETHER; shape++) {
			AUTO(arena_done) struct arena a;
			arena_init(&a, 1 << 26);
			struct report *r = office_report(&a, round % 4 ? FORM_2021 : FORM_2019);
			struct report *got = read_back(r, shape, &a);
			same_cells(r, got, false);
			assert_true(sv_eq(got->unit, r->unit));
			assert_int_equal(got->year, r->year);
		}
}

static void run_together_is_never_wrong_about_what_is_certain(void **state)
{
	(void)state;
	srand(12);
	for (int round = 0; round < 150; round++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct report *r = office_report(&a, FORM_2021);
		struct report *got = read_back(r, SHAPE_RUN_TOGETHER, &a);
		same_cells(r, got, true);
		bool told = false;
		for (size_t i = 0; i < got->noticed.n; i++)
			told |= got->noticed.items[i].rule == RULE_RUN_TOGETHER;
		assert_true(told);
	}
}

static void sections_come_back_in_every_shape(void **state)
{
	(void)state;
	for (enum shape shape = SHAPE_RULED; shape < SHAPE__MAX; shape++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct report *r = office_report(&a, FORM_2021), *got = read_back(r, shape, &a);
		for (int s = 0; s < SECTION__MAX; s++) {
			assert_true(got->sections[s].present);
			assert_int_equal(got->sections[s].order, s);
			assert_int_equal(got->sections[s].numeral, s + 1);
			if (!sv_eq(got->sections[s].text, r->sections[s].text))
				print_error("%d %d [%.*s]\n", shape, s, SV_ARG(got->sections[s].text));
			assert_true(sv_eq(got->sections[s].text, r->sections[s].text));
		}
	}
}

/* A blank cell stays blank and a text stays text wherever there are borders between cells. */
static void gaps_are_kept(void **state)
{
	(void)state;
	srand(13);
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		static const enum cell_state states[] = { CELL_BLANK, CELL_TEXT };
		for (int i = 0; i < 2; i++) {
			AUTO(arena_done) struct arena a;
			arena_init(&a, 1 << 26);
			struct report *r = office_report(&a, FORM_2021);
			if (r->cells[cell].state == CELL_ABSENT)
				continue;
			r->cells[cell] = (struct form_cell){ .state = states[i],
				.text = i ? SV("22（其中修订16件）") : SV("") };
			for (enum shape shape = SHAPE_RULED; shape <= SHAPE_PADDED; shape++)
				same_cells(r, read_back(r, shape, &a), false);
		}
	}
}

static struct doc *text_doc(struct arena *a, const char *text)
{
	struct doc *d = doc_new(a, DOC_TEXT);
	struct sv rest = sv_of(text), line;
	bool gap = false;
	while (rest.n && sv_cut(&rest, '\n', &line)) {
		if (line.n) {
			struct doc_block *b = doc_add(d, DOC_PARAGRAPH, line, (struct doc_place){ 0 });
			assert_non_null(b);
			b->gap = gap;
		}
		gap = line.n == 0;
	}
	return d;
}

static void what_is_no_report_is_refused(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	struct report *r = NULL;
	struct err err = { 0 };
	assert_int_equal(report_read(text_doc(&a, "会议通知\n请于周五下午到会议室开会，讨论3件事。"), &a, &r,
		&err), E_NOT_REPORT);
	assert_true(sv_of(err.user).n > 0);
	assert_null(r);
	assert_int_equal(report_read(doc_new(&a, DOC_TEXT), &a, &r, &err), E_NOT_REPORT);
}

static void two_reports_in_one_file_are_refused(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct err err = { 0 };
	struct report *r = office_report(&a, FORM_2021), *got = NULL;
	struct doc *both = torn(report_form(r, &a, &err), SHAPE_RULED, &a);
	r->year++;
	struct doc *second = torn(report_form(r, &a, &err), SHAPE_RULED, &a);
	for (size_t i = 0; i < second->n_blocks; i++)
		*doc_add(both, DOC_PARAGRAPH, SV(""), (struct doc_place){ 0 }) = second->blocks[i];
	assert_int_equal(report_read(both, &a, &got, &err), E_MANY);
}

static void a_column_left_out_is_missing_not_shifted(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct err err = { 0 };
	struct report *r = office_report(&a, FORM_2021), *got;
	struct doc *form = torn(report_form(r, &a, &err), SHAPE_RULED, &a);
	for (size_t i = 0; i < form->n_blocks; i++) {
		struct doc_table *t = form->blocks[i].table;
		if (form->blocks[i].kind != DOC_TABLE || t->n_cols != 10)
			continue;
		size_t k = 0;
		for (size_t c = 0; c < t->n_cells; c++) /* 科研机构, the sixth column of the grid */
			if (t->cells[c].col != 5)
				t->cells[k++] = t->cells[c];
		t->n_cells = k;
	}
	assert_int_equal(report_read(form, &a, &got, &err), 0);
	for (int row = 0; row < APP_ROW__MAX; row++)
		for (int c = 0; c < APP_COLUMN__MAX; c++) {
			int cell = app_cell((enum app_row)row, (enum app_column)c);
			if (c == APP_ORG_RESEARCH)
				assert_int_equal(got->cells[cell].state, CELL_ABSENT);
			else
				assert_int_equal(got->cells[cell].n, r->cells[cell].n);
		}
}

static void who_and_when(void **state)
{
	(void)state;
	static const struct {
		const char *text, *unit;
		int year;
	} cases[] = {
		{ "甲县乙镇2023年政府信息公开工作年度报告", "甲县乙镇", 2023 },
		{ "甲县 乙局 2022 年政府信息公开工作年度报告", "甲县乙局", 2022 },
		{ "甲市人民政府\n2024年政府信息公开工作年度报告", "甲市人民政府", 2024 },
		{ "2021年甲市水务局政府信息公开工作年度报告", "甲市水务局", 2021 },
		{ "标题: 甲区管委会关于2021年度政府信息公开工作年度报告", "甲区管委会", 2021 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 24);
		struct report *r;
		struct err err = { 0 };
		struct sv text = sv_fmt(&a, "%s\n本报告数据统计期限自%d年1月1日起至12月31日止。\n"
			"一、总体情况\n工作有序。\n六、其他需要报告的事项\n未收取信息处理费。",
			cases[i].text, cases[i].year);
		assert_int_equal(report_read(text_doc(&a, text.p), &a, &r, &err), 0);
		if (!sv_eq(r->unit, sv_of(cases[i].unit)))
			print_error("%s: [%.*s]\n", cases[i].text, SV_ARG(r->unit));
		assert_true(sv_eq(r->unit, sv_of(cases[i].unit)));
		assert_int_equal(r->year, cases[i].year);
		assert_int_equal(r->period.from_year, cases[i].year);
		assert_int_equal(r->period.to_month, 12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shape_gives_the_cells_back),
		cmocka_unit_test(run_together_is_never_wrong_about_what_is_certain),
		cmocka_unit_test(sections_come_back_in_every_shape),
		cmocka_unit_test(gaps_are_kept),
		cmocka_unit_test(what_is_no_report_is_refused),
		cmocka_unit_test(two_reports_in_one_file_are_refused),
		cmocka_unit_test(a_column_left_out_is_missing_not_shifted),
		cmocka_unit_test(who_and_when),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
