/**
 * Text eight bytes at a time, for what looks at every byte of a page: nearly all that is not ASCII there is Chinese.
 * The first byte is the lowest of the word whatever the machine.
 */
#pragma once

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/** The eight bytes at `p`. */
static inline uint64_t eight_at(const char *p)
{
	uint64_t w;
	memcpy(&w, p, sizeof w);
	return le64toh(w);
}

/** Are the first six two characters from U+3000 to U+9FFF? Both lowest halves of first bytes are 3 to 9. */
static inline bool eight_are_chinese(uint64_t w)
{
	uint32_t x = (uint32_t)w & 0x0F00000F;
	return (w & 0xC0C0F0C0C0F0u) == 0x8080E08080E0u &&
		(((x + 0x0D00000D) ^ (x + 0x06000006)) & 0x10000010) == 0x10000010;
}
