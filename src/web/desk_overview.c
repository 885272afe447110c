/* A year of all units: who has delivered, what is late, the sum for the level above. */
#include "report/sum.h"
#include "web/desk.h"
#include "web/form_view.h"
#include "web/listing.h"
#include "web/pages.h"
#include "web/report_file.h"
#include "web/templates.h"

#include <inttypes.h>
#include <string.h>

enum { LIST_PAGE = 50, MISSING_SHOWN = 100, NOTES_SHOWN = 200 };

static int year_of(struct visit *v)
{
	int64_t year = visit_number(v, "year");
	return year ? (int)year : desk_year(v);
}

static struct sv due_text(struct visit *v, struct date due)
{
	char text[DATE_TEXT_MAX];
	return sv_dup(v->arena, sv_of(date_print(due, text)));
}

static const struct view_filing_row *standing_rows(struct visit *v, const struct filing_standing *s,
	size_t n)
{
	struct view_filing_row *rows = arena_array(v->arena, n + 1, sizeof *rows);
	for (size_t i = 0; rows && i < n; i++) {
		const struct filing *f = &s[i].filing;
		bool none = f->state == FILING_NONE;
		rows[i] = (struct view_filing_row){ .unit = s[i].unit.name,
			.url = none ? visit_url(v, "/units/%.*s", SV_ARG(s[i].unit.public_id))
				: visit_url(v, "/desk/reports/%.*s", SV_ARG(f->public_id)),
			.year = year_of(v), .state = desk_tag(f->state), .n_errors = f->n_errors,
			.n_warnings = f->n_warnings, .received = visit_day(v, f->received),
			.due = due_text(v, s[i].due), .late = s[i].late };
	}
	return rows;
}

/** The choices of the filter; *ret_chosen is FILING_STATE__MAX for all. */
static const struct view_option *states(struct visit *v, enum filing_state *ret_chosen, size_t *ret_n)
{
	struct sv chosen = visit_text(v, "state");
	struct view_option *list = arena_array(v->arena, FILING_STATE__MAX + 1, sizeof *list);
	*ret_n = 0;
	*ret_chosen = chosen.n ? filing_state_of_key(chosen) : FILING_STATE__MAX;
	if (!list)
		return NULL;
	list[(*ret_n)++] = (struct view_option){ SV(""), SV("全部"), *ret_chosen == FILING_STATE__MAX };
	for (int s = FILING_NONE; s < FILING_STATE__MAX; s++)
		list[(*ret_n)++] = (struct view_option){ sv_of(filing_state_key((enum filing_state)s)),
			sv_of(filing_state_label((enum filing_state)s)), s == (int)*ret_chosen };
	return list;
}

static struct view_figure figure(struct visit *v, struct sv name, int64_t value, const char *state)
{
	return (struct view_figure){ name, sv_fmt(v->arena, "%" PRId64, value), state
		? visit_url(v, "/desk/overview?year=%d&state=%s", year_of(v), state) : SV("") };
}

static int fill_figures(struct visit *v, struct view_overview *view, struct err *err)
{
	const struct filing_dates dates = desk_dates(v);
	struct filing_counts c;
	int rc = filing_count(v->db, desk_scope(v), view->year, &dates, v->arena, &c, err);
	struct view_figure *list = rc ? NULL : arena_array(v->arena, FILING_STATE__MAX + 3, sizeof *list);
	if (rc || !list)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	size_t n = 0;
	list[n++] = figure(v, SV("机关"), c.units, NULL);
	for (int s = FILING_NONE; s < FILING_STATE__MAX; s++)
		list[n++] = figure(v, sv_of(filing_state_label((enum filing_state)s)), c.by_state[s],
			filing_state_key((enum filing_state)s));
	list[n++] = figure(v, SV("有错误"), c.with_errors, NULL);
	list[n++] = figure(v, SV("逾期"), c.late, NULL);
	view->figures = list;
	view->n_figures = n;
	return E_OK;
}

