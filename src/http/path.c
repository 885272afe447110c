#include "http/http.h"

#include "base/utf8.h"
#include "http/chars.h"

/** One byte of a path after decoding; -1 when it may not be there. Moves `*at` past it. */
static int path_byte(struct sv raw, size_t *at)
{
	char c = raw.p[*at];
	if (c != '%') {
		(*at)++;
		return chars_is(c, CHARS_PATH) ? (unsigned char)c : -1;
	}
	int b = chars_escape(raw, *at);
	*at += 3;
	/* An escaped slash means another path to whoever stands in front of us. */
	return b < 0x20 || b == 0x7F || b == '/' || b == '\\' ? -1 : b;
}

/** The segment that ends at `n`: false for "..", dropped when it is "." */
static bool close_segment(const char *p, size_t *n)
{
	struct sv done = { p, *n };
	if (sv_ends(done, SV("/..")))
		return false;
	if (sv_ends(done, SV("/.")))
		*n -= 1;
	return true;
}

bool http_path_parse(struct sv raw, struct arena *a, struct sv *ret)
{
	char *p = arena_alloc(a, raw.n + 1);
	size_t n = 0;
	if (!p || raw.n == 0 || raw.p[0] != '/')
		return false;
	for (size_t at = 0; at < raw.n;) {
		bool slash = raw.p[at] == '/';
		int b = path_byte(raw, &at);
		if (b < 0 || (slash && !close_segment(p, &n)))
			return false;
		if (!slash || n == 0 || p[n - 1] != '/')
			p[n++] = (char)b;
	}
	if (!close_segment(p, &n) || !utf8_valid((struct sv){ p, n }))
		return false;
	p[n] = '\0';
	*ret = (struct sv){ p, n };
	return true;
}

void http_url_encode(struct str *out, struct sv value)
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < value.n; i++) {
		unsigned char b = (unsigned char)value.p[i];
		if (chars_is(value.p[i], CHARS_UNRESERVED)) {
			str_addc(out, value.p[i]);
			continue;
		}
		str_add(out, (struct sv){ (char[]){ '%', hex[b >> 4], hex[b & 15] }, 3 });
	}
}
