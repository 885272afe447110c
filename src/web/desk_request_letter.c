/* The letter that answers a request, to look at and to take along. */
#include "web/desk_letter.h"
#include "web/desk_request.h"
#include "web/pages.h"
#include "web/templates.h"

/** The request of the route with its letter; the look is logged first. */
static int letter_of(struct visit *v, const char *what, struct request *r, struct letter *ret,
	struct err *err)
{
	struct request_env env = desk_env(v);
	struct request_inside unused;
	struct request_value *values;
	size_t n;
	int rc = desk_request_of(v, r, err);
	if (!rc && !r->outcome.n)
		rc = err_set(err, E_NOT_FOUND, "这件申请还没有拟办答复。");
	if (!rc)
		rc = request_open(&env, r, sv_of(what), v->arena, &unused, err);
	if (!rc)
		rc = request_draft_of(&env, r, v->arena, &values, &n, err);
	return rc ? rc : desk_answer_letter(v, r, r->outcome, values, n, ret, err);
}

int page_request_letter(struct visit *v, struct err *err)
{
	struct request r;
	struct letter letter;
	int rc = letter_of(v, "看答复书", &r, &letter, err);
	if (rc)
		return rc;
	struct sv url = desk_request_url(v, &r);
	struct view_request_letter view = { .number = r.number, .name = sv_of(letter.kind->name),
		.back_url = url, .docx_url = sv_fmt(v->arena, "%.*s/letter/docx", SV_ARG(url)),
		.pdf_url = sv_fmt(v->arena, "%.*s/letter/pdf", SV_ARG(url)),
		.unsigned_ = !r.letter_number.n };
	view.letter = desk_paragraphs(v, &letter, &view.n_letter);
	const struct crumb crumbs[] = { { SV("依申请公开"), SV("/desk/requests") }, { r.number, url },
		{ view.name, SV("") }, { SV(""), SV("") } };
	view.frame = visit_frame(v, view.name, crumbs);
	return view.letter ? VISIT_RENDER(v, 200, template_desk_request_letter, &view, err)
		: desk_no_memory(err);
}

int page_request_letter_file(struct visit *v, struct err *err)
{
	struct request r;
	struct letter letter;
	struct sv word = visit_text(v, "format"), bytes;
	bool pdf = sv_eq(word, SV("pdf"));
	if (!pdf && !sv_eq(word, SV("docx")))
		return err_set(err, E_NOT_FOUND, "没有这种格式；有 docx 和 pdf。");
	int rc = letter_of(v, "下载答复书", &r, &letter, err);
	if (!rc)
		rc = request_letter_file(&letter, pdf ? DOC_PDF : DOC_DOCX, v->arena, &bytes, err);
	return rc ? rc : visit_send(v, pdf ? SV("application/pdf") : SV("application/"
		"vnd.openxmlformats-officedocument.wordprocessingml.document"), bytes,
		sv_fmt(v->arena, "%s %.*s.%.*s", letter.kind->name, SV_ARG(r.letter_number.n
			? r.letter_number : r.number), SV_ARG(word)));
}
