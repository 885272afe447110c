/* Not satisfied: what the law leaves to an applicant against this answer, and the form for it, filled in. */
#include "law/outcome.h"
#include "request/office.h"
#include "web/follow.h"
#include "web/pages.h"
#include "web/templates.h"

#include <assert.h>

/* The two tables name the same kinds in the same order. */
static_assert((int)REMEDY_OF_STREET == (int)UNIT_STREET && (int)REMEDY_OF__MAX == (int)UNIT_KIND__MAX,
	"kinds of units");

/** Has the reply been due before today? */
static bool is_overdue(const struct follow *f)
{
	const struct request *r = &f->request;
	return request_state_is_open(r->state) && r->state != REQUEST_CORRECTING
		&& r->state != REQUEST_AWAITING_FEE && r->received_on.year && r->due.year
		&& date_to_day(f->env.today) > date_to_day(r->due);
}

/** What is there to be fought: an answer, an end without one, or silence. REMEDY_RULE_NONE: nothing yet. */
static enum remedy_rule rule_of(const struct follow *f)
{
	const struct request *r = &f->request;
	const struct outcome *o = r->outcome.n ? outcome_of_key(r->outcome) : NULL;
	bool ended = r->state == REQUEST_REPLIED || r->state == REQUEST_CLOSED
		|| r->state == REQUEST_ARCHIVED;
	if (ended && o && !follow_last(f, REQUEST_WITHDRAW))
		return o->remedy;
	return is_overdue(f) ? REMEDY_RULE_SILENCE : REMEDY_RULE_NONE;
}

bool follow_has_remedy(const struct follow *f)
{
	return rule_of(f) != REMEDY_RULE_NONE;
}

/** Where reconsideration is applied for, and to which court one goes: of this office, or in general. */
struct organs {
	struct remedy_advice advice;
	struct remedy_names names;
};

static int organs_of(struct visit *v, const struct follow *f, struct organs *ret, struct err *err)
{
	struct sv office[OFFICE_KEY__MAX];
	const struct request *r = &f->request;
	struct date day = r->closed_on.year ? r->closed_on : f->env.today;
	ret->advice = remedy_advise(rule_of(f), (enum remedy_unit)r->unit_kind, day,
		&remedy_default_rules);
	int rc = office_get(v->db, r->unit, v->arena, office, err);
	if (rc)
		return rc;
	struct sv organ = office[OFFICE_RECONSIDERATION], court = office[OFFICE_COURT],
		superior = office[OFFICE_SUPERIOR];
	ret->names = (struct remedy_names){ .organ = organ.n ? organ : sv_of(ret->advice.organ),
		.superior = superior.n ? superior : SV("上一级主管部门"),
		.court = court.n ? court : SV("有管辖权的人民法院"),
		.link = office[OFFICE_RECONSIDERATION_URL],
		.by_internet = office[OFFICE_RECONSIDERATION_URL].n > 0,
		.decision = rule_of(f) == REMEDY_RULE_SILENCE ? SV("逾期不答复") : SV("这个答复") };
	return E_OK;
}

/** Without an answer there is no letter whose paragraph could say it. */
static struct sv silence_text(struct visit *v, const struct organs *o)
{
	return sv_fmt(v->arena, "机关超过期限没有答复的，可以从期限届满的第二天起%d日内向%.*s申请行政复议，"
		"或者在%d个月内向%.*s提起行政诉讼。", o->advice.reconsider_days, SV_ARG(o->names.organ),
		o->advice.litigate_months, SV_ARG(o->names.court));
}

