/* The 第二十条 tables of section two: documents, licences, penalties, fees. */
#include "report/reading.h"

#include <math.h>

enum { WIDTH_MAX = 3, FIGURES_MAX = 64 };

/** The columns of a table in a layout, in printed order. */
static int columns_of(enum form_table_id t, enum form_layout layout, int columns[WIDTH_MAX])
{
	static const int8_t order_2019[TABLE__MAX][WIDTH_MAX] = {
		[TABLE_ART20_1] = { 3, 4, 5 }, [TABLE_ART20_5] = { 1, 2, 0 },
		[TABLE_ART20_6] = { 1, 2, 0 }, [TABLE_ART20_8] = { 1, 2, -1 },
		[TABLE_ART20_9] = { 0, 1, -1 },
	};
	static const int8_t order_2021[TABLE__MAX][WIDTH_MAX] = {
		[TABLE_ART20_1] = { 0, 1, 2 }, [TABLE_ART20_5] = { 0, -1, -1 },
		[TABLE_ART20_6] = { 0, -1, -1 }, [TABLE_ART20_8] = { 0, -1, -1 },
		[TABLE_ART20_9] = { 0, 1, -1 },
	};
	const int8_t *order = layout == FORM_2019 ? order_2019[t] : order_2021[t];
	int n = 0;
	while (n < WIDTH_MAX && order[n] >= 0) {
		columns[n] = order[n];
		n++;
	}
	return n;
}

static enum form_layout layout_of(const struct item *items, size_t n)
{
	int old = 0, new = 0;
	for (size_t i = 0; i < n; i++) {
		const struct label *l = &items[i].label;
		if (l->kind == LABEL_ART_COLUMN) {
			old += (l->index >= ART_MADE && l->index <= ART_PUBLIC_TOTAL) ||
				l->index == ART_PREVIOUS || l->index == ART_CHANGE;
			new += l->index <= ART_IN_FORCE || l->index == ART_AMOUNT;
		}
	}
	return old > new ? FORM_2019 : FORM_2021;
}

/** Figures that stand with the label at items[at]: up to the next label or the end of its row. */
static int figures_of(const struct item *items, size_t n, size_t at,
	const struct item *figures[FIGURES_MAX])
{
	int k = 0;
	for (size_t i = at + 1; i < n && items[i].label.kind == LABEL_NONE && k < FIGURES_MAX; i++) {
		bool table = item_in_table(&items[at]);
		bool last_table = k ? item_in_table(figures[k - 1]) : item_in_table(&items[i]);
		if (item_in_table(&items[i]) != last_table)
			break;
		bool one_a_row = k == 0 || items[i].row != figures[k - 1]->row;
		if (table && item_in_table(&items[i]) && items[i].row != items[at].row && k > 0 &&
		    !one_a_row)
			break;
		figures[k++] = &items[i];
	}
	return k;
}

/** Keep `width` of the figures: empty cells that a span left behind go first. */
static int trim(const struct item **figures, int n, int width)
{
	int filled = 0;
	for (int i = 0; i < n; i++)
		filled += figures[i]->figure.state != CELL_BLANK;
	if (n > width && filled >= width) {
		int k = 0;
		for (int i = 0; i < n; i++)
			if (figures[i]->figure.state != CELL_BLANK)
				figures[k++] = figures[i];
		n = k;
	}
	return n > width ? width : n;
}

/** What the narrative says of normative documents, to tell readings of run-together digits. */
struct said {
	int64_t n[WIDTH_MAX];
	bool known[WIDTH_MAX];
	size_t from[WIDTH_MAX], to[WIDTH_MAX]; /* its words */
};

/** The number that ends or begins near atoms [from, to) and counts 件 or 条; -1 if none. */
static int64_t counted(const struct flow *f, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (!cp_is_digit(f->a[i].cp))
			continue;
		int64_t v = 0;
		size_t e = i;
		for (; e < to && cp_is_digit(f->a[e].cp) && v < 1000000; e++)
			v = v * 10 + (int64_t)(f->a[e].cp - '0');
		if (e < to && (f->a[e].cp == 0x4EF6 || f->a[e].cp == 0x6761 || f->a[e].cp == 0x4EFD))
			return v; /* 件 条 份 */
		i = e;
	}
	return -1;
}

