#include "ledger/nodes.h"

#include "ledger/ledger_sql.h"

int nodes_get(struct db *db, struct tree_span complete, struct ledger_hash *ret, struct err *err)
{
	struct query q;
	int64_t place = tree_place(complete);
	query_start(&q, db, &ledger_node_at);
	query_int(&q, place);
	bool found = false;
	if (query_row(&q)) {
		struct sv hash = query_get_bytes(&q, 0);
		found = hash.n == LEDGER_HASH;
		if (found)
			memcpy(ret->b, hash.p, LEDGER_HASH);
	}
	int rc = query_end(&q, err);
	if (rc || found)
		return rc;
	rc = err_set(err, E_DB, "账本不完整：第%lld至%lld号记录的树节点缺失或损坏。请运行 gongkai ledger verify 检查。",
		(long long)complete.from, (long long)complete.to - 1);
	err_detail(err, "ledger: no good node at place %lld", (long long)place);
	return rc;
}

int nodes_hash(struct db *db, struct tree_span span, struct ledger_hash *ret, struct err *err)
{
	struct tree_span parts[TREE_LEVELS];
	struct ledger_hash hash[TREE_LEVELS];
	int n = tree_parts(span, parts);
	for (int i = 0; i < n; i++) {
		int rc = nodes_get(db, parts[i], &hash[i], err);
		if (rc)
			return rc;
	}
	*ret = tree_fold(hash, n);
	return E_OK;
}
