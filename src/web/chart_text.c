#include "web/chart_text.h"

#include "base/utf8.h"

/** Halves of a Chinese character that a code point takes. */
static unsigned width_of(uint32_t cp)
{
	return cp < 0x1100 ? 1 : 2;
}

unsigned chart_width(struct sv text)
{
	unsigned width = 0;
	for (size_t at = 0; at < text.n;)
		width += width_of(utf8_next(text, &at));
	return width;
}

/** Punctuation that no line begins with. */
static bool closes(uint32_t cp)
{
	static const uint32_t marks[] = { 0x3001, 0x3002, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF09, 0x300B, 0x3015,
		0x201D, 0x2019, ')', ',', '.', ';', ':', '%' };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (marks[i] == cp)
			return true;
	return false;
}

/** May a line end between these two? */
static bool may_break(uint32_t before, uint32_t after)
{
	return !closes(after) && (before == ' ' || width_of(before) == 2 || width_of(after) == 2);
}

struct sv chart_line(struct sv *rest, unsigned width)
{
	struct sv text = *rest;
	if (text.n <= width / 2) { /* no character takes more than two halves a byte */
		*rest = SV("");
		return sv_trim(text);
	}
	size_t at = 0, fits = 0, breaks = 0;
	unsigned used = 0;
	uint32_t last = 0;
	while (at < text.n) {
		size_t start = at;
		uint32_t cp = utf8_next(text, &at);
		if (start > 0 && may_break(last, cp))
			breaks = start;
		used += width_of(cp);
		if (used > width && start > 0 && cp != ' ') { /* a space at the end takes no room */
			fits = breaks ? breaks : start;
			break;
		}
		fits = at;
		last = cp;
	}
	*rest = sv_trim(sv_from(text, fits));
	return sv_trim(sv_head(text, fits));
}
