/* Every letter against the list of what it must hold, written by hand from law.md §6; each element taken away in turn;
   templates of offices; numbers. */
#include "unit_arena.h"

#include "base/utf8.h"
#include "law/letter.h"
#include "law/outcome.h"

/** "申请人 文号 …": names of elements. COMMON: law.md §6, 共同要素, and the number of the request. */
#define ON_THE_WAY "文号 申请人 申请编号 收到日期 提交方式 申请内容 处理决定 法律依据 机关名称 成文日期 "
#define AT_THE_END ON_THE_WAY "救济途径 "
#define TO_PARTY "文号 被征求意见方 拟公开内容 处理决定 法律依据 承办机构 联系电话 机关名称 成文日期 "
#define COMPLAINT "文号 申请人 申请编号 收到日期 申请内容 处理决定 法律依据 机关名称 成文日期 "
#define RECORD "文号 申请人 申请编号 收到日期 更正事项 处理决定 法律依据 救济途径 机关名称 成文日期 "

/** Kind, what it must hold, what must be said besides (by the law). */
static const struct {
	const char *key, *elements, *says;
} expected[] = {
	{ "receipt", "申请人 申请编号 收到日期 提交方式 申请内容 答复期限 承办机构 联系电话 法律依据 机关名称 成文日期",
		"第三十三条" },
	{ "correction", ON_THE_WAY "补正事项 指导释明 办理期限 逾期后果", "第三十条 一次性告知 视为放弃申请" },
	{ "reason_request", ON_THE_WAY "理由 办理期限 逾期后果", "第三十五条 说明理由 不予处理" },
	{ "extension", ON_THE_WAY "理由 延长至", "第三十三条第二款 负责人同意" },
	{ "delay", ON_THE_WAY "理由 延迟至", "第三十五条 延迟答复" },
	{ "consult_notice", ON_THE_WAY "征求意见情况 期限说明", "第三十三条第三款 不计算在" },
	{ "third_party_consult", TO_PARTY "法定期限 逾期后果", "第三十二条 15个工作日 决定是否公开 回执" },
	{ "co_author_consult", TO_PARTY "法定期限 逾期后果", "第三十四条 15个工作日 视为同意公开 回执" },
	{ "organ_consult", TO_PARTY "办理期限 期限说明", "第十一条 不计算在 回执" },
	{ "third_party_disclose_notice",
		"文号 被征求意见方 公开内容 公共利益理由 处理决定 法律依据 救济途径 机关名称 成文日期",
		"第三十二条 决定予以公开 公共利益" },
	{ "grant", AT_THE_END "公开内容 提供方式", "第三十六条第二项 决定予以公开" },
	{ "already_public", AT_THE_END "提供方式 获取途径", "第三十六条第一项 已经主动公开" },
	{ "partial", AT_THE_END "公开内容 提供方式 不予公开内容 不予公开依据 理由", "第三十七条 区分处理" },
	{ "deny_state_secret", AT_THE_END "理由", "第十四条 国家秘密 决定不予公开" },
	{ "deny_law_prohibited", AT_THE_END "理由 相关法律", "第十四条 法律、行政法规禁止公开 决定不予公开" },
	{ "deny_three_safeties", AT_THE_END "理由",
		"第十四条 国家安全、公共安全、经济安全、社会稳定 决定不予公开" },
	{ "deny_third_party", AT_THE_END "理由", "第十五条 第三方合法权益 决定不予公开" },
	{ "deny_internal_affairs", AT_THE_END "理由",
		"第十六条第一款 人事管理、后勤管理、内部工作流程 决定不予公开" },
	{ "deny_process_info", AT_THE_END "理由",
		"第十六条第二款 讨论记录、过程稿、磋商信函、请示报告 决定不予公开" },
	{ "deny_enforcement_file", AT_THE_END "理由", "第十六条第二款 行政执法案卷 决定不予公开" },
	{ "special_law", AT_THE_END "相关法律 办理处", "第三十六条第七项" },
	{ "not_exist", AT_THE_END "检索范围 检索方法", "第三十六条第四项 不存在" },
	{ "not_ours", AT_THE_END "理由", "第三十六条第五项 不属于本机关负责公开" },
	{ "needs_creation", AT_THE_END "理由", "第三十八条 加工、分析 不予提供" },
	{ "still_unclear", AT_THE_END "理由", "第三十条 仍不明确" },
	{ "petition", AT_THE_END "相应渠道", "第三十九条第一款 不作为政府信息公开申请处理" },
	{ "publication", AT_THE_END "获取途径", "第三十九条第二款 公开出版物" },
	{ "repeat", AT_THE_END "前次文号 前次日期", "第三十六条第六项 不予重复处理" },
	{ "excessive", AT_THE_END "理由", "第三十五条 不予处理" },
	{ "reconfirm", AT_THE_END "理由", "第二条 确认或者重新出具" },
	{ "not_government_info", AT_THE_END "理由", "第二条 不属于政府信息" },
	{ "fee_notice", ON_THE_WAY "理由 收费标准 数额明细 应缴金额 缴纳方式 法定期限 逾期后果",
		"国办函〔2020〕109号 第四十二条 次日起20个工作日 视为放弃申请" },
	{ "closed_no_correction", AT_THE_END "前次文号 前次日期 办理期限", "第三十条 不再处理" },
	{ "closed_unpaid", AT_THE_END "前次文号 前次日期 应缴金额 办理期限", "国办函〔2020〕109号 不再处理" },
	{ "withdrawn", "文号 申请人 申请编号 收到日期 提交方式 申请内容 处理决定 机关名称 成文日期",
		"终止办理" },
	{ "rectify_done", RECORD "更正结果", "第四十一条 予以更正" },
	{ "rectify_refused", RECORD "理由", "第四十一条 不予更正" },
	{ "rectify_referred", RECORD "理由 负责机关 负责机关联系方式", "第四十一条 告知你（单位）向有权更正的行政机关提出" },
	{ "rectify_transfer", RECORD "理由 负责机关 负责机关联系方式", "第四十一条 转送" },
	{ "complaint_founded", COMPLAINT "处理情况", "第四十七条 属实 督促改正" },
	{ "complaint_unfounded", COMPLAINT "理由", "第四十七条 第五十一条 不属实" },
	{ "complaint_transfer", COMPLAINT "理由 负责机关 负责机关联系方式", "第五十一条 转送" },
	{ "approval", "申请编号 收到日期 提交方式 申请内容 答复期限 拟办意见 承办机构", "签发意见" },
	{ "agenda_transfer", "申请编号 公开内容 法律依据 理由 拟办意见 承办机构", "第四十四条" },
	{ "envelope", "收件人 收件地址 邮政编码 机关名称 机关地址 机关邮政编码", "收" },
	{ "service_record", "机关名称 收件人 送达文书 送达方式", "送达回证" },
};
enum { N = sizeof expected / sizeof *expected };

