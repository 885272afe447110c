/* gongkai demo: an office to look at: four people, and the requests of three years up to today. */
#include "app/command.h"
#include "app/counter.h"
#include "app/demo_plan.h"
#include "app/machine.h"
#include "base/auto.h"
#include "base/num.h"
#include "request/office.h"
#include "request/remedy.h"

#include <getopt.h>
#include <stdio.h>

enum { OPTION_DB = 256, OPTION_KEY, OPTION_SEAL, OPTION_UNIT, OPTION_REQUESTS,
	YEARS_BACK = 3, MORNING = 9 * 3600 - 8 * 3600 /* nine in China, in UTC seconds */ };

static const struct option options[] = {
	{ "db", required_argument, NULL, OPTION_DB },
	{ "key", required_argument, NULL, OPTION_KEY },
	{ "seal", required_argument, NULL, OPTION_SEAL },
	{ "unit", required_argument, NULL, OPTION_UNIT },
	{ "requests", required_argument, NULL, OPTION_REQUESTS },
	{ NULL, 0, NULL, 0 },
};

struct demo {
	struct counter *c;
	struct unit unit;
	struct account people[DEMO_ACTORS];
	struct act act;
	struct arena arena;         /* of one request */
	int64_t requests, taken;
};

/** What an operation needs on that day of the past. */
static struct request_env on_day(struct demo *d, int64_t day, enum demo_actor who)
{
	struct request_env env = d->c->env;
	d->act = (struct act){ .now = day * 86400 + MORNING + d->taken++ % 25000,
		.account = d->people[who].id, .entropy = &machine_entropy };
	env.act = &d->act;
	env.who = &d->people[who];
	env.today = date_of_day(day);
	return env;
}

static int add_people(struct demo *d, struct err *err)
{
	static const struct {
		const char *login, *name;
		enum role role;
	} people[DEMO_CITIZEN] = { { "jingban", "经办（演示）", ROLE_CLERK },
		{ "shenhe", "审核（演示）", ROLE_REVIEWER }, { "fuzeren", "负责人（演示）", ROLE_OFFICE_HEAD },
		{ "qianfa", "签发（演示）", ROLE_APPROVER } };
	char password[ORG_PASSWORD_MAX];
	int rc = E_OK;
	d->people[DEMO_CITIZEN] = (struct account){ .role = ROLE_PUBLIC };
	for (int i = 0; i < DEMO_CITIZEN && !rc; i++) {
		struct account *a = &d->people[i];
		*a = (struct account){ .login = sv_of(people[i].login), .name = sv_of(people[i].name),
			.role = people[i].role, .unit = d->unit.id };
		rc = account_add(d->c->db, a, &d->c->act, password, &a->id, err);
		if (!rc)
			printf("%-8s 一次性密码 %s　%s\n", people[i].login, password, role_label(a->role));
	}
	return rc;
}

static int set_office(struct demo *d, struct err *err)
{
	static const struct {
		enum office_key key;
		const char *value;
	} settings[] = { { OFFICE_CODE, "演示" }, { OFFICE_NAME, "综合办公室（演示）" },
		{ OFFICE_PHONE, "010-00000000" }, { OFFICE_ADDRESS, "演示路1号" },
		{ OFFICE_POSTCODE, "000000" }, { OFFICE_HOURS, "工作日 9:00—17:00" },
		{ OFFICE_RECONSIDERATION, "本区人民政府" }, { OFFICE_COURT, "本区人民法院" },
		{ OFFICE_RECONSIDERATION_URL, "https://fy.example.gov.cn" },
		{ OFFICE_FEE_ACCOUNT, "本区非税收入专户（演示）" } };
	const struct request_env env = on_day(d, date_to_day(d->c->env.today), DEMO_HEAD);
	int rc = E_OK;
	for (size_t i = 0; i < sizeof settings / sizeof *settings && !rc; i++)
		rc = office_set(&env, d->unit.id, settings[i].key, sv_of(settings[i].value), err);
	return rc;
}

