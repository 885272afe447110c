#include "ledger/key.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

static_assert(sizeof((struct ledger_key *)0)->secret == crypto_sign_SECRETKEYBYTES, "Ed25519");
static_assert(sizeof((struct ledger_key *)0)->public_ == crypto_sign_PUBLICKEYBYTES, "Ed25519");

/* Nothing used of libsodium here chooses an implementation or draws random bytes: it works before
   sodium_init as well. */
enum { BASE64 = sodium_base64_VARIANT_ORIGINAL };
enum { SEED = crypto_sign_SEEDBYTES, SEED_TEXT = sodium_base64_ENCODED_LEN(SEED, BASE64) };

bool key_base64(struct sv text, unsigned char *ret, size_t max, size_t *ret_n)
{
	/* libsodium 1.0.18 takes some bytes above 127 for letters. */
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] > '~')
			return false;
	return sodium_base642bin(ret, max, text.p, text.n, NULL, ret_n, NULL, BASE64) == 0;
}

bool ledger_origin_valid(struct sv origin)
{
	if (origin.n == 0 || origin.n >= sizeof((struct ledger_key *)0)->origin)
		return false;
	for (size_t i = 0; i < origin.n; i++)
		if (origin.p[i] <= ' ' || origin.p[i] > '~' || origin.p[i] == '+')
			return false;
	return true;
}

static void of_seed(struct ledger_key *key, struct sv origin, const unsigned char seed[static SEED])
{
	*key = (struct ledger_key){ 0 };
	memcpy(key->origin, origin.p, origin.n);
	crypto_sign_seed_keypair(key->public_, key->secret, seed);
}

void ledger_key_make(struct ledger_key *key, const char *origin, const struct entropy *entropy)
{
	unsigned char seed[SEED];
	assert(ledger_origin_valid(sv_of(origin)));
	entropy->fill(entropy->context, seed, sizeof seed);
	of_seed(key, sv_of(origin), seed);
	sodium_memzero(seed, sizeof seed);
}

void ledger_key_print(const struct ledger_key *key, struct str *out)
{
	char text[SEED_TEXT];
	/* libsodium's secret is the seed followed by the public key. */
	sodium_bin2base64(text, sizeof text, key->secret, SEED, BASE64);
	str_addf(out, "%s\n%s\n", key->origin, text);
	sodium_memzero(text, sizeof text);
}

int ledger_key_parse(struct sv text, struct ledger_key *ret, struct err *err)
{
	struct sv origin, line;
	unsigned char seed[SEED];
	size_t n = 0;
	bool good = sv_cut(&text, '\n', &origin) && ledger_origin_valid(origin)
		&& sv_cut(&text, '\n', &line) && sv_trim(text).n == 0
		&& key_base64(line, seed, sizeof seed, &n) && n == SEED;
	if (good)
		of_seed(ret, origin, seed);
	sodium_memzero(seed, sizeof seed);
	if (good)
		return E_OK;
	int rc = err_set(err, E_FORMAT, "账本的签名钥匙文件不合格：应有两行，第一行是账本名称，第二行是钥匙。请用备份恢复这个文件。");
	err_detail(err, "ledger key: not two lines of origin and base64 seed");
	return rc;
}

void key_hash(const struct ledger_key *key, unsigned char ret[static KEY_HASH])
{
	crypto_hash_sha256_state state;
	unsigned char whole[crypto_hash_sha256_BYTES];
	const unsigned char between[2] = { '\n', KEY_ED25519 };
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)key->origin, strlen(key->origin));
	crypto_hash_sha256_update(&state, between, sizeof between);
	crypto_hash_sha256_update(&state, key->public_, sizeof key->public_);
	crypto_hash_sha256_final(&state, whole);
	memcpy(ret, whole, KEY_HASH);
}

void ledger_key_print_public(const struct ledger_key *key, struct str *out)
{
	unsigned char hash[KEY_HASH], typed[1 + sizeof key->public_] = { KEY_ED25519 };
	char hex[2 * KEY_HASH + 1], base64[sodium_base64_ENCODED_LEN(sizeof typed, BASE64)];
	key_hash(key, hash);
	memcpy(typed + 1, key->public_, sizeof key->public_);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	sodium_bin2base64(base64, sizeof base64, typed, sizeof typed, BASE64);
	str_addf(out, "%s+%s+%s", key->origin, hex, base64);
}
