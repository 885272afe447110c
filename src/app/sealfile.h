/**
 * The master key of applicants' personal data (request/seal.h), in a file of its own beside the ledger's key, so
 * that a copy of the database tells nothing of anybody. Whoever backs up the database keeps a copy of this
 * file elsewhere: without it nothing personal can be read again.
 */
#pragma once

#include "app/keyfile.h"
#include "request/seal.h"

/** Where it is: `option` (--seal) unless NULL, else GONGKAI_SEAL, else beside the ledger's key: its path with
    ".seal" in the place of ".key". @return `buf` */
const char *sealfile_path(const char *option, const char *key_path,
	char buf[static KEYFILE_PATH_MAX]);

/**
 * Read it; make one on first use, for its owner only. When the file is gone but something is sealed already,
 * that is an error.
 * @return 0, E_NOT_FOUND, E_IO, E_FORMAT, E_FORBIDDEN (others may read the file), E_DB
 */
int sealfile_load(const char *path, struct db *db, struct seal_master *ret, struct err *err)
	__attribute__((warn_unused_result));
