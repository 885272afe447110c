#include "ledger/nodes.h"

#include "base/auto.h"

enum { NOTE_ARENA = 64 * 1024 };

static int check_size(struct db *db, int64_t size, struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct ledger_head head;
	struct sv note;
	arena_init(&a, NOTE_ARENA);
	int rc = ledger_checkpoint(db, &a, &head, &note, err);
	if (!rc && size > head.size)
		rc = err_set(err, E_NOT_FOUND, "账本现有%lld条已编号的记录，还没有到%lld条，请稍后再试。",
			(long long)head.size, (long long)size);
	return rc;
}

static int hashes(struct db *db, const struct tree_span *spans, int n, struct arena *a,
	struct ledger_hash **ret, size_t *ret_n, struct err *err)
{
	struct ledger_hash *h = arena_array(a, (size_t)n, sizeof *h);
	if (!h)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (int i = 0; i < n; i++) {
		int rc = nodes_hash(db, spans[i], &h[i], err);
		if (rc)
			return rc;
	}
	*ret = h;
	*ret_n = (size_t)n;
	return E_OK;
}

int ledger_inclusion(struct db *db, int64_t number, int64_t size, struct arena *a,
	struct ledger_hash **ret, size_t *ret_n, struct err *err)
{
	struct tree_span spans[TREE_PROOF_MAX];
	if (number < 0 || number >= size)
		return err_set(err, E_NOT_FOUND, "在%lld条记录里没有第%lld号。", (long long)size,
			(long long)number);
	int rc = check_size(db, size, err);
	return rc ? rc : hashes(db, spans, tree_inclusion(number, size, spans), a, ret, ret_n, err);
}

int ledger_consistency(struct db *db, int64_t old, int64_t size, struct arena *a,
	struct ledger_hash **ret, size_t *ret_n, struct err *err)
{
	struct tree_span spans[TREE_PROOF_MAX];
	if (old < 0 || old > size)
		return err_set(err, E_NOT_FOUND, "%lld条记录的账本不可能是%lld条记录的账本的开头。",
			(long long)old, (long long)size);
	int rc = check_size(db, size, err);
	return rc ? rc : hashes(db, spans, tree_consistency(old, size, spans), a, ret, ret_n, err);
}
