/** Letters on pages. Private to src/web. */
#pragma once

#include "request/letter.h"
#include "web/views_request.h"
#include "web/visit.h"

/** A letter as paragraphs of a page; NULL on exhaustion. */
const struct view_paragraph *desk_paragraphs(struct visit *v, const struct letter *l, size_t *ret_n);

/**
 * The letter that answers a request so, filled in. It names the applicant, so showing it is a look, which the caller
 * logs. @return 0; E_USAGE: something is missing, the sentence says what
 */
int desk_answer_letter(struct visit *v, const struct request *r, struct sv outcome,
	const struct request_value *values, size_t n, struct letter *ret, struct err *err)
	__attribute__((warn_unused_result));
