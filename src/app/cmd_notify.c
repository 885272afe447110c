/* gongkai notify: the daily look and the sending, by hand or from a timer. */
#include "app/command.h"
#include "app/counter.h"
#include "app/mailer.h"
#include "base/auto.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_MAX = 1000 };

/** An address of an applicant is not shown. */
static int show(const struct mailer *m, const struct request_env *env, const struct notice *n,
	struct arena *a, struct err *err)
{
	struct sv to = SV("申请人");
	int rc = notice_is_for_applicant(n->kind) ? E_OK : notice_address(env, n, a, &to, err);
	if (rc)
		return rc;
	const struct mail mail = mailer_compose(m, n, to, a);
	printf("收件人：%.*s\n主题：%.*s\n\n%.*s\n", SV_ARG(mail.to), SV_ARG(mail.subject),
		SV_ARG(mail.body));
	return a->failed ? err_set(err, E_NOMEM, "内存不足，请稍后再试。") : E_OK;
}

static void say_day(const struct request_env *env)
{
	if (!notice_reminds(env->calendar, env->today))
		puts("今天不是工作日，不提醒期限。");
}

/** What would be made and sent, in a transaction that is not kept. */
static int rehearse(const struct mailer *m, struct counter *c, struct err *err)
{
	struct notice *list;
	size_t n = 0;
	int64_t made;
	int rc = tx_begin_write(c->db, __func__, err);
	if (!rc)
		rc = notice_daily_tx(&c->env, &made, err);
	if (!rc)
		rc = notice_ready(&c->env, SHOWN_MAX, &c->arena, &list, &n, err);
	for (size_t i = 0; i < n && !rc; i++)
		rc = show(m, &c->env, &list[i], &c->arena, err);
	tx_rollback(c->db);
	if (!rc)
		say_day(&c->env);
	if (!rc)
		printf("今天新增提醒%lld件；可以发送%zu封。\n", (long long)made, n);
	return rc;
}

static int run(const struct mailer *m, const struct request_env *env, struct mailer_counts *counts,
	struct err *err)
{
	int rc = mailer_look(m, &counts->made, err);
	if (!rc)
		rc = mailer_send(m, counts, err);
	if (rc)
		return rc;
	say_day(env);
	printf("今天新增提醒%lld件", (long long)counts->made);
	if (mail_is_set(m->config))
		printf("；已发送%lld封，稍后再发%lld封，没有发出%lld封。\n", (long long)counts->sent,
			(long long)counts->later, (long long)counts->failed);
	else
		puts("；没有设置 smtp_url，不发邮件，提醒在网页上看。");
	return E_OK;
}

/** Take --dry-run out of the words; the others are settings. */
static bool take_dry_run(int *argc, char **argv)
{
	int n = 1;
	for (int i = 1; i < *argc; i++)
		if (strcmp(argv[i], "--dry-run") != 0)
			argv[n++] = argv[i];
	bool found = n < *argc;
	*argc = n;
	return found;
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

int command_notify(int argc, char **argv)
{
	bool dry = take_dry_run(&argc, argv);
	struct config config;
	struct counter c;
	struct mailer_counts counts = { 0 };
	struct err err = { 0 }, late = { 0 };
	if (config_read(&config, argc, argv, &err))
		return command_misused("notify", "%s", err.user);
	if (config.print_config || config.print_routes)
		return command_misused("notify", "不认识“%s”",
			config.print_config ? "--print-config" : "--print-routes");
	const struct counter_options at = { .db = config_text(&config, SET_DB),
		.key = or_null(config_text(&config, SET_KEY)),
		.seal = or_null(config_text(&config, SET_SEAL)) };
	signal(SIGPIPE, SIG_IGN);
	int rc = counter_open(&c, &at, DB_WRITE, &err);
	const struct mailer m = { .config = &config, .db = c.db, .master = &c.master,
		.base_url = mailer_base_url(&config, &c.arena) };
	if (!rc)
		rc = dry ? rehearse(&m, &c, &err) : run(&m, &c.env, &counts, &err);
	int closed = counter_close(&c, false, &late);
	if (rc || closed) {
		command_complain("notify", rc ? &err : &late);
		return EXIT_TROUBLE;
	}
	return counts.failed || counts.later ? EXIT_FOUND : EXIT_FINE;
}
