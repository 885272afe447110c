/**
 * What compiled templates write with. tools/gen_templates.py follows the literal text and calls the
 * function of the place a value stands in; nobody else needs these but for struct html_markup.
 */
#pragma once

#include "html/html.h"

#include <stdint.h>

/** Markup that html.h wrote, the one thing a template does not escape: {{{field}}}. */
struct html_markup {
	const struct html_ready *ready; /* made by html_markup_take only; NULL = none */
};

/**
 * Everything that was written, with what is open closed, as markup. The writer is empty afterwards.
 * No markup when something did not fit.
 */
struct html_markup html_markup_take(struct html *h);

/** Is there any? */
static inline bool html_markup_some(struct html_markup m)
{
	return m.ready;
}

/** A piece of a template: a string literal. */
#define html_literal(h, lit) str_add((h)->out, SV(lit))

/** Finish the tag that is open, so that content can follow. */
static inline void html_at_text(struct html *h)
{
	html_end_tag(h);
}

/** A value as content, or inside a double-quoted attribute. */
void html_put_text(struct html *h, struct sv value);
void html_put_attr(struct html *h, struct sv value);

/**
 * A whole address: a path, a query, a fragment, or http, https, mailto. Anything else, and what a
 * browser might read as something else, becomes "#".
 */
void html_put_url(struct html *h, struct sv value);

/** Open an <a> that leads there; html_close ends it. `css` is its class. */
void html_open_link(struct html *h, struct sv css, struct sv url);

/** A part of an address after its beginning: percent-encoded, so that it stays one part. */
void html_put_part(struct html *h, struct sv value);

/** Markup as it is. */
void html_put_markup(struct html *h, struct html_markup m);

/** Numbers. */
void html_put_int(struct html *h, int64_t value);
void html_put_uint(struct html *h, uint64_t value);
