/* Compiled templates: whatever goes in comes back from an independent parser at its place. */
#include "unit_arena.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <libxml/uri.h>
#include <libxml/xpath.h>
#include <strings.h>

#include "base/auto.h"
#include "html/template.h"
#include "probe_views.h"
#include "templates.h"

static uint32_t rnd(uint32_t *s, uint32_t below)
{
	*s ^= *s << 13;
	*s ^= *s >> 17;
	*s ^= *s << 5;
	return *s % below;
}

static struct sv pick(uint32_t *s, const char *const *pieces, size_t n, const char *edge)
{
	struct str t;
	str_init(&t, &arena, 1 << 16);
	str_addz(&t, edge);
	for (uint32_t left = rnd(s, 12); left > 0; left--)
		str_addz(&t, pieces[rnd(s, (uint32_t)n)]);
	str_addz(&t, edge);
	return str_sv(&t);
}

/* Text that is likely to break out of where it stands; x at both ends keeps white space. */
static struct sv hostile(uint32_t *s)
{
	static const char *const pieces[] = { "<", ">", "&", "\"", "'", "</p>", "</title>", "</textarea>",
		"<!--", "-->", "]]>", "<script>", "</script>", "&amp;", "&lt", "&#60;", "{{text}}", "=", "/>",
		"`", "\n", "\t", " ", "件", "〔", "，", "𠮷", "\u00A0", "é", "a", "%", "?", "#", "+" };
	return pick(s, pieces, sizeof pieces / sizeof *pieces, "x");
}

static struct sv hostile_url(uint32_t *s)
{
	static const char *const pieces[] = { "javascript:", "JavaScript", ":", "/", "//", "\\", "?", "#",
		"http:", "https://", "mailto:", "data:", "vbscript:", "\t", "\n", " ", "\x01", "\x7F", "a", "公开",
		"&#58;", "&colon;", "\"", "'", "<", "." };
	return pick(s, pieces, sizeof pieces / sizeof *pieces, "");
}

static struct sv render(const struct probe *v)
{
	struct str out;
	struct html h;
	str_init(&out, &arena, 1 << 20);
	html_init(&h, HTML_SYNTAX_HTML, &out);
	template_probe(&h, v);
	assert_true(str_ok(&out));
	return str_sv(&out);
}

static xmlDoc *parse(struct sv page)
{
	return htmlReadMemory(page.p, (int)page.n, NULL, "UTF-8", HTML_PARSE_NOERROR | HTML_PARSE_NONET);
}

/* The string value of an XPath expression, in the test's arena. */
static struct sv at(xmlDoc *d, const char *path)
{
	xmlXPathContext *x = xmlXPathNewContext(d);
	xmlXPathObject *o = xmlXPathEvalExpression((const xmlChar *)path, x);
	assert_non_null(o);
	xmlChar *text = xmlXPathCastToString(o);
	struct sv s = sv_dup(&arena, sv_of((const char *)text));
	xmlFree(text);
	xmlXPathFreeObject(o);
	xmlXPathFreeContext(x);
	return s;
}

static void assert_sv(struct sv got, struct sv wanted)
{
	if (!sv_eq(got, wanted))
		fail_msg("got      %.*s\nexpected %.*s", SV_ARG(got), SV_ARG(wanted));
}

static struct sv join(const char *before, struct sv s, const char *after)
{
	return sv_fmt(&arena, "%s%.*s%s", before, SV_ARG(s), after);
}

static void assert_text_came_back(xmlDoc *d, struct sv text)
{
	assert_sv(at(d, "//title"), text);
	assert_sv(at(d, "//*[@id='content']"), text);
	assert_sv(at(d, "//*[@id='value']/@title"), text);
	assert_sv(at(d, "//*[@id='value']/@class"), join("a ", text, " b"));
	assert_sv(at(d, "//*[@id='area']/textarea"), join("\n", text, ""));
	assert_sv(at(d, "//*[@id='flags']/@class"), text);
	assert_sv(at(d, "//li[1]/@title"), text);
	/* Nothing that came in became an element or an attribute. */
	assert_sv(at(d, "count(//script)"), SV("0"));
	assert_sv(at(d, "count(//p)"), SV("10"));
	assert_sv(at(d, "count(//@*)"), SV("17"));
}

