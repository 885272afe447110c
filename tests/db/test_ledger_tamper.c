/*
 * Somebody with the database in his hands: triggers and keys dropped, one value of one row changed, a
 * row taken out, put in, exchanged. Verify must fail each time and name the entry or the checkpoint.
 */
#include "ledger_probe.h"

#include "base/str.h"
#include "ledger/entry.h"

enum { NUMBERED = 37, WAITING = 3, ALL = NUMBERED + WAITING };

enum type { INT, TEXT, BYTES };

/* A column: how to read and to overwrite it in the row whose key is $1. */
struct column {
	const char *name;
	enum type type;
	struct sql get, set;
};
#define COLUMN(table, key, column, type) \
	{ table "." column, type, { .text = "SELECT " column " FROM " table " WHERE " key " = $1" }, \
		{ .text = "UPDATE " table " SET " column " = $2 WHERE " key " = $1" } }

enum { C_NUMBER, C_KIND, C_SUBJECT, C_TIME, C_ACCOUNT, C_COMMITMENT, C_ID, C_SALT, C_PAYLOAD,
	C_DESTROYED_AT, C_ENTRY_ID, C_HASH, C_PLACE, C_NOTE, C_SIZE };
static const struct column columns[] = {
	[C_NUMBER] = COLUMN("ledger_entry", "id", "number", INT),
	[C_KIND] = COLUMN("ledger_entry", "id", "kind", TEXT),
	[C_SUBJECT] = COLUMN("ledger_entry", "id", "subject", TEXT),
	[C_TIME] = COLUMN("ledger_entry", "id", "time", INT),
	[C_ACCOUNT] = COLUMN("ledger_entry", "id", "account", INT),
	[C_COMMITMENT] = COLUMN("ledger_entry", "id", "commitment", BYTES),
	[C_ID] = COLUMN("ledger_entry", "id", "id", INT),
	[C_SALT] = COLUMN("ledger_payload", "entry_id", "salt", BYTES),
	[C_PAYLOAD] = COLUMN("ledger_payload", "entry_id", "payload", TEXT),
	[C_DESTROYED_AT] = COLUMN("ledger_payload", "entry_id", "destroyed_at", INT),
	[C_ENTRY_ID] = COLUMN("ledger_payload", "entry_id", "entry_id", INT),
	[C_HASH] = COLUMN("ledger_node", "place", "hash", BYTES),
	[C_PLACE] = COLUMN("ledger_node", "place", "place", INT),
	[C_NOTE] = COLUMN("ledger_checkpoint", "size", "note", TEXT),
	[C_SIZE] = COLUMN("ledger_checkpoint", "size", "size", INT),
};

/* On a connection of its own: a statement is kept prepared by the address of its text. */
static void run_alone(struct probe *p, const char *text)
{
	static const struct sql no_keys = { .text = "PRAGMA foreign_keys = OFF" };
	struct sql sql = { .text = text };
	struct err err = { 0 };
	struct db *db = test_db_open(&p->t, DB_WRITE);
	if (db_kind(db) == DB_SQLITE)
		probe_need(db_run(db, &no_keys, &err), &err);
	probe_need(db_run(db, &sql, &err), &err);
	db_close(db);
}

/* What stands in the way of an intruder, out of it; and no waiting for the disk. */
static void break_in(struct probe *p)
{
	static const char *const tables[] = { "ledger_entry", "ledger_payload", "ledger_node",
		"ledger_checkpoint" };
	static const struct sql no_keys = { .text = "PRAGMA foreign_keys = OFF" };
	static const struct sql fast = { .sqlite = "PRAGMA synchronous = OFF",
		.postgresql = "SET synchronous_commit = off" };
	bool sqlite = db_kind(p->db) == DB_SQLITE;
	struct err err = { 0 };
	char text[200];
	for (int i = 0; i < 4; i++) {
		const char *const sqlite_kinds[] = { "update", "delete", "insert" };
		const char *const pg_kinds[] = { "update", "delete", "truncate" };
		for (int k = 0; k < 3; k++) {
			snprintf(text, sizeof text, "DROP TRIGGER %s_%s%s%s", tables[i],
				sqlite ? sqlite_kinds[k] : pg_kinds[k], sqlite ? "" : " ON ",
				sqlite ? "" : tables[i]);
			run_alone(p, text);
		}
	}
	run_alone(p, "DROP INDEX ledger_entry_number");
	if (sqlite)
		probe_need(db_run(p->db, &no_keys, &err), &err);
	else
		run_alone(p, "ALTER TABLE ledger_payload DROP CONSTRAINT ledger_payload_entry_id_fkey");
	probe_need(db_run(p->db, &fast, &err), &err);
}

