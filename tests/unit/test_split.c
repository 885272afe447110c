/* Figures without borders: what is split must print back to the same digits, and be all there is. */
#include "unit.h"

#include "report/align.h"
#include "report/split.h"

#include "base/auto.h"

/* Print cells one after the other and see whether the splitter finds them again. */
static void a_printed_row_is_among_its_readings(void **state)
{
	(void)state;
	srand(7);
	for (int round = 0; round < 3000; round++) {
		int64_t v[7] = { 0 };
		char digits[200] = "";
		size_t n = 0;
		for (int i = 0; i < 6; i++) {
			v[i] = rand() % 4 ? 0 : rand() % (rand() % 3 ? 20 : 2000);
			v[6] += v[i];
		}
		for (int i = 0; i < 7; i++)
			n += (size_t)snprintf(digits + n, sizeof digits - n, "%lld", (long long)v[i]);
		struct sv run = { digits, n };
		struct split s;
		split_runs(&run, 1, (struct split_rule){ .n_cells = 7, .group = 7 }, true, &s);
		bool found = false;
		for (int k = 0; k < s.n; k++) {
			int64_t sum = 0;
			char again[200] = "";
			size_t m = 0;
			for (int i = 0; i < 7; i++) {
				sum += i < 6 ? s.readings[k][i] : 0;
				m += (size_t)snprintf(again + m, sizeof again - m, "%lld",
					(long long)s.readings[k][i]);
			}
			assert_true(m == n && memcmp(again, digits, n) == 0);
			assert_true(s.forced || sum == s.readings[k][6]);
			found |= memcmp(s.readings[k], v, sizeof v) == 0;
		}
		assert_true(found || s.more);
	}
}

/* Every way of cutting, counted by a formula: compositions of d digits into c cells. */
static void without_sums_every_way_of_cutting_is_found(void **state)
{
	(void)state;
	struct split s;
	struct sv run = SV("5845546"); /* no zero, so no cut is ruled out */
	split_runs(&run, 1, (struct split_rule){ .n_cells = 3 }, false, &s);
	assert_int_equal(s.n, 6 * 5 / 2);
	assert_false(s.more);
	struct sv zeros = SV("1000");
	split_runs(&zeros, 1, (struct split_rule){ .n_cells = 3 }, false, &s);
	assert_int_equal(s.n, 1); /* 10|0|0: no cell begins with a zero that is not 0 itself */
	assert_int_equal(s.readings[0][0], 10);
}

/* Tear figures of a row in two: where one reading is left, it is the row. */
static void torn_figures_are_joined_by_their_sum(void **state)
{
	(void)state;
	srand(8);
	int decided = 0;
	for (int round = 0; round < 2000; round++) {
		int64_t v[7] = { 0 };
		char digits[16][24];
		struct sv pieces[16];
		int n = 0;
		for (int i = 0; i < 6; i++)
			v[6] += v[i] = rand() % 3 ? 0 : rand() % 30000;
		for (int i = 0; i < 7; i++) {
			int len = snprintf(digits[n], sizeof digits[n], "%lld", (long long)v[i]);
			int cut = len > 3 && n < 9 ? 1 + rand() % (len - 1) : len;
			pieces[n] = (struct sv){ digits[n], (size_t)cut };
			if (cut < len)
				pieces[n + 1] = (struct sv){ digits[n] + cut, (size_t)(len - cut) };
			n += cut < len ? 2 : 1;
		}
		struct split s;
		split_join(pieces, n, (struct split_rule){ .n_cells = 7, .group = 7 }, &s);
		bool found = false;
		for (int k = 0; k < s.n; k++)
			found |= memcmp(s.readings[k], v, sizeof v) == 0;
		assert_true(found);
		decided += s.n == 1;
	}
	assert_true(decided > 1500);
}

static void borders_that_are_left_are_kept(void **state)
{
	(void)state;
	const struct sv runs[] = { SV("01"), SV("0"), SV("1"), SV("20"), SV("0"), SV("0"), SV("0"),
		SV("0"), SV("0"), SV("0"), SV("0"), SV("00") };
	static const int64_t want[15] = { 0, 1, 0, 1, 2 };
	struct split s;
	split_runs(runs, 12, (struct split_rule){ .n_cells = 15, .group = 5 }, true, &s);
	assert_int_equal(s.n, 1);
	assert_memory_equal(s.readings[0], want, sizeof want);
}

static void as_many_digits_as_cells_need_no_sums(void **state)
{
	(void)state;
	struct sv run = SV("1000000"); /* a total that does not hold is still read as printed */
	struct split s;
	split_runs(&run, 1, (struct split_rule){ .n_cells = 7, .group = 7 }, true, &s);
	assert_true(s.forced);
	assert_int_equal(s.n, 1);
	assert_int_equal(s.readings[0][0], 1);
	assert_int_equal(s.readings[0][6], 0);
}

static void long_runs_end(void **state)
{
	(void)state;
	char digits[400];
	memset(digits, '1', sizeof digits);
	struct sv run = { digits, sizeof digits };
	struct split s;
	split_runs(&run, 1, (struct split_rule){ .n_cells = 15, .group = 5 }, true, &s);
	split_runs(&run, 1, (struct split_rule){ .n_cells = 15 }, false, &s);
	struct sv letters = SV("12a4567");
	split_runs(&letters, 1, (struct split_rule){ .n_cells = 7 }, false, &s);
	assert_int_equal(s.n, 0);
}

/* Rows in order, some labels lost, one row of noise: the order puts them right. */
static void rows_are_aligned_by_labels_and_order(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct align_row rows[6] = {
		{ .label = 0, .certain = true, .complete = true },
		{ .label = -1, .complete = true },
		{ .label = 3, .near = 1u << 2 | 1u << 3, .complete = true }, /* label of the row below */
		{ .label = -1, .complete = false },                          /* a page number */
		{ .label = -1, .complete = true },
		{ .label = 4, .certain = true, .complete = true },
	};
	static const int want[6] = { 0, 1, 2, -1, 3, 4 };
	int cost;
	assert_int_equal(align_rows(rows, 6, 0x1F, &a, &cost), 0);
	for (int i = 0; i < 6; i++)
		assert_int_equal(rows[i].row, want[i]);
}

static void a_missing_row_is_left_out_not_shifted(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct align_row rows[3] = {
		{ .label = 0, .certain = true, .complete = true },
		{ .label = 2, .certain = true, .complete = true },
		{ .label = 3, .certain = true, .complete = true },
	};
	int cost;
	assert_int_equal(align_rows(rows, 3, 0xF, &a, &cost), 0);
	assert_int_equal(rows[0].row, 0);
	assert_int_equal(rows[1].row, 2);
	assert_int_equal(rows[2].row, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_printed_row_is_among_its_readings),
		cmocka_unit_test(without_sums_every_way_of_cutting_is_found),
		cmocka_unit_test(torn_figures_are_joined_by_their_sum),
		cmocka_unit_test(borders_that_are_left_are_kept),
		cmocka_unit_test(as_many_digits_as_cells_need_no_sums),
		cmocka_unit_test(long_runs_end),
		cmocka_unit_test(rows_are_aligned_by_labels_and_order),
		cmocka_unit_test(a_missing_row_is_left_out_not_shifted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
