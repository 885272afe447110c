#include "unit_arena.h"

#include "base/str.h"
#include "report/rules_int.h"

/* One report whose tables hold together, and sentences about it in our own words. */

static void put(struct report *r, int cell, int64_t n)
{
	r->cells[cell] = (struct form_cell){ .state = CELL_NUMBER, .n = n };
}

static void put_row(struct report *r, enum app_row row, int64_t person, int64_t company)
{
	for (int c = 0; c < APP_COLUMN__MAX; c++)
		put(r, app_cell(row, (enum app_column)c), c == APP_NATURAL_PERSON ? person :
			c == APP_ORG_COMMERCIAL ? company : c == APP_TOTAL ? person + company : 0);
}

/*
 * 40 new (36 + 4), 3 carried in; 20 granted, 5 in part, 4 denied, 6 unable, 2 not processed,
 * 1 other; 38 results; 5 carried over. 7 reconsiderations, 3 + 2 lawsuits.
 */
static struct report *sample(const char *unit)
{
	struct report *r = arena_alloc(&arena, sizeof *r);
	assert_non_null(r);
	r->arena = &arena;
	r->unit = sv_of(unit);
	r->year = 2023;
	r->layout = FORM_2021;
	for (int i = 0; i < FORM_CELLS; i++)
		if (form_has(FORM_2021, i))
			put(r, i, 0);
	put_row(r, APP_NEW_RECEIVED, 36, 4);
	put_row(r, APP_CARRIED_IN, 3, 0);
	put_row(r, APP_GRANTED, 18, 2);
	put_row(r, APP_PARTIALLY_GRANTED, 5, 0);
	put_row(r, APP_DENIED_INTERNAL_AFFAIRS, 3, 0);
	put_row(r, APP_DENIED_PROCESS_INFO, 1, 0);
	put_row(r, APP_UNABLE_NOT_HELD, 4, 1);
	put_row(r, APP_UNABLE_NEEDS_CREATION, 1, 0);
	put_row(r, APP_NOT_PROCESSED_PETITION, 2, 0);
	put_row(r, APP_OTHER_MISC, 1, 0);
	put_row(r, APP_RESULTS_TOTAL, 35, 3);
	put_row(r, APP_CARRIED_OUT, 4, 1);
	static const int review[] = { 4, 1, 1, 1, 7, 2, 0, 0, 1, 3, 1, 1, 0, 0, 2 };
	for (int i = 0; i < REVIEW_COLUMN__MAX; i++)
		put(r, form_cell_at(TABLE_REVIEW, 0, i), review[i]);
	put(r, form_cell_by_key(SV("art20_1.normative_documents.issued")), 6);
	put(r, form_cell_by_key(SV("art20_1.normative_documents.repealed")), 2);
	put(r, form_cell_by_key(SV("art20_1.normative_documents.in_force")), 19);
	put(r, form_cell_by_key(SV("art20_5.administrative_license.decisions")), 120);
	put(r, form_cell_by_key(SV("art20_6.administrative_penalty.decisions")), 31);
	put(r, form_cell_by_key(SV("art20_6.administrative_coercion.decisions")), 9);
	int fee = form_cell_by_key(SV("art20_8.administrative_fee.amount_wan_yuan"));
	r->cells[fee] = (struct form_cell){ .state = CELL_DECIMAL, .n = INT64_C(4166241619) };
	return r;
}

static struct findings check(struct report *r, enum form_section section, const char *text)
{
	struct findings list = { .arena = &arena };
	r->sections[section] = (struct report_section){ .present = true, .text = sv_of(text) };
	report_check_narrative(r, &list);
	r->sections[section] = (struct report_section){ .present = false };
	for (size_t i = 0; i < list.n; i++) {
		assert_true(list.items[i].quote.n > 0);
		assert_true(list.items[i].message.n > 0);
		assert_non_null(list.items[i].section);
	}
	return list;
}

enum expect { NONE, WARN, ERROR };

static void expect(const char *unit, enum form_section section, const char *text, enum expect e)
{
	struct findings list = check(sample(unit), section, text);
	enum expect got = list.n == 0 ? NONE :
			  list.items[0].severity == SEVERITY_ERROR ? ERROR : WARN;
	if (got != e)
		fail_msg("%s: %s: wanted %d, got %d: %.*s", unit, text, e, got,
			list.n ? (int)list.items[0].message.n : 0,
			list.n ? list.items[0].message.p : "");
}

