/**
 * A ZIP archive of parts that are already in memory. The same parts give the same bytes: all
 * entries carry one fixed date.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

struct zip_part {
	const char *name;
	struct sv bytes;
};

/**
 * @param ret  the archive, set on success only
 * @return 0, E_NOMEM, E_LIMIT (more than DOC_MAX_BYTES)
 */
int zip_write(const struct zip_part *parts, size_t n, struct arena *a, struct sv *ret,
	struct err *err) __attribute__((warn_unused_result));
