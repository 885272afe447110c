#include "law/outcome.h"

#define NEED(e) ELEMENT_BIT(ELEMENT_##e)
#define WHY true, NEED(REASON)
#define PLAIN false, 0

const struct outcome outcomes[] = {
	{ "granted", "予以公开", "条例第36条第2项", REPLY_GRANTED, APP_GRANTED, "grant",
		PLAIN | NEED(GIVEN) | NEED(MEANS), REMEDY_RULE_OTHER },
	{ "already_public", "已主动公开", "条例第36条第1项", REPLY_ALREADY_PUBLIC, APP_GRANTED,
		"already_public", PLAIN | NEED(MEANS) | NEED(SOURCE), REMEDY_RULE_OTHER },
	{ "partially_granted", "部分公开", "条例第37条", REPLY_OUTSIDE, APP_PARTIALLY_GRANTED, "partial",
		WHY | NEED(GIVEN) | NEED(MEANS) | NEED(WITHHELD) | NEED(WITHHELD_BASIS),
		REMEDY_RULE_PARTIAL },
	{ "denied_state_secret", "不予公开（国家秘密）", "条例第14条", REPLY_DENIED,
		APP_DENIED_STATE_SECRET, "deny_state_secret", WHY, REMEDY_RULE_REFUSAL },
	{ "denied_law_prohibited", "不予公开（法律、行政法规禁止公开）", "条例第14条", REPLY_DENIED,
		APP_DENIED_LAW_PROHIBITED, "deny_law_prohibited", WHY | NEED(LAW), REMEDY_RULE_REFUSAL },
	{ "denied_three_safeties", "不予公开（危及“三安全一稳定”）", "条例第14条", REPLY_DENIED,
		APP_DENIED_THREE_SAFETIES, "deny_three_safeties", WHY, REMEDY_RULE_REFUSAL },
	{ "denied_third_party", "不予公开（保护第三方合法权益）", "条例第15条", REPLY_DENIED,
		APP_DENIED_THIRD_PARTY, "deny_third_party", WHY, REMEDY_RULE_REFUSAL },
	{ "denied_internal_affairs", "不予公开（内部事务信息）", "条例第16条第1款", REPLY_DENIED,
		APP_DENIED_INTERNAL_AFFAIRS, "deny_internal_affairs", WHY, REMEDY_RULE_REFUSAL },
	{ "denied_process_info", "不予公开（过程性信息）", "条例第16条第2款", REPLY_DENIED,
		APP_DENIED_PROCESS_INFO, "deny_process_info", WHY, REMEDY_RULE_REFUSAL },
	{ "denied_enforcement_file", "不予公开（行政执法案卷）", "条例第16条第2款", REPLY_DENIED,
		APP_DENIED_ENFORCEMENT_FILE, "deny_enforcement_file", WHY, REMEDY_RULE_REFUSAL },
	{ "denied_admin_query", "行政查询事项", "条例第36条第7项", REPLY_SPECIAL_LAW,
		APP_DENIED_ADMIN_QUERY, "special_law", PLAIN | NEED(LAW) | NEED(HANDLED_AT),
		REMEDY_RULE_QUERY },
	{ "not_exist", "信息不存在", "条例第36条第4项", REPLY_NOT_EXIST, APP_UNABLE_NOT_HELD, "not_exist",
		PLAIN | NEED(SEARCH_SCOPE) | NEED(SEARCH_METHOD), REMEDY_RULE_OTHER },
	{ "not_ours", "不属于本机关负责公开", "条例第36条第5项", REPLY_NOT_OURS, APP_UNABLE_NOT_HELD,
		"not_ours", WHY, REMEDY_RULE_OTHER },
	{ "needs_creation", "没有现成信息，需要另行制作", "条例第38条", REPLY_OUTSIDE,
		APP_UNABLE_NEEDS_CREATION, "needs_creation", WHY, REMEDY_RULE_OTHER },
	{ "still_unclear", "补正后申请内容仍不明确", "条例第30条", REPLY_OUTSIDE,
		APP_UNABLE_STILL_UNCLEAR, "still_unclear", WHY, REMEDY_RULE_OTHER },
	{ "petition", "信访、投诉、举报类申请", "条例第39条第1款", REPLY_OUTSIDE,
		APP_NOT_PROCESSED_PETITION, "petition", PLAIN | NEED(PROPER_CHANNEL), REMEDY_RULE_OTHER },
	{ "repeat", "重复申请", "条例第36条第6项", REPLY_REPEAT, APP_NOT_PROCESSED_REPEAT, "repeat",
		PLAIN | NEED(EARLIER_NUMBER) | NEED(EARLIER_DATE), REMEDY_RULE_OTHER },
	{ "publication", "要求提供公开出版物", "条例第39条第2款", REPLY_OUTSIDE,
		APP_NOT_PROCESSED_PUBLICATION, "publication", PLAIN | NEED(SOURCE), REMEDY_RULE_OTHER },
	{ "excessive", "无正当理由大量反复申请", "条例第35条", REPLY_OUTSIDE,
		APP_NOT_PROCESSED_EXCESSIVE, "excessive", WHY, REMEDY_RULE_OTHER },
	{ "reconfirm", "要求确认或者重新出具已获取信息", "条例第2条", REPLY_OUTSIDE,
		APP_NOT_PROCESSED_RECONFIRM, "reconfirm", WHY, REMEDY_RULE_OTHER },
	{ "correction_overdue", "逾期不补正，不再处理", "条例第30条", REPLY_OUTSIDE,
		APP_OTHER_CORRECTION_OVERDUE, "closed_no_correction",
		PLAIN | NEED(EARLIER_NUMBER) | NEED(EARLIER_DATE) | NEED(LIMIT), REMEDY_RULE_OTHER },
	{ "fee_unpaid", "逾期不缴费，不再处理", "国办函〔2020〕109号", REPLY_OUTSIDE,
		APP_OTHER_FEE_UNPAID, "closed_unpaid",
		PLAIN | NEED(EARLIER_NUMBER) | NEED(EARLIER_DATE) | NEED(FEE_AMOUNT) | NEED(LIMIT),
		REMEDY_RULE_OTHER },
	{ "withdrawn", "申请人撤回申请", "报告格式“其他处理”的“其他”", REPLY_OUTSIDE, APP_OTHER_MISC,
		"withdrawn", PLAIN, REMEDY_RULE_NONE },
	{ "not_government_info", "不属于政府信息", "条例第2条", REPLY_OUTSIDE, APP_OTHER_MISC,
		"not_government_info", WHY, REMEDY_RULE_OTHER },
};
const size_t n_outcomes = sizeof outcomes / sizeof *outcomes;

