/**
 * Who: units (机关), the people who work for them, what each may do, and how they are known to be
 * themselves.
 *
 * Shape of this folder: unit.c, account.c, sign_in.c, password.c, session.c, role.c, org_sql.c.
 * The table unit_above holds each unit with itself and all above it, for joins of other folders.
 * Every change is made inside the caller's write transaction and enters the ledger.
 */
#pragma once

#include "base/str.h"
#include "store/store.h"

/* ── Units ─────────────────────────────────────────────────────────────────────────────────── */

enum unit_kind {
	UNIT_GOVERNMENT,  /* 县级以上人民政府 */
	UNIT_DEPARTMENT,  /* 县级以上部门 */
	UNIT_TOWN,        /* 乡镇人民政府 */
	UNIT_STREET,      /* 街道办事处 */
	UNIT_OTHER,
	UNIT_KIND__MAX
};

struct unit {
	int64_t id;
	struct sv public_id;    /* random, in addresses: 12 letters and digits */
	struct sv code;         /* unified social credit code (GB 32100); empty when not known */
	struct sv division;     /* administrative division code, 6 to 12 digits; may be empty */
	struct sv name;
	enum unit_kind kind;
	int64_t parent;         /* 0 = none */
	bool closed;            /* abolished (撤销): reports of old years stay, new ones are not due */
};

/** Kinds in the database and addresses, in words, and back. */
const char *unit_kind_key(enum unit_kind k);    /* "street" */
const char *unit_kind_label(enum unit_kind k);  /* "街道办事处" */
enum unit_kind unit_kind_of_key(struct sv key); /* UNIT_KIND__MAX when there is none */

/** The kind that a name speaks of: …街道办事处, …镇人民政府, …局. */
enum unit_kind unit_kind_of_name(struct sv name);

/** Add a unit; `u->name`, `kind`, `parent`, `code`, `division` are read. E_EXISTS, E_FORMAT (code). */
int unit_add(struct db *db, const struct unit *u, const struct act *act, int64_t *ret_id,
	struct err *err) __attribute__((warn_unused_result));

/** Change name, kind, parent, code, division, closed. E_NOT_FOUND, E_EXISTS, E_USAGE (a circle). */
int unit_change(struct db *db, const struct unit *u, const struct act *act, struct err *err)
	__attribute__((warn_unused_result));

/** One unit. E_NOT_FOUND. Views live in `a`. */
int unit_get(struct db *db, int64_t id, struct arena *a, struct unit *ret, struct err *err)
	__attribute__((warn_unused_result));
int unit_by_public_id(struct db *db, struct sv public_id, struct arena *a, struct unit *ret,
	struct err *err) __attribute__((warn_unused_result));
int unit_by_code(struct db *db, struct sv code, struct arena *a, struct unit *ret,
	struct err *err) __attribute__((warn_unused_result));

/**
 * The unit that a printed name means: the exact name first, else the only one whose name ends or
 * begins with it (a report may leave out the county). E_NOT_FOUND, E_MANY.
 */
int unit_by_name(struct db *db, struct sv name, struct arena *a, struct unit *ret,
	struct err *err) __attribute__((warn_unused_result));

