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
 * Every step writes one ledger entry. Every change raises `filing_change`, the number the page cache
 * keys on. Source: Regulation art. 49, 50; 国办公开办函〔2021〕30号.
 */
#pragma once

#include "base/date.h"
#include "org/org.h"
#include "report/report.h"
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

/** States and events in the database, in words. */
const char *filing_state_key(enum filing_state s);    /* "received" */
const char *filing_state_label(enum filing_state s);  /* "已收到" */
const char *filing_event_key(enum filing_event e);    /* "give_back" */
const char *filing_event_label(enum filing_event e);  /* "退回修改" */

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
	int64_t version;           /* id of the newest version; 0 = none */
	int n_versions;
	struct sv title;
	int n_errors, n_warnings;
	time_utc received, decided, published;  /* 0 = not */
	struct sv remark;          /* of the last return or withdrawal */
};

/** A report read from a file, with its findings, ready to be filed. */
struct delivery {
	int64_t unit;
	const struct report *report;
	const struct findings *findings;
	struct sv file_name;
	struct sv bytes;            /* the file itself; kept as a blob */
};

/**
 * Deliver one report; one write transaction. The year is the report's own.
 * @return 0; E_EXISTS: these very bytes were delivered before, or the year is already accepted or
 *         published (the sentence says which and what to do); E_FORMAT: no year; E_FORBIDDEN; E_DB …
 */
int filing_deliver(struct db *db, const struct delivery *d, const struct account *who,
	const struct act *act, int64_t *ret_id, struct err *err) __attribute__((warn_unused_result));

/** The same inside the caller's write transaction, for imports that file many at once. */
int filing_deliver_in(struct db *db, const struct delivery *d, const struct account *who,
	const struct act *act, int64_t *ret_id, struct err *err) __attribute__((warn_unused_result));

/**
 * Take a step; one write transaction. `expected` is the state the person saw: two clerks cannot take the
 * same step twice. @return 0, E_STALE, E_FORBIDDEN, E_USAGE (a remark is needed), E_NOT_FOUND
 */
int filing_apply(struct db *db, int64_t id, enum filing_event event, enum filing_state expected,
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

/* ── Questions ─────────────────────────────────────────────────────────────────────────────── */

/** What a list shows. Zero members do not limit. */
struct filing_filter {
	int64_t within;          /* this unit and all beneath it */
	int64_t unit;            /* this unit only */
	int year;
	enum filing_state state; /* FILING_NONE: any */
	bool only_published;
	bool with_errors;
};

/** Where a page of a list begins: after this one. Newest year first, then by id. Zero: the start. */
struct filing_after {
	int year;
	int64_t id;
};
int filing_list(struct db *db, const struct filing_filter *filter, struct filing_after after,
	size_t max, struct arena *a, struct filing **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/** Units with what they delivered for a year, in the order of unit id, keyset: who has not is there too. */
struct filing_standing {
	struct unit unit;
	struct filing filing;    /* state FILING_NONE: nothing delivered */
	struct date due;         /* art. 49: 31 January, governments 31 March, of the year after */
	bool late;               /* not delivered, or returned, and the day is past */
};
int filing_overview(struct db *db, int64_t within, int year, struct date today, int64_t after_unit,
	size_t max, struct arena *a, struct filing_standing **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/** Counts of the overview, kept by triggers of the code, not counted for the page. */
struct filing_counts {
	int64_t units, by_state[FILING_STATE__MAX], with_errors, late;
};
int filing_count(struct db *db, int64_t within, int year, struct date today, struct arena *a,
	struct filing_counts *ret, struct err *err) __attribute__((warn_unused_result));

/** Years that have a published filing, newest first; all units, or one. */
int filing_years(struct db *db, int64_t unit, struct arena *a, int **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));

/** The day by which a unit's report of a year is due. Streets and towns: as departments, settable. */
struct date filing_due(enum unit_kind kind, int year);

/** Change number: raised by every write of this folder. Pages made from an older one are stale. */
int filing_change(struct db *db, int64_t *ret, struct err *err) __attribute__((warn_unused_result));

extern const struct schema filing_schema;
extern const struct sql_set filing_statements;
