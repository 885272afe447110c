#include "web/desk_request_steps.h"

#include "law/letter.h"
#include "request/answer.h"

#include <inttypes.h>
#include <string.h>

enum { FIELDS_MAX = 10, NOTES_MAX = 12 };

/** A form that is being made. */
struct making {
	struct visit *v;
	const struct request *r;
	const struct step_typed *typed;
	enum request_event event;
	struct view_any_field *fields;
	size_t n;
	struct view_note *notes;
	size_t n_notes;
};

/** What was typed in this form before, when it comes back. */
static struct sv typed_text(const struct making *m, struct sv name, struct sv otherwise)
{
	return m->typed->event == m->event ? http_form(m->v->request, name) : otherwise;
}

static struct sv error_of(const struct making *m, const char *field)
{
	bool mine = m->typed->event == m->event && m->typed->why
		&& strcmp(m->typed->why->field, field) == 0;
	return mine ? sv_of(m->typed->why->user) : SV("");
}

static struct view_any_field *add(struct making *m)
{
	return m->fields && m->n < FIELDS_MAX ? &m->fields[m->n++] : NULL;
}

static struct view_text_field *add_text(struct making *m, const char *field, const char *label,
	const char *hint)
{
	struct sv name = step_field(m->v, field, m->event);
	struct view_text_field *t = arena_alloc(m->v->arena, sizeof *t);
	if (t)
		*t = (struct view_text_field){ .name = name, .label = sv_of(label), .hint = sv_of(hint),
			.error = error_of(m, field), .value = typed_text(m, name, SV("")), .rows = 3 };
	return t;
}

static void add_line(struct making *m, const char *field, const char *label, const char *hint,
	unsigned max)
{
	struct view_text_field *t = add_text(m, field, label, hint);
	struct view_any_field *f = t ? add(m) : NULL;
	if (!f)
		return;
	t->max = max;
	f->line = t;
}

static void add_area(struct making *m, const char *field, const char *label, const char *hint)
{
	struct view_text_field *t = add_text(m, field, label, hint);
	struct view_any_field *f = t ? add(m) : NULL;
	if (f)
		f->area = t;
}

static void add_date(struct making *m, const char *field, const char *label, const char *hint)
{
	struct view_text_field *t = add_text(m, field, label, hint);
	struct view_any_field *f = t ? add(m) : NULL;
	if (f)
		f->date = t;
}

static void add_select(struct making *m, const char *field, const char *label,
	struct view_option *options, size_t n)
{
	struct sv name = step_field(m->v, field, m->event), chosen = typed_text(m, name, SV(""));
	struct view_select_field *s = arena_alloc(m->v->arena, sizeof *s);
	struct view_any_field *f = s && options ? add(m) : NULL;
	if (!f)
		return;
	for (size_t i = 0; chosen.n && i < n; i++)
		options[i].selected = sv_eq(options[i].value, chosen);
	*s = (struct view_select_field){ .name = name, .label = sv_of(label),
		.error = error_of(m, field), .options = options, .n_options = n };
	f->select = s;
}

static void add_choices(struct making *m, const char *field, const char *label,
	const struct view_option *from, size_t n)
{
	struct view_option *options = arena_array(m->v->arena, n, sizeof *options);
	if (options)
		memcpy(options, from, n * sizeof *options);
	add_select(m, field, label, options, n);
}

static void add_files(struct making *m)
{
	struct view_file_field *t = arena_alloc(m->v->arena, sizeof *t);
	struct view_any_field *f = t ? add(m) : NULL;
	if (!f)
		return;
	*t = (struct view_file_field){ .name = step_field(m->v, "files", m->event),
		.label = m->event == REQUEST_SERVE ? SV("提供给申请人的信息（可以不加）") : SV("附件（可以不加）"),
		.hint = m->event == REQUEST_SERVE ? SV("申请人凭编号和查询码可以下载；送达的凭证请用“补充记录”") :
			SV("扫描件、照片，每个不超过20 MB"), .multiple = true };
	f->file = t;
}

static void note(struct making *m, struct sv text)
{
	if (m->notes && m->n_notes < NOTES_MAX)
		m->notes[m->n_notes++] = (struct view_note){ text, SV("") };
}

struct view_option *desk_answers(struct visit *v, const struct request *r, struct sv chosen,
	size_t *ret_n)
{
	struct view_option *list = arena_array(v->arena, n_outcomes + 16, sizeof *list);
	*ret_n = 0;
	if (!list)
		return NULL;
	list[(*ret_n)++] = (struct view_option){ SV(""), SV("请选择"), !chosen.n };
	for (size_t i = 0; r->kind == REQUEST_DISCLOSURE && i < n_outcomes; i++)
		list[(*ret_n)++] = (struct view_option){ sv_of(outcomes[i].key), sv_fmt(v->arena,
			"%s（%s）", outcomes[i].label, outcomes[i].article), sv_eq(sv_of(outcomes[i].key), chosen) };
	for (const struct answer *a = answer_next(r->kind, NULL); a; a = answer_next(r->kind, a))
		list[(*ret_n)++] = (struct view_option){ sv_of(a->key), sv_fmt(v->arena, "%s（%s）", a->label,
			a->article), sv_eq(sv_of(a->key), chosen) };
	return list;
}

