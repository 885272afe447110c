#include "law/letter.h"
#include "web/follow.h"

const struct follow_act follow_acts[] = {
	{ .key = "correct", .event = REQUEST_CORRECT, .link = "补正申请内容", .title = "补正申请内容",
		.lead = "机关收到您的补正，就从第二天起重新计算20个工作日（条例第三十条）。",
		.label = "补正的内容", .button = "提交补正", .files = true, .wanted = true, .done = "corrected" },
	{ .key = "reason", .event = REQUEST_GIVE_REASON, .link = "说明理由", .title = "说明理由",
		.lead = "机关认为申请的数量、频次明显超过合理范围，请您说明理由（条例第三十五条）。",
		.label = "理由", .button = "提交理由", .files = true, .wanted = true, .done = "reason_given" },
	{ .key = "note", .event = REQUEST_NOTE, .link = "补充一句话", .title = "补充说明",
		.lead = "写给办理的人。补充说明不改变答复期限；要的信息变了，请另外申请。",
		.label = "补充的内容", .button = "提交", .files = true, .done = "noted" },
	{ .key = "withdraw", .event = REQUEST_WITHDRAW, .link = "撤回申请", .title = "撤回申请",
		.lead = "撤回以后机关不再办理，也不再答复，不能恢复。以后还需要，可以重新申请。",
		.label = "撤回的原因（可以不填）", .button = "确定撤回", .is_warning = true, .may_be_empty = true,
		.said = "申请人撤回", .done = "withdrawn" },
};
const size_t follow_n_acts = sizeof follow_acts / sizeof *follow_acts;

int follow_open(struct visit *v, struct follow *ret, bool *ret_led, struct err *err)
{
	struct err why = { 0 };
	*ret = (struct follow){ .env = apply_env(v) };
	int rc = pass_of(v, PASS_REQUEST, &ret->pass, &why);
	if (!rc)
		rc = request_by_code(&ret->env, ret->pass.name, ret->pass.code, v->arena, &ret->request, &why);
	*ret_led = rc == E_NOT_FOUND;
	if (*ret_led)
		return visit_go(v, SV("/follow"), "follow_closed");
	/* Another connection's worth of personal data is not read before it is asked for. */
	if (!rc && !ret->request.destroyed)
		rc = request_history(&ret->env, &ret->request, v->arena, &ret->deeds, &ret->n_deeds, &why);
	if (rc)
		*err = why;
	return rc;
}

int follow_same(struct visit *v, const struct follow *f, struct err *err)
{
	if (sv_eq(http_form(v->request, SV("number")), f->request.number))
		return E_OK;
	return err_set(err, E_STALE, "这台设备上后来打开了另一件申请（%.*s），所以这里没有提交。请回到要办的那一件，"
		"重新输入编号和查询码。", SV_ARG(f->request.number));
}

const struct request_deed *follow_last(const struct follow *f, enum request_event event)
{
	for (size_t i = f->n_deeds; i-- > 0;)
		if (f->deeds[i].event == event && !f->deeds[i].undone)
			return &f->deeds[i];
	return NULL;
}

bool follow_may(const struct follow *f, const struct follow_act *a)
{
	if (f->request.destroyed || !request_step_of(f->request.state, a->event, ROLE_PUBLIC))
		return false;
	if (a->event != REQUEST_GIVE_REASON)
		return a->event != REQUEST_NOTE || request_state_is_open(f->request.state);
	const struct request_deed *asked = follow_last(f, REQUEST_ASK_REASON),
		*given = follow_last(f, REQUEST_GIVE_REASON);
	return asked && (!given || given->number < asked->number);
}

/* ── Documents ─────────────────────────────────────────────────────────────────────────────── */

static const struct request_deed *deed_of(const struct follow *f, const struct request_document *d)
{
	for (size_t i = 0; i < f->n_deeds; i++)
		if (f->deeds[i].number == d->event)
			return &f->deeds[i];
	return NULL;
}

bool follow_is_own(const struct follow *f, const struct request_document *d)
{
	const struct request_deed *e = deed_of(f, d);
	return e && e->account == 0 && !sv_starts(d->kind, SV("letter")) && (e->event == REQUEST_SUBMIT
		|| e->event == REQUEST_CORRECT || e->event == REQUEST_GIVE_REASON || e->event == REQUEST_NOTE);
}

/** An answer that was signed is sent with the serving that follows, unless it was signed anew before. */
static bool was_served(const struct follow *f, int number)
{
	for (size_t i = 0; i < f->n_deeds; i++) {
		const struct request_deed *e = &f->deeds[i];
		if (e->undone || e->number <= number)
			continue;
		if (e->event == REQUEST_SERVE || e->event == REQUEST_FOLLOW)
			return true;
		if (e->event == REQUEST_SIGN || e->event == REQUEST_SEND_BACK)
			return false;
	}
	return false;
}

/** "letter:extension": a letter that is written to the applicant? What a third party was sent names it. */
static bool is_to_applicant(struct sv kind)
{
	struct sv head = SV("letter:");
	const struct letter_kind *k = sv_starts(kind, head) ? letter_kind_of_key(sv_from(kind, head.n)) : NULL;
	return k && k->to == LETTER_TO_APPLICANT;
}

bool follow_may_have(const struct follow *f, const struct request_document *d)
{
	const struct request_deed *e = deed_of(f, d);
	bool letter = is_to_applicant(d->kind);
	if (!e || e->undone)
		return false;
	switch (e->event) {
	case REQUEST_SUBMIT:
	case REQUEST_REGISTER:
	case REQUEST_CONFIRM:
	case REQUEST_ASK_CORRECTION:
	case REQUEST_LAPSE:
	case REQUEST_EXTEND:
	case REQUEST_ASK_REASON:
	case REQUEST_DELAY:
	case REQUEST_ASK_FEE:
	case REQUEST_CONSULT:
		return letter;
	case REQUEST_SERVE:
	case REQUEST_FOLLOW:
		/* The information itself; records of how it was served are the office's. */
		return letter || sv_eq(d->kind, SV("information"));
	case REQUEST_SIGN:
		return letter && was_served(f, e->number);
	default:
		return false;
	}
}

struct sv follow_day(struct visit *v, struct date d)
{
	return d.year ? sv_fmt(v->arena, "%d年%d月%d日", d.year, d.month, d.day) : SV("");
}
