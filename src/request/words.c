/* Words of this folder for the database and for people, and dates as they are stored. */
#include "request/request_int.h"

#include "base/word.h"

static const struct word kinds[REQUEST_KIND__MAX] = {
	[REQUEST_DISCLOSURE] = { "disclosure", "政府信息公开申请" },
	[REQUEST_RECTIFICATION] = { "rectification", "更正申请" },
	[REQUEST_COMPLAINT] = { "complaint", "投诉举报" },
};

static const struct word applicants[APP_TOTAL] = {
	[APP_NATURAL_PERSON] = { "natural_person", "自然人" },
	[APP_ORG_COMMERCIAL] = { "commercial", "商业企业" },
	[APP_ORG_RESEARCH] = { "research", "科研机构" },
	[APP_ORG_PUBLIC_WELFARE] = { "public_welfare", "社会公益组织" },
	[APP_ORG_LEGAL_SERVICE] = { "legal_service", "法律服务机构" },
	[APP_ORG_OTHER] = { "other", "其他组织" },
};

const char *request_kind_key(enum request_kind k)
{
	return kinds[k].key;
}

const char *request_kind_label(enum request_kind k)
{
	return kinds[k].label;
}

enum request_kind request_kind_of_key(struct sv key)
{
	return (enum request_kind)word_find(kinds, REQUEST_KIND__MAX, key);
}

const char *applicant_kind_key(enum app_column c)
{
	return applicants[c].key;
}

const char *applicant_kind_label(enum app_column c)
{
	return applicants[c].label;
}

enum app_column applicant_kind_of_key(struct sv key)
{
	return (enum app_column)word_find(applicants, APP_TOTAL, key);
}

struct sv request_date_text(struct date d, char buf[static DATE_TEXT_MAX])
{
	return d.year ? sv_of(date_print(d, buf)) : SV("");
}

struct date request_date_of(struct sv text)
{
	struct date d;
	return date_parse(text, &d) ? d : (struct date){ 0 };
}

int request_no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，这一步没有办理；请稍后再试。");
}

struct sv request_place(struct arena *a, int64_t request, const char *what)
{
	return sv_fmt(a, "request/%lld/%s", (long long)request, what);
}
