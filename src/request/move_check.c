/* May a step be taken: by the table, by what was said with it, by the clock. */
#include "request/move_int.h"

#include "base/auto.h"
#include "base/utf8.h"

#include <stdio.h>

enum { REMARK_MAX = 12000 /* bytes */ };

static int wrong(struct err *err, const char *field, const char *why)
{
	err_set(err, E_USAGE, "%s", why);
	if (err)
		snprintf(err->field, sizeof err->field, "%s", field);
	return E_USAGE;
}

static bool is_one_of(struct sv key, const char *const *keys)
{
	for (; *keys; keys++)
		if (sv_eq(key, sv_of(*keys)))
			return true;
	return false;
}

/* ---- what has to be said ----------------------------------------------------------------------- */

static int check_party(struct request_change *c, struct err *err)
{
	static const char *const answers[] = { "agree", "object", "partly", NULL };
	const struct request_party *p = &c->move->party;
	if (c->step->event == REQUEST_CONSULT) {
		if (p->kind >= CONSULT__MAX)
			return wrong(err, "party", "请选择征求谁的意见：第三方、共同制作机关或者其他机关。");
		if (!sv_trim(p->name).n)
			return wrong(err, "party_name", "请写明征求谁的意见。");
		if (!sv_trim(p->shown).n)
			return wrong(err, "party_shown", "请写明拟公开的内容；申请人是谁不要写。");
		return E_OK;
	}
	if (c->step->event == REQUEST_CONSULT_BACK && !is_one_of(p->answer, answers))
		return wrong(err, "answer", "请选择对方的意见：同意公开、不同意公开或者部分同意。");
	/* Which of those that are open? */
	const struct request_deed *asked = NULL;
	int n = 0;
	for (size_t i = 0; i < c->n_deeds; i++) {
		const struct request_deed *d = &c->deeds[i];
		if (d->undone || d->event != REQUEST_CONSULT || (p->id && d->party_id != p->id))
			continue;
		bool open = true;
		for (size_t k = i + 1; k < c->n_deeds; k++)
			open = open && (c->deeds[k].undone || c->deeds[k].party_id != d->party_id);
		if (open) {
			asked = d;
			n++;
		}
	}
	if (n == 0)
		return wrong(err, "party", "没有在等这一方的意见。");
	if (n > 1)
		return wrong(err, "party", "征求了不止一方的意见，请选择是哪一方。");
	c->deed.party = asked->party;
	c->deed.party_id = asked->party_id;
	return E_OK;
}

static bool is_over(const struct request_env *env, struct date due)
{
	return due.year && date_to_day(env->today) > date_to_day(due);
}

/** When they should have answered, of the consultation the deed is about. */
static struct date party_due(struct request_change *c)
{
	int64_t day, unknown;
	for (size_t i = 0; i < c->n_deeds; i++) {
		const struct request_deed *d = &c->deeds[i];
		if (!d->undone && d->event == REQUEST_CONSULT && d->party_id == c->deed.party_id
			&& d->party != CONSULT_OTHER_ORGAN && calendar_after(c->env->calendar,
				date_to_day(d->day), c->env->rules->consult, &day, &unknown))
			return date_of_day(day);
	}
	return (struct date){ 0 };
}

static int check_overdue(struct request_change *c, struct err *err)
{
	if (c->step->event == REQUEST_CONSULT_SILENT) {
		struct date due = party_due(c);
		if (!due.year)
			return wrong(err, "party", "这一方的答复没有法定期限（或者缺少工作日历），不能按逾期处理。");
		return is_over(c->env, due) ? E_OK :
			wrong(err, "party", "对方的15个工作日还没有过，不能按逾期处理。");
	}
	struct date due = c->before.state == REQUEST_AWAITING_FEE ? c->request.due : c->before.limit;
	if (!due.year)
		return wrong(err, "day", "缺少这一年的工作日历，算不出期限，不能按逾期处理；请先导入日历。");
	return is_over(c->env, due) ? E_OK : wrong(err, "day", "申请人的期限还没有过，不能按逾期处理。");
}

