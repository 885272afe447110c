/* The rules about figures: sums, blanks, what is no number, what must follow from last year. */
#include "base/str.h"
#include "report/rules_int.h"

struct checker {
	const struct report *r;
	struct findings *list;
	struct arena *arena;
};

/** Leave a message to `findings`; the cell gives the place and the quote when there is none. */
static void add(struct checker *c, struct finding f)
{
	if (f.cell >= 0) {
		f.at = c->r->cell_at[f.cell];
		if (!f.quote.n)
			f.quote = c->r->cell_quote[f.cell];
	}
	findings_add(c->list, f);
}

static struct sv number_text(struct arena *a, int64_t n)
{
	return sv_fmt(a, "%lld", (long long)n);
}

static const struct form_cell *cell_of(const struct checker *c, int cell)
{
	return &c->r->cells[cell];
}

/** The number in a cell; blank and absent count as 0; false for text and uncertain readings. */
static bool value(const struct checker *c, int cell, int64_t *ret)
{
	return !cell_of(c, cell)->provisional && form_value(cell_of(c, cell), ret);
}

static bool has_number(const struct checker *c, int cell)
{
	enum cell_state s = cell_of(c, cell)->state;
	return s == CELL_NUMBER || s == CELL_DECIMAL;
}

static const char *column_label(int column)
{
	return form_tables[TABLE_APPLICATIONS].columns[column].label;
}

static const char *row_label(int row)
{
	return form_tables[TABLE_APPLICATIONS].rows[row].label;
}

static void mismatch(struct checker *c, enum rule_id rule, int cell, int64_t found,
	int64_t expected, struct sv message)
{
	add(c, (struct finding){ .rule = rule, .severity = rule_of(rule)->severity, .cell = cell,
		.found = number_text(c->arena, found), .expected = number_text(c->arena, expected),
		.message = message });
}

static void row_totals(struct checker *c)
{
	for (int row = 0; row < APP_ROW__MAX; row++) {
		int total_cell = app_cell((enum app_row)row, APP_TOTAL);
		int64_t total, sum = 0, v;
		bool sure = has_number(c, total_cell) && value(c, total_cell, &total), any = false;
		for (int col = 0; sure && col < APP_TOTAL; col++) {
			int cell = app_cell((enum app_row)row, (enum app_column)col);
			sure = value(c, cell, &v);
			any |= has_number(c, cell);
			sum += sure ? v : 0;
		}
		if (sure && any && sum != total)
			mismatch(c, RULE_ROW_TOTAL, total_cell, total, sum, sv_fmt(c->arena,
				"“%s”一行：前六列相加为%lld，总计填%lld。", row_label(row), (long long)sum,
				(long long)total));
	}
}

/**
 * Does a blank in this row hide a figure? Offices leave zeros blank; but a blank total beside
 * figures, or a blank beside a total that the others do not make up, is a figure left out.
 */
static bool hides_figure(const struct checker *c, int row, int col)
{
	int64_t sum = 0, total = 0, v;
	enum cell_state s = cell_of(c, app_cell((enum app_row)row, (enum app_column)col))->state;
	if (s == CELL_NUMBER)
		return false;
	for (int k = 0; k < APP_TOTAL; k++) {
		if (!value(c, app_cell((enum app_row)row, (enum app_column)k), &v))
			return true;
		sum += v;
	}
	int total_cell = app_cell((enum app_row)row, APP_TOTAL);
	if (col == APP_TOTAL)
		return sum != 0;
	return has_number(c, total_cell) && (!value(c, total_cell, &total) || total != sum);
}

/** Sum of the results rows in a column; false when a cell is not a certain number. */
static bool results_sum(const struct checker *c, enum app_column col, int64_t *ret)
{
	*ret = 0;
	for (int row = APP_RESULT_FIRST; row <= APP_RESULT_LAST; row++) {
		int64_t v;
		if (!value(c, app_cell((enum app_row)row, col), &v) || hides_figure(c, row, col))
			return false;
		*ret += v;
	}
	return true;
}

static void results_totals(struct checker *c)
{
	for (int col = 0; col < APP_COLUMN__MAX; col++) {
		int cell = app_cell(APP_RESULTS_TOTAL, (enum app_column)col);
		int64_t sum, total;
		if (!has_number(c, cell) || !value(c, cell, &total) ||
		    !results_sum(c, (enum app_column)col, &sum) || sum == total)
			continue;
		mismatch(c, RULE_RESULTS_TOTAL, cell, total, sum, sv_fmt(c->arena,
			"“%s”一列：（一）至（六）各项相加为%lld，（七）总计填%lld。", column_label(col),
			(long long)sum, (long long)total));
	}
}