/* A sentence with one figure, what the table has, and how sure a difference is. */
static const struct claim {
	const char *text; /* # is the figure */
	int right;
	enum expect wrong;
} claims[] = {
	{ "2023年，我局共收到政府信息公开申请#件。", 40, ERROR },
	{ "全年受理依申请公开事项#项，均依法办理。", 40, ERROR },
	{ "我局新收到#份政府信息公开申请。", 40, ERROR },
	{ "本年度新收政府信息公开申请数量为#件。", 40, ERROR },
	{ "依申请公开方面，共收到#件。", 40, ERROR },
	{ "共收到公民、法人和其他组织提出的政府信息公开申请#件。", 40, ERROR },
	{ "收到政府信息公开申请40件，其中自然人申请#件。", 36, ERROR },
	{ "收到政府信息公开申请40件，其中自然人36件、商业企业#件。", 4, ERROR },
	{ "收到政府信息公开申请40件，其中法人或其他组织提出#件。", 4, ERROR },
	{ "收到政府信息公开申请40件，上年结转#件。", 3, ERROR },
	{ "收到政府信息公开申请40件，办结#件。", 38, ERROR },
	{ "收到政府信息公开申请40件，按时答复#件。", 38, WARN },
	{ "收到政府信息公开申请40件，予以公开#件。", 20, ERROR },
	{ "收到政府信息公开申请40件，其中同意公开#件。", 20, ERROR },
	{ "收到政府信息公开申请40件，其中部分公开#件。", 5, ERROR },
	{ "收到政府信息公开申请40件，其中予以公开及部分公开#件。", 25, ERROR },
	{ "收到政府信息公开申请40件，其中不予公开的有#件。", 4, ERROR },
	{ "收到政府信息公开申请40件，其中#件予以公开。", 20, ERROR },
	{ "收到政府信息公开申请40件，无法提供#件。", 6, ERROR },
	{ "收到政府信息公开申请40件，不予处理#件。", 2, ERROR },
	{ "收到政府信息公开申请40件，作其他处理#件。", 1, ERROR },
	{ "收到政府信息公开申请40件，其中本机关不掌握#件。", 5, WARN },
	{ "收到政府信息公开申请40件，结转下年度继续办理#件。", 5, ERROR },
	{ "收到政府信息公开申请40件，#件结转下一年度。", 5, ERROR },
	{ "收到政府信息公开申请40件，另有#件顺延至下年度答复。", 5, ERROR },
	{ "收到政府信息公开申请40件，结转至2024年#件。", 5, ERROR },
	{ "收到政府信息公开申请40件，2022年结转#件。", 3, ERROR },
	{ "因政府信息公开引发行政复议#起。", 7, ERROR },
	{ "政府信息公开行政复议#件，其中结果维持4件。", 7, ERROR },
	{ "政府信息公开行政复议7件，其中结果纠正#件。", 1, ERROR },
	{ "涉及政府信息公开的行政诉讼案件共#宗。", 5, ERROR },
	{ "政府信息公开行政诉讼5件，其中尚未审结#件。", 1, ERROR },
	{ "因政府信息公开引发行政复议、行政诉讼共#件。", 12, ERROR },
	{ "因政府信息公开被直接起诉的案件#件。", 3, ERROR },
	{ "有#件涉及政府信息公开工作的行政复议。", 7, ERROR },
	{ "全年制发行政规范性文件#件。", 6, ERROR },
	{ "全年制发行政规范性文件6件，废止#件。", 2, WARN },
	{ "全年制定规章0件、行政规范性文件#件。", 6, ERROR },
	{ "现行有效的行政规范性文件#件。", 19, ERROR },
	{ "集中公开现行有效行政规范性文件#件。", 19, WARN },
	{ "全年作出行政许可处理决定#件。", 120, ERROR },
	{ "办理行政处罚案件#起。", 31, WARN },
	{ "实施行政强制#件。", 9, WARN },
};

/* A sentence with its figure in place. */
static void say(char *out, size_t room, const char *sentence, int figure)
{
	int before = (int)strcspn(sentence, "#");
	snprintf(out, room, "%.*s%d%s", before, sentence, figure, sentence + before + 1);
}

static void test_claims(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
		char text[512];
		say(text, sizeof text, claims[i].text, claims[i].right);
		expect("某某县住房保障局", SECTION_OVERVIEW, text, NONE);
		say(text, sizeof text, claims[i].text, claims[i].right + 50);
		expect("某某县住房保障局", SECTION_OVERVIEW, text, claims[i].wrong);
	}
}

