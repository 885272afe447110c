#include "law/clock.h"

#include <string.h>

const struct clock_rules clock_default_rules = {
	.correction_notice = 7, .reply = 20, .extension_max = 20, .consult = 15, .fee = 20,
	.email_at_arrival = false, .payment_restarts = true };

enum { DAYS_FROM = -719162, DAYS_TO = 2932896 }; /* years 1 to 9999 */

/** A consultation that was sent. */
struct consult {
	enum consulted to;
	int64_t sent, back;
	struct clock_date due; /* none: no limit in law */
	bool answered;
};

/** What is known while the events are taken one after the other. */
struct walk {
	const struct calendar *calendar;
	const struct clock_rules *rules;
	const struct clock_input *in;
	struct clock_result *r;
	struct consult *consults; /* CLOCK_EVENTS_MAX of them */
	size_t n_consults;
	bool submitted, correction_asked, corrected, fee_asked, fee_paid, has_extension;
};

static void note_unknown(struct clock_result *r, int64_t day)
{
	int year = date_of_day(day).year;
	for (size_t i = 0; i < r->n_unknown_years; i++)
		if (r->unknown_years[i] == year)
			return;
	if (r->n_unknown_years < sizeof r->unknown_years / sizeof *r->unknown_years)
		r->unknown_years[r->n_unknown_years++] = year;
}

/** The n-th working day after `from`. */
static struct clock_date after(struct walk *w, int64_t from, int n)
{
	struct clock_date d = { .state = CLOCK_KNOWN };
	int64_t unknown;
	if (!calendar_after(w->calendar, from, n, &d.day, &unknown)) {
		note_unknown(w->r, unknown);
		d = (struct clock_date){ .state = CLOCK_UNKNOWN };
	}
	return d;
}

static void refuse(struct walk *w, size_t event, const char *why, const char *article)
{
	struct clock_result *r = w->r;
	r->refused[r->n_refused++] = (struct clock_refusal){ event, why, article };
}

static void begin_run(struct walk *w, int64_t day, enum clock_event_kind cause)
{
	struct clock_result *r = w->r;
	r->runs = true;
	r->run_from = day;
	r->run_cause = cause;
	r->received = (struct clock_date){ CLOCK_KNOWN, day };
	r->allowed = w->rules->reply;
	r->extended = 0;
	w->has_extension = false;
	r->consult_due = (struct clock_date){ CLOCK_NONE, 0 };
}

static void receive(struct walk *w, int64_t day)
{
	begin_run(w, day, CLOCK_SUBMITTED);
	w->r->first_received = w->r->received;
	w->r->correction_due = after(w, day, w->rules->correction_notice);
}

static void stop_run(struct walk *w, int64_t day, enum clock_event_kind cause)
{
	w->r->runs = false;
	w->r->stopped_on = day;
	w->r->stop_cause = cause;
}

/** Does the day of receipt depend on a confirmation? Art. 31. */
static bool needs_confirmation(const struct walk *w)
{
	switch (w->in->channel) {
	case CHANNEL_POST_ORDINARY:
	case CHANNEL_WEB:
	case CHANNEL_FAX:
		return true;
	case CHANNEL_EMAIL:
		return !w->rules->email_at_arrival;
	default:
		return false;
	}
}

/** The stretch that a consultation takes out of the run. */
static struct clock_pause pause_of(const struct consult *k)
{
	struct clock_pause p = { .from = k->sent, .to = k->back, .by = k->to };
	bool limited = k->due.state == CLOCK_KNOWN;
	if (limited && (!k->answered || k->due.day < k->back))
		p.to = k->due.day;
	else if (!k->answered)
		p.open = true;
	return p;
}

static void add_pause(struct clock_result *r, struct clock_pause p)
{
	size_t at = r->n_pauses++;
	for (; at > 0 && r->pauses[at - 1].from > p.from; at--)
		r->pauses[at] = r->pauses[at - 1];
	r->pauses[at] = p;
}

