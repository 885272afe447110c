#include "law/clock.h"

/** The index of `key` in a row of keys, or `n`. */
static int find(const char *const *keys, int n, struct sv key)
{
	for (int i = 0; i < n; i++)
		if (sv_eq(key, sv_of(keys[i])))
			return i;
	return n;
}

static const char *const channel_keys[CHANNEL__MAX] = {
	[CHANNEL_COUNTER] = "counter",
	[CHANNEL_POST_SIGNED] = "post_signed",
	[CHANNEL_POST_ORDINARY] = "post_ordinary",
	[CHANNEL_WEB] = "web",
	[CHANNEL_FAX] = "fax",
	[CHANNEL_EMAIL] = "email",
	[CHANNEL_ORAL] = "oral",
};

const char *channel_key(enum channel c)
{
	return channel_keys[c];
}

const char *channel_label(enum channel c)
{
	static const char *const labels[CHANNEL__MAX] = {
		[CHANNEL_COUNTER] = "当面提交",
		[CHANNEL_POST_SIGNED] = "邮寄（签收）",
		[CHANNEL_POST_ORDINARY] = "邮寄（平常信函）",
		[CHANNEL_WEB] = "互联网",
		[CHANNEL_FAX] = "传真",
		[CHANNEL_EMAIL] = "电子邮件",
		[CHANNEL_ORAL] = "口头",
	};
	return labels[c];
}

enum channel channel_of_key(struct sv key)
{
	return (enum channel)find(channel_keys, CHANNEL__MAX, key);
}

static const char *const event_keys[CLOCK_EVENT__MAX] = {
	[CLOCK_SUBMITTED] = "submitted",
	[CLOCK_CONFIRMED] = "confirmed",
	[CLOCK_CORRECTION_ASKED] = "correction_asked",
	[CLOCK_CORRECTED] = "corrected",
	[CLOCK_CONSULT_SENT] = "consult_sent",
	[CLOCK_CONSULT_BACK] = "consult_back",
	[CLOCK_EXTENDED] = "extended",
	[CLOCK_FEE_ASKED] = "fee_asked",
	[CLOCK_FEE_PAID] = "fee_paid",
	[CLOCK_REPLIED] = "replied",
};

const char *clock_event_key(enum clock_event_kind k)
{
	return event_keys[k];
}

enum clock_event_kind clock_event_of_key(struct sv key)
{
	return (enum clock_event_kind)find(event_keys, CLOCK_EVENT__MAX, key);
}

static const char *const consulted_keys[CONSULT__MAX] = {
	[CONSULT_THIRD_PARTY] = "third_party",
	[CONSULT_CO_AUTHOR] = "co_author",
	[CONSULT_OTHER_ORGAN] = "other_organ",
};

const char *consulted_key(enum consulted c)
{
	return consulted_keys[c];
}

enum consulted consulted_of_key(struct sv key)
{
	return (enum consulted)find(consulted_keys, CONSULT__MAX, key);
}

const char *clock_state_key(enum clock_state s)
{
	static const char *const keys[CLOCK_STATE__MAX] = {
		[CLOCK_AWAITING_CONFIRMATION] = "awaiting_confirmation",
		[CLOCK_RUNNING] = "running",
		[CLOCK_AWAITING_CORRECTION] = "awaiting_correction",
		[CLOCK_CONSULTING] = "consulting",
		[CLOCK_AWAITING_PAYMENT] = "awaiting_payment",
		[CLOCK_LAPSED_UNPAID] = "lapsed_unpaid",
		[CLOCK_OVERDUE] = "overdue",
		[CLOCK_DONE] = "replied",
	};
	return keys[s];
}

const char *clock_state_label(enum clock_state s)
{
	static const char *const labels[CLOCK_STATE__MAX] = {
		[CLOCK_AWAITING_CONFIRMATION] = "等待双方确认收到",
		[CLOCK_RUNNING] = "办理中",
		[CLOCK_AWAITING_CORRECTION] = "等待申请人补正",
		[CLOCK_CONSULTING] = "征求意见中",
		[CLOCK_AWAITING_PAYMENT] = "等待申请人缴费",
		[CLOCK_LAPSED_UNPAID] = "逾期未缴费",
		[CLOCK_OVERDUE] = "已超过答复期限",
		[CLOCK_DONE] = "已答复",
	};
	return labels[s];
}