/* A county that does not say whether it means itself or the whole county is never sure. */
static void test_scope(void **state)
{
	(void)state;
	expect("某某县人民政府", SECTION_OVERVIEW, "2023年全县共收到政府信息公开申请88件。", ERROR);
	expect("某某县人民政府", SECTION_OVERVIEW, "2023年共收到政府信息公开申请88件。", WARN);
	expect("某某县人民政府", SECTION_OVERVIEW, "县政府办公室受理政府信息公开申请8件。", WARN);
	expect("某某县人民政府", SECTION_OVERVIEW,
		"全县共收到政府信息公开申请40件，其中县政府本级受理申请11件。", NONE);
	expect("某某县人民政府", SECTION_OVERVIEW, "各部门共收到政府信息公开申请29件。", NONE);
	expect("某某镇人民政府", SECTION_OVERVIEW, "我镇共收到政府信息公开申请88件。", ERROR);
	expect("某某县住房保障局", SECTION_OVERVIEW, "全县共收到政府信息公开申请880件。", NONE);
	expect("某某县住房保障局", SECTION_OVERVIEW, "收到县政府转办的政府信息公开申请2件。", NONE);
}

static void test_received_with_carried_in(void **state)
{
	(void)state;
	const char *unit = "某某县住房保障局";
	expect(unit, SECTION_OVERVIEW, "共收到政府信息公开申请43件。", WARN);
	expect(unit, SECTION_OVERVIEW, "共收到政府信息公开申请43件（含上年结转3件）。", NONE);
	expect(unit, SECTION_OVERVIEW, "共收到政府信息公开申请43件，其中上年度结转3件。", NONE);
	expect(unit, SECTION_OVERVIEW, "共办理政府信息公开申请43件。", NONE);
	expect(unit, SECTION_OVERVIEW, "办结政府信息公开申请38件（含上年结转申请3件）。", NONE);
	expect(unit, SECTION_OVERVIEW, "共收到政府信息公开申请38件。", WARN);
}

static void test_zero_in_words(void **state)
{
	(void)state;
	const char *unit = "某某街道办事处";
	static const struct { const char *text; enum expect e; } says[] = {
		{ "2023年未收到政府信息公开申请。", ERROR },
		{ "我街道全年没有接到依申请公开事项。", ERROR },
		{ "本年度无政府信息公开申请。", ERROR },
		{ "未收到和处理政府信息公开申请，零报告。", ERROR },
		{ "收到政府信息公开申请0件。", ERROR },
		{ "未发生因政府信息公开引起的行政复议、行政诉讼。", ERROR },
		{ "没有因政府信息公开被申请行政复议的情况。", ERROR },
		{ "全年无行政诉讼事项。", WARN },
		{ "全年未制定行政规范性文件。", ERROR },
		{ "我街道无行政许可、行政处罚事项。", WARN },
		{ "未收取行政事业性收费。", WARN },
		{ "收到政府信息公开申请40件，无结转下年度办理的申请。", ERROR },
		/* not these counts */
		{ "未收到政府信息公开方面的投诉举报。", NONE },
		{ "未收到信函形式的政府信息公开申请。", NONE },
		{ "2022年未收到政府信息公开申请。", NONE },
		{ "第四季度未收到政府信息公开申请。", NONE },
		{ "未发生因政府信息公开被行政复议纠错或者行政诉讼败诉的情形。", NONE },
		{ "没有超期未答复的政府信息公开申请。", NONE },
		{ "没有应公开而不予公开的情况。", NONE },
		{ "无正当理由不得拒绝政府信息公开申请。", NONE },
		{ "未公开行政许可、行政处罚信息。", NONE },
		{ "未收取信息公开处理费。", NONE },
		{ "未收到法人或其他组织的政府信息公开申请。", NONE },
	};
	for (size_t i = 0; i < sizeof says / sizeof *says; i++)
		expect(unit, SECTION_OVERVIEW, says[i].text, says[i].e);
}

static void test_zero_received_but_answered(void **state)
{
	(void)state;
	struct report *r = sample("某某街道办事处");
	put_row(r, APP_NEW_RECEIVED, 0, 0);
	put_row(r, APP_CARRIED_IN, 0, 0);
	struct findings list = check(r, SECTION_OVERVIEW, "全年未收到政府信息公开申请。");
	assert_int_equal(list.n, 1);
	assert_int_equal(list.items[0].cell, app_cell(APP_RESULTS_TOTAL, APP_TOTAL));
	put_row(r, APP_CARRIED_IN, 3, 0);
	assert_int_equal(check(r, SECTION_OVERVIEW, "全年未收到政府信息公开申请。").n, 0);
}

