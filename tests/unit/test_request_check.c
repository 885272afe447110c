/* What art. 29 asks for: an intake with exactly one thing wrong is complained about at exactly that field. */
#include "request/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST = 16 };

static struct request_intake whole(enum app_column kind, const char *delivery)
{
	bool person = kind == APP_NATURAL_PERSON;
	return (struct request_intake){ .kind = REQUEST_DISCLOSURE, .unit = 1, .channel = CHANNEL_WEB,
		.applicant = { .kind = kind, .name = person ? SV("甄有礼") : SV("清溪县某某商贸有限公司"),
			.id_type = person ? SV("居民身份证") : SV("统一社会信用代码"),
			.id_number = person ? SV("11010519491231002X") : SV("91110000600037341L"),
			.representative = SV(""), .contact = SV(""), .phone = SV("13800138000"),
			.email = SV("zhen@example.com"), .address = SV("清溪县石桥街道幸福路一号"),
			.postcode = SV(""), .agent = SV(""), .agent_id = SV(""), .agent_authority = SV("") },
		.wish = { .title = SV("石桥街道征收补偿方案"), .text = SV("请公开补偿方案。"),
			.medium = SV("paper"), .delivery = sv_of(delivery), .purpose = SV("") },
		.client_key = SV(""), .transferred_from = SV("") };
}

/** Exactly one complaint, about this field, with a sentence and an article; "" for none. */
static void complains(const struct request_intake *in, const char *field, const char *about)
{
	struct request_complaint c[MOST];
	size_t n = request_check_intake(in, c, MOST);
	if (n != (field[0] != '\0'))
		fail_msg("%s: %zu complaints, the first about %s", about, n, n ? c[0].field : "nothing");
	if (!n)
		return;
	if (strcmp(c[0].field, field) != 0)
		fail_msg("%s: %s, not %s", about, c[0].field, field);
	assert_true(strlen(c[0].why) > 12 && strlen(c[0].article) > 3);
}

/* A long text of one Chinese character. */
static struct sv many(size_t n)
{
	static char text[3 * 11000];
	for (size_t i = 0; i < n; i++)
		memcpy(text + 3 * i, "字", 3);
	return (struct sv){ text, 3 * n };
}

struct change {
	const char *about, *field;
	void (*make)(struct request_intake *in);
};

#define CHANGE(name, what) static void name(struct request_intake *in) { what; }
CHANGE(no_name, in->applicant.name = SV(""))
CHANGE(blank_name, in->applicant.name = SV(" 　\t"))
CHANGE(long_name, in->applicant.name = many(101))
CHANGE(no_kind, in->applicant.kind = APP_TOTAL)
CHANGE(no_number, in->applicant.id_number = SV(""))
CHANGE(wrong_number, in->applicant.id_number = SV("110105194912310021"))
CHANGE(short_number, in->applicant.id_number = SV("1101051949123"))
CHANGE(wrong_phone, in->applicant.phone = SV("幸福路"))
CHANGE(short_phone, in->applicant.phone = SV("12345"))
CHANGE(wrong_email, in->applicant.email = SV("zhen.example.com"))
CHANGE(two_at, in->applicant.email = SV("zhen@a@example.com"))
CHANGE(no_host, in->applicant.email = SV("zhen@localhost"))
CHANGE(header_email, in->applicant.email = SV("zhen@example.com\nBcc: a@example.com"))
CHANGE(long_address, in->applicant.address = many(201))
CHANGE(agent_alone, in->applicant.agent = SV("某某"))
CHANGE(no_title, in->wish.title = SV(""))
CHANGE(long_title, in->wish.title = many(REQUEST_TITLE_MAX + 1))
CHANGE(number_in_title, in->wish.title = SV("身份证11010519491231002X的材料"))
CHANGE(phone_in_title, in->wish.title = SV("电话13800138000的登记"))
CHANGE(bytes_in_title, in->wish.title = SV("\xC3\x28"))
CHANGE(long_text, in->wish.text = many(REQUEST_TEXT_MAX + 1))
CHANGE(bytes_in_text, in->wish.text = SV("\xFF\xFE"))
CHANGE(no_medium, in->wish.medium = SV(""))
CHANGE(odd_medium, in->wish.medium = SV("parchment"))
CHANGE(no_delivery, in->wish.delivery = SV(""))
CHANGE(odd_delivery, in->wish.delivery = SV("pigeon"))
CHANGE(many_files, in->n_files = REQUEST_FILES_MAX + 1)
CHANGE(no_phone, in->applicant.phone = SV(""))
CHANGE(purpose, in->wish.purpose = SV("自己看"))
CHANGE(full_agent, in->applicant.agent = SV("某某"); in->applicant.agent_authority = SV("代为申请"))
CHANGE(longest_name, in->applicant.name = many(100))
CHANGE(longest_title, in->wish.title = many(REQUEST_TITLE_MAX))
CHANGE(longest_text, in->wish.text = many(REQUEST_TEXT_MAX))
CHANGE(no_text, in->wish.text = SV(""))

