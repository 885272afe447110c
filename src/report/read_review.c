/* 表四: reconsideration and litigation, one row of fifteen figures. */
#include "report/lines.h"
#include "report/reading.h"

enum { RUNS_MAX = 16 };

/** A stretch of figures with nothing between them, for texts that print the columns out of order. */
struct run {
	int first, n;
	bool after_review; /* 复议后起诉 stands in front of it */
};

static int64_t figure_number(const struct item *it)
{
	struct form_cell c = { 0 };
	if (it->figure.state == CELL_NUMBER)
		figure_cell(NULL, it, FORM_INT, NULL, &c);
	return c.state == CELL_NUMBER ? c.n : 0;
}

/** Do the three totals hold when the figures stand in this order? */
static bool totals_hold(const struct item *const figures[REVIEW_COLUMN__MAX])
{
	for (int g = 0; g < REVIEW_GROUPS; g++) {
		int64_t sum = 0;
		for (int i = 0; i < REVIEW_GROUP_SIZE - 1; i++)
			sum += figure_number(figures[g * REVIEW_GROUP_SIZE + i]);
		if (sum != figure_number(figures[g * REVIEW_GROUP_SIZE + REVIEW_GROUP_SIZE - 1]))
			return false;
	}
	return true;
}

static int find_runs(const struct item *items, size_t n, const struct item *const *figures,
	struct run runs[RUNS_MAX])
{
	int n_runs = 0, k = 0;
	bool after = false;
	for (size_t i = 0; i < n && k < REVIEW_COLUMN__MAX; i++) {
		if (&items[i] != figures[k]) {
			after |= items[i].label.kind == LABEL_REVIEW_GROUP &&
				items[i].label.index == REVIEW_LITIGATION_AFTER;
			continue;
		}
		bool open = k > 0 && figures[k - 1]->to == figures[k]->from;
		if (!open) {
			if (n_runs == RUNS_MAX)
				return 0;
			runs[n_runs++] = (struct run){ k, 0, after };
			after = false;
		}
		runs[n_runs - 1].n++;
		k++;
	}
	return n_runs;
}

/**
 * The figures of a text that prints the cells out of order: four figures here and their total
 * elsewhere. Groups are put together where exactly one total fits.
 */
static bool reorder(const struct item *items, size_t n,
	const struct item *figures[REVIEW_COLUMN__MAX])
{
	struct run runs[RUNS_MAX];
	int n_runs = find_runs(items, n, figures, runs);
	const struct item *sorted[REVIEW_COLUMN__MAX];
	bool used[RUNS_MAX] = { false }, taken[REVIEW_GROUPS] = { false };
	int groups = 0;
	for (int i = 0; i < n_runs; i++) {
		if (runs[i].n != REVIEW_GROUP_SIZE && runs[i].n != REVIEW_GROUP_SIZE - 1)
			continue;
		int g = groups == 0 ? REVIEW_RECONSIDERATION : runs[i].after_review ||
			taken[REVIEW_LITIGATION_DIRECT] ? REVIEW_LITIGATION_AFTER : REVIEW_LITIGATION_DIRECT;
		if (groups++ == REVIEW_GROUPS || taken[g])
			return false;
		taken[g] = true;
		int64_t sum = 0;
		for (int c = 0; c < runs[i].n; c++) {
			sorted[g * REVIEW_GROUP_SIZE + c] = figures[runs[i].first + c];
			sum += c < REVIEW_GROUP_SIZE - 1 ? figure_number(figures[runs[i].first + c]) : 0;
		}
		int total = runs[i].n == REVIEW_GROUP_SIZE ? i : -1;
		for (int t = 0; t < n_runs && total < 0; t++)
			if (runs[t].n == 1 && !used[t] && figure_number(figures[runs[t].first]) == sum)
				total = t;
		if (total < 0)
			return false;
		if (total != i)
			sorted[g * REVIEW_GROUP_SIZE + REVIEW_GROUP_SIZE - 1] = figures[runs[total].first];
		used[total] = true;
	}
	if (groups != REVIEW_GROUPS || !totals_hold(sorted))
		return false;
	for (int i = 0; i < REVIEW_COLUMN__MAX; i++)
		figures[i] = sorted[i];
	return true;
}

/** A row of a table that has all fifteen, if there is one. */
static const struct line *full_row(const struct lines *found)
{
	for (size_t i = 0; i < found->n; i++)
		if (found->items[i].as.complete && !found->items[i].split &&
		    item_in_table(found->items[i].figures[0]))
			return &found->items[i];
	return NULL;
}

