/* 表三: the applications received and handled. */
#include "report/lines.h"
#include "report/reading.h"

#include <string.h>

enum { MASK_2021 = ((1 << APP_ROW__MAX) - 1) & ~(1 << APP_OTHER_HANDLING),
	MASK_2019 = ((1 << APP_ROW__MAX) - 1) & ~(1 << APP_OTHER_CORRECTION_OVERDUE |
		1 << APP_OTHER_FEE_UNPAID | 1 << APP_OTHER_MISC),
	SEARCH_MAX = 200000 };

/** Align the rows found to one of the two layouts, whichever fits better. */
static int align(struct lines *found, struct arena *arena)
{
	struct align_row *rows = arena_array(arena, found->n + 1, sizeof *rows);
	if (!rows)
		return E_NOMEM;
	int best = -1, best_cost = 0;
	static const uint32_t masks[] = { MASK_2021, MASK_2019 };
	for (int pass = 0; pass < 3; pass++) {
		int cost;
		for (size_t i = 0; i < found->n; i++)
			rows[i] = found->items[i].as;
		int rc = align_rows(rows, found->n, masks[pass < 2 ? pass : best], arena, &cost);
		if (rc)
			return rc;
		if (pass < 2 && (best < 0 || cost < best_cost)) {
			best = pass;
			best_cost = cost;
		}
	}
	for (size_t i = 0; i < found->n; i++)
		found->items[i].as.row = rows[i].row;
	return E_OK;
}

/** Values of a line under its current reading; false when it is not decided or not numeric. */
static bool line_values(const struct line *l, int reading, int64_t v[APP_COLUMN__MAX])
{
	if (l->split) {
		if (reading < 0 || reading >= l->split->n)
			return false;
		memcpy(v, l->split->readings[reading], sizeof(int64_t) * APP_COLUMN__MAX);
		return true;
	}
	for (int c = 0; c < APP_COLUMN__MAX; c++) {
		struct form_cell cell = { 0 };
		const struct figure *f = &l->figures[c]->figure;
		if (f->state == CELL_NUMBER)
			figure_cell(NULL, l->figures[c], FORM_INT, NULL, &cell);
		v[c] = cell.state == CELL_NUMBER ? cell.n : 0;
	}
	return true;
}

/** The rows by their place in the form, to look at columns. */
struct columns {
	const struct line *row[APP_ROW__MAX];
	const struct line *open[APP_ROW__MAX]; /* rows with several readings */
	int choice[APP_ROW__MAX], chosen[APP_ROW__MAX];
	int n_open, solutions;
	long steps;
};

/** Do all columns balance, and the results add up, under the present choices? */
static bool columns_hold(const struct columns *k)
{
	for (int c = 0; c < APP_COLUMN__MAX; c++) {
		int64_t sum = 0, total = 0, in = 0, out = 0;
		for (int r = 0; r < APP_ROW__MAX; r++) {
			int64_t v[APP_COLUMN__MAX] = { 0 };
			if (!k->row[r] || !line_values(k->row[r], k->row[r]->split ? k->choice[r] : 0, v))
				continue;
			if (r >= APP_RESULT_FIRST && r <= APP_RESULT_LAST)
				sum += v[c];
			else if (r == APP_RESULTS_TOTAL)
				total = v[c];
			else
				*(r == APP_CARRIED_OUT ? &out : &in) += v[c];
		}
		if (sum != total || in != total + out)
			return false;
	}
	return true;
}

static void try_readings(struct columns *k, int r)
{
	if (++k->steps > SEARCH_MAX || k->solutions > 1)
		return;
	while (r < APP_ROW__MAX && !k->open[r])
		r++;
	if (r == APP_ROW__MAX) {
		if (columns_hold(k) && k->solutions++ == 0)
			memcpy(k->chosen, k->choice, sizeof k->chosen);
		return;
	}
	for (int i = 0; i < k->open[r]->split->n; i++) {
		k->choice[r] = i;
		try_readings(k, r + 1);
	}
}

/** Decide between several readings of a row by what must hold in the columns. */
static void decide_by_columns(struct lines *found)
{
	struct columns k = { 0 };
	for (size_t i = 0; i < found->n; i++) {
		const struct line *l = &found->items[i];
		if (l->as.row < 0 || !l->as.complete)
			continue;
		k.row[l->as.row] = l;
		k.choice[l->as.row] = l->reading;
		if (l->split && l->reading < 0 && !l->split->more) {
			k.open[l->as.row] = l;
			k.n_open++;
		}
	}
	if (k.n_open == 0)
		return;
	try_readings(&k, 0);
	if (k.solutions != 1)
		return;
	for (size_t i = 0; i < found->n; i++) {
		struct line *l = &found->items[i];
		if (l->as.row >= 0 && k.open[l->as.row] == l)
			l->reading = k.chosen[l->as.row];
	}
}

/** Most likely reading when nothing decides: the one with the fewest filled columns. */
static int plainest(const struct split *s)
{
	int best = 0, best_filled = APP_COLUMN__MAX + 1;
	for (int i = 0; i < s->n; i++) {
		int filled = 0;
		for (int c = 0; c < APP_COLUMN__MAX; c++)
			filled += s->readings[i][c] != 0;
		if (filled < best_filled) {
			best = i;
			best_filled = filled;
		}
	}
	return best;
}

