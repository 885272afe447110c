/* What stands around a request: others like it, what it belongs to, cases against its answer, its cells. */
#include "web/desk_request_page.h"

#include "law/outcome.h"

#include <inttypes.h>
#include <string.h>

enum { ALIKES = 10, FIELDS = 9 };

/* ── Cases ─────────────────────────────────────────────────────────────────────────────────── */

static const struct view_text_field *text_field(struct visit *v, const char *name, struct sv suffix,
	const char *label, struct sv value)
{
	struct view_text_field *t = arena_alloc(v->arena, sizeof *t);
	if (t)
		*t = (struct view_text_field){ .name = sv_fmt(v->arena, "%s%.*s", name, SV_ARG(suffix)),
			.label = sv_of(label), .value = value, .max = 200, .rows = 2 };
	return t;
}

static const struct view_select_field *select_field(struct visit *v, const char *name, struct sv suffix,
	const char *label, struct view_option *options, size_t n)
{
	struct view_select_field *s = arena_alloc(v->arena, sizeof *s);
	if (s)
		*s = (struct view_select_field){ .name = sv_fmt(v->arena, "%s%.*s", name, SV_ARG(suffix)),
			.label = sv_of(label), .options = options, .n_options = n };
	return s;
}

static struct view_option *kinds(struct visit *v, enum remedy_kind chosen)
{
	struct view_option *list = arena_array(v->arena, REMEDY_KIND__MAX, sizeof *list);
	for (int k = 0; list && k < REMEDY_KIND__MAX; k++)
		list[k] = (struct view_option){ sv_of(remedy_kind_key((enum remedy_kind)k)),
			sv_of(remedy_kind_label((enum remedy_kind)k)), k == (int)chosen };
	return list;
}

static struct view_option *results(struct visit *v, enum remedy_result chosen)
{
	struct view_option *list = arena_array(v->arena, REMEDY_RESULT__MAX, sizeof *list);
	for (int k = 0; list && k < REMEDY_RESULT__MAX; k++)
		list[k] = (struct view_option){ sv_of(remedy_result_key((enum remedy_result)k)),
			sv_of(remedy_result_label((enum remedy_result)k)), k == (int)chosen };
	return list;
}

const struct view_any_field *desk_remedy_fields(struct visit *v, const struct remedy *m, struct sv suffix,
	size_t *ret_n)
{
	struct view_any_field *f = arena_array(v->arena, FIELDS, sizeof *f);
	struct view_option *kind = kinds(v, m->kind), *result = results(v, m->result);
	size_t n = 0;
	*ret_n = 0;
	if (!f || !kind || !result)
		return NULL;
	f[n++].select = select_field(v, "kind", suffix, "种类", kind, REMEDY_KIND__MAX);
	f[n++].line = text_field(v, "organ", suffix, "审理的机关或者法院", m->organ);
	f[n++].line = text_field(v, "case_number", suffix, "案号", m->case_number);
	f[n++].date = text_field(v, "opened", suffix, "受理日期", desk_date(v, m->opened));
	f[n++].date = text_field(v, "answer_due", suffix, "提交答复和证据不晚于（不填就按法定期限算）",
		desk_date(v, m->answer_due));
	f[n++].select = select_field(v, "result", suffix, "结果", result, REMEDY_RESULT__MAX);
	f[n++].date = text_field(v, "closed", suffix, "审结日期", desk_date(v, m->closed));
	f[n++].area = text_field(v, "remark", suffix, "备注", m->remark);
	*ret_n = n;
	return v->arena->failed ? NULL : f;
}

static int fill_remedies(struct visit *v, const struct request *r, const struct remedy *typed,
	struct view_request_page *view, struct err *err)
{
	struct request_env env = desk_env(v);
	struct remedy *from, none = { .kind = REMEDY_RECONSIDERATION, .organ = SV("") };
	size_t n;
	int rc = remedy_of_request(&env, r, v->arena, &from, &n, err);
	struct view_case *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	if (rc || !list)
		return rc ? rc : desk_no_memory(err);
	view->can_remedy = view->can_open && r->first_received_on.year;
	view->remedy_action = sv_fmt(v->arena, "%.*s/remedies", SV_ARG(desk_request_url(v, r)));
	for (size_t i = 0; i < n; i++) {
		const struct remedy *m = typed && typed->id == from[i].id ? typed : &from[i];
		const struct request like = { .state = REQUEST_HANDLING, .due = from[i].answer_due };
		list[i] = (struct view_case){ .id = sv_fmt(v->arena, "%" PRId64, from[i].id),
			.kind = sv_of(remedy_kind_label(from[i].kind)), .organ = from[i].organ,
			.case_number = from[i].case_number, .opened = desk_date(v, from[i].opened),
			.answer_due = desk_date(v, from[i].answer_due), .closed = desk_date(v, from[i].closed),
			.result = sv_of(remedy_result_label(from[i].result)),
			.remark = view->hides ? SV("") : from[i].remark, .open = !from[i].closed.year,
			.edit_action = view->can_remedy ? view->remedy_action : SV("") };
		if (list[i].open)
			list[i].urgency = desk_urgency(v, &like);
		list[i].fields = desk_remedy_fields(v, m, sv_fmt(v->arena, "-%" PRId64, from[i].id),
			&list[i].n_fields);
	}
	view->remedies = list;
	view->n_remedies = n;
	view->remedy_fields = desk_remedy_fields(v, typed && !typed->id ? typed : &none, SV("-new"),
		&view->n_remedy_fields);
	return view->remedy_fields ? E_OK : desk_no_memory(err);
}