static void text_comes_back_everywhere(void **state)
{
	(void)state;
	uint32_t seed = 20220131;
	for (int round = 0; round < 2000; round++) {
		arena_reset(&arena);
		struct sv text = hostile(&seed);
		struct probe_row row = { .name = text };
		struct probe v = { .text = text, .url = SV("/"), .z = "", .yes = true, .rows = &row, .n_rows = 1,
			.count = 7 };
		xmlDoc *d = parse(render(&v));
		assert_non_null(d);
		assert_text_came_back(d, text);
		struct sv query = at(d, "//*[@id='part']/a/@href");
		assert_true(sv_starts(query, SV("/search?q=")) && sv_ends(query, SV("&n=7")));
		struct sv part = { query.p + 10, query.n - 14 };
		for (size_t i = 0; i < part.n; i++)
			assert_true(isalnum((unsigned char)part.p[i]) || strchr("%-._~", part.p[i]));
		char *back = xmlURIUnescapeString(part.p, (int)part.n, NULL);
		assert_sv(sv_of(back), text);
		xmlFree(back);
		xmlFreeDoc(d);
	}
}

/* What a browser takes for the scheme, by the URL standard: spaces trimmed, tabs and lines dropped. */
static bool browser_runs_it(struct sv url)
{
	char scheme[16];
	size_t n = 0, i = 0;
	while (i < url.n && (unsigned char)url.p[i] <= ' ')
		i++;
	for (; i < url.n && n < sizeof scheme - 1 && url.p[i] != ':'; i++) {
		if (strchr("\t\n\r", url.p[i]))
			continue;
		if (!isalnum((unsigned char)url.p[i]) && !strchr("+-.", url.p[i]))
			return false;
		scheme[n++] = url.p[i];
	}
	scheme[n] = '\0';
	return i < url.n && url.p[i] == ':' && n > 0 && isalpha((unsigned char)scheme[0]) &&
		strcasecmp(scheme, "http") != 0 && strcasecmp(scheme, "https") != 0 &&
		strcasecmp(scheme, "mailto") != 0;
}

static void addresses_lead_nowhere_bad(void **state)
{
	(void)state;
	uint32_t seed = 42;
	int kept = 0, refused = 0;
	for (int round = 0; round < 20000; round++) {
		if (round % 100 == 0)
			arena_reset(&arena);
		struct probe v = { .url = hostile_url(&seed), .text = SV("x"), .z = "" };
		struct sv page = render(&v);
		xmlDoc *d = parse(page);
		struct sv got = at(d, "//*[@id='whole']/a/@href");
		xmlFreeDoc(d);
		bool dangerous = browser_runs_it(v.url) || sv_starts(v.url, SV("//"));
		if (sv_eq(got, v.url) && !sv_eq(got, SV("#"))) {
			assert_false(dangerous);
			kept++;
		} else {
			assert_sv(got, SV("#"));
			refused += dangerous;
		}
	}
	assert_true(kept > 1000 && refused > 1000);
}

static void good_addresses_are_kept(void **state)
{
	(void)state;
	static const char *const good[] = { "/units/x7", "/", "", "?page=2", "#main", "report.docx",
		"https://www.gov.cn/a?b=c&d=e", "HTTP://example.cn", "mailto:office@example.cn", "a/b:c", "./a:b",
		"/units/天坛" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct probe v = { .url = sv_of(good[i]), .text = SV("x") };
		xmlDoc *d = parse(render(&v));
		assert_sv(at(d, "//*[@id='whole']/a/@href"), sv_of(good[i]));
		xmlFreeDoc(d);
	}
}

