#include "web/report_file.h"

#include "doc/write.h"
#include "report/report_csv.h"
#include "report/report_form.h"
#include "report/report_json.h"

static const struct {
	struct sv word, media_type;
	enum doc_format format;
} files[] = {
	{ SV_INIT("docx"), SV_INIT("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
		DOC_DOCX },
	{ SV_INIT("xlsx"), SV_INIT("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
		DOC_XLSX },
	{ SV_INIT("pdf"), SV_INIT("application/pdf"), DOC_PDF },
	{ SV_INIT("html"), SV_INIT("text/html; charset=utf-8"), DOC_HTML },
	{ SV_INIT("csv"), SV_INIT("text/csv; charset=utf-8"), DOC_CSV },
	{ SV_INIT("json"), SV_INIT("application/json; charset=utf-8"), DOC_JSON },
};

enum { N_FILES = sizeof files / sizeof *files };

static int write(struct visit *v, const struct report *r, enum doc_format format, struct sv name,
	struct sv *ret, struct err *err)
{
	if (format == DOC_CSV)
		return report_csv(r, v->arena, ret, err);
	if (format == DOC_JSON)
		return report_json(r, name.p, NULL, v->arena, ret, err);
	const struct doc *d = report_form(r, v->arena, err);
	return d ? doc_write(d, format, v->arena, ret, err) : E_NOMEM;
}

int report_file_send(struct visit *v, const struct report *r, struct sv name, struct err *err)
{
	struct sv word = visit_text(v, "format"), bytes;
	size_t i = 0;
	while (i < N_FILES && !sv_eq(word, files[i].word))
		i++;
	if (i == N_FILES)
		return err_set(err, E_NOT_FOUND, "没有这种格式；有 docx、pdf、xlsx、html、csv、json。");
	struct sv file = sv_fmt(v->arena, "%.*s.%.*s", SV_ARG(name), SV_ARG(word));
	int rc = write(v, r, files[i].format, file, &bytes, err);
	return rc ? rc : visit_send(v, files[i].media_type, bytes, file);
}
