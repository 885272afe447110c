/* A request in plain words, for whoever sent it. */
#include "law/outcome.h"
#include "web/follow.h"

/** What an applicant is told of a state: internal steps are one to him. */
static const struct {
	struct sv tag, colour, sentence, next;
} states[REQUEST_STATE__MAX] = {
	[REQUEST_SUBMITTED] = { SV_INIT("等机关确认"), SV_INIT("yellow"), SV_INIT("申请已经送到机关，机关还没有和您确认收到。"),
		SV_INIT("请留意机关的电话或者邮件。双方确认的那一天是“收到申请之日”，答复期限从第二天算起。") },
	[REQUEST_REGISTERED] = { SV_INIT("已收到"), SV_INIT("blue"), SV_INIT("机关已经收到申请，正在交给承办的人。"),
		SV_INIT("申请内容不明确的，机关应当在收到之日起7个工作日内一次性告诉您要补充什么。") },
	[REQUEST_CORRECTING] = { SV_INIT("等您补正"), SV_INIT("red"), SV_INIT("机关认为申请内容不够明确，请您补正。"),
		SV_INIT("没有正当理由到期不补正的，视为放弃申请，机关不再处理（条例第三十条）。") },
	[REQUEST_HANDLING] = { SV_INIT("办理中"), SV_INIT("blue"), SV_INIT("机关正在办理。"), SV_INIT("") },
	[REQUEST_CONSULTING] = { SV_INIT("征求意见中"), SV_INIT("blue"),
		SV_INIT("您要的信息涉及别人，机关正在书面征求他们的意见。"),
		SV_INIT("征求意见所需的时间不计入答复期限（条例第三十三条）。对方不会知道申请人是谁。") },
	[REQUEST_AWAITING_FEE] = { SV_INIT("等您缴费"), SV_INIT("red"), SV_INIT("机关通知您缴纳信息处理费。"),
		SV_INIT("缴清以后重新计算答复期限；到期不缴的，视为放弃申请，机关不再处理。") },
	[REQUEST_DRAFTED] = { SV_INIT("办理中"), SV_INIT("blue"), SV_INIT("答复已经拟好，正在审核。"), SV_INIT("") },
	[REQUEST_REVIEWED] = { SV_INIT("办理中"), SV_INIT("blue"), SV_INIT("答复已经审核，等待签发。"), SV_INIT("") },
	[REQUEST_SIGNED] = { SV_INIT("即将送达"), SV_INIT("blue"), SV_INIT("答复已经签发，即将送达。"), SV_INIT("") },
	[REQUEST_REPLIED] = { SV_INIT("已答复"), SV_INIT("green"), SV_INIT("机关已经答复。"),
		SV_INIT("对答复不满意的，看下面的“不服答复怎么办”。") },
	[REQUEST_CLOSED] = { SV_INIT("已结束"), SV_INIT("grey"), SV_INIT("这件申请已经结束，不再办理。"), SV_INIT("") },
	[REQUEST_MERGED] = { SV_INIT("办理中"), SV_INIT("blue"), SV_INIT("这件申请和内容相同的申请一起办理，会一起答复。"),
		SV_INIT("") },
	[REQUEST_ARCHIVED] = { SV_INIT("已归档"), SV_INIT("grey"), SV_INIT("这件申请已经办完并归档。"), SV_INIT("") },
};

/** The same of a rectification or a complaint, where the words above are about disclosure; empty: they hold. */
static const struct {
	struct sv sentence, next;
} others[REQUEST_STATE__MAX] = {
	[REQUEST_SUBMITTED] = { SV_INIT("您写的已经送到机关，机关还没有和您确认收到。"), SV_INIT("请留意机关的电话或者邮件。") },
	[REQUEST_REGISTERED] = { SV_INIT("机关已经收到，正在交给承办的人。"), SV_INIT("") },
	[REQUEST_CORRECTING] = { SV_INIT("机关认为写得不够明确，请您补充。"), SV_INIT("") },
	[REQUEST_CONSULTING] = { SV_INIT("机关正在向别的机关了解情况。"), SV_INIT("") },
	[REQUEST_REPLIED] = { SV_INIT("机关已经答复。"), SV_INIT("结果和理由在下面的文书里。") },
	[REQUEST_CLOSED] = { SV_INIT("这件事已经结束，不再办理。"), SV_INIT("") },
	[REQUEST_ARCHIVED] = { SV_INIT("这件事已经办完并归档。"), SV_INIT("") },
};

struct view_tag follow_tag(const struct request *r)
{
	return (struct view_tag){ states[r->state].tag, states[r->state].colour };
}