/** All figures in order, at most fifteen; blanks count inside tables. */
static int in_order(const struct item *items, size_t n,
	const struct item *figures[REVIEW_COLUMN__MAX])
{
	int k = 0;
	for (size_t i = 0; i < n && k < REVIEW_COLUMN__MAX; i++) {
		enum cell_state s = items[i].figure.state;
		if (items[i].label.kind == LABEL_NONE && (s == CELL_NUMBER || s == CELL_TEXT))
			figures[k++] = &items[i];
	}
	return k;
}

static void note_split(struct reading *rd, const struct split *s, const struct item *const *figures,
	int n)
{
	struct sv read = reading_cells_text(rd->arena, s->readings[0], REVIEW_COLUMN__MAX);
	bool one = s->n == 1;
	reading_note(rd, RULE_RUN_TOGETHER, review_cell(REVIEW_RECONSIDERATION, 0), figures[0]->from,
		figures[n - 1]->to, read, one ?
		sv_fmt(rd->arena, "表四的数字之间没有边界；按每组“总计等于前四列之和”拆开，拆法唯一："
			"%.*s。", SV_ARG(read)) :
		sv_fmt(rd->arena, "表四的数字之间没有边界，有%d种拆法都说得通；暂按 %.*s 读，"
			"请对照原件核对。", s->n, SV_ARG(read)));
}

/** Fewer figures than cells, and no digits to split: which cells they belong to cannot be told. */
static void note_incomplete(struct reading *rd, const struct item *const *figures, int n)
{
	reading_note(rd, RULE_RUN_TOGETHER, review_cell(REVIEW_RECONSIDERATION, 0), figures[0]->from,
		figures[n - 1]->to, SV(""), sv_fmt(rd->arena, "表四应有15个数字，只看到%d个，又没有单元格边界，"
			"无法确定各属于哪一格；没有发生的应填0。", n));
	rd->r->tables[TABLE_REVIEW] = true;
}

/** Digits without borders, split by the three totals. */
static int read_split(struct reading *rd, const struct item *const *figures, int n)
{
	struct sv runs[REVIEW_COLUMN__MAX];
	size_t digits = 0;
	for (int i = 0; i < n; i++) {
		runs[i] = figures[i]->figure.state == CELL_NUMBER ? figures[i]->figure.digits : SV("");
		digits += runs[i].n;
	}
	if (digits < REVIEW_COLUMN__MAX) {
		note_incomplete(rd, figures, n);
		return E_OK;
	}
	struct split *s = arena_alloc(rd->arena, sizeof *s);
	if (!s)
		return E_NOMEM;
	struct split_rule rule = { .n_cells = REVIEW_COLUMN__MAX, .group = REVIEW_GROUP_SIZE };
	split_runs(runs, n, rule, true, s);
	if (s->n == 0) {
		rd->r->tables[TABLE_REVIEW] = true;
		reading_note(rd, RULE_RUN_TOGETHER, review_cell(REVIEW_RECONSIDERATION, 0),
			figures[0]->from, figures[n - 1]->to, SV(""),
			SV("表四的数字连写在一起，按各组总计拆不成十五个单元格；请对照原件补上单元格边界。"));
		return E_OK;
	}
	note_split(rd, s, figures, n);
	for (int c = 0; c < REVIEW_COLUMN__MAX; c++)
		reading_set_split(rd, form_cell_at(TABLE_REVIEW, 0, c), s->readings[0][c],
			figures[c < n ? c : n - 1], s->n == 1);
	rd->r->tables[TABLE_REVIEW] = true;
	return E_OK;
}

int read_review(struct reading *rd)
{
	struct span at = rd->outline.review;
	struct item *items;
	size_t n;
	int rc = items_scan(&rd->flow, at.from, at.to, rd->arena, &items, &n);
	struct lines found;
	if (!rc)
		rc = lines_gather(items, n, LABEL_NONE, REVIEW_COLUMN__MAX, rd->arena, &found);
	if (rc)
		return rc;
	const struct item *figures[REVIEW_COLUMN__MAX];
	const struct line *row = full_row(&found);
	int k = REVIEW_COLUMN__MAX;
	if (row) {
		for (int i = 0; i < REVIEW_COLUMN__MAX; i++)
			figures[i] = row->figures[i];
	} else {
		k = in_order(items, n, figures);
		if (k == REVIEW_COLUMN__MAX && !totals_hold(figures))
			reorder(items, n, figures);
	}
	if (k == 0)
		return E_OK;
	if (k < REVIEW_COLUMN__MAX)
		return read_split(rd, figures, k);
	for (int i = 0; i < REVIEW_COLUMN__MAX; i++)
		reading_set(rd, form_cell_at(TABLE_REVIEW, 0, i), figures[i]);
	rd->r->tables[TABLE_REVIEW] = true;
	return E_OK;
}
