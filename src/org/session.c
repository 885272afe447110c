#include "org/org_int.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

enum { TOKEN_BYTES = 32 };

/** What is stored of a token: its hash, so that a stolen database signs nobody in. */
static struct sv token_hash(struct sv token, unsigned char buf[static 32])
{
	crypto_hash_sha256(buf, (const unsigned char *)token.p, token.n);
	return (struct sv){ (const char *)buf, 32 };
}

/** 32 random bytes as text. */
static void random_text(const struct entropy *entropy, char ret[static SESSION_TOKEN_MAX])
{
	unsigned char bytes[TOKEN_BYTES];
	entropy->fill(entropy->context, bytes, sizeof bytes);
	sodium_bin2base64(ret, SESSION_TOKEN_MAX, bytes, sizeof bytes,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof bytes);
}

int session_open(struct db *db, int64_t account, const struct org_rules *rules,
	const struct act *act, char ret_token[static SESSION_TOKEN_MAX], struct err *err)
{
	assert(tx_is_open(db));
	unsigned char hash[32];
	char csrf[CSRF_MAX];
	int rc = session_sweep(db, rules, act->now, err);
	if (rc)
		return rc;
	random_text(act->entropy, ret_token);
	random_text(act->entropy, csrf);
	struct query q;
	query_start(&q, db, &session_insert);
	query_bytes(&q, token_hash(sv_of(ret_token), hash));
	query_int(&q, account);
	query_text(&q, sv_of(csrf));
	query_int(&q, act->now);
	return query_end(&q, err);
}

static void read_session(struct query *q, const struct org_rules *rules, time_utc now, struct arena *a,
	struct session *ret)
{
	*ret = (struct session){ .id = query_get_int(q, 0), .opened = query_get_int(q, 2),
		.seen = query_get_int(q, 3),
		.account = { .id = query_get_int(q, 4), .login = query_copy(q, 5, a),
			.name = query_copy(q, 6, a), .role = role_of_key(query_get_text(q, 7)),
			.unit = query_get_int(q, 8), .must_change = query_get_int(q, 9) != 0,
			.disabled = query_get_int(q, 10) != 0, .password_set = query_get_int(q, 11),
			.last_seen = query_get_int(q, 12) } };
	snprintf(ret->csrf, sizeof ret->csrf, "%.*s", SV_ARG(query_get_text(q, 1)));
	if (ret->account.password_set < now - rules->password_age)
		ret->account.must_change = true;
}

int session_find(struct db *db, struct sv token, const struct org_rules *rules, time_utc now,
	struct arena *a, struct session *ret, struct err *err)
{
	unsigned char hash[32];
	struct query q;
	query_start(&q, db, &session_of_token);
	query_bytes(&q, token_hash(token, hash));
	query_int(&q, now - rules->idle_seconds);
	query_int(&q, now - rules->session_seconds);
	bool found = query_row(&q);
	if (found)
		read_session(&q, rules, now, a, ret);
	int rc = query_end(&q, err);
	return rc || found ? rc : err_set(err, E_NOT_FOUND, "登录已经过期，请重新登录。");
}

int session_touch(struct db *db, int64_t id, time_utc now, struct err *err)
{
	struct query q;
	query_start(&q, db, &session_seen);
	query_int(&q, id);
	query_int(&q, now);
	return query_end(&q, err);
}

int session_close(struct db *db, int64_t id, struct err *err)
{
	struct query q;
	query_start(&q, db, &session_delete);
	query_int(&q, id);
	return query_end(&q, err);
}

int session_sweep(struct db *db, const struct org_rules *rules, time_utc now, struct err *err)
{
	struct query q;
	query_start(&q, db, &session_delete_ended);
	query_int(&q, now - rules->idle_seconds);
	query_int(&q, now - rules->session_seconds);
	return query_end(&q, err);
}

bool session_csrf_ok(const struct session *s, struct sv token)
{
	size_t n = strlen(s->csrf);
	return n > 0 && token.n == n && sodium_memcmp(token.p, s->csrf, n) == 0;
}