static void balance(struct checker *c)
{
	for (int col = 0; col < APP_COLUMN__MAX; col++) {
		static const enum app_row rows[4] = { APP_NEW_RECEIVED, APP_CARRIED_IN,
			APP_RESULTS_TOTAL, APP_CARRIED_OUT };
		int64_t v[4];
		bool sure = true;
		for (int i = 0; i < 4; i++) {
			int cell = app_cell(rows[i], (enum app_column)col);
			sure = sure && value(c, cell, &v[i]) && cell_of(c, cell)->state != CELL_ABSENT &&
				!hides_figure(c, rows[i], col);
		}
		if (!sure || v[0] + v[1] == v[2] + v[3])
			continue;
		struct sv text = sv_fmt(c->arena, "%lld＋%lld＝%lld，%lld＋%lld＝%lld",
			(long long)v[0], (long long)v[1], (long long)(v[0] + v[1]), (long long)v[2],
			(long long)v[3], (long long)(v[2] + v[3]));
		add(c, (struct finding){ .rule = RULE_BALANCE, .severity = SEVERITY_ERROR,
			.cell = app_cell(APP_RESULTS_TOTAL, (enum app_column)col),
			.found = number_text(c->arena, v[2] + v[3]),
			.expected = number_text(c->arena, v[0] + v[1]), .quote = text,
			.message = sv_fmt(c->arena, "“%s”一列：第一项加第二项应等于第三项加第四项，"
				"而 %.*s。", column_label(col), SV_ARG(text)) });
	}
}

static void review_totals(struct checker *c)
{
	for (int g = 0; g < REVIEW_GROUPS; g++) {
		int total_cell = review_cell((enum review_group)g, REVIEW_GROUP_SIZE - 1);
		int64_t sum = 0, total, v;
		bool sure = has_number(c, total_cell) && value(c, total_cell, &total), any = false;
		for (int i = 0; sure && i < REVIEW_GROUP_SIZE - 1; i++) {
			int cell = review_cell((enum review_group)g, i);
			sure = value(c, cell, &v);
			any |= has_number(c, cell);
			sum += sure ? v : 0;
		}
		if (sure && any && sum != total)
			mismatch(c, RULE_REVIEW_TOTAL, total_cell, total, sum, sv_fmt(c->arena,
				"“%s”：维持、纠正、其他结果、尚未审结相加为%lld，总计填%lld。",
				form_tables[TABLE_REVIEW].columns[g * REVIEW_GROUP_SIZE].group,
				(long long)sum, (long long)total));
	}
}

/** Is the cell one that this report should fill? The single （六） row stands for three rows. */
static bool is_due(const struct checker *c, int cell)
{
	struct form_position p = form_position(cell);
	if (!c->r->tables[p.table])
		return false;
	if (!form_has(report_layout(c->r, p.table), cell))
		return false;
	bool single = report_has_single_other(c->r);
	if (p.table != TABLE_APPLICATIONS || p.row < APP_OTHER_HANDLING || p.row > APP_OTHER_LAST)
		return true;
	return single == (p.row == APP_OTHER_HANDLING);
}

/** Was the cell left out because its digits could not be told apart? Then that was said. */
static bool is_explained(const struct checker *c, int cell)
{
	struct form_position p = form_position(cell);
	for (size_t i = 0; i < c->r->noticed.n; i++) {
		const struct finding *f = &c->r->noticed.items[i];
		if (f->rule != RULE_RUN_TOGETHER || f->cell < 0)
			continue;
		struct form_position q = form_position(f->cell);
		if (q.table == p.table && (q.row == p.row || p.table == TABLE_REVIEW))
			return true;
	}
	return false;
}

/** Blank and missing cells of a row in one finding, since they usually come together. */
static void blank_row(struct checker *c, enum form_table_id t, int row)
{
	int first = -1, n = 0, blank = 0;
	struct str names;
	str_init(&names, c->arena, 1024);
	for (int col = 0; col < form_tables[t].n_columns; col++) {
		int cell = form_cell_at(t, row, col);
		enum cell_state s = cell_of(c, cell)->state;
		if (!is_due(c, cell) || (s != CELL_BLANK && s != CELL_ABSENT))
			continue;
		if (s == CELL_ABSENT && is_explained(c, cell))
			continue;
		const struct form_axis *column = &form_tables[t].columns[col];
		str_addf(&names, "%s%s%s%s", n ? "、" : "", t == TABLE_REVIEW ? column->group : "",
			t == TABLE_REVIEW ? "·" : "", column->label);
		first = first < 0 ? cell : first;
		blank += s == CELL_BLANK;
		n++;
	}
	if (n == 0)
		return;
	const struct form_axis *axis = &form_tables[t].rows[row];
	add(c, (struct finding){ .rule = RULE_BLANK_CELL, .severity = SEVERITY_WARNING, .cell = first,
		.found = blank ? SV("空白") : SV("没有这一格"), .expected = SV("数字；没有发生的填0"),
		.message = sv_fmt(c->arena, "%s%s%s：%d个单元格%s（%.*s）；没有发生的应填0。",
			form_tables[t].caption, *axis->label ? "·" : "", axis->label, n,
			blank ? "空白" : "没有读到", SV_ARG(str_sv(&names))) });
}

static void blank_cells(struct checker *c)
{
	for (int t = 0; t < TABLE__MAX; t++)
		for (int row = 0; row < form_tables[t].n_rows; row++)
			blank_row(c, (enum form_table_id)t, row);
}

