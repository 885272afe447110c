/* The beginning of an application: what it is, to whom, and whether it is published already. */
#include "base/auto.h"
#include "search/search.h"
#include "web/apply.h"
#include "web/listing.h"
#include "web/pages.h"
#include "web/templates.h"

#include <inttypes.h>

enum { UNITS_PAGE = 30, HITS = 8 };

int page_apply(struct visit *v, struct err *err)
{
	static const struct crumb crumbs[] = { { SV_INIT("申请公开"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	struct view_apply view = { .frame = visit_frame(v, SV("申请公开政府信息"), crumbs),
		.start_url = SV("/apply/unit"), .follow_url = SV("/follow"),
		.rectify_url = SV("/apply/unit?for=rectification"),
		.complain_url = SV("/apply/unit?for=complaint") };
	return VISIT_RENDER(v, 200, template_apply, &view, err);
}

int page_apply_units(struct visit *v, struct err *err)
{
	static const struct sv titles[REQUEST_KIND__MAX] = { SV_INIT("向哪个机关申请"),
		SV_INIT("向哪个机关申请更正"), SV_INIT("向哪个机关投诉举报") };
	struct sv name = sv_trim(visit_text(v, "name"));
	enum request_kind kind = request_kind_of_key(visit_text(v, "for"));
	kind = kind < REQUEST_KIND__MAX ? kind : REQUEST_DISCLOSURE;
	struct sv base = apply_unit_url(v, kind), key = sv_of(request_kind_key(kind));
	int64_t after = visit_number(v, "after");
	struct unit *list = NULL;
	size_t n = 0;
	struct view_apply_units view = { .action = SV("/apply/unit"), .name = name,
		.kind = kind ? key : SV(""), .words = apply_words_of(kind) };
	int rc = name.n ? unit_search(v->db, name, UNITS_PAGE, v->arena, &list, &n, err)
		: unit_list(v->db, 0, after, UNITS_PAGE + 1, v->arena, &list, &n, err);
	struct view_apply_unit_row *rows = rc ? NULL : arena_array(v->arena, n + 1, sizeof *rows);
	if (rc || !rows)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (n > UNITS_PAGE) {
		n = UNITS_PAGE;
		view.paging.next_url = visit_url(v, "%.*s%safter=%" PRId64, SV_ARG(base), kind ? "&" : "?",
			list[n - 1].id);
	}
	if (after)
		view.paging.previous_url = base;
	for (size_t i = 0; i < n; i++)
		if (!list[i].closed)
			rows[view.n_units++] = (struct view_apply_unit_row){ list[i].name,
				sv_of(unit_kind_label(list[i].kind)),
				kind ? visit_url(v, "/apply/begin?for=%.*s&unit=%.*s", SV_ARG(key),
					SV_ARG(list[i].public_id))
				: visit_url(v, "/apply/find?unit=%.*s", SV_ARG(list[i].public_id)) };
	view.units = rows;
	static const struct crumb crumbs[] = { { SV_INIT("申请公开"), SV_INIT("/apply") },
		{ SV_INIT("选择机关"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, titles[kind], crumbs);
	view.title = titles[kind];
	return VISIT_RENDER(v, 200, template_apply_units, &view, err);
}

/* ── Find before you ask ───────────────────────────────────────────────────────────────────── */

static int fill_hits(struct visit *v, struct view_apply_find *view, struct err *err)
{
	struct search_result found = { 0 };
	const struct search_query query = { .words = view->words, .max = HITS };
	int rc = search_run(v->db, &query, v->arena, &found, err);
	if (!rc)
		rc = listing_hits(v, &found, &view->hits, err);
	view->n_hits = found.n;
	view->asked = true;
	return rc;
}

/** Say that there is something from before: a draft to another unit, or a receipt. */
static void fill_kept(struct visit *v, const struct apply *p, const struct unit *u,
	struct view_apply_find *view)
{
	if (apply_is_other(p, REQUEST_DISCLOSURE)) {
		view->kept_text = apply_other_words(v, p);
		view->kept_url = apply_other_url(v, p);
	} else if (p->unit.id && p->unit.id != u->id) {
		view->kept_text = sv_fmt(v->arena, "您有一份给%.*s的申请还没有填完。在这里继续，填过的内容会改交给%.*s。",
			SV_ARG(p->unit.name), SV_ARG(u->name));
		view->kept_url = SV("/apply/steps/what");
	} else if (unsent_get(&p->draft, "text").n) {
		view->kept_text = SV("您有一份申请还没有填完。");
		view->kept_url = SV("/apply/steps/what");
	}
}

/** @param why  what is wrong with the words, or NULL */
static int show_find(struct visit *v, const struct apply *p, const struct unit *u, struct sv words,
	const struct view_problem *why, struct err *err)
{
	struct view_apply_find view = { .action = SV("/apply/find"), .unit = u->name,
		.unit_id = u->public_id, .other_unit_url = SV("/apply/unit"), .words = words,
		.go_on_url = SV("/apply/steps/what") };
	v->problems = why;
	v->n_problems = why != NULL;
	if (why && why->url.n)
		view.words_error = why->text;
	fill_kept(v, p, u, &view);
	bool mine = !apply_is_other(p, REQUEST_DISCLOSURE) && p->unit.id == u->id;
	int rc = mine && words.n && !why ? fill_hits(v, &view, err) : E_OK;
	view.frame = apply_frame(v, SV("先找找，也许已经公开了"));
	return rc ? rc : VISIT_RENDER(v, v->stale ? 403 : why ? 422 : 200, template_apply_find, &view, err);
}

int page_apply_find(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	struct unit u;
	int rc = apply_open(v, &p, err);
	if (!rc)
		rc = listing_unit(v, &u, err);
	if (rc)
		return rc;
	if (!u.id)
		u = p.unit;
	if (!u.id)
		return visit_go(v, SV("/apply/unit"), NULL);
	struct sv words = p.unit.id == u.id && !apply_is_other(&p, REQUEST_DISCLOSURE) ? unsent_get(&p.draft, "words") : SV("");
	return show_find(v, &p, &u, words, NULL, err);
}

/** Begin a draft for the unit, or turn the one there is to it. */
static int keep_words(struct visit *v, struct apply *p, const struct unit *u, struct sv words,
	struct err *err)
{
	int rc = tx_begin_write(v->db, __func__, err);
	if (!rc && (!p->draft.id || apply_is_other(p, REQUEST_DISCLOSURE)))
		rc = apply_begin(v, p, err);
	if (!rc) {
		unsent_set(&p->draft, "unit", u->public_id);
		unsent_set(&p->draft, "words", words);
		if (!unsent_get(&p->draft, "title").n)
			unsent_set(&p->draft, "title", words);
		rc = apply_save(v, p, err);
	}
	if (!rc)
		rc = tx_commit(v->db, err);
	tx_rollback(v->db);
	return rc;
}

int do_apply_find(struct visit *v, struct err *err)
{
	static const struct view_problem missing = { SV_INIT("请写要找的词，例如“老旧小区改造”。"), SV_INIT("#words") },
		long_one = { SV_INIT("要找的词太长，请写得短一些。"), SV_INIT("#words") };
	AUTO(apply_done) struct apply p = { 0 };
	struct unit u;
	struct sv words = sv_trim(visit_text(v, "words"));
	bool skip = visit_text(v, "skip").n > 0;
	int rc = apply_open(v, &p, err);
	if (!rc)
		rc = unit_by_public_id(v->db, visit_text(v, "unit"), v->arena, &u, err);
	if (rc)
		return rc;
	if (v->stale)
		return show_find(v, &p, &u, words, &apply_stale, err);
	if (!skip && !words.n)
		return show_find(v, &p, &u, words, &missing, err);
	if (words.n > SEARCH_QUERY_MAX)
		return show_find(v, &p, &u, words, &long_one, err);
	rc = keep_words(v, &p, &u, words, err);
	return rc ? rc : visit_go(v, skip ? SV("/apply/steps/what") : SV("/apply/find"), NULL);
}
