/* Where a request is and why: dates, the clock day by day, what can be done, documents. */
#include "web/follow.h"

#include <inttypes.h>

enum { FACTS = 8 };

static struct sv weekday(int64_t day)
{
	static const struct sv names[] = { SV_INIT("周一"), SV_INIT("周二"), SV_INIT("周三"), SV_INIT("周四"),
		SV_INIT("周五"), SV_INIT("周六"), SV_INIT("周日") };
	return names[date_weekday(day)];
}

static struct sv clock_day_words(struct visit *v, struct clock_date d)
{
	if (d.state == CLOCK_UNKNOWN)
		return SV("还算不出来，那一年的放假安排还没有公布");
	return d.state == CLOCK_KNOWN ? follow_day(v, date_of_day(d.day)) : SV("");
}

static void add_fact(struct view_fact *facts, struct view_facts *to, const char *key, struct sv value)
{
	if (value.n)
		facts[to->n_facts++] = (struct view_fact){ .key = sv_of(key), .value = value };
}

static int fill_facts(struct visit *v, const struct follow *f, const struct clock_result *c,
	struct view_follow_request *view, struct err *err)
{
	const struct request *r = &f->request;
	struct view_fact *facts = arena_array(v->arena, FACTS, sizeof *facts);
	if (!facts)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	view->facts.facts = facts;
	add_fact(facts, &view->facts, "收件机关", r->unit_name);
	add_fact(facts, &view->facts, "您提交的时间", visit_moment(v, r->submitted));
	add_fact(facts, &view->facts, r->kind == REQUEST_DISCLOSURE ? "收到申请之日" : "收到之日", c->first_received.state == CLOCK_NONE ?
		SV("还没有确认") : clock_day_words(v, c->first_received));
	if (r->received_on.year && r->first_received_on.year
		&& date_to_day(r->received_on) != date_to_day(r->first_received_on))
		add_fact(facts, &view->facts, "重新起算之日", follow_day(v, r->received_on));
	if (c->used_known && c->runs && r->kind == REQUEST_DISCLOSURE)
		add_fact(facts, &view->facts, "已用", sv_fmt(v->arena, "%d个工作日", c->used));
	if (c->extended)
		add_fact(facts, &view->facts, "延长", sv_fmt(v->arena, "%d个工作日", c->extended));
	return E_OK;
}

/** The date that counts now, and how far it is. */
static void fill_due(struct visit *v, const struct follow *f, const struct clock_result *c,
	struct view_follow_request *view)
{
	const struct request *r = &f->request;
	if (!request_state_is_open(r->state))
		return;
	if (r->kind != REQUEST_DISCLOSURE) {
		/* The law has no limit; a date that somebody set is one. */
		view->due_label = SV("期限");
		view->due = follow_day(v, r->due);
		return;
	}
	if (r->until.year) {
		view->due_label = SV("答复期限");
		view->due = follow_day(v, r->until);
	} else if (c->reply_due.state != CLOCK_NONE) {
		view->due_label = SV("答复期限");
		view->due = clock_day_words(v, c->reply_due);
		view->overdue = c->state == CLOCK_OVERDUE;
		if (c->left_known && c->left >= 0)
			view->left = sv_fmt(v->arena, "还剩%d个工作日", c->left);
		else if (c->left_known)
			view->left = sv_fmt(v->arena, "已经超过%d个工作日", -c->left);
	} else if (c->fee_due.state != CLOCK_NONE) {
		view->due_label = SV("缴费期限");
		view->due = clock_day_words(v, c->fee_due);
	} else if (r->limit.year) {
		view->due_label = SV("补正期限");
		view->due = follow_day(v, r->limit);
	}
}

static int fill_days(struct visit *v, const struct follow *f, const struct clock_input *in,
	const struct clock_result *c, struct view_follow_request *view, struct err *err)
{
	struct clock_day *days;
	size_t n;
	int counted = 0;
	int rc = clock_explain(f->env.calendar, in, c, v->arena, &days, &n, err);
	struct view_follow_day *list = rc ? NULL : arena_array(v->arena, n + 1, sizeof *list);
	if (rc || !list)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < n; i++) {
		char text[DATE_TEXT_MAX];
		list[i] = (struct view_follow_day){
			sv_dup(v->arena, sv_of(date_print(date_of_day(days[i].day), text))), weekday(days[i].day),
			sv_of(days[i].why), sv_of(days[i].article), days[i].counted, days[i].number };
		counted += days[i].counted;
	}
	view->days = list;
	view->n_days = n;
	view->days_summary = sv_fmt(v->arena, "期限是怎么算的：%zu天里有%d天算数，一天一天看", n, counted);
	return E_OK;
}

