#include "doc/print.h"

#include "base/auto.h"
#include "base/num.h"
#include "base/utf8.h"
#include "base/late.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define XLSX_FUNCTIONS(X) \
	X(format_set_align) X(format_set_border) X(format_set_font_name) X(format_set_font_size) \
	X(format_set_text_wrap) X(workbook_add_format) X(workbook_add_worksheet) X(workbook_close) \
	X(workbook_new) X(workbook_set_properties) X(worksheet_fit_to_pages) \
	X(worksheet_merge_range) X(worksheet_repeat_rows) X(worksheet_set_column) \
	X(worksheet_set_footer) X(worksheet_set_margins) X(worksheet_set_paper) \
	X(worksheet_set_row) X(worksheet_write_blank) X(worksheet_write_number) X(worksheet_write_string)

struct xlsx_api {
	LATE_MEMBERS(XLSX_FUNCTIONS)
};

/* Limits of the format. */
enum { SHEETS_MAX = 64, ROWS_MAX = 1048576, CELL_TEXT_MAX = 32767, SHEET_NAME_MAX = 96 };

/* Points: what a unit of column width is, and how high a row may be. */
#define WIDTH_UNIT 5.25
#define HEIGHT_MAX 409.0
#define TEXT_COLUMN 80

enum look { LOOK_TITLE, LOOK_SECTION, LOOK_HEADING, LOOK_TEXT, LOOK_CELL, LOOK_CELL_LEFT,
	LOOK__MAX };

struct sheet {
	char name[SHEET_NAME_MAX];
	lxw_worksheet *out;
	lxw_row_t next;       /* row of the sheet that is free */
};

struct book {
	struct xlsx_api api;
	struct arena *arena;
	int fd;               /* where the library writes the file: it knows files only */
	lxw_workbook *out;
	lxw_format *looks[LOOK__MAX];
	struct sheet sheets[SHEETS_MAX];
	size_t n_sheets;
};

static int load(struct xlsx_api *ret, struct err *err)
{
	struct xlsx_api api;
	void *library = late_open("libxlsxwriter.so.4");
	const char *missing = library ? NULL : "libxlsxwriter.so.4";
	if (library) {
		XLSX_FUNCTIONS(LATE_LOAD)
	}
	if (missing) {
		err_set(err, E_IO, "生成 XLSX 需要 libxlsxwriter，请安装 libxlsxwriter4");
		return err_detail(err, "cannot load %s", missing);
	}
	*ret = api;
	return 0;
}

static const struct {
	const char *font;
	double size;
	uint8_t align, border;
} looks[LOOK__MAX] = {
	[LOOK_TITLE] = { "方正小标宋简体", 18, LXW_ALIGN_CENTER, LXW_BORDER_NONE },
	[LOOK_SECTION] = { "黑体", 12, LXW_ALIGN_LEFT, LXW_BORDER_NONE },
	[LOOK_HEADING] = { "楷体_GB2312", 12, LXW_ALIGN_LEFT, LXW_BORDER_NONE },
	[LOOK_TEXT] = { "仿宋_GB2312", 12, LXW_ALIGN_LEFT, LXW_BORDER_NONE },
	[LOOK_CELL] = { "仿宋_GB2312", 10.5, LXW_ALIGN_CENTER, LXW_BORDER_THIN },
	[LOOK_CELL_LEFT] = { "仿宋_GB2312", 10.5, LXW_ALIGN_LEFT, LXW_BORDER_THIN },
};

static void make_looks(struct book *b)
{
	for (int i = 0; i < LOOK__MAX; i++) {
		lxw_format *f = b->api.workbook_add_format(b->out);
		b->api.format_set_font_name(f, looks[i].font);
		b->api.format_set_font_size(f, looks[i].size);
		b->api.format_set_align(f, looks[i].align);
		b->api.format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
		b->api.format_set_border(f, looks[i].border);
		b->api.format_set_text_wrap(f);
		b->looks[i] = f;
	}
}

static int book_open(struct book *b, const struct doc *d, struct arena *a, struct err *err)
{
	char path[64];
	*b = (struct book){ .arena = a, .fd = -1 };
	int code = load(&b->api, err);
	if (code)
		return code;
	b->fd = memfd_create("xlsx", MFD_CLOEXEC);
	snprintf(path, sizeof path, "/proc/self/fd/%d", b->fd);
	b->out = b->fd < 0 ? NULL : b->api.workbook_new(path);
	char *title = arena_dup(a, d->title.p, d->title.n);
	if (!b->out || !title)
		return err_set(err, E_NOMEM, "内存不足，XLSX 没有生成，请关闭其他程序后重试");
	lxw_doc_properties properties = { .title = title, .created = PRINT_EPOCH };
	b->api.workbook_set_properties(b->out, &properties);
	make_looks(b);
	return 0;
}

