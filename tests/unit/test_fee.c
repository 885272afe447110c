/* The fee against the golden table, and against adding item by item. */
#include "law/fee.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int64_t yuan(enum fee_basis basis, int64_t n)
{
	struct fee f;
	assert_int_equal(fee_of(basis, n, &f, NULL), 0);
	assert_int_equal(f.amount % 100, 0);
	return f.amount / 100;
}

static void test_golden_table(void **state)
{
	(void)state;
	static const int64_t items[][2] = { { 0, 0 }, { 10, 0 }, { 11, 100 }, { 30, 2000 }, { 31, 2200 },
		{ 40, 4000 }, { 41, 4300 }, { 50, 7000 }, { 60, 11000 } };
	static const int64_t pages[][2] = { { 0, 0 }, { 30, 0 }, { 31, 10 }, { 100, 700 }, { 101, 720 },
		{ 200, 2700 }, { 201, 2740 }, { 500, 14700 } };
	for (size_t i = 0; i < sizeof items / sizeof *items; i++)
		assert_int_equal(yuan(FEE_BY_ITEM, items[i][0]), items[i][1]);
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		assert_int_equal(yuan(FEE_BY_PAGE, pages[i][0]), pages[i][1]);
}

/** What the n-th item or page alone costs, in yuan. */
static int64_t alone(enum fee_basis basis, int64_t n)
{
	if (basis == FEE_BY_PAGE)
		return n <= 30 ? 0 : n <= 100 ? 10 : n <= 200 ? 20 : 40;
	return n <= 10 ? 0 : n <= 30 ? 100 : ((n - 31) / 10 + 2) * 100;
}

static void test_one_by_one(void **state)
{
	(void)state;
	for (int basis = FEE_BY_ITEM; basis <= FEE_BY_PAGE; basis++) {
		int64_t sum = 0;
		for (int64_t n = 1; n <= 3000; n++) {
			struct fee f;
			sum += alone((enum fee_basis)basis, n);
			assert_int_equal(yuan((enum fee_basis)basis, n), sum);
			assert_int_equal(fee_of((enum fee_basis)basis, n, &f, NULL), 0);
			int64_t quantity = 0, amount = 0;
			for (size_t i = 0; i < f.n_steps && i < FEE_STEPS_SHOWN; i++) {
				quantity += f.steps[i].quantity;
				amount += f.steps[i].amount;
			}
			if (f.n_steps <= FEE_STEPS_SHOWN) {
				assert_int_equal(quantity, n);
				assert_int_equal(amount, f.amount);
			}
		}
	}
}

static void test_limits(void **state)
{
	(void)state;
	struct fee f;
	struct err err = { 0 };
	assert_int_equal(fee_of(FEE_BY_ITEM, -1, &f, &err), E_USAGE);
	assert_int_equal(fee_of(FEE_BY_PAGE, FEE_QUANTITY_MAX + 1, &f, &err), E_USAGE);
	assert_true(err.user[0] != '\0');
	assert_int_equal(fee_of(FEE_BY_ITEM, FEE_QUANTITY_MAX, &f, &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_table),
		cmocka_unit_test(test_one_by_one),
		cmocka_unit_test(test_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
