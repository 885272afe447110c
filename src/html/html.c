#include "html/html.h"

#include "html/escape.h"

#include <assert.h>

/** Elements of HTML that have no content and no end tag. */
static bool is_void(const char *tag)
{
	static const char *const names[] = { "br", "col", "hr", "img", "input", "link", "meta", "wbr" };
	/* Most elements are told by their first letter: td, tr, th, div, p, span, a. */
	if (!memchr("bchilmw", tag[0], 7))
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(tag, names[i]) == 0)
			return true;
	return false;
}

/** Attributes whose value can run script or load something, whatever the escaping. */
static bool is_active(const char *name)
{
	static const char *const names[] = { "style", "href", "src", "srcset", "srcdoc", "action",
		"formaction", "data", "background" };
	/* class, rowspan, colspan, tabindex, role, id: told by the first letter. */
	if (!memchr("ashfdbo", name[0], 7))
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return name[0] == 'o' && name[1] == 'n';
}

void html_init(struct html *h, enum html_syntax syntax, struct str *out)
{
	*h = (struct html){ .out = out, .syntax = syntax };
}

void html_prologue(struct html *h)
{
	str_addz(h->out, h->syntax == HTML_SYNTAX_HTML ? "<!DOCTYPE html>\n"
		: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
}

/** Nothing more can be added to the tag begun last. */
static void end_tag(struct html *h)
{
	if (h->in_tag)
		str_addc(h->out, '>');
	h->in_tag = false;
}

void html_open_literal(struct html *h, const char *tag)
{
	assert(h->depth < HTML_DEPTH_MAX);
	end_tag(h);
	str_addc(h->out, '<');
	str_addz(h->out, tag);
	h->in_tag = true;
	if (h->syntax == HTML_SYNTAX_XML || !is_void(tag))
		h->open[h->depth++] = tag;
}

void html_attr_literal(struct html *h, const char *name, struct sv value)
{
	assert(h->in_tag && (h->syntax == HTML_SYNTAX_XML || !is_active(name)));
	str_addc(h->out, ' ');
	str_addz(h->out, name);
	str_addz(h->out, "=\"");
	escape_attribute(h->out, value);
	str_addc(h->out, '"');
}

void html_attr_number(struct html *h, const char *name, uint64_t value)
{
	assert(h->in_tag && (h->syntax == HTML_SYNTAX_XML || !is_active(name)));
	str_addc(h->out, ' ');
	str_addz(h->out, name);
	str_addz(h->out, "=\"");
	str_add_int(h->out, (int64_t)value);
	str_addc(h->out, '"');
}

void html_text(struct html *h, struct sv text)
{
	end_tag(h);
	escape_text(h->out, text);
}

void html_lines(struct html *h, struct sv text)
{
	assert(h->syntax == HTML_SYNTAX_HTML);
	struct sv line;
	bool first = true;
	while (sv_cut(&text, '\n', &line)) {
		if (!first)
			html_open(h, "br");
		html_text(h, line);
		first = false;
	}
}

void html_style_literal(struct html *h, const char *css)
{
	assert(!strstr(css, "</"));
	html_open(h, "style");
	end_tag(h);
	str_addz(h->out, css);
	html_close(h);
}

void html_close(struct html *h)
{
	assert(h->depth > 0);
	const char *tag = h->open[--h->depth];
	if (h->in_tag && h->syntax == HTML_SYNTAX_XML) {
		str_addz(h->out, "/>");
		h->in_tag = false;
		return;
	}
	end_tag(h);
	str_addz(h->out, "</");
	str_addz(h->out, tag);
	str_addc(h->out, '>');
}

void html_finish(struct html *h)
{
	while (h->depth > 0)
		html_close(h);
}
