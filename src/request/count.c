/* Table three counted. */
#include "request/query.h"
#include "request/request_int.h"

#include "law/outcome.h"

/** The days of a period as the statements take them. */
struct days {
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
};

static struct days days_of(struct request_period p)
{
	struct days d;
	date_print(p.from, d.from);
	date_print(p.to, d.to);
	return d;
}

/** What is carried out of a period is carried into the day after it. */
static struct date day_after(struct request_period p)
{
	return date_of_day(date_to_day(p.to) + 1);
}

static void add(struct form_cell *cells, int row, enum app_column column, int64_t n)
{
	if (column >= APP_TOTAL)
		return;
	cells[app_cell((enum app_row)row, column)].n += n;
	cells[app_cell((enum app_row)row, APP_TOTAL)].n += n;
}

/** Add what a statement counts by kind of applicant. */
static int add_kinds(struct query *q, enum app_row row, struct form_cell *cells, struct err *err)
{
	while (query_row(q))
		add(cells, row, applicant_kind_of_key(query_get_text(q, 0)), query_get_int(q, 1));
	return query_end(q, err);
}

static int count_new(const struct request_env *env, int64_t unit, struct request_period p,
	struct form_cell *cells, struct err *err)
{
	struct days d = days_of(p);
	int rc = E_OK;
	for (int kind = APP_NATURAL_PERSON; kind < APP_TOTAL && !rc; kind++) {
		struct query q;
		query_start(&q, env->db, &request_sql_count_new);
		query_int(&q, unit);
		query_text(&q, sv_of(d.from));
		query_text(&q, sv_of(d.to));
		query_text(&q, sv_of(applicant_kind_key((enum app_column)kind)));
		rc = add_kinds(&q, APP_NEW_RECEIVED, cells, err);
	}
	return rc;
}

/** Those that were there when a day began: without an end, or with one since. */
static int count_carried(const struct request_env *env, int64_t unit, struct date into,
	enum app_row row, struct form_cell *cells, struct err *err)
{
	static const struct sql *const sql[] = { &request_sql_count_pending, &request_sql_count_later };
	char day[DATE_TEXT_MAX];
	int rc = E_OK;
	date_print(into, day);
	for (size_t i = 0; i < sizeof sql / sizeof *sql && !rc; i++) {
		struct query q;
		query_start(&q, env->db, sql[i]);
		query_int(&q, unit);
		query_text(&q, sv_of(day));
		rc = add_kinds(&q, row, cells, err);
	}
	return rc;
}

/** How many a unit closed in a period, of one result and kind of applicant or, without them, of all. */
static int count_one(const struct request_env *env, int64_t unit, const struct days *d,
	const char *outcome, const char *kind, int64_t *ret, struct err *err)
{
	struct query q;
	query_start(&q, env->db, outcome ? &request_sql_count_result : &request_sql_count_closed);
	query_int(&q, unit);
	query_text(&q, sv_of(d->from));
	query_text(&q, sv_of(d->to));
	if (outcome) {
		query_text(&q, sv_of(outcome));
		query_text(&q, sv_of(kind));
	}
	*ret = query_row(&q) ? query_get_int(&q, 0) : 0;
	return query_end(&q, err);
}

/** Result by result, each a stretch of an index; what they add up to is held against the plain count. */
static int count_closed(const struct request_env *env, int64_t unit, struct request_period p,
	struct form_cell *cells, struct err *err)
{
	struct days d = days_of(p);
	int64_t all = 0, sum = 0, n = 0;
	int rc = count_one(env, unit, &d, NULL, NULL, &all, err);
	for (size_t i = 0; i < n_outcomes && !rc; i++)
		for (int kind = APP_NATURAL_PERSON; kind < APP_TOTAL && !rc; kind++) {
			rc = count_one(env, unit, &d, outcomes[i].key, applicant_kind_key((enum app_column)kind),
				&n, err);
			add(cells, outcomes[i].row, (enum app_column)kind, n);
			add(cells, APP_RESULTS_TOTAL, (enum app_column)kind, n);
			sum += n;
		}
	if (!rc && sum != all)
		rc = err_set(err, E_DB, "有申请的办理结果不在统计口径里，请告知维护人员。");
	return rc;
}

int request_count_table_three(const struct request_env *env, int64_t unit,
	struct request_period p, struct form_cell *cells, struct err *err)
{
	for (int row = 0; row < APP_ROW__MAX; row++)
		for (int column = 0; column < APP_COLUMN__MAX; column++) {
			int cell = app_cell((enum app_row)row, (enum app_column)column);
			cells[cell] = (struct form_cell){ .state = form_has(FORM_2021, cell) ? CELL_NUMBER :
				CELL_ABSENT };
		}
	int rc = count_new(env, unit, p, cells, err);
	if (!rc)
		rc = count_carried(env, unit, p.from, APP_CARRIED_IN, cells, err);
	if (!rc)
		rc = count_closed(env, unit, p, cells, err);
	if (!rc)
		rc = count_carried(env, unit, day_after(p), APP_CARRIED_OUT, cells, err);
	return rc;
}

int request_count_fees(const struct request_env *env, int64_t unit, struct request_period p,
	struct request_fees *ret, struct err *err)
{
	struct days d = days_of(p);
	struct query q;
	*ret = (struct request_fees){ 0 };
	query_start(&q, env->db, &request_sql_count_fees);
	query_int(&q, unit);
	query_text(&q, sv_of(d.from));
	query_text(&q, sv_of(d.to));
	while (query_row(&q)) {
		int64_t fen = request_fee_amount(sv_eq(query_get_text(&q, 0), SV("page")),
			query_get_int(&q, 1));
		ret->notices += query_get_int(&q, 2);
		ret->asked += fen * query_get_int(&q, 2);
		ret->paid += fen * query_get_int(&q, 3);
	}
	return query_end(&q, err);
}

/* ---- the cells of one request ------------------------------------------------------------------- */

static bool is_before(struct date a, struct date b)
{
	return a.year && date_to_day(a) < date_to_day(b);
}

static bool is_in(struct date d, struct request_period p)
{
	return d.year && date_to_day(d) >= date_to_day(p.from) && date_to_day(d) <= date_to_day(p.to);
}

int request_cells(const struct request *r, struct request_period p, struct sv outcome,
	struct date day, int *ret, size_t *ret_n)
{
	*ret_n = 0;
	bool counted = r->kind == REQUEST_DISCLOSURE && r->first_received_on.year
		&& date_to_day(r->first_received_on) <= date_to_day(p.to) && r->applicant_kind < APP_TOTAL;
	if (!counted)
		return E_OK;
	struct date closed = r->closed_on.year || !outcome.n ? r->closed_on : day;
	const struct outcome *o = outcome_of_key(r->closed_on.year ? r->counted : outcome);
	if (is_before(closed, p.from))
		return E_OK;
	ret[(*ret_n)++] = app_cell(is_in(r->first_received_on, p) ? APP_NEW_RECEIVED : APP_CARRIED_IN,
		r->applicant_kind);
	if (!is_in(closed, p)) {
		ret[(*ret_n)++] = app_cell(APP_CARRIED_OUT, r->applicant_kind);
		return E_OK;
	}
	if (!o)
		return E_NOT_FOUND;
	ret[(*ret_n)++] = app_cell(o->row, r->applicant_kind);
	ret[(*ret_n)++] = app_cell(APP_RESULTS_TOTAL, r->applicant_kind);
	return E_OK;
}
