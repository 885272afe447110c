/* Passwords: argon2id by libsodium. */
#include "org/org_int.h"

#include "base/utf8.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

/* FREE_BYTES: so much must be left beside a well-known word that stands in it twice. */
enum { MIN_CHARACTERS = 10, MAX_BYTES = 256, MIB = 1024 * 1024, FREE_BYTES = 6 };

static_assert(ORG_HASH_MAX >= crypto_pwhash_STRBYTES, "room for libsodium's hash");

struct cost {
	unsigned long long work;
	size_t memory;
};

static struct cost cost_of(bool weak)
{
	return weak ? (struct cost){ crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN }
		: (struct cost){ 2, 64 * MIB };
}

int password_hash(struct sv password, bool weak, char ret[static ORG_HASH_MAX], struct err *err)
{
	struct cost c = cost_of(weak);
	if (crypto_pwhash_str(ret, password.p, password.n, c.work, c.memory))
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	return E_OK;
}

bool password_fits(struct sv password, struct sv hash, bool weak)
{
	char text[ORG_HASH_MAX];
	snprintf(text, sizeof text, "%.*s", SV_ARG(hash));
	bool known = hash.n > 0 && hash.n < sizeof text;
	/* Nobody by that name: the same work against a hash made on the spot, so that the time does not tell. */
	if (!known && password_hash(password, weak, text, NULL))
		return false;
	return known && crypto_pwhash_str_verify(text, password.p, password.n) == 0;
}

bool password_is_outdated(struct sv hash, bool weak)
{
	char text[ORG_HASH_MAX];
	struct cost c = cost_of(weak);
	snprintf(text, sizeof text, "%.*s", SV_ARG(hash));
	return crypto_pwhash_str_needs_rehash(text, c.work, c.memory) != 0;
}

/** A sign for comparing: small letters, and the digits and signs people put for letters. */
static char plain(char c)
{
	static const char from[] = "@4301!$5", to[] = "aaeoiiss";
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	const char *at = memchr(from, c, sizeof from - 1);
	return at ? to[at - from] : c;
}

/** Does `password` hold `word`, however it is spelled? */
static bool holds(struct sv password, struct sv word)
{
	for (size_t i = 0; word.n && i + word.n <= password.n; i++) {
		size_t n = 0;
		while (n < word.n && plain(password.p[i + n]) == plain(word.p[n]))
			n++;
		if (n == word.n)
			return true;
	}
	return false;
}

/** How many different bytes are in it? */
static size_t different(struct sv s)
{
	bool seen[256] = { false };
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		n += seen[(unsigned char)s.p[i]] ? 0 : 1;
		seen[(unsigned char)s.p[i]] = true;
	}
	return n;
}

/** What is left after well-known words are taken out is what makes a password hard to guess. */
static bool is_common(struct sv password)
{
	static const struct sv words[] = { SV_INIT("1234567"), SV_INIT("7654321"), SV_INIT("password"),
		SV_INIT("qwerty"), SV_INIT("asdfgh"), SV_INIT("zxcvbn"), SV_INIT("1qaz2wsx"),
		SV_INIT("woaini"), SV_INIT("iloveyou"), SV_INIT("admin"), SV_INIT("gongkai"),
		SV_INIT("zhengwu"), SV_INIT("abc123"), SV_INIT("123123"), SV_INIT("520131"),
		SV_INIT("147258"), SV_INIT("a123456"), SV_INIT("111111"), SV_INIT("888888"),
		SV_INIT("letmein"), SV_INIT("welcome"), SV_INIT("政府信息公开"), SV_INIT("信息公开") };
	if (different(password) < 5)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (password.n < 2 * words[i].n + FREE_BYTES && holds(password, words[i]))
			return true;
	return false;
}

int password_allowed(struct sv password, struct sv login, struct err *err)
{
	if (!utf8_valid(password) || utf8_count(password) < MIN_CHARACTERS)
		return err_set(err, E_FORMAT, "新密码太短，至少要%d个字。", MIN_CHARACTERS);
	if (password.n > MAX_BYTES)
		return err_set(err, E_FORMAT, "新密码太长，最多%d个字母或%d个汉字。", MAX_BYTES,
			MAX_BYTES / 3);
	if (login.n >= 4 && password.n < 2 * login.n + FREE_BYTES && holds(password, login))
		return err_set(err, E_FORMAT, "新密码里不要用登录名。");
	if (is_common(password))
		return err_set(err, E_FORMAT, "这个密码太常见，容易被猜到，请换一个。");
	return E_OK;
}

void password_make(const struct entropy *entropy, char ret[static ORG_PASSWORD_MAX])
{
	char letters[16];
	org_random_letters(entropy, letters, sizeof letters);
	snprintf(ret, ORG_PASSWORD_MAX, "%.4s-%.4s-%.4s-%.4s", letters, letters + 4, letters + 8,
		letters + 12);
	sodium_memzero(letters, sizeof letters);
}
