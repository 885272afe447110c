#include "web/site.h"

#include "report/filing.h"

enum { TAKE_MS = 5000 };

int site_refresh(struct site *s, struct err *err)
{
	struct db *db;
	int64_t change;
	int rc = db_pool_take(s->pool, DB_READ, TAKE_MS, &db, err);
	if (rc)
		return rc;
	rc = filing_change(db, &change, err);
	db_pool_give(s->pool, db);
	if (!rc)
		atomic_store(&s->change, change);
	return rc;
}

const uint64_t site_bucket_ends[SITE_BUCKETS] = { 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000,
	250000, 1000000 };

void site_timed(struct site *s, uint64_t microseconds)
{
	size_t i = 0;
	while (i < SITE_BUCKETS && microseconds > site_bucket_ends[i])
		i++;
	atomic_fetch_add(&s->durations[i], 1);
	atomic_fetch_add(&s->duration_sum_us, microseconds);
}
