#include "app/demo_plan.h"

#define WAY_OUT(slow) \
	{ REQUEST_REVIEW, 1, DEMO_REVIEWER }, { REQUEST_SIGN, 1, DEMO_APPROVER }, \
	{ REQUEST_SERVE, slow, DEMO_CLERK }, { REQUEST_ARCHIVE, 5, DEMO_CLERK }
#define PLAIN(draft) \
	{ REQUEST_ASSIGN, 1, DEMO_CLERK }, { REQUEST_DRAFT, draft, DEMO_CLERK }, WAY_OUT(1)

const struct demo_course demo_courses[] = {
	{ "granted", 9, { PLAIN(4) } },
	{ "already_public", 5, { PLAIN(2) } },
	{ "not_exist", 5, { PLAIN(6) } },
	{ "not_ours", 4, { PLAIN(3) } },
	{ "partially_granted", 3, { PLAIN(9) } },
	{ "denied_process_info", 2, { PLAIN(8) } },
	{ "denied_internal_affairs", 2, { PLAIN(7) } },
	{ "denied_enforcement_file", 1, { PLAIN(10) } },
	{ "denied_state_secret", 1, { PLAIN(10) } },
	{ "denied_admin_query", 2, { PLAIN(3) } },
	{ "petition", 4, { PLAIN(2) } },
	{ "repeat", 2, { PLAIN(2) } },
	{ "publication", 1, { PLAIN(2) } },
	{ "needs_creation", 2, { PLAIN(5) } },
	{ "not_government_info", 1, { PLAIN(4) } },
	/* A correction first, then the answer. */
	{ "granted", 4, { { REQUEST_ASSIGN, 1, DEMO_CLERK }, { REQUEST_ASK_CORRECTION, 2, DEMO_CLERK },
		{ REQUEST_CORRECT, 6, DEMO_CITIZEN }, { REQUEST_DRAFT, 5, DEMO_CLERK }, WAY_OUT(1) } },
	{ "still_unclear", 2, { { REQUEST_ASSIGN, 1, DEMO_CLERK },
		{ REQUEST_ASK_CORRECTION, 2, DEMO_CLERK }, { REQUEST_CORRECT, 6, DEMO_CITIZEN },
		{ REQUEST_DRAFT, 4, DEMO_CLERK }, WAY_OUT(1) } },
	{ NULL, 3, { { REQUEST_ASSIGN, 1, DEMO_CLERK }, { REQUEST_ASK_CORRECTION, 2, DEMO_CLERK },
		{ REQUEST_LAPSE, 18, DEMO_CLERK }, { REQUEST_ARCHIVE, 3, DEMO_CLERK } } },
	/* Others are asked. */
	{ "granted", 3, { { REQUEST_ASSIGN, 1, DEMO_CLERK }, { REQUEST_CONSULT, 2, DEMO_CLERK },
		{ REQUEST_CONSULT_BACK, 7, DEMO_CITIZEN }, { REQUEST_DRAFT, 3, DEMO_CLERK }, WAY_OUT(1) } },
	{ "granted", 2, { { REQUEST_ASSIGN, 1, DEMO_CLERK }, { REQUEST_CONSULT, 2, DEMO_CLERK },
		{ REQUEST_CONSULT_SILENT, 17, DEMO_CLERK }, { REQUEST_DRAFT, 3, DEMO_CLERK }, WAY_OUT(1) } },
	/* More time. */
	{ "not_exist", 3, { { REQUEST_ASSIGN, 1, DEMO_CLERK }, { REQUEST_EXTEND, 15, DEMO_HEAD },
		{ REQUEST_DRAFT, 9, DEMO_CLERK }, WAY_OUT(1) } },
	/* Sent back once. */
	{ "granted", 2, { { REQUEST_ASSIGN, 1, DEMO_CLERK }, { REQUEST_DRAFT, 4, DEMO_CLERK },
		{ REQUEST_SEND_BACK, 1, DEMO_REVIEWER }, { REQUEST_DRAFT, 2, DEMO_CLERK }, WAY_OUT(1) } },
	/* The fee: paid, and not. */
	{ "granted", 1, { { REQUEST_ASSIGN, 1, DEMO_CLERK }, { REQUEST_ASK_FEE, 3, DEMO_HEAD },
		{ REQUEST_PAY, 8, DEMO_CLERK }, { REQUEST_DRAFT, 5, DEMO_CLERK }, WAY_OUT(1) } },
	{ NULL, 1, { { REQUEST_ASSIGN, 1, DEMO_CLERK }, { REQUEST_ASK_FEE, 3, DEMO_HEAD },
		{ REQUEST_LAPSE, 22, DEMO_CLERK }, { REQUEST_ARCHIVE, 3, DEMO_CLERK } } },
	{ NULL, 3, { { REQUEST_ASSIGN, 1, DEMO_CLERK }, { REQUEST_WITHDRAW, 3, DEMO_CITIZEN },
		{ REQUEST_ARCHIVE, 2, DEMO_CLERK } } },
	/* Lying about: late before anybody looks. */
	{ "not_ours", 3, { { REQUEST_ASSIGN, 4, DEMO_CLERK }, { REQUEST_DRAFT, 19, DEMO_CLERK },
		WAY_OUT(1) } },
};
const size_t demo_n_courses = sizeof demo_courses / sizeof *demo_courses;

