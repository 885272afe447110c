#include "law/element.h"

_Static_assert(ELEMENT__MAX <= 64, "a set of elements is a uint64_t");

static const struct {
	const char *key, *label, *ask;
} elements[ELEMENT__MAX] = {
	[ELEMENT_NUMBER] = { "number", "文号", "请给文书编号。" },
	[ELEMENT_APPLICANT] = { "applicant", "申请人", "请写明申请人的姓名或者名称。" },
	[ELEMENT_REQUEST_NUMBER] = { "request_number", "申请编号", "请写明申请的登记编号。" },
	[ELEMENT_RECEIVED_ON] = { "received_on", "收到日期", "请写明收到申请的日期。" },
	[ELEMENT_CHANNEL] = { "channel", "提交方式", "请写明申请是以什么方式提交的。" },
	[ELEMENT_REQUEST] = { "request", "申请内容", "请复述申请公开的内容。" },
	[ELEMENT_DECISION] = { "decision", "处理决定", "请写明处理决定。" },
	[ELEMENT_BASIS] = { "basis", "法律依据", "请写明依据的条款。" },
	[ELEMENT_REASON] = { "reason", "理由", "请结合具体情况说明理由，不能只写条文。" },
	[ELEMENT_REMEDY] = { "remedy", "救济途径", "请告知行政复议和行政诉讼的途径和期限。" },
	[ELEMENT_ORGAN] = { "organ", "机关名称", "请写明本机关的全称。" },
	[ELEMENT_DATE] = { "date", "成文日期", "请写明成文日期。" },
	[ELEMENT_ATTACHMENTS] = { "attachments", "附件", "请写明附件的名称。" },
	[ELEMENT_OFFICE] = { "office", "承办机构", "请写明政府信息公开工作机构的名称。" },
	[ELEMENT_PHONE] = { "phone", "联系电话", "请写明承办机构的联系电话。" },
	[ELEMENT_REPLY_DUE] = { "reply_due", "答复期限", "请写明答复的截止日期。" },
	[ELEMENT_LIMIT] = { "limit", "办理期限", "请写明请申请人在哪一天以前办理。" },
	[ELEMENT_CONSEQUENCE] = { "consequence", "逾期后果", "请写明逾期的后果。" },
	[ELEMENT_CORRECTION] = { "correction", "补正事项", "请一次写全需要补正的事项。" },
	[ELEMENT_GUIDANCE] = { "guidance", "指导释明", "请说明怎样补正，给予指导和释明。" },
	[ELEMENT_EXTENDED_TO] = { "extended_to", "延长至", "请写明延长到哪一天。" },
	[ELEMENT_DELAYED_TO] = { "delayed_to", "延迟至", "请写明延迟到哪一天答复。" },
	[ELEMENT_NOT_COUNTED] = { "not_counted", "期限说明", "请说明征求意见的时间不计入答复期限。" },
	[ELEMENT_PARTY] = { "party", "被征求意见方", "请写明征求谁的意见。" },
	[ELEMENT_PROPOSED] = { "proposed", "拟公开内容", "请写明拟公开的内容。" },
	[ELEMENT_ANSWER_TIME] = { "answer_time", "法定期限", "请写明对方办理的法定期限。" },
	[ELEMENT_ANSWER_CODE] = { "answer_code", "反馈码", "请写明网上反馈意见用的反馈码。" },
	[ELEMENT_CONSULTED] = { "consulted", "征求意见情况", "请写明正在征求哪一方的意见（不写第三方的姓名）。" },
	[ELEMENT_PUBLIC_INTEREST] = { "public_interest", "公共利益理由",
		"请说明不公开会对公共利益造成怎样的重大影响。" },
	[ELEMENT_UNASKED_REASON] = { "unasked_reason", "未征求意见理由",
		"没有征求第三方意见的，请说明为什么不需要或者无法征求。" },
	[ELEMENT_MEANS] = { "means", "提供方式", "请写明以什么方式提供信息。" },
	[ELEMENT_SOURCE] = { "source", "获取途径", "请写明获取的途径，例如网址、栏目、查阅地点。" },
	[ELEMENT_TIME] = { "time", "获取时间", "请写明可以获取的时间。" },
	[ELEMENT_GIVEN] = { "given", "公开内容", "请写明公开的内容。" },
	[ELEMENT_WITHHELD] = { "withheld", "不予公开内容", "请写明不予公开的是哪些内容。" },
	[ELEMENT_WITHHELD_BASIS] = { "withheld_basis", "不予公开依据",
		"请写明不予公开的部分依据条例第十四条、第十五条还是第十六条。" },
	[ELEMENT_LAW] = { "law", "相关法律", "请写明依据的法律、行政法规名称和条款。" },
	[ELEMENT_SEARCH_SCOPE] = { "search_scope", "检索范围", "请写明检索了哪些部门、档案和系统。" },
	[ELEMENT_SEARCH_METHOD] = { "search_method", "检索方法", "请写明怎样检索，用了哪些关键词、年份。" },
	[ELEMENT_RIGHT_ORGAN] = { "right_organ", "负责机关", "请写明负责的（有权公开、更正或者处理的）机关的名称。" },
	[ELEMENT_RIGHT_CONTACT] = { "right_contact", "负责机关联系方式", "请写明那个机关的联系方式。" },
	[ELEMENT_EARLIER_NUMBER] = { "earlier_number", "前次文号", "请写明前一次文书的文号。" },
	[ELEMENT_EARLIER_DATE] = { "earlier_date", "前次日期", "请写明前一次文书的日期。" },
	[ELEMENT_PROPER_CHANNEL] = { "proper_channel", "相应渠道", "请写明可以通过什么渠道提出。" },
	[ELEMENT_HANDLED_AT] = { "handled_at", "办理处", "请写明到哪里办理。" },
	[ELEMENT_FEE_STANDARD] = { "fee_standard", "收费标准", "请写明收费标准。" },
	[ELEMENT_FEE_DETAIL] = { "fee_detail", "数额明细", "请写明数额怎样算出。" },
	[ELEMENT_FEE_AMOUNT] = { "fee_amount", "应缴金额", "请写明应缴的金额。" },
	[ELEMENT_FEE_ACCOUNT] = { "fee_account", "缴纳方式", "请写明怎样缴纳。" },
	[ELEMENT_RECORD] = { "record", "更正事项", "请写明要求更正的是什么记录。" },
	[ELEMENT_RECORD_RESULT] = { "record_result", "更正结果", "请写明核实和更正的结果。" },
	[ELEMENT_COMPLAINT_RESULT] = { "complaint_result", "处理情况",
		"请写明查证属实的是什么、怎样督促改正。" },
	[ELEMENT_RECIPIENT] = { "recipient", "收件人", "请写明收件人。" },
	[ELEMENT_ADDRESS] = { "address", "收件地址", "请写明收件地址。" },
	[ELEMENT_POSTCODE] = { "postcode", "邮政编码", "请写明收件地址的邮政编码。" },
	[ELEMENT_OWN_ADDRESS] = { "own_address", "机关地址", "请写明本机关的地址。" },
	[ELEMENT_OWN_POSTCODE] = { "own_postcode", "机关邮政编码", "请写明本机关的邮政编码。" },
	[ELEMENT_SERVED_LETTER] = { "served_letter", "送达文书", "请写明送达的文书名称和文号。" },
	[ELEMENT_SERVICE] = { "service", "送达方式", "请写明送达方式。" },
	[ELEMENT_OPINION] = { "opinion", "拟办意见", "请写明拟办意见。" },
};

const char *element_key(enum element e)
{
	return elements[e].key;
}

const char *element_label(enum element e)
{
	return elements[e].label;
}

const char *element_ask(enum element e)
{
	return elements[e].ask;
}

enum element element_of_key(struct sv key)
{
	int e = 0;
	while (e < ELEMENT__MAX && !sv_eq(sv_of(elements[e].key), key))
		e++;
	return (enum element)e;
}

enum element element_of_label(struct sv label)
{
	int e = 0;
	while (e < ELEMENT__MAX && !sv_eq(sv_of(elements[e].label), label))
		e++;
	return (enum element)e;
}
