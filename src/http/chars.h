/** Which bytes may stand where in a message. */
#pragma once

#include "base/sv.h"

enum {
	CHARS_TOKEN = 1,      /* tchar, RFC 9110 5.6.2 */
	CHARS_VALUE = 2,      /* field-vchar, space and tab, RFC 9110 5.5 */
	CHARS_TARGET = 4,     /* visible ASCII without '"' '#' '<' '>': what browsers leave as it is */
	CHARS_PATH = 8,       /* pchar, '/' and what browsers leave as it is in a path: | [ ] ^ */
	CHARS_HOST = 16,      /* of a name in Host */
	CHARS_BOUNDARY = 32,  /* bchars, RFC 2046 5.1.1 */
	CHARS_UNRESERVED = 64 /* RFC 3986 2.3 */
};

/** The classes of each byte, added up. */
extern const unsigned char chars_classes[256];

static inline bool chars_is(char c, int class)
{
	return chars_classes[(unsigned char)c] & class;
}

/** Are all bytes of that class? True of none. */
static inline bool chars_all(struct sv s, int class)
{
	for (size_t i = 0; i < s.n; i++)
		if (!chars_is(s.p[i], class))
			return false;
	return true;
}

static inline char chars_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/** The same text but for the case of ASCII letters? */
static inline bool chars_same(struct sv a, struct sv b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (chars_lower(a.p[i]) != chars_lower(b.p[i]))
			return false;
	return true;
}

/** Without spaces and tabs at both ends. */
static inline struct sv chars_trim(struct sv s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = sv_from(s, 1);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

/** Value of a hexadecimal digit, -1 of anything else. */
static inline int chars_hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = chars_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/** Byte of the escape "%41" at `at`, -1 when there is none. */
static inline int chars_escape(struct sv s, size_t at)
{
	if (s.n - at < 3 || s.p[at] != '%')
		return -1;
	int high = chars_hex(s.p[at + 1]), low = chars_hex(s.p[at + 2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}
