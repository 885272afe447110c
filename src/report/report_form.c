#include "report/report_form.h"

#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"

#include <inttypes.h>

/** Words of the form that head groups and corners, beyond the names in form_tables. */
#define INFORMATION "信息内容"
#define CORNER_NOTE "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
#define APPLICANTS "申请人情况"
#define RESULTS "三、本年度办理结果"
#define LITIGATION "行政诉讼"

static const struct doc_place nowhere;

struct sv report_cell_text(const struct form_cell *c, struct arena *a)
{
	static const char digits[] = "0123456789";
	if (c->state == CELL_NUMBER && c->n >= 0 && c->n <= 9)
		return (struct sv){ digits + c->n, 1 }; /* most of the two hundred figures of a form */
	if (c->state == CELL_NUMBER) {
		struct str s;
		str_init(&s, a, 24);
		str_add_int(&s, c->n);
		return str_sv(&s);
	}
	if (c->state == CELL_TEXT || (c->state == CELL_DECIMAL && c->text.n))
		return c->text;
	if (c->state != CELL_DECIMAL)
		return SV("");
	uint64_t amount = num_distance(c->n, 0);
	struct sv s = sv_fmt(a, "%s%" PRIu64 ".%06" PRIu64, c->n < 0 ? "-" : "", amount / 1000000,
		amount % 1000000);
	while (sv_ends(s, SV("0")))
		s.n--;
	if (sv_ends(s, SV(".")))
		s.n--;
	return s;
}

struct sv report_form_title(const struct report *r, struct arena *a)
{
	if (r->unit.n && r->year)
		return sv_fmt(a, "%.*s%d年政府信息公开工作年度报告", SV_ARG(r->unit), r->year);
	if (r->title.n)
		return r->title;
	return sv_fmt(a, "%.*s政府信息公开工作年度报告", SV_ARG(r->unit));
}

static bool present(const struct report *r, enum form_table_id t, int row, int column)
{
	return r->cells[form_cell_at(t, row, column)].state != CELL_ABSENT;
}

static bool has_row(const struct report *r, enum form_table_id t, int row)
{
	for (int c = 0; c < form_tables[t].n_columns; c++)
		if (present(r, t, row, c))
			return true;
	return false;
}

static bool has_column(const struct report *r, enum form_table_id t, int column)
{
	for (int row = 0; row < form_tables[t].n_rows; row++)
		if (present(r, t, row, column))
			return true;
	return false;
}

static bool has_rows(const struct report *r, enum form_table_id t, int first, int last)
{
	for (int row = first; row <= last; row++)
		if (has_row(r, t, row))
			return true;
	return false;
}

static int count_rows(const struct report *r, enum form_table_id t, int first, int last)
{
	int n = 0;
	for (int row = first; row <= last; row++)
		n += has_row(r, t, row);
	return n;
}

/** Does the report have any cell of this table? */
static bool has_table(const struct report *r, enum form_table_id t)
{
	return has_rows(r, t, 0, form_tables[t].n_rows - 1);
}

static void head(struct doc_grid *g, const char *label, int rowspan, int colspan)
{
	doc_grid_cell(g, sv_of(label), (uint32_t)rowspan, (uint32_t)colspan, nowhere, true);
}

static void value(struct doc_grid *g, const struct report *r, int cell, int colspan)
{
	const struct doc_place at = { .line = (uint32_t)cell + 1 };
	doc_grid_cell(g, report_cell_text(&r->cells[cell], g->arena), 1, (uint32_t)colspan, at, false);
}

/** Columns of a 第二十条 table in printed order. */
struct art_columns {
	int index[8];
	int n;
};

/**
 * The columns that the report has. In the layout of 2019 the figures of the year before stand
 * first; the numbering of cells, which both layouts share, has them last.
 */
static struct art_columns art_columns(const struct report *r, enum form_table_id t)
{
	struct art_columns list = { .n = 0 };
	for (int pass = 0; pass < 2; pass++)
		for (int c = 0; c < form_tables[t].n_columns; c++) {
			bool late = form_tables[t].columns[c].layouts == FORM_BOTH && r->layout == FORM_2019;
			if (late == pass && has_column(r, t, c))
				list.index[list.n++] = c;
		}
	return list;
}

