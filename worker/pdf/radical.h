/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Where a font draws a radical and a character with one glyph, many producers (wkhtmltopdf, Skia)
 * write down the radical: ⼆ U+2F06 for 二. It is not what the author wrote.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** The character that looks like the radical `cp`; any other code point is returned as it is. */
uint32_t radical_to_ideograph(uint32_t cp);