static const struct demo_course *course_of(unsigned n)
{
	int total = 0;
	for (size_t i = 0; i < demo_n_courses; i++)
		total += demo_courses[i].weight;
	/* A stride that meets every course, spread evenly. */
	int at = (int)(n * 37 % (unsigned)total);
	const struct demo_course *c = demo_courses;
	for (; at >= c->weight; c++)
		at -= c->weight;
	return c;
}

/** The n-th working day after one, or 0: past today, or no calendar. */
static int64_t later(struct demo *d, int64_t day, int n)
{
	int64_t ret, unknown;
	bool known = n == 0 || calendar_after(&d->c->calendar, day, n, &ret, &unknown);
	if (n == 0)
		ret = day;
	return known && ret <= date_to_day(d->c->env.today) ? ret : 0;
}

static int take_step(struct demo *d, int64_t id, const struct demo_course *c,
	const struct demo_step *s, int64_t day, struct err *err)
{
	struct request r;
	struct request_moved moved;
	struct request_env env = on_day(d, day, DEMO_CLERK), actor = on_day(d, day, s->who);
	struct request_move m = demo_move(c, s, env.today, &d->arena);
	int rc = request_get(&env, id, &d->arena, &r, err);
	m.expected = r.state;
	return rc ? rc : request_apply_tx(&actor, id, &m, &moved, err);
}

/** One request from its first day on, as far as today lets it come. */
static int live(struct demo *d, unsigned n, int64_t day, struct err *err)
{
	static const struct demo_step confirm = { REQUEST_CONFIRM, 1, DEMO_CLERK };
	const struct demo_course *c = course_of(n);
	struct request_intake in = demo_intake(d->unit.id, n, &d->arena);
	struct request_ticket t;
	bool certain = request_first_event(in.channel) == REQUEST_REGISTER;
	const struct request_env env = on_day(d, day, certain ? DEMO_CLERK : DEMO_CITIZEN);
	int rc = request_take_in_tx(&env, &in, &t, err);
	if (!rc && !certain) {
		day = later(d, day, confirm.after);
		if (day)
			rc = take_step(d, t.id, c, &confirm, day, err);
	}
	for (const struct demo_step *s = c->steps; !rc && day && s < c->steps + DEMO_STEPS_MAX && s->event;
		s++) {
		day = later(d, day, s->after);
		if (day)
			rc = take_step(d, t.id, c, s, day, err);
	}
	return rc;
}

static int live_all(struct demo *d, struct err *err)
{
	int64_t today = date_to_day(d->c->env.today), from = today - YEARS_BACK * 365, unknown, day;
	int rc = E_OK;
	for (int64_t n = 0; n < d->requests && !rc; n++) {
		/* A third of them in the last seven weeks: an in-tray that somebody has to look at. */
		int64_t old = d->requests * 2 / 3;
		int64_t at = n < old ? from + n * (today - 50 - from) / old :
			today - 49 + (n - old) * 49 / (d->requests - old);
		if (!calendar_after(&d->c->calendar, at - 1, 1, &day, &unknown) || day > today)
			continue;
		rc = tx_begin_write(d->c->db, __func__, err);
		if (!rc)
			rc = live(d, (unsigned)n, day, err);
		if (!rc)
			rc = tx_commit(d->c->db, err);
		tx_rollback(d->c->db);
		arena_reset(&d->arena);
	}
	return rc;
}

