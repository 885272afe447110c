#include "report/lines.h"

#include "base/err.h"

#include <string.h>

enum { WIDTH_MAX = SPLIT_CELLS_MAX };

struct gather {
	struct arena *arena;
	struct lines *out;
	int width;
	/* the row being gathered */
	int label;
	const struct item *label_item;
	uint32_t near;
	bool certain;
	const struct item **figures;
	size_t n, cap;
	size_t on_line; /* figures on the last line of text */
	/* where the columns are, by their headings or by a row whose every cell is filled */
	struct {
		uint32_t block, col;
	} columns[WIDTH_MAX];
	bool broken;
};

static struct line *emit(struct gather *g, const struct item **figures, int n, bool labelled)
{
	struct lines *out = g->out;
	struct line *more = arena_grow(g->arena, out->items, out->n, &out->cap, sizeof *more);
	if (!more) {
		g->broken = true;
		return NULL;
	}
	out->items = more;
	struct line *l = &out->items[out->n++];
	*l = (struct line){ .figures = figures, .n = n, .reading = -1 };
	l->as = (struct align_row){ .label = labelled ? g->label : -1,
		.certain = labelled && g->certain, .near = g->near, .complete = n == g->width,
		.row = -1 };
	return l;
}

/** A row with too few figures: the borders between some of them were lost. */
static void emit_run_together(struct gather *g, const struct item **figures, int n)
{
	struct sv runs[WIDTH_MAX];
	size_t digits = 0;
	for (int i = 0; i < n; i++) {
		if (figures[i]->figure.state != CELL_NUMBER) {
			emit(g, figures, n, true);
			return;
		}
		runs[i] = figures[i]->figure.digits;
		digits += runs[i].n;
	}
	struct line *l = emit(g, figures, n, true);
	bool own_cells = n > 1 && item_in_table(figures[0]);
	if (!l || own_cells || digits < (size_t)g->width)
		return;
	struct split *s = arena_alloc(g->arena, sizeof *s);
	if (!s) {
		g->broken = true;
		return;
	}
	struct split_rule rule = { .n_cells = g->width, .group = g->width == 7 ? 7 : 0 };
	split_runs(runs, n, rule, true, s);
	if (s->n == 0 && rule.group)
		split_runs(runs, n, rule, false, s);
	l->split = s;
	l->as.complete = s->n > 0;
	if (s->n == 1)
		l->reading = 0;
}

static void note_column(struct gather *g, int column, const struct item *it)
{
	if (column >= g->width || !item_in_table(it))
		return;
	g->columns[column].block = it->block;
	g->columns[column].col = it->col;
}

/** Remember the columns of a row that is full of numbers. */
static void note_columns(struct gather *g)
{
	for (int i = 0; i < g->width; i++)
		if (g->figures[i]->figure.state != CELL_NUMBER)
			return;
	for (int i = 0; i < g->width; i++)
		note_column(g, i, g->figures[i]);
}

/** The cells that stand in the columns known so far, if they are all the row says. */
static bool take_columns(const struct gather *g, int n, const struct item **ret)
{
	int k = 0;
	for (int i = 0; i < n; i++) {
		const struct item *it = g->figures[i];
		if (k < g->width && it->block == g->columns[k].block && it->col == g->columns[k].col)
			ret[k++] = it;
		else if (it->figure.state != CELL_BLANK)
			return false;
	}
	return k == g->width;
}

/** Take the blank cells out of a row of a table that has more cells than the form. */
static int drop_blanks(const struct item **figures, int n, int width)
{
	int filled = 0, numbers = 0;
	for (int i = 0; i < n; i++) {
		filled += figures[i]->figure.state != CELL_BLANK;
		numbers += figures[i]->figure.state == CELL_NUMBER;
	}
	if (numbers == width || filled == width) {
		int k = 0;
		for (int i = 0; i < n; i++)
			if (figures[i]->figure.state == CELL_NUMBER ||
			    (numbers < width && figures[i]->figure.state != CELL_BLANK))
				figures[k++] = figures[i];
		return k;
	}
	while (n > width && figures[n - 1]->figure.state == CELL_BLANK)
		n--;
	int lead = 0;
	while (n - lead > width && figures[lead]->figure.state == CELL_BLANK)
		lead++;
	memmove(figures, figures + lead, (size_t)(n - lead) * sizeof *figures);
	return n - lead;
}

/** Bring a row of a table that has more cells than the form down to the cells that count. */
static int trim_row(struct gather *g, int n)
{
	const struct item *taken[WIDTH_MAX];
	if (!take_columns(g, n, taken))
		return drop_blanks(g->figures, n, g->width);
	memcpy(g->figures, taken, (size_t)g->width * sizeof *taken);
	return g->width;
}

/** Number of figures in the group that starts at i: figures without an empty line between. */
static size_t group_size(const struct gather *g, size_t i)
{
	size_t e = i + 1;
	while (e < g->n && g->figures[e]->sep == SEP_LINE)
		e++;
	return e - i;
}

/**
 * Figures one a line, in blocks: `width` groups of equal size are the columns of that many rows.
 * @return figures used, 0 when no such block starts at i
 */
static size_t emit_columns(struct gather *g, size_t i, bool labelled)
{
	size_t width = (size_t)g->width, size = group_size(g, i);
	for (size_t k = 1; k < width; k++)
		if (i + k * size >= g->n || group_size(g, i + k * size) != size)
			return 0;
	if (i + width * size > g->n)
		return 0;
	for (size_t row = 0; row < size; row++) {
		const struct item **figures = arena_array(g->arena, width, sizeof *figures);
		if (!figures) {
			g->broken = true;
			return width * size;
		}
		for (size_t k = 0; k < width; k++)
			figures[k] = g->figures[i + k * size + row];
		struct line *l = emit(g, figures, g->width, labelled && row == 0);
		if (l && size > 1)
			l->as.certain = false;
	}
	return width * size;
}

