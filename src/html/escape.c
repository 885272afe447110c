#include "html/escape.h"

#include "base/eight.h"
#include "base/utf8.h"

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

/* What a byte begins: what needs a look, ASCII that is written as it is, three bytes. */
enum { R, P, CHINESE, FULL_WIDTH };

static const uint8_t begins[256] = {
	[0x20] = P, P, R, P, P, P, R, R, P, P, P, P, P, P, P, P,
	[0x30] = P, P, P, P, P, P, P, P, P, P, P, P, R, P, R, P,
	[0x40] = P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P,
	[0x50] = P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P,
	[0x60] = P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P,
	[0x70] = P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, R,
	[0xE1] = CHINESE, CHINESE, CHINESE, CHINESE, CHINESE, CHINESE, CHINESE, CHINESE, CHINESE,
	[0xEF] = FULL_WIDTH,
};

/** Do three bytes of that kind hold a character that is written as it is? Punctuation is of full width. */
static bool are_plain(const unsigned char *b, uint8_t kind)
{
	return ((b[1] ^ 0x80) | (b[2] ^ 0x80)) < 0x40 &&
		(kind == CHINESE || (kind == FULL_WIDTH && (b[1] == 0xBC || b[1] == 0xBD)));
}

/** The end of the stretch from `at` on that is written as it is wherever it stands, or a place before it. */
static size_t plain(struct sv s, size_t at)
{
	while (at < s.n) {
		uint8_t kind = begins[(unsigned char)s.p[at]];
		if (kind == P)
			at++;
		else if (s.n - at >= 8 && eight_are_chinese(eight_at(s.p + at)))
			at += 6;
		else if (s.n - at >= 3 && are_plain((const unsigned char *)s.p + at, kind))
			at += 3;
		else
			break;
	}
	return at;
}

/** From `at` on, which is not written as it is. */
static __attribute__((noinline)) void add_rest(struct str *out, struct sv text, size_t at, bool attribute)
{
	size_t done = 0;
	do {
		size_t start = at;
		uint32_t cp = utf8_next(text, &at);
		bool bad = cp == UTF8_BAD || is_forbidden(cp);
		const char *written = bad ? "\xEF\xBF\xBD" : escape(cp, attribute);
		if (!written)
			continue;
		str_add(out, (struct sv){ text.p + done, start - done });
		str_addz(out, written);
		done = at;
	} while ((at = plain(text, at)) < text.n);
	str_add(out, sv_from(text, done));
}

/* Inline in both: what needs no escaping is most of a page. */
static inline void add(struct str *out, struct sv text, bool attribute)
{
	size_t at = plain(text, 0);
	if (at < text.n)
		add_rest(out, text, at, attribute);
	else
		str_add(out, text);
}

void escape_text(struct str *out, struct sv text)
{
	add(out, text, false);
}

void escape_attribute(struct str *out, struct sv text)
{
	add(out, text, true);
}
