#include "request/seal.h"

#include "request/seal_sql.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

/* Sealed: one byte of version, nonce, ciphertext with its tag. The place goes in as associated data. */
enum { FIRST_FORM = 1, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES, HEAD = 1 + NONCE,
	WRAPPED = HEAD + SEAL_KEY + TAG };

_Static_assert(SEAL_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a key of XChaCha20");

static const char key_head[] = "gongkai-seal-key-v1 ";

void seal_master_make(struct seal_master *m, const struct entropy *entropy)
{
	entropy->fill(entropy->context, m->key, sizeof m->key);
}

void seal_master_print(const struct seal_master *m, struct str *out)
{
	char text[sodium_base64_ENCODED_LEN(SEAL_KEY, sodium_base64_VARIANT_ORIGINAL)];
	sodium_bin2base64(text, sizeof text, m->key, sizeof m->key, sodium_base64_VARIANT_ORIGINAL);
	str_addf(out, "%s%s\n", key_head, text);
	sodium_memzero(text, sizeof text);
}

int seal_master_parse(struct sv text, struct seal_master *ret, struct err *err)
{
	size_t n = 0;
	struct sv rest = sv_trim(text);
	bool good = sv_starts(rest, SV("gongkai-seal-key-v1 "));
	rest = sv_from(rest, sizeof key_head - 1);
	good = good && sodium_base642bin(ret->key, sizeof ret->key, rest.p, rest.n, NULL, &n, NULL,
		sodium_base64_VARIANT_ORIGINAL) == 0 && n == sizeof ret->key;
	return good ? E_OK : err_set(err, E_FORMAT, "个人信息密钥文件的内容不对，请换回原来的密钥文件。");
}

void seal_key_done(struct seal_key *k)
{
	sodium_memzero(k, sizeof *k);
}

void seal_master_done(struct seal_master *m)
{
	sodium_memzero(m, sizeof *m);
}

/** `out` has room for HEAD + plain + TAG. */
static void close_with(const unsigned char *key, struct sv place, struct sv plain,
	const struct act *act, unsigned char *out)
{
	out[0] = FIRST_FORM;
	act_random(act, out + 1, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD, NULL, (const unsigned char *)plain.p,
		plain.n, (const unsigned char *)place.p, place.n, NULL, out + 1, key);
}

static bool open_with(const unsigned char *key, struct sv place, struct sv sealed,
	unsigned char *out)
{
	const unsigned char *p = (const unsigned char *)sealed.p;
	return sealed.n >= HEAD + TAG && p[0] == FIRST_FORM
		&& crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, p + HEAD, sealed.n - HEAD,
			(const unsigned char *)place.p, place.n, p + 1, key) == 0;
}

struct sv seal_close(const struct seal_key *k, struct sv place, struct sv plain,
	const struct act *act, struct arena *a)
{
	size_t n = HEAD + plain.n + TAG;
	unsigned char *out = arena_alloc(a, n);
	if (!out)
		return SV("");
	close_with(k->key, place, plain, act, out);
	return (struct sv){ (const char *)out, n };
}

int seal_open(const struct seal_key *k, struct sv place, struct sv sealed, struct arena *a,
	struct sv *ret, struct err *err)
{
	size_t n = sealed.n >= HEAD + TAG ? sealed.n - HEAD - TAG : 0;
	char *out = arena_alloc(a, n + 1);
	if (!out)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (!open_with(k->key, place, sealed, (unsigned char *)out)) {
		err_set(err, E_FORMAT, "这部分内容打不开，可能被改动过；请告知维护人员。");
		return err_detail(err, "sealed bytes of %.*s do not open", SV_ARG(place));
	}
	out[n] = '\0';
	*ret = (struct sv){ out, n };
	return E_OK;
}

/** "applicant/17": what a wrapped key is bound to. */
static struct sv wrap_place(int64_t applicant, char *buf, size_t room)
{
	return (struct sv){ buf, (size_t)snprintf(buf, room, "applicant/%lld", (long long)applicant) };
}

int seal_key_new(struct db *db, const struct seal_master *m, int64_t applicant,
	const struct act *act, struct seal_key *ret, struct err *err)
{
	unsigned char wrapped[WRAPPED];
	char place[64];
	struct query q;
	assert(tx_is_open(db));
	ret->applicant = applicant;
	act_random(act, ret->key, sizeof ret->key);
	close_with(m->key, wrap_place(applicant, place, sizeof place),
		(struct sv){ (const char *)ret->key, sizeof ret->key }, act, wrapped);
	query_start(&q, db, &seal_sql_insert);
	query_int(&q, applicant);
	query_bytes(&q, (struct sv){ (const char *)wrapped, sizeof wrapped });
	return query_end(&q, err);
}

int seal_key_load(struct db *db, const struct seal_master *m, int64_t applicant,
	struct seal_key *ret, struct err *err)
{
	char place[64];
	struct query q;
	query_start(&q, db, &seal_sql_find);
	query_int(&q, applicant);
	bool found = query_row(&q);
	struct sv wrapped = found ? query_get_bytes(&q, 0) : SV("");
	bool opened = wrapped.n == WRAPPED && open_with(m->key,
		wrap_place(applicant, place, sizeof place), wrapped, ret->key);
	int rc = query_end(&q, err);
	if (rc)
		return rc;
	if (!found)
		return err_set(err, E_NOT_FOUND, "申请人的个人信息已经按保存期限销毁，不能再查看。");
	if (!opened) {
		err_set(err, E_FORMAT, "个人信息密钥文件与数据库不配套，请换回原来的密钥文件。");
		return err_detail(err, "the key of applicant %lld was wrapped by another master key",
			(long long)applicant);
	}
	ret->applicant = applicant;
	return E_OK;
}

int seal_key_destroy(struct db *db, int64_t applicant, bool *ret, struct err *err)
{
	struct query q;
	assert(tx_is_open(db));
	query_start(&q, db, &seal_sql_blank);
	query_int(&q, applicant);
	int rc = query_end(&q, err);
	if (rc)
		return rc;
	query_start(&q, db, &seal_sql_delete);
	query_int(&q, applicant);
	rc = query_end(&q, err);
	*ret = !rc && query_changes(&q) == 1;
	return rc;
}

int seal_is_used(struct db *db, bool *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &seal_sql_any);
	*ret = query_row(&q);
	return query_end(&q, err);
}

void seal_mark(const struct seal_master *m, struct sv kind, struct sv text,
	unsigned char ret[static SEAL_MARK])
{
	static const unsigned char zero = 0;
	crypto_generichash_state s;
	crypto_generichash_init(&s, m->key, sizeof m->key, SEAL_MARK);
	crypto_generichash_update(&s, (const unsigned char *)"gongkai-mark-v1", 15);
	crypto_generichash_update(&s, (const unsigned char *)kind.p, kind.n);
	crypto_generichash_update(&s, &zero, 1);
	crypto_generichash_update(&s, (const unsigned char *)text.p, text.n);
	crypto_generichash_final(&s, ret, SEAL_MARK);
}
