/** The body of one request, from the first byte to form, files or bytes. */
#pragma once

#include "http/chunked.h"
#include "http/head.h"
#include "http/multipart.h"
#include "http/spool.h"

enum body_kind { BODY_BYTES, BODY_FORM, BODY_MULTIPART };

struct body {
	enum body_kind kind;
	bool chunked, whole;
	struct chunked dechunk;
	uint64_t left;               /* bytes to come, when not chunked */
	uint64_t max, taken;
	struct spool spool;          /* the bytes, or those of the files */
	struct multipart multipart;
};

/**
 * Make ready for the body that the head announces.
 * @return 0, E_LIMIT (it announces too much), E_FORMAT (multipart without a boundary)
 */
int body_begin(struct body *b, const struct head *h, const struct http_options *o, struct arena *a,
	struct err *err) __attribute__((warn_unused_result));

/**
 * Take what belongs to the body off `*in`; `b->whole` tells when it is complete.
 * @return 0, E_FORMAT, E_LIMIT, E_FULL, E_IO, E_NOMEM
 */
int body_take(struct body *b, struct sv *in, struct err *err) __attribute__((warn_unused_result));

/** Fill form, files or body of the request; they live until body_done. @return as body_take */
int body_finish(struct body *b, struct http_request *r, struct err *err)
	__attribute__((warn_unused_result));

/** Release what was taken. Accepts a zeroed struct. */
void body_done(struct body *b);
