/**
 * The ledger: whatever happens to a subject is one entry, entered in the same transaction as the
 * change itself, and can never be changed or taken out.
 *
 * Entries are the leaves of an RFC 6962 Merkle tree: leaf H(0x00 ‖ data), node H(0x01 ‖ left ‖
 * right), H = SHA-256. A leaf's data holds number, kind, subject, time, actor and a commitment
 * to the salted payload; never the payload, so that one can be destroyed without breaking the tree. The
 * payload itself must hold no personal data.
 *
 * `ledger_enter` appends without a number. One sequencer (`ledger_sequence`, called by one thread)
 * numbers entries in batches, extends the tree and signs a checkpoint (C2SP tlog-checkpoint: origin,
 * size, root; Ed25519 signed note).
 *
 * Text form of a leaf, one line, fields parted by a tab, which no field can hold:
 *     gongkai-entry-v1 <number> <kind> <subject> <time, UTC seconds> <actor> <commitment, hex>
 *
 * docs/LEDGER.md says every byte of it, for who wants to check a ledger with a program of his own.
 */
#pragma once

#include "base/str.h"
#include "store/store.h"

enum {
	LEDGER_HASH = 32,
	LEDGER_SALT = 16,
	LEDGER_KIND_MAX = 64,              /* bytes */
	LEDGER_SUBJECT_MAX = 200,
	LEDGER_PAYLOAD_MAX = 64 * 1024,
	LEDGER_BATCH_MAX = 4096            /* entries numbered in one transaction */
};

struct ledger_hash {
	unsigned char b[LEDGER_HASH];
};

/** What happened. Kind and subject are printable ASCII without spaces, and not empty. */
struct ledger_event {
	struct sv kind;     /* "report.accepted" */
	struct sv subject;  /* "report/7kq2m…": the public name of the subject */
	struct sv payload;  /* JSON with what changed, UTF-8 without NUL; may be empty */
};

/**
 * Enter one event; inside the caller's write transaction.
 * @param ret_id  may be NULL
 * @return 0, E_FORMAT or E_LIMIT (a field that no entry can hold), E_DB, E_BUSY, E_FULL
 */
int ledger_enter(struct db *db, const struct ledger_event *e, const struct act *act,
	int64_t *ret_id, struct err *err) __attribute__((warn_unused_result));

/** May a log be called so? 1 to 127 bytes of printable ASCII without spaces and '+'. */
bool ledger_origin_valid(struct sv origin);

/** The key that signs checkpoints. Kept in a file outside the database. */
struct ledger_key {
	char origin[128];            /* name of the log: "gongkai.example/ledger" */
	unsigned char secret[64];    /* Ed25519, libsodium's form */
	unsigned char public_[32];
};

/** A new key from entropy. The origin must be valid. */
void ledger_key_make(struct ledger_key *key, const char *origin, const struct entropy *entropy);

/** The key as text (two lines: origin, base64 seed) and back. @return 0, E_FORMAT */
void ledger_key_print(const struct ledger_key *key, struct str *out);
int ledger_key_parse(struct sv text, struct ledger_key *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The public half as a C2SP vkey: "origin+hash+base64". */
void ledger_key_print_public(const struct ledger_key *key, struct str *out);

/** Head of the tree. The time of a checkpoint is never before that of the one before it. */
struct ledger_head {
	int64_t size;
	struct ledger_hash root;
	time_utc time;
};

/**
 * Number the waiting entries (at most `max`, at most LEDGER_BATCH_MAX), extend the tree, sign a
 * checkpoint; one transaction of its own. Called by one thread or process at a time; a second one
 * that comes at the same moment gets E_STALE, or finds nothing left to number, and changes nothing.
 *
 * Nothing is signed over a ledger that does not hold: the newest checkpoint must be of this key and
 * its root that of the stored tree, or it is E_DB.
 * @param ret_n  how many were numbered; 0 = nothing waited and nothing was written
 */
int ledger_sequence(struct db *db, const struct ledger_key *key, const struct act *act,
	int64_t max, int64_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** Newest checkpoint as text (a signed note); before the first the text and the tree are empty.
    E_DB when it is damaged; its signature is not looked at. */
int ledger_checkpoint(struct db *db, struct arena *a, struct ledger_head *ret,
	struct sv *ret_note, struct err *err) __attribute__((warn_unused_result));

/** One entry for showing. */
struct ledger_entry {
	int64_t id, number;      /* number −1: not yet in the tree; the first is 0 */
	struct sv kind, subject;
	struct sv payload;       /* empty also when it was destroyed */
	time_utc time;
	int64_t account;
};

/** Entries of one subject, oldest first. */
int ledger_of_subject(struct db *db, struct sv subject, struct arena *a,
	struct ledger_entry **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/**
 * Proof that entry `number` is in the tree of `size` entries (RFC 6962 2.1.1), lowest first, and that
 * the tree of `old` entries is a beginning of the tree of `size` (2.1.2).
 * @return 0, E_NOT_FOUND (the tree has not grown that far), E_DB, E_NOMEM
 */
int ledger_inclusion(struct db *db, int64_t number, int64_t size, struct arena *a,
	struct ledger_hash **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));
int ledger_consistency(struct db *db, int64_t old, int64_t size, struct arena *a,
	struct ledger_hash **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** Outcome of a verification. Counts go as far as the first fault. */
struct ledger_verdict {
	int64_t entries;     /* in the tree */
	int64_t waiting;     /* not yet numbered */
	int64_t destroyed;   /* entries whose payload was destroyed */
	int64_t checkpoints;
	int64_t bad_entry;   /* id of the first entry that does not hold; 0: the fault is elsewhere */
};

/**
 * Check everything: every leaf against its fields, every payload against its commitment, every
 * stored node, every checkpoint's root, time and signature, no number missing or twice, nothing left
 * over. In a read transaction of its own; memory does not grow with the ledger.
 *
 * It cannot notice that the newest entries were cut off together with their checkpoints: who holds a
 * newer checkpoint from outside can (ledger_consistency). It reads through the indexes of the database:
 * that those say what the tables say is db_check_integrity's to know, so a full check runs both.
 * @param key  the public half is used
 * @return 0, or E_DB with a sentence that names the entry or checkpoint
 */
int ledger_verify(struct db *db, const struct ledger_key *key, struct ledger_verdict *ret,
	struct err *err) __attribute__((warn_unused_result));

/** Tables ledger_entry, ledger_payload, ledger_node, ledger_checkpoint; they can only be added to. */
extern const struct schema ledger_schema;
extern const struct sql_set ledger_statements;
