#include "doc/print.h"

#include "base/utf8.h"

/** A body cell of more characters than this is read as prose. */
enum { FIGURE_MAX = 12 };

uint32_t print_style_size(const struct doc_table *t)
{
	return t->n_cols > MANY_COLUMNS ? CELL_SIZE_NARROW : CELL_SIZE;
}

uint32_t print_cell_size(const struct doc_table *t)
{
	return t->size ? t->size : print_style_size(t);
}

static bool is_number(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!strchr("0123456789.,+-", s.p[i]))
			return false;
	return s.n > 0;
}

uint32_t print_fit_size(const struct doc_table *t, struct sv text, uint32_t width)
{
	uint32_t size = print_cell_size(t);
	uint32_t room = width > 2 * CELL_PADDING ? width - 2 * CELL_PADDING : 1;
	if (!is_number(text) || text.n > CELL_SIZE)
		return size;
	uint32_t fit = room * 100 / (56 * (uint32_t)text.n); /* a digit is 0.56 of its height wide */
	fit -= fit % 10; /* half points */
	return fit >= size ? size : fit < CELL_SIZE_MIN ? CELL_SIZE_MIN : fit;
}

uint32_t *print_column_widths(const struct doc_table *t, struct arena *a)
{
	uint32_t *w = arena_array(a, t->n_cols, sizeof *w);
	if (!w)
		return NULL;
	uint64_t sum = 0, before = 0;
	for (uint32_t c = 0; c < t->n_cols; c++)
		sum += t->widths ? t->widths[c] : 1;
	for (uint32_t c = 0; c < t->n_cols; c++) {
		uint64_t own = sum && t->widths ? t->widths[c] : 1, all = sum ? sum : t->n_cols;
		uint32_t from = (uint32_t)(before * TEXT_WIDTH / all);
		before += own;
		w[c] = (uint32_t)(before * TEXT_WIDTH / all) - from;
	}
	return w;
}

uint8_t *print_roles(const struct doc_table *t, struct arena *a)
{
	uint8_t *roles = arena_alloc(a, t->n_cells);
	uint8_t *has_body = arena_alloc(a, t->n_rows); /* the row has a cell that heads nothing */
	if (!roles || !has_body)
		return NULL;
	for (size_t i = 0; i < t->n_cells; i++)
		if (!t->cells[i].header)
			has_body[t->cells[i].row] = 1;
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct doc_cell *c = &t->cells[i];
		if (!c->header)
			roles[i] = c->text.n > FIGURE_MAX && utf8_count(c->text) > FIGURE_MAX ? PRINT_TEXT
				: PRINT_FIGURE;
		else if (c->row < t->header_rows || !has_body[c->row])
			roles[i] = PRINT_COLUMN_HEAD;
		else
			roles[i] = c->rowspan > 1 ? PRINT_GROUP_HEAD : PRINT_ROW_HEAD;
	}
	return roles;
}

uint32_t print_header_rows(const struct doc_table *t)
{
	if (t->header_rows >= t->n_rows)
		return 0;
	for (size_t i = 0; i < t->n_cells && t->cells[i].row < t->header_rows; i++)
		if (t->cells[i].row + t->cells[i].rowspan > t->header_rows)
			return 0;
	return t->header_rows;
}

int print_finish(const struct str *out, struct sv *ret, struct err *err)
{
	if (out->arena->failed)
		return err_set(err, E_NOMEM, "内存不足，文件没有生成，请关闭其他程序后重试");
	if (!str_ok(out))
		return err_set(err, E_LIMIT, "生成的文件超过 %d 兆字节，请拆成几份",
			DOC_MAX_BYTES / 1024 / 1024);
	*ret = str_sv(out);
	return 0;
}
