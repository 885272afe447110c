#include "web/desk_request.h"

#include <inttypes.h>
#include <string.h>

int desk_no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

struct request_env desk_env(struct visit *v)
{
	return (struct request_env){ .db = v->db, .calendar = v->site->calendar,
		.rules = v->site->clock_rules, .master = v->site->master, .who = &v->session.account,
		.act = &v->act, .today = visit_today(v) };
}

int desk_request_of(struct visit *v, struct request *ret, struct err *err)
{
	struct request_env env = desk_env(v);
	int rc = request_by_public_id(&env, visit_text(v, "id"), v->arena, ret, err);
	/* Somebody else's is not told apart from none. */
	if (rc == E_NOT_FOUND || rc == E_FORBIDDEN)
		return err_set(err, E_NOT_FOUND, "没有这件申请，或者不归您管。");
	return rc;
}

struct sv desk_request_url(struct visit *v, const struct request *r)
{
	return visit_url(v, "/desk/requests/%.*s", SV_ARG(r->public_id));
}

bool desk_may(const struct visit *v, enum request_state from, enum request_event event)
{
	return request_step_of(from, event, visit_role(v));
}

bool desk_is_his(int rc)
{
	return rc == E_FORMAT || rc == E_EXISTS || rc == E_MANY || rc == E_USAGE || rc == E_STALE
		|| rc == E_LIMIT || rc == E_FORBIDDEN;
}

int desk_unit_of(struct visit *v, struct unit *ret, struct err *err)
{
	struct sv id = visit_text(v, "unit");
	bool covers = false;
	*ret = (struct unit){ .name = SV("全部机关") };
	if (!id.n)
		return role_is_of_office(visit_role(v))
			? unit_get(v->db, desk_scope(v), v->arena, ret, err) : E_OK;
	int rc = unit_by_public_id(v->db, id, v->arena, ret, err);
	if (!rc)
		rc = account_covers(v->db, &v->session.account, ret->id, &covers, err);
	if (!rc && !covers)
		rc = E_NOT_FOUND;
	return rc == E_NOT_FOUND ? err_set(err, E_NOT_FOUND, "没有这个机关，或者不归您管。") : rc;
}

/* ── Words ─────────────────────────────────────────────────────────────────────────────────── */

struct sv desk_date(struct visit *v, struct date d)
{
	char text[DATE_TEXT_MAX];
	return d.year ? sv_dup(v->arena, sv_of(date_print(d, text))) : SV("");
}

struct view_tag desk_request_tag(enum request_state s)
{
	static const struct sv colours[REQUEST_STATE__MAX] = {
		[REQUEST_NONE] = SV_INIT("grey"), [REQUEST_SUBMITTED] = SV_INIT("yellow"),
		[REQUEST_REGISTERED] = SV_INIT("blue"), [REQUEST_CORRECTING] = SV_INIT("grey"),
		[REQUEST_HANDLING] = SV_INIT("blue"), [REQUEST_CONSULTING] = SV_INIT("grey"),
		[REQUEST_AWAITING_FEE] = SV_INIT("grey"), [REQUEST_DRAFTED] = SV_INIT("turquoise"),
		[REQUEST_REVIEWED] = SV_INIT("turquoise"), [REQUEST_SIGNED] = SV_INIT("turquoise"),
		[REQUEST_REPLIED] = SV_INIT("green"), [REQUEST_CLOSED] = SV_INIT("green"),
		[REQUEST_MERGED] = SV_INIT("grey"), [REQUEST_ARCHIVED] = SV_INIT("green"),
	};
	return (struct view_tag){ sv_of(request_state_label(s)), colours[s] };
}

struct view_tag desk_urgency(struct visit *v, const struct request *r)
{
	int64_t today = date_to_day(visit_today(v)), unknown;
	int days;
	if (!request_state_is_open(r->state))
		return (struct view_tag){ SV(""), SV("") };
	if (r->due_unknown)
		return (struct view_tag){ SV("期限待定：缺工作日历"), SV("purple") };
	if (!r->due.year)
		return (struct view_tag){ SV(""), SV("") };
	int64_t due = date_to_day(r->due);
	if (due < today) {
		bool known = calendar_between(v->site->calendar, due, today, &days, &unknown) && days > 0;
		return (struct view_tag){ known ? sv_fmt(v->arena, "逾期 %d 个工作日", days) : SV("已逾期"),
			SV("red") };
	}
	if (due == today)
		return (struct view_tag){ SV("今天到期"), SV("yellow") };
	if (!calendar_between(v->site->calendar, today, due, &days, &unknown))
		return (struct view_tag){ SV("期限待定：缺工作日历"), SV("purple") };
	return (struct view_tag){ sv_fmt(v->arena, "还剩 %d 个工作日", days),
		days <= REQUEST_SOON ? SV("yellow") : SV("grey") };
}

