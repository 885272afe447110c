/* What a unit has of its own: its names and numbers, and the text of its letters. */
#include "request/office.h"
#include "web/desk_letter.h"
#include "web/desk_request.h"
#include "web/pages.h"
#include "web/templates.h"

#include <string.h>

enum { VALUE_MAX = 600, TEXT_MAX = 12000 };

/** The unit of this visit. *ret_done: an administrator of everything chooses one first. */
static int unit_of(struct visit *v, struct unit *ret, bool *ret_done, struct err *err)
{
	int rc = desk_unit_of(v, ret, err);
	if (!rc && !ret->id && desk_scope(v))
		rc = unit_get(v->db, desk_scope(v), v->arena, ret, err);
	*ret_done = !rc && !ret->id;
	return *ret_done ? visit_go(v, SV("/desk/units"), NULL) : rc;
}

static struct sv unit_query(struct visit *v)
{
	struct sv unit = visit_text(v, "unit");
	return unit.n ? sv_fmt(v->arena, "?unit=%.*s", SV_ARG(unit)) : SV("");
}

/* ── Settings ──────────────────────────────────────────────────────────────────────────────── */

static const char *const hints[OFFICE_KEY__MAX] = {
	[OFFICE_CODE] = "文号开头的几个字，例如“天坛街”",
	[OFFICE_NUMBER_PATTERN] = "不填就用“" LETTER_NUMBER_PATTERN "”",
	[OFFICE_RECONSIDERATION] = "全称。街道办事处、部门的，是本级人民政府；乡镇的，是上一级人民政府（行政复议法第24条）；"
		"税务等实行垂直领导的机关，是上一级主管部门（第27条）",
	[OFFICE_SUPERIOR] = "全称。只有部门要填：2024年以前作出的决定，也可以向上一级主管部门申请复议（2017年行政复议法第12条）",
	[OFFICE_COURT] = "全称",
	[OFFICE_NAME] = "例如“天坛街道办事处综合办公室”",
	[OFFICE_FEE_ACCOUNT] = "收款单位、账号，怎样缴",
	[OFFICE_RECONSIDERATION_URL] = "电子送达的答复，要告知提交复议申请的网址（行政复议法第22条）",
	[OFFICE_SMTP_TO] = "一个电子邮箱。不填就不发提醒邮件；到期提醒只在工作日发",
};

static int fill_fields(struct visit *v, const struct sv *values, const struct err *why,
	struct view_office *view, struct err *err)
{
	bool typed = v->request->method == HTTP_POST;
	struct view_any_field *list = arena_array(v->arena, OFFICE_KEY__MAX, sizeof *list);
	struct view_text_field *t = arena_array(v->arena, OFFICE_KEY__MAX, sizeof *t);
	if (!list || !t)
		return desk_no_memory(err);
	for (int k = 0; k < OFFICE_KEY__MAX; k++) {
		struct sv name = sv_of(office_key_name((enum office_key)k));
		bool wrong = why && strcmp(why->field, office_key_name((enum office_key)k)) == 0;
		t[k] = (struct view_text_field){ .name = name, .hint = sv_of(hints[k]), .max = VALUE_MAX,
			.label = sv_of(office_key_label((enum office_key)k)),
			.value = typed ? http_form(v->request, name) : values[k],
			.error = wrong ? sv_of(why->user) : SV(""), .rows = 3 };
		list[k] = (struct view_any_field){ .line = k == OFFICE_FEE_ACCOUNT ? NULL : &t[k],
			.area = k == OFFICE_FEE_ACCOUNT ? &t[k] : NULL };
	}
	view->fields = list;
	view->n_fields = OFFICE_KEY__MAX;
	return E_OK;
}

static int fill_letters(struct visit *v, const struct unit *unit, struct view_office *view,
	struct err *err)
{
	struct view_office_letter_row *list = arena_array(v->arena, n_letter_kinds, sizeof *list);
	int rc = list ? E_OK : desk_no_memory(err);
	for (size_t i = 0; !rc && i < n_letter_kinds; i++) {
		struct sv own;
		rc = office_letter_get(v->db, unit->id, sv_of(letter_kinds[i].key), v->arena, &own, err);
		list[i] = (struct view_office_letter_row){ sv_of(letter_kinds[i].name),
			sv_of(letter_kinds[i].article), visit_url(v, "/desk/office/letters/%s%.*s",
				letter_kinds[i].key, SV_ARG(unit_query(v))), !rc && own.n > 0 };
	}
	view->letters = list;
	view->n_letters = n_letter_kinds;
	return rc;
}

