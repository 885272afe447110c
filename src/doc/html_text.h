/** The text of one paragraph of a page, with white space as a browser treats it. */
#pragma once

#include "base/str.h"

enum html_space { HTML_SPACE_NONE, HTML_SPACE_PLAIN, HTML_SPACE_LINE_END };

/** Zero it and str_init `text`. */
struct html_text {
	struct str text;
	enum html_space space; /* seen since, and not yet written */
};

/** Add text whose runs of white space count as one space, or as none at the start. */
void html_text_add(struct html_text *t, struct sv s);

/** Add text as it stands; no-break spaces become plain ones, C1 controls go. */
void html_text_add_raw(struct html_text *t, struct sv s);

/** A line break; several in a row are one, and none at the start. */
void html_text_break(struct html_text *t);

/** Forget the text. */
void html_text_clear(struct html_text *t);

/** Is this ASCII white space? */
static inline bool html_is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
