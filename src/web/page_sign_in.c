/* Signing in and out, and the own password. */
#include "web/pages.h"
#include "web/templates.h"
#include "web/views_desk.h"

#include <string.h>

/** A page of the desk to go on to: a path of ours, fit for a header, nothing else. */
static struct sv safe_next(struct sv next)
{
	bool ours = sv_starts(next, SV("/desk")) && !sv_has(next, SV("//")) && !sv_has(next, SV("\\"))
		&& !sv_has(next, SV(":"));
	for (size_t i = 0; i < next.n; i++)
		ours = ours && next.p[i] > ' ' && next.p[i] < 0x7f;
	return ours ? next : SV("/desk");
}

/** Show the form; `why` is what was wrong, or NULL. */
static int show_sign_in(struct visit *v, const char *why, unsigned status, struct err *err)
{
	struct view_problem problem = { why ? sv_dup(v->arena, sv_of(why)) : SV(""), SV("#login") };
	v->problems = &problem;
	v->n_problems = why ? 1 : 0;
	struct view_sign_in view = { .action = SV("/desk/sign-in"),
		.next = safe_next(visit_text(v, "next")),
		.login = { .name = SV("login"), .label = SV("登录名"), .value = visit_text(v, "login"),
			.max = 64, .autocomplete = "username" },
		.password = { .name = SV("password"), .label = SV("密码"), .max = 256,
			.autocomplete = "current-password" },
		.buttons = { .label = SV("登录") } };
	view.frame = visit_frame(v, SV("工作人员登录"), NULL);
	view.frame.csrf = visit_form_token(v);
	view.frame.sign_in_url = SV("");
	return VISIT_RENDER(v, status, template_desk_sign_in, &view, err);
}

int page_sign_in(struct visit *v, struct err *err)
{
	if (v->signed_in)
		return visit_go(v, safe_next(visit_text(v, "next")), NULL);
	return show_sign_in(v, NULL, 200, err);
}

int do_sign_in(struct visit *v, struct err *err)
{
	struct account who;
	char token[SESSION_TOKEN_MAX];
	struct err why = { 0 };
	if (visit_try(v, LIMIT_SIGN_IN, &why)) {
		atomic_fetch_add(&v->site->refused_sign_in, 1);
		return show_sign_in(v, why.user, 429, err);
	}
	int rc = account_check_password(v->db, visit_text(v, "login"), visit_text(v, "password"),
		v->site->rules, &v->act, v->arena, &who, &why);
	if (rc != E_FORBIDDEN && rc != E_BUSY)
		visit_try_right(v, LIMIT_SIGN_IN);
	if (rc == E_FORBIDDEN || rc == E_BUSY) {
		atomic_fetch_add(&v->site->refused_sign_in, 1);
		return show_sign_in(v, why.user, rc == E_BUSY ? 429 : 403, err);
	}
	if (rc) {
		*err = why;
		return rc;
	}
	v->act.account = who.id;
	rc = tx_begin_write(v->db, __func__, err);
	if (!rc)
		rc = session_open(v->db, who.id, v->site->rules, &v->act, token, err);
	if (!rc)
		rc = tx_commit(v->db, err);
	tx_rollback(v->db);
	if (rc)
		return rc;
	atomic_fetch_add(&v->site->signed_in, 1);
	visit_set_cookie(v, "session", token, 0);
	visit_set_cookie(v, "pre", "", 0);
	return visit_go(v, safe_next(visit_text(v, "next")), NULL);
}

int do_sign_out(struct visit *v, struct err *err)
{
	int rc = tx_begin_write(v->db, __func__, err);
	if (!rc)
		rc = session_close(v->db, v->session.id, err);
	if (!rc)
		rc = tx_commit(v->db, err);
	tx_rollback(v->db);
	if (rc)
		return rc;
	visit_set_cookie(v, "session", "", 0);
	return visit_go(v, SV("/"), NULL);
}

static int show_password(struct visit *v, const char *field, const char *why, struct err *err)
{
	struct sv said = why ? sv_dup(v->arena, sv_of(why)) : SV("");
	struct view_problem problem = { said, visit_url(v, "#%s", field ? field : "old") };
	v->problems = &problem;
	v->n_problems = why ? 1 : 0;
	bool of_old = field && strcmp(field, "old") == 0;
	struct view_password view = { .action = SV("/desk/password"),
		.must = v->session.account.must_change,
		.old = { .name = SV("old"), .label = SV("现在的密码"), .max = 256,
			.error = of_old ? said : SV(""), .autocomplete = "current-password" },
		.fresh = { .name = SV("fresh"), .label = SV("新密码"), .max = 256,
			.hint = SV("至少10个字，不要用常见的词、登录名或者用过的密码。"),
			.error = of_old ? SV("") : said, .autocomplete = "new-password" },
		.again = { .name = SV("again"), .label = SV("再写一次新密码"), .max = 256,
			.autocomplete = "new-password" },
		.buttons = { .label = SV("修改密码") } };
	static const struct crumb crumbs[] = { { SV_INIT("修改密码"), { "", 0 } }, { { "", 0 }, { "", 0 } } };
	view.frame = visit_frame(v, SV("修改密码"), crumbs);
	return VISIT_RENDER(v, why ? 422 : 200, template_desk_password, &view, err);
}

int page_password(struct visit *v, struct err *err)
{
	return show_password(v, NULL, NULL, err);
}

int do_password(struct visit *v, struct err *err)
{
	struct err why = { 0 };
	struct sv fresh = visit_text(v, "fresh");
	if (!sv_eq(fresh, visit_text(v, "again")))
		return show_password(v, "again", "两次写的新密码不一样，请重新写。", err);
	int rc = account_change_password(v->db, v->session.account.id, visit_text(v, "old"), fresh,
		v->site->rules, &v->act, &why);
	if (rc == E_FORBIDDEN || rc == E_FORMAT || rc == E_BUSY)
		return show_password(v, rc == E_FORMAT ? "fresh" : "old", why.user, err);
	if (rc) {
		*err = why;
		return rc;
	}
	/* A new session, so that a token that was seen with the old password is worth nothing. */
	char token[SESSION_TOKEN_MAX];
	rc = tx_begin_write(v->db, __func__, err);
	if (!rc)
		rc = session_close(v->db, v->session.id, err);
	if (!rc)
		rc = session_open(v->db, v->session.account.id, v->site->rules, &v->act, token, err);
	if (!rc)
		rc = tx_commit(v->db, err);
	tx_rollback(v->db);
	if (rc)
		return rc;
	visit_set_cookie(v, "session", token, 0);
	return visit_go(v, SV("/desk"), "password");
}
