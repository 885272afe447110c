#include "web/apply_form.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

enum { COMPLAINTS_MAX = 20 };

size_t apply_step_of(struct sv key)
{
	size_t i = 0;
	while (i < apply_n_steps && !sv_eq(key, sv_of(apply_steps[i].key)))
		i++;
	return i;
}

enum request_kind apply_kind(const struct unsent *u)
{
	enum request_kind k = request_kind_of_key(unsent_get(u, "for"));
	return k < REQUEST_KIND__MAX ? k : REQUEST_DISCLOSURE;
}

bool apply_has_step(size_t step, const struct unsent *u)
{
	return apply_steps[step].of & 1u << apply_kind(u);
}

size_t apply_step_from(size_t from, const struct unsent *u)
{
	while (from < apply_n_steps && !apply_has_step(from, u))
		from++;
	return from;
}

size_t apply_step_before(size_t step, const struct unsent *u)
{
	while (step > 0)
		if (apply_has_step(--step, u))
			return step;
	return apply_n_steps;
}

int apply_steps_before(size_t step, const struct unsent *u)
{
	int n = 0;
	for (size_t i = 0; i < step; i++)
		n += apply_has_step(i, u);
	return n;
}

static enum app_column kind_of(const struct unsent *u)
{
	return applicant_kind_of_key(unsent_get(u, "kind"));
}

static bool has_agent(const struct unsent *u)
{
	return sv_eq(unsent_get(u, "has_agent"), SV("yes"));
}

bool apply_asks(const struct apply_field *f, const struct unsent *u)
{
	enum app_column kind = kind_of(u);
	bool person = kind == APP_NATURAL_PERSON || kind == APP_TOTAL;
	return f->who == APPLY_FOR_ALL || (f->who == APPLY_FOR_PERSON) == person;
}

/* ── In ────────────────────────────────────────────────────────────────────────────────────── */

static bool is_choice(const struct apply_choice *c, struct sv value)
{
	while (c->value && !sv_eq(value, sv_of(c->value)))
		c++;
	return c->value;
}

/** What was typed, without what no field can hold: control characters, and far more than its limit. */
static struct sv clean(const struct apply_field *f, struct sv typed, struct arena *a)
{
	struct str s;
	size_t chars = 0;
	str_init(&s, a, 128 * 1024);
	for (size_t at = 0; at < typed.n && chars <= f->max;) {
		uint32_t c = utf8_next(typed, &at);
		bool newline = c == '\n' && f->kind == APPLY_AREA;
		if (c == '\r' || c == UTF8_BAD || c == 0x7f || (c < ' ' && !newline && c != '\t'))
			continue;
		str_add_cp(&s, c == '\t' ? ' ' : c);
		chars++;
	}
	return sv_trim(str_sv(&s));
}

bool apply_take(const struct apply_step *s, const struct http_request *r, struct arena *a,
	struct unsent *u)
{
	bool kept = true;
	for (size_t i = 0; i < APPLY_FIELDS_MAX && s->fields[i].key; i++) {
		const struct apply_field *f = &s->fields[i];
		struct sv typed = http_form(r, sv_of(f->key));
		if (!apply_asks(f, u))
			continue;
		if (f->kind == APPLY_RADIOS)
			typed = is_choice(f->choices, typed) ? typed : SV("");
		else if (f->kind == APPLY_CHECK)
			typed = typed.n ? SV("yes") : SV("");
		else
			typed = clean(f, typed, a);
		kept = unsent_set(u, f->key, typed) && kept;
	}
	return kept;
}

