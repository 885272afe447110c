/* The letters that steps send: what cannot be counted or is not set stops the step in words that say what to do; what is
   sent is kept as DOCX and as PDF. */
#include "request_probe.h"

#include "request/letter.h"
#include "request/query.h"

/** The notice of 2027 comes. */
static void learn_2027(struct probe *p)
{
	static const char notice[] = "{\"2027\":{\"source\":\"国务院办公厅关于2027年部分节假日安排的通知（测试）\","
		"\"holidays\":[\"2027-01-01\",\"2027-02-05\",\"2027-02-08\",\"2027-02-09\",\"2027-02-10\","
		"\"2027-04-05\",\"2027-05-03\",\"2027-06-09\"],\"workdays\":[\"2027-01-02\"]}}";
	struct err err = { 0 };
	struct calendar_year *years;
	struct year_move *moves;
	size_t n, n_moves;
	const struct request_env env = probe_env(p, ADMIN);
	probe_need(calendar_json_read(sv_of(notice), &p->arena, &years, &n, &err), &err);
	probe_need(years_import(&env, years, n, false, &p->arena, &moves, &n_moves, &err), &err);
	probe_need(years_load(p->db, &p->arena, &p->calendar, &err), &err);
}

static int64_t handling(struct probe *p)
{
	int64_t id = probe_take_in(p, CHANNEL_COUNTER).id;
	probe_do(p, CLERK, id, REQUEST_ASSIGN);
	return id;
}

static size_t kept(struct probe *p, int64_t id, struct request_document **ret)
{
	struct err err = { 0 };
	size_t n;
	const struct request r = probe_get(p, id);
	const struct request_env env = probe_env(p, CLERK);
	probe_need(request_documents(&env, &r, &p->arena, ret, &n, &err), &err);
	return n;
}

static void assert_asks_for_2027(const struct err *err, const char *field)
{
	assert_non_null(strstr(err->user, "2027年"));
	assert_non_null(strstr(err->user, "日历"));
	assert_non_null(strstr(err->user, "gongkai calendar import"));
	assert_null(strstr(err->user, "缺少：")); /* nobody could write it */
	assert_string_equal(err->field, field);
}

static const char *block_of(struct probe *p, int who, int64_t id, enum request_event event)
{
	struct err err = { 0 };
	struct request_choice *list;
	size_t n;
	const struct request r = probe_get(p, id);
	const struct request_env env = probe_env(p, who);
	probe_need(request_choices(&env, &r, &p->arena, &list, &n, &err), &err);
	for (size_t i = 0; i < n; i++)
		if (list[i].step->event == event)
			return list[i].blocked;
	fail_msg("%s is not offered", request_event_key(event));
	return NULL;
}

/** A step that needs a day of 2027 is not taken and leaves nothing; with the calendar it is. */
static void refuse_then_take(struct probe *p, int who, int64_t id, const struct request_move *m,
	const char *field)
{
	struct err err = { 0 };
	struct request_moved moved;
	struct request_document *d;
	int before = probe_get(p, id).n_events;
	probe_refused(probe_try(p, who, id, m, &moved, &err), E_USAGE, &err);
	assert_asks_for_2027(&err, field);
	assert_int_equal(probe_get(p, id).n_events, before);
	assert_int_equal(kept(p, id, &d), 0);
	learn_2027(p);
	err = (struct err){ 0 };
	probe_need(probe_try(p, who, id, m, &moved, &err), &err);
	assert_int_equal(kept(p, id, &d), 2);
}

static void an_extension_into_a_year_without_a_calendar_waits_for_it(void **state)
{
	struct probe *p = *state;
	p->today = probe_date("2026-12-14");
	int64_t id = handling(p);
	const struct request_move m = probe_move(p, REQUEST_EXTEND, REQUEST_HANDLING);
	assert_non_null(strstr(block_of(p, HEAD, id, REQUEST_EXTEND), "2027年"));
	refuse_then_take(p, HEAD, id, &m, "extended_to");
	const struct request r = probe_get(p, id);
	assert_int_equal(r.due.year, 2027);
}

static void an_organ_is_asked_by_a_day_that_is_known(void **state)
{
	struct probe *p = *state;
	p->today = probe_date("2026-12-14");
	int64_t id = handling(p);
	struct request_move m = probe_move(p, REQUEST_CONSULT, REQUEST_HANDLING);
	m.party.kind = CONSULT_OTHER_ORGAN;
	refuse_then_take(p, CLERK, id, &m, "limit");
}