static bool next_word(struct sv *rest, struct sv *word)
{
	while (sv_cut(rest, ' ', word))
		if (word->n)
			return true;
	return false;
}

static uint64_t set_of(const char *labels)
{
	uint64_t set = 0;
	struct sv rest = sv_of(labels), word;
	while (next_word(&rest, &word)) {
		enum element e = element_of_label(word);
		assert_true(e < ELEMENT__MAX);
		set |= ELEMENT_BIT(e);
	}
	return set;
}

/** A value nothing else has. */
static struct sv mark_of(int e)
{
	char text[32];
	int n = snprintf(text, sizeof text, "Z%dZ", e);
	return (struct sv){ arena_dup(&arena, text, (size_t)n), (size_t)n };
}

static struct letter_values values_of(uint64_t set)
{
	struct letter_values v = { 0 };
	for (int e = 0; e < ELEMENT__MAX; e++)
		if (set & ELEMENT_BIT(e))
			v.text[e] = mark_of(e);
	return v;
}

static struct sv plain_of(const struct letter_kind *k, struct sv text, const struct letter_values *v)
{
	struct letter l;
	struct err err = { 0 };
	int code = letter_fill(k, text, v, &arena, &l, &err);
	if (code)
		fail_msg("%s: %s", k->key, err.user);
	return letter_plain(&l, &arena);
}

