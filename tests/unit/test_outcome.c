/* The table of outcomes against one written by hand from the Regulation and the form; and what may be chosen when,
   over every combination of what can have happened. */
#include "unit_arena.h"

#include "law/letter.h"
#include "law/outcome.h"

/** Key, row of table three, item of art. 36 (0: none), article, is it a refusal (14–16). */
static const struct {
	const char *key;
	enum app_row row;
	int item;
	const char *article, *chinese;
} expected[] = {
	{ "granted", APP_GRANTED, 2, "条例第36条第2项", "第三十六条第二项" },
	{ "already_public", APP_GRANTED, 1, "条例第36条第1项", "第三十六条第一项" },
	{ "partially_granted", APP_PARTIALLY_GRANTED, 0, "条例第37条", "第三十七条" },
	{ "denied_state_secret", APP_DENIED_STATE_SECRET, 3, "条例第14条", "第十四条" },
	{ "denied_law_prohibited", APP_DENIED_LAW_PROHIBITED, 3, "条例第14条", "第十四条" },
	{ "denied_three_safeties", APP_DENIED_THREE_SAFETIES, 3, "条例第14条", "第十四条" },
	{ "denied_third_party", APP_DENIED_THIRD_PARTY, 3, "条例第15条", "第十五条" },
	{ "denied_internal_affairs", APP_DENIED_INTERNAL_AFFAIRS, 3, "条例第16条第1款", "第十六条第一款" },
	{ "denied_process_info", APP_DENIED_PROCESS_INFO, 3, "条例第16条第2款", "第十六条第二款" },
	{ "denied_enforcement_file", APP_DENIED_ENFORCEMENT_FILE, 3, "条例第16条第2款", "第十六条第二款" },
	{ "denied_admin_query", APP_DENIED_ADMIN_QUERY, 7, "条例第36条第7项", "第三十六条第七项" },
	{ "not_exist", APP_UNABLE_NOT_HELD, 4, "条例第36条第4项", "第三十六条第四项" },
	{ "not_ours", APP_UNABLE_NOT_HELD, 5, "条例第36条第5项", "第三十六条第五项" },
	{ "needs_creation", APP_UNABLE_NEEDS_CREATION, 0, "条例第38条", "第三十八条" },
	{ "still_unclear", APP_UNABLE_STILL_UNCLEAR, 0, "条例第30条", "第三十条" },
	{ "petition", APP_NOT_PROCESSED_PETITION, 0, "条例第39条第1款", "第三十九条第一款" },
	{ "repeat", APP_NOT_PROCESSED_REPEAT, 6, "条例第36条第6项", "第三十六条第六项" },
	{ "publication", APP_NOT_PROCESSED_PUBLICATION, 0, "条例第39条第2款", "第三十九条第二款" },
	{ "excessive", APP_NOT_PROCESSED_EXCESSIVE, 0, "条例第35条", "第三十五条" },
	{ "reconfirm", APP_NOT_PROCESSED_RECONFIRM, 0, "条例第2条", "第二条" },
	{ "correction_overdue", APP_OTHER_CORRECTION_OVERDUE, 0, "条例第30条", "第三十条" },
	{ "fee_unpaid", APP_OTHER_FEE_UNPAID, 0, "国办函〔2020〕109号", "国办函〔2020〕109号" },
	{ "withdrawn", APP_OTHER_MISC, 0, "报告格式“其他处理”的“其他”", NULL },
	{ "not_government_info", APP_OTHER_MISC, 0, "条例第2条", "第二条" },
};
enum { N = sizeof expected / sizeof *expected };

