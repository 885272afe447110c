/* An application is sent, and its receipt shown. */
#include "base/auto.h"
#include "base/num.h"
#include "ledger/receipt.h"
#include "web/apply.h"
#include "web/pages.h"
#include "web/qr.h"
#include "web/templates.h"

#include <stdio.h>

static int gather_files(struct visit *v, const struct apply *p, struct request_intake *in,
	struct err *err)
{
	struct unsent_file *files;
	size_t n;
	int rc = unsent_files(v->db, &p->draft, true, v->arena, &files, &n, err);
	struct request_file *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	if (rc || !list)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < n; i++)
		list[i] = (struct request_file){ .kind = SV("attachment"), .name = files[i].name,
			.media_type = SV("application/octet-stream"), .bytes = files[i].bytes };
	in->files = list;
	in->n_files = n;
	return E_OK;
}

/** From now on the draft holds what its sender takes home, and the files are gone from it. */
static int keep_receipt(struct visit *v, struct apply *p, const struct request_intake *in,
	const struct request_ticket *t, struct err *err)
{
	struct sv content = request_content_text(in, t, p->unit.name, v->arena);
	struct str names;
	str_init(&names, v->arena, 1 << 16);
	for (size_t i = 0; i < in->n_files; i++)
		str_addf(&names, "%s%.*s", i ? "\n" : "", SV_ARG(in->files[i].name));
	unsent_set(&p->draft, "files", str_sv(&names));
	unsent_set(&p->draft, "number", sv_dup(v->arena, sv_of(t->number)));
	unsent_set(&p->draft, "code", sv_dup(v->arena, sv_of(t->code)));
	unsent_set(&p->draft, "entry", sv_fmt(v->arena, "%lld", (long long)t->entry));
	unsent_set(&p->draft, "moment", visit_moment(v, v->act.now));
	unsent_set(&p->draft, "content", content);
	p->draft.sent = true;
	int rc = unsent_remove_file(v->db, &p->draft, 0, err);
	return rc ? rc : apply_save(v, p, err);
}

/** One transaction: it came in and its receipt is kept, or neither. */
static int send(struct visit *v, struct apply *p, struct err *err)
{
	struct request_ticket ticket;
	struct request_intake in;
	struct request_env env = apply_env(v);
	int rc = tx_begin_write(v->db, __func__, err);
	if (!rc)
		rc = apply_open(v, p, err);
	if (rc || !p->draft.id || p->draft.sent || !p->unit.id
		|| apply_first_wrong(&p->draft, v->arena) < apply_n_steps)
		return rc;
	int64_t about;
	apply_intake(&p->draft, v->arena, &in);
	if (num_parse_i64(unsent_get(&p->draft, "about_id"), &about))
		in.about = about;
	in.unit = p->unit.id;
	in.day = env.today;
	rc = gather_files(v, p, &in, err);
	if (!rc)
		rc = request_take_in_tx(&env, &in, &ticket, err);
	if (!rc)
		rc = keep_receipt(v, p, &in, &ticket, err);
	return rc ? rc : tx_commit(v->db, err);
}

int do_apply_send(struct visit *v, struct err *err)
{
	enum { ATTEMPTS = 3 };
	AUTO(apply_done) struct apply p = { 0 };
	struct err why = { 0 };
	int rc = E_OK;
	if (v->stale) {
		v->problems = &apply_stale;
		v->n_problems = 1;
		rc = apply_open(v, &p, err);
		return rc ? rc : apply_led_away(v, &p) ? E_OK : apply_show_check(v, &p, err);
	}
	/* Two at the same moment may meet at the number: then once more. */
	for (int i = 0; i < ATTEMPTS; i++) {
		apply_done(&p);
		rc = send(v, &p, &why);
		tx_rollback(v->db);
		if (rc != E_EXISTS && rc != E_STALE)
			break;
	}
	if (rc == E_FORMAT || rc == E_NOT_FOUND || rc == E_LIMIT) {
		const struct view_problem problem = { sv_dup(v->arena, sv_of(why.user)), SV("") };
		v->problems = &problem;
		v->n_problems = 1;
		rc = apply_open(v, &p, err);
		return rc ? rc : apply_show_check(v, &p, err);
	}
	if (rc) {
		*err = why;
		return rc;
	}
	if (apply_led_away(v, &p))
		return E_OK;
	/* Something is missing, as another tab may have made it: the summary says what. */
	return visit_go(v, SV("/apply/check"), NULL);
}

