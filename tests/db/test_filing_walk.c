/*
 * A random walk through deliveries, steps, and units that move, change and close, beside a model that
 * counts everything anew: after every stretch each list, count, overview, sum, the search index and the
 * history must be what the model says.
 */
#include "filing_probe.h"

enum { YEARS = 6, FIRST_YEAR = 2018, STRETCHES = 40, DEEDS = 15 };

/** One filing as it should be. */
struct model {
	int64_t id;
	int unit, year;
	enum filing_state state;
	int n_errors, n_warnings, deeds;
	time_utc published;
	const struct report *report;
};

struct walk {
	struct probe *p;
	struct model of[PROBE_UNITS][YEARS];
	int64_t entries;
};

static bool is_within(const struct probe *p, int unit, int above)
{
	while (unit >= 0 && unit != above)
		unit = p->parent[unit];
	return unit >= 0 || above < 0;
}

/* ---- deeds ---------------------------------------------------------------------------------- */

static void deliver(struct walk *w)
{
	struct probe *p = w->p;
	int unit = (int)probe_rnd(p, PROBE_UNITS), year = (int)probe_rnd(p, YEARS);
	struct model *m = &w->of[unit][year];
	const struct delivery d = probe_delivery(p, unit, FIRST_YEAR + year);
	const struct account who = probe_account(ROLE_ADMIN, 0);
	const struct act act = probe_act(p, 0);
	struct err err = { 0 };
	int64_t id = 0;
	int rc = filing_deliver(p->db, &d, &who, &act, &id, &err);
	if (m->state == FILING_ACCEPTED || m->state == FILING_PUBLISHED) {
		assert_int_equal(rc, E_EXISTS);
		return;
	}
	probe_need(rc, &err);
	assert_true(m->id == 0 || m->id == id);
	*m = (struct model){ .id = id, .unit = unit, .year = FIRST_YEAR + year, .state = FILING_RECEIVED,
		.n_errors = probe_errors(&d), .n_warnings = (int)d.findings->n - probe_errors(&d),
		.deeds = m->deeds + 1, .published = m->published, .report = d.report };
	w->entries++;
}

static void step(struct walk *w)
{
	struct probe *p = w->p;
	struct model *m = &w->of[probe_rnd(p, PROBE_UNITS)][probe_rnd(p, YEARS)];
	enum filing_event event = 1 + probe_rnd(p, FILING_EVENT__MAX - 1);
	enum filing_state seen = probe_rnd(p, 8) ? m->state : probe_rnd(p, FILING_STATE__MAX);
	const struct account who = probe_account(ROLE_ADMIN, 0);
	const struct act act = probe_act(p, 0);
	struct err err = { 0 };
	int64_t change = probe_change(p);
	int rc = filing_apply(p->db, m->id, event, seen, SV("理由"), &who, &act, &err);
	bool fits = (event == FILING_ACCEPT && m->state == FILING_RECEIVED) ||
		(event == FILING_PUBLISH && m->state == FILING_ACCEPTED) ||
		(event == FILING_WITHDRAW && m->state == FILING_PUBLISHED) ||
		(event == FILING_GIVE_BACK && (m->state == FILING_RECEIVED || m->state == FILING_ACCEPTED));
	if (!m->id || !fits || seen != m->state) {
		assert_int_equal(rc, m->id ? E_STALE : E_NOT_FOUND);
		assert_int_equal(probe_change(p), change); /* it was rolled back */
		return;
	}
	probe_need(rc, &err);
	assert_true(probe_change(p) > change);
	static const enum filing_state to[FILING_EVENT__MAX] = { [FILING_GIVE_BACK] = FILING_RETURNED,
		[FILING_ACCEPT] = FILING_ACCEPTED, [FILING_PUBLISH] = FILING_PUBLISHED,
		[FILING_WITHDRAW] = FILING_WITHDRAWN };
	m->state = to[event];
	m->published = event == FILING_PUBLISH ? act.now : m->published;
	m->deeds++;
	w->entries++;
}