static void test_table(void **state)
{
	(void)state;
	bool rows[APP_ROW__MAX] = { false };
	assert_int_equal(n_outcomes, N);
	for (int i = 0; i < N; i++) {
		const struct outcome *o = outcome_of_key(sv_of(expected[i].key));
		assert_non_null(o);
		assert_int_equal(o->row, expected[i].row);
		assert_int_equal(o->reply, expected[i].item); /* REPLY_… are numbered as art. 36 is */
		assert_string_equal(o->article, expected[i].article);
		assert_int_equal(o->reason, (o->needs & ELEMENT_BIT(ELEMENT_REASON)) != 0);
		assert_true(reply_type_label(o->reply)[0]);
		rows[o->row] = true;
		const struct letter_kind *k = letter_kind_of_key(sv_of(o->letter));
		assert_non_null(k);
		assert_int_equal(o->needs & ~k->required, 0);
		assert_int_equal(o->remedy, k->remedy);
		if (expected[i].chinese)
			assert_non_null(strstr(k->basis, expected[i].chinese));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(o->label, outcome_of_key(sv_of(expected[j].key))->label);
	}
	/* 36 (3) and the refusals say why */
	for (size_t i = 0; i < n_outcomes; i++)
		assert_true(outcomes[i].reply != REPLY_DENIED || outcomes[i].reason);
	/* every leaf of the form of 2021 can be reached, and nothing else */
	for (int row = APP_RESULT_FIRST; row <= APP_RESULT_LAST; row++)
		assert_int_equal(rows[row], row != APP_OTHER_HANDLING);
	assert_null(outcome_of_key(SV("granted ")));
	assert_null(outcome_of_key(SV("")));
}

static void test_rows_of_2019(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_outcomes; i++) {
		enum app_row new = outcome_row(&outcomes[i], FORM_2021), old = outcome_row(&outcomes[i], FORM_2019);
		bool other = strstr(form_tables[TABLE_APPLICATIONS].rows[new].label, "不再处理")
			|| new == APP_OTHER_MISC;
		assert_int_equal(old, other ? APP_OTHER_HANDLING : new);
		assert_true(form_has(FORM_2021, app_cell(new, APP_TOTAL)));
		assert_true(form_has(FORM_2019, app_cell(old, APP_TOTAL)));
	}
}

/** May it be chosen, all elements given but the two of art. 32? Written from the articles. */
static bool may(const char *key, const struct outcome_facts *f)
{
	bool is_correction = !strcmp(key, "correction_overdue"), is_fee = !strcmp(key, "fee_unpaid");
	int asked = f->agreed + f->objected + f->partly + f->silent;
	if (!strcmp(key, "withdrawn"))
		return f->withdrawn;
	if (f->withdrawn)
		return false;
	if (f->waiting || f->others_waiting)
		return false; /* art. 32–34: the answers are waited for */
	if (is_correction && !(f->correction_asked && !f->correction_received && f->correction_lapsed))
		return false; /* art. 30 */
	if (!is_correction && f->correction_asked && !f->correction_received && !f->correction_lapsed)
		return false;
	if (is_fee && !(f->fee_asked && !f->fee_paid && f->fee_lapsed))
		return false;
	if (!is_fee && f->fee_asked && !f->fee_paid && !f->fee_lapsed)
		return false;
	if (!strcmp(key, "still_unclear"))
		return f->correction_asked;
	if (!strcmp(key, "excessive"))
		return f->reason_asked && (f->reason_given || f->reason_lapsed); /* art. 35 */
	if (!strcmp(key, "granted"))
		return f->objected + f->partly == 0
			|| (f->third_party_told && f->given & ELEMENT_BIT(ELEMENT_PUBLIC_INTEREST));
	if (!strcmp(key, "denied_third_party"))
		return asked ? f->objected || f->partly || f->silent
			: (f->given & ELEMENT_BIT(ELEMENT_UNASKED_REASON)) != 0; /* art. 15, 32 */
	return true;
}

static struct outcome_facts facts_of(unsigned bits)
{
#define BIT(i) ((bits >> (i)) & 1)
	return (struct outcome_facts){ .correction_asked = BIT(0), .correction_received = BIT(1),
		.correction_lapsed = BIT(2), .fee_asked = BIT(3), .fee_paid = BIT(4), .fee_lapsed = BIT(5),
		.reason_asked = BIT(6), .reason_given = BIT(7), .reason_lapsed = BIT(8), .withdrawn = BIT(9),
		.agreed = BIT(10), .objected = BIT(11), .partly = BIT(12), .silent = BIT(13),
		.waiting = BIT(14), .others_waiting = BIT(15), .third_party_told = BIT(16),
		.given = ~UINT64_C(0) & ~(BIT(17) ? 0 : ELEMENT_BIT(ELEMENT_PUBLIC_INTEREST))
			& ~(BIT(18) ? 0 : ELEMENT_BIT(ELEMENT_UNASKED_REASON)) };
#undef BIT
}

