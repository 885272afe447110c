/**
 * Which reports of a run look copied from one another? Keeps a sketch of each report's narrative
 * (600 bytes) and proposes earlier ones that may be near-identical; the exact comparison is the
 * checker's. Finding the partners of a report takes the same time in a run of ten and of ten
 * thousand.
 */
#pragma once

#include "report/report.h"
#include "text/similar.h"

/** A report's narrative, small enough to keep thousands. n == 0: too little text to compare. */
struct sketch {
	uint64_t hashes[SKETCH_SIZE];
	uint64_t n, characters;
};

/** The sketch of a report; zero when there is not enough text or memory. */
struct sketch sketch_make(const struct report *r, struct arena *a);

struct twins;

/** Room for `n` reports. NULL when there is no memory. */
struct twins *twins_new(size_t n);
void twins_free(struct twins *t);

/**
 * Keep the sketch of file `index` and look for an earlier file that may be its twin.
 * @return index of the most alike earlier file, or SIZE_MAX
 */
size_t twins_add(struct twins *t, size_t index, const struct sketch *s);
