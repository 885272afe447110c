#include "law/form.h"

#include "base/str.h"

#include <assert.h>
#include <stdio.h>

#define COUNT(a) (int)(sizeof(a) / sizeof *(a))

static const struct form_axis art20_1_rows[] = {
	{ .key = "rules", .label = "规章", .layouts = FORM_BOTH, .legal = "条例第20条第1项" },
	{ .key = "normative_documents", .label = "行政规范性文件", .layouts = FORM_BOTH,
	  .aliases = { "规范性文件" }, .legal = "条例第20条第1项" },
};
static const struct form_axis art20_1_columns[] = {
	{ .key = "issued", .label = "本年制发件数", .layouts = FORM_2021,
	  .aliases = { "本年新制发数量", "制发件数", "本年制发数量" } },
	{ .key = "repealed", .label = "本年废止件数", .layouts = FORM_2021,
	  .aliases = { "废止数量", "废止件数", "本年废止数量" } },
	{ .key = "in_force", .label = "现行有效件数", .layouts = FORM_2021,
	  .aliases = { "现行有效数量", "现行有效件" } },
	{ .key = "made", .label = "本年新制作数量", .layouts = FORM_2019 },
	{ .key = "published", .label = "本年新公开数量", .layouts = FORM_2019 },
	{ .key = "public_total", .label = "对外公开总数量", .layouts = FORM_2019 },
};

static const struct form_axis art20_5_rows[] = {
	{ .key = "administrative_license", .label = "行政许可", .layouts = FORM_BOTH,
	  .legal = "条例第20条第5项" },
	{ .key = "other_services", .label = "其他对外管理服务事项", .layouts = FORM_2019,
	  .legal = "条例第20条第5项" },
};
static const struct form_axis decision_columns[] = {
	{ .key = "decisions", .label = "本年处理决定数量", .layouts = FORM_BOTH,
	  .aliases = { "处理决定数量" } },
	{ .key = "previous", .label = "上一年项目数量", .layouts = FORM_2019 },
	{ .key = "change", .label = "本年增/减", .layouts = FORM_2019, .type = FORM_SIGNED },
};
static const struct form_axis art20_6_rows[] = {
	{ .key = "administrative_penalty", .label = "行政处罚", .layouts = FORM_BOTH,
	  .legal = "条例第20条第6项" },
	{ .key = "administrative_coercion", .label = "行政强制", .layouts = FORM_BOTH,
	  .legal = "条例第20条第6项" },
};
static const struct form_axis art20_8_rows[] = {
	{ .key = "administrative_fee", .label = "行政事业性收费", .layouts = FORM_BOTH,
	  .legal = "条例第20条第8项" },
};
static const struct form_axis art20_8_columns[] = {
	{ .key = "amount_wan_yuan", .label = "本年收费金额（单位：万元）", .layouts = FORM_2021,
	  .type = FORM_DECIMAL_WAN_YUAN,
	  .aliases = { "本年收费金额（单位：万元，保留4位小数）", "本年收费金额" } },
	{ .key = "previous", .label = "上一年项目数量", .layouts = FORM_2019 },
	{ .key = "change", .label = "本年增/减", .layouts = FORM_2019, .type = FORM_SIGNED },
};
static const struct form_axis art20_9_rows[] = {
	{ .key = "procurement", .label = "政府集中采购", .layouts = FORM_2019,
	  .legal = "条例第20条第9项" },
};
static const struct form_axis art20_9_columns[] = {
	{ .key = "items", .label = "采购项目数量", .layouts = FORM_2019 },
	{ .key = "amount_wan_yuan", .label = "采购总金额", .layouts = FORM_2019,
	  .type = FORM_DECIMAL_WAN_YUAN },
};

static const struct form_axis app_columns[] = {
	[APP_NATURAL_PERSON] = { .key = "natural_person", .label = "自然人", .layouts = FORM_BOTH },
	[APP_ORG_COMMERCIAL] = { .key = "org_commercial", .label = "商业企业",
		.group = "法人或其他组织", .layouts = FORM_BOTH },
	[APP_ORG_RESEARCH] = { .key = "org_research", .label = "科研机构",
		.group = "法人或其他组织", .layouts = FORM_BOTH },
	[APP_ORG_PUBLIC_WELFARE] = { .key = "org_public_welfare", .label = "社会公益组织",
		.group = "法人或其他组织", .layouts = FORM_BOTH, .aliases = { "社会组织" } },
	[APP_ORG_LEGAL_SERVICE] = { .key = "org_legal_service", .label = "法律服务机构",
		.group = "法人或其他组织", .layouts = FORM_BOTH },
	[APP_ORG_OTHER] = { .key = "org_other", .label = "其他", .group = "法人或其他组织",
		.layouts = FORM_BOTH },
	[APP_TOTAL] = { .key = "total", .label = "总计", .layouts = FORM_BOTH,
		.aliases = { "合计" } },
};

