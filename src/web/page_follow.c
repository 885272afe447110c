/* A request is followed: with number and code, then within a short session of that one request. */
#include "ledger/receipt.h"
#include "request/office.h"
#include "web/follow.h"
#include "web/pages.h"
#include "web/templates.h"

#include <inttypes.h>

static int show_form(struct visit *v, const char *number_why, const char *code_why, struct err *err)
{
	struct view_problem *problems = arena_array(v->arena, 2, sizeof *problems);
	if (number_why && problems)
		problems[v->n_problems++] = (struct view_problem){ sv_of(number_why), SV("#number") };
	if (code_why && problems)
		problems[v->n_problems++] = (struct view_problem){ sv_of(code_why), SV("#code") };
	if (v->stale && problems)
		problems[v->n_problems++] = apply_stale;
	v->problems = problems;
	struct view_follow view = { .title = SV("查询办理情况"), .action = SV("/follow"),
		.lead = SV("输入回执上的编号和查询码。"), .lost = true,
		.number = { .name = SV("number"), .label = SV("申请编号"), .hint = SV("例如 2026-0001-00012"),
			.value = visit_text(v, "number"), .error = sv_of(number_why) },
		.code = { .name = SV("code"), .label = SV("查询码"), .hint = SV("16个字母和数字，大小写、空格、横线都可以"),
			.error = sv_of(code_why) },
		.other_url = SV("/opinion"), .other = SV("收到了征求意见书？在这里提出意见") };
	static const struct crumb crumbs[] = { { SV_INIT("申请公开"), SV_INIT("/apply") },
		{ SV_INIT("查询办理情况"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, view.title, crumbs);
	view.frame.csrf = visit_form_token(v);
	return VISIT_RENDER(v, v->stale ? 403 : v->n_problems ? 422 : 200, template_follow, &view, err);
}

int page_follow(struct visit *v, struct err *err)
{
	return show_form(v, NULL, NULL, err);
}

int do_follow(struct visit *v, struct err *err)
{
	struct sv number = sv_trim(visit_text(v, "number")), code = sv_trim(visit_text(v, "code"));
	struct request_env env = apply_env(v);
	struct request r;
	struct err why = { 0 };
	if (v->stale)
		return show_form(v, NULL, NULL, err);
	if (!number.n || !code.n)
		return show_form(v, number.n ? NULL : "请填写申请编号。", code.n ? NULL : "请填写查询码。", err);
	int rc = visit_try(v, LIMIT_LOOK_UP, &why);
	if (!rc)
		rc = request_by_code(&env, number, code, v->arena, &r, &why);
	if (rc != E_NOT_FOUND)
		visit_try_right(v, LIMIT_LOOK_UP);
	if (rc == E_NOT_FOUND || v->wait)
		return show_form(v, NULL, why.user, err);
	if (rc) {
		*err = why;
		return rc;
	}
	const struct pass pass = { .name = r.number, .code = pass_word(v, code), .opened = v->act.now };
	rc = pass_give(v, PASS_REQUEST, &pass, err);
	return rc ? rc : visit_go(v, SV("/follow/request"), NULL);
}

int page_follow_request(struct visit *v, struct err *err)
{
	struct follow f;
	bool led;
	struct view_follow_request view = { 0 };
	int rc = follow_open(v, &f, &led, err);
	if (rc || led)
		return rc;
	rc = follow_fill(v, &f, &view, err);
	view.frame = apply_frame(v, sv_fmt(v->arena, "申请%.*s", SV_ARG(f.request.number)));
	return rc ? rc : VISIT_RENDER(v, 200, template_follow_request, &view, err);
}

int page_follow_file(struct visit *v, struct err *err)
{
	struct follow f;
	bool led;
	struct request_document *docs;
	size_t n;
	struct sv bytes;
	int rc = follow_open(v, &f, &led, err);
	if (rc || led)
		return rc;
	rc = request_documents(&f.env, &f.request, v->arena, &docs, &n, err);
	for (size_t i = 0; !rc && i < n; i++)
		if (docs[i].id == visit_number(v, "id")
			&& (follow_is_own(&f, &docs[i]) || follow_may_have(&f, &docs[i]))) {
			rc = request_document_bytes(&f.env, &f.request, docs[i].id, v->arena, &bytes, err);
			/* What others made is never shown, only saved. */
			return rc ? rc : visit_send(v, SV("application/octet-stream"), bytes, docs[i].name);
		}
	return rc ? rc : err_set(err, E_NOT_FOUND, "没有这个文件；请回到申请的页面重新打开。");
}

int page_follow_receipt(struct visit *v, struct err *err)
{
	struct follow f;
	bool led;
	struct sv text;
	int rc = follow_open(v, &f, &led, err);
	if (rc || led)
		return rc;
	if (!f.n_deeds)
		return err_set(err, E_NOT_FOUND, "这件申请的记录已经按规定销毁。");
	rc = ledger_receipt_of(v->db, f.deeds[0].entry, v->site->key, v->arena, &text, err);
	return rc ? rc : visit_send(v, SV("text/plain; charset=utf-8"), text,
		sv_fmt(v->arena, "回执-%.*s.txt", SV_ARG(f.request.number)));
}

int page_follow_fee(struct visit *v, struct err *err)
{
	struct follow f;
	bool led;
	struct request_fee fee = { 0 };
	struct sv office[OFFICE_KEY__MAX];
	int rc = follow_open(v, &f, &led, err);
	if (rc || led)
		return rc;
	rc = request_fee_of(&f.env, &f.request, &fee, err);
	if (!rc)
		rc = office_get(v->db, f.request.unit, v->arena, office, err);
	if (!rc && !fee.asked.year)
		rc = err_set(err, E_NOT_FOUND, "这件申请没有要缴的费用。");
	if (rc)
		return rc;
	struct view_follow_fee view = { .number = f.request.number, .back_url = SV("/follow/request"),
		.amount = sv_fmt(v->arena, "%" PRId64 ".%02" PRId64 "元", fee.amount / 100, fee.amount % 100),
		.basis = sv_fmt(v->arena, fee.by_page ? "按量计收，%" PRId64 "页" : "按件计收，本月第%" PRId64 "件",
			fee.quantity), .due = follow_day(v, fee.due), .account = office[OFFICE_FEE_ACCOUNT],
		.paid = fee.paid.year != 0 };
	view.frame = apply_frame(v, SV("缴纳信息处理费"));
	return VISIT_RENDER(v, 200, template_follow_fee, &view, err);
}

int do_follow_leave(struct visit *v, struct err *err)
{
	(void)err;
	if (!v->stale)
		pass_take_away(v, PASS_REQUEST);
	return visit_go(v, v->stale ? SV("/follow/request") : SV("/apply"), v->stale ? NULL : "left");
}
