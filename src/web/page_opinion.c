/* For whoever was asked whether something may be disclosed (art. 32–34): what is asked, until when, the answer. */
#include "base/num.h"
#include "base/utf8.h"
#include "web/follow.h"
#include "web/pages.h"
#include "web/templates.h"

enum { REASON_MAX = 4000 };

static const struct {
	struct sv value, text, hint;
} answers[] = {
	{ SV_INIT("agree"), SV_INIT("同意公开"), SV_INIT("") },
	{ SV_INIT("partly"), SV_INIT("同意公开一部分"), SV_INIT("请在下面写明哪些不能公开、为什么") },
	{ SV_INIT("object"), SV_INIT("不同意公开"), SV_INIT("请在下面写明理由") },
};
enum { ANSWERS = sizeof answers / sizeof *answers };

/** What silence means: of third parties and co-authors it is the opposite. */
static struct sv silence_of(enum consulted kind)
{
	switch (kind) {
	case CONSULT_THIRD_PARTY:
		return SV("到期没有提出意见的，由行政机关依照条例的规定决定是否公开（条例第三十二条）。不同意公开并且有合理理由的，"
			"行政机关不予公开；但认为不公开可能对公共利益造成重大影响的，可以决定公开，并把内容和理由书面告诉您。");
	case CONSULT_CO_AUTHOR:
		return SV("到期没有提出意见的，视为同意公开（条例第三十四条）。");
	default:
		return SV("请尽快答复。征求意见的时间不计入对申请人的答复期限（条例第三十三条）。");
	}
}

/* ── The way in ────────────────────────────────────────────────────────────────────────────── */

