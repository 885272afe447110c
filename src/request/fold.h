/**
 * Where a request stands, folded from its history: the row of a request is this and nothing else. Pure; a step
 * that was undone counts for nothing, so undoing is marking and folding anew.
 */
#pragma once

#include "request/request.h"

/** What a history says. */
struct request_standing {
	enum request_state state;
	struct date submitted_on, limit, until, closed_on, replied_on;
	struct sv outcome;        /* latest */
	struct sv counted;        /* of the first closing, by which table three counts it */
	struct sv service;
	int64_t handler, drafter, lead;
	bool reopened;
	int n_events;             /* deeds, undone ones too */
	struct date last_day;     /* of the newest deed that holds; notes aside */
	struct date consult_from; /* the oldest consultation without an answer was sent; {0}: none */
	enum consulted consult_kind;
	int n_open_consultations;
	struct clock_event clock[CLOCK_EVENTS_MAX];
	size_t n_clock;
};

/** Fold. Views are those of the deeds. @return false when there are more clock events than a clock takes */
bool request_fold(const struct request_deed *deeds, size_t n, struct request_standing *ret);

/** The newest deed that holds and is more than a note; NULL: none. */
const struct request_deed *request_last_deed(const struct request_deed *deeds, size_t n);

/** Keys of outcomes that follow from an event, not from a draft. */
#define OUTCOME_UNCORRECTED "correction_overdue"
#define OUTCOME_UNPAID "fee_unpaid"
#define OUTCOME_WITHDRAWN "withdrawn"