/** The rows of one state, or of all units. */
static int fill_rows(struct visit *v, struct view_overview *view, enum filing_state state,
	struct err *err)
{
	const struct filing_dates dates = desk_dates(v);
	int64_t after = visit_number(v, "after");
	struct filing_standing *list = NULL;
	struct filing *filings = NULL;
	const struct filing_filter filter = { .within = desk_scope(v), .year = view->year, .state = state };
	size_t n = 0;
	int rc;
	if (state == FILING_STATE__MAX)
		rc = filing_overview(v->db, desk_scope(v), view->year, &dates, after, LIST_PAGE + 1,
			v->arena, &list, &n, err);
	else if (state == FILING_NONE)
		rc = filing_missing(v->db, desk_scope(v), view->year, &dates, after, LIST_PAGE + 1,
			v->arena, &list, &n, err);
	else
		rc = filing_list(v->db, &filter, (struct filing_after){ .year = after ? view->year : 0,
			.id = after }, LIST_PAGE + 1, v->arena, &filings, &n, err);
	if (rc)
		return rc;
	if (n > LIST_PAGE) {
		n = LIST_PAGE;
		view->paging.next_url = visit_url(v, "/desk/overview?year=%d&state=%.*s&after=%" PRId64,
			view->year, SV_ARG(visit_text(v, "state")), list ? list[n - 1].unit.id : filings[n - 1].id);
	}
	if (after)
		view->paging.previous_url = visit_url(v, "/desk/overview?year=%d&state=%.*s", view->year,
			SV_ARG(visit_text(v, "state")));
	view->rows = list ? standing_rows(v, list, n) : desk_rows(v, filings, n);
	view->n_rows = n;
	return E_OK;
}