/** Some answers were not the end of it. */
static int add_remedies(struct demo *d, struct err *err)
{
	static const struct {
		enum remedy_kind kind;
		enum remedy_result result;
		int days;
	} cases[] = { { REMEDY_RECONSIDERATION, REMEDY_UPHELD, 55 },
		{ REMEDY_RECONSIDERATION, REMEDY_CORRECTED, 50 }, { REMEDY_LITIGATION_DIRECT, REMEDY_UPHELD, 170 },
		{ REMEDY_LITIGATION_AFTER, REMEDY_PENDING, 0 }, { REMEDY_RECONSIDERATION, REMEDY_PENDING, 0 } };
	struct request_filter filter = { .unit = d->unit.id, .state = REQUEST_ARCHIVED };
	struct request *list;
	size_t n;
	int64_t today = date_to_day(d->c->env.today), id;
	int rc = request_list(&d->c->env, &filter, (struct request_after){ 0 }, 60, &d->arena, &list, &n,
		err);
	for (size_t i = 0; !rc && i < sizeof cases / sizeof *cases && i * 11 < n; i++) {
		const struct request *r = &list[n - 1 - i * 11];
		int64_t opened = date_to_day(r->closed_on) + 30;
		bool closed = cases[i].days && opened + cases[i].days <= today;
		if (opened > today)
			continue;
		const struct remedy m = { .request = r->id, .kind = cases[i].kind,
			.organ = cases[i].kind == REMEDY_RECONSIDERATION ? SV("本区人民政府") : SV("本区人民法院"),
			.case_number = sv_fmt(&d->arena, "演示〔%d〕%zu号", date_of_day(opened).year, i + 1),
			.opened = date_of_day(opened), .closed = closed ? date_of_day(opened + cases[i].days) :
				(struct date){ 0 }, .result = closed ? cases[i].result : REMEDY_PENDING,
			.remark = SV("演示") };
		const struct request_env env = on_day(d, today, DEMO_CLERK);
		rc = remedy_enter(&env, &m, &id, err);
	}
	return rc;
}

static int demonstrate(struct demo *d, const char *unit, struct err *err)
{
	struct request_counts counts;
	struct request *any;
	size_t n = 0;
	const struct request_filter all = { .kind = REQUEST_KIND__MAX };
	int rc = counter_unit(d->c, unit, &d->unit, err);
	if (!rc)
		rc = request_list(&d->c->env, &all, (struct request_after){ 0 }, 1, &d->arena, &any, &n, err);
	if (!rc && n)
		rc = err_set(err, E_EXISTS, "数据库里已有申请，不加演示数据；演示只用于新的数据库。");
	if (!rc)
		rc = tx_begin_write(d->c->db, __func__, err);
	if (!rc)
		rc = add_people(d, err);
	if (!rc)
		rc = tx_commit(d->c->db, err);
	tx_rollback(d->c->db);
	if (!rc)
		rc = set_office(d, err);
	if (!rc)
		rc = live_all(d, err);
	if (!rc)
		rc = add_remedies(d, err);
	if (!rc)
		rc = request_count(&d->c->env, d->unit.id, 0, &counts, err);
	if (!rc)
		printf("%.*s：%lld件演示申请，办理中%lld件，其中逾期%lld件、三个工作日内到期%lld件\n",
			SV_ARG(d->unit.name), (long long)d->requests, (long long)counts.open,
			(long long)counts.overdue, (long long)counts.due_soon);
	return rc;
}

static int parse(int argc, char **argv, struct counter_options *at, const char **unit,
	int64_t *requests)
{
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		switch (o) {
		case OPTION_DB: at->db = optarg; break;
		case OPTION_KEY: at->key = optarg; break;
		case OPTION_SEAL: at->seal = optarg; break;
		case OPTION_UNIT: *unit = optarg; break;
		case OPTION_REQUESTS:
			if (!num_parse_i64(sv_of(optarg), requests) || *requests < 3 || *requests > 1000000)
				return command_misused("demo", "--requests 要写3到1000000的数字");
			break;
		case ':': return command_misused("demo", "“%s”后面缺少内容", argv[optind - 1]);
		default: return command_misused("demo", "不认识“%s”", argv[optind - 1]);
		}
	}
	if (optind < argc)
		return command_misused("demo", "不需要“%s”", argv[optind]);
	return *unit ? EXIT_FINE : command_misused("demo", "请用 --unit 写明是哪个机关的演示");
}

int command_demo(int argc, char **argv)
{
	struct counter c;
	struct counter_options at = { 0 };
	const char *unit = NULL;
	struct demo d = { .c = &c, .requests = 120 };
	struct err err = { 0 }, late = { 0 };
	int status = parse(argc, argv, &at, &unit, &d.requests);
	if (status)
		return status;
	arena_init(&d.arena, 64 << 20);
	int rc = counter_open(&c, &at, DB_WRITE, &err);
	if (!rc)
		rc = demonstrate(&d, unit, &err);
	int closed = counter_close(&c, !rc, &late);
	arena_done(&d.arena);
	if (rc || closed)
		command_complain("demo", rc ? &err : &late);
	return rc || closed ? EXIT_TROUBLE : EXIT_FINE;
}
