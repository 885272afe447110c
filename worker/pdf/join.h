/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Tables that go on on the next page.
 *
 * The caller knows that nothing but page numbers stands between two tables. They are one when they
 * are of one width and share at least half of the column borders inside the simpler one, counted
 * from their own left side (odd and even pages may have different margins); a page shows only the
 * borders that its rows use. Then:
 *
 *   empty strips    blank rows at the seam, left by the break, are dropped
 *   repeated head   rows of the second that equal the first rows of the whole table are dropped
 *   split row       one row drawn in two parts: either part may hold the figures, never both, and
 *                   the label in the second part is no new item of an enumeration
 *   split span      a label cell over several rows (三、本年度办理结果) that was cut by the break
 */
#pragma once

#include "grid.h"

/**
 * Try to append `b` to `a`.
 *
 * @param arena    arena of the result
 * @param ret_one  true: `a` now holds both; false: they are different tables, `a` is as it was
 * @return 0 or E_NOMEM
 */
int join_tables(struct table *a, const struct table *b, struct arena *arena, bool *ret_one);
