/* The rules about the parts of a report: sections, tables, period, the form of the year. */
#include "base/str.h"
#include "report/rules_int.h"

struct checker {
	const struct report *r;
	struct findings *list;
	struct arena *arena;
};

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

/** The headings that are there, to show among what one was looked for. */
static struct sv headings_found(struct checker *c)
{
	struct str s;
	str_init(&s, c->arena, 4096);
	for (int i = 0; i < SECTION__MAX; i++)
		if (c->r->sections[i].present && c->r->sections[i].heading.n)
			str_addf(&s, "%s%.*s", s.n ? "；" : "", SV_ARG(c->r->sections[i].heading));
	return s.n ? str_sv(&s) : c->r->title;
}

static void missing_parts(struct checker *c)
{
	const struct report *r = c->r;
	for (int s = 0; s < SECTION__MAX; s++) {
		bool table = (s == SECTION_APPLICATIONS && r->tables[TABLE_APPLICATIONS]) ||
			(s == SECTION_REVIEW && r->tables[TABLE_REVIEW]) ||
			(s == SECTION_PROACTIVE && (r->tables[TABLE_ART20_1] || r->tables[TABLE_ART20_5]));
		if (r->sections[s].present || table)
			continue;
		const char *label = form_section_label((enum form_section)s);
		findings_add(c->list, (struct finding){ .rule = RULE_MISSING_SECTION,
			.severity = SEVERITY_ERROR, .cell = -1,
			.section = form_section_key((enum form_section)s), .found = SV("没有"),
			.expected = sv_of(label), .quote = headings_found(c),
			.message = sv_fmt(c->arena, "没有找到“%s”这一部分；原文是找到的标题。", label) });
	}
	for (int t = 0; t < TABLE__MAX; t++) {
		const struct form_table *table = &form_tables[t];
		if (r->tables[t] || t == TABLE_ART20_9)
			continue;
		/* antiword loses some tables, so their absence there says little */
		bool unsure = r->format == DOC_LEGACY_DOC;
		struct sv message = sv_fmt(c->arena, "没有找到%s的统计表（或表中一个数字也没有）%s。",
			table->caption, unsure ? "；旧版 .doc 的表格有时读不出来，请另存为 .docx 再检查" : "");
		findings_add(c->list, (struct finding){ .rule = RULE_MISSING_TABLE,
			.severity = unsure ? SEVERITY_WARNING : SEVERITY_ERROR, .cell = table->first_cell,
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
	if (report_has_single_other(r))
		findings_add(c->list, (struct finding){ .rule = RULE_FORM_OUTDATED,
			.severity = SEVERITY_WARNING, .cell = single, .at = r->cell_at[single],
			.quote = r->cell_quote[single], .found = SV("“（六）其他处理”一行"),
			.expected = SV("1.逾期不补正、2.逾期未缴费、3.其他三行"),
			.message = SV("“（六）其他处理”只有一行，是2019年格式的填法；2021年度起应分三项填报。") });
}

void report_check_parts(const struct report *r, struct findings *list)
{
	struct checker c = { .r = r, .list = list, .arena = list->arena };
	missing_parts(&c);
	section_order(&c);
	empty_sections(&c);
	fee_reported(&c);
	period(&c);
	form_outdated(&c);
}