static void test_every_letter_holds_all(void **state)
{
	(void)state;
	assert_int_equal(n_letter_kinds, N);
	for (int i = 0; i < N; i++) {
		const struct letter_kind *k = letter_kind_of_key(sv_of(expected[i].key));
		assert_non_null(k);
		uint64_t must = set_of(expected[i].elements);
		assert_int_equal(k->required, must);
		assert_int_equal(k->required & k->optional, 0);
		assert_int_equal(k->remedy != REMEDY_RULE_NONE, (must & ELEMENT_BIT(ELEMENT_REMEDY)) != 0);
		assert_int_equal(k->remedy != REMEDY_RULE_NONE, k->calls_itself != NULL);
		assert_true(sv_has(letter_template(k), SV("{")));
		struct err err = { 0 };
		if (letter_check_template(k, letter_template(k), &err))
			fail_msg("%s: %s", k->key, err.user);
		for (int all = 0; all < 2; all++) {
			struct letter_values v = values_of(all ? must | k->optional : must);
			struct sv text = plain_of(k, SV(""), &v), rest = sv_of(expected[i].says), word;
			for (int e = 0; e < ELEMENT__MAX; e++)
				if (v.text[e].n && !(ELEMENTS_BY_LAW & ELEMENT_BIT(e)) && (must & ELEMENT_BIT(e)))
					assert_true(sv_has(text, v.text[e]));
			while (next_word(&rest, &word))
				if (!sv_has(text, word))
					fail_msg("%s does not say %.*s", k->key, SV_ARG(word));
			assert_false(sv_has(text, SV("{")) || sv_has(text, SV("。。")) || sv_has(text, SV("  ")));
		}
	}
	assert_null(letter_kind_of_key(SV("nothing")));
}

/** No optional line leaves half of itself: without its element its words are gone, with it they are there. */
static void test_optional_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_letter_kinds; i++) {
		const struct letter_kind *k = &letter_kinds[i];
		struct letter_values v = values_of(k->required);
		struct sv without = plain_of(k, SV(""), &v);
		for (int e = 0; e < ELEMENT__MAX; e++) {
			if (!(k->optional & ELEMENT_BIT(e)))
				continue;
			struct letter_values with = v;
			with.text[e] = mark_of(e);
			assert_true(plain_of(k, SV(""), &with).n >= without.n);
		}
	}
}

static void test_each_missing_value_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_letter_kinds; i++) {
		const struct letter_kind *k = &letter_kinds[i];
		for (int e = 0; e < ELEMENT__MAX; e++) {
			if (!(k->required & ELEMENT_BIT(e)) || ELEMENTS_BY_LAW & ELEMENT_BIT(e))
				continue;
			struct letter_values v = values_of(k->required | k->optional);
			struct letter l;
			struct err err = { 0 };
			v.text[e] = SV(" \n　");
			assert_int_equal(letter_missing(k, &v), ELEMENT_BIT(e));
			assert_int_equal(letter_fill(k, SV(""), &v, &arena, &l, &err), E_USAGE);
			assert_string_equal(err.field, element_key((enum element)e));
			assert_non_null(strstr(err.user, element_label((enum element)e)));
		}
		/* all of them at once: all named, as far as the sentence goes */
		struct letter_values none = { 0 };
		struct letter l;
		struct err err = { 0 };
		assert_int_equal(letter_missing(k, &none), k->required & ~ELEMENTS_BY_LAW);
		assert_int_equal(letter_fill(k, SV(""), &none, &arena, &l, &err), E_USAGE);
		assert_true(utf8_valid(sv_of(err.user)));
	}
}

/** Outcome × kind of organ × day: the whole letter, its paragraph on remedies as law/remedy.h wrote it for that day. */
static void test_every_answer_of_every_organ(void **state)
{
	(void)state;
	static const struct date days[] = { { 2019, 5, 15 }, { 2023, 12, 31 }, { 2024, 1, 1 }, { 2026, 7, 1 } };
	const struct remedy_names names = { .organ = SV("甲县人民政府"), .superior = SV("甲市某局"),
		.court = SV("甲县人民法院"), .link = SV("https://fuyi.example.gov.cn"), .by_internet = true };
	for (size_t i = 0; i < n_outcomes; i++) {
		const struct letter_kind *k = letter_kind_of_key(sv_of(outcomes[i].letter));
		struct letter_values v = values_of(k->required);
		struct remedy_names n = names;
		n.decision = sv_of(k->calls_itself);
		for (int unit = 0; unit < REMEDY_OF__MAX; unit++)
			for (size_t d = 0; d < sizeof days / sizeof *days; d++) {
				struct remedy_advice advice = remedy_advise(outcomes[i].remedy, (enum remedy_unit)unit,
					days[d], &remedy_default_rules);
				assert_int_equal(remedy_text(&advice, &n, &arena, &v.text[ELEMENT_REMEDY], NULL), 0);
				struct sv text = plain_of(k, SV(""), &v);
				bool first = advice.way == REMEDY_WAY_FIRST || advice.way == REMEDY_WAY_SPLIT;
				bool denied = strstr(outcomes[i].key, "denied_") && outcomes[i].remedy != REMEDY_RULE_QUERY;
				bool part = !strcmp(outcomes[i].key, "partially_granted");
				assert_int_equal(first, (denied || part) && days[d].year >= 2024);
				assert_int_equal(sv_has(text, SV("应当在收到之日起60日内先向甲县人民政府")), first);
				assert_int_equal(sv_has(text, SV("或者在收到之日起6个月内")),
					k->calls_itself && (!first || part));
				for (int e = 0; e < ELEMENT__MAX; e++)
					if (k->required & ~ELEMENTS_BY_LAW & ELEMENT_BIT(e))
						assert_true(sv_has(text, v.text[e]));
			}
	}
}

