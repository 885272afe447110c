/* What machines ask for: assets, health, metrics, robots, the ledger's checkpoint. */
#include "web/assets.h"
#include "web/pages.h"

#include <inttypes.h>
#include <sodium.h>

int page_asset(struct visit *v, struct err *err)
{
	const struct asset *a = asset_find(v->request->path);
	if (!a)
		return err_set(err, E_NOT_FOUND, "没有这个文件。");
	struct http_response *r = v->response;
	http_set(r, SV("Cache-Control"), SV("public, max-age=31536000, immutable"));
	http_set(r, SV("ETag"), a->etag);
	http_set(r, SV("Vary"), SV("Accept-Encoding"));
	if (sv_has(http_header(v->request, SV("If-None-Match")), a->etag)) {
		r->status = 304;
		return E_OK;
	}
	bool gzip = a->gzip.n && sv_has(http_header(v->request, SV("Accept-Encoding")), SV("gzip"));
	if (gzip)
		http_set(r, SV("Content-Encoding"), SV("gzip"));
	return visit_send(v, a->media_type, gzip ? a->gzip : a->bytes, SV(""));
}

int page_health(struct visit *v, struct err *err)
{
	struct db *db;
	int64_t change;
	int rc = db_pool_take(v->site->pool, DB_READ, 2000, &db, err);
	if (!rc) {
		rc = account_count(db, &change, err);
		db_pool_give(v->site->pool, db);
	}
	return rc ? rc : visit_json(v, SV("{\"status\":\"ok\"}\n"));
}

static bool is_this_machine(struct sv peer)
{
	return sv_starts(peer, SV("127.")) || sv_eq(peer, SV("::1")) || sv_starts(peer, SV("unix"));
}

/** Metrics tell much of a house: for this machine, or with the token. */
static bool may_see_metrics(const struct visit *v)
{
	struct sv token = v->site->metrics_token, given = http_header(v->request, SV("Authorization"));
	if (!token.n)
		return is_this_machine(v->request->peer);
	return sv_starts(given, SV("Bearer ")) && given.n == token.n + 7
		&& sodium_memcmp(given.p + 7, token.p, token.n) == 0;
}

static void counter(struct str *s, const char *name, const char *help, uint64_t value)
{
	str_addf(s, "# HELP gongkai_%s %s\n# TYPE gongkai_%s counter\ngongkai_%s %" PRIu64 "\n", name,
		help, name, name, value);
}

static void gauge(struct str *s, const char *name, const char *help, int64_t value)
{
	str_addf(s, "# HELP gongkai_%s %s\n# TYPE gongkai_%s gauge\ngongkai_%s %" PRId64 "\n", name,
		help, name, name, value);
}

static void print_durations(struct site *site, struct str *s)
{
	uint64_t sum = 0;
	str_addz(s, "# HELP gongkai_request_seconds Time to answer a request\n"
		"# TYPE gongkai_request_seconds histogram\n");
	for (int i = 0; i < SITE_BUCKETS; i++) {
		sum += atomic_load(&site->durations[i]);
		str_addf(s, "gongkai_request_seconds_bucket{le=\"%.4g\"} %" PRIu64 "\n",
			(double)site_bucket_ends[i] / 1e6, sum);
	}
	sum += atomic_load(&site->durations[SITE_BUCKETS]);
	str_addf(s, "gongkai_request_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n"
		"gongkai_request_seconds_sum %.6f\ngongkai_request_seconds_count %" PRIu64 "\n", sum,
		(double)atomic_load(&site->duration_sum_us) / 1e6, sum);
}

int page_metrics(struct visit *v, struct err *err)
{
	if (!may_see_metrics(v))
		return err_set(err, E_FORBIDDEN, "这一页只给本机的监测程序看。");
	struct site *site = v->site;
	struct http_counts http = { 0 };
	struct str s;
	str_init(&s, v->arena, 65536);
	site->count_http(site->context, &http);
	counter(&s, "http_requests_total", "Requests that were answered", http.requests);
	counter(&s, "http_refused_syntax_total", "Requests refused for their syntax",
		http.refused_syntax);
	counter(&s, "http_refused_limit_total", "Requests refused for a limit", http.refused_limit);
	counter(&s, "http_timed_out_total", "Connections closed for being slow", http.timed_out);
	counter(&s, "http_bytes_total", "Bytes sent", http.bytes_out);
	str_addz(&s, "# HELP gongkai_http_answers_total Answers by hundreds of their status\n"
		"# TYPE gongkai_http_answers_total counter\n");
	for (int i = 1; i < 6; i++)
		str_addf(&s, "gongkai_http_answers_total{class=\"%dxx\"} %" PRIu64 "\n", i, http.status[i]);
	gauge(&s, "http_connections", "Open connections", http.open_connections);
	counter(&s, "cache_hits_total", "Pages answered from memory", atomic_load(&site->cache_hits));
	counter(&s, "cache_misses_total", "Pages made anew", atomic_load(&site->cache_misses));
	counter(&s, "sign_ins_total", "People who signed in", atomic_load(&site->signed_in));
	counter(&s, "sign_ins_refused_total", "Sign-ins refused", atomic_load(&site->refused_sign_in));
	gauge(&s, "uptime_seconds", "Seconds since the start", v->act.now - site->started);
	print_durations(site, &s);
	struct ledger_head head;
	struct sv note;
	int rc = ledger_checkpoint(v->db, v->arena, &head, &note, err);
	if (rc)
		return rc;
	gauge(&s, "ledger_size", "Entries in the tree of the ledger", head.size);
	return visit_send(v, SV("text/plain; version=0.0.4; charset=utf-8"), str_sv(&s), SV(""));
}

int page_robots(struct visit *v, struct err *err)
{
	(void)err;
	http_set(v->response, SV("Cache-Control"), SV("public, max-age=3600"));
	return visit_send(v, SV("text/plain; charset=utf-8"), sv_fmt(v->arena,
		"User-agent: *\nDisallow: /desk\nDisallow: /search\n"
		"Disallow: /apply/\nDisallow: /follow\nDisallow: /opinion\nSitemap: %.*s/sitemap.xml\n",
		SV_ARG(v->site->base_url)), SV(""));
}

int page_checkpoint(struct visit *v, struct err *err)
{
	struct ledger_head head;
	struct sv note;
	int rc = ledger_checkpoint(v->db, v->arena, &head, &note, err);
	if (!rc && head.size == 0)
		rc = err_set(err, E_NOT_FOUND, "账本还是空的。");
	return rc ? rc : visit_send(v, SV("text/plain; charset=utf-8"), note, SV(""));
}
