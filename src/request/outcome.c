/* May a request be answered so, now? What the law wants to know of it comes from its history. */
#include "request/answer.h"
#include "request/move_int.h"

#include <stdio.h>

/** The answers of requests that are none for disclosure: no cell; what each needs its letter says. */
static const struct answer others[] = {
	{ REQUEST_RECTIFICATION, "rectified", "已更正", "条例第41条", "rectify_done" },
	{ REQUEST_RECTIFICATION, "not_rectified", "经核实无需更正", "条例第41条",
		"rectify_refused" },
	{ REQUEST_RECTIFICATION, "rectification_forwarded", "已转送有权更正的机关", "条例第41条",
		"rectify_transfer" },
	{ REQUEST_RECTIFICATION, "rectification_referred", "已告知向有权更正的机关提出", "条例第41条",
		"rectify_referred" },
	{ REQUEST_RECTIFICATION, "withdrawn", "申请人撤回", "条例第41条", NULL },
	{ REQUEST_COMPLAINT, "complaint_founded", "投诉举报属实，已督促改正",
		"条例第47条、第51条", "complaint_founded" },
	{ REQUEST_COMPLAINT, "complaint_unfounded", "投诉举报不属实",
		"条例第47条、第51条", "complaint_unfounded" },
	{ REQUEST_COMPLAINT, "complaint_forwarded", "已转有权处理的机关", "条例第51条",
		"complaint_transfer" },
	{ REQUEST_COMPLAINT, "withdrawn", "投诉人撤回", "条例第51条", NULL },
};

const struct answer *answer_next(enum request_kind kind, const struct answer *after)
{
	const struct answer *a = after ? after + 1 : others;
	for (; a < others + sizeof others / sizeof *others; a++)
		if (a->kind == kind)
			return a;
	return NULL;
}

const struct answer *answer_of_key(enum request_kind kind, struct sv key)
{
	const struct answer *a = answer_next(kind, NULL);
	while (a && !sv_eq(key, sv_of(a->key)))
		a = answer_next(kind, a);
	return a;
}

const char *answer_label(enum request_kind kind, struct sv key)
{
	const struct outcome *o = outcome_of_key(key);
	const struct answer *a = answer_of_key(kind, key);
	if (kind == REQUEST_DISCLOSURE)
		return o ? o->label : NULL;
	return a ? a->label : NULL;
}

static void count_party(const struct request_deed *asked, const struct request_deed *deeds,
	size_t n, struct outcome_facts *f)
{
	const struct request_deed *back = NULL;
	for (size_t i = 0; i < n; i++)
		if (!deeds[i].undone && &deeds[i] != asked && deeds[i].party_id == asked->party_id)
			back = &deeds[i];
	bool third = asked->party == CONSULT_THIRD_PARTY;
	if (!back) {
		f->waiting += third;
		f->others_waiting += !third;
	} else if (third) {
		bool silent = back->event == REQUEST_CONSULT_SILENT;
		f->silent += silent;
		f->agreed += !silent && sv_eq(back->word, SV("agree"));
		f->objected += !silent && sv_eq(back->word, SV("object"));
		f->partly += !silent && sv_eq(back->word, SV("partly"));
	}
}

static void take_fact(const struct request_deed *d, struct outcome_facts *f)
{
	switch (d->event) {
	case REQUEST_ASK_CORRECTION: f->correction_asked = true; break;
	case REQUEST_CORRECT: f->correction_received = true; break;
	case REQUEST_ASK_FEE: f->fee_asked = true; break;
	case REQUEST_PAY: f->fee_paid = true; break;
	case REQUEST_ASK_REASON: f->reason_asked = true; break;
	case REQUEST_GIVE_REASON: f->reason_given = true; break;
	case REQUEST_WITHDRAW: f->withdrawn = true; break;
	case REQUEST_REOPEN: f->withdrawn = f->correction_lapsed = f->fee_lapsed = false; break;
	case REQUEST_LAPSE:
		f->correction_lapsed = d->from == REQUEST_CORRECTING;
		f->fee_lapsed = d->from == REQUEST_AWAITING_FEE;
		break;
	default: break;
	}
}

static bool is_over(const struct request_env *env, struct date limit)
{
	return limit.year && date_to_day(env->today) > date_to_day(limit);
}

static uint64_t given_of(const struct request_value *v, size_t n)
{
	uint64_t set = 0;
	for (size_t i = 0; i < n; i++) {
		enum element e = element_of_key(v[i].key);
		if (e < ELEMENT__MAX && sv_trim(v[i].text).n)
			set |= ELEMENT_BIT(e);
	}
	return set;
}

static struct outcome_facts facts_of(const struct request_env *env,
	const struct request_deed *deeds, size_t n, struct date limit)
{
	struct outcome_facts f = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (deeds[i].undone)
			continue;
		take_fact(&deeds[i], &f);
		if (deeds[i].event == REQUEST_CONSULT)
			count_party(&deeds[i], deeds, n, &f);
	}
	f.reason_lapsed = f.reason_asked && !f.reason_given && is_over(env, limit);
	return f;
}

int request_lacks(const struct request_env *env, const struct request *r,
	const struct outcome *o, const struct request_value *values, size_t n_values,
	struct outcome_lack ret[static OUTCOME_LACKS_MAX], size_t *ret_n, struct err *err)
{
	struct arena a;
	struct request_deed *deeds;
	size_t n;
	arena_init(&a, 4 << 20);
	int rc = request_deeds(env->db, r->id, &a, &deeds, &n, err);
	if (!rc) {
		struct outcome_facts f = facts_of(env, deeds, n, r->limit);
		f.given = given_of(values, n_values);
		/* The notice to a third party who objected is made when the answer is signed (send.c). */
		f.third_party_told = f.given & ELEMENT_BIT(ELEMENT_PUBLIC_INTEREST);
		*ret_n = outcome_may(o, &f, ret);
	}
	arena_done(&a);
	return rc;
}

int request_check_outcome(struct request_change *c, struct err *err)
{
	const struct request_move *m = c->move;
	const struct outcome *o = outcome_of_key(m->outcome);
	struct outcome_lack lacks[OUTCOME_LACKS_MAX];
	size_t n = 0;
	if (!answer_label(c->request.kind, m->outcome)) {
		err_set(err, E_USAGE, "请选择怎样答复。");
		if (err)
			snprintf(err->field, sizeof err->field, "outcome");
		return E_USAGE;
	}
	c->deed.outcome = m->outcome;
	if (c->request.kind != REQUEST_DISCLOSURE)
		return E_OK;
	int rc = request_lacks(c->env, &c->request, o, m->values, m->n_values, lacks, &n, err);
	if (rc || n == 0)
		return rc;
	err_set(err, E_USAGE, "现在还不能答复“%s”：%s（%s）", o->label, lacks[0].why, lacks[0].article);
	if (err)
		snprintf(err->field, sizeof err->field, "%s", lacks[0].key);
	return E_USAGE;
}
