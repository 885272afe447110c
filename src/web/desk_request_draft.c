/* The answer is drafted: what it has to hold, what is missing, what changes when it goes out so. */
#include "request/answer.h"
#include "request/query.h"
#include "web/desk_letter.h"
#include "web/desk_request_page.h"
#include "web/pages.h"
#include "web/templates.h"

#include <stdio.h>
#include <string.h>

enum { CELLS_MAX = 4 };

/** A draft on its way to the page. */
struct drafting {
	struct request r;
	struct sv outcome;
	const struct outcome *o;         /* NULL: no disclosure, or not chosen */
	struct request_value values[ELEMENT__MAX];
	size_t n_values;
	const struct err *why;
	bool preview;
};

static const struct letter_kind *letter_of(const struct drafting *d)
{
	const struct answer *other = d->o ? NULL : answer_of_key(d->r.kind, d->outcome);
	const char *key = d->o ? d->o->letter : other ? other->letter : NULL;
	return key ? letter_kind_of_key(sv_of(key)) : NULL;
}

/** Elements that somebody has to write: the law's, or, where it has none, what the letter requires of him. */
static uint64_t needed_of(const struct drafting *d)
{
	const uint64_t own = ELEMENT_BIT(ELEMENT_REASON) | ELEMENT_BIT(ELEMENT_RIGHT_ORGAN)
		| ELEMENT_BIT(ELEMENT_RIGHT_CONTACT) | ELEMENT_BIT(ELEMENT_RECORD_RESULT)
		| ELEMENT_BIT(ELEMENT_COMPLAINT_RESULT);
	const struct letter_kind *k = letter_of(d);
	return d->o ? d->o->needs : k ? k->required & own : 0;
}

/** Those he has to write for this answer, and those he may. */
static uint64_t asked_of(const struct drafting *d)
{
	const uint64_t answer = ~(ELEMENT_BIT(ELEMENT_CONSULTED) - 1)
		& (ELEMENT_BIT(ELEMENT_FEE_STANDARD) - 1);
	const struct letter_kind *k = letter_of(d);
	if (!d->o)
		return k ? needed_of(d) | ELEMENT_BIT(ELEMENT_ATTACHMENTS)
			: d->outcome.n ? ELEMENT_BIT(ELEMENT_REASON) : 0;
	uint64_t may = k ? (k->required | k->optional) & answer : 0;
	return (d->o->needs | may | ELEMENT_BIT(ELEMENT_ATTACHMENTS)) & ~ELEMENTS_BY_LAW;
}

static struct sv value_of(const struct drafting *d, const char *key)
{
	for (size_t i = 0; i < d->n_values; i++)
		if (sv_eq(d->values[i].key, sv_of(key)))
			return d->values[i].text;
	return SV("");
}

static struct sv error_of(const struct drafting *d, const char *key)
{
	return d->why && strcmp(d->why->field, key) == 0 ? sv_of(d->why->user) : SV("");
}

static struct view_any_field *add_field(struct visit *v, const struct drafting *d, enum element e,
	struct view_any_field *to)
{
	const char *key = element_key(e);
	bool needed = needed_of(d) & ELEMENT_BIT(e);
	struct view_text_field *t = arena_alloc(v->arena, sizeof *t);
	if (!t)
		return to;
	*t = (struct view_text_field){ .name = sv_of(key), .rows = 3, .label = needed
			? sv_of(element_label(e)) : sv_fmt(v->arena, "%s（可以不写）", element_label(e)),
		.hint = sv_of(element_ask(e)), .value = value_of(d, key), .error = error_of(d, key) };
	to->area = t;
	return to + 1;
}

/** The elements in the order in which the letter says them, those it has no place for last. */
static void in_order(const struct drafting *d, enum element order[static ELEMENT__MAX])
{
	const struct letter_kind *k = letter_of(d);
	struct sv text = k ? letter_template(k) : SV("");
	size_t at[ELEMENT__MAX];
	for (int e = 0; e < ELEMENT__MAX; e++) {
		char name[64];
		snprintf(name, sizeof name, "{%s}", element_label((enum element)e));
		at[e] = sv_find(text, sv_of(name)); /* SV_NONE is beyond all */
		int i = e;
		for (; i > 0 && at[order[i - 1]] > at[e]; i--)
			order[i] = order[i - 1];
		order[i] = (enum element)e;
	}
}