#define DENIED "（三）不予公开"
#define UNABLE "（四）无法提供"
#define NOT_PROCESSED "（五）不予处理"
#define OTHER "（六）其他处理"

static const struct form_axis app_rows[] = {
	[APP_NEW_RECEIVED] = { .key = "new_received", .label = "一、本年新收政府信息公开申请数量",
		.layouts = FORM_BOTH },
	[APP_CARRIED_IN] = { .key = "carried_in", .label = "二、上年结转政府信息公开申请数量",
		.layouts = FORM_BOTH },
	[APP_GRANTED] = { .key = "granted", .label = "（一）予以公开", .layouts = FORM_BOTH,
		.legal = "条例第36条第1、2项" },
	[APP_PARTIALLY_GRANTED] = { .key = "partially_granted",
		.label = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
		.aliases = { "（二）部分公开" }, .layouts = FORM_BOTH, .legal = "条例第37条" },
	[APP_DENIED_STATE_SECRET] = { .key = "denied_state_secret", .label = "1.属于国家秘密",
		.group = DENIED, .layouts = FORM_BOTH, .legal = "条例第14条" },
	[APP_DENIED_LAW_PROHIBITED] = { .key = "denied_law_prohibited",
		.label = "2.其他法律行政法规禁止公开", .group = DENIED, .layouts = FORM_BOTH,
		.aliases = { "2.其他法律法规禁止公开", "2.其他法律行政止公开" },
		.legal = "条例第14条" },
	[APP_DENIED_THREE_SAFETIES] = { .key = "denied_three_safeties_one_stability",
		.label = "3.危及“三安全一稳定”", .group = DENIED, .layouts = FORM_BOTH,
		.legal = "条例第14条" },
	[APP_DENIED_THIRD_PARTY] = { .key = "denied_third_party", .label = "4.保护第三方合法权益",
		.group = DENIED, .layouts = FORM_BOTH, .legal = "条例第15条" },
	[APP_DENIED_INTERNAL_AFFAIRS] = { .key = "denied_internal_affairs",
		.label = "5.属于三类内部事务信息", .group = DENIED, .layouts = FORM_BOTH,
		.legal = "条例第16条第1款" },
	[APP_DENIED_PROCESS_INFO] = { .key = "denied_process_info",
		.label = "6.属于四类过程性信息", .group = DENIED, .layouts = FORM_BOTH,
		.legal = "条例第16条第2款" },
	[APP_DENIED_ENFORCEMENT_FILE] = { .key = "denied_enforcement_file",
		.label = "7.属于行政执法案卷", .group = DENIED, .layouts = FORM_BOTH,
		.legal = "条例第16条第2款" },
	[APP_DENIED_ADMIN_QUERY] = { .key = "denied_admin_query", .label = "8.属于行政查询事项",
		.group = DENIED, .layouts = FORM_BOTH, .legal = "条例第36条第7项" },
	[APP_UNABLE_NOT_HELD] = { .key = "unable_not_held", .label = "1.本机关不掌握相关政府信息",
		.group = UNABLE, .layouts = FORM_BOTH, .legal = "条例第36条第4、5项" },
	[APP_UNABLE_NEEDS_CREATION] = { .key = "unable_needs_creation",
		.label = "2.没有现成信息需要另行制作", .group = UNABLE, .layouts = FORM_BOTH,
		.legal = "条例第38条" },
	[APP_UNABLE_STILL_UNCLEAR] = { .key = "unable_still_unclear",
		.label = "3.补正后申请内容仍不明确", .group = UNABLE, .layouts = FORM_BOTH,
		.legal = "条例第30条" },
	[APP_NOT_PROCESSED_PETITION] = { .key = "not_processed_petition",
		.label = "1.信访举报投诉类申请", .group = NOT_PROCESSED, .layouts = FORM_BOTH,
		.legal = "条例第39条第1款" },
	[APP_NOT_PROCESSED_REPEAT] = { .key = "not_processed_repeat", .label = "2.重复申请",
		.group = NOT_PROCESSED, .layouts = FORM_BOTH, .legal = "条例第36条第6项" },
	[APP_NOT_PROCESSED_PUBLICATION] = { .key = "not_processed_publication",
		.label = "3.要求提供公开出版物", .group = NOT_PROCESSED, .layouts = FORM_BOTH,
		.legal = "条例第39条第2款" },
	[APP_NOT_PROCESSED_EXCESSIVE] = { .key = "not_processed_excessive",
		.label = "4.无正当理由大量反复申请", .group = NOT_PROCESSED, .layouts = FORM_BOTH,
		.legal = "条例第35条" },
	[APP_NOT_PROCESSED_RECONFIRM] = { .key = "not_processed_reconfirm",
		.label = "5.要求行政机关确认或重新出具已获取信息", .group = NOT_PROCESSED,
		.layouts = FORM_BOTH, .legal = "报告格式自设类别" },
	[APP_OTHER_HANDLING] = { .key = "other_handling", .label = OTHER, .layouts = FORM_2019 },
	[APP_OTHER_CORRECTION_OVERDUE] = { .key = "other_correction_overdue",
		.label = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
		.group = OTHER, .layouts = FORM_2021, .legal = "条例第30条" },
	[APP_OTHER_FEE_UNPAID] = { .key = "other_fee_unpaid",
		.label = "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
		.group = OTHER, .layouts = FORM_2021, .legal = "国办函〔2020〕109号" },
	[APP_OTHER_MISC] = { .key = "other_misc", .label = "3.其他", .group = OTHER,
		.layouts = FORM_2021 },
	[APP_RESULTS_TOTAL] = { .key = "results_total", .label = "（七）总计",
		.layouts = FORM_BOTH },
	[APP_CARRIED_OUT] = { .key = "carried_out", .label = "四、结转下年度继续办理",
		.layouts = FORM_BOTH },
};

