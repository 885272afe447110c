#include "request/retention.h"

#include "request/request_int.h"
#include "request/retention_sql.h"

#include "base/auto.h"
#include "ledger/ledger.h"

#include <assert.h>

enum { CHINA = 8 * 3600 };

struct date retention_before(struct date today, int years)
{
	struct date d = { today.year - years, today.month, today.day };
	if (!date_valid(d))
		d.day = 28; /* 29 February */
	return d;
}

static void ask(struct query *q, struct db *db, const struct sql *sql, struct date before,
	int64_t applicant, size_t max)
{
	char day[DATE_TEXT_MAX];
	query_start(q, db, sql);
	query_text(q, request_date_text(before, day));
	query_int(q, date_to_day(before) * 86400 - CHINA);
	query_int(q, applicant);
	query_int(q, (int64_t)max);
}

int retention_list(struct db *db, struct date before, int64_t after, size_t max, struct arena *a,
	struct retention **ret, size_t *ret_n, struct err *err)
{
	struct query q;
	struct retention *list = NULL;
	size_t n = 0, cap = 0;
	ask(&q, db, &retention_sql_list, before, after, max);
	while (query_row(&q)) {
		list = arena_grow(a, list, n, &cap, sizeof *list);
		if (!list)
			break;
		list[n++] = (struct retention){ query_get_int(&q, 0), query_copy(&q, 1, a),
			query_get_int(&q, 2), request_date_of(query_get_text(&q, 3)) };
	}
	int rc = query_end(&q, err);
	*ret = list;
	*ret_n = n;
	return rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}

/** Each of his requests gets its last entry. */
static int enter(struct db *db, int64_t applicant, struct date before, const struct act *act,
	struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct query q;
	struct sv *subjects = NULL;
	size_t n = 0, cap = 0;
	char day[DATE_TEXT_MAX];
	arena_init(&a, 64 << 20);
	query_start(&q, db, &retention_sql_requests);
	query_int(&q, applicant);
	while (query_row(&q)) {
		subjects = arena_grow(&a, subjects, n, &cap, sizeof *subjects);
		if (!subjects)
			break;
		subjects[n++] = sv_fmt(&a, "request/%.*s", SV_ARG(query_get_text(&q, 0)));
	}
	int rc = query_end(&q, err);
	struct sv payload = sv_fmt(&a, "{\"event\":\"destroyed\",\"closed_before\":\"%.*s\"}",
		SV_ARG(request_date_text(before, day)));
	if (!rc && a.failed)
		rc = request_no_memory(err);
	for (size_t i = 0; i < n && !rc; i++) {
		const struct ledger_event e = { SV("request.destroyed"), subjects[i], payload };
		rc = ledger_enter(db, &e, act, NULL, err);
	}
	return rc;
}

static int forget(struct db *db, const struct sql *sql, int64_t applicant, const struct sv *other,
	struct err *err)
{
	struct query q;
	query_start(&q, db, sql);
	query_int(&q, applicant);
	if (other)
		query_bytes(&q, *other);
	return query_end(&q, err);
}

int retention_destroy(struct db *db, int64_t applicant, struct date before, const struct act *act,
	struct err *err)
{
	unsigned char random[SEAL_MARK];
	const struct sv mark = { (const char *)random, sizeof random }, nothing = SV("");
	bool done = false;
	struct query q;
	assert(tx_is_open(db));
	ask(&q, db, &retention_sql_one, before, applicant, 1);
	bool over = query_row(&q);
	int rc = query_end(&q, err);
	if (!rc && over)
		rc = seal_key_destroy(db, applicant, &done, err);
	if (!rc && !done)
		rc = err_set(err, E_STALE, "这位申请人的保存期限还没有到，或者已经销毁过了。");
	if (rc)
		return rc;
	act_random(act, random, sizeof random);
	rc = forget(db, &retention_sql_unmark, applicant, &mark, err);
	if (!rc)
		rc = forget(db, &retention_sql_unsketch, applicant, NULL, err);
	if (!rc)
		rc = forget(db, &retention_sql_unhash, applicant, &nothing, err);
	if (!rc)
		rc = forget(db, &retention_sql_unkey, applicant, NULL, err);
	return rc ? rc : enter(db, applicant, before, act, err);
}

int retention_clean(struct db *db, struct err *err)
{
	struct query q;
	assert(!tx_is_open(db));
	query_start(&q, db, &retention_sql_clean);
	bool busy = query_row(&q) && query_get_int(&q, 0) != 0;
	int rc = query_end(&q, err);
	if (!rc && busy)
		rc = err_set(err, E_BUSY, "有人正在读数据库，旧的日志还没有清掉；稍后会自动清掉。");
	return rc;
}