static void book_done(struct book *b)
{
	if (b->out)
		b->api.workbook_close(b->out); /* also frees it */
	if (b->fd >= 0)
		close(b->fd);
}

/** The sheet of that name, made when it is not there yet. NULL: too many. */
static struct sheet *sheet_named(struct book *b, const char *name)
{
	for (size_t i = 0; i < b->n_sheets; i++)
		if (strcmp(b->sheets[i].name, name) == 0)
			return &b->sheets[i];
	if (b->n_sheets == SHEETS_MAX)
		return NULL;
	struct sheet *s = &b->sheets[b->n_sheets];
	snprintf(s->name, sizeof s->name, "%s", name);
	s->out = b->api.workbook_add_worksheet(b->out, s->name);
	if (!s->out)
		return NULL;
	b->n_sheets++;
	b->api.worksheet_set_paper(s->out, 9); /* A4 */
	b->api.worksheet_set_margins(s->out, PAGE_LEFT / 1440., PAGE_RIGHT / 1440., PAGE_TOP / 1440.,
		PAGE_BOTTOM / 1440.);
	b->api.worksheet_fit_to_pages(s->out, 1, 0);
	b->api.worksheet_set_footer(s->out, "&C&14— &P —");
	return s;
}

/** "表二" for the tables of "二、主动公开政府信息情况"; "表格" where the heading has no numeral. */
static void table_sheet_name(struct sv heading, char name[static SHEET_NAME_MAX])
{
	size_t stop = sv_find(heading, SV("、"));
	struct sv numeral = sv_head(heading, stop == SV_NONE ? 0 : stop);
	bool numbered = numeral.n > 0 && utf8_count(numeral) <= 3;
	for (size_t at = 0; at < numeral.n;) {
		size_t from = at;
		utf8_next(numeral, &at);
		numbered = numbered &&
			sv_has(SV("一二三四五六七八九十"), (struct sv){ numeral.p + from, at - from });
	}
	snprintf(name, SHEET_NAME_MAX, "表%.*s", numbered ? (int)numeral.n : 6,
		numbered ? numeral.p : "格");
}

/**
 * Is the text a number that a spreadsheet shows exactly as it is printed? "007", "+5", "12.50" and
 * what has more than 15 digits are not: they are kept as text.
 */
static bool is_number(struct sv s, struct arena *a, double *ret)
{
	int64_t n;
	if (s.n == 0 || s.n > 16 || !num_parse_decimal(s, 6, &n))
		return false;
	char *z = arena_dup(a, s.p, s.n);
	if (!z)
		return false;
	double v = strtod(z, NULL);
	if (!sv_eq(sv_fmt(a, "%.15g", v), s))
		return false;
	*ret = v;
	return true;
}

/**
 * How high the wrapped text is in that width. Excel finds out by itself, but not for merged cells,
 * and LibreOffice not at all in a file that it did not write.
 */
static double text_height(struct sv text, enum look look, double width)
{
	double size = looks[look].size, used = 0;
	int lines = 1;
	for (size_t at = 0; at < text.n;) {
		uint32_t cp = utf8_next(text, &at);
		double w = cp < 0x2E80 ? size * 0.55 : size;
		if (cp == '\n' || used + w > width) {
			lines++;
			used = 0;
		}
		used += cp == '\n' ? 0 : w;
	}
	double height = lines * size * 1.3 + 4;
	return height < HEIGHT_MAX ? height : HEIGHT_MAX;
}

static int too_long(struct err *err)
{
	return err_set(err, E_LIMIT, "文字或表格超出 XLSX 的容量，请改用 DOCX 格式");
}

static int write_line(struct book *b, const struct doc_block *block, struct err *err)
{
	struct sheet *s = sheet_named(b, "正文");
	if (!s || utf8_count(block->text) > CELL_TEXT_MAX / 2 || s->next >= ROWS_MAX)
		return too_long(err);
	char *z = arena_dup(b->arena, block->text.p, block->text.n);
	if (!z)
		return 0; /* print_finish says so */
	enum look look = block->kind == DOC_PARAGRAPH ? LOOK_TEXT : block->level <= 1 ? LOOK_TITLE
		: block->level == 2 ? LOOK_SECTION : LOOK_HEADING;
	if (s->next == 0)
		b->api.worksheet_set_column(s->out, 0, 0, TEXT_COLUMN, NULL);
	b->api.worksheet_set_row(s->out, s->next,
		text_height(block->text, look, TEXT_COLUMN * WIDTH_UNIT), NULL);
	b->api.worksheet_write_string(s->out, s->next++, 0, z, b->looks[look]);
	return 0;
}