static struct said listen(const struct reading *rd)
{
	const struct flow *f = &rd->flow;
	struct said said = { 0 };
	size_t end = rd->outline.art.from;
	for (size_t i = 0; i < end; i++) {
		size_t len = flow_match(f, i, end, SV("规范性文件"));
		if (!len)
			continue;
		size_t stop = i + len;
		while (stop < end && stop < i + len + 14 && f->a[stop].cp != 0x3002 &&
		       f->a[stop].cp != ',' && f->a[stop].cp != ';')
			stop++;
		int64_t n = counted(f, i + len, stop);
		size_t from = i > 16 ? i - 16 : 0;
		int column = flow_search(f, from, stop, SV("现行有效")) < stop ? 2 :
			flow_search(f, from, stop, SV("废止")) < stop ? 1 : 0;
		if (n >= 0 && !said.known[column]) {
			said.known[column] = true;
			said.n[column] = n;
			said.from[column] = from;
			said.to[column] = stop;
		}
	}
	return said;
}

/**
 * How unlikely a reading of 制发｜废止｜现行有效 is. What the narrative says weighs most; then that
 * more documents are in force than were issued this year, usually several times as many.
 */
static double unlikely(const int64_t *v, const struct said *said)
{
	double cost = 0;
	for (int c = 0; c < WIDTH_MAX; c++)
		if (said->known[c] && said->n[c] != v[c])
			cost += 20;
	if (v[2] < v[0])
		cost += 15;
	double in_force = log((double)v[2] + 1) - log((double)v[0] + 1) - 2;
	double repealed = log((double)v[1] + 1) - log((double)v[0] + 1) + 0.5;
	return cost + in_force * in_force / 2 + repealed * repealed / 6;
}

/** Is the best reading the only one that agrees with two things the narrative says? */
static bool told_by_narrative(const struct split *s, int best, const struct said *said)
{
	int known = 0, agreeing = 0;
	for (int c = 0; c < WIDTH_MAX; c++)
		known += said->known[c] && said->n[c] == s->readings[best][c];
	for (int i = 0; i < s->n; i++) {
		int fits = 0;
		for (int c = 0; c < WIDTH_MAX; c++)
			fits += said->known[c] && said->n[c] == s->readings[i][c];
		agreeing += fits >= known;
	}
	return known >= 2 && agreeing == 1 && !s->more;
}

/** The narrative says a number that no way of cutting the digits gives: the two cannot agree. */
static void note_contradiction(struct reading *rd, const struct split *s, const struct said *said,
	int first, const int *columns, const struct item *run)
{
	for (int c = 0; c < WIDTH_MAX; c++) {
		bool possible = s->more || !said->known[c];
		for (int i = 0; i < s->n && !possible; i++)
			possible = s->readings[i][c] == said->n[c];
		if (possible)
			continue;
		struct sv name = form_cell_name(rd->arena, first + columns[c]);
		reading_note(rd, RULE_TEXT_VS_TABLE, first + columns[c], said->from[c], said->to[c],
			flow_quote(&rd->flow, run->from, run->to, rd->arena), sv_fmt(rd->arena,
			"正文说%lld件，而%.*s的数字连写为“%.*s”，怎样拆都没有%lld；请核对。",
			(long long)said->n[c], SV_ARG(name), SV_ARG(run->figure.digits),
			(long long)said->n[c]));
		if (rd->r->noticed.n)
			rd->r->noticed.items[rd->r->noticed.n - 1].severity = SEVERITY_WARNING;
	}
}

/**
 * Figures of a row that lost their borders. A row of 第（一）项 is read as what is most likely and
 * marked so; elsewhere only as many digits as cells can be told apart.
 */
