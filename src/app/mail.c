/* SMTP through libcurl. */
#include "app/mail.h"

#include "app/log.h"
#include "base/late.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define CURL_FUNCTIONS(X) \
	X(curl_easy_cleanup) X(curl_easy_getinfo) X(curl_easy_init) X(curl_easy_perform) \
	X(curl_easy_reset) X(curl_easy_setopt) X(curl_global_init) X(curl_slist_append) \
	X(curl_slist_free_all) X(curl_easy_strerror)

enum { CONNECT_SECONDS = 15, WHOLE_SECONDS = 90 };

/* The checking macros of curl.h would take the members below for the functions. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

struct mailer_curl {
	LATE_MEMBERS(CURL_FUNCTIONS)
	CURL *handle;
};

bool mail_is_set(const struct config *c)
{
	return *config_text(c, SET_SMTP_URL);
}

static int check(const struct config *c, struct err *err)
{
	struct sv url = sv_of(config_text(c, SET_SMTP_URL));
	bool inner = sv_starts(url, SV("smtps://"));
	const char *tls = config_text(c, SET_SMTP_TLS);
	bool required = strcmp(tls, "required") == 0;
	if (!inner && !sv_starts(url, SV("smtp://")))
		return err_set(err, E_USAGE, "smtp_url 要以 smtp:// 或 smtps:// 开头");
	if (sv_has(url, SV("@")))
		return err_set(err, E_USAGE, "smtp_url 里不能写用户名和密码；请用 smtp_user 和 smtp_password");
	if (!required && strcmp(tls, "none") != 0)
		return err_set(err, E_USAGE, "smtp_tls 要写 required 或 none，不能是“%s”", tls);
	if (!mail_address_ok(sv_of(config_text(c, SET_SMTP_FROM))))
		return err_set(err, E_USAGE, "smtp_from 要写发件地址，例如 gongkai@example.gov.cn");
	if (!inner && !required && *config_text(c, SET_SMTP_PASSWORD))
		return err_set(err, E_USAGE, "smtp_tls = none 时密码会明文传送；请用 required，或不写 smtp_password");
	return E_OK;
}

static int load(struct mailer_curl *ret, struct err *err)
{
	struct mailer_curl api = { 0 };
	void *library = late_open("libcurl.so.4");
	const char *missing = library ? NULL : "libcurl.so.4";
	if (library) {
		CURL_FUNCTIONS(LATE_LOAD)
	}
	if (!missing && api.curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
		missing = "curl_global_init";
	api.handle = missing ? NULL : api.curl_easy_init();
	if (missing || !api.handle) {
		err_set(err, E_IO, "发送邮件需要 libcurl，请安装 libcurl4。");
		return err_detail(err, "cannot load %s", missing ? missing : "curl_easy_init");
	}
	*ret = api;
	return E_OK;
}

int mail_open(const struct config *c, const _Atomic bool *stop, struct mail_server *ret,
	struct err *err)
{
	*ret = (struct mail_server){ c, stop, NULL };
	int rc = check(c, err);
	if (rc)
		return rc;
	ret->curl = calloc(1, sizeof *ret->curl);
	rc = ret->curl ? load(ret->curl, err) : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (rc)
		mail_close(ret);
	return rc;
}

void mail_close(struct mail_server *s)
{
	if (s->curl && s->curl->handle)
		s->curl->curl_easy_cleanup(s->curl->handle);
	free(s->curl);
	s->curl = NULL;
}

/* ---- one message ------------------------------------------------------------------------------- */

static size_t give(char *to, size_t size, size_t n, void *context)
{
	struct sv *rest = context;
	size_t some = rest->n < size * n ? rest->n : size * n;
	memcpy(to, rest->p, some);
	*rest = sv_from(*rest, some);
	return some;
}

static int look_up(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct mail_server *s = context;
	(void)a, (void)b, (void)c, (void)d;
	return s->stop && atomic_load(s->stop);
}