struct sv desk_waiting_for(struct visit *v, const struct request *r, struct sv handler)
{
	static const char *const words[REQUEST_STATE__MAX] = {
		[REQUEST_SUBMITTED] = "等双方确认", [REQUEST_REGISTERED] = "等分办",
		[REQUEST_CORRECTING] = "等申请人补正", [REQUEST_CONSULTING] = "等被征求方答复",
		[REQUEST_AWAITING_FEE] = "等申请人缴费", [REQUEST_DRAFTED] = "等审核",
		[REQUEST_REVIEWED] = "等签发", [REQUEST_SIGNED] = "等送达", [REQUEST_MERGED] = "随并案答复",
	};
	if (r->state == REQUEST_HANDLING)
		return handler.n ? sv_fmt(v->arena, "等%.*s办理", SV_ARG(handler)) : SV("等承办人办理");
	return sv_of(words[r->state]);
}

int desk_person(struct visit *v, int64_t account, struct sv *ret, struct err *err)
{
	struct account who;
	*ret = SV("");
	int rc = account ? account_get(v->db, account, v->arena, &who, err) : E_OK;
	if (!rc && account)
		*ret = who.name;
	return rc;
}

void desk_csv_row(struct str *out, const struct sv *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct sv s = cells[i];
		str_addz(out, s.n && strchr("=+-@", s.p[0]) ? "\"'" : "\"");
		for (size_t k = 0; k < s.n; k++) {
			if (s.p[k] == '"')
				str_addc(out, '"');
			str_addc(out, s.p[k]);
		}
		str_addz(out, i + 1 < n ? "\"," : "\"\r\n");
	}
}

/* ── Lists ─────────────────────────────────────────────────────────────────────────────────── */

int desk_request_rows(struct visit *v, const struct request *r, size_t n,
	const struct view_request_row **ret, struct err *err)
{
	struct view_request_row *rows = arena_array(v->arena, n + 1, sizeof *rows);
	if (!rows)
		return desk_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		struct view_request_row *row = &rows[i];
		size_t k = 0;
		while (k < i && r[k].handler != r[i].handler)
			k++;
		struct sv handler = k < i ? rows[k].handler : SV("");
		int rc = k < i ? E_OK : desk_person(v, r[i].handler, &handler, err);
		if (rc)
			return rc;
		*row = (struct view_request_row){ .number = r[i].number, .url = desk_request_url(v, &r[i]),
			.title = r[i].title, .unit = r[i].unit_name,
			.kind = sv_of(applicant_kind_label(r[i].applicant_kind)),
			.channel = sv_of(channel_label(r[i].channel)), .handler = handler,
			.waiting = desk_waiting_for(v, &r[i], handler), .due = desk_date(v, r[i].due),
			.submitted = desk_date(v, r[i].submitted_on), .closed = desk_date(v, r[i].closed_on),
			.state = desk_request_tag(r[i].state), .urgency = desk_urgency(v, &r[i]),
			.pick = sv_fmt(v->arena, "%.*s.%s.%d", SV_ARG(r[i].public_id),
				request_state_key(r[i].state), r[i].n_events),
			.can_pick = desk_may(v, r[i].state, REQUEST_ASSIGN)
				|| desk_may(v, r[i].state, REQUEST_CONFIRM) };
	}
	*ret = rows;
	return E_OK;
}

int desk_people(struct visit *v, int64_t unit, int64_t chosen, struct sv first,
	const struct view_option **ret, size_t *ret_n, struct err *err)
{
	struct account *list;
	size_t n;
	int rc = account_of_office(v->db, unit, v->arena, &list, &n, err);
	struct view_option *options = rc ? NULL : arena_array(v->arena, n + 1, sizeof *options);
	*ret_n = 0;
	if (rc || !options)
		return rc ? rc : desk_no_memory(err);
	if (first.n)
		options[(*ret_n)++] = (struct view_option){ SV(""), first, !chosen };
	for (size_t i = 0; i < n; i++)
		options[(*ret_n)++] = (struct view_option){ sv_fmt(v->arena, "%" PRId64, list[i].id),
			sv_fmt(v->arena, "%.*s（%s）", SV_ARG(list[i].name), role_label(list[i].role)),
			list[i].id == chosen };
	*ret = options;
	return E_OK;
}
