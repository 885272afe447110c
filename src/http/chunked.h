/** Transfer-Encoding: chunked, taken off as it arrives. RFC 9112 7.1. */
#pragma once

#include "base/sv.h"

#include <stdint.h>

/** Bytes of all chunk extensions, and of all trailers, of one body: they are read and forgotten. */
enum { CHUNKED_EXTRA_MAX = 4096 };

struct chunked {
	int state;         /* 0 at the start */
	unsigned digits;   /* of the size being read */
	unsigned extra;    /* bytes of extensions and trailers so far */
	uint64_t left;     /* of the chunk being read */
};

enum chunked_result { CHUNKED_MORE, CHUNKED_DATA, CHUNKED_END, CHUNKED_BAD };

/**
 * Take the next step through `*in`, which moves past what was used.
 *
 * @param data  set with CHUNKED_DATA: content, pointing into `*in`
 * @return CHUNKED_MORE when `*in` is used up; CHUNKED_END when the body is whole
 */
enum chunked_result chunked_next(struct chunked *c, struct sv *in, struct sv *data);
