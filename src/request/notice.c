/* Notices: written down, looked for every day, listed. */
#include "request/notice_sql.h"

#include "base/auto.h"
#include "request/query.h"
#include "request/request_int.h"

#include <assert.h>

static const struct {
	const char *key, *label;
	bool for_applicant;
} kinds[NOTICE_KIND__MAX] = {
	[NOTICE_NEW] = { "new", "收到新的申请", false },
	[NOTICE_TRANSFERRED] = { "transferred", "收到转来的申请", false },
	[NOTICE_CORRECTED] = { "corrected", "申请人已经补正", false },
	[NOTICE_CONSULT_BACK] = { "consult_back", "收到被征求意见一方的答复", false },
	[NOTICE_SOON] = { "soon", "期限将到", false },
	[NOTICE_OVERDUE] = { "overdue", "期限已过", false },
	[NOTICE_UNKNOWN] = { "unknown", "期限算不出来：没有那一年的工作日历", false },
	[NOTICE_ANSWERED] = { "answered", "申请已经答复", true },
};

static const struct {
	const char *key, *label;
} states[NOTICE_STATE__MAX] = {
	[NOTICE_WAITING] = { "waiting", "待发送" },
	[NOTICE_SENDING] = { "sending", "正在发送" },
	[NOTICE_SENT] = { "sent", "已发送" },
	[NOTICE_FAILED] = { "failed", "没有发出" },
};

const char *notice_kind_key(enum notice_kind k)
{
	return kinds[k].key;
}

const char *notice_kind_label(enum notice_kind k)
{
	return kinds[k].label;
}

enum notice_kind notice_kind_of_key(struct sv key)
{
	int k = 0;
	while (k < NOTICE_KIND__MAX && !sv_eq(key, sv_of(kinds[k].key)))
		k++;
	return (enum notice_kind)k;
}

const char *notice_state_key(enum notice_state s)
{
	return states[s].key;
}

const char *notice_state_label(enum notice_state s)
{
	return states[s].label;
}

bool notice_is_for_applicant(enum notice_kind k)
{
	return kinds[k].for_applicant;
}

/* ---- writing them down ------------------------------------------------------------------------- */

int notice_add(const struct request_env *env, int64_t request, int64_t unit, enum notice_kind kind,
	struct date due, struct err *err)
{
	char day[DATE_TEXT_MAX], due_text[DATE_TEXT_MAX];
	struct query q;
	assert(tx_is_open(env->db));
	query_start(&q, env->db, &notice_sql_add);
	query_int(&q, request);
	query_int(&q, unit);
	query_text(&q, sv_of(kinds[kind].key));
	query_text(&q, kinds[kind].for_applicant ? SV("applicant") : SV("office"));
	query_text(&q, request_date_text(env->today, day));
	query_text(&q, request_date_text(due, due_text));
	query_int(&q, env->act->now);
	return query_end(&q, err);
}

/** Has the applicant given an address? The program reads; it is nobody's look. */
static int has_address(const struct request_env *env, const struct request *r, bool *ret,
	struct err *err)
{
	AUTO(arena_done) struct arena a;
	static const struct account program = { .role = ROLE_PUBLIC };
	struct request_env inner = *env;
	struct request_inside inside;
	arena_init(&a, 4 << 20);
	inner.who = &program;
	int rc = request_open(&inner, r, SV(""), &a, &inside, err);
	*ret = !rc && inside.applicant.email.n > 0;
	return rc;
}

/* What a clerk does himself nobody has to tell his office. */
int notice_of_step(const struct request_env *env, const struct notice_cause *c, struct err *err)
{
	enum notice_kind kind = NOTICE_KIND__MAX;
	bool outside = env->who->role == ROLE_PUBLIC, there = false;
	if (c->event == REQUEST_CORRECT && outside)
		kind = NOTICE_CORRECTED;
	else if (c->event == REQUEST_CONSULT_BACK && outside)
		kind = NOTICE_CONSULT_BACK;
	else if (c->event == REQUEST_TRANSFER)
		kind = NOTICE_TRANSFERRED;
	if ((c->event == REQUEST_SERVE || c->event == REQUEST_FOLLOW) && sv_eq(c->service, SV("electronic"))) {
		int rc = has_address(env, c->request, &there, err);
		if (rc)
			return rc;
		kind = there ? NOTICE_ANSWERED : kind;
	}
	return kind == NOTICE_KIND__MAX ? E_OK :
		notice_add(env, c->request->id, c->unit, kind, c->due, err);
}

/* Days that cannot be told for want of a calendar are then taken as they come. */
static struct date last_soon_day(const struct request_env *env)
{
	int64_t today = date_to_day(env->today), soon, unknown;
	if (!calendar_after(env->calendar, today, REQUEST_SOON, &soon, &unknown))
		soon = today + REQUEST_SOON;
	return date_of_day(soon);
}

