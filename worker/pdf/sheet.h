/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * A page understood: tables and lines of text from top to bottom.
 */
#pragma once

#include "grid.h"

#include <poppler.h>

/** A piece of a line between large gaps. */
struct segment {
	double x0, x1;
	struct sv text;
};

/** A table, or a line of text outside all tables. */
struct item {
	struct table *table;       /* NULL for a line */
	double x0, x1, y0, y1, size;
	double first_width;        /* of its first word: what would have had to fit on the line above */
	struct sv text;            /* segments parted by tabs */
	struct segment *segments;
	size_t n_segments;
	struct doc_place at;
};

struct sheet {
	double width, height;
	struct item *items;        /* by their upper side */
	size_t n_items;
	size_t n_glyphs;           /* characters on it, in tables too */
	bool pictured;             /* an image covers most of it */
};

/**
 * Read a page.
 * @param no       its number, from 1
 * @param a        arena of the result
 * @param scratch  arena for work in between
 * @return 0 or E_NOMEM
 */
int sheet_read(PopplerPage *pp, uint32_t no, struct arena *a, struct arena *scratch,
	struct sheet *ret);