/* A unit comes beneath another, becomes of another kind, closes or opens again. */
static void move_unit(struct walk *w)
{
	struct probe *p = w->p;
	int i = (int)probe_rnd(p, PROBE_UNITS), above = (int)probe_rnd(p, PROBE_UNITS + 1) - 1;
	struct unit u;
	struct err err = { 0 };
	const struct act act = probe_act(p, 0);
	int64_t change = probe_change(p), entries = probe_entries(p);
	probe_need(unit_get(p->db, p->unit[i], &p->arena, &u, &err), &err);
	if (above < 0 || !is_within(p, above, i))
		p->parent[i] = above;
	p->kind[i] = probe_rnd(p, 3) ? p->kind[i] : probe_rnd(p, UNIT_KIND__MAX);
	p->closed[i] = probe_rnd(p, 4) == 0;
	u.parent = p->parent[i] < 0 ? 0 : p->unit[p->parent[i]];
	u.kind = p->kind[i];
	u.closed = p->closed[i];
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	probe_need(unit_change(p->db, &u, &act, &err), &err);
	probe_need(tx_commit(p->db, &err), &err);
	assert_true(probe_change(p) > change);
	w->entries += probe_entries(p) - entries; /* what org enters is its own affair */
}

/* ---- the model's answers -------------------------------------------------------------------- */

static bool has(const struct walk *w, const struct model *m, const struct filing_filter *x,
	int within, int unit)
{
	enum filing_state state = x->only_published || x->newest ? FILING_PUBLISHED : x->state;
	if (!m->id || !is_within(w->p, m->unit, within) || (unit >= 0 && m->unit != unit))
		return false;
	if (state && m->state != state)
		return false;
	return x->newest || ((!x->year || m->year == x->year) && (!x->with_errors || m->n_errors > 0));
}

static int by_year(const void *a, const void *b)
{
	const struct model *x = *(const struct model *const *)a, *y = *(const struct model *const *)b;
	int64_t d = x->year != y->year ? y->year - x->year : y->id - x->id;
	return d < 0 ? -1 : d > 0;
}

static int by_publication(const void *a, const void *b)
{
	const struct model *x = *(const struct model *const *)a, *y = *(const struct model *const *)b;
	int64_t d = x->published != y->published ? y->published - x->published : y->id - x->id;
	return d < 0 ? -1 : d > 0;
}

static size_t choose(struct walk *w, const struct filing_filter *x, int within, int unit,
	const struct model **ret)
{
	size_t n = 0;
	for (int u = 0; u < PROBE_UNITS; u++)
		for (int y = 0; y < YEARS; y++)
			if (has(w, &w->of[u][y], x, within, unit))
				ret[n++] = &w->of[u][y];
	qsort(ret, n, sizeof *ret, x->newest ? by_publication : by_year);
	return n;
}

static void same_filing(const struct walk *w, const struct filing *f, const struct model *m)
{
	assert_int_equal(f->id, m->id);
	assert_int_equal(f->unit, w->p->unit[m->unit]);
	assert_int_equal(f->year, m->year);
	assert_int_equal(f->state, m->state);
	assert_int_equal(f->n_errors, m->n_errors);
	assert_int_equal(f->n_warnings, m->n_warnings);
	assert_int_equal(f->published, m->published);
	assert_true(sv_eq(f->title, m->report->title));
	assert_int_equal(f->withdrawn != 0, m->published && m->state != FILING_PUBLISHED);
}

/* Any filter, in pages of any size. */
static void compare_list(struct walk *w)
{
	struct probe *p = w->p;
	const struct model *want[PROBE_UNITS * YEARS];
	int within = (int)probe_rnd(p, PROBE_UNITS + 1) - 1;
	int unit = probe_rnd(p, 3) ? -1 : (int)probe_rnd(p, PROBE_UNITS);
	struct filing_filter x = { .within = within < 0 ? 0 : p->unit[within],
		.unit = unit < 0 ? 0 : p->unit[unit], .year = probe_rnd(p, 3) ? 0 : FIRST_YEAR + 3,
		.state = probe_rnd(p, 2) ? 0 : probe_rnd(p, FILING_STATE__MAX),
		.only_published = probe_rnd(p, 4) == 0, .with_errors = probe_rnd(p, 3) == 0,
		.newest = probe_rnd(p, 5) == 0 };
	size_t n = choose(w, &x, unit < 0 ? within : -1, unit, want), max = 1 + probe_rnd(p, 7), got = 0;
	struct filing_after after = { 0 };
	struct filing *list;
	struct err err = { 0 };
	for (size_t k = max; k == max; got += k) {
		probe_need(filing_list(p->db, &x, after, max, &p->arena, &list, &k, &err), &err);
		assert_true(got + k <= n);
		for (size_t i = 0; i < k; i++)
			same_filing(w, &list[i], want[got + i]);
		if (k)
			after = (struct filing_after){ list[k - 1].year, list[k - 1].id, list[k - 1].published };
	}
	assert_int_equal(got, n);
}

