#include "base/sv.h"

size_t sv_find(struct sv s, struct sv needle)
{
	if (needle.n == 0)
		return 0;
	if (needle.n > s.n)
		return SV_NONE;
	const char *hit = memmem(s.p, s.n, needle.p, needle.n);
	return hit ? (size_t)(hit - s.p) : SV_NONE;
}

size_t sv_find_last(struct sv s, struct sv needle)
{
	if (needle.n > s.n)
		return SV_NONE;
	for (size_t i = s.n - needle.n + 1; i-- > 0;)
		if (memcmp(s.p + i, needle.p, needle.n) == 0)
			return i;
	return SV_NONE;
}

/** Bytes of the white space that starts at p, 0 if none starts there. */
static size_t space_at(const char *p, size_t n)
{
	if (n >= 1 && (*p == ' ' || (*p >= '\t' && *p <= '\r')))
		return 1;
	if (n >= 2 && memcmp(p, "\u00a0", 2) == 0)
		return 2;
	if (n >= 3 && memcmp(p, "\u3000", 3) == 0)
		return 3;
	return 0;
}

struct sv sv_trim(struct sv s)
{
	size_t k;
	while ((k = space_at(s.p, s.n)))
		s = sv_from(s, k);
	for (;;) {
		if (s.n >= 1 && space_at(s.p + s.n - 1, 1))
			s.n -= 1;
		else if (s.n >= 2 && space_at(s.p + s.n - 2, 2) == 2)
			s.n -= 2;
		else if (s.n >= 3 && space_at(s.p + s.n - 3, 3) == 3)
			s.n -= 3;
		else
			return s;
	}
}

bool sv_cut(struct sv *rest, char sep, struct sv *piece)
{
	if (!rest->p)
		return false;
	const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
	size_t n = at ? (size_t)(at - rest->p) : rest->n;
	*piece = (struct sv){ rest->p, n };
	*rest = at ? sv_from(*rest, n + 1) : (struct sv){ NULL, 0 };
	return true;
}