struct request_intake demo_intake(int64_t unit, unsigned n, struct arena *a)
{
	static const char *const topics[] = { "年度部门预算和决算", "老旧小区改造实施方案", "征收补偿方案及公示材料",
		"低保对象审核公示名单", "物业服务企业考核结果", "违法建设查处情况", "街道采购项目合同",
		"社区工作者招聘方案", "垃圾分类经费使用情况", "信访事项处理流程", "环境卫生作业外包合同",
		"安全生产检查记录", "党群服务中心建设项目批复", "公租房分配结果", "临时救助发放标准",
		"加装电梯补贴政策", "停车管理方案", "行政处罚决定书", "会议纪要", "应急预案" };
	static const char *const people[] = { "演示甲", "演示乙", "演示丙", "演示丁", "演示戊", "演示己",
		"演示庚", "演示辛" };
	static const char *const firms[] = { "演示建筑有限公司", "演示研究所", "演示公益中心", "演示律师事务所",
		"演示商会" };
	static const enum channel channels[] = { CHANNEL_WEB, CHANNEL_WEB, CHANNEL_WEB, CHANNEL_COUNTER,
		CHANNEL_POST_SIGNED, CHANNEL_EMAIL, CHANNEL_POST_ORDINARY, CHANNEL_ORAL, CHANNEL_FAX };
	enum { TOPICS = sizeof topics / sizeof *topics, PEOPLE = sizeof people / sizeof *people,
		CHANNELS = sizeof channels / sizeof *channels };
	bool person = n % 5 != 3;
	unsigned who = person ? n % PEOPLE : n / 5 % 5;
	int year = 2019 + (int)(n % 6);
	return (struct request_intake){ .kind = REQUEST_DISCLOSURE, .unit = unit,
		.channel = channels[n % CHANNELS],
		.applicant = { .kind = person ? APP_NATURAL_PERSON : (enum app_column)(APP_ORG_COMMERCIAL + who),
			.name = sv_of(person ? people[who] : firms[who]), .id_type = SV("演示证件"),
			.id_number = sv_fmt(a, "演示%s%03u", person ? "" : "机构", who),
			.representative = SV(""), .contact = SV(""), .phone = SV("010-00000000"),
			.email = SV(""), .address = SV("演示路1号"), .postcode = SV("000000"), .agent = SV(""),
			.agent_id = SV(""), .agent_authority = SV(""), .needs_help = n % 37 == 5 },
		.wish = { .title = sv_fmt(a, "%d年%s", year, topics[n * 7 % TOPICS]),
			.text = sv_fmt(a, "申请公开本街道%d年%s的全文和附件（演示申请第%u号）。", year,
				topics[n * 7 % TOPICS], n + 1),
			.medium = SV("paper"), .delivery = n % 3 ? SV("post") : SV("pick_up"), .purpose = SV("") },
		.client_key = SV(""), .transferred_from = SV("") };
}

