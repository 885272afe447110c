/* Delivering reports: each file is parsed in the sandbox, read, checked and filed on its own. */
#include "base/auto.h"
#include "web/desk.h"
#include "web/pages.h"
#include "web/templates.h"

enum { TAKE_MS = 10000, REPORT_ARENA = 512 * 1024 * 1024 };

static const struct crumb crumbs[] = { { SV_INIT("报送年度报告"), { "", 0 } }, { { "", 0 }, { "", 0 } } };

/** Show the form, with what is wrong. */
static int show_form(struct visit *v, struct db *db, const char *unit_error, const char *file_error,
	struct err *err)
{
	struct view_problem *problems = arena_array(v->arena, 2, sizeof *problems);
	struct view_upload view = { .action = SV("/desk/upload"),
		.choose_unit = !role_is_of_office(v->session.account.role), .unit_typed = visit_text(v, "unit"),
		.unit_error = sv_of(unit_error), .file_error = sv_of(file_error), .limit = SV("256 MB") };
	if (!view.choose_unit) {
		struct unit u;
		int rc = unit_get(db, v->session.account.unit, v->arena, &u, err);
		if (rc)
			return rc;
		view.unit = u.name;
	}
	if (unit_error && problems)
		problems[v->n_problems++] = (struct view_problem){ sv_of(unit_error), SV("#unit") };
	if (file_error && problems)
		problems[v->n_problems++] = (struct view_problem){ sv_of(file_error), SV("#file") };
	v->problems = problems;
	view.frame = visit_frame(v, SV("报送年度报告"), crumbs);
	return VISIT_RENDER(v, v->n_problems ? 422 : 200, template_desk_upload, &view, err);
}

int page_upload(struct visit *v, struct err *err)
{
	return show_form(v, v->db, NULL, NULL, err);
}

/** Which unit is a report of? The person's own, the one he wrote, or the one its title names. */
static int unit_of(struct visit *v, struct db *db, const struct report *r, int64_t *ret,
	struct err *err)
{
	struct unit u;
	struct sv typed = sv_trim(visit_text(v, "unit"));
	if (role_is_of_office(v->session.account.role)) {
		*ret = v->session.account.unit;
		int rc = unit_get(db, *ret, v->arena, &u, err);
		if (!rc && r->unit.n && !report_same_unit(r->unit, u.name))
			rc = err_set(err, E_FORMAT, "报告标题里的机关是“%.*s”，不是%.*s；请核对是不是交错了文件。",
				SV_ARG(sv_head(r->unit, 120)), SV_ARG(sv_head(u.name, 120)));
		return rc;
	}
	if (!typed.n && !r->unit.n)
		return err_set(err, E_FORMAT, "报告里没有写机关名称；请在“机关名称”里写明。");
	int rc = unit_by_name(db, typed.n ? typed : r->unit, v->arena, &u, err);
	if (rc == E_NOT_FOUND && !typed.n)
		return err_set(err, E_NOT_FOUND, "没有登记名称为“%.*s”的机关；请在“机关名称”里写明是哪个机关，"
			"或者请管理员先登记。", SV_ARG(sv_head(r->unit, 120)));
	*ret = rc ? 0 : u.id;
	return rc;
}

/** Check a report against its rules and the unit's report of the year before. */
static int check(struct db *db, int64_t unit, const struct report *r, struct arena *a,
	struct findings *found, struct err *err)
{
	struct report *previous = NULL;
	int rc = r->year ? filing_previous(db, unit, r->year, a, &previous, err) : E_OK;
	const struct report_context context = { .previous = previous };
	*found = (struct findings){ .arena = a };
	return rc ? rc : report_check(r, &context, found, err);
}

static int file_one(struct visit *v, struct db *db, const struct http_file *file,
	const struct report *r, struct arena *a, int64_t *ret_id, struct err *err)
{
	struct findings found;
	int64_t unit = 0;
	int rc = unit_of(v, db, r, &unit, err);
	if (!rc)
		rc = check(db, unit, r, a, &found, err);
	const struct delivery d = { .unit = unit, .report = r, .findings = &found,
		.file_name = file->name, .bytes = file->bytes };
	return rc ? rc : filing_deliver(db, &d, &v->session.account, &v->act, ret_id, err);
}

/** Read one file and file it; the database is lent only for the second part. */
static int take_file(struct visit *v, const struct http_file *file, struct filing *ret,
	struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct doc *doc;
	struct report *r;
	struct db *db;
	int64_t id;
	arena_init(&a, REPORT_ARENA);
	int rc = v->site->read_document(v->site->context, file->bytes, &a, &doc, err);
	if (!rc)
		rc = report_read(doc, &a, &r, err);
	if (!rc)
		rc = db_pool_take(v->site->pool, DB_WRITE, TAKE_MS, &db, err);
	if (rc)
		return rc;
	rc = file_one(v, db, file, r, &a, &id, err);
	if (!rc)
		rc = filing_get(db, id, v->arena, ret, err);
	db_pool_give(v->site->pool, db);
	return rc;
}

static void take_all(struct visit *v, struct view_upload_done *view,
	struct view_upload_result *results)
{
	for (size_t i = 0; i < v->request->n_files; i++) {
		const struct http_file *file = &v->request->files[i];
		struct filing f;
		struct err why = { 0 };
		if (!file->bytes.n && !file->name.n)
			continue;
		bool ok = take_file(v, file, &f, &why) == E_OK;
		results[view->n_results++] = (struct view_upload_result){ .file = file->name, .ok = ok,
			.sentence = ok ? sv_fmt(v->arena, "%.*s　%d年度", SV_ARG(f.unit_name), f.year)
				: sv_dup(v->arena, sv_of(why.user)),
			.url = ok ? visit_url(v, "/desk/reports/%.*s", SV_ARG(f.public_id)) : SV(""),
			.n_errors = ok ? f.n_errors : 0, .n_warnings = ok ? f.n_warnings : 0 };
		view->n_ok += ok;
		view->n_bad += !ok;
	}
}

/** The form again, with a reading connection, since this route is lent none. */
static int ask_again(struct visit *v, const char *file_error, struct err *err)
{
	struct db *db;
	int rc = db_pool_take(v->site->pool, DB_READ, TAKE_MS, &db, err);
	if (rc)
		return rc;
	rc = show_form(v, db, NULL, file_error, err);
	db_pool_give(v->site->pool, db);
	return rc;
}

int do_upload(struct visit *v, struct err *err)
{
	struct view_upload_result *results = arena_array(v->arena, v->request->n_files + 1,
		sizeof *results);
	struct view_upload_done view = { .again_url = SV("/desk/upload"), .results = results };
	if (!results)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	take_all(v, &view, results);
	if (!view.n_results)
		return ask_again(v, "请先选要报送的文件。", err);
	if (view.n_ok) {
		v->site->entered(v->site->context);
		int rc = site_refresh(v->site, err);
		if (rc)
			return rc;
	}
	view.frame = visit_frame(v, SV("报送结果"), crumbs);
	return VISIT_RENDER(v, view.n_ok ? 200 : 422, template_desk_upload_done, &view, err);
}