/** The pauses of the run so far, in order and without overlaps. */
static void collect_pauses(struct walk *w)
{
	struct clock_result *r = w->r;
	r->n_pauses = 0;
	for (size_t i = 0; i < w->n_consults; i++) {
		struct clock_pause p = pause_of(&w->consults[i]);
		p.from = p.from < r->run_from ? r->run_from : p.from;
		if (p.open || p.to > p.from)
			add_pause(r, p);
	}
	size_t n = 0;
	for (size_t i = 0; i < r->n_pauses; i++) {
		struct clock_pause *last = n ? &r->pauses[n - 1] : NULL;
		const struct clock_pause *p = &r->pauses[i];
		if (!last || (!last->open && p->from > last->to)) {
			r->pauses[n++] = *p;
		} else if (!last->open && (p->open || p->to > last->to)) {
			last->to = p->to;
			last->open = p->open;
		}
	}
	r->n_pauses = n;
}

/** Working days of the run in (run_from, to], pauses left out. */
static bool count_used(struct walk *w, int64_t to, int *ret)
{
	const struct clock_result *r = w->r;
	int64_t at = r->run_from, unknown = 0;
	int used = 0, some;
	for (size_t i = 0; i <= r->n_pauses; i++) {
		bool last = i == r->n_pauses;
		int64_t end = last || r->pauses[i].from > to ? to : r->pauses[i].from;
		if (!calendar_between(w->calendar, at, end, &some, &unknown)) {
			note_unknown(w->r, unknown);
			return false;
		}
		used += some;
		if (last || r->pauses[i].open || r->pauses[i].to >= to)
			break;
		at = r->pauses[i].to;
	}
	*ret = used;
	return true;
}

/** The last day of the run: the allowed-th working day outside the pauses. */
static struct clock_date due_of_run(struct walk *w)
{
	const struct clock_result *r = w->r;
	int64_t at = r->run_from, unknown = 0;
	int left = r->allowed, some;
	for (size_t i = 0; i < r->n_pauses; i++) {
		const struct clock_pause *p = &r->pauses[i];
		if (!calendar_between(w->calendar, at, p->from, &some, &unknown)) {
			/* The due date may still lie before the unknown day. */
			return after(w, at, left);
		}
		if (some >= left)
			break;
		left -= some;
		if (p->open)
			return (struct clock_date){ .state = CLOCK_UNKNOWN };
		at = p->to;
	}
	return after(w, at, left);
}

static void take_submitted(struct walk *w, size_t i, const struct clock_event *e)
{
	if (w->submitted) {
		refuse(w, i, "申请只能提交一次。", "条例第29条");
		return;
	}
	w->submitted = true;
	if (!needs_confirmation(w))
		receive(w, e->day);
}

static void take_confirmed(struct walk *w, size_t i, const struct clock_event *e)
{
	if (!needs_confirmation(w) || w->r->first_received.state == CLOCK_KNOWN)
		refuse(w, i, "这个申请不需要再确认收到。", "条例第31条");
	else
		receive(w, e->day);
}

static void take_correction_asked(struct walk *w, size_t i, const struct clock_event *e)
{
	if (w->correction_asked) {
		refuse(w, i, "补正只能要求一次，须一次性告知。", "条例第30条");
		return;
	}
	if (w->fee_asked && !w->fee_paid) {
		refuse(w, i, "已经发出收费通知，不能再要求补正。", "条例第30条");
		return;
	}
	w->correction_asked = true;
	stop_run(w, e->day, CLOCK_CORRECTION_ASKED);
}

static void take_corrected(struct walk *w, size_t i, const struct clock_event *e)
{
	if (!w->correction_asked || w->corrected) {
		refuse(w, i, "没有在等待补正。", "条例第30条");
		return;
	}
	w->corrected = true;
	w->r->correction_due = (struct clock_date){ CLOCK_NONE, 0 };
	begin_run(w, e->day, CLOCK_CORRECTED);
}