static int check_other_request(struct request_change *c, struct err *err)
{
	struct request lead;
	int rc = request_load(c->env->db, c->move->other, &c->arena, &lead, err);
	if (rc)
		return rc;
	if (lead.id == c->request.id || lead.unit != c->request.unit)
		return wrong(err, "other", "只能并入本机关的另一件申请。");
	if (!request_state_is_open(lead.state) || lead.state == REQUEST_MERGED)
		return wrong(err, "other", "要并入的申请已经办结或者已经并案，请选择正在办理的那一件。");
	struct query q;
	query_start(&q, c->env->db, &request_sql_followers);
	query_int(&q, c->request.id);
	bool leads = query_row(&q);
	rc = query_end(&q, err);
	if (!rc && leads)
		rc = wrong(err, "other", "已有别的申请并入这一件，请先取消并案。");
	c->deed.object = lead.id;
	return rc;
}

static int check_handler(struct request_change *c, struct err *err)
{
	struct account a;
	int64_t id = c->move->handler ? c->move->handler : c->env->who->id;
	c->deed.object = id;
	if (id == c->env->who->id)
		return E_OK;
	int rc = account_get(c->env->db, id, &c->arena, &a, err);
	if (!rc && (a.disabled || a.unit != c->request.unit || !role_is_of_office(a.role)))
		rc = wrong(err, "handler", "请选择本机关在用的账号。");
	return rc;
}

static int check_unit(struct request_change *c, struct err *err)
{
	struct unit u;
	int rc = unit_get(c->env->db, c->move->unit, &c->arena, &u, err);
	if (!rc && (u.closed || u.id == c->request.unit))
		rc = wrong(err, "unit", "请选择另一个没有撤销的机关。");
	c->deed.object = c->move->unit;
	return rc;
}

static int check_until(struct request_change *c, struct err *err)
{
	struct date until = c->move->until;
	if (!until.year || !date_valid(until))
		return wrong(err, "until", "请写明到哪一天为止，例如 2026-03-16。");
	if (date_to_day(until) <= date_to_day(c->deed.day))
		return wrong(err, "until", "期限应当在这一步的日期以后。");
	c->deed.until = until;
	return E_OK;
}

static int check_fee(struct request_change *c, struct err *err)
{
	if (c->move->quantity < 1 || c->move->quantity > 100000)
		return wrong(err, "quantity", "请写明件数或者页数（1到100000）。");
	c->deed.object = c->move->quantity;
	c->deed.word = c->move->by_page ? SV("page") : SV("item");
	return E_OK;
}

static int check_items(struct request_change *c, struct err *err)
{
	for (size_t i = 0; i < c->n_deeds; i++)
		if (!c->deeds[i].undone && c->deeds[i].event == REQUEST_ASK_FEE)
			return wrong(err, "items", "已经通知缴费，不能再拆分；请先撤销收费通知。");
	if (c->move->n_items < 2 || c->move->n_items > 50)
		return wrong(err, "items", "请把申请拆成2到50项，每项一行。");
	for (size_t i = 0; i < c->move->n_items; i++)
		if (!sv_trim(c->move->items[i]).n || c->move->items[i].n > REQUEST_TITLE_MAX * 4)
			return wrong(err, "items", "每一项都要写明要什么信息，最多200个字。");
	return E_OK;
}

static int check_needs(struct request_change *c, struct err *err)
{
	static const char *const services[] = { "direct", "entrusted", "mail", "electronic", NULL };
	const struct request_move *m = c->move;
	unsigned needs = c->step->needs;
	if (needs & NEED_REMARK && !sv_trim(m->remark).n)
		return wrong(err, "remark", "请写明理由或者内容。");
	if (m->remark.n > REMARK_MAX || !utf8_valid(m->remark))
		return wrong(err, "remark", "说明太长（最多4000个字）或者有无法识别的字符。");
	if (needs & NEED_OTHER && c->env->who->id == c->before.drafter)
		return err_set(err, E_FORBIDDEN, "拟办的人不能审核、签发自己拟的答复，请由别人办理。");
	if (needs & NEED_WORKDAYS && (m->workdays < 1 || m->workdays > c->env->rules->extension_max))
		return wrong(err, "workdays", "延长的期限最短1个、最长20个工作日。");
	if (needs & NEED_SERVICE && !is_one_of(m->service, services))
		return wrong(err, "service", "请选择送达方式：直接送达、委托送达、邮寄或者电子送达。");
	c->deed.workdays = needs & NEED_WORKDAYS ? m->workdays : 0;
	if (needs & NEED_SERVICE)
		c->deed.word = m->service;
	static const struct {
		enum request_need need;
		int (*check)(struct request_change *c, struct err *err);
	} checks[] = { { NEED_UNTIL, check_until }, { NEED_PARTY, check_party }, { NEED_FEE, check_fee },
		{ NEED_REQUEST, check_other_request }, { NEED_UNIT, check_unit }, { NEED_ITEMS, check_items },
		{ NEED_OVERDUE, check_overdue }, { NEED_OUTCOME, request_check_outcome } };
	for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
		if (needs & checks[i].need) {
			int rc = checks[i].check(c, err);
			if (rc)
				return rc;
		}
	return E_OK;
}

