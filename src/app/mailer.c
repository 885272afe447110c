#include "app/mailer.h"

#include "app/log.h"
#include "app/machine.h"
#include "base/auto.h"
#include "request/years.h"

enum { BATCH = 20, WAIT_MS = 10000 };

/** A connection with what an operation needs, for one step. */
struct step {
	const struct mailer *mailer;
	struct account who;
	struct act act;
	struct request_env env;
};

static int begin(const struct mailer *m, struct step *s, struct err *err)
{
	struct db *db = m->db;
	int rc = m->pool ? db_pool_take(m->pool, DB_WRITE, WAIT_MS, &db, err) : E_OK;
	if (rc)
		return rc;
	*s = (struct step){ .mailer = m, .who = { .role = ROLE_ADMIN }, .act = machine_act(0) };
	s->env = (struct request_env){ .db = db, .rules = &clock_default_rules, .master = m->master,
		.who = &s->who, .act = &s->act, .today = date_in_china(s->act.now) };
	return E_OK;
}

static void end(struct step *s)
{
	if (s->mailer->pool)
		db_pool_give(s->mailer->pool, s->env.db);
}

int mailer_look(const struct mailer *m, int64_t *ret_made, struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct calendar calendar;
	struct step s;
	arena_init(&a, 1 << 24);
	int rc = begin(m, &s, err);
	if (rc)
		return rc;
	rc = years_load(s.env.db, &a, &calendar, err);
	s.env.calendar = &calendar;
	if (!rc)
		rc = notice_daily(&s.env, ret_made, err);
	end(&s);
	return rc;
}

struct mail mailer_compose(const struct mailer *m, const struct notice *n, struct sv to,
	struct arena *a)
{
	char day[DATE_TEXT_MAX];
	const struct notice_words w = notice_words(n, m->base_url, a);
	/* The same for the same notice: whoever gets it twice sees that it is one. */
	return (struct mail){ .from = sv_of(config_text(m->config, SET_SMTP_FROM)), .to = sv_trim(to),
		.subject = w.subject, .body = w.body, .date = machine_now(),
		.id = sv_fmt(a, "%.*s.%s.%s", SV_ARG(n->public_id), notice_kind_key(n->kind),
			date_print(n->day, day)) };
}

static int list_ready(const struct mailer *m, struct arena *a, struct notice **ret, size_t *ret_n,
	struct err *err)
{
	struct calendar calendar;
	struct step s;
	int rc = begin(m, &s, err);
	if (rc)
		return rc;
	rc = years_load(s.env.db, a, &calendar, err);
	s.env.calendar = &calendar;
	if (!rc)
		rc = notice_expire(&s.env, err);
	if (!rc)
		rc = notice_ready(&s.env, BATCH, a, ret, ret_n, err);
	end(&s);
	return rc;
}

static int claim(const struct mailer *m, struct notice *n, struct arena *a, bool *ret_mine,
	struct sv *ret_to, struct err *err)
{
	struct step s;
	*ret_mine = false;
	int rc = begin(m, &s, err);
	if (rc)
		return rc;
	rc = notice_claim(&s.env, n, ret_mine, err);
	if (!rc && *ret_mine)
		rc = notice_address(&s.env, n, a, ret_to, err);
	end(&s);
	return rc;
}

static int settle(const struct mailer *m, const struct notice *n, enum notice_end how, struct sv why,
	struct err *err)
{
	struct step s;
	int rc = begin(m, &s, err);
	if (rc)
		return rc;
	rc = notice_end(&s.env, n, how, why, err);
	end(&s);
	return rc;
}

static enum notice_end end_of(enum mail_outcome o)
{
	return o == MAIL_SENT ? NOTICE_END_SENT : o == MAIL_AWAY ? NOTICE_END_AWAY :
		o == MAIL_LATER ? NOTICE_END_LATER : NOTICE_END_FAILED;
}

/** @param ret_away  the mail server is not there: no use to go on */
static int send_one(const struct mailer *m, struct mail_server *server, struct notice *n,
	struct mailer_counts *counts, bool *ret_away, struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct sv to = SV(""), why = SV("没有收件地址");
	bool mine;
	arena_init(&a, 8 << 20);
	int rc = claim(m, n, &a, &mine, &to, err);
	if (rc || !mine)
		return rc;
	enum mail_outcome o = MAIL_REFUSED;
	if (to.n) {
		const struct mail message = mailer_compose(m, n, to, &a);
		o = mail_send(server, &message, &a, &why);
	}
	*ret_away = o == MAIL_AWAY;
	counts->sent += o == MAIL_SENT;
	counts->later += o == MAIL_AWAY || o == MAIL_LATER;
	counts->failed += o == MAIL_REFUSED;
	return settle(m, n, end_of(o), why, err);
}

int mailer_send(const struct mailer *m, struct mailer_counts *ret, struct err *err)
{
	struct mail_server server;
	struct notice *list;
	size_t n = BATCH;
	bool away = false;
	if (!mail_is_set(m->config))
		return E_OK;
	int rc = mail_open(m->config, m->stop, &server, err);
	while (!rc && !away && n == BATCH) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 24);
		rc = list_ready(m, &a, &list, &n, err);
		for (size_t i = 0; i < n && !rc && !away && !(m->stop && atomic_load(m->stop)); i++)
			rc = send_one(m, &server, &list[i], ret, &away, err);
		away = away || (m->stop && atomic_load(m->stop));
	}
	mail_close(&server);
	return rc;
}

struct sv mailer_base_url(const struct config *c, struct arena *a)
{
	struct sv given = sv_of(config_text(c, SET_BASE_URL)), listen = sv_of(config_text(c, SET_LISTEN));
	/* Behind a socket only the proxy knows the address: messages are then without a link. */
	if (!given.n && sv_starts(listen, SV("unix:")))
		return SV("");
	struct sv url = given.n ? given : sv_fmt(a, "http://%.*s", SV_ARG(listen));
	while (sv_ends(url, SV("/")))
		url.n--;
	return url;
}