static enum look look_of(enum print_role role)
{
	return role == PRINT_TEXT || role == PRINT_ROW_HEAD ? LOOK_CELL_LEFT : LOOK_CELL;
}

static void write_cell(struct book *b, struct sheet *s, const struct doc_cell *c,
	enum print_role role, char *text)
{
	lxw_row_t row = s->next + c->row;
	lxw_col_t col = (lxw_col_t)c->col;
	lxw_format *look = b->looks[look_of(role)];
	double number;
	if (c->rowspan > 1 || c->colspan > 1)
		b->api.worksheet_merge_range(s->out, row, col, row + c->rowspan - 1,
			(lxw_col_t)(col + c->colspan - 1), "", look);
	if (c->text.n == 0)
		b->api.worksheet_write_blank(s->out, row, col, look);
	else if (is_number(c->text, b->arena, &number))
		b->api.worksheet_write_number(s->out, row, col, number, look);
	else
		b->api.worksheet_write_string(s->out, row, col, text, look);
}

/** The rows of a table, as high as the cells that stand in one row need. */
static void set_heights(struct book *b, struct sheet *s, const struct doc_table *t,
	const uint8_t *roles, const uint32_t *widths)
{
	double height = 0;
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct doc_cell *c = &t->cells[i];
		double width = 0, need;
		for (uint32_t k = 0; k < c->colspan; k++)
			width += widths[c->col + k] / 20.;
		need = c->rowspan > 1 ? 0 : text_height(c->text, look_of(roles[i]), width);
		height = need > height ? need : height;
		if (i + 1 < t->n_cells && t->cells[i + 1].row == c->row)
			continue;
		if (height > 0)
			b->api.worksheet_set_row(s->out, s->next + c->row, height, NULL);
		height = 0;
	}
}

static int write_table(struct book *b, const struct doc_table *t, struct sv heading,
	struct err *err)
{
	char name[SHEET_NAME_MAX];
	table_sheet_name(heading, name);
	struct sheet *s = sheet_named(b, name);
	if (!s || t->n_rows >= ROWS_MAX - s->next)
		return too_long(err);
	uint8_t *roles = print_roles(t, b->arena);
	uint32_t *widths = print_column_widths(t, b->arena);
	if (!roles || !widths)
		return 0;
	for (uint32_t c = 0; s->next == 0 && c < t->n_cols; c++)
		b->api.worksheet_set_column(s->out, (lxw_col_t)c, (lxw_col_t)c,
			widths[c] / 20. / WIDTH_UNIT + 1, NULL);
	set_heights(b, s, t, roles, widths);
	if (s->next == 0 && print_header_rows(t))
		b->api.worksheet_repeat_rows(s->out, 0, print_header_rows(t) - 1);
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct doc_cell *c = &t->cells[i];
		char *text = arena_dup(b->arena, c->text.p, c->text.n);
		if (utf8_count(c->text) > CELL_TEXT_MAX / 2)
			return too_long(err);
		if (!text)
			return 0;
		write_cell(b, s, c, roles[i], text);
	}
	s->next += t->n_rows + 1;
	return 0;
}

static int write_blocks(struct book *b, const struct doc *d, struct err *err)
{
	struct sv heading = SV("");
	int code = 0;
	for (size_t i = 0; i < d->n_blocks && !code; i++) {
		const struct doc_block *block = &d->blocks[i];
		if (block->kind == DOC_HEADING)
			heading = block->level == 2 ? block->text : heading;
		code = block->kind == DOC_TABLE ? write_table(b, block->table, heading, err)
			: write_line(b, block, err);
	}
	return code;
}

/** Take the finished file out of the descriptor. */
static int collect(struct book *b, struct sv *ret, struct err *err)
{
	struct str out;
	char bytes[16384];
	str_init(&out, b->arena, DOC_MAX_BYTES);
	lxw_error e = b->api.workbook_close(b->out);
	b->out = NULL;
	if (e != LXW_NO_ERROR) {
		err_set(err, E_IO, "XLSX 没有写成，请检查临时目录是否可写、磁盘是否已满");
		return err_detail(err, "libxlsxwriter error %d", e);
	}
	ssize_t got = 0;
	for (off_t at = 0; (got = pread(b->fd, bytes, sizeof bytes, at)) > 0; at += got)
		str_add(&out, (struct sv){ bytes, (size_t)got });
	if (got < 0)
		return err_set(err, E_IO, "XLSX 没有写成，请重试");
	return print_finish(&out, ret, err);
}

int doc_write_xlsx(const struct doc *d, struct arena *a, struct sv *ret, struct err *err)
{
	AUTO(book_done) struct book b;
	int code = book_open(&b, d, a, err);
	if (!code)
		code = write_blocks(&b, d, err);
	return code ? code : collect(&b, ret, err);
}
