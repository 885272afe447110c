/* The ledger on both databases: what is entered stays, is numbered once, and can be proved. */
#include "ledger_probe.h"

#include <pthread.h>
#include <sodium.h>

static void its_statements_fit_both_databases(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	probe_need(db_check_statements(p->db, &ledger_statements, &err), &err);
}

static void an_empty_ledger_is_in_order(void **state)
{
	struct probe *p = *state;
	assert_int_equal(probe_sequence(p, 100), 0);
	struct ledger_head head = probe_head(p);
	char hex[65];
	sodium_bin2hex(hex, sizeof hex, head.root.b, 32);
	assert_int_equal(head.size, 0);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	struct ledger_verdict v = probe_verify(p);
	assert_int_equal(v.entries + v.waiting + v.checkpoints + v.destroyed, 0);
}

static void entries_come_back_by_subject(void **state)
{
	struct probe *p = *state;
	struct ledger_entry *e;
	size_t n;
	struct err err = { 0 };
	probe_enter(p, 30);
	assert_int_equal(probe_sequence(p, 20), 20);
	probe_need(ledger_of_subject(p->db, SV("report/6"), &p->arena, &e, &n, &err), &err);
	assert_int_equal(n, 2); /* the 7th and the 20th of 30 */
	assert_int_equal(e[0].number, 6);
	assert_int_equal(e[1].number, 19);
	assert_true(sv_eq(e[0].kind, SV("report.received")));
	assert_true(sv_eq(e[1].kind, SV("report.accepted")));
	assert_true(sv_eq(e[0].payload, SV("")));
	assert_true(sv_eq(e[1].payload, SV("{\"state\":\"已受理\",\"n\":19}")));
	assert_true(sv_eq(e[1].subject, SV("report/6")));
	assert_int_equal(e[1].time, PROBE_START + 19 * 7);
	assert_int_equal(e[1].account, 19 % 5);
	probe_need(ledger_of_subject(p->db, SV("report/7"), &p->arena, &e, &n, &err), &err);
	assert_int_equal(n, 2);
	assert_int_equal(e[1].number, -1); /* the 21st waits */
	probe_need(ledger_of_subject(p->db, SV("report/nobody"), &p->arena, &e, &n, &err), &err);
	assert_int_equal(n, 0);
	struct ledger_verdict v = probe_verify(p);
	assert_int_equal(v.entries, 20);
	assert_int_equal(v.waiting, 10);
	assert_int_equal(v.checkpoints, 1);
}

static void a_change_given_up_leaves_no_entry(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	probe_enter(p, 3);
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	probe_enter_in(p);
	tx_rollback(p->db);
	assert_int_equal(probe_sequence(p, 100), 3);
	assert_int_equal(probe_verify(p).entries, 3);
}

static void refuse(struct probe *p, struct ledger_event e, struct act act, int want)
{
	struct err err = { 0 };
	int64_t id = -7;
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	assert_int_equal(ledger_enter(p->db, &e, &act, &id, &err), want);
	assert_true(strlen(err.user) > 20);
	assert_int_equal(id, -7);
	probe_need(tx_commit(p->db, &err), &err);
}

