/* Receipts: signed at once, proved as soon as they are numbered, and worthless after any change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "database.h"
#include "ledger/receipt.h"

static const struct schema *const schemas[] = { &ledger_schema };

struct world {
	struct test_db t;
	struct db *db;
	struct arena arena;
	uint64_t random;
	struct entropy entropy;
	struct act act;
	struct ledger_key key;
	struct err err;
};

static void fill(void *context, void *p, size_t n)
{
	uint64_t *state = context;
	for (size_t i = 0; i < n; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		((unsigned char *)p)[i] = (unsigned char)(*state >> 56);
	}
}

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	*state = w;
	test_db_make(&w->t);
	w->db = test_db_open_with(&w->t, schemas, 1);
	arena_init(&w->arena, 64 << 20);
	w->random = 7;
	w->entropy = (struct entropy){ fill, &w->random };
	w->act = (struct act){ .now = 1763702548, .entropy = &w->entropy };
	ledger_key_make(&w->key, "test.example/ledger", &w->entropy);
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	db_close(w->db);
	test_db_done(&w->t);
	arena_done(&w->arena);
	free(w);
	return 0;
}

static int64_t enter(struct world *w, const char *payload)
{
	int64_t id;
	const struct ledger_event e = { SV("request.submitted"), SV("request/7kq2mzb4t9xw"),
		sv_of(payload) };
	assert_int_equal(tx_begin_write(w->db, __func__, &w->err), 0);
	assert_int_equal(ledger_enter(w->db, &e, &w->act, &id, &w->err), 0);
	assert_int_equal(tx_commit(w->db, &w->err), 0);
	return id;
}

static void sequence(struct world *w)
{
	int64_t n;
	assert_int_equal(ledger_sequence(w->db, &w->key, &w->act, LEDGER_BATCH_MAX, &n, &w->err), 0);
}

static struct ledger_receipt_verdict check(struct world *w, struct sv text)
{
	struct ledger_receipt r;
	struct ledger_receipt_verdict v;
	assert_int_equal(ledger_receipt_parse(text, &r, &w->err), 0);
	ledger_receipt_check(&r, &w->key, &v);
	return v;
}

static struct sv receipt(struct world *w, int64_t id)
{
	struct sv text;
	assert_int_equal(ledger_receipt_of(w->db, id, &w->key, &w->arena, &text, &w->err), 0);
	return text;
}

static void signed_at_once_and_proved_later(void **state)
{
	struct world *w = *state;
	int64_t ids[40];
	for (int i = 0; i < 40; i++) {
		ids[i] = enter(w, "{\"number\":\"2026-0007-00013\"}");
		struct ledger_receipt_verdict v = check(w, receipt(w, ids[i]));
		assert_true(v.signed_ && !v.proved && !v.disproved);
		if (i % 7 == 3)
			sequence(w);
		/* Each one that is numbered is proved, in a tree of every size. */
		for (int k = 0; k <= i; k++) {
			v = check(w, receipt(w, ids[k]));
			assert_true(v.signed_ && !v.disproved);
			assert_int_equal(v.proved, k <= i - (i + 4) % 7 || i % 7 == 3);
		}
		arena_reset(&w->arena);
	}
}

/** Does anything but the receipt as it was pass for one? */
static bool passes(struct world *w, struct sv text)
{
	struct ledger_receipt r;
	struct ledger_receipt_verdict v;
	if (ledger_receipt_parse(text, &r, NULL))
		return false;
	ledger_receipt_check(&r, &w->key, &v);
	return v.signed_ && !v.disproved;
}