int page_remedy(struct visit *v, struct err *err)
{
	struct follow f;
	struct organs o;
	bool led;
	struct sv text = SV("");
	int rc = follow_open(v, &f, &led, err);
	if (rc || led)
		return rc;
	if (!follow_has_remedy(&f))
		return err_set(err, E_NOT_FOUND, "现在还没有可以申请复议或者起诉的决定。");
	bool silence = rule_of(&f) == REMEDY_RULE_SILENCE;
	rc = organs_of(v, &f, &o, err);
	if (!rc && silence)
		text = silence_text(v, &o);
	else if (!rc)
		rc = remedy_text(&o.advice, &o.names, v->arena, &text, err);
	if (rc)
		return rc;
	const struct outcome *outcome = outcome_of_key(f.request.outcome);
	struct date from = silence ? f.request.due : f.request.replied_on;
	struct view_remedy view = { .number = f.request.number, .back_url = SV("/follow/request"),
		.outcome = silence ? SV("超过期限没有答复") : outcome ? sv_of(outcome->label) : SV(""),
		.text = text, .why = sv_of(o.advice.why), .article = sv_of(o.advice.article),
		.unsettled = !o.advice.settled, .organ = o.names.organ, .link = o.names.link,
		.first = o.advice.way == REMEDY_WAY_FIRST || o.advice.way == REMEDY_WAY_SPLIT,
		.form_url = SV("/follow/remedy/form"), .from = follow_day(v, from),
		.latest = from.year ? follow_day(v, date_of_day(date_to_day(from)
			+ o.advice.reconsider_days)) : SV(""), .silence = silence };
	view.frame = apply_frame(v, SV("不服答复怎么办"));
	return VISIT_RENDER(v, 200, template_remedy, &view, err);
}

/* ── The form ──────────────────────────────────────────────────────────────────────────────── */

static struct sv claim_of(struct visit *v, const struct follow *f)
{
	const struct request *r = &f->request;
	if (rule_of(f) == REMEDY_RULE_SILENCE)
		return SV("一、确认被申请人没有在法定期限内答复申请人的政府信息公开申请违法；\n二、责令被申请人限期答复。");
	return sv_fmt(v->arena, "一、撤销被申请人%.*s作出的%.*s政府信息公开答复；\n二、责令被申请人限期重新作出答复。",
		SV_ARG(follow_day(v, r->closed_on)), SV_ARG(r->letter_number));
}

static struct sv facts_of(struct visit *v, const struct follow *f)
{
	const struct request *r = &f->request;
	const struct outcome *o = outcome_of_key(r->outcome);
	struct sv asked = follow_day(v, r->submitted_on);
	if (rule_of(f) == REMEDY_RULE_SILENCE)
		return sv_fmt(v->arena, "申请人于%.*s向被申请人申请公开“%.*s”，申请编号%.*s。被申请人于%.*s收到，答复期限到%.*s"
			"为止，至今没有答复。", SV_ARG(asked), SV_ARG(r->title), SV_ARG(r->number),
			SV_ARG(follow_day(v, r->received_on)), SV_ARG(follow_day(v, r->due)));
	return sv_fmt(v->arena, "申请人于%.*s向被申请人申请公开“%.*s”，申请编号%.*s。被申请人于%.*s作出%s决定。",
		SV_ARG(asked), SV_ARG(r->title), SV_ARG(r->number), SV_ARG(follow_day(v, r->closed_on)),
		o ? o->label : "处理");
}

int page_remedy_form(struct visit *v, struct err *err)
{
	struct follow f;
	struct organs o;
	bool led;
	struct request_inside inside;
	int rc = follow_open(v, &f, &led, err);
	if (rc || led)
		return rc;
	if (!follow_has_remedy(&f))
		return err_set(err, E_NOT_FOUND, "现在还没有可以申请复议的决定。");
	rc = organs_of(v, &f, &o, err);
	if (!rc)
		rc = request_open(&f.env, &f.request, SV(""), v->arena, &inside, err);
	if (rc)
		return rc;
	const struct applicant *a = &inside.applicant;
	struct view_remedy_form view = { .back_url = SV("/follow/remedy"), .organ = o.names.organ,
		.name = a->name, .id_type = a->id_type, .id_number = a->id_number, .address = a->address,
		.phone = a->phone, .representative = a->representative, .agent = a->agent,
		.respondent = f.request.unit_name, .claim = claim_of(v, &f), .facts = facts_of(v, &f),
		.letter = rule_of(&f) != REMEDY_RULE_SILENCE };
	view.frame = apply_frame(v, SV("行政复议申请书"));
	return VISIT_RENDER(v, 200, template_remedy_form, &view, err);
}