/** Signed now; with the proof as soon as the ledger has one. */
static int receipt_of(struct visit *v, const struct apply *p, struct sv *ret, struct err *err)
{
	int64_t entry;
	*ret = SV("");
	if (!num_parse_i64(unsent_get(&p->draft, "entry"), &entry))
		return E_OK;
	return ledger_receipt_of(v->db, entry, v->site->key, v->arena, ret, err);
}

int page_apply_receipt(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	int rc = apply_open(v, &p, err);
	if (rc)
		return rc;
	if (!p.draft.id || !p.draft.sent) {
		(void)apply_led_away(v, &p);
		return v->response->status ? E_OK : visit_go(v, SV("/apply/check"), NULL);
	}
	struct view_apply_receipt view = { .words = apply_words_of(apply_kind(&p.draft)), .number = unsent_get(&p.draft, "number"),
		.code = unsent_get(&p.draft, "code"), .moment = unsent_get(&p.draft, "moment"),
		.unit = p.unit.name, .content = unsent_get(&p.draft, "content"),
		.save_url = SV("/apply/receipt/text"),
		.content_url = SV("/apply/receipt/content"), .follow_action = SV("/follow"),
		.drop_action = SV("/apply/drop") };
	rc = apply_facts(v, &p, &view.facts, err);
	if (!rc)
		rc = receipt_of(v, &p, &view.receipt, err);
	if (rc)
		return rc;
	if (view.receipt.n) {
		view.verify_url = SV("/receipts/verify");
		view.qr = qr_svg(receipt_url(v, view.receipt), SV("这张回执的二维码"), v->arena);
	}
	view.frame = apply_frame(v, sv_fmt(v->arena, "%.*s已经提交", SV_ARG(view.words->noun)));
	return VISIT_RENDER(v, 200, template_apply_receipt, &view, err);
}

int page_apply_receipt_text(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	int rc = apply_open(v, &p, err);
	if (rc)
		return rc;
	if (!p.draft.id || !p.draft.sent)
		return err_set(err, E_NOT_FOUND, "没有回执，或者已经清除。");
	struct sv receipt;
	rc = receipt_of(v, &p, &receipt, err);
	return rc ? rc : visit_send(v, SV("text/plain; charset=utf-8"), receipt,
		sv_fmt(v->arena, "回执-%.*s.txt", SV_ARG(unsent_get(&p.draft, "number"))));
}

int page_apply_content(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	int rc = apply_open(v, &p, err);
	if (!rc && (!p.draft.id || !p.draft.sent))
		rc = err_set(err, E_NOT_FOUND, "没有回执，或者已经清除。");
	return rc ? rc : visit_send(v, SV("text/plain; charset=utf-8"), unsent_get(&p.draft, "content"),
		sv_fmt(v->arena, "申请内容-%.*s.txt", SV_ARG(unsent_get(&p.draft, "number"))));
}

int do_apply_drop(struct visit *v, struct err *err)
{
	struct sv secret = visit_cookie(v->site, v->request, "draft");
	if (v->stale)
		return err_set(err, E_STALE, "这一页打开得太久了，没有清除。请返回上一页，刷新后再点一次。");
	int rc = tx_begin_write(v->db, __func__, err);
	if (!rc && unsent_is_secret(secret))
		rc = unsent_drop(v->db, secret, err);
	if (!rc)
		rc = tx_commit(v->db, err);
	tx_rollback(v->db);
	if (rc)
		return rc;
	visit_set_cookie(v, "draft", "", 0);
	return visit_go(v, SV("/apply"), "apply_dropped");
}