/* ── Others ────────────────────────────────────────────────────────────────────────────────── */

static int fill_alikes(struct visit *v, const struct request *r, struct view_request_page *view,
	struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_alike *from;
	size_t n, others = 0;
	int rc = request_alikes(&env, r, ALIKES, v->arena, &from, &n, err);
	struct request *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	const struct view_request_row *rows;
	if (rc || !list)
		return rc ? rc : desk_no_memory(err);
	for (size_t i = 0; i < n; i++) {
		list[i] = from[i].request;
		others += !from[i].same_applicant;
	}
	rc = desk_request_rows(v, list, n, &rows, err);
	struct view_alike *alikes = rc ? NULL : arena_array(v->arena, n + 1, sizeof *alikes);
	for (size_t i = 0; alikes && i < n; i++)
		alikes[i] = (struct view_alike){ rows[i].number, rows[i].url, rows[i].title, from[i].why,
			rows[i].state };
	view->alikes = alikes;
	view->n_alikes = alikes ? n : 0;
	/* Art. 44: several who ask for the same. */
	if (others >= 2)
		view->publish_hint = sv_fmt(v->arena, "除了这一件，还有 %zu 位申请人要同样的信息。可以公开的，可以把它纳入"
			"主动公开的范围（条例第44条），以后就不用逐件答复。", others);
	return rc;
}

static int fill_relations(struct visit *v, const struct request *r, struct view_request_page *view,
	struct err *err)
{
	static const char *const names[] = { "并入", "拆分自", "针对" };
	const int64_t ids[] = { r->lead, r->split_from, r->about };
	struct request_env env = desk_env(v);
	struct request *children, other;
	size_t n;
	int rc = request_children(&env, r, v->arena, &children, &n, err);
	struct view_fact *list = rc ? NULL : arena_array(v->arena, n + 4, sizeof *list);
	if (rc || !list)
		return rc ? rc : desk_no_memory(err);
	size_t k = 0;
	for (size_t i = 0; i < 3; i++)
		if (ids[i] && !request_get(&env, ids[i], v->arena, &other, NULL))
			list[k++] = (struct view_fact){ .key = sv_of(names[i]), .value = other.number,
				.url = desk_request_url(v, &other) };
	for (size_t i = 0; i < n; i++)
		list[k++] = (struct view_fact){ .key = SV("同一张申请表"), .value = children[i].number,
			.url = desk_request_url(v, &children[i]) };
	view->relations = (struct view_facts){ list, k };
	return E_OK;
}

/** Where the year's report counts it now. */
static int fill_cells(struct visit *v, const struct request *r, struct view_request_page *view,
	struct err *err)
{
	int cells[4], year = r->closed_on.year ? r->closed_on.year : visit_today(v).year;
	size_t n;
	const struct request_period period = { { year, 1, 1 }, { year, 12, 31 } };
	struct view_note *list = arena_array(v->arena, 4, sizeof *list);
	if (!list)
		return desk_no_memory(err);
	if (!request_cells(r, period, SV(""), visit_today(v), cells, &n))
		for (size_t i = 0; i < n; i++)
			list[view->n_cells++] = (struct view_note){ form_cell_name(v->arena, cells[i]), SV("") };
	view->cells = list;
	view->cells_year = sv_fmt(v->arena, "%d", year);
	return E_OK;
}

int desk_request_around(struct visit *v, const struct request *r, const struct remedy *typed,
	struct view_request_page *view, struct err *err)
{
	int rc = fill_remedies(v, r, typed, view, err);
	if (!rc && !view->hides)
		rc = fill_alikes(v, r, view, err);
	if (!rc)
		rc = fill_relations(v, r, view, err);
	if (!rc)
		rc = fill_cells(v, r, view, err);
	return rc || !v->arena->failed ? rc : desk_no_memory(err);
}