static void test_every_history(void **state)
{
	(void)state;
	struct outcome_lack lacks[OUTCOME_LACKS_MAX];
	for (unsigned bits = 0; bits < 1u << 19; bits++) {
		struct outcome_facts f = facts_of(bits);
		for (size_t i = 0; i < n_outcomes; i++) {
			size_t n = outcome_may(&outcomes[i], &f, lacks);
			if ((n == 0) != may(outcomes[i].key, &f))
				fail_msg("%s with %#x: %zu in the way", outcomes[i].key, bits, n);
			assert_true(n < OUTCOME_LACKS_MAX);
			for (size_t k = 0; k < n; k++) {
				assert_true(sv_ends(sv_of(lacks[k].why), SV("。")));
				assert_true(lacks[k].article[0] && lacks[k].key[0]);
			}
		}
	}
}

static void test_each_element_is_missed(void **state)
{
	(void)state;
	struct outcome_lack lacks[OUTCOME_LACKS_MAX];
	const struct outcome_facts ready = { .given = ~UINT64_C(0) };
	for (size_t i = 0; i < n_outcomes; i++) {
		struct outcome_facts f = ready;
		size_t before = outcome_may(&outcomes[i], &f, lacks);
		for (int e = 0; e < ELEMENT__MAX; e++) {
			if (!(outcomes[i].needs & ELEMENT_BIT(e)))
				continue;
			f.given = ready.given & ~ELEMENT_BIT(e);
			assert_int_equal(outcome_may(&outcomes[i], &f, lacks), before + 1);
			assert_string_equal(lacks[before].key, element_key((enum element)e));
			assert_true(lacks[before].element);
		}
	}
	/* art. 36 (5): who is named, is named with the way to reach him */
	const struct outcome *o = outcome_of_key(SV("not_ours"));
	struct outcome_facts f = { .given = ELEMENT_BIT(ELEMENT_REASON) };
	assert_int_equal(outcome_may(o, &f, lacks), 0);
	f.given |= ELEMENT_BIT(ELEMENT_RIGHT_ORGAN);
	assert_int_equal(outcome_may(o, &f, lacks), 1);
	assert_string_equal(lacks[0].key, "right_contact");
}

static void test_further_letter(void **state)
{
	(void)state;
	struct outcome_facts f = { .objected = 1 };
	for (size_t i = 0; i < n_outcomes; i++) {
		const char *letter = outcome_further_letter(&outcomes[i], &f);
		assert_int_equal(letter != NULL, !strcmp(outcomes[i].key, "granted"));
		assert_true(!letter || letter_kind_of_key(sv_of(letter)));
	}
	f.objected = 0;
	assert_null(outcome_further_letter(outcome_of_key(SV("granted")), &f));
}

static void test_elements(void **state)
{
	(void)state;
	for (int e = 0; e < ELEMENT__MAX; e++) {
		assert_int_equal(element_of_key(sv_of(element_key((enum element)e))), e);
		assert_int_equal(element_of_label(sv_of(element_label((enum element)e))), e);
		assert_true(sv_ends(sv_of(element_ask((enum element)e)), SV("。")));
	}
	assert_int_equal(element_of_key(SV("nobody")), ELEMENT__MAX);
	assert_int_equal(element_of_label(SV("没有")), ELEMENT__MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table), cmocka_unit_test(test_rows_of_2019),
		cmocka_unit_test(test_every_history), cmocka_unit_test(test_each_element_is_missed),
		cmocka_unit_test(test_further_letter), cmocka_unit_test(test_elements),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
