/* Attachments of an application. */
#include "base/auto.h"
#include "web/apply.h"
#include "web/pages.h"
#include "web/templates.h"

#include <inttypes.h>

/** "1.2 MB". */
static struct sv size_words(struct visit *v, int64_t bytes)
{
	enum { MB = 1024 * 1024 };
	if (bytes >= MB)
		return sv_fmt(v->arena, "%.1f MB", (double)bytes / MB);
	return sv_fmt(v->arena, "%" PRId64 " KB", (bytes + 1023) / 1024);
}

static int show_files(struct visit *v, const struct apply *p, const char *why, struct err *err)
{
	struct unsent_file *files = NULL;
	size_t n = 0;
	struct sv said = why ? sv_dup(v->arena, sv_of(why)) : SV("");
	const struct view_problem problem = { said, SV("#file") };
	int rc = p->draft.id ? unsent_files(v->db, &p->draft, false, v->arena, &files, &n, err) : E_OK;
	struct view_apply_file *rows = rc ? NULL : arena_array(v->arena, n + 1, sizeof *rows);
	if (rc || !rows)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct view_apply_file){ sv_fmt(v->arena, "%" PRId64, files[i].id), files[i].name,
			size_words(v, files[i].size) };
	if (why) {
		v->problems = &problem;
		v->n_problems = 1;
	}
	struct view_apply_files view = { .unit = p->unit.name, .action = SV("/apply/files"),
		.remove_action = SV("/apply/files/remove"), .files = rows, .n_files = n,
		.back_url = visit_url(v, "/apply/steps/%s", apply_steps[apply_step_before(apply_n_steps, &p->draft)].key),
		.number = apply_steps_in_all(p) - 1, .of = apply_steps_in_all(p),
		.words = apply_words_of(apply_kind(&p->draft)), .drop = apply_drop(v),
		.field = { .name = SV("file"), .label = SV("选择文件"), .multiple = true, .error = said,
			.hint = sv_fmt(v->arena, "可以一次选几个。每个最大%d MB，合计最大%d MB，最多%d个。",
				REQUEST_FILE_MAX / 1024 / 1024, UNSENT_FILE_BYTES / 1024 / 1024, REQUEST_FILES_MAX) } };
	view.frame = apply_frame(v, SV("附件"));
	return VISIT_RENDER(v, v->stale ? 403 : why ? 422 : 200, template_apply_files, &view, err);
}

int page_apply_files(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	int rc = apply_open(v, &p, err);
	if (rc)
		return rc;
	return apply_led_away(v, &p) ? E_OK : show_files(v, &p, NULL, err);
}

/** All that came, or none: one that cannot be taken is named and the others are sent again. */
static int add_files(struct visit *v, const struct apply *p, struct err *err)
{
	for (size_t i = 0; i < v->request->n_files; i++) {
		const struct http_file *f = &v->request->files[i];
		struct err why = { 0 };
		if (!f->bytes.n && !f->name.n)
			continue;
		if (!f->bytes.n)
			return err_set(err, E_FORMAT, "“%.*s”是空的。", SV_ARG(sv_head(f->name, 120)));
		int rc = unsent_add_file(v->db, &p->draft, f->name.n ? f->name : SV("附件"), f->bytes, &v->act,
			v->arena, &why);
		if (rc == E_LIMIT || rc == E_FULL)
			return err_set(err, rc, "“%.*s”没有收下：%s", SV_ARG(sv_head(f->name, 120)), why.user);
		if (rc) {
			*err = why;
			return rc;
		}
	}
	return E_OK;
}

static int take_files(struct visit *v, struct apply *p, struct err *err)
{
	int rc = tx_begin_write(v->db, __func__, err);
	if (!rc)
		rc = apply_open(v, p, err);
	if (rc || apply_led_away(v, p))
		return rc;
	rc = add_files(v, p, err);
	if (!rc && sv_eq(visit_text(v, "then"), SV("check")))
		unsent_set(&p->draft, "checked", SV("yes"));
	if (!rc)
		rc = apply_save(v, p, err);
	return rc ? rc : tx_commit(v->db, err);
}

int do_apply_files(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	struct err why = { 0 };
	if (v->stale) {
		int rc = apply_open(v, &p, err);
		return rc ? rc : show_files(v, &p, v->request->upload_refused ?
			"文件没有收下：合计太大，或者这一页打开得太久。请减少文件，再传一次。" :
			"这一页打开得太久了，文件没有收下。请再选一次。", err);
	}
	int rc = take_files(v, &p, &why);
	tx_rollback(v->db);
	if (rc == E_LIMIT || rc == E_FULL || rc == E_FORMAT)
		return show_files(v, &p, why.user, err);
	if (rc) {
		*err = why;
		return rc;
	}
	if (v->response->status)
		return E_OK;
	if (!sv_eq(visit_text(v, "then"), SV("check")))
		return visit_go(v, SV("/apply/files"), NULL);
	return visit_go(v, SV("/apply/check"), NULL);
}

int do_apply_file_remove(struct visit *v, struct err *err)
{
	AUTO(apply_done) struct apply p = { 0 };
	if (v->stale) {
		int rc = apply_open(v, &p, err);
		return rc ? rc : show_files(v, &p, "这一页打开得太久了，请再点一次。", err);
	}
	int rc = tx_begin_write(v->db, __func__, err);
	if (!rc)
		rc = apply_open(v, &p, err);
	if (!rc && p.draft.id && !p.draft.sent)
		rc = unsent_remove_file(v->db, &p.draft, visit_number(v, "file"), err);
	if (!rc)
		rc = tx_commit(v->db, err);
	tx_rollback(v->db);
	if (rc)
		return rc;
	return apply_led_away(v, &p) ? E_OK : visit_go(v, SV("/apply/files"), NULL);
}
