/**
 * How much of one Chinese text stands word for word in another.
 *
 * A text is cut into its shingles: every 8 characters in a row of its normal form, letters, digits
 * and Chinese only, so that layout and punctuation do not count; digits count as one and the same
 * digit, because a copied report differs just in its figures and its year. Two texts are compared
 * by the share of the shorter one's distinct shingles that the other one has too. 8 characters are
 * long enough that two offices which describe the same work in their own words share few, and
 * short enough that a replaced name breaks only eight of them.
 *
 * Comparing every pair of 10,000 texts exactly would be slow, so every text also has a sketch:
 * the SKETCH_SIZE smallest hashes of its shingles (bottom-k min-hash). It estimates how alike two
 * texts are at the cost of one merge; only likely pairs are compared exactly.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

#include <stdint.h>

enum { SHINGLE = 8, SKETCH_SIZE = 64 };

struct similar_text {
	uint64_t *hashes; /* distinct, sorted; in the arena */
	size_t n;
	size_t characters; /* that count */
};

/**
 * Prepare a text for comparing.
 * @return 0, E_LIMIT, E_NOMEM
 */
int similar_prepare(struct sv text, struct arena *a, struct similar_text *ret)
	__attribute__((warn_unused_result));

/** Remove from `t` the shingles of `common`, boilerplate that every report has. */
void similar_remove(struct similar_text *t, const struct similar_text *common);

/** Exact share of the shorter text's shingles that the other has, in thousandths; 0 for none. */
int similar_share(const struct similar_text *a, const struct similar_text *b);

/**
 * Could the share be at least `thousandths`? Reads SKETCH_SIZE hashes of each. Never denies a
 * pair whose sketches agree in more than half of what the share would lead one to expect.
 */
bool similar_maybe(const struct similar_text *a, const struct similar_text *b, int thousandths);
