#include "web/pass.h"

#include "base/num.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES, PLAIN_MAX = 160,
	SEALED_MAX = NONCE + PLAIN_MAX + TAG, TEXT_MAX = SEALED_MAX * 4 / 3 + 4 };

static const char *const cookies[] = { [PASS_REQUEST] = "follow", [PASS_OPINION] = "opinion" };

static void key_of(const struct site *s, unsigned char ret[static 32])
{
	static const unsigned char purpose[] = "gongkai pass";
	crypto_generichash(ret, 32, purpose, sizeof purpose, s->secret, sizeof s->secret);
}

int pass_give(struct visit *v, enum pass_kind kind, const struct pass *p, struct err *err)
{
	unsigned char key[32], sealed[SEALED_MAX];
	unsigned long long n;
	struct sv plain = sv_fmt(v->arena, "%" PRId64 " %" PRId64 " %.*s %.*s", p->opened, v->act.now,
		SV_ARG(p->name), SV_ARG(p->code));
	char *text = arena_alloc(v->arena, TEXT_MAX);
	if (!plain.n || plain.n > PLAIN_MAX || !text)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	act_random(&v->act, sealed, NONCE);
	key_of(v->site, key);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE, &n, (const unsigned char *)plain.p,
		plain.n, (const unsigned char *)cookies[kind], strlen(cookies[kind]), NULL, sealed, key);
	sodium_memzero(key, sizeof key);
	sodium_bin2base64(text, TEXT_MAX, sealed, NONCE + (size_t)n,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	visit_set_cookie(v, cookies[kind], text, 0);
	return E_OK;
}

struct sv pass_word(struct visit *v, struct sv typed)
{
	struct str plain;
	str_init(&plain, v->arena, PLAIN_MAX);
	for (size_t i = 0; i < typed.n; i++)
		if (typed.p[i] != ' ')
			str_addc(&plain, typed.p[i]);
	return str_sv(&plain);
}

void pass_take_away(struct visit *v, enum pass_kind kind)
{
	visit_set_cookie(v, cookies[kind], "", 0);
}

/** What is in the cookie, if it is ours. */
static bool open_cookie(const struct site *s, struct sv text, enum pass_kind kind,
	char ret[static PLAIN_MAX], size_t *ret_n)
{
	unsigned char key[32], sealed[SEALED_MAX];
	unsigned long long n = 0;
	size_t have;
	if (!text.n || sodium_base642bin(sealed, sizeof sealed, text.p, text.n, NULL, &have, NULL,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING) || have < NONCE + TAG)
		return false;
	key_of(s, key);
	int bad = crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)ret, &n, NULL,
		sealed + NONCE, have - NONCE, (const unsigned char *)cookies[kind], strlen(cookies[kind]),
		sealed, key);
	sodium_memzero(key, sizeof key);
	*ret_n = (size_t)n;
	return !bad;
}

/** "opened seen name code". */
static bool read_pass(struct sv plain, time_utc now, struct pass *ret)
{
	struct sv opened, seen;
	time_utc last;
	return sv_cut(&plain, ' ', &opened) && sv_cut(&plain, ' ', &seen)
		&& sv_cut(&plain, ' ', &ret->name) && sv_cut(&plain, ' ', &ret->code)
		&& num_parse_i64(opened, &ret->opened) && num_parse_i64(seen, &last)
		&& now - last < PASS_IDLE_SECONDS && now - ret->opened < PASS_SECONDS;
}

bool pass_is_good(const struct site *s, const struct http_request *r, enum pass_kind kind,
	time_utc now)
{
	char plain[PLAIN_MAX];
	struct pass unused;
	size_t n;
	return open_cookie(s, visit_cookie(s, r, cookies[kind]), kind, plain, &n)
		&& read_pass((struct sv){ plain, n }, now, &unused);
}

int pass_of(struct visit *v, enum pass_kind kind, struct pass *ret, struct err *err)
{
	char plain[PLAIN_MAX];
	size_t n;
	struct sv kept = SV("");
	if (open_cookie(v->site, visit_cookie(v->site, v->request, cookies[kind]), kind, plain, &n))
		kept = sv_dup(v->arena, (struct sv){ plain, n });
	if (!kept.n || !read_pass(kept, v->act.now, ret))
		return err_set(err, E_NOT_FOUND, "没有打开的申请，或者离开得太久。请重新输入编号和查询码。");
	return pass_give(v, kind, ret, err);
}