static void every_kind_is_printed(void **state)
{
	(void)state;
	struct str out;
	struct html h;
	str_init(&out, &arena, 1 << 12);
	html_init(&h, HTML_SYNTAX_HTML, &out);
	html_element(&h, "em", SV("a<b"));
	struct sv tags[] = { SV("一"), SV("<二>") };
	struct probe_inner inner = { SV("内") };
	struct probe_row rows[] = { { SV("甲"), inner, tags, 2 }, { SV("乙"), { SV("") }, NULL, 0 } };
	struct probe_tree leaves[] = { { SV("叶"), NULL, 0 }, { SV(""), NULL, 0 } };
	struct probe v = { .text = SV("外"), .url = SV("/"), .z = "<z>", .chars = "c&c", .count = 4000000000u,
		.below = INT64_MIN, .markup = html_markup_take(&h), .maybe = &inner, .rows = rows, .n_rows = 2,
		.tree = { SV("根"), leaves, 2 } };
	xmlDoc *d = parse(render(&v));
	assert_sv(at(d, "//*[@id='lines']"), SV("<z>c&c4000000000-9223372036854775808"));
	assert_sv(at(d, "//*[@id='markup']/em"), SV("a<b"));
	assert_sv(at(d, "//*[@id='flags']"), SV("no"));
	assert_sv(at(d, "//*[@id='flags']/@class"), SV("no"));
	assert_sv(at(d, "//*[@id='maybe']"), SV("内"));
	assert_sv(at(d, "//ul/li[1]"), SV("甲|外|内|内[一][<二>]"));
	assert_sv(at(d, "//ul/li[2]"), SV("乙|外||-"));
	assert_sv(at(d, "count(//ul/li)"), SV("2"));
	assert_sv(at(d, "//body/ol/li"), SV("根"));
	assert_sv(at(d, "//ol/ol/li"), SV("叶"));
	assert_sv(at(d, "count(//ol)"), SV("2"));
	xmlFreeDoc(d);
	struct probe none = { .text = SV("x") };
	d = parse(render(&none));
	assert_sv(at(d, "//*[@id='maybe']"), SV("none"));
	assert_sv(at(d, "//ul/li"), SV("empty"));
	assert_sv(at(d, "//*[@id='markup']"), SV(""));
	assert_sv(at(d, "count(//ol)"), SV("0"));
	xmlFreeDoc(d);
}

static void white_space_is_kept_sensible(void **state)
{
	(void)state;
	struct probe v = { .text = SV("x") };
	struct sv page = render(&v);
	assert_true(sv_has(page, SV("<p id=\"chinese\">\n依法公开，方便群众。\nopen data\n公开\n</p>")));
	assert_true(sv_has(page, SV("<ul>\n<li>empty</li>\n</ul>\n")));
	assert_true(sv_starts(page, SV("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<title>")));
	assert_false(sv_has(page, SV("\t")));
}

static void room_runs_out_quietly(void **state)
{
	(void)state;
	struct probe v = { .text = SV("x"), .url = SV("/") };
	size_t whole = render(&v).n;
	for (size_t max = 0; max < whole; max++) {
		struct str out;
		struct html h;
		str_init(&out, &arena, max);
		html_init(&h, HTML_SYNTAX_HTML, &out);
		template_probe(&h, &v);
		assert_false(str_ok(&out));
		assert_true(out.n <= max);
	}
	struct str out;
	struct html h;
	str_init(&out, &arena, 10);
	html_init(&h, HTML_SYNTAX_HTML, &out);
	html_element(&h, "strong", SV("too long"));
	assert_false(html_markup_some(html_markup_take(&h)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(text_comes_back_everywhere, setup, teardown),
		cmocka_unit_test_setup_teardown(addresses_lead_nowhere_bad, setup, teardown),
		cmocka_unit_test_setup_teardown(good_addresses_are_kept, setup, teardown),
		cmocka_unit_test_setup_teardown(every_kind_is_printed, setup, teardown),
		cmocka_unit_test_setup_teardown(white_space_is_kept_sensible, setup, teardown),
		cmocka_unit_test_setup_teardown(room_runs_out_quietly, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
