/* The form of an application against what it stands for: the kinds, the checks of the law, the tokens of portals. */
#include "unit.h"

#include "web/apply_form.h"
#include "web/intake_json.h"
#include "web/portal.h"

#include "base/auto.h"

static const struct apply_field *find(const char *key)
{
	for (size_t i = 0; i < apply_n_steps; i++)
		for (size_t k = 0; k < APPLY_FIELDS_MAX && apply_steps[i].fields[k].key; k++)
			if (strcmp(apply_steps[i].fields[k].key, key) == 0)
				return &apply_steps[i].fields[k];
	return NULL;
}

static void every_kind_of_applicant_can_be_chosen(void **state)
{
	(void)state;
	unsigned seen = 0;
	for (const struct apply_choice *c = find("kind")->choices; c->value; c++) {
		enum app_column k = applicant_kind_of_key(sv_of(c->value));
		assert_true(k < APP_TOTAL && !(seen & 1u << k));
		seen |= 1u << k;
	}
	assert_int_equal(seen, (1u << APP_TOTAL) - 1);
}

/* A complaint that no field shows would leave somebody before a form that cannot be sent. */
static void every_complaint_of_the_law_has_its_field(void **state)
{
	(void)state;
	struct request_complaint list[20];
	const struct request_intake none = { .applicant.kind = APP_TOTAL }, wrong = {
		.applicant = { .kind = APP_NATURAL_PERSON, .id_type = SV("居民身份证"), .id_number = SV("1"),
			.phone = SV("x"), .email = SV("x"), .agent = SV("某") }, .wish = { .delivery = SV("post") } };
	const struct request_intake *const both[] = { &none, &wrong };
	for (size_t b = 0; b < 2; b++) {
		size_t n = request_check_intake(both[b], list, 20);
		assert_true(n > 4);
		for (size_t i = 0; i < n; i++)
			assert_true(strcmp(list[i].field, "applicant_kind") == 0 || find(list[i].field));
	}
}

/* Values that go through all steps make an intake that the law has nothing against. */
static void what_the_steps_accept_can_be_sent(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	struct unsent u = { 0 };
	struct request_intake in;
	struct request_complaint list[20];
	static const char *const typed[][2] = { { "title", "名单" }, { "text", "说明" },
		{ "medium", "paper" }, { "delivery", "pick_up" }, { "kind", "natural_person" },
		{ "name", "李试验" }, { "id_type", "居民身份证" }, { "id_number", "11010519491231002X" },
		{ "phone", "010-65432100" }, { "has_agent", "no" } };
	arena_init(&a, 1 << 20);
	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++) {
		assert_true(apply_first_wrong(&u, &a) < apply_n_steps);
		assert_true(unsent_set(&u, typed[i][0], sv_of(typed[i][1])));
	}
	assert_int_equal(apply_first_wrong(&u, &a), apply_n_steps);
	apply_intake(&u, &a, &in);
	assert_int_equal(request_check_intake(&in, list, 20), 0);
	/* An agent is asked for his name only when there is one, and forgotten when there is not. */
	assert_true(unsent_set(&u, "has_agent", SV("yes")));
	assert_true(apply_first_wrong(&u, &a) == apply_step_of(SV("agent")));
	assert_true(unsent_set(&u, "agent", SV("某")));
	assert_true(unsent_set(&u, "has_agent", SV("no")));
	apply_intake(&u, &a, &in);
	assert_int_equal(in.applicant.agent.n, 0);
}

