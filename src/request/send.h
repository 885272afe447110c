/** Private to the files that take steps: the letter a step sends. */
#pragma once

#include "request/letter.h"
#include "request/move_int.h"

/**
 * Make, number and keep the letter of the step under way, if it sends one. `deed.letter` is its number; the
 * answer's is that of the request as well.
 */
int request_send_letter(struct request_change *c, struct err *err)
	__attribute__((warn_unused_result));