static void take_consult_sent(struct walk *w, const struct clock_event *e)
{
	struct consult *k = &w->consults[w->n_consults++];
	*k = (struct consult){ .to = e->to, .sent = e->day };
	if (e->to == CONSULT_OTHER_ORGAN)
		return;
	k->due = after(w, e->day, w->rules->consult);
	struct clock_date *due = &w->r->consult_due;
	if (due->state != CLOCK_UNKNOWN && (k->due.state == CLOCK_UNKNOWN || k->due.day > due->day))
		*due = k->due;
}

static void take_consult_back(struct walk *w, size_t i, const struct clock_event *e)
{
	for (size_t c = 0; c < w->n_consults; c++)
		if (w->consults[c].to == e->to && !w->consults[c].answered) {
			w->consults[c].answered = true;
			w->consults[c].back = e->day;
			return;
		}
	refuse(w, i, "没有在等待这一方的意见。", "条例第32条、第33条、第34条");
}

static void take_extended(struct walk *w, size_t i, const struct clock_event *e)
{
	collect_pauses(w);
	struct clock_date due = due_of_run(w);
	if (w->has_extension)
		refuse(w, i, "答复期限只能延长一次。", "条例第33条第2款");
	else if (e->workdays < 1 || e->workdays > w->rules->extension_max)
		refuse(w, i, "延长的期限最长20个工作日，最短1个工作日。", "条例第33条第2款");
	else if (due.state == CLOCK_KNOWN && e->day > due.day)
		refuse(w, i, "答复期限已经过了，不能再延长；延期须在期限内告知申请人。", "条例第33条第2款");
	else {
		w->has_extension = true;
		w->r->extended = e->workdays;
		w->r->allowed += e->workdays;
	}
}

static void take_fee_asked(struct walk *w, size_t i, const struct clock_event *e)
{
	if (w->fee_asked) {
		refuse(w, i, "收费通知只能发一次。", "国办函〔2020〕109号");
		return;
	}
	if (!w->r->runs) {
		refuse(w, i, "正在等申请人补正，补正后再发收费通知。", "国办函〔2020〕109号");
		return;
	}
	w->fee_asked = true;
	w->r->fee_due = after(w, e->day, w->rules->fee);
	if (w->rules->payment_restarts)
		stop_run(w, e->day, CLOCK_FEE_ASKED);
}

static void take_fee_paid(struct walk *w, size_t i, const struct clock_event *e)
{
	if (!w->fee_asked || w->fee_paid) {
		refuse(w, i, "没有在等待缴费。", "国办函〔2020〕109号");
		return;
	}
	w->fee_paid = true;
	if (w->rules->payment_restarts)
		begin_run(w, e->day, CLOCK_FEE_PAID);
}

/** Take an event that needs a request under way. */
static void take_running(struct walk *w, size_t i, const struct clock_event *e)
{
	switch (e->kind) {
	case CLOCK_CORRECTION_ASKED: take_correction_asked(w, i, e); break;
	case CLOCK_CORRECTED: take_corrected(w, i, e); break;
	case CLOCK_CONSULT_SENT: take_consult_sent(w, e); break;
	case CLOCK_CONSULT_BACK: take_consult_back(w, i, e); break;
	case CLOCK_FEE_ASKED: take_fee_asked(w, i, e); break;
	case CLOCK_FEE_PAID: take_fee_paid(w, i, e); break;
	case CLOCK_EXTENDED:
		if (w->r->runs)
			take_extended(w, i, e);
		else
			refuse(w, i, "正在等申请人补正或者缴费，答复期限没有在计算，不能延长。",
				"条例第33条第2款");
		break;
	default:
		w->r->replied = (struct clock_date){ CLOCK_KNOWN, e->day };
		break;
	}
}

