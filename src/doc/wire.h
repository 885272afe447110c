/**
 * A struct doc as bytes: what the sandboxed child sends to the house. The decoder trusts nothing,
 * since a child taken over by the file it parsed may send anything.
 *
 * Layout: "GKD1", then either 'D' and a document or 'E' and an error. Integers are little-endian
 * fixed width, text is length and bytes.
 */
#pragma once

#include "base/str.h"
#include "doc/doc.h"

/**
 * Append the outcome of a parse to `out`: the document when `code` is 0, else the error.
 * `out` is broken afterwards when its maximum was reached.
 */
void doc_wire_encode(int code, const struct err *err, const struct doc *d, struct str *out);

/**
 * The outcome back. Checks every length, count, span and that all text is UTF-8.
 *
 * @return the code that was sent, with `*ret` or `err` filled; E_FORMAT when the bytes are no
 *         outcome; E_NOMEM
 */
int doc_wire_decode(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
	__attribute__((warn_unused_result));