/* These say "within 20 working days" in the words of the law, or a day that a person chose. */
static void what_needs_no_counted_day_goes_out(void **state)
{
	struct probe *p = *state;
	static const enum request_event sent[] = { REQUEST_ASK_FEE, REQUEST_CONSULT, REQUEST_ASK_CORRECTION,
		REQUEST_ASK_REASON, REQUEST_DELAY };
	p->today = probe_date("2026-12-14");
	for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
		struct request_document *d;
		int64_t id = handling(p);
		probe_do(p, sent[i] == REQUEST_DELAY ? HEAD : CLERK, id, sent[i]);
		assert_int_equal(kept(p, id, &d), 2);
	}
}

static void a_receipt_names_the_year_too(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct letter l;
	p->today = probe_date("2026-12-14");
	const struct request r = probe_get(p, probe_take_in(p, CHANNEL_COUNTER).id);
	const struct request_letter_of of = { .kind = "receipt" };
	const struct request_env env = probe_env(p, CLERK);
	assert_true(r.due_unknown);
	probe_refused(request_letter_fill(&env, &r, &of, &p->arena, &l, &err), E_USAGE, &err);
	assert_asks_for_2027(&err, "reply_due");
}

/* ---- kept twice -------------------------------------------------------------------------------- */

static void every_letter_is_there_as_docx_and_as_pdf(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct request_document *d;
	struct sv bytes;
	int64_t id = handling(p);
	probe_do(p, HEAD, id, REQUEST_EXTEND);
	probe_do(p, CLERK, id, REQUEST_CONSULT);
	probe_do(p, CLERK, id, REQUEST_CONSULT_BACK);
	probe_do(p, CLERK, id, REQUEST_DRAFT);
	probe_do(p, REVIEWER, id, REQUEST_REVIEW);
	probe_do(p, APPROVER, id, REQUEST_SIGN);
	size_t n = kept(p, id, &d);
	assert_int_equal(n, 6);
	const struct request r = probe_get(p, id);
	const struct request_env env = probe_env(p, CLERK);
	for (size_t i = 0; i < n; i++) {
		bool pdf = i % 2 != 0;
		probe_need(request_document_bytes(&env, &r, d[i].id, &p->arena, &bytes, &err), &err);
		assert_true(sv_starts(bytes, pdf ? SV("%PDF-") : SV("PK")));
		assert_true(sv_ends(d[i].name, pdf ? SV(".pdf") : SV(".docx")));
		assert_true(!pdf || (sv_eq(d[i].kind, d[i - 1].kind) && d[i].event == d[i - 1].event
			&& sv_eq(d[i].media_type, SV("application/pdf"))));
	}
}

/* ---- who hears it ------------------------------------------------------------------------------- */

static void set(struct probe *p, enum office_key key, const char *value)
{
	struct err err = { 0 };
	const struct request_env env = probe_env(p, HEAD);
	probe_need(office_set(&env, p->unit, key, sv_of(value), &err), &err);
}

/** The paragraph of a refusal of that day by a unit of that kind. */
static int paragraph(struct probe *p, enum unit_kind kind, const char *day, struct sv *ret,
	struct err *err)
{
	static const struct request_value values[] = { { SV_INIT("reason"), SV_INIT("涉及商业秘密") } };
	struct request r = probe_get(p, probe_take_in(p, CHANNEL_COUNTER).id);
	struct letter l;
	const struct request_letter_of of = { .kind = "deny_third_party", .values = values, .n_values = 1,
		.day = probe_date(day) };
	const struct request_env env = probe_env(p, CLERK);
	r.unit_kind = kind;
	int rc = request_letter_fill(&env, &r, &of, &p->arena, &l, err);
	if (!rc)
		*ret = letter_plain(&l, &p->arena);
	return rc;
}

