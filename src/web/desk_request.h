/** What the pages of disclosure on request share at the desk. Private to src/web. */
#pragma once

#include "request/query.h"
#include "web/desk.h"
#include "web/views_request.h"

/** What every operation on requests needs, for the person of this visit. */
struct request_env desk_env(struct visit *v);

/** The request of the route's {id}; E_NOT_FOUND for one that is not this person's to see. */
int desk_request_of(struct visit *v, struct request *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The state as a tag. */
struct view_tag desk_request_tag(enum request_state s);

/**
 * How near its due date an open request is, in words and a colour: overdue red, up to REQUEST_SOON working days
 * yellow, a year without a calendar purple, further off grey. No text: nothing is due.
 */
struct view_tag desk_urgency(struct visit *v, const struct request *r);

/** A legal date; empty for {0}. */
struct sv desk_date(struct visit *v, struct date d);

/** Who has to act next, by the state. */
struct sv desk_waiting_for(struct visit *v, const struct request *r, struct sv handler);

/** Requests as rows of a list. */
int desk_request_rows(struct visit *v, const struct request *r, size_t n,
	const struct view_request_row **ret, struct err *err) __attribute__((warn_unused_result));

/** Name of an account; empty for 0. */
int desk_person(struct visit *v, int64_t account, struct sv *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The people of a unit's office to choose from, after `first` with the value "" unless that is empty. */
int desk_people(struct visit *v, int64_t unit, int64_t chosen, struct sv first,
	const struct view_option **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** May this person take that step in that state? */
bool desk_may(const struct visit *v, enum request_state from, enum request_event event);

/** "GET …/desk/requests/{id}". */
struct sv desk_request_url(struct visit *v, const struct request *r);

/** The unit the page is about: of the parameter unit, when this person covers it; else his own; 0 for a supervisor
    who named none: all that he looks after. */
int desk_unit_of(struct visit *v, struct unit *ret, struct err *err)
	__attribute__((warn_unused_result));

/** A row of a CSV file: every cell quoted, none taken for a formula by a spreadsheet. */
void desk_csv_row(struct str *out, const struct sv *cells, size_t n);

/** Is an error one of what was typed or of the moment, so that the form is shown again? */
bool desk_is_his(int rc);

/** "内存不足…" */
int desk_no_memory(struct err *err);
