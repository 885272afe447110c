#include "html/escape.h"

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

static bool is_tail(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/**
 * Bytes from `at` on that need no second look: ASCII from ' ' to '~' without & < > " ', and the
 * three-byte characters that begin with E1 … EC, EE or EF BC, nearly all of Chinese.
 */
static size_t plain(struct sv s, size_t at)
{
	while (at < s.n) {
		unsigned char c = (unsigned char)s.p[at];
		if (c >= 0x80) {
			bool usual = s.n - at >= 3 && is_tail(s.p[at + 1]) && is_tail(s.p[at + 2]) &&
				((c > 0xE0 && c < 0xEF && c != 0xED) ||
				 (c == 0xEF && (unsigned char)s.p[at + 1] == 0xBC));
			if (!usual)
				break;
			at += 3;
		} else if (c < 0x20 || c == 0x7F || c == '&' || c == '<' || c == '>' || c == '"' ||
			c == '\'') {
			break;
		} else {
			at++;
		}
	}
	return at;
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
