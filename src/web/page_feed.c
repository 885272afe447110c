/* The newest published reports for feed readers: Atom (RFC 4287). */
#include "html/html.h"
#include "report/filing.h"
#include "web/pages.h"
#include "web/public_json.h"

enum { FEED_ENTRIES = 50, XML_MAX = 8 * 1024 * 1024 };

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
	struct sv url = public_address(v->site, v->arena,
		visit_url(v, "/reports/%.*s", SV_ARG(f->public_id)));
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
	html_element(&h, "id", public_address(v->site, v->arena, SV("/feed.atom")));
	html_element(&h, "title", v->site->name);
	html_element(&h, "updated", sv_of(moment_print_rfc3339(n ? list[0].published : v->site->started,
		moment)));
	feed_link(&h, SV("self"), public_address(v->site, v->arena, SV("/feed.atom")));
	feed_link(&h, SV("alternate"), public_address(v->site, v->arena, SV("/")));
	for (size_t i = 0; i < n; i++)
		feed_entry(v, &h, &list[i]);
	html_finish(&h);
	if (!str_ok(&out) || v->arena->failed)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	return visit_send(v, SV("application/atom+xml; charset=utf-8"), str_sv(&out), SV(""));
}