/** Everything the next transfer shall be; false: out of memory. */
static bool prepare(struct mail_server *s, const char *from, struct curl_slist *to, struct sv *bytes)
{
	const struct mailer_curl *api = s->curl;
	const struct config *c = s->config;
	CURL *h = api->handle;
	const char *user = config_text(c, SET_SMTP_USER), *ca = config_text(c, SET_SMTP_CA);
	bool tls = strcmp(config_text(c, SET_SMTP_TLS), "none") != 0;
	int bad = 0;
	api->curl_easy_reset(h);
#define SET(option, value) bad |= api->curl_easy_setopt(h, option, value) != CURLE_OK
	SET(CURLOPT_URL, config_text(c, SET_SMTP_URL));
	SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_USE_SSL, tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (*ca)
		SET(CURLOPT_CAINFO, ca);
	if (*user) {
		SET(CURLOPT_USERNAME, user);
		SET(CURLOPT_PASSWORD, config_text(c, SET_SMTP_PASSWORD));
	}
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	SET(CURLOPT_TIMEOUT, (long)WHOLE_SECONDS);
	/* One message, one connection: messages are few, and a kept one would be dead by the next. */
	SET(CURLOPT_FORBID_REUSE, 1L);
	SET(CURLOPT_MAIL_FROM, from);
	SET(CURLOPT_MAIL_RCPT, to);
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_READFUNCTION, give);
	SET(CURLOPT_READDATA, (void *)bytes);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, look_up);
	SET(CURLOPT_XFERINFODATA, (void *)s);
#undef SET
	return !bad;
}

static enum mail_outcome judge(CURLcode code, long said, bool begun, const char **ret_why)
{
	switch (code) {
	case CURLE_OK:
		*ret_why = "";
		return MAIL_SENT;
	case CURLE_LOGIN_DENIED:
		*ret_why = "邮件服务器不接受登录，请检查 smtp_user 和 smtp_password";
		return MAIL_AWAY;
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		*ret_why = "和邮件服务器的加密连接建立不起来，请检查 smtp_tls、smtp_ca 和服务器的证书";
		return MAIL_AWAY;
	case CURLE_COULDNT_CONNECT:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		*ret_why = "邮件服务器连不上";
		return MAIL_AWAY;
	default:
		break;
	}
	if (said >= 500 && said < 600) {
		*ret_why = "邮件服务器拒收";
		return MAIL_REFUSED;
	}
	*ret_why = said >= 400 && said < 500 ? "邮件服务器暂时不收" : "和邮件服务器的连接中断";
	return begun || said >= 400 ? MAIL_LATER : MAIL_AWAY;
}

enum mail_outcome mail_send(struct mail_server *s, const struct mail *m, struct arena *a,
	struct sv *ret_why)
{
	struct mailer_curl *api = s->curl;
	struct sv bytes = mail_print(m, a);
	const char *why;
	*ret_why = SV("收件地址不对");
	if (!bytes.n)
		return a->failed ? MAIL_LATER : MAIL_REFUSED;
	size_t all = bytes.n;
	struct sv to = sv_fmt(a, "<%.*s>", SV_ARG(m->to)), from = sv_fmt(a, "<%.*s>", SV_ARG(m->from));
	struct curl_slist *list = a->failed ? NULL : api->curl_slist_append(NULL, to.p);
	*ret_why = SV("内存不足");
	if (!list || !prepare(s, from.p, list, &bytes)) {
		api->curl_slist_free_all(list);
		return MAIL_LATER;
	}
	long said = 0;
	CURLcode code = api->curl_easy_perform(api->handle);
	api->curl_easy_getinfo(api->handle, CURLINFO_RESPONSE_CODE, &said);
	api->curl_easy_reset(api->handle);
	api->curl_slist_free_all(list);
	enum mail_outcome outcome = judge(code, said, bytes.n < all, &why);
	if (outcome != MAIL_SENT)
		log_line("error", "mail", "id=%.*s curl=%d smtp=%ld what=\"%s\"", SV_ARG(m->id), (int)code,
			said, api->curl_easy_strerror(code));
	*ret_why = said >= 400 && said < 600 ? sv_fmt(a, "%s（%ld）", why, said) : sv_of(why);
	return outcome;
}
