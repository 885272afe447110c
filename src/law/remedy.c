#include "law/remedy.h"

#include <stdio.h>

#define REGULATION "《中华人民共和国政府信息公开条例》"
#define NEW_ACT "《中华人民共和国行政复议法》（2023年修订）"
#define OLD_ACT "《中华人民共和国行政复议法》（2017年修正）"
#define LITIGATION "《中华人民共和国行政诉讼法》"
#define COURT_2025 "法释〔2025〕8号"

const struct remedy_rules remedy_default_rules = { .first_since = { 2024, 1, 1 },
	.partial_first = true, .reconsider_days = 60, .litigate_months = 6, .after_days = 15 };

/** Who hears it: since 2024 (art. 24), before (art. 12, 13, 15 of 2017). */
static const struct {
	const char *organ, *article, *article_before;
} organs[REMEDY_OF__MAX] = {
	[REMEDY_OF_GOVERNMENT] = { "上一级人民政府", NEW_ACT "第二十四条第一款第二项",
		OLD_ACT "第十三条" },
	[REMEDY_OF_DEPARTMENT] = { "本级人民政府", NEW_ACT "第二十四条第一款第一项",
		OLD_ACT "第十二条" },
	[REMEDY_OF_TOWN] = { "上一级（县级）人民政府", NEW_ACT "第二十四条第一款第二项",
		OLD_ACT "第十三条" },
	[REMEDY_OF_STREET] = { "设立该街道办事处的区（县）人民政府",
		NEW_ACT "第二十四条第一款第三项", OLD_ACT "第十五条第一款第一项" },
	[REMEDY_OF_OTHER] = { "管理该组织的本级人民政府", NEW_ACT "第二十四条第一款第四项",
		OLD_ACT "第十五条第一款第三项" },
};

/** Why this way. */
struct ground {
	enum remedy_way way;
	bool settled;
	const char *why, *article;
};

static const struct ground step = { REMEDY_WAY_NONE, true,
	"这是办理过程中的程序性告知，对它不能单独申请行政复议或者提起行政诉讼，所以不写救济告知。",
	COURT_2025 };
static const struct ground before = { REMEDY_WAY_FREE, true,
	"2024年1月1日以前作出的决定，可以在行政复议和行政诉讼中选择。",
	OLD_ACT "第九条；" LITIGATION "第四十四条" };
static const struct ground refusal = { REMEDY_WAY_FIRST, true,
	"依据条例第十四条、第十五条、第十六条不予公开，应当先申请行政复议，并且应当在作出决定时告知。",
	NEW_ACT "第二十三条第一款第四项、第二款；" COURT_2025 "第一条" };
static const struct ground part_first = { REMEDY_WAY_SPLIT, false,
	"不予公开的部分按不予公开对待，应当先申请行政复议；其他部分可以选择。",
	NEW_ACT "第二十三条第一款第四项；国办函〔2021〕132号；由此推得，本系统可设置" };
static const struct ground part_free = { REMEDY_WAY_FREE, false,
	"按本机关的设置，部分公开不按复议前置告知。", LITIGATION "第四十四条（本系统可设置）" };
static const struct ground query_first = { REMEDY_WAY_FIRST, false,
	"按本机关的设置，行政查询事项按不予公开对待，应当先申请行政复议。",
	NEW_ACT "第二十三条第一款第四项（是否适用没有定论，本系统可设置）" };
static const struct ground query_free = { REMEDY_WAY_FREE, false,
	"行政查询事项不是依据条例第十四条至第十六条不予公开，可以选择；是否前置没有定论。",
	LITIGATION "第四十四条；" COURT_2025 "第一条（本系统可设置）" };
static const struct ground silence_first = { REMEDY_WAY_FIRST, false,
	"按本机关的设置，逾期不答复按未履行法定职责对待，应当先申请行政复议。",
	NEW_ACT "第二十三条第一款第三项（是否适用没有定论，本系统可设置）" };
static const struct ground silence_free = { REMEDY_WAY_FREE, false,
	"逾期不答复的，可以申请行政复议或者提起行政诉讼；是否前置没有定论。",
	COURT_2025 "第二条（本系统可设置）" };
static const struct ground other = { REMEDY_WAY_FREE, true,
	"不是依据条例第十四条、第十五条、第十六条不予公开，可以在行政复议和行政诉讼中选择。",
	REGULATION "第五十一条；" LITIGATION "第四十四条；" COURT_2025 "第一条" };

static const struct ground *ground_of(enum remedy_rule rule, bool first_holds,
	const struct remedy_rules *rules)
{
	if (rule == REMEDY_RULE_NONE)
		return &step;
	if (!first_holds)
		return &before;
	switch (rule) {
	case REMEDY_RULE_REFUSAL:
		return &refusal;
	case REMEDY_RULE_PARTIAL:
		return rules->partial_first ? &part_first : &part_free;
	case REMEDY_RULE_QUERY:
		return rules->query_first ? &query_first : &query_free;
	case REMEDY_RULE_SILENCE:
		return rules->silence_first ? &silence_first : &silence_free;
	default:
		return &other;
	}
}

