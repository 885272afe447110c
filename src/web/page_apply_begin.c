/* Before a complaint or a rectification is written: what it is, to whom it goes, what is needed. */
#include "base/auto.h"
#include "web/apply.h"
#include "web/follow.h"
#include "web/pages.h"
#include "web/templates.h"

/** From the address or the form; REQUEST_DISCLOSURE: none that begins here. */
static enum request_kind kind_of(const struct visit *v)
{
	enum request_kind k = request_kind_of_key(visit_text(v, "for"));
	return k < REQUEST_KIND__MAX ? k : REQUEST_DISCLOSURE;
}

/** The organ of the address, or of the draft that goes on; id 0: not chosen. */
static int unit_of(struct visit *v, const struct apply *p, enum request_kind kind, struct unit *ret,
	struct err *err)
{
	*ret = (struct unit){ 0 };
	if (visit_text(v, "unit").n)
		return unit_by_public_id(v->db, visit_text(v, "unit"), v->arena, ret, err);
	if (!apply_is_other(p, kind))
		*ret = p->unit;
	return E_OK;
}

static int show(struct visit *v, const struct apply *p, enum request_kind kind, const struct unit *u,
	struct err *err)
{
	static const struct sv titles[REQUEST_KIND__MAX] = { SV_INIT(""), SV_INIT("申请更正自己的记录"),
		SV_INIT("投诉、举报") };
	struct view_apply_begin view = { .words = apply_words_of(kind), .action = SV("/apply/begin"),
		.unit = u->name, .unit_id = u->public_id, .kind = sv_of(request_kind_key(kind)),
		.about = visit_text(v, "about"), .other_unit_url = apply_unit_url(v, kind) };
	v->problems = &apply_stale;
	v->n_problems = v->stale;
	if (apply_is_other(p, kind)) {
		view.kept_text = apply_other_words(v, p);
		view.kept_url = apply_other_url(v, p);
	}
	view.frame = apply_frame(v, titles[kind]);
	return VISIT_RENDER(v, v->stale ? 403 : 200, template_apply_begin, &view, err);
}

int page_apply_begin(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	struct unit u;
	int rc = apply_open(v, &p, err);
	enum request_kind kind = visit_text(v, "for").n ? kind_of(v) : apply_kind(&p.draft);
	if (!rc)
		rc = unit_of(v, &p, kind, &u, err);
	if (rc)
		return rc;
	return kind == REQUEST_DISCLOSURE ? visit_go(v, SV("/apply/unit"), NULL)
		: show(v, &p, kind, &u, err);
}

/** A complaint about the request that is open here: only whoever has its code links the two. */
static void put_request(struct visit *v, const struct follow *f, struct unsent *u)
{
	unsent_set(u, "about_id", sv_fmt(v->arena, "%lld", (long long)f->request.id));
	unsent_set(u, "about_number", f->request.number);
	unsent_set(u, "about_unit", f->request.unit_name);
}

static int begin(struct visit *v, struct apply *p, enum request_kind kind, const struct unit *u,
	const struct follow *f, struct err *err)
{
	int rc = tx_begin_write(v->db, __func__, err);
	if (!rc && (!p->draft.id || apply_is_other(p, kind)))
		rc = apply_begin(v, p, err);
	if (!rc) {
		unsent_set(&p->draft, "for", sv_of(request_kind_key(kind)));
		if (u->id)
			unsent_set(&p->draft, "unit", u->public_id);
		if (f)
			put_request(v, f, &p->draft);
		rc = apply_save(v, p, err);
	}
	if (!rc)
		rc = tx_commit(v->db, err);
	tx_rollback(v->db);
	return rc;
}

int do_apply_begin(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	enum request_kind kind = kind_of(v);
	bool about = visit_text(v, "about").n > 0, led = false;
	struct follow f;
	struct unit u;
	if (kind == REQUEST_DISCLOSURE)
		return visit_go(v, SV("/apply/unit"), NULL);
	int rc = apply_open(v, &p, err);
	if (!rc)
		rc = unit_of(v, &p, kind, &u, err);
	if (!rc && v->stale)
		return show(v, &p, kind, &u, err);
	if (!rc && about)
		rc = follow_open(v, &f, &led, err);
	if (rc || led)
		return rc;
	rc = begin(v, &p, kind, &u, about ? &f : NULL, err);
	return rc ? rc : visit_go(v, u.id ? apply_start(v, &p) : apply_unit_url(v, kind), NULL);
}
