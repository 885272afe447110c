/*
 * The tree against RFC 6962 written down once more, as recursive and slow as the RFC defines it, and
 * against the published vectors of the Certificate Transparency project.
 */
#include "unit.h"

#include "ledger/tree.h"

#include <sodium.h>

enum { LEAVES = 200, PAIRS = 64 };

struct stored {
	struct ledger_hash leaf[LEAVES];     /* what the oracle works from */
	struct ledger_hash place[2 * LEAVES]; /* what appending stored */
	struct ledger_hash root[LEAVES + 1];  /* after each append */
};

static void sha256(unsigned char out[32], unsigned char first, const void *a, size_t na,
	const void *b, size_t nb)
{
	unsigned char buf[256] = { first };
	assert_true(1 + na + nb <= sizeof buf);
	if (na)
		memcpy(buf + 1, a, na);
	if (nb)
		memcpy(buf + 1 + na, b, nb);
	crypto_hash_sha256(out, buf, 1 + na + nb);
}

/* MTH(D[from:to]) of RFC 6962 2.1. */
static struct ledger_hash mth(const struct ledger_hash *leaf, int from, int to)
{
	struct ledger_hash h;
	if (from == to) {
		crypto_hash_sha256(h.b, (const unsigned char *)"", 0);
		return h;
	}
	if (to - from == 1)
		return leaf[from];
	int k = 1;
	while (2 * k < to - from)
		k *= 2;
	struct ledger_hash l = mth(leaf, from, from + k), r = mth(leaf, from + k, to);
	sha256(h.b, 1, l.b, 32, r.b, 32);
	return h;
}

/* PATH(m, D[from:to]) of 2.1.1; m counts from `from`. */
static int path(const struct ledger_hash *leaf, int m, int from, int to, struct ledger_hash *out)
{
	if (to - from <= 1)
		return 0;
	int k = 1, n;
	while (2 * k < to - from)
		k *= 2;
	if (m < k) {
		n = path(leaf, m, from, from + k, out);
		out[n] = mth(leaf, from + k, to);
	} else {
		n = path(leaf, m - k, from + k, to, out);
		out[n] = mth(leaf, from, from + k);
	}
	return n + 1;
}

/* SUBPROOF(m, D[from:to], b) of 2.1.2. */
static int subproof(const struct ledger_hash *leaf, int m, int from, int to, bool b,
	struct ledger_hash *out)
{
	if (m == to - from) {
		if (b)
			return 0;
		out[0] = mth(leaf, from, to);
		return 1;
	}
	int k = 1, n;
	while (2 * k < to - from)
		k *= 2;
	if (m <= k) {
		n = subproof(leaf, m, from, from + k, b, out);
		out[n] = mth(leaf, from + k, to);
	} else {
		n = subproof(leaf, m - k, from + k, to, false, out);
		out[n] = mth(leaf, from, from + k);
	}
	return n + 1;
}

static struct stored *make(void)
{
	struct stored *s = calloc(1, sizeof *s);
	struct tree_edge edge = { 0 };
	struct ledger_hash done[TREE_LEVELS + 1];
	int64_t next = 0;
	assert_non_null(s);
	s->root[0] = tree_fold(edge.part, edge.n);
	for (int i = 0; i < LEAVES; i++) {
		char data[32];
		int n = snprintf(data, sizeof data, "leaf %d", i);
		s->leaf[i] = tree_leaf((struct sv){ data, (size_t)n });
		int completed = tree_append(&edge, s->leaf[i], done);
		for (int k = 0; k < completed; k++)
			s->place[next++] = done[k];
		assert_int_equal(next, tree_stored(i + 1));
		assert_int_equal(edge.size, i + 1);
		s->root[i + 1] = tree_fold(edge.part, edge.n);
	}
	return s;
}

/* Hash of a span out of what is stored, as the database does it. */
static struct ledger_hash hash_of_span(const struct stored *s, struct tree_span span)
{
	struct tree_span parts[TREE_LEVELS];
	struct ledger_hash h[TREE_LEVELS];
	int n = tree_parts(span, parts);
	for (int i = 0; i < n; i++)
		h[i] = s->place[tree_place(parts[i])];
	return tree_fold(h, n);
}

static void assert_hash(struct ledger_hash a, struct ledger_hash b)
{
	assert_memory_equal(a.b, b.b, LEDGER_HASH);
}

static void assert_hex(struct ledger_hash h, const char *want)
{
	char hex[65];
	sodium_bin2hex(hex, sizeof hex, h.b, sizeof h.b);
	assert_string_equal(hex, want);
}