/** A template without one placeholder, or with it only where it may be left out. */
static struct sv change(struct sv text, const char *label, const char *by)
{
	struct str s;
	char place[64];
	snprintf(place, sizeof place, "{%s}", label);
	str_init(&s, &arena, 1 << 20);
	for (size_t at; (at = sv_find(text, sv_of(place))) != SV_NONE; text = sv_from(text, at + strlen(place))) {
		str_add(&s, sv_head(text, at));
		str_addz(&s, by);
	}
	str_add(&s, text);
	return str_sv(&s);
}

static void test_required_elements_cannot_be_removed(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_letter_kinds; i++) {
		const struct letter_kind *k = &letter_kinds[i];
		for (int e = 0; e < ELEMENT__MAX; e++) {
			if (!(k->required & ELEMENT_BIT(e)))
				continue;
			struct err err = { 0 };
			const char *label = element_label((enum element)e);
			struct sv text = change(letter_template(k), label, "某");
			assert_int_equal(letter_check_template(k, text, &err), E_USAGE);
			assert_string_equal(err.field, element_key((enum element)e));
			assert_non_null(strstr(err.user, label));
			struct letter_values v = values_of(k->required);
			struct letter l;
			assert_int_equal(letter_fill(k, text, &v, &arena, &l, NULL), E_USAGE);
			text = sv_fmt(&arena, "%.*s? {%s}\n", SV_ARG(text), label);
			assert_int_equal(letter_check_template(k, text, NULL), E_USAGE);
			text = sv_fmt(&arena, "%.*s{%s}\n", SV_ARG(text), label);
			assert_int_equal(letter_check_template(k, text, &err), 0);
		}
	}
}

static void test_third_parties_never_see_the_applicant(void **state)
{
	(void)state;
	static const char *const secret[] = { "申请人", "申请内容", "申请编号", "收件地址" };
	for (size_t i = 0; i < n_letter_kinds; i++) {
		const struct letter_kind *k = &letter_kinds[i];
		for (size_t s = 0; k->to == LETTER_TO_PARTY && s < 4; s++) {
			struct err err = { 0 };
			struct sv text = sv_fmt(&arena, "%.*s{%s}\n", SV_ARG(letter_template(k)), secret[s]);
			assert_int_equal(letter_check_template(k, text, &err), E_FORMAT);
			assert_non_null(strstr(err.user, secret[s]));
		}
	}
	for (int c = 0; c < CONSULT__MAX; c++)
		assert_int_equal(letter_of_consultation((enum consulted)c)->to, LETTER_TO_PARTY);
	assert_string_equal(letter_of_consultation(CONSULT_CO_AUTHOR)->key, "co_author_consult");
}

static void test_bad_templates(void **state)
{
	(void)state;
	const struct letter_kind *k = letter_kind_of_key(SV("withdrawn"));
	static const struct {
		const char *more, *says;
	} bad[] = { { "{申请入}", "{申请入}" }, { "{申请人", "成对" }, { "申请人}", "成对" },
		{ "}{", "成对" }, { "# 又一个标题", "标题只能有一个" }, { "#标题", "空格" },
		{ "| 甲 | 乙", "|" }, { "? 没有要素", "要素" }, { "?---", "换页" }, { "\x01", "字符" },
		{ "\xFF", "字符" }, { "> ", "" }, { "| 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 |", "栏" } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		struct sv text = sv_fmt(&arena, "%.*s%s\n", SV_ARG(letter_template(k)), bad[i].more);
		assert_int_not_equal(letter_check_template(k, text, &err), 0);
		assert_non_null(strstr(err.user, bad[i].says));
		assert_true(utf8_valid(sv_of(err.user)));
	}
	struct sv no_title = sv_from(letter_template(k), sv_find(letter_template(k), SV("\n")) + 1);
	struct err err = { 0 };
	assert_int_equal(letter_check_template(k, no_title, &err), E_FORMAT);
	assert_non_null(strstr(err.user, "标题"));
}