static void fields_that_no_line_can_hold_are_refused(void **state)
{
	struct probe *p = *state;
	static char big[LEDGER_PAYLOAD_MAX + 1];
	memset(big, 'a', sizeof big);
	const struct ledger_event good = { SV("a"), SV("b"), SV("{}") };
	const struct act act = probe_act(p);
	static const struct sv bad[] = { SV_INIT(""), SV_INIT("a b"), SV_INIT("a\tb"), SV_INIT("a\n"),
		SV_INIT("\x7F"), SV_INIT("a\0b"), SV_INIT("\xC3\xA9"), SV_INIT("县") };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		refuse(p, (struct ledger_event){ bad[i], good.subject, good.payload }, act, E_FORMAT);
		refuse(p, (struct ledger_event){ good.kind, bad[i], good.payload }, act, E_FORMAT);
	}
	refuse(p, (struct ledger_event){ { big, LEDGER_KIND_MAX + 1 }, good.subject, good.payload }, act,
		E_LIMIT);
	refuse(p, (struct ledger_event){ good.kind, { big, LEDGER_SUBJECT_MAX + 1 }, good.payload }, act,
		E_LIMIT);
	refuse(p, (struct ledger_event){ good.kind, good.subject, { big, sizeof big } }, act, E_LIMIT);
	refuse(p, (struct ledger_event){ good.kind, good.subject, SV("a\0b") }, act, E_FORMAT);
	refuse(p, (struct ledger_event){ good.kind, good.subject, SV("\xFF") }, act, E_FORMAT);
	refuse(p, good, (struct act){ -1, 0, act.entropy }, E_FORMAT);
	refuse(p, good, (struct act){ 253402300800, 0, act.entropy }, E_FORMAT);
	refuse(p, good, (struct act){ 0, -1, act.entropy }, E_FORMAT);
	assert_int_equal(probe_verify(p).waiting, 0);

	/* The longest that fit do fit, to the end of the tree. */
	struct err err = { 0 };
	struct ledger_event most = { { big, LEDGER_KIND_MAX }, { big, LEDGER_SUBJECT_MAX },
		{ big, LEDGER_PAYLOAD_MAX } };
	struct act last = { 253402300799, INT64_MAX, act.entropy };
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	probe_need(ledger_enter(p->db, &most, &last, NULL, &err), &err);
	probe_need(tx_commit(p->db, &err), &err);
	assert_int_equal(probe_sequence(p, 1), 1);
	assert_int_equal(probe_verify(p).entries, 1);
}

static void a_small_arena_is_an_error_and_no_more(void **state)
{
	struct probe *p = *state;
	bool well = false;
	probe_enter(p, 40);
	assert_int_equal(probe_sequence(p, 33), 33);
	for (size_t room = 0; !well; room += 16) {
		AUTO(arena_done) struct arena a;
		struct ledger_entry *e;
		struct ledger_hash *proof;
		struct ledger_head head;
		struct sv note;
		size_t n;
		arena_init(&a, room);
		struct err err = { 0 };
		int of_subject = ledger_of_subject(p->db, SV("report/1"), &a, &e, &n, &err);
		assert_true(of_subject == E_OK ? n == 3 : of_subject == E_NOMEM && err.user[0]);
		arena_reset(&a);
		err = (struct err){ 0 };
		int checkpoint = ledger_checkpoint(p->db, &a, &head, &note, &err);
		assert_true(checkpoint == E_OK ? head.size == 33 : checkpoint == E_NOMEM && err.user[0]);
		arena_reset(&a);
		err = (struct err){ 0 };
		int inclusion = ledger_inclusion(p->db, 7, 33, &a, &proof, &n, &err);
		assert_true(inclusion == E_OK ? n == 6 : inclusion == E_NOMEM && err.user[0]);
		well = !of_subject && !checkpoint && !inclusion;
		assert_true(room > 64 || !well);
	}
}

/* However the batches fall, the tree is the same. */
static void batches_do_not_show_in_the_root(void **state)
{
	struct probe *p = *state;
	void *other;
	probe_setup(&other);
	struct probe *q = other;
	uint64_t random = 99;
	int waiting = 0, done = 0, batches = 0;
	while (done < 700) {
		unsigned char r[2];
		probe_fill(&random, r, sizeof r);
		if (p->entered < 700 && r[0] % 2) {
			int n = r[1] % 40;
			n = p->entered + n > 700 ? (int)(700 - p->entered) : n;
			probe_enter(p, n);
			waiting += n;
		} else {
			int want = 1 + r[1] % 60, n = (int)probe_sequence(p, want);
			assert_int_equal(n, want < waiting ? want : waiting);
			waiting -= n;
			done += n;
			batches += n > 0;
		}
	}
	probe_enter(q, 700);
	assert_int_equal(probe_sequence(q, LEDGER_BATCH_MAX + 1), 700);
	struct ledger_head a = probe_head(p), b = probe_head(q);
	assert_memory_equal(a.root.b, b.root.b, LEDGER_HASH);
	assert_int_equal(probe_verify(p).checkpoints, batches);
	assert_int_equal(probe_verify(q).checkpoints, 1);
	assert_true(batches > 10);
	probe_teardown(&other);
}

