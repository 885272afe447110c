#include "report/label.h"

#include "base/utf8.h"

struct pattern {
	enum label_kind kind;
	int index;
	struct sv text;    /* folded: half width brackets, no spaces */
	bool variant;
	char ordinal;      /* must be preceded by this number, as in "3.其他"; 0 = no need */
};

#define ROW(row, words) { LABEL_APP_ROW, row, SV_INIT(words), false, 0 }
#define ROW_VARIANT(row, words) { LABEL_APP_ROW, row, SV_INIT(words), true, 0 }
#define COLUMN(column, words) { LABEL_APP_COLUMN, column, SV_INIT(words), false, 0 }
#define GROUP(words) { LABEL_APP_GROUP, 0, SV_INIT(words), false, 0 }
#define CORNER(words) { LABEL_APP_CORNER, 0, SV_INIT(words), false, 0 }
#define CAPTION(table, words) { LABEL_CAPTION, table, SV_INIT(words), false, 0 }
#define ART_ROW(first, words) { LABEL_ART_ROW, first, SV_INIT(words), false, 0 }
#define ART_COLUMN(column, words) { LABEL_ART_COLUMN, column, SV_INIT(words), false, 0 }
#define REVIEW_GROUP(group, words) { LABEL_REVIEW_GROUP, group, SV_INIT(words), false, 0 }
#define REVIEW_COLUMN(i, words) { LABEL_REVIEW_COLUMN, i, SV_INIT(words), false, 0 }

/** First cells of the rows of the 第二十条 tables (see form.c). */
enum {
	FIRST_RULES = 0, FIRST_NORMATIVE = 6, FIRST_LICENSE = 12, FIRST_OTHER_SERVICES = 15,
	FIRST_PENALTY = 18, FIRST_COERCION = 21, FIRST_FEE = 24, FIRST_PROCUREMENT = 27
};

