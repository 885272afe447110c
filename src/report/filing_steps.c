/* The states of a filing, the steps between them, and who may take them. */
#include "report/filing.h"

#include "base/word.h"

enum {
	DESK = 1u << ROLE_SUPERVISOR | 1u << ROLE_ADMIN,
	ANY_STAFF = (unsigned)ROLES_OF_OFFICE | DESK
};

/* Whoever delivers may be the unit itself; whoever judges is above it. */
const struct filing_step filing_steps[] = {
	{ FILING_NONE, FILING_DELIVER, FILING_RECEIVED, ANY_STAFF, false, "report.received" },
	{ FILING_RECEIVED, FILING_DELIVER, FILING_RECEIVED, ANY_STAFF, false, "report.received" },
	{ FILING_RETURNED, FILING_DELIVER, FILING_RECEIVED, ANY_STAFF, false, "report.received" },
	{ FILING_WITHDRAWN, FILING_DELIVER, FILING_RECEIVED, ANY_STAFF, false, "report.received" },
	{ FILING_RECEIVED, FILING_GIVE_BACK, FILING_RETURNED, DESK, true, "report.returned" },
	{ FILING_ACCEPTED, FILING_GIVE_BACK, FILING_RETURNED, DESK, true, "report.returned" },
	{ FILING_RECEIVED, FILING_ACCEPT, FILING_ACCEPTED, DESK, false, "report.accepted" },
	{ FILING_ACCEPTED, FILING_PUBLISH, FILING_PUBLISHED, DESK, false, "report.published" },
	{ FILING_PUBLISHED, FILING_WITHDRAW, FILING_WITHDRAWN, DESK, true, "report.withdrawn" },
};
const size_t filing_n_steps = sizeof filing_steps / sizeof *filing_steps;

static const struct word states[FILING_STATE__MAX] = {
	[FILING_NONE] = { "none", "未报送" },
	[FILING_RECEIVED] = { "received", "已收到" },
	[FILING_RETURNED] = { "returned", "已退回" },
	[FILING_ACCEPTED] = { "accepted", "已受理" },
	[FILING_PUBLISHED] = { "published", "已公布" },
	[FILING_WITHDRAWN] = { "withdrawn", "已撤下" },
};

static const struct word events[FILING_EVENT__MAX] = {
	[FILING_DELIVER] = { "deliver", "报送" },
	[FILING_GIVE_BACK] = { "give_back", "退回修改" },
	[FILING_ACCEPT] = { "accept", "受理" },
	[FILING_PUBLISH] = { "publish", "公布" },
	[FILING_WITHDRAW] = { "withdraw", "撤下" },
};

const char *filing_state_key(enum filing_state s)
{
	return states[s].key;
}

const char *filing_state_label(enum filing_state s)
{
	return states[s].label;
}

const char *filing_event_key(enum filing_event e)
{
	return events[e].key;
}

const char *filing_event_label(enum filing_event e)
{
	return events[e].label;
}

enum filing_state filing_state_of_key(struct sv key)
{
	return (enum filing_state)word_find(states, FILING_STATE__MAX, key);
}

enum filing_event filing_event_of_key(struct sv key)
{
	return (enum filing_event)word_find(events, FILING_EVENT__MAX, key);
}

const struct filing_step *filing_step_of(enum filing_state from, enum filing_event event,
	enum role role)
{
	for (size_t i = 0; i < filing_n_steps; i++) {
		const struct filing_step *s = &filing_steps[i];
		if (s->from == from && s->event == event && s->roles & 1u << role)
			return s;
	}
	return NULL;
}

/* Art. 49: departments hand their report to the office in charge by 31 January; art. 50 and 49 (2): the
   report of a government is published by 31 March. Neither names towns and streets. */
struct date filing_due(enum unit_kind kind, int year, const struct filing_dates *dates)
{
	if (kind == UNIT_GOVERNMENT)
		return (struct date){ year + 1, 3, 31 };
	if ((kind == UNIT_TOWN || kind == UNIT_STREET) && dates->town_month)
		return (struct date){ year + 1, dates->town_month, dates->town_day };
	return (struct date){ year + 1, 1, 31 };
}

bool filing_is_late(enum unit_kind kind, int year, enum filing_state state,
	const struct filing_dates *dates)
{
	bool open = state == FILING_NONE || state == FILING_RETURNED;
	return open && date_to_day(dates->today) > date_to_day(filing_due(kind, year, dates));
}