/* ── What the needs of the table ask ───────────────────────────────────────────────────────── */

static int add_handler(struct making *m, struct err *err)
{
	const struct view_option *people;
	size_t n;
	int64_t chosen = m->r->handler ? m->r->handler : m->v->session.account.id;
	int rc = desk_people(m->v, m->r->unit, chosen, SV(""), &people, &n, err);
	if (!rc)
		add_choices(m, "handler", "承办人", people, n);
	return rc;
}

/** Which of those who were asked and have not answered. */
static int add_open_party(struct making *m, struct err *err)
{
	static const struct view_option answers[] = { { SV_INIT(""), SV_INIT("请选择"), false },
		{ SV_INIT("agree"), SV_INIT("同意公开"), false },
		{ SV_INIT("object"), SV_INIT("不同意公开"), false },
		{ SV_INIT("partly"), SV_INIT("部分同意"), false } };
	struct request_env env = desk_env(m->v);
	struct request_consultation *list;
	size_t n, k = 0;
	int rc = request_consultations(&env, m->r, m->v->arena, &list, &n, err);
	struct view_option *options = rc ? NULL : arena_array(m->v->arena, n + 1, sizeof *options);
	if (rc || !options)
		return rc ? rc : desk_no_memory(err);
	for (size_t i = 0; i < n; i++)
		if (!list[i].answer.n)
			options[k++] = (struct view_option){ sv_fmt(m->v->arena, "%" PRId64, list[i].id),
				list[i].name, false };
	add_select(m, "party", "哪一方", options, k);
	if (m->event == REQUEST_CONSULT_BACK)
		add_choices(m, "answer", "对方的意见", answers, sizeof answers / sizeof *answers);
	return E_OK;
}

static void add_new_party(struct making *m)
{
	static const struct view_option kinds[] = { { SV_INIT(""), SV_INIT("请选择"), false },
		{ SV_INIT("third_party"), SV_INIT("第三方（第32条，15个工作日）"), false },
		{ SV_INIT("co_author"), SV_INIT("共同制作机关（第34条，15个工作日）"), false },
		{ SV_INIT("other_organ"), SV_INIT("其他机关（没有法定期限）"), false } };
	add_choices(m, "party", "征求谁的意见", kinds, sizeof kinds / sizeof *kinds);
	add_line(m, "party_name", "名称或者姓名", NULL, 100);
	add_line(m, "party_contact", "怎样联系", NULL, 200);
	add_area(m, "party_shown", "拟公开的内容", "对方看到的就是这些；申请人是谁不要写");
}

static void fee_note(struct making *m, bool by_page, int64_t n)
{
	int64_t yuan = request_fee_amount(by_page, n) / 100;
	note(m, by_page ? sv_fmt(m->v->arena, "按量：这一件 %" PRId64 " 页，应缴 %" PRId64 " 元", n, yuan)
		: sv_fmt(m->v->arena, "按件：这位申请人当月的第 %" PRId64 " 件，这一件应缴 %" PRId64 " 元", n, yuan));
}

static int add_fee(struct making *m, struct err *err)
{
	static const struct view_option bases[] = { { SV_INIT("item"), SV_INIT("按件（当月第几件）"), false },
		{ SV_INIT("page"), SV_INIT("按量（这一件的页数）"), false } };
	struct request_env env = desk_env(m->v);
	int month = 0;
	int64_t typed = 0;
	int rc = request_month_count(&env, m->r, &month, err);
	if (rc)
		return rc;
	fee_note(m, false, month);
	struct sv quantity = typed_text(m, step_field(m->v, "quantity", m->event), SV(""));
	for (size_t i = 0; i < quantity.n && i < 6 && quantity.p[i] >= '0' && quantity.p[i] <= '9'; i++)
		typed = typed * 10 + quantity.p[i] - '0';
	if (typed) {
		fee_note(m, false, typed);
		fee_note(m, true, typed);
	}
	static const int64_t examples[] = { 30, 100, 200 };
	for (size_t i = 0; !typed && i < sizeof examples / sizeof *examples; i++)
		fee_note(m, true, examples[i]);
	add_choices(m, "basis", "按哪一种计费", bases, 2);
	add_line(m, "quantity", "件数或者页数", "按件的填是当月第几件，按量的填这一件的页数", 6);
	return E_OK;
}

static void add_outcomes(struct making *m)
{
	size_t n;
	struct view_option *options = desk_answers(m->v, m->r, SV(""), &n);
	struct view_select_field *s = arena_alloc(m->v->arena, sizeof *s);
	struct view_any_field *f = s && options ? add(m) : NULL;
	if (!f)
		return;
	*s = (struct view_select_field){ .name = SV("outcome"), .label = SV("怎样答复"),
		.options = options, .n_options = n };
	f->select = s;
}

