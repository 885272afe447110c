#include "ledger/tree.h"

#include <assert.h>
#include <sodium.h>

static_assert((int)LEDGER_HASH == (int)crypto_hash_sha256_BYTES, "SHA-256");

static struct ledger_hash hash_of(unsigned char first, struct sv a, struct sv b)
{
	crypto_hash_sha256_state state;
	struct ledger_hash h;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, &first, 1);
	crypto_hash_sha256_update(&state, (const unsigned char *)a.p, a.n);
	crypto_hash_sha256_update(&state, (const unsigned char *)b.p, b.n);
	crypto_hash_sha256_final(&state, h.b);
	return h;
}

struct ledger_hash tree_empty(void)
{
	struct ledger_hash h;
	crypto_hash_sha256(h.b, (const unsigned char *)"", 0);
	return h;
}

struct ledger_hash tree_leaf(struct sv data)
{
	return hash_of(0, data, SV(""));
}

struct ledger_hash tree_join(const struct ledger_hash *left, const struct ledger_hash *right)
{
	return hash_of(1, (struct sv){ (const char *)left->b, LEDGER_HASH },
		(struct sv){ (const char *)right->b, LEDGER_HASH });
}

int tree_append(struct tree_edge *e, struct ledger_hash leaf,
	struct ledger_hash done[static TREE_LEVELS + 1])
{
	int n = 0;
	done[n++] = leaf;
	for (int64_t pairs = e->size; pairs & 1; pairs >>= 1) {
		done[n] = tree_join(&e->part[--e->n], &done[n - 1]);
		n++;
	}
	assert(e->n < TREE_LEVELS);
	e->part[e->n++] = done[n - 1];
	e->size++;
	return n;
}

struct ledger_hash tree_fold(const struct ledger_hash *part, int n)
{
	if (n == 0)
		return tree_empty();
	struct ledger_hash h = part[n - 1];
	for (int i = n - 2; i >= 0; i--)
		h = tree_join(&part[i], &h);
	return h;
}

int64_t tree_stored(int64_t size)
{
	return 2 * size - __builtin_popcountll((unsigned long long)size);
}

int64_t tree_place(struct tree_span complete)
{
	int64_t n = complete.to - complete.from;
	assert(n > 0 && (n & (n - 1)) == 0 && complete.from % n == 0);
	return tree_stored(complete.to - 1) + __builtin_ctzll((unsigned long long)n);
}

int tree_parts(struct tree_span s, struct tree_span ret[static TREE_LEVELS])
{
	int n = 0;
	while (s.from < s.to) {
		int64_t length = (int64_t)1 << (63 - __builtin_clzll((unsigned long long)(s.to - s.from)));
		ret[n++] = (struct tree_span){ s.from, s.from + length };
		s.from += length;
	}
	return n;
}

/** Where a span of two leaves or more is parted: at the largest power of two below its length. */
static int64_t middle(struct tree_span s)
{
	return s.from + ((int64_t)1 << (63 - __builtin_clzll((unsigned long long)(s.to - s.from - 1))));
}

static int reversed(struct tree_span *spans, int n)
{
	for (int i = 0; i < n / 2; i++) {
		struct tree_span other = spans[n - 1 - i];
		spans[n - 1 - i] = spans[i];
		spans[i] = other;
	}
	return n;
}

int tree_inclusion(int64_t number, int64_t size, struct tree_span ret[static TREE_PROOF_MAX])
{
	assert(number >= 0 && number < size);
	struct tree_span s = { 0, size };
	int n = 0;
	while (s.to - s.from > 1) {
		int64_t m = middle(s);
		if (number < m) {
			ret[n++] = (struct tree_span){ m, s.to };
			s.to = m;
		} else {
			ret[n++] = (struct tree_span){ s.from, m };
			s.from = m;
		}
	}
	return reversed(ret, n);
}

int tree_consistency(int64_t old, int64_t size, struct tree_span ret[static TREE_PROOF_MAX])
{
	assert(old >= 0 && old <= size);
	struct tree_span s = { 0, size };
	int n = 0;
	if (old == 0)
		return 0;
	while (s.to != old) {
		int64_t m = middle(s);
		if (old <= m) {
			ret[n++] = (struct tree_span){ m, s.to };
			s.to = m;
		} else {
			ret[n++] = (struct tree_span){ s.from, m };
			s.from = m;
		}
	}
	/* Who asks holds the old root: it is in the proof only where it is not all of what is left. */
	if (s.from > 0)
		ret[n++] = s;
	return reversed(ret, n);
}
