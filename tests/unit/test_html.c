/* Markup: whatever goes in comes back from an independent parser as the same text. */
#include "unit.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/auto.h"
#include "base/utf8.h"
#include "html/html.h"

static uint32_t rnd(uint32_t *s, uint32_t below)
{
	*s ^= *s << 13;
	*s ^= *s >> 17;
	*s ^= *s << 5;
	return *s % below;
}

/* Text that is likely to break out of where it stands; x at both ends keeps white space. */
static struct sv hostile(struct arena *a, uint32_t *s)
{
	static const char *const pieces[] = { "<", ">", "&", "\"", "'", "</td>", "<!--", "-->", "]]>",
		"<script>", "</script>", "&amp;", "&lt", "&#60;", "&#x3c;", "<?", "=", "/>", "`", "\n", "\t",
		"\r", " ", "件", "〔", "𠮷", "\u00A0", "a" };
	struct str t;
	str_init(&t, a, 1 << 16);
	str_addc(&t, 'x');
	for (uint32_t n = rnd(s, 14); n > 0; n--)
		str_addz(&t, pieces[rnd(s, sizeof pieces / sizeof *pieces)]);
	str_addc(&t, 'x');
	return str_sv(&t);
}

static struct sv cell(struct arena *a, enum html_syntax syntax, struct sv attr, struct sv text)
{
	struct str out;
	struct html h;
	str_init(&out, a, 1 << 20);
	html_init(&h, syntax, &out);
	html_prologue(&h);
	html_open(&h, "html");
	html_open(&h, "body");
	html_open(&h, "p");
	html_attr(&h, "title", attr);
	html_attr_uint(&h, "lang", 7);
	html_text(&h, text);
	html_close(&h);
	html_finish(&h);
	assert_true(str_ok(&out));
	assert_int_equal(h.depth, 0);
	return str_sv(&out);
}

static xmlNode *find(xmlNode *n, const char *name)
{
	for (; n; n = n->next) {
		if (n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0)
			return n;
		xmlNode *inner = find(n->children, name);
		if (inner)
			return inner;
	}
	return NULL;
}

static xmlDoc *parse(enum html_syntax syntax, struct sv page)
{
	return syntax == HTML_SYNTAX_HTML
		? htmlReadMemory(page.p, (int)page.n, NULL, "UTF-8", HTML_PARSE_NOERROR | HTML_PARSE_NONET)
		: xmlReadMemory(page.p, (int)page.n, NULL, NULL, XML_PARSE_NONET);
}

static void assert_came_back(enum html_syntax syntax, struct sv page, struct sv attr, struct sv text)
{
	xmlDoc *d = parse(syntax, page);
	assert_non_null(d);
	xmlNode *p = find(xmlDocGetRootElement(d), "p");
	assert_non_null(p);
	assert_null(p->next);
	for (xmlNode *n = p->children; n; n = n->next)
		assert_int_equal(n->type, XML_TEXT_NODE);
	xmlChar *got = xmlNodeGetContent(p), *title = xmlGetProp(p, (const xmlChar *)"title");
	assert_true(sv_eq(sv_of((char *)got), text));
	assert_true(sv_eq(sv_of((char *)title), attr));
	int n_attrs = 0;
	for (xmlAttr *at = p->properties; at; at = at->next)
		n_attrs++;
	assert_int_equal(n_attrs, 2);
	xmlFree(got);
	xmlFree(title);
	xmlFreeDoc(d);
}

static void text_and_attributes_come_back(void **state)
{
	(void)state;
	uint32_t seed = 20220131;
	for (int round = 0; round < 3000; round++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 22);
		struct sv attr = hostile(&a, &seed), text = hostile(&a, &seed);
		for (int syntax = HTML_SYNTAX_HTML; syntax <= HTML_SYNTAX_XML; syntax++)
			assert_came_back(syntax, cell(&a, syntax, attr, text), attr, text);
	}
}