/** What has to be written first, then what may be. */
static int fill_fields(struct visit *v, const struct drafting *d, struct view_request_draft *view,
	struct err *err)
{
	uint64_t asked = asked_of(d), must = needed_of(d);
	enum element order[ELEMENT__MAX];
	struct view_any_field *list = arena_array(v->arena, ELEMENT__MAX, sizeof *list), *end = list;
	in_order(d, order);
	for (int i = 0; list && i < ELEMENT__MAX; i++)
		if (asked & must & ELEMENT_BIT(order[i]))
			end = add_field(v, d, order[i], end);
	for (int i = 0; list && i < ELEMENT__MAX; i++)
		if (asked & ~must & ELEMENT_BIT(order[i]))
			end = add_field(v, d, order[i], end);
	view->fields = list;
	view->n_fields = (size_t)(end - list);
	return list && !v->arena->failed ? E_OK : desk_no_memory(err);
}

/** What has to happen before, which nothing that is written can mend. */
static int fill_lacks(struct visit *v, const struct drafting *d, struct view_request_draft *view,
	struct err *err)
{
	struct request_env env = desk_env(v);
	struct outcome_lack lacks[OUTCOME_LACKS_MAX];
	size_t n = 0;
	struct view_note *list = arena_array(v->arena, OUTCOME_LACKS_MAX, sizeof *list);
	int rc = request_lacks(&env, &d->r, d->o, d->values, d->n_values, lacks, &n, err);
	for (size_t i = 0; list && !rc && i < n; i++)
		if (!lacks[i].element)
			list[view->n_lacks++] = (struct view_note){ sv_fmt(v->arena, "%s（%s）", lacks[i].why,
				lacks[i].article), SV("") };
	view->lacks = list;
	return rc || list ? rc : desk_no_memory(err);
}

/** Closed so today, these cells of the year's report change. */
static void fill_cells(struct visit *v, const struct drafting *d, struct view_request_draft *view)
{
	int cells[CELLS_MAX], year = visit_today(v).year;
	size_t n = 0;
	const struct request_period period = { { year, 1, 1 }, { year, 12, 31 } };
	struct view_note *list = arena_array(v->arena, CELLS_MAX, sizeof *list);
	if (list && !request_cells(&d->r, period, d->outcome, visit_today(v), cells, &n))
		for (size_t i = 0; i < n; i++)
			list[view->n_cells++] = (struct view_note){ form_cell_name(v->arena, cells[i]), SV("") };
	view->cells = list;
	view->cells_year = sv_fmt(v->arena, "%d", year);
}

/** The letter as it would go out now. */
static int fill_letter(struct visit *v, const struct drafting *d, struct view_request_draft *view,
	struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_inside unused;
	struct letter letter;
	struct err why = { 0 };
	int rc = request_open(&env, &d->r, SV("预览答复书"), v->arena, &unused, err);
	if (rc)
		return rc;
	rc = desk_answer_letter(v, &d->r, d->outcome, d->values, d->n_values, &letter, &why);
	if (rc)
		view->letter_problem = sv_dup(v->arena, sv_of(why.user));
	else
		view->letter = desk_paragraphs(v, &letter, &view->n_letter);
	return E_OK;
}

static int fill_chosen(struct visit *v, const struct drafting *d, struct view_request_draft *view,
	struct err *err)
{
	view->chosen = true;
	view->label = sv_of(answer_label(d->r.kind, d->outcome));
	int rc = fill_fields(v, d, view, err);
	if (!rc && d->preview)
		rc = fill_letter(v, d, view, err);
	if (rc || !d->o)
		return rc;
	struct remedy_advice advice = remedy_advise(d->o->remedy, (enum remedy_unit)d->r.unit_kind,
		visit_today(v), &remedy_default_rules);
	view->article = sv_of(d->o->article);
	view->remedy = advice.why ? sv_fmt(v->arena, "%s：%s（%s）", remedy_way_label(advice.way),
		advice.why, advice.article) : sv_of(remedy_way_label(advice.way));
	fill_cells(v, d, view);
	return fill_lacks(v, d, view, err);
}

