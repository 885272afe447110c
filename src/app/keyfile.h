/**
 * The key that signs the ledger's checkpoints, in a file of its own, so that a copy of the database cannot
 * sign. Whoever backs up the database keeps a copy of this file elsewhere.
 */
#pragma once

#include "ledger/ledger.h"

enum { KEYFILE_PATH_MAX = 4096 };

/** Where it is: `option` (--key) unless NULL, else GONGKAI_KEY, else the database's file name with ".key"
    (of a PostgreSQL database: data/gongkai.key). @return `buf` */
const char *keyfile_path(const char *option, const char *where, char buf[static KEYFILE_PATH_MAX]);

/**
 * Read the key; make one on first use, for its owner only. When the file is gone but the ledger is signed
 * already, that is an error: another key could not go on with it.
 * @param db  of the ledger
 * @return 0, E_NOT_FOUND, E_IO, E_FORMAT, E_FORBIDDEN (others may read the file), E_DB
 */
int keyfile_load(const char *path, struct db *db, struct ledger_key *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Number and sign all that waits. Another process that does so already is no error. */
int keyfile_sequence(struct db *db, const struct ledger_key *key, struct err *err)
	__attribute__((warn_unused_result));

/**
 * The public key somebody got from elsewhere: as it is written ("name+hash+base64"), or a file that holds it.
 * @return 0, E_FORMAT, E_IO, E_NOMEM
 */
int keyfile_public(const char *given, struct arena *a, struct ledger_key *ret, struct err *err)
	__attribute__((warn_unused_result));