/* 40 entries under six checkpoints, three of them waiting. Ids are 1 … 40, numbers 0 … 36. */
static int setup(void **state)
{
	static const int batches[] = { 1, 4, 11, 2, 18, 1 };
	probe_setup(state);
	struct probe *p = *state;
	probe_enter(p, ALL);
	for (int i = 0; i < 6; i++)
		assert_int_equal(probe_sequence(p, batches[i]), batches[i]);
	struct ledger_verdict v = probe_verify(p);
	assert_int_equal(v.entries, NUMBERED);
	assert_int_equal(v.waiting, WAITING);
	assert_int_equal(v.checkpoints, 6);
	break_in(p);
	return 0;
}

static int teardown(void **state)
{
	return probe_teardown(state);
}

struct value {
	bool null;
	int64_t n;
	struct sv bytes;
};

static struct value get(struct probe *p, const struct column *c, int64_t key)
{
	struct query q;
	struct err err = { 0 };
	struct value v = { .null = true };
	query_start(&q, p->db, &c->get);
	query_int(&q, key);
	assert_true(query_row(&q));
	v.null = query_is_null(&q, 0);
	if (c->type == INT)
		v.n = query_get_int(&q, 0);
	else
		v.bytes = sv_dup(&p->arena, c->type == TEXT ? query_get_text(&q, 0) : query_get_bytes(&q, 0));
	probe_need(query_end(&q, &err), &err);
	return v;
}

static int try_set(struct probe *p, const struct column *c, int64_t key, struct value v,
	struct err *err)
{
	struct query q;
	query_start(&q, p->db, &c->set);
	query_int(&q, key);
	if (v.null)
		query_null(&q);
	else if (c->type == INT)
		query_int(&q, v.n);
	else if (c->type == TEXT)
		query_text(&q, v.bytes);
	else
		query_bytes(&q, v.bytes);
	int rc = query_end(&q, err);
	if (!rc)
		assert_int_equal(query_changes(&q), 1);
	return rc;
}

static void set(struct probe *p, const struct column *c, int64_t key, struct value v)
{
	struct err err = { 0 };
	probe_need(try_set(p, c, key, v, &err), &err);
}

/* Verify fails; @return what it says. `what` is for the message of this test. */
static struct err caught(struct probe *p, const char *what, int64_t key, int64_t *ret_bad)
{
	struct ledger_verdict v;
	struct err err = { 0 };
	int rc = ledger_verify(p->db, &p->key, &v, &err);
	if (rc != E_DB || !err.user[0])
		fail_msg("%s of %lld changed: verify says %s %s", what, (long long)key,
			err_name((enum err_code)rc), err.user);
	*ret_bad = v.bad_entry;
	return err;
}

static void must_have(const struct err *err, const char *want, const char *what)
{
	if (!sv_has(sv_of(err->user), sv_of(want)))
		fail_msg("%s changed: \"%s\" does not name \"%s\"", what, err->user, want);
}
#define says(err, fmt, number, what) \
	must_have(err, str_z(text_of(&p->arena, fmt, (long long)(number))), what)

__attribute__((format(printf, 2, 3)))
static const struct str *text_of(struct arena *a, const char *fmt, ...)
{
	struct str *s = arena_alloc(a, sizeof *s);
	va_list ap;
	assert_non_null(s);
	str_init(s, a, 200);
	va_start(ap, fmt);
	str_vaddf(s, fmt, ap);
	va_end(ap);
	return s;
}

