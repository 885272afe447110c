/* From a request to its answer: the route, who asks, the tokens, the parameters, the cache, the function. */
#include "base/num.h"
#include "report/filing.h"
#include "request/unsent.h"
#include "web/cache.h"
#include "web/parameters.h"
#include "web/pass.h"
#include "web/portal.h"

#include <sodium.h>
#include <string.h>

enum { TAKE_MS = 5000, TOUCH_MS = 50, TOUCH_EVERY = 60,
	VISITOR_UPLOAD_MAX = UNSENT_FILE_BYTES + 1024 * 1024 };

/* ── Headers that every answer has ─────────────────────────────────────────────────────────── */

static void set_security(struct visit *v)
{
	struct http_response *r = v->response;
	http_set(r, SV("Content-Security-Policy"), SV("default-src 'none'; style-src 'self'; "
		"script-src 'self'; img-src 'self' data:; form-action 'self'; connect-src 'self'; "
		"base-uri 'none'; frame-ancestors 'none'"));
	http_set(r, SV("X-Content-Type-Options"), SV("nosniff"));
	http_set(r, SV("Referrer-Policy"), SV("same-origin"));
	http_set(r, SV("Permissions-Policy"), SV("camera=(), geolocation=(), microphone=()"));
	http_set(r, SV("Cross-Origin-Opener-Policy"), SV("same-origin"));
	if (v->site->secure)
		http_set(r, SV("Strict-Transport-Security"), SV("max-age=31536000"));
}

static bool has_header(const struct http_response *r, struct sv name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (sv_eq(r->headers[i].name, name))
			return true;
	return false;
}

static void set_caching(struct visit *v)
{
	if (!has_header(v->response, SV("Cache-Control")))
		http_set(v->response, SV("Cache-Control"), SV("no-store"));
}

/* ── The page cache ────────────────────────────────────────────────────────────────────────── */

static bool accepts_gzip(const struct http_request *r)
{
	return sv_has(http_header(r, SV("Accept-Encoding")), SV("gzip"));
}

/** Answer with a kept page; takes its shares. */
static void send_kept(struct visit *v, struct cached_page *page)
{
	struct http_response *r = v->response;
	struct sv etag = sv_dup(v->arena, sv_of(page->etag));
	http_set(r, SV("ETag"), etag);
	http_set(r, SV("Cache-Control"), SV("no-cache"));
	http_set(r, SV("Vary"), SV("Accept-Encoding"));
	if (sv_has(http_header(v->request, SV("If-None-Match")), etag)) {
		r->status = 304;
		cache_drop(page);
		return;
	}
	r->status = 200;
	http_set(r, SV("Content-Type"), sv_dup(v->arena, sv_of(page->media_type)));
	bool gzip = page->gzip && accepts_gzip(v->request);
	if (gzip)
		http_set(r, SV("Content-Encoding"), SV("gzip"));
	http_share(r, gzip ? page->gzip : page->plain);
	cache_drop(page);
}

static struct sv header_of(const struct http_response *r, struct sv name)
{
	for (size_t i = 0; i < r->n_headers; i++)
		if (sv_eq(r->headers[i].name, name))
			return r->headers[i].value;
	return SV("");
}

/** Keep the page that was just made, and answer with it. */
static void keep_page(struct visit *v, struct sv key, int64_t change)
{
	struct cached_page page;
	struct sv type = header_of(v->response, SV("Content-Type"));
	if (cache_is_off(v->site->cache) || v->response->status != 200 || v->response->more || has_header(v->response,
		SV("Content-Disposition")) || !cache_make(v->response->body, type, &page))
		return;
	cache_keep(v->site->cache, key, change, &page);
	memset(v->response, 0, sizeof *v->response);
	send_kept(v, &page);
}

/* ── Who asks ──────────────────────────────────────────────────────────────────────────────── */

static int find_session(struct visit *v, struct db *db, struct err *err)
{
	struct sv token = visit_cookie(v->site, v->request, "session");
	if (!token.n)
		return E_OK;
	int rc = session_find(db, token, v->site->rules, v->act.now, v->arena, &v->session, err);
	v->signed_in = rc == E_OK;
	if (v->signed_in)
		v->act.account = v->session.account.id;
	return rc == E_NOT_FOUND ? E_OK : rc;
}

/** Move the session on, now and then. Not done when the writer is busy: the next visit does it. */
static void keep_session(struct visit *v)
{
	struct db *db;
	if (!v->signed_in || v->act.now - v->session.seen < TOUCH_EVERY
		|| db_pool_take(v->site->pool, DB_WRITE, TOUCH_MS, &db, NULL))
		return;
	if (session_touch(db, v->session.id, v->act.now, NULL) == E_OK)
		v->session.seen = v->act.now;
	db_pool_give(v->site->pool, db);
}