/** What stands in several fields as one text, each under its label. */
static struct sv text_of(const struct unsent *u, struct arena *a)
{
	static const char *const keys[] = { "about", "about_unit", "about_number", "facts", "want", "wrong",
		"right", "proof" };
	struct str s;
	if (apply_kind(u) == REQUEST_DISCLOSURE)
		return unsent_get(u, "text");
	str_init(&s, a, 1 << 17);
	for (size_t i = 0; i < apply_n_steps; i++)
		for (size_t k = 0; k < APPLY_FIELDS_MAX && apply_steps[i].fields[k].key; k++) {
			const struct apply_field *f = &apply_steps[i].fields[k];
			bool ours = false;
			for (size_t n = 0; n < sizeof keys / sizeof *keys; n++)
				ours = ours || strcmp(f->key, keys[n]) == 0;
			struct sv words = apply_words(f, u);
			if (ours && apply_has_step(i, u) && words.n)
				str_addf(&s, "%s【%s】\n%.*s", str_sv(&s).n ? "\n" : "", f->label, SV_ARG(words));
		}
	return str_ok(&s) ? str_sv(&s) : SV("");
}

void apply_intake(const struct unsent *u, struct arena *a, struct request_intake *ret)
{
	bool agent = has_agent(u);
	enum app_column kind = kind_of(u);
	bool person = kind == APP_NATURAL_PERSON;
	bool complaint = apply_kind(u) == REQUEST_COMPLAINT; /* asked for no paper */
	struct sv none = SV("");
	*ret = (struct request_intake){ .kind = apply_kind(u), .channel = CHANNEL_WEB,
		.applicant = { .kind = kind, .name = unsent_get(u, "name"),
			.id_type = complaint ? none : person ? unsent_get(u, "id_type") : SV("统一社会信用代码"),
			.id_number = unsent_get(u, "id_number"),
			.representative = person ? none : unsent_get(u, "representative"),
			.contact = person ? none : unsent_get(u, "contact"), .phone = unsent_get(u, "phone"),
			.email = unsent_get(u, "email"), .address = unsent_get(u, "address"),
			.postcode = unsent_get(u, "postcode"), .agent = agent ? unsent_get(u, "agent") : none,
			.agent_id = agent ? unsent_get(u, "agent_id") : none,
			.agent_authority = agent ? unsent_get(u, "agent_authority") : none,
			.needs_help = unsent_get(u, "needs_help").n > 0 },
		.wish = { .title = unsent_get(u, "title"), .text = text_of(u, a),
			.medium = unsent_get(u, "medium"), .delivery = unsent_get(u, "delivery"),
			.purpose = unsent_get(u, "purpose") } };
}

/* ── Checks ────────────────────────────────────────────────────────────────────────────────── */

/** What the form itself asks: a choice where something follows from it, and its own limits. */
static struct sv own_complaint(const struct apply_field *f, const struct unsent *u, struct arena *a)
{
	struct sv value = unsent_get(u, f->key);
	if (f->max && utf8_count(value) > f->max)
		return sv_fmt(a, "“%s”最多%u个字，请缩短。", f->label, f->max);
	if (f->kind == APPLY_RADIOS && !value.n)
		return sv_fmt(a, "请选择“%s”。", f->label);
	if (f->must && !value.n)
		return sv_fmt(a, "请填写“%s”。", f->label);
	if (f->of_agent && !value.n)
		return sv_fmt(a, "请填写“%s”；没有代理人的，上面选“没有”。", f->label);
	return SV("");
}

static struct sv legal_complaint(const struct apply_field *f, const struct request_complaint *list,
	size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].field, f->key) == 0)
			return sv_dup(a, sv_of(list[i].why));
	return SV("");
}

size_t apply_check(const struct apply_step *s, const struct unsent *u, struct arena *a,
	struct apply_complaint ret[static APPLY_FIELDS_MAX])
{
	struct request_intake in;
	struct request_complaint list[COMPLAINTS_MAX];
	size_t n = 0;
	apply_intake(u, a, &in);
	size_t n_list = request_check_intake(&in, list, COMPLAINTS_MAX);
	if (n_list > COMPLAINTS_MAX)
		n_list = COMPLAINTS_MAX;
	for (size_t i = 0; i < APPLY_FIELDS_MAX && s->fields[i].key; i++) {
		const struct apply_field *f = &s->fields[i];
		if (!apply_asks(f, u) || (f->of_agent && !has_agent(u)))
			continue;
		struct sv why = own_complaint(f, u, a);
		if (!why.n)
			why = legal_complaint(f, list, n_list, a);
		if (why.n)
			ret[n++] = (struct apply_complaint){ f, why };
	}
	return n;
}

