/* Accounts and units, for administrators. */
#include "web/desk.h"
#include "web/pages.h"
#include "web/templates.h"

#include <inttypes.h>

enum { LIST_PAGE = 50 };

static int no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

/** An administrator of one unit sees to that unit and those beneath it, nobody else's. */
static int check_scope(struct visit *v, int64_t unit, struct err *err)
{
	bool covers;
	int rc = account_covers(v->db, &v->session.account, unit, &covers, err);
	return rc || covers ? rc : err_set(err, E_FORBIDDEN, "这个机关不归您管。");
}

/** Name of a unit; empty for 0. */
static int unit_name(struct visit *v, int64_t id, struct sv *ret, struct err *err)
{
	struct unit u = { .name = { "", 0 } };
	int rc = id ? unit_get(v->db, id, v->arena, &u, err) : E_OK;
	*ret = rc ? SV("") : u.name;
	return rc;
}

/* ── Accounts ──────────────────────────────────────────────────────────────────────────────── */

static const struct view_option *roles(struct visit *v, size_t *ret_n)
{
	struct sv chosen = visit_text(v, "role");
	struct view_option *list = arena_array(v->arena, ROLE__MAX, sizeof *list);
	*ret_n = 0;
	for (int r = ROLE_CLERK; list && r < ROLE__MAX; r++) {
		struct sv key = sv_of(role_key((enum role)r));
		list[(*ret_n)++] = (struct view_option){ key, sv_of(role_label((enum role)r)),
			sv_eq(key, chosen) };
	}
	return list;
}

static int account_rows(struct visit *v, struct view_accounts *view, struct err *err)
{
	struct account *from;
	size_t n;
	int rc = account_list(v->db, visit_text(v, "after"), LIST_PAGE + 1, v->arena, &from, &n, err);
	struct view_account_row *rows = rc ? NULL : arena_array(v->arena, n + 1, sizeof *rows);
	if (rc || !rows)
		return rc ? rc : no_memory(err);
	if (n > LIST_PAGE) {
		n = LIST_PAGE;
		view->paging.next_url = visit_url(v, "/desk/accounts?after=%.*s", SV_ARG(from[n - 1].login));
	}
	for (size_t i = 0; i < n; i++) {
		bool covers;
		rc = account_covers(v->db, &v->session.account, from[i].unit, &covers, err);
		if (!rc && !covers)
			continue;
		struct view_account_row *row = &rows[view->n_accounts++];
		*row = (struct view_account_row){ .login = from[i].login, .name = from[i].name,
			.role = sv_of(role_label(from[i].role)), .seen = visit_moment(v, from[i].last_seen),
			.disabled = from[i].disabled, .own = sv_eq(from[i].login, v->session.account.login),
			.reset_url = visit_url(v, "/desk/accounts/%.*s/reset", SV_ARG(from[i].login)) };
		*(from[i].disabled ? &row->enable_url : &row->disable_url) = visit_url(v,
			"/desk/accounts/%.*s/%s", SV_ARG(from[i].login), from[i].disabled ? "enable" : "disable");
		if (!rc)
			rc = unit_name(v, from[i].unit, &row->unit, err);
		if (rc)
			return rc;
	}
	view->accounts = rows;
	return E_OK;
}