/** Look the session up with a reading connection of its own. */
static int identify(struct visit *v, struct err *err)
{
	struct db *db;
	if (!visit_cookie(v->site, v->request, "session").n)
		return E_OK;
	int rc = db_pool_take(v->site->pool, DB_READ, TAKE_MS, &db, err);
	if (rc)
		return rc;
	rc = find_session(v, db, err);
	db_pool_give(v->site->pool, db);
	keep_session(v);
	return rc;
}

/** A path of ours to come back to: never another host. */
static struct sv next_of(struct visit *v)
{
	struct str s;
	str_init(&s, v->arena, 2048);
	str_addz(&s, "/desk/sign-in");
	if (v->request->method != HTTP_POST && !sv_eq(v->request->path, SV("/desk"))) {
		str_addz(&s, "?next=");
		http_url_encode(&s, v->request->path);
	}
	return str_sv(&s);
}

/** May this person use this route? 0 with *ret_done when the answer is already made (a way to sign in). */
static int admit(struct visit *v, bool *ret_done, struct err *err)
{
	*ret_done = false;
	if (v->route->portal) {
		v->portal = portal_of(v->site->portal_tokens,
			http_header(v->request, SV("Authorization")));
		return v->portal.n ? E_OK : err_set(err, E_FORBIDDEN,
			"要有本网站发给贵方平台的令牌：Authorization: Bearer …。没有的话请联系管理员。");
	}
	if (v->route->roles & 1u << visit_role(v)) {
		if (!v->signed_in || !v->session.account.must_change || v->route->while_must_change
			|| v->route->roles & FOR_PUBLIC)
			return E_OK;
		*ret_done = true;
		return visit_go(v, SV("/desk/password"), NULL);
	}
	if (v->signed_in || v->route->kind == ROUTE_DATA)
		return err_set(err, E_FORBIDDEN, "您的账户没有做这件事的权限。需要的话，请联系管理员。");
	*ret_done = true;
	return visit_go(v, next_of(v), NULL);
}

/* ── What must stand on a form ─────────────────────────────────────────────────────────────── */

/** Did a page of another site send it? Browsers say so. */
static bool is_foreign(const struct visit *v)
{
	struct sv site = http_header(v->request, SV("Sec-Fetch-Site"));
	if (site.n && !sv_eq(site, SV("same-origin")) && !sv_eq(site, SV("none")))
		return true;
	struct sv origin = http_header(v->request, SV("Origin"));
	size_t scheme = sv_find(origin, SV("://"));
	return origin.n && (scheme == SV_NONE || !sv_eq(sv_from(origin, scheme + 3), v->request->host));
}

static bool has_token(const struct visit *v)
{
	struct sv token = http_form(v->request, SV("csrf"));
	if (v->signed_in)
		return session_csrf_ok(&v->session, token);
	struct sv cookie = visit_cookie(v->site, v->request, "pre");
	char expected[CSRF_MAX];
	visit_pre_token(v->site, cookie, expected);
	return cookie.n && token.n == strlen(expected)
		&& sodium_memcmp(token.p, expected, token.n) == 0;
}

static int check_form(struct visit *v, struct err *err)
{
	if (v->request->method != HTTP_POST || v->route->portal)
		return E_OK;
	bool foreign = is_foreign(v), good = !foreign && has_token(v);
	v->stale = !foreign && !good && v->route->shown_again;
	if (!good && !v->stale)
		return err_set(err, E_FORBIDDEN,
			"这个表单已经过期，或者不是从本网站提交的。请返回上一页，刷新后再提交一次。");
	return E_OK;
}

/* ── The way through ───────────────────────────────────────────────────────────────────────── */

static int run(struct visit *v, struct err *err)
{
	if (v->route->no_database)
		return v->route->handle(v, err);
	bool writes = v->route->writes && !v->stale;
	enum db_mode mode = writes ? DB_WRITE : DB_READ;
	int rc = db_pool_take(v->site->pool, mode, TAKE_MS, &v->db, err);
	if (rc)
		return rc;
	/* What a page shows is of one moment, however many questions it asks. */
	if (!writes)
		rc = tx_begin_read(v->db, __func__, err);
	if (!rc)
		rc = v->route->handle(v, err);
	if (!writes)
		tx_rollback(v->db);
	int64_t change;
	if (writes && !filing_change(v->db, &change, NULL)) {
		atomic_store(&v->site->change, change);
		v->site->entered(v->site->context);
	}
	db_pool_give(v->site->pool, v->db);
	v->db = NULL;
	return rc;
}