static void test_all_closed(void **state)
{
	(void)state;
	const char *unit = "某某街道办事处";
	expect(unit, SECTION_OVERVIEW, "收到政府信息公开申请40件，所有申请均已办结。", WARN);
	expect(unit, SECTION_OVERVIEW, "收到政府信息公开申请40件，办结率达100%。", WARN);
	expect(unit, SECTION_OVERVIEW, "收到政府信息公开申请40件，均已按时办结。", NONE);
	expect(unit, SECTION_OVERVIEW,
		"收到政府信息公开申请40件，结转下年度5件，其余均已办结。", NONE);
	expect(unit, SECTION_OVERVIEW, "人大代表建议全部办结。", NONE);
}

/* Figures beside the words of a count that are not that count. */
static void test_traps(void **state)
{
	(void)state;
	static const char *const traps[] = {
		"2022年收到政府信息公开申请12件。",
		"与2022年相比，收到政府信息公开申请增加9件。",
		"收到政府信息公开申请40件，同比增长25件。",
		"收到政府信息公开申请40件，较上年减少8件。",
		"上半年收到政府信息公开申请12件。",
		"1-6月收到政府信息公开申请12件。",
		"2021年至2023年共收到政府信息公开申请120件。",
		"近三年累计收到政府信息公开申请120件。",
		"自2019年以来共收到政府信息公开申请120件。",
		"政府信息公开申请答复率100%。",
		"对12件不属于本机关职责的申请予以告知，其中无法提供12件。",
		"2023年，我局受理热线工单230件，办结230件。",
		"收到政府信息公开申请约50件。",
		"收到政府信息公开申请30余件。",
		"通过网络收到政府信息公开申请12件。",
		"收到涉及征地拆迁的政府信息公开申请12件。",
		"收到意见建议75条，及时答复75条。",
		"收到人大代表建议12件，全部办复。",
		"主动公开政府信息312条，其中行政许可类信息3条、规范性文件类信息5条。",
		"公示行政处罚信息88条。",
		"制作政策解读21个，其中规范性文件解读12件。",
		"修订规范性文件3件，审查规范性文件15件。",
		"2024年计划制定行政规范性文件8件。",
		"下一步将于年内受理政府信息公开申请99件。",
		"组织依申请公开培训3次、会议2次。",
		"在20个工作日内答复政府信息公开申请。",
		"办理行政复议答复3件。",
		"依法处理因政府信息公开引起的行政诉讼一审案件2件。",
		"土地征收类30件，其中予以公开10件。",
		"行政复议、行政诉讼分别为7件、9件。",
		"收取信息公开处理费380元。",
		"依据《2022年政府信息公开申请12件办理规范》办理。",
		"区直部门受理政府信息公开申请20件，镇街受理75件。",
		"受理行政许可申请900件。",
		"对每一件政府信息公开申请严格审查。",
		"全年发布行政规范性文件解读4件。",
		"|行政许可|99件|\n|收到政府信息公开申请|77件|",
	};
	for (size_t i = 0; i < sizeof traps / sizeof *traps; i++) {
		expect("某某县住房保障局", SECTION_OVERVIEW, traps[i], NONE);
		expect("某某街道办事处", SECTION_APPLICATIONS, traps[i], NONE);
	}
}

static void test_dirt(void **state)
{
	(void)state;
	const char *unit = "某某街道办事处";
	expect(unit, SECTION_OVERVIEW, "2023 年，我街道共收到政府信息公\n开申请 ９０ 件。", ERROR);
	expect(unit, SECTION_OVERVIEW, "2023 年，我街道共收到政府信息公\n开申请 ４０ 件。", NONE);
	expect(unit, SECTION_OVERVIEW, "全年收到政府信息公開申請九十件。", ERROR);
	expect(unit, SECTION_OVERVIEW, "全年收到政府信息公開申請四十件。", NONE);
	expect(unit, SECTION_OVERVIEW, "（二）依申请公开情况\n全年共收到90件，予以公开20件。", ERROR);
	expect(unit, SECTION_OVERVIEW, "全年收到政府信息公开申请1\n90件。", NONE);
	expect(unit, SECTION_OVERVIEW, "全年收到政府信息公开申请4,000件。", ERROR);
}

