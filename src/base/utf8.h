/**
 * UTF-8 (RFC 3629): strict decoding, encoding, validation. Overlong forms, surrogates and code
 * points above U+10FFFF are errors.
 */
#pragma once

#include "base/sv.h"

#include <stdint.h>

enum { UTF8_BAD = 0xFFFD };

/**
 * Decode the code point at byte `*at` and move `*at` past it. A malformed sequence gives
 * UTF8_BAD and moves one byte, so a loop always ends.
 * Precondition: *at < s.n.
 */
uint32_t utf8_next(struct sv s, size_t *at);

/** Decode the code point that ends at byte `*at` and move `*at` to its start. *at > 0. */
uint32_t utf8_prev(struct sv s, size_t *at);

/** Write the UTF-8 form of `cp` to `out` (room for 4). @return bytes written */
size_t utf8_put(char *out, uint32_t cp);

/** Is every byte part of well-formed UTF-8? */
bool utf8_valid_text(struct sv s);
static inline bool utf8_valid(struct sv s)
{
	return s.n == 1 ? (unsigned char)s.p[0] < 0x80 : utf8_valid_text(s); /* most figures are one byte */
}

/** Code points in `s`, malformed bytes counted one each. */
size_t utf8_count(struct sv s);
