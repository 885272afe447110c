/* The statutory clock of a request in words and days. */
#include "web/desk_request_page.h"

#include <inttypes.h>

static struct sv day_text(struct visit *v, struct clock_date d)
{
	return d.state == CLOCK_KNOWN ? desk_date(v, date_of_day(d.day))
		: d.state == CLOCK_UNKNOWN ? SV("算不出（缺工作日历）") : SV("");
}

static void add(struct view_fact *list, size_t *n, const char *key, struct sv value)
{
	if (value.n)
		list[(*n)++] = (struct view_fact){ .key = sv_of(key), .value = value };
}

static int fill_facts(struct visit *v, const struct request *r, const struct clock_result *c,
	struct view_request_clock *ret, struct err *err)
{
	struct view_fact *list = arena_array(v->arena, 12, sizeof *list);
	size_t n = 0;
	if (!list)
		return desk_no_memory(err);
	add(list, &n, "提交", desk_date(v, r->submitted_on));
	add(list, &n, "收到申请之日", day_text(v, c->first_received));
	if (c->received.state != CLOCK_NONE && (c->received.state != c->first_received.state
		|| c->received.day != c->first_received.day))
		add(list, &n, "重新计算自", day_text(v, c->received));
	add(list, &n, "告知补正不晚于", day_text(v, c->correction_due));
	add(list, &n, "答复不晚于", day_text(v, c->reply_due));
	add(list, &n, "被征求方答复不晚于", day_text(v, c->consult_due));
	add(list, &n, "申请人缴费不晚于", day_text(v, c->fee_due));
	add(list, &n, "申请人补正、说明不晚于", desk_date(v, r->limit));
	add(list, &n, "确定的期限", desk_date(v, r->until));
	add(list, &n, "答复日", day_text(v, c->replied));
	if (c->extended)
		add(list, &n, "已延长", sv_fmt(v->arena, "%d 个工作日", c->extended));
	ret->facts = (struct view_facts){ list, n };
	return E_OK;
}

static void fill_warnings(struct visit *v, const struct clock_result *c,
	struct view_request_clock *ret)
{
	struct view_note *list = arena_array(v->arena, CLOCK_EVENTS_MAX + 4, sizeof *list);
	for (size_t i = 0; list && i < c->n_unknown_years; i++)
		list[ret->n_warnings++] = (struct view_note){ sv_fmt(v->arena, "还没有%d年的工作日历，落在这一年的日期算不出来。"
			"请管理员导入国务院办公厅的放假通知。", c->unknown_years[i]), SV("") };
	for (size_t i = 0; list && i < c->n_refused; i++)
		list[ret->n_warnings++] = (struct view_note){ sv_fmt(v->arena, "%s（%s）", c->refused[i].why,
			c->refused[i].article), SV("") };
	ret->warnings = list;
}

static int fill_days(struct visit *v, const struct clock_input *in, const struct clock_result *c,
	struct view_request_clock *ret, struct err *err)
{
	static const char *const weekdays[] = { "一", "二", "三", "四", "五", "六", "日" };
	struct clock_day *days;
	size_t n;
	int rc = clock_explain(v->site->calendar, in, c, v->arena, &days, &n, err);
	struct view_clock_day *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	if (rc || !list)
		return rc ? rc : desk_no_memory(err);
	for (size_t i = 0; i < n; i++)
		list[i] = (struct view_clock_day){ .day = sv_fmt(v->arena, "%.*s（%s）",
				SV_ARG(desk_date(v, date_of_day(days[i].day))), weekdays[date_weekday(days[i].day)]),
			.counted = days[i].counted, .number = days[i].counted
				? sv_fmt(v->arena, "第 %d 天", days[i].number) : SV("不计"),
			.why = sv_of(days[i].why), .article = sv_of(days[i].article) };
	ret->days = list;
	ret->n_days = n;
	return E_OK;
}

/** What the date is of, by where the request stands. */
static const char *due_label(const struct request *r)
{
	switch (r->state) {
	case REQUEST_CORRECTING:
		return "申请人补正不晚于";
	case REQUEST_CONSULTING:
		return "被征求方答复不晚于";
	case REQUEST_AWAITING_FEE:
		return "申请人缴费不晚于";
	case REQUEST_REGISTERED:
	default:
		return "答复不晚于";
	}
}

static const char *why_none(const struct request *r)
{
	switch (r->state) {
	case REQUEST_SUBMITTED:
		return "双方确认收到以后，答复期限才开始计算。";
	case REQUEST_CORRECTING:
		return "等申请人补正；补正以后，答复期限重新计算。";
	case REQUEST_CONSULTING:
		return "正在征求其他机关的意见，没有法定期限；期间不计入答复期限。";
	case REQUEST_MERGED:
		return "随并案的那一件一起答复。";
	default:
		return "";
	}
}

int desk_request_clock(struct visit *v, const struct request *r, struct view_request_clock *ret,
	struct err *err)
{
	struct request_env env = desk_env(v);
	struct clock_input in;
	struct clock_result *c = arena_alloc(v->arena, sizeof *c);
	if (!c)
		return desk_no_memory(err);
	int rc = request_clock(&env, r, v->arena, c, &in, err);
	if (rc)
		return rc;
	bool open = request_state_is_open(r->state);
	*ret = (struct view_request_clock){ .due = open ? desk_date(v, r->due) : SV(""),
		.due_label = sv_of(due_label(r)), .urgency = desk_urgency(v, r) };
	if (open && !ret->due.n && !r->due_unknown)
		ret->why_none = sv_of(why_none(r));
	if (r->kind != REQUEST_DISCLOSURE) {
		if (open && !ret->due.n)
			ret->why_none = SV("法律没有规定办理这一类事项的期限。");
		return E_OK;
	}
	ret->has_days = c->runs && c->used_known && !r->reopened;
	ret->used = sv_fmt(v->arena, "%d", c->used);
	ret->allowed = sv_fmt(v->arena, "%d", c->allowed);
	if (c->left_known && c->state != CLOCK_DONE)
		ret->left = c->left >= 0 ? sv_fmt(v->arena, "还剩 %d 个工作日", c->left)
			: sv_fmt(v->arena, "超过 %d 个工作日", -c->left);
	rc = fill_facts(v, r, c, ret, err);
	fill_warnings(v, c, ret);
	return rc ? rc : fill_days(v, &in, c, ret, err);
}
