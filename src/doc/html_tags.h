/** What elements and attributes of a page mean to its text, private to the HTML reader. */
#pragma once

#include "base/sv.h"

#include <stdint.h>

enum html_kind {
	HTML_INLINE, /* anything not listed: only its text counts */
	HTML_BLOCK,
	HTML_H1, HTML_H2, HTML_H3, HTML_H4, HTML_H5, HTML_H6,
	HTML_BREAK,
	HTML_PRE,
	HTML_TABLE, HTML_HEAD_ROWS, HTML_ROW, HTML_CELL, HTML_HEADER_CELL,
	HTML_TITLE,
	HTML_STYLE,
	HTML_SKIP, /* never shown as text */
};

/** Kind of an element by its lower-case name. */
enum html_kind html_kind(const char *name);

/** Does a style attribute hide its element? */
bool html_style_hides(const char *style);

/**
 * The number of a property of a style attribute, e.g. `top` in "top:12px;left:3px".
 * @return false when it is not there or no number; values are clipped to ±1,000,000
 */
bool html_style_number(const char *style, const char *property, int32_t *ret);

/** Is the `position` of a style attribute this one? */
bool html_style_position(const char *style, const char *position);

/** A colspan or rowspan: at least 1, at most 1000 and 65534; rowspan 0 goes to the end. */
uint32_t html_span(const char *value, bool rows);
