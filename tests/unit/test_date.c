/* Days of the calendar against a calendar that walks day by day; moments in China against known ones. */
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int month_length(int year, int month)
{
	if (month == 2)
		return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void test_every_day_of_a_walked_calendar(void **state)
{
	(void)state;
	int64_t day = 0;
	int weekday = 3; /* 1970-01-01 was a Thursday */
	for (int y = 1970; y < 2500; y++)
		for (int m = 1; m <= 12; m++)
			for (int d = 1; d <= month_length(y, m); d++, day++) {
				struct date date = { y, m, d }, back = date_of_day(day);
				assert_true(date_valid(date));
				assert_int_equal(date_to_day(date), day);
				assert_true(back.year == y && back.month == m && back.day == d);
				assert_int_equal(date_weekday(day), weekday);
				weekday = (weekday + 1) % 7;
			}
}

static void test_days_before_1970(void **state)
{
	(void)state;
	for (int64_t day = -700000; day < 0; day += 37)
		assert_int_equal(date_to_day(date_of_day(day)), day);
	assert_int_equal(date_weekday(-1), 2);
}

static void test_print_and_parse(void **state)
{
	(void)state;
	char text[DATE_TEXT_MAX];
	for (int64_t day = 0; day < 40000; day += 11) {
		struct date d;
		assert_true(date_parse(sv_of(date_print(date_of_day(day), text)), &d));
		assert_int_equal(date_to_day(d), day);
	}
	static const char *const bad[] = { "", "2024-02-30", "2023-02-29", "2024-2-5", "2024-02-05 ",
		"20240205", "2024/02/05", "0000-01-01", "2024-13-01", "2024-00-10", "2024-01-00", "a024-01-01" };
	struct date d;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(date_parse(sv_of(bad[i]), &d));
	assert_true(date_parse(SV("2024-02-29"), &d));
}

static void test_moments_in_china(void **state)
{
	(void)state;
	char text[MOMENT_TEXT_MAX];
	assert_string_equal(moment_print(0, text), "1970-01-01 08:00");
	/* 2024-02-04T16:00:00Z is midnight of the fifth in China. */
	assert_string_equal(moment_print_rfc3339(1707062400, text), "2024-02-05T00:00:00+08:00");
	assert_string_equal(moment_print_rfc3339(1707062399, text), "2024-02-04T23:59:59+08:00");
	assert_int_equal(date_in_china(1707062399).day, 4);
	assert_int_equal(date_in_china(-8 * 3600 - 1).year, 1969);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_day_of_a_walked_calendar),
		cmocka_unit_test(test_days_before_1970),
		cmocka_unit_test(test_print_and_parse),
		cmocka_unit_test(test_moments_in_china),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
