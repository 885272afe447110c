/* The calendar of working days: which years there are, and a new one, looked at first and then imported. */
#include "request/years.h"
#include "web/desk_request.h"
#include "web/pages.h"
#include "web/templates.h"

#include "base/num.h"

static int no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

static struct view_cell cell(struct sv text, bool head)
{
	return (struct view_cell){ .text = text, .is_head = head };
}

static struct sv day(struct visit *v, struct date d)
{
	char text[DATE_TEXT_MAX];
	return d.year ? sv_dup(v->arena, sv_of(date_print(d, text))) : SV("未知");
}

/** A table with three columns; `cells` of each row in order. */
static struct view_table table(struct visit *v, const char *caption, const char *const heads[3],
	const struct view_cell *cells, size_t n)
{
	struct view_cell *top = arena_array(v->arena, 3, sizeof *top);
	struct view_row *rows = arena_array(v->arena, n + 1, sizeof *rows);
	if (!top || !rows)
		return (struct view_table){ 0 };
	for (int i = 0; i < 3; i++)
		top[i] = cell(sv_of(heads[i]), false);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct view_row){ .cells = cells + i * 3, .n_cells = 3 };
	return (struct view_table){ .caption = sv_of(caption), .heads = top, .n_heads = 3, .rows = rows,
		.n_rows = n };
}

static int show_known(struct visit *v, struct view_years *view, struct err *err)
{
	static const char *const heads[] = { "年度", "依据", "来历" };
	struct year_known *years;
	size_t n;
	int rc = years_list(v->db, v->arena, &years, &n, err);
	struct view_cell *cells = rc ? NULL : arena_array(v->arena, n * 3 + 1, sizeof *cells);
	if (rc || !cells)
		return rc ? rc : no_memory(err);
	for (size_t i = 0; i < n; i++) {
		const struct year_known *y = &years[n - 1 - i];
		cells[i * 3] = cell(sv_fmt(v->arena, "%d", y->year), true);
		cells[i * 3 + 1] = cell(y->source, false);
		cells[i * 3 + 2] = cell(y->imported ? sv_fmt(v->arena, "%.*s导入",
			SV_ARG(visit_day(v, y->imported))) : SV("随程序提供"), false);
	}
	view->known = table(v, "已有的年度", heads, cells, n);
	return E_OK;
}

/** What was understood of the notice, to be held against it, and what an import would do. */
static int show_moves(struct visit *v, struct view_years *view, const struct calendar_year *year,
	const struct year_move *moves, size_t n, struct err *err)
{
	static const char *const heads[] = { "申请", "现在的期限", "导入后的期限" };
	struct view_cell *cells = arena_array(v->arena, n * 3 + 1, sizeof *cells);
	if (!cells)
		return no_memory(err);
	for (size_t i = 0; i < n; i++) {
		cells[i * 3] = cell(moves[i].number, true);
		cells[i * 3 + 1] = cell(day(v, moves[i].from), false);
		cells[i * 3 + 2] = cell(day(v, moves[i].to), false);
		for (size_t k = 0; k < 3; k++)
			cells[i * 3 + k].is_whole = true;
	}
	view->preview = SV("还没有导入");
	view->read = sv_fmt(v->arena, "%d年读到放假%zu天，调休上班%zu天。请和通知核对。", year->year,
		year->n_holidays, year->n_workdays);
	view->moves_said = n ? sv_fmt(v->arena, "导入后，%zu件办理中的申请的期限会改变：", n) :
		SV("办理中的申请，期限都不改变。");
	view->moves = table(v, "改变期限的申请", heads, cells, n);
	view->n_moves = n;
	return E_OK;
}

/** The field a complaint speaks of gets it. @return its address on the page */
static struct sv complain(struct visit *v, struct view_years *view, const struct err *why)
{
	struct view_text_field *const all[] = { &view->source, &view->holidays, &view->workdays };
	struct view_text_field *of = &view->year;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (sv_eq(all[i]->name, sv_of(why->field)))
			of = all[i];
	of->error = sv_of(why->user);
	return sv_join(v->arena, SV("#"), of->name);
}

static void fields(struct visit *v, struct view_years *view)
{
	view->action = SV("/desk/calendar");
	view->year = (struct view_text_field){ .name = SV("year"), .label = SV("年度"), .max = 4,
		.inputmode = "numeric", .value = visit_text(v, "year") };
	view->source = (struct view_text_field){ .name = SV("source"), .label = SV("通知的全称"),
		.max = 150, .hint = SV("例如：国务院办公厅关于2027年部分节假日安排的通知"),
		.value = visit_text(v, "source") };
	view->holidays = (struct view_text_field){ .name = SV("holidays"), .label = SV("放假的日子"),
		.max = 3000, .rows = 6, .hint = SV("每天写一个，例如：1月1日、2月5日；空格、顿号、换行隔开都可以。"
			"只写通知里放假的日子，平常的周末不用写。"), .value = visit_text(v, "holidays") };
	view->workdays = (struct view_text_field){ .name = SV("workdays"), .label = SV("调休上班的周末"),
		.max = 1000, .rows = 3, .hint = SV("写法同上；没有就不写"), .value = visit_text(v, "workdays") };
}

/** @param why  what was wrong with what was typed; NULL: nothing */
static int show(struct visit *v, struct view_years *view, const struct err *why, struct err *err)
{
	static const struct crumb crumbs[] = { { SV_INIT("工作日历"), { "", 0 } },
		{ { "", 0 }, { "", 0 } } };
	struct view_problem problem = { .text = why ? sv_of(why->user) : SV("") };
	fields(v, view);
	if (why) {
		problem.url = complain(v, view, why);
		v->problems = &problem;
		v->n_problems = 1;
	}
	int rc = show_known(v, view, err);
	view->frame = visit_frame(v, SV("工作日历"), crumbs);
	return rc ? rc : VISIT_RENDER(v, why ? visit_status(why->code) : 200, template_desk_years, view,
		err);
}

int page_years(struct visit *v, struct err *err)
{
	struct view_years view = { 0 };
	return show(v, &view, NULL, err);
}

int do_years(struct visit *v, struct err *err)
{
	struct view_years view = { 0 };
	struct calendar_year year;
	struct year_move *moves = NULL;
	struct err why = { 0 };
	size_t n = 0;
	bool preview = !sv_eq(visit_text(v, "do"), SV("import"));
	const struct request_env env = desk_env(v);
	int64_t number = 0;
	int rc = num_parse_i64(visit_text(v, "year"), &number) && number > 1948 && number < 3000 ? E_OK :
		err_set(&why, E_FORMAT, "年度要写四位数字，例如 2027。");
	if (!rc)
		rc = calendar_of_words((int)number, visit_text(v, "source"), visit_text(v, "holidays"),
			visit_text(v, "workdays"), v->arena, &year, &why);
	if (!rc)
		rc = years_import(&env, &year, 1, preview, v->arena, &moves, &n, &why);
	if (rc == E_FORMAT)
		return show(v, &view, &why, err);
	if (rc) {
		if (err)
			*err = why;
		return rc;
	}
	if (!preview)
		return visit_go(v, SV("/desk/calendar"), "imported");
	rc = show_moves(v, &view, &year, moves, n, err);
	return rc ? rc : show(v, &view, NULL, err);
}
