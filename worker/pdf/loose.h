/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Tables without ruling lines: neighbouring lines of text whose pieces, parted by large gaps, stand
 * below one another. A piece belongs to the column whose stretch of the page it overlaps; a column
 * is what overlapping pieces of all the lines cover together. The lines are a table as long as no
 * two pieces of one line fall into the same column.
 */
#pragma once

#include "sheet.h"

/** How many of the items, from the first on, are lines of such a table. 0 when none. */
size_t loose_rows(const struct item *items, size_t n);

/** Append the table of `rows` lines. @return 0, E_LIMIT or E_NOMEM */
int loose_add(struct doc *d, const struct item *items, size_t rows);
