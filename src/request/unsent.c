#include "request/unsent.h"

#include "request/request_int.h"
#include "request/unsent_int.h"

#include <assert.h>
#include <sodium.h>

enum { SECRET_BYTES = 32, SECRET_TEXT = 43, HANDLE = 32 };

static const struct sv place = SV_INIT("unsent/values");
static const struct sv file_name = SV_INIT("unsent/name");
static const struct sv file_bytes = SV_INIT("unsent/bytes");

void unsent_done(struct unsent *u)
{
	seal_key_done(&u->key);
}

static bool secret_bytes(struct sv secret, unsigned char ret[static SECRET_BYTES])
{
	size_t n = 0;
	return secret.n == SECRET_TEXT && sodium_base642bin(ret, SECRET_BYTES, secret.p, secret.n, NULL, &n,
		NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 && n == SECRET_BYTES;
}

bool unsent_is_secret(struct sv secret)
{
	unsigned char bytes[SECRET_BYTES];
	bool good = secret_bytes(secret, bytes);
	sodium_memzero(bytes, sizeof bytes);
	return good;
}

void unsent_secret(const struct act *act, char ret[static UNSENT_SECRET_MAX])
{
	unsigned char bytes[SECRET_BYTES];
	act_random(act, bytes, sizeof bytes);
	sodium_bin2base64(ret, UNSENT_SECRET_MAX, bytes, sizeof bytes,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof bytes);
}

/** 32 bytes that follow from the secret, for a purpose. Two of them tell nothing of each other. */
static void derive(struct sv secret, struct sv purpose, unsigned char ret[static 32])
{
	unsigned char bytes[SECRET_BYTES] = { 0 };
	(void)secret_bytes(secret, bytes);
	crypto_generichash(ret, 32, (const unsigned char *)purpose.p, purpose.n, bytes, sizeof bytes);
	sodium_memzero(bytes, sizeof bytes);
}

static struct sv handle_of(struct sv secret, unsigned char buf[static HANDLE])
{
	derive(secret, SV("gongkai unsent handle"), buf);
	return (struct sv){ (const char *)buf, HANDLE };
}

void unsent_begin(struct sv secret, struct unsent *ret)
{
	*ret = (struct unsent){ 0 };
	static_assert(SEAL_KEY == 32, "derive gives 32 bytes");
	derive(secret, SV("gongkai unsent key"), ret->key.key);
}

/* ── Values ────────────────────────────────────────────────────────────────────────────────── */

static size_t find(const struct unsent *u, const char *key)
{
	size_t i = 0;
	while (i < u->n_values && !sv_eq(u->values[i].key, sv_of(key)))
		i++;
	return i;
}

struct sv unsent_get(const struct unsent *u, const char *key)
{
	size_t i = find(u, key);
	return i < u->n_values ? u->values[i].text : (struct sv){ "", 0 };
}

bool unsent_set(struct unsent *u, const char *key, struct sv text)
{
	size_t i = find(u, key);
	if (i == UNSENT_VALUES_MAX)
		return !text.n;
	if (!text.n) {
		if (i < u->n_values)
			u->values[i] = u->values[--u->n_values];
		return true;
	}
	u->values[i] = (struct request_value){ sv_of(key), text };
	u->n_values += i == u->n_values;
	return true;
}

void unsent_clear(struct unsent *u)
{
	u->n_values = 0;
}

/* ── Kept ──────────────────────────────────────────────────────────────────────────────────── */

static int open_values(struct unsent *u, struct sv sealed, struct arena *a, struct err *err)
{
	struct sv json;
	struct request_value *list;
	size_t n;
	int rc = seal_open(&u->key, place, sealed, a, &json, err);
	if (!rc)
		rc = request_values_of(json, a, &list, &n, err);
	if (rc)
		return rc;
	u->n_values = n < UNSENT_VALUES_MAX ? n : UNSENT_VALUES_MAX;
	memcpy(u->values, list, u->n_values * sizeof *list);
	return E_OK;
}

static bool is_over(const struct unsent *u, time_utc now)
{
	return u->changed < now - (u->sent ? UNSENT_SENT_SECONDS : UNSENT_SECONDS);
}

int unsent_load(struct db *db, struct sv secret, time_utc now, struct arena *a, struct unsent *ret,
	struct err *err)
{
	unsigned char handle[HANDLE];
	struct sv sealed = SV("");
	struct query q;
	unsent_begin(secret, ret);
	if (unsent_is_secret(secret)) {
		query_start(&q, db, &unsent_sql_find);
		query_bytes(&q, handle_of(secret, handle));
		if (query_row(&q)) {
			ret->id = query_get_int(&q, 0);
			ret->sent = query_get_int(&q, 2) != 0;
			ret->changed = query_get_int(&q, 3);
			sealed = sv_dup(a, query_get_bytes(&q, 1));
		}
		int rc = query_end(&q, err);
		if (rc)
			return rc;
	}
	if (!ret->id || is_over(ret, now))
		return err_set(err, E_NOT_FOUND, "没有保存的申请草稿，或者已经过期清除。请从头填写。");
	return open_values(ret, sealed, a, err);
}

int unsent_save(struct db *db, struct unsent *u, struct sv secret, const struct act *act,
	struct arena *a, struct err *err)
{
	assert(tx_is_open(db));
	unsigned char handle[HANDLE];
	struct sv json;
	struct query q;
	int rc = request_json_of(u->values, u->n_values, a, &json, err);
	if (rc)
		return rc;
	struct sv sealed = seal_close(&u->key, place, json, act, a);
	if (!sealed.n)
		return request_no_memory(err);
	query_start(&q, db, u->id ? &unsent_sql_update : &unsent_sql_insert);
	if (u->id)
		query_int(&q, u->id);
	else
		query_bytes(&q, handle_of(secret, handle));
	query_bytes(&q, sealed);
	query_int(&q, u->sent);
	query_int(&q, act->now);
	if (!u->id && query_row(&q))
		u->id = query_get_int(&q, 0);
	rc = query_end(&q, err);
	u->changed = act->now;
	return rc;
}

int unsent_drop(struct db *db, struct sv secret, struct err *err)
{
	assert(tx_is_open(db));
	unsigned char handle[HANDLE];
	struct query q;
	query_start(&q, db, &unsent_sql_delete);
	query_bytes(&q, handle_of(secret, handle));
	return query_end(&q, err);
}

int unsent_sweep(struct db *db, time_utc now, struct err *err)
{
	struct query q;
	int rc = tx_begin_write(db, __func__, err);
	if (rc)
		return rc;
	query_start(&q, db, &unsent_sql_sweep);
	query_int(&q, now - UNSENT_SECONDS);
	query_int(&q, now - UNSENT_SENT_SECONDS);
	rc = query_end(&q, err);
	if (!rc)
		rc = tx_commit(db, err);
	tx_rollback(db);
	return rc;
}

/* ── Files ─────────────────────────────────────────────────────────────────────────────────── */

static int check_room(struct db *db, const struct unsent *u, int64_t size, struct err *err)
{
	int64_t n = 0, sum = 0, all = 0;
	struct query q;
	query_start(&q, db, &unsent_sql_sum);
	query_int(&q, u->id);
	if (query_row(&q)) {
		n = query_get_int(&q, 0);
		sum = query_get_int(&q, 1);
	}
	int rc = query_end(&q, err);
	if (rc)
		return rc;
	query_start(&q, db, &unsent_sql_sum_all);
	if (query_row(&q))
		all = query_get_int(&q, 0);
	rc = query_end(&q, err);
	if (rc)
		return rc;
	if (n >= REQUEST_FILES_MAX)
		return err_set(err, E_LIMIT, "最多可以附%d个文件。请先删去用不着的。", REQUEST_FILES_MAX);
	if (size > REQUEST_FILE_MAX)
		return err_set(err, E_LIMIT, "每个文件最大%d MB。请压缩或者拆开后再传。",
			REQUEST_FILE_MAX / 1024 / 1024);
	if (sum + size > UNSENT_FILE_BYTES)
		return err_set(err, E_LIMIT, "全部文件合计最大%d MB。请删去或压缩一些。",
			UNSENT_FILE_BYTES / 1024 / 1024);
	if (all + size > UNSENT_ALL_BYTES)
		return err_set(err, E_FULL, "现在存不下更多文件。请稍后再传，或者先提交申请，再把材料寄给机关。");
	return E_OK;
}

int unsent_add_file(struct db *db, const struct unsent *u, struct sv name, struct sv bytes,
	const struct act *act, struct arena *a, struct err *err)
{
	assert(tx_is_open(db) && u->id);
	int rc = check_room(db, u, (int64_t)bytes.n, err);
	if (rc)
		return rc;
	struct sv sealed_name = seal_close(&u->key, file_name, name, act, a);
	struct sv sealed = seal_close(&u->key, file_bytes, bytes, act, a);
	if (!sealed_name.n || !sealed.n)
		return request_no_memory(err);
	struct query q;
	query_start(&q, db, &unsent_sql_add_file);
	query_int(&q, u->id);
	query_bytes(&q, sealed_name);
	query_bytes(&q, sealed);
	query_int(&q, (int64_t)bytes.n);
	return query_end(&q, err);
}

static int read_bytes(struct db *db, const struct unsent *u, struct unsent_file *f, struct arena *a,
	struct err *err)
{
	struct sv sealed = SV("");
	struct query q;
	query_start(&q, db, &unsent_sql_file_bytes);
	query_int(&q, u->id);
	query_int(&q, f->id);
	if (query_row(&q))
		sealed = sv_dup(a, query_get_bytes(&q, 0));
	int rc = query_end(&q, err);
	return rc ? rc : seal_open(&u->key, file_bytes, sealed, a, &f->bytes, err);
}

int unsent_files(struct db *db, const struct unsent *u, bool with_bytes, struct arena *a,
	struct unsent_file **ret, size_t *ret_n, struct err *err)
{
	struct unsent_file *list = arena_array(a, REQUEST_FILES_MAX, sizeof *list);
	size_t n = 0;
	struct query q;
	if (!list)
		return request_no_memory(err);
	query_start(&q, db, &unsent_sql_files);
	query_int(&q, u->id);
	while (n < REQUEST_FILES_MAX && query_row(&q))
		list[n++] = (struct unsent_file){ .id = query_get_int(&q, 0), .size = query_get_int(&q, 1),
			.name = sv_dup(a, query_get_bytes(&q, 2)) };
	int rc = query_end(&q, err);
	for (size_t i = 0; i < n && !rc; i++) {
		rc = seal_open(&u->key, file_name, list[i].name, a, &list[i].name, err);
		if (!rc && with_bytes)
			rc = read_bytes(db, u, &list[i], a, err);
	}
	*ret = list;
	*ret_n = n;
	return rc;
}

int unsent_remove_file(struct db *db, const struct unsent *u, int64_t id, struct err *err)
{
	assert(tx_is_open(db));
	struct query q;
	query_start(&q, db, id ? &unsent_sql_delete_file : &unsent_sql_delete_files);
	query_int(&q, u->id);
	if (id)
		query_int(&q, id);
	return query_end(&q, err);
}