static const struct form_axis review_rows[] = {
	{ .key = "cases", .label = "", .layouts = FORM_BOTH },
};

#define REVIEW_FIVE(prefix, heading) \
	{ .key = prefix "_upheld", .label = "结果维持", .group = heading, .layouts = FORM_BOTH }, \
	{ .key = prefix "_corrected", .label = "结果纠正", .group = heading, .layouts = FORM_BOTH }, \
	{ .key = prefix "_other", .label = "其他结果", .group = heading, .layouts = FORM_BOTH }, \
	{ .key = prefix "_pending", .label = "尚未审结", .group = heading, .layouts = FORM_BOTH }, \
	{ .key = prefix "_total", .label = "总计", .group = heading, .layouts = FORM_BOTH }

static const struct form_axis review_columns[] = {
	REVIEW_FIVE("reconsideration", "行政复议"),
	REVIEW_FIVE("litigation_direct", "未经复议直接起诉"),
	REVIEW_FIVE("litigation_after_review", "复议后起诉"),
};

static_assert(COUNT(app_rows) == APP_ROW__MAX, "rows of 表三");
static_assert(COUNT(app_columns) == APP_COLUMN__MAX, "columns of 表三");
static_assert(COUNT(review_columns) == REVIEW_COLUMN__MAX, "columns of 表四");

#define AXES(r, c) .rows = r, .n_rows = COUNT(r), .columns = c, .n_columns = COUNT(c)

