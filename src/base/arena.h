/**
 * Arena: many small allocations that die together.
 *
 * One arena serves one piece of work (a document, a request, a command) and is freed when that
 * work is done. It has a ceiling: what comes from outside can make us allocate, so every arena
 * says how much it may hold, and past that `arena_alloc` returns NULL and `failed` stays set.
 *
 * Building with -Darena=malloc turns pooling off: every allocation is its own malloc block, so
 * that AddressSanitizer sees overruns between neighbours.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena_block;

struct arena {
	struct arena_block *head; /* newest block; private */
	size_t used;              /* bytes handed out so far */
	size_t max;               /* ceiling for `used` */
	bool failed;              /* an allocation was refused; sticky until reset */
};

/** Start an empty arena that will hand out at most `max` bytes. Allocates nothing yet. */
void arena_init(struct arena *a, size_t max);

/** Release everything. The arena can be initialised again. Accepts a zeroed struct. */
void arena_done(struct arena *a);

/** Forget all allocations but keep the largest block for reuse; clears `failed`. */
void arena_reset(struct arena *a);

/**
 * Memory for `n` bytes, aligned for any type, zeroed.
 * @return NULL when the ceiling or the machine is exhausted; never fails for `n` == 0
 */
void *arena_alloc(struct arena *a, size_t n) __attribute__((warn_unused_result));

/** The same for bytes that are all written before they are read: they may hold anything. */
char *arena_bytes(struct arena *a, size_t n) __attribute__((warn_unused_result));

/** Like arena_alloc for an array; refuses products that overflow. */
void *arena_array(struct arena *a, size_t count, size_t size) __attribute__((warn_unused_result));

/** A copy of `n` bytes, followed by a NUL that is not counted. NULL on exhaustion. */
char *arena_dup(struct arena *a, const void *p, size_t n) __attribute__((warn_unused_result));

/**
 * Make the room of `p`, `n` bytes of it, `want` bytes without moving it; the new ones may hold anything. Only what
 * was handed out last can grow so. What builds one long thing step by step copies nothing then.
 * @return false, and nothing changed, when something stands behind it or there is no room
 */
bool arena_extend(struct arena *a, const void *p, size_t n, size_t want);

/**
 * Grow an arena array so that one more element fits, doubling its room; the new elements are zero.
 *
 * @param items  the array, or NULL when `n` is 0
 * @param n      elements in use
 * @param cap    room; updated
 * @param size   bytes per element
 * @return the array (possibly moved), or NULL on exhaustion, then the old array is still whole
 */
void *arena_grow(struct arena *a, void *items, size_t n, size_t *cap, size_t size)
	__attribute__((warn_unused_result));
