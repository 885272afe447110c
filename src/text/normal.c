#include "text/normal.h"

#include "base/err.h"
#include "base/utf8.h"
#include "text/simplified.h"

enum { READING_MAX = 8, TEXT_MAX = 1 << 30 };

/** Signs that have many shapes. 0 when cp is not one of them. */
static uint32_t fold_sign(uint32_t cp)
{
	switch (cp) {
	case 0x201C: case 0x201D: case 0x2018: case 0x2019: case 0x300C: case 0x300D:
	case 0x300E: case 0x300F: case 0x301D: case 0x301E: case 0x301F: case '\'':
		return '"';
	case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2014: case 0x2015:
	case 0x2212: case 0x2500: case 0xFE63:
		return '-';
	case 0x301C: case 0x223C:
		return '~';
	case 0x2236: case 0xFE55: case 0xFE30:
		return ':';
	case 0x3014: case 0x3010: case 0x3016: case '[': case '{': case 0xFE59:
		return '(';
	case 0x3015: case 0x3011: case 0x3017: case ']': case '}': case 0xFE5A:
		return ')';
	case 0x300A: case 0x3008: case 0x2039: case 0xAB:
		return '<';
	case 0x300B: case 0x3009: case 0x203A: case 0xBB:
		return '>';
	case 0xFF61:
		return 0x3002;
	case 0xFF64: case 0xFE51:
		return 0x3001;
	case 0xFE50:
		return ',';
	case 0xFE54:
		return ';';
	case 0x25CB: case 0x25EF:
		return 0x3007; /* a circle typed for 〇 */
	default:
		return 0;
	}
}

static bool is_space(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 || cp == 0xA0 ||
	       (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F ||
	       cp == 0x205F || cp == 0x3000 || cp == UTF8_BAD;
}

static bool is_invisible(uint32_t cp)
{
	return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
	       cp == 0x2060 || cp == 0xFEFF || (cp >= 0xFE00 && cp <= 0xFE0F) || cp < ' ' ||
	       cp == 0x7F;
}

uint32_t text_fold(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	if (is_space(cp))
		return ' ';
	if (is_invisible(cp))
		return 0;
	uint32_t sign = fold_sign(cp);
	return sign ? sign : text_simplified(cp);
}

/** Does white space beside this character carry meaning? */
static bool is_word(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
	       (cp >= 0xC0 && cp < 0x2000);
}

/**
 * Offset behind a reading in brackets, "(guī)", that starts at `at`; `at` when there is none.
 * A vowel with a tone mark must be in it: (a) and (xls) are text.
 */
static size_t skip_reading(struct sv s, size_t at)
{
	size_t i = at;
	bool tone = false;
	if (text_fold(utf8_next(s, &i)) != '(')
		return at;
	for (int letters = 0; i < s.n && letters <= READING_MAX; letters++) {
		uint32_t cp = utf8_next(s, &i);
		if (text_fold(cp) == ')')
			return tone ? i : at;
		if (cp >= 0xE0 && cp <= 0x1DC)
			tone = true;
		else if (cp != 0x251 && cp != 0x261 && (cp < 'a' || cp > 'z'))
			return at;
	}
	return at;
}

int text_normalise(struct sv original, struct arena *a, struct text_normal *ret)
{
	if (original.n > TEXT_MAX)
		return E_LIMIT;
	char *out = arena_alloc(a, original.n + 1);
	uint32_t *origin = arena_array(a, original.n + 1, sizeof *origin);
	if (!out || !origin)
		return E_NOMEM;
	size_t n = 0, at = 0, gap = SV_NONE;
	uint32_t last = 0;
	while (at < original.n) {
		size_t from = at;
		uint32_t cp = text_fold(utf8_next(original, &at));
		if (cp == ' ' && gap == SV_NONE)
			gap = from;
		if (cp == 0 || cp == ' ')
			continue;
		if (cp == '(' && text_is_han(last)) {
			size_t behind = skip_reading(original, from);
			if (behind != from) {
				at = behind;
				continue;
			}
		}
		if (gap != SV_NONE && is_word(last) && is_word(cp)) {
			out[n] = ' ';
			origin[n++] = (uint32_t)gap;
		}
		gap = SV_NONE;
		size_t len = utf8_put(out + n, cp);
		for (size_t i = 0; i < len; i++)
			origin[n++] = (uint32_t)from;
		last = cp;
	}
	origin[n] = (uint32_t)original.n;
	*ret = (struct text_normal){ { out, n }, origin };
	return E_OK;
}

struct sv text_original(const struct text_normal *t, struct sv original, size_t from, size_t to)
{
	if (to > t->text.n)
		to = t->text.n;
	if (from >= to)
		return (struct sv){ original.p, 0 };
	size_t start = t->origin[from], end = t->origin[to];
	return sv_trim((struct sv){ original.p + start, end - start });
}
