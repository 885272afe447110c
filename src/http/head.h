/**
 * The head of a request, strictly after RFC 9112: what two programs could read in two ways is
 * refused, because the one in front of us may have read it the other way (request smuggling).
 */
#pragma once

#include "http/http.h"

enum { HEAD_FIELDS_MAX = 100, HEAD_METHOD_MAX = 32 };

struct head {
	enum http_method method;
	struct sv target, path, query; /* as sent */
	struct sv host, content_type;
	uint64_t length;               /* of the body; 0 when chunked */
	bool http10, keep_alive, chunked, has_length, expects_continue;
	size_t n_fields;
	struct http_field fields[HEAD_FIELDS_MAX];
};

enum head_end { HEAD_MORE, HEAD_WHOLE, HEAD_BAD };

/**
 * Where does the head end? Looks only at bytes that it has not seen.
 *
 * @param scanned  bytes seen so far, 0 at first; updated
 * @param ret      length of the head with its empty line, set with HEAD_WHOLE
 * @return HEAD_BAD as soon as it cannot become a head: a line that ends in a bare LF, or a first
 *         byte that begins no method
 */
enum head_end head_find(struct sv in, size_t *scanned, size_t *ret);

/**
 * Take a whole head apart. The views of `ret` point into `bytes`.
 * @return 0, or the status to refuse it with: 400, 417, 431, 501, 505
 */
unsigned head_parse(struct sv bytes, struct head *ret);
