/**
 * A request for government information (政府信息公开申请, art. 27–45): taken in by any channel, moved along its
 * way (request/step.h), under the statutory clock (law/clock.h), answered and kept.
 *
 * Each operation is one write transaction: load → ask the table, the clock and the law → save → one row of
 * the history → one entry in the ledger (subject "request/<public id>"). Personal data (who applies, what he
 * wrote, remarks, documents) is sealed with the key of its applicant (request/seal.h) before it reaches the
 * database; the ledger has only events, dates, numbers and hashes.
 *
 * Days are legal dates in China, `struct date`; {0} stands for none. Moments are UTC seconds. Text views
 * live in the arena handed in.
 */
#pragma once

#include "law/form.h"
#include "request/seal.h"
#include "request/step.h"
#include "store/blob.h"

/** What every operation needs; made once a visit or command. */
struct request_env {
	struct db *db;
	const struct calendar *calendar;
	const struct clock_rules *rules;    /* clock_default_rules, or as the office set them */
	const struct seal_master *master;
	const struct account *who;          /* role ROLE_PUBLIC and id 0: a citizen */
	const struct act *act;
	struct date today;
};

enum request_kind {
	REQUEST_DISCLOSURE,    /* 政府信息公开申请: counted in table three */
	REQUEST_RECTIFICATION, /* 更正申请, art. 41: no statutory limit, no cell */
	REQUEST_COMPLAINT,     /* 投诉举报, art. 47, 51 */
	REQUEST_KIND__MAX
};
/** Kinds in the database, in words, and back (REQUEST_KIND__MAX when there is none). */
const char *request_kind_key(enum request_kind k);
const char *request_kind_label(enum request_kind k);
enum request_kind request_kind_of_key(struct sv key);

/** Kinds of applicants are the columns of table three: APP_NATURAL_PERSON … APP_ORG_OTHER. */
const char *applicant_kind_key(enum app_column c);   /* "natural_person" */
const char *applicant_kind_label(enum app_column c); /* "自然人" */
enum app_column applicant_kind_of_key(struct sv key); /* APP_TOTAL when there is none */

/** Who applies. Art. 29 asks for name, proof of identity and one way to reach him; the rest may be empty. */
struct applicant {
	enum app_column kind;
	struct sv name;
	struct sv id_type;       /* 居民身份证, 护照, 统一社会信用代码 … */
	struct sv id_number;
	struct sv representative; /* of an organisation */
	struct sv contact;       /* person to talk to */
	struct sv phone, email, address, postcode;
	struct sv agent, agent_id, agent_authority; /* 委托代理人 and what he may do */
	bool needs_help;         /* reading, seeing, hearing (art. 43) */
};

/** What is asked for and how it should come. */
struct request_wish {
	struct sv title;         /* name or 文号, up to 200 characters; not sealed, so no personal data */
	struct sv text;          /* in the applicant's words */
	struct sv medium;        /* "paper", "email", "disc": 形式要求; see request_media */
	struct sv delivery;      /* "post", "email", "pick_up" */
	struct sv purpose;       /* never required */
};

/** A file that came or went. */
struct request_file {
	struct sv kind;          /* "attachment", "evidence", "letter:correction", "service" … */
	struct sv name, media_type;
	struct sv bytes;
};

struct request_intake {
	enum request_kind kind;
	int64_t unit;
	enum channel channel;
	struct date day;         /* submitted, handed in, signed for; {0}: today */
	struct applicant applicant;
	struct request_wish wish;
	const struct request_file *files;
	size_t n_files;
	struct sv client_key;    /* of another portal: the same key gives the same request again */
	struct sv transferred_from; /* another organ handed it over; may be empty */
	int64_t about;           /* a complaint or rectification about this request; 0 = none */
};

enum { REQUEST_NUMBER_MAX = 32, REQUEST_CODE_MAX = 20, REQUEST_FILES_MAX = 20,
	REQUEST_FILE_MAX = 20 * 1024 * 1024, REQUEST_TITLE_MAX = 200 /* characters */,
	REQUEST_TEXT_MAX = 10000 };

/** What the applicant takes home. */
struct request_ticket {
	int64_t id;
	char public_id[PUBLIC_ID_MAX];
	char number[REQUEST_NUMBER_MAX];
	char code[REQUEST_CODE_MAX];   /* with the number: follows the request. Kept as a hash only. Empty when
	                                  `again` */
	int64_t entry;                 /* ledger entry, for the receipt */
	struct blob_id content;        /* hash of request_content_text: what the receipt is about */
	bool again;                    /* the client key was known: this is the request of then */
};

/**
 * Is anything missing that art. 29 asks for (of a complaint no proof of identity), or is something no identity number, e-mail …? Every complaint
 * is one sentence with its field; the form shows them all.
 */
struct request_complaint {
	const char *field;       /* "name", "id_number", "phone", "text" … as in the struct */
	const char *why;
	const char *article;
};
size_t request_check_intake(const struct request_intake *in, struct request_complaint *ret,
	size_t max);

