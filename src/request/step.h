/**
 * The way of a request (依申请公开), from the counter to the archive, as one table: in which state which event
 * leads where, who may bring it about, what has to be said with it, what it does to the statutory clock,
 * which letter goes with it, and what the ledger calls it. What is not in the table cannot happen.
 *
 *     submitted ─confirm→ registered ─assign→ handling ─draft→ drafted ─review→ reviewed ─sign→ signed
 *         │                   │ ask_correction ↕ correct   ↕ consult, back                       │ serve
 *         │                correcting ─lapse→ closed    consulting        fee ─lapse→ closed   replied ─archive→ archived
 *
 * An extension, a delay, a note leave the state as it is. `undo` takes back the step before and says why; nothing
 * else is ever taken out of a history. Who drafted an answer neither reviews nor signs it.
 *
 * Source: Regulation (国令711号) art. 29–45; 国办函〔2020〕109号 (fee). Pure.
 */
#pragma once

#include "law/clock.h"
#include "org/org.h"

enum request_state {
	REQUEST_NONE,         /* not there yet */
	REQUEST_SUBMITTED,    /* 待确认: sent, not yet confirmed by both sides (art. 31 (2), (3)) */
	REQUEST_REGISTERED,   /* 待分办: received; the clock runs */
	REQUEST_CORRECTING,   /* 待补正: the applicant has to complete it (art. 30) */
	REQUEST_HANDLING,     /* 办理中 */
	REQUEST_CONSULTING,   /* 征求意见中 (art. 32–34) */
	REQUEST_AWAITING_FEE, /* 待缴费 */
	REQUEST_DRAFTED,      /* 待审核 */
	REQUEST_REVIEWED,     /* 待签发 */
	REQUEST_SIGNED,       /* 待送达 */
	REQUEST_REPLIED,      /* 已答复 */
	REQUEST_CLOSED,       /* 已办结: no reply was due any more: withdrawn, lapsed */
	REQUEST_MERGED,       /* 并案办理: answered together with another one */
	REQUEST_ARCHIVED,     /* 已归档 */
	REQUEST_STATE__MAX
};

enum request_event {
	REQUEST_SUBMIT,         /* by a channel where both sides have to confirm */
	REQUEST_REGISTER,       /* by one where the day of receipt is certain */
	REQUEST_CONFIRM,
	REQUEST_TRANSFER,       /* to the unit it was meant for, before it was received */
	REQUEST_ASK_CORRECTION,
	REQUEST_CORRECT,
	REQUEST_LAPSE,          /* not corrected, not paid in time */
	REQUEST_ASSIGN,
	REQUEST_SPLIT,          /* one form, several items (一事一申请) */
	REQUEST_CONSULT,
	REQUEST_CONSULT_BACK,
	REQUEST_CONSULT_SILENT, /* the time of whom was asked is over */
	REQUEST_EXTEND,
	REQUEST_ASK_REASON,     /* art. 35: why so many? */
	REQUEST_GIVE_REASON,
	REQUEST_DELAY,          /* art. 35: a reasonable time */
	REQUEST_ASK_FEE,
	REQUEST_PAY,
	REQUEST_DRAFT,
	REQUEST_REVIEW,
	REQUEST_SEND_BACK,
	REQUEST_SIGN,
	REQUEST_SERVE,
	REQUEST_WITHDRAW,
	REQUEST_MERGE,
	REQUEST_UNMERGE,
	REQUEST_FOLLOW,         /* a merged one is answered with the one it was merged into */
	REQUEST_ARCHIVE,
	REQUEST_REOPEN,         /* after reconsideration, judgment, or a mistake of our own */
	REQUEST_NOTE,
	REQUEST_UNDO,
	REQUEST_EVENT__MAX
};

/** States and events in the database and in JSON, in words, and back (…__MAX when there is none). */
const char *request_state_key(enum request_state s);    /* "consulting" */
const char *request_state_label(enum request_state s);  /* "征求意见中" */
enum request_state request_state_of_key(struct sv key);
const char *request_event_key(enum request_event e);    /* "ask_correction" */
const char *request_event_label(enum request_event e);  /* "告知补正" */
enum request_event request_event_of_key(struct sv key);

/** Is the office still to do something? Not in replied, closed, archived; a merged one follows another. */
bool request_state_is_open(enum request_state s);

/** What has to be said with a step; a set. */
enum request_need {
	NEED_REMARK = 1 << 0,   /* why, or what */
	NEED_OUTCOME = 1 << 1,  /* which answer: law/outcome.h */
	NEED_OTHER = 1 << 2,    /* another person than who drafted */
	NEED_WORKDAYS = 1 << 3,
	NEED_PARTY = 1 << 4,    /* who is asked */
	NEED_FEE = 1 << 5,      /* on which basis, how many */
	NEED_UNTIL = 1 << 6,    /* a date: until when */
	NEED_SERVICE = 1 << 7,  /* how it was served */
	NEED_REQUEST = 1 << 8,  /* another request */
	NEED_UNIT = 1 << 9,     /* another unit */
	NEED_OVERDUE = 1 << 10, /* the applicant's or the asked one's time is over */
	NEED_ITEMS = 1 << 11    /* the items of a form */
};

struct request_step {
	enum request_state from;
	enum request_event event;
	enum request_state to;       /* of undo: not used, it leads where the step before came from */
	unsigned roles;              /* set of 1u << enum role */
	unsigned needs;              /* set of enum request_need */
	enum clock_event_kind clock; /* CLOCK_EVENT__MAX: the clock does not notice */
	const char *letter;          /* kind of the letter that goes out (law/letter.h); NULL: none; "":
	                                that of the outcome, or of whom is asked */
	const char *entry;           /* kind of its ledger entry: "request.confirmed" */
};

extern const struct request_step request_steps[];
extern const size_t request_n_steps;

/** The row for a state and event, whoever may; NULL: impossible. */
const struct request_step *request_step_find(enum request_state from, enum request_event event);

/** The row, or NULL: not possible, or not for this role. */
const struct request_step *request_step_of(enum request_state from, enum request_event event,
	enum role role);

/** Submit or register? Whether both sides have to confirm a channel is art. 31's to say. */
enum request_event request_first_event(enum channel c);
