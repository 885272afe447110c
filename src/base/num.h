/**
 * Checked numbers: decimal text to integers and back to nothing else. No locale, no overflow, no
 * partial reads: the whole view is the number or the call fails.
 */
#pragma once

#include "base/sv.h"

#include <stdint.h>

/** Decimal digits with an optional sign (+ or -). @return false on anything else or overflow */
bool num_parse_i64(struct sv s, int64_t *ret);

/**
 * A decimal with at most `scale` fraction digits, as an integer of 10^-scale units:
 * "7730.28" with scale 6 gives 7730280000. @return false on more digits, junk or overflow
 */
bool num_parse_decimal(struct sv s, unsigned scale, int64_t *ret);

/** Absolute difference that cannot overflow. */
uint64_t num_distance(int64_t a, int64_t b);
