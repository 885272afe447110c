/* What an applicant does by himself: correct, give reasons, add a word, withdraw. */
#include "base/utf8.h"
#include "web/follow.h"
#include "web/pages.h"
#include "web/templates.h"

enum { TEXT_MAX = 4000 };

static const struct follow_act *act_of(const struct visit *v)
{
	for (size_t i = 0; i < follow_n_acts; i++)
		if (sv_eq(visit_text(v, "what"), sv_of(follow_acts[i].key)))
			return &follow_acts[i];
	return NULL;
}

/** What the office wrote: which corrections, which reasons. */
static struct sv asked(const struct follow *f, const struct follow_act *a)
{
	const struct request_deed *d = a->event == REQUEST_CORRECT ?
		follow_last(f, REQUEST_ASK_CORRECTION) : a->event == REQUEST_GIVE_REASON ?
		follow_last(f, REQUEST_ASK_REASON) : NULL;
	return d ? d->remark : SV("");
}

/** The days of art. 30 and 33 are those of an application. */
static struct sv lead_of(const struct follow *f, const struct follow_act *a)
{
	if (f->request.kind == REQUEST_DISCLOSURE)
		return sv_of(a->lead);
	return a->event == REQUEST_CORRECT ? SV("请按机关说的补充。") : a->event == REQUEST_NOTE
		? SV("写给办理的人。") : a->event == REQUEST_WITHDRAW
		? SV("撤回以后机关不再办理，也不再答复，不能恢复。以后还需要，可以重新提出。") : sv_of(a->lead);
}

static int show_act(struct visit *v, const struct follow *f, const struct follow_act *a,
	struct sv why, struct err *err)
{
	struct view_problem problem = { why, SV("#text") };
	struct view_text_field text = { .name = SV("text"), .label = sv_of(a->label),
		.value = http_form(v->request, SV("text")), .error = why, .max = TEXT_MAX, .rows = 8 };
	struct view_file_field files = { .name = SV("file"), .label = SV("附件（可以不传）"), .multiple = true,
		.hint = SV("每个最大20 MB，合计最大50 MB。") };
	if (v->stale) {
		problem = (struct view_problem){ v->request->upload_refused ?
			SV("没有收下：文件合计太大，或者这一页打开得太久。请减少文件，重新填写。") : apply_stale.text, SV("") };
		text.error = SV("");
	}
	v->problems = &problem;
	v->n_problems = problem.text.n > 0;
	struct view_follow_act_form view = { .title = a->event == REQUEST_WITHDRAW
			&& f->request.kind != REQUEST_DISCLOSURE ? SV("撤回") : sv_of(a->title),
		.lead = lead_of(f, a),
		.asked = asked(f, a), .number = f->request.number, .back_url = SV("/follow/request"),
		.action = visit_url(v, "/follow/do/%s", a->key), .text = &text,
		.files = a->files ? &files : NULL,
		.buttons = { .label = sv_of(a->button), .is_warning = a->is_warning,
			.cancel_url = SV("/follow/request"), .cancel = SV("不提交，返回") } };
	view.frame = apply_frame(v, view.title);
	return VISIT_RENDER(v, v->stale ? 403 : v->n_problems ? 422 : 200, template_follow_act, &view, err);
}

static int not_now(const struct follow *f, struct err *err)
{
	return err_set(err, E_STALE, "这件申请现在是“%.*s”，不能这样做了。请回到办理情况页看一看。",
		SV_ARG(follow_tag(&f->request).text));
}

int page_follow_act(struct visit *v, struct err *err)
{
	struct follow f;
	bool led;
	const struct follow_act *a = act_of(v);
	if (!a)
		return err_set(err, E_NOT_FOUND, "没有这个页面。请检查网址，或者从首页找起。");
	int rc = follow_open(v, &f, &led, err);
	if (rc || led)
		return rc;
	return follow_may(&f, a) ? show_act(v, &f, a, SV(""), err) : not_now(&f, err);
}

/** @param ret_why  what is wrong with what was written; empty: nothing */
static int gather(struct visit *v, const struct follow_act *a, struct request_move *move,
	struct sv *ret_why, struct err *err)
{
	struct sv text = sv_trim(http_form(v->request, SV("text")));
	struct request_file *files = arena_array(v->arena, REQUEST_FILES_MAX + 1, sizeof *files);
	if (!files)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	*ret_why = SV("");
	for (size_t i = 0; a->files && i < v->request->n_files; i++) {
		const struct http_file *f = &v->request->files[i];
		if (!f->bytes.n)
			continue;
		if (move->n_files == REQUEST_FILES_MAX || f->bytes.n > REQUEST_FILE_MAX)
			*ret_why = SV("文件太多或者太大：一次最多20个，每个最大20 MB。没有提交，请减少以后再交一次。");
		else
			files[move->n_files++] = (struct request_file){ .kind = SV("attachment"),
				.name = f->name.n ? f->name : SV("附件"), .bytes = f->bytes,
				.media_type = SV("application/octet-stream") };
	}
	if (!text.n && !a->may_be_empty)
		*ret_why = sv_fmt(v->arena, "请填写“%s”。", a->label);
	else if (utf8_count(text) > TEXT_MAX)
		*ret_why = SV("写得太长，最多4000个字；更多内容请作为附件。");
	move->files = files;
	move->remark = text.n ? text : sv_of(a->said);
	return E_OK;
}

int do_follow_act(struct visit *v, struct err *err)
{
	struct follow f;
	bool led;
	struct sv wrong;
	struct request_moved moved;
	struct err why = { 0 };
	const struct follow_act *a = act_of(v);
	if (!a)
		return err_set(err, E_NOT_FOUND, "没有这个页面。请检查网址，或者从首页找起。");
	int rc = follow_open(v, &f, &led, err);
	if (rc || led)
		return rc;
	if (!follow_may(&f, a))
		return not_now(&f, err);
	if (v->stale)
		return show_act(v, &f, a, SV(""), err);
	struct request_move move = { .event = a->event, .expected = f.request.state };
	rc = follow_same(v, &f, err);
	if (!rc)
		rc = gather(v, a, &move, &wrong, err);
	if (rc)
		return rc;
	if (wrong.n)
		return show_act(v, &f, a, wrong, err);
	rc = request_apply(&f.env, f.request.id, &move, &moved, &why);
	if (rc == E_USAGE || rc == E_LIMIT)
		return show_act(v, &f, a, sv_dup(v->arena, sv_of(why.user)), err);
	if (rc) {
		*err = why;
		return rc;
	}
	return visit_go(v, SV("/follow/request"), a->done);
}
