/* The reports of the units beneath, one after the other, and their sum. */
#include "report/filing_int.h"

#include "base/auto.h"
#include "report/pack.h"

enum { BATCH = 32 };

/** Some filings with their packs, copied, so that the visitor may use the connection. */
struct batch {
	struct filing filings[BATCH];
	struct sv packs[BATCH];
	size_t n;
};

static int load_batch(struct db *db, int64_t within, int year, struct filing_after after,
	struct arena *a, struct batch *ret, struct err *err)
{
	struct query q;
	ret->n = 0;
	query_start(&q, db, &filing_sql_list_countable);
	query_int(&q, within);
	query_int(&q, after.id ? after.year : year ? year : INT64_MAX);
	query_int(&q, after.id ? after.id : INT64_MAX);
	query_int(&q, year);
	query_int(&q, BATCH);
	while (query_row(&q) && ret->n < BATCH) {
		filing_take(&q, 0, a, &ret->filings[ret->n]);
		ret->packs[ret->n++] = sv_dup(a, query_get_bytes(&q, FILING_COLUMNS));
	}
	int rc = query_end(&q, err);
	if (!rc && a->failed)
		rc = err_set(err, E_NOMEM, "汇总时内存不足，请稍后再试。");
	return rc;
}

int filing_each(struct db *db, int64_t within, int year, filing_visitor *visit, void *context,
	struct err *err)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)PACK_MAX * BATCH);
	struct filing_after after = { 0 };
	struct batch batch = { .n = BATCH };
	bool go_on = true;
	int rc = E_OK;
	while (!rc && go_on && batch.n == BATCH) {
		rc = load_batch(db, within, year, after, &a, &batch, err);
		for (size_t i = 0; i < batch.n && !rc && go_on; i++) {
			struct report *r;
			rc = report_unpack(batch.packs[i], &a, &r, NULL, err);
			go_on = rc == E_OK && visit(context, &batch.filings[i], r);
			after = (struct filing_after){ batch.filings[i].year, batch.filings[i].id, 0 };
		}
		arena_reset(&a);
	}
	return rc;
}

struct adding {
	struct report_sum *sum;
	int64_t leave_out;
};

static bool add(void *context, const struct filing *f, const struct report *r)
{
	struct adding *adding = context;
	if (f->unit != adding->leave_out)
		report_sum_add(adding->sum, r);
	return true;
}

int filing_sum(struct db *db, int64_t within, int year, int64_t leave_out, struct report_sum *ret,
	struct err *err)
{
	struct adding adding = { ret, leave_out };
	return filing_each(db, within, year, add, &adding, err);
}
