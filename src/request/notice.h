/**
 * Notices: what an office or an applicant should hear of without asking, as rows that wait to be sent. A row is
 * written in the transaction of the step that causes it, or by the daily look, so that a step that happened is
 * told of and one that did not is not. At most one a request, kind and day, whatever runs how often.
 *
 *     waiting ─claim→ sending ─sent→ sent
 *        ↑               ├─later (pauses of 1 minute … 1 day)→ waiting
 *        │               └─refused, or too often→ failed
 *        └─ a claim that nobody ended within NOTICE_CLAIM seconds: its process died
 *
 * A row says which request, which kind, which day; the words are made when they are needed. What goes to the office
 * has number and title of the request and nothing of the applicant. What goes to the applicant says only that there
 * is an answer and where. His address is opened when the message is sent and stands in no row.
 */
#pragma once

#include "request/request.h"

enum notice_kind {
	NOTICE_NEW,           /* a request came in by the portal */
	NOTICE_TRANSFERRED,   /* another office handed one over */
	NOTICE_CORRECTED,     /* the applicant sent what was missing */
	NOTICE_CONSULT_BACK,  /* somebody who was asked answered on the page */
	NOTICE_SOON,          /* due within REQUEST_SOON working days; once a due date */
	NOTICE_OVERDUE,       /* each working day */
	NOTICE_UNKNOWN,       /* due in a year without a calendar */
	NOTICE_ANSWERED,      /* to the applicant: a letter was served electronically */
	NOTICE_KIND__MAX
};

enum notice_state { NOTICE_WAITING, NOTICE_SENDING, NOTICE_SENT, NOTICE_FAILED, NOTICE_STATE__MAX };

/** In the database and JSON, in words, and back (…__MAX when there is none). */
const char *notice_kind_key(enum notice_kind k);       /* "consult_back" */
const char *notice_kind_label(enum notice_kind k);     /* "收到征求意见的答复" */
enum notice_kind notice_kind_of_key(struct sv key);
const char *notice_state_key(enum notice_state s);     /* "waiting" */
const char *notice_state_label(enum notice_state s);   /* "待发送" */

struct notice {
	int64_t id, request, unit;
	enum notice_kind kind;
	enum notice_state state;
	struct date day;             /* of the notice */
	struct date due;             /* of the request, on that day; {0}: none, or unknown */
	bool unsure;                 /* whether `day` is worked is unknown: no calendar of its year */
	int attempts;
	time_utc made, claimed;
	time_utc done;               /* sent or given up; 0: not yet */
	struct sv why;               /* it was not sent, in words, without addresses; empty: no trouble */
	struct sv public_id, number, title, unit_name; /* of the request */
	enum request_state request_state; /* now */
};

enum {
	NOTICE_ATTEMPTS = 8,         /* then it has failed */
	NOTICE_CLAIM = 300,          /* seconds; longer than any message takes */
	NOTICE_LIFE = 3 * 86400,     /* seconds: what is older than this is no news and is not sent any more */
	NOTICE_KEPT = 90 * 86400     /* seconds that rows are kept */
};

/** Goes to the applicant, not to the office? */
bool notice_is_for_applicant(enum notice_kind k);

/** Note one down inside the write transaction of a step; nothing when there is one of that kind and day. */
int notice_add(const struct request_env *env, int64_t request, int64_t unit, enum notice_kind kind,
	struct date due, struct err *err) __attribute__((warn_unused_result));

/** The notice that a step of this request causes, if any; inside its write transaction. */
struct notice_cause {
	const struct request *request; /* as it stood before */
	enum request_event event;
	int64_t unit;                  /* after */
	struct date due;               /* after */
	struct sv service;             /* how it was served */
};
int notice_of_step(const struct request_env *env, const struct notice_cause *cause,
	struct err *err) __attribute__((warn_unused_result));

/** Does the daily look remind today? Not on days off; in a year without a calendar every day, because which days are off
    is not guessed and a reminder too many harms less than one too few: the words say so. */
bool notice_reminds(const struct calendar *c, struct date today);

/**
 * The daily look: notices for open requests by `env->today`, its calendar and `env->act->now`. Due soon, or due on an unknown
 * day: once for each due date (again when it moves, or the request goes to another unit). Overdue: each working day.
 * On days off nothing but that rows older than NOTICE_KEPT go. Any number of times a day. One write
 * transaction; the _tx form is inside the caller's.
 * @param ret  how many were made; may be NULL
 */
int notice_daily(const struct request_env *env, int64_t *ret, struct err *err)
	__attribute__((warn_unused_result));
int notice_daily_tx(const struct request_env *env, int64_t *ret, struct err *err)
	__attribute__((warn_unused_result));

/**
 * Of a unit, for its office, newest first, about requests that are still open or of today: the list in the page. E_FORBIDDEN
 * when the account does not cover the unit.
 */
int notice_list(const struct request_env *env, int64_t unit, size_t max, struct arena *a,
	struct notice **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/**
 * Those that could be sent at `env->act->now`, oldest first: waiting and not paused, or left behind by a process
 * that died. Of offices only those that have set an address.
 */
int notice_ready(const struct request_env *env, size_t max, struct arena *a, struct notice **ret,
	size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/**
 * Take one to send it: nobody else has it now; counts as an attempt. One write transaction.
 * @param ret_mine  false: somebody was faster
 */
int notice_claim(const struct request_env *env, struct notice *n, bool *ret_mine, struct err *err)
	__attribute__((warn_unused_result));

/** Where it goes: the office's address, or the applicant's, opened. Empty: there is none (any more). */
int notice_address(const struct request_env *env, const struct notice *n, struct arena *a,
	struct sv *ret, struct err *err) __attribute__((warn_unused_result));

/** How sending a claimed one ended. */
enum notice_end {
	NOTICE_END_SENT,
	NOTICE_END_LATER,   /* again after a pause; failed after NOTICE_ATTEMPTS */
	NOTICE_END_AWAY,    /* the mail server was not there: after a pause, and this was no attempt */
	NOTICE_END_FAILED   /* never */
};
/** @param why  in words, without addresses; empty for NOTICE_END_SENT. One write transaction. */
int notice_end(const struct request_env *env, const struct notice *n, enum notice_end end,
	struct sv why, struct err *err) __attribute__((warn_unused_result));

/** Give up what waits and is older than NOTICE_LIFE. One write transaction. */
int notice_expire(const struct request_env *env, struct err *err) __attribute__((warn_unused_result));

/** Its words. `base_url` without a slash at the end; empty: without a link. Plain text, lines end in "\n". */
struct notice_words {
	struct sv subject, body;
};
struct notice_words notice_words(const struct notice *n, struct sv base_url, struct arena *a);

extern const struct schema notice_schema;
extern const struct sql_set notice_statements;