static int show_form(struct visit *v, const char *number_why, const char *code_why, struct err *err)
{
	struct view_problem *problems = arena_array(v->arena, 3, sizeof *problems);
	if (number_why && problems)
		problems[v->n_problems++] = (struct view_problem){ sv_of(number_why), SV("#number") };
	if (code_why && problems)
		problems[v->n_problems++] = (struct view_problem){ sv_of(code_why), SV("#code") };
	if (v->stale && problems)
		problems[v->n_problems++] = apply_stale;
	v->problems = problems;
	struct view_follow view = { .title = SV("对公开信息提出意见"), .action = SV("/opinion"),
		.lead = SV("收到行政机关征求意见书的，输入上面的编号和查询码，可以在这里提出意见。"),
		.number = { .name = SV("number"), .label = SV("征求意见编号"), .value = visit_text(v, "number"),
			.error = sv_of(number_why), .inputmode = "numeric" },
		.code = { .name = SV("code"), .label = SV("查询码"), .error = sv_of(code_why) },
		.other_url = SV("/follow"), .other = SV("是申请人？在这里查询办理情况") };
	static const struct crumb crumbs[] = { { SV_INIT("提出意见"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, view.title, crumbs);
	view.frame.csrf = visit_form_token(v);
	return VISIT_RENDER(v, v->stale ? 403 : v->n_problems ? 422 : 200, template_follow, &view, err);
}

int page_opinion(struct visit *v, struct err *err)
{
	return show_form(v, NULL, NULL, err);
}

struct opinion {
	struct request_env env;
	struct request request;
	struct request_consultation party;
};

static int open_with(struct visit *v, struct sv number, struct sv code, struct opinion *ret,
	struct err *err)
{
	int64_t id = 0;
	ret->env = apply_env(v);
	/* A number that is none takes the same way, and as long. */
	if (!num_parse_i64(number, &id) || id < 0)
		id = 0;
	return request_consultation_by_code(&ret->env, id, code, v->arena, &ret->request, &ret->party, err);
}

int do_opinion(struct visit *v, struct err *err)
{
	struct sv number = sv_trim(visit_text(v, "number")), code = sv_trim(visit_text(v, "code"));
	struct opinion o;
	struct err why = { 0 };
	if (v->stale)
		return show_form(v, NULL, NULL, err);
	if (!number.n || !code.n)
		return show_form(v, number.n ? NULL : "请填写征求意见编号。", code.n ? NULL : "请填写查询码。", err);
	int rc = visit_try(v, LIMIT_LOOK_UP, &why);
	if (!rc)
		rc = open_with(v, number, code, &o, &why);
	if (rc != E_NOT_FOUND)
		visit_try_right(v, LIMIT_LOOK_UP);
	if (rc == E_NOT_FOUND || v->wait)
		return show_form(v, NULL, why.user, err);
	if (rc) {
		*err = why;
		return rc;
	}
	struct pass pass = { .name = number, .code = pass_word(v, code), .opened = v->act.now };
	rc = pass_give(v, PASS_OPINION, &pass, err);
	return rc ? rc : visit_go(v, SV("/opinion/answer"), NULL);
}

/** What this visit was asked. `ret_led`: it has no pass and is led to the form. */
static int opinion_open(struct visit *v, struct opinion *ret, bool *ret_led, struct err *err)
{
	struct pass pass;
	struct err why = { 0 };
	int rc = pass_of(v, PASS_OPINION, &pass, &why);
	if (!rc)
		rc = open_with(v, pass.name, pass.code, ret, &why);
	*ret_led = rc == E_NOT_FOUND;
	if (*ret_led)
		return visit_go(v, SV("/opinion"), "opinion_closed");
	if (rc)
		*err = why;
	return rc;
}

/* ── What is asked ─────────────────────────────────────────────────────────────────────────── */

static struct sv answer_words(struct sv key)
{
	for (size_t i = 0; i < ANSWERS; i++)
		if (sv_eq(key, answers[i].value))
			return answers[i].text;
	return sv_eq(key, SV("silent")) ? SV("到期没有提出意见") : SV("");
}

static void fill_radios(struct visit *v, struct view_radios *ret, struct sv chosen, struct sv error)
{
	struct view_choice *list = arena_array(v->arena, ANSWERS, sizeof *list);
	for (size_t i = 0; list && i < ANSWERS; i++)
		list[i] = (struct view_choice){ i ? sv_fmt(v->arena, "answer-%zu", i + 1) : SV("answer"),
			answers[i].value, answers[i].text, answers[i].hint, sv_eq(chosen, answers[i].value) };
	*ret = (struct view_radios){ SV("answer"), SV("您的意见"), SV(""), error, list, list ? ANSWERS : 0 };
}

static int show_opinion(struct visit *v, const struct opinion *o, struct sv answer_why,
	struct sv reason_why, struct err *err)
{
	const struct request_consultation *p = &o->party;
	struct view_problem *problems = arena_array(v->arena, 3, sizeof *problems);
	struct view_radios radios;
	struct view_text_field reason = { .name = SV("reason"), .label = SV("理由"), .rows = 6,
		.hint = SV("同意公开的可以不写。涉及商业秘密、个人隐私的，请说明是哪些内容、公开会造成什么损害。"),
		.value = http_form(v->request, SV("reason")), .error = reason_why, .max = REASON_MAX };
	if (!problems)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (answer_why.n)
		problems[v->n_problems++] = (struct view_problem){ answer_why, SV("#answer") };
	if (reason_why.n)
		problems[v->n_problems++] = (struct view_problem){ reason_why, SV("#reason") };
	if (v->stale)
		problems[v->n_problems++] = apply_stale;
	v->problems = problems;
	fill_radios(v, &radios, http_form(v->request, SV("answer")), answer_why);
	struct view_opinion view = { .unit = o->request.unit_name, .shown = p->shown,
		.sent = follow_day(v, p->sent), .due = follow_day(v, p->due), .silence = silence_of(p->kind),
		.action = SV("/opinion/answer"), .leave_action = SV("/opinion/leave"),
		.number = sv_fmt(v->arena, "%lld", (long long)p->id), .open = !p->answer.n,
		.answer = &radios, .reason = &reason, .answered = answer_words(p->answer),
		.answered_on = follow_day(v, p->back), .answered_reason = p->remark };
	view.frame = apply_frame(v, SV("对公开信息提出意见"));
	return VISIT_RENDER(v, v->stale ? 403 : v->n_problems ? 422 : 200, template_opinion, &view, err);
}

int page_opinion_answer(struct visit *v, struct err *err)
{
	struct opinion o;
	bool led;
	int rc = opinion_open(v, &o, &led, err);
	return rc || led ? rc : show_opinion(v, &o, SV(""), SV(""), err);
}

int do_opinion_answer(struct visit *v, struct err *err)
{
	struct opinion o;
	bool led;
	struct request_moved moved;
	struct err why = { 0 };
	struct sv answer = http_form(v->request, SV("answer")), none = SV("");
	struct sv reason = sv_trim(http_form(v->request, SV("reason")));
	int rc = opinion_open(v, &o, &led, err);
	if (rc || led)
		return rc;
	if (v->stale || o.party.answer.n)
		return show_opinion(v, &o, none, none, err);
	if (!sv_eq(http_form(v->request, SV("number")), sv_fmt(v->arena, "%lld", (long long)o.party.id)))
		return err_set(err, E_STALE, "这台设备上后来打开了另一份征求意见书，所以这里没有提交。请重新输入编号和查询码。");
	if (!answer_words(answer).n || sv_eq(answer, SV("silent")))
		return show_opinion(v, &o, SV("请选择您的意见。"), none, err);
	if (!reason.n && !sv_eq(answer, SV("agree")))
		return show_opinion(v, &o, none, SV("不同意的，请写明理由和不能公开的内容。"), err);
	if (utf8_count(reason) > REASON_MAX)
		return show_opinion(v, &o, none, SV("理由最多4000个字；更多材料请寄给行政机关。"), err);
	const struct request_move move = { .event = REQUEST_CONSULT_BACK, .expected = o.request.state,
		.remark = reason, .party = { .id = o.party.id, .answer = answer } };
	rc = request_apply(&o.env, o.request.id, &move, &moved, &why);
	if (rc == E_USAGE)
		return show_opinion(v, &o, sv_dup(v->arena, sv_of(why.user)), none, err);
	if (rc) {
		*err = why;
		return rc;
	}
	return visit_go(v, SV("/opinion/answer"), "opinion");
}

int do_opinion_leave(struct visit *v, struct err *err)
{
	(void)err;
	if (!v->stale)
		pass_take_away(v, PASS_OPINION);
	return visit_go(v, v->stale ? SV("/opinion/answer") : SV("/"), v->stale ? NULL : "left");
}
