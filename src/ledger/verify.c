#include "ledger/entry.h"
#include "ledger/ledger_sql.h"
#include "ledger/note.h"
#include "ledger/tree.h"

#include "base/auto.h"
#include "base/date.h"

#include <stdio.h>

enum { PAGE = 128, PAGE_NODES = 2 * PAGE + TREE_LEVELS, WHO = 160, CHECKPOINT_ARENA = 64 * 1024 };

/** Of an entry read, what is still needed when its place in the tree is looked at. */
struct seen {
	int64_t id;
	char who[WHO]; /* "第123号记录（report.accepted，2026-11-21 13:22）" */
	struct ledger_hash leaf;
};

struct walk {
	struct db *db;
	const struct ledger_key *key;
	struct ledger_verdict *verdict;
	struct err *err;
	struct tree_edge edge;         /* of what has been walked */
	int64_t last_id;
	struct seen page[PAGE];
	int n_page;
	struct ledger_hash node[PAGE_NODES];
	int n_node;
	bool more_checkpoints;
	struct ledger_head checkpoint; /* the next to come, or the last */
};

#define FAULT(w, ...) err_set((w)->err, E_DB, __VA_ARGS__)

static int fault_at(struct walk *w, int64_t id, const char *who, const char *what)
{
	w->verdict->bad_entry = id;
	int rc = FAULT(w, "%s%s", who, what);
	err_detail(w->err, "ledger: entry %lld does not hold", (long long)id);
	return rc;
}

/* ── One entry ─────────────────────────────────────────────────────────────────────────────── */

static void name_entry(const struct entry *e, int64_t id, bool waiting, char who[static WHO])
{
	char number[64], when[MOMENT_TEXT_MAX];
	snprintf(number, sizeof number, waiting ? "内部编号%lld、尚未编号的记录" : "第%lld号记录",
		(long long)(waiting ? id : e->number));
	if (entry_valid(e))
		snprintf(who, WHO, "%s（%.*s，%s）", number, SV_ARG(e->kind), moment_print(e->time, when));
	else
		snprintf(who, WHO, "%s", number);
}

/** Payload and commitment, or both gone. Columns 7 … 10. */
static int check_payload(struct walk *w, struct query *q, const struct entry *e, int64_t id,
	const char *who)
{
	struct sv salt = query_get_bytes(q, 8);
	if (query_is_null(q, 7))
		return fault_at(w, id, who, "的内容不见了。");
	if (!query_is_null(q, 10)) {
		w->verdict->destroyed++;
		return query_is_null(q, 8) && query_is_null(q, 9) ? E_OK
			: fault_at(w, id, who, "标为已销毁，内容却还在。");
	}
	if (query_is_null(q, 9) || salt.n != LEDGER_SALT)
		return fault_at(w, id, who, "的内容不见了，却没有销毁的记载。");
	struct ledger_hash h = entry_commitment((const unsigned char *)salt.p, query_get_text(q, 9));
	return memcmp(h.b, e->commitment.p, LEDGER_HASH) == 0 ? E_OK
		: fault_at(w, id, who, "的内容与其指纹不符。");
}

static int check_row(struct walk *w, struct query *q, bool waiting, struct seen *ret)
{
	struct entry e = { .number = query_get_int(q, 1), .kind = query_get_text(q, 2),
		.subject = query_get_text(q, 3), .time = query_get_int(q, 4),
		.account = query_get_int(q, 5), .commitment = query_get_bytes(q, 6) };
	ret->id = query_get_int(q, 0);
	name_entry(&e, ret->id, waiting, ret->who);
	if (!entry_valid(&e))
		return fault_at(w, ret->id, ret->who, "的字段被改成了不合格的值。");
	int rc = check_payload(w, q, &e, ret->id, ret->who);
	if (!rc)
		ret->leaf = entry_leaf(&e);
	return rc;
}