static struct date due(enum unit_kind kind, int year, const struct filing_dates *dates)
{
	if (dates->town_day && (kind == UNIT_TOWN || kind == UNIT_STREET))
		return (struct date){ year + 1, dates->town_month, dates->town_day };
	return (struct date){ year + 1, kind == UNIT_GOVERNMENT ? 3 : 1, 31 };
}

static bool is_late(const struct walk *w, int unit, int year, enum filing_state s,
	const struct filing_dates *dates)
{
	struct date d = due(w->p->kind[unit], year, dates), today = dates->today;
	bool past = today.year != d.year ? today.year > d.year :
		today.month != d.month ? today.month > d.month : today.day > d.day;
	return past && !w->p->closed[unit] && (s == FILING_NONE || s == FILING_RETURNED);
}

/** A day around those on which something is due, and when towns and streets deliver. */
static struct filing_dates rnd_dates(struct probe *p, int year)
{
	static const int days[][2] = { { 1, 30 }, { 1, 31 }, { 2, 1 }, { 2, 20 }, { 2, 21 }, { 3, 31 },
		{ 4, 1 } };
	uint32_t k = probe_rnd(p, sizeof days / sizeof *days);
	bool own = probe_rnd(p, 2);
	return (struct filing_dates){ { year + 1, days[k][0], days[k][1] }, own ? 2 : 0, own ? 20 : 0 };
}

static void compare_counts(struct walk *w, int within, int year, const struct filing_dates *dates)
{
	struct probe *p = w->p;
	struct filing_counts want = { 0 }, got;
	struct err err = { 0 };
	for (int u = 0; u < PROBE_UNITS; u++) {
		const struct model *m = &w->of[u][year - FIRST_YEAR];
		if (!is_within(p, u, within))
			continue;
		want.units += !p->closed[u];
		want.by_state[m->state] += m->id || !p->closed[u];
		want.with_errors += m->n_errors > 0;
		want.late += is_late(w, u, year, m->state, dates);
	}
	probe_need(filing_count(p->db, within < 0 ? 0 : p->unit[within], year, dates, &p->arena, &got,
		&err), &err);
	assert_memory_equal(&want, &got, sizeof got);
}

/* Units in the order of their ids, which is the order of the model. */
static void compare_overview(struct walk *w, int within, int year, const struct filing_dates *dates,
	bool missing)
{
	struct probe *p = w->p;
	size_t max = 1 + probe_rnd(p, 5), k = max;
	int u = 0;
	int64_t after = 0, id = within < 0 ? 0 : p->unit[within];
	struct filing_standing *list;
	struct err err = { 0 };
	while (k == max) {
		probe_need(missing ?
			filing_missing(p->db, id, year, dates, after, max, &p->arena, &list, &k, &err) :
			filing_overview(p->db, id, year, dates, after, max, &p->arena, &list, &k, &err), &err);
		for (size_t i = 0; i < k; i++, u++) {
			while (u < PROBE_UNITS && (!is_within(p, u, within) ||
			    (p->closed[u] && !w->of[u][year - FIRST_YEAR].id) ||
			    (missing && w->of[u][year - FIRST_YEAR].id)))
				u++;
			assert_true(u < PROBE_UNITS);
			const struct model *m = &w->of[u][year - FIRST_YEAR];
			assert_int_equal(list[i].unit.id, p->unit[u]);
			assert_int_equal(list[i].unit.kind, p->kind[u]);
			assert_int_equal(list[i].unit.closed, p->closed[u]);
			assert_int_equal(list[i].filing.state, m->state);
			assert_int_equal(list[i].filing.unit, p->unit[u]);
			assert_int_equal(list[i].filing.year, year);
			assert_int_equal(list[i].late, is_late(w, u, year, m->state, dates));
			assert_int_equal(date_to_day(list[i].due), date_to_day(due(p->kind[u], year, dates)));
			if (m->id)
				same_filing(w, &list[i].filing, m);
			after = list[i].unit.id;
		}
	}
	for (; u < PROBE_UNITS; u++)
		assert_true(!is_within(p, u, within) || (missing && w->of[u][year - FIRST_YEAR].id) ||
			(p->closed[u] && !w->of[u][year - FIRST_YEAR].id));
}

