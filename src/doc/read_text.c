/* Plain text and Markdown, as people paste them: see text_lines.h for what becomes of a line. */
#include "doc/charset.h"
#include "doc/read.h"
#include "doc/text_lines.h"

int doc_read_text(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	struct sv text;
	struct doc *d = doc_new(a, DOC_TEXT);
	if (!d)
		return err_set(err, E_NOMEM, "内存不足；请关闭其他程序后再试。");
	int code = charset_to_utf8(bytes, SV(""), a, &text, err);
	if (!code)
		code = doc_append_text(d, text, (struct doc_place){ 0, 1 }, err);
	if (!code)
		*ret = d;
	return code;
}