static void a_letter_without_its_organ_says_where_to_set_it(void **state)
{
	struct probe *p = *state;
	struct sv text;
	static const struct {
		enum office_key key;
		enum unit_kind kind;
		const char *day;
	} cases[] = { { OFFICE_RECONSIDERATION, UNIT_STREET, "2024-02-05" },
		{ OFFICE_COURT, UNIT_TOWN, "2024-02-05" },
		{ OFFICE_SUPERIOR, UNIT_DEPARTMENT, "2023-11-01" } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = { 0 };
		const char *name = office_key_name(cases[i].key);
		set(p, cases[i].key, "");
		probe_refused(paragraph(p, cases[i].kind, cases[i].day, &text, &err), E_USAGE, &err);
		assert_non_null(strstr(err.user, office_key_label(cases[i].key)));
		assert_non_null(strstr(err.user, "/desk/office"));
		assert_true(sv_has(sv_of(err.user), sv_fmt(&p->arena, "gongkai office set %s", name)));
		assert_string_equal(err.field, name);
		set(p, cases[i].key, "清溪市某某机关");
		err = (struct err){ 0 };
		probe_need(paragraph(p, cases[i].kind, cases[i].day, &text, &err), &err);
		assert_true(sv_has(text, SV("清溪市某某机关")));
	}
}

/* Since 2024 the superior has no say, unless it is what the office set: vertical leadership (art. 27). */
static void what_the_office_set_is_what_the_paragraph_says(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct sv text;
	set(p, OFFICE_SUPERIOR, "清溪市某某局");
	probe_need(paragraph(p, UNIT_DEPARTMENT, "2024-02-05", &text, &err), &err);
	assert_true(sv_has(text, SV("清溪县人民政府")) && !sv_has(text, SV("清溪市某某局")));
	probe_need(paragraph(p, UNIT_DEPARTMENT, "2023-12-31", &text, &err), &err);
	assert_true(sv_has(text, SV("向清溪县人民政府或者清溪市某某局申请行政复议")));
	set(p, OFFICE_RECONSIDERATION, "国家税务总局清溪市税务局");
	probe_need(paragraph(p, UNIT_DEPARTMENT, "2024-02-05", &text, &err), &err);
	assert_true(sv_has(text, SV("先向国家税务总局清溪市税务局申请行政复议")));
}

static void what_cannot_be_used_is_not_set(void **state)
{
	struct probe *p = *state;
	static const struct {
		enum office_key key;
		const char *value;
		bool ok;
	} cases[] = { { OFFICE_SMTP_TO, "gk@example.gov.cn", true }, { OFFICE_SMTP_TO, "  gk@example.gov.cn ", true },
		{ OFFICE_SMTP_TO, "综合办公室", false }, { OFFICE_SMTP_TO, "gk@localhost", false },
		{ OFFICE_SMTP_TO, "a@example.gov.cn, b@example.gov.cn", false },
		{ OFFICE_SMTP_TO, "某 <gk@example.gov.cn>", false }, { OFFICE_SMTP_TO, "gk@例子.cn", false },
		{ OFFICE_SMTP_TO, "@example.gov.cn", false }, { OFFICE_SMTP_TO, "gk@example.gov.cn\nx@y.cn", false },
		{ OFFICE_EMAIL, "example.gov.cn", false }, { OFFICE_EMAIL, "gk@example.gov.cn", true },
		{ OFFICE_RECONSIDERATION_URL, "fy.example.gov.cn", false },
		{ OFFICE_RECONSIDERATION_URL, "https://fy.example.gov.cn/a", true },
		{ OFFICE_NUMBER_PATTERN, "没有编号", false }, { OFFICE_SMTP_TO, "", true } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = { 0 };
		struct sv before[OFFICE_KEY__MAX], after[OFFICE_KEY__MAX];
		const struct request_env env = probe_env(p, HEAD);
		probe_need(office_get(p->db, p->unit, &p->arena, before, &err), &err);
		int rc = office_set(&env, p->unit, cases[i].key, sv_of(cases[i].value), &err);
		if (!cases[i].ok)
			probe_refused(rc, E_FORMAT, &err);
		else
			probe_need(rc, &err);
		probe_need(office_get(p->db, p->unit, &p->arena, after, &err), &err);
		assert_true(sv_eq(after[cases[i].key], cases[i].ok ? sv_trim(sv_of(cases[i].value))
			: before[cases[i].key]));
	}
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, probe_setup, probe_teardown)
	const struct CMUnitTest tests[] = {
		CASE(an_extension_into_a_year_without_a_calendar_waits_for_it),
		CASE(an_organ_is_asked_by_a_day_that_is_known), CASE(what_needs_no_counted_day_goes_out),
		CASE(a_receipt_names_the_year_too), CASE(every_letter_is_there_as_docx_and_as_pdf),
		CASE(a_letter_without_its_organ_says_where_to_set_it),
		CASE(what_the_office_set_is_what_the_paragraph_says), CASE(what_cannot_be_used_is_not_set),
	};
	return cmocka_run_group_tests_name("letters", tests, NULL, NULL);
}
