/*
 * CSV (RFC 4180): one ruled table, its first row a header. Only our own export is taken for CSV
 * (doc_sniff); pasted tables with commas are too much like prose.
 */
#include "base/auto.h"
#include "doc/charset.h"
#include "doc/read.h"

/** Unquote in place, as the result is never longer; `*at` is behind the opening quote. */
static struct sv quoted(char *p, size_t n, size_t *at)
{
	size_t from = *at, to = from, i = from;
	for (; i < n; i++) {
		if (p[i] == '"' && !(i + 1 < n && p[i + 1] == '"'))
			break;
		i += p[i] == '"';
		p[to++] = p[i];
	}
	*at = i < n ? i + 1 : n;
	return (struct sv){ p + from, to - from };
}

/** The next field; `*at` moves to the ',' or '\n' behind it, or to the end. */
static struct sv field(char *p, size_t n, size_t *at)
{
	struct sv value = { p + *at, 0 };
	if (*at < n && p[*at] == '"') {
		++*at;
		value = quoted(p, n, at);
	}
	size_t rest = *at; /* of an unquoted field, or junk behind a quoted one */
	while (*at < n && p[*at] != ',' && p[*at] != '\n')
		++*at;
	if (value.n == 0)
		value = (struct sv){ p + rest, *at - rest };
	return sv_trim(value);
}

static void read_rows(struct doc_grid *g, char *p, size_t n)
{
	struct doc_place at = { 0, 1 };
	for (size_t i = 0; i < n; at.line++) {
		if (p[i] == '\n') {
			i++;
			continue;
		}
		doc_grid_row(g);
		for (;;) {
			size_t from = i;
			uint32_t inside = 0;
			struct sv value = field(p, n, &i);
			doc_grid_cell(g, value, 1, 1, at, g->row == 0);
			for (size_t k = from; k < i; k++)
				inside += p[k] == '\n';
			at.line += inside;
			if (i >= n || p[i] == '\n')
				break;
			i++;
		}
		i += i < n;
	}
}

int doc_read_csv(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	struct sv text;
	struct doc_grid g;
	struct doc *d = doc_new(a, DOC_CSV);
	struct doc_table *t = d ? doc_add_table(d, (struct doc_place){ 0, 1 }) : NULL;
	if (!t)
		return err_set(err, E_NOMEM, "内存不足；请关闭其他程序后再试。");
	int code = charset_to_utf8(bytes, SV(""), a, &text, err);
	if (code)
		return code;
	doc_grid_init(&g, a);
	read_rows(&g, (char *)text.p, text.n); /* the copy is ours to write on */
	code = doc_grid_finish(&g, t);
	if (code == E_LIMIT)
		return err_set(err, E_LIMIT, "CSV 表格的行数或列数超出了限额，没有读取；请拆分后再试。");
	if (code || a->failed)
		return err_set(err, E_NOMEM, "CSV 内容过多，超出了内存限额，请拆分后再试。");
	t->ruled = true;
	t->header_rows = t->n_rows > 0;
	*ret = d;
	return E_OK;
}