static void note_open(struct reading *rd, const struct line *l, int reading)
{
	int cell = app_cell((enum app_row)l->as.row, APP_NATURAL_PERSON);
	struct sv read = reading_cells_text(rd->arena, l->split->readings[reading],
		APP_COLUMN__MAX);
	reading_note(rd, RULE_RUN_TOGETHER, cell, l->figures[0]->from, l->figures[l->n - 1]->to, read,
		sv_fmt(rd->arena, "这一行的数字连写在一起，有%s%d种拆法都说得通；暂按 %.*s 读，"
			"请对照原件核对。", l->split->more ? "超过" : "", l->split->n, SV_ARG(read)));
}

static void set_split_line(struct reading *rd, struct line *l)
{
	bool certain = l->reading >= 0;
	int reading = certain ? l->reading : plainest(l->split);
	if (!certain)
		note_open(rd, l, reading);
	for (int c = 0; c < APP_COLUMN__MAX; c++)
		reading_set_split(rd, app_cell((enum app_row)l->as.row, (enum app_column)c),
			l->split->readings[reading][c], l->figures[c < l->n ? c : l->n - 1], certain);
}

/** Columns by the header of their table, for rows that do not have all seven. */
static int column_of(const struct item *items, size_t n, const struct item *figure)
{
	for (size_t i = 0; i < n; i++)
		if (items[i].label.kind == LABEL_APP_COLUMN && items[i].block == figure->block &&
		    items[i].col == figure->col)
			return items[i].label.index;
	return -1;
}

static void set_line(struct reading *rd, struct line *l, const struct item *items, size_t n)
{
	if (l->split && l->split->n) {
		set_split_line(rd, l);
		return;
	}
	if (!l->as.complete && l->split) {
		reading_note(rd, RULE_RUN_TOGETHER,
			app_cell((enum app_row)l->as.row, APP_NATURAL_PERSON), l->figures[0]->from,
			l->figures[l->n - 1]->to, SV(""),
			SV("这一行的数字连写在一起，拆不成七个单元格；请对照原件补上单元格边界。"));
		return;
	}
	for (int i = 0; i < l->n; i++) {
		const struct item *figure = l->figures[i];
		int c = l->as.complete ? i :
			item_in_table(figure) ? column_of(items, n, figure) : -1;
		if (c >= 0)
			reading_set(rd, app_cell((enum app_row)l->as.row, (enum app_column)c), figure);
	}
}

/** Figures that a narrow column tore in two. */
static void note_joined(struct reading *rd, const struct line *l)
{
	struct sv read = reading_cells_text(rd->arena, l->split->readings[0], APP_COLUMN__MAX);
	reading_note(rd, RULE_RUN_TOGETHER, app_cell((enum app_row)l->as.row, APP_NATURAL_PERSON),
		l->figures[0]->from, l->figures[l->n - 1]->to, read, sv_fmt(rd->arena,
		"这一行有数字被断成两截；按“总计等于前六列之和”接起来，读作 %.*s。", SV_ARG(read)));
}

/** One note for all rows whose digits had only one reading. */
static void note_splits(struct reading *rd, const struct lines *found)
{
	const struct line *example = NULL;
	int n = 0;
	for (size_t i = 0; i < found->n; i++) {
		const struct line *l = &found->items[i];
		if (l->as.row < 0 || !l->split || l->reading < 0)
			continue;
		if (l->joined) {
			note_joined(rd, l);
			continue;
		}
		n++;
		if (!example || l->split->readings[l->reading][APP_TOTAL] >
				example->split->readings[example->reading][APP_TOTAL])
			example = l;
	}
	if (!example)
		return;
	struct sv read = reading_cells_text(rd->arena, example->split->readings[example->reading],
		APP_COLUMN__MAX);
	reading_note(rd, RULE_RUN_TOGETHER,
		app_cell((enum app_row)example->as.row, APP_NATURAL_PERSON), example->figures[0]->from,
		example->figures[example->n - 1]->to, read,
		sv_fmt(rd->arena, "表三有%d行的数字之间没有边界；按“总计等于前六列之和”和各列勾稽关系"
			"拆开，拆法唯一（如本行读作 %.*s）。", n, SV_ARG(read)));
}

static void note_labels(struct reading *rd, const struct item *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct label *l = &items[i].label;
		bool heads_row = i + 1 < n && items[i + 1].label.kind == LABEL_NONE;
		if (l->kind == LABEL_APP_ROW && (heads_row || l->variant))
			reading_label(rd, &items[i], app_cell((enum app_row)l->index, APP_NATURAL_PERSON));
		else if (l->kind == LABEL_APP_COLUMN)
			reading_label(rd, &items[i], app_cell(APP_NEW_RECEIVED, (enum app_column)l->index));
	}
}

int read_applications(struct reading *rd)
{
	struct span at = rd->outline.applications;
	struct item *items;
	size_t n;
	int rc = items_scan(&rd->flow, at.from, at.to, rd->arena, &items, &n);
	struct lines found;
	if (!rc)
		rc = lines_gather(items, n, LABEL_APP_ROW, APP_COLUMN__MAX, rd->arena, &found);
	if (!rc)
		rc = align(&found, rd->arena);
	if (rc)
		return rc;
	decide_by_columns(&found);
	for (size_t i = 0; i < found.n; i++) {
		if (found.items[i].as.row < 0)
			continue;
		set_line(rd, &found.items[i], items, n);
		rd->r->tables[TABLE_APPLICATIONS] = true;
	}
	note_splits(rd, &found);
	note_labels(rd, items, n);
	return E_OK;
}
