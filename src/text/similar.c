#include "text/similar.h"

#include "base/err.h"
#include "base/utf8.h"
#include "text/normal.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/** Spread the bits, so that the smallest hashes are a fair sample (finaliser of MurmurHash3). */
static uint64_t mix(uint64_t h)
{
	h ^= h >> 33;
	h *= UINT64_C(0xFF51AFD7ED558CCD);
	h ^= h >> 33;
	h *= UINT64_C(0xC4CEB9FE1A85EC53);
	return h ^ h >> 33;
}

/** The character as it counts: 0 for signs and blanks, one digit for all. */
static uint32_t counted(uint32_t cp)
{
	if (cp >= '0' && cp <= '9')
		return '0';
	if ((cp >= 'a' && cp <= 'z') || text_is_han(cp))
		return cp;
	return cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : 0;
}

int similar_prepare(struct sv text, struct arena *a, struct similar_text *ret)
{
	struct text_normal t;
	int rc = text_normalise(text, a, &t);
	if (rc)
		return rc;
	size_t room = t.text.n + 1;
	uint64_t *hashes = arena_array(a, room, sizeof *hashes);
	uint32_t last[SHINGLE];
	if (!hashes)
		return E_NOMEM;
	size_t n = 0, characters = 0;
	for (size_t at = 0; at < t.text.n;) {
		uint32_t cp = counted(utf8_next(t.text, &at));
		if (!cp)
			continue;
		/* A longer figure is still one figure. */
		if (cp == '0' && characters && last[(characters - 1) % SHINGLE] == '0')
			continue;
		last[characters++ % SHINGLE] = cp;
		if (characters < SHINGLE)
			continue;
		uint64_t h = 0;
		for (size_t i = 0; i < SHINGLE; i++)
			h = mix(h + last[(characters + i) % SHINGLE]) + i;
		hashes[n++] = mix(h);
	}
	if (n)
		qsort(hashes, n, sizeof *hashes, compare);
	size_t distinct = 0;
	for (size_t i = 0; i < n; i++)
		if (i == 0 || hashes[i] != hashes[i - 1])
			hashes[distinct++] = hashes[i];
	*ret = (struct similar_text){ hashes, distinct, characters };
	return E_OK;
}

void similar_remove(struct similar_text *t, const struct similar_text *common)
{
	size_t kept = 0, c = 0;
	for (size_t i = 0; i < t->n; i++) {
		while (c < common->n && common->hashes[c] < t->hashes[i])
			c++;
		if (c == common->n || common->hashes[c] != t->hashes[i])
			t->hashes[kept++] = t->hashes[i];
	}
	t->n = kept;
}

int similar_share(const struct similar_text *a, const struct similar_text *b)
{
	size_t shorter = a->n < b->n ? a->n : b->n, both = 0, j = 0;
	if (shorter == 0)
		return 0;
	for (size_t i = 0; i < a->n; i++) {
		while (j < b->n && b->hashes[j] < a->hashes[i])
			j++;
		both += j < b->n && b->hashes[j] == a->hashes[i];
	}
	return (int)(both * 1000 / shorter);
}

bool similar_maybe(const struct similar_text *a, const struct similar_text *b, int thousandths)
{
	size_t shorter = a->n < b->n ? a->n : b->n, longer = a->n + b->n - shorter;
	if (shorter == 0)
		return false;
	/* The k smallest hashes of the union are a sample of it; count those that both have. */
	size_t i = 0, j = 0, seen = 0, both = 0;
	for (; seen < SKETCH_SIZE && i < a->n && j < b->n; seen++) {
		uint64_t x = a->hashes[i], y = b->hashes[j];
		both += x == y;
		i += x <= y;
		j += y <= x;
	}
	if (seen < SKETCH_SIZE)
		return true;
	/* A share s of the shorter text makes s*shorter common ones of the union. */
	double common = thousandths / 1000.0 * (double)shorter;
	double expected = SKETCH_SIZE * common / ((double)(shorter + longer) - common);
	return (double)both * 2 >= expected;
}
