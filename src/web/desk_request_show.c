#include "web/desk_request_page.h"

#include "request/answer.h"
#include "web/templates.h"

#include <inttypes.h>

const struct request_showing request_shown_plain = { .typed = { .event = REQUEST_EVENT__MAX } };

static void add(struct view_fact *list, size_t *n, const char *key, struct sv value)
{
	if (value.n)
		list[(*n)++] = (struct view_fact){ .key = sv_of(key), .value = value };
}

static const char *medium_label(struct sv key)
{
	return sv_eq(key, SV("paper")) ? "纸质" : sv_eq(key, SV("email")) ? "电子文件"
		: sv_eq(key, SV("disc")) ? "光盘" : "";
}

static const char *delivery_label(struct sv key)
{
	return sv_eq(key, SV("post")) ? "邮寄" : sv_eq(key, SV("email")) ? "电子邮件"
		: sv_eq(key, SV("pick_up")) ? "自取" : "";
}

static int fill_inside(struct visit *v, const struct request_inside *in, bool disclosure,
	struct view_request_page *view, struct err *err)
{
	const struct applicant *p = &in->applicant;
	struct view_fact *who = arena_array(v->arena, 16, sizeof *who);
	struct view_fact *wish = arena_array(v->arena, 8, sizeof *wish);
	size_t n = 0, k = 0;
	if (!who || !wish)
		return desk_no_memory(err);
	add(who, &n, "类别", sv_of(applicant_kind_label(p->kind)));
	add(who, &n, p->kind == APP_NATURAL_PERSON ? "姓名" : "名称", p->name);
	add(who, &n, "证件", p->id_type);
	add(who, &n, "证件号码", p->id_number);
	add(who, &n, "法定代表人", p->representative);
	add(who, &n, "联系人", p->contact);
	add(who, &n, "电话", p->phone);
	add(who, &n, "电子邮箱", p->email);
	add(who, &n, "地址", p->address);
	add(who, &n, "邮政编码", p->postcode);
	add(who, &n, "代理人", p->agent);
	add(who, &n, "代理人证件号码", p->agent_id);
	add(who, &n, "代理权限", p->agent_authority);
	if (disclosure) {
		add(wish, &k, "形式", sv_of(medium_label(in->wish.medium)));
		add(wish, &k, "获取方式", sv_of(delivery_label(in->wish.delivery)));
	}
	add(wish, &k, "用途（选填）", in->wish.purpose);
	add(wish, &k, "转来的机关", in->transferred_from);
	view->applicant = (struct view_facts){ who, n };
	view->wish = (struct view_facts){ wish, k };
	view->text = in->wish.text;
	return E_OK;
}

static int open_inside(struct visit *v, const struct request *r, const struct request_showing *how,
	struct view_request_page *view, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_inside in;
	if (r->destroyed)
		return E_OK;
	int rc = how->opened ? request_open(&env, r, how->look, v->arena, &in, err)
		: request_open_masked(&env, r, v->arena, &in, err);
	/* Forgotten, as the law asks: the page goes on without. */
	if (rc == E_NOT_FOUND) {
		view->destroyed = true;
		return E_OK;
	}
	return rc ? rc : fill_inside(v, &in, r->kind == REQUEST_DISCLOSURE, view, err);
}

/** What was typed in the form of a step that is not there any more. */
static int fill_kept(struct visit *v, const struct request_showing *how,
	struct view_request_page *view, struct err *err)
{
	enum { SHOWN = 16 };
	struct view_fact *list = arena_array(v->arena, SHOWN, sizeof *list);
	size_t n = 0;
	if (!list)
		return desk_no_memory(err);
	if (how->typed.event >= REQUEST_EVENT__MAX)
		return E_OK;
	struct sv key = sv_of(request_event_key(how->typed.event));
	for (size_t i = 0; i < view->n_steps + view->n_others; i++) {
		const struct view_request_step *s = i < view->n_steps ? &view->steps[i]
			: &view->others[i - view->n_steps];
		if (sv_eq(s->id, key) && !s->blocked.n)
			return E_OK;
	}
	struct sv ending = sv_fmt(v->arena, "-%.*s", SV_ARG(key));
	for (size_t i = 0; i < v->request->n_form && n < SHOWN; i++)
		if (sv_ends(v->request->form[i].name, ending) && sv_trim(v->request->form[i].value).n)
			list[n++] = (struct view_fact){ .key = sv_of(request_event_label(how->typed.event)),
				.value = v->request->form[i].value };
	view->kept = (struct view_facts){ list, n };
	return E_OK;
}