const struct form_table form_tables[TABLE__MAX] = {
	[TABLE_ART20_1] = { .key = "art20_1", .caption = "第二十条第（一）项",
		.section = SECTION_PROACTIVE, .layouts = FORM_BOTH,
		AXES(art20_1_rows, art20_1_columns), .first_cell = 0 },
	[TABLE_ART20_5] = { .key = "art20_5", .caption = "第二十条第（五）项",
		.section = SECTION_PROACTIVE, .layouts = FORM_BOTH,
		AXES(art20_5_rows, decision_columns), .first_cell = 12 },
	[TABLE_ART20_6] = { .key = "art20_6", .caption = "第二十条第（六）项",
		.section = SECTION_PROACTIVE, .layouts = FORM_BOTH,
		AXES(art20_6_rows, decision_columns), .first_cell = 18 },
	[TABLE_ART20_8] = { .key = "art20_8", .caption = "第二十条第（八）项",
		.section = SECTION_PROACTIVE, .layouts = FORM_BOTH,
		AXES(art20_8_rows, art20_8_columns), .first_cell = 24 },
	[TABLE_ART20_9] = { .key = "art20_9", .caption = "第二十条第（九）项",
		.section = SECTION_PROACTIVE, .layouts = FORM_2019,
		AXES(art20_9_rows, art20_9_columns), .first_cell = 27 },
	[TABLE_APPLICATIONS] = { .key = "applications", .caption = "表三",
		.section = SECTION_APPLICATIONS, .layouts = FORM_BOTH,
		AXES(app_rows, app_columns), .first_cell = 29 },
	[TABLE_REVIEW] = { .key = "review_litigation", .caption = "表四",
		.section = SECTION_REVIEW, .layouts = FORM_BOTH,
		AXES(review_rows, review_columns), .first_cell = 211 },
};

static const struct {
	const char *key, *label;
} sections[SECTION__MAX] = {
	[SECTION_OVERVIEW] = { "overview", "一、总体情况" },
	[SECTION_PROACTIVE] = { "proactive_disclosure", "二、主动公开政府信息情况" },
	[SECTION_APPLICATIONS] = { "applications", "三、收到和处理政府信息公开申请情况" },
	[SECTION_REVIEW] = { "review_litigation", "四、政府信息公开行政复议、行政诉讼情况" },
	[SECTION_PROBLEMS] = { "problems_improvements", "五、存在的主要问题及改进情况" },
	[SECTION_OTHER] = { "other_matters", "六、其他需要报告的事项" },
};

const char *form_section_label(enum form_section s)
{
	return sections[s].label;
}

const char *form_section_key(enum form_section s)
{
	return sections[s].key;
}

enum form_layout form_for_year(int year)
{
	return year != 0 && year <= 2020 ? FORM_2019 : FORM_2021;
}

const char *form_source(enum form_layout l)
{
	return l == FORM_2019 ? "国办公开办函〔2019〕60号" : "国办公开办函〔2021〕30号";
}

struct form_position form_position(int cell)
{
	assert(cell >= 0 && cell < FORM_CELLS);
	int t = TABLE__MAX - 1;
	while (form_tables[t].first_cell > cell)
		t--;
	int i = cell - form_tables[t].first_cell;
	return (struct form_position){ t, i / form_tables[t].n_columns, i % form_tables[t].n_columns };
}

bool form_has(enum form_layout l, int cell)
{
	struct form_position p = form_position(cell);
	const struct form_table *t = &form_tables[p.table];
	return t->rows[p.row].layouts & t->columns[p.column].layouts & l;
}

enum form_type form_cell_type(int cell)
{
	struct form_position p = form_position(cell);
	return form_tables[p.table].columns[p.column].type;
}

const char *form_key(int cell, char buf[static FORM_KEY_MAX])
{
	struct form_position p = form_position(cell);
	const struct form_table *t = &form_tables[p.table];
	snprintf(buf, FORM_KEY_MAX, "%s.%s.%s", t->key, t->rows[p.row].key, t->columns[p.column].key);
	return buf;
}

int form_cell_by_key(struct sv key)
{
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		char buf[FORM_KEY_MAX];
		if (sv_eq(key, sv_of(form_key(cell, buf))))
			return cell;
	}
	return -1;
}

struct sv form_cell_name(struct arena *a, int cell)
{
	struct form_position p = form_position(cell);
	const struct form_table *t = &form_tables[p.table];
	const struct form_axis *row = &t->rows[p.row], *column = &t->columns[p.column];
	struct str s;
	str_init(&s, a, 512);
	str_addz(&s, t->caption);
	if (row->group)
		str_addf(&s, "·%s", row->group);
	if (*row->label)
		str_addf(&s, "·%s", row->label);
	if (column->group && p.table == TABLE_REVIEW)
		str_addf(&s, "·%s", column->group);
	str_addf(&s, "·%s", column->label);
	return str_sv(&s);
}

bool form_value(const struct form_cell *c, int64_t *ret)
{
	if (c->state == CELL_TEXT)
		return false;
	*ret = c->state == CELL_NUMBER || c->state == CELL_DECIMAL ? c->n : 0;
	return true;
}
