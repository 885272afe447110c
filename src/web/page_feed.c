/* For other programs to follow and fetch everything: Atom, sitemap, dumps. */
#include "report/pack.h"
#include "report/report_csv.h"
#include "report/report_form.h"
#include "report/report_json.h"
#include "web/listing.h"
#include "web/pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { FEED_ENTRIES = 50, XML_MAX = 8 * 1024 * 1024, MAP_PAGE = 5000, MAP_PAGES = 100 };

static int send_xml(struct visit *v, struct str *out, struct sv type, struct err *err)
{
	if (!str_ok(out))
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	return visit_send(v, type, str_sv(out), SV(""));
}

static struct sv absolute(struct visit *v, struct sv path)
{
	return sv_fmt(v->arena, "%.*s%.*s", SV_ARG(v->site->base_url), SV_ARG(path));
}

/* ── Atom (RFC 4287) ───────────────────────────────────────────────────────────────────────── */

static void feed_link(struct html *h, struct sv rel, struct sv url)
{
	html_open(h, "link");
	html_attr(h, "rel", rel);
	html_attr(h, "href", url);
	html_close(h);
}

static void feed_entry(struct visit *v, struct html *h, const struct filing *f)
{
	char moment[MOMENT_TEXT_MAX];
	struct sv url = absolute(v, visit_url(v, "/reports/%.*s", SV_ARG(f->public_id)));
	html_open(h, "entry");
	html_element(h, "id", url);
	html_element(h, "title", f->title);
	html_element(h, "updated", sv_of(moment_print_rfc3339(f->published, moment)));
	feed_link(h, SV("alternate"), url);
	html_open(h, "author");
	html_element(h, "name", f->unit_name);
	html_close(h);
	html_element(h, "summary", sv_fmt(v->arena, "%.*s公布了%d年度政府信息公开工作年度报告。",
		SV_ARG(f->unit_name), f->year));
	html_close(h);
}

int page_feed(struct visit *v, struct err *err)
{
	const struct filing_filter filter = { .only_published = true, .newest = true };
	struct filing *list;
	struct str out;
	struct html h;
	size_t n;
	char moment[MOMENT_TEXT_MAX];
	int rc = filing_list(v->db, &filter, (struct filing_after){ 0 }, FEED_ENTRIES, v->arena, &list, &n,
		err);
	if (rc)
		return rc;
	str_init(&out, v->arena, XML_MAX);
	html_init(&h, HTML_SYNTAX_XML, &out);
	html_prologue(&h);
	html_open(&h, "feed");
	html_attr_lit(&h, "xmlns", "http://www.w3.org/2005/Atom");
	html_attr_lit(&h, "xml:lang", "zh-CN");
	html_element(&h, "id", absolute(v, SV("/feed.atom")));
	html_element(&h, "title", v->site->name);
	html_element(&h, "updated", sv_of(moment_print_rfc3339(n ? list[0].published : v->site->started,
		moment)));
	feed_link(&h, SV("self"), absolute(v, SV("/feed.atom")));
	feed_link(&h, SV("alternate"), absolute(v, SV("/")));
	for (size_t i = 0; i < n; i++)
		feed_entry(v, &h, &list[i]);
	html_finish(&h);
	return send_xml(v, &out, SV("application/atom+xml; charset=utf-8"), err);
}

/* ── Sitemap (sitemaps.org): an index, and pages of it ─────────────────────────────────────── */

static void map_entry(struct html *h, struct sv url, struct sv changed)
{
	html_open(h, "url");
	html_element(h, "loc", url);
	if (changed.n)
		html_element(h, "lastmod", changed);
	html_close(h);
}

/** The published filings of page `page`, found by walking from the start page by page. */
static int map_filings(struct visit *v, struct html *h, int64_t page, struct err *err)
{
	const struct filing_filter filter = { .only_published = true };
	struct filing_after after = { 0 };
	for (int64_t at = 1; at <= page; at++) {
		struct filing *list;
		size_t n;
		int rc = filing_list(v->db, &filter, after, MAP_PAGE, v->arena, &list, &n, err);
		if (rc || n == 0)
			return rc;
		for (size_t i = 0; at == page && i < n; i++)
			map_entry(h, absolute(v, visit_url(v, "/reports/%.*s", SV_ARG(list[i].public_id))),
				visit_day(v, list[i].published));
		after = (struct filing_after){ .year = list[n - 1].year, .id = list[n - 1].id };
	}
	return E_OK;
}

/** How many pages there are, from the counts that are kept. */
static int map_pages(struct visit *v, int64_t *ret, struct err *err)
{
	int *years;
	size_t n;
	int64_t published = 0;
	int rc = filing_years(v->db, 0, v->arena, &years, &n, err);
	for (size_t i = 0; !rc && i < n; i++) {
		struct filing_counts c;
		rc = filing_count(v->db, 0, years[i], visit_today(v), v->arena, &c, err);
		published += rc ? 0 : c.by_state[FILING_PUBLISHED];
	}
	*ret = (published + MAP_PAGE - 1) / MAP_PAGE;
	return rc;
}