/** One 第二十条 table as a stretch of rows; the last column takes the columns that are left. */
static void art_rows(struct doc_grid *g, const struct report *r, enum form_table_id t, int width)
{
	const struct form_table *table = &form_tables[t];
	struct art_columns list = art_columns(r, t);
	doc_grid_row(g);
	head(g, table->caption, 1, width + 1);
	doc_grid_row(g);
	head(g, INFORMATION, 1, 1);
	for (int i = 0; i < list.n; i++)
		head(g, table->columns[list.index[i]].label, 1, i + 1 < list.n ? 1 : width - i);
	for (int row = 0; row < table->n_rows; row++) {
		if (!has_row(r, t, row))
			continue;
		doc_grid_row(g);
		head(g, table->rows[row].label, 1, 1);
		for (int i = 0; i < list.n; i++)
			value(g, r, form_cell_at(t, row, list.index[i]), i + 1 < list.n ? 1 : width - i);
	}
}

/** 表二: the 第二十条 tables under each other on four columns. */
static int proactive_table(struct doc_grid *g, const struct report *r, struct doc_table *table)
{
	int width = 3; /* of the figures */
	for (enum form_table_id t = TABLE_ART20_1; t <= TABLE_ART20_9; t++) {
		struct art_columns list = art_columns(r, t);
		if (list.n > width)
			width = list.n;
	}
	for (enum form_table_id t = TABLE_ART20_1; t <= TABLE_ART20_9; t++)
		if (has_table(r, t))
			art_rows(g, r, t, width);
	return doc_grid_finish(g, table);
}

static void applications_head(struct doc_grid *g)
{
	const struct form_axis *columns = form_tables[TABLE_APPLICATIONS].columns;
	doc_grid_row(g);
	head(g, CORNER_NOTE, 3, 3);
	head(g, APPLICANTS, 1, APP_COLUMN__MAX);
	doc_grid_row(g);
	head(g, columns[APP_NATURAL_PERSON].label, 2, 1);
	head(g, columns[APP_ORG_COMMERCIAL].group, 1, APP_ORG_OTHER - APP_ORG_COMMERCIAL + 1);
	head(g, columns[APP_TOTAL].label, 2, 1);
	doc_grid_row(g);
	for (int c = APP_ORG_COMMERCIAL; c <= APP_ORG_OTHER; c++)
		head(g, columns[c].label, 1, 1);
}

/** First and last row of the group that `row` stands in. */
static void group_of(int row, int *ret_first, int *ret_last)
{
	const struct form_axis *rows = form_tables[TABLE_APPLICATIONS].rows;
	int first = row, last = row;
	while (rows[first - 1].group == rows[row].group)
		first--;
	while (rows[last + 1].group == rows[row].group)
		last++;
	*ret_first = first;
	*ret_last = last;
}

/** A heading over rows, before the first of them that the report has. */
static void head_over(struct doc_grid *g, const struct report *r, const char *label, int row,
	int first, int last)
{
	if (!has_rows(r, TABLE_APPLICATIONS, first, row - 1))
		head(g, label, count_rows(r, TABLE_APPLICATIONS, first, last), 1);
}

/** The label of a row of 表三, spread over the three columns that labels have. */
static void applications_label(struct doc_grid *g, const struct report *r, int row)
{
	const struct form_axis *axis = &form_tables[TABLE_APPLICATIONS].rows[row];
	bool result = row >= APP_RESULT_FIRST && row <= APP_RESULTS_TOTAL;
	if (result)
		head_over(g, r, RESULTS, row, APP_RESULT_FIRST, APP_RESULTS_TOTAL);
	if (axis->group) {
		int first, last;
		group_of(row, &first, &last);
		head_over(g, r, axis->group, row, first, last);
	}
	head(g, axis->label, 1, axis->group ? 1 : result ? 2 : 3);
}

static int applications_table(struct doc_grid *g, const struct report *r, struct doc_table *table)
{
	static const uint32_t widths[] = { 754, 921, 3271, 685, 685, 685, 685, 685, 685, 685 };
	applications_head(g);
	for (int row = 0; row < APP_ROW__MAX; row++) {
		if (!has_row(r, TABLE_APPLICATIONS, row))
			continue;
		doc_grid_row(g);
		applications_label(g, r, row);
		for (int c = 0; c < APP_COLUMN__MAX; c++)
			value(g, r, app_cell(row, c), 1);
	}
	table->widths = widths;
	table->header_rows = 3;
	return doc_grid_finish(g, table);
}

