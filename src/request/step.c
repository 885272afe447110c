#include "request/step.h"

#include "base/word.h"

enum {
	PUBLIC = 1u << ROLE_PUBLIC,
	HAND = 1u << ROLE_CLERK | 1u << ROLE_REVIEWER | 1u << ROLE_OFFICE_HEAD,
	CHECK = 1u << ROLE_REVIEWER | 1u << ROLE_OFFICE_HEAD,
	HEAD = 1u << ROLE_OFFICE_HEAD, /* art. 33 II */
	SIGN = 1u << ROLE_APPROVER,
	ABOVE = HEAD | SIGN
};

#define SILENT CLOCK_EVENT__MAX /* for the clock */
#define LETTER_OF_PARTY ""

const struct request_step request_steps[] = {
	/* In. */
	{ REQUEST_NONE, REQUEST_SUBMIT, REQUEST_SUBMITTED, PUBLIC | HAND, 0, CLOCK_SUBMITTED, "receipt",
		"request.submitted" },
	{ REQUEST_NONE, REQUEST_REGISTER, REQUEST_REGISTERED, HAND, 0, CLOCK_SUBMITTED, "receipt",
		"request.registered" },
	{ REQUEST_SUBMITTED, REQUEST_CONFIRM, REQUEST_REGISTERED, HAND, 0, CLOCK_CONFIRMED, "receipt",
		"request.confirmed" },
	{ REQUEST_SUBMITTED, REQUEST_TRANSFER, REQUEST_SUBMITTED, HAND, NEED_UNIT | NEED_REMARK, SILENT,
		NULL, "request.transferred" },

	/* Correction: once. */
	{ REQUEST_REGISTERED, REQUEST_ASK_CORRECTION, REQUEST_CORRECTING, HAND, NEED_REMARK | NEED_UNTIL,
		CLOCK_CORRECTION_ASKED, "correction", "request.correction_asked" },
	{ REQUEST_HANDLING, REQUEST_ASK_CORRECTION, REQUEST_CORRECTING, HAND, NEED_REMARK | NEED_UNTIL,
		CLOCK_CORRECTION_ASKED, "correction", "request.correction_asked" },
	{ REQUEST_CORRECTING, REQUEST_CORRECT, REQUEST_HANDLING, PUBLIC | HAND, NEED_REMARK,
		CLOCK_CORRECTED, NULL, "request.corrected" },
	{ REQUEST_CORRECTING, REQUEST_LAPSE, REQUEST_CLOSED, HAND, NEED_OVERDUE, SILENT,
		"closed_no_correction", "request.lapsed" },

	/* Into whose hands. */
	{ REQUEST_REGISTERED, REQUEST_ASSIGN, REQUEST_HANDLING, HAND, 0, SILENT, NULL,
		"request.assigned" },
	{ REQUEST_HANDLING, REQUEST_ASSIGN, REQUEST_HANDLING, HAND, 0, SILENT, NULL,
		"request.assigned" },
	{ REQUEST_REGISTERED, REQUEST_SPLIT, REQUEST_REGISTERED, HAND, NEED_ITEMS | NEED_REMARK, SILENT,
		NULL, "request.split" },
	{ REQUEST_HANDLING, REQUEST_SPLIT, REQUEST_HANDLING, HAND, NEED_ITEMS | NEED_REMARK, SILENT, NULL,
		"request.split" },

	/* Others are asked. */
	{ REQUEST_HANDLING, REQUEST_CONSULT, REQUEST_CONSULTING, HAND, NEED_PARTY, CLOCK_CONSULT_SENT,
		LETTER_OF_PARTY, "request.consultation_sent" },
	{ REQUEST_CONSULTING, REQUEST_CONSULT, REQUEST_CONSULTING, HAND, NEED_PARTY, CLOCK_CONSULT_SENT,
		LETTER_OF_PARTY, "request.consultation_sent" },
	{ REQUEST_CONSULTING, REQUEST_CONSULT_BACK, REQUEST_HANDLING, PUBLIC | HAND, NEED_PARTY,
		CLOCK_CONSULT_BACK, NULL, "request.consultation_back" },
	{ REQUEST_CONSULTING, REQUEST_CONSULT_SILENT, REQUEST_HANDLING, HAND, NEED_PARTY | NEED_OVERDUE,
		SILENT, NULL, "request.consultation_silent" },

	/* More time. */
	{ REQUEST_HANDLING, REQUEST_EXTEND, REQUEST_HANDLING, HEAD, NEED_WORKDAYS | NEED_REMARK,
		CLOCK_EXTENDED, "extension", "request.extended" },
	{ REQUEST_CONSULTING, REQUEST_EXTEND, REQUEST_CONSULTING, HEAD, NEED_WORKDAYS | NEED_REMARK,
		CLOCK_EXTENDED, "extension", "request.extended" },
	{ REQUEST_DRAFTED, REQUEST_EXTEND, REQUEST_DRAFTED, HEAD, NEED_WORKDAYS | NEED_REMARK,
		CLOCK_EXTENDED, "extension", "request.extended" },
	{ REQUEST_REVIEWED, REQUEST_EXTEND, REQUEST_REVIEWED, HEAD, NEED_WORKDAYS | NEED_REMARK,
		CLOCK_EXTENDED, "extension", "request.extended" },
	{ REQUEST_HANDLING, REQUEST_ASK_REASON, REQUEST_HANDLING, HAND, NEED_REMARK | NEED_UNTIL, SILENT,
		"reason_request", "request.reason_asked" },
	{ REQUEST_HANDLING, REQUEST_GIVE_REASON, REQUEST_HANDLING, PUBLIC | HAND, NEED_REMARK, SILENT,
		NULL, "request.reason_given" },
	{ REQUEST_HANDLING, REQUEST_DELAY, REQUEST_HANDLING, HEAD, NEED_UNTIL | NEED_REMARK, SILENT,
		"delay", "request.delayed" },

	/* The fee. */
	{ REQUEST_HANDLING, REQUEST_ASK_FEE, REQUEST_AWAITING_FEE, HAND, NEED_FEE, CLOCK_FEE_ASKED,
		"fee_notice", "request.fee_asked" },
	{ REQUEST_AWAITING_FEE, REQUEST_PAY, REQUEST_HANDLING, HAND, 0, CLOCK_FEE_PAID, NULL,
		"request.fee_paid" },
	{ REQUEST_AWAITING_FEE, REQUEST_LAPSE, REQUEST_CLOSED, HAND, NEED_OVERDUE, SILENT,
		"closed_unpaid", "request.lapsed" },

	/* The answer. */
	{ REQUEST_HANDLING, REQUEST_DRAFT, REQUEST_DRAFTED, HAND, NEED_OUTCOME, SILENT, "",
		"request.drafted" },
	{ REQUEST_DRAFTED, REQUEST_REVIEW, REQUEST_REVIEWED, CHECK, NEED_OTHER, SILENT, NULL,
		"request.reviewed" },
	{ REQUEST_DRAFTED, REQUEST_SEND_BACK, REQUEST_HANDLING, HAND | SIGN, NEED_REMARK, SILENT, NULL,
		"request.sent_back" },
	{ REQUEST_REVIEWED, REQUEST_SEND_BACK, REQUEST_HANDLING, HAND | SIGN, NEED_REMARK, SILENT, NULL,
		"request.sent_back" },
	{ REQUEST_SIGNED, REQUEST_SEND_BACK, REQUEST_HANDLING, SIGN, NEED_REMARK, SILENT, NULL,
		"request.sent_back" },
	{ REQUEST_REVIEWED, REQUEST_SIGN, REQUEST_SIGNED, SIGN, NEED_OTHER, SILENT, NULL,
		"request.signed" },
	{ REQUEST_SIGNED, REQUEST_SERVE, REQUEST_REPLIED, HAND, NEED_SERVICE, CLOCK_REPLIED, NULL,
		"request.replied" },
	{ REQUEST_MERGED, REQUEST_FOLLOW, REQUEST_REPLIED, HAND, NEED_SERVICE, CLOCK_REPLIED, NULL,
		"request.replied" },

	/* No answer is wanted any more; or one for several. */
	{ REQUEST_SUBMITTED, REQUEST_WITHDRAW, REQUEST_CLOSED, PUBLIC | HAND, NEED_REMARK, SILENT, NULL,
		"request.withdrawn" },
	{ REQUEST_REGISTERED, REQUEST_WITHDRAW, REQUEST_CLOSED, PUBLIC | HAND, NEED_REMARK, SILENT, NULL,
		"request.withdrawn" },
	{ REQUEST_CORRECTING, REQUEST_WITHDRAW, REQUEST_CLOSED, PUBLIC | HAND, NEED_REMARK, SILENT, NULL,
		"request.withdrawn" },
	{ REQUEST_HANDLING, REQUEST_WITHDRAW, REQUEST_CLOSED, PUBLIC | HAND, NEED_REMARK, SILENT, NULL,
		"request.withdrawn" },
	{ REQUEST_CONSULTING, REQUEST_WITHDRAW, REQUEST_CLOSED, PUBLIC | HAND, NEED_REMARK, SILENT, NULL,
		"request.withdrawn" },
	{ REQUEST_AWAITING_FEE, REQUEST_WITHDRAW, REQUEST_CLOSED, PUBLIC | HAND, NEED_REMARK, SILENT,
		NULL, "request.withdrawn" },
	{ REQUEST_DRAFTED, REQUEST_WITHDRAW, REQUEST_CLOSED, PUBLIC | HAND, NEED_REMARK, SILENT, NULL,
		"request.withdrawn" },
	{ REQUEST_REVIEWED, REQUEST_WITHDRAW, REQUEST_CLOSED, PUBLIC | HAND, NEED_REMARK, SILENT, NULL,
		"request.withdrawn" },
	{ REQUEST_MERGED, REQUEST_WITHDRAW, REQUEST_CLOSED, PUBLIC | HAND, NEED_REMARK, SILENT, NULL,
		"request.withdrawn" },
	{ REQUEST_REGISTERED, REQUEST_MERGE, REQUEST_MERGED, HAND, NEED_REQUEST | NEED_REMARK, SILENT,
		NULL, "request.merged" },
	{ REQUEST_HANDLING, REQUEST_MERGE, REQUEST_MERGED, HAND, NEED_REQUEST | NEED_REMARK, SILENT, NULL,
		"request.merged" },
	{ REQUEST_MERGED, REQUEST_UNMERGE, REQUEST_HANDLING, HAND, NEED_REMARK, SILENT, NULL,
		"request.unmerged" },

	/* Out of hands, and back. */
	{ REQUEST_REPLIED, REQUEST_ARCHIVE, REQUEST_ARCHIVED, HAND, 0, SILENT, NULL,
		"request.archived" },
	{ REQUEST_CLOSED, REQUEST_ARCHIVE, REQUEST_ARCHIVED, HAND, 0, SILENT, NULL, "request.archived" },
	{ REQUEST_REPLIED, REQUEST_REOPEN, REQUEST_HANDLING, ABOVE, NEED_REMARK | NEED_UNTIL, SILENT,
		NULL, "request.reopened" },
	{ REQUEST_CLOSED, REQUEST_REOPEN, REQUEST_HANDLING, ABOVE, NEED_REMARK | NEED_UNTIL, SILENT, NULL,
		"request.reopened" },
	{ REQUEST_ARCHIVED, REQUEST_REOPEN, REQUEST_HANDLING, ABOVE, NEED_REMARK | NEED_UNTIL, SILENT,
		NULL, "request.reopened" },

#define NOTE(state) \
	{ state, REQUEST_NOTE, state, PUBLIC | HAND | SIGN, NEED_REMARK, SILENT, NULL, "request.noted" }
	NOTE(REQUEST_SUBMITTED), NOTE(REQUEST_REGISTERED), NOTE(REQUEST_CORRECTING),
	NOTE(REQUEST_HANDLING), NOTE(REQUEST_CONSULTING), NOTE(REQUEST_AWAITING_FEE),
	NOTE(REQUEST_DRAFTED), NOTE(REQUEST_REVIEWED), NOTE(REQUEST_SIGNED), NOTE(REQUEST_REPLIED),
	NOTE(REQUEST_CLOSED), NOTE(REQUEST_MERGED), NOTE(REQUEST_ARCHIVED),

#define UNDO(state) \
	{ state, REQUEST_UNDO, REQUEST_NONE, ABOVE, NEED_REMARK, SILENT, NULL, "request.undone" }
	UNDO(REQUEST_REGISTERED), UNDO(REQUEST_CORRECTING), UNDO(REQUEST_HANDLING),
	UNDO(REQUEST_CONSULTING), UNDO(REQUEST_AWAITING_FEE), UNDO(REQUEST_DRAFTED),
	UNDO(REQUEST_REVIEWED), UNDO(REQUEST_SIGNED), UNDO(REQUEST_REPLIED), UNDO(REQUEST_CLOSED),
	UNDO(REQUEST_MERGED),
};
const size_t request_n_steps = sizeof request_steps / sizeof *request_steps;

