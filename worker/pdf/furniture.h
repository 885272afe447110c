/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * What belongs to the paper and not to the text: page numbers (“- 1 -”, “— 2 —”, “第 3 页”, “4/9”,
 * a number alone) and running heads and feet (the same words on at least half of the pages, digits
 * aside). Only lines within FURNITURE_EDGE of the upper or lower side are looked at, at most two
 * on each side.
 */
#pragma once

#include "sheet.h"

#define FURNITURE_EDGE 0.135 /* of the height of the page: GB/T 9704 has 35 mm of 297 */

/** Take it out of the sheets. @return 0 or E_NOMEM */
int furniture_drop(struct sheet *sheets, size_t n, struct arena *scratch);
