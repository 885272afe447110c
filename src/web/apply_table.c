/* The words of the application form. */
#include "web/apply_form.h"

/* Columns of table three of the annual report; 商业企业 … are its words. */
static const struct apply_choice kinds[] = {
	{ "natural_person", "我自己（公民）", NULL },
	{ "commercial", "商业企业", NULL },
	{ "research", "科研机构", NULL },
	{ "public_welfare", "社会公益组织", NULL },
	{ "legal_service", "法律服务机构", "例如律师事务所" },
	{ "other", "其他法人或者组织", NULL },
	{ NULL, NULL, NULL }
};
static const struct apply_choice media[] = {
	{ "email", "电子文件", "发到您的电子邮箱" },
	{ "paper", "纸质", NULL },
	{ "disc", "光盘", NULL },
	{ NULL, NULL, NULL }
};
static const struct apply_choice deliveries[] = {
	{ "email", "电子邮件", "最快。请在后面留下电子邮箱" },
	{ "post", "邮寄", "请在后面留下地址和邮政编码" },
	{ "pick_up", "自己去取", NULL },
	{ NULL, NULL, NULL }
};
static const struct apply_choice papers[] = {
	{ "居民身份证", "居民身份证", NULL },
	{ "护照", "护照", NULL },
	{ "港澳居民来往内地通行证", "港澳居民来往内地通行证", NULL },
	{ "台湾居民来往大陆通行证", "台湾居民来往大陆通行证", NULL },
	{ "外国人永久居留身份证", "外国人永久居留身份证", NULL },
	{ "其他证件", "其他证件", NULL },
	{ NULL, NULL, NULL }
};
static const struct apply_choice agents[] = {
	{ "no", "没有，我自己办", NULL },
	{ "yes", "有，代理人替我办", NULL },
	{ NULL, NULL, NULL }
};

/* Art. 47: not published of itself, not answered as the law says; art. 51: anything else that wrongs somebody. */
static const struct apply_choice matters[] = {
	{ "undisclosed", "应当主动公开的没有公开", NULL },
	{ "unanswered", "申请了公开，没有按时答复", NULL },
	{ "wrongly", "申请了公开，答复得不对", NULL },
	{ "other", "其他", NULL },
	{ NULL, NULL, NULL }
};

enum {
	DISCLOSURE = 1u << REQUEST_DISCLOSURE,
	RECTIFICATION = 1u << REQUEST_RECTIFICATION,
	COMPLAINT = 1u << REQUEST_COMPLAINT
};

#define FIELD(k, type, text, ...) { .key = k, .kind = APPLY_##type, .label = text, __VA_ARGS__ }

