#include "doc/pdf_table.h"

#include <math.h>

#define PADDING_X (CELL_PADDING / 20.)
#define PADDING_Y 2.0
#define LEADING 1.25    /* from line to line, in sizes of the type */
#define SPACE 6.0       /* above and below a table */
#define SIZE_MIN 3.0    /* of type shrunk to fit */

struct pdf_table {
	const struct doc_table *t;
	const uint8_t *roles;
	double *left;     /* left[c]: where column c begins; left[n_cols] is the right edge */
	double *height;   /* of each row */
	bool *said;       /* the text of the cell has been drawn */
	uint32_t head;    /* rows repeated on each page */
};

static struct pdf_style style_of(const struct pdf_table *t, size_t i)
{
	const struct doc_cell *c = &t->t->cells[i];
	double width = t->left[c->col + c->colspan] - t->left[c->col];
	double size = pdf_points(print_fit_size(t->t, c->text, (uint32_t)(width * 20)));
	bool left = t->roles[i] == PRINT_TEXT || t->roles[i] == PRINT_ROW_HEAD;
	return (struct pdf_style){ .font = PDF_SONG, .align = left ? PDF_LEFT : PDF_CENTRE,
		.size = size, .pitch = size * LEADING,
		.width = fmax(width - 2 * PADDING_X, 1) };
}

/** For text in what is left of a cell that goes on over the page. */
static void make_smaller(struct pdf_style *style)
{
	style->size -= 0.5;
	style->pitch = style->size * LEADING;
}

/** Set the text of a cell within a height. @return its lines */
static int set_cell(struct pdf *p, const struct pdf_table *t, size_t i, double height,
	struct pdf_style *ret)
{
	struct sv text = t->t->cells[i].text;
	*ret = style_of(t, i);
	int lines = pdf_set(p, text, ret);
	while (ret->size > SIZE_MIN && lines * ret->pitch > height - 2 * PADDING_Y + 0.01) {
		make_smaller(ret);
		lines = pdf_set(p, text, ret);
	}
	return lines;
}

static double rows_height(const struct pdf_table *t, uint32_t from, uint32_t to)
{
	double sum = 0;
	for (uint32_t row = from; row < to; row++)
		sum += t->height[row];
	return sum;
}

/** Cells of one row make it as high as they are; cells of several raise the last of theirs. */
static void measure_rows(struct pdf *p, struct pdf_table *t)
{
	const struct doc_table *table = t->t;
	struct pdf_style style;
	for (uint32_t row = 0; row < table->n_rows; row++)
		t->height[row] = pdf_points(print_cell_size(table)) * LEADING + 2 * PADDING_Y;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < table->n_cells; i++) {
			const struct doc_cell *c = &table->cells[i];
			if ((c->rowspan > 1) != pass || !c->text.n)
				continue;
			double need = set_cell(p, t, i, INFINITY, &style) * style.pitch + 2 * PADDING_Y;
			double more = need - rows_height(t, c->row, c->row + c->rowspan);
			if (more > 0)
				t->height[c->row + c->rowspan - 1] += more;
		}
}

struct pdf_table *pdf_table_measure(struct pdf *p, const struct doc_table *table)
{
	struct arena *a = p->out.arena;
	struct pdf_table *t = arena_alloc(a, sizeof *t);
	uint32_t *widths = print_column_widths(table, a);
	if (!t || !widths)
		return NULL;
	*t = (struct pdf_table){ .t = table, .roles = print_roles(table, a),
		.left = arena_array(a, table->n_cols + 1, sizeof *t->left),
		.height = arena_array(a, table->n_rows, sizeof *t->height),
		.said = arena_array(a, table->n_cells, sizeof *t->said),
		.head = print_header_rows(table) };
	if (!t->roles || !t->left || !t->height || !t->said)
		return NULL;
	for (uint32_t c = 0; c < table->n_cols; c++)
		t->left[c + 1] = t->left[c] + pdf_points(widths[c]);
	measure_rows(p, t);
	if (rows_height(t, 0, t->head) > pdf_points(TEXT_HEIGHT) / 2)
		t->head = 0; /* no room for rows under them */
	return t;
}

double pdf_table_start(const struct pdf_table *t)
{
	const double page = pdf_points(TEXT_HEIGHT);
	double whole = SPACE + rows_height(t, 0, t->t->n_rows);
	if (t->t->n_rows == 0 || whole > page)
		return t->t->n_rows ? SPACE + rows_height(t, 0, t->head + 1) : 0;
	return whole < page / 2 ? whole : page / 2;
}

/** Draw the text of a cell in the middle of the part of it that stands on this page. */
static void draw_text(struct pdf *p, struct pdf_table *t, size_t i, double y, double height)
{
	const struct doc_cell *c = &t->t->cells[i];
	struct pdf_style style;
	int lines = set_cell(p, t, i, height, &style);
	double top = y + (height - lines * style.pitch) / 2;
	for (int line = 0; line < lines; line++)
		pdf_line(p, line, &style, t->left[c->col] + PADDING_X, top + line * style.pitch);
	t->said[i] = true;
}

/**
 * Draw rows [from, to) at p->y. A cell that goes on over the page says its text in the first part
 * that has room for it, at the latest in the last.
 */
static void draw_rows(struct pdf *p, struct pdf_table *t, uint32_t from, uint32_t to)
{
	for (size_t i = 0; i < t->t->n_cells && t->t->cells[i].row < to; i++) {
		const struct doc_cell *c = &t->t->cells[i];
		uint32_t end = c->row + c->rowspan, first = c->row > from ? c->row : from;
		uint32_t last = end < to ? end : to;
		if (first >= last)
			continue;
		double y = p->y + rows_height(t, from, first), height = rows_height(t, first, last);
		p->api.cairo_rectangle(p->cr, pdf_points(PAGE_LEFT) + t->left[c->col],
			pdf_points(PAGE_TOP) + y, t->left[c->col + c->colspan] - t->left[c->col], height);
		p->api.cairo_stroke(p->cr);
		bool header = end <= t->head;
		if (!c->text.n || (t->said[i] && !header))
			continue;
		struct pdf_style style = style_of(t, i);
		if (end <= to || height >= pdf_set(p, c->text, &style) * style.pitch + 2 * PADDING_Y)
			draw_text(p, t, i, y, height);
	}
	p->y += rows_height(t, from, to);
	p->empty = false;
}

int pdf_table_draw(struct pdf *p, struct pdf_table *t, struct err *err)
{
	double head = rows_height(t, 0, t->head);
	if (!p->empty)
		p->y += SPACE;
	for (uint32_t row = t->head; row < t->t->n_rows;) {
		if (head + t->height[row] > pdf_room(p) && !p->empty)
			pdf_break(p);
		uint32_t to = row;
		double room = pdf_room(p) - head;
		while (to < t->t->n_rows && t->height[to] <= room)
			room -= t->height[to++];
		if (to == row)
			return err_set(err, E_LIMIT, "表格有一行比一页还高，不能排成 PDF，请改用 DOCX 格式");
		draw_rows(p, t, 0, t->head);
		draw_rows(p, t, row, to);
		row = to;
	}
	p->y += SPACE;
	return 0;
}
