#include "doc/write.h"

#include "doc/print.h"

int doc_write(const struct doc *d, enum doc_format format, struct arena *a, struct sv *ret,
	struct err *err)
{
	switch (format) {
	case DOC_HTML:
		return doc_write_html(d, a, ret, err);
	case DOC_DOCX:
		return doc_write_docx(d, a, ret, err);
	case DOC_PDF:
		return doc_write_pdf(d, a, ret, err);
	case DOC_XLSX:
		return doc_write_xlsx(d, a, ret, err);
	default:
		return err_set(err, E_UNSUPPORTED, "不能写成 %s 格式，可以写成 HTML、DOCX、PDF 或 XLSX",
			doc_format_name(format));
	}
}