static const struct word states[REQUEST_STATE__MAX] = {
	[REQUEST_NONE] = { "none", "未提交" },
	[REQUEST_SUBMITTED] = { "submitted", "待确认" },
	[REQUEST_REGISTERED] = { "registered", "待分办" },
	[REQUEST_CORRECTING] = { "correcting", "待补正" },
	[REQUEST_HANDLING] = { "handling", "办理中" },
	[REQUEST_CONSULTING] = { "consulting", "征求意见中" },
	[REQUEST_AWAITING_FEE] = { "awaiting_fee", "待缴费" },
	[REQUEST_DRAFTED] = { "drafted", "待审核" },
	[REQUEST_REVIEWED] = { "reviewed", "待签发" },
	[REQUEST_SIGNED] = { "signed", "待送达" },
	[REQUEST_REPLIED] = { "replied", "已答复" },
	[REQUEST_CLOSED] = { "closed", "已办结" },
	[REQUEST_MERGED] = { "merged", "并案办理" },
	[REQUEST_ARCHIVED] = { "archived", "已归档" },
};

static const struct word events[REQUEST_EVENT__MAX] = {
	[REQUEST_SUBMIT] = { "submit", "提交申请" },
	[REQUEST_REGISTER] = { "register", "登记" },
	[REQUEST_CONFIRM] = { "confirm", "确认收到" },
	[REQUEST_TRANSFER] = { "transfer", "转交" },
	[REQUEST_ASK_CORRECTION] = { "ask_correction", "告知补正" },
	[REQUEST_CORRECT] = { "correct", "补正" },
	[REQUEST_LAPSE] = { "lapse", "逾期不再处理" },
	[REQUEST_ASSIGN] = { "assign", "分办" },
	[REQUEST_SPLIT] = { "split", "拆分（一事一申请）" },
	[REQUEST_CONSULT] = { "consult", "征求意见" },
	[REQUEST_CONSULT_BACK] = { "consult_back", "收到意见" },
	[REQUEST_CONSULT_SILENT] = { "consult_silent", "逾期未提出意见" },
	[REQUEST_EXTEND] = { "extend", "延长答复期限" },
	[REQUEST_ASK_REASON] = { "ask_reason", "要求说明理由" },
	[REQUEST_GIVE_REASON] = { "give_reason", "说明理由" },
	[REQUEST_DELAY] = { "delay", "确定延迟答复期限" },
	[REQUEST_ASK_FEE] = { "ask_fee", "通知缴费" },
	[REQUEST_PAY] = { "pay", "缴费" },
	[REQUEST_DRAFT] = { "draft", "拟办" },
	[REQUEST_REVIEW] = { "review", "审核" },
	[REQUEST_SEND_BACK] = { "send_back", "退回重办" },
	[REQUEST_SIGN] = { "sign", "签发" },
	[REQUEST_SERVE] = { "serve", "送达答复" },
	[REQUEST_WITHDRAW] = { "withdraw", "撤回申请" },
	[REQUEST_MERGE] = { "merge", "并案" },
	[REQUEST_UNMERGE] = { "unmerge", "取消并案" },
	[REQUEST_FOLLOW] = { "follow", "随并案答复" },
	[REQUEST_ARCHIVE] = { "archive", "归档" },
	[REQUEST_REOPEN] = { "reopen", "重新办理" },
	[REQUEST_NOTE] = { "note", "补充记录" },
	[REQUEST_UNDO] = { "undo", "撤销上一步" },
};

