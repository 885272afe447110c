/* The steps of an application, and the summary before it is sent. */
#include "base/auto.h"
#include "web/apply.h"
#include "web/pages.h"
#include "web/templates.h"

/** The complaints as the list above the page, each leading to its field. */
static void set_problems(struct visit *v, const struct apply_complaint *wrong, size_t n)
{
	struct view_problem *list = arena_array(v->arena, n + 1, sizeof *list);
	for (size_t i = 0; list && i < n; i++)
		list[i] = (struct view_problem){ wrong[i].why, visit_url(v, "#%s", wrong[i].field->key) };
	v->problems = list;
	v->n_problems = list ? n : 0;
}

static int show_step(struct visit *v, const struct apply *p, size_t step,
	const struct apply_complaint *wrong, size_t n_wrong, struct err *err)
{
	const struct apply_step *s = &apply_steps[step];
	size_t before = apply_step_before(step, &p->draft);
	struct view_apply_step view = { .title = sv_of(s->title), .lead = sv_of(s->lead),
		.unit = p->unit.name, .number = apply_steps_before(step, &p->draft) + 1,
		.of = apply_steps_in_all(p),
		.action = visit_url(v, "/apply/steps/%s", s->key), .drop = apply_drop(v),
		.back_url = before < apply_n_steps ? visit_url(v, "/apply/steps/%s", apply_steps[before].key)
			: apply_kind(&p->draft) ? SV("/apply/begin") : SV("/apply/find") };
	view.fields = apply_fields(s, &p->draft, wrong, n_wrong, v->arena, &view.n_fields);
	if (!view.fields)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (n_wrong)
		set_problems(v, wrong, n_wrong);
	view.frame = apply_frame(v, view.title);
	return VISIT_RENDER(v, v->stale ? 403 : n_wrong ? 422 : 200, template_apply_step, &view, err);
}

int page_apply_step(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	size_t step = apply_step_of(visit_text(v, "step"));
	if (step == apply_n_steps)
		return err_set(err, E_NOT_FOUND, "没有这个页面。请检查网址，或者从首页找起。");
	int rc = apply_open(v, &p, err);
	if (rc)
		return rc;
	if (apply_led_away(v, &p))
		return E_OK;
	return apply_has_step(step, &p.draft) ? show_step(v, &p, step, NULL, 0, err)
		: visit_go(v, apply_start(v, &p), NULL);
}

/** A draft that is gone is begun anew as one that has this step. */
static void begin_as(struct apply *p, size_t step)
{
	for (int k = 0; k < REQUEST_KIND__MAX && !apply_has_step(step, &p->draft); k++)
		unsent_set(&p->draft, "for", sv_of(request_kind_key((enum request_kind)k)));
}

/** What was typed is kept in any case; a draft that is gone is begun anew with it. */
static int take_step(struct visit *v, struct apply *p, size_t step, struct err *err)
{
	int rc = tx_begin_write(v->db, __func__, err);
	if (!rc)
		rc = apply_open(v, p, err);
	if (!rc && p->draft.sent)
		return E_OK;
	if (!rc && !p->draft.id) {
		rc = apply_begin(v, p, err);
		begin_as(p, step);
	}
	/* Another form was begun in another tab. */
	if (!rc && !apply_has_step(step, &p->draft))
		return E_OK;
	if (!rc && !apply_take(&apply_steps[step], v->request, v->arena, &p->draft))
		rc = err_set(err, E_LIMIT, "内容太多，没有保存。");
	if (!rc)
		rc = apply_save(v, p, err);
	return rc ? rc : tx_commit(v->db, err);
}

int do_apply_step(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	struct apply_complaint wrong[APPLY_FIELDS_MAX];
	size_t step = apply_step_of(visit_text(v, "step"));
	if (step == apply_n_steps)
		return err_set(err, E_NOT_FOUND, "没有这个页面。请检查网址，或者从首页找起。");
	if (v->stale) {
		int rc = apply_open(v, &p, err);
		v->problems = &apply_stale;
		v->n_problems = 1;
		apply_take(&apply_steps[step], v->request, v->arena, &p.draft);
		return rc ? rc : show_step(v, &p, step, NULL, 0, err);
	}
	int rc = take_step(v, &p, step, err);
	tx_rollback(v->db);
	if (rc)
		return rc;
	if (p.draft.sent)
		return visit_go(v, SV("/apply/receipt"), NULL);
	if (!apply_has_step(step, &p.draft))
		return visit_go(v, apply_start(v, &p), NULL);
	size_t n = apply_check(&apply_steps[step], &p.draft, v->arena, wrong);
	return n ? show_step(v, &p, step, wrong, n, err)
		: visit_go(v, apply_next(v, &p, step), NULL);
}

/* ── The summary ───────────────────────────────────────────────────────────────────────────── */

int apply_show_check(struct visit *v, const struct apply *p, struct err *err)
{
	size_t wrong = apply_first_wrong(&p->draft, v->arena);
	struct view_apply_check view = { .unit = p->unit.name, .action = SV("/apply/send"),
		.back_url = SV("/apply/files"), .drop = apply_drop(v), .number = apply_steps_in_all(p),
		.of = apply_steps_in_all(p), .words = apply_words_of(apply_kind(&p->draft)), .incomplete = wrong < apply_n_steps || !p->unit.id,
		.go_on_url = wrong < apply_n_steps ? visit_url(v, "/apply/steps/%s", apply_steps[wrong].key)
			: apply_unit_url(v, apply_kind(&p->draft)) };
	int rc = apply_sections(v, p, &view.sections, &view.n_sections, err);
	view.frame = apply_frame(v, SV("提交前看一遍"));
	return rc ? rc : VISIT_RENDER(v, v->stale ? 403 : v->n_problems ? 422 : 200, template_apply_check,
		&view, err);
}

int page_apply_check(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	int rc = apply_open(v, &p, err);
	if (rc)
		return rc;
	return apply_led_away(v, &p) ? E_OK : apply_show_check(v, &p, err);
}
