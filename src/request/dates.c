/* The clock of a request, from its history: what its row keeps of it, and what is shown. */
#include "request/request_int.h"

#include "base/auto.h"
#include "law/fee.h"

#include <stdio.h>

static struct date known(struct clock_date d)
{
	return d.state == CLOCK_KNOWN ? date_of_day(d.day) : (struct date){ 0 };
}

/** The n-th working day after a day; {0} when a calendar is missing, and of which year. */
static struct date workday(const struct request_env *env, struct date from, int n,
	int *ret_missing)
{
	int64_t day, unknown = 0;
	if (!from.year)
		return (struct date){ 0 };
	if (calendar_after(env->calendar, date_to_day(from), n, &day, &unknown))
		return date_of_day(day);
	*ret_missing = date_of_day(unknown).year;
	return (struct date){ 0 };
}

int request_no_calendar(int year, const char *what, const char *field, struct err *err)
{
	err_set(err, E_USAGE, "%s算不出来：还没有%d年的工作日历。请管理员在“日历”页面导入国务院办公厅的"
		"放假通知（命令：gongkai calendar import），然后再办；日期不能估计。", what, year);
	if (err)
		snprintf(err->field, sizeof err->field, "%s", field);
	return E_USAGE;
}

/** An open consultation: when the one asked has to answer. Another organ has no limit in law; after as many
    days the office asks again. */
static struct date consultation_due(const struct request_env *env,
	const struct request_standing *s, int *ret_missing)
{
	return workday(env, s->consult_from, env->rules->consult, ret_missing);
}

/*
 * What has to happen next, and by when. A request that was not confirmed yet has no receipt in law; the cautious day
 * is the one that would hold had it been received when it was sent (广东指导案例: the platform is the organ's).
 */
static struct date next_due(const struct request_env *env, const struct request_standing *s,
	const struct clock_result *c, int *ret_missing)
{
	switch (s->state) {
	case REQUEST_SUBMITTED:
		return workday(env, s->submitted_on, env->rules->reply, ret_missing);
	case REQUEST_CORRECTING:
		return s->limit;
	case REQUEST_AWAITING_FEE:
		return s->reopened ? s->until : known(c->fee_due);
	case REQUEST_CONSULTING:
		return consultation_due(env, s, ret_missing);
	default:
		return s->until.year ? s->until : known(c->reply_due);
	}
}

static int set_clock(const struct request_env *env, enum channel channel,
	const struct request_standing *s, struct clock_input *in, struct clock_result *ret,
	struct err *err)
{
	*in = (struct clock_input){ .channel = channel, .events = s->clock, .n = s->n_clock,
		.today = date_to_day(env->today) };
	return clock_set(env->calendar, env->rules, in, ret, err);
}

int request_dates_of(const struct request_env *env, const struct request *r,
	const struct request_standing *s, struct arena *a, struct request_dates *ret, struct err *err)
{
	struct clock_input in;
	struct clock_result *c = arena_alloc(a, sizeof *c);
	if (!c)
		return request_no_memory(err);
	int rc = set_clock(env, r->channel, s, &in, c, err);
	if (rc)
		return rc;
	*ret = (struct request_dates){ .received = known(c->received),
		.first_received = known(c->first_received) };
	if (!request_state_is_open(s->state))
		return E_OK;
	if (r->kind != REQUEST_DISCLOSURE) {
		ret->due = s->state == REQUEST_CORRECTING ? s->limit : s->until;
		return E_OK;
	}
	ret->due = next_due(env, s, c, &ret->unknown_year);
	ret->due_unknown = ret->due.year == 0;
	if (ret->due_unknown && !ret->unknown_year && c->n_unknown_years)
		ret->unknown_year = c->unknown_years[0];
	return E_OK;
}

int request_clock(const struct request_env *env, const struct request *r, struct arena *a,
	struct clock_result *ret, struct clock_input *ret_in, struct err *err)
{
	struct request_deed *deeds;
	size_t n;
	struct clock_input in;
	struct request_standing *s = arena_alloc(a, sizeof *s);
	if (!s)
		return request_no_memory(err);
	int rc = request_deeds(env->db, r->id, a, &deeds, &n, err);
	if (rc)
		return rc;
	request_fold(deeds, n, s);
	rc = set_clock(env, r->channel, s, &in, ret, err);
	if (!rc && ret_in)
		*ret_in = in;
	return rc;
}

/* By item the fee of a month is what its items cost together; the n-th one's share is what it adds. */
int64_t request_fee_amount(bool by_page, int64_t quantity)
{
	struct fee with, without;
	if (fee_of(by_page ? FEE_BY_PAGE : FEE_BY_ITEM, quantity, &with, NULL))
		return 0;
	if (by_page || quantity == 0 || fee_of(FEE_BY_ITEM, quantity - 1, &without, NULL))
		return with.amount;
	return with.amount - without.amount;
}

int request_fee_of(const struct request_env *env, const struct request *r, struct request_fee *ret,
	struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct request_deed *deeds;
	struct clock_result clock;
	size_t n;
	arena_init(&a, 4 << 20);
	*ret = (struct request_fee){ 0 };
	int rc = request_deeds(env->db, r->id, &a, &deeds, &n, err);
	for (size_t i = 0; !rc && i < n; i++) {
		if (deeds[i].undone)
			continue;
		if (deeds[i].event == REQUEST_PAY)
			ret->paid = deeds[i].day;
		if (deeds[i].event != REQUEST_ASK_FEE)
			continue;
		ret->by_page = sv_eq(deeds[i].word, SV("page"));
		ret->quantity = deeds[i].object;
		ret->asked = deeds[i].day;
		ret->amount = request_fee_amount(ret->by_page, ret->quantity);
	}
	if (rc || !ret->asked.year)
		return rc;
	rc = request_clock(env, r, &a, &clock, NULL, err);
	if (!rc)
		ret->due = known(clock.fee_due);
	return rc;
}

int request_month_count(const struct request_env *env, const struct request *r, int *ret,
	struct err *err)
{
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
	struct date day = r->first_received_on.year ? r->first_received_on : r->submitted_on;
	struct query q;
	query_start(&q, env->db, &request_sql_month_count);
	query_int(&q, r->applicant);
	query_text(&q, sv_of(date_print((struct date){ day.year, day.month, 1 }, from)));
	query_text(&q, sv_of(date_print((struct date){ day.year, day.month, 31 }, to)));
	query_int(&q, r->id);
	*ret = query_row(&q) ? (int)query_get_int(&q, 0) : 0;
	return query_end(&q, err);
}
