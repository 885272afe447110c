#include "base/str.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

void str_init(struct str *s, struct arena *arena, size_t max)
{
	*s = (struct str){ .arena = arena, .max = max };
}

void str_break(struct str *s)
{
	s->broken = true;
	s->cap = s->n;
}

/** Have room for `more` bytes and the closing NUL; `cap` is what there should be, more when that is too little. */
static bool grow(struct str *s, size_t more, size_t cap)
{
	if (s->broken)
		return false;
	if (more > s->max - s->n) {
		str_break(s);
		return false;
	}
	if (s->n + more < s->cap)
		return true;
	while (cap <= s->n + more)
		cap *= 2;
	if (cap - 1 > s->max)
		cap = s->max + 1;
	if (s->cap && arena_extend(s->arena, s->p, s->cap, cap)) {
		s->cap = cap;
		return true;
	}
	char *p = arena_alloc(s->arena, cap);
	if (!p) {
		str_break(s);
		return false;
	}
	if (s->n)
		memcpy(p, s->p, s->n);
	s->p = p;
	s->cap = cap;
	return true;
}

static bool reserve(struct str *s, size_t more)
{
	return grow(s, more, s->cap ? s->cap : 64);
}

void str_reserve(struct str *s, size_t n)
{
	if (n <= s->max - s->n)
		grow(s, n, s->n + n + 1);
	else
		str_break(s);
}

void str_add_more(struct str *s, struct sv v)
{
	if (v.n == 0 || !reserve(s, v.n))
		return;
	memcpy(s->p + s->n, v.p, v.n);
	s->n += v.n;
	s->p[s->n] = '\0';
}

void str_add_uint(struct str *s, uint64_t n)
{
	char digits[20];
	size_t at = sizeof digits;
	if (n < 10) { /* most numbers of a page */
		str_addc(s, (char)('0' + n));
		return;
	}
	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	str_add(s, (struct sv){ digits + at, sizeof digits - at });
}

void str_add_int(struct str *s, int64_t n)
{
	if (n < 0)
		str_addc(s, '-');
	str_add_uint(s, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}

void str_add_cp(struct str *s, uint32_t cp)
{
	char b[4];
	str_add(s, (struct sv){ b, utf8_put(b, cp) });
}

void str_vaddf(struct str *s, const char *fmt, va_list ap)
{
	char brief[128]; /* most are; a longer one is printed again */
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(brief, sizeof brief, fmt, ap);
	if (n < 0)
		str_break(s);
	else if ((size_t)n < sizeof brief)
		str_add(s, (struct sv){ brief, (size_t)n });
	else if (reserve(s, (size_t)n)) {
		vsnprintf(s->p + s->n, (size_t)n + 1, fmt, again);
		s->n += (size_t)n;
	}
	va_end(again);
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	str_vaddf(s, fmt, ap);
	va_end(ap);
}

void str_clear(struct str *s)
{
	s->n = 0;
	if (s->broken)
		s->cap = 0;
	if (s->p)
		s->p[0] = '\0';
}

struct sv sv_fmt(struct arena *a, const char *fmt, ...)
{
	char brief[128]; /* most are: the arena gives what they take and no more */
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(brief, sizeof brief, fmt, ap);
	char *p = NULL;
	if (n >= 0 && (size_t)n < sizeof brief)
		p = arena_dup(a, brief, (size_t)n);
	else if (n >= 0 && (p = arena_alloc(a, (size_t)n + 1)) != NULL)
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(ap);
	return p ? (struct sv){ p, (size_t)n } : (struct sv){ "", 0 };
}

struct sv sv_join(struct arena *arena, struct sv a, struct sv b)
{
	char *p = a.n < SIZE_MAX - b.n ? arena_alloc(arena, a.n + b.n + 1) : NULL;
	if (!p)
		return (struct sv){ "", 0 };
	if (a.n)
		memcpy(p, a.p, a.n);
	if (b.n)
		memcpy(p + a.n, b.p, b.n);
	return (struct sv){ p, a.n + b.n };
}

struct sv sv_dup(struct arena *a, struct sv v)
{
	char *p = arena_dup(a, v.p, v.n);
	return p ? (struct sv){ p, v.n } : (struct sv){ "", 0 };
}