/** What a clerk would write for an element; enough to read as a letter. */
static const char *words_of(enum element e)
{
	switch (e) {
	case ELEMENT_GIVEN: return "所申请信息的全文";
	case ELEMENT_MEANS: return "纸质件，随本答复书附送";
	case ELEMENT_SOURCE: return "本机关网站“政府信息公开”专栏";
	case ELEMENT_WITHHELD: return "其中涉及的个人姓名和联系方式";
	case ELEMENT_WITHHELD_BASIS: return "《中华人民共和国政府信息公开条例》第十五条";
	case ELEMENT_SEARCH_SCOPE: return "本机关档案室、办公系统和承办科室";
	case ELEMENT_SEARCH_METHOD: return "按名称、文号和关键词逐项检索";
	case ELEMENT_EARLIER_NUMBER: return "演示公复〔2023〕1号";
	case ELEMENT_EARLIER_DATE: return "2023年6月1日";
	case ELEMENT_PROPER_CHANNEL: return "本街道信访接待室";
	case ELEMENT_HANDLED_AT: return "不动产登记机构的查询窗口";
	case ELEMENT_LAW: return "《不动产登记暂行条例》第二十七条";
	case ELEMENT_RIGHT_ORGAN: return "区住房和城市建设委员会";
	case ELEMENT_RIGHT_CONTACT: return "010-00000001";
	case ELEMENT_UNASKED_REASON: return "不涉及第三方权益";
	default: return "经核查，具体情况如案卷所载，理由已逐项说明";
	}
}

static void put_elements(const struct outcome *o, struct request_move *m, struct arena *a)
{
	struct request_value *v = arena_array(a, ELEMENT__MAX, sizeof *v);
	for (int e = 0; v && e < ELEMENT__MAX; e++)
		if (o->needs & ELEMENT_BIT(e))
			v[m->n_values++] = (struct request_value){ sv_of(element_key((enum element)e)),
				sv_of(words_of((enum element)e)) };
	m->values = v;
}

/** What somebody would write at a step; it stands in letters. */
static struct sv remark_of(enum request_event event)
{
	switch (event) {
	case REQUEST_ASK_CORRECTION: return SV("请写明所需信息的文号，或者是哪一个社区、哪一个月的。");
	case REQUEST_CORRECT: return SV("补正：只要第一社区的（演示）。");
	case REQUEST_CONSULT_BACK: return SV("同意公开，账号请隐去（演示）。");
	case REQUEST_EXTEND: return SV("需要到档案馆检索历史档案");
	case REQUEST_SEND_BACK: return SV("请把不予公开的部分和依据写清楚（演示）。");
	case REQUEST_WITHDRAW: return SV("已经从别处得到了（演示）。");
	default: return SV("");
	}
}

struct request_move demo_move(const struct demo_course *c, const struct demo_step *s,
	struct date today, struct arena *a)
{
	const struct outcome *o = outcome_of_key(sv_of(c->outcome));
	struct request_move m = { .event = s->event, .remark = remark_of(s->event), .workdays = 10,
		.until = date_of_day(date_to_day(today) + 21), .outcome = sv_of(c->outcome),
		.party = { .kind = CONSULT_THIRD_PARTY, .name = SV("演示物业公司"), .contact = SV("演示路2号"),
			.shown = SV("合同全文，隐去账号"), .answer = SV("agree") },
		.by_page = true, .quantity = 36, .service = SV("mail") };
	if (s->event == REQUEST_DRAFT && o)
		put_elements(o, &m, a);
	return m;
}
