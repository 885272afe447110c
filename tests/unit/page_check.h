/* What has to be true of every page, whatever it shows. Includes libxml2; link it. */
#pragma once

#include "unit.h"

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>

/* libxml2 knows HTML 4: elements that came later are not faults. */
static inline void page_fault(void *faults, xmlErrorPtr e)
{
	if (e->code == XML_HTML_UNKNOWN_TAG)
		return;
	*(int *)faults += 1;
	print_message("line %d: %s", e->line, e->message);
}

/* How many nodes an XPath expression finds; the first few are printed when there should be none. */
static inline int page_count(xmlDoc *d, const char *path, bool wanted)
{
	xmlXPathContext *x = xmlXPathNewContext(d);
	xmlXPathObject *o = xmlXPathEvalExpression((const xmlChar *)path, x);
	assert_non_null(o);
	int n = o->nodesetval ? o->nodesetval->nodeNr : 0;
	for (int i = 0; !wanted && i < n && i < 3; i++)
		print_message("%s: <%s> at line %ld\n", path, (const char *)o->nodesetval->nodeTab[i]->name,
			xmlGetLineNo(o->nodesetval->nodeTab[i]));
	xmlXPathFreeObject(o);
	xmlXPathFreeContext(x);
	return n;
}

static inline bool page_is_void(const char *name)
{
	static const char *const names[] = { "area", "br", "col", "hr", "img", "input", "link", "meta", "wbr" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Every element is closed, in order; parsers mend what is not, so they do not tell. */
static inline void page_is_closed(struct sv page)
{
	char open[64][32];
	size_t depth = 0, at = 0, next;
	while ((next = sv_find(sv_from(page, at), SV("<"))) != SV_NONE) {
		at += next;
		bool end = page.p[at + 1] == '/', quoted = false;
		char name[32];
		size_t n = 0;
		for (at += 1 + end; n < sizeof name - 1 && !strchr(" >", page.p[at]); at++)
			name[n++] = page.p[at];
		name[n] = '\0';
		while (quoted || page.p[at] != '>')
			quoted ^= page.p[at++] == '"';
		if (end) {
			assert_true(depth > 0);
			assert_string_equal(name, open[--depth]);
		} else if (name[0] != '!' && !page_is_void(name)) {
			assert_true(depth < 64);
			memcpy(open[depth++], name, sizeof name);
		}
	}
	assert_int_equal(depth, 0);
}

/* Parse a page and hold it against the rules; the caller frees what is returned. */
static inline xmlDoc *page_check(struct sv page)
{
	static const char *const never[] = {
		/* inline style and script: the content security policy forbids them */
		"//*[@style]", "//style", "//script[not(@src)]", "//@*[starts-with(name(), 'on')]",
		"//@href[starts-with(., 'javascript:')]",
		/* ids are unique, and whatever names one finds it */
		"//*[@id and @id = following::*/@id]",
		"//label[@for and not(@for = //@id)]",
		"//*[@aria-labelledby and not(contains(@aria-labelledby, ' ')) and "
			"not(@aria-labelledby = //@id)]",
		"//*[@aria-describedby and not(contains(@aria-describedby, ' ')) and "
			"not(@aria-describedby = //@id)]",
		"//a[starts-with(@href, '#') and not(substring(@href, 2) = //@id)]",
		/* every control has a name, every form that changes something its token */
		"//input[not(@type = 'hidden') and not(@id = //label/@for) and not(@aria-label)]",
		"//select[not(@id = //label/@for)]", "//textarea[not(@id = //label/@for)]",
		"//form[@method = 'post' and not(.//input[@name = 'csrf'])]",
		"//button[not(normalize-space())]", "//a[@href and not(normalize-space()) and not(@aria-label)]",
		/* headings begin with one h1 and skip no level downwards */
		"//h1[following::h1]", "//h3[not(preceding::h2)]",
		/* tables: a caption or a name, headers with a scope */
		"//table[not(caption) and not(../@aria-label)]", "//th[not(@scope)]",
		"//svg[not(@role) and not(ancestor::svg)]", "//img[not(@alt)]", "//a//a", "//form//form",
		"//p//ul", "//p//div", "//p//table", "//ul/*[not(self::li)]", "//ol/*[not(self::li)]",
		"//dl/*[not(self::div)]",
	};
	page_is_closed(page);
	int faults = 0;
	xmlSetStructuredErrorFunc(&faults, page_fault);
	xmlDoc *d = htmlReadMemory(page.p, (int)page.n, NULL, "UTF-8", HTML_PARSE_NONET);
	xmlSetStructuredErrorFunc(NULL, NULL);
	assert_non_null(d);
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		faults += page_count(d, never[i], false);
	assert_int_equal(faults, 0);
	assert_int_equal(page_count(d, "/html[@lang='zh-CN']/head/title", true), 1);
	assert_int_equal(page_count(d, "//main[@id='main']", true), 1);
	assert_int_equal(page_count(d, "//h1", true), 1);
	assert_int_equal(page_count(d, "/html/body/a[1][@href='#main']", true), 1);
	return d;
}
