/*
 * How the databases go about the questions of the desk: by an index, and in its order. What would read every row
 * of a million is found here, not by whoever waits for it.
 */
#include "request_probe.h"

#include "request/query.h"


/* Questions about every request, or words anywhere in a title: those have to read what there is. */
static const char *const may_scan[] = { "all_ids", NULL };

/* Asked seldom, of few rows, or grouped: what is sorted is small. */
static const char *const may_sort[] = { "count_open_within", "count_open_all", "count_open_handler",
	"count_units", "workload", "count_new", "count_pending", "count_later",
	"count_fees", "alike", "looks", NULL };

static bool is_in(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

/** Highest $N of a statement. */
static int parameters_of(const char *text)
{
	int most = 0;
	for (; *text; text++)
		if (*text == '$') {
			int n = (int)strtol(text + 1, NULL, 10);
			most = n > most ? n : most;
		}
	return most;
}

/** The statement of this name, explained; one line a row, from column `at`. */
static struct sv explain(struct probe *p, const char *before, const char *text, int n, int at)
{
	struct err err = { 0 };
	struct query q;
	struct str s;
	/* Statements are kept by their address, so each has one of its own. */
	struct sql *sql = arena_alloc(&p->arena, sizeof *sql);
	assert_non_null(sql);
	*sql = (struct sql){ .text = sv_fmt(&p->arena, "%s%s", before, text).p };
	str_init(&s, &p->arena, 1 << 16);
	query_start(&q, p->db, sql);
	for (int i = 0; i < n; i++)
		query_null(&q);
	while (query_row(&q))
		str_addf(&s, "%.*s\n", SV_ARG(query_get_text(&q, at)));
	probe_need(query_end(&q, &err), &err);
	return str_sv(&s);
}

static struct sv plan_of(struct probe *p, const struct sql_named *named)
{
	const char *text = named->sql->text;
	int n = parameters_of(text);
	if (!test_db_server())
		return explain(p, "EXPLAIN QUERY PLAN ", text, n, 3);
	struct err err = { 0 };
	struct str call;
	struct sql *prepare = arena_alloc(&p->arena, sizeof *prepare);
	assert_non_null(prepare);
	*prepare = (struct sql){ .text = sv_fmt(&p->arena, "PREPARE plan_%s AS %s", named->name, text).p };
	probe_need(db_run(p->db, prepare, &err), &err);
	str_init(&call, &p->arena, 4096);
	str_addf(&call, "EXPLAIN (COSTS OFF) EXECUTE plan_%s", named->name);
	for (int i = 0; i < n; i++)
		str_addf(&call, "%sNULL", i ? ", " : " (");
	str_addz(&call, n ? ")" : "");
	str_addc(&call, '\0');
	return explain(p, "", str_sv(&call).p, 0, 0);
}

/** A line that reads a whole table of requests: "SCAN r", "Seq Scan on request r". */
static bool scans(struct sv line)
{
	static const char *const tables[] = { "SCAN r", "SCAN request", "SCAN e", "SCAN l", "SCAN applicant",
		"Seq Scan on request", "Seq Scan on applicant", NULL };
	struct sv t = sv_trim(line);
	for (int i = 0; tables[i]; i++) {
		size_t at = sv_find(t, sv_of(tables[i]));
		if (at == SV_NONE)
			continue;
		/* A partial index holds the open ones only, or those that wait. */
		return !sv_has(t, SV("request_open")) && !sv_has(t, SV("request_due"))
			&& !sv_has(t, SV("request_handler"));
	}
	return false;
}

static bool sorts(struct sv line)
{
	return sv_has(line, SV("USE TEMP B-TREE FOR ORDER BY"));
}

static void every_question_goes_by_an_index(void **state)
{
	struct probe *p = *state;
	static const struct sql settings[] = { { .text = "SET plan_cache_mode = force_generic_plan" },
		{ .text = "SET enable_seqscan = off" } };
	struct err err = { 0 };
	size_t n = 0, bad = 0;
	for (size_t i = 0; test_db_server() && i < 2; i++)
		probe_need(db_run(p->db, &settings[i], &err), &err);
	for (size_t i = 0; i < request_statements.n; i++) {
		const struct sql_named *named = &request_statements.items[i];
		if (strncmp(named->sql->text, "SELECT", 6) != 0)
			continue;
		struct sv plan = plan_of(p, named), line;
		assert_true(plan.n > 4);
		for (struct sv rest = plan; sv_cut(&rest, '\n', &line);)
			if ((scans(line) && !is_in(named->name, may_scan))
				|| (sorts(line) && !is_in(named->name, may_sort)))
				bad++, print_message("# %s: %.*s\n%.*s", named->name, SV_ARG(line), SV_ARG(plan));
		n++;
	}
	assert_int_equal(bad, 0);
	assert_true(n > 30);
}

/* The lists of the desk, each by the index that has its order: nothing is read only to be thrown away but for what was
   asked beside. Which index PostgreSQL takes hangs on how many rows there are. */
static void every_list_goes_by_the_index_of_its_order(void **state)
{
	struct probe *p = *state;
	static const struct {
		const char *name, *index;
	} lists[] = { { "list_open", "request_open" }, { "list_open_state", "request_open" },
		{ "list_open_more", "request_open" }, { "list_open_handler", "request_handler" },
		{ "list_handler", "request_handler" }, { "list_within", "request_due" },
		{ "list_all", "request_due" }, { "list_within_more", "request_due" },
		{ "list_all_more", "request_due" }, { "list_newest", "request_unit" },
		{ "list_newest_state", "request_state" }, { "list_newest_more", "request_unit" } };
	if (test_db_server())
		return;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		const struct sql_named *named = request_statements.items;
		while (strcmp(named->name, lists[i].name) != 0)
			assert_true(++named < request_statements.items + request_statements.n);
		struct sv plan = plan_of(p, named);
		if (!sv_has(plan, sv_fmt(&p->arena, "INDEX %s (", lists[i].index)))
			fail_msg("%s: %.*s", named->name, SV_ARG(plan));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_question_goes_by_an_index, probe_setup, probe_teardown),
		cmocka_unit_test_setup_teardown(every_list_goes_by_the_index_of_its_order, probe_setup,
			probe_teardown),
	};
	return cmocka_run_group_tests_name("plans", tests, NULL, NULL);
}
