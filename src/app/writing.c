#include "app/writing.h"

#include "app/files.h"
#include "doc/write.h"
#include "report/report_csv.h"
#include "report/report_form.h"
#include "report/report_json.h"

static enum doc_format format_named(const char *name)
{
	static const struct {
		const char *name;
		enum doc_format format;
	} names[] = { { "html", DOC_HTML }, { "docx", DOC_DOCX }, { "pdf", DOC_PDF },
		{ "xlsx", DOC_XLSX }, { "json", DOC_JSON }, { "csv", DOC_CSV } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i].name) == 0)
			return names[i].format;
	return DOC_UNKNOWN;
}

enum doc_format write_format(const char *to, const char *out)
{
	const char *dot = out ? strrchr(out, '.') : NULL;
	return to ? format_named(to) : dot ? format_named(dot + 1) : DOC_UNKNOWN;
}

int write_report(const struct report *r, enum doc_format format, const char *out,
	struct arena *a, struct err *err)
{
	struct sv bytes;
	int rc;
	if (format == DOC_JSON) {
		rc = report_json(r, "", NULL, a, &bytes, err);
	} else if (format == DOC_CSV) {
		rc = report_csv(r, a, &bytes, err);
	} else {
		struct doc *d = report_form(r, a, err);
		rc = d ? doc_write(d, format, a, &bytes, err) : E_NOMEM;
	}
	return rc ? rc : files_write(out, bytes, err);
}
