#include "org/org_int.h"

#include "base/date.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

const struct org_rules org_default_rules = { .max_failures = 5, .lock_seconds = 900,
	.password_age = (int64_t)180 * 86400, .idle_seconds = 1800, .session_seconds = 43200 };

static void read_account(struct query *q, struct arena *a, struct account *ret)
{
	*ret = (struct account){ .id = query_get_int(q, 0), .login = query_copy(q, 1, a),
		.name = query_copy(q, 2, a), .role = role_of_key(query_get_text(q, 3)),
		.unit = query_get_int(q, 4), .must_change = query_get_int(q, 5) != 0,
		.disabled = query_get_int(q, 6) != 0, .password_set = query_get_int(q, 7),
		.last_seen = query_get_int(q, 8) };
}

int account_covers(struct db *db, const struct account *who, int64_t unit, bool *ret,
	struct err *err)
{
	*ret = false;
	switch (who->role) {
	case ROLE_ADMIN:
		if (!who->unit) {
			*ret = true;
			return E_OK;
		}
		return unit_is_within(db, unit, who->unit, ret, err);
	case ROLE_SUPERVISOR:
		return unit_is_within(db, unit, who->unit, ret, err);
	case ROLE_CLERK:
	case ROLE_REVIEWER:
	case ROLE_OFFICE_HEAD:
	case ROLE_APPROVER:
		*ret = unit > 0 && unit == who->unit;
		return E_OK;
	default:
		return E_OK;
	}
}

static bool login_is_good(struct sv login)
{
	for (size_t i = 0; i < login.n; i++) {
		char c = login.p[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
			|| c == '-';
		if (!good)
			return false;
	}
	return login.n >= 2 && login.n <= 64;
}

static int check_account(struct db *db, const struct account *n, struct err *err)
{
	struct arena a;
	struct unit u;
	if (!login_is_good(n->login))
		return err_set(err, E_FORMAT, "登录名用2到64个小写字母、数字、点、下划线或连字符。");
	if (n->name.n == 0 || n->name.n > 200)
		return err_set(err, E_FORMAT, "请写姓名。");
	if (n->role <= ROLE_PUBLIC || n->role >= ROLE__MAX)
		return err_set(err, E_FORMAT, "请选一个角色。");
	if (!n->unit)
		return n->role == ROLE_ADMIN ? E_OK
			: err_set(err, E_FORMAT, "经办人和主管要写所在的机关。");
	arena_init(&a, 65536);
	int rc = unit_get(db, n->unit, &a, &u, err);
	arena_done(&a);
	return rc;
}

static int insert_account(struct db *db, const struct account *n, struct sv public_id, struct sv hash,
	const struct act *act, int64_t *ret_id, struct err *err)
{
	struct query q;
	query_start(&q, db, &account_insert);
	query_text(&q, public_id);
	query_text(&q, n->login);
	query_text(&q, n->name);
	query_text(&q, sv_of(role_key(n->role)));
	query_int_or_null(&q, n->unit);
	query_text(&q, hash);
	query_int(&q, act->now);
	*ret_id = query_row(&q) ? query_get_int(&q, 0) : 0;
	int rc = query_end(&q, err);
	return rc != E_EXISTS ? rc
		: err_set(err, E_EXISTS, "登录名“%.*s”已经有人用了。", SV_ARG(n->login));
}

int account_add(struct db *db, const struct account *new_account, const struct act *act,
	char ret_password[static ORG_PASSWORD_MAX], int64_t *ret_id, struct err *err)
{
	assert(tx_is_open(db));
	char public_id[PUBLIC_ID_MAX], hash[ORG_HASH_MAX];
	int64_t id;
	int rc = check_account(db, new_account, err);
	if (rc)
		return rc;
	public_id_make(act->entropy, public_id);
	password_make(act->entropy, ret_password);
	rc = password_hash(sv_of(ret_password), false, hash, err);
	if (!rc)
		rc = insert_account(db, new_account, sv_of(public_id), sv_of(hash), act, &id, err);
	if (!rc)
		rc = org_enter(db, "account.added", "account", sv_of(public_id), SV(""), act, err);
	if (!rc && ret_id)
		*ret_id = id;
	return rc;
}

/** Id and public name of a login. */
static int find_login(struct db *db, struct sv login, int64_t *ret_id, char public_id[PUBLIC_ID_MAX],
	struct err *err)
{
	struct query q;
	query_start(&q, db, &account_of_login);
	query_text(&q, login);
	*ret_id = 0;
	if (query_row(&q)) {
		*ret_id = query_get_int(&q, 0);
		snprintf(public_id, PUBLIC_ID_MAX, "%.*s", SV_ARG(query_get_text(&q, 1)));
	}
	int rc = query_end(&q, err);
	return rc || *ret_id ? rc : err_set(err, E_NOT_FOUND, "没有登录名为“%.*s”的账户。", SV_ARG(login));
}

static int end_sessions(struct db *db, int64_t account, struct err *err)
{
	struct query q;
	query_start(&q, db, &session_delete_of_account);
	query_int(&q, account);
	return query_end(&q, err);
}

static int set_password(struct db *db, int64_t id, const char *hash, bool must_change, time_utc now,
	struct err *err)
{
	struct query q;
	query_start(&q, db, &account_set_password);
	query_int(&q, id);
	query_text(&q, sv_of(hash));
	query_int(&q, now);
	query_int(&q, must_change);
	return query_end(&q, err);
}

int account_reset(struct db *db, struct sv login, const struct act *act,
	char ret_password[static ORG_PASSWORD_MAX], struct err *err)
{
	assert(tx_is_open(db));
	int64_t id;
	char public_id[PUBLIC_ID_MAX], hash[ORG_HASH_MAX];
	int rc = find_login(db, login, &id, public_id, err);
	if (rc)
		return rc;
	password_make(act->entropy, ret_password);
	rc = password_hash(sv_of(ret_password), false, hash, err);
	if (!rc)
		rc = set_password(db, id, hash, true, act->now, err);
	if (!rc)
		rc = end_sessions(db, id, err);
	return rc ? rc : org_enter(db, "account.reset", "account", sv_of(public_id), SV(""), act, err);
}

int account_disable(struct db *db, struct sv login, bool disabled, const struct act *act,
	struct err *err)
{
	assert(tx_is_open(db));
	int64_t id;
	char public_id[PUBLIC_ID_MAX];
	int rc = find_login(db, login, &id, public_id, err);
	if (rc)
		return rc;
	struct query q;
	query_start(&q, db, &account_set_disabled);
	query_int(&q, id);
	query_int(&q, disabled);
	rc = query_end(&q, err);
	if (!rc && disabled)
		rc = end_sessions(db, id, err);
	return rc ? rc : org_enter(db, disabled ? "account.disabled" : "account.enabled", "account",
		sv_of(public_id), SV(""), act, err);
}

int account_get(struct db *db, int64_t id, struct arena *a, struct account *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &account_of_id);
	query_int(&q, id);
	bool found = query_row(&q);
	if (found)
		read_account(&q, a, ret);
	int rc = query_end(&q, err);
	return rc || found ? rc : err_set(err, E_NOT_FOUND, "没有这个账户。");
}

