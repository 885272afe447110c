/** Statements of src/org and what its files share. Private to it. */
#pragma once

#include "ledger/ledger.h"
#include "org/org.h"

extern const struct sql unit_insert, unit_update, unit_of_id, unit_of_public_id, unit_of_code,
	unit_of_name, unit_names_ending, unit_names_beginning, unit_page, unit_page_beneath, unit_holding,
	unit_within, unit_above_self, unit_above_parents, unit_above_cut, unit_above_join;
extern const struct sql account_insert, account_of_id, account_of_login, account_page, account_number,
	account_office,
	account_set_disabled, account_set_password, account_secret, account_secret_of_id, account_failed,
	account_lock, account_succeeded, account_rehash;
extern const struct sql session_insert, session_of_token, session_seen, session_delete,
	session_delete_of_account, session_delete_ended;

/** The ledger's name of a unit or account: "unit/7kq2…". */
struct sv org_subject(struct arena *a, const char *kind, struct sv public_id);

/** Enter what happened to a unit or account. `payload` is JSON. */
int org_enter(struct db *db, const char *what, const char *kind, struct sv public_id,
	struct sv payload, const struct act *act, struct err *err) __attribute__((warn_unused_result));

/** A password's hash. @param weak  the cheapest, for tests */
enum { ORG_HASH_MAX = 128 };
int password_hash(struct sv password, bool weak, char ret[static ORG_HASH_MAX], struct err *err)
	__attribute__((warn_unused_result));

/** Does the password fit the hash? With an empty hash the same work is done, for nothing. */
bool password_fits(struct sv password, struct sv hash, bool weak);

/** Was the hash made with less work than is asked now? */
bool password_is_outdated(struct sv hash, bool weak);

/** May this be a password? E_FORMAT with what is wrong. */
int password_allowed(struct sv password, struct sv login, struct err *err)
	__attribute__((warn_unused_result));

/** A one-time password: four groups of four, without look-alikes. */
void password_make(const struct entropy *entropy, char ret[static ORG_PASSWORD_MAX]);

/** `n` letters and digits without look-alikes. */
void org_random_letters(const struct entropy *entropy, char *p, size_t n);
