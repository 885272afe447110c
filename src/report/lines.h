/**
 * The figures of a table gathered into rows, each with the label it stands with. Handles tables
 * with borders, rows of text, one figure a line, figures in blocks by column (as some PDF texts
 * print them), and digits without borders.
 */
#pragma once

#include "report/align.h"
#include "report/items.h"
#include "report/split.h"

/** A row of figures that has (or may be split into) the form's number of cells. */
struct line {
	struct align_row as;            /* label and, after alignment, its row */
	const struct item **figures;    /* n of them, in order */
	int n;
	struct split *split;            /* set when the digits had to be split */
	int reading;                    /* which reading of the split holds, -1 = not decided */
	bool joined;                    /* figures torn in two were joined, not split */
};

struct lines {
	struct line *items;
	size_t n, cap;
};

/**
 * Gather the items of a table whose rows have `width` figures and whose row labels are of `kind`.
 * @return 0 or E_NOMEM
 */
int lines_gather(const struct item *items, size_t n, enum label_kind kind, int width,
	struct arena *arena, struct lines *ret);
