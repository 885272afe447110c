/**
 * A case file (request/bundle.h) held against itself and a public key, without a database, a network or this office: what
 * `gongkai bundle verify` shows. Everything wrong is listed, each with the file it is about, so that nobody
 * has to guess what else there is. tests/ledger/verify_bundle.py says the same in Python.
 *
 * Without a key from elsewhere the one in the manifest is used: that tells that the case file is whole, not
 * whose it is.
 */
#pragma once

#include "base/date.h"
#include "doc/zip_out.h"
#include "ledger/ledger.h"

enum { BUNDLE_PROBLEMS_MAX = 200, BUNDLE_MANIFEST_MAX = 1 << 20 };

/** What does not hold. */
struct bundle_problem {
	struct sv file; /* empty: of the case file as a whole */
	struct sv what; /* a clause in Chinese */
};

/** What was looked at and what came of it. The views point into the parts or the arena. */
struct bundle_verdict {
	struct sv vkey, number; /* as the manifest says; empty when it cannot be read */
	time_utc time;          /* when it was made */
	bool signed_;           /* the manifest is, by the key it was held against */
	size_t n_listed, n_whole;       /* files of the manifest; those there, with its SHA-256 */
	size_t n_documents, n_same;     /* received and sent, as index.json lists them; those as it says */
	size_t n_receipts, n_signed, n_proved; /* entries of the ledger */
	struct bundle_problem *problems;       /* at most BUNDLE_PROBLEMS_MAX */
	size_t n_problems, cap;
};

/**
 * Check the parts of a case file, as they came out of the ZIP.
 * @param key  NULL: that of the manifest
 * @return 0 whatever was found: it holds when there is no problem; E_NOMEM
 */
int request_bundle_check(const struct zip_part *parts, size_t n, const struct ledger_key *key,
	struct arena *a, struct bundle_verdict *ret, struct err *err)
	__attribute__((warn_unused_result));
