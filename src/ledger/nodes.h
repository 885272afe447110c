/** The stored tree: hashes of any of its spans, out of the stored complete subtrees. */
#pragma once

#include "ledger/tree.h"

/** Hash of one complete subtree. @return 0, E_DB (it is not there) */
int nodes_get(struct db *db, struct tree_span complete, struct ledger_hash *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Hash of a span, as the proofs of a tree name them. O(log n) rows. */
int nodes_hash(struct db *db, struct tree_span span, struct ledger_hash *ret, struct err *err)
	__attribute__((warn_unused_result));