static void any_changed_byte_is_found(void **state)
{
	struct world *w = *state;
	int64_t id = 0;
	for (int i = 0; i < 11; i++)
		id = enter(w, "{\"event\":\"submit\"}");
	sequence(w);
	struct sv text = receipt(w, id);
	assert_true(passes(w, text));
	for (size_t i = 0; i < text.n; i++)
		for (int bit = 0; bit < 8; bit++) {
			char *copy = malloc(text.n);
			memcpy(copy, text.p, text.n);
			copy[i] = (char)(copy[i] ^ (1 << bit));
			if (passes(w, (struct sv){ copy, text.n }))
				fail_msg("bit %d of byte %zu", bit, i);
			free(copy);
		}
	for (size_t n = 0; n < text.n; n++) {
		struct ledger_receipt r;
		bool whole = !ledger_receipt_parse(sv_head(text, n), &r, NULL) && passes(w, sv_head(text, n));
		/* Cut off before the proof it is the receipt of before. */
		assert_true(!whole || !r.has_proof);
	}
}

/** A receipt of before gets the newest proof, without the key; what is not ours gets none. */
static void a_receipt_gets_its_proof_later(void **state)
{
	struct world *w = *state;
	struct ledger_receipt r;
	struct sv fresh, proof;
	int64_t id = enter(w, "{\"number\":\"2026-0007-00013\"}");
	struct sv before = receipt(w, id);
	assert_int_equal(ledger_receipt_parse(before, &r, &w->err), 0);
	struct ledger_hash commitment = ledger_receipt_commitment(&r);
	assert_int_equal(ledger_receipt_renew(w->db, &r, &w->arena, &fresh, &w->err), 0);
	assert_true(sv_eq(fresh, before));
	for (int i = 0; i < 5; i++) {
		sequence(w);
		assert_int_equal(ledger_receipt_renew(w->db, &r, &w->arena, &fresh, &w->err), 0);
		assert_true(check(w, fresh).proved);
		assert_true(sv_eq(fresh, receipt(w, id)));
		assert_int_equal(ledger_proof_of(w->db, r.subject, &commitment, &w->arena, &proof, &w->err), 0);
		assert_true(proof.n > 0 && sv_ends(fresh, proof));
		enter(w, "");
	}
	assert_int_equal(ledger_proof_of(w->db, SV("request/7kq2mzb4t9xx"), &commitment, &w->arena, &proof,
		&w->err), E_NOT_FOUND);
	commitment.b[31] ^= 1;
	assert_int_equal(ledger_proof_of(w->db, r.subject, &commitment, &w->arena, &proof, &w->err),
		E_NOT_FOUND);
}

static void what_is_not_one_line_has_no_receipt(void **state)
{
	struct world *w = *state;
	struct sv text;
	int64_t id = enter(w, "{\n}");
	assert_int_equal(ledger_receipt_of(w->db, id, &w->key, &w->arena, &text, &w->err), E_FORMAT);
	assert_int_equal(ledger_receipt_of(w->db, id + 1, &w->key, &w->arena, &text, &w->err),
		E_NOT_FOUND);
}

static void another_key_does_not_vouch_for_it(void **state)
{
	struct world *w = *state;
	struct str vkey;
	struct ledger_key other, public_;
	struct ledger_receipt r;
	struct ledger_receipt_verdict v;
	int64_t id = enter(w, "");
	sequence(w);
	struct sv text = receipt(w, id);
	assert_int_equal(ledger_receipt_parse(text, &r, &w->err), 0);
	ledger_key_make(&other, "test.example/ledger", &w->entropy);
	ledger_receipt_check(&r, &other, &v);
	assert_true(!v.signed_ && v.disproved);
	str_init(&vkey, &w->arena, 1000);
	ledger_key_print_public(&w->key, &vkey);
	assert_int_equal(ledger_key_parse_public(str_sv(&vkey), &public_, &w->err), 0);
	ledger_receipt_check(&r, &public_, &v);
	assert_true(v.signed_ && v.proved);
	struct sv cut = sv_head(str_sv(&vkey), vkey.n - 1);
	assert_int_equal(ledger_key_parse_public(cut, &public_, &w->err), E_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(signed_at_once_and_proved_later, setup, teardown),
		cmocka_unit_test_setup_teardown(any_changed_byte_is_found, setup, teardown),
		cmocka_unit_test_setup_teardown(a_receipt_gets_its_proof_later, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_not_one_line_has_no_receipt, setup, teardown),
		cmocka_unit_test_setup_teardown(another_key_does_not_vouch_for_it, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