struct sv follow_sentence(struct visit *v, const struct follow *f)
{
	const struct request *r = &f->request;
	if (r->kind != REQUEST_DISCLOSURE && others[r->state].sentence.n)
		return others[r->state].sentence;
	if (r->state == REQUEST_CORRECTING && r->limit.year)
		return sv_fmt(v->arena, "机关认为申请内容不够明确，请您在%.*s以前补正。",
			SV_ARG(follow_day(v, r->limit)));
	if (r->state == REQUEST_AWAITING_FEE && r->due.year)
		return sv_fmt(v->arena, "机关通知您缴纳信息处理费，请在%.*s以前缴清。",
			SV_ARG(follow_day(v, r->due)));
	if (r->state == REQUEST_REPLIED && r->replied_on.year)
		return sv_fmt(v->arena, "机关已经在%.*s答复。", SV_ARG(follow_day(v, r->replied_on)));
	return states[r->state].sentence;
}

struct sv follow_next(struct visit *v, const struct follow *f)
{
	if (f->request.kind != REQUEST_DISCLOSURE) {
		struct sv next = others[f->request.state].next;
		return request_state_is_open(f->request.state) ? sv_fmt(v->arena, "%.*s法律没有规定办理的期限，本网站不替"
			"机关定一个；可以打电话问它大约要多久。", SV_ARG(next)) : next;
	}
	if (f->request.state == REQUEST_HANDLING && follow_may(f, &follow_acts[1]))
		return SV("机关在等您说明理由。");
	return states[f->request.state].next;
}

/* ── What happened ─────────────────────────────────────────────────────────────────────────── */

/** What is told of an event: its words, and whether the remark was written to (or by) the applicant. */
static const struct {
	const char *label;
	bool remark;
} told[REQUEST_EVENT__MAX] = {
	[REQUEST_SUBMIT] = { "您提交了申请", false },
	[REQUEST_REGISTER] = { "机关收到并登记了申请", false },
	[REQUEST_CONFIRM] = { "机关和您确认收到了申请", false },
	[REQUEST_TRANSFER] = { "转给负责的机关", false },
	[REQUEST_ASK_CORRECTION] = { "机关请您补正", true },
	[REQUEST_CORRECT] = { "您补正了申请", true },
	[REQUEST_LAPSE] = { "到期没有补正或者缴费，不再处理", false },
	[REQUEST_SPLIT] = { "按一事一申请分开办理", false },
	[REQUEST_CONSULT] = { "开始征求意见", false },
	[REQUEST_CONSULT_BACK] = { "收到了意见", false },
	[REQUEST_CONSULT_SILENT] = { "对方到期没有提出意见", false },
	[REQUEST_EXTEND] = { "答复期限延长了", true },
	[REQUEST_ASK_REASON] = { "机关请您说明理由", true },
	[REQUEST_GIVE_REASON] = { "您说明了理由", true },
	[REQUEST_DELAY] = { "机关确定了延迟答复的期限", true },
	[REQUEST_ASK_FEE] = { "机关通知缴纳信息处理费", false },
	[REQUEST_PAY] = { "费用已经缴清", false },
	[REQUEST_SERVE] = { "机关送达了答复", false },
	[REQUEST_FOLLOW] = { "机关送达了答复", false },
	[REQUEST_WITHDRAW] = { "申请撤回", true },
	[REQUEST_MERGE] = { "和内容相同的申请一起办理", false },
	[REQUEST_UNMERGE] = { "恢复单独办理", false },
	[REQUEST_REOPEN] = { "重新办理", false },
};

/** Of what is no application. */
static const char *other_label(enum request_event e)
{
	return e == REQUEST_SUBMIT ? "您提交了" : e == REQUEST_REGISTER ? "机关收到并登记了"
		: e == REQUEST_CONFIRM ? "机关和您确认收到了" : e == REQUEST_CORRECT ? "您作了补充"
		: e == REQUEST_WITHDRAW ? "撤回" : e == REQUEST_ASK_CORRECTION ? "机关请您补充" : told[e].label;
}

static struct sv text_of(struct visit *v, const struct request_deed *d)
{
	struct sv day = follow_day(v, d->until);
	if (d->event == REQUEST_EXTEND)
		return sv_fmt(v->arena, "延长%d个工作日。%.*s", d->workdays, SV_ARG(d->remark));
	if (d->until.year && told[d->event].remark)
		return sv_fmt(v->arena, "%.*s（期限：%.*s）", SV_ARG(d->remark), SV_ARG(day));
	/* A note of his own is told; one of the office is the office's. */
	return told[d->event].remark || d->event == REQUEST_NOTE ? d->remark : SV("");
}

const struct view_follow_deed *follow_deeds(struct visit *v, const struct follow *f, size_t *ret_n)
{
	struct view_follow_deed *list = arena_array(v->arena, f->n_deeds + 1, sizeof *list);
	*ret_n = 0;
	for (size_t i = 0; list && i < f->n_deeds; i++) {
		const struct request_deed *d = &f->deeds[i];
		bool own_note = d->event == REQUEST_NOTE && d->account == 0;
		if (d->undone || !(told[d->event].label || own_note))
			continue;
		list[(*ret_n)++] = (struct view_follow_deed){
			sv_of(own_note ? "您补充了说明" : f->request.kind == REQUEST_DISCLOSURE
				? told[d->event].label : other_label(d->event)), follow_day(v, d->day),
			text_of(v, d) };
	}
	return list;
}
