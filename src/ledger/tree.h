/**
 * The Merkle tree of RFC 6962 (leaf H(0x00 ‖ data), node H(0x01 ‖ left ‖ right), H = SHA-256), as
 * arithmetic: no database here.
 *
 * A span of leaves that begins at a multiple of its power-of-two length is a complete subtree; its
 * hash never changes again, and those are what is stored. They are stored in the order in which they
 * become complete: leaf 0, leaf 1, their parent, leaf 2, leaf 3, their parent, the parent of the two
 * parents, … (post-order), so that storing is only ever appending, and the place of a subtree is
 * arithmetic:
 *
 *     place of a leaf i               2 i − (ones in the binary form of i)
 *     place of a subtree of 2^L       place of its last leaf + L
 *     stored subtrees of n leaves     2 n − (ones in the binary form of n)
 */
#pragma once

#include "ledger/ledger.h"

enum {
	TREE_LEVELS = 62,                /* a tree has fewer than 2^62 leaves */
	TREE_PROOF_MAX = 2 * TREE_LEVELS /* spans in a proof */
};

/** Leaves from … to − 1. */
struct tree_span {
	int64_t from, to;
};

/** SHA-256 of nothing: the root of the empty tree. */
struct ledger_hash tree_empty(void);

/** Hash of a leaf. */
struct ledger_hash tree_leaf(struct sv data);

/** Hash of the node above two. */
struct ledger_hash tree_join(const struct ledger_hash *left, const struct ledger_hash *right);

/** What is needed of a tree to append to it: its complete subtrees, the largest (leftmost) first. */
struct tree_edge {
	int64_t size;
	int n;
	struct ledger_hash part[TREE_LEVELS];
};

/**
 * Append a leaf. `done` receives the subtrees it completes, in the order in which they are stored: the
 * leaf itself, then each larger one. @return how many
 */
int tree_append(struct tree_edge *e, struct ledger_hash leaf,
	struct ledger_hash done[static TREE_LEVELS + 1]);

/** Root of `n` adjoining complete subtrees, the largest first. */
struct ledger_hash tree_fold(const struct ledger_hash *part, int n);

/** How many complete subtrees a tree of `size` leaves has, leaves among them. */
int64_t tree_stored(int64_t size);

/** Place of a complete subtree in the row of stored ones. */
int64_t tree_place(struct tree_span complete);

/** The complete subtrees a span is made of, largest first. The span begins where one of its rounded-up
    length could. @return how many */
int tree_parts(struct tree_span s, struct tree_span ret[static TREE_LEVELS]);

/**
 * The spans whose hashes are the proof that leaf `number` is in the tree of `size` (0 ≤ number < size),
 * and that the tree of `old` is a beginning of the tree of `size` (0 ≤ old ≤ size); lowest first.
 * @return how many
 */
int tree_inclusion(int64_t number, int64_t size, struct tree_span ret[static TREE_PROOF_MAX]);
int tree_consistency(int64_t old, int64_t size, struct tree_span ret[static TREE_PROOF_MAX]);
