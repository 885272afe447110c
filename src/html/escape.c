#include "html/escape.h"

#include "base/utf8.h"

#include <endian.h>

/** A character that stands for itself nowhere in markup: controls, non-characters. */
static bool is_forbidden(uint32_t cp)
{
	return (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || (cp >= 0x7F && cp < 0xA0) ||
		(cp >= 0xFDD0 && cp <= 0xFDEF) || (cp & 0xFFFE) == 0xFFFE;
}

/** How a character must be written so that it comes back as itself; NULL = as it is. */
static const char *escape(uint32_t cp, bool attribute)
{
	switch (cp) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '\r': /* a parser would turn it into a line feed */
		return "&#13;";
	case '"':
		return attribute ? "&quot;" : NULL;
	case '\'':
		return attribute ? "&#39;" : NULL;
	case '\n': /* XML parsers make spaces of white space in attributes */
		return attribute ? "&#10;" : NULL;
	case '\t':
		return attribute ? "&#9;" : NULL;
	default:
		return NULL;
	}
}

/** An ASCII character that is written as it is wherever it stands. */
static bool is_plain(unsigned char c)
{
	return c >= ' ' && c < 0x7F && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'';
}

/* Eight bytes at a time, the first in the lowest bits: half of a page is text, nearly all of it plain. */
#define EIGHT(byte) (0x0101010101010101u * (byte))

static uint64_t load(const char *p)
{
	uint64_t w;
	memcpy(&w, p, sizeof w);
	return le64toh(w);
}

/** Is one of the bytes zero? Exact as long as none is above 0x7F. */
static uint64_t has_zero(uint64_t w)
{
	return (w - EIGHT(1)) & ~w & EIGHT(0x80);
}

/** Are all eight is_plain()? '&' and the apostrophe differ in one bit, so do '<' and '>'. */
static bool are_plain(uint64_t w)
{
	uint64_t below = (w - EIGHT(' ')) & ~w;
	return !(((w | below) & EIGHT(0x80)) | has_zero((w & ~EIGHT(1)) ^ EIGHT('&')) |
		has_zero((w & ~EIGHT(2)) ^ EIGHT('<')) | has_zero(w ^ EIGHT('"')) |
		has_zero(w ^ EIGHT(0x7F)));
}

/** Are the first six bytes two characters from U+3000 to U+9FFF, nearly all of Chinese? */
static bool are_chinese(uint64_t w)
{
	return (w & 0xC0C0F0C0C0F0u) == 0x8080E08080E0u && ((w & 0xFF) - 0xE3) <= 6 &&
		((w >> 24 & 0xFF) - 0xE3) <= 6;
}

/** One character from U+2000 to U+9FFF, or of full width: punctuation stands between the Chinese ones. */
static bool is_chinese(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;
	return (b[1] & 0xC0) == 0x80 && (b[2] & 0xC0) == 0x80 &&
		((b[0] >= 0xE2 && b[0] <= 0xE9) ||
			(b[0] == 0xEF && (b[1] == 0xBC || b[1] == 0xBD)));
}

/** The end of the stretch from `at` on that is written as it is, or a place before it. */
static size_t plain(struct sv s, size_t at)
{
	for (;;) {
		while (at + 8 <= s.n) {
			uint64_t w = load(s.p + at);
			if (are_chinese(w))
				at += 6;
			else if (are_plain(w))
				at += 8;
			else
				break;
		}
		if (at < s.n && is_plain((unsigned char)s.p[at]))
			at++;
		else if (at + 3 <= s.n && is_chinese(s.p + at))
			at += 3;
		else
			return at;
	}
}

static void add(struct str *out, struct sv text, bool attribute)
{
	size_t done = 0, at = 0;
	while ((at = plain(text, at)) < text.n) {
		size_t start = at;
		uint32_t cp = utf8_next(text, &at);
		bool bad = cp == UTF8_BAD || is_forbidden(cp);
		const char *written = bad ? "\xEF\xBF\xBD" : escape(cp, attribute);
		if (!written)
			continue;
		str_add(out, (struct sv){ text.p + done, start - done });
		str_addz(out, written);
		done = at;
	}
	str_add(out, sv_from(text, done));
}

void escape_text(struct str *out, struct sv text)
{
	add(out, text, false);
}

void escape_attribute(struct str *out, struct sv text)
{
	add(out, text, true);
}