static int check_number(struct walk *w, int64_t number, int64_t id)
{
	int64_t want = w->edge.size + w->n_page;
	if (number == want)
		return E_OK;
	if (number > want)
		return FAULT(w, "缺少第%lld号记录：其后是第%lld号。", (long long)want, (long long)number);
	w->verdict->bad_entry = id;
	return FAULT(w, number < 0 ? "有一条记录的编号是%lld，编号不能小于0。"
		: "第%lld号记录不止一条。", (long long)number);
}

/* ── Pages ─────────────────────────────────────────────────────────────────────────────────── */

static int read_entries(struct walk *w)
{
	struct query q;
	int rc = E_OK;
	query_start(&q, w->db, &ledger_page_numbered);
	query_int(&q, w->edge.size > 0 ? w->edge.size - 1 : INT64_MIN);
	query_int(&q, w->last_id);
	query_int(&q, PAGE);
	w->n_page = 0;
	while (!rc && w->n_page < PAGE && query_row(&q)) {
		rc = check_number(w, query_get_int(&q, 1), query_get_int(&q, 0));
		if (!rc)
			rc = check_row(w, &q, false, &w->page[w->n_page]);
		if (!rc)
			w->n_page++;
	}
	int end = query_end(&q, rc ? NULL : w->err);
	if (w->n_page > 0)
		w->last_id = w->page[w->n_page - 1].id;
	return rc ? rc : end;
}

/** The nodes that the entries of the page complete. */
static int read_nodes(struct walk *w)
{
	struct query q;
	int64_t place = tree_stored(w->edge.size);
	int64_t want = tree_stored(w->edge.size + w->n_page) - place;
	query_start(&q, w->db, &ledger_page_nodes);
	query_int(&q, place);
	query_int(&q, want);
	for (w->n_node = 0; w->n_node < want && query_row(&q); w->n_node++) {
		struct sv hash = query_get_bytes(&q, 1);
		if (query_get_int(&q, 0) != place + w->n_node || hash.n != LEDGER_HASH)
			break;
		memcpy(w->node[w->n_node].b, hash.p, LEDGER_HASH);
	}
	return query_end(&q, w->err);
}

/** The checkpoint after `size` entries, checked by itself. */
static int next_checkpoint(struct walk *w, int64_t size)
{
	AUTO(arena_done) struct arena a;
	struct query q;
	struct note note;
	struct sv text = { "", 0 };
	arena_init(&a, CHECKPOINT_ARENA);
	query_start(&q, w->db, &ledger_next_checkpoint);
	query_int(&q, size);
	w->more_checkpoints = query_row(&q);
	if (w->more_checkpoints) {
		size = query_get_int(&q, 0);
		/* One that does not fit is no note: it is left empty and fails below. */
		text = sv_dup(&a, query_get_text(&q, 1));
	}
	int rc = query_end(&q, w->err);
	if (rc || !w->more_checkpoints)
		return rc;
	if (note_parse(text, &note, NULL))
		return FAULT(w, "记录数为%lld的检查点已损坏。", (long long)size);
	if (!note_is_signed(&note, w->key))
		return FAULT(w, "记录数为%lld的检查点的签名不符：它被改动过，或者不是用这把钥匙签的。",
			(long long)size);
	if (note.head.size != size || size < 1)
		return FAULT(w, "记录数为%lld的检查点签的是另一个数：%lld。", (long long)size,
			(long long)note.head.size);
	if (note.head.time < w->checkpoint.time)
		return FAULT(w, "记录数为%lld的检查点的时间早于前一个检查点。", (long long)size);
	w->checkpoint = note.head;
	return E_OK;
}

/* ── The tree ──────────────────────────────────────────────────────────────────────────────── */

static int check_nodes(struct walk *w, const struct seen *s, const struct ledger_hash *done, int n,
	int at)
{
	if (at >= w->n_node || memcmp(&w->node[at], &done[0], sizeof *done) != 0)
		return fault_at(w, s->id, s->who, at < w->n_node ? "与其指纹不符。" : "的指纹不见了。");
	for (int i = 1; i < n; i++) {
		long long last = w->edge.size - 1, first = w->edge.size - (1LL << i);
		if (at + i >= w->n_node)
			return FAULT(w, "第%lld至%lld号记录的树节点不见了。", first, last);
		if (memcmp(&w->node[at + i], &done[i], sizeof *done) != 0)
			return FAULT(w, "第%lld至%lld号记录的树节点与这些记录不符。", first, last);
	}
	return E_OK;
}

