/**
 * Markup out, escaped unless a literal: the only folder that writes raw tags.
 *
 *     struct html h;
 *     html_init(&h, HTML_SYNTAX_HTML, &out);
 *     html_open(&h, "td");
 *     html_attr_uint(&h, "colspan", 3);
 *     html_text(&h, name);
 *     html_close(&h);              // closes what was opened last
 *
 * Names of elements and attributes must be string literals, so no text from outside can become
 * one: anything else does not compile. Attributes that run script or name addresses (on…, style,
 * href, src, …) are refused by assertion, since escaping alone does not make their values safe.
 *
 * What an element holds is written as UTF-8. Malformed bytes and control characters become U+FFFD.
 * XML syntax is the same with empty elements written short; the parts of a DOCX are made with it.
 *
 * Running out of room shows in the string builder (str_ok), as ever.
 */
#pragma once

#include "base/str.h"

#include <assert.h>

enum html_syntax { HTML_SYNTAX_HTML, HTML_SYNTAX_XML };

enum { HTML_DEPTH_MAX = 32 };

struct html {
	struct str *out;
	enum html_syntax syntax;
	bool in_tag;                       /* the last tag still takes attributes */
	unsigned depth;
	struct sv open[HTML_DEPTH_MAX];    /* end tags of the elements that are open */
};

/** Start writing to `out`, which keeps the limits of size. */
void html_init(struct html *h, enum html_syntax syntax, struct str *out);

/** `<!DOCTYPE html>`, or the XML declaration. */
void html_prologue(struct html *h);

/** Begin an element; in HTML a void element (br, meta, col) needs no html_close. */
#define html_open(h, tag) \
	html_open_literal((h), SV("<" tag), SV("</" tag ">"), html_is_void("" tag))

/** An attribute of the element begun last, before anything stands in it. */
#define html_attr(h, name, value) \
	html_attr_literal((h), SV(" " name "=\""), html_is_active("" name), (value))

/** The same with a number, and with a literal that needs no escaping. */
#define html_attr_uint(h, name, value) \
	html_attr_number((h), SV(" " name "=\""), html_is_active("" name), (value))
#define html_attr_lit(h, name, value) \
	html_attr_begin_literal((h), SV(" " name "=\"" value "\""), \
		html_is_active("" name) || !html_is_plain("" value))

/** An attribute whose value is put together by the html_put_… of template.h, and its end. */
#define html_attr_begin(h, name) \
	html_attr_begin_literal((h), SV(" " name "=\""), html_is_active("" name))
static inline void html_attr_end(struct html *h)
{
	str_addc(h->out, '"');
}

/** A whole element holding nothing but text. */
#define html_element(h, tag, text) \
	html_element_literal((h), SV("<" tag ">"), SV("</" tag ">"), (text))

/** A style sheet, which is not escaped: a literal without "</". */
#define html_style(h, css) html_style_literal((h), "" css)

/** Text in the element. */
void html_text(struct html *h, struct sv text);

/** Text in which each '\n' becomes a br element. HTML only. */
void html_lines(struct html *h, struct sv text);

/** End the element begun last. */
void html_close(struct html *h);

/** End every element that is open. */
void html_finish(struct html *h);

/*
 * Behind the macros above. Inline, and told what is asked of a literal by comparisons that the compiler makes: a page
 * has a thousand tags.
 */

#define HTML_ASKED static inline __attribute__((always_inline))

/** Elements of HTML that have no content and no end tag. */
HTML_ASKED bool html_is_void(const char *tag)
{
	return !strcmp(tag, "br") || !strcmp(tag, "col") || !strcmp(tag, "hr") || !strcmp(tag, "img") ||
		!strcmp(tag, "input") || !strcmp(tag, "link") || !strcmp(tag, "meta") || !strcmp(tag, "wbr");
}

/** Attributes whose value can run script or load something, whatever the escaping. */
HTML_ASKED bool html_is_active(const char *name)
{
	return (name[0] == 'o' && name[1] == 'n') || !strcmp(name, "style") || !strcmp(name, "href") ||
		!strcmp(name, "src") || !strcmp(name, "srcset") || !strcmp(name, "srcdoc") ||
		!strcmp(name, "action") || !strcmp(name, "formaction") || !strcmp(name, "data") ||
		!strcmp(name, "background");
}

/** Is a literal the same when it is escaped? */
HTML_ASKED bool html_is_plain(const char *value)
{
	return !strpbrk(value, "&<>\"'\r\n\t");
}

/** Nothing more can be added to the tag begun last. */
static inline void html_end_tag(struct html *h)
{
	if (h->in_tag)
		str_addc(h->out, '>');
	h->in_tag = false;
}

static inline void html_open_literal(struct html *h, struct sv start, struct sv end, bool is_void)
{
	assert(h->depth < HTML_DEPTH_MAX);
	html_end_tag(h);
	str_add(h->out, start);
	h->in_tag = true;
	if (h->syntax == HTML_SYNTAX_XML || !is_void)
		h->open[h->depth++] = end;
}

static inline void html_attr_begin_literal(struct html *h, struct sv start, bool active)
{
	assert(h->in_tag && (h->syntax == HTML_SYNTAX_XML || !active)); /* or a literal to be escaped */
	str_add(h->out, start);
}

static inline void html_element_literal(struct html *h, struct sv start, struct sv end, struct sv text)
{
	html_end_tag(h);
	str_add(h->out, start);
	html_text(h, text);
	str_add(h->out, end);
}

/** Out of line: what escapes, prints numbers or is rare. */
void html_attr_literal(struct html *h, struct sv start, bool active, struct sv value);
void html_attr_number(struct html *h, struct sv start, bool active, uint64_t value);
void html_style_literal(struct html *h, const char *css);
