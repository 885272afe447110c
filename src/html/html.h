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

enum html_syntax { HTML_SYNTAX_HTML, HTML_SYNTAX_XML };

enum { HTML_DEPTH_MAX = 32 };

struct html {
	struct str *out;
	enum html_syntax syntax;
	bool in_tag;                       /* the last tag still takes attributes */
	unsigned depth;
	const char *open[HTML_DEPTH_MAX];  /* names of the elements that are open */
};

/** Start writing to `out`, which keeps the limits of size. */
void html_init(struct html *h, enum html_syntax syntax, struct str *out);

/** `<!DOCTYPE html>`, or the XML declaration. */
void html_prologue(struct html *h);

/** Begin an element; in HTML a void element (br, meta, col) needs no html_close. */
#define html_open(h, tag) html_open_literal((h), "" tag)

/** An attribute of the element begun last, before anything stands in it. */
#define html_attr(h, name, value) html_attr_literal((h), "" name, (value))

/** The same with a number, and with a literal. */
#define html_attr_uint(h, name, value) html_attr_number((h), "" name, (value))
#define html_attr_lit(h, name, value) html_attr_literal((h), "" name, SV(value))

/** A whole element holding nothing but text. */
#define html_element(h, tag, text) \
	(html_open_literal((h), "" tag), html_text((h), (text)), html_close(h))

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

/** Behind the macros above. */
void html_open_literal(struct html *h, const char *tag);
void html_attr_literal(struct html *h, const char *name, struct sv value);
void html_attr_number(struct html *h, const char *name, uint64_t value);
void html_style_literal(struct html *h, const char *css);