/** Has a form of the page a field of that name? */
static bool is_on_page(const struct view_request_page *view, struct sv name)
{
	for (size_t i = 0; i < view->n_steps + view->n_others; i++) {
		const struct view_request_step *s = i < view->n_steps ? &view->steps[i]
			: &view->others[i - view->n_steps];
		for (size_t k = 0; k < s->n_fields; k++) {
			const struct view_any_field *f = &s->fields[k];
			const struct view_text_field *t = f->line ? f->line : f->area ? f->area : f->date;
			if (sv_eq(name, t ? t->name : f->select ? f->select->name : SV("")))
				return true;
		}
	}
	return false;
}

static void fill_problem(struct visit *v, const struct request_showing *how,
	const struct view_request_page *view)
{
	struct view_problem *p = arena_alloc(v->arena, sizeof *p);
	if (!how->why || !p)
		return;
	struct sv url = SV("");
	if (how->why->field[0] && how->typed.event < REQUEST_EVENT__MAX
		&& is_on_page(view, step_field(v, how->why->field, how->typed.event)))
		url = sv_fmt(v->arena, "#%.*s", SV_ARG(step_field(v, how->why->field, how->typed.event)));
	*p = (struct view_problem){ sv_of(how->why->user), url };
	v->problems = p;
	v->n_problems = 1;
}

/** Is there an answer in words? */
static bool has_letter(const struct request *r)
{
	const struct answer *other = answer_of_key(r->kind, r->outcome);
	return r->outcome.n && r->state != REQUEST_HANDLING && (r->kind == REQUEST_DISCLOSURE
		? outcome_of_key(r->outcome) != NULL : other && other->letter) && r->drafter;
}

int desk_request_show(struct visit *v, const struct request *r, const struct request_showing *how,
	struct err *err)
{
	static const struct sv titles[REQUEST_KIND__MAX] = { [REQUEST_DISCLOSURE] = SV_INIT("要什么信息"),
		[REQUEST_RECTIFICATION] = SV_INIT("更正什么"), [REQUEST_COMPLAINT] = SV_INIT("反映什么") };
	struct sv url = desk_request_url(v, r), handler;
	bool office = role_is_of_office(visit_role(v));
	int rc = desk_person(v, r->handler, &handler, err);
	if (rc)
		return rc;
	struct view_request_page view = { .text_title = titles[r->kind], .number = r->number, .title = r->title, .unit = r->unit_name,
		.channel = sv_of(channel_label(r->channel)), .kind = sv_of(request_kind_label(r->kind)),
		.handler = handler, .waiting = desk_waiting_for(v, r, handler),
		.submitted = visit_moment(v, r->submitted), .received = desk_date(v, r->received_on),
		.outcome = r->outcome.n ? sv_of(answer_label(r->kind, r->outcome)) : SV(""), .state = desk_request_tag(r->state),
		.urgency = desk_urgency(v, r), .masked = !how->opened, .can_open = office, .hides = !office,
		.open_action = sv_fmt(v->arena, "%.*s/open", SV_ARG(url)), .needs_help = r->needs_help,
		.destroyed = r->destroyed,
		.letter_url = office && has_letter(r) ? sv_fmt(v->arena, "%.*s/letter", SV_ARG(url)) : SV(""),
		.letter_number = r->letter_number };
	if (office && !r->destroyed)
		view.bundle_action = sv_fmt(v->arena, "%.*s/bundle", SV_ARG(url));
	rc = open_inside(v, r, how, &view, err);
	if (!rc)
		rc = desk_request_clock(v, r, &view.clock, err);
	if (!rc && office)
		rc = desk_request_steps(v, r, &how->typed, &view, err);
	if (!rc)
		rc = fill_kept(v, how, &view, err);
	if (!rc)
		rc = desk_request_record(v, r, &view, err);
	if (!rc)
		rc = desk_request_around(v, r, how->remedy, &view, err);
	if (rc)
		return rc;
	fill_problem(v, how, &view);
	const struct crumb crumbs[] = { { SV("依申请公开"), SV("/desk/requests") }, { r->number, SV("") },
		{ SV(""), SV("") } };
	view.frame = visit_frame(v, sv_fmt(v->arena, "%.*s %.*s", SV_ARG(r->number), SV_ARG(r->title)),
		crumbs);
	return VISIT_RENDER(v, how->why ? visit_status(how->why->code) : 200, template_desk_request,
		&view, err);
}
