/* A published report: the page, and its files. */
#include "web/chart.h"
#include "web/form_view.h"
#include "web/listing.h"
#include "web/pages.h"
#include "web/report_file.h"
#include "web/templates.h"

enum { OTHERS_MAX = 30 };

/** A filing that is or was published, by its id, with the other years; 404. */
static int find_published(struct visit *v, size_t max, struct filing_years *ret, struct err *err)
{
	int rc = filing_with_years(v->db, visit_text(v, "id"), max, v->arena, ret, err);
	enum filing_state state = rc ? FILING_NONE : ret->shown.filing.state;
	if (!rc && state != FILING_PUBLISHED && state != FILING_WITHDRAWN)
		rc = err_set(err, E_NOT_FOUND, "没有这份报告，或者还没有公布。");
	return rc;
}

static int show_withdrawn(struct visit *v, const struct filing *f, struct err *err)
{
	struct view_withdrawn view = { .frame = visit_frame(v, SV("这份报告已经撤下"), NULL),
		.title = f->title, .unit = f->unit_name,
		.unit_url = sv_join(v->arena, SV("/units/"), f->unit_public_id),
		.since = visit_day(v, f->withdrawn), .reason = f->reason };
	return VISIT_RENDER(v, 410, template_withdrawn, &view, err);
}

/** The decisions of a year by what became of the requests. */
static struct html_markup outcome_chart(struct visit *v, const struct report *r)
{
	static const struct {
		struct sv name;
		int first, last;
	} groups[] = {
		{ SV_INIT("予以公开"), APP_GRANTED, APP_GRANTED },
		{ SV_INIT("部分公开"), APP_PARTIALLY_GRANTED, APP_PARTIALLY_GRANTED },
		{ SV_INIT("不予公开"), APP_DENIED_FIRST, APP_DENIED_LAST },
		{ SV_INIT("无法提供"), APP_UNABLE_FIRST, APP_UNABLE_LAST },
		{ SV_INIT("不予处理"), APP_NOT_PROCESSED_FIRST, APP_NOT_PROCESSED_LAST },
		{ SV_INIT("其他处理"), APP_OTHER_FIRST, APP_OTHER_LAST },
		{ SV_INIT("结转下年度"), APP_CARRIED_OUT, APP_CARRIED_OUT },
	};
	enum { N = sizeof groups / sizeof *groups };
	struct sv labels[N];
	int64_t values[N] = { 0 };
	for (size_t i = 0; i < N; i++) {
		labels[i] = groups[i].name;
		for (int row = groups[i].first; row <= groups[i].last; row++) {
			int64_t n;
			if (form_value(&r->cells[app_cell((enum app_row)row, APP_TOTAL)], &n))
				values[i] += n;
		}
	}
	const struct chart_series series = { SV(""), values };
	const struct chart chart = { .id = "outcomes", .title = SV("申请的办理结果"), .unit = SV("件"),
		.none = SV("这一年没有办理申请。"), .labels = labels, .n_labels = N, .series = &series,
		.n_series = 1 };
	return chart_bars(&chart, v->arena);
}

/** Who applied. */
static struct html_markup applicant_chart(struct visit *v, const struct report *r)
{
	struct sv labels[APP_TOTAL];
	int64_t values[APP_TOTAL] = { 0 };
	for (int c = 0; c < APP_TOTAL; c++) {
		labels[c] = sv_of(form_tables[TABLE_APPLICATIONS].columns[c].label);
		(void)form_value(&r->cells[app_cell(APP_NEW_RECEIVED, (enum app_column)c)], &values[c]);
	}
	const struct chart_series series = { SV(""), values };
	const struct chart chart = { .id = "applicants", .title = SV("本年新收申请的申请人"),
		.unit = SV("件"), .none = SV("这一年没有新收申请。"), .labels = labels,
		.n_labels = APP_TOTAL, .series = &series, .n_series = 1 };
	return chart_bars(&chart, v->arena);
}

/** Requests over the unit's years. */
static struct html_markup year_chart(struct visit *v, const struct filing_years *y)
{
	struct sv labels[OTHERS_MAX];
	int64_t received[OTHERS_MAX] = { 0 }, decided[OTHERS_MAX] = { 0 };
	for (size_t i = 0; i < y->n; i++) {
		const struct filing_whole *w = &y->published[y->n - 1 - i];
		labels[i] = sv_fmt(v->arena, "%d", w->filing.year);
		(void)form_value(&w->report->cells[app_cell(APP_NEW_RECEIVED, APP_TOTAL)], &received[i]);
		(void)form_value(&w->report->cells[app_cell(APP_RESULTS_TOTAL, APP_TOTAL)], &decided[i]);
	}
	const struct chart_series series[] = { { SV("本年新收"), received }, { SV("本年办结"), decided } };
	const struct chart chart = { .id = "years", .title = SV("历年政府信息公开申请"), .unit = SV("件"),
		.labels = labels, .n_labels = y->n, .series = series, .n_series = 2 };
	return chart_columns(&chart, v->arena);
}

static int fill_others(struct visit *v, const struct filing_years *y, struct view_report *view,
	struct err *err)
{
	if (y->n < 2)
		return E_OK;
	struct view_link *links = arena_array(v->arena, y->n, sizeof *links);
	if (!links)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < y->n; i++) {
		const struct filing *f = &y->published[i].filing;
		links[i] = (struct view_link){ sv_fmt(v->arena, "%d年度", f->year),
			f->id == y->shown.filing.id ? SV("")
				: sv_join(v->arena, SV("/reports/"), f->public_id), false };
	}
	view->others = links;
	view->n_others = y->n;
	view->year_chart = year_chart(v, y);
	return E_OK;
}

int page_report(struct visit *v, struct err *err)
{
	struct filing_years y;
	char hex[BLOB_HEX];
	int rc = find_published(v, OTHERS_MAX, &y, err);
	if (rc)
		return rc;
	const struct filing *f = &y.shown.filing;
	const struct report *r = y.shown.report;
	if (f->state == FILING_WITHDRAWN)
		return show_withdrawn(v, f, err);
	struct sv url = sv_join(v->arena, SV("/reports/"), f->public_id);
	struct sv unit_url = sv_join(v->arena, SV("/units/"), f->unit_public_id);
	const struct crumb crumbs[] = { { SV("机关名录"), SV("/units") }, { f->unit_name, unit_url },
		{ sv_fmt(v->arena, "%d年度", f->year), SV("") }, { SV(""), SV("") } };
	struct view_report view = { .frame = visit_frame(v, f->title, crumbs), .title = f->title,
		.unit = f->unit_name, .unit_url = unit_url, .year = f->year,
		.published = visit_day(v, f->published), .received = visit_moment(v, f->received),
		.form = form_view(r, v->arena), .outcome_chart = outcome_chart(v, r),
		.applicant_chart = applicant_chart(v, r),
		.fingerprint = sv_of(blob_hex(&y.shown.blob, hex)), .json_url = sv_join(v->arena, url, SV("/json")) };
	view.downloads = listing_downloads(v, url, SV(""), &view.n_downloads);
	rc = fill_others(v, &y, &view, err);
	return rc ? rc : VISIT_RENDER(v, 200, template_report, &view, err);
}

int page_report_file(struct visit *v, struct err *err)
{
	struct filing_years y;
	int rc = find_published(v, 0, &y, err);
	if (!rc && y.shown.filing.state == FILING_WITHDRAWN)
		rc = err_set(err, E_NOT_FOUND, "这份报告已经撤下。");
	return rc ? rc : report_file_send(v, y.shown.report, y.shown.filing.title, err);
}
