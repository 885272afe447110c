#include "web/visit.h"

#include "base/date.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_BYTES_MAX = 16 * 1024 * 1024 };

enum role visit_role(const struct visit *v)
{
	return v->signed_in ? v->session.account.role : ROLE_PUBLIC;
}

static int parameter_index(const struct visit *v, const char *name)
{
	for (int i = 0; i < ROUTE_PARAMETERS_MAX && v->route->parameters[i].name; i++)
		if (strcmp(v->route->parameters[i].name, name) == 0)
			return i;
	return -1;
}

struct sv visit_text(const struct visit *v, const char *name)
{
	int i = parameter_index(v, name);
	return i >= 0 && v->given[i] ? v->texts[i] : (struct sv){ "", 0 };
}

int64_t visit_number(const struct visit *v, const char *name)
{
	int i = parameter_index(v, name);
	return i >= 0 ? v->numbers[i] : 0;
}

struct sv visit_moment(struct visit *v, time_utc t)
{
	char text[MOMENT_TEXT_MAX];
	return t ? sv_dup(v->arena, sv_of(moment_print(t, text))) : SV("");
}

struct sv visit_day(struct visit *v, time_utc t)
{
	char text[DATE_TEXT_MAX];
	return t ? sv_dup(v->arena, sv_of(date_print(date_in_china(t), text))) : SV("");
}

struct date visit_today(const struct visit *v)
{
	return date_in_china(v->act.now);
}

struct sv visit_url(struct visit *v, const char *format, ...)
{
	struct str s;
	va_list ap;
	str_init(&s, v->arena, 4096);
	va_start(ap, format);
	str_vaddf(&s, format, ap);
	va_end(ap);
	return str_sv(&s);
}

/* ── Answers ───────────────────────────────────────────────────────────────────────────────── */

struct html *visit_page(struct visit *v)
{
	str_init(&v->page, v->arena, PAGE_BYTES_MAX);
	html_init(&v->html, HTML_SYNTAX_HTML, &v->page);
	return &v->html;
}

int visit_page_done(struct visit *v, unsigned status, struct err *err)
{
	if (!str_ok(&v->page) || v->arena->failed)
		return err_set(err, E_NOMEM, "内存不足，页面没有做出来，请稍后再试。");
	v->response->status = v->wait ? 429 : status;
	if (v->wait)
		http_set(v->response, SV("Retry-After"), sv_fmt(v->arena, "%u", v->wait));
	v->response->body = str_sv(&v->page);
	http_set(v->response, SV("Content-Type"), SV("text/html; charset=utf-8"));
	return E_OK;
}

int visit_go(struct visit *v, struct sv path, const char *done)
{
	struct sv mark = sv_has(path, SV("?")) ? SV("&") : SV("?");
	struct sv where = done ? sv_fmt(v->arena, "%.*s%.*sdone=%s", SV_ARG(path), SV_ARG(mark), done)
		: path;
	v->response->status = 303;
	http_set(v->response, SV("Location"), where);
	return E_OK;
}

/** RFC 6266 and 8187: an ASCII name for the old and the whole one for the rest. */
static struct sv disposition(struct visit *v, struct sv name)
{
	struct str s;
	str_init(&s, v->arena, 4096);
	size_t dot = sv_find_last(name, SV("."));
	struct sv ending = dot == SV_NONE ? SV("") : sv_from(name, dot);
	bool plain = true;
	for (size_t i = 0; i < ending.n; i++)
		plain = plain && ((ending.p[i] >= 'a' && ending.p[i] <= 'z')
			|| (ending.p[i] >= '0' && ending.p[i] <= '9') || ending.p[i] == '.');
	str_addf(&s, "attachment; filename=\"gongkai%.*s\"; filename*=UTF-8''",
		SV_ARG(plain ? ending : SV("")));
	http_url_encode(&s, name);
	return str_sv(&s);
}

int visit_send(struct visit *v, struct sv media_type, struct sv bytes, struct sv name)
{
	v->response->status = 200;
	v->response->body = bytes;
	http_set(v->response, SV("Content-Type"), media_type);
	if (name.n)
		http_set(v->response, SV("Content-Disposition"), disposition(v, name));
	return E_OK;
}

int visit_json(struct visit *v, struct sv json)
{
	return visit_send(v, SV("application/json; charset=utf-8"), json, SV(""));
}

/* ── Tries ─────────────────────────────────────────────────────────────────────────────────── */

int visit_try(struct visit *v, enum limit_kind kind, struct err *err)
{
	if (limiter_allow(v->site->limiter, kind, v->request->peer, v->act.now, &v->wait))
		return E_OK;
	return err_set(err, E_BUSY, "来自您所在网络的错误尝试太多，请%u分钟后再试。", (v->wait + 59) / 60);
}

void visit_try_right(struct visit *v, enum limit_kind kind)
{
	if (!v->wait)
		limiter_forget(v->site->limiter, kind, v->request->peer, v->act.now);
}

/* ── Cookies and tokens ────────────────────────────────────────────────────────────────────── */

/** __Host- binds a cookie to this host and to TLS; browsers refuse it without. */
static struct sv cookie_name(const struct site *s, const char *name, char buf[static 32])
{
	snprintf(buf, 32, "%sgk_%s", s->secure ? "__Host-" : "", name);
	return sv_of(buf);
}

struct sv visit_cookie(const struct site *s, const struct http_request *r, const char *name)
{
	char buf[32];
	return http_cookie(r, cookie_name(s, name, buf));
}

void visit_set_cookie(struct visit *v, const char *name, const char *value, int seconds)
{
	char buf[32];
	struct sv full = cookie_name(v->site, name, buf);
	struct sv age = value[0] == '\0' ? SV("; Max-Age=0")
		: seconds ? sv_fmt(v->arena, "; Max-Age=%d", seconds) : SV("");
	http_set(v->response, SV("Set-Cookie"), sv_fmt(v->arena,
		"%.*s=%s; Path=/; HttpOnly; SameSite=Lax%s%.*s", SV_ARG(full), value,
		v->site->secure ? "; Secure" : "", SV_ARG(age)));
}

void visit_pre_token(const struct site *s, struct sv cookie, char ret[static CSRF_MAX])
{
	unsigned char hash[32];
	crypto_generichash(hash, sizeof hash, (const unsigned char *)cookie.p, cookie.n, s->secret,
		sizeof s->secret);
	sodium_bin2base64(ret, CSRF_MAX, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

struct sv visit_form_token(struct visit *v)
{
	enum { GOOD_FOR = 7 * 24 * 3600 };
	unsigned char random[24];
	char cookie[48], token[CSRF_MAX];
	if (v->signed_in)
		return sv_of(v->session.csrf);
	struct sv before = visit_cookie(v->site, v->request, "pre");
	if (before.n > 20 && before.n < sizeof cookie) {
		/* The form may be open in another tab, which must stay good. */
		snprintf(cookie, sizeof cookie, "%.*s", SV_ARG(before));
	} else {
		act_random(&v->act, random, sizeof random);
		sodium_bin2base64(cookie, sizeof cookie, random, sizeof random,
			sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	}
	visit_set_cookie(v, "pre", cookie, GOOD_FOR);
	visit_pre_token(v->site, sv_of(cookie), token);
	return sv_dup(v->arena, sv_of(token));
}
