/**
 * A ZIP archive taken apart, strictly: what one program unpacks every other one has to unpack too, so an archive
 * that says a thing twice and differently is refused. Local headers stand one behind the other from
 * the first byte, in the order of the central directory and with the same names, flags, methods, sums and sizes;
 * between them, before them and behind them is nothing. Stored or deflated, no password, no comment, no ZIP64, no
 * folders; of extra fields only those that hold dates and owners. Dates, owners, modes say nothing and are not
 * looked at. tests/ledger/verify_bundle.py holds the same rules.
 *
 * Limits: DOC_MAX_BYTES, DOC_MAX_ENTRIES, DOC_MAX_INFLATED over everything. There is none of the ratio of one entry: what
 * an applicant handed in may be a blank scan, and those deflate a thousand times; the sum says enough.
 */
#pragma once

#include "doc/zip_out.h"

enum { ZIP_NAME_MAX = 200 };

/** Printable ASCII without space and backslash, relative, never leaving its folder, not a folder. */
bool zip_name_valid(struct sv name);

/**
 * Take it apart in this process: for the child, and for tests.
 * @param ret  the parts in their order, in the arena, no name twice; set on success only
 * @return 0, E_FORMAT (the sentence names the part), E_LIMIT, E_NOMEM
 */
int zip_read(struct sv zip, struct arena *a, struct zip_part **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/**
 * The same in a sandboxed child (doc/sandbox.h), whose answer is not trusted: names and sizes are checked again. The
 * process must have one thread only.
 * @return as zip_read; E_CRASH, E_TIMEOUT, E_UNSUPPORTED (no seccomp), E_IO
 */
int zip_read_caged(struct sv zip, struct arena *a, struct zip_part **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));