/** What is filled in stays what it is. */
static void test_values_are_not_templates(void **state)
{
	(void)state;
	const struct letter_kind *k = letter_kind_of_key(SV("not_exist"));
	struct letter_values v = values_of(k->required);
	v.text[ELEMENT_REQUEST] = SV("{理由}\n# 标题\r\n\n> 某机关 | 某某");
	v.text[ELEMENT_SEARCH_SCOPE] = SV("综合档案室。");
	v.text[ELEMENT_SEARCH_METHOD] = SV("按关键词“预算”检索");
	v.text[ELEMENT_DECISION] = SV("决定予以公开"); /* the law says it, nobody else */
	struct letter l;
	assert_int_equal(letter_fill(k, SV(""), &v, &arena, &l, NULL), 0);
	struct sv text = letter_plain(&l, &arena);
	assert_true(sv_has(text, SV("{理由}\n# 标题\n> 某机关 | 某某。")));
	assert_true(sv_has(text, SV("检索范围：综合档案室。检索方法：按关键词“预算”检索。")));
	assert_false(sv_has(text, SV("决定予以公开")));
	int titles = 0, remedies = 0, dates = 0, organs = 0;
	for (size_t i = 0; i < l.n; i++) {
		titles += l.paragraphs[i].part == LETTER_TITLE;
		remedies += l.paragraphs[i].part == LETTER_REMEDY;
		dates += l.paragraphs[i].part == LETTER_DATE;
		organs += l.paragraphs[i].part == LETTER_ORGAN;
	}
	assert_true(titles == 1 && remedies == 1 && dates == 1 && organs == 1);
	v.text[ELEMENT_REQUEST] = SV("\x02");
	struct err err = { 0 };
	assert_int_equal(letter_fill(k, SV(""), &v, &arena, &l, &err), E_FORMAT);
	assert_string_equal(err.field, "request");
	char *big = arena_alloc(&arena, LETTER_VALUE_MAX + 1);
	memset(big, 'x', LETTER_VALUE_MAX + 1);
	v.text[ELEMENT_REQUEST] = (struct sv){ big, LETTER_VALUE_MAX + 1 };
	assert_int_equal(letter_fill(k, SV(""), &v, &arena, &l, &err), E_LIMIT);
}

static void test_own_template(void **state)
{
	(void)state;
	const struct letter_kind *k = letter_kind_of_key(SV("envelope"));
	struct letter_values v = values_of(k->required);
	struct sv text = plain_of(k, SV("{邮政编码}\n{收件地址} {收件人}\n> {机关名称}\n| {机关地址} | {机关邮政编码} |\n"),
		&v);
	struct sv want = sv_fmt(&arena, "Z%dZ\nZ%dZ Z%dZ\nZ%dZ\nZ%dZ\tZ%dZ\n", ELEMENT_POSTCODE,
		ELEMENT_ADDRESS, ELEMENT_RECIPIENT, ELEMENT_ORGAN, ELEMENT_OWN_ADDRESS, ELEMENT_OWN_POSTCODE);
	assert_true(sv_eq(text, want));
}

static void test_fee(void **state)
{
	(void)state;
	struct letter_values v = { 0 };
	struct fee f;
	assert_int_equal(fee_of(FEE_BY_ITEM, 41, &f, NULL), 0);
	assert_int_equal(letter_fee_values(&f, &arena, &v, NULL), 0);
	assert_true(sv_eq(v.text[ELEMENT_FEE_AMOUNT], SV("4300元")));
	assert_true(sv_eq(v.text[ELEMENT_FEE_DETAIL], SV("共41件：第11件至第30件的部分，20件，每件100元，计2000元；"
		"第31件至第40件的部分，10件，每件200元，计2000元；第41件至第50件的部分，1件，每件300元，计300元；合计4300元。")));
	assert_int_equal(fee_of(FEE_BY_PAGE, 201, &f, NULL), 0);
	assert_int_equal(letter_fee_values(&f, &arena, &v, NULL), 0);
	assert_true(sv_has(v.text[ELEMENT_FEE_DETAIL], SV("第201页以上的部分，1页，每页40元，计40元；合计2740元。")));
	assert_int_equal(fee_of(FEE_BY_ITEM, 5000, &f, NULL), 0);
	assert_int_equal(letter_fee_values(&f, &arena, &v, NULL), 0);
	assert_true(sv_has(v.text[ELEMENT_FEE_DETAIL], SV("其余各档")));
	assert_int_equal(fee_of(FEE_BY_ITEM, 10, &f, NULL), 0);
	assert_int_equal(letter_fee_values(&f, &arena, &v, NULL), E_USAGE);
}