static int show_office(struct visit *v, const struct unit *unit, const struct sv *values,
	const struct err *why, struct err *err)
{
	struct view_problem *p = arena_alloc(v->arena, sizeof *p);
	struct view_office view = { .unit = unit->name, .unit_id = visit_text(v, "unit"),
		.action = SV("/desk/office") };
	int rc = p ? fill_fields(v, values, why, &view, err) : desk_no_memory(err);
	if (!rc)
		rc = fill_letters(v, unit, &view, err);
	if (!rc && why) {
		*p = (struct view_problem){ sv_of(why->user), sv_fmt(v->arena, "#%s", why->field) };
		v->problems = p;
		v->n_problems = 1;
	}
	static const struct crumb crumbs[] = { { SV_INIT("依申请公开的设置"), { "", 0 } },
		{ { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, SV("依申请公开的设置"), crumbs);
	return rc ? rc : VISIT_RENDER(v, why ? visit_status(why->code) : 200, template_desk_office, &view,
		err);
}

int page_office(struct visit *v, struct err *err)
{
	struct unit unit;
	struct sv values[OFFICE_KEY__MAX];
	bool done;
	int rc = unit_of(v, &unit, &done, err);
	if (rc || done)
		return rc;
	rc = office_get(v->db, unit.id, v->arena, values, err);
	return rc ? rc : show_office(v, &unit, values, NULL, err);
}

/** Set what differs; the first that is refused ends it. */
static int set_changed(struct visit *v, const struct unit *unit, const struct sv *values,
	struct err *why)
{
	struct request_env env = desk_env(v);
	int rc = E_OK;
	for (int k = 0; !rc && k < OFFICE_KEY__MAX; k++) {
		const char *name = office_key_name((enum office_key)k);
		struct sv typed = sv_trim(http_form(v->request, sv_of(name)));
		if (sv_eq(typed, values[k]))
			continue;
		rc = office_set(&env, unit->id, (enum office_key)k, typed, why);
		if (rc)
			memcpy(why->field, name, strlen(name) + 1);
	}
	return rc;
}

int do_office(struct visit *v, struct err *err)
{
	struct unit unit;
	struct sv values[OFFICE_KEY__MAX];
	struct err why = { 0 };
	bool done;
	int rc = unit_of(v, &unit, &done, err);
	if (rc || done)
		return rc;
	rc = office_get(v->db, unit.id, v->arena, values, err);
	if (rc)
		return rc;
	rc = set_changed(v, &unit, values, &why);
	if (!rc)
		return visit_go(v, sv_fmt(v->arena, "/desk/office%.*s", SV_ARG(unit_query(v))), "office");
	if (desk_is_his(rc))
		return show_office(v, &unit, values, &why, err);
	*err = why;
	return rc;
}

/* ── Letters ───────────────────────────────────────────────────────────────────────────────── */

static const struct view_note *elements(struct visit *v, uint64_t set, size_t *ret_n)
{
	struct view_note *list = arena_array(v->arena, ELEMENT__MAX, sizeof *list);
	*ret_n = 0;
	for (int e = 0; list && e < ELEMENT__MAX; e++)
		if (set & ELEMENT_BIT(e))
			list[(*ret_n)++] = (struct view_note){ sv_fmt(v->arena, "{%s}",
				element_label((enum element)e)), SV("") };
	return list;
}

/** What it looks like, every element standing for itself. */
static void fill_sample(struct visit *v, const struct letter_kind *k, struct sv text,
	struct view_office_letter *view)
{
	struct letter_values *values = arena_alloc(v->arena, sizeof *values);
	struct letter l;
	if (!values)
		return;
	for (int e = 0; e < ELEMENT__MAX; e++)
		values->text[e] = sv_fmt(v->arena, "〔%s〕", element_label((enum element)e));
	if (!letter_fill(k, text, values, v->arena, &l, NULL))
		view->letter = desk_paragraphs(v, &l, &view->n_letter);
}

static int show_letter(struct visit *v, const struct unit *unit, const struct letter_kind *k,
	const struct err *why, struct err *err)
{
	struct sv own, typed = http_form(v->request, SV("text"));
	struct view_problem *p = arena_alloc(v->arena, sizeof *p);
	int rc = office_letter_get(v->db, unit->id, sv_of(k->key), v->arena, &own, err);
	if (rc || !p)
		return rc ? rc : desk_no_memory(err);
	struct sv text = v->request->method == HTTP_POST ? typed : own.n ? own : letter_template(k);
	struct view_office_letter view = { .unit = unit->name, .unit_id = visit_text(v, "unit"),
		.name = sv_of(k->name), .article = sv_of(k->article), .own = own.n > 0,
		.action = visit_url(v, "/desk/office/letters/%s", k->key),
		.sample_action = visit_url(v, "/desk/office/letters/%s#sample", k->key),
		.back_url = sv_fmt(v->arena, "/desk/office%.*s", SV_ARG(unit_query(v))),
		.text = { .name = SV("text"), .label = SV("文书的文字"), .rows = 24, .value = text,
			.hint = SV("每行一段，花括号里是自动填入的要素。法定要素不能删去。行首的记号：# 标题，= 文号，: 称呼，"
				"+ 附件，> 落款；? 开头的行，里面的要素有内容才印出来"),
			.error = why ? sv_of(why->user) : SV("") } };
	view.required = elements(v, k->required, &view.n_required);
	view.optional = elements(v, k->optional, &view.n_optional);
	if (!why)
		fill_sample(v, k, text, &view);
	else {
		*p = (struct view_problem){ sv_of(why->user), SV("#text") };
		v->problems = p;
		v->n_problems = 1;
	}
	const struct crumb crumbs[] = { { SV("依申请公开的设置"), view.back_url }, { view.name, SV("") },
		{ SV(""), SV("") } };
	view.frame = visit_frame(v, view.name, crumbs);
	return VISIT_RENDER(v, why ? visit_status(why->code) : 200, template_desk_office_letter, &view,
		err);
}

static int letter_of(struct visit *v, struct unit *unit, const struct letter_kind **ret,
	bool *ret_done, struct err *err)
{
	int rc = unit_of(v, unit, ret_done, err);
	*ret = letter_kind_of_key(visit_text(v, "kind"));
	return rc || *ret_done || *ret ? rc : err_set(err, E_NOT_FOUND, "没有这种文书。");
}

int page_office_letter(struct visit *v, struct err *err)
{
	struct unit unit;
	const struct letter_kind *k;
	bool done;
	int rc = letter_of(v, &unit, &k, &done, err);
	return rc || done ? rc : show_letter(v, &unit, k, NULL, err);
}

int do_office_letter(struct visit *v, struct err *err)
{
	struct request_env env = desk_env(v);
	struct unit unit;
	const struct letter_kind *k;
	struct err why = { 0 };
	bool done, back = visit_text(v, "built_in").n > 0;
	int rc = letter_of(v, &unit, &k, &done, err);
	if (rc || done)
		return rc;
	struct sv text = back ? SV("") : sv_trim(http_form(v->request, SV("text")));
	if (!back)
		rc = letter_check_template(k, text, &why);
	if (!rc && visit_text(v, "preview").n)
		return show_letter(v, &unit, k, NULL, err);
	/* The built-in text again is none of the office's own. */
	if (!rc)
		rc = office_letter_set(&env, unit.id, sv_of(k->key), sv_eq(text, sv_trim(letter_template(k)))
			? SV("") : text, &why);
	if (!rc)
		return visit_go(v, sv_fmt(v->arena, "/desk/office/letters/%s%.*s", k->key,
			SV_ARG(unit_query(v))), "office");
	if (desk_is_his(rc))
		return show_letter(v, &unit, k, &why, err);
	*err = why;
	return rc;
}
