/* Does what is kept of filings equal what is counted, and the search index what is published? */
#include "report/filing_int.h"

#include "base/auto.h"
#include "search/search.h"

enum { CHECK_BATCH = 200 };

static int wrong(struct err *err, const char *what, int64_t id)
{
	err_set(err, E_DB, "年度报告的目录与报告不一致；请停止写入，从备份恢复，并告知维护人员。");
	return err_detail(err, "%s (%lld)", what, (long long)id);
}

static int check_kept(struct db *db, struct err *err)
{
	static const struct {
		const struct sql *sql;
		const char *what;
	} checks[] = {
		{ &filing_sql_wrong_version, "a filing whose versions are not all there" },
		{ &filing_sql_wrong_step, "a filing that is not in the state its history says" },
		{ &filing_sql_wrong_above, "filing_above differs from filing and unit_above" },
		{ &filing_sql_wrong_tally, "filing_tally differs from what is counted" },
		{ &filing_sql_wrong_units, "filing_units differs from what is counted" },
	};
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
		struct query q;
		int64_t id = 0;
		query_start(&q, db, checks[i].sql);
		bool found = query_row(&q);
		if (found)
			id = query_get_int(&q, 0);
		int rc = query_end(&q, err);
		if (rc)
			return rc;
		if (found)
			return wrong(err, checks[i].what, id);
	}
	return E_OK;
}

/** Published filings after `after`, some of them: is each found by its own title? */
static int check_found(struct db *db, int64_t *after, size_t *ret_n, struct err *err)
{
	const struct filing_filter published = { .by_id = INT64_MAX };
	AUTO(arena_done) struct arena a;
	struct filing *list;
	arena_init(&a, (size_t)1 << 26);
	int rc = filing_list(db, &published, (struct filing_after){ .id = *after }, CHECK_BATCH, &a, &list,
		ret_n, err);
	for (size_t i = 0; i < *ret_n && !rc; i++) {
		const struct search_document d = { .kind = SEARCH_REPORT, .subject = list[i].id,
			.unit = list[i].unit, .year = list[i].year, .title = list[i].title };
		bool found;
		rc = search_holds(db, &d, &found, err);
		if (!rc && !found)
			rc = wrong(err, "a published filing that the search index does not find", list[i].id);
		*after = list[i].id;
	}
	return rc;
}

/* Each is there, and there are as many: then nothing else is. */
static int check_index(struct db *db, struct err *err)
{
	int64_t after = 0, published = 0, indexed;
	size_t n = CHECK_BATCH;
	int rc = E_OK;
	while (!rc && n == CHECK_BATCH) {
		n = 0;
		rc = check_found(db, &after, &n, err);
		published += (int64_t)n;
	}
	if (!rc)
		rc = search_count(db, SEARCH_REPORT, &indexed, err);
	if (!rc && indexed != published)
		rc = wrong(err, "filings in the search index that are not published", indexed - published);
	return rc;
}

int filing_check(struct db *db, struct err *err)
{
	/* One snapshot: a step taken meanwhile is no fault. */
	bool own;
	int rc = tx_join_read(db, __func__, &own, err);
	if (!rc)
		rc = check_kept(db, err);
	if (!rc)
		rc = check_index(db, err);
	tx_leave(db, own);
	return rc;
}
