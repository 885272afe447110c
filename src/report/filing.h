/**
 * Reports handed in: who delivered what, where each stands on its way to the public, and the questions
 * a supervisor and a reader ask of them. (年度报告的报送、审核、退回、受理、公布)
 *
 * One filing a unit and year. Each delivery is a version of it; the newest counts. Its state moves by
 * `filing_apply` only, along one table:
 *
 *     deliver   → received         (none, received, returned; also withdrawn)
 *     give_back   received → returned, with a remark; accepted → returned, with a reason
 *     accept      received → accepted
 *     publish     accepted → published
 *     withdraw    published → withdrawn, with a reason; the page becomes a tombstone
 *
 * Every step writes one ledger entry (subject "report/<public id>"), one row of the filing's history,
 * and keeps the search index equal to what is published. Every change raises `filing_change`, the
 * number the page cache keys on; it is raised first, so that writers of this folder wait for each other
 * there and nowhere else. What lists and counts need beside the filings themselves (which filing stands
 * beneath which unit, how many of each state) is kept by triggers in the database, also when a unit
 * moves. Source: Regulation art. 49, 50; 国办公开办函〔2021〕30号.
 */
#pragma once

#include "base/date.h"
#include "org/org.h"
#include "report/report.h"
#include "report/sum.h"
#include "search/search.h"
#include "store/blob.h"

enum filing_state {
	FILING_NONE,      /* nothing delivered yet */
	FILING_RECEIVED,
	FILING_RETURNED,
	FILING_ACCEPTED,
	FILING_PUBLISHED,
	FILING_WITHDRAWN,
	FILING_STATE__MAX
};

enum filing_event {
	FILING_DELIVER,
	FILING_GIVE_BACK,
	FILING_ACCEPT,
	FILING_PUBLISH,
	FILING_WITHDRAW,
	FILING_EVENT__MAX
};

/** States and events in the database, in words, and back. */
const char *filing_state_key(enum filing_state s);    /* "received" */
const char *filing_state_label(enum filing_state s);  /* "已收到" */
enum filing_state filing_state_of_key(struct sv key); /* FILING_STATE__MAX when there is none */
const char *filing_event_key(enum filing_event e);    /* "give_back" */
const char *filing_event_label(enum filing_event e);  /* "退回修改" */
enum filing_event filing_event_of_key(struct sv key); /* FILING_EVENT__MAX when there is none */

/** The transition table, open for the tests and for showing only the steps that are allowed. */
struct filing_step {
	enum filing_state from;
	enum filing_event event;
	enum filing_state to;
	unsigned roles;       /* set of 1u << enum role */
	bool needs_remark;
	const char *entry;    /* kind of the ledger entry: "report.returned" */
};
extern const struct filing_step filing_steps[];
extern const size_t filing_n_steps;

/** The row for a state, event and role, or NULL: not allowed. */
const struct filing_step *filing_step_of(enum filing_state from, enum filing_event event,
	enum role role);

struct filing {
	int64_t id;
	struct sv public_id;       /* in addresses */
	int64_t unit;
	struct sv unit_name, unit_public_id;
	int year;
	enum filing_state state;
	int n_versions;            /* the newest has this number; 0 = none */
	struct sv title;
	int n_errors, n_warnings;
	time_utc received, decided, published;  /* of the last time; 0 = not */
	time_utc withdrawn;        /* taken back and not published again since; 0 = not */
	struct sv remark;          /* of the last return or withdrawal; for staff */
	struct sv reason;          /* while `withdrawn`: why, for the public */
};

enum { FILING_REMARK_MAX = 4000, FILING_TITLE_MAX = 600, FILING_NAME_MAX = 255 /* bytes */ };

/** A report read from a file, with its findings, ready to be filed. */
struct delivery {
	int64_t unit;
	const struct report *report;
	const struct findings *findings;
	struct sv file_name;
	struct sv bytes;            /* the file itself; kept as a blob */
	struct sv packed;           /* report_pack of both, when the caller has it; empty: packed here */
};

/**
 * Deliver one report; one write transaction. The year is the report's own.
 * @return 0; E_EXISTS: these very bytes were delivered before, or the year is already accepted or
 *         published (the sentence says which and what to do); E_FORMAT: no year; E_FORBIDDEN; E_DB …
 */
