#include "request/fold.h"

#include <string.h>

static bool is_later(struct date a, struct date b)
{
	return !b.year || date_to_day(a) > date_to_day(b);
}

static bool counts(const struct request_deed *d)
{
	return !d->undone && d->event != REQUEST_UNDO;
}

const struct request_deed *request_last_deed(const struct request_deed *deeds, size_t n)
{
	while (n--)
		if (counts(&deeds[n]) && deeds[n].event != REQUEST_NOTE)
			return &deeds[n];
	return NULL;
}

/** The clock sees a deed unless the request was reopened before: then a decision sets the date. */
static bool to_clock(struct request_standing *s, const struct request_deed *d)
{
	const struct request_step *step = request_step_find(d->from, d->event);
	if (!step || step->clock == CLOCK_EVENT__MAX || s->reopened)
		return true;
	if (s->n_clock == CLOCK_EVENTS_MAX)
		return false;
	s->clock[s->n_clock++] = (struct clock_event){ .kind = step->clock, .day = date_to_day(d->day),
		.to = d->party == CONSULT__MAX ? CONSULT_THIRD_PARTY : d->party, .workdays = d->workdays };
	return true;
}

static void close_on(struct request_standing *s, const struct request_deed *d, struct sv outcome)
{
	s->outcome = outcome;
	if (s->closed_on.year)
		return;
	s->closed_on = d->day;
	s->counted = outcome;
}

/** What a deed changes beside the state. */
static void take(struct request_standing *s, const struct request_deed *d)
{
	switch (d->event) {
	case REQUEST_SUBMIT:
	case REQUEST_REGISTER:
		s->submitted_on = d->day;
		break;
	case REQUEST_ASK_CORRECTION:
	case REQUEST_ASK_REASON:
		s->limit = d->until;
		break;
	case REQUEST_CORRECT:
	case REQUEST_GIVE_REASON:
		s->limit = (struct date){ 0 };
		break;
	case REQUEST_ASSIGN:
		s->handler = d->object;
		break;
	case REQUEST_DELAY:
		s->until = d->until;
		break;
	case REQUEST_DRAFT:
		s->outcome = d->outcome;
		s->drafter = d->account;
		break;
	case REQUEST_SERVE:
	case REQUEST_FOLLOW:
		s->replied_on = d->day;
		s->service = d->word;
		close_on(s, d, d->event == REQUEST_FOLLOW ? d->outcome : s->outcome);
		break;
	case REQUEST_LAPSE:
		close_on(s, d, d->from == REQUEST_AWAITING_FEE ? SV(OUTCOME_UNPAID) : SV(OUTCOME_UNCORRECTED));
		break;
	case REQUEST_WITHDRAW:
		close_on(s, d, SV(OUTCOME_WITHDRAWN));
		s->lead = 0;
		break;
	case REQUEST_MERGE:
		s->lead = d->object;
		break;
	case REQUEST_UNMERGE:
		s->lead = 0;
		break;
	case REQUEST_REOPEN:
		s->reopened = true;
		s->until = d->until;
		break;
	default:
		break;
	}
}

/** Which consultations are open, and since when. */
static void count_consultations(const struct request_deed *deeds, size_t n,
	struct request_standing *s)
{
	for (size_t i = 0; i < n; i++) {
		if (deeds[i].event != REQUEST_CONSULT || !counts(&deeds[i]))
			continue;
		bool open = true;
		for (size_t j = i + 1; j < n; j++)
			if (counts(&deeds[j]) && deeds[j].party_id == deeds[i].party_id
				&& (deeds[j].event == REQUEST_CONSULT_BACK
					|| deeds[j].event == REQUEST_CONSULT_SILENT))
				open = false;
		if (!open)
			continue;
		s->n_open_consultations++;
		if (!s->consult_from.year || is_later(s->consult_from, deeds[i].day)) {
			s->consult_from = deeds[i].day;
			s->consult_kind = deeds[i].party;
		}
	}
}

bool request_fold(const struct request_deed *deeds, size_t n, struct request_standing *ret)
{
	memset(ret, 0, sizeof *ret);
	for (size_t i = 0; i < n; i++) {
		const struct request_deed *d = &deeds[i];
		if (!counts(d))
			continue;
		if (!to_clock(ret, d))
			return false;
		take(ret, d);
		if (d->event == REQUEST_NOTE)
			continue;
		ret->state = d->to;
		if (is_later(d->day, ret->last_day))
			ret->last_day = d->day;
	}
	ret->n_events = n ? deeds[n - 1].number : 0;
	count_consultations(deeds, n, ret);
	return true;
}
