/**
 * Traditional Chinese characters to their simplified forms, one character at a time: enough to
 * match labels and sentences, not to translate a text (發 and 髮 both become 发). Also the
 * radicals and compatibility ideographs (⼀ U+2F00 for 一) that some PDF fonts write.
 *
 * The table is made by tools/gen_simplified.py from the OpenCC data of Debian.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** The simplified form of a character; any other code point is returned as it is. */
uint32_t text_simplified(uint32_t cp);