int filing_deliver(struct db *db, const struct delivery *d, const struct account *who,
	const struct act *act, int64_t *ret_id, struct err *err) __attribute__((warn_unused_result));

/** Wait for other writers of filings and keep them waiting until the transaction ends, which the functions
    below do by themselves: for who looks for something first and adds it if it is not there. */
int filing_lock(struct db *db, struct err *err) __attribute__((warn_unused_result));

/** The same inside the caller's write transaction, for imports that file many at once. After E_EXISTS,
    E_FORMAT, E_FORBIDDEN, E_NOT_FOUND and E_LIMIT nothing was written and the transaction may go on. */
int filing_deliver_in(struct db *db, const struct delivery *d, const struct account *who,
	const struct act *act, int64_t *ret_id, struct err *err) __attribute__((warn_unused_result));

/**
 * Take a step; one write transaction. `expected` is the state the person saw: two clerks cannot take the
 * same step twice. @return 0, E_STALE, E_FORBIDDEN, E_USAGE (a remark is needed), E_NOT_FOUND
 */
int filing_apply(struct db *db, int64_t id, enum filing_event event, enum filing_state expected,
	struct sv remark, const struct account *who, const struct act *act, struct err *err)
	__attribute__((warn_unused_result));

/** The same inside the caller's write transaction, for imports that file and publish many at once. */
int filing_apply_in(struct db *db, int64_t id, enum filing_event event, enum filing_state expected,
	struct sv remark, const struct account *who, const struct act *act, struct err *err)
	__attribute__((warn_unused_result));

/** One filing. E_NOT_FOUND. */
int filing_get(struct db *db, int64_t id, struct arena *a, struct filing *ret, struct err *err)
	__attribute__((warn_unused_result));
int filing_by_public_id(struct db *db, struct sv public_id, struct arena *a, struct filing *ret,
	struct err *err) __attribute__((warn_unused_result));
int filing_of_unit_year(struct db *db, int64_t unit, int year, struct arena *a,
	struct filing *ret, struct err *err) __attribute__((warn_unused_result));

/** The report of its newest version, as filed, with the findings (may be NULL). */
int filing_report(struct db *db, const struct filing *f, struct arena *a, struct report **ret,
	struct findings **ret_findings, struct err *err) __attribute__((warn_unused_result));

/** A filing with the report of its newest version and the print of the file that was read. */
struct filing_whole {
	struct filing filing;
	struct report *report;
	struct blob_id blob;
};

/** By one question: a filing, and the published ones of its unit, newest year first. */
struct filing_years {
	struct filing_whole shown;
	struct filing_whole *published; /* itself is among them when it is published */
	size_t n;
};
int filing_with_years(struct db *db, struct sv public_id, size_t max, struct arena *a,
	struct filing_years *ret, struct err *err) __attribute__((warn_unused_result));

/** The unit's report of the year before, as filed, to check the one of `year` against; NULL if none. */
int filing_previous(struct db *db, int64_t unit, int year, struct arena *a, struct report **ret,
	struct err *err) __attribute__((warn_unused_result));

