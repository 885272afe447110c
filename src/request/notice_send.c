/* Notices on their way: claimed, addressed, put into words, ended. */
#include "request/notice_sql.h"

#include "base/auto.h"
#include "request/office.h"
#include "request/request_int.h"

/** One statement that writes, in a transaction of its own. */
static int finish(const struct request_env *env, struct query *q, struct err *err)
{
	int rc = query_end(q, err);
	if (!rc)
		rc = tx_commit(env->db, err);
	tx_rollback(env->db);
	return rc;
}

int notice_claim(const struct request_env *env, struct notice *n, bool *ret_mine, struct err *err)
{
	struct query q;
	*ret_mine = false;
	int rc = tx_begin_write(env->db, __func__, err);
	if (rc)
		return rc;
	query_start(&q, env->db, &notice_sql_claim);
	query_int(&q, env->act->now);
	query_int(&q, env->act->now - NOTICE_CLAIM);
	query_int(&q, n->id);
	bool mine = query_row(&q);
	int attempts = mine ? (int)query_get_int(&q, 0) : 0;
	rc = finish(env, &q, err);
	if (rc || !mine)
		return rc;
	n->claimed = env->act->now;
	n->attempts = attempts;
	*ret_mine = true;
	return E_OK;
}

int notice_address(const struct request_env *env, const struct notice *n, struct arena *a,
	struct sv *ret, struct err *err)
{
	static const struct account program = { .role = ROLE_PUBLIC };
	struct sv values[OFFICE_KEY__MAX];
	struct request_env inner = *env;
	struct request_inside inside;
	struct request r;
	struct err why = { 0 };
	*ret = SV("");
	if (!notice_is_for_applicant(n->kind)) {
		int rc = office_get(env->db, n->unit, a, values, err);
		*ret = rc ? SV("") : values[OFFICE_SMTP_TO];
		return rc;
	}
	inner.who = &program;
	int rc = request_load(env->db, n->request, a, &r, err);
	if (rc)
		return rc;
	rc = request_open(&inner, &r, SV(""), a, &inside, &why);
	if (rc == E_NOT_FOUND) /* forgotten, at the end of retention */
		return E_OK;
	*ret = rc ? SV("") : inside.applicant.email;
	if (rc && err)
		*err = why;
	return rc;
}

/** Seconds to wait after so many attempts: 41 hours in all. */
static int64_t pause_after(int attempts)
{
	static const int32_t pauses[NOTICE_ATTEMPTS] = { 60, 60, 300, 900, 3600, 4 * 3600, 12 * 3600,
		24 * 3600 };
	return pauses[attempts < 0 ? 0 : attempts < NOTICE_ATTEMPTS ? attempts : NOTICE_ATTEMPTS - 1];
}

int notice_end(const struct request_env *env, const struct notice *n, enum notice_end end,
	struct sv why, struct err *err)
{
	struct query q;
	time_utc now = env->act->now;
	bool away = end == NOTICE_END_AWAY;
	bool again = away || (end == NOTICE_END_LATER && n->attempts < NOTICE_ATTEMPTS);
	enum notice_state to = end == NOTICE_END_SENT ? NOTICE_SENT :
		again ? NOTICE_WAITING : NOTICE_FAILED;
	int rc = tx_begin_write(env->db, __func__, err);
	if (rc)
		return rc;
	query_start(&q, env->db, &notice_sql_end);
	query_int(&q, n->id);
	query_int(&q, n->claimed);
	query_text(&q, sv_of(notice_state_key(to)));
	query_int(&q, away ? n->attempts - 1 : n->attempts);
	query_int(&q, again ? now + pause_after(away ? 0 : n->attempts) : 0);
	query_int(&q, again ? 0 : now);
	query_text(&q, why);
	return finish(env, &q, err);
}

int notice_expire(const struct request_env *env, struct err *err)
{
	struct query q;
	int rc = tx_begin_write(env->db, __func__, err);
	if (rc)
		return rc;
	query_start(&q, env->db, &notice_sql_expire);
	query_int(&q, env->act->now);
	query_int(&q, env->act->now - NOTICE_LIFE);
	query_text(&q, SV("过了三天还没能发出，不再发送"));
	return finish(env, &q, err);
}

/* ---- words ------------------------------------------------------------------------------------- */

/** In one line: a title may have been pasted with breaks. */
static void add_line(struct str *s, const char *name, struct sv value)
{
	str_addz(s, name);
	for (size_t i = 0; i < value.n; i++)
		str_addc(s, (unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f ? ' ' : value.p[i]);
	str_addc(s, '\n');
}

static void add_office(struct str *s, const struct notice *n, struct sv base_url)
{
	char due[DATE_TEXT_MAX];
	add_line(s, "提醒：", sv_of(notice_kind_label(n->kind)));
	add_line(s, "机关：", n->unit_name);
	add_line(s, "编号：", n->number);
	add_line(s, "标题：", n->title);
	if (n->due.year)
		add_line(s, "期限：", sv_of(date_print(n->due, due)));
	bool daily = n->kind == NOTICE_SOON || n->kind == NOTICE_OVERDUE || n->kind == NOTICE_UNKNOWN;
	if (daily && n->unsure)
		str_addf(s, "\n还没有%d年的工作日历，分不清哪天休息，所以今天也提醒。\n", n->day.year);
	if (n->kind == NOTICE_UNKNOWN)
		str_addz(s, "\n请管理员导入国务院办公厅公布的放假安排，期限会重新计算。\n");
	if (base_url.n)
		str_addf(s, "\n办理：%.*s/desk/requests/%.*s\n", SV_ARG(base_url), SV_ARG(n->public_id));
}

static void add_applicant(struct str *s, const struct notice *n, struct sv base_url)
{
	str_addf(s, "您好：\n\n您向%.*s提交的政府信息公开申请已经答复。\n\n", SV_ARG(n->unit_name));
	add_line(s, "编号：", n->number);
	str_addz(s, "\n请凭编号和提交时得到的查询码查看办理情况，下载答复文书。\n");
	if (base_url.n)
		str_addf(s, "\n查询：%.*s/follow\n", SV_ARG(base_url));
}

struct notice_words notice_words(const struct notice *n, struct sv base_url, struct arena *a)
{
	bool applicant = notice_is_for_applicant(n->kind);
	struct notice_words w;
	struct str s;
	str_init(&s, a, 65536);
	w.subject = applicant ? SV("您的政府信息公开申请已经答复") :
		sv_fmt(a, "%s（%.*s）", notice_kind_label(n->kind), SV_ARG(n->number));
	if (applicant)
		add_applicant(&s, n, base_url);
	else
		add_office(&s, n, base_url);
	str_addz(&s, "\n本邮件由政府信息公开系统自动发出，请勿回复。\n");
	w.body = str_sv(&s);
	return w;
}
