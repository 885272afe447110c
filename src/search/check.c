/* Does the index hold what it should? */
#include "search/search_int.h"

enum { CHECK_ARENA = 1 << 22 };

int search_check(struct db *db, struct err *err)
{
	struct query q;
	query_start(&q, db, &search_counts);
	bool same = query_row(&q) && query_get_int(&q, 0) == query_get_int(&q, 1);
	int rc = query_end(&q, err);
	if (!rc && !same)
		rc = err_set(err, E_DB, "全文索引和它所索引的文件数目不一致，请用备份恢复，索引会重新建立。");
	return rc ? rc : db_run(db, &search_verify, err);
}

int search_count(struct db *db, int kind, int64_t *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &search_of_kind);
	query_int(&q, kind);
	*ret = query_row(&q) ? query_get_int(&q, 0) : 0;
	return query_end(&q, err);
}

/** The row of a document as it is wanted, or 0. */
static int row_of(struct db *db, const struct search_document *d, int64_t *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &search_of_subject);
	query_int(&q, d->kind);
	query_int(&q, d->subject);
	*ret = 0;
	if (query_row(&q) && query_get_int(&q, 1) == d->unit && query_get_int(&q, 2) == d->year
		&& sv_eq(query_get_text(&q, 4), d->title))
		*ret = query_get_int(&q, 0);
	return query_end(&q, err);
}

/** Is that row found by the tokens of the title, one after the other? */
static int finds(struct db *db, const struct search_document *d, int64_t row, struct arena *a,
	bool *ret, struct err *err)
{
	const struct search_query filter = { .unit = d->unit, .year = d->year, .kind = d->kind };
	struct str tokens;
	struct query q;
	str_init(&tokens, a, CHECK_ARENA);
	if (search_tokens(d->title, a, &tokens))
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	const struct search_words words = { .items = { { .tokens = str_sv(&tokens) } }, .n = 1 };
	*ret = true; /* a title of nothing but signs is found by nothing */
	if (!tokens.n)
		return E_OK;
	query_start(&q, db, &search_row_by_title);
	query_text(&q, db_kind(db) == DB_SQLITE ? match_fts(&words, &filter, true, a)
		: match_ts(&words, true, a));
	query_int(&q, row);
	*ret = query_row(&q);
	return query_end(&q, err);
}

int search_holds(struct db *db, const struct search_document *d, bool *ret, struct err *err)
{
	struct arena a;
	int64_t row;
	*ret = false;
	int rc = row_of(db, d, &row, err);
	if (rc || !row)
		return rc;
	arena_init(&a, CHECK_ARENA);
	rc = finds(db, d, row, &a, ret, err);
	arena_done(&a);
	return rc;
}