/* Inputs, roots and proofs of certificate-transparency, merkletree/merkle_tree_test.cc. */
static void the_published_vectors_hold(void **state)
{
	(void)state;
	static const struct sv inputs[8] = { SV_INIT(""), SV_INIT("\x00"), SV_INIT("\x10"),
		SV_INIT("\x20\x21"), SV_INIT("\x30\x31"), SV_INIT("\x40\x41\x42\x43"),
		SV_INIT("\x50\x51\x52\x53\x54\x55\x56\x57"),
		SV_INIT("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f") };
	static const char *const roots[9] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	};
	struct stored *s = calloc(1, sizeof *s);
	struct tree_edge edge = { 0 };
	struct ledger_hash done[TREE_LEVELS + 1];
	int64_t next = 0;
	assert_hex(tree_empty(), roots[0]);
	for (int i = 0; i < 8; i++) {
		int n = tree_append(&edge, tree_leaf(inputs[i]), done);
		for (int k = 0; k < n; k++)
			s->place[next++] = done[k];
		assert_hex(tree_fold(edge.part, edge.n), roots[i + 1]);
	}
	struct tree_span p[TREE_PROOF_MAX];
	assert_int_equal(tree_inclusion(0, 8, p), 3);
	assert_hex(hash_of_span(s, p[0]),
		"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
	assert_hex(hash_of_span(s, p[1]),
		"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e");
	assert_hex(hash_of_span(s, p[2]),
		"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
	assert_int_equal(tree_consistency(6, 8, p), 3);
	assert_hex(hash_of_span(s, p[0]),
		"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a");
	assert_hex(hash_of_span(s, p[1]),
		"ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
	assert_hex(hash_of_span(s, p[2]),
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
	free(s);
}

static void every_root_is_the_root_of_the_rfc(void **state)
{
	struct stored *s = *state;
	for (int n = 0; n <= LEAVES; n++) {
		assert_hash(s->root[n], mth(s->leaf, 0, n));
		assert_hash(hash_of_span(s, (struct tree_span){ 0, n }), s->root[n]);
	}
}

static void every_inclusion_proof_is_the_path_of_the_rfc(void **state)
{
	struct stored *s = *state;
	struct ledger_hash want[LEAVES];
	struct tree_span p[TREE_PROOF_MAX];
	for (int size = 1; size <= LEAVES; size++)
		for (int i = 0; i < size; i++) {
			int n = tree_inclusion(i, size, p);
			assert_int_equal(n, path(s->leaf, i, 0, size, want));
			for (int k = 0; k < n; k++)
				assert_hash(hash_of_span(s, p[k]), want[k]);
		}
}

static void every_consistency_proof_is_the_proof_of_the_rfc(void **state)
{
	struct stored *s = *state;
	struct ledger_hash want[LEAVES];
	struct tree_span p[TREE_PROOF_MAX];
	for (int size = 0; size <= PAIRS; size++) {
		assert_int_equal(tree_consistency(0, size, p), 0);
		for (int old = 1; old <= size; old++) {
			int n = tree_consistency(old, size, p);
			assert_int_equal(n, subproof(s->leaf, old, 0, size, true, want));
			for (int k = 0; k < n; k++)
				assert_hash(hash_of_span(s, p[k]), want[k]);
		}
	}
}

/* A proof of a tree of a million million leaves is still a few dozen rows. */
static void proofs_of_vast_trees_stay_short(void **state)
{
	(void)state;
	struct tree_span p[TREE_PROOF_MAX], parts[TREE_LEVELS];
	int64_t size = ((int64_t)1 << 60) + 12345;
	const int64_t at[] = { 0, 1, size / 2, size / 3, size - 12346, size - 12345, size - 2, size - 1 };
	for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
		int n = tree_inclusion(at[i], size, p), rows = 0;
		int64_t sum = 1;
		for (int k = 0; k < n; k++) {
			int m = tree_parts(p[k], parts);
			for (int j = 0; j < m; j++)
				assert_true(tree_place(parts[j]) < tree_stored(size));
			rows += m;
			sum += p[k].to - p[k].from;
		}
		assert_true(rows <= 2 * 61);
		assert_true(sum == size); /* the leaf and the proof cover the tree once */
	}
}

static int setup(void **state)
{
	*state = make();
	return 0;
}

static int teardown(void **state)
{
	free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_vectors_hold),
		cmocka_unit_test(every_root_is_the_root_of_the_rfc),
		cmocka_unit_test(every_inclusion_proof_is_the_path_of_the_rfc),
		cmocka_unit_test(every_consistency_proof_is_the_proof_of_the_rfc),
		cmocka_unit_test(proofs_of_vast_trees_stay_short),
	};
	return cmocka_run_group_tests_name("tree", tests, setup, teardown);
}
