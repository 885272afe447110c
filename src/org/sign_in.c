/* Is it the right password? Failures are counted, and too many lock the account for a while. */
#include "org/org_int.h"

#include "base/date.h"

#include <sodium.h>
#include <stdio.h>

/** What is kept of an account that password checks need. */
struct secret {
	int64_t id;
	char public_id[PUBLIC_ID_MAX], hash[ORG_HASH_MAX], login[72];
	bool disabled;
	time_utc locked_until;
};

static void read_secret(struct query *q, struct secret *s)
{
	snprintf(s->public_id, sizeof s->public_id, "%.*s", SV_ARG(query_get_text(q, 1)));
	snprintf(s->hash, sizeof s->hash, "%.*s", SV_ARG(query_get_text(q, 2)));
	s->disabled = query_get_int(q, 3) != 0;
	s->locked_until = query_get_int(q, 4);
}

static int secret_of_login(struct db *db, struct sv login, struct secret *s, struct err *err)
{
	struct query q;
	*s = (struct secret){ 0 };
	query_start(&q, db, &account_secret);
	query_text(&q, login);
	if (query_row(&q)) {
		s->id = query_get_int(&q, 0);
		read_secret(&q, s);
	}
	return query_end(&q, err);
}

static int secret_of_id(struct db *db, int64_t id, struct secret *s, struct err *err)
{
	struct query q;
	*s = (struct secret){ 0 };
	query_start(&q, db, &account_secret_of_id);
	query_int(&q, id);
	if (query_row(&q)) {
		s->id = id;
		snprintf(s->login, sizeof s->login, "%.*s", SV_ARG(query_get_text(&q, 0)));
		read_secret(&q, s);
	}
	int rc = query_end(&q, err);
	return rc || s->id ? rc : err_set(err, E_NOT_FOUND, "没有这个账户。");
}

static int say_wrong(struct err *err)
{
	return err_set(err, E_FORBIDDEN, "登录名或者密码不对，请重新输入。");
}

static int say_locked(time_utc until, struct err *err)
{
	char moment[MOMENT_TEXT_MAX];
	return err_set(err, E_BUSY, "密码错了太多次，这个账户到%s以前不能登录。需要的话请管理员重设密码。",
		moment_print(until, moment));
}

/** One more failure, and the lock when it is one too many; inside a transaction. */
static int count_failure(struct db *db, const struct secret *s, const struct org_rules *rules,
	const struct act *act, bool *ret_locked, struct err *err)
{
	struct query q;
	query_start(&q, db, &account_failed);
	query_int(&q, s->id);
	int64_t failures = query_row(&q) ? query_get_int(&q, 0) : 0;
	int rc = query_end(&q, err);
	*ret_locked = !rc && failures >= rules->max_failures;
	if (!*ret_locked)
		return rc;
	query_start(&q, db, &account_lock);
	query_int(&q, s->id);
	query_int(&q, act->now + rules->lock_seconds);
	rc = query_end(&q, err);
	return rc ? rc : org_enter(db, "account.locked", "account", sv_of(s->public_id), SV(""), act, err);
}

static int note_failure(struct db *db, const struct secret *s, const struct org_rules *rules,
	const struct act *act, struct err *err)
{
	bool locked = false;
	int rc = tx_begin_write(db, __func__, err);
	if (!rc)
		rc = count_failure(db, s, rules, act, &locked, err);
	if (!rc)
		rc = tx_commit(db, err);
	tx_rollback(db);
	if (rc)
		return rc;
	return locked ? say_locked(act->now + rules->lock_seconds, err) : say_wrong(err);
}

/** The right one: forget failures, unless the account was locked or changed while the hash was computed. */
static int note_success(struct db *db, const struct secret *s, const struct org_rules *rules,
	const struct act *act, struct err *err)
{
	struct query q;
	query_start(&q, db, &account_succeeded);
	query_int(&q, s->id);
	query_int(&q, act->now);
	query_int(&q, act->now - rules->password_age);
	query_text(&q, sv_of(s->hash));
	int rc = query_end(&q, err);
	if (!rc && query_changes(&q) == 0)
		rc = say_wrong(err);
	return rc;
}

/** The work asked of a hash grows over the years; who signs in brings the password for a new one. */
static int renew_hash(struct db *db, const struct secret *s, struct sv password, bool weak,
	struct err *err)
{
	char hash[ORG_HASH_MAX];
	if (!password_is_outdated(sv_of(s->hash), weak) || password_hash(password, weak, hash, NULL))
		return E_OK;
	struct query q;
	query_start(&q, db, &account_rehash);
	query_int(&q, s->id);
	query_text(&q, sv_of(hash));
	query_text(&q, sv_of(s->hash));
	return query_end(&q, err);
}

int account_check_password(struct db *db, struct sv login, struct sv password,
	const struct org_rules *rules, const struct act *act, struct arena *a, struct account *ret,
	struct err *err)
{
	struct secret s;
	int rc = secret_of_login(db, login, &s, err);
	if (rc)
		return rc;
	bool fits = password_fits(password, sv_of(s.hash), rules->weak_hash);
	if (!s.id || s.disabled)
		rc = say_wrong(err);
	else if (s.locked_until > act->now)
		rc = say_locked(s.locked_until, err);
	else if (!fits)
		rc = note_failure(db, &s, rules, act, err);
	else
		rc = note_success(db, &s, rules, act, err);
	if (!rc)
		rc = renew_hash(db, &s, password, rules->weak_hash, err);
	if (!rc)
		rc = account_get(db, s.id, a, ret, err);
	sodium_memzero(s.hash, sizeof s.hash);
	return rc;
}

static int store_password(struct db *db, const struct secret *s, const char *hash,
	const struct act *act, struct err *err)
{
	struct query q;
	int rc = tx_begin_write(db, __func__, err);
	if (rc)
		return rc;
	query_start(&q, db, &account_set_password);
	query_int(&q, s->id);
	query_text(&q, sv_of(hash));
	query_int(&q, act->now);
	query_int(&q, 0);
	rc = query_end(&q, err);
	if (!rc) {
		query_start(&q, db, &session_delete_of_account);
		query_int(&q, s->id);
		rc = query_end(&q, err);
	}
	if (!rc)
		rc = org_enter(db, "password.changed", "account", sv_of(s->public_id), SV(""), act, err);
	if (!rc)
		rc = tx_commit(db, err);
	tx_rollback(db);
	return rc;
}

int account_change_password(struct db *db, int64_t account, struct sv old, struct sv new_,
	const struct org_rules *rules, const struct act *act, struct err *err)
{
	struct secret s;
	char hash[ORG_HASH_MAX];
	int rc = secret_of_id(db, account, &s, err);
	if (!rc && s.locked_until > act->now)
		rc = say_locked(s.locked_until, err);
	if (!rc && !password_fits(old, sv_of(s.hash), rules->weak_hash)) {
		rc = note_failure(db, &s, rules, act, err);
		if (rc == E_FORBIDDEN)
			err_set(err, E_FORBIDDEN, "现在的密码不对，请重新输入。");
	}
	if (!rc)
		rc = password_allowed(new_, sv_of(s.login), err);
	if (!rc && sv_eq(old, new_))
		rc = err_set(err, E_FORMAT, "新密码和现在的一样，请换一个。");
	if (!rc)
		rc = password_hash(new_, rules->weak_hash, hash, err);
	if (!rc)
		rc = store_password(db, &s, hash, act, err);
	sodium_memzero(s.hash, sizeof s.hash);
	return rc;
}