/** The deliveries of a filing, newest first, and the file of one of them. */
struct filing_version {
	int64_t id;
	int number;
	struct sv file_name;
	enum doc_format format;
	struct blob_id blob;
	int64_t size;
	time_utc received;
	int64_t account;
	int n_errors, n_warnings;
};
int filing_versions(struct db *db, int64_t id, struct arena *a, struct filing_version **ret,
	size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** What happened to a filing, oldest first: one row a step. */
struct filing_deed {
	enum filing_event event;
	enum filing_state from, to;
	int number;              /* of the version it was about */
	int64_t entry;           /* ledger_entry.id */
	int64_t account;         /* 0 = the program, at the command line */
	time_utc time;
	struct sv remark;
};
int filing_history(struct db *db, int64_t id, struct arena *a, struct filing_deed **ret,
	size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/* ── Questions ─────────────────────────────────────────────────────────────────────────────── */

/** What a list shows. Zero members do not limit. */
struct filing_filter {
	int64_t within;          /* this unit and all beneath it */
	int64_t unit;            /* this unit only */
	int year;
	enum filing_state state; /* FILING_NONE: any */
	bool only_published;     /* the same as state FILING_PUBLISHED */
	bool with_errors;
	int64_t by_id;           /* published ones by id, smallest first, up to this id; of the other
	                            limits none holds */
	bool newest;             /* published ones by when they were published, newest first; of the
	                            other limits `within` and `unit` hold */
};

/** Where a page of a list begins: after this one. Newest year first, then the largest id. Zero: the
    start. With `newest`: `published` and id. With `by_id`: id. */
struct filing_after {
	int year;
	int64_t id;
	time_utc published;
};
int filing_list(struct db *db, const struct filing_filter *filter, struct filing_after after,
	size_t max, struct arena *a, struct filing **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/**
 * Today, and the day by which towns and streets deliver: art. 49 names departments and governments only, the county
 * sets theirs (one wrote 20 February). All zero: as departments.
 */
struct filing_dates {
	struct date today;
	int town_month, town_day; /* of the year after; not 29 February */
};

/** Units with what they delivered for a year, in the order of unit id, keyset: who has not is there too. */
struct filing_standing {
	struct unit unit;
	struct filing filing;    /* state FILING_NONE: nothing delivered */
	struct date due;         /* as filing_due says */
	bool late;               /* not delivered, or returned, and the day is past */
};
int filing_overview(struct db *db, int64_t within, int year, const struct filing_dates *dates,
	int64_t after_unit, size_t max, struct arena *a, struct filing_standing **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/** The same, only units that have delivered nothing for the year. */
int filing_missing(struct db *db, int64_t within, int year, const struct filing_dates *dates,
	int64_t after_unit, size_t max, struct arena *a, struct filing_standing **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/** Counts of the overview, kept, not counted for the page. Closed units count where they delivered. */
struct filing_counts {
	int64_t units, by_state[FILING_STATE__MAX], with_errors, late;
};
int filing_count(struct db *db, int64_t within, int year, const struct filing_dates *dates, struct arena *a,
	struct filing_counts *ret, struct err *err) __attribute__((warn_unused_result));

/** Years that have a published filing, newest first; all units, or one. */
int filing_years(struct db *db, int64_t unit, struct arena *a, int **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));

/**
 * The accepted and published reports of a unit and all beneath it, one after the other, in the order of
 * `filing_list`: for the sum of the level above and for exports. What is shown lives until the visitor
 * returns; false ends the walk.
 */
typedef bool filing_visitor(void *context, const struct filing *f, const struct report *r);
int filing_each(struct db *db, int64_t within, int year, filing_visitor *visit, void *context,
	struct err *err) __attribute__((warn_unused_result));

/** Their sum. `ret` was made by report_sum_init. @param leave_out  a unit not to be added: the unit
    above itself, whose own report is no part of the sum of those beneath; 0 = none */
int filing_sum(struct db *db, int64_t within, int year, int64_t leave_out, struct report_sum *ret,
	struct err *err) __attribute__((warn_unused_result));

/** The day by which a unit's report of a year is due: departments 31 January, governments 31 March of the year after
    (art. 49, 50), towns and streets as the county says. */
struct date filing_due(enum unit_kind kind, int year, const struct filing_dates *dates);

/** Is it past that day and nothing there, or only what was returned? */
bool filing_is_late(enum unit_kind kind, int year, enum filing_state state,
	const struct filing_dates *dates);

/** Change number: raised by every write of this folder, and when units are added, moved or closed.
    Pages made from an older one are stale. */
int filing_change(struct db *db, int64_t *ret, struct err *err) __attribute__((warn_unused_result));

/** Make the search index anew from what is published: after a restore, whose backup holds no index. One
    write transaction. */
int filing_reindex(struct db *db, const struct act *act, struct err *err)
	__attribute__((warn_unused_result));

/** Does what is kept equal what is counted (versions, histories, counts, what stands beneath what), and does the
    search index hold what is published and nothing else? For selfcheck. E_DB with the first fault. */
int filing_check(struct db *db, struct err *err) __attribute__((warn_unused_result));

extern const struct schema filing_schema;
extern const struct sql_set filing_statements;
