/* What art. 29 asks of a request, and whether what was written can be true. */
#include "request/request_int.h"

#include "base/utf8.h"
#include "text/identifiers.h"

struct list {
	struct request_complaint *items;
	size_t n, max;
};

static void complain(struct list *l, const char *field, const char *why, const char *article)
{
	if (l->n < l->max)
		l->items[l->n] = (struct request_complaint){ field, why, article };
	l->n++;
}

static size_t characters(struct sv s)
{
	size_t n = 0;
	for (size_t at = 0; at < s.n; n++)
		utf8_next(s, &at);
	return n;
}

static bool blank(struct sv s)
{
	return sv_trim(s).n == 0;
}

static void check_length(struct list *l, const char *field, struct sv s, size_t max,
	const char *why)
{
	if (!utf8_valid(s))
		complain(l, field, "文字里有无法识别的字符，请重新填写。", "条例第29条");
	else if (characters(s) > max)
		complain(l, field, why, "条例第29条");
}

bool request_is_email(struct sv s)
{
	size_t at = sv_find(s, SV("@"));
	if (at == SV_NONE || at == 0 || sv_has(sv_from(s, at + 1), SV("@")))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7F || (unsigned char)s.p[i] > 0x7E || strchr("<>,;\"", s.p[i]))
			return false;
	struct sv host = sv_from(s, at + 1);
	return sv_has(host, SV(".")) && !sv_starts(host, SV(".")) && !sv_ends(host, SV("."));
}

/** Digits, and what people write between them. */
static bool is_phone(struct sv s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else if (!memchr("+-() ", s.p[i], 5))
			return false;
	}
	return digits >= 7 && digits <= 20;
}

/** Only numbers that carry a check are checked: a passport may have any form. */
static void check_identity(struct list *l, enum request_kind kind, const struct applicant *a)
{
	struct sv number = sv_trim(a->id_number);
	/* Art. 47 and 51 ask nobody who complains for a proof of identity. */
	if (number.n == 0 && kind == REQUEST_COMPLAINT)
		return;
	if (number.n == 0)
		complain(l, "id_number", a->kind == APP_NATURAL_PERSON ? "请填写证件号码。" :
			"请填写统一社会信用代码。", "条例第29条第2款第1项");
	else if (sv_has(a->id_type, SV("身份证")) && !identifier_is_citizen(number))
		complain(l, "id_number", "身份证号码不对，请对照证件检查18位号码。",
			"条例第29条第2款第1项");
	else if (a->kind != APP_NATURAL_PERSON && sv_has(a->id_type, SV("信用代码"))
		&& !identifier_is_credit_code(number))
		complain(l, "id_number", "统一社会信用代码不对，请对照证照检查18位代码。",
			"条例第29条第2款第1项");
	check_length(l, "id_number", number, 60, "证件号码太长了，请检查。");
}

static void check_applicant(struct list *l, enum request_kind kind, const struct applicant *a)
{
	if (a->kind >= APP_TOTAL)
		complain(l, "applicant_kind", "请选择申请人的类别。", "条例第29条第2款第1项");
	if (blank(a->name))
		complain(l, "name", a->kind == APP_NATURAL_PERSON ? "请填写姓名。" : "请填写单位名称。",
			"条例第29条第2款第1项");
	check_length(l, "name", a->name, 100, "姓名或名称最多100个字。");
	check_identity(l, kind, a);
	if (blank(a->phone) && blank(a->email) && blank(a->address))
		complain(l, "phone", "请至少填写一种联系方式：电话、电子邮箱或者通信地址。",
			"条例第29条第2款第1项");
	if (!blank(a->phone) && !is_phone(sv_trim(a->phone)))
		complain(l, "phone", "电话号码只能有数字、空格、+、- 和括号，请检查。", "条例第29条第2款第1项");
	if (!blank(a->email) && !request_is_email(sv_trim(a->email)))
		complain(l, "email", "电子邮箱的写法不对，应当像 name@example.com。", "条例第29条第2款第1项");
	check_length(l, "address", a->address, 200, "通信地址最多200个字。");
	if (!blank(a->agent) && blank(a->agent_authority))
		complain(l, "agent_authority", "请写明委托代理人的代理权限。", "条例第29条第2款第1项");
}

static bool is_known(struct sv key, const char *const *keys)
{
	for (; *keys; keys++)
		if (sv_eq(key, sv_of(*keys)))
			return true;
	return false;
}

/* The title is not sealed: it stands in lists and letters. */
static void check_title(struct list *l, enum request_kind kind, struct sv title)
{
	static const struct {
		const char *missing, *article;
	} asks[REQUEST_KIND__MAX] = {
		[REQUEST_DISCLOSURE] = { "请写明所需信息的名称、文号或者便于查询的特征。", "条例第29条第2款第2项" },
		[REQUEST_RECTIFICATION] = { "请写明要更正的是哪一条记录。", "条例第41条" },
		[REQUEST_COMPLAINT] = { "请用一句话写明投诉举报什么。", "条例第47条、第51条" } };
	size_t at = 0;
	struct identifier id;
	if (blank(title))
		complain(l, "title", asks[kind].missing, asks[kind].article);
	check_length(l, "title", title, REQUEST_TITLE_MAX, kind == REQUEST_DISCLOSURE
		? "所需信息的名称最多200个字，详细情况请写在下面。" : "这一行最多200个字，详细情况请写在下面。");
	while (identifier_next(title, &at, &id))
		if (id.kind != IDENTIFIER_CREDIT_CODE) {
			complain(l, "title", "名称里有像证件号、手机号或者银行卡号的数字，请写到详细描述里去。",
				"个人信息保护法第28条");
			return;
		}
}

static void check_wish(struct list *l, const struct request_intake *in)
{
	static const char *const media[] = { "paper", "email", "disc", NULL };
	static const char *const ways[] = { "post", "email", "pick_up", NULL };
	const struct request_wish *w = &in->wish;
	check_title(l, in->kind, w->title);
	check_length(l, "text", w->text, REQUEST_TEXT_MAX, "详细描述最多10000个字；更多内容请作为附件。");
	if (in->kind != REQUEST_DISCLOSURE)
		return;
	if (!is_known(w->medium, media))
		complain(l, "medium", "请选择希望得到的形式：纸质、电子邮件或者光盘。",
			"条例第29条第2款第3项");
	if (!is_known(w->delivery, ways))
		complain(l, "delivery", "请选择获取的途径：邮寄、电子邮件或者当面领取。",
			"条例第29条第2款第3项");
	if (sv_eq(w->delivery, SV("post")) && blank(in->applicant.address))
		complain(l, "address", "选择了邮寄，请填写通信地址。", "条例第29条第2款第3项");
	if (sv_eq(w->delivery, SV("email")) && blank(in->applicant.email))
		complain(l, "email", "选择了电子邮件，请填写电子邮箱。", "条例第29条第2款第3项");
}

size_t request_check_intake(const struct request_intake *in, struct request_complaint *ret,
	size_t max)
{
	struct list l = { ret, 0, max };
	check_wish(&l, in);
	check_applicant(&l, in->kind, &in->applicant);
	if (in->n_files > REQUEST_FILES_MAX)
		complain(&l, "files", "附件最多20个。", "条例第29条");
	for (size_t i = 0; i < in->n_files; i++)
		if (in->files[i].bytes.n > REQUEST_FILE_MAX)
			complain(&l, "files", "一个附件最大20 MB。", "条例第29条");
	return l.n < max ? l.n : max;
}