/* The other two forms: each asks for all it needs, and what was typed stands in the text under its label. */
static void complaint_and_rectification_can_be_sent(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	static const char *const forms[2][14][2] = {
		{ { "for", "complaint" }, { "about_unit", "某局" }, { "about", "unanswered" }, { "title", "没有答复" },
			{ "facts", "经过如此" }, { "want", "请督促" }, { "kind", "natural_person" },
			{ "name", "李试验" }, { "phone", "010-65432100" } },
		{ { "for", "rectification" }, { "title", "登记表" }, { "wrong", "写成二人" }, { "right", "三人" },
			{ "proof", "户口簿" }, { "kind", "natural_person" }, { "name", "李试验" },
			{ "id_type", "居民身份证" }, { "id_number", "11010519491231002X" },
			{ "phone", "010-65432100" }, { "has_agent", "no" } } };
	arena_init(&a, 1 << 22);
	for (size_t k = 0; k < 2; k++) {
		struct unsent u = { 0 };
		struct request_intake in;
		struct request_complaint list[20];
		for (size_t i = 0; forms[k][i][0]; i++) {
			assert_true(apply_first_wrong(&u, &a) < apply_n_steps);
			assert_true(unsent_set(&u, forms[k][i][0], sv_of(forms[k][i][1])));
		}
		assert_int_equal(apply_first_wrong(&u, &a), apply_n_steps);
		apply_intake(&u, &a, &in);
		assert_int_equal(in.kind, k ? REQUEST_RECTIFICATION : REQUEST_COMPLAINT);
		assert_int_equal(request_check_intake(&in, list, 20), 0);
		for (size_t i = 4; i < 5 + !k; i++)
			assert_true(sv_has(in.wish.text, sv_of(forms[k][i][1])));
		assert_true(sv_has(in.wish.text, k ? SV("【应当是什么】\n三人") : SV("【什么事】\n申请了公开，没有按时答复")));
		assert_true(apply_steps_before(apply_n_steps, &u) == (k ? 5 : 4));
	}
}

/** Take one value for a step as a browser sends it. */
static void take(const char *step, const char *key, struct sv value, struct arena *a, struct unsent *u)
{
	const struct http_field field = { sv_of(key), value };
	const struct http_request r = { .method = HTTP_POST, .form = &field, .n_form = 1, .arena = a };
	assert_true(apply_take(&apply_steps[apply_step_of(sv_of(step))], &r, a, u));
}

static void what_no_field_can_hold_is_left_out(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	struct unsent u = { 0 };
	arena_init(&a, 1 << 22);
	take("what", "title", SV("  a\x01" "b\r\nc\t "), &a, &u);
	assert_true(sv_eq(unsent_get(&u, "title"), SV("abc")));
	take("what", "text", SV("一\r\n二\x7f"), &a, &u);
	assert_true(sv_eq(unsent_get(&u, "text"), SV("一\n二")));
	take("what", "text", SV("\xff\xfe坏"), &a, &u);
	assert_true(sv_eq(unsent_get(&u, "text"), SV("坏")));
	take("how", "medium", SV("stone"), &a, &u);
	assert_int_equal(unsent_get(&u, "medium").n, 0);
	take("how", "medium", SV("paper"), &a, &u);
	assert_true(sv_eq(unsent_get(&u, "medium"), SV("paper")));
	/* One more than may be is kept, so that it can be shown and complained of; not a megabyte. */
	char *longer = arena_alloc(&a, 100000);
	memset(longer, 'x', 100000);
	take("what", "title", (struct sv){ longer, 100000 }, &a, &u);
	assert_int_equal(unsent_get(&u, "title").n, 201);
	struct apply_complaint wrong[APPLY_FIELDS_MAX];
	assert_int_equal(apply_check(&apply_steps[0], &u, &a, wrong), 1);
	assert_string_equal(wrong[0].field->key, "title");
}

static void only_a_portal_s_own_token_opens(void **state)
{
	(void)state;
	struct sv tokens = SV("city:0123456789abcdefghij county:ABCDEFGHIJ0123456789 short:abc :0123456789012345678901");
	assert_true(sv_eq(portal_of(tokens, SV("Bearer 0123456789abcdefghij")), SV("city")));
	assert_true(sv_eq(portal_of(tokens, SV("Bearer ABCDEFGHIJ0123456789")), SV("county")));
	static const char *const none[] = { "", "Bearer", "Bearer ", "Bearer abc", "Bearer city",
		"Bearer 0123456789abcdefghi", "Bearer 0123456789abcdefghijk", "bearer 0123456789abcdefghij",
		"Basic 0123456789abcdefghij", "Bearer 0123456789012345678901",
		"Bearer city:0123456789abcdefghij" };
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(portal_of(tokens, sv_of(none[i])).n, 0);
	assert_int_equal(portal_of(SV(""), SV("Bearer ")).n, 0);
	assert_int_equal(portal_of(SV(""), SV("Bearer 0123456789abcdefghij")).n, 0);
}

