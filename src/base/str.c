#include "base/str.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

void str_init(struct str *s, struct arena *arena, size_t max)
{
	*s = (struct str){ .arena = arena, .max = max };
}

/** Make room for `more` bytes and the closing NUL. */
static bool reserve(struct str *s, size_t more)
{
	if (s->broken)
		return false;
	if (more > s->max - s->n) {
		s->broken = true;
		return false;
	}
	if (s->n + more < s->cap)
		return true;
	size_t cap = s->cap ? s->cap : 64;
	while (cap <= s->n + more)
		cap *= 2;
	if (s->cap && arena_extend(s->arena, s->p, s->cap, cap)) {
		s->cap = cap;
		return true;
	}
	char *p = arena_alloc(s->arena, cap);
	if (!p) {
		s->broken = true;
		return false;
	}
	if (s->n)
		memcpy(p, s->p, s->n);
	s->p = p;
	s->cap = cap;
	return true;
}

void str_add_more(struct str *s, struct sv v)
{
	if (v.n == 0 || !reserve(s, v.n))
		return;
	memcpy(s->p + s->n, v.p, v.n);
	s->n += v.n;
	s->p[s->n] = '\0';
}

void str_add_int(struct str *s, int64_t n)
{
	char digits[20];
	size_t at = sizeof digits;
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	do
		digits[--at] = (char)('0' + left % 10);
	while (left /= 10);
	if (n < 0)
		str_addc(s, '-');
	str_add(s, (struct sv){ digits + at, sizeof digits - at });
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
		s->broken = true;
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

struct sv sv_dup(struct arena *a, struct sv v)
{
	char *p = arena_dup(a, v.p, v.n);
	return p ? (struct sv){ p, v.n } : (struct sv){ "", 0 };
}
