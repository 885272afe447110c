#include "http/http.h"

#include "base/utf8.h"
#include "http/chars.h"

/**
 * A lone '%' stays one: people type "?q=100%" into the address bar, and browsers send it so.
 */
static int decode(struct sv raw, struct arena *a, struct sv *ret, struct err *err)
{
	char *p = arena_alloc(a, raw.n + 1);
	size_t n = 0;
	if (!p)
		return err_set(err, E_NOMEM, "服务器内存不足，请稍后重试。");
	for (size_t at = 0; at < raw.n; at++) {
		int b = chars_escape(raw, at);
		p[n++] = b >= 0 ? (char)b : raw.p[at] == '+' ? ' ' : raw.p[at];
		at += b >= 0 ? 2 : 0;
	}
	*ret = (struct sv){ p, n };
	if (memchr(p, '\0', n) || !utf8_valid(*ret)) {
		err_set(err, E_FORMAT, "提交的文字不是 UTF-8 编码，服务器无法识别。请用浏览器重新填写。");
		return err_detail(err, "field is not UTF-8 or holds NUL");
	}
	return 0;
}

int http_fields_parse(struct sv raw, struct arena *a, struct http_field **ret, size_t *ret_n,
	struct err *err)
{
	struct http_field *fields = NULL;
	size_t n = 0, cap = 0;
	struct sv piece;
	while (sv_cut(&raw, '&', &piece)) {
		if (piece.n == 0)
			continue;
		if (n == HTTP_FIELDS_MAX)
			return err_set(err, E_LIMIT, "提交的字段超过 %d 个，服务器没有处理。",
				HTTP_FIELDS_MAX);
		fields = arena_grow(a, fields, n, &cap, sizeof *fields);
		if (!fields)
			return err_set(err, E_NOMEM, "服务器内存不足，请稍后重试。");
		const char *equals = memchr(piece.p, '=', piece.n);
		struct sv name = equals ? sv_head(piece, (size_t)(equals - piece.p)) : piece;
		int rc = decode(name, a, &fields[n].name, err);
		if (!rc)
			rc = decode(sv_from(piece, name.n + 1), a, &fields[n].value, err);
		if (rc)
			return rc;
		n++;
	}
	*ret = fields;
	*ret_n = n;
	return 0;
}
