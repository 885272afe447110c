/** The index of a case file. Private to bundle.c. */
#pragma once

#include "request/bundle.h"

/** What goes into it; all opened. */
struct bundle_case {
	const struct request *request;
	struct request_inside inside;
	struct request_deed *deeds;
	size_t n_deeds;
	struct request_document *documents;
	size_t n_documents;
	const struct sv *names;  /* of the documents, in the ZIP */
	size_t n_entries;        /* of the ledger */
	time_utc now;
};

/** For people, and for programs (one JSON object). */
struct sv bundle_index_text(const struct bundle_case *c, struct arena *a);
int bundle_index_json(const struct bundle_case *c, struct arena *a, struct sv *ret,
	struct err *err) __attribute__((warn_unused_result));

/** The days, one a line. */
struct sv bundle_clock_text(const struct clock_day *days, size_t n, struct arena *a);

/** How to check it. */
struct sv bundle_instructions(void);
