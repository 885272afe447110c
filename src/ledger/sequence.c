#include "ledger/entry.h"
#include "ledger/ledger_sql.h"
#include "ledger/nodes.h"
#include "ledger/note.h"

#include "base/auto.h"

#include <assert.h>

enum { NODES_AT_ONCE = 1024, BATCH_ARENA = 2 * 1024 * 1024 };

struct batch {
	struct db *db;
	const struct ledger_key *key;
	struct arena *arena;
	struct ledger_head head;     /* before it, then after it */
	struct tree_edge edge;
	struct ledger_hash *leaf;    /* of the entries taken, by number */
	bool *taken;
	int64_t max, n;
};

static int stale(struct err *err)
{
	int rc = err_set(err, E_STALE, "另一个程序正在给账本编号，这一次没有改动任何记录。");
	err_detail(err, "ledger: two sequencers at once");
	return rc;
}

/** The tree as the newest checkpoint left it; refused when it is not what that was signed over. */
static int load(struct batch *b, struct err *err)
{
	struct tree_span parts[TREE_LEVELS];
	struct sv text;
	struct note note;
	int rc = ledger_checkpoint(b->db, b->arena, &b->head, &text, err);
	if (rc)
		return rc;
	if (text.n && (note_parse(text, &note, NULL) || !note_is_signed(&note, b->key))) {
		rc = err_set(err, E_DB, "账本不是用现在这把钥匙签的：请恢复原来的钥匙文件，"
			"再运行 gongkai ledger verify 检查。");
		err_detail(err, "ledger: newest checkpoint is not signed by this key");
		return rc;
	}
	b->edge.size = b->head.size;
	b->edge.n = tree_parts((struct tree_span){ 0, b->head.size }, parts);
	for (int i = 0; i < b->edge.n; i++) {
		rc = nodes_get(b->db, parts[i], &b->edge.part[i], err);
		if (rc)
			return rc;
	}
	struct ledger_hash root = tree_fold(b->edge.part, b->edge.n);
	if (memcmp(root.b, b->head.root.b, LEDGER_HASH) == 0)
		return E_OK;
	rc = err_set(err, E_DB, "账本被改动过：现存的树与最近的检查点不符，不再签名。"
		"请运行 gongkai ledger verify 检查。");
	err_detail(err, "ledger: stored tree has not the root of the checkpoint of size %lld",
		(long long)b->head.size);
	return rc;
}

static int take_row(struct batch *b, struct query *q, struct err *err)
{
	struct entry e = { .number = query_get_int(q, 1), .kind = query_get_text(q, 2),
		.subject = query_get_text(q, 3), .time = query_get_int(q, 4),
		.account = query_get_int(q, 5), .commitment = query_get_bytes(q, 6) };
	int64_t at = e.number - b->head.size;
	/* Entries that another sequencer took while we waited for its locks are left out, so there are
	   gaps before the end: found by counting. */
	if (at < 0 || at >= b->max || b->taken[at])
		return stale(err);
	if (!entry_valid(&e)) {
		int rc = err_set(err, E_DB, "尚未编号的记录（内部编号%lld）的字段不合格，不能编入账本。"
			"它不是本系统写入的，请告知维护人员。", (long long)query_get_int(q, 0));
		err_detail(err, "ledger: entry %lld has fields that no entry can have",
			(long long)query_get_int(q, 0));
		return rc;
	}
	b->leaf[at] = entry_leaf(&e);
	b->taken[at] = true;
	b->n++;
	return E_OK;
}

/** Number what waits; leaves in order of number. */
static int take(struct batch *b, struct err *err)
{
	struct query q;
	int rc = E_OK, end;
	query_start(&q, b->db, &ledger_number_waiting);
	query_int(&q, b->head.size);
	query_int(&q, b->max);
	while (!rc && query_row(&q))
		rc = take_row(b, &q, err);
	end = query_end(&q, rc ? NULL : err);
	if (!rc)
		rc = end == E_EXISTS ? stale(err) : end;
	for (int64_t i = 0; !rc && i < b->n; i++)
		if (!b->taken[i])
			rc = stale(err);
	return rc;
}

static int add_nodes(struct batch *b, int64_t place, const struct ledger_hash *hash, int64_t n,
	struct err *err)
{
	struct query q;
	query_start(&q, b->db, &ledger_add_nodes);
	query_int(&q, place);
	query_bytes(&q, (struct sv){ (const char *)hash->b, (size_t)n * LEDGER_HASH });
	query_int(&q, n);
	int rc = query_end(&q, err);
	return rc == E_EXISTS ? stale(err) : rc;
}

/** Extend the tree by the leaves taken, and keep every subtree that becomes complete. */
static int grow(struct batch *b, struct err *err)
{
	struct ledger_hash *hash = arena_array(b->arena, NODES_AT_ONCE + TREE_LEVELS + 1, sizeof *hash);
	int64_t n = 0, place = tree_stored(b->head.size);
	int rc = hash ? E_OK : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (int64_t i = 0; !rc && i < b->n; i++) {
		n += tree_append(&b->edge, b->leaf[i], &hash[n]);
		if (n >= NODES_AT_ONCE || i == b->n - 1) {
			rc = add_nodes(b, place, hash, n, err);
			place += n;
			n = 0;
		}
	}
	return rc;
}

static int sign(struct batch *b, time_utc now, struct err *err)
{
	struct str note;
	struct query q;
	b->head.size += b->n;
	b->head.root = tree_fold(b->edge.part, b->edge.n);
	if (b->head.time < now)
		b->head.time = now;
	str_init(&note, b->arena, NOTE_MAX);
	note_print(&b->head, b->key, &note);
	if (!str_ok(&note))
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	query_start(&q, b->db, &ledger_add_checkpoint);
	query_int(&q, b->head.size);
	query_text(&q, str_sv(&note));
	int rc = query_end(&q, err);
	return rc == E_EXISTS ? stale(err) : rc;
}

static int run(struct batch *b, time_utc now, struct err *err)
{
	int rc = load(b, err);
	b->leaf = arena_array(b->arena, (size_t)b->max, sizeof *b->leaf);
	b->taken = arena_array(b->arena, (size_t)b->max, sizeof *b->taken);
	if (!rc && (!b->leaf || !b->taken))
		rc = err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (!rc)
		rc = take(b, err);
	if (rc || b->n == 0)
		return rc;
	rc = grow(b, err);
	return rc ? rc : sign(b, now, err);
}

static int any_waiting(struct db *db, bool *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &ledger_any_waiting);
	*ret = query_row(&q);
	return query_end(&q, err);
}

int ledger_sequence(struct db *db, const struct ledger_key *key, const struct act *act,
	int64_t max, int64_t *ret_n, struct err *err)
{
	AUTO(arena_done) struct arena a;
	bool waiting;
	assert(max > 0);
	arena_init(&a, BATCH_ARENA);
	/* Asked without the write lock: most of the time there is nothing to do. */
	int rc = any_waiting(db, &waiting, err);
	if (rc)
		return rc;
	struct batch b = { .db = db, .key = key, .arena = &a,
		.max = max < LEDGER_BATCH_MAX ? max : LEDGER_BATCH_MAX };
	if (waiting)
		rc = tx_begin_write(db, __func__, err);
	if (waiting && !rc) {
		rc = run(&b, act->now, err);
		if (!rc && b.n > 0)
			rc = tx_commit(db, err);
		tx_rollback(db);
	}
	if (!rc)
		*ret_n = b.n;
	return rc;
}