static const struct pattern patterns[] = {
	ROW(APP_NEW_RECEIVED, "本年新收政府信息公开申请数量"),
	ROW(APP_NEW_RECEIVED, "本年新收政府信息公开申请"),
	ROW(APP_NEW_RECEIVED, "本年新收"),
	ROW(APP_CARRIED_IN, "上年结转政府信息公开申请数量"),
	ROW(APP_CARRIED_IN, "上年结转政府信息公开申请"),
	ROW(APP_CARRIED_IN, "上年结转"),
	ROW(APP_CARRIED_IN, "上年度结转"),
	GROUP("本年度办理结果"),
	ROW(APP_GRANTED, "予以公开"),
	ROW(APP_PARTIALLY_GRANTED, "部分公开"),
	GROUP("区分处理的"),
	GROUP("不予公开"),
	ROW(APP_DENIED_STATE_SECRET, "属于国家秘密"),
	ROW(APP_DENIED_LAW_PROHIBITED, "其他法律行政法规禁止公开"),
	ROW_VARIANT(APP_DENIED_LAW_PROHIBITED, "其他法律法规禁止公开"),
	ROW_VARIANT(APP_DENIED_LAW_PROHIBITED, "其他法律行政止公开"),
	ROW_VARIANT(APP_DENIED_LAW_PROHIBITED, "其他法律、行政法规禁止公开"),
	ROW(APP_DENIED_LAW_PROHIBITED, "其他法律"),
	ROW(APP_DENIED_THREE_SAFETIES, "危及\"三安全一稳定\""),
	ROW(APP_DENIED_THREE_SAFETIES, "危及\"三安全"),
	ROW(APP_DENIED_THREE_SAFETIES, "危及三安全"),
	ROW(APP_DENIED_THREE_SAFETIES, "三安全一稳定"),
	ROW(APP_DENIED_THIRD_PARTY, "保护第三方合法权益"),
	ROW(APP_DENIED_THIRD_PARTY, "保护第三方"),
	ROW(APP_DENIED_INTERNAL_AFFAIRS, "属于三类内部事务信息"),
	ROW(APP_DENIED_INTERNAL_AFFAIRS, "属于三类内部"),
	ROW(APP_DENIED_INTERNAL_AFFAIRS, "三类内部事务"),
	ROW_VARIANT(APP_DENIED_INTERNAL_AFFAIRS, "属于内部事务"),
	ROW(APP_DENIED_PROCESS_INFO, "属于四类过程性信息"),
	ROW(APP_DENIED_PROCESS_INFO, "属于四类过程"),
	ROW(APP_DENIED_PROCESS_INFO, "四类过程性"),
	ROW_VARIANT(APP_DENIED_PROCESS_INFO, "属于过程性信息"),
	ROW(APP_DENIED_ENFORCEMENT_FILE, "属于行政执法案卷"),
	ROW(APP_DENIED_ENFORCEMENT_FILE, "行政执法案卷"),
	ROW(APP_DENIED_ADMIN_QUERY, "属于行政查询事项"),
	ROW(APP_DENIED_ADMIN_QUERY, "行政查询事项"),
	GROUP("无法提供"),
	ROW(APP_UNABLE_NOT_HELD, "本机关不掌握相关政府信息"),
	ROW(APP_UNABLE_NOT_HELD, "本机关不掌握"),
	ROW(APP_UNABLE_NEEDS_CREATION, "没有现成信息需要另行制作"),
	ROW(APP_UNABLE_NEEDS_CREATION, "没有现成信息"),
	ROW(APP_UNABLE_STILL_UNCLEAR, "补正后申请内容仍不明确"),
	ROW(APP_UNABLE_STILL_UNCLEAR, "补正后申请内容"),
	GROUP("不予处理"),
	ROW(APP_NOT_PROCESSED_PETITION, "信访举报投诉类申请"),
	ROW(APP_NOT_PROCESSED_PETITION, "信访举报投诉"),
	ROW(APP_NOT_PROCESSED_PETITION, "信访、举报、投诉"),
	ROW(APP_NOT_PROCESSED_REPEAT, "重复申请"),
	ROW(APP_NOT_PROCESSED_PUBLICATION, "要求提供公开出版物"),
	ROW(APP_NOT_PROCESSED_PUBLICATION, "要求提供公开"),
	ROW(APP_NOT_PROCESSED_EXCESSIVE, "无正当理由大量反复申请"),
	ROW(APP_NOT_PROCESSED_EXCESSIVE, "无正当理由大量反复"),
	ROW(APP_NOT_PROCESSED_RECONFIRM, "要求行政机关确认或重新出具已获取信息"),
	ROW(APP_NOT_PROCESSED_RECONFIRM, "要求行政机关确认"),
	ROW(APP_OTHER_HANDLING, "其他处理"),
	ROW(APP_OTHER_CORRECTION_OVERDUE, "申请人无正当理由逾期不补正"),
	ROW(APP_OTHER_CORRECTION_OVERDUE, "无正当理由逾期不"),
	ROW(APP_OTHER_CORRECTION_OVERDUE, "申请人无正当理由逾期"),
	ROW(APP_OTHER_FEE_UNPAID, "申请人逾期未按收费通知"),
	ROW(APP_OTHER_FEE_UNPAID, "逾期未按收费通知"),
	{ LABEL_APP_ROW, APP_OTHER_MISC, SV_INIT("其他"), false, '3' },
	ROW(APP_RESULTS_TOTAL, "七)总计"),
	ROW(APP_RESULTS_TOTAL, "七)合计"),
	ROW(APP_RESULTS_TOTAL, "七、总计"),
	ROW(APP_CARRIED_OUT, "结转下年度继续办理"),
	ROW(APP_CARRIED_OUT, "结转下年度"),
	ROW(APP_CARRIED_OUT, "结转下一年度"),
	ROW(APP_CARRIED_OUT, "结转下年"),

	COLUMN(APP_NATURAL_PERSON, "自然人"),
	COLUMN(APP_ORG_COMMERCIAL, "商业企业"),
	COLUMN(APP_ORG_RESEARCH, "科研机构"),
	COLUMN(APP_ORG_PUBLIC_WELFARE, "社会公益组织"),
	{ LABEL_APP_COLUMN, APP_ORG_PUBLIC_WELFARE, SV_INIT("社会组织"), true, 0 },
	{ LABEL_APP_COLUMN, APP_ORG_PUBLIC_WELFARE, SV_INIT("公益组织"), true, 0 },
	COLUMN(APP_ORG_LEGAL_SERVICE, "法律服务机构"),
	COLUMN(APP_ORG_OTHER, "其他"),
	COLUMN(APP_TOTAL, "总计"),
	COLUMN(APP_TOTAL, "合计"),
	CORNER("本列数据的勾稽关系为"),
	CORNER("本列数据的钩稽关系为"),
	CORNER("申请人情况"),
	CORNER("法人或其他组织"),
	CORNER("法人或者其他组织"),

	CAPTION(TABLE_ART20_1, "第二十条第(一)项"),
	CAPTION(TABLE_ART20_5, "第二十条第(五)项"),
	CAPTION(TABLE_ART20_6, "第二十条第(六)项"),
	CAPTION(TABLE_ART20_8, "第二十条第(八)项"),
	CAPTION(TABLE_ART20_9, "第二十条第(九)项"),
	CAPTION(TABLE_ART20_1, "第20条第(一)项"),
	CAPTION(TABLE_ART20_5, "第20条第(五)项"),
	CAPTION(TABLE_ART20_6, "第20条第(六)项"),
	CAPTION(TABLE_ART20_8, "第20条第(八)项"),
	CAPTION(TABLE_ART20_1, "第二十条第一项"),
	CAPTION(TABLE_ART20_5, "第二十条第五项"),
	CAPTION(TABLE_ART20_6, "第二十条第六项"),
	CAPTION(TABLE_ART20_8, "第二十条第八项"),
	ART_ROW(FIRST_RULES, "规章"),
	ART_ROW(FIRST_NORMATIVE, "行政规范性文件"),
	{ LABEL_ART_ROW, FIRST_NORMATIVE, SV_INIT("规范性文件"), true, 0 },
	ART_ROW(FIRST_LICENSE, "行政许可"),
	ART_ROW(FIRST_OTHER_SERVICES, "其他对外管理服务事项"),
	ART_ROW(FIRST_PENALTY, "行政处罚"),
	ART_ROW(FIRST_COERCION, "行政强制"),
	ART_ROW(FIRST_FEE, "行政事业性收费"),
	ART_ROW(FIRST_PROCUREMENT, "政府集中采购"),
	{ LABEL_ART_HEAD, 0, SV_INIT("信息内容"), false, 0 },
	ART_COLUMN(ART_ISSUED, "本年制发件数"),
	ART_COLUMN(ART_ISSUED, "制发数量"),
	ART_COLUMN(ART_ISSUED, "制发件数"),
	ART_COLUMN(ART_REPEALED, "本年废止件数"),
	ART_COLUMN(ART_REPEALED, "废止数量"),
	ART_COLUMN(ART_REPEALED, "废止件数"),
	ART_COLUMN(ART_IN_FORCE, "现行有效件数"),
	ART_COLUMN(ART_IN_FORCE, "现行有效数量"),
	ART_COLUMN(ART_IN_FORCE, "现行有效件"),
	ART_COLUMN(ART_MADE, "本年新制作数量"),
	ART_COLUMN(ART_MADE, "新制作数量"),
	ART_COLUMN(ART_PUBLISHED, "本年新公开数量"),
	ART_COLUMN(ART_PUBLISHED, "新公开数量"),
	ART_COLUMN(ART_PUBLIC_TOTAL, "对外公开总数量"),
	ART_COLUMN(ART_DECISIONS, "本年处理决定数量"),
	ART_COLUMN(ART_DECISIONS, "处理决定数量"),
	ART_COLUMN(ART_PREVIOUS, "上一年项目数量"),
	ART_COLUMN(ART_CHANGE, "本年增/减"),
	ART_COLUMN(ART_CHANGE, "本年增/"),
	ART_COLUMN(ART_AMOUNT, "本年收费金额"),
	ART_COLUMN(ART_ITEMS, "采购项目数量"),
	ART_COLUMN(ART_TOTAL_AMOUNT, "采购总金额"),

	REVIEW_GROUP(REVIEW_RECONSIDERATION, "行政复议"),
	REVIEW_GROUP(REVIEW_LITIGATION_DIRECT, "未经复议直接起诉"),
	REVIEW_GROUP(REVIEW_LITIGATION_AFTER, "复议后起诉"),
	REVIEW_COLUMN(0, "结果维持"),
	REVIEW_COLUMN(1, "结果纠正"),
	REVIEW_COLUMN(2, "其他结果"),
	REVIEW_COLUMN(3, "尚未审结"),
};

