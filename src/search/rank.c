/* How much a row speaks of the words: an auxiliary function of FTS5. */
#include "search/search_int.h"

#include <sqlite3.h>

enum { TAUGHT = 1u };

/** BM25's second factor: occurrences, with ever less weight, against the length of the text. */
static void rank_row(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int n,
	sqlite3_value **values)
{
	(void)n;
	(void)values;
	static const double k = 1.2, b = 0.75, usual = 400;
	int occurrences = 0, length = 0;
	if (api->xInstCount(fts, &occurrences) != SQLITE_OK || api->xColumnSize(fts, 1, &length) != SQLITE_OK) {
		sqlite3_result_int64(context, 0);
		return;
	}
	double f = occurrences;
	double score = f * (k + 1) / (f + k * (1 - b + b * length / usual));
	sqlite3_result_int64(context, (int64_t)(score * 1e6));
}

int rank_teach(struct db *db, struct err *err)
{
	sqlite3 *s = db_sqlite_handle(db);
	if (!s || db_was_taught(db, TAUGHT))
		return E_OK;
	fts5_api *api = NULL;
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s, search_fts5_api, -1, &stmt, NULL);
	if (rc == SQLITE_OK) {
		sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL);
		sqlite3_step(stmt);
		rc = sqlite3_finalize(stmt);
	}
	if (rc == SQLITE_OK && api)
		rc = api->xCreateFunction(api, "gongkai_rank", NULL, rank_row, NULL);
	if (rc == SQLITE_OK && api)
		return E_OK;
	err_set(err, E_DB, "这台机器的 SQLite 没有全文检索（FTS5），不能搜索。");
	return err_detail(err, "fts5: %s", sqlite3_errmsg(s));
}
