/* What was typed in the form of a step, as a move. */
#include "base/num.h"
#include "web/desk_request_steps.h"

#include <stdio.h>

enum { ITEMS_MAX = 50 };

static struct sv typed(struct visit *v, const char *name, enum request_event e)
{
	return sv_trim(http_form(v->request, step_field(v, name, e)));
}

static int bad(struct err *err, const char *field, const char *why)
{
	err_set(err, E_USAGE, "%s", why);
	if (err)
		snprintf(err->field, sizeof err->field, "%s", field);
	return E_USAGE;
}

/** An empty one is no date at all. */
static int take_date(struct visit *v, const char *name, enum request_event e, struct date *ret,
	struct err *err)
{
	struct sv text = typed(v, name, e);
	*ret = (struct date){ 0 };
	return !text.n || date_parse(text, ret) ? E_OK
		: bad(err, name, "日期要写成 2026-03-16 这样。");
}

static int take_number(struct visit *v, const char *name, enum request_event e, int64_t *ret,
	struct err *err)
{
	struct sv text = typed(v, name, e);
	*ret = 0;
	return !text.n || (num_parse_i64(text, ret) && *ret >= 0 && *ret <= 1000000) ? E_OK
		: bad(err, name, "请写数字。");
}

static int take_party(struct visit *v, enum request_event e, struct request_party *ret,
	struct err *err)
{
	int rc = E_OK;
	*ret = (struct request_party){ .kind = consulted_of_key(typed(v, "party", e)),
		.name = typed(v, "party_name", e), .contact = typed(v, "party_contact", e),
		.shown = typed(v, "party_shown", e), .answer = typed(v, "answer", e) };
	if (e != REQUEST_CONSULT)
		rc = take_number(v, "party", e, &ret->id, err);
	return rc;
}

/** The request whose number was written. */
static int take_other(struct visit *v, enum request_event e, int64_t *ret, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request other;
	struct err none = { 0 };
	struct sv number = typed(v, "other", e);
	int rc = number.n ? request_by_number(&env, number, v->arena, &other, &none) : E_NOT_FOUND;
	if (rc == E_NOT_FOUND || rc == E_FORBIDDEN)
		return bad(err, "other", "本机关没有这个编号的申请，请核对。");
	*ret = rc ? 0 : other.id;
	if (rc)
		*err = none;
	return rc;
}

static int take_unit(struct visit *v, enum request_event e, int64_t *ret, struct err *err)
{
	struct unit u;
	struct err none = { 0 };
	struct sv name = typed(v, "unit", e);
	int rc = name.n ? unit_by_name(v->db, name, v->arena, &u, &none) : E_NOT_FOUND;
	if (rc == E_NOT_FOUND || rc == E_MANY)
		return bad(err, "unit", name.n ? "没有登记这个机关，或者不止一个；请写全称。" : "请写明转给哪个机关。");
	*ret = rc ? 0 : u.id;
	if (rc)
		*err = none;
	return rc;
}

static int take_items(struct visit *v, enum request_event e, struct request_move *m)
{
	struct sv rest = typed(v, "items", e), line;
	struct sv *items = arena_array(v->arena, ITEMS_MAX + 1, sizeof *items);
	while (items && m->n_items <= ITEMS_MAX && sv_cut(&rest, '\n', &line))
		if (sv_trim(line).n)
			items[m->n_items++] = sv_trim(line);
	m->items = items;
	return items ? E_OK : E_NOMEM;
}

/** Files of this form alone, each with its kind. */
static int take_files(struct visit *v, enum request_event e, struct request_move *m)
{
	struct sv field = step_field(v, "files", e);
	struct request_file *files = arena_array(v->arena, v->request->n_files + 1, sizeof *files);
	for (size_t i = 0; files && i < v->request->n_files; i++) {
		const struct http_file *f = &v->request->files[i];
		if (sv_eq(f->field, field) && f->bytes.n)
			files[m->n_files++] = (struct request_file){
				.kind = e == REQUEST_SERVE ? SV("information") : SV("evidence"), .name = f->name,
				.media_type = SV("application/octet-stream"), .bytes = f->bytes };
	}
	m->files = files;
	return files ? E_OK : E_NOMEM;
}

/** What the page showed when it was filled in. */
static int take_seen(struct visit *v, struct request_move *m, struct err *err)
{
	int64_t version;
	m->expected = request_state_of_key(http_form(v->request, SV("expected")));
	if (m->expected >= REQUEST_STATE__MAX
		|| !num_parse_i64(http_form(v->request, SV("version")), &version) || version < 1
		|| version > INT32_MAX)
		return err_set(err, E_USAGE, "这个表单不完整，请返回上一页，刷新后再提交。");
	m->n_events = (int)version;
	return E_OK;
}

int desk_request_move(struct visit *v, const struct request *r, enum request_event e,
	struct request_move *ret, struct err *err)
{
	const struct request_step *s = request_step_find(r->state, e);
	unsigned needs = s ? s->needs : 0;
	int64_t workdays = 0;
	*ret = (struct request_move){ .event = e, .remark = typed(v, "remark", e),
		.service = typed(v, "service", e),
		.by_page = sv_eq(typed(v, "basis", e), SV("page")) };
	int rc = take_seen(v, ret, err);
	if (!rc)
		rc = take_date(v, "day", e, &ret->day, err);
	if (!rc && needs & NEED_UNTIL)
		rc = take_date(v, "until", e, &ret->until, err);
	if (!rc && needs & NEED_WORKDAYS)
		rc = take_number(v, "workdays", e, &workdays, err);
	if (!rc && needs & NEED_FEE)
		rc = take_number(v, "quantity", e, &ret->quantity, err);
	if (!rc && e == REQUEST_ASSIGN)
		rc = take_number(v, "handler", e, &ret->handler, err);
	if (!rc && needs & NEED_PARTY)
		rc = take_party(v, e, &ret->party, err);
	if (!rc && needs & NEED_REQUEST)
		rc = take_other(v, e, &ret->other, err);
	if (!rc && needs & NEED_UNIT)
		rc = take_unit(v, e, &ret->unit, err);
	if (!rc && needs & NEED_ITEMS)
		rc = take_items(v, e, ret);
	if (!rc)
		rc = take_files(v, e, ret);
	ret->workdays = (int)workdays;
	return rc == E_NOMEM ? desk_no_memory(err) : rc;
}