enum { N_PATTERNS = sizeof patterns / sizeof *patterns, BUCKETS = 256 };

/** Patterns by their first code point, longest first. */
struct index {
	int16_t head[BUCKETS], next[N_PATTERNS];
};

static void index_make(struct index *x)
{
	for (int i = 0; i < BUCKETS; i++)
		x->head[i] = -1;
	for (int i = 0; i < N_PATTERNS; i++) {
		size_t at = 0;
		int16_t *link = &x->head[utf8_next(patterns[i].text, &at) % BUCKETS];
		while (*link >= 0 && patterns[*link].text.n >= patterns[i].text.n)
			link = &x->next[*link];
		x->next[i] = *link;
		*link = (int16_t)i;
	}
}

static bool is_ordinal_mark(uint32_t cp)
{
	return cp == '.' || cp == 0x3001 || cp == ',' || cp == 0xB7;
}

/** Where the label's own number starts ("2." or "(七" in front of it), or `i`. */
static size_t ordinal_start(const struct flow *f, size_t from, size_t i, char *digit)
{
	*digit = 0;
	if (i < from + 1)
		return i;
	size_t k = i - 1;
	bool mark = is_ordinal_mark(f->a[k].cp) && k > from;
	k -= mark;
	if (!cp_is_digit(f->a[k].cp) || f->a[k].label || f->a[i].cell != f->a[k].cell)
		return i;
	if (!mark && (f->a[i].sep > SEP_SPACE || f->a[k].sep < SEP_LINE))
		return i; /* a figure that runs into the label */
	*digit = (char)f->a[k].cp;
	return k;
}