const struct apply_step apply_steps[] = {
	{ DISCLOSURE, "what", "您要什么信息", "说清楚机关才能找得到。不用写理由。", {
		{ "title", APPLY_LINE, APPLY_FOR_ALL, false, "信息的名称或者文号",
			"例如“2024年老旧小区改造名单”，“京天街发〔2024〕12号”。这一行不保密，不要写人名和证件号码。", 200,
			0, NULL, NULL, NULL, false },
		{ "text", APPLY_AREA, APPLY_FOR_ALL, false, "请再说明白一些",
			"什么事情、哪一段时间、哪个地方。不知道文号没有关系，能让人找到就行。", 10000, 7, NULL, NULL, NULL, false } } },
	{ DISCLOSURE, "how", "您想怎样得到它", "机关按您的要求提供；会损坏原件或者费用太高的，可以换一种形式（条例第四十条）。", {
		{ "medium", APPLY_RADIOS, APPLY_FOR_ALL, false, "要哪种形式", NULL, 0, 0, NULL, NULL, media, false },
		{ "delivery", APPLY_RADIOS, APPLY_FOR_ALL, false, "怎样交给您", NULL, 0, 0, NULL, NULL,
			deliveries, false } } },
	{ RECTIFICATION, "record", "更正哪一条记录", "只能更正机关提供的、和您自己有关的政府信息记录（条例第四十一条）。", {
		FIELD("title", LINE, "记录的名称", .max = 200,
			.hint = "例如“公租房保障资格登记表”。这一行不保密，不要写人名和证件号码。"),
		FIELD("wrong", AREA, "记录上是怎样写的，哪里不准确", .max = 2000, .rows = 4, .must = true),
		FIELD("right", AREA, "应当是什么", .max = 2000, .rows = 3, .must = true),
		FIELD("proof", AREA, "有什么证据", .max = 2000, .rows = 3, .must = true,
			.hint = "法律要求有证据证明记录不准确。写明是什么材料，材料在后面的“附件”一步上传。") } },
	{ COMPLAINT, "about", "投诉举报什么", NULL, {
		FIELD("about_unit", LINE, "哪个机关", .max = 100, .must = true, .hint = "您要投诉举报的机关的名称"),
		FIELD("about", RADIOS, "什么事", .choices = matters),
		FIELD("about_number", LINE, "申请编号", .max = 40,
			.hint = "申请过公开的，写回执上的编号，例如 2026-0001-00012；没有可以不填") } },
	{ COMPLAINT, "facts", "说说经过", NULL, {
		FIELD("title", LINE, "用一句话说", .max = 200,
			.hint = "例如“申请了改造小区名单，两个月没有答复”。这一行不保密，不要写人名和证件号码。"),
		FIELD("facts", AREA, "经过", .max = 5000, .rows = 7, .must = true,
			.hint = "什么时候、什么事、机关怎样说的。有材料的，在后面的“附件”一步上传。"),
		FIELD("want", AREA, "您希望怎样处理", .max = 1000, .rows = 3, .must = true) } },
	{ DISCLOSURE | RECTIFICATION, "kind", "谁在申请", NULL, {
		{ "kind", APPLY_RADIOS, APPLY_FOR_ALL, false, "申请人是", NULL, 0, 0, NULL, NULL, kinds, false } } },
	{ DISCLOSURE | RECTIFICATION, "who", "申请人", "申请公开，法律要求写明姓名或者名称和身份证明（条例第二十九条）；申请更正，要能看出记录和您自己有关（第四十一条）。这些内容加密保存，只有办理的人能看，每看一次都有记录。", {
		{ "name", APPLY_LINE, APPLY_FOR_PERSON, false, "姓名", NULL, 100, 0, "name", NULL, NULL, false },
		{ "id_type", APPLY_RADIOS, APPLY_FOR_PERSON, false, "证件", NULL, 0, 0, NULL, NULL, papers, false },
		{ "name", APPLY_LINE, APPLY_FOR_ORGANISATION, false, "单位全称", NULL, 100, 0, "organization",
			NULL, NULL, false },
		{ "id_number", APPLY_LINE, APPLY_FOR_PERSON, false, "证件号码", NULL, 40, 0, NULL, NULL, NULL, false },
		{ "id_number", APPLY_LINE, APPLY_FOR_ORGANISATION, false, "统一社会信用代码", "18位字母和数字", 40, 0,
			NULL, NULL, NULL, false },
		{ "representative", APPLY_LINE, APPLY_FOR_ORGANISATION, false, "法定代表人或者负责人", NULL, 100, 0,
			NULL, NULL, NULL, false } } },
	{ DISCLOSURE, "reach", "怎样联系您", "电话、电子邮箱、地址至少写一样。写上电话，机关才好和您确认收到了申请，答复期限从确认的第二天算起。", {
		{ "phone", APPLY_LINE, APPLY_FOR_ALL, false, "电话", NULL, 30, 0, "tel", "tel", NULL, false },
		{ "email", APPLY_LINE, APPLY_FOR_ALL, false, "电子邮箱", NULL, 100, 0, "email", "email", NULL, false },
		{ "address", APPLY_LINE, APPLY_FOR_ALL, false, "通信地址", "选择邮寄的请写", 200, 0, "address-line1",
			NULL, NULL, false },
		{ "postcode", APPLY_LINE, APPLY_FOR_ALL, false, "邮政编码", NULL, 6, 0, "postal-code", "numeric",
			NULL, false },
		{ "contact", APPLY_LINE, APPLY_FOR_ORGANISATION, false, "联系人", NULL, 100, 0, NULL, NULL,
			NULL, false } } },
	{ RECTIFICATION, "contact", "怎样联系您", "电话、电子邮箱、地址至少写一样，处理的结果要告诉您。", {
		FIELD("phone", LINE, "电话", .max = 30, .autocomplete = "tel", .inputmode = "tel"),
		FIELD("email", LINE, "电子邮箱", .max = 100, .autocomplete = "email", .inputmode = "email"),
		FIELD("address", LINE, "通信地址", .max = 200, .autocomplete = "address-line1"),
		FIELD("postcode", LINE, "邮政编码", .max = 6, .autocomplete = "postal-code",
			.inputmode = "numeric"),
		FIELD("contact", LINE, "联系人", .who = APPLY_FOR_ORGANISATION, .max = 100),
		FIELD("needs_help", CHECK, "我阅读有困难，或者有视力、听力障碍，需要帮助") } },
	{ COMPLAINT, "by", "您是谁", NULL, {
		{ "kind", APPLY_RADIOS, APPLY_FOR_ALL, false, "您是", NULL, 0, 0, NULL, NULL, kinds, false } } },
	{ COMPLAINT, "name", "怎样联系您",
		"不用证件号码。电话、电子邮箱、地址至少写一样，处理的结果要告诉您。这些内容加密保存，只有办理的人能看，每看一次都有记录。", {
		FIELD("name", LINE, "姓名", .who = APPLY_FOR_PERSON, .max = 100, .autocomplete = "name"),
		FIELD("name", LINE, "单位全称", .who = APPLY_FOR_ORGANISATION, .max = 100,
			.autocomplete = "organization"),
		FIELD("phone", LINE, "电话", .max = 30, .autocomplete = "tel", .inputmode = "tel"),
		FIELD("email", LINE, "电子邮箱", .max = 100, .autocomplete = "email", .inputmode = "email"),
		FIELD("address", LINE, "通信地址", .max = 200, .autocomplete = "address-line1"),
		FIELD("needs_help", CHECK, "我阅读有困难，或者有视力、听力障碍，需要帮助") } },
	{ DISCLOSURE | RECTIFICATION, "agent", "有没有代理人", NULL, {
		{ "has_agent", APPLY_RADIOS, APPLY_FOR_ALL, false, "是不是委托了别人办理", NULL, 0, 0, NULL, NULL,
			agents, false },
		{ "agent", APPLY_LINE, APPLY_FOR_ALL, true, "代理人姓名", NULL, 100, 0, NULL, NULL, NULL, false },
		{ "agent_id", APPLY_LINE, APPLY_FOR_ALL, true, "代理人证件号码", NULL, 40, 0, NULL, NULL, NULL, false },
		{ "agent_authority", APPLY_LINE, APPLY_FOR_ALL, true, "委托他做什么",
			"例如“代为提出申请、接收答复”。授权委托书请在下一步上传。", 200, 0, NULL, NULL, NULL, false } } },
	{ DISCLOSURE, "more", "还有什么要说", "这一页都可以不填。", {
		{ "needs_help", APPLY_CHECK, APPLY_FOR_ALL, false, "我阅读有困难，或者有视力、听力障碍，需要帮助",
			"机关应当为您提供必要的帮助（条例第四十三条）", 0, 0, NULL, NULL, NULL, false },
		{ "purpose", APPLY_AREA, APPLY_FOR_ALL, false, "用途（可以不填）",
			"法律不要求说明用途，不填不影响办理。填了有时能帮机关更快找到您要的信息。", 1000, 3, NULL, NULL,
			NULL, false } } },
};
const size_t apply_n_steps = sizeof apply_steps / sizeof *apply_steps;
