/**
 * How a request may be answered: for disclosure the outcomes of law/outcome.h, held against its history; for
 * rectification (art. 41) and complaints (art. 47, 51) a few words of their own, which no table of the annual
 * report counts.
 */
#pragma once

#include "law/outcome.h"
#include "request/request.h"

/** An answer to what is no request for disclosure. All strings are static. */
struct answer {
	enum request_kind kind;
	const char *key, *label, *article;
	const char *letter;         /* kind of law/letter.h; NULL: none has a form, the remark is the answer */
};

/** The answers of a kind, one after the other: NULL begins, NULL ends. None for disclosure. */
const struct answer *answer_next(enum request_kind kind, const struct answer *after);

/** One by its key; NULL when there is none. */
const struct answer *answer_of_key(enum request_kind kind, struct sv key);

/** An answer in words; NULL: no such answer for this kind. */
const char *answer_label(enum request_kind kind, struct sv key);

/**
 * What stands in the way of an answer now: steps that have to come first, elements to be written.
 * @param values  what was written so far, by key of the element
 */
int request_lacks(const struct request_env *env, const struct request *r,
	const struct outcome *o, const struct request_value *values, size_t n_values,
	struct outcome_lack ret[static OUTCOME_LACKS_MAX], size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));