int page_sitemap(struct visit *v, struct err *err)
{
	struct str out;
	struct html h;
	int64_t pages = 0, page = visit_number(v, "page");
	int rc = map_pages(v, &pages, err);
	if (rc)
		return rc;
	str_init(&out, v->arena, XML_MAX);
	html_init(&h, HTML_SYNTAX_XML, &out);
	html_prologue(&h);
	bool index = page == 0 && pages > 1;
	if (index)
		html_open(&h, "sitemapindex");
	else
		html_open(&h, "urlset");
	html_attr_lit(&h, "xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
	for (int64_t i = 1; index && i <= pages && i <= MAP_PAGES; i++) {
		html_open(&h, "sitemap");
		html_element(&h, "loc", absolute(v, visit_url(v, "/sitemap.xml?page=%" PRId64, i)));
		html_close(&h);
	}
	static const struct sv fixed[] = { SV_INIT("/"), SV_INIT("/reports"), SV_INIT("/units"),
		SV_INIT("/data") };
	for (size_t i = 0; page <= 1 && !index && i < sizeof fixed / sizeof *fixed; i++)
		map_entry(&h, absolute(v, fixed[i]), SV(""));
	if (!index)
		rc = map_filings(v, &h, page ? page : 1, err);
	html_finish(&h);
	return rc ? rc : send_xml(v, &out, SV("application/xml; charset=utf-8"), err);
}

/* ── Dumps: everything that is published, a batch at a time ────────────────────────────────── */

enum { BATCH = 50 };

struct dump {
	struct db_pool *pool;
	struct filing_after after;
	struct arena arena;
	bool csv, begun;
};

static void dump_done(void *context)
{
	struct dump *d = context;
	arena_done(&d->arena);
	free(d);
}

static void csv_head(struct str *out)
{
	str_addz(out, "\xEF\xBB\xBF" "id,unit,year,published");
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		char key[FORM_KEY_MAX];
		str_addf(out, ",%s", form_key(cell, key));
	}
	str_addz(out, "\r\n");
}

static void csv_text(struct str *out, struct sv s)
{
	str_addc(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			str_addc(out, '"');
		str_addc(out, s.p[i]);
	}
	str_addc(out, '"');
}

static int csv_line(struct dump *d, const struct filing *f, const struct report *r, struct str *out)
{
	char day[DATE_TEXT_MAX];
	str_add(out, f->public_id);
	str_addc(out, ',');
	csv_text(out, f->unit_name);
	str_addf(out, ",%d,%s", f->year, date_print(date_in_china(f->published), day));
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		str_addc(out, ',');
		if (r->cells[cell].state == CELL_TEXT)
			csv_text(out, report_cell_text(&r->cells[cell], &d->arena));
		else
			str_add(out, report_cell_text(&r->cells[cell], &d->arena));
	}
	str_addz(out, "\r\n");
	return E_OK;
}

static int json_line(struct dump *d, const struct filing *f, const struct report *r, struct str *out)
{
	struct sv text;
	char name[PUBLIC_ID_MAX];
	snprintf(name, sizeof name, "%.*s", SV_ARG(f->public_id));
	int rc = report_json(r, name, NULL, &d->arena, &text, NULL);
	str_add(out, text);
	str_addc(out, '\n');
	return rc;
}

/** The next filings as lines. @return how many, or −1 */
static int dump_batch(struct dump *d, struct db *db, struct str *out)
{
	const struct filing_filter filter = { .only_published = true };
	struct filing *list;
	size_t n;
	if (filing_list(db, &filter, d->after, BATCH, &d->arena, &list, &n, NULL))
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct report *r;
		if (filing_report(db, &list[i], &d->arena, &r, NULL, NULL)
			|| (d->csv ? csv_line : json_line)(d, &list[i], r, out))
			return -1;
		d->after = (struct filing_after){ .year = list[i].year, .id = list[i].id };
	}
	return (int)n;
}

static bool dump_more(void *context, struct str *piece)
{
	struct dump *d = context;
	struct db *db;
	if (d->csv && !d->begun)
		csv_head(piece);
	d->begun = true;
	arena_reset(&d->arena);
	if (db_pool_take(d->pool, DB_READ, 5000, &db, NULL)) {
		piece->broken = true;
		return false;
	}
	int n = dump_batch(d, db, piece);
	db_pool_give(d->pool, db);
	if (n < 0)
		piece->broken = true;
	return n == BATCH;
}

static int dump(struct visit *v, bool csv, struct sv type, struct err *err)
{
	struct dump *d = calloc(1, sizeof *d);
	if (!d)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	d->pool = v->site->pool;
	d->csv = csv;
	arena_init(&d->arena, (size_t)256 * 1024 * 1024);
	v->response->status = 200;
	v->response->more = dump_more;
	v->response->more_done = dump_done;
	v->response->more_context = d;
	http_set(v->response, SV("Content-Type"), type);
	return E_OK;
}

int page_dump_jsonl(struct visit *v, struct err *err)
{
	return dump(v, false, SV("application/jsonl; charset=utf-8"), err);
}

int page_dump_csv(struct visit *v, struct err *err)
{
	return dump(v, true, SV("text/csv; charset=utf-8"), err);
}