static int read_split(struct reading *rd, int first, const int *columns, int width,
	const struct item *const *figures, int n, bool *ret_split)
{
	struct sv runs[WIDTH_MAX];
	size_t digits = 0;
	for (int i = 0; i < n; i++) {
		if (figures[i]->figure.state != CELL_NUMBER)
			return E_OK;
		runs[i] = figures[i]->figure.digits;
		digits += runs[i].n;
	}
	struct split *s = arena_alloc(rd->arena, sizeof *s);
	if (!s)
		return E_NOMEM;
	split_runs(runs, n, (struct split_rule){ .n_cells = width }, false, s);
	bool documents = form_position(first).table == TABLE_ART20_1 && width == WIDTH_MAX;
	*ret_split = s->n > 0 && (documents || s->n == 1);
	if (!*ret_split)
		return E_OK;
	struct said said = listen(rd);
	int best = 0;
	for (int i = 1; documents && i < s->n; i++)
		if (unlikely(s->readings[i], &said) < unlikely(s->readings[best], &said))
			best = i;
	if (documents && n == 1 && s->n > 1 && form_position(first).row == 1)
		note_contradiction(rd, s, &said, first, columns, figures[0]);
	bool narrative = s->n > 1 && told_by_narrative(s, best, &said);
	bool certain = s->n == 1 || narrative;
	for (int c = 0; c < width; c++)
		reading_set_split(rd, first + columns[c], s->readings[best][c],
			figures[c < n ? c : n - 1], certain);
	if (s->n == 1)
		return E_OK;
	struct sv read = reading_cells_text(rd->arena, s->readings[best], WIDTH_MAX);
	reading_note(rd, RULE_RUN_TOGETHER, first + columns[0], figures[0]->from,
		figures[n - 1]->to, read, narrative ?
		sv_fmt(rd->arena, "三个单元格的数字连写在一起；按正文所说的件数拆作 %.*s。", SV_ARG(read)) :
		sv_fmt(rd->arena, "三个单元格的数字连写在一起，有%d种拆法，没有勾稽关系可以判定；"
			"暂按较常见的 %.*s 列出，不计入汇总，请对照原件核对。", s->n, SV_ARG(read)));
	return E_OK;
}

/** Columns by the header of their table, for a row that has fewer figures than the form. */
static int column_by_header(const struct item *items, size_t n, const struct item *figure)
{
	static const int8_t column[] = { [ART_ISSUED] = 0, [ART_REPEALED] = 1, [ART_IN_FORCE] = 2,
		[ART_MADE] = 3, [ART_PUBLISHED] = 4, [ART_PUBLIC_TOTAL] = 5 };
	int hit = -1;
	for (size_t i = 0; i < n && items[i].from < figure->from; i++)
		if (items[i].label.kind == LABEL_ART_COLUMN && items[i].label.index <= ART_PUBLIC_TOTAL &&
		    items[i].block == figure->block && items[i].col == figure->col)
			hit = column[items[i].label.index];
	return hit;
}

struct art {
	const struct item *items;
	size_t n;
	enum form_layout layout;
};

static int read_row(struct reading *rd, const struct art *a, size_t at)
{
	int first = a->items[at].label.index;
	enum form_table_id t = form_position(first).table;
	int columns[WIDTH_MAX], width = columns_of(t, a->layout, columns);
	const struct item *figures[FIGURES_MAX];
	int n = trim(figures, figures_of(a->items, a->n, at, figures), width);
	if (n == 0)
		return E_OK;
	rd->r->tables[t] = true;
	if (n == width) {
		for (int i = 0; i < n; i++)
			reading_set(rd, first + columns[i], figures[i]);
		return E_OK;
	}
	int columns_seen = 0;
	for (int i = 0; i < n; i++)
		columns_seen += column_by_header(a->items, a->n, figures[i]) >= 0;
	if (t == TABLE_ART20_1 && columns_seen == n && item_in_table(figures[0])) {
		for (int i = 0; i < n; i++)
			reading_set(rd, first + column_by_header(a->items, a->n, figures[i]), figures[i]);
		return E_OK;
	}
	bool own_cells = n > 1 && item_in_table(figures[0]), split = false;
	int rc = own_cells ? E_OK : read_split(rd, first, columns, width, figures, n, &split);
	if (!rc && !split)
		reading_note(rd, RULE_RUN_TOGETHER, first + columns[0], figures[0]->from,
			figures[n - 1]->to, SV(""), sv_fmt(rd->arena,
			"这一行应有%d个数字，只看到%d个，无法确定各属于哪一列；请对照原件补上单元格边界。",
			width, n));
	return rc;
}

