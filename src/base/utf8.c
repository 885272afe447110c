#include "base/utf8.h"

#include "base/eight.h"

/** Length and code point of the sequence at p, or 0 when malformed. */
static size_t decode(const unsigned char *p, size_t n, uint32_t *cp)
{
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	size_t len = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
	if (p[0] < 0xC2 || p[0] > 0xF4 || len > n)
		return 0;
	uint32_t c = p[0] & (0xFFu >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3F);
	}
	if ((len == 3 && c < 0x800) || (len == 4 && (c < 0x10000 || c > 0x10FFFF)) ||
	    (c >= 0xD800 && c <= 0xDFFF))
		return 0;
	*cp = c;
	return len;
}

uint32_t utf8_next(struct sv s, size_t *at)
{
	uint32_t cp = UTF8_BAD;
	size_t len = decode((const unsigned char *)s.p + *at, s.n - *at, &cp);
	*at += len ? len : 1;
	return len ? cp : UTF8_BAD;
}

uint32_t utf8_prev(struct sv s, size_t *at)
{
	size_t end = *at, start = end - 1;
	while (start > 0 && end - start < 4 && ((unsigned char)s.p[start] & 0xC0) == 0x80)
		start--;
	uint32_t cp = UTF8_BAD;
	size_t len = decode((const unsigned char *)s.p + start, end - start, &cp);
	if (len != end - start) {
		*at = end - 1;
		return UTF8_BAD;
	}
	*at = start;
	return cp;
}

size_t utf8_put(char *out, uint32_t cp)
{
	if (cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF))
		cp = UTF8_BAD;
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	size_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3F));
		cp >>= 6;
	}
	out[0] = (char)((0xF00 >> len & 0xFF) | cp);
	return len;
}

/** A character of three bytes other than the first and the surrogates, where the second byte matters. */
static bool is_three(const unsigned char *b)
{
	return b[0] > 0xE0 && b[0] <= 0xEF && b[0] != 0xED && ((b[1] ^ 0x80) | (b[2] ^ 0x80)) < 0x40;
}

bool utf8_valid(struct sv s)
{
	for (size_t at = 0; at < s.n;) {
		uint32_t cp;
		uint64_t w;
		size_t left = s.n - at, len = 1;
		if (left >= sizeof w && !((w = eight_at(s.p + at)) & 0x8080808080808080u))
			len = sizeof w;
		else if (left >= sizeof w && eight_are_chinese(w))
			len = 6;
		else if (left >= 3 && is_three((const unsigned char *)s.p + at))
			len = 3;
		else if ((unsigned char)s.p[at] >= 0x80)
			len = decode((const unsigned char *)s.p + at, left, &cp);
		if (!len)
			return false;
		at += len;
	}
	return true;
}

size_t utf8_count(struct sv s)
{
	size_t count = 0;
	for (size_t at = 0; at < s.n; count++)
		utf8_next(s, &at);
	return count;
}
