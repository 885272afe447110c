/** The steps of a request as small forms, each with only the fields it needs. Private to src/web. */
#pragma once

#include "web/desk_request.h"

/** What a step says. */
struct step_words {
	const char *about;             /* what it does, with its article */
	const char *remark, *remark_hint, *until;
	bool is_main;                  /* the way on; others may happen besides */
	bool day, files, warning;
};
extern const struct step_words step_words[REQUEST_EVENT__MAX];

/** The name of a field of a step's form: "remark-extend", so that each is one of its kind on the page. */
struct sv step_field(struct visit *v, const char *name, enum request_event e);

/** What is filled in, and what is wrong with it. */
struct step_typed {
	enum request_event event;      /* whose form it was; REQUEST_EVENT__MAX: none */
	const struct err *why;         /* shown beside its field */
};

/** The steps open to this person now. */
int desk_request_steps(struct visit *v, const struct request *r, const struct step_typed *typed,
	struct view_request_page *view, struct err *err) __attribute__((warn_unused_result));

/** What was typed in a step's form, as a move. E_USAGE with the field that is no date, number, unit … */
int desk_request_move(struct visit *v, const struct request *r, enum request_event event,
	struct request_move *ret, struct err *err) __attribute__((warn_unused_result));

/** The answers there are to choose from, with their articles; NULL on exhaustion. */
struct view_option *desk_answers(struct visit *v, const struct request *r, struct sv chosen,
	size_t *ret_n);
