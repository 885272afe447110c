/**
 * What a sentence of the narrative can count, and what the tables say about it.
 * Private to the narrative rules.
 */
#pragma once

#include "report/report.h"

enum count {
	COUNT_NONE,
	/* 表三 */
	COUNT_NEW,
	COUNT_CARRIED_IN,
	COUNT_RESULTS,
	COUNT_CARRIED_OUT,
	COUNT_GRANTED,
	COUNT_PARTIAL,
	COUNT_DENIED,
	COUNT_UNABLE,
	COUNT_NOT_PROCESSED,
	COUNT_OTHER,
	COUNT_REASON, /* one row of 表三; `row` says which */
	/* 表四 */
	COUNT_RECONSIDERATION,
	COUNT_LAWSUIT,
	COUNT_LAWSUIT_DIRECT,
	COUNT_LAWSUIT_AFTER,
	/* 第二十条 */
	COUNT_RULES,
	COUNT_DOCUMENTS,
	COUNT_LICENCE,
	COUNT_PENALTY,
	COUNT_COERCION,
	COUNT_FEE,
	COUNT__MAX
};

/** Columns of 第二十条第（一）项. */
enum count_column { DOCS_ISSUED, DOCS_REPEALED, DOCS_IN_FORCE };

enum { REVIEW_UPHELD, REVIEW_CORRECTED, REVIEW_OTHER, REVIEW_PENDING, REVIEW_ALL };

/** All columns of 法人或其他组织 together, beside enum app_column. */
enum { APP_ORGANISATIONS = APP_COLUMN__MAX };

struct counted {
	enum count what;
	int column; /* of 表三 (enum app_column, APP_ORGANISATIONS), 表四 (REVIEW_…) or the
	               documents (enum count_column) */
	int row;    /* for COUNT_REASON: enum app_row */
};

/**
 * What the table says. Only cells with a certain number count; a blank, a text, a provisional
 * reading or an absent cell makes the count unknown.
 *
 * @param ret_cell  the cell, or -1 when several were added; may be NULL
 * @return false when unknown
 */
bool count_value(const struct report *r, struct counted c, int64_t *ret, int *ret_cell);

/** The same from the parts of the row where the form prints a total: columns 1-6, results 1-4. */
bool count_from_parts(const struct report *r, struct counted c, int64_t *ret);

/** Name of the count as an official would say it: "表三·一、本年新收…·总计", "表四行政诉讼总计". */
struct sv count_name(struct arena *a, const struct report *r, struct counted c);