static struct value with_byte(struct probe *p, struct value v, size_t at, int bits)
{
	v.bytes = sv_dup(&p->arena, v.bytes);
	((char *)(uintptr_t)v.bytes.p)[at] ^= (char)bits;
	return v;
}

/* The field changed to `v` and back; the entry must be named. */
static void change_entry(struct probe *p, int column, int64_t id, struct value old, struct value v)
{
	const struct column *c = &columns[column];
	int64_t bad;
	set(p, c, id, v);
	struct err err = caught(p, c->name, id, &bad);
	set(p, c, id, old);
	assert_int_equal(bad, id);
	if (id <= NUMBERED)
		says(&err, "第%lld号记录", id - 1, c->name);
	else
		says(&err, "内部编号%lld、尚未编号的记录", id, c->name);
}

/* Every byte of every field of the first entry, of the last, of one waiting; of each other entry one
   byte of each field, another one each time. Of a waiting one only payload, salt and commitment are
   bound to each other. */
static void a_changed_byte_of_an_entry_is_named(void **state)
{
	struct probe *p = *state;
	static const int fields[] = { C_PAYLOAD, C_SALT, C_COMMITMENT, C_KIND, C_SUBJECT };
	for (int64_t id = 1; id <= ALL; id++) {
		bool all = id == 1 || id == NUMBERED || id == ALL;
		for (int f = 0; f < (id > NUMBERED ? 3 : 5); f++) {
			const struct column *c = &columns[fields[f]];
			struct value old = get(p, c, id);
			for (size_t at = all || !old.bytes.n ? 0 : (size_t)id % old.bytes.n;
				at < old.bytes.n; at += all ? 1 : old.bytes.n)
				change_entry(p, fields[f], id, old, with_byte(p, old, at, 1));
			if (c->type != BYTES) {
				struct value more = old;
				more.bytes = sv_fmt(&p->arena, "%.*sx", SV_ARG(old.bytes));
				change_entry(p, fields[f], id, old, more);
			} else {
				struct value less = old;
				less.bytes = sv_head(old.bytes, old.bytes.n - 1);
				change_entry(p, fields[f], id, old, less);
			}
		}
	}
	probe_verify(p);
}

static void a_changed_number_in_an_entry_is_named(void **state)
{
	struct probe *p = *state;
	for (int64_t id = 1; id <= NUMBERED; id++)
		for (int column = C_TIME; column <= C_ACCOUNT; column++) {
			struct value old = get(p, &columns[column], id);
			for (int bit = (int)(id % 8); bit < 64; bit += 8)
				change_entry(p, column, id, old, (struct value){
					.n = (int64_t)((uint64_t)old.n ^ (uint64_t)1 << bit) });
		}
	probe_verify(p);
}

static void a_payload_that_is_gone_or_half_destroyed_is_named(void **state)
{
	struct probe *p = *state;
	for (int64_t id = 1; id <= ALL; id += 3) {
		struct value none = { .null = true }, old = get(p, &columns[C_DESTROYED_AT], id);
		assert_true(old.null);
		change_entry(p, C_DESTROYED_AT, id, old, (struct value){ .n = 1763800000 });
		change_entry(p, C_PAYLOAD, id, get(p, &columns[C_PAYLOAD], id), none);
		change_entry(p, C_SALT, id, get(p, &columns[C_SALT], id), none);
	}
	probe_verify(p);
}

/* Entries and payloads given other keys: the entry whose payload does not lie where it should. */
static void a_moved_row_is_noticed(void **state)
{
	struct probe *p = *state;
	int64_t bad;
	for (int64_t id = 1; id <= ALL; id++) {
		set(p, &columns[C_ENTRY_ID], id, (struct value){ .n = id + 1000 });
		struct err err = caught(p, "entry_id", id, &bad);
		set(p, &columns[C_ENTRY_ID], id + 1000, (struct value){ .n = id });
		assert_int_equal(bad, id);
		says(&err, id <= NUMBERED ? "第%lld号记录" : "内部编号%lld", id <= NUMBERED ? id - 1 : id,
			"entry_id");
		set(p, &columns[C_ID], id, (struct value){ .n = id + 1000 });
		err = caught(p, "id", id, &bad);
		set(p, &columns[C_ID], id + 1000, (struct value){ .n = id });
		assert_int_equal(bad, id + 1000);
		says(&err, id <= NUMBERED ? "第%lld号记录" : "内部编号%lld",
			id <= NUMBERED ? id - 1 : id + 1000, "id");
	}
	probe_verify(p);
}

