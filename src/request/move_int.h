/** Private to the files that take steps: one step under way. */
#pragma once

#include "request/request_int.h"

struct request_change {
	const struct request_env *env;
	const struct request_move *move;
	struct arena arena;
	struct request request;              /* as it stands before */
	struct request_deed *deeds;          /* with room for one more */
	size_t n_deeds;
	struct request_standing before, after;
	struct request_dates dates;          /* after */
	const struct request_step *step;
	struct request_deed deed;            /* what is about to happen */
	struct blob_id letter;               /* hash of the letter it sends */
	bool has_letter;
	struct seal_key key;
	struct request_moved *result;
};

/** Begin: load it, its history and its key. */
int request_change_begin(struct request_change *c, const struct request_env *env, int64_t id,
	const struct request_move *move, struct err *err) __attribute__((warn_unused_result));
void request_change_done(struct request_change *c);

/** May this step be taken by this person, now, with what was said? Fills `step` and `deed`. */
int request_check_move(struct request_change *c, struct err *err)
	__attribute__((warn_unused_result));

/** May this outcome be chosen now, and are the elements of its letter there? law/outcome.h says. */
int request_check_outcome(struct request_change *c, struct err *err)
	__attribute__((warn_unused_result));

/** Fold the history with the new deed, ask the clock: `after` and `dates`. */
int request_foresee(struct request_change *c, struct err *err) __attribute__((warn_unused_result));

/** One entry in the ledger about a request. `more`: further members of the payload, from the comma on. */
int request_enter(const struct request_env *env, const struct request *r, const char *kind,
	const struct request_deed *d, struct sv more, int64_t *ret, struct err *err)
	__attribute__((warn_unused_result));

/** A deed as a row; `d->remark` is sealed. */
int request_insert_deed(const struct request_env *env, const struct seal_key *key, int64_t request,
	const struct request_deed *d, struct err *err) __attribute__((warn_unused_result));

/** Where it stands now, as its row. E_STALE when the row moved meanwhile. */
int request_save(const struct request_env *env, int64_t id, int expected_events, int64_t unit,
	const struct request_standing *s, const struct request_dates *d, struct err *err)
	__attribute__((warn_unused_result));

/** A new row without a history. */
struct request_new {
	const struct request_intake *in; /* kind, unit, channel, applicant kind, wish; not its files */
	int64_t applicant;
	int64_t split_from;
	time_utc submitted;
	struct date submitted_on;
	const char *code;
	char public_id[PUBLIC_ID_MAX];
	char number[REQUEST_NUMBER_MAX];
};
int request_insert(const struct request_env *env, struct request_new *n, const struct seal_key *key,
	int64_t *ret_id, struct err *err) __attribute__((warn_unused_result));

/** Further requests of the items of a form: copies of the history, numbers of their own. */
int request_split_off(struct request_change *c, struct err *err) __attribute__((warn_unused_result));