static int review_table(struct doc_grid *g, const struct report *r, struct doc_table *table)
{
	const struct form_axis *columns = form_tables[TABLE_REVIEW].columns;
	doc_grid_row(g);
	head(g, columns[0].group, 1, REVIEW_GROUP_SIZE);
	head(g, LITIGATION, 1, 2 * REVIEW_GROUP_SIZE);
	doc_grid_row(g);
	for (int c = 0; c < REVIEW_GROUP_SIZE; c++)
		head(g, columns[c].label, 2, 1);
	for (int group = REVIEW_LITIGATION_DIRECT; group < REVIEW_GROUPS; group++)
		head(g, columns[group * REVIEW_GROUP_SIZE].group, 1, REVIEW_GROUP_SIZE);
	doc_grid_row(g);
	for (int c = REVIEW_GROUP_SIZE; c < REVIEW_COLUMN__MAX; c++)
		head(g, columns[c].label, 1, 1);
	doc_grid_row(g);
	for (int c = 0; c < REVIEW_COLUMN__MAX; c++)
		value(g, r, form_cell_at(TABLE_REVIEW, 0, c), 1);
	table->header_rows = 3;
	return doc_grid_finish(g, table);
}

/** A line that heads what follows: "（二）依申请公开", short and not a sentence. */
static bool is_heading(struct sv line)
{
	static const struct sv numerals = SV_INIT("一二三四五六七八九十");
	if (!sv_starts(line, SV("（")) || utf8_count(line) > 24)
		return false;
	if (sv_ends(line, SV("。")) || sv_ends(line, SV("；")) || sv_ends(line, SV("：")))
		return false;
	struct sv rest = sv_from(line, SV("（").n);
	size_t close = sv_find(rest, SV("）"));
	if (close == SV_NONE || close == 0 || close > 9)
		return false;
	for (size_t at = 0; at < close; at += 3)
		if (!sv_has(numerals, sv_head(sv_from(rest, at), 3)))
			return false;
	return close % 3 == 0;
}

static bool add_paragraphs(struct doc *d, struct sv text)
{
	struct sv line;
	while (sv_cut(&text, '\n', &line)) {
		line = sv_trim(line);
		if (!line.n)
			continue;
		bool heading = is_heading(line);
		struct doc_block *b = doc_add(d, heading ? DOC_HEADING : DOC_PARAGRAPH, line, nowhere);
		if (!b)
			return false;
		b->level = heading ? 3 : 0;
	}
	return true;
}

typedef int table_maker(struct doc_grid *g, const struct report *r, struct doc_table *table);

/** The table of a section, where it has one and the report has it. */
static table_maker *maker_of(const struct report *r, enum form_section s)
{
	bool art20 = false;
	for (enum form_table_id t = TABLE_ART20_1; t <= TABLE_ART20_9; t++)
		art20 = art20 || has_table(r, t);
	if (s == SECTION_PROACTIVE && art20)
		return proactive_table;
	if (s == SECTION_APPLICATIONS && has_table(r, TABLE_APPLICATIONS))
		return applications_table;
	if (s == SECTION_REVIEW && has_table(r, TABLE_REVIEW))
		return review_table;
	return NULL;
}

static bool add_table(struct doc *d, struct doc_grid *g, const struct report *r, table_maker *make)
{
	struct doc_table *table = doc_add_table(d, nowhere);
	if (!table)
		return false;
	doc_grid_init(g, d->arena);
	table->ruled = true;
	return make(g, r, table) == 0;
}

static bool add_section(struct doc *d, struct doc_grid *g, const struct report *r, enum form_section s)
{
	table_maker *make = maker_of(r, s);
	if (!r->sections[s].present && !make)
		return true;
	struct doc_block *b = doc_add(d, DOC_HEADING, sv_of(form_section_label(s)), nowhere);
	if (!b)
		return false;
	b->level = 2;
	return add_paragraphs(d, r->sections[s].text) && (!make || add_table(d, g, r, make));
}

struct doc *report_form(const struct report *r, struct arena *a, struct err *err)
{
	struct doc *d = doc_new(a, DOC_UNKNOWN);
	struct doc_grid *g = arena_alloc(a, sizeof *g); /* too large for the stack; one table after the other */
	bool ok = d && g;
	if (ok) {
		d->title = report_form_title(r, a);
		struct doc_block *b = doc_add(d, DOC_HEADING, d->title, nowhere);
		ok = b != NULL;
		if (ok)
			b->level = 1;
	}
	ok = ok && add_paragraphs(d, r->preamble);
	for (enum form_section s = 0; ok && s < SECTION__MAX; s++)
		ok = add_section(d, g, r, s);
	if (ok && !a->failed)
		return d;
	err_set(err, E_NOMEM, "内存不足，年度报告没有生成，请关闭其他程序后重试");
	return NULL;
}
