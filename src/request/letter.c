/* What a letter needs, from wherever it is known. */
#include "request/letter.h"

#include "request/request_int.h"

#include "law/fee.h"

#include <stdio.h>

struct gather {
	const struct request_env *env;
	const struct request *r;
	const struct request_letter_of *of;
	const struct letter_kind *kind;
	struct arena *a;
	struct request_inside inside;
	struct sv office[OFFICE_KEY__MAX];
	struct letter_values v;
};

static void put(struct gather *g, enum element e, struct sv text)
{
	if (!g->v.text[e].n)
		g->v.text[e] = text;
}

static struct sv day(struct gather *g, struct date d)
{
	return d.year ? letter_date(d, g->a) : SV("");
}

/** The day the letter bears, by which the law in force is chosen too. */
static struct date date_of(const struct gather *g)
{
	return g->of->day.year ? g->of->day : g->env->today;
}

/** Whose letter, about what, from where. */
static void put_head(struct gather *g)
{
	const struct request *r = g->r;
	const struct applicant *p = &g->inside.applicant;
	struct date received = r->first_received_on.year ? r->first_received_on : r->submitted_on;
	put(g, ELEMENT_NUMBER, g->of->number.n ? g->of->number : SV("（签发时编号）"));
	put(g, ELEMENT_APPLICANT, p->name);
	put(g, ELEMENT_REQUEST_NUMBER, r->number);
	put(g, ELEMENT_RECEIVED_ON, day(g, received));
	put(g, ELEMENT_CHANNEL, sv_of(channel_label(r->channel)));
	put(g, ELEMENT_REQUEST, r->title);
	put(g, ELEMENT_RECORD, r->title);
	put(g, ELEMENT_ORGAN, r->unit_name);
	put(g, ELEMENT_DATE, day(g, date_of(g)));
	put(g, ELEMENT_OFFICE, g->office[OFFICE_NAME].n ? g->office[OFFICE_NAME] : r->unit_name);
	put(g, ELEMENT_PHONE, g->office[OFFICE_PHONE]);
	put(g, ELEMENT_RECIPIENT, p->name);
	put(g, ELEMENT_ADDRESS, p->address);
	put(g, ELEMENT_POSTCODE, p->postcode);
	put(g, ELEMENT_OWN_ADDRESS, g->office[OFFICE_ADDRESS]);
	put(g, ELEMENT_OWN_POSTCODE, g->office[OFFICE_POSTCODE]);
	put(g, ELEMENT_SERVED_LETTER, r->letter_number);
	put(g, ELEMENT_SERVICE, g->of->service);
}

/** Dates and words of the step that sends it. */
static void put_step(struct gather *g)
{
	const struct request_letter_of *of = g->of;
	put(g, ELEMENT_REPLY_DUE, day(g, of->due.year ? of->due : g->r->due));
	put(g, ELEMENT_LIMIT, day(g, of->until));
	put(g, ELEMENT_EXTENDED_TO, day(g, of->due));
	put(g, ELEMENT_DELAYED_TO, day(g, of->until));
	put(g, ELEMENT_CORRECTION, of->remark);
	put(g, ELEMENT_REASON, of->remark);
	put(g, ELEMENT_RECORD_RESULT, of->remark);
	put(g, ELEMENT_GUIDANCE, SV("补正时请写明本告知书的编号，可以当面提交、邮寄，或者凭申请编号和查询码在网上提交。"));
	put(g, ELEMENT_EARLIER_NUMBER, of->earlier_number);
	put(g, ELEMENT_EARLIER_DATE, day(g, of->earlier_date));
}

static void put_party(struct gather *g)
{
	const struct request_party *p = g->of->party;
	if (!p)
		return;
	put(g, ELEMENT_PARTY, p->name);
	put(g, ELEMENT_PROPOSED, p->shown);
	if (g->of->party_code.n)
		put(g, ELEMENT_ANSWER_CODE, sv_fmt(g->a, "编号%lld，查询码%.*s", (long long)p->id,
			SV_ARG(g->of->party_code)));
}