const char *request_state_key(enum request_state s)
{
	return states[s].key;
}

const char *request_state_label(enum request_state s)
{
	return states[s].label;
}

const char *request_event_key(enum request_event e)
{
	return events[e].key;
}

const char *request_event_label(enum request_event e)
{
	return events[e].label;
}

enum request_state request_state_of_key(struct sv key)
{
	return (enum request_state)word_find(states, REQUEST_STATE__MAX, key);
}

enum request_event request_event_of_key(struct sv key)
{
	return (enum request_event)word_find(events, REQUEST_EVENT__MAX, key);
}

bool request_state_is_open(enum request_state s)
{
	return s != REQUEST_NONE && s != REQUEST_REPLIED && s != REQUEST_CLOSED && s != REQUEST_ARCHIVED;
}

const struct request_step *request_step_find(enum request_state from, enum request_event event)
{
	for (const struct request_step *s = request_steps; s < request_steps + request_n_steps; s++)
		if (s->from == from && s->event == event)
			return s;
	return NULL;
}

const struct request_step *request_step_of(enum request_state from, enum request_event event,
	enum role role)
{
	const struct request_step *s = request_step_find(from, event);
	return s && s->roles & 1u << role ? s : NULL;
}

enum request_event request_first_event(enum channel c)
{
	bool certain = c == CHANNEL_COUNTER || c == CHANNEL_POST_SIGNED || c == CHANNEL_ORAL;
	return certain ? REQUEST_REGISTER : REQUEST_SUBMIT;
}
