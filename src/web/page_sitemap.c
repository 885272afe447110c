/*
 * The map of the site for search engines (sitemaps.org): one file while it is small, then an index and
 * parts. A part is a span of ids, so that no part needs the ones before it read, and a page stays in its
 * part for good; spans with nothing public in them are not listed.
 */
#include "html/html.h"
#include "report/filing.h"
#include "web/pages.h"
#include "web/public_json.h"

#include <inttypes.h>

enum { SPAN = 10000, SPANS_MAX = 50000 /* of an index, by the rules */, XML_MAX = 32 * 1024 * 1024 };

/** What a part may be of. Both find the next thing after an id and add those of a span. */
struct kind {
	struct sv word;
	int (*next)(struct visit *v, int64_t after, int64_t *ret, struct err *err);
	int (*add)(struct visit *v, struct html *h, int64_t span, size_t *ret_n, struct err *err);
};

static void add_page(struct visit *v, struct html *h, struct sv path, struct sv changed)
{
	html_open(h, "url");
	html_element(h, "loc", public_address(v->site, v->arena, path));
	if (changed.n)
		html_element(h, "lastmod", changed);
	html_close(h);
}

/** The published filings with after < id ≤ to. */
static int filings(struct visit *v, int64_t after, int64_t to, size_t max, struct filing **ret,
	size_t *ret_n, struct err *err)
{
	const struct filing_filter filter = { .by_id = to };
	return filing_list(v->db, &filter, (struct filing_after){ .id = after }, max, v->arena, ret, ret_n,
		err);
}

static int next_report(struct visit *v, int64_t after, int64_t *ret, struct err *err)
{
	struct filing *f;
	size_t n;
	int rc = filings(v, after, INT64_MAX, 1, &f, &n, err);
	if (!rc)
		*ret = n ? f->id : 0;
	return rc;
}

static int add_reports(struct visit *v, struct html *h, int64_t span, size_t *ret_n, struct err *err)
{
	struct filing *list;
	int rc = filings(v, (span - 1) * SPAN, span * SPAN, SPAN, &list, ret_n, err);
	for (size_t i = 0; !rc && i < *ret_n; i++)
		add_page(v, h, visit_url(v, "/reports/%.*s", SV_ARG(list[i].public_id)),
			visit_day(v, list[i].published));
	return rc;
}

static int next_unit(struct visit *v, int64_t after, int64_t *ret, struct err *err)
{
	struct unit *u;
	size_t n;
	int rc = unit_list(v->db, 0, after, 1, v->arena, &u, &n, err);
	if (!rc)
		*ret = n ? u->id : 0;
	return rc;
}

static int add_units(struct visit *v, struct html *h, int64_t span, size_t *ret_n, struct err *err)
{
	struct unit *list;
	size_t n;
	int rc = unit_list(v->db, 0, (span - 1) * SPAN, SPAN, v->arena, &list, &n, err);
	*ret_n = 0;
	for (; !rc && *ret_n < n && list[*ret_n].id <= span * SPAN; (*ret_n)++)
		add_page(v, h, visit_url(v, "/units/%.*s", SV_ARG(list[*ret_n].public_id)), SV(""));
	return rc;
}

static const struct kind kinds[] = {
	{ SV_INIT("units"), next_unit, add_units },
	{ SV_INIT("reports"), next_report, add_reports },
};
enum { N_KINDS = sizeof kinds / sizeof *kinds };

/** The next span that has something in it, after `span`; 0 = none. */
static int next_span(struct visit *v, const struct kind *k, int64_t span, int64_t *ret, struct err *err)
{
	int64_t id = 0;
	int rc = k->next(v, span * SPAN, &id, err);
	*ret = id > 0 ? (id - 1) / SPAN + 1 : 0;
	return rc;
}

static void add_fixed(struct visit *v, struct html *h)
{
	static const struct sv fixed[] = { SV_INIT("/"), SV_INIT("/reports"), SV_INIT("/units"),
		SV_INIT("/apply"),
		SV_INIT("/data") };
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		add_page(v, h, fixed[i], SV(""));
}

static void begin(struct html *h)
{
	html_open(h, "urlset");
	html_attr_lit(h, "xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
}

static void add_part(struct visit *v, struct html *h, struct sv path)
{
	html_open(h, "sitemap");
	html_element(h, "loc", public_address(v->site, v->arena, path));
	html_close(h);
}

static int write_index(struct visit *v, struct html *h, struct err *err)
{
	int rc = E_OK, n = 1;
	html_open(h, "sitemapindex");
	html_attr_lit(h, "xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
	add_part(v, h, SV("/sitemap.xml?of=pages"));
	for (size_t k = 0; !rc && k < N_KINDS; k++) {
		int64_t span;
		rc = next_span(v, &kinds[k], 0, &span, err);
		for (; !rc && span && n < SPANS_MAX; n++) {
			add_part(v, h, visit_url(v, "/sitemap.xml?of=%.*s&page=%" PRId64, SV_ARG(kinds[k].word),
				span));
			rc = next_span(v, &kinds[k], span, &span, err);
		}
	}
	return rc;
}

/** Everything in one file when each kind has one span at most, else the index. */
static int write_whole(struct visit *v, struct html *h, struct err *err)
{
	int64_t first[N_KINDS], second = 0;
	for (size_t k = 0; k < N_KINDS && !second; k++) {
		int rc = next_span(v, &kinds[k], 0, &first[k], err);
		if (!rc && first[k])
			rc = next_span(v, &kinds[k], first[k], &second, err);
		if (rc)
			return rc;
	}
	if (second)
		return write_index(v, h, err);
	begin(h);
	add_fixed(v, h);
	for (size_t k = 0; k < N_KINDS; k++) {
		size_t n;
		int rc = first[k] ? kinds[k].add(v, h, first[k], &n, err) : E_OK;
		if (rc)
			return rc;
	}
	return E_OK;
}

static int write_part(struct visit *v, struct html *h, struct sv of, int64_t page, struct err *err)
{
	size_t n = 0;
	begin(h);
	if (sv_eq(of, SV("pages"))) {
		add_fixed(v, h);
		return E_OK;
	}
	for (size_t k = 0; k < N_KINDS; k++)
		if (sv_eq(of, kinds[k].word)) {
			int rc = kinds[k].add(v, h, page ? page : 1, &n, err);
			if (rc)
				return rc;
		}
	return n ? E_OK : err_set(err, E_NOT_FOUND, "网站地图没有这一部分。");
}

int page_sitemap(struct visit *v, struct err *err)
{
	struct str out;
	struct html h;
	struct sv of = visit_text(v, "of");
	str_init(&out, v->arena, XML_MAX);
	html_init(&h, HTML_SYNTAX_XML, &out);
	html_prologue(&h);
	int rc = of.n ? write_part(v, &h, of, visit_number(v, "page"), err) : write_whole(v, &h, err);
	html_finish(&h);
	if (!rc && (!str_ok(&out) || v->arena->failed))
		rc = err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	return rc ? rc : visit_send(v, SV("application/xml; charset=utf-8"), str_sv(&out), SV(""));
}
