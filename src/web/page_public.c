/* Home, reports, units, search: what a citizen reads first. */
#include "search/search.h"
#include "web/chart.h"
#include "web/listing.h"
#include "web/pages.h"
#include "web/templates.h"

#include <inttypes.h>

enum { LATEST = 10, LIST_PAGE = 30, SEARCH_PAGE = 20, CHART_YEARS = 10 };

static int home_lists(struct visit *v, struct view_home *view, struct err *err)
{
	struct filing_filter filter = { .only_published = true };
	struct filing *latest;
	int *years;
	size_t n, n_years;
	int rc = filing_list(v->db, &filter, (struct filing_after){ 0 }, LATEST, v->arena, &latest, &n,
		err);
	if (!rc)
		rc = filing_years(v->db, 0, v->arena, &years, &n_years, err);
	struct view_link *links = rc ? NULL : arena_array(v->arena, n_years + 1, sizeof *links);
	if (rc || !links)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < n_years; i++)
		links[i] = (struct view_link){ sv_fmt(v->arena, "%d年度", years[i]),
			visit_url(v, "/reports?year=%d", years[i]), false };
	view->latest = listing_rows(v, latest, n);
	view->n_latest = n;
	view->years = links;
	view->n_years = n_years;
	return E_OK;
}

int page_home(struct visit *v, struct err *err)
{
	struct view_home view = { .frame = visit_frame(v, SV("首页"), NULL),
		.search = { SV("/search"), SV("搜索全部年度报告"), SV("") }, .reports_url = SV("/reports"),
		.units_url = SV("/units"), .data_url = SV("/data"),
		.apply_url = SV("/apply"), .follow_url = SV("/follow") };
	int rc = home_lists(v, &view, err);
	return rc ? rc : VISIT_RENDER(v, 200, template_home, &view, err);
}

