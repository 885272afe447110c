/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Ruling lines, found in a picture of the page.
 *
 * Producers draw the borders of a table as strokes, as thin filled rectangles, cell by cell, in
 * pieces, doubled, in grey. In a picture they all look alike: long runs of pixels that are darker
 * than what lies above and below (left and right). The steps:
 *
 *   1. ridge   a pixel darker than the lightest of RIDGE_REACH pixels on either side; so shading
 *              behind a cell is no line and its edge is none either
 *   2. run     ridge pixels in one row of pixels; a gap is bridged when it is tiny, or as dark as
 *              the run (there another line crosses)
 *   3. not text: a run that lies within the boxes of characters is a stroke of them: 一
 *   4. rule    runs of neighbouring rows taken together, which also makes one of double lines
 *
 * Vertical rules are found in the same way in the transposed picture.
 */
#pragma once

#include "words.h"

/** A horizontal rule has `at` = y and goes from x to x; a vertical one the other way round. */
struct rule {
	double at, from, to; /* points */
};

struct rules {
	struct rule *h, *v;
	size_t n_h, n_v;
};

/** A picture in grey, 255 = white, `width` bytes a row. */
struct picture {
	uint8_t *pixels;
	int width, height;
	double scale; /* pixels a point */
};

/** More rules than this in one direction are a drawing, not tables. */
enum { RULES_MAX = 4000 };

/**
 * Find the rules of a page.
 * @param a    arena of the result and of scratch memory
 * @return 0 or E_NOMEM; a page with too many lines gives none
 */
int rules_find(const struct picture *p, const struct glyph *glyphs, size_t n_glyphs,
	struct arena *a, struct rules *ret);