/* ---- what the history and the clock say --------------------------------------------------------- */

/** Days do not run backwards, nor into the future. */
static int check_day(struct request_change *c, struct err *err)
{
	struct date day = c->move->day.year ? c->move->day : c->env->today, last = c->before.last_day;
	bool of_program = c->move->event == REQUEST_FOLLOW || c->move->event == REQUEST_UNMERGE;
	if (!date_valid(day) || date_to_day(day) > date_to_day(c->env->today))
		return wrong(err, "day", "日期不对：不能在今天以后。");
	if (last.year && date_to_day(day) < date_to_day(last)) {
		char text[DATE_TEXT_MAX];
		if (!of_program && c->move->event != REQUEST_NOTE) {
			err_set(err, E_USAGE, "日期不能早于上一步的日期（%s）。", date_print(last, text));
			if (err)
				snprintf(err->field, sizeof err->field, "day");
			return E_USAGE;
		}
		day = c->move->event == REQUEST_NOTE ? day : last;
	}
	c->deed.day = day;
	return E_OK;
}

/** Does the clock take the new event? */
static int check_clock(struct request_change *c, struct err *err)
{
	if (c->step->clock == CLOCK_EVENT__MAX || c->before.reopened)
		return E_OK;
	struct clock_result *r = arena_alloc(&c->arena, sizeof *r);
	if (!r)
		return request_no_memory(err);
	int rc = request_foresee(c, err);
	const struct clock_input in = { .channel = c->request.channel, .events = c->after.clock,
		.n = c->after.n_clock, .today = date_to_day(c->env->today) };
	if (!rc)
		rc = clock_set(c->env->calendar, c->env->rules, &in, r, err);
	for (size_t i = 0; !rc && i < r->n_refused; i++)
		if (r->refused[i].event + 1 == c->after.n_clock)
			rc = err_set(err, E_USAGE, "%s（%s）", r->refused[i].why, r->refused[i].article);
	return rc;
}

/** Which step is taken back, and where it leads. Steps that reached further than this request stay. */
static int check_undo(struct request_change *c, struct err *err)
{
	const struct request_deed *last = request_last_deed(c->deeds, c->n_deeds);
	bool stays = !last || last->event == REQUEST_SUBMIT || last->event == REQUEST_REGISTER
		|| last->event == REQUEST_TRANSFER || last->event == REQUEST_SPLIT
		|| last->event == REQUEST_FOLLOW;
	if (stays)
		return wrong(err, "event", "上一步不能撤销。");
	struct query q;
	query_start(&q, c->env->db, &request_sql_led);
	query_int(&q, c->request.id);
	bool leads = query_row(&q);
	int rc = query_end(&q, err);
	if (!rc && leads && last->event == REQUEST_SERVE)
		rc = wrong(err, "event", "并案的申请已经随这一件答复，不能撤销；确需更正，请重新办理。");
	c->deed.to = last->from;
	c->deed.object = last->number;
	for (size_t i = 0; i < c->n_deeds; i++)
		c->deeds[i].undone = c->deeds[i].undone || c->deeds[i].number == last->number;
	return rc;
}

/** Does the law know this step of a request for disclosure only (art. 33, 35, 42)? */
static bool is_of_disclosure(enum request_event e)
{
	return e == REQUEST_EXTEND || e == REQUEST_ASK_REASON || e == REQUEST_GIVE_REASON
		|| e == REQUEST_DELAY || e == REQUEST_ASK_FEE;
}

/** By the table, the person, and what he saw. */
static int check_table(struct request_change *c, struct err *err)
{
	const struct request_env *env = c->env;
	const struct request_move *m = c->move;
	enum request_state now = c->before.state;
	if (now != m->expected || (m->n_events && m->n_events != c->before.n_events))
		return err_set(err, E_STALE, "这件申请现在是“%s”，别人可能刚刚办过；请看清现在的情况再办。",
			request_state_label(now));
	if (env->who->role != ROLE_PUBLIC) {
		int rc = request_check_cover(env, c->request.unit, err);
		if (rc)
			return rc;
	}
	c->step = m->event < REQUEST_EVENT__MAX ? request_step_find(now, m->event) : NULL;
	if (!c->step)
		return err_set(err, E_USAGE, "这件申请现在是“%s”，不能办“%s”。", request_state_label(now),
			m->event < REQUEST_EVENT__MAX ? request_event_label(m->event) : "这一步");
	if (c->request.kind != REQUEST_DISCLOSURE && is_of_disclosure(m->event))
		return err_set(err, E_USAGE, "只有政府信息公开申请可以办“%s”，%s没有这一步。",
			request_event_label(m->event), request_kind_label(c->request.kind));
	if (!(c->step->roles & 1u << env->who->role))
		return err_set(err, E_FORBIDDEN, "您的角色（%s）不能办“%s”。", role_label(env->who->role),
			request_event_label(m->event));
	return E_OK;
}

