/**
 * Questions about many requests: the in-tray, what is late, who has how much, and what the annual report
 * counts of them. No list looks at more rows than it shows (keyset paging), every number opens the list
 * of what it counts.
 */
#pragma once

#include "request/request.h"

/**
 * What a list shows; all of it is asked of the database, so a page is full as long as there are more. Zero members do
 * not limit; any of the due dates means open ones only.
 */
struct request_filter {
	int64_t unit;              /* this unit only */
	int64_t within;            /* this unit and all beneath it; 0 with unit 0: everything */
	bool only_open;            /* in the order of the due date, unknown ones first */
	enum request_state state;  /* REQUEST_NONE: any */
	int64_t handler;
	struct date due_from, due_before; /* due on a known day, both counted */
	bool due_unknown;          /* due on a day that no calendar tells */
	enum request_kind kind;    /* REQUEST_KIND__MAX: any */
	struct sv words;           /* in the title or number */
};

/** Where a page of a list begins: after this one. Zero: the start. Open ones: due and id; others: newest first
    by id. */
struct request_after {
	struct date due;
	int64_t id;
};
int request_list(const struct request_env *env, const struct request_filter *filter,
	struct request_after after, size_t max, struct arena *a, struct request **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));

/** How many are open, by state, and how urgent. */
enum { REQUEST_SOON = 3 /* working days */ };
struct request_counts {
	int64_t by_state[REQUEST_STATE__MAX]; /* open states */
	int64_t open, overdue, due_soon, due_unknown;
};
int request_count(const struct request_env *env, int64_t within, int64_t handler,
	struct request_counts *ret, struct err *err) __attribute__((warn_unused_result));

/** The same by unit beneath `within`, those with open ones only: the supervisor's view. Keyset by unit. */
struct request_unit_counts {
	struct unit unit;
	struct request_counts counts;
};
int request_count_units(const struct request_env *env, int64_t within, int64_t after_unit, size_t max,
	struct arena *a, struct request_unit_counts **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/** Who in a unit has how many in hand. */
struct request_load {
	int64_t account;           /* 0: nobody yet */
	struct sv name;
	struct request_counts counts;
};
int request_workload(const struct request_env *env, int64_t unit, struct arena *a,
	struct request_load **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** Alike requests of the same unit: why each is one. Newest first, at most `max`. */
struct request_alike {
	struct request request;
	bool same_applicant;
	int share;                 /* of the shorter text found in the other, in thousandths */
	struct sv why;             /* "同一申请人，内容相同" */
};
int request_alikes(const struct request_env *env, const struct request *r, size_t max,
	struct arena *a, struct request_alike **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/** What it was split into, or was split off from the same form, oldest first. */
int request_children(const struct request_env *env, const struct request *r, struct arena *a,
	struct request **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/**
 * Work out the dates of every open request anew, after a calendar came or changed. With `change` inside a write
 * transaction, without it a preview. @param visit  called for each that moves; may be NULL
 */
typedef void request_redated(void *context, const struct request *r, struct date due);
int request_redate(const struct request_env *env, bool change, request_redated *visit,
	void *context, int64_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** Is every row what its history says? For selfcheck; E_DB names the first that is not. */
int request_verify(const struct request_env *env, int64_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/* ── Counted for the annual report ─────────────────────────────────────────────────────────── */

/** Days from … to, both counted; of a year: 1 January to 31 December (国办公开办函〔2021〕30号). */
struct request_period {
	struct date from, to;
};

/**
 * Table three of a unit and period, in the cells of the form: `cells` has FORM_CELLS members, of which all of
 * TABLE_APPLICATIONS are set. What came in on its first day of receipt, what was first answered or closed in the
 * period, what was open before and after it: the four add up whatever happened. One that was never received
 * (not confirmed) is not counted.
 */
int request_count_table_three(const struct request_env *env, int64_t unit,
	struct request_period period, struct form_cell *cells, struct err *err)
	__attribute__((warn_unused_result));

/** The requests a cell of table three counts, by the day that counts; keyset by the last one's id. Totals open what
    they add up. `ret` may be NULL when there is none. */
int request_list_cell(const struct request_env *env, int64_t unit, struct request_period period,
	int cell, int64_t after_id, size_t max, struct arena *a, struct request **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));

/** Fee notices of a period, what they asked for and what was paid of it, in fen: section six of the report. */
struct request_fees {
	int64_t notices, asked, paid;
};
int request_count_fees(const struct request_env *env, int64_t unit, struct request_period period,
	struct request_fees *ret, struct err *err) __attribute__((warn_unused_result));

/** Which cells one request is counted in, in a period; for "closed so, these cells change". `outcome` empty: as it
    is; otherwise as if it were answered so on `day`. At most four. */
int request_cells(const struct request *r, struct request_period period, struct sv outcome,
	struct date day, int *ret, size_t *ret_n);
