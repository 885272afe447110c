/**
 * Files in the database, named by the SHA-256 of their content and kept in pieces of at most
 * BLOB_PIECE bytes: one transaction, one backup, nothing dangling. The same content is kept once.
 */
#pragma once

#include "base/str.h"
#include "store/store.h"

enum { BLOB_PIECE = 256 * 1024, BLOB_ID = 32, BLOB_HEX = 65 };

struct blob_id {
	unsigned char sha256[BLOB_ID];
};

/** SHA-256 of bytes. */
struct blob_id blob_id_of(struct sv bytes);

/** Lower-case hexadecimal, and back. */
const char *blob_hex(const struct blob_id *id, char buf[static BLOB_HEX]);
bool blob_of_hex(struct sv hex, struct blob_id *ret);

/** Keep a file; inside a write transaction. */
int blob_put(struct db *db, struct sv bytes, time_utc now, struct blob_id *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The whole file, checked against its name. @return 0, E_NOT_FOUND, E_DB (damaged), E_NOMEM */
int blob_get(struct db *db, const struct blob_id *id, struct arena *a, struct sv *ret,
	struct err *err) __attribute__((warn_unused_result));

extern const struct schema blob_schema;
extern const struct sql_set blob_statements;
