#include "ledger/ledger_sql.h"
#include "ledger/note.h"
#include "ledger/tree.h"

int ledger_checkpoint(struct db *db, struct arena *a, struct ledger_head *ret,
	struct sv *ret_note, struct err *err)
{
	struct query q;
	struct sv text = { "", 0 };
	struct note note = { .head = { .root = tree_empty() } };
	int64_t size = 0;
	query_start(&q, db, &ledger_last_checkpoint);
	bool found = query_row(&q);
	if (found) {
		size = query_get_int(&q, 0);
		text = query_copy(&q, 1, a);
	}
	int rc = query_end(&q, err);
	if (rc)
		return rc;
	if (found && (note_parse(text, &note, NULL) || note.head.size != size)) {
		rc = err_set(err, E_DB, "记录数为%lld的检查点已损坏。请运行 gongkai ledger verify 检查。",
			(long long)size);
		err_detail(err, "ledger: bad checkpoint at size %lld", (long long)size);
		return rc;
	}
	*ret = note.head;
	*ret_note = text;
	return E_OK;
}

static void read_entry(struct query *q, struct arena *a, struct ledger_entry *ret)
{
	*ret = (struct ledger_entry){
		.id = query_get_int(q, 0),
		.number = query_get_int(q, 1),
		.kind = query_copy(q, 2, a),
		.subject = query_copy(q, 3, a),
		.time = query_get_int(q, 4),
		.account = query_get_int(q, 5),
		.payload = query_copy(q, 6, a),
	};
}

int ledger_of_subject(struct db *db, struct sv subject, struct arena *a,
	struct ledger_entry **ret, size_t *ret_n, struct err *err)
{
	struct ledger_entry *items = NULL;
	size_t n = 0, cap = 0;
	struct query q;
	query_start(&q, db, &ledger_entries_of_subject);
	query_text(&q, subject);
	while (!a->failed && query_row(&q)) {
		struct ledger_entry *more = arena_grow(a, items, n, &cap, sizeof *items);
		if (!more)
			break;
		items = more;
		read_entry(&q, a, &items[n++]);
	}
	int rc = query_end(&q, err);
	if (!rc && a->failed)
		rc = err_set(err, E_NOMEM, "记录太多，内存不足。");
	if (rc)
		return rc;
	*ret = items;
	*ret_n = n;
	return E_OK;
}
