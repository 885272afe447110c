/* The annual report as the work counts it, each figure opening what it counts. */
#include "report/build.h"
#include "report/report_form.h"
#include "web/desk_request.h"
#include "web/form_view.h"
#include "web/listing.h"
#include "web/pages.h"
#include "web/report_file.h"
#include "web/templates.h"

#include <inttypes.h>

enum { LIST_PAGE = 50, FIRST_YEAR = 2021 };

static int year_of(struct visit *v)
{
	int64_t year = visit_number(v, "year");
	return year ? (int)year : visit_today(v).year;
}

/** A supervisor who names none is shown his own. */
static int unit_of(struct visit *v, struct unit *ret, struct err *err)
{
	int rc = desk_unit_of(v, ret, err);
	if (!rc && !ret->id)
		rc = desk_scope(v) ? unit_get(v->db, desk_scope(v), v->arena, ret, err)
			: err_set(err, E_USAGE, "请先在“各机关在办”里选一个机关。");
	return rc;
}

/** "?year=2026&unit=…": which report. */
static struct sv query_of(struct visit *v)
{
	struct sv unit = visit_text(v, "unit");
	return unit.n ? visit_url(v, "?year=%d&unit=%.*s", year_of(v), SV_ARG(unit))
		: visit_url(v, "?year=%d", year_of(v));
}

static const struct view_option *years(struct visit *v, size_t *ret_n)
{
	int now = visit_today(v).year, n = now - FIRST_YEAR + 1;
	struct view_option *list = n > 0 ? arena_array(v->arena, (size_t)n, sizeof *list) : NULL;
	*ret_n = 0;
	for (int year = now; list && year >= FIRST_YEAR; year--)
		list[(*ret_n)++] = (struct view_option){ sv_fmt(v->arena, "%d", year),
			sv_fmt(v->arena, "%d年度", year), year == year_of(v) };
	return list;
}

static int fill_findings(struct visit *v, const struct report *r, struct view_request_report *view,
	struct err *err)
{
	struct findings found = { .arena = v->arena };
	const struct report_context context = { 0 };
	int rc = report_check(r, &context, &found, err);
	struct view_finding *list = rc ? NULL : arena_array(v->arena, found.n + 1, sizeof *list);
	if (rc || !list)
		return rc ? rc : desk_no_memory(err);
	for (size_t i = 0; i < found.n; i++) {
		const struct finding *f = &found.items[i];
		list[i] = (struct view_finding){ .id = sv_fmt(v->arena, "f%zu", i + 1),
			.severity = { sv_of(severity_label(f->severity)), f->severity == SEVERITY_ERROR
				? SV("red") : SV("yellow") },
			.title = sv_of(rule_of(f->rule)->title), .message = f->message, .quote = f->quote,
			.source = sv_of(rule_of(f->rule)->source), .found = f->found, .expected = f->expected };
	}
	view->findings = list;
	view->n_findings = found.n;
	return E_OK;
}

static int build(struct visit *v, struct unit *unit, struct report **ret, struct err *err)
{
	struct request_env env = desk_env(v);
	int rc = unit_of(v, unit, err);
	return rc ? rc : report_build(&env, unit->id, year_of(v), v->arena, ret, err);
}