/** One basis, both the standard and this request's amount. */
static int put_fee(struct gather *g, struct err *err)
{
	const struct request_fee *f = &g->of->fee;
	struct letter_values values = { 0 };
	struct fee fee;
	if (!f->quantity)
		return E_OK;
	int rc = fee_of(f->by_page ? FEE_BY_PAGE : FEE_BY_ITEM, f->quantity, &fee, err);
	if (!rc)
		rc = letter_fee_values(&fee, g->a, &values, err);
	if (rc)
		return rc;
	if (!f->by_page) {
		/* By item a month is charged as a whole; this letter asks for what this item adds. */
		struct sv amount = sv_fmt(g->a, "%lld元", (long long)(f->amount / 100));
		values.text[ELEMENT_FEE_AMOUNT] = amount;
		values.text[ELEMENT_FEE_DETAIL] = sv_fmt(g->a, "本件为你（单位）本自然月内的第%lld件申请，"
			"应缴%.*s。", (long long)f->quantity, SV_ARG(amount));
	}
	put(g, ELEMENT_FEE_STANDARD, values.text[ELEMENT_FEE_STANDARD]);
	put(g, ELEMENT_FEE_DETAIL, values.text[ELEMENT_FEE_DETAIL]);
	put(g, ELEMENT_FEE_AMOUNT, values.text[ELEMENT_FEE_AMOUNT]);
	put(g, ELEMENT_FEE_ACCOUNT, g->office[OFFICE_FEE_ACCOUNT]);
	put(g, ELEMENT_REASON, f->by_page ? sv_fmt(g->a, "这一件要提供%lld页。", (long long)f->quantity) :
		sv_fmt(g->a, "这一件是本自然月内的第%lld件申请。", (long long)f->quantity));
	return E_OK;
}

/** Which setting the remedy paragraph lacks, and where it is set. */
static int lacks_setting(const struct remedy_advice *advice, const char *name, struct err *err)
{
	static const struct {
		const char *name;
		enum office_key key;
	} settings[] = { { "organ", OFFICE_RECONSIDERATION }, { "superior", OFFICE_SUPERIOR },
		{ "court", OFFICE_COURT }, { "link", OFFICE_RECONSIDERATION_URL } };
	size_t i = 0;
	while (i + 1 < sizeof settings / sizeof *settings && strcmp(settings[i].name, name) != 0)
		i++;
	enum office_key key = settings[i].key;
	err_set(err, E_USAGE, "文书里的救济告知缺少“%s”%s%s%s。请公开工作机构负责人、审签领导或者管理员在“设置”页面"
		"（/desk/office）填写，或者运行 gongkai office set %s，然后再生成文书。", office_key_label(key),
		key == OFFICE_RECONSIDERATION ? "（一般是" : "",
		key == OFFICE_RECONSIDERATION ? advice->organ : "",
		key == OFFICE_RECONSIDERATION ? "；实行垂直领导的，是上一级主管部门）" : "", office_key_name(key));
	if (err)
		snprintf(err->field, sizeof err->field, "%s", office_key_name(key));
	return E_USAGE;
}

/** The remedy paragraph, or which setting it lacks. */
static int put_remedy(struct gather *g, struct err *err)
{
	_Static_assert((int)REMEDY_OF__MAX == (int)UNIT_KIND__MAX, "the same kinds in the same order");
	if (g->kind->remedy == REMEDY_RULE_NONE)
		return E_OK;
	struct remedy_advice advice = remedy_advise(g->kind->remedy, (enum remedy_unit)g->r->unit_kind,
		date_of(g), &remedy_default_rules);
	const struct remedy_names names = { .organ = g->office[OFFICE_RECONSIDERATION],
		.superior = g->office[OFFICE_SUPERIOR], .court = g->office[OFFICE_COURT], .link = g->office[OFFICE_RECONSIDERATION_URL],
		.by_internet = sv_eq(g->inside.wish.delivery, SV("email")),
		.decision = sv_of(g->kind->calls_itself) };
	struct err why = { 0 };
	int rc = remedy_text(&advice, &names, g->a, &g->v.text[ELEMENT_REMEDY], &why);
	return rc == E_USAGE ? lacks_setting(&advice, why.field, err) : rc ? err_set(err, rc, "%s", why.user) :
		E_OK;
}

