/** The parameters of a visit, checked by the route table before its function runs. */
#pragma once

#include "web/visit.h"

/**
 * Fill texts, numbers and given.
 * @param m  the match, for parameters of the path
 * @return 0; E_NOT_FOUND for a path that cannot be; E_USAGE with a sentence naming the field
 */
int parameters_check(struct visit *v, const struct route_match *m, struct err *err)
	__attribute__((warn_unused_result));

/** The address in its one form, with the parameters that were given: key of the page cache. */
struct sv parameters_key(const struct visit *v);
