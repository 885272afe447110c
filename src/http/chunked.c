#include "http/chunked.h"

#include "http/chars.h"

enum { SIZE, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, TRAILER, TRAILER_NAME, TRAILER_VALUE,
	TRAILER_LF, END_LF, BAD };

enum { SIZE_DIGITS_MAX = 15 };

static int of_size(struct chunked *c, char b)
{
	int digit = chars_hex(b);
	if (digit >= 0 && c->digits < SIZE_DIGITS_MAX) {
		c->left = c->left * 16 + (unsigned)digit;
		c->digits++;
		return SIZE;
	}
	if (c->digits == 0)
		return BAD;
	return b == '\r' ? SIZE_LF : b == ';' ? EXTENSION : BAD;
}

/** Bytes that say nothing to us: checked, counted, dropped. */
static int extra(struct chunked *c, char b, int class, int state)
{
	return chars_is(b, class) && ++c->extra <= CHUNKED_EXTRA_MAX ? state : BAD;
}

static int expect(char b, char want, int state)
{
	return b == want ? state : BAD;
}

static int after_size(struct chunked *c, char b)
{
	c->digits = 0;
	return expect(b, '\n', c->left ? DATA : TRAILER);
}

/** The state after one byte that is not content. */
static int next_state(struct chunked *c, char b)
{
	switch (c->state) {
	case SIZE:
		return of_size(c, b);
	case EXTENSION:
		return b == '\r' ? SIZE_LF : extra(c, b, CHARS_VALUE, EXTENSION);
	case SIZE_LF:
		return after_size(c, b);
	case DATA_CR:
		return expect(b, '\r', DATA_LF);
	case DATA_LF:
		return expect(b, '\n', SIZE);
	case TRAILER:
		return b == '\r' ? END_LF : extra(c, b, CHARS_TOKEN, TRAILER_NAME);
	case TRAILER_NAME:
		return b == ':' ? TRAILER_VALUE : extra(c, b, CHARS_TOKEN, TRAILER_NAME);
	case TRAILER_VALUE:
		return b == '\r' ? TRAILER_LF : extra(c, b, CHARS_VALUE, TRAILER_VALUE);
	case TRAILER_LF:
		return expect(b, '\n', TRAILER);
	default:
		return BAD;
	}
}

enum chunked_result chunked_next(struct chunked *c, struct sv *in, struct sv *data)
{
	while (in->n) {
		if (c->state == DATA) {
			*data = sv_head(*in, c->left < in->n ? (size_t)c->left : in->n);
			*in = sv_from(*in, data->n);
			c->left -= data->n;
			c->state = c->left ? DATA : DATA_CR;
			return CHUNKED_DATA;
		}
		char b = in->p[0];
		*in = sv_from(*in, 1);
		if (c->state == END_LF && b == '\n')
			return CHUNKED_END;
		c->state = next_state(c, b);
		if (c->state == BAD)
			return CHUNKED_BAD;
	}
	return CHUNKED_MORE;
}
