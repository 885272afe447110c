#include "search/search_int.h"

#include "base/utf8.h"
#include "text/normal.h"

enum sign { SIGN_NONE, SIGN_LATIN, SIGN_HAN };

/** What a folded code point is to the index. Whatever is no letter, digit or character parts words. */
static enum sign sign_of(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z')
			? SIGN_LATIN : SIGN_NONE;
	if (cp == 0x3007)
		return SIGN_HAN;
	bool blank = cp < 0xC0 || (cp >= 0x2000 && cp < 0x2E80) || (cp >= 0x3000 && cp < 0x3040)
		|| (cp >= 0xFE00 && cp < 0xFE70) || cp >= 0xFFF0;
	bool far_character = cp >= 0x20000 && cp < 0x40000;
	return blank && !far_character ? SIGN_NONE : SIGN_HAN;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static void begin_token(struct str *out)
{
	if (out->n)
		str_addc(out, ' ');
}

/** A run of letters and digits as one token; returns its end. */
static size_t latin_run(struct sv s, size_t at, struct str *out)
{
	begin_token(out);
	while (at < s.n && sign_of((unsigned char)s.p[at]) == SIGN_LATIN && !(s.p[at] & 0x80))
		str_addc(out, lower(s.p[at++]));
	return at;
}

/** A run of characters as overlapping pairs, and its last character alone. */
static size_t han_run(struct sv s, size_t at, bool open_end, struct str *out)
{
	size_t last = at, end;
	(void)utf8_next(s, &at);
	for (end = at; at < s.n && sign_of(utf8_next(s, &at)) == SIGN_HAN; end = at) {
		begin_token(out);
		str_add(out, (struct sv){ s.p + last, at - last });
		last = end;
	}
	if (!open_end || end < s.n) {
		begin_token(out);
		str_add(out, (struct sv){ s.p + last, end - last });
	}
	return end;
}

void tokens_of_folded(struct sv folded, bool open_end, struct str *out)
{
	size_t at = 0;
	while (at < folded.n) {
		size_t next = at;
		switch (sign_of(utf8_next(folded, &next))) {
		case SIGN_LATIN:
			at = latin_run(folded, at, out);
			break;
		case SIGN_HAN:
			at = han_run(folded, at, open_end, out);
			break;
		default:
			at = next;
		}
	}
}

int search_tokens(struct sv text, struct arena *a, struct str *out)
{
	struct text_normal normal;
	int rc = text_normalise(text, a, &normal);
	if (!rc)
		tokens_of_folded(normal.text, false, out);
	return rc ? rc : str_ok(out) ? E_OK : E_NOMEM;
}
