/**
 * An application that is being written and has not been sent: kept between the pages of the form, so that
 * it is there again after the phone was locked, the page reloaded, another tab opened.
 *
 * It is sealed with a key made from a secret that only the visitor's cookie holds: who has the database
 * has nothing, and neither has the office before the visitor sends it. (Hidden fields would need no table, but
 * carry no attachments, are lost with the tab, and stand in the page of whoever sits down next.)
 * Each step reads, changes its own values and writes inside one transaction, so two tabs do not undo each
 * other. After sending, the row holds the receipt for a day, then it is gone.
 *
 * Source: XChaCha20-Poly1305 through request/seal.h; the secret is 32 random bytes in base64url.
 */
#pragma once

#include "request/request.h"

enum {
	UNSENT_SECRET_MAX = 44,
	UNSENT_FILE_BYTES = 50 * 1024 * 1024,    /* of all files of one draft */
	UNSENT_SECONDS = 7 * 24 * 3600,          /* kept so long after the last change */
	UNSENT_SENT_SECONDS = 24 * 3600          /* … after it was sent */
};
/** Of all drafts together; then no further file is taken. */
#define UNSENT_ALL_BYTES ((int64_t)4 << 30)

enum { UNSENT_VALUES_MAX = 48 };

/** What was typed so far, by the names of the form's fields. Private but for the functions below. */
struct unsent {
	int64_t id;              /* 0: not kept yet */
	bool sent;               /* it holds a receipt now */
	time_utc changed;
	struct request_value values[UNSENT_VALUES_MAX];
	size_t n_values;
	struct seal_key key;
};

/** Wipes the key. For AUTO. */
void unsent_done(struct unsent *u);

/** Could this be a secret? Says nothing of whether there is a draft. */
bool unsent_is_secret(struct sv secret);

/** A new secret, for the cookie. */
void unsent_secret(const struct act *act, char ret[static UNSENT_SECRET_MAX]);

/** The draft of a secret. E_NOT_FOUND: there is none, or it was kept long enough. */
int unsent_load(struct db *db, struct sv secret, time_utc now, struct arena *a, struct unsent *ret,
	struct err *err) __attribute__((warn_unused_result));

/** An empty one of a new secret, not yet kept. */
void unsent_begin(struct sv secret, struct unsent *ret);

/** A value; empty when there is none. */
struct sv unsent_get(const struct unsent *u, const char *key);

/** Set it; an empty one takes it out. `key` is a literal, `text` lives as long as `u`. False: too many. */
bool unsent_set(struct unsent *u, const char *key, struct sv text);

/** Forget all values (not the files). */
void unsent_clear(struct unsent *u);

/** Keep it as it is now; inside a write transaction. */
int unsent_save(struct db *db, struct unsent *u, struct sv secret, const struct act *act,
	struct arena *a, struct err *err) __attribute__((warn_unused_result));

/** Take everything away; inside a write transaction. None is no error. */
int unsent_drop(struct db *db, struct sv secret, struct err *err) __attribute__((warn_unused_result));

/** A file of a draft. `bytes` is read by unsent_files only when it is asked to. */
struct unsent_file {
	int64_t id, size;
	struct sv name, bytes;
};

/** Add a file to a draft that is kept; inside a write transaction. E_LIMIT: too large, too many; E_FULL */
int unsent_add_file(struct db *db, const struct unsent *u, struct sv name, struct sv bytes,
	const struct act *act, struct arena *a, struct err *err) __attribute__((warn_unused_result));

/** Its files, oldest first. */
int unsent_files(struct db *db, const struct unsent *u, bool with_bytes, struct arena *a,
	struct unsent_file **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** Take one out, or all with id 0; inside a write transaction. None is no error. */
int unsent_remove_file(struct db *db, const struct unsent *u, int64_t id, struct err *err)
	__attribute__((warn_unused_result));

/** Forget what is older than it may be. Commits. */
int unsent_sweep(struct db *db, time_utc now, struct err *err) __attribute__((warn_unused_result));

extern const struct schema unsent_schema;
extern const struct sql_set unsent_statements;