static bool add(struct arena *arena, struct label **list, size_t *n, size_t *cap, struct label l)
{
	struct label *more = arena_grow(arena, *list, *n, cap, sizeof l);
	if (!more)
		return false;
	*list = more;
	(*list)[(*n)++] = l;
	return true;
}

int label_find(struct flow *f, size_t from, size_t to, struct arena *arena, struct label **ret,
	size_t *ret_n)
{
	struct index x;
	index_make(&x);
	struct label *list = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = from; i < to;) {
		size_t len = 0, start = i;
		int hit = f->a[i].cp ? x.head[f->a[i].cp % BUCKETS] : -1;
		for (; hit >= 0; hit = x.next[hit]) {
			len = flow_match(f, i, to, patterns[hit].text);
			char digit = 0;
			if (!len)
				continue;
			start = ordinal_start(f, from, i, &digit);
			if (!patterns[hit].ordinal || patterns[hit].ordinal == digit)
				break;
		}
		if (hit < 0) {
			i++;
			continue;
		}
		for (size_t k = start; k < i + len; k++)
			f->a[k].label = true;
		struct label l = { patterns[hit].kind, patterns[hit].index, patterns[hit].variant,
			start, i + len };
		if (!add(arena, &list, &n, &cap, l))
			return E_NOMEM;
		i += len;
	}
	*ret = list;
	*ret_n = n;
	return E_OK;
}

const char *label_official(enum label_kind kind, int index)
{
	switch (kind) {
	case LABEL_APP_ROW:
		return form_tables[TABLE_APPLICATIONS].rows[index].label;
	case LABEL_APP_COLUMN:
		return form_tables[TABLE_APPLICATIONS].columns[index].label;
	case LABEL_ART_ROW: {
		struct form_position p = form_position(index);
		return form_tables[p.table].rows[p.row].label;
	}
	default:
		return "";
	}
}