size_t apply_first_wrong(const struct unsent *u, struct arena *a)
{
	struct apply_complaint unused[APPLY_FIELDS_MAX];
	size_t i = apply_step_from(0, u);
	while (i < apply_n_steps && !apply_check(&apply_steps[i], u, a, unused))
		i = apply_step_from(i + 1, u);
	return i;
}

/* ── Out ───────────────────────────────────────────────────────────────────────────────────── */

static bool fill_text(const struct apply_field *f, struct sv value, struct sv error, struct arena *a,
	struct view_field *ret)
{
	struct view_text_field *t = arena_alloc(a, sizeof *t);
	if (!t)
		return false;
	*t = (struct view_text_field){ .name = sv_of(f->key), .label = sv_of(f->label),
		.hint = sv_of(f->hint), .error = error, .value = value, .rows = f->rows,
		.autocomplete = f->autocomplete, .inputmode = f->inputmode };
	if (f->kind == APPLY_AREA)
		ret->area = t;
	else
		ret->line = t;
	return true;
}

static bool fill_radios(const struct apply_field *f, struct sv value, struct sv error, struct arena *a,
	struct view_field *ret)
{
	size_t n = 0;
	while (f->choices[n].value)
		n++;
	struct view_radios *r = arena_alloc(a, sizeof *r);
	struct view_choice *list = arena_array(a, n, sizeof *list);
	if (!r || !list)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct apply_choice *c = &f->choices[i];
		/* The first has the field's own name, which is where a complaint leads. */
		struct sv id = i ? sv_fmt(a, "%s-%zu", f->key, i + 1) : sv_of(f->key);
		list[i] = (struct view_choice){ id, sv_of(c->value), sv_of(c->text), sv_of(c->hint),
			sv_eq(value, sv_of(c->value)) };
	}
	*r = (struct view_radios){ sv_of(f->key), sv_of(f->label), sv_of(f->hint), error, list, n };
	ret->radios = r;
	return true;
}

static bool fill_check(const struct apply_field *f, struct sv value, struct arena *a,
	struct view_field *ret)
{
	struct view_check *c = arena_alloc(a, sizeof *c);
	if (!c)
		return false;
	*c = (struct view_check){ sv_of(f->key), sv_of(f->label), sv_of(f->hint), value.n > 0 };
	ret->check = c;
	return true;
}

const struct view_field *apply_fields(const struct apply_step *s, const struct unsent *u,
	const struct apply_complaint *wrong, size_t n_wrong, struct arena *a, size_t *ret_n)
{
	struct view_field *list = arena_array(a, APPLY_FIELDS_MAX, sizeof *list);
	bool ok = list;
	*ret_n = 0;
	for (size_t i = 0; ok && i < APPLY_FIELDS_MAX && s->fields[i].key; i++) {
		const struct apply_field *f = &s->fields[i];
		struct sv value = unsent_get(u, f->key), error = SV("");
		if (!apply_asks(f, u))
			continue;
		for (size_t w = 0; w < n_wrong; w++)
			error = wrong[w].field == f ? wrong[w].why : error;
		struct view_field *v = &list[(*ret_n)++];
		v->of_agent = f->of_agent;
		ok = f->kind == APPLY_RADIOS ? fill_radios(f, value, error, a, v)
			: f->kind == APPLY_CHECK ? fill_check(f, value, a, v) : fill_text(f, value, error, a, v);
	}
	return ok ? list : NULL;
}

struct sv apply_words(const struct apply_field *f, const struct unsent *u)
{
	struct sv value = unsent_get(u, f->key);
	if (f->kind == APPLY_CHECK)
		return value.n ? SV("是") : SV("");
	for (const struct apply_choice *c = f->choices; f->kind == APPLY_RADIOS && c->value; c++)
		if (sv_eq(value, sv_of(c->value)))
			return sv_of(c->text);
	return value;
}