/** Show the page; `why` says what was wrong with a new account, `password` is one to show once. */
static int show_accounts(struct visit *v, const struct err *why, struct sv login, struct sv password,
	struct err *err)
{
	struct sv said = why ? sv_dup(v->arena, sv_of(why->user)) : SV("");
	struct view_problem problem = { said, SV("#login") };
	/* What was typed is kept for who has to mend it, not for a second account. */
	struct sv typed = why ? visit_text(v, "login") : SV("");
	if (why) {
		v->problems = &problem;
		v->n_problems = 1;
	}
	struct view_accounts view = { .action = SV("/desk/accounts"), .new_login = login,
		.new_password = password,
		.login_field = { .name = SV("login"), .label = SV("登录名"), .max = 64, .error = said,
			.hint = SV("小写字母、数字、点、下划线或连字符"), .value = typed },
		.name_field = { .name = SV("name"), .label = SV("姓名"), .max = 60,
			.value = why ? visit_text(v, "name") : SV("") },
		.unit_field = { .name = SV("unit"), .label = SV("机关名称"), .max = 100,
			.hint = SV("全局管理员不写"), .value = why ? visit_text(v, "unit") : SV("") } };
	view.roles = roles(v, &view.n_roles);
	int rc = account_rows(v, &view, err);
	static const struct crumb crumbs[] = { { SV_INIT("账户"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, SV("账户"), crumbs);
	return rc ? rc : VISIT_RENDER(v, why ? visit_status(why->code) : 200, template_desk_accounts,
		&view, err);
}

int page_accounts(struct visit *v, struct err *err)
{
	return show_accounts(v, NULL, SV(""), SV(""), err);
}

static int add_account(struct visit *v, char password[static ORG_PASSWORD_MAX], struct err *err)
{
	struct unit u = { .id = 0 };
	struct sv unit = sv_trim(visit_text(v, "unit"));
	int rc = unit.n ? unit_by_name(v->db, unit, v->arena, &u, err) : E_OK;
	if (!rc)
		rc = check_scope(v, u.id, err);
	const struct account a = { .login = sv_trim(visit_text(v, "login")),
		.name = sv_trim(visit_text(v, "name")), .role = role_of_key(visit_text(v, "role")),
		.unit = u.id };
	if (!rc)
		rc = tx_begin_write(v->db, __func__, err);
	if (!rc)
		rc = account_add(v->db, &a, &v->act, password, NULL, err);
	if (!rc)
		rc = tx_commit(v->db, err);
	tx_rollback(v->db);
	return rc;
}

/** Was it what somebody wrote, so that the form is shown again? */
static bool is_his(int rc)
{
	return rc == E_FORMAT || rc == E_EXISTS || rc == E_NOT_FOUND || rc == E_MANY || rc == E_FORBIDDEN
		|| rc == E_USAGE;
}

int do_account_add(struct visit *v, struct err *err)
{
	char password[ORG_PASSWORD_MAX];
	struct err why = { 0 };
	int rc = add_account(v, password, &why);
	if (is_his(rc))
		return show_accounts(v, &why, SV(""), SV(""), err);
	if (rc) {
		*err = why;
		return rc;
	}
	return show_accounts(v, NULL, visit_text(v, "login"), sv_dup(v->arena, sv_of(password)), err);
}

/** An account of the route that this administrator may touch, and never his own. */
static int account_of_route(struct visit *v, struct err *err)
{
	struct sv login = visit_text(v, "login");
	struct account *list;
	size_t n;
	if (sv_eq(login, v->session.account.login))
		return err_set(err, E_FORBIDDEN, "不能停用或者重设自己的账户；密码请在“修改密码”里改。");
	/* The list is ordered by login: the first one behind the name without its last sign. */
	struct sv before = sv_head(login, login.n - 1);
	int rc = account_list(v->db, before, LIST_PAGE, v->arena, &list, &n, err);
	for (size_t i = 0; !rc && i < n; i++)
		if (sv_eq(list[i].login, login))
			return check_scope(v, list[i].unit, err);
	return rc ? rc : err_set(err, E_NOT_FOUND, "没有这个账户。");
}

int do_account_reset(struct visit *v, struct err *err)
{
	char password[ORG_PASSWORD_MAX];
	int rc = account_of_route(v, err);
	if (!rc)
		rc = tx_begin_write(v->db, __func__, err);
	if (!rc)
		rc = account_reset(v->db, visit_text(v, "login"), &v->act, password, err);
	if (!rc)
		rc = tx_commit(v->db, err);
	tx_rollback(v->db);
	return rc ? rc : show_accounts(v, NULL, visit_text(v, "login"),
		sv_dup(v->arena, sv_of(password)), err);
}

static int set_disabled(struct visit *v, bool disabled, struct err *err)
{
	int rc = account_of_route(v, err);
	if (!rc)
		rc = tx_begin_write(v->db, __func__, err);
	if (!rc)
		rc = account_disable(v->db, visit_text(v, "login"), disabled, &v->act, err);
	if (!rc)
		rc = tx_commit(v->db, err);
	tx_rollback(v->db);
	return rc ? rc : visit_go(v, SV("/desk/accounts"), "account");
}

int do_account_disable(struct visit *v, struct err *err)
{
	return set_disabled(v, true, err);
}

int do_account_enable(struct visit *v, struct err *err)
{
	return set_disabled(v, false, err);
}

/* ── Units ─────────────────────────────────────────────────────────────────────────────────── */

static const struct view_option *kinds(struct visit *v, struct sv chosen, size_t *ret_n)
{
	struct view_option *list = arena_array(v->arena, UNIT_KIND__MAX, sizeof *list);
	*ret_n = 0;
	for (int k = 0; list && k < UNIT_KIND__MAX; k++) {
		struct sv key = sv_of(unit_kind_key((enum unit_kind)k));
		list[(*ret_n)++] = (struct view_option){ key, sv_of(unit_kind_label((enum unit_kind)k)),
			sv_eq(key, chosen) };
	}
	return list;
}

/** The fields of a unit, filled with `u` or with what was typed. */
static void unit_fields(struct visit *v, const struct unit *u, struct sv parent, struct sv error,
	struct view_unit_fields *f)
{
	bool typed = v->request->method == HTTP_POST;
	f->name = (struct view_text_field){ .name = SV("name"), .label = SV("名称"), .max = 100,
		.error = error, .value = typed ? visit_text(v, "name") : u->name };
	f->code = (struct view_text_field){ .name = SV("code"), .label = SV("统一社会信用代码"), .max = 18,
		.hint = SV("18位，可以不写"), .value = typed ? visit_text(v, "code") : u->code };
	f->division = (struct view_text_field){ .name = SV("division"), .label = SV("行政区划代码"),
		.max = 12, .hint = SV("6到12位数字，可以不写"),
		.value = typed ? visit_text(v, "division") : u->division };
	f->parent = (struct view_text_field){ .name = SV("parent"), .label = SV("上级机关名称"), .max = 100,
		.hint = SV("没有上级的不写"), .value = typed ? visit_text(v, "parent") : parent };
	f->kinds = kinds(v, typed ? visit_text(v, "kind") : sv_of(unit_kind_key(u->kind)), &f->n_kinds);
}

static int unit_rows(struct visit *v, struct view_desk_units *view, struct err *err)
{
	struct unit *from;
	size_t n;
	int64_t after = visit_number(v, "after");
	int rc = unit_list(v->db, 0, after, LIST_PAGE + 1, v->arena, &from, &n, err);
	struct view_desk_unit_row *rows = rc ? NULL : arena_array(v->arena, n + 1, sizeof *rows);
	if (rc || !rows)
		return rc ? rc : no_memory(err);
	if (n > LIST_PAGE) {
		n = LIST_PAGE;
		view->paging.next_url = visit_url(v, "/desk/units?after=%" PRId64, from[n - 1].id);
	}
	if (after)
		view->paging.previous_url = SV("/desk/units");
	for (size_t i = 0; i < n; i++) {
		rows[i] = (struct view_desk_unit_row){ .name = from[i].name,
			.kind = sv_of(unit_kind_label(from[i].kind)), .code = from[i].code,
			.url = visit_url(v, "/desk/units/%.*s", SV_ARG(from[i].public_id)),
			.closed = from[i].closed };
		rc = unit_name(v, from[i].parent, &rows[i].parent, err);
		if (rc)
			return rc;
	}
	view->units = rows;
	view->n_units = n;
	return E_OK;
}

static int show_units(struct visit *v, const struct err *why, struct err *err)
{
	struct sv said = why ? sv_dup(v->arena, sv_of(why->user)) : SV("");
	struct view_problem problem = { said, SV("#name") };
	struct unit none = { .kind = UNIT_STREET, .name = { "", 0 } };
	struct view_desk_units view = { .action = SV("/desk/units"),
		.import_hint = SV("大量登记时，可以在服务器上用 gongkai report import --add-units 随报告登记。") };
	if (why) {
		v->problems = &problem;
		v->n_problems = 1;
	}
	unit_fields(v, &none, SV(""), said, &view.fields);
	int rc = unit_rows(v, &view, err);
	static const struct crumb crumbs[] = { { SV_INIT("机关"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, SV("机关"), crumbs);
	return rc ? rc : VISIT_RENDER(v, why ? visit_status(why->code) : 200, template_desk_units, &view,
		err);
}

int page_desk_units(struct visit *v, struct err *err)
{
	return show_units(v, NULL, err);
}

/** What was typed, as a unit. */
static int typed_unit(struct visit *v, struct unit *ret, struct err *err)
{
	struct unit parent = { .id = 0 };
	struct sv name = sv_trim(visit_text(v, "parent"));
	int rc = name.n ? unit_by_name(v->db, name, v->arena, &parent, err) : E_OK;
	if (!rc)
		rc = check_scope(v, parent.id, err);
	enum unit_kind kind = unit_kind_of_key(visit_text(v, "kind"));
	if (!rc && kind == UNIT_KIND__MAX)
		rc = err_set(err, E_USAGE, "没有选机关的类型，或者选的不在列表里，请重新选择。");
	ret->name = sv_trim(visit_text(v, "name"));
	ret->code = sv_trim(visit_text(v, "code"));
	ret->division = sv_trim(visit_text(v, "division"));
	ret->kind = kind == UNIT_KIND__MAX ? UNIT_OTHER : kind;
	ret->parent = parent.id;
	return rc;
}

int do_unit_add(struct visit *v, struct err *err)
{
	struct unit u = { .id = 0 };
	struct err why = { 0 };
	int rc = typed_unit(v, &u, &why);
	if (!rc)
		rc = tx_begin_write(v->db, __func__, &why);
	if (!rc)
		rc = unit_add(v->db, &u, &v->act, NULL, &why);
	if (!rc)
		rc = tx_commit(v->db, &why);
	tx_rollback(v->db);
	if (is_his(rc))
		return show_units(v, &why, err);
	*err = why;
	return rc ? rc : visit_go(v, SV("/desk/units"), "unit");
}

static int show_unit(struct visit *v, const struct unit *u, const struct err *why, struct err *err)
{
	struct sv said = why ? sv_dup(v->arena, sv_of(why->user)) : SV(""), parent;
	struct view_problem problem = { said, SV("#name") };
	if (why) {
		v->problems = &problem;
		v->n_problems = 1;
	}
	struct view_desk_unit view = { .closed = u->closed,
		.action = visit_url(v, "/desk/units/%.*s", SV_ARG(u->public_id)),
		.office_url = visit_url(v, "/desk/office?unit=%.*s", SV_ARG(u->public_id)) };
	int rc = unit_name(v, u->parent, &parent, err);
	unit_fields(v, u, parent, said, &view.fields);
	const struct crumb crumbs[] = { { SV("机关"), SV("/desk/units") }, { u->name, SV("") },
		{ SV(""), SV("") } };
	view.frame = visit_frame(v, u->name, crumbs);
	return rc ? rc : VISIT_RENDER(v, why ? visit_status(why->code) : 200, template_desk_unit, &view,
		err);
}

static int unit_of_route(struct visit *v, struct unit *ret, struct err *err)
{
	int rc = unit_by_public_id(v->db, visit_text(v, "id"), v->arena, ret, err);
	return rc ? rc : check_scope(v, ret->id, err);
}

int page_desk_unit(struct visit *v, struct err *err)
{
	struct unit u;
	int rc = unit_of_route(v, &u, err);
	return rc ? rc : show_unit(v, &u, NULL, err);
}

int do_unit_change(struct visit *v, struct err *err)
{
	struct unit u;
	struct err why = { 0 };
	int rc = unit_of_route(v, &u, err);
	if (rc)
		return rc;
	struct unit was = u;
	rc = typed_unit(v, &u, &why);
	u.closed = visit_text(v, "closed").n > 0;
	if (!rc)
		rc = tx_begin_write(v->db, __func__, &why);
	if (!rc)
		rc = unit_change(v->db, &u, &v->act, &why);
	if (!rc)
		rc = tx_commit(v->db, &why);
	tx_rollback(v->db);
	if (is_his(rc))
		return show_unit(v, &was, &why, err);
	*err = why;
	return rc ? rc : visit_go(v, visit_url(v, "/desk/units/%.*s", SV_ARG(u.public_id)), "unit_changed");
}
