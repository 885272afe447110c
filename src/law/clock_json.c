#include "law/clock_json.h"

#include <jansson.h>
#include <stdlib.h>

static int bad(struct err *err, size_t event, const char *what)
{
	return event == 0 ? err_set(err, E_FORMAT, "%s", what)
		: err_set(err, E_FORMAT, "第%zu件事：%s", event, what);
}

/** A member that is a date. */
static bool get_day(const json_t *object, const char *key, int64_t *ret)
{
	const json_t *value = json_object_get(object, key);
	struct date d;
	if (!json_is_string(value)
		|| !date_parse((struct sv){ json_string_value(value), json_string_length(value) }, &d))
		return false;
	*ret = date_to_day(d);
	return true;
}

static struct sv get_text(const json_t *object, const char *key)
{
	return sv_of(json_string_value(json_object_get(object, key)));
}

static int read_event(const json_t *object, size_t number, struct clock_event *e, struct err *err)
{
	if (!json_is_object(object))
		return bad(err, number, "要写成{\"date\":…,\"event\":…}的样子。");
	if (!get_day(object, "date", &e->day))
		return bad(err, number, "date要是真实存在的日期，写成2024-02-05的样子。");
	e->kind = clock_event_of_key(get_text(object, "event"));
	if (e->kind == CLOCK_EVENT__MAX)
		return bad(err, number, "event不认识；可写submitted、confirmed、correction_asked、corrected、"
			"consult_sent、consult_back、extended、fee_asked、fee_paid、replied。");
	if (e->kind == CLOCK_CONSULT_SENT || e->kind == CLOCK_CONSULT_BACK) {
		e->to = consulted_of_key(get_text(object, "to"));
		if (e->to == CONSULT__MAX)
			return bad(err, number, "征求意见要写to：third_party、co_author或other_organ。");
	}
	if (e->kind == CLOCK_EXTENDED) {
		const json_t *days = json_object_get(object, "workdays");
		if (!json_is_integer(days) || json_integer_value(days) < 0
			|| json_integer_value(days) > 10000)
			return bad(err, number, "延期要写workdays：延长几个工作日。");
		e->workdays = (int)json_integer_value(days);
	}
	return E_OK;
}

static int read_events(const json_t *list, struct arena *a, struct clock_input *ret,
	struct err *err)
{
	size_t n = json_array_size(list);
	if (!json_is_array(list) || n == 0 || n > CLOCK_EVENTS_MAX)
		return err_set(err, E_FORMAT, "events要列出1到%d件事。", CLOCK_EVENTS_MAX);
	struct clock_event *events = arena_array(a, n, sizeof *events);
	if (!events)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < n; i++) {
		int rc = read_event(json_array_get(list, i), i + 1, &events[i], err);
		if (rc)
			return rc;
	}
	ret->events = events;
	ret->n = n;
	return E_OK;
}

static int read_root(const json_t *root, struct arena *a, struct clock_input *ret,
	bool *ret_has_today, struct err *err)
{
	if (!json_is_object(root))
		return bad(err, 0, "最外层要是一个JSON对象，里面有channel和events。");
	ret->channel = channel_of_key(get_text(root, "channel"));
	if (ret->channel == CHANNEL__MAX)
		return bad(err, 0, "channel要写counter、post_signed、post_ordinary、web、fax、email或oral。");
	const json_t *today = json_object_get(root, "today");
	*ret_has_today = today && !json_is_null(today);
	if (*ret_has_today && !get_day(root, "today", &ret->today))
		return bad(err, 0, "today要是真实存在的日期，写成2024-02-05的样子；也可以不写。");
	return read_events(json_object_get(root, "events"), a, ret, err);
}

int clock_json_read(struct sv json, struct arena *a, struct clock_input *ret,
	bool *ret_has_today, struct err *err)
{
	if (json.n > CLOCK_JSON_MAX)
		return err_set(err, E_LIMIT, "内容太长，最多%d字节。", CLOCK_JSON_MAX);
	json_error_t why;
	json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &why);
	if (!root)
		return err_set(err, E_FORMAT, "不是合格的JSON，问题在第%d行。", why.line);
	*ret = (struct clock_input){ 0 };
	int rc = read_root(root, a, ret, ret_has_today, err);
	json_decref(root);
	return rc;
}

static json_t *day_json(int64_t day)
{
	char text[DATE_TEXT_MAX];
	return json_string(date_print(date_of_day(day), text));
}

static void set_date(json_t *object, const char *key, struct clock_date d)
{
	json_object_set_new(object, key, d.state == CLOCK_KNOWN ? day_json(d.day) : json_null());
}

static void set_days(json_t *object, const char *key, bool known, int n)
{
	json_object_set_new(object, key, known ? json_integer(n) : json_null());
}

static json_t *explanation(const struct clock_day *days, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *d = json_object();
		json_object_set_new(d, "date", day_json(days[i].day));
		json_object_set_new(d, "counted", json_boolean(days[i].counted));
		json_object_set_new(d, "why", json_string(days[i].why));
		json_object_set_new(d, "article", json_string(days[i].article));
		json_array_append_new(list, d);
	}
	return list;
}

static json_t *refusals(const struct clock_input *in, const struct clock_result *r)
{
	json_t *list = json_array();
	for (size_t i = 0; i < r->n_refused; i++) {
		const struct clock_refusal *x = &r->refused[i];
		json_t *o = json_object();
		json_object_set_new(o, "date", day_json(in->events[x->event].day));
		json_object_set_new(o, "event", json_string(clock_event_key(in->events[x->event].kind)));
		json_object_set_new(o, "why", json_string(x->why));
		json_object_set_new(o, "article", json_string(x->article));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *answer(const struct clock_input *in, const struct clock_result *r,
	const struct clock_day *days, size_t n_days)
{
	json_t *o = json_object(), *years = json_array();
	set_date(o, "received_on", r->received);
	set_date(o, "correction_due", r->correction_due);
	set_date(o, "reply_due", r->reply_due);
	set_date(o, "consult_due", r->consult_due);
	set_date(o, "fee_due", r->fee_due);
	json_object_set_new(o, "state", json_string(clock_state_key(r->state)));
	set_days(o, "workdays_used", r->used_known, r->used);
	set_days(o, "workdays_left", r->left_known, r->left);
	for (size_t i = 0; i < r->n_unknown_years; i++)
		json_array_append_new(years, json_integer(r->unknown_years[i]));
	json_object_set_new(o, "unknown_calendar_years", years);
	json_object_set_new(o, "explanation", explanation(days, n_days));
	set_date(o, "first_received_on", r->first_received);
	json_object_set_new(o, "refused", refusals(in, r));
	return o;
}

int clock_json_print(const struct calendar *c, const struct clock_input *in,
	const struct clock_result *r, struct arena *a, struct sv *ret, struct err *err)
{
	struct clock_day *days;
	size_t n;
	int rc = clock_explain(c, in, r, a, &days, &n, err);
	if (rc)
		return rc;
	json_t *root = answer(in, r, days, n);
	char *text = json_dumps(root, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
	json_decref(root);
	*ret = text ? sv_fmt(a, "%s\n", text) : (struct sv){ "", 0 };
	free(text);
	return ret->n ? E_OK : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}
