#include "web/apply.h"

const struct view_problem apply_stale = { SV_INIT("这一页打开得太久了，刚才没有保存。请核对下面的内容，再点一次。"),
	{ "", 0 } };

static const struct account citizen = { .role = ROLE_PUBLIC };

void apply_done(struct apply *p)
{
	unsent_done(&p->draft);
}

int apply_open(struct visit *v, struct apply *ret, struct err *err)
{
	struct err none = { 0 };
	*ret = (struct apply){ .secret = visit_cookie(v->site, v->request, "draft") };
	int rc = unsent_load(v->db, ret->secret, v->act.now, v->arena, &ret->draft, &none);
	if (rc == E_NOT_FOUND || rc == E_FORMAT)
		return E_OK;
	if (!rc && unsent_get(&ret->draft, "unit").n)
		rc = unit_by_public_id(v->db, unsent_get(&ret->draft, "unit"), v->arena, &ret->unit, &none);
	if (rc && rc != E_NOT_FOUND)
		*err = none;
	return rc == E_NOT_FOUND ? E_OK : rc;
}

int apply_begin(struct visit *v, struct apply *ret, struct err *err)
{
	char *secret = arena_alloc(v->arena, UNSENT_SECRET_MAX);
	if (!secret)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	unsent_secret(&v->act, secret);
	*ret = (struct apply){ .secret = sv_of(secret) };
	unsent_begin(ret->secret, &ret->draft);
	return E_OK;
}

int apply_save(struct visit *v, struct apply *p, struct err *err)
{
	int rc = unsent_save(v->db, &p->draft, p->secret, &v->act, v->arena, err);
	struct sv secret = sv_dup(v->arena, p->secret);
	if (!rc)
		visit_set_cookie(v, "draft", secret.p, UNSENT_SECONDS);
	return rc;
}

bool apply_led_away(struct visit *v, const struct apply *p)
{
	if (!p->draft.id)
		(void)visit_go(v, SV("/apply"), "apply_gone");
	else if (p->draft.sent)
		(void)visit_go(v, SV("/apply/receipt"), NULL);
	return !p->draft.id || p->draft.sent;
}

struct sv apply_next(struct visit *v, const struct apply *p, size_t step)
{
	size_t to = apply_step_from(step + 1, &p->draft);
	if (unsent_get(&p->draft, "checked").n) {
		to = apply_first_wrong(&p->draft, v->arena);
		if (to == apply_n_steps)
			return SV("/apply/check");
	}
	return to < apply_n_steps ? visit_url(v, "/apply/steps/%s", apply_steps[to].key)
		: SV("/apply/files");
}

struct view_frame apply_frame(struct visit *v, struct sv title)
{
	struct view_frame f = visit_frame(v, title, NULL);
	f.csrf = visit_form_token(v);
	return f;
}

struct view_apply_drop apply_drop(struct visit *v)
{
	return (struct view_apply_drop){ SV("/apply/drop"), visit_form_token(v) };
}

int apply_steps_in_all(const struct apply *p)
{
	return apply_steps_before(apply_n_steps, &p->draft) + 2;
}

struct sv apply_unit_url(struct visit *v, enum request_kind kind)
{
	return kind ? visit_url(v, "/apply/unit?for=%s", request_kind_key(kind)) : SV("/apply/unit");
}

bool apply_is_other(const struct apply *p, enum request_kind kind)
{
	return p->draft.id && (p->draft.sent || apply_kind(&p->draft) != kind);
}

struct sv apply_other_words(struct visit *v, const struct apply *p)
{
	struct sv noun = apply_words_of(apply_kind(&p->draft))->noun;
	return p->draft.sent ? sv_fmt(v->arena, "刚才提交的%.*s，回执还在这台设备上。开始新的以后就看不到它了。",
		SV_ARG(noun)) : sv_fmt(v->arena, "您有一份%.*s还没有填完。开始新的以后，那一份就没有了。", SV_ARG(noun));
}

struct sv apply_other_url(struct visit *v, const struct apply *p)
{
	return p->draft.sent ? SV("/apply/receipt") : apply_start(v, p);
}

struct sv apply_start(struct visit *v, const struct apply *p)
{
	return visit_url(v, "/apply/steps/%s", apply_steps[apply_step_from(0, &p->draft)].key);
}

const struct view_apply_words *apply_words_of(enum request_kind kind)
{
	static const struct view_apply_words words[REQUEST_KIND__MAX] = {
		[REQUEST_DISCLOSURE] = { SV_INIT("申请"), SV_INIT("政府信息公开申请"), true, false, false },
		[REQUEST_RECTIFICATION] = { SV_INIT("更正申请"), SV_INIT("更正政府信息记录的申请"), false, true, false },
		[REQUEST_COMPLAINT] = { SV_INIT("投诉举报"), SV_INIT("投诉举报"), false, false, true },
	};
	return &words[kind];
}

struct request_env apply_env(struct visit *v)
{
	return (struct request_env){ .db = v->db, .calendar = v->site->calendar,
		.rules = v->site->clock_rules, .master = v->site->master, .who = &citizen, .act = &v->act,
		.today = visit_today(v) };
}