bool notice_reminds(const struct calendar *c, struct date today)
{
	enum day_kind k = calendar_kind(c, date_to_day(today));
	return k == DAY_UNKNOWN || calendar_is_worked(k);
}

/** Rows of today. @param ret  how many */
static int remind(const struct request_env *env, int64_t *ret, struct err *err)
{
	char today[DATE_TEXT_MAX], soon[DATE_TEXT_MAX];
	struct query q;
	query_start(&q, env->db, &notice_sql_daily);
	query_text(&q, request_date_text(env->today, today));
	query_text(&q, request_date_text(last_soon_day(env), soon));
	query_int(&q, env->act->now);
	int rc = query_end(&q, err);
	*ret = rc ? 0 : query_changes(&q);
	return rc;
}

int notice_daily_tx(const struct request_env *env, int64_t *ret, struct err *err)
{
	struct query q;
	int64_t made = 0;
	assert(tx_is_open(env->db));
	int rc = notice_reminds(env->calendar, env->today) ? remind(env, &made, err) : E_OK;
	if (ret)
		*ret = made;
	if (rc)
		return rc;
	query_start(&q, env->db, &notice_sql_forget);
	query_int(&q, env->act->now - NOTICE_KEPT);
	return query_end(&q, err);
}

int notice_daily(const struct request_env *env, int64_t *ret, struct err *err)
{
	int rc = tx_begin_write(env->db, __func__, err);
	if (!rc)
		rc = notice_daily_tx(env, ret, err);
	if (!rc)
		rc = tx_commit(env->db, err);
	tx_rollback(env->db);
	return rc;
}

/* ---- reading them ------------------------------------------------------------------------------ */

static enum notice_state state_of_key(struct sv key)
{
	int s = 0;
	while (s < NOTICE_STATE__MAX - 1 && !sv_eq(key, sv_of(states[s].key)))
		s++;
	return (enum notice_state)s;
}

static void take(const struct request_env *env, struct query *q, struct arena *a, struct notice *ret)
{
	*ret = (struct notice){ .id = query_get_int(q, 0), .request = query_get_int(q, 1),
		.unit = query_get_int(q, 2), .kind = notice_kind_of_key(query_get_text(q, 3)),
		.state = state_of_key(query_get_text(q, 4)),
		.day = request_date_of(query_get_text(q, 5)),
		.due = request_date_of(query_get_text(q, 6)), .attempts = (int)query_get_int(q, 7),
		.made = query_get_int(q, 8), .done = query_get_int(q, 9), .why = query_copy(q, 10, a),
		.public_id = query_copy(q, 11, a), .number = query_copy(q, 12, a),
		.title = query_copy(q, 13, a), .unit_name = query_copy(q, 14, a),
		.request_state = request_state_of_key(query_get_text(q, 15)) };
	ret->unsure = calendar_kind(env->calendar, date_to_day(ret->day)) == DAY_UNKNOWN;
}

static int take_list(const struct request_env *env, struct query *q, size_t max, struct arena *a,
	struct notice **ret, size_t *ret_n, struct err *err)
{
	struct notice *list = arena_array(a, max + 1, sizeof *list);
	size_t n = 0;
	while (list && n < max && query_row(q)) {
		take(env, q, a, &list[n]);
		/* Of a newer program: not ours to send or to name. */
		n += list[n].kind != NOTICE_KIND__MAX;
	}
	int rc = query_end(q, err);
	*ret = list;
	*ret_n = n;
	return rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}

int notice_list(const struct request_env *env, int64_t unit, size_t max, struct arena *a,
	struct notice **ret, size_t *ret_n, struct err *err)
{
	char today[DATE_TEXT_MAX];
	struct query q;
	bool covers;
	int rc = account_covers(env->db, env->who, unit, &covers, err);
	if (!rc && !covers)
		rc = err_set(err, E_FORBIDDEN, "您的账号不管这个机关，看不到它的提醒。");
	if (rc)
		return rc;
	query_start(&q, env->db, &notice_sql_list);
	query_int(&q, unit);
	query_text(&q, request_date_text(env->today, today));
	query_int(&q, (int64_t)max);
	return take_list(env, &q, max, a, ret, ret_n, err);
}

int notice_ready(const struct request_env *env, size_t max, struct arena *a, struct notice **ret,
	size_t *ret_n, struct err *err)
{
	struct query q;
	query_start(&q, env->db, &notice_sql_ready);
	query_int(&q, env->act->now);
	query_int(&q, env->act->now - NOTICE_CLAIM);
	query_int(&q, (int64_t)max);
	return take_list(env, &q, max, a, ret, ret_n, err);
}
