#include "app/server.h"

#include "app/calendars.h"
#include "app/database.h"
#include "app/keyfile.h"
#include "app/log.h"
#include "app/machine.h"
#include "app/mailer.h"
#include "app/room.h"
#include "app/sealfile.h"
#include "base/auto.h"
#include "request/unsent.h"
#include "web/cache.h"
#include "web/limiter.h"
#include "web/routes.h"
#include "web/site.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { ROOMS = 2, STOP_SECONDS = 20, SWEEP_EVERY = 600, READERS = 12, WRITERS = 4, BATCH_MS = 200,
	LOOK_EVERY = 3600, POST_MS = 20000 };

struct server {
	struct site site;
	struct http_server *http;
	struct rooms *rooms;
	struct ledger_key key;
	struct seal_master master;
	struct calendars calendars;
	char base_url[CONFIG_VALUE_MAX * 2], address[160];
	struct config config;
	pthread_t sequencer, postman;
	bool sequencing, posting;
	int bell;                 /* eventfd: something was entered, or stop */
	int post_bell;            /* the same for the postman */
	_Atomic bool stopping;
	time_utc swept;
};

/* ── What the site and the HTTP server ask ─────────────────────────────────────────────────── */

static time_utc site_now(void *context)
{
	(void)context;
	return machine_now();
}

static int read_document(void *context, struct sv bytes, struct arena *a, struct doc **ret,
	struct err *err)
{
	struct server *s = context;
	return rooms_read(s->rooms, bytes, a, ret, err);
}

static void entered(void *context)
{
	struct server *s = context;
	eventfd_write(s->bell, 1);
	eventfd_write(s->post_bell, 1);
}

static void failed(void *context, const struct err *err)
{
	(void)context;
	log_error("failed", err);
}

static void count_http(void *context, struct http_counts *ret)
{
	struct server *s = context;
	if (s->http)
		http_count(s->http, ret);
}

static void handle(void *context, const struct http_request *r, struct http_response *ret)
{
	struct server *s = context;
	site_handle(&s->site, r, ret);
}

static bool may_upload(void *context, const struct http_request *r)
{
	struct server *s = context;
	return site_may_upload(&s->site, r);
}

static bool is_slow(void *context, const struct http_request *r)
{
	struct server *s = context;
	return site_is_slow(&s->site, r);
}

