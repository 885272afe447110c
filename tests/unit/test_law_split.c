/* One form of n items is n pieces for the report, the fee and the clock, whatever it is split from: the same as n
   forms of one item on the same day. */
#include "unit_arena.h"

#include "law/split.h"

enum { DAY = 19758 };

static struct sv *items_of(size_t n)
{
	struct sv *items = arena_array(&arena, n, sizeof *items);
	assert_non_null(items);
	for (size_t i = 0; i < n; i++) {
		char text[32];
		int len = snprintf(text, sizeof text, "第%zu项信息", i + 1);
		items[i] = (struct sv){ arena_dup(&arena, text, (size_t)len), (size_t)len };
	}
	return items;
}

static void test_split_or_alone(void **state)
{
	(void)state;
	for (int64_t before = 0; before <= 70; before++)
		for (size_t n = 1; n <= SPLIT_ITEMS_MAX; n++) {
			struct split_form form = { items_of(n), n, DAY, before };
			struct split_piece *pieces, *alone;
			int64_t report = 0, fee = 0, clock = 0, amount = 0, apart = 0;
			assert_int_equal(split_form(&form, &arena, &pieces, NULL), 0);
			for (size_t i = 0; i < n; i++) {
				struct split_form one = { form.items + i, 1, DAY, before + (int64_t)i };
				assert_int_equal(split_form(&one, &arena, &alone, NULL), 0);
				assert_true(sv_eq(pieces[i].item, form.items[i]));
				assert_int_equal(pieces[i].received, DAY);
				assert_int_equal(pieces[i].month_number, before + (int64_t)i + 1);
				report += pieces[i].report;
				fee += pieces[i].fee;
				clock += pieces[i].clock;
				amount += pieces[i].fee_amount;
				apart += alone->fee_amount;
			}
			assert_true(report == (int64_t)n && fee == (int64_t)n && clock == (int64_t)n);
			assert_int_equal(amount, apart);
			/* the whole month, item by item: 11–30 at 100 yuan, then 100 more for each ten */
			int64_t month = 0;
			for (int64_t k = before + 1; k <= before + (int64_t)n; k++)
				month += k <= 10 ? 0 : k <= 30 ? 10000 : ((k - 31) / 10 + 2) * 10000;
			assert_int_equal(amount, month);
			arena_reset(&arena);
		}
}

static void test_refusals(void **state)
{
	(void)state;
	struct sv same[] = { SV("预算"), SV("决算"), SV(" 预算　") }, blank[] = { SV("预算"), SV("　") };
	struct split_piece *pieces;
	struct err err = { 0 };
	struct split_form form = { same, 3, DAY, 0 };
	assert_int_equal(split_form(&form, &arena, &pieces, &err), E_USAGE);
	assert_non_null(strstr(err.user, "第1项和第3项"));
	form = (struct split_form){ blank, 2, DAY, 0 };
	assert_int_equal(split_form(&form, &arena, &pieces, &err), E_USAGE);
	form.n = 0;
	assert_int_equal(split_form(&form, &arena, &pieces, &err), E_USAGE);
	form = (struct split_form){ items_of(SPLIT_ITEMS_MAX + 1), SPLIT_ITEMS_MAX + 1, DAY, 0 };
	assert_int_equal(split_form(&form, &arena, &pieces, &err), E_LIMIT);
	form = (struct split_form){ same, 2, DAY, -1 };
	assert_int_equal(split_form(&form, &arena, &pieces, &err), E_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_split_or_alone),
		cmocka_unit_test(test_refusals) };
	return cmocka_run_group_tests(tests, setup, teardown);
}