static void compare_years(struct walk *w, int unit)
{
	struct probe *p = w->p;
	int *years;
	size_t n, k = 0;
	struct err err = { 0 };
	probe_need(filing_years(p->db, unit < 0 ? 0 : p->unit[unit], &p->arena, &years, &n, &err), &err);
	for (int y = YEARS - 1; y >= 0; y--) {
		bool any = false;
		for (int u = 0; u < PROBE_UNITS; u++)
			any |= (unit < 0 || u == unit) && w->of[u][y].state == FILING_PUBLISHED;
		if (any) {
			assert_true(k < n);
			assert_int_equal(years[k++], FIRST_YEAR + y);
		}
	}
	assert_int_equal(k, n);
}

static void compare_sum(struct walk *w, int within, int year)
{
	struct probe *p = w->p;
	struct report_sum want, got;
	struct err err = { 0 };
	report_sum_init(&want, &p->arena);
	report_sum_init(&got, &p->arena);
	for (int u = 0; u < PROBE_UNITS; u++) {
		const struct model *m = &w->of[u][year - FIRST_YEAR];
		if (is_within(p, u, within) && u != within &&
		    (m->state == FILING_ACCEPTED || m->state == FILING_PUBLISHED))
			report_sum_add(&want, m->report);
	}
	int64_t id = within < 0 ? 0 : p->unit[within];
	probe_need(filing_sum(p->db, id, year, id, &got, &err), &err);
	assert_int_equal(got.n_reports, want.n_reports);
	assert_memory_equal(got.total, want.total, sizeof got.total);
	assert_memory_equal(got.counted, want.counted, sizeof got.counted);
}

/* Every report of the walk has this word; the index must give exactly those that are published. */
static void compare_search(struct walk *w)
{
	struct probe *p = w->p;
	struct search_result found = { .more = true };
	struct err err = { 0 };
	size_t n = 0;
	bool seen[PROBE_UNITS][YEARS] = { { false } };
	for (size_t at = 0; found.more || found.n == SEARCH_PAGE_MAX; at += found.n) {
		const struct search_query q = { .words = SV("政务"), .offset = at, .max = SEARCH_PAGE_MAX };
		probe_need(search_run(p->db, &q, &p->arena, &found, &err), &err);
		for (size_t i = 0; i < found.n; i++, n++)
			for (int u = 0; u < PROBE_UNITS; u++)
				for (int y = 0; y < YEARS; y++)
					seen[u][y] |= w->of[u][y].id == found.hits[i].subject;
		if (found.n == 0)
			break;
	}
	for (int u = 0; u < PROBE_UNITS; u++)
		for (int y = 0; y < YEARS; y++) {
			bool published = w->of[u][y].state == FILING_PUBLISHED;
			assert_int_equal(seen[u][y], published);
			n -= published;
		}
	assert_int_equal(n, 0);
}

static void compare_histories(struct walk *w)
{
	struct probe *p = w->p;
	struct filing_deed *deeds;
	size_t n;
	struct err err = { 0 };
	assert_int_equal(probe_entries(p), w->entries);
	for (int u = 0; u < PROBE_UNITS; u++)
		for (int y = 0; y < YEARS; y++) {
			const struct model *m = &w->of[u][y];
			probe_need(filing_history(p->db, m->id, &p->arena, &deeds, &n, &err), &err);
			assert_int_equal(n, m->deeds);
			if (n)
				assert_int_equal(deeds[n - 1].to, m->state);
		}
}