static int fill_clock(struct visit *v, const struct follow *f, struct view_follow_request *view,
	struct err *err)
{
	struct clock_result *c = arena_alloc(v->arena, sizeof *c);
	struct clock_input *in = arena_alloc(v->arena, sizeof *in);
	if (!c || !in)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	int rc = request_clock(&f->env, &f->request, v->arena, c, in, err);
	if (!rc)
		rc = fill_facts(v, f, c, view, err);
	if (!rc)
		fill_due(v, f, c, view);
	if (!rc && f->request.kind == REQUEST_DISCLOSURE && c->first_received.state != CLOCK_NONE)
		rc = fill_days(v, f, in, c, view, err);
	return rc;
}

static int fill_acts(struct visit *v, const struct follow *f, struct view_follow_request *view,
	struct err *err)
{
	struct view_follow_act *wanted = arena_array(v->arena, follow_n_acts + 1, sizeof *wanted),
		*others = arena_array(v->arena, follow_n_acts + 2, sizeof *others);
	if (!wanted || !others)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < follow_n_acts; i++) {
		const struct follow_act *a = &follow_acts[i];
		const struct view_follow_act act = { visit_url(v, "/follow/do/%s", a->key), a->event == REQUEST_WITHDRAW
			&& f->request.kind != REQUEST_DISCLOSURE ? SV("撤回") : sv_of(a->link) };
		if (follow_may(f, a) && a->wanted)
			wanted[view->n_wanted++] = act;
		else if (follow_may(f, a))
			others[view->n_others++] = act;
	}
	if (f->request.state == REQUEST_AWAITING_FEE)
		wanted[view->n_wanted++] = (struct view_follow_act){ SV("/follow/fee"), SV("看怎样缴费") };
	view->wanted = wanted;
	view->others = others;
	return E_OK;
}

static struct sv size_words(struct visit *v, int64_t bytes)
{
	return sv_fmt(v->arena, "%" PRId64 " KB", (bytes + 1023) / 1024);
}

static int fill_files(struct visit *v, const struct follow *f, struct view_follow_request *view,
	struct err *err)
{
	struct request_document *docs;
	size_t n;
	int rc = request_documents(&f->env, &f->request, v->arena, &docs, &n, err);
	struct view_follow_file *letters = rc ? NULL : arena_array(v->arena, n + 1, sizeof *letters),
		*own = rc ? NULL : arena_array(v->arena, n + 1, sizeof *own);
	if (rc || !letters || !own)
		return rc ? rc : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	for (size_t i = 0; i < n; i++) {
		const struct view_follow_file file = {
			visit_url(v, "/follow/files/%" PRId64, docs[i].id), docs[i].name,
			size_words(v, docs[i].size), visit_day(v, docs[i].time) };
		if (follow_is_own(f, &docs[i]))
			own[view->n_own++] = file;
		else if (follow_may_have(f, &docs[i]))
			letters[view->n_letters++] = file;
	}
	view->letters = letters;
	view->own = own;
	return E_OK;
}

int follow_fill(struct visit *v, const struct follow *f, struct view_follow_request *view,
	struct err *err)
{
	const struct request *r = &f->request;
	view->number = r->number;
	view->words = apply_words_of(r->kind);
	view->complain_url = r->kind == REQUEST_DISCLOSURE && !r->destroyed
		? SV("/apply/begin?for=complaint&about=yes") : SV("");
	view->title = r->title;
	view->state = follow_tag(r);
	view->sentence = follow_sentence(v, f);
	view->next = follow_next(v, f);
	view->leave_action = SV("/follow/leave");
	view->receipt_url = SV("/follow/receipt");
	view->remedy_url = follow_has_remedy(f) ? SV("/follow/remedy") : SV("");
	int rc = fill_acts(v, f, view, err);
	if (rc || r->destroyed)
		return rc;
	view->deeds = follow_deeds(v, f, &view->n_deeds);
	rc = fill_clock(v, f, view, err);
	return rc ? rc : fill_files(v, f, view, err);
}
