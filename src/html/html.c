#include "html/html.h"

#include "html/escape.h"

void html_init(struct html *h, enum html_syntax syntax, struct str *out)
{
	*h = (struct html){ .out = out, .syntax = syntax };
}

void html_prologue(struct html *h)
{
	str_addz(h->out, h->syntax == HTML_SYNTAX_HTML ? "<!DOCTYPE html>\n"
		: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
}

void html_attr_literal(struct html *h, struct sv start, bool active, struct sv value)
{
	html_attr_begin_literal(h, start, active);
	escape_attribute(h->out, value);
	str_addc(h->out, '"');
}

void html_attr_number(struct html *h, struct sv start, bool active, uint64_t value)
{
	html_attr_begin_literal(h, start, active);
	str_add_uint(h->out, value);
	str_addc(h->out, '"');
}

void html_text(struct html *h, struct sv text)
{
	html_end_tag(h);
	escape_text(h->out, text);
}

void html_lines(struct html *h, struct sv text)
{
	assert(h->syntax == HTML_SYNTAX_HTML);
	struct sv line;
	bool first = true;
	if (!memchr(text.p, '\n', text.n)) {
		html_text(h, text);
		return;
	}
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
	html_end_tag(h);
	str_addz(h->out, css);
	html_close(h);
}

void html_close(struct html *h)
{
	assert(h->depth > 0);
	struct sv tag = h->open[--h->depth];
	if (h->in_tag && h->syntax == HTML_SYNTAX_XML) {
		str_addz(h->out, "/>");
		h->in_tag = false;
		return;
	}
	html_end_tag(h);
	str_add(h->out, tag);
}

void html_finish(struct html *h)
{
	while (h->depth > 0)
		html_close(h);
}
