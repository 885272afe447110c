/* privacy: numbers that identify a person have no place in a published report. */
#include "base/str.h"
#include "report/quote.h"
#include "report/rules_int.h"
#include "text/identifiers.h"

enum { CLAUSE_MAX = 90 /* bytes looked at in front of a number */, AROUND = 45 };

/** What stands in front of a number within its clause. */
static struct sv clause_before(struct sv text, size_t at)
{
	static const struct sv ends[] = { SV_INIT("。"), SV_INIT("；"), SV_INIT(";"), SV_INIT("！") };
	size_t from = at > CLAUSE_MAX ? at - CLAUSE_MAX : 0;
	while (from < at && ((unsigned char)text.p[from] & 0xC0) == 0x80)
		from++;
	struct sv s = { text.p + from, at - from };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t hit = sv_find_last(s, ends[i]);
		if (hit != SV_NONE)
			s = sv_from(s, hit + ends[i].n);
	}
	return s;
}

static bool has_any(struct sv s, const char *const *words)
{
	for (; *words; words++)
		if (sv_has(s, sv_of(*words)))
			return true;
	return false;
}

/** The telephone an office publishes for itself. */
static bool is_published_contact(struct sv before)
{
	static const char *const office[] = { "联系电话", "电话", "传真", "咨询", "监督", "热线",
		"举报", "联系方式", "電話", "傳真", NULL };
	static const char *const person[] = { "申请人", "当事人", "本人", "村民", "居民", "身份证",
		"先生", "女士", NULL };
	return has_any(before, office) && !has_any(before, person);
}

/** A few words around the number, cut between characters, the number masked. */
static struct sv quote_around(struct arena *a, struct sv text, struct identifier id)
{
	size_t from = id.from > AROUND ? id.from - AROUND : 0, to = id.to + AROUND;
	while (from < id.from && ((unsigned char)text.p[from] & 0xC0) == 0x80)
		from++;
	to = to < text.n ? to : text.n;
	while (to > id.to && to < text.n && ((unsigned char)text.p[to] & 0xC0) == 0x80)
		to--;
	/* A second number must not be cut in two, for then it would not be masked. */
	struct sv before = { text.p + from, id.from - from }, behind = { text.p + id.to, to - id.to };
	while (before.n && before.p[0] >= '0' && before.p[0] <= '9')
		before = sv_from(before, 1);
	while (behind.n && behind.p[behind.n - 1] >= '0' && behind.p[behind.n - 1] <= '9')
		behind.n--;
	char buf[IDENTIFIER_MASK_MAX];
	return quote_short(a, sv_fmt(a, "%.*s%.*s%.*s", SV_ARG(quote_masked(a, before)),
		SV_ARG(identifier_mask(text, id, buf)), SV_ARG(quote_masked(a, behind))));
}

static void check_text(struct sv text, const char *section,
	const struct doc_place *at, struct findings *list)
{
	static const char *const card_words[] = { "卡号", "账号", "帐号", "账户", "帐户", "银行卡",
		"開戶", "开户", "賬號", NULL };
	static const char *const names[IDENTIFIER__MAX] = { "公民身份号码", "公民身份号码（15位）",
		"手机号码", "银行卡号", "" };
	struct identifier id;
	for (size_t i = 0; identifier_next(text, &i, &id);) {
		struct sv before = clause_before(text, id.from);
		if (id.kind == IDENTIFIER_CREDIT_CODE ||
		    (id.kind == IDENTIFIER_MOBILE && is_published_contact(before)))
			continue;
		bool error = id.kind == IDENTIFIER_CITIZEN ||
			     (id.kind == IDENTIFIER_BANK_CARD && has_any(before, card_words));
		char buf[IDENTIFIER_MASK_MAX];
		struct finding f = { .rule = RULE_PRIVACY, .cell = -1, .section = section, .at = *at,
			.severity = error ? SEVERITY_ERROR : SEVERITY_WARNING };
		f.found = sv_dup(list->arena, identifier_mask(text, id, buf));
		f.quote = quote_around(list->arena, text, id);
		f.message = sv_fmt(list->arena, "正文中有疑似%s“%.*s”，%s。", names[id.kind],
			SV_ARG(f.found), error ? "公开前应当删除或者去标识化处理" :
			"请核实是否为个人信息，如是应当删除");
		findings_add(list, f);
	}
}

void report_check_privacy(const struct report *r, struct findings *list)
{
	check_text(r->preamble, NULL, &r->title_at, list);
	for (int i = 0; i < SECTION__MAX; i++)
		if (r->sections[i].present)
			check_text(r->sections[i].text, form_section_key((enum form_section)i),
				&r->sections[i].at, list);
}