static uint64_t monotonic(void *context)
{
	(void)context;
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* Who it was is a number: names and logins are for the database alone. */
static void log_request(void *context, const struct http_request *r, const struct http_response *a,
	uint64_t bytes, uint64_t microseconds)
{
	static const char *const methods[] = { [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD",
		[HTTP_POST] = "POST", [HTTP_OTHER_METHOD] = "other" };
	struct server *s = context;
	struct route_match m = { 0 };
	bool known = r->path.n && route_find(r->method, r->path, &m);
	site_timed(&s->site, microseconds);
	struct log_entry e;
	log_begin(&e, a->status >= 500 ? "error" : "info", "request");
	log_word(&e, "method", sv_of(methods[r->method]));
	log_word(&e, "route", known ? sv_of(m.route->pattern) : SV("-"));
	log_number(&e, "status", a->status);
	log_number(&e, "bytes", bytes);
	log_number(&e, "us", microseconds);
	if (a->mark)
		log_number(&e, "account", (uint64_t)a->mark);
	log_end(&e);
}

/* ── The ledger's numbers ──────────────────────────────────────────────────────────────────── */

static void sequence(struct server *s)
{
	struct db *db;
	struct err err = { 0 };
	int rc = db_pool_take(s->site.pool, DB_WRITE, 5000, &db, &err);
	if (!rc) {
		rc = keyfile_sequence(db, &s->key, &err);
		db_pool_give(s->site.pool, db);
	}
	if (rc)
		log_error("sequence", &err);
}

static void *keep_sequencing(void *context)
{
	struct server *s = context;
	struct pollfd bell = { .fd = s->bell, .events = POLLIN };
	while (!atomic_load(&s->stopping)) {
		eventfd_t rung;
		/* Once in a while unasked too: other processes enter as well. */
		if (poll(&bell, 1, 10000) > 0) {
			eventfd_read(s->bell, &rung);
			if (!atomic_load(&s->stopping))
				poll(NULL, 0, BATCH_MS);
		}
		sequence(s);
	}
	return NULL;
}

/* ── Notices ───────────────────────────────────────────────────────────────────────────────── */

static void post(const struct mailer *m, time_utc *looked)
{
	struct mailer_counts n = { 0 };
	struct err err = { 0 };
	int rc = E_OK;
	/* Once a day would do; a calendar may come in between. */
	if (machine_now() - *looked >= LOOK_EVERY
		|| date_in_china(machine_now()).day != date_in_china(*looked).day) {
		rc = mailer_look(m, &n.made, &err);
		*looked = rc ? *looked : machine_now();
	}
	if (!rc)
		rc = mailer_send(m, &n, &err);
	if (rc)
		log_error("post", &err);
	if (n.sent || n.later || n.failed)
		log_line(n.failed ? "error" : "info", "post", "sent=%lld later=%lld failed=%lld",
			(long long)n.sent, (long long)n.later, (long long)n.failed);
}

static void *keep_posting(void *context)
{
	struct server *s = context;
	const struct mailer m = { .config = &s->config, .pool = s->site.pool, .master = &s->master,
		.base_url = s->site.base_url, .stop = &s->stopping };
	struct pollfd bell = { .fd = s->post_bell, .events = POLLIN };
	time_utc looked = 0;
	while (!atomic_load(&s->stopping)) {
		eventfd_t rung;
		post(&m, &looked);
		if (poll(&bell, 1, POST_MS) > 0)
			eventfd_read(s->post_bell, &rung);
	}
	return NULL;
}

/* ── Opening ───────────────────────────────────────────────────────────────────────────────── */

static const struct config *config_of(const struct server *s)
{
	return &s->config;
}

/** Is there an administrator of everything? Accounts may have been added at the command line before. */
static int has_admin(struct db *db, bool *ret, struct err *err)
{
	enum { BATCH = 200 };
	AUTO(arena_done) struct arena a;
	struct sv after = { "", 0 };
	struct account *list;
	size_t n;
	arena_init(&a, 1 << 26);
	*ret = false;
	do {
		int rc = account_list(db, after, BATCH, &a, &list, &n, err);
		if (rc)
			return rc;
		for (size_t i = 0; i < n; i++)
			*ret = *ret || (list[i].role == ROLE_ADMIN && !list[i].unit);
		after = n ? list[n - 1].login : after;
	} while (n == BATCH && !*ret);
	return E_OK;
}

/** The first administrator, with a password for one use. */
static int make_admin(struct db *db, struct first_run *first, struct err *err)
{
	bool there;
	int rc = has_admin(db, &there, err);
	if (rc || there)
		return rc;
	const struct account admin = { .login = SV("admin"), .name = SV("管理员"), .role = ROLE_ADMIN };
	const struct act act = machine_act(0);
	char password[ORG_PASSWORD_MAX];
	rc = tx_begin_write(db, __func__, err);
	if (!rc)
		rc = account_add(db, &admin, &act, password, NULL, err);
	if (!rc)
		rc = tx_commit(db, err);
	tx_rollback(db);
	if (rc)
		return rc == E_EXISTS ? E_OK : rc;
	first->happened = true;
	snprintf(first->login, sizeof first->login, "admin");
	snprintf(first->password, sizeof first->password, "%s", password);
	return E_OK;
}

static int open_database(struct server *s, struct first_run *first, struct err *err)
{
	const char *where = config_text(config_of(s), SET_DB), *option = config_text(config_of(s), SET_KEY);
	const char *seal = config_text(config_of(s), SET_SEAL);
	char path[KEYFILE_PATH_MAX], seal_path[KEYFILE_PATH_MAX];
	struct db *db;
	int rc = database_open(where, DB_WRITE, &db, err);
	if (rc)
		return rc;
	rc = keyfile_load(keyfile_path(*option ? option : NULL, where, path), db, &s->key, err);
	if (!rc)
		rc = sealfile_load(sealfile_path(*seal ? seal : NULL, path, seal_path), db, &s->master,
			err);
	if (!rc)
		rc = make_admin(db, first, err);
	if (!rc)
		rc = keyfile_sequence(db, &s->key, err);
	db_close(db);
	return rc ? rc : db_pool_open(where, READERS, WRITERS, &s->site.pool, err);
}

static int listen_to(struct server *s, struct err *err)
{
	const struct config *c = config_of(s);
	const char *proxy = config_text(c, SET_TRUSTED_PROXY);
	const struct http_options options = { .listen = config_text(c, SET_LISTEN),
		.threads = config_number(c, SET_THREADS),
		.max_upload = (size_t)config_number(c, SET_MAX_UPLOAD_MB) * 1024 * 1024,
		.max_memory = (size_t)512 * 1024 * 1024, .trusted_proxy = *proxy ? proxy : NULL,
		.temporary = config_text(c, SET_TEMPORARY), .handle = handle, .may_upload = may_upload,
		.is_slow = is_slow, .log = log_request, .clock = monotonic, .wall = site_now, .context = s };
	int rc = http_start(&options, &s->http, err);
	if (rc)
		return rc;
	const char *address = http_address(s->http);
	bool unix_socket = strncmp(address, "unix:", 5) == 0;
	snprintf(s->address, sizeof s->address, "%s%s", unix_socket ? "" : "http://", address);
	return E_OK;
}

static void fill_site(struct server *s)
{
	const struct config *c = config_of(s);
	struct site *site = &s->site;
	const char *given = config_text(c, SET_BASE_URL), *listen = config_text(c, SET_LISTEN);
	/* Behind a socket only the proxy knows the address: links are then without a host. */
	if (*given || strncmp(listen, "unix:", 5) != 0)
		snprintf(s->base_url, sizeof s->base_url, "%s%s", *given ? given : "http://",
			*given ? "" : listen);
	while (s->base_url[0] && s->base_url[strlen(s->base_url) - 1] == '/')
		s->base_url[strlen(s->base_url) - 1] = '\0';
	site->routes = routes;
	site->n_routes = n_routes;
	site->entropy = &machine_entropy;
	site->name = sv_of(config_text(c, SET_NAME));
	site->unit = sv_of(config_text(c, SET_UNIT));
	site->base_url = sv_of(s->base_url);
	site->secure = sv_starts(site->base_url, SV("https://"));
	site->rules = &org_default_rules;
	site->key = &s->key;
	site->clock_rules = &clock_default_rules;
	site->master = &s->master;
	site->portal_tokens = sv_of(config_text(c, SET_PORTAL_TOKENS));
	(void)config_day(config_text(c, SET_TOWN_DUE), &site->town_month, &site->town_day); /* checked when read */
	site->metrics_token = sv_of(config_text(c, SET_METRICS_TOKEN));
	site->now = site_now;
	site->read_document = read_document;
	site->entered = entered;
	site->failed = failed;
	site->count_http = count_http;
	site->context = s;
	site->started = machine_now();
	machine_entropy.fill(machine_entropy.context, site->secret, sizeof site->secret);
}

/** What is wrong with the settings of the mail is said at the start, not when something is to be sent. */
static int try_mail(const struct config *c, struct err *err)
{
	struct mail_server mail;
	if (!mail_is_set(c))
		return E_OK;
	int rc = mail_open(c, NULL, &mail, err);
	mail_close(&mail);
	return rc;
}

/** What other processes may have changed: what is published, which calendars there are. */
static int refresh(struct server *s, struct err *err)
{
	const struct calendar *newest = NULL;
	int rc = site_refresh(&s->site, err);
	if (!rc)
		rc = calendars_refresh(&s->calendars, s->site.pool, &newest, err);
	if (!rc)
		atomic_store(&s->site.calendar, newest);
	return rc;
}

int server_start(const struct config *c, struct server **ret, struct first_run *ret_first,
	struct err *err)
{
	struct server *s = calloc(1, sizeof *s);
	if (!s)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	s->config = *c;
	s->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s->post_bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	*ret_first = (struct first_run){ 0 };
	fill_site(s);
	s->site.cache = cache_new((size_t)config_number(c, SET_CACHE_MB) * 1024 * 1024);
	s->site.limiter = limiter_new();
	int rc = s->bell < 0 || s->post_bell < 0 || !s->site.cache || !s->site.limiter ?
		err_set(err, E_NOMEM, "内存不足，请稍后再试。") : E_OK;
	if (!rc)
		rc = try_mail(c, err);
	if (!rc)
		rc = rooms_open(ROOMS, &s->rooms, err);
	if (!rc)
		rc = open_database(s, ret_first, err);
	if (!rc)
		rc = refresh(s, err);
	if (!rc)
		rc = listen_to(s, err);
	if (!rc && pthread_create(&s->sequencer, NULL, keep_sequencing, s) != 0)
		rc = err_set(err, E_NOMEM, "线程启动不了，请稍后再试。");
	s->sequencing = !rc;
	if (!rc && pthread_create(&s->postman, NULL, keep_posting, s) != 0)
		rc = err_set(err, E_NOMEM, "线程启动不了，请稍后再试。");
	s->posting = !rc;
	if (rc) {
		server_stop(s);
		return rc;
	}
	*ret = s;
	return E_OK;
}

const char *server_address(const struct server *s)
{
	return s->address;
}

static void sweep(struct server *s)
{
	struct db *db;
	struct err err = { 0 };
	int rc = db_pool_take(s->site.pool, DB_WRITE, 1000, &db, &err);
	if (!rc) {
		rc = session_sweep(db, &org_default_rules, machine_now(), &err);
		if (!rc)
			rc = unsent_sweep(db, machine_now(), &err);
		db_pool_give(s->site.pool, db);
	}
	if (rc)
		log_error("sweep", &err);
}

void server_tick(struct server *s)
{
	struct err err = { 0 };
	if (refresh(s, &err))
		log_error("refresh", &err);
	if (machine_now() - s->swept >= SWEEP_EVERY) {
		s->swept = machine_now();
		sweep(s);
	}
}

unsigned server_stop(struct server *s)
{
	unsigned cut = s->http ? http_stop(s->http, STOP_SECONDS) : 0;
	atomic_store(&s->stopping, true);
	if (s->posting) {
		eventfd_write(s->post_bell, 1);
		pthread_join(s->postman, NULL);
	}
	if (s->sequencing) {
		eventfd_write(s->bell, 1);
		pthread_join(s->sequencer, NULL);
	}
	db_pool_close(s->site.pool);
	rooms_close(s->rooms);
	cache_free(s->site.cache);
	limiter_free(s->site.limiter);
	calendars_done(&s->calendars);
	seal_master_done(&s->master);
	if (s->bell >= 0)
		close(s->bell);
	if (s->post_bell >= 0)
		close(s->post_bell);
	free(s);
	return cut;
}
