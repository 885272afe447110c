/**
 * String builder: bytes appended to a growing buffer in an arena, with a compulsory maximum.
 *
 * Appending never needs checking: once the maximum or the arena is exhausted the builder is
 * broken, further appends do nothing, and `str_ok` tells at the end.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

#include <stdarg.h>

struct str {
	struct arena *arena;
	char *p;         /* always NUL-terminated once something was appended */
	size_t n, max;
	size_t cap;      /* room, the NUL counted: never above max + 1, and none behind n when broken */
	bool broken;
};

/** Start an empty builder that will hold at most `max` bytes. Allocates nothing yet. */
void str_init(struct str *s, struct arena *arena, size_t max);

/** Take room for `n` more bytes at once: what is about to be appended then moves nothing. */
void str_reserve(struct str *s, size_t n);

/** Something is missing: from now on nothing is appended and str_ok is false. */
void str_break(struct str *s);

/** Behind str_add: when it does not fit into the room there is. */
void str_add_more(struct str *s, struct sv v);

/** Append a view, a C string, one byte. Inline: most of what is written is a few bytes long. */
static inline void str_add(struct str *s, struct sv v)
{
	if (v.n >= s->cap - s->n) {
		str_add_more(s, v);
		return;
	}
	if (v.n > 0)
		memcpy(s->p + s->n, v.p, v.n);
	s->n += v.n;
	s->p[s->n] = '\0';
}

static inline void str_addz(struct str *s, const char *z)
{
	str_add(s, sv_of(z));
}

static inline void str_addc(struct str *s, char c)
{
	str_add(s, (struct sv){ &c, 1 });
}

/** Append the UTF-8 form of a code point; invalid ones become U+FFFD. */
void str_add_cp(struct str *s, uint32_t cp);
/** A number in decimal, without the cost of a format. */
void str_add_int(struct str *s, int64_t n);
void str_add_uint(struct str *s, uint64_t n);
void str_addf(struct str *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void str_vaddf(struct str *s, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

/** Forget the contents, keep the room. A broken builder stays broken. */
void str_clear(struct str *s);

/** False when something did not fit. */
static inline bool str_ok(const struct str *s)
{
	return !s->broken;
}

/** What was built; valid until the next append. Never NULL. */
static inline struct sv str_sv(const struct str *s)
{
	return (struct sv){ s->p ? s->p : "", s->n };
}

/** The same as a C string. */
static inline const char *str_z(const struct str *s)
{
	return s->p ? s->p : "";
}

/** Formatted text in an arena; an empty view when it does not fit. */
struct sv sv_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** `a` and `b` behind each other in an arena; an empty view on exhaustion. */
struct sv sv_join(struct arena *arena, struct sv a, struct sv b);

/** A copy of `v` in an arena; an empty view on exhaustion. */
struct sv sv_dup(struct arena *a, struct sv v);