static void test_fee(void **state)
{
	(void)state;
	const char *unit = "某某县住房保障局";
	expect(unit, SECTION_PROACTIVE, "行政事业性收费4166.241619万元。", NONE);
	expect(unit, SECTION_PROACTIVE, "行政事业性收费4166.24万元。", NONE);
	expect(unit, SECTION_PROACTIVE, "行政事业性收费41662416.19元。", NONE);
	expect(unit, SECTION_PROACTIVE, "行政事业性收费416万元。", ERROR);
	expect(unit, SECTION_PROACTIVE, "行政事业性收费0元。", ERROR);
	expect(unit, SECTION_PROACTIVE, "行政事业性收费41662416.19万元。", WARN);
}

static void test_unknown_cells(void **state)
{
	(void)state;
	static const char text[] = "共收到政府信息公开申请77件。";
	struct report *r = sample("某某街道办事处");
	int cell = app_cell(APP_NEW_RECEIVED, APP_TOTAL);
	r->cells[cell].provisional = true;
	assert_int_equal(check(r, SECTION_OVERVIEW, text).n, 0);
	r->cells[cell] = (struct form_cell){ .state = CELL_BLANK };
	assert_int_equal(check(r, SECTION_OVERVIEW, text).n, 0);
	r->cells[cell] = (struct form_cell){ .state = CELL_TEXT, .text = SV("/") };
	assert_int_equal(check(r, SECTION_OVERVIEW, text).n, 0);
	put(r, cell, 40);
	assert_int_equal(check(r, SECTION_OVERVIEW, text).n, 1);
	/* A wrong total is the matter of another rule when the sentence has the parts right. */
	put(r, cell, 0);
	assert_int_equal(check(r, SECTION_OVERVIEW, "共收到政府信息公开申请40件。").n, 0);
	/* A report that does not say its year is never sure. */
	put(r, cell, 40);
	r->year = 0;
	assert_int_equal(check(r, SECTION_OVERVIEW, text).items[0].severity, SEVERITY_WARNING);
}

static void test_finding(void **state)
{
	(void)state;
	struct findings list = check(sample("某某街道办事处"), SECTION_APPLICATIONS,
		"前面一句。我街道共收到政府信息公开申请 2 件，均已答复。");
	assert_int_equal(list.n, 1);
	const struct finding *f = &list.items[0];
	assert_int_equal(f->rule, RULE_TEXT_VS_TABLE);
	assert_int_equal(f->cell, app_cell(APP_NEW_RECEIVED, APP_TOTAL));
	assert_true(sv_eq(f->found, SV("2")));
	assert_true(sv_eq(f->expected, SV("40")));
	assert_true(sv_eq(f->quote, SV("我街道共收到政府信息公开申请2件")));
	assert_string_equal(f->section, "applications");
	assert_true(sv_has(f->message, SV("第三部分")));
	/* The same figure in two sections is told once. */
	struct report *r = sample("某某街道办事处");
	r->sections[SECTION_OVERVIEW] = (struct report_section){ .present = true,
		.text = SV("共收到政府信息公开申请2件。") };
	assert_int_equal(check(r, SECTION_APPLICATIONS, "共收到政府信息公开申请2件。").n, 1);
}

static void test_sums(void **state)
{
	(void)state;
	static const struct { const char *text; enum expect e; } sums[] = {
		{ "公开信息64条，其中公告30条、动态31条、其他9条。", WARN },
		{ "公开信息70条，其中公告30条、动态31条、其他9条。", NONE },
		{ "公开信息64条，其中公告30条；动态31条；其他9条。", WARN },
		{ "公开信息70条，其中公告30条；动态31条；其他9条。", NONE },
		{ "公开信息70条。其中，公告30条，动态31条，其他5条。", WARN },
		{ "公开信息64条，其中公告30条、动态31条等。", NONE },
		{ "公开信息64条，其中主要是公告30条、动态31条。", NONE },
		{ "公开信息64条，其中包括公告30条、动态31条。", NONE },
		{ "公开信息60余条，其中公告30条、动态31条。", NONE },
		{ "公开信息64条，其中公告30余条、动态31条。", NONE },
		{ "公开信息64条，其中公告30条。", NONE },
		{ "公开信息64条，其中公告30条、发布会3次。", NONE },
		{ "公开信息61条，其中公告30条、动态31条，回应关切8条。", NONE },
		{ "公开信息61条，其中公告30条（含通知12条）、动态31条。", NONE },
		{ "公开信息99条，其中网站72条，其中公告30条、动态31条；公众号20条。", NONE },
		{ "公开信息64条，同比增加9条，其中公告30条、动态31条。", NONE },
		{ "收到政府信息公开申请40件，其中自然人36件，予以公开20件。", NONE },
		{ "办理来信64件，其中公告类占30%、动态类占60%。", NONE },
	};
	for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
		expect("某某街道办事处", SECTION_OVERVIEW, sums[i].text, sums[i].e);
	struct findings list = check(sample("某某街道办事处"), SECTION_OVERVIEW, sums[0].text);
	assert_int_equal(list.items[0].rule, RULE_TEXT_SUM);
	assert_true(sv_eq(list.items[0].found, SV("70")));
	assert_true(sv_eq(list.items[0].expected, SV("64")));
}

