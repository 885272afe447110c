#include "law/clock.h"

#include <string.h>

struct said {
	const char *why, *article;
};

static struct said of_pause(enum consulted by)
{
	static const struct said said[CONSULT__MAX] = {
		[CONSULT_THIRD_PARTY] = { "征求第三方意见期间，不计入", "条例第32条、第33条第3款" },
		[CONSULT_CO_AUTHOR] = { "征求共同制作机关意见期间，不计入", "条例第33条第3款、第34条" },
		[CONSULT_OTHER_ORGAN] = { "征求其他机关意见期间，不计入", "条例第33条第3款" },
	};
	return said[by];
}

static struct said of_kind(enum day_kind kind)
{
	static const struct said said[] = {
		[DAY_UNKNOWN] = { "这一年的节假日安排还没有，不能判断是不是工作日", "国务院办公厅节假日安排通知" },
		[DAY_WORK] = { "工作日", "条例第33条第2款" },
		[DAY_MAKE_UP] = { "调休上班，是工作日", "国务院办公厅节假日安排通知" },
		[DAY_WEEKEND] = { "周末", "条例第33条第2款" },
		[DAY_HOLIDAY] = { "放假", "国务院办公厅节假日安排通知" },
	};
	return said[kind];
}

static struct said of_first_day(enum clock_event_kind cause)
{
	if (cause == CLOCK_CORRECTED)
		return (struct said){ "收到补正的当日，不计入；从次日起重新计算", "条例第30条" };
	if (cause == CLOCK_FEE_PAID)
		return (struct said){ "缴费的当日，不计入；从次日起重新计算（本系统的缺省口径）",
			"国办函〔2020〕109号" };
	return (struct said){ "收到申请的当日，不计入", "条例第31条；行诉解释第48条" };
}

static struct said of_earlier(enum clock_event_kind cause)
{
	if (cause == CLOCK_FEE_PAID)
		return (struct said){ "缴费前的日子，缴费后重新计算，不计入", "国办函〔2020〕109号" };
	return (struct said){ "补正前的日子，补正后重新计算，不计入", "条例第30条" };
}

static struct said of_waiting(enum clock_event_kind cause)
{
	if (cause == CLOCK_FEE_ASKED)
		return (struct said){ "等待申请人缴费，不计入", "国办函〔2020〕109号" };
	return (struct said){ "等待申请人补正，不计入", "条例第30条" };
}

static const struct clock_pause *pause_on(const struct clock_result *r, int64_t day)
{
	for (size_t i = 0; i < r->n_pauses; i++)
		if (day > r->pauses[i].from && (r->pauses[i].open || day <= r->pauses[i].to))
			return &r->pauses[i];
	return NULL;
}

static struct clock_day explain_day(const struct calendar *c, const struct clock_result *r,
	int64_t day, int *number)
{
	struct clock_day d = { .day = day };
	const struct clock_pause *p = pause_on(r, day);
	enum day_kind kind = calendar_kind(c, day);
	struct said said;
	if (day < r->run_from) {
		said = of_earlier(r->run_cause);
	} else if (day == r->run_from) {
		said = of_first_day(r->run_cause);
	} else if (!r->runs && day > r->stopped_on) {
		said = of_waiting(r->stop_cause);
	} else if (p) {
		said = of_pause(p->by);
	} else {
		said = of_kind(kind);
		d.counted = calendar_is_worked(kind);
		d.number = d.counted ? ++*number : 0;
	}
	d.why = said.why;
	d.article = said.article;
	return d;
}

enum { EXPLAIN_DAYS_MAX = 20000 };

int clock_explain(const struct calendar *c, const struct clock_input *in,
	const struct clock_result *r, struct arena *a, struct clock_day **ret, size_t *ret_n,
	struct err *err)
{
	*ret = NULL;
	*ret_n = 0;
	if (r->first_received.state != CLOCK_KNOWN)
		return E_OK;
	int64_t to = r->last_event > in->today ? r->last_event : in->today;
	if (r->reply_due.state == CLOCK_KNOWN)
		to = r->reply_due.day;
	else if (r->replied.state == CLOCK_KNOWN)
		to = r->replied.day;
	int64_t from = r->first_received.day;
	if (to < from)
		to = from;
	if (to - from >= EXPLAIN_DAYS_MAX)
		return err_set(err, E_LIMIT, "这些日期相隔太久（超过%d天），请核对年份。", EXPLAIN_DAYS_MAX);
	struct clock_day *days = arena_array(a, (size_t)(to - from + 1), sizeof *days);
	if (!days)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	int number = 0;
	for (int64_t day = from; day <= to; day++)
		days[(*ret_n)++] = explain_day(c, r, day, &number);
	*ret = days;
	return E_OK;
}