int account_by_login(struct db *db, struct sv login, struct arena *a, struct account *ret,
	struct err *err)
{
	struct query q;
	query_start(&q, db, &account_of_login);
	query_text(&q, login);
	int64_t id = query_row(&q) ? query_get_int(&q, 0) : 0;
	int rc = query_end(&q, err);
	return rc ? rc : account_get(db, id, a, ret, err);
}

static int take_accounts(struct query *q, size_t max, struct arena *a, struct account **ret,
	size_t *ret_n, struct err *err)
{
	struct account *list = arena_array(a, max + 1, sizeof *list);
	size_t n = 0;
	while (list && n < max && query_row(q))
		read_account(q, a, &list[n++]);
	int rc = query_end(q, err);
	if (!rc && (!list || a->failed))
		rc = err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	*ret = list;
	*ret_n = n;
	return rc;
}

int account_list(struct db *db, struct sv after_login, size_t max, struct arena *a,
	struct account **ret, size_t *ret_n, struct err *err)
{
	struct query q;
	query_start(&q, db, &account_page);
	query_text(&q, after_login);
	query_int(&q, (int64_t)max);
	return take_accounts(&q, max, a, ret, ret_n, err);
}

int account_of_office(struct db *db, int64_t unit, struct arena *a, struct account **ret,
	size_t *ret_n, struct err *err)
{
	enum { MAX = 200 };
	struct query q;
	query_start(&q, db, &account_office);
	query_int(&q, unit);
	return take_accounts(&q, MAX, a, ret, ret_n, err);
}

int account_count(struct db *db, int64_t *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &account_number);
	*ret = query_row(&q) ? query_get_int(&q, 0) : 0;
	return query_end(&q, err);
}