/* ── Proofs ────────────────────────────────────────────────────────────────────────────────── */

static struct ledger_hash join(const struct ledger_hash *l, const struct ledger_hash *r)
{
	unsigned char buf[65] = { 1 };
	struct ledger_hash h;
	memcpy(buf + 1, l->b, 32);
	memcpy(buf + 33, r->b, 32);
	crypto_hash_sha256(h.b, buf, sizeof buf);
	return h;
}

/* RFC 9162 2.1.3.2, by its letter. */
static bool leaf_is_proved(struct ledger_hash leaf, int64_t number, int64_t size,
	const struct ledger_hash *proof, size_t n, const struct ledger_hash *root)
{
	int64_t fn = number, sn = size - 1;
	struct ledger_hash r = leaf;
	for (size_t i = 0; i < n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			r = join(&proof[i], &r);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			r = join(&r, &proof[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && memcmp(r.b, root->b, 32) == 0;
}

/* RFC 9162 2.1.4.2, by its letter, for 0 < first < second. */
static bool beginning_is_proved(int64_t first, int64_t second, const struct ledger_hash *first_root,
	const struct ledger_hash *second_root, const struct ledger_hash *proof, size_t n)
{
	struct ledger_hash path[130];
	size_t len = 0;
	if (n == 0)
		return false;
	if ((first & (first - 1)) == 0)
		path[len++] = *first_root;
	memcpy(path + len, proof, n * sizeof *proof);
	len += n;
	int64_t fn = first - 1, sn = second - 1;
	while (fn & 1) {
		fn >>= 1;
		sn >>= 1;
	}
	struct ledger_hash fr = path[0], sr = path[0];
	for (size_t i = 1; i < len; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			fr = join(&path[i], &fr);
			sr = join(&path[i], &sr);
			while (!(fn & 1) && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			sr = join(&sr, &path[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && memcmp(fr.b, first_root->b, 32) == 0
		&& memcmp(sr.b, second_root->b, 32) == 0;
}

/* Every entry in every tree, every tree in every later one, checked as a stranger would. */
static void proofs_hold_as_a_stranger_checks_them(void **state)
{
	enum { N = 41 };
	struct probe *p = *state;
	struct ledger_hash root[N + 1], leaf[N], *proof;
	size_t n;
	struct err err = { 0 };
	for (int size = 1; size <= N; size++) {
		probe_enter(p, 1);
		assert_int_equal(probe_sequence(p, 1), 1);
		root[size] = probe_head(p).root;
		/* The last leaf of a tree proves to be the old tree's difference: taken from a proof. */
		if (size > 1) {
			probe_need(ledger_inclusion(p->db, size - 2, size, &p->arena, &proof, &n, &err), &err);
			if (size % 2 == 0)
				leaf[size - 1] = proof[0];
		}
	}
	for (int i = 0; i + 1 < N; i += 2) {
		probe_need(ledger_inclusion(p->db, i + 1, N, &p->arena, &proof, &n, &err), &err);
		leaf[i] = proof[0];
	}
	for (int size = 1; size <= N; size++) {
		for (int i = 0; i < size && i < N - 1; i++) {
			probe_need(ledger_inclusion(p->db, i, size, &p->arena, &proof, &n, &err), &err);
			assert_true(leaf_is_proved(leaf[i], i, size, proof, n, &root[size]));
			assert_false(leaf_is_proved(leaf[(i + 1) % (N - 1)], i, size, proof, n, &root[size]));
		}
		for (int old = 1; old < size; old++) {
			probe_need(ledger_consistency(p->db, old, size, &p->arena, &proof, &n, &err), &err);
			assert_true(beginning_is_proved(old, size, &root[old], &root[size], proof, n));
			assert_false(beginning_is_proved(old, size, &root[size], &root[old], proof, n));
		}
	}
	assert_int_equal(ledger_inclusion(p->db, N, N + 1, &p->arena, &proof, &n, &err), E_NOT_FOUND);
	assert_int_equal(ledger_inclusion(p->db, 5, 5, &p->arena, &proof, &n, &err), E_NOT_FOUND);
	assert_int_equal(ledger_inclusion(p->db, -1, 5, &p->arena, &proof, &n, &err), E_NOT_FOUND);
	assert_int_equal(ledger_inclusion(p->db, 0, INT64_MAX, &p->arena, &proof, &n, &err),
		E_NOT_FOUND);
	assert_int_equal(ledger_consistency(p->db, 6, 5, &p->arena, &proof, &n, &err), E_NOT_FOUND);
	assert_int_equal(ledger_consistency(p->db, 1, N + 1, &p->arena, &proof, &n, &err), E_NOT_FOUND);
	probe_need(ledger_consistency(p->db, 0, N, &p->arena, &proof, &n, &err), &err);
	assert_int_equal(n, 0);
}

/* ── Only ever added to ────────────────────────────────────────────────────────────────────── */

static int attempt(struct probe *p, const char *text)
{
	struct sql sql = { .text = text };
	struct err err = { 0 };
	struct db *db = test_db_open(&p->t, DB_WRITE);
	int rc = db_run(db, &sql, &err);
	if (rc)
		assert_true(err.user[0]);
	db_close(db);
	return rc;
}

static void nothing_is_ever_changed_or_deleted(void **state)
{
	struct probe *p = *state;
	probe_enter(p, 6);
	assert_int_equal(probe_sequence(p, 4), 4);
	static const char *const tries[] = {
		"DELETE FROM ledger_entry WHERE id = 1", "DELETE FROM ledger_entry WHERE number IS NULL",
		"DELETE FROM ledger_payload", "DELETE FROM ledger_node", "DELETE FROM ledger_checkpoint",
		"UPDATE ledger_entry SET number = 9 WHERE number = 3",
		"UPDATE ledger_entry SET number = NULL WHERE number = 3",
		"UPDATE ledger_entry SET number = 3 WHERE number IS NULL",
		"UPDATE ledger_entry SET number = 4, kind = 'x' WHERE id = 5",
		"UPDATE ledger_entry SET number = 4, id = 50 WHERE id = 5",
		"UPDATE ledger_entry SET kind = 'x' WHERE id = 5",
		"UPDATE ledger_entry SET subject = 'x' WHERE id = 1",
		"UPDATE ledger_entry SET time = time + 1 WHERE id = 1",
		"UPDATE ledger_entry SET account = account + 1 WHERE id = 1",
		"UPDATE ledger_entry SET commitment = NULL WHERE id = 1",
		"UPDATE ledger_payload SET payload = '{}' WHERE entry_id = 1",
		"UPDATE ledger_payload SET payload = NULL, salt = NULL WHERE entry_id = 1",
		"UPDATE ledger_payload SET destroyed_at = 5 WHERE entry_id = 1",
		"UPDATE ledger_payload SET payload = NULL, destroyed_at = 5 WHERE entry_id = 1",
		"UPDATE ledger_payload SET entry_id = 77, payload = NULL, salt = NULL, destroyed_at = 5"
		" WHERE entry_id = 1",
		"UPDATE ledger_node SET hash = hash", "UPDATE ledger_node SET place = place + 100",
		"UPDATE ledger_checkpoint SET note = 'x'", "UPDATE ledger_checkpoint SET size = 5",
		"INSERT INTO ledger_payload (entry_id, payload) VALUES (77, 'x')",
	};
	static const char *const sqlite_tries[] = {
		"REPLACE INTO ledger_entry SELECT id, number, 'x', subject, time, account, commitment"
		" FROM ledger_entry WHERE id = 1",
		"INSERT OR REPLACE INTO ledger_entry SELECT 90, number, 'x', subject, time, account, commitment"
		" FROM ledger_entry WHERE id = 1",
		"UPDATE OR REPLACE ledger_entry SET number = 1 WHERE id = 5",
		"REPLACE INTO ledger_payload (entry_id, payload) VALUES (1, 'x')",
		"REPLACE INTO ledger_node (place, hash) VALUES (1, x'00')",
		"REPLACE INTO ledger_checkpoint (size, note) VALUES (4, 'x')",
		"UPDATE ledger_entry SET rowid = 99 WHERE id = 1",
	};
	static const char *const pg_tries[] = {
		"TRUNCATE ledger_entry CASCADE", "TRUNCATE ledger_payload", "TRUNCATE ledger_node",
		"TRUNCATE ledger_checkpoint",
		"INSERT INTO ledger_checkpoint (size, note) VALUES (4, 'x')"
		" ON CONFLICT (size) DO UPDATE SET note = 'x'",
	};
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++)
		if (!attempt(p, tries[i]))
			fail_msg("went through: %s", tries[i]);
	bool sqlite = db_kind(p->db) == DB_SQLITE;
	size_t n = sqlite ? sizeof sqlite_tries / sizeof *tries : sizeof pg_tries / sizeof *tries;
	for (size_t i = 0; i < n; i++)
		if (!attempt(p, sqlite ? sqlite_tries[i] : pg_tries[i]))
			fail_msg("went through: %s", sqlite ? sqlite_tries[i] : pg_tries[i]);
	assert_int_equal(probe_sequence(p, 100), 2);
	assert_int_equal(probe_verify(p).entries, 6);
}

static void a_payload_can_be_destroyed_and_the_tree_still_holds(void **state)
{
	struct probe *p = *state;
	probe_enter(p, 6);
	assert_int_equal(probe_sequence(p, 4), 4);
	static const char *const destroy =
		"UPDATE ledger_payload SET payload = NULL, salt = NULL, destroyed_at = 1763800000"
		" WHERE entry_id IN (2, 5)";
	assert_int_equal(attempt(p, destroy), E_OK);
	assert_true(attempt(p, destroy) != E_OK); /* once */
	assert_true(attempt(p, "UPDATE ledger_payload SET payload = 'x', salt = NULL, destroyed_at = NULL"
		" WHERE entry_id = 2") != E_OK);
	assert_int_equal(probe_verify(p).destroyed, 2);
	assert_int_equal(probe_sequence(p, 4), 2);
	assert_int_equal(probe_verify(p).destroyed, 2);
	struct ledger_entry *e;
	size_t n;
	struct err err = { 0 };
	probe_need(ledger_of_subject(p->db, SV("report/1"), &p->arena, &e, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_int_equal(e[0].payload.n, 0);
}

/* ── Sequencing ────────────────────────────────────────────────────────────────────────────── */

static void nothing_is_signed_with_another_key(void **state)
{
	struct probe *p = *state;
	struct ledger_key other;
	struct act act = probe_act(p);
	struct err err = { 0 };
	int64_t n = -1;
	probe_enter(p, 3);
	assert_int_equal(probe_sequence(p, 2), 2);
	ledger_key_make(&other, p->key.origin, &p->entropy);
	assert_int_equal(ledger_sequence(p->db, &other, &act, 9, &n, &err), E_DB);
	assert_true(sv_has(sv_of(err.user), SV("钥匙")));
	assert_int_equal(n, -1);
	ledger_key_make(&other, "another/name", &(struct entropy){ probe_fill, &(uint64_t){ 20 } });
	assert_int_equal(ledger_sequence(p->db, &other, &act, 9, &n, &err), E_DB);
	assert_int_equal(probe_sequence(p, 9), 1);
	assert_int_equal(probe_verify(p).checkpoints, 2);
	struct ledger_verdict v;
	assert_int_equal(ledger_verify(p->db, &other, &v, &err), E_DB);
	assert_true(sv_has(sv_of(err.user), SV("记录数为2的检查点")));
}

/* A clock that was set back does not make checkpoints that go back. */
static void checkpoints_never_go_back_in_time(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	static const time_utc at[] = { PROBE_START, PROBE_START - 1000, PROBE_START + 5 };
	static const time_utc want[] = { PROBE_START, PROBE_START, PROBE_START + 5 };
	for (int i = 0; i < 3; i++) {
		int64_t n;
		probe_enter(p, 1);
		struct act act = { .now = at[i] };
		probe_need(ledger_sequence(p->db, &p->key, &act, 9, &n, &err), &err);
		assert_int_equal(probe_head(p).time, want[i]);
	}
	assert_int_equal(probe_verify(p).checkpoints, 3);
}

/* PostgreSQL gives ids when rows are written and shows them when they are committed. */
static void an_entry_that_becomes_visible_late_is_numbered_late(void **state)
{
	struct probe *p = *state, late;
	struct err err = { 0 };
	probe_init(&late, 5);
	late.db = test_db_open(&p->t, DB_WRITE);
	late.entered = 100;
	probe_need(tx_begin_write(late.db, __func__, &err), &err);
	int64_t early_id = probe_enter_in(&late);
	probe_enter(p, 3);
	assert_int_equal(probe_sequence(p, 10), 3);
	probe_need(tx_commit(late.db, &err), &err);
	assert_int_equal(probe_sequence(p, 10), 1);
	struct ledger_entry *e;
	size_t n;
	probe_need(ledger_of_subject(p->db, SV("report/9"), &p->arena, &e, &n, &err), &err);
	assert_int_equal(n, 1);
	assert_int_equal(e[0].number, 3);
	assert_int_equal(e[0].id, early_id);
	assert_int_equal(probe_verify(p).entries, 4);
	arena_done(&late.arena);
	db_close(late.db);
}

/* A sequencer in a thread of its own, and how it ended. */
struct sequencer {
	struct probe *p;
	pthread_t thread;
	int rc;
	int64_t n;
	struct err err;
};

static void *sequence_once(void *context)
{
	struct sequencer *s = context;
	struct db *db = test_db_open(&s->p->t, DB_WRITE);
	struct act act = { .now = PROBE_START };
	s->rc = ledger_sequence(db, &s->p->key, &act, 100, &s->n, &s->err);
	db_close(db);
	return NULL;
}

static void start(struct sequencer *s, struct probe *p)
{
	*s = (struct sequencer){ .p = p, .n = -1 };
	assert_int_equal(pthread_create(&s->thread, NULL, sequence_once, s), 0);
}

/* Until so many statements wait for a lock. */
static void await_blocked(struct probe *p, int64_t n)
{
	static const struct sql blocked = { .text = "SELECT count(*) FROM pg_locks WHERE NOT granted" };
	for (int i = 0; i < 5000; i++) {
		struct query q;
		query_start(&q, p->db, &blocked);
		int64_t now = query_row(&q) ? query_get_int(&q, 0) : -1;
		assert_int_equal(query_end(&q, NULL), 0);
		if (now >= n)
			return;
		usleep(2000);
	}
	fail_msg("nothing waits for a lock");
}

/* The first is held up before its commit, the second sees the same tree and more entries. */
static void the_second_of_two_sequencers_gives_way(void **state)
{
	static const struct sql hold = { .text = "LOCK TABLE ledger_checkpoint IN EXCLUSIVE MODE" };
	struct probe *p = *state;
	struct sequencer first, second;
	struct err err = { 0 };
	struct db *holder = test_db_open(&p->t, DB_WRITE);
	probe_enter(p, 3);
	probe_need(tx_begin_write(holder, __func__, &err), &err);
	probe_need(db_run(holder, &hold, &err), &err);
	start(&first, p);
	await_blocked(p, 1);
	probe_enter(p, 2);
	start(&second, p);
	await_blocked(p, 2);
	probe_need(tx_commit(holder, &err), &err);
	pthread_join(first.thread, NULL);
	pthread_join(second.thread, NULL);
	assert_int_equal(first.rc, E_OK);
	assert_int_equal(first.n, 3);
	assert_int_equal(second.rc, E_STALE);
	assert_int_equal(second.n, -1);
	assert_true(second.err.user[0]);
	struct ledger_verdict v = probe_verify(p);
	assert_int_equal(v.entries, 3);
	assert_int_equal(v.waiting, 2);
	assert_int_equal(probe_sequence(p, 9), 2);
	assert_int_equal(probe_verify(p).entries, 5);
	db_close(holder);
}

enum { WRITERS = 3, SEQUENCERS = 2, EACH = 60 };

struct crowd {
	struct probe *p;
	int64_t writers_left, numbered, stale;
};

static void *write_some(void *context)
{
	struct crowd *c = context;
	struct probe own;
	probe_init(&own, (uint64_t)(uintptr_t)&own);
	own.db = test_db_open(&c->p->t, DB_WRITE);
	for (int i = 0; i < EACH; i++) {
		struct err err = { 0 };
		if (tx_begin_write(own.db, __func__, &err))
			test_db_say("begin", &err);
		probe_enter_in(&own);
		if (tx_commit(own.db, &err))
			test_db_say("commit", &err);
	}
	db_close(own.db);
	arena_done(&own.arena);
	__atomic_fetch_sub(&c->writers_left, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

static void *sequence_some(void *context)
{
	struct crowd *c = context;
	struct db *db = test_db_open(&c->p->t, DB_WRITE);
	bool last = false;
	for (;;) {
		struct act act = { .now = PROBE_START };
		struct err err = { 0 };
		int64_t n = 0;
		/* Asked before: what is entered in between is still taken. */
		last = __atomic_load_n(&c->writers_left, __ATOMIC_SEQ_CST) == 0;
		int rc = ledger_sequence(db, &c->p->key, &act, 17, &n, &err);
		if (rc == E_STALE)
			__atomic_fetch_add(&c->stale, 1, __ATOMIC_SEQ_CST);
		else if (rc)
			test_db_say("sequence", &err);
		else
			__atomic_fetch_add(&c->numbered, n, __ATOMIC_SEQ_CST);
		if (last && rc == E_OK && n == 0)
			break;
	}
	db_close(db);
	return NULL;
}

static void two_sequencers_at_once_number_everything_once(void **state)
{
	struct crowd c = { *state, WRITERS, 0, 0 };
	pthread_t thread[WRITERS + SEQUENCERS];
	for (int i = 0; i < WRITERS + SEQUENCERS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, i < WRITERS ? write_some : sequence_some,
			&c), 0);
	for (int i = 0; i < WRITERS + SEQUENCERS; i++)
		pthread_join(thread[i], NULL);
	assert_int_equal(c.numbered, WRITERS * EACH);
	struct ledger_verdict v = probe_verify(c.p);
	assert_int_equal(v.entries, WRITERS * EACH);
	assert_int_equal(v.waiting, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, probe_setup, probe_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(its_statements_fit_both_databases),
		TEST(an_empty_ledger_is_in_order),
		TEST(entries_come_back_by_subject),
		TEST(a_change_given_up_leaves_no_entry),
		TEST(fields_that_no_line_can_hold_are_refused),
		TEST(a_small_arena_is_an_error_and_no_more),
		TEST(batches_do_not_show_in_the_root),
		TEST(proofs_hold_as_a_stranger_checks_them),
		TEST(nothing_is_ever_changed_or_deleted),
		TEST(a_payload_can_be_destroyed_and_the_tree_still_holds),
		TEST(nothing_is_signed_with_another_key),
		TEST(checkpoints_never_go_back_in_time),
		TEST(two_sequencers_at_once_number_everything_once),
		/* SQLite has one writer at a time: there neither can happen. */
		TEST(an_entry_that_becomes_visible_late_is_numbered_late),
		TEST(the_second_of_two_sequencers_gives_way),
	};
	size_t n = sizeof tests / sizeof *tests - (test_db_server() ? 0 : 2);
	return _cmocka_run_group_tests("ledger", tests, n, NULL, NULL);
}