int request_check_move(struct request_change *c, struct err *err)
{
	int rc = check_table(c, err);
	if (rc)
		return rc;
	c->deed = (struct request_deed){ .number = c->before.n_events + 1, .event = c->step->event,
		.from = c->before.state, .to = c->step->to, .time = c->env->act->now,
		.account = c->env->who->id, .remark = sv_trim(c->move->remark), .party = CONSULT__MAX };
	if (c->step->event == REQUEST_FOLLOW)
		c->deed.outcome = c->move->outcome;
	rc = check_day(c, err);
	if (!rc)
		rc = check_needs(c, err);
	if (!rc && c->step->event == REQUEST_ASSIGN)
		rc = check_handler(c, err);
	if (!rc && c->step->event == REQUEST_UNDO)
		rc = check_undo(c, err);
	if (rc)
		return rc;
	if (c->step->event == REQUEST_CONSULT) {
		c->deed.party = c->move->party.kind;
		c->deed.word = SV("");
	}
	if (c->step->event == REQUEST_CONSULT_BACK)
		c->deed.word = c->move->party.answer;
	bool back = c->step->event == REQUEST_CONSULT_BACK || c->step->event == REQUEST_CONSULT_SILENT;
	if (back && c->before.n_open_consultations > 1)
		c->deed.to = REQUEST_CONSULTING;
	return check_clock(c, err);
}

/* ---- what is open to whom ----------------------------------------------------------------------- */

/** Something that would be said, so that only what stands in the way whatever is said shows. */
static const char *block(struct request_change *c, struct arena *a)
{
	struct err why = { 0 };
	int rc = E_OK;
	if (c->step->needs & NEED_OTHER && c->env->who->id == c->before.drafter)
		return "拟办的人不能审核、签发自己拟的答复";
	if (c->step->needs & NEED_OVERDUE && c->step->event == REQUEST_LAPSE)
		rc = check_overdue(c, &why);
	if (c->step->event == REQUEST_UNDO)
		rc = check_undo(c, &why);
	else if (!rc && (c->step->event == REQUEST_ASK_CORRECTION || c->step->event == REQUEST_EXTEND
		|| c->step->event == REQUEST_ASK_FEE || c->step->event == REQUEST_CONFIRM))
		rc = check_clock(c, &why);
	if (!rc && c->step->event == REQUEST_EXTEND && c->dates.unknown_year)
		rc = request_no_calendar(c->dates.unknown_year, "延长以后的答复期限", "workdays", &why);
	return rc ? arena_dup(a, why.user, strlen(why.user)) : NULL;
}

int request_choices(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_choice **ret, size_t *ret_n, struct err *err)
{
	struct request_choice *list = NULL;
	size_t n = 0, cap = 0;
	int rc = E_OK;
	for (const struct request_step *s = request_steps; !rc && s < request_steps + request_n_steps; s++) {
		if (s->from != r->state || !(s->roles & 1u << env->who->role) || s->event == REQUEST_FOLLOW
			|| (r->kind != REQUEST_DISCLOSURE && is_of_disclosure(s->event)))
			continue;
		AUTO(request_change_done) struct request_change c;
		const struct request_move m = { .event = s->event, .workdays = 1 };
		rc = request_change_begin(&c, env, r->id, &m, err);
		if (rc)
			break;
		c.step = s;
		c.deed = (struct request_deed){ .number = c.before.n_events + 1, .event = s->event,
			.from = s->from, .to = s->to, .day = env->today, .party = CONSULT__MAX, .workdays = 1 };
		list = arena_grow(a, list, n, &cap, sizeof *list);
		if (!list)
			return request_no_memory(err);
		list[n++] = (struct request_choice){ s, block(&c, a) };
	}
	*ret = list;
	*ret_n = n;
	return rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}