static int add_needs(struct making *m, const struct request_step *s, struct err *err)
{
	static const struct view_option services[] = { { SV_INIT(""), SV_INIT("请选择"), false },
		{ SV_INIT("direct"), SV_INIT("直接送达"), false },
		{ SV_INIT("mail"), SV_INIT("邮寄（邮政企业）"), false },
		{ SV_INIT("entrusted"), SV_INIT("委托其他行政机关送达"), false },
		{ SV_INIT("electronic"), SV_INIT("电子送达"), false } };
	const struct step_words *w = &step_words[s->event];
	int rc = E_OK;
	if (s->event == REQUEST_ASSIGN)
		rc = add_handler(m, err);
	if (!rc && s->needs & NEED_PARTY && s->event != REQUEST_CONSULT)
		rc = add_open_party(m, err);
	if (s->event == REQUEST_CONSULT)
		add_new_party(m);
	if (!rc && s->needs & NEED_FEE)
		rc = add_fee(m, err);
	if (s->needs & NEED_OUTCOME)
		add_outcomes(m);
	if (s->needs & NEED_WORKDAYS)
		add_line(m, "workdays", "延长多少个工作日", "1到20", 2);
	if (s->needs & NEED_REQUEST)
		add_line(m, "other", "并入哪一件（编号）", "本机关正在办理的另一件申请", 32);
	if (s->needs & NEED_UNIT)
		add_line(m, "unit", "转给哪个机关（全称）", NULL, 100);
	if (s->needs & NEED_ITEMS)
		add_area(m, "items", "拆成哪几项", "每项一行；第一行留在这一件");
	if (s->needs & NEED_SERVICE)
		add_choices(m, "service", "怎样送达", services, sizeof services / sizeof *services);
	if (s->needs & NEED_UNTIL)
		add_date(m, "until", w->until, NULL);
	if (w->remark)
		add_area(m, "remark", w->remark, w->remark_hint);
	if (w->day)
		add_date(m, "day", "日期", "不填就是今天");
	if (w->files)
		add_files(m);
	return rc;
}

/* ── All of them ───────────────────────────────────────────────────────────────────────────── */

static int make_step(struct visit *v, const struct request *r, const struct request_choice *c,
	const struct step_typed *typed, struct view_request_step *ret, struct err *err)
{
	const struct request_step *s = c->step;
	const struct step_words *w = &step_words[s->event];
	struct making m = { .v = v, .r = r, .typed = typed, .event = s->event,
		.fields = arena_array(v->arena, FIELDS_MAX, sizeof *m.fields),
		.notes = arena_array(v->arena, NOTES_MAX, sizeof *m.notes) };
	if (!m.fields || !m.notes)
		return desk_no_memory(err);
	const struct letter_kind *letter = s->letter && s->letter[0]
		? letter_kind_of_key(sv_of(s->letter)) : NULL;
	int rc = c->blocked ? E_OK : add_needs(&m, s, err);
	bool draft = s->event == REQUEST_DRAFT;
	struct sv url = desk_request_url(v, r);
	*ret = (struct view_request_step){ .id = sv_of(request_event_key(s->event)),
		.label = sv_of(request_event_label(s->event)), .about = sv_of(w->about),
		.blocked = sv_of(c->blocked), .letter = letter ? sv_of(letter->name) : SV(""),
		.action = draft ? sv_fmt(v->arena, "%.*s/draft", SV_ARG(url))
			: sv_fmt(v->arena, "%.*s/steps/%s", SV_ARG(url), request_event_key(s->event)),
		.state = sv_of(request_state_key(r->state)), .version = sv_fmt(v->arena, "%d", r->n_events),
		.open = typed->event == s->event, .is_main = w->is_main, .is_warning = w->warning,
		.elsewhere = draft, .has_files = w->files, .fields = m.fields, .n_fields = m.n,
		.notes = m.notes, .n_notes = m.n_notes };
	return rc;
}

int desk_request_steps(struct visit *v, const struct request *r, const struct step_typed *typed,
	struct view_request_page *view, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_choice *list;
	size_t n;
	int rc = request_choices(&env, r, v->arena, &list, &n, err);
	struct view_request_step *steps = rc ? NULL : arena_array(v->arena, n + 1, sizeof *steps);
	struct view_request_step *others = rc ? NULL : arena_array(v->arena, n + 1, sizeof *others);
	if (rc || !steps || !others)
		return rc ? rc : desk_no_memory(err);
	for (size_t i = 0; !rc && i < n; i++) {
		enum request_event e = list[i].step->event;
		/* To hand it to somebody else is no step on the way. */
		bool on = step_words[e].is_main && !list[i].blocked
			&& !(e == REQUEST_ASSIGN && r->state == REQUEST_HANDLING);
		rc = make_step(v, r, &list[i], typed, on ? &steps[view->n_steps++]
			: &others[view->n_others++], err);
	}
	if (view->n_steps)
		steps[0].open = true;
	view->steps = steps;
	view->others = others;
	return rc;
}
