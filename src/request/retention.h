/**
 * The end of keeping: when all requests of an applicant were closed long enough ago, his key is destroyed and with
 * it everything he wrote, sent and was sent. What stays is what the annual report counts and the ledger proves:
 * numbers, dates, titles, outcomes.
 *
 * How long is not in the Regulation. The default is ten years after the last request of the applicant was closed,
 * the shortest period of 文书档案 (国家档案局令第8号: 10年, 30年, 永久); an office whose list says longer says so with --years.
 * Nothing is destroyed while a request of his is open, a remedy is pending, or anything was changed since.
 */
#pragma once

#include "request/request.h"

enum { RETENTION_YEARS = 10, RETENTION_YEARS_MIN = 1, RETENTION_YEARS_MAX = 100 };

/** The day before which requests must have been closed, so many years before `today`. */
struct date retention_before(struct date today, int years);

/** An applicant whose time is over. */
struct retention {
	int64_t applicant;
	struct sv unit_name;
	int64_t n_requests;
	struct date closed_on;   /* of the last one */
};

/** Those whose requests were all closed before a day; keyset by applicant. */
int retention_list(struct db *db, struct date before, int64_t after, size_t max, struct arena *a,
	struct retention **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/**
 * Destroy the key of one; inside a write transaction. Also forgets by what he would be known again, the marks of
 * what he wrote and the hashes of his files. One ledger entry a request.
 * @return 0, E_STALE (his time is not over, or he is destroyed already)
 */
int retention_destroy(struct db *db, int64_t applicant, struct date before, const struct act *act,
	struct err *err) __attribute__((warn_unused_result));

/** After that: leave nothing of the key behind in the database's own files. Outside a transaction. E_BUSY: somebody
    is reading; it happens by itself later. */
int retention_clean(struct db *db, struct err *err) __attribute__((warn_unused_result));

extern const struct sql_set retention_statements;
