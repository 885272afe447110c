#include "base/num.h"

static bool take_sign(struct sv *s)
{
	bool neg = s->n && *s->p == '-';
	if (s->n && (*s->p == '-' || *s->p == '+'))
		*s = sv_from(*s, 1);
	return neg;
}

/** Append one digit to a number built downwards (negative, so that INT64_MIN fits). */
static bool push_digit(int64_t *v, char c)
{
	return !__builtin_mul_overflow(*v, 10, v) && !__builtin_sub_overflow(*v, c - '0', v);
}

bool num_parse_decimal(struct sv s, unsigned scale, int64_t *ret)
{
	bool neg = take_sign(&s), dot = false, digit = false;
	unsigned frac = 0;
	int64_t v = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '.' && !dot && digit) {
			dot = true;
			continue;
		}
		if (c < '0' || c > '9' || (dot && frac == scale) || !push_digit(&v, c))
			return false;
		digit = true;
		frac += dot;
	}
	if (!digit || (dot && frac == 0))
		return false;
	for (; frac < scale; frac++)
		if (!push_digit(&v, '0'))
			return false;
	if (!neg && __builtin_sub_overflow(0, v, &v))
		return false;
	*ret = v;
	return true;
}

bool num_parse_i64(struct sv s, int64_t *ret)
{
	return num_parse_decimal(s, 0, ret);
}

uint64_t num_distance(int64_t a, int64_t b)
{
	return a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
}