/** Whose calendar the dates of this letter wait for; 0: none. */
static int missing_year(struct gather *g, int *ret, struct err *err)
{
	struct clock_result *c;
	*ret = g->of->unknown_year;
	if (*ret || !g->r->due_unknown)
		return E_OK;
	c = arena_alloc(g->a, sizeof *c);
	int rc = c ? request_clock(g->env, g->r, g->a, c, NULL, err) : request_no_memory(err);
	if (!rc && c->n_unknown_years)
		*ret = c->unknown_years[0];
	return rc;
}

/** What has to be said of working days and cannot be counted is not "missing": nobody could write it. */
static int check_dates(struct gather *g, struct err *err)
{
	static const struct {
		enum element e;
		const char *what;
	} counted[] = { { ELEMENT_EXTENDED_TO, "延长以后的答复期限" }, { ELEMENT_REPLY_DUE, "答复期限" },
		{ ELEMENT_LIMIT, "请对方答复的期限" } };
	for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
		int year = 0;
		if (!(g->kind->required & ELEMENT_BIT(counted[i].e)) || g->v.text[counted[i].e].n)
			continue;
		int rc = missing_year(g, &year, err);
		if (rc || year)
			return rc ? rc : request_no_calendar(year, counted[i].what, element_key(counted[i].e), err);
	}
	return E_OK;
}

static void put_typed(struct gather *g)
{
	for (size_t i = 0; i < g->of->n_values; i++) {
		enum element e = element_of_key(g->of->values[i].key);
		if (e < ELEMENT__MAX)
			put(g, e, sv_trim(g->of->values[i].text));
	}
}

/** Whoever fills a letter in for the file looks at nothing; it is the program that reads. */
static int open_inside(struct gather *g, struct err *err)
{
	static const struct account program = { .role = ROLE_PUBLIC };
	struct request_env env = *g->env;
	env.who = &program;
	return request_open(&env, g->r, SV(""), g->a, &g->inside, err);
}

int request_letter_fill(const struct request_env *env, const struct request *r,
	const struct request_letter_of *of, struct arena *a, struct letter *ret, struct err *err)
{
	struct sv text;
	struct gather *g = arena_alloc(a, sizeof *g);
	if (!g)
		return request_no_memory(err);
	*g = (struct gather){ .env = env, .r = r, .of = of, .a = a,
		.kind = letter_kind_of_key(sv_of(of->kind)) };
	if (!g->kind)
		return err_set(err, E_NOT_FOUND, "没有这种文书。");
	int rc = open_inside(g, err);
	if (!rc)
		rc = office_get(env->db, r->unit, a, g->office, err);
	if (!rc)
		rc = office_letter_get(env->db, r->unit, sv_of(of->kind), a, &text, err);
	if (rc)
		return rc;
	put_typed(g);
	put_head(g);
	put_party(g);
	rc = put_fee(g, err);
	put_step(g);
	if (!rc)
		rc = check_dates(g, err);
	if (!rc)
		rc = put_remedy(g, err);
	if (!rc)
		rc = letter_fill(g->kind, text, &g->v, a, ret, err);
	return rc;
}

int request_letter_number(const struct request_env *env, int64_t unit, struct arena *a,
	struct sv *ret, struct err *err)
{
	struct sv office[OFFICE_KEY__MAX];
	int64_t n = 0;
	int rc = office_get(env->db, unit, a, office, err);
	if (!rc)
		rc = office_next_number(env->db, unit, SV("letter"), env->today.year, &n, err);
	if (rc)
		return rc;
	struct sv pattern = office[OFFICE_NUMBER_PATTERN];
	return letter_number(pattern.n ? pattern : SV(LETTER_NUMBER_PATTERN), office[OFFICE_CODE],
		env->today.year, n, a, ret, err);
}