static void a_changed_place_in_the_tree_is_noticed(void **state)
{
	struct probe *p = *state;
	int64_t bad;
	for (int64_t id = 1; id <= ALL; id++) {
		struct value old = get(p, &columns[C_NUMBER], id);
		const struct value to[] = { { .null = true }, { .n = old.n ^ 1 }, { .n = old.n ^ 16 },
			{ .n = NUMBERED }, { .n = old.n ^ 256 }, { .n = -1 }, { .n = INT64_MIN } };
		for (size_t i = old.null; i < sizeof to / sizeof *to; i++) {
			set(p, &columns[C_NUMBER], id, to[i]);
			struct err err = caught(p, "number", id, &bad);
			set(p, &columns[C_NUMBER], id, old);
			int64_t n = to[i].n;
			if (n < 0)
				says(&err, "编号是%lld", n, "number");
			else if (old.null || (!to[i].null && n < old.n))
				/* Where it stands now: one too many, or the tree does not reach that far. */
				says(&err, n > NUMBERED ? "其后是第%lld号" : "第%lld号记录", n, "number");
			else
				says(&err, id == NUMBERED && to[i].null ? "第%lld号起的记录不见了" : "缺少第%lld号记录",
					old.n, "number");
		}
	}
	probe_verify(p);
}

static void a_changed_node_is_named(void **state)
{
	struct probe *p = *state;
	int64_t bad, place = 0;
	for (int64_t number = 0; number < NUMBERED; number++)
		for (int64_t length = 1; (number + 1) % length == 0; length *= 2, place++) {
			struct value old = get(p, &columns[C_HASH], place);
			for (size_t at = (size_t)place % 3; at < 32; at += length > 8 ? 1 : 13) {
				set(p, &columns[C_HASH], place, with_byte(p, old, at, 0x10));
				struct err err = caught(p, "hash", place, &bad);
				assert_int_equal(bad, length == 1 ? number + 1 : 0);
				says(&err, length == 1 ? "第%lld号记录" : "至%lld号记录的树节点", number, "hash");
				if (length > 1)
					says(&err, "第%lld至", number + 1 - length, "hash");
			}
			set(p, &columns[C_HASH], place, old);
			set(p, &columns[C_PLACE], place, (struct value){ .n = -5 });
			struct err err = caught(p, "place", place, &bad);
			says(&err, length == 1 ? "第%lld号记录" : "至%lld号记录的树节点", number, "place");
			set(p, &columns[C_PLACE], -5, (struct value){ .n = place });
		}
	assert_int_equal(place, 2 * NUMBERED - 3);
	probe_verify(p);
}