/* ---- numbers ------------------------------------------------------------------------------------------ */

static struct sv number_of(const char *pattern, const char *code, int year, int64_t n)
{
	struct sv ret = SV("");
	struct err err = { 0 };
	if (letter_number(sv_of(pattern), sv_of(code), year, n, &arena, &ret, &err))
		fail_msg("%s: %s", pattern, err.user);
	return ret;
}

static void test_numbers(void **state)
{
	(void)state;
	assert_true(sv_eq(number_of(LETTER_NUMBER_PATTERN, "天坛街", 2024, 7), SV("天坛街公复〔2024〕7号")));
	static const char *const patterns[] = { LETTER_NUMBER_PATTERN, "{年}{序}", "{序}{年}",
		"{年}第{序}号-{机关代字}", "沪浦信息公开（{年}）第{序}号-不告" };
	/* two letters of one office never have the same number */
	for (size_t p = 0; p < sizeof patterns / sizeof *patterns; p++) {
		struct sv seen[4 * 40];
		size_t n = 0;
		assert_int_equal(letter_check_number(sv_of(patterns[p]), NULL), 0);
		for (int year = 2022; year < 2026; year++)
			for (int64_t s = 1; s <= 1200; s += 31) {
				struct sv number = number_of(patterns[p], "甲20", year, s);
				for (size_t i = 0; i < n; i++)
					assert_false(sv_eq(seen[i], number));
				seen[n++] = number;
			}
	}
	static const char *const bad[] = { "", "公复", "{年}", "{序}", "{年}{序}{序}", "{年}{年}{序}",
		"{年}{序}{x}", "{年}{序", "{年}{序}}", "{机关代字}{机关代字}{年}{序}", "{年}\n{序}", "{年}\xFF{序}" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };
		struct sv ret;
		assert_int_equal(letter_check_number(sv_of(bad[i]), &err), E_FORMAT);
		assert_true(err.user[0] && utf8_valid(sv_of(err.user)));
		assert_int_equal(letter_number(sv_of(bad[i]), SV("甲"), 2024, 1, &arena, &ret, NULL), E_FORMAT);
	}
	struct sv ret, pattern = SV(LETTER_NUMBER_PATTERN);
	assert_int_equal(letter_number(pattern, SV("　"), 2024, 1, &arena, &ret, NULL), E_USAGE);
	assert_int_equal(letter_number(pattern, SV("{序}"), 2024, 1, &arena, &ret, NULL), E_USAGE);
	assert_int_equal(letter_number(pattern, SV("甲"), 2024, 0, &arena, &ret, NULL), E_USAGE);
	assert_int_equal(letter_number(pattern, SV("甲"), 1, 1, &arena, &ret, NULL), E_USAGE);
	char code[1000];
	memset(code, 'x', sizeof code);
	assert_int_equal(letter_number(pattern, (struct sv){ code, sizeof code }, 2024, 1, &arena, &ret,
		NULL), E_LIMIT);
	assert_true(sv_eq(letter_date((struct date){ 2024, 2, 5 }, &arena), SV("2024年2月5日")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_letter_holds_all),
		cmocka_unit_test(test_every_answer_of_every_organ), cmocka_unit_test(test_optional_lines),
		cmocka_unit_test(test_each_missing_value_is_named),
		cmocka_unit_test(test_required_elements_cannot_be_removed),
		cmocka_unit_test(test_third_parties_never_see_the_applicant),
		cmocka_unit_test(test_bad_templates), cmocka_unit_test(test_values_are_not_templates),
		cmocka_unit_test(test_own_template), cmocka_unit_test(test_fee), cmocka_unit_test(test_numbers),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
