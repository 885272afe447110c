/** One request on one page, and what goes wrong on it. Private to src/web. */
#pragma once

#include "request/remedy.h"
#include "web/desk_request_steps.h"

/** How the page is to be shown. */
struct request_showing {
	struct step_typed typed;
	const struct err *why;         /* shown above everything; NULL: nothing went wrong */
	bool opened;                   /* with the applicant's data */
	struct sv look;                /* what for; logged */
	const struct remedy *remedy;   /* what was typed of a case, when it comes back */
};

/** Nothing special. */
extern const struct request_showing request_shown_plain;

/** Make the page. */
int desk_request_show(struct visit *v, const struct request *r, const struct request_showing *how,
	struct err *err) __attribute__((warn_unused_result));

/** The clock's part of it. */
int desk_request_clock(struct visit *v, const struct request *r, struct view_request_clock *ret,
	struct err *err) __attribute__((warn_unused_result));

/** What happened, who was asked, which documents, who looked. */
int desk_request_record(struct visit *v, const struct request *r, struct view_request_page *view,
	struct err *err) __attribute__((warn_unused_result));

/** Requests that are alike or belong together, and cases against the answer. */
int desk_request_around(struct visit *v, const struct request *r, const struct remedy *typed,
	struct view_request_page *view, struct err *err) __attribute__((warn_unused_result));

/** The fields of a case; `m` filled in. NULL on exhaustion. */
const struct view_any_field *desk_remedy_fields(struct visit *v, const struct remedy *m, struct sv suffix,
	size_t *ret_n);
