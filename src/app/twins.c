#include "app/twins.h"

#include "report/similar.h"

#include <stdlib.h>

/** Near-identical texts share most of their smallest hashes; four make a miss improbable. */
enum { KEYS = 4, CHAIN_MAX = 64 };

struct entry {
	uint64_t key;
	size_t index, next; /* next + 1 in the chain, 0 ends it */
};

struct twins {
	struct sketch *sketches; /* by file index */
	struct entry *entries;
	size_t n_entries, n_files, n_heads;
	size_t *heads;           /* entry + 1 */
};

struct sketch sketch_make(const struct report *r, struct arena *a)
{
	struct similar_text t;
	struct sketch s = { .n = 0 };
	if (!report_own_words(r, a, &t))
		return s;
	s.n = t.n;
	s.characters = t.characters;
	for (size_t i = 0; i < t.n && i < SKETCH_SIZE; i++)
		s.hashes[i] = t.hashes[i];
	return s;
}

struct twins *twins_new(size_t n)
{
	struct twins *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	*t = (struct twins){ .n_files = n, .n_heads = n * 2 + 1 };
	t->sketches = calloc(n ? n : 1, sizeof *t->sketches);
	t->entries = calloc(n * KEYS + 1, sizeof *t->entries);
	t->heads = calloc(t->n_heads, sizeof *t->heads);
	if (t->sketches && t->entries && t->heads)
		return t;
	twins_free(t);
	return NULL;
}

void twins_free(struct twins *t)
{
	if (!t)
		return;
	free(t->sketches);
	free(t->entries);
	free(t->heads);
	free(t);
}

static struct similar_text as_text(struct sketch *s)
{
	return (struct similar_text){ .hashes = s->hashes, .n = (size_t)s->n,
		.characters = (size_t)s->characters };
}

size_t twins_add(struct twins *t, size_t index, const struct sketch *s)
{
	size_t hit = SIZE_MAX;
	if (index >= t->n_files)
		return hit;
	t->sketches[index] = *s;
	struct similar_text mine = as_text(&t->sketches[index]);
	for (size_t k = 0; k < KEYS && k < s->n; k++) {
		size_t *head = &t->heads[s->hashes[k] % t->n_heads], steps = 0;
		for (size_t e = *head; e && hit == SIZE_MAX && steps < CHAIN_MAX; steps++) {
			struct entry *entry = &t->entries[e - 1];
			struct similar_text other = as_text(&t->sketches[entry->index]);
			if (entry->key == s->hashes[k] && similar_maybe(&mine, &other, COPY_SHARE_MIN))
				hit = entry->index;
			e = entry->next;
		}
		t->entries[t->n_entries] = (struct entry){ s->hashes[k], index, *head };
		*head = ++t->n_entries;
	}
	return hit;
}
