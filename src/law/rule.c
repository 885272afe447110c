#include "law/rule.h"

#define FORM30 "国办公开办函〔2021〕30号"

static const struct rule rules[RULE__MAX] = {
	[RULE_ROW_TOTAL] = { "row_total", SEVERITY_ERROR, "行合计", FORM30 " 表三",
		"表三每一行的“总计”等于自然人与五类法人或其他组织之和。" },
	[RULE_RESULTS_TOTAL] = { "results_total", SEVERITY_ERROR, "办理结果合计", FORM30 " 表三",
		"表三每一列的“（七）总计”等于（一）至（六）各项之和。" },
	[RULE_BALANCE] = { "balance", SEVERITY_ERROR, "勾稽关系", FORM30 " 表三表注",
		"表三每一列：第一项加第二项之和，等于第三项加第四项之和。" },
	[RULE_REVIEW_TOTAL] = { "review_total", SEVERITY_ERROR, "复议诉讼合计", FORM30 " 表四",
		"表四每一组的“总计”等于维持、纠正、其他结果、尚未审结之和。" },
	[RULE_BLANK_CELL] = { "blank_cell", SEVERITY_WARNING, "空白单元格",
		FORM30 "；实务口径：无数据填0", "应填数字的单元格不能留空，没有发生的填0。" },
	[RULE_NOT_A_NUMBER] = { "not_a_number", SEVERITY_ERROR, "不是数字", FORM30,
		"统计表的单元格应填数字。" },
	[RULE_NEGATIVE] = { "negative", SEVERITY_ERROR, "负数", FORM30, "件数和金额不能为负数。" },
	[RULE_LABEL_VARIANT] = { "label_variant", SEVERITY_WARNING, "名称与格式不一致", FORM30,
		"行、列和部分的名称应与统一格式一致。" },
	[RULE_MISSING_TABLE] = { "missing_table", SEVERITY_ERROR, "缺少表格",
		"条例第50条；" FORM30, "统一格式的各张表都应填报。" },
	[RULE_MISSING_SECTION] = { "missing_section", SEVERITY_ERROR, "缺少部分",
		"条例第50条；" FORM30, "报告由六个部分组成，不能遗漏。" },
	[RULE_SECTION_ORDER] = { "section_order", SEVERITY_WARNING, "部分顺序", FORM30,
		"六个部分按统一格式的顺序和序号编排，各出现一次。" },
	[RULE_EMPTY_SECTION] = { "empty_section", SEVERITY_ERROR, "部分内容为空",
		"条例第50条；" FORM30, "第一、五、六部分应有实际内容。" },
	[RULE_FEE_NOT_REPORTED] = { "fee_not_reported", SEVERITY_ERROR, "未报告信息处理费",
		FORM30 " 第六部分注；国办函〔2020〕109号",
		"第六部分应报告收取信息处理费的情况，没有收取的也要写明。" },
	[RULE_RULES_BY_STREET] = { "rules_by_street", SEVERITY_ERROR, "街道乡镇制发规章",
		"立法法：街道、乡镇无规章制定权", "街道办事处和乡镇人民政府的“规章”各项应为0。" },
	[RULE_PERIOD] = { "period", SEVERITY_ERROR, "统计期间", FORM30,
		"统计期间为报告年度的1月1日至12月31日。" },
	[RULE_TEXT_VS_TABLE] = { "text_vs_table", SEVERITY_ERROR, "文字与表格不一致",
		"条例第50条；数据准确性", "正文所说的数与表格中统计同一事项的数应当一致。" },
	[RULE_CARRY_OVER] = { "carry_over", SEVERITY_WARNING, "跨年结转", FORM30 " 表三",
		"本年“二、上年结转”应等于上年度报告的“四、结转下年度继续办理”。" },
	[RULE_IN_FORCE_ROLLFORWARD] = { "in_force_rollforward", SEVERITY_WARNING, "现行有效件数衔接",
		"实务口径，非官方勾稽", "现行有效件数一般等于上年现行有效加本年制发减本年废止。" },
	[RULE_TEXT_SUM] = { "text_sum", SEVERITY_WARNING, "文字中的分项合计", "数据准确性",
		"正文“共N条，其中……”各分项之和应等于总数。" },
	[RULE_FORM_OUTDATED] = { "form_outdated", SEVERITY_ERROR, "使用旧格式", FORM30,
		"2021年度及以后的报告应使用2021年格式。" },
	[RULE_RUN_TOGETHER] = { "run_together", SEVERITY_WARNING, "数字连写", "数据可读性",
		"相邻单元格的数字之间应有边界。" },
	[RULE_ANNOTATED_CELL] = { "annotated_cell", SEVERITY_WARNING, "单元格带注释", FORM30,
		"单元格只填数字，说明写在正文中。" },
	[RULE_COPY_OF] = { "copy_of", SEVERITY_WARNING, "内容雷同", "条例第47条；" FORM30,
		"各部分文字不应与上年度或其他单位的报告雷同。" },
	[RULE_PRIVACY] = { "privacy", SEVERITY_ERROR, "个人信息", "条例第15条；个人信息保护法第10条",
		"公开的报告不应出现公民身份号码、手机号码、银行卡号等个人信息。" },
};

const struct rule *rule_of(enum rule_id r)
{
	return &rules[r];
}

enum rule_id rule_by_id(struct sv id)
{
	int r = 0;
	while (r < RULE__MAX && !sv_eq(id, sv_of(rules[r].id)))
		r++;
	return r;
}

const char *severity_key(enum severity s)
{
	return s == SEVERITY_ERROR ? "error" : "warning";
}

const char *severity_label(enum severity s)
{
	return s == SEVERITY_ERROR ? "错误" : "提示";
}