int page_reports(struct visit *v, struct err *err)
{
	struct unit unit;
	int year = (int)visit_number(v, "year");
	struct filing_after after = { (int)visit_number(v, "after_year"), visit_number(v, "after") };
	struct filing *list;
	size_t n;
	struct view_reports view = { .action = SV("/reports") };
	int rc = listing_unit(v, &unit, err);
	struct filing_filter filter = { .unit = unit.id, .year = year, .only_published = true };
	if (!rc)
		rc = filing_list(v->db, &filter, after, LIST_PAGE + 1, v->arena, &list, &n, err);
	if (!rc)
		rc = listing_years(v, year, true, &view.years, &view.n_years, err);
	if (rc)
		return rc;
	struct sv base = year ? sv_fmt(v->arena, "/reports?year=%d&", year) : SV("/reports?");
	if (n > LIST_PAGE) {
		n = LIST_PAGE;
		view.paging.next_url = visit_url(v, "%.*safter_year=%d&after=%" PRId64, SV_ARG(base),
			list[n - 1].year, list[n - 1].id);
	}
	if (after.id)
		view.paging.previous_url = sv_head(base, base.n - 1);
	view.reports = listing_rows(v, list, n);
	view.n_reports = n;
	static const struct crumb crumbs[] = { { SV_INIT("年度报告"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, SV("年度报告"), crumbs);
	return VISIT_RENDER(v, 200, template_reports, &view, err);
}

int page_units(struct visit *v, struct err *err)
{
	struct sv name = sv_trim(visit_text(v, "name"));
	int64_t after = visit_number(v, "after");
	struct unit *list = NULL;
	size_t n = 0;
	struct view_units view = { .action = SV("/units"), .name = name };
	int rc = name.n ? unit_search(v->db, name, LIST_PAGE, v->arena, &list, &n, err)
		: unit_list(v->db, 0, after, LIST_PAGE + 1, v->arena, &list, &n, err);
	if (!rc && n > LIST_PAGE) {
		n = LIST_PAGE;
		view.paging.next_url = visit_url(v, "/units?after=%" PRId64, list[n - 1].id);
	}
	if (after)
		view.paging.previous_url = SV("/units");
	if (!rc)
		rc = listing_units(v, list, n, &view.units, err);
	view.n_units = n;
	static const struct crumb crumbs[] = { { SV_INIT("机关名录"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, SV("机关名录"), crumbs);
	return rc ? rc : VISIT_RENDER(v, 200, template_units, &view, err);
}

/** Requests received and decided over the years, as columns. */
static int unit_chart(struct visit *v, const struct filing *list, size_t n, struct html_markup *ret,
	struct err *err)
{
	size_t shown = n < CHART_YEARS ? n : CHART_YEARS;
	struct sv labels[CHART_YEARS];
	int64_t received[CHART_YEARS] = { 0 }, decided[CHART_YEARS] = { 0 };
	for (size_t i = 0; i < shown; i++) {
		const struct filing *f = &list[shown - 1 - i];
		struct report *r;
		int rc = filing_report(v->db, f, v->arena, &r, NULL, err);
		if (rc)
			return rc;
		labels[i] = sv_fmt(v->arena, "%d", f->year);
		form_value(&r->cells[app_cell(APP_NEW_RECEIVED, APP_TOTAL)], &received[i]);
		form_value(&r->cells[app_cell(APP_RESULTS_TOTAL, APP_TOTAL)], &decided[i]);
	}
	const struct chart_series series[] = { { SV("本年新收"), received }, { SV("本年办结"), decided } };
	const struct chart chart = { .id = "years", .title = SV("历年政府信息公开申请"), .unit = SV("件"),
		.labels = labels, .n_labels = shown, .series = series, .n_series = 2 };
	*ret = chart_columns(&chart, v->arena);
	return E_OK;
}

static int unit_beneath(struct visit *v, const struct unit *u, struct view_unit *view, struct err *err)
{
	struct unit *list;
	size_t n;
	int rc = unit_list(v->db, u->id, 0, LIST_PAGE, v->arena, &list, &n, err);
	view->n_beneath = n;
	return rc ? rc : listing_units(v, list, n, &view->beneath, err);
}

int page_unit(struct visit *v, struct err *err)
{
	struct unit u, parent = { 0 };
	struct filing *list;
	size_t n;
	struct view_unit view = { 0 };
	int rc = unit_by_public_id(v->db, visit_text(v, "id"), v->arena, &u, err);
	if (!rc && u.parent)
		rc = unit_get(v->db, u.parent, v->arena, &parent, err);
	if (rc)
		return rc;
	struct filing_filter filter = { .unit = u.id, .only_published = true };
	rc = filing_list(v->db, &filter, (struct filing_after){ 0 }, LIST_PAGE, v->arena, &list, &n, err);
	if (!rc && n > 1)
		rc = unit_chart(v, list, n, &view.chart, err);
	if (!rc)
		rc = unit_beneath(v, &u, &view, err);
	if (rc)
		return rc;
	view.name = u.name;
	view.kind = sv_of(unit_kind_label(u.kind));
	view.code = u.code;
	view.division = u.division;
	view.parent = parent.name;
	if (!u.closed)
		view.apply_url = visit_url(v, "/apply/find?unit=%.*s", SV_ARG(u.public_id));
	view.parent_url = visit_url(v, "/units/%.*s", SV_ARG(parent.public_id));
	view.reports = listing_rows(v, list, n);
	view.n_reports = n;
	const struct crumb crumbs[] = { { SV("机关名录"), SV("/units") }, { u.name, SV("") },
		{ SV(""), SV("") } };
	view.frame = visit_frame(v, u.name, crumbs);
	return VISIT_RENDER(v, 200, template_unit, &view, err);
}

/* ── Search ────────────────────────────────────────────────────────────────────────────────── */

/** The address of this search with another page or unit. */
static struct sv search_url(struct visit *v, struct sv unit, int64_t page)
{
	struct str s;
	str_init(&s, v->arena, 2048);
	str_addz(&s, "/search?q=");
	http_url_encode(&s, visit_text(v, "q"));
	if (unit.n)
		str_addf(&s, "&unit=%.*s", SV_ARG(unit));
	if (visit_number(v, "year"))
		str_addf(&s, "&year=%" PRId64, visit_number(v, "year"));
	if (page > 1)
		str_addf(&s, "&page=%" PRId64, page);
	return str_sv(&s);
}

int page_search(struct visit *v, struct err *err)
{
	struct unit unit;
	struct search_result found = { 0 };
	int64_t page = visit_number(v, "page") > 1 ? visit_number(v, "page") : 1;
	int year = (int)visit_number(v, "year");
	struct sv words = sv_trim(visit_text(v, "q")), id = visit_text(v, "unit");
	struct view_search view = { .action = SV("/search"), .words = words, .asked = words.n > 0,
		.unit_value = id, .without_unit_url = search_url(v, SV(""), 1) };
	int rc = listing_unit(v, &unit, err);
	const struct search_query query = { .words = words, .unit = unit.id, .year = year,
		.kind = SEARCH_REPORT, .offset = (size_t)(page - 1) * SEARCH_PAGE, .max = SEARCH_PAGE };
	if (!rc && words.n)
		rc = search_run(v->db, &query, v->arena, &found, err);
	if (!rc)
		rc = listing_hits(v, &found, &view.hits, err);
	view.n_hits = found.n;
	if (!rc)
		rc = listing_years(v, year, true, &view.years, &view.n_years, err);
	if (rc)
		return rc;
	view.unit_name = unit.name;
	view.total = found.total;
	view.total_is_more = found.total >= SEARCH_DEEPEST && found.more;
	if (found.more && (size_t)page * SEARCH_PAGE < SEARCH_DEEPEST)
		view.paging.next_url = search_url(v, id, page + 1);
	if (page > 1)
		view.paging.previous_url = search_url(v, id, 1);
	static const struct crumb crumbs[] = { { SV_INIT("搜索"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, words.n ? sv_fmt(v->arena, "搜索：%.*s", SV_ARG(words))
		: SV("搜索年度报告"), crumbs);
	return VISIT_RENDER(v, 200, template_search, &view, err);
}

int page_data(struct visit *v, struct err *err)
{
	static const struct crumb crumbs[] = { { SV_INIT("接口与批量下载"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	struct view_data view = { .frame = visit_frame(v, SV("接口与批量下载"), crumbs),
		.openapi_url = SV("/api/v1/openapi.json"), .reports_url = SV("/api/v1/reports"),
		.csv_url = SV("/dump/reports.csv"), .jsonl_url = SV("/dump/reports.jsonl"),
		.feed_url = SV("/feed.atom"), .sitemap_url = SV("/sitemap.xml"),
		.checkpoint_url = SV("/ledger/checkpoint"), .base_url = v->site->base_url };
	return VISIT_RENDER(v, 200, template_data, &view, err);
}
