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

const struct apply_step apply_steps[] = {
	{ "what", "您要什么信息", "说清楚机关才能找得到。不用写理由。", {
		{ "title", APPLY_LINE, APPLY_FOR_ALL, false, "信息的名称或者文号",
			"例如“2024年老旧小区改造名单”，“京天街发〔2024〕12号”。这一行不保密，不要写人名和证件号码。", 200,
			0, NULL, NULL, NULL },
		{ "text", APPLY_AREA, APPLY_FOR_ALL, false, "请再说明白一些",
			"什么事情、哪一段时间、哪个地方。不知道文号没有关系，能让人找到就行。", 10000, 7, NULL, NULL, NULL } } },
	{ "how", "您想怎样得到它", "机关按您的要求提供；会损坏原件或者费用太高的，可以换一种形式（条例第四十条）。", {
		{ "medium", APPLY_RADIOS, APPLY_FOR_ALL, false, "要哪种形式", NULL, 0, 0, NULL, NULL, media },
		{ "delivery", APPLY_RADIOS, APPLY_FOR_ALL, false, "怎样交给您", NULL, 0, 0, NULL, NULL,
			deliveries } } },
	{ "kind", "谁在申请", NULL, {
		{ "kind", APPLY_RADIOS, APPLY_FOR_ALL, false, "申请人是", NULL, 0, 0, NULL, NULL, kinds } } },
	{ "who", "申请人", "法律要求申请写明姓名或者名称和身份证明（条例第二十九条）。这些内容加密保存，只有办理的人能看，每看一次都有记录。", {
		{ "name", APPLY_LINE, APPLY_FOR_PERSON, false, "姓名", NULL, 100, 0, "name", NULL, NULL },
		{ "id_type", APPLY_RADIOS, APPLY_FOR_PERSON, false, "证件", NULL, 0, 0, NULL, NULL, papers },
		{ "name", APPLY_LINE, APPLY_FOR_ORGANISATION, false, "单位全称", NULL, 100, 0, "organization",
			NULL, NULL },
		{ "id_number", APPLY_LINE, APPLY_FOR_PERSON, false, "证件号码", NULL, 40, 0, NULL, NULL, NULL },
		{ "id_number", APPLY_LINE, APPLY_FOR_ORGANISATION, false, "统一社会信用代码", "18位字母和数字", 40, 0,
			NULL, NULL, NULL },
		{ "representative", APPLY_LINE, APPLY_FOR_ORGANISATION, false, "法定代表人或者负责人", NULL, 100, 0,
			NULL, NULL, NULL } } },
	{ "reach", "怎样联系您", "电话、电子邮箱、地址至少写一样。写上电话，机关才好和您确认收到了申请，答复期限从确认的第二天算起。", {
		{ "phone", APPLY_LINE, APPLY_FOR_ALL, false, "电话", NULL, 30, 0, "tel", "tel", NULL },
		{ "email", APPLY_LINE, APPLY_FOR_ALL, false, "电子邮箱", NULL, 100, 0, "email", "email", NULL },
		{ "address", APPLY_LINE, APPLY_FOR_ALL, false, "通信地址", "选择邮寄的请写", 200, 0, "address-line1",
			NULL, NULL },
		{ "postcode", APPLY_LINE, APPLY_FOR_ALL, false, "邮政编码", NULL, 6, 0, "postal-code", "numeric",
			NULL },
		{ "contact", APPLY_LINE, APPLY_FOR_ORGANISATION, false, "联系人", NULL, 100, 0, NULL, NULL,
			NULL } } },
	{ "agent", "有没有代理人", NULL, {
		{ "has_agent", APPLY_RADIOS, APPLY_FOR_ALL, false, "是不是委托了别人办理", NULL, 0, 0, NULL, NULL,
			agents },
		{ "agent", APPLY_LINE, APPLY_FOR_ALL, true, "代理人姓名", NULL, 100, 0, NULL, NULL, NULL },
		{ "agent_id", APPLY_LINE, APPLY_FOR_ALL, true, "代理人证件号码", NULL, 40, 0, NULL, NULL, NULL },
		{ "agent_authority", APPLY_LINE, APPLY_FOR_ALL, true, "委托他做什么",
			"例如“代为提出申请、接收答复”。授权委托书请在下一步上传。", 200, 0, NULL, NULL, NULL } } },
	{ "more", "还有什么要说", "这一页都可以不填。", {
		{ "needs_help", APPLY_CHECK, APPLY_FOR_ALL, false, "我阅读有困难，或者有视力、听力障碍，需要帮助",
			"机关应当为您提供必要的帮助（条例第四十三条）", 0, 0, NULL, NULL, NULL },
		{ "purpose", APPLY_AREA, APPLY_FOR_ALL, false, "用途（可以不填）",
			"法律不要求说明用途，不填不影响办理。填了有时能帮机关更快找到您要的信息。", 1000, 3, NULL, NULL,
			NULL } } },
};
const size_t apply_n_steps = sizeof apply_steps / sizeof *apply_steps;
