/**
 * Elements of letters (文书要素): what the letters of disclosure on request may have to hold, each with the name it
 * has in templates, e.g. `{检索范围}`. law/outcome.h says which of them an answer cannot do without, law/letter.h
 * which a letter cannot.
 *
 * Some are written by the law itself (the decision's wording, its article, the consequence of silence): nobody types
 * them, and no template can say them otherwise. A set is a uint64_t of ELEMENT_BIT.
 */
#pragma once

#include "base/sv.h"

#include <stdint.h>

enum element {
	/* whose letter, about what */
	ELEMENT_NUMBER,          /* 文号 */
	ELEMENT_APPLICANT,       /* 申请人 */
	ELEMENT_REQUEST_NUMBER,  /* 申请编号 */
	ELEMENT_RECEIVED_ON,     /* 收到日期 */
	ELEMENT_CHANNEL,         /* 提交方式 */
	ELEMENT_REQUEST,         /* 申请内容: restated */
	ELEMENT_DECISION,        /* 处理决定: by the law */
	ELEMENT_BASIS,           /* 法律依据: by the law */
	ELEMENT_REASON,          /* 理由 */
	ELEMENT_REMEDY,          /* 救济途径: law/remedy.h writes it */
	ELEMENT_ORGAN,           /* 机关名称 */
	ELEMENT_DATE,            /* 成文日期 */
	ELEMENT_ATTACHMENTS,     /* 附件 */
	/* the office, and dates */
	ELEMENT_OFFICE,          /* 承办机构 */
	ELEMENT_PHONE,           /* 联系电话 */
	ELEMENT_REPLY_DUE,       /* 答复期限 */
	ELEMENT_LIMIT,           /* 办理期限: until when the applicant corrects or explains */
	ELEMENT_CONSEQUENCE,     /* 逾期后果: by the law */
	ELEMENT_CORRECTION,      /* 补正事项 */
	ELEMENT_GUIDANCE,        /* 指导释明 */
	ELEMENT_EXTENDED_TO,     /* 延长至 */
	ELEMENT_DELAYED_TO,      /* 延迟至 */
	ELEMENT_NOT_COUNTED,     /* 期限说明: by the law */
	/* others who are asked */
	ELEMENT_PARTY,           /* 被征求意见方 */
	ELEMENT_PROPOSED,        /* 拟公开内容 */
	ELEMENT_ANSWER_TIME,     /* 法定期限: the addressee's, by the law */
	ELEMENT_ANSWER_CODE,     /* 反馈码: with which they answer on the page */
	ELEMENT_CONSULTED,       /* 征求意见情况: who is asked, without names of third parties */
	ELEMENT_PUBLIC_INTEREST, /* 公共利益理由 */
	ELEMENT_UNASKED_REASON,  /* 未征求意见理由 */
	/* the answer */
	ELEMENT_MEANS,           /* 提供方式 */
	ELEMENT_SOURCE,          /* 获取途径 */
	ELEMENT_TIME,            /* 获取时间 */
	ELEMENT_GIVEN,           /* 公开内容 */
	ELEMENT_WITHHELD,        /* 不予公开内容 */
	ELEMENT_WITHHELD_BASIS,  /* 不予公开依据: article and item for the withheld part */
	ELEMENT_LAW,             /* 相关法律: another law or administrative regulation and its article */
	ELEMENT_SEARCH_SCOPE,    /* 检索范围 */
	ELEMENT_SEARCH_METHOD,   /* 检索方法 */
	ELEMENT_RIGHT_ORGAN,     /* 负责机关 */
	ELEMENT_RIGHT_CONTACT,   /* 负责机关联系方式 */
	ELEMENT_EARLIER_NUMBER,  /* 前次文号 */
	ELEMENT_EARLIER_DATE,    /* 前次日期 */
	ELEMENT_PROPER_CHANNEL,  /* 相应渠道 */
	ELEMENT_HANDLED_AT,      /* 办理处 */
	/* the fee */
	ELEMENT_FEE_STANDARD,    /* 收费标准 */
	ELEMENT_FEE_DETAIL,      /* 数额明细 */
	ELEMENT_FEE_AMOUNT,      /* 应缴金额 */
	ELEMENT_FEE_ACCOUNT,     /* 缴纳方式 */
	/* correction of records (art. 41) */
	ELEMENT_RECORD,          /* 更正事项 */
	ELEMENT_RECORD_RESULT,   /* 更正结果 */
	/* complaints (art. 47, 51) */
	ELEMENT_COMPLAINT_RESULT, /* 处理情况: what was found, what was done */
	/* envelope, service record, forms of the house */
	ELEMENT_RECIPIENT,       /* 收件人 */
	ELEMENT_ADDRESS,         /* 收件地址 */
	ELEMENT_POSTCODE,        /* 邮政编码 */
	ELEMENT_OWN_ADDRESS,     /* 机关地址 */
	ELEMENT_OWN_POSTCODE,    /* 机关邮政编码 */
	ELEMENT_SERVED_LETTER,   /* 送达文书: name and number */
	ELEMENT_SERVICE,         /* 送达方式 */
	ELEMENT_OPINION,         /* 拟办意见 */
	ELEMENT__MAX
};

#define ELEMENT_BIT(e) (UINT64_C(1) << (e))

/** Key in the database and JSON ("search_scope"), name in templates and sentences ("检索范围"), and back
    (ELEMENT__MAX when there is none). */
const char *element_key(enum element e);
const char *element_label(enum element e);
enum element element_of_key(struct sv key);
enum element element_of_label(struct sv label);

/** What to do when it is missing, one sentence: "请写明检索了哪些载体和部门。" */
const char *element_ask(enum element e);

/** Written by the law, never typed. */
#define ELEMENTS_BY_LAW \
	(ELEMENT_BIT(ELEMENT_DECISION) | ELEMENT_BIT(ELEMENT_BASIS) | ELEMENT_BIT(ELEMENT_CONSEQUENCE) \
		| ELEMENT_BIT(ELEMENT_NOT_COUNTED) | ELEMENT_BIT(ELEMENT_ANSWER_TIME))