static void a_changed_checkpoint_is_named(void **state)
{
	struct probe *p = *state;
	static const int64_t sizes[] = { 1, 5, 16, 18, 36, 37 };
	int64_t bad;
	for (int i = 0; i < 6; i++) {
		struct value old = get(p, &columns[C_NOTE], sizes[i]);
		for (size_t at = 0; at < old.bytes.n; at++) {
			set(p, &columns[C_NOTE], sizes[i], with_byte(p, old, at, 1));
			struct err err = caught(p, "note", sizes[i], &bad);
			says(&err, "记录数为%lld的检查点", sizes[i], "note");
			assert_int_equal(bad, 0);
		}
		struct value cut = old;
		cut.bytes = sv_head(old.bytes, old.bytes.n - 1);
		set(p, &columns[C_NOTE], sizes[i], cut);
		struct err err = caught(p, "note", sizes[i], &bad);
		says(&err, "记录数为%lld的检查点", sizes[i], "note");
		/* The note of another moment, whole and truly signed. */
		set(p, &columns[C_NOTE], sizes[i], get(p, &columns[C_NOTE], sizes[(i + 1) % 6]));
		err = caught(p, "note", sizes[i], &bad);
		says(&err, "记录数为%lld的检查点", sizes[i], "note");
		set(p, &columns[C_NOTE], sizes[i], old);
		for (int bit = 1; bit < 63; bit += 6) {
			int64_t other = sizes[i] ^ (int64_t)1 << bit;
			if (try_set(p, &columns[C_SIZE], sizes[i], (struct value){ .n = other }, NULL))
				continue; /* there is one of that size */
			err = caught(p, "size", sizes[i], &bad);
			says(&err, "记录数为%lld的检查点", other, "size");
			set(p, &columns[C_SIZE], other, (struct value){ .n = sizes[i] });
		}
	}
	probe_verify(p);
}

/* ── Whole rows ────────────────────────────────────────────────────────────────────────────── */

struct intrusion {
	const char *does, *undoes, *says;
};

#define COPY_ENTRY(id, number) "INSERT INTO ledger_entry SELECT " id ", " number \
	", kind, subject, time, account, commitment FROM ledger_entry WHERE id = 7"

static void rows_taken_out_and_put_in_are_noticed(void **state)
{
	struct probe *p = *state;
	static const struct intrusion list[] = {
		{ COPY_ENTRY("900", "6"), "DELETE FROM ledger_entry WHERE id = 900", "第6号记录不止一条" },
		{ COPY_ENTRY("900", "37"), "DELETE FROM ledger_entry WHERE id = 900", "第37号记录" },
		{ COPY_ENTRY("900", "NULL"), "DELETE FROM ledger_entry WHERE id = 900", "内部编号900" },
		{ "INSERT INTO ledger_payload SELECT 900, salt, payload, NULL FROM ledger_payload"
			" WHERE entry_id = 7", "DELETE FROM ledger_payload WHERE entry_id = 900",
			"账本里应有40条内容，实有41条" },
		{ "INSERT INTO ledger_node SELECT 900, hash FROM ledger_node WHERE place = 0",
			"DELETE FROM ledger_node WHERE place = 900", "账本里应有71条树节点，实有72条" },
		{ "INSERT INTO ledger_node SELECT -1, hash FROM ledger_node WHERE place = 0",
			"DELETE FROM ledger_node WHERE place = -1", "账本里应有71条树节点，实有72条" },
		{ "INSERT INTO ledger_checkpoint SELECT 38, note FROM ledger_checkpoint WHERE size = 37",
			"DELETE FROM ledger_checkpoint WHERE size = 38", "记录数为38的检查点" },
		{ "INSERT INTO ledger_checkpoint SELECT -1, note FROM ledger_checkpoint WHERE size = 37",
			"DELETE FROM ledger_checkpoint WHERE size = -1", "记录数为-1的检查点" },
		{ "UPDATE ledger_checkpoint SET size = -37 WHERE size = 37",
			"UPDATE ledger_checkpoint SET size = 37 WHERE size = -37", "记录数为-37的检查点" },
		/* Two payloads exchanged with salts and commitments: each holds, but not in its place. */
		{ "UPDATE ledger_payload SET entry_id = -entry_id WHERE entry_id IN (8, 9)",
			"UPDATE ledger_payload SET entry_id = -entry_id WHERE entry_id < 0", "第7号记录" },
		/* Backwards from here: what is deleted does not come back. */
		{ "DELETE FROM ledger_checkpoint WHERE size = 37", NULL, "第36号起的记录有编号，却没有检查点" },
		{ "DELETE FROM ledger_node WHERE place = 68", NULL, "第34至35号记录的树节点" },
		{ "DELETE FROM ledger_payload WHERE entry_id = 36", NULL, "第35号记录" },
		{ "DELETE FROM ledger_entry WHERE id = 30", NULL, "缺少第29号记录" },
	};
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		int64_t bad;
		run_alone(p, list[i].does);
		struct err err = caught(p, list[i].does, 0, &bad);
		/* The entries deleted last are the first that are missed. */
		if (!sv_has(sv_of(err.user), sv_of(list[i].says)))
			fail_msg("%s: \"%s\"", list[i].does, err.user);
		if (list[i].undoes) {
			run_alone(p, list[i].undoes);
			probe_verify(p);
		}
	}
}