/**
 * A few more figures than cells: some were torn in two. Only what the row's sum proves is joined.
 * @return false when it proves nothing
 */
static bool emit_joined(struct gather *g)
{
	struct sv pieces[WIDTH_MAX * 2];
	if (g->width != 7 || g->n <= (size_t)g->width || g->n > (size_t)g->width + 4)
		return false;
	for (size_t i = 0; i < g->n; i++) {
		if (g->figures[i]->figure.state != CELL_NUMBER)
			return false;
		pieces[i] = g->figures[i]->figure.digits;
	}
	struct split *s = arena_alloc(g->arena, sizeof *s);
	if (!s) {
		g->broken = true;
		return false;
	}
	split_join(pieces, (int)g->n, (struct split_rule){ .n_cells = g->width, .group = g->width }, s);
	if (s->n != 1)
		return false;
	struct line *l = emit(g, g->figures, (int)g->n, true);
	if (l) {
		l->split = s;
		l->reading = 0;
		l->joined = l->as.complete = true;
	}
	return true;
}

/** More figures than one row: rows one after the other, or blocks by column. */
static void emit_many(struct gather *g)
{
	size_t width = (size_t)g->width, i = emit_joined(g) ? g->n : 0;
	while (i < g->n) {
		size_t used = emit_columns(g, i, i == 0);
		if (!used) {
			used = g->n - i < width ? g->n - i : width;
			emit(g, g->figures + i, (int)used, i == 0);
		}
		i += used;
	}
}

/** The row is complete: emit it and start the next. */
static void close_row(struct gather *g)
{
	bool filled = false;
	for (size_t i = 0; i < g->n; i++)
		filled |= g->figures[i]->figure.state != CELL_BLANK;
	if (g->n && (filled || g->label >= 0)) {
		bool table = item_in_table(g->figures[0]);
		int n = (int)(g->n > INT32_MAX ? INT32_MAX : g->n);
		if (table && n > g->width)
			n = trim_row(g, n);
		if (n == g->width) {
			emit(g, g->figures, n, true);
			note_columns(g);
		} else if (n < g->width) {
			emit_run_together(g, g->figures, n);
		} else if (!table || !g->figures[0]->ruled) {
			emit_many(g);
		} else {
			emit(g, g->figures, g->width, true)->as.complete = false;
		}
	}
	if (g->n) {
		g->label = -1;
		g->label_item = NULL;
		g->near = 0;
	}
	g->certain = false;
	g->figures = NULL;
	g->n = g->cap = g->on_line = 0;
}

static void add_figure(struct gather *g, const struct item *it)
{
	const struct item *last = g->n ? g->figures[g->n - 1] : NULL;
	bool table = item_in_table(it);
	if (last) {
		bool same = item_same_line(last, it);
		bool row_ends = !same && (it->ruled || g->on_line > 1);
		if (table != item_in_table(last) || row_ends)
			close_row(g);
	}
	bool with_label = g->label_item && item_same_line(g->label_item, it);
	if (it->figure.state != CELL_NUMBER && g->n == 0 && g->label < 0 && !table)
		return;
	if (g->n == 0)
		g->certain = with_label;
	g->on_line = g->n && item_same_line(g->figures[g->n - 1], it) ? g->on_line + 1 : 1;
	const struct item **more =
		arena_grow(g->arena, g->figures, g->n, &g->cap, sizeof *more);
	if (!more) {
		g->broken = true;
		return;
	}
	g->figures = more;
	g->figures[g->n++] = it;
}

/** A bare 其他 or 总计 that heads a row of figures rather than a column. */
static int row_of_column_label(const struct gather *g, const struct item *it,
	const struct item *next)
{
	if (!next || next->label.kind != LABEL_NONE || !item_same_line(it, next) || g->out->n == 0)
		return -1;
	int above = g->out->items[g->out->n - 1].as.label;
	if (it->label.index == APP_ORG_OTHER && above == APP_OTHER_FEE_UNPAID)
		return APP_OTHER_MISC;
	if (it->label.index == APP_TOTAL && above >= APP_NOT_PROCESSED_RECONFIRM &&
	    above < APP_RESULTS_TOTAL)
		return APP_RESULTS_TOTAL;
	return -1;
}

int lines_gather(const struct item *items, size_t n, enum label_kind kind, int width,
	struct arena *arena, struct lines *ret)
{
	*ret = (struct lines){ 0 };
	struct gather g = { .arena = arena, .out = ret, .width = width, .label = -1 };
	for (int i = 0; i < WIDTH_MAX; i++)
		g.columns[i].block = UINT32_MAX;
	for (size_t i = 0; i < n && !g.broken; i++) {
		const struct item *it = &items[i];
		if (it->label.kind == LABEL_NONE) {
			add_figure(&g, it);
			continue;
		}
		if (g.n)
			close_row(&g);
		int row = it->label.kind == kind ? it->label.index : -1;
		if (it->label.kind == LABEL_APP_COLUMN) {
			row = row_of_column_label(&g, it, i + 1 < n ? &items[i + 1] : NULL);
			if (row < 0 && ret->n == 0) /* above the rows */
				note_column(&g, it->label.index, it);
		}
		if (row < 0)
			continue;
		g.label = row;
		g.label_item = it;
		if (kind == LABEL_APP_ROW)
			g.near |= 1u << row;
	}
	close_row(&g);
	return g.broken ? E_NOMEM : E_OK;
}