const struct outcome *outcome_of_key(struct sv key)
{
	for (size_t i = 0; i < n_outcomes; i++)
		if (sv_eq(sv_of(outcomes[i].key), key))
			return &outcomes[i];
	return NULL;
}

enum app_row outcome_row(const struct outcome *o, enum form_layout layout)
{
	int row = o->row;
	bool is_other = row >= APP_OTHER_FIRST && row <= APP_OTHER_LAST;
	return layout == FORM_2019 && is_other ? APP_OTHER_HANDLING : o->row;
}

const char *reply_type_label(enum reply_type t)
{
	static const char *const labels[REPLY__MAX] = {
		[REPLY_OUTSIDE] = "条例第36条以外的处理",
		[REPLY_ALREADY_PUBLIC] = "已主动公开，告知方式、途径",
		[REPLY_GRANTED] = "可以公开，提供或者告知方式、途径和时间",
		[REPLY_DENIED] = "不予公开，说明理由",
		[REPLY_NOT_EXIST] = "信息不存在",
		[REPLY_NOT_OURS] = "不属于本机关负责公开",
		[REPLY_REPEAT] = "不予重复处理",
		[REPLY_SPECIAL_LAW] = "依照有关法律、行政法规的规定办理",
	};
	return labels[t];
}

/* ---- what stands in the way ---------------------------------------------------------------------- */

struct lacks {
	const struct outcome *o;
	const struct outcome_facts *f;
	struct outcome_lack *list;
	size_t n;
};

static void add(struct lacks *l, const char *key, const char *why, const char *article)
{
	if (l->n < OUTCOME_LACKS_MAX)
		l->list[l->n++] = (struct outcome_lack){ key, why, article, false };
}

static void add_element(struct lacks *l, enum element e, const char *article)
{
	if (l->n < OUTCOME_LACKS_MAX)
		l->list[l->n++] = (struct outcome_lack){ element_key(e), element_ask(e), article, true };
}

static bool is_given(const struct lacks *l, enum element e)
{
	return l->f->given & ELEMENT_BIT(e);
}

static bool is(const struct lacks *l, enum app_row row)
{
	return l->o->row == row;
}

/** While the applicant has to act, nothing is answered but what ends that. */
static void check_applicant(struct lacks *l)
{
	const struct outcome_facts *f = l->f;
	bool to_correct = f->correction_asked && !f->correction_received && !f->correction_lapsed;
	bool to_pay = f->fee_asked && !f->fee_paid && !f->fee_lapsed;
	if (is(l, APP_OTHER_CORRECTION_OVERDUE)) {
		if (!f->correction_asked)
			add(l, "correction_asked", "没有告知过补正，不能按逾期不补正处理。", "条例第30条");
		else if (f->correction_received)
			add(l, "correction_received", "申请人已经补正，不能按逾期不补正处理。", "条例第30条");
		else if (!f->correction_lapsed)
			add(l, "correction_lapsed", "补正期限还没有过，不能按逾期不补正处理。", "条例第30条");
	} else if (to_correct && !f->withdrawn) {
		add(l, "correction_received", "正在等申请人补正，请等补正或者逾期以后再处理。",
			"条例第30条");
	}
	if (is(l, APP_OTHER_FEE_UNPAID)) {
		if (!f->fee_asked)
			add(l, "fee_asked", "没有发过收费通知，不能按逾期不缴费处理。", "国办函〔2020〕109号");
		else if (f->fee_paid)
			add(l, "fee_paid", "申请人已经缴费，不能按逾期不缴费处理。", "国办函〔2020〕109号");
		else if (!f->fee_lapsed)
			add(l, "fee_lapsed", "缴费期限还没有过，不能按逾期不缴费处理。", "国办函〔2020〕109号");
	} else if (to_pay && !f->withdrawn) {
		add(l, "fee_paid", "正在等申请人缴费，请等缴费或者逾期以后再处理。",
			"国办函〔2020〕109号");
	}
}