static int check_root(struct walk *w)
{
	struct ledger_hash root = tree_fold(w->edge.part, w->edge.n);
	int64_t size = w->edge.size;
	if (memcmp(root.b, w->checkpoint.root.b, LEDGER_HASH) != 0)
		return FAULT(w, "记录数为%lld的检查点的树根与记录不符。", (long long)size);
	w->verdict->checkpoints++;
	return next_checkpoint(w, size);
}

static int walk_page(struct walk *w)
{
	struct ledger_hash done[TREE_LEVELS + 1];
	int at = 0;
	int rc = read_nodes(w);
	for (int i = 0; !rc && i < w->n_page; i++) {
		int n = tree_append(&w->edge, w->page[i].leaf, done);
		rc = check_nodes(w, &w->page[i], done, n, at);
		at += n;
		if (!rc && w->more_checkpoints && w->checkpoint.size == w->edge.size)
			rc = check_root(w);
	}
	w->verdict->entries = w->edge.size;
	return rc;
}

static int walk_tree(struct walk *w)
{
	int rc = next_checkpoint(w, INT64_MIN);
	do {
		if (!rc)
			rc = read_entries(w);
		if (!rc)
			rc = walk_page(w);
	} while (!rc && w->n_page > 0);
	if (rc)
		return rc;
	if (w->more_checkpoints)
		return FAULT(w, "记录数为%lld的检查点之下只有%lld条记录：第%lld号起的记录不见了。",
			(long long)w->checkpoint.size, (long long)w->edge.size, (long long)w->edge.size);
	if (w->checkpoint.size < w->edge.size)
		return FAULT(w, "第%lld号起的记录有编号，却没有检查点。", (long long)w->checkpoint.size);
	return E_OK;
}

static int walk_waiting(struct walk *w)
{
	int64_t last = INT64_MIN, before;
	int rc = E_OK;
	do {
		struct query q;
		before = w->verdict->waiting;
		query_start(&q, w->db, &ledger_page_waiting);
		query_int(&q, last);
		query_int(&q, PAGE);
		while (!rc && query_row(&q)) {
			rc = check_row(w, &q, true, &w->page[0]);
			last = w->page[0].id;
			w->verdict->waiting += !rc;
		}
		int end = query_end(&q, rc ? NULL : w->err);
		rc = rc ? rc : end;
	} while (!rc && w->verdict->waiting > before);
	return rc;
}

/** What has been walked is all there is. */
static int check_counts(struct walk *w)
{
	const struct ledger_verdict *v = w->verdict;
	const int64_t want[4] = { v->entries + v->waiting, v->entries + v->waiting,
		tree_stored(v->entries), v->checkpoints };
	static const char *const what[4] = { "记录", "内容", "树节点", "检查点" };
	int64_t have[4];
	struct query q;
	query_start(&q, w->db, &ledger_counts);
	bool any = query_row(&q);
	for (int i = 0; i < 4; i++)
		have[i] = any ? query_get_int(&q, i) : 0;
	int rc = query_end(&q, w->err);
	for (int i = 0; !rc && i < 4; i++)
		if (have[i] != want[i])
			rc = FAULT(w, "账本里应有%lld条%s，实有%lld条。", (long long)want[i], what[i],
				(long long)have[i]);
	return rc;
}

int ledger_verify(struct db *db, const struct ledger_key *key, struct ledger_verdict *ret,
	struct err *err)
{
	struct walk w = { .db = db, .key = key, .verdict = ret, .err = err, .last_id = INT64_MIN };
	*ret = (struct ledger_verdict){ 0 };
	int rc = tx_begin_read(db, __func__, err);
	if (!rc)
		rc = walk_tree(&w);
	if (!rc)
		rc = walk_waiting(&w);
	if (!rc)
		rc = check_counts(&w);
	tx_rollback(db);
	return rc;
}
