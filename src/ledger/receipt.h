/**
 * A receipt: what the ledger's holder signs at once for whoever brought something in, and cannot deny later; and, as
 * soon as the entry is numbered, the proof that it stands in the tree under a signed checkpoint. One text
 * carries both, needs the public key and nothing else to be checked, and is described byte by byte in
 * docs/LEDGER.md:
 *
 *     gongkai-receipt-v1
 *     key gongkai.example/ledger+033de0ae+AXB1YmxpYyBrZXk…
 *     kind request.submitted
 *     subject request/7kq2mzb4t9xw
 *     time 1763702548
 *     actor 0
 *     payload {"number":"2026-0007-00013",…}
 *     salt q83vASNFZ4mrze8BI0VniQ==
 *
 *     — gongkai.example/ledger Az3grlgt…
 *
 *     gongkai-proof-v1
 *     number 41
 *     size 42
 *     hash CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 *     gongkai.example/ledger
 *     42
 *     …
 *
 * The first part is a signed note (c2sp.org/signed-note); the second, after an empty line, the inclusion proof
 * (RFC 6962 2.1.1, lowest hash first) and the checkpoint. The salt is revealed to the holder only: with it
 * he shows what the payload was.
 *
 * The key in a receipt says which key signed it, not that this key is the office's: whoever checks has to
 * compare it with the one the office makes known.
 */
#pragma once

#include "ledger/ledger.h"

enum { RECEIPT_MAX = 128 * 1024 };

/** A receipt taken apart; the views point into the bytes parsed. */
struct ledger_receipt {
	struct sv vkey, kind, subject, payload;
	time_utc time;
	int64_t account;
	unsigned char salt[LEDGER_SALT];
	struct sv text, signatures;      /* what is signed, and by whom */
	bool has_proof;
	int64_t number, size;
	struct ledger_hash hashes[128];
	size_t n_hashes;
	struct sv checkpoint;            /* a signed note */
};

/** What holds of a receipt under a key. */
struct ledger_receipt_verdict {
	bool signed_;    /* the key signed it */
	bool proved;     /* it has a proof, and that holds: the entry is in the tree of a signed checkpoint */
	bool disproved;  /* it has one that does not */
	struct ledger_head head; /* of the checkpoint, when proved */
};

/**
 * The receipt of an entry, signed; with its proof when the newest checkpoint covers it.
 * @return 0, E_NOT_FOUND (no such entry, or its payload was destroyed), E_DB, E_NOMEM
 */
int ledger_receipt_of(struct db *db, int64_t entry, const struct ledger_key *key, struct arena *a,
	struct sv *ret, struct err *err) __attribute__((warn_unused_result));

/**
 * The proof alone of the entry with this commitment, for who holds its receipt: nobody else can know the
 * commitment, and it tells no more than that the entry is in the tree. Empty while it is not numbered.
 * @return 0, E_NOT_FOUND, E_DB, E_NOMEM
 */
int ledger_proof_of(struct db *db, struct sv subject, const struct ledger_hash *commitment,
	struct arena *a, struct sv *ret, struct err *err) __attribute__((warn_unused_result));

/** A receipt with the newest proof in the place of what it had. As ledger_proof_of; needs no key. */
int ledger_receipt_renew(struct db *db, const struct ledger_receipt *r, struct arena *a,
	struct sv *ret, struct err *err) __attribute__((warn_unused_result));

/** The hash under which the entry of a receipt stands in the tree. */
struct ledger_hash ledger_receipt_commitment(const struct ledger_receipt *r);

/** Strictly: one receipt has one text. @return 0, E_FORMAT, E_LIMIT */
int ledger_receipt_parse(struct sv text, struct ledger_receipt *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Check it with the public half of a key, without a database. */
void ledger_receipt_check(const struct ledger_receipt *r, const struct ledger_key *key,
	struct ledger_receipt_verdict *ret);

/** The public half of a key from "origin+hash+base64". E_FORMAT */
int ledger_key_parse_public(struct sv vkey, struct ledger_key *ret, struct err *err)
	__attribute__((warn_unused_result));
