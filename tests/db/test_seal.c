/* What is sealed opens with its key at its place, unchanged, and in no other way. */
#include "request_probe.h"

enum { TRIES = 300, LONGEST = 3000, CHANGES = 24 };

static struct seal_key new_key(struct probe *p, int64_t unit)
{
	static const struct sql add = { .text =
		"INSERT INTO applicant (unit, mark, added) VALUES ($1, $2, 1) RETURNING id" };
	struct seal_key key;
	struct err err = { 0 };
	struct query q;
	const struct request_env env = probe_env(p, CLERK);
	unsigned char mark[SEAL_MARK];
	probe_fill(&p->random, mark, sizeof mark);
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	query_start(&q, p->db, &add);
	query_int(&q, unit);
	query_bytes(&q, (struct sv){ (const char *)mark, sizeof mark });
	int64_t id = query_row(&q) ? query_get_int(&q, 0) : 0;
	probe_need(query_end(&q, &err), &err);
	probe_need(seal_key_new(p->db, &p->master, id, env.act, &key, &err), &err);
	probe_need(tx_commit(p->db, &err), &err);
	return key;
}

static struct sv random_bytes(struct probe *p, size_t n)
{
	char *bytes = arena_alloc(&p->arena, n + 1);
	assert_non_null(bytes);
	probe_fill(&p->random, bytes, n);
	return (struct sv){ bytes, n };
}

static void stays_shut(struct probe *p, const struct seal_key *key, const char *place,
	struct sv sealed)
{
	struct err err = { 0 };
	struct sv out = SV("untouched");
	probe_refused(seal_open(key, sv_of(place), sealed, &p->arena, &out, &err), E_FORMAT, &err);
	assert_true(sv_eq(out, SV("untouched")));
}

static void it_opens_as_it_was_closed_and_only_so(void **state)
{
	struct probe *p = *state;
	struct seal_key key = new_key(p, p->unit), other = new_key(p, p->unit);
	const struct request_env env = probe_env(p, CLERK);
	for (int i = 0; i < TRIES; i++) {
		arena_reset(&p->arena);
		struct sv plain = random_bytes(p, i < 3 ? (size_t)i : probe_rnd(p, LONGEST)), opened;
		struct err err = { 0 };
		struct sv sealed = seal_close(&key, SV("request/17/inside"), plain, env.act, &p->arena);
		assert_true(sealed.n > plain.n);
		probe_need(seal_open(&key, SV("request/17/inside"), sealed, &p->arena, &opened, &err), &err);
		assert_true(sv_eq(opened, plain));
		/* Nothing of it shows, and the same twice looks different. */
		if (plain.n >= 16)
			assert_int_equal(sv_find(sealed, sv_head(plain, 16)), SV_NONE);
		assert_false(sv_eq(sealed,
			seal_close(&key, SV("request/17/inside"), plain, env.act, &p->arena)));
		stays_shut(p, &other, "request/17/inside", sealed);
		stays_shut(p, &key, "request/18/inside", sealed);
		stays_shut(p, &key, "request/17/inside2", sealed);
		stays_shut(p, &key, "", sealed);
		stays_shut(p, &key, "request/17/inside", sv_head(sealed, probe_rnd(p, (uint32_t)sealed.n)));
	}
}

static void no_bit_of_it_may_change(void **state)
{
	struct probe *p = *state;
	struct seal_key key = new_key(p, p->unit);
	const struct request_env env = probe_env(p, CLERK);
	/* All bits of a short one, some of the long ones. */
	for (int i = 0; i < 30; i++) {
		arena_reset(&p->arena);
		struct sv sealed = seal_close(&key, SV("request/1/draft"),
			random_bytes(p, i == 0 ? 20 : probe_rnd(p, LONGEST)), env.act, &p->arena);
		size_t bits = sealed.n * 8, n = i == 0 ? bits : CHANGES;
		for (size_t k = 0; k < n; k++) {
			size_t bit = i == 0 ? k : probe_rnd(p, (uint32_t)bits);
			char *copy = arena_dup(&p->arena, sealed.p, sealed.n);
			copy[bit / 8] = (char)(copy[bit / 8] ^ (1 << bit % 8));
			stays_shut(p, &key, "request/1/draft", (struct sv){ copy, sealed.n });
		}
	}
}

static void another_master_opens_no_key(void **state)
{
	struct probe *p = *state;
	struct seal_key key = new_key(p, p->unit), again;
	struct seal_master other;
	struct err err = { 0 };
	probe_need(seal_key_load(p->db, &p->master, key.applicant, &again, &err), &err);
	assert_memory_equal(again.key, key.key, SEAL_KEY);
	seal_master_make(&other, &p->entropy);
	probe_refused(seal_key_load(p->db, &other, key.applicant, &again, &err), E_FORMAT, &err);
}

/* A request with files, letters and drafts: when its key is gone, all of that is, and the rest is not. */
static void when_the_key_is_gone_nothing_opens(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct request_inside inside;
	struct request_value *values;
	struct request_document *docs;
	struct sv bytes;
	size_t n;
	bool was;
	struct seal_key key;
	int64_t id = probe_take_in(p, CHANNEL_COUNTER).id;
	probe_do(p, CLERK, id, REQUEST_ASSIGN);
	probe_do(p, CLERK, id, REQUEST_DRAFT);
	probe_do(p, REVIEWER, id, REQUEST_REVIEW);
	probe_do(p, APPROVER, id, REQUEST_SIGN);
	const struct request r = probe_get(p, id);
	const struct request_env env = probe_env(p, CLERK);
	probe_need(request_open(&env, &r, SV("拟办答复"), &p->arena, &inside, &err), &err);
	probe_need(request_draft_of(&env, &r, &p->arena, &values, &n, &err), &err);
	assert_true(n > 0);
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	probe_need(seal_key_destroy(p->db, r.applicant, &was, &err), &err);
	assert_true(was);
	probe_need(seal_key_destroy(p->db, r.applicant, &was, &err), &err);
	assert_false(was);
	probe_need(tx_commit(p->db, &err), &err);
	probe_refused(seal_key_load(p->db, &p->master, r.applicant, &key, &err), E_NOT_FOUND, &err);
	assert_true(request_open(&env, &r, SV("拟办答复"), &p->arena, &inside, &err) != E_OK);
	assert_true(request_open_masked(&env, &r, &p->arena, &inside, &err) != E_OK);
	if (request_documents(&env, &r, &p->arena, &docs, &n, &err) == E_OK)
		for (size_t i = 0; i < n; i++)
			assert_true(request_document_bytes(&env, &r, docs[i].id, &p->arena, &bytes, &err)
				!= E_OK);
	const struct request after = probe_get(p, id);
	assert_int_equal(after.state, REQUEST_SIGNED);
	assert_true(sv_eq(after.title, r.title));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_opens_as_it_was_closed_and_only_so, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(no_bit_of_it_may_change, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(another_master_opens_no_key, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(when_the_key_is_gone_nothing_opens, probe_setup,
			probe_teardown),
	};
	return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
