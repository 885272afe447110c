/* A report with a figure of its own in every cell, for the tests of what is written. */
#pragma once

#include "unit.h"

#include "base/str.h"
#include "report/report.h"

/* The figure of a cell: different in each, and in no other text of the report. */
static inline int64_t sample_figure(int cell)
{
	return 1000 + 7 * cell;
}

static inline void sample_section(struct report *r, enum form_section s, const char *text)
{
	r->sections[s] = (struct report_section){ .present = true, .order = (int)s,
		.heading = sv_of(form_section_label(s)), .text = sv_of(text) };
}

static inline struct report *sample_report(struct arena *a, enum form_layout layout)
{
	struct report *r = arena_alloc(a, sizeof *r);
	assert_non_null(r);
	*r = (struct report){ .arena = a, .layout = layout, .unit = SV("甲乙县丙丁镇人民政府"),
		.year = layout == FORM_2021 ? 2023 : 2019, .title = SV(""),
		.preamble = SV("本报告由丙丁镇人民政府编制，所列数据的统计期限自1月1日起至12月31日止。"
			"报告分为六个部分，电子版可以在县政府门户网站下载，如有疑问请与镇党政办公室联系。") };
	sample_section(r, SECTION_OVERVIEW,
		"全镇坚持以公开促落实、促规范、促服务，把公开要求贯穿政务运行各环节，群众关心的事项及时上网。\n"
		"（一）主动公开\n围绕乡村建设、养老服务、义务教育等重点领域，全年在网站发布各类信息，并对过期栏目作了清理，"
		"同时通过村务公开栏、微信群和广播把政策送到群众手中 (见附件 Annex A-1 第3页)。\n"
		"（二）依申请公开\n安排专人负责登记、审核、答复和归档，答复均在法定期限内作出。");
	sample_section(r, SECTION_PROACTIVE, "");
	sample_section(r, SECTION_APPLICATIONS, "");
	sample_section(r, SECTION_REVIEW, "");
	sample_section(r, SECTION_PROBLEMS, "基层人员流动较大，业务还不够熟练。下一步将组织培训，逐条梳理公开目录。");
	sample_section(r, SECTION_OTHER, "本年度没有收取信息处理费。");
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		if (!form_has(layout, cell))
			continue;
		r->tables[form_position(cell).table] = true;
		struct form_cell *c = &r->cells[cell];
		c->state = CELL_NUMBER;
		c->n = sample_figure(cell);
		if (form_cell_type(cell) != FORM_DECIMAL_WAN_YUAN)
			continue;
		c->state = CELL_DECIMAL;
		c->text = sv_fmt(a, "%d.50", (int)c->n);
		c->n = c->n * 1000000 + 500000;
	}
	return r;
}