int page_overview(struct visit *v, struct err *err)
{
	enum filing_state state;
	struct view_overview view = { .action = SV("/desk/overview"), .year = year_of(v) };
	view.years = desk_years(v, view.year, &view.n_years);
	view.states = states(v, &state, &view.n_states);
	view.sum_url = visit_url(v, "/desk/sum?year=%d", view.year);
	view.csv_url = visit_url(v, "/desk/overview.csv?year=%d", view.year);
	int rc = desk_scope_name(v, &view.unit, err);
	if (!rc)
		rc = fill_figures(v, &view, err);
	if (!rc)
		rc = fill_rows(v, &view, state, err);
	static const struct crumb crumbs[] = { { SV_INIT("总览"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, sv_fmt(v->arena, "%d年度报告总览", view.year), crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_overview, &view, err);
}

/** A CSV cell: quoted, and never taken for a formula by a spreadsheet. */
static void csv_text(struct str *out, struct sv s)
{
	bool formula = s.n && strchr("=+-@", s.p[0]);
	str_addz(out, formula ? "\"'" : "\"");
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			str_addc(out, '"');
		str_addc(out, s.p[i]);
	}
	str_addz(out, "\",");
}

static void csv_row(struct visit *v, struct str *out, const struct filing_standing *s)
{
	csv_text(out, s->unit.name);
	csv_text(out, s->unit.code);
	str_addf(out, "%d,%s,%d,%d,%.*s,%.*s,%s\r\n", year_of(v), filing_state_label(s->filing.state),
		s->filing.n_errors, s->filing.n_warnings, SV_ARG(visit_day(v, s->filing.received)),
		SV_ARG(due_text(v, s->due)), s->late ? "逾期" : "");
}

int page_overview_csv(struct visit *v, struct err *err)
{
	const struct filing_dates dates = desk_dates(v);
	enum { BATCH = 500, BYTES_MAX = 64 * 1024 * 1024 };
	struct str out;
	int64_t after = 0;
	size_t n;
	str_init(&out, v->arena, BYTES_MAX);
	str_addz(&out, "\xEF\xBB\xBF机关,统一社会信用代码,年度,状态,错误,提示,收到,期限,逾期\r\n");
	do {
		struct filing_standing *list;
		int rc = filing_overview(v->db, desk_scope(v), year_of(v), &dates, after, BATCH,
			v->arena, &list, &n, err);
		if (rc)
			return rc;
		for (size_t i = 0; i < n; i++)
			csv_row(v, &out, &list[i]);
		after = n ? list[n - 1].unit.id : 0;
	} while (n == BATCH);
	if (!str_ok(&out))
		return err_set(err, E_LIMIT, "机关太多，一张表放不下。");
	return visit_send(v, SV("text/csv; charset=utf-8"), str_sv(&out),
		sv_fmt(v->arena, "%d年度报告总览.csv", year_of(v)));
}

/* ── The sum ───────────────────────────────────────────────────────────────────────────────── */

static int make_sum(struct visit *v, struct report_sum *sum, struct report **ret, struct err *err)
{
	struct sv name;
	report_sum_init(sum, v->arena);
	int rc = desk_scope_name(v, &name, err);
	if (!rc)
		rc = filing_sum(v->db, desk_scope(v), year_of(v), desk_scope(v), sum, err);
	if (!rc)
		rc = report_sum_report(sum, name, ret, err);
	if (!rc && !(*ret)->year)
		(*ret)->year = year_of(v);
	return rc;
}

/** Cells that some report should have given and did not. */
static void fill_left_out(struct visit *v, const struct report_sum *s, struct view_sum *view)
{
	struct view_note *list = arena_array(v->arena, NOTES_SHOWN, sizeof *list);
	for (int cell = 0; list && cell < FORM_CELLS && view->n_left_out < NOTES_SHOWN; cell++)
		if (s->missing[cell])
			list[view->n_left_out++] = (struct view_note){ sv_fmt(v->arena,
				"%.*s：%u 份没有给出确定的数字", SV_ARG(form_cell_name(v->arena, cell)),
				s->missing[cell]), SV("") };
	view->left_out = list;
}

static int fill_missing(struct visit *v, struct view_sum *view, struct err *err)
{
	const struct filing_dates dates = desk_dates(v);
	struct filing_standing *list;
	size_t n;
	int rc = filing_missing(v->db, desk_scope(v), view->year, &dates, 0, MISSING_SHOWN + 1,
		v->arena, &list, &n, err);
	struct view_note *notes = rc ? NULL : arena_array(v->arena, n + 1, sizeof *notes);
	if (rc || !notes)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	view->more_missing = n > MISSING_SHOWN;
	n = n > MISSING_SHOWN ? MISSING_SHOWN : n;
	for (size_t i = 0; i < n; i++)
		if (list[i].unit.id != desk_scope(v))
			notes[view->n_missing++] = (struct view_note){ list[i].unit.name, SV("") };
	view->missing = notes;
	return E_OK;
}

/** What does not hold in the sum, by the same rules as in a report. */
static int fill_problems(struct visit *v, const struct report *r, struct view_sum *view, struct err *err)
{
	struct findings found = { .arena = v->arena };
	const struct report_context context = { 0 };
	int rc = report_check(r, &context, &found, err);
	struct view_note *list = rc ? NULL : arena_array(v->arena, found.n + 1, sizeof *list);
	for (size_t i = 0; list && i < found.n; i++) {
		enum rule_id rule = found.items[i].rule;
		if (rule == RULE_ROW_TOTAL || rule == RULE_RESULTS_TOTAL || rule == RULE_BALANCE
			|| rule == RULE_REVIEW_TOTAL || rule == RULE_NEGATIVE)
			list[view->n_problems_of_sum++] = (struct view_note){ found.items[i].message, SV("") };
	}
	view->problems_of_sum = list;
	return rc;
}

int page_sum(struct visit *v, struct err *err)
{
	struct report_sum *sum = arena_alloc(v->arena, sizeof *sum);
	struct report *r;
	struct view_sum view = { .action = SV("/desk/sum"), .year = year_of(v) };
	view.years = desk_years(v, view.year, &view.n_years);
	int rc = sum ? make_sum(v, sum, &r, err) : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (!rc)
		rc = desk_scope_name(v, &view.unit, err);
	if (!rc)
		rc = fill_missing(v, &view, err);
	if (rc)
		return rc;
	view.n_included = sum->n_reports;
	fill_left_out(v, sum, &view);
	rc = sum->n_reports ? fill_problems(v, r, &view, err) : E_OK;
	view.form = form_view(r, v->arena);
	view.downloads = listing_downloads(v, SV("/desk/sum"), sv_fmt(v->arena, "?year=%d", view.year),
		&view.n_downloads);
	static const struct crumb crumbs[] = { { SV_INIT("汇总"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, sv_fmt(v->arena, "%d年度汇总", view.year), crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_sum, &view, err);
}

int page_sum_file(struct visit *v, struct err *err)
{
	struct report_sum *sum = arena_alloc(v->arena, sizeof *sum);
	struct report *r;
	int rc = sum ? make_sum(v, sum, &r, err) : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	return rc ? rc : report_file_send(v, r, sv_fmt(v->arena, "%.*s%d年度汇总", SV_ARG(r->unit),
		year_of(v)), err);
}