static void bad_bytes_become_replacement_characters(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	for (int c = 0; c < 256; c++) {
		char text[] = { 'x', (char)c, 'x' };
		bool kept = (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n' || c == '\r';
		struct sv in = { text, 3 }, out = kept ? in : SV("x\xEF\xBF\xBDx");
		struct sv page = cell(&a, HTML_SYNTAX_XML, in, in);
		assert_true(utf8_valid(page));
		assert_came_back(HTML_SYNTAX_XML, page, out, out);
	}
}

/* What escaping means, a character at a time. */
static struct sv plainly_escaped(struct arena *a, struct sv text)
{
	struct str out;
	str_init(&out, a, 1 << 12);
	for (size_t at = 0; at < text.n;) {
		size_t start = at;
		uint32_t cp = utf8_next(text, &at);
		bool control = (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') ||
			(cp >= 0x7F && cp < 0xA0);
		bool no_character = (cp >= 0xFDD0 && cp <= 0xFDEF) || (cp & 0xFFFE) == 0xFFFE;
		if (cp == '&' || cp == '<' || cp == '>')
			str_addz(&out, cp == '&' ? "&amp;" : cp == '<' ? "&lt;" : "&gt;");
		else if (cp == '\r')
			str_addz(&out, "&#13;");
		else if (cp == UTF8_BAD || control || no_character)
			str_add_cp(&out, UTF8_BAD);
		else
			str_add(&out, (struct sv){ text.p + start, at - start });
	}
	return str_sv(&out);
}

/* Every byte at every place of a text: the quick way over plain text leaves nothing out. */
static void every_byte_is_seen_at_every_place(void **state)
{
	(void)state;
	static const char *const grounds[] = { "abcdefghijklmnopqrstuvwxyz0123", "政府信息公开工作年度报告",
		"二〇二三年a公b开c，共3件（略）", "\xE0\xA4\x85\xEA\xB0\x80\xEF\xBF\xBD\xC3\xA9\xF0\xA0\xAE\xB7\xE3\x80\x82",
		"“三”—…〔2020〕！～ａ：\u2000\u2FFF\uFF3F\uFF7F" };
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	for (size_t g = 0; g < sizeof grounds / sizeof *grounds; g++)
		for (size_t place = 0; place < strlen(grounds[g]); place++)
			for (int byte = 0; byte < 256; byte++) {
				arena_reset(&a);
				char text[64];
				size_t n = strlen(grounds[g]);
				memcpy(text, grounds[g], n);
				text[place] = (char)byte;
				struct str out;
				struct html h;
				str_init(&out, &a, 1 << 12);
				html_init(&h, HTML_SYNTAX_HTML, &out);
				html_text(&h, (struct sv){ text, n });
				struct sv expected = plainly_escaped(&a, (struct sv){ text, n });
				assert_int_equal(out.n, expected.n);
				assert_memory_equal(out.p, expected.p, out.n);
			}
}

static void elements_nest_and_close(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct str out;
	struct html h;
	str_init(&out, &a, 1 << 16);
	html_init(&h, HTML_SYNTAX_HTML, &out);
	html_open(&h, "table");
	html_open(&h, "col");
	html_open(&h, "td");
	html_attr_uint(&h, "colspan", 3);
	html_lines(&h, SV("a\n\nb<"));
	html_close(&h);
	html_element(&h, "td", SV(""));
	html_finish(&h);
	assert_string_equal(str_z(&out),
		"<table><col><td colspan=\"3\">a<br><br>b&lt;</td><td></td></table>");
	str_clear(&out);
	html_init(&h, HTML_SYNTAX_XML, &out);
	html_open(&h, "w:p");
	html_open(&h, "w:tab");
	html_attr_lit(&h, "w:val", "1");
	html_close(&h);
	html_close(&h);
	assert_string_equal(str_z(&out), "<w:p><w:tab w:val=\"1\"/></w:p>");
}

static void room_runs_out_quietly(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct str out;
	struct html h;
	str_init(&out, &a, 10);
	html_init(&h, HTML_SYNTAX_HTML, &out);
	html_element(&h, "td", SV("0123456789"));
	assert_false(str_ok(&out));
	assert_true(out.n <= 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_attributes_come_back),
		cmocka_unit_test(bad_bytes_become_replacement_characters),
		cmocka_unit_test(every_byte_is_seen_at_every_place),
		cmocka_unit_test(elements_nest_and_close),
		cmocka_unit_test(room_runs_out_quietly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