static void json_is_read_whole_or_refused_with_its_place(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	struct intake_json j;
	struct err err = { 0 };
	arena_init(&a, 1 << 22);
	struct sv good = SV("{\"client_key\":\"k\",\"unit_code\":\"11110000000000000X\",\"applicant\":"
		"{\"kind\":\"research\",\"name\":\"某院\",\"needs_help\":true},\"wish\":{\"title\":\"名单\",\"text\":\"一\\n二\"},"
		"\"files\":[{\"name\":\"a.txt\",\"base64\":\"aGVsbG8=\"}]}");
	assert_int_equal(intake_json_read(good, &a, &j, &err), 0);
	assert_true(j.in.applicant.kind == APP_ORG_RESEARCH && j.in.applicant.needs_help);
	assert_true(sv_eq(j.in.wish.text, SV("一\n二")) && j.in.n_files == 1);
	assert_true(sv_eq(j.in.files[0].bytes, SV("hello")) && sv_eq(j.in.files[0].name, SV("a.txt")));
	static const char *const bad[][2] = {
		{ "{}", "unit" }, { "{\"unit\":\"a\",\"unit_code\":\"b\"}", "unit" },
		{ "{\"unit\":1}", "unit" }, { "{\"unit\":\"a\",\"x\":1}", "x" },
		{ "{\"unit\":\"a\"}", "applicant" }, { "{\"unit\":\"a\",\"applicant\":{}}", "applicant.kind" },
		{ "{\"unit\":\"a\",\"applicant\":{\"kind\":\"other\",\"needs_help\":1}}", "applicant.needs_help" },
		{ "{\"unit\":\"a\",\"applicant\":{\"kind\":\"other\"}}", "wish" },
		{ "{\"unit\":\"a\",\"applicant\":{\"kind\":\"other\"},\"wish\":{\"title\":\"\\u0007\"}}", "wish.title" },
		{ "{\"unit\":\"a\",\"applicant\":{\"kind\":\"other\"},\"wish\":{},\"files\":{}}", "files" },
		{ "{\"unit\":\"a\",\"applicant\":{\"kind\":\"other\"},\"wish\":{},\"files\":[{\"base64\":\"\"}]}",
			"files.base64" },
		{ "{\"unit\":\"a\",\"applicant\":{\"kind\":\"other\"},\"wish\":{},\"files\":[{\"base64\":\"YQ==\",\"z\":1}]}",
			"files.name" } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		err = (struct err){ 0 };
		assert_int_equal(intake_json_read(sv_of(bad[i][0]), &a, &j, &err), E_FORMAT);
		assert_string_equal(err.field, bad[i][1]);
		assert_true(err.user[0]);
	}
	assert_int_equal(intake_json_read(SV("{\"unit\":\"a\",\"unit\":\"b\"}"), &a, &j, &err), E_FORMAT);
	assert_int_equal(intake_json_read(SV("{\"unit\":\"\xff\"}"), &a, &j, &err), E_FORMAT);
}

int main(void)
{
	cmocka_set_message_output(CM_OUTPUT_TAP);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_of_applicant_can_be_chosen),
		cmocka_unit_test(every_complaint_of_the_law_has_its_field),
		cmocka_unit_test(what_the_steps_accept_can_be_sent),
		cmocka_unit_test(complaint_and_rectification_can_be_sent),
		cmocka_unit_test(what_no_field_can_hold_is_left_out),
		cmocka_unit_test(only_a_portal_s_own_token_opens),
		cmocka_unit_test(json_is_read_whole_or_refused_with_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
