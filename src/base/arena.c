#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_MIN = 16 * 1024, ALIGN = _Alignof(max_align_t) };

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	size_t stale; /* below it stands what was handed out before the last reset; above it zeros */
	_Alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *a, size_t max)
{
	*a = (struct arena){ .max = max };
}

static void free_blocks(struct arena_block *b)
{
	while (b) {
		struct arena_block *next = b->next;
		free(b);
		b = next;
	}
}

void arena_done(struct arena *a)
{
	free_blocks(a->head);
	*a = (struct arena){ .max = a->max };
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = NULL;
#ifndef ARENA_MALLOC
	for (struct arena_block *b = a->head; b; b = b->next)
		if (!keep || b->size > keep->size)
			keep = b;
	for (struct arena_block **at = &a->head; *at; at = &(*at)->next)
		if (*at == keep) {
			*at = keep->next;
			break;
		}
#endif
	free_blocks(a->head);
	if (keep) {
		keep->next = NULL;
		if (keep->stale < keep->used)
			keep->stale = keep->used;
		keep->used = 0;
	}
	*a = (struct arena){ .head = keep, .max = a->max };
}

/** The room that `n` bytes take. */
static size_t rounded(size_t n)
{
	return n == 0 ? ALIGN : (n + ALIGN - 1) / ALIGN * ALIGN;
}

static struct arena_block *new_block(struct arena *a, size_t n)
{
#ifdef ARENA_MALLOC
	size_t size = n;
#else
	size_t size = a->head ? a->head->size * 2 : BLOCK_MIN;
	if (size > 1024 * 1024)
		size = 1024 * 1024;
	if (size < n)
		size = n;
#endif
	struct arena_block *b = calloc(1, sizeof *b + size);
	if (!b)
		return NULL;
	b->size = size;
	b->next = a->head;
	a->head = b;
	return b;
}

/** Make `n` bytes from `at` on zero, where they are not. */
static void clear(struct arena_block *b, size_t at, size_t n)
{
	if (at < b->stale)
		memset(b->bytes + at, 0, n < b->stale - at ? n : b->stale - at);
}

/** Room for `n` bytes, which may hold anything. */
static void *take(struct arena *a, size_t n, struct arena_block **ret)
{
	if (n > SIZE_MAX / 2 || a->failed) {
		a->failed = true;
		return NULL;
	}
	size_t room = rounded(n);
	if (room > a->max - a->used) {
		a->failed = true;
		return NULL;
	}
	struct arena_block *b = a->head;
	if (!b || b->size - b->used < room)
		b = new_block(a, room);
	if (!b) {
		a->failed = true;
		return NULL;
	}
	void *p = b->bytes + b->used;
	b->used += room;
	a->used += room;
	*ret = b;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	struct arena_block *b;
	unsigned char *p = take(a, n, &b);
	if (p)
		clear(b, (size_t)(p - b->bytes), n);
	return p;
}

char *arena_bytes(struct arena *a, size_t n)
{
	struct arena_block *b;
	char *p = take(a, n, &b);
#ifdef ARENA_MALLOC
	if (p)
		memset(p, 0xA5, n); /* whoever counts on zeros shall see that there are none */
#endif
	return p;
}

bool arena_extend(struct arena *a, const void *p, size_t n, size_t want)
{
#ifdef ARENA_MALLOC
	(void)a, (void)p, (void)n, (void)want;
	return false;
#else
	struct arena_block *b = a->head;
	if (!p || !b || a->failed || n > b->used || want > SIZE_MAX / 2)
		return false;
	size_t had = rounded(n), room = rounded(want);
	if (had > b->used || p != b->bytes + (b->used - had) || room < had)
		return false;
	if (room - had > b->size - b->used || room - had > a->max - a->used)
		return false;
	b->used += room - had;
	a->used += room - had;
	return true;
#endif
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;
	if (__builtin_mul_overflow(count, size, &n)) {
		a->failed = true;
		return NULL;
	}
	return arena_alloc(a, n);
}

char *arena_dup(struct arena *a, const void *p, size_t n)
{
	char *copy = n < SIZE_MAX ? arena_bytes(a, n + 1) : NULL;
	if (copy && n)
		memcpy(copy, p, n);
	if (copy)
		copy[n] = '\0';
	return copy;
}

void *arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return items;
	size_t want = *cap ? *cap * 2 : 8, bytes;
	if (*cap && !__builtin_mul_overflow(want, size, &bytes)
		&& arena_extend(a, items, *cap * size, bytes)) {
		size_t had = *cap * size, start = (size_t)((unsigned char *)items - a->head->bytes);
		clear(a->head, start + had, bytes - had);
		*cap = want;
		return items;
	}
	void *more = arena_array(a, want, size);
	if (!more)
		return NULL;
	if (n)
		memcpy(more, items, n * size);
	*cap = want;
	return more;
}