static void take(struct walk *w, size_t i)
{
	const struct clock_event *e = &w->in->events[i];
	w->r->last_event = e->day;
	if (w->r->replied.state == CLOCK_KNOWN)
		refuse(w, i, "已经答复，此后的事不影响期限。", "条例第33条");
	else if (e->kind == CLOCK_SUBMITTED)
		take_submitted(w, i, e);
	else if (!w->submitted)
		refuse(w, i, "这件事在提交申请之前。", "条例第31条");
	else if (e->kind == CLOCK_CONFIRMED)
		take_confirmed(w, i, e);
	else if (w->r->first_received.state != CLOCK_KNOWN)
		refuse(w, i, "还没有确认收到申请，期限没有开始。", "条例第31条");
	else
		take_running(w, i, e);
}

/** Is `day` inside a pause? */
static bool is_paused(const struct clock_result *r, int64_t day)
{
	for (size_t i = 0; i < r->n_pauses; i++)
		if (day > r->pauses[i].from && (r->pauses[i].open || day <= r->pauses[i].to))
			return true;
	return false;
}

static enum clock_state state_of(const struct walk *w)
{
	const struct clock_result *r = w->r;
	int64_t today = w->in->today;
	if (r->replied.state == CLOCK_KNOWN)
		return CLOCK_DONE;
	if (r->first_received.state != CLOCK_KNOWN)
		return CLOCK_AWAITING_CONFIRMATION;
	if (w->fee_asked && !w->fee_paid)
		return r->fee_due.state == CLOCK_KNOWN && today > r->fee_due.day ?
			CLOCK_LAPSED_UNPAID : CLOCK_AWAITING_PAYMENT;
	if (!r->runs)
		return CLOCK_AWAITING_CORRECTION;
	if (r->reply_due.state == CLOCK_KNOWN && today > r->reply_due.day)
		return CLOCK_OVERDUE;
	return is_paused(r, today) ? CLOCK_CONSULTING : CLOCK_RUNNING;
}

/** Days used and left on the day that matters: that of the reply, of the stop, or today. */
static void count_days(struct walk *w)
{
	struct clock_result *r = w->r;
	int64_t until = w->in->today;
	if (r->replied.state == CLOCK_KNOWN)
		until = r->replied.day;
	else if (!r->runs)
		until = r->stopped_on;
	r->used_known = r->first_received.state == CLOCK_KNOWN && count_used(w, until, &r->used);
	r->left_known = r->used_known && r->runs;
	r->left = r->left_known ? r->allowed - r->used : 0;
}

/** The events in the order of their days; insertion, which keeps the order given within a day. */
static void order_events(const struct clock_input *in, size_t *order)
{
	for (size_t i = 0; i < in->n; i++) {
		size_t at = i;
		for (; at > 0 && in->events[order[at - 1]].day > in->events[i].day; at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
}

int clock_set(const struct calendar *c, const struct clock_rules *rules,
	const struct clock_input *in, struct clock_result *ret, struct err *err)
{
	if (in->n == 0 || in->n > CLOCK_EVENTS_MAX)
		return err_set(err, E_USAGE, "要有1到%d件事，第一件是提交申请。", CLOCK_EVENTS_MAX);
	size_t order[CLOCK_EVENTS_MAX];
	order_events(in, order);
	if (in->events[order[0]].day < DAYS_FROM || in->events[order[in->n - 1]].day > DAYS_TO)
		return err_set(err, E_USAGE, "日期超出了公元1年到9999年。");
	memset(ret, 0, sizeof *ret);
	struct consult consults[CLOCK_EVENTS_MAX];
	struct walk w = { .calendar = c, .rules = rules, .in = in, .r = ret, .consults = consults };
	for (size_t i = 0; i < in->n; i++)
		take(&w, order[i]);
	if (!w.submitted)
		return err_set(err, E_USAGE, "缺少提交申请（submitted）这件事。");
	collect_pauses(&w);
	if (ret->runs)
		ret->reply_due = due_of_run(&w);
	count_days(&w);
	ret->state = state_of(&w);
	return E_OK;
}
