/* Every rule that looks at the figures and the parts; the narrative has its own file. */
#include "report/report.h"

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
	enum form_layout layout = p.table == TABLE_APPLICATIONS || p.table == TABLE_REVIEW ?
		form_for_year(c->r->year) : c->r->layout;
	if (!form_has(layout, cell))
		return false;
	bool single = cell_of(c, app_cell(APP_OTHER_HANDLING, APP_TOTAL))->state != CELL_ABSENT;
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

static void section_finding(struct checker *c, enum rule_id rule, enum severity severity, int s,
	struct sv found, struct sv message)
{
	const struct report_section *section = &c->r->sections[s];
	findings_add(c->list, (struct finding){ .rule = rule, .severity = severity, .cell = -1,
		.section = form_section_key((enum form_section)s), .found = found,
		.expected = sv_of(form_section_label((enum form_section)s)),
		.quote = found.n && sv_has(section->text, found) ? found :
			section->present ? section->heading : SV(""), .message = message,
		.at = section->at });
}

/** The statutory numeral of section s in Chinese. */
static struct sv numeral_text(int n)
{
	static const char *const digits[] = { "无", "一", "二", "三", "四", "五", "六", "七", "八",
		"九", "十" };
	return sv_of(digits[n >= 0 && n <= 10 ? n : 0]);
}

static bool is_section_table(int s)
{
	return s == SECTION_PROACTIVE || s == SECTION_APPLICATIONS || s == SECTION_REVIEW;
}

static void missing_parts(struct checker *c)
{
	const struct report *r = c->r;
	for (int s = 0; s < SECTION__MAX; s++) {
		bool table = (s == SECTION_APPLICATIONS && r->tables[TABLE_APPLICATIONS]) ||
			(s == SECTION_REVIEW && r->tables[TABLE_REVIEW]) ||
			(s == SECTION_PROACTIVE && (r->tables[TABLE_ART20_1] || r->tables[TABLE_ART20_5]));
		if (!r->sections[s].present && !table)
			section_finding(c, RULE_MISSING_SECTION, SEVERITY_ERROR, s, SV("没有"),
				sv_fmt(c->arena, "没有找到“%s”这一部分。",
					form_section_label((enum form_section)s)));
	}
	for (int t = 0; t < TABLE__MAX; t++) {
		const struct form_table *table = &form_tables[t];
		if (r->tables[t] || t == TABLE_ART20_9)
			continue;
		struct sv message = sv_fmt(c->arena, "没有找到%s的统计表（或表中一个数字也没有）。",
			table->caption);
		findings_add(c->list, (struct finding){ .rule = RULE_MISSING_TABLE,
			.severity = SEVERITY_ERROR, .cell = table->first_cell,
			.section = form_section_key(table->section), .found = SV("没有"),
			.expected = sv_of(table->caption), .message = message,
			.at = r->sections[table->section].at });
	}
}

static void section_order(struct checker *c)
{
	int place = 0;
	for (int s = 0; s < SECTION__MAX; s++) {
		const struct report_section *section = &c->r->sections[s];
		if (!section->present)
			continue;
		struct sv label = sv_of(form_section_label((enum form_section)s));
		if (section->order != place)
			section_finding(c, RULE_SECTION_ORDER, SEVERITY_WARNING, s, section->heading,
				sv_fmt(c->arena, "“%.*s”不在统一格式规定的位置上。", SV_ARG(label)));
		else if (section->wordless)
			section_finding(c, RULE_SECTION_ORDER, SEVERITY_WARNING, s, SV("没有标题"),
				sv_fmt(c->arena, "有第%.*s部分的内容，但没有“%.*s”这个标题。",
					SV_ARG(numeral_text(s + 1)), SV_ARG(label)));
		else if (section->numeral && section->numeral != s + 1)
			section_finding(c, RULE_SECTION_ORDER, SEVERITY_WARNING, s, section->heading,
				sv_fmt(c->arena, "“%.*s”的序号应为“%.*s”，印作“%.*s”。",
					SV_ARG(section->heading), SV_ARG(numeral_text(s + 1)),
					SV_ARG(numeral_text(section->numeral))));
		if (section->variant)
			section_finding(c, RULE_LABEL_VARIANT, SEVERITY_WARNING, s, section->heading,
				sv_fmt(c->arena, "标题印作“%.*s”，统一格式为“%.*s”。",
					SV_ARG(section->heading), SV_ARG(label)));
		place++;
	}
}

/** "无", "无。", "暂无" and the like. */
static bool says_only_none(struct sv text)
{
	return sv_trim(text).n <= strlen("暂无其他情况。") &&
		(sv_has(text, SV("无")) || sv_has(text, SV("没有")));
}

static void empty_sections(struct checker *c)
{
	for (int s = 0; s < SECTION__MAX; s++) {
		const struct report_section *section = &c->r->sections[s];
		if (!section->present || is_section_table(s))
			continue;
		bool empty = sv_trim(section->text).n == 0;
		bool none = s != SECTION_OTHER && says_only_none(section->text);
		if (empty || none)
			section_finding(c, RULE_EMPTY_SECTION, empty ? SEVERITY_ERROR : SEVERITY_WARNING, s,
				empty ? SV("空白") : section->text, sv_fmt(c->arena, "“%s”%s。",
					form_section_label((enum form_section)s),
					empty ? "没有内容" : "只写了“无”，应写明实际情况"));
	}
}

