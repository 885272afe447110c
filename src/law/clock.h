/**
 * The statutory clock of a request (条例 art. 30–35): a pure function from its dated events to its dates.
 *
 * A run is a stretch of 20 working days. The first begins with the receipt, whose day depends on the channel
 * (art. 31); one that follows a correction (art. 30) or a payment (国办函〔2020〕109号) begins anew. The day of
 * an event is never counted. Days after a consultation was sent, up to and including the day it came
 * back, are not counted (art. 33 III); a third party or co-author who is silent counts as back after the
 * 15th working day (art. 32, 34), another organ has no such limit. An extension (art. 33 II) adds its
 * working days, once in a run, if told in time.
 *
 * What the law leaves open is a setting in `struct clock_rules`, with the default of the house; the
 * explanation says so. Events that cannot be are refused one by one, with a reason, and change nothing:
 * the statutory clock does not stop because somebody wrote something impossible.
 *
 * Dates that lie in a year without a calendar are unknown and said to be, never guessed.
 */
#pragma once

#include "law/calendar.h"

enum channel {
	CHANNEL_COUNTER,       /* 当面提交: received the day it was handed in */
	CHANNEL_POST_SIGNED,   /* 邮寄 (挂号、快递): the day it was signed for */
	CHANNEL_POST_ORDINARY, /* 平常信函: the day it was confirmed with the applicant */
	CHANNEL_WEB,           /* 互联网渠道: the day both sides confirmed */
	CHANNEL_FAX,           /* 传真: the day both sides confirmed */
	CHANNEL_EMAIL,         /* 电子邮件, an internet channel */
	CHANNEL_ORAL,          /* 口头, written down by the clerk (art. 29) */
	CHANNEL__MAX
};

/** Channels in JSON and the database, in words, and back. */
const char *channel_key(enum channel c);    /* "post_signed" */
const char *channel_label(enum channel c);  /* "邮寄（签收）" */
enum channel channel_of_key(struct sv key); /* CHANNEL__MAX when there is none */

enum clock_event_kind {
	CLOCK_SUBMITTED,
	CLOCK_CONFIRMED,
	CLOCK_CORRECTION_ASKED,
	CLOCK_CORRECTED,
	CLOCK_CONSULT_SENT,
	CLOCK_CONSULT_BACK,
	CLOCK_EXTENDED,
	CLOCK_FEE_ASKED,
	CLOCK_FEE_PAID,
	CLOCK_REPLIED,
	CLOCK_EVENT__MAX
};

/** "consult_sent" …, and back (CLOCK_EVENT__MAX when there is none). */
const char *clock_event_key(enum clock_event_kind k);
enum clock_event_kind clock_event_of_key(struct sv key);

enum consulted { CONSULT_THIRD_PARTY, CONSULT_CO_AUTHOR, CONSULT_OTHER_ORGAN, CONSULT__MAX };

/** "third_party" …, and back (CONSULT__MAX when there is none). */
const char *consulted_key(enum consulted c);
enum consulted consulted_of_key(struct sv key);

struct clock_event {
	enum clock_event_kind kind;
	int64_t day;
	enum consulted to;  /* of CLOCK_CONSULT_… */
	int workdays;       /* of CLOCK_EXTENDED */
};

/** Where the law is silent or unsettled (law.md marks [C]); the defaults stand in clock_default_rules. */
struct clock_rules {
	int correction_notice;  /* 7, art. 30 */
	int reply;              /* 20, art. 33 II */
	int extension_max;      /* 20, art. 33 II */
	int consult;            /* 15, art. 32, 34 */
	int fee;                /* 20, 国办函〔2020〕109号 */
	bool email_at_arrival;  /* 207号 of 2015: an e-mail is received when it arrives. Default false:
	                           the Regulation of 2019 asks both sides to confirm (art. 31) */
	bool payment_restarts;  /* default true: 20 new days after the payment; false: goes on */
};
extern const struct clock_rules clock_default_rules;

enum { CLOCK_EVENTS_MAX = 64 };

struct clock_input {
	enum channel channel;
	const struct clock_event *events; /* in any order; taken by day, then as given */
	size_t n;
	int64_t today;
};

/** A date of the result. */
struct clock_date {
	enum { CLOCK_NONE, CLOCK_KNOWN, CLOCK_UNKNOWN } state;
	int64_t day;
};

enum clock_state {
	CLOCK_AWAITING_CONFIRMATION,
	CLOCK_RUNNING,
	CLOCK_AWAITING_CORRECTION,
	CLOCK_CONSULTING,
	CLOCK_AWAITING_PAYMENT,
	CLOCK_LAPSED_UNPAID,   /* the 20 days to pay are over */
	CLOCK_OVERDUE,
	CLOCK_DONE,            /* replied */
	CLOCK_STATE__MAX
};
/** States in JSON, in words. */
const char *clock_state_key(enum clock_state s);
const char *clock_state_label(enum clock_state s);

/** An event that had no effect. */
struct clock_refusal {
	size_t event;          /* index into the input */
	const char *why;       /* Chinese sentence */
	const char *article;
};

/** Days that do not count: from < d ≤ to. */
struct clock_pause {
	int64_t from, to;
	bool open;             /* no end yet: another organ has not answered, or its end is unknown */
	enum consulted by;
};

struct clock_result {
	enum clock_state state;
	struct clock_date received;       /* of the run: the receipt, or the correction that came in */
	struct clock_date first_received;
	struct clock_date correction_due; /* tell the applicant by; none once something was corrected */
	struct clock_date reply_due;      /* none while the applicant has to correct or pay */
	struct clock_date consult_due;    /* latest of the consultations sent in this run */
	struct clock_date fee_due;
	struct clock_date replied;

	bool runs;                        /* a run is under way or ended by the reply */
	int64_t run_from;                 /* its day nought */
	enum clock_event_kind run_cause;  /* CLOCK_SUBMITTED, CLOCK_CORRECTED or CLOCK_FEE_PAID */
	int64_t stopped_on;               /* when no run is under way: the day the applicant was asked */
	enum clock_event_kind stop_cause; /* … to correct or to pay */
	int allowed;                      /* working days it has */
	int extended;                     /* of them by extension */
	bool used_known, left_known;
	int used, left;                   /* today, or on the day of the reply; left < 0: overdue */
	int64_t last_event;               /* latest day of an event */

	struct clock_pause pauses[CLOCK_EVENTS_MAX]; /* of the run, merged, in order */
	size_t n_pauses;
	struct clock_refusal refused[CLOCK_EVENTS_MAX];
	size_t n_refused;
	int unknown_years[4];             /* years whose calendar was asked for and is not there */
	size_t n_unknown_years;
};

/**
 * Set the clock. Touches no memory but its arguments.
 * @return 0; E_USAGE: no `submitted`, too many events, a value out of range
 */
int clock_set(const struct calendar *c, const struct clock_rules *rules,
	const struct clock_input *in, struct clock_result *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Why one calendar day counted or not. */
struct clock_day {
	int64_t day;
	bool counted;
	int number;            /* of the counted day, from 1 */
	const char *why;       /* Chinese */
	const char *article;
};

/**
 * Every calendar day from the first receipt to the due date (or, when that is none or unknown, to today
 * or the last event). The counted days add up to `allowed` when the due date is known.
 */
int clock_explain(const struct calendar *c, const struct clock_input *in,
	const struct clock_result *r, struct arena *a, struct clock_day **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));