/** A digit followed by a remark in brackets. */
static bool is_annotated(struct sv text)
{
	bool digit = text.n && *text.p >= '0' && *text.p <= '9';
	return digit && (sv_has(text, SV("（")) || sv_has(text, SV("("))) && !sv_has(text, SV("/"));
}

static bool is_dash(struct sv text)
{
	static const char *const dashes[] = { "/", "-", "—", "－", "--", "——", "无", "\\", "／" };
	for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
		if (sv_eq(text, sv_of(dashes[i])))
			return true;
	return false;
}

static void not_numbers(struct checker *c)
{
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		const struct form_cell *v = cell_of(c, cell);
		if (v->state == CELL_TEXT) {
			bool annotated = is_annotated(v->text);
			enum rule_id rule = annotated ? RULE_ANNOTATED_CELL : RULE_NOT_A_NUMBER;
			bool soft = annotated || is_dash(v->text);
			struct sv name = form_cell_name(c->arena, cell);
			add(c, (struct finding){ .rule = rule, .cell = cell, .found = v->text,
				.severity = soft ? SEVERITY_WARNING : SEVERITY_ERROR, .expected = SV("数字"),
				.message = sv_fmt(c->arena, "%.*s填的是“%.*s”，%s。", SV_ARG(name),
					SV_ARG(v->text), annotated ? "数字后带着说明；单元格只填数字，说明写到正文" :
					"不是数字；没有发生的填0") });
		} else if (v->state == CELL_NUMBER || v->state == CELL_DECIMAL) {
			if (v->n >= 0 || form_cell_type(cell) == FORM_SIGNED)
				continue;
			struct sv name = form_cell_name(c->arena, cell);
			add(c, (struct finding){ .rule = RULE_NEGATIVE, .severity = SEVERITY_ERROR,
				.cell = cell, .found = c->r->cell_quote[cell], .expected = SV("不小于0"),
				.message = sv_fmt(c->arena, "%.*s是负数。", SV_ARG(name)) });
		}
	}
}

static void rules_by_street(struct checker *c)
{
	if (!report_is_street_or_town(c->r))
		return;
	for (int col = 0; col < form_tables[TABLE_ART20_1].n_columns; col++) {
		int cell = form_cell_at(TABLE_ART20_1, 0, col);
		int64_t v;
		if (!has_number(c, cell) || !value(c, cell, &v) || v == 0)
			continue;
		add(c, (struct finding){ .rule = RULE_RULES_BY_STREET, .severity = SEVERITY_ERROR,
			.cell = cell, .found = number_text(c->arena, v), .expected = SV("0"),
			.message = sv_fmt(c->arena, "%.*s是街道或乡镇，没有规章制定权，“规章”应为0。",
				SV_ARG(c->r->unit)) });
	}
}

/** Figures that must follow from last year's report. */
static void against_previous(struct checker *c, const struct report *p)
{
	if (!p || !p->year || p->year + 1 != c->r->year)
		return;
	for (int col = 0; col < APP_COLUMN__MAX; col++) {
		int now = app_cell(APP_CARRIED_IN, (enum app_column)col);
		int then = app_cell(APP_CARRIED_OUT, (enum app_column)col);
		int64_t in, out;
		if (!has_number(c, now) || !value(c, now, &in) || p->cells[then].state != CELL_NUMBER ||
		    p->cells[then].provisional || in == (out = p->cells[then].n))
			continue;
		mismatch(c, RULE_CARRY_OVER, now, in, out, sv_fmt(c->arena,
			"“%s”一列：上年结转填%lld，而%d年度报告的“结转下年度继续办理”是%lld。",
			column_label(col), (long long)in, p->year, (long long)out));
	}
	for (int row = 0; row < 2; row++) {
		int in_force = form_cell_at(TABLE_ART20_1, row, 2);
		int64_t now, issued, repealed, before;
		if (!has_number(c, in_force) || p->cells[in_force].state != CELL_NUMBER ||
		    p->cells[in_force].provisional || !value(c, in_force, &now) ||
		    !value(c, in_force - 2, &issued) || !value(c, in_force - 1, &repealed))
			continue;
		before = p->cells[in_force].n;
		if (before + issued - repealed == now)
			continue;
		mismatch(c, RULE_IN_FORCE_ROLLFORWARD, in_force, now, before + issued - repealed,
			sv_fmt(c->arena, "%s：上年现行有效%lld＋本年制发%lld－本年废止%lld＝%lld，本年填%lld；"
				"如因清理、机构改革等原因，请说明。", form_tables[TABLE_ART20_1].rows[row].label,
				(long long)before, (long long)issued, (long long)repealed,
				(long long)(before + issued - repealed), (long long)now));
	}
}

void report_check_figures(const struct report *r, const struct report *previous,
	struct findings *list)
{
	struct checker c = { .r = r, .list = list, .arena = list->arena };
	row_totals(&c);
	results_totals(&c);
	balance(&c);
	review_totals(&c);
	blank_cells(&c);
	not_numbers(&c);
	rules_by_street(&c);
	against_previous(&c, previous);
}
