/**
 * String view: a stretch of bytes that somebody else owns. Not NUL-terminated, UTF-8 unless the
 * holder says otherwise. Lengths and offsets are bytes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct sv {
	const char *p;
	size_t n;
};

/** View of a string literal. */
#define SV(lit) ((struct sv){ "" lit, sizeof(lit) - 1 })
/** The same as an initialiser, for static tables. */
#define SV_INIT(lit) { "" lit, sizeof(lit) - 1 }
/** For printf: printf("%.*s", SV_ARG(v)). */
#define SV_ARG(v) (int)(v).n, (v).p

/** Not found: returned by sv_find and sv_find_last. */
#define SV_NONE ((size_t)-1)

/** View of a NUL-terminated string; NULL gives an empty view. */
static inline struct sv sv_of(const char *s)
{
	return (struct sv){ s ? s : "", s ? strlen(s) : 0 };
}

static inline bool sv_eq(struct sv a, struct sv b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool sv_starts(struct sv s, struct sv head)
{
	return s.n >= head.n && (head.n == 0 || memcmp(s.p, head.p, head.n) == 0);
}

static inline bool sv_ends(struct sv s, struct sv tail)
{
	return s.n >= tail.n && (tail.n == 0 || memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0);
}

/** The bytes from `from` (clamped) to the end. */
static inline struct sv sv_from(struct sv s, size_t from)
{
	if (from > s.n)
		from = s.n;
	return (struct sv){ s.p + from, s.n - from };
}

/** At most `n` bytes from the start. */
static inline struct sv sv_head(struct sv s, size_t n)
{
	return (struct sv){ s.p, n < s.n ? n : s.n };
}

/** Offset of the first `needle`, or SV_NONE. An empty needle is found at 0. */
size_t sv_find(struct sv s, struct sv needle);

/** Offset of the last `needle`, or SV_NONE. */
size_t sv_find_last(struct sv s, struct sv needle);

static inline bool sv_has(struct sv s, struct sv needle)
{
	return sv_find(s, needle) != SV_NONE;
}

/** Without ASCII white space, NBSP and ideographic space at both ends. */
struct sv sv_trim(struct sv s);

/**
 * Take the text up to the next `sep` byte off `*rest`.
 * @return true and the piece in `*piece`; false when `*rest` was exhausted (p == NULL)
 */
bool sv_cut(struct sv *rest, char sep, struct sv *piece);
