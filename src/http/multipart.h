/**
 * multipart/form-data (RFC 7578), taken apart as it arrives: fields into the arena, the bytes of files
 * one after the other into a spool. What stands before the first delimiter or after the last one, and
 * any transfer encoding of a part, is refused.
 */
#pragma once

#include "http/http.h"
#include "http/part.h"
#include "http/spool.h"

enum { MULTIPART_HEAD_MAX = 4096, MULTIPART_BOUNDARY_MAX = 70 };

struct multipart {
	struct arena *arena;
	int state;
	char delimiter[4 + MULTIPART_BOUNDARY_MAX];  /* CRLF "--" boundary */
	size_t n_delimiter, matched;                 /* bytes of it seen at the end of the input */
	struct str head;                             /* of the part that has begun */
	struct str value;                            /* of the field that has begun */
	struct part part;
	size_t max_fields, field_bytes;              /* names and values together */
	struct http_field *fields;
	size_t n_fields, cap_fields;
	struct http_file *files;                     /* bytes.n is known, bytes.p at the end */
	size_t n_files, cap_files;
};

/**
 * Make ready.
 * @param type        the header Content-Type
 * @param max_fields  bytes of all names and values of fields
 * @return 0, E_FORMAT (no boundary, or one that must not be)
 */
int multipart_init(struct multipart *m, struct sv type, struct arena *a, size_t max_fields,
	struct err *err) __attribute__((warn_unused_result));

/**
 * Take the next bytes; how they are cut makes no difference.
 * @return 0, E_FORMAT, E_LIMIT, E_FULL, E_IO, E_NOMEM; then it is over
 */
int multipart_feed(struct multipart *m, struct sv in, struct spool *files, struct err *err)
	__attribute__((warn_unused_result));

/**
 * Fill form and files of the request.
 * @param bytes  what the spool has taken; must live as long as the request
 * @return 0, E_FORMAT when the last delimiter has not come
 */
int multipart_finish(struct multipart *m, struct sv bytes, struct http_request *r, struct err *err)
	__attribute__((warn_unused_result));