static void check_third_parties(struct lacks *l)
{
	const struct outcome_facts *f = l->f;
	int asked = f->agreed + f->objected + f->partly + f->silent;
	if (f->waiting && !f->withdrawn)
		add(l, "waiting", "正在征求第三方意见，收到意见（或者15个工作日期满）以后再决定。",
			"条例第32条");
	if (f->others_waiting && !f->withdrawn)
		add(l, "others_waiting", "正在征求其他机关的意见，收到意见（或者期满）以后再决定。",
			"条例第34条");
	if (is(l, APP_DENIED_THIRD_PARTY)) {
		if (asked && f->agreed == asked)
			add(l, "agreed", "第三方都同意公开，不能以损害第三方权益为由不予公开。", "条例第15条");
		if (!asked && !f->waiting && !is_given(l, ELEMENT_UNASKED_REASON))
			add_element(l, ELEMENT_UNASKED_REASON, "条例第32条");
	}
	if (l->o->reply == REPLY_GRANTED && f->objected + f->partly) {
		if (!is_given(l, ELEMENT_PUBLIC_INTEREST))
			add_element(l, ELEMENT_PUBLIC_INTEREST, "条例第32条");
		if (!f->third_party_told)
			add(l, "third_party_told",
				"第三方不同意公开，要公开的，应当把决定公开的内容和理由书面告知第三方。", "条例第32条");
	}
}

static void check_way(struct lacks *l)
{
	const struct outcome_facts *f = l->f;
	if (is(l, APP_UNABLE_STILL_UNCLEAR) && !f->correction_asked)
		add(l, "correction_asked", "没有告知过补正，不能答复“补正后仍不明确”；请先一次性告知补正。",
			"条例第30条");
	if (is(l, APP_NOT_PROCESSED_EXCESSIVE)) {
		if (!f->reason_asked)
			add(l, "reason_asked", "没有要求申请人说明理由，不能按大量反复申请不予处理。",
				"条例第35条");
		else if (!f->reason_given && !f->reason_lapsed)
			add(l, "reason_given", "申请人说明理由的期限还没有过，请收到理由或者逾期以后再处理。",
				"条例第35条");
	}
	if (is(l, APP_OTHER_MISC) && l->o->remedy == REMEDY_RULE_NONE && !f->withdrawn)
		add(l, "withdrawn", "申请人没有撤回申请。", "报告格式“其他处理”的“其他”");
	if (f->withdrawn && l->o->remedy != REMEDY_RULE_NONE)
		add(l, "withdrawn", "申请人已经撤回申请，不再作其他答复。", "报告格式“其他处理”的“其他”");
}

static void check_elements(struct lacks *l)
{
	for (int e = 0; e < ELEMENT__MAX; e++)
		if (l->o->needs & ELEMENT_BIT(e) && !is_given(l, (enum element)e))
			add_element(l, (enum element)e, l->o->article);
	/* who can be named is named with the way to reach him */
	if (is_given(l, ELEMENT_RIGHT_ORGAN) && !is_given(l, ELEMENT_RIGHT_CONTACT)
		&& l->o->reply == REPLY_NOT_OURS)
		add_element(l, ELEMENT_RIGHT_CONTACT, l->o->article);
	if (is_given(l, ELEMENT_RIGHT_CONTACT) && !is_given(l, ELEMENT_RIGHT_ORGAN)
		&& l->o->reply == REPLY_NOT_OURS)
		add_element(l, ELEMENT_RIGHT_ORGAN, l->o->article);
}

size_t outcome_may(const struct outcome *o, const struct outcome_facts *facts,
	struct outcome_lack ret[static OUTCOME_LACKS_MAX])
{
	struct lacks l = { o, facts, ret, 0 };
	check_applicant(&l);
	check_third_parties(&l);
	check_way(&l);
	check_elements(&l);
	return l.n;
}

const char *outcome_further_letter(const struct outcome *o, const struct outcome_facts *facts)
{
	bool against = facts->objected + facts->partly > 0;
	return o->reply == REPLY_GRANTED && against ? "third_party_disclose_notice" : NULL;
}