static struct findings privacy(const char *text)
{
	struct report *r = sample("某某街道办事处");
	struct findings list = { .arena = &arena };
	r->preamble = sv_of(text);
	report_check_privacy(r, &list);
	return list;
}

static void test_privacy(void **state)
{
	(void)state;
	struct findings list = privacy("申请人身份证号11010519491231002X，手机13800001111。");
	assert_int_equal(list.n, 2);
	assert_int_equal(list.items[0].severity, SEVERITY_ERROR);
	assert_int_equal(list.items[1].severity, SEVERITY_WARNING);
	for (size_t i = 0; i < list.n; i++) {
		assert_false(sv_has(list.items[i].quote, SV("19491231")));
		assert_false(sv_has(list.items[i].quote, SV("13800001111")));
		assert_false(sv_has(list.items[i].message, SV("13800001111")));
		assert_true(sv_has(list.items[i].quote, SV("*")));
	}
	assert_int_equal(privacy("办公室联系电话：13800001111，传真：0500-1234567。").n, 0);
	assert_int_equal(privacy("申请人电话13800001111。").n, 1);
	assert_int_equal(privacy("卡号4444444444444448").items[0].severity, SEVERITY_ERROR);
	assert_int_equal(privacy("编号4444444444444448").items[0].severity, SEVERITY_WARNING);
	assert_int_equal(privacy("统一社会信用代码12371082MB2843001W").n, 0);
	/* A quote of another rule masks too. */
	struct findings other = check(sample("某某街道办事处"), SECTION_OVERVIEW,
		"申请人13800001111提出后共收到政府信息公开申请2件。");
	for (size_t i = 0; i < other.n; i++)
		assert_false(sv_has(other.items[i].quote, SV("13800001111")));
}

static void test_copies(void **state)
{
	(void)state;
	struct str text;
	str_init(&text, &arena, 1 << 16);
	unsigned seed = 3;
	for (int i = 0; i < 600; i++) {
		seed = seed * 1103515245u + 12345u;
		str_add_cp(&text, 0x4E00 + (seed >> 8) % 1500);
	}
	struct report *a = sample("甲街道办事处"), *b = sample("乙街道办事处");
	struct report_section s = { .present = true, .text = str_sv(&text) };
	a->title = SV("甲街道办事处2023年政府信息公开工作年度报告");
	a->sections[SECTION_OVERVIEW] = b->sections[SECTION_OVERVIEW] = s;
	const struct report *others[] = { a, b };
	struct report_context context = { .others = others, .n_others = 2 };
	struct findings list = { .arena = &arena };
	report_check_copies(a, &context, &list);
	assert_int_equal(list.n, 1);
	assert_int_equal(list.items[0].rule, RULE_COPY_OF);
	assert_true(sv_has(list.items[0].message, SV("乙街道办事处")));
	b->sections[SECTION_OVERVIEW].text = sv_head(s.text, 150);
	report_check_copies(a, &context, &list);
	report_check_copies(a, NULL, &list);
	assert_int_equal(list.n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_scope),
		cmocka_unit_test(test_received_with_carried_in),
		cmocka_unit_test(test_zero_in_words),
		cmocka_unit_test(test_zero_received_but_answered),
		cmocka_unit_test(test_all_closed),
		cmocka_unit_test(test_traps),
		cmocka_unit_test(test_dirt),
		cmocka_unit_test(test_fee),
		cmocka_unit_test(test_unknown_cells),
		cmocka_unit_test(test_finding),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_privacy),
		cmocka_unit_test(test_copies),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
