/* The form: every cell has one key, and the tables equal data/report_format.json. */
#include "unit.h"

#include "base/auto.h"
#include "law/form.h"
#include "law/rule.h"

static void every_cell_has_a_key_that_finds_it(void **state)
{
	(void)state;
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		char key[FORM_KEY_MAX];
		assert_int_equal(form_cell_by_key(sv_of(form_key(cell, key))), cell);
		struct form_position p = form_position(cell);
		assert_int_equal(form_cell_at(p.table, p.row, p.column), cell);
	}
	assert_int_equal(form_cell_by_key(SV("applications.granted.nobody")), -1);
}

static void the_layouts_have_the_cells_of_the_form(void **state)
{
	(void)state;
	int n2021 = 0, n2019 = 0;
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		n2021 += form_has(FORM_2021, cell);
		n2019 += form_has(FORM_2019, cell);
	}
	assert_int_equal(n2021, 200);
	assert_int_equal(n2019, 6 + 6 + 6 + 2 + 2 + 23 * 7 + 15);
}

static void the_tables_fill_the_numbering_without_gaps(void **state)
{
	(void)state;
	int next = 0;
	for (int t = 0; t < TABLE__MAX; t++) {
		assert_int_equal(form_tables[t].first_cell, next);
		next += form_tables[t].n_rows * form_tables[t].n_columns;
	}
	assert_int_equal(next, FORM_CELLS);
}

/* Labels and keys of the official form, found as text in the JSON it was taken from. */
static void labels_equal_the_data_file(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct sv json = unit_file(&a, "data/report_format.json");
	assert_non_null(json.p);
	for (int t = 0; t < TABLE__MAX; t++) {
		const struct form_table *table = &form_tables[t];
		if (t == TABLE_ART20_9)
			continue; /* 2019 only: the file describes it in prose */
		for (int i = 0; i < table->n_rows + table->n_columns; i++) {
			const struct form_axis *axis = i < table->n_rows ?
				&table->rows[i] : &table->columns[i - table->n_rows];
			if (!(axis->layouts & FORM_2021))
				continue;
			char want[512];
			snprintf(want, sizeof want, "\"key\": \"%s\"", axis->key);
			assert_true(sv_has(json, sv_of(want)));
			snprintf(want, sizeof want, "\"label\": \"%s\"", axis->label);
			assert_true(sv_has(json, sv_of(want)));
		}
	}
}

static void rules_are_complete(void **state)
{
	(void)state;
	for (int r = 0; r < RULE__MAX; r++) {
		assert_non_null(rule_of(r)->id);
		assert_non_null(rule_of(r)->title);
		assert_non_null(rule_of(r)->source);
		assert_non_null(rule_of(r)->asks);
		assert_int_equal(rule_by_id(sv_of(rule_of(r)->id)), r);
	}
	assert_int_equal(rule_by_id(SV("no_such_rule")), RULE__MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell_has_a_key_that_finds_it),
		cmocka_unit_test(the_layouts_have_the_cells_of_the_form),
		cmocka_unit_test(the_tables_fill_the_numbering_without_gaps),
		cmocka_unit_test(labels_equal_the_data_file),
		cmocka_unit_test(rules_are_complete),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