/** Take it in. @return 0; E_FORMAT (the first complaint, `err->field`), E_NOT_FOUND (unit), E_FORBIDDEN, E_LIMIT */
int request_take_in(const struct request_env *env, const struct request_intake *in,
	struct request_ticket *ret, struct err *err) __attribute__((warn_unused_result));

/** What was received, as the text whose hash the receipt holds: number, code, unit, day, all of the form and
    the hash of every file, one a line. The applicant can make it again from his copy. */
struct sv request_content_text(const struct request_intake *in, const struct request_ticket *t,
	struct sv unit_name, struct arena *a);

/* ── A request ─────────────────────────────────────────────────────────────────────────────── */

struct request {
	int64_t id;
	struct sv public_id, number;
	enum request_kind kind;
	int64_t unit;
	struct sv unit_name, unit_public_id;
	enum unit_kind unit_kind;
	enum request_state state;
	enum channel channel;
	int64_t applicant;             /* whose key; the same person with the same unit has one number */
	enum app_column applicant_kind;
	struct sv title;
	time_utc submitted;            /* the moment it came in */
	struct date submitted_on, received_on, first_received_on;
	struct date due;               /* of what has to happen next, by whomever; {0}: nothing, or unknown */
	bool due_unknown;              /* in a year without a calendar */
	struct date until;             /* delayed (art. 35), reopened: replaces the clock's due date */
	struct date limit;             /* the applicant's: correct or give reasons by */
	struct date closed_on;         /* first answered or closed: decides the year it is counted in */
	struct sv outcome;             /* key of law/outcome.h; empty: none yet */
	struct sv counted;             /* the one table three counts: of the first closing */
	struct date replied_on;
	struct sv service;             /* "direct", "entrusted", "mail" … */
	struct sv letter_number;
	int64_t handler, drafter;      /* accounts; 0 = none */
	int64_t lead;                  /* merged into; 0 = none */
	int64_t split_from;
	int64_t about;
	int n_events;                  /* the version: what a person saw when he decided */
	bool reopened, needs_help, destroyed;
	time_utc changed;
};

/** One request. E_NOT_FOUND; E_FORBIDDEN when the account does not cover its unit (a citizen: never here). */
int request_get(const struct request_env *env, int64_t id, struct arena *a, struct request *ret,
	struct err *err) __attribute__((warn_unused_result));
int request_by_public_id(const struct request_env *env, struct sv public_id, struct arena *a,
	struct request *ret, struct err *err) __attribute__((warn_unused_result));
int request_by_number(const struct request_env *env, struct sv number, struct arena *a,
	struct request *ret, struct err *err) __attribute__((warn_unused_result));

/** By number and code, for the applicant. E_NOT_FOUND for a wrong one of either, told in the same words and
    after the same time. */
int request_by_code(const struct request_env *env, struct sv number, struct sv code,
	struct arena *a, struct request *ret, struct err *err) __attribute__((warn_unused_result));

/** What was opened of a request's sealed part. Each look of an account is logged (request_looks). */
struct request_inside {
	struct applicant applicant;
	struct request_wish wish;
	struct sv transferred_from;
};
/** Open it. @param why  what for, shown in the log: "拟办答复"; empty: the applicant himself */
int request_open(const struct request_env *env, const struct request *r, struct sv why,
	struct arena *a, struct request_inside *ret, struct err *err) __attribute__((warn_unused_result));

/** The same with names, numbers and addresses masked (张*、110***********1234), which is no look. */
int request_open_masked(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_inside *ret, struct err *err) __attribute__((warn_unused_result));