static const struct change changes[] = {
	{ "no name", "name", no_name }, { "blank name", "name", blank_name },
	{ "long name", "name", long_name }, { "no kind", "applicant_kind", no_kind },
	{ "no number", "id_number", no_number }, { "short number", "id_number", short_number },
	{ "wrong check", "id_number", wrong_number }, { "wrong phone", "phone", wrong_phone },
	{ "short phone", "phone", short_phone }, { "wrong e-mail", "email", wrong_email },
	{ "two @", "email", two_at }, { "no host", "email", no_host },
	{ "a header", "email", header_email }, { "long address", "address", long_address },
	{ "agent without authority", "agent_authority", agent_alone }, { "no title", "title", no_title },
	{ "long title", "title", long_title }, { "identity number in title", "title", number_in_title },
	{ "phone in title", "title", phone_in_title }, { "title not UTF-8", "title", bytes_in_title },
	{ "long text", "text", long_text }, { "text not UTF-8", "text", bytes_in_text },
	{ "no medium", "medium", no_medium }, { "odd medium", "medium", odd_medium },
	{ "no delivery", "delivery", no_delivery }, { "odd delivery", "delivery", odd_delivery },
	{ "many files", "files", many_files },
	/* Nothing is wrong with these. */
	{ "no phone, but an address", "", no_phone }, { "a purpose", "", purpose },
	{ "an agent who may", "", full_agent }, { "longest name", "", longest_name },
	{ "longest title", "", longest_title }, { "longest text", "", longest_text },
	{ "no text", "", no_text },
};

static const struct request_file files[REQUEST_FILES_MAX + 1];

static void one_thing_wrong_is_one_complaint(void **state)
{
	(void)state;
	for (int kind = APP_NATURAL_PERSON; kind < APP_TOTAL; kind++)
		for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
			struct request_intake in = whole((enum app_column)kind, "pick_up");
			in.files = files;
			complains(&in, "", "nothing");
			changes[i].make(&in);
			complains(&in, changes[i].field, changes[i].about);
		}
}

/* Two things wrong are two complaints, in the fields each has alone. */
static void two_things_wrong_are_both_told(void **state)
{
	(void)state;
	size_t n = sizeof changes / sizeof *changes, tried = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n; k++) {
			struct request_complaint c[MOST];
			struct request_intake in = whole(APP_NATURAL_PERSON, "pick_up");
			in.files = files;
			if (!changes[i].field[0] || !changes[k].field[0]
				|| strcmp(changes[i].field, changes[k].field) == 0
				|| changes[i].make == no_kind || changes[k].make == no_kind)
				continue;
			changes[i].make(&in);
			changes[k].make(&in);
			assert_int_equal(request_check_intake(&in, c, MOST), 2);
			assert_true(strcmp(c[0].field, changes[i].field) == 0
				|| strcmp(c[1].field, changes[i].field) == 0);
			assert_true(strcmp(c[0].field, changes[k].field) == 0
				|| strcmp(c[1].field, changes[k].field) == 0);
			tried++;
		}
	assert_true(tried > 200);
}

static void a_way_to_deliver_needs_where_to(void **state)
{
	(void)state;
	struct request_intake in = whole(APP_NATURAL_PERSON, "post");
	complains(&in, "", "by post");
	in.applicant.address = SV("");
	complains(&in, "address", "by post, nowhere");
	in = whole(APP_NATURAL_PERSON, "email");
	complains(&in, "", "by e-mail");
	in.applicant.email = SV("");
	complains(&in, "email", "by e-mail, nowhere");
	in = whole(APP_NATURAL_PERSON, "pick_up");
	in.applicant.phone = in.applicant.email = in.applicant.address = SV("");
	complains(&in, "phone", "no way to reach him");
	in = whole(APP_NATURAL_PERSON, "pick_up");
	in.applicant.id_type = SV("护照");
	in.applicant.id_number = SV("E12345678");
	complains(&in, "", "a passport");
	in.kind = REQUEST_COMPLAINT;
	in.wish.medium = in.wish.delivery = SV("");
	complains(&in, "", "a complaint has nothing to deliver");
	in.applicant.id_type = in.applicant.id_number = SV("");
	complains(&in, "", "who complains shows no paper");
	in.kind = REQUEST_RECTIFICATION;
	complains(&in, "id_number", "whose record it is has to be shown");
}

/* However few there is room for: never written behind it. */
static void it_writes_no_more_than_there_is_room(void **state)
{
	(void)state;
	const struct request_intake in = { .applicant = { .kind = APP_TOTAL } };
	struct request_complaint c[MOST], all[MOST];
	size_t n = request_check_intake(&in, all, MOST);
	assert_true(n >= 5);
	for (size_t max = 0; max <= n; max++) {
		memset(c, 0, sizeof c);
		assert_int_equal(request_check_intake(&in, c, max), max);
		for (size_t i = 0; i < max; i++)
			assert_string_equal(c[i].field, all[i].field);
		assert_null(c[max].field);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_thing_wrong_is_one_complaint),
		cmocka_unit_test(two_things_wrong_are_both_told),
		cmocka_unit_test(a_way_to_deliver_needs_where_to),
		cmocka_unit_test(it_writes_no_more_than_there_is_room),
	};
	return cmocka_run_group_tests_name("what a request needs", tests, NULL, NULL);
}
