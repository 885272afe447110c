/* What can be done on the page of a request. */
#include "web/desk_request_page.h"
#include "web/pages.h"

#include "base/num.h"
#include "request/remedy.h"

#include <inttypes.h>

int page_desk_request(struct visit *v, struct err *err)
{
	struct request r;
	int rc = desk_request_of(v, &r, err);
	return rc ? rc : desk_request_show(v, &r, &request_shown_plain, err);
}

/** The page again, as things are now, with what was typed. */
static int show_again(struct visit *v, const struct request *seen, struct request_showing *how,
	struct err *err)
{
	struct request_env env = desk_env(v);
	struct request now;
	int rc = request_get(&env, seen->id, v->arena, &now, err);
	return rc ? rc : desk_request_show(v, &now, how, err);
}

int do_desk_request_step(struct visit *v, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request r;
	struct request_move m;
	struct request_moved moved;
	struct err why = { 0 };
	enum request_event e = request_event_of_key(visit_text(v, "event"));
	int rc = desk_request_of(v, &r, err);
	if (rc)
		return rc;
	if (e >= REQUEST_EVENT__MAX || e == REQUEST_DRAFT)
		return err_set(err, E_NOT_FOUND, "没有这一步。");
	rc = desk_request_move(v, &r, e, &m, &why);
	if (!rc)
		rc = request_apply(&env, r.id, &m, &moved, &why);
	if (!rc && e == REQUEST_TRANSFER)
		return visit_go(v, SV("/desk/requests"), "request_step");
	if (!rc)
		return visit_go(v, desk_request_url(v, &r), "request_step");
	if (!desk_is_his(rc)) {
		*err = why;
		return rc;
	}
	struct request_showing how = { .typed = { e, &why }, .why = &why };
	return show_again(v, &r, &how, err);
}

int do_desk_request_open(struct visit *v, struct err *err)
{
	struct request r;
	struct err why = { 0 };
	struct sv look = sv_trim(visit_text(v, "why"));
	struct request_showing how = request_shown_plain;
	int rc = desk_request_of(v, &r, err);
	if (rc)
		return rc;
	if (look.n) {
		how.opened = true;
		how.look = look;
	} else {
		err_set(&why, E_USAGE, "请先写明为什么要看申请人的信息。");
		how.why = &why;
	}
	return desk_request_show(v, &r, &how, err);
}

int page_desk_request_document(struct visit *v, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_document *list;
	struct request_inside unused;
	struct request r;
	struct sv bytes;
	size_t n, i = 0;
	int rc = desk_request_of(v, &r, err);
	if (!rc)
		rc = request_documents(&env, &r, v->arena, &list, &n, err);
	if (rc)
		return rc;
	while (i < n && list[i].id != visit_number(v, "number"))
		i++;
	if (i == n)
		return err_set(err, E_NOT_FOUND, "没有这份材料。");
	/* What people handed in names them: it is a look like any other. */
	rc = request_open(&env, &r, sv_fmt(v->arena, "下载材料 %" PRId64, list[i].id), v->arena, &unused,
		err);
	if (!rc)
		rc = request_document_bytes(&env, &r, list[i].id, v->arena, &bytes, err);
	/* A file from outside is never shown by the browser as a page of ours. */
	return rc ? rc : visit_send(v, SV("application/octet-stream"), bytes, list[i].name);
}

/* ── Cases ─────────────────────────────────────────────────────────────────────────────────── */

static struct sv typed(struct visit *v, const char *name, struct sv suffix)
{
	return sv_trim(http_form(v->request, sv_fmt(v->arena, "%s%.*s", name, SV_ARG(suffix))));
}

static int take_date(struct visit *v, const char *name, struct sv suffix, struct date *ret,
	struct err *err)
{
	struct sv text = typed(v, name, suffix);
	*ret = (struct date){ 0 };
	return !text.n || date_parse(text, ret) ? E_OK
		: err_set(err, E_USAGE, "日期要写成 2026-03-16 这样：%.*s", SV_ARG(sv_head(text, 40)));
}

int do_desk_request_remedy(struct visit *v, struct err *err)
{
	struct request_env env = desk_env(v);
	struct request r;
	struct err why = { 0 };
	int64_t id = visit_number(v, "case");
	struct sv suffix = id ? sv_fmt(v->arena, "-%" PRId64, id) : SV("-new");
	int rc = desk_request_of(v, &r, err);
	if (rc)
		return rc;
	struct remedy m = { .id = id, .request = r.id, .unit = r.unit,
		.kind = remedy_kind_of_key(typed(v, "kind", suffix)), .organ = typed(v, "organ", suffix),
		.case_number = typed(v, "case_number", suffix),
		.result = remedy_result_of_key(typed(v, "result", suffix)),
		.remark = typed(v, "remark", suffix) };
	rc = take_date(v, "opened", suffix, &m.opened, &why);
	if (!rc)
		rc = take_date(v, "answer_due", suffix, &m.answer_due, &why);
	if (!rc)
		rc = take_date(v, "closed", suffix, &m.closed, &why);
	if (!rc)
		rc = remedy_enter(&env, &m, &id, &why);
	if (!rc)
		return visit_go(v, desk_request_url(v, &r), "request_remedy");
	if (!desk_is_his(rc) && rc != E_NOT_FOUND) {
		*err = why;
		return rc;
	}
	struct request_showing how = { .typed = { .event = REQUEST_EVENT__MAX }, .why = &why, .remedy = &m };
	return desk_request_show(v, &r, &how, err);
}
