/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Characters to lines of text, and lines to running text.
 *
 * A PDF has no words and no spaces worth the name, only characters at places. Characters whose
 * middles lie within half a character of each other make a line; what stands between two of them
 * is decided by the gap, measured in the size of the type:
 *
 *   Chinese beside anything   up to WORDS_TAB nothing: justified lines are stretched
 *   Latin or digits, both     a space from a quarter of the size on
 *   anything                  beyond WORDS_TAB a new segment: a column of a table without rules
 *
 * Units: points from the top left corner of the page, y downwards.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/** One character as it stands on the page. White space is left out. */
struct glyph {
	double x0, y0, x1, y1;
	double top, bottom; /* of the whole box that the font claims, which may be much too tall */
	double size;    /* of the type */
	uint32_t cp;
	uint32_t line;  /* number of its line on the page, from 1 */
	bool bold;
};

/** Characters of one line, from left to right. */
struct line {
	struct glyph *glyphs; /* a stretch of the sorted array */
	size_t n;
	double x0, x1, y0, y1;
	double size;          /* of the largest character */
};

/** A gap of this many sizes between characters of one line parts columns. */
#define WORDS_TAB 1.8

/**
 * Sort `glyphs` into lines, top to bottom and left to right inside each.
 * @param ret_n  number of lines
 * @return the lines, NULL when the arena is exhausted
 */
struct line *words_lines(struct glyph *glyphs, size_t n, struct arena *a, size_t *ret_n);

/**
 * The stretch of `line` from character `from` up to the next large gap.
 * @return index of the character after it
 */
size_t words_segment(const struct line *line, size_t from);

/** Append characters [from, to) of a line to `out`, with the spaces that belong between them. */
void words_add(const struct line *line, size_t from, size_t to, struct str *out);

/** Append a space when the text in `out` and a line that begins with `next` need one. */
void words_glue(struct str *out, uint32_t next);

/** Width of the first piece of the line that could not have been broken: a word or a character. */
double words_first_width(const struct line *line);

/** Chinese characters and their punctuation, which need no spaces around them. */
bool words_is_wide(uint32_t cp);

/** Does the text begin an item of an enumeration: “（三）”, “三、”, “3.”, “第三”? */
bool words_is_item(struct sv s);