static void compare(struct walk *w)
{
	struct probe *p = w->p;
	for (int i = 0; i < 12; i++)
		compare_list(w);
	for (int within = -1; within < PROBE_UNITS; within++) {
		int year = FIRST_YEAR + (int)probe_rnd(p, YEARS);
		const struct filing_dates dates = rnd_dates(p, year);
		compare_counts(w, within, year, &dates);
		compare_overview(w, within, year, &dates, false);
		compare_overview(w, within, year, &dates, true);
		compare_years(w, within);
		compare_sum(w, within, year);
	}
	compare_search(w);
	compare_histories(w);
	probe_check(p);
}

static void nothing_is_ever_lost_or_miscounted(void **state)
{
	struct walk *w = calloc(1, sizeof *w);
	assert_non_null(w);
	w->p = *state;
	w->entries = probe_entries(w->p);
	for (int s = 0; s < STRETCHES; s++) {
		for (int i = 0; i < DEEDS; i++) {
			uint32_t k = probe_rnd(w->p, 10);
			if (k < 4)
				deliver(w);
			else if (k < 9)
				step(w);
			else
				move_unit(w);
		}
		compare(w);
	}
	free(w);
}

/* ---- how the questions are answered --------------------------------------------------------- */

/* The index that a list must be read from in its order; "" = any. */
static const struct {
	const char *name, *plan;
} questions[] = {
	{ "change", "" }, { "by_id", "" }, { "by_public_id", "" }, { "of_unit_year", "" },
	{ "same_file", "" }, { "pack", "" }, { "versions", "" }, { "history", "" },
	{ "list", "PRIMARY KEY (above=? AND year>? AND (year,filing)<(?,?))" },
	{ "list_state",
		"filing_above_state (above=? AND state=? AND year>? AND (year,filing)<(?,?))" },
	{ "list_flawed",
		"filing_above_flawed (above=? AND flawed=? AND year>? AND (year,filing)<(?,?))" },
	{ "list_state_flawed",
		"filing_above_flawed (above=? AND flawed=? AND year>? AND (year,filing)<(?,?))" },
	{ "list_newest", "filing_above_newest (above=? AND (published,filing)<(?,?))" },
	{ "list_countable", "" }, { "list_unit", "(unit=? AND year" },
	{ "overview", "(above=? AND unit>?)" }, { "overview_all", "SEARCH u USING" },
	{ "missing", "(above=? AND unit>?)" }, { "missing_all", "SEARCH u USING" }, { "units", "" },
	{ "tally", "(above=? AND year=?)" }, { "years", "(above=?)" }, { "years_of_unit", "(unit=?)" },
};

static const struct sql *statement(const char *name)
{
	for (size_t i = 0; i < filing_statements.n; i++)
		if (strcmp(filing_statements.items[i].name, name) == 0)
			return filing_statements.items[i].sql;
	fail_msg("no statement %s", name);
	return NULL;
}

/* Not one of them may look through a table, or sort what it found. */
static void no_question_looks_through_all_filings(void **state)
{
	struct probe *p = *state;
	if (db_kind(p->db) != DB_SQLITE)
		return; /* with so few rows PostgreSQL rightly scans; bench/ measures it with many */
	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
		/* statements are kept by their address: each has its own */
		struct sql *explain = arena_alloc(&p->arena, sizeof *explain);
		assert_non_null(explain);
		explain->text = sv_fmt(&p->arena, "EXPLAIN QUERY PLAN %s",
			statement(questions[i].name)->text).p;
		struct query q;
		struct err err = { 0 };
		bool found = false;
		query_start(&q, p->db, explain);
		while (query_row(&q)) {
			struct sv detail = query_copy(&q, 3, &p->arena);
			found |= sv_has(detail, sv_of(questions[i].plan));
			if (sv_starts(detail, SV("SCAN")) || sv_has(detail, SV("TEMP B-TREE")))
				fail_msg("%s: %.*s", questions[i].name, SV_ARG(detail));
		}
		probe_need(query_end(&q, &err), &err);
		if (!found)
			fail_msg("%s is not answered by “%s”", questions[i].name, questions[i].plan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_ever_lost_or_miscounted, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(no_question_looks_through_all_filings, probe_setup,
			probe_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