/** Rows of a table in the order of the layout. */
static int rows_of(enum form_table_id t, enum form_layout layout, int rows[WIDTH_MAX])
{
	int n = 0;
	for (int r = 0; r < form_tables[t].n_rows && n < WIDTH_MAX; r++)
		if (form_tables[t].rows[r].layouts & layout)
			rows[n++] = r;
	return n;
}

/**
 * Figures that stand apart from their labels: when a caption's stretch holds exactly as many
 * figures as its table has cells, they are the cells in order.
 */
static void read_stretch(struct reading *rd, const struct art *a, size_t from, size_t to)
{
	enum form_table_id t = (enum form_table_id)a->items[from].label.index;
	int columns[WIDTH_MAX], width = columns_of(t, a->layout, columns);
	int rows[WIDTH_MAX], n_rows = rows_of(t, a->layout, rows), k = 0;
	const struct item *figures[FIGURES_MAX];
	for (size_t i = from + 1; i < to && k < FIGURES_MAX; i++)
		if (a->items[i].label.kind == LABEL_NONE && a->items[i].figure.state == CELL_NUMBER)
			figures[k++] = &a->items[i];
	if (k != width * n_rows)
		return;
	rd->r->tables[t] = true;
	for (int i = 0; i < k; i++)
		reading_set(rd, form_cell_at(t, rows[i / width], columns[i % width]), figures[i]);
}

/** Did every row of the table get its figures? */
static bool is_filled(const struct reading *rd, enum form_table_id t, enum form_layout layout)
{
	for (int cell = form_tables[t].first_cell;
	     cell < form_tables[t].first_cell + form_tables[t].n_rows * form_tables[t].n_columns; cell++)
		if (form_has(layout, cell) && rd->r->cells[cell].state == CELL_ABSENT)
			return false;
	return true;
}

/** A figure with a remark that stands loose outside its cell: "22（其中修订16件）". */
static void note_loose_remark(struct reading *rd, const struct art *a, size_t i)
{
	const struct flow *f = &rd->flow;
	size_t at = a->items[i].to, end = rd->outline.art.to;
	if (at >= end || f->a[at].cp != '(' || f->a[at].cell != f->a[a->items[i].from].cell)
		return;
	size_t e = at;
	while (e < end && e < at + 30 && f->a[e].cp != ')')
		e++;
	bool remark = flow_search(f, at, e, SV("其中")) < e || flow_search(f, at, e, SV("含")) < e;
	if (e == end || f->a[e].cp != ')' || !remark)
		return;
	reading_note(rd, RULE_ANNOTATED_CELL, -1, a->items[i].from, e + 1, a->items[i].figure.digits,
		SV("数字后带着说明，离开了它的单元格，无法确定属于哪一格；单元格只填数字，说明写到正文。"));
}

static void note_rest(struct reading *rd, const struct art *a)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct item *it = &a->items[i];
		if (it->label.kind == LABEL_ART_ROW && a->layout == FORM_2021)
			reading_label(rd, it, it->label.index);
		else if (it->label.kind == LABEL_NONE && !item_in_table(it))
			note_loose_remark(rd, a, i);
	}
}

int read_art(struct reading *rd)
{
	struct span at = rd->outline.art;
	struct item *items;
	size_t n;
	int rc = items_scan(&rd->flow, at.from, at.to, rd->arena, &items, &n);
	if (rc)
		return rc;
	struct art a = { items, n, layout_of(items, n) };
	rd->r->layout = a.layout;
	for (size_t i = 0; i < n && !rc; i++)
		if (items[i].label.kind == LABEL_ART_ROW)
			rc = read_row(rd, &a, i);
	for (size_t i = 0; i < n && !rc; i++) {
		if (items[i].label.kind != LABEL_CAPTION)
			continue;
		size_t to = i + 1;
		while (to < n && items[to].label.kind != LABEL_CAPTION)
			to++;
		if (!is_filled(rd, (enum form_table_id)items[i].label.index, a.layout))
			read_stretch(rd, &a, i, to);
	}
	note_rest(rd, &a);
	return rc;
}