static int show(struct visit *v, const struct drafting *d, struct err *err)
{
	struct sv url = desk_request_url(v, &d->r);
	struct view_problem *p = arena_alloc(v->arena, sizeof *p);
	struct view_request_draft view = { .number = d->r.number, .title = d->r.title, .back_url = url,
		.action = sv_fmt(v->arena, "%.*s/draft", SV_ARG(url)),
		.preview_action = sv_fmt(v->arena, "%.*s/draft#letter", SV_ARG(url)),
		.choose_action = sv_fmt(v->arena, "%.*s/draft", SV_ARG(url)), .outcome = d->outcome,
		.state = sv_of(request_state_key(d->r.state)),
		.version = sv_fmt(v->arena, "%d", d->r.n_events) };
	view.outcomes = desk_answers(v, &d->r, d->outcome, &view.n_outcomes);
	int rc = view.outcomes && p ? E_OK : desk_no_memory(err);
	if (!rc && d->outcome.n)
		rc = fill_chosen(v, d, &view, err);
	if (rc)
		return rc;
	if (d->why) {
		*p = (struct view_problem){ sv_of(d->why->user), element_of_key(sv_of(d->why->field))
			< ELEMENT__MAX ? sv_fmt(v->arena, "#%s", d->why->field) : SV("") };
		v->problems = p;
		v->n_problems = 1;
	}
	const struct crumb crumbs[] = { { SV("依申请公开"), SV("/desk/requests") },
		{ d->r.number, url }, { SV("拟办"), SV("") }, { SV(""), SV("") } };
	view.frame = visit_frame(v, SV("拟办答复"), crumbs);
	return VISIT_RENDER(v, d->why ? visit_status(d->why->code) : 200, template_desk_request_draft,
		&view, err);
}

/* ── In ────────────────────────────────────────────────────────────────────────────────────── */

/** The request, if an answer can be drafted now, and which one is chosen. */
static int begin(struct visit *v, struct drafting *d, struct err *err)
{
	*d = (struct drafting){ .outcome = visit_text(v, "outcome") };
	int rc = desk_request_of(v, &d->r, err);
	if (rc)
		return rc;
	if (d->outcome.n && !answer_label(d->r.kind, d->outcome))
		d->outcome = SV("");
	if (d->outcome.n && d->r.kind == REQUEST_DISCLOSURE)
		d->o = outcome_of_key(d->outcome);
	return E_OK;
}

/** What was drafted before is there to go on with. */
static int take_kept(struct visit *v, struct drafting *d, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_value *list;
	size_t n;
	int rc = request_draft_of(&env, &d->r, v->arena, &list, &n, err);
	for (size_t i = 0; !rc && i < n && d->n_values < ELEMENT__MAX; i++)
		if (element_of_key(list[i].key) < ELEMENT__MAX)
			d->values[d->n_values++] = list[i];
	return rc;
}

int page_request_draft(struct visit *v, struct err *err)
{
	struct drafting d;
	int rc = begin(v, &d, err);
	if (!rc && !desk_may(v, d.r.state, REQUEST_DRAFT))
		return visit_go(v, desk_request_url(v, &d.r), NULL);
	if (!rc)
		rc = take_kept(v, &d, err);
	return rc ? rc : show(v, &d, err);
}

static void take_typed(struct visit *v, struct drafting *d)
{
	uint64_t asked = asked_of(d);
	for (int e = 0; e < ELEMENT__MAX; e++) {
		struct sv key = sv_of(element_key((enum element)e));
		struct sv text = sv_trim(http_form(v->request, key));
		if (asked & ELEMENT_BIT(e) && text.n)
			d->values[d->n_values++] = (struct request_value){ key, text };
	}
}

int do_request_draft(struct visit *v, struct err *err)
{
	struct request_env env = desk_env(v);
	struct drafting d;
	struct request_moved moved;
	struct err why = { 0 };
	int rc = begin(v, &d, err);
	if (rc)
		return rc;
	take_typed(v, &d);
	d.preview = visit_text(v, "preview").n > 0;
	if (d.preview)
		return show(v, &d, err);
	const struct request_move m = { .event = REQUEST_DRAFT,
		.expected = request_state_of_key(visit_text(v, "expected")),
		.n_events = (int)visit_number(v, "version"), .outcome = d.outcome, .values = d.values,
		.n_values = d.n_values };
	rc = request_apply(&env, d.r.id, &m, &moved, &why);
	if (!rc)
		return visit_go(v, desk_request_url(v, &d.r), "request_step");
	if (!desk_is_his(rc)) {
		*err = why;
		return rc;
	}
	d.why = &why;
	return show(v, &d, err);
}