struct remedy_advice remedy_advise(enum remedy_rule rule, enum remedy_unit unit, struct date day,
	const struct remedy_rules *rules)
{
	bool since = date_to_day(day) >= date_to_day(rules->first_since);
	const struct ground *g = ground_of(rule, since, rules);
	bool any = g->way != REMEDY_WAY_NONE;
	return (struct remedy_advice){ .way = g->way, .organ = any ? organs[unit].organ : NULL,
		.organ_article = any ? since ? organs[unit].article : organs[unit].article_before : NULL,
		.superior_too = any && !since && unit == REMEDY_OF_DEPARTMENT,
		.link_needed = any && since, .reconsider_days = rules->reconsider_days,
		.litigate_months = rules->litigate_months, .after_days = rules->after_days,
		.why = g->why, .article = g->article, .settled = g->settled };
}

static int lacks(struct err *err, const char *field, const char *what)
{
	err_set(err, E_USAGE, "救济告知缺少%s，请在本机关设置中填写后再生成文书。", what);
	if (err)
		snprintf(err->field, sizeof err->field, "%s", field);
	return E_USAGE;
}

/** To whom: one organ, or two to choose from. */
static void add_organ(struct str *s, const struct remedy_advice *advice,
	const struct remedy_names *names)
{
	str_addf(s, "向%.*s", SV_ARG(names->organ));
	if (advice->superior_too)
		str_addf(s, "或者%.*s", SV_ARG(names->superior));
	str_addz(s, "申请行政复议");
}

static void add_first(struct str *s, const struct remedy_advice *advice,
	const struct remedy_names *names)
{
	str_addf(s, "应当在收到之日起%d日内先", advice->reconsider_days);
	add_organ(s, advice, names);
	str_addf(s, "；对行政复议决定不服的，可以自收到行政复议决定书之日起%d日内向%.*s提起行政诉讼",
		advice->after_days, SV_ARG(names->court));
}

static void add_free(struct str *s, const struct remedy_advice *advice,
	const struct remedy_names *names)
{
	str_addf(s, "可以在收到之日起%d日内", advice->reconsider_days);
	add_organ(s, advice, names);
	str_addf(s, "，或者在收到之日起%d个月内向%.*s提起行政诉讼", advice->litigate_months,
		SV_ARG(names->court));
}

static void add_ways(struct str *s, const struct remedy_advice *advice,
	const struct remedy_names *names)
{
	struct sv decision = names->decision.n ? names->decision : SV("本答复");
	str_addf(s, "如对%.*s", SV_ARG(decision));
	if (advice->way == REMEDY_WAY_SPLIT) {
		str_addz(s, "中不予公开的部分不服，");
		add_first(s, advice, names);
		str_addz(s, "。如对其他内容不服，");
		add_free(s, advice, names);
	} else {
		str_addz(s, "不服，");
		if (advice->way == REMEDY_WAY_FIRST)
			add_first(s, advice, names);
		else
			add_free(s, advice, names);
	}
	str_addz(s, "。");
	if (names->link.n && advice->link_needed)
		str_addf(s, "行政复议申请书可以通过互联网渠道（%.*s）提交。", SV_ARG(names->link));
}

int remedy_text(const struct remedy_advice *advice, const struct remedy_names *names,
	struct arena *a, struct sv *ret, struct err *err)
{
	struct str s;
	*ret = SV("");
	if (advice->way == REMEDY_WAY_NONE)
		return 0;
	if (!names->organ.n)
		return lacks(err, "organ", "行政复议机关的名称");
	if (advice->superior_too && !names->superior.n)
		return lacks(err, "superior", "上一级主管部门的名称");
	if (!names->court.n)
		return lacks(err, "court", "人民法院的名称");
	if (advice->link_needed && names->by_internet && !names->link.n)
		return lacks(err, "link", "提交行政复议申请书的互联网渠道（行政复议法第二十二条第二款）");
	str_init(&s, a, 4096);
	add_ways(&s, advice, names);
	if (!str_ok(&s))
		return a->failed ? err_set(err, E_NOMEM, "内存不足，文书没有生成，请稍后再试。")
			: err_set(err, E_LIMIT, "行政复议机关、人民法院的名称太长，请改短。");
	*ret = str_sv(&s);
	return 0;
}

static const struct {
	const char *key, *label;
} ways[REMEDY_WAY__MAX] = {
	[REMEDY_WAY_NONE] = { "none", "不写救济告知" },
	[REMEDY_WAY_FREE] = { "free_choice", "复议、诉讼可选" },
	[REMEDY_WAY_FIRST] = { "reconsideration_first", "复议前置" },
	[REMEDY_WAY_SPLIT] = { "split", "不予公开部分复议前置" },
};

const char *remedy_way_key(enum remedy_way w)
{
	return ways[w].key;
}

const char *remedy_way_label(enum remedy_way w)
{
	return ways[w].label;
}