static void exchanged_entries_are_named(void **state)
{
	struct probe *p = *state;
	static const int all[] = { C_KIND, C_SUBJECT, C_TIME, C_ACCOUNT, C_COMMITMENT, C_SALT,
		C_PAYLOAD };
	int64_t bad;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		struct value a = get(p, &columns[all[i]], 11), b = get(p, &columns[all[i]], 12);
		set(p, &columns[all[i]], 11, b);
		set(p, &columns[all[i]], 12, a);
	}
	struct err err = caught(p, "exchange", 11, &bad);
	says(&err, "第%lld号记录（report.accepted，", 10, "exchange");
	must_have(&err, "与其指纹不符", "exchange");
	assert_int_equal(bad, 11);
}

/* History written anew up to the root, by somebody without the key: the checkpoint tells. */
static void a_rewritten_history_is_caught_by_the_checkpoint(void **state)
{
	struct probe *p = *state;
	int64_t bad;
	struct value commitment = get(p, &columns[C_COMMITMENT], NUMBERED);
	struct entry e = { NUMBERED - 1, SV("report.returned"), get(p, &columns[C_SUBJECT],
		NUMBERED).bytes, get(p, &columns[C_TIME], NUMBERED).n,
		get(p, &columns[C_ACCOUNT], NUMBERED).n, commitment.bytes };
	struct ledger_hash leaf = entry_leaf(&e);
	set(p, &columns[C_KIND], NUMBERED, (struct value){ .bytes = e.kind });
	/* The 37th leaf stands alone at the edge: no node above it is stored. */
	set(p, &columns[C_HASH], 2 * (NUMBERED - 1) - 2,
		(struct value){ .bytes = { (const char *)leaf.b, LEDGER_HASH } });
	struct err err = caught(p, "history", NUMBERED, &bad);
	says(&err, "记录数为%lld的检查点的树根与记录不符", NUMBERED, "history");
	/* And nothing more is signed over it. */
	struct act act = probe_act(p);
	int64_t n;
	assert_int_equal(ledger_sequence(p->db, &p->key, &act, 9, &n, &err), E_DB);
	assert_true(sv_has(sv_of(err.user), SV("不再签名")));
}

/* An entry that no program of ours wrote is not numbered, and is named. */
static void a_waiting_entry_with_a_tab_is_not_numbered(void **state)
{
	struct probe *p = *state;
	struct act act = probe_act(p);
	struct err err = { 0 };
	int64_t bad, n;
	set(p, &columns[C_KIND], ALL, (struct value){ .bytes = SV("a\tb") });
	assert_int_equal(ledger_sequence(p->db, &p->key, &act, 9, &n, &err), E_DB);
	says(&err, "内部编号%lld", ALL, "kind");
	err = caught(p, "kind", ALL, &bad);
	assert_int_equal(bad, ALL);
	says(&err, "内部编号%lld", ALL, "kind");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_changed_byte_of_an_entry_is_named),
		TEST(a_changed_number_in_an_entry_is_named),
		TEST(a_payload_that_is_gone_or_half_destroyed_is_named),
		TEST(a_moved_row_is_noticed),
		TEST(a_changed_place_in_the_tree_is_noticed),
		TEST(a_changed_node_is_named),
		TEST(a_changed_checkpoint_is_named),
		TEST(rows_taken_out_and_put_in_are_noticed),
		TEST(exchanged_entries_are_named),
		TEST(a_rewritten_history_is_caught_by_the_checkpoint),
		TEST(a_waiting_entry_with_a_tab_is_not_numbered),
	};
	return cmocka_run_group_tests_name("ledger tampered with", tests, NULL, NULL);
}