static int run_cached(struct visit *v, struct err *err)
{
	struct sv key = parameters_key(v);
	int64_t change = atomic_load(&v->site->change);
	struct cached_page page;
	if (cache_find(v->site->cache, key, change, &page)) {
		atomic_fetch_add(&v->site->cache_hits, 1);
		send_kept(v, &page);
		return E_OK;
	}
	atomic_fetch_add(&v->site->cache_misses, 1);
	int rc = run(v, err);
	if (!rc)
		keep_page(v, key, change);
	return rc;
}

static int serve(struct visit *v, const struct route_match *m, struct err *err)
{
	bool done = false;
	/* A page that is the same for everybody does not ask who it is for. */
	int rc = v->route->cached ? E_OK : identify(v, err);
	if (!rc && !v->route->cached)
		rc = admit(v, &done, err);
	if (!rc && !done)
		rc = check_form(v, err);
	if (!rc && !done)
		rc = parameters_check(v, m, err);
	if (rc || done)
		return rc;
	return v->route->cached ? run_cached(v, err) : run(v, err);
}

static void answer_no_route(struct visit *v, const struct route_match *m)
{
	struct err err = { 0 };
	struct sv path = v->request->path;
	struct route_match shorter;
	if (path.n > 1 && sv_ends(path, SV("/"))
		&& route_find(v->request->method, sv_head(path, path.n - 1), &shorter)
		&& v->request->method != HTTP_POST) {
		size_t mark = sv_find(v->request->target, SV("?"));
		struct sv query = mark == SV_NONE ? SV("") : sv_from(v->request->target, mark);
		(void)visit_go(v, sv_fmt(v->arena, "%.*s%.*s", (int)path.n - 1, path.p, SV_ARG(query)), NULL);
		v->response->status = 301;
		return;
	}
	if (m->methods) {
		err_set(&err, E_NOT_FOUND, "这个网址不能这样使用。");
		visit_error(v, &err);
		v->response->status = 405;
		http_set(v->response, SV("Allow"), m->methods & 1u << HTTP_GET ?
			m->methods & 1u << HTTP_POST ? SV("GET, HEAD, POST") : SV("GET, HEAD") : SV("POST"));
		return;
	}
	err_set(&err, E_NOT_FOUND, "没有这个页面。请检查网址，或者从首页找起。");
	visit_error(v, &err);
}

void site_handle(struct site *s, const struct http_request *request, struct http_response *ret)
{
	struct visit v = { .site = s, .request = request, .response = ret, .arena = request->arena,
		.act = { s->now(s->context), 0, s->entropy } };
	struct route_match m;
	struct err err = { 0 };
	if (!route_find(request->method, request->path, &m)) {
		answer_no_route(&v, &m);
	} else {
		v.route = m.route;
		if (serve(&v, &m, &err))
			visit_error(&v, &err);
	}
	set_caching(&v);
	set_security(&v);
	ret->mark = v.act.account;
}

/** A visitor may, when he says how much comes, and it is little or he is filling in a form of ours. */
static bool visitor_may_upload(const struct site *s, const struct http_request *request,
	const struct route *route)
{
	int64_t size;
	if (!num_parse_i64(http_header(request, SV("Content-Length")), &size)
		|| size > VISITOR_UPLOAD_MAX)
		return false;
	if (route->upload_small)
		return size <= route->upload_small;
	return unsent_is_secret(visit_cookie(s, request, "draft"))
		|| pass_is_good(s, request, PASS_REQUEST, s->now(s->context));
}

bool site_may_upload(struct site *s, const struct http_request *request)
{
	struct route_match m;
	struct err err = { 0 };
	if (!route_find(request->method, request->path, &m) || !m.route->upload)
		return false;
	if (m.route->roles & FOR_PUBLIC)
		return visitor_may_upload(s, request, m.route);
	struct http_response unused = { 0 };
	struct visit v = { .site = s, .request = request, .response = &unused, .route = m.route,
		.arena = request->arena, .act = { s->now(s->context), 0, s->entropy } };
	return identify(&v, &err) == E_OK && v.signed_in && !v.session.account.must_change
		&& m.route->roles & 1u << visit_role(&v);
}

bool site_is_slow(struct site *s, const struct http_request *request)
{
	(void)s;
	struct route_match m;
	return route_find(request->method, request->path, &m) && (m.route->slow || m.route->writes);
}