/** Who looked at the personal data of a request, newest first. */
struct request_look {
	int64_t account;
	struct sv account_name;
	time_utc time;
	struct sv why;
};
int request_looks(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_look **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/* ── Steps ─────────────────────────────────────────────────────────────────────────────────── */

/** An element of an answer in words: key of law/letter.h's elements, and its text. */
struct request_value {
	struct sv key, text;
};

/** Who is asked, or answers (art. 32–34). */
struct request_party {
	enum consulted kind;
	int64_t id;              /* of the consultation, when it answers; 0: the only one open */
	struct sv name, contact; /* sealed */
	struct sv shown;         /* what they are shown: never who applies */
	struct sv answer;        /* "agree", "object", "partly" */
};

/** What somebody wants to do. Members that the step has no need of are not looked at. */
struct request_move {
	enum request_event event;
	enum request_state expected;  /* what he saw; another one now: E_STALE */
	int n_events;                 /* the same, exactly; 0: not compared */
	struct date day;              /* legal date of the event; {0}: today */
	struct sv remark;
	struct sv outcome;            /* NEED_OUTCOME */
	const struct request_value *values; /* what the letter needs beside */
	size_t n_values;
	int workdays;
	struct date until;
	struct request_party party;
	bool by_page;                 /* the fee's basis */
	int64_t quantity;
	struct sv service;            /* "direct", "entrusted", "mail" */
	int64_t handler;              /* assign: account; 0: whoever does it */
	int64_t other;                /* merge: the request it is answered with */
	int64_t unit;                 /* transfer */
	const struct sv *items;       /* split: what each is about; the first stays here */
	size_t n_items;
	const struct request_file *files;
	size_t n_files;
};

/** What came of it. */
struct request_moved {
	enum request_state state;
	int64_t entry;                /* ledger entry */
	int64_t event;                /* request_event.id */
	char party_code[REQUEST_CODE_MAX]; /* consult: with it the one asked answers on the page */
	int64_t party;                /* … and its number */
};

/**
 * Take a step.
 * @return 0; E_STALE (somebody was faster); E_FORBIDDEN (role, unit, or the same person twice); E_USAGE
 *         (not from this state; something is missing; the law does not allow it now: the sentence says why,
 *         `err->field` what); E_NOT_FOUND
 */
int request_apply(const struct request_env *env, int64_t id, const struct request_move *move,
	struct request_moved *ret, struct err *err) __attribute__((warn_unused_result));

/** The same inside the caller's write transaction: imports, the demonstration. */
int request_take_in_tx(const struct request_env *env, const struct request_intake *in,
	struct request_ticket *ret, struct err *err) __attribute__((warn_unused_result));
int request_apply_tx(const struct request_env *env, int64_t id, const struct request_move *move,
	struct request_moved *ret, struct err *err) __attribute__((warn_unused_result));

/** The steps open to this person now, for showing only what is allowed. */
struct request_choice {
	const struct request_step *step;
	const char *blocked;     /* not now, and why; NULL: go ahead */
};
int request_choices(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_choice **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** What happened, oldest first. */
struct request_deed {
	int64_t id;
	int number;              /* 1, 2, … in this request */
	enum request_event event;
	enum request_state from, to;
	struct date day;
	time_utc time;
	int64_t account;
	struct sv account_name;  /* empty: the applicant, or the program */
	int64_t entry;
	struct sv remark;        /* opened */
	struct sv outcome;
	enum consulted party;    /* of consultations, else CONSULT__MAX */
	int64_t party_id;
	int workdays;            /* of an extension */
	struct date until;
	int64_t object;          /* assign: account; merge: request; transfer: unit; fee: items or pages */
	struct sv letter;        /* number of the letter that went out with it; empty: none */
	struct sv word;          /* serve: how; consultation: answer; fee: "item" or "page" */
	bool undone;             /* a later undo took it back */
};
int request_history(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_deed **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** The clock of a request, today. `ret_in` may be NULL; with it clock_explain tells the days. */
int request_clock(const struct request_env *env, const struct request *r, struct arena *a,
	struct clock_result *ret, struct clock_input *ret_in, struct err *err)
	__attribute__((warn_unused_result));

/** Who was asked. */
struct request_consultation {
	int64_t id;
	enum consulted kind;
	struct sv name, contact, shown, remark; /* opened */
	struct date sent, due, back; /* due {0}: no limit, or unknown; back {0}: still open */
	struct sv answer;        /* "agree", "object", "partly", "silent"; empty: still open */
};
int request_consultations(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_consultation **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/** A consultation by its code, for the one asked: sees `shown` and the limit, never the applicant. */
int request_consultation_by_code(const struct request_env *env, int64_t party, struct sv code,
	struct arena *a, struct request *ret, struct request_consultation *ret_party, struct err *err)
	__attribute__((warn_unused_result));

/** The fee that was asked for; amount 0: none. */
struct request_fee {
	bool by_page;
	int64_t quantity, amount; /* fen */
	struct date asked, due, paid;
};
int request_fee_of(const struct request_env *env, const struct request *r, struct request_fee *ret,
	struct err *err) __attribute__((warn_unused_result));

/** What one request costs, in fen: so many pages; or, by item, being the n-th of its applicant in a month. */
int64_t request_fee_amount(bool by_page, int64_t quantity);

/** How many requests the same applicant sent this unit in the calendar month of `r`, up to and with it. */
int request_month_count(const struct request_env *env, const struct request *r, int *ret,
	struct err *err) __attribute__((warn_unused_result));

/** What was drafted: the outcome and its elements; n 0: nothing. */
int request_draft_of(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_value **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/* ── Documents ─────────────────────────────────────────────────────────────────────────────── */

struct request_document {
	int64_t id;
	int event;               /* number of the deed it came with */
	struct sv kind, name, media_type;
	struct blob_id sha256;   /* of the file as it came or went */
	int64_t size;
	time_utc time;
};
int request_documents(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_document **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** The file itself, opened and checked against its hash. */
int request_document_bytes(const struct request_env *env, const struct request *r, int64_t document,
	struct arena *a, struct sv *ret, struct err *err) __attribute__((warn_unused_result));

extern const struct schema request_schema;
extern const struct sql_set request_statements;