/** Up to `max` units after `after_id`, in the order of id; `parent` 0 = all. Keyset paging. */
int unit_list(struct db *db, int64_t parent, int64_t after_id, size_t max, struct arena *a,
	struct unit **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** Units whose name holds `words`, at most `max`, in the order of id. */
int unit_search(struct db *db, struct sv words, size_t max, struct arena *a, struct unit **ret,
	size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** Is `id` the unit `above` or beneath it? */
int unit_is_within(struct db *db, int64_t id, int64_t above, bool *ret, struct err *err)
	__attribute__((warn_unused_result));

/* ── People and what they may do ───────────────────────────────────────────────────────────── */

enum role {
	ROLE_PUBLIC,      /* anybody, not signed in */
	ROLE_CLERK,       /* 经办人: works for one unit, as do the next three */
	ROLE_REVIEWER,    /* 审核人 */
	ROLE_OFFICE_HEAD, /* 公开工作机构负责人: agrees to extensions (art. 33) */
	ROLE_APPROVER,    /* 审签领导: signs */
	ROLE_SUPERVISOR,  /* 主管: looks after a unit and all beneath it */
	ROLE_ADMIN,       /* 管理员 */
	ROLE__MAX
};

/** Sets of roles: those who work for one unit. */
enum {
	ROLES_OF_OFFICE = 1u << ROLE_CLERK | 1u << ROLE_REVIEWER | 1u << ROLE_OFFICE_HEAD
		| 1u << ROLE_APPROVER
};

/** Does somebody in this role work for one unit only? */
static inline bool role_is_of_office(enum role r)
{
	return ROLES_OF_OFFICE & 1u << r;
}

/** Roles in the database and logs, in words, and back. */
const char *role_key(enum role r);
const char *role_label(enum role r);
enum role role_of_key(struct sv key); /* ROLE__MAX when there is none */

struct account {
	int64_t id;
	struct sv login;        /* lower-case letters, digits, . _ -; 2 to 64 */
	struct sv name;
	enum role role;
	int64_t unit;           /* 0 for an admin of everything */
	bool must_change;       /* the password was given by somebody else, or is too old */
	bool disabled;
	time_utc password_set, last_seen;
};

/** May this person act for that unit? Of an office: the own one; supervisor: those beneath; admin: all. */
int account_covers(struct db *db, const struct account *who, int64_t unit, bool *ret,
	struct err *err) __attribute__((warn_unused_result));

/**
 * Add an account with a one-time password, which must be changed at the first sign-in.
 * @param ret_password  at least ORG_PASSWORD_MAX bytes; shown once and stored nowhere
 * @return 0, E_EXISTS, E_FORMAT (login), E_NOT_FOUND (unit)
 */
enum { ORG_PASSWORD_MAX = 32 };
int account_add(struct db *db, const struct account *new_account, const struct act *act,
	char ret_password[static ORG_PASSWORD_MAX], int64_t *ret_id, struct err *err)
	__attribute__((warn_unused_result));

/** A new one-time password; ends the account's sessions and its lock. E_NOT_FOUND. */
int account_reset(struct db *db, struct sv login, const struct act *act,
	char ret_password[static ORG_PASSWORD_MAX], struct err *err) __attribute__((warn_unused_result));

/** Let in or shut out; shutting out ends the sessions. E_NOT_FOUND. */
int account_disable(struct db *db, struct sv login, bool disabled, const struct act *act,
	struct err *err) __attribute__((warn_unused_result));

/** One account. E_NOT_FOUND. Views live in `a`. */
int account_get(struct db *db, int64_t id, struct arena *a, struct account *ret, struct err *err)
	__attribute__((warn_unused_result));

/** One account by its login. E_NOT_FOUND. */
int account_by_login(struct db *db, struct sv login, struct arena *a, struct account *ret,
	struct err *err) __attribute__((warn_unused_result));

/** All accounts in the order of login, keyset: up to `max` after `after_login`. */
int account_list(struct db *db, struct sv after_login, size_t max, struct arena *a,
	struct account **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** Who works for the office of a unit and is not shut out, in the order of login; at most 200. */
int account_of_office(struct db *db, int64_t unit, struct arena *a, struct account **ret,
	size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** How many there are. */
int account_count(struct db *db, int64_t *ret, struct err *err) __attribute__((warn_unused_result));

/**
 * The rules of passwords and sessions, in one place.
 */
struct org_rules {
	int max_failures;        /* 5: so many wrong ones … */
	int64_t lock_seconds;    /* 900: … lock the account for so long */
	int64_t password_age;    /* 180 days in seconds */
	int64_t idle_seconds;    /* 1800: a session unused so long has ended */
	int64_t session_seconds; /* 43200: and so long after sign-in in any case */
	bool weak_hash;          /* tests only: the cheapest argon2id */
};
extern const struct org_rules org_default_rules;

/**
 * Is it the right password? Takes the same time for a login that does not exist. Commits its own
 * bookkeeping (failures, lock), so it is called outside a transaction, with a writing connection.
 * The hash is computed without holding any lock of the database.
 * @return 0; E_FORBIDDEN (wrong; the sentence does not say what was wrong); E_BUSY (locked: until when)
 */
int account_check_password(struct db *db, struct sv login, struct sv password,
	const struct org_rules *rules, const struct act *act, struct arena *a, struct account *ret,
	struct err *err) __attribute__((warn_unused_result));

/**
 * Change the own password; ends all other sessions of the account.
 * @return 0, E_FORBIDDEN (old one wrong), E_FORMAT (too short: under 10 characters, too common, the
 *         login, or the old one again)
 */
int account_change_password(struct db *db, int64_t account, struct sv old, struct sv new_,
	const struct org_rules *rules, const struct act *act, struct err *err)
	__attribute__((warn_unused_result));

/* ── Sessions ──────────────────────────────────────────────────────────────────────────────── */

enum { SESSION_TOKEN_MAX = 44, CSRF_MAX = 44 };

/**
 * Open a session after a password was checked: a fresh token each time (so none can be fixed beforehand).
 * Only its hash is stored.
 * @param ret_token  base64url of 32 random bytes, for the cookie
 */
int session_open(struct db *db, int64_t account, const struct org_rules *rules,
	const struct act *act, char ret_token[static SESSION_TOKEN_MAX], struct err *err)
	__attribute__((warn_unused_result));

struct session {
	int64_t id;
	struct account account;
	char csrf[CSRF_MAX];     /* the token every form of this session carries */
	time_utc opened, seen;
};

/**
 * The session of a cookie. Reads only; `session_touch` moves `seen`, at most once a minute.
 * @return 0, E_NOT_FOUND (none, ended, disabled)
 */
int session_find(struct db *db, struct sv token, const struct org_rules *rules, time_utc now,
	struct arena *a, struct session *ret, struct err *err) __attribute__((warn_unused_result));
int session_touch(struct db *db, int64_t id, time_utc now, struct err *err)
	__attribute__((warn_unused_result));

/** Sign out; and throw away what has ended. */
int session_close(struct db *db, int64_t id, struct err *err)
	__attribute__((warn_unused_result));
int session_sweep(struct db *db, const struct org_rules *rules, time_utc now, struct err *err)
	__attribute__((warn_unused_result));

/** Is it the session's form token? Compared in constant time. */
bool session_csrf_ok(const struct session *s, struct sv token);

/** A random public name of 12 letters and digits without look-alikes. @return `buf` */
enum { PUBLIC_ID_MAX = 13 };
const char *public_id_make(const struct entropy *entropy, char buf[static PUBLIC_ID_MAX]);

extern const struct schema org_schema;
extern const struct sql_set org_statements;
