/**
 * Personal data at rest: sealed with a key per applicant, so that it can be forgotten (个人信息保护法 art. 19,
 * 47): when the key is destroyed, what was sealed with it is gone, in backups made afterwards too. A backup of before
 * still has the wrapped key, so backups must not be kept longer than the data may be.
 *
 * A master key lives in a file outside the database. It wraps a random key for each applicant, which is kept
 * in the table applicant_key. What is sealed is bound to its applicant and to a name of its place
 * ("request/17/inside"), so that rows cannot be exchanged. XChaCha20-Poly1305 (libsodium); randomness comes
 * with the act. Keys in memory are wiped by their *_done.
 */
#pragma once

#include "base/arena.h"
#include "org/org.h"
#include "store/store.h"

enum { SEAL_KEY = 32, SEAL_MARK = 16 };

/** The master key. */
struct seal_master {
	unsigned char key[SEAL_KEY];
};

/** A new one from entropy; as one line of text, and back (E_FORMAT). */
void seal_master_make(struct seal_master *m, const struct entropy *entropy);
void seal_master_print(const struct seal_master *m, struct str *out);
int seal_master_parse(struct sv text, struct seal_master *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The key of one applicant. */
struct seal_key {
	int64_t applicant;
	unsigned char key[SEAL_KEY];
};

/** Make and keep the key of an applicant; inside a write transaction. E_EXISTS */
int seal_key_new(struct db *db, const struct seal_master *m, int64_t applicant,
	const struct act *act, struct seal_key *ret, struct err *err) __attribute__((warn_unused_result));

/** Fetch it. E_NOT_FOUND: destroyed; E_FORMAT: another master key wrapped it */
int seal_key_load(struct db *db, const struct seal_master *m, int64_t applicant,
	struct seal_key *ret, struct err *err) __attribute__((warn_unused_result));

/** Forget it for good; inside a write transaction. True in `ret` when there was one. */
int seal_key_destroy(struct db *db, int64_t applicant, bool *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Is anything sealed in this database? Then its master key must not be made anew. */
int seal_is_used(struct db *db, bool *ret, struct err *err) __attribute__((warn_unused_result));

/** Wipe it from memory; a master as well. For AUTO. */
void seal_key_done(struct seal_key *k);
void seal_master_done(struct seal_master *m);

/** Seal bytes for a place. The result lives in `a`; empty on exhaustion. */
struct sv seal_close(const struct seal_key *k, struct sv place, struct sv plain,
	const struct act *act, struct arena *a);

/** Open them. E_FORMAT: not sealed with this key for this place, or changed */
int seal_open(const struct seal_key *k, struct sv place, struct sv sealed, struct arena *a,
	struct sv *ret, struct err *err) __attribute__((warn_unused_result));

/** A mark by which the same identifier is known again without being kept: keyed, of `kind` and `text`. */
void seal_mark(const struct seal_master *m, struct sv kind, struct sv text,
	unsigned char ret[static SEAL_MARK]);

extern const struct schema seal_schema;
extern const struct sql_set seal_statements;