/** Section six must say whether the information-handling fee was charged. */
static void fee_reported(struct checker *c)
{
	const struct report_section *six = &c->r->sections[SECTION_OTHER];
	if (!six->present || c->r->layout == FORM_2019)
		return;
	struct sv text = six->text;
	static const char *const words[] = { "处理费", "收费", "费用", "收取", "信息费" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (sv_has(text, sv_of(words[i])))
			return;
	for (int s = 0; s < SECTION_OTHER; s++)
		if (sv_has(c->r->sections[s].text, SV("信息处理费")) ||
		    sv_has(c->r->sections[s].text, SV("信息公开处理费"))) {
			section_finding(c, RULE_FEE_NOT_REPORTED, SEVERITY_WARNING, SECTION_OTHER, text,
				SV("收取信息处理费的情况写在了别的部分，应在第六部分报告。"));
			return;
		}
	section_finding(c, RULE_FEE_NOT_REPORTED, SEVERITY_ERROR, SECTION_OTHER,
		text.n ? sv_head(text, 120) : SV("空白"),
		SV("第六部分没有报告收取信息处理费的情况；没有收取的，也要写明“未收取”。"));
}

static void period(struct checker *c)
{
	const struct report_period *p = &c->r->period;
	if (!p->present || !c->r->year)
		return;
	bool right = p->from_year == c->r->year && p->to_year == c->r->year && p->from_month == 1 &&
		p->from_day == 1 && p->to_month == 12 && p->to_day == 31;
	if (right)
		return;
	bool two_years = p->from_year != c->r->year && p->to_year != c->r->year;
	findings_add(c->list, (struct finding){ .rule = RULE_PERIOD,
		.severity = two_years || p->from_year == p->to_year ? SEVERITY_ERROR : SEVERITY_WARNING,
		.cell = -1, .section = form_section_key(SECTION_OVERVIEW), .found = p->quote,
		.expected = sv_fmt(c->arena, "%d年1月1日至%d年12月31日", c->r->year, c->r->year),
		.quote = p->quote, .at = p->at, .message = two_years ?
		sv_fmt(c->arena, "报告写的是%d年度，统计期间却是“%.*s”；请核对是不是沿用了别的年度的文字。",
			c->r->year, SV_ARG(p->quote)) :
		sv_fmt(c->arena, "统计期间“%.*s”不是%d年1月1日至12月31日。", SV_ARG(p->quote), c->r->year) });
}

static void form_outdated(struct checker *c)
{
	const struct report *r = c->r;
	if (!r->year || form_for_year(r->year) != FORM_2021)
		return;
	if (r->layout == FORM_2019) {
		findings_add(c->list, (struct finding){ .rule = RULE_FORM_OUTDATED,
			.severity = SEVERITY_ERROR, .cell = form_cell_at(TABLE_ART20_1, 1, 3),
			.section = form_section_key(SECTION_PROACTIVE), .found = SV("2019年格式"),
			.expected = SV("2021年格式"), .quote = SV("本年新制作数量／上一年项目数量"),
			.at = r->sections[SECTION_PROACTIVE].at, .message = sv_fmt(c->arena,
			"%d年度的报告用了2019年（试行）的表格；2021年度起应按%s的格式填报。", r->year,
			form_source(FORM_2021)) });
		return;
	}
	int single = app_cell(APP_OTHER_HANDLING, APP_TOTAL);
	if (cell_of(c, single)->state != CELL_ABSENT)
		add(c, (struct finding){ .rule = RULE_FORM_OUTDATED, .severity = SEVERITY_WARNING,
			.cell = single, .found = SV("“（六）其他处理”一行"),
			.expected = SV("1.逾期不补正、2.逾期未缴费、3.其他三行"),
			.message = SV("“（六）其他处理”只有一行，是2019年格式的填法；2021年度起应分三项填报。") });
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

/** Errors before warnings; within them the order of the form, then of the document. */
static bool before(const struct finding *a, const struct finding *b)
{
	if (a->severity != b->severity)
		return a->severity < b->severity;
	if (a->rule != b->rule)
		return a->rule < b->rule;
	return a->cell < b->cell;
}

static void sort(struct findings *list)
{
	for (size_t i = 1; i < list->n; i++) {
		struct finding f = list->items[i];
		size_t k = i;
		for (; k > 0 && before(&f, &list->items[k - 1]); k--)
			list->items[k] = list->items[k - 1];
		list->items[k] = f;
	}
}

int report_check(const struct report *r, const struct report_context *context,
	struct findings *list, struct err *err)
{
	struct checker c = { .r = r, .list = list, .arena = list->arena };
	for (size_t i = 0; i < r->noticed.n; i++)
		findings_add(list, r->noticed.items[i]);
	row_totals(&c);
	results_totals(&c);
	balance(&c);
	review_totals(&c);
	blank_cells(&c);
	not_numbers(&c);
	missing_parts(&c);
	section_order(&c);
	empty_sections(&c);
	fee_reported(&c);
	rules_by_street(&c);
	period(&c);
	form_outdated(&c);
	report_check_narrative(r, list);
	report_check_privacy(r, list);
	if (context) {
		against_previous(&c, context->previous);
		report_check_copies(r, context, list);
	}
	sort(list);
	if (list->arena->failed)
		return err_set(err, E_NOMEM, "检查时内存不足，请减少一次检查的文件数。");
	return E_OK;
}
