/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Tables of one page: ruling lines to grids of cells, characters to the cells they stand in.
 *
 *   1. lines that touch (within GRID_TOUCH) make a component: one table
 *   2. their places are gathered into row and column borders; a side that is left open (no outer
 *      rule, but several lines end there) is closed
 *   3. between two borders there is an edge where lines cover most of it; a cell grows to the right
 *      and then down until it meets an edge, so a span is where the edge is missing
 *   4. each character goes to the cell that holds its middle
 *
 * A component with one cell is a frame and no table, unless it holds a single line: that may be the
 * last row of a page, and the next page will tell.
 */
#pragma once

#include "rules.h"

#include "doc/doc.h"

struct table_cell {
	uint32_t row, col, rowspan, colspan;
	struct sv text;
	struct doc_place at;
	bool bold;
	bool full;  /* its last line reaches its right border: the text may go on on the next page */
};

/** A table of a page, and after joining, of several. */
struct table {
	uint32_t n_rows, n_cols;
	double *xs, *ys;           /* borders: n_cols + 1 and n_rows + 1, points */
	struct table_cell *cells;  /* by row, then column */
	size_t n_cells;
	uint32_t page;
};

/** Lines closer than this touch; borders closer than this are one. Points. */
#define GRID_TOUCH 3.5

/**
 * Find the tables of a page and take their characters out of `glyphs`.
 *
 * @param glyphs    the characters; those left over are moved to the front
 * @param n_glyphs  their number; updated
 * @param a         arena of the result
 * @param scratch   arena for work in between
 * @param ret       tables from top to bottom
 * @return 0 or E_NOMEM
 */
int grid_take(const struct rules *rules, struct glyph *glyphs, size_t *n_glyphs, uint32_t page,
	struct arena *a, struct arena *scratch, struct table **ret, size_t *ret_n);