int page_request_report(struct visit *v, struct err *err)
{
	struct unit unit = { .name = SV("") };
	struct report *r;
	struct err why = { 0 };
	struct view_request_report view = { .action = SV("/desk/requests/report"), .year = year_of(v),
		.unit_id = visit_text(v, "unit") };
	int rc = build(v, &unit, &r, &why);
	if (rc && rc != E_USAGE) {
		*err = why;
		return rc;
	}
	view.unit = unit.name;
	view.title = sv_fmt(v->arena, "%d年度统计", view.year);
	view.years = years(v, &view.n_years);
	if (rc) {
		view.problem = sv_of(why.user);
	} else {
		view.form = form_view_linked(r, SV("/desk/requests/report/cells/"), query_of(v), v->arena);
		view.downloads = listing_downloads(v, SV("/desk/requests/report"), query_of(v),
			&view.n_downloads);
		rc = fill_findings(v, r, &view, err);
		if (rc)
			return rc;
	}
	static const struct crumb crumbs[] = { { SV_INIT("依申请公开"), SV_INIT("/desk/requests") },
		{ SV_INIT("年度统计"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, view.title, crumbs);
	return VISIT_RENDER(v, 200, template_desk_request_report, &view, err);
}

int page_request_report_file(struct visit *v, struct err *err)
{
	struct unit unit;
	struct report *r;
	int rc = build(v, &unit, &r, err);
	return rc ? rc : report_file_send(v, r, report_form_title(r, v->arena), err);
}

/* ── What a cell counts ────────────────────────────────────────────────────────────────────── */

static int fill_requests(struct visit *v, const struct unit *unit, int cell,
	struct view_request_cell *view, struct err *err)
{
	struct request_env env = desk_env(v);
	const struct request_period period = { { view->year, 1, 1 }, { view->year, 12, 31 } };
	struct request *list;
	size_t n;
	int64_t after = visit_number(v, "after");
	struct sv here = sv_fmt(v->arena, "/desk/requests/report/cells/%.*s%.*s",
		SV_ARG(visit_text(v, "cell")), SV_ARG(query_of(v)));
	int rc = request_list_cell(&env, unit->id, period, cell, after, LIST_PAGE + 1, v->arena, &list,
		&n, err);
	if (rc)
		return rc;
	if (n > LIST_PAGE) {
		n = LIST_PAGE;
		view->paging.next_url = sv_fmt(v->arena, "%.*s&after=%" PRId64, SV_ARG(here), list[n - 1].id);
	}
	if (after)
		view->paging.previous_url = here;
	view->n_rows = n;
	return desk_request_rows(v, list, n, &view->rows, err);
}

static int fill_cases(struct visit *v, const struct unit *unit, int cell,
	struct view_request_cell *view, struct err *err)
{
	struct request_env env = desk_env(v);
	const struct request_period period = { { view->year, 1, 1 }, { view->year, 12, 31 } };
	struct remedy *from;
	size_t n;
	int rc = remedy_list_cell(&env, unit->id, period, cell, v->arena, &from, &n, err);
	struct view_case *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && i < n; i++)
		list[i] = (struct view_case){ .id = from[i].request_number,
			.kind = sv_of(remedy_kind_label(from[i].kind)), .organ = from[i].organ,
			.case_number = from[i].case_number, .opened = desk_date(v, from[i].opened),
			.closed = desk_date(v, from[i].closed),
			.result = sv_of(remedy_result_label(from[i].result)), .edit_action = visit_url(v,
				"/desk/requests/%.*s", SV_ARG(from[i].request_public_id)) };
	view->cases = list;
	view->n_cases = list ? n : 0;
	return rc || list ? rc : desk_no_memory(err);
}

int page_request_cell(struct visit *v, struct err *err)
{
	struct unit unit;
	int cell = form_cell_by_key(visit_text(v, "cell"));
	int rc = unit_of(v, &unit, err);
	if (rc)
		return rc;
	enum form_table_id table = cell < 0 ? TABLE__MAX : form_position(cell).table;
	if (table != TABLE_APPLICATIONS && table != TABLE_REVIEW)
		return err_set(err, E_NOT_FOUND, "没有这一格，或者它不是由申请统计出来的。");
	struct view_request_cell view = { .unit = unit.name, .year = year_of(v),
		.name = form_cell_name(v->arena, cell),
		.back_url = sv_fmt(v->arena, "/desk/requests/report%.*s", SV_ARG(query_of(v))) };
	rc = table == TABLE_APPLICATIONS ? fill_requests(v, &unit, cell, &view, err)
		: fill_cases(v, &unit, cell, &view, err);
	const struct crumb crumbs[] = { { SV("依申请公开"), SV("/desk/requests") },
		{ SV("年度统计"), view.back_url }, { view.name, SV("") }, { SV(""), SV("") } };
	view.frame = visit_frame(v, view.name, crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_desk_request_cell, &view, err);
}
