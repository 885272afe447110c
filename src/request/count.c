/* Table three counted, and what each of its cells counts. */
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
static struct request_period day_after(struct request_period p)
{
	struct date next = date_of_day(date_to_day(p.to) + 1);
	return (struct request_period){ next, next };
}

static void begin(struct query *q, const struct request_env *env, const struct sql *sql,
	int64_t unit, const struct days *d)
{
	query_start(q, env->db, sql);
	query_int(q, unit);
	query_text(q, sv_of(d->from));
	if (sql != &request_sql_count_carried)
		query_text(q, sv_of(d->to));
}

static void add(struct form_cell *cells, int row, enum app_column column, int64_t n)
{
	if (column >= APP_TOTAL)
		return;
	cells[app_cell((enum app_row)row, column)].n += n;
	cells[app_cell((enum app_row)row, APP_TOTAL)].n += n;
}

/** A row counted by kind of applicant. */
static int count_row(const struct request_env *env, const struct sql *sql, int64_t unit,
	struct request_period p, enum app_row row, struct form_cell *cells, struct err *err)
{
	struct days d = days_of(p);
	struct query q;
	begin(&q, env, sql, unit, &d);
	while (query_row(&q))
		add(cells, row, applicant_kind_of_key(query_get_text(&q, 0)), query_get_int(&q, 1));
	return query_end(&q, err);
}

static int count_closed(const struct request_env *env, int64_t unit, struct request_period p,
	struct form_cell *cells, struct err *err)
{
	struct days d = days_of(p);
	struct query q;
	bool unknown = false;
	begin(&q, env, &request_sql_count_closed, unit, &d);
	while (query_row(&q)) {
		const struct outcome *o = outcome_of_key(query_get_text(&q, 0));
		enum app_column column = applicant_kind_of_key(query_get_text(&q, 1));
		unknown = unknown || !o;
		if (!o)
			continue;
		add(cells, o->row, column, query_get_int(&q, 2));
		add(cells, APP_RESULTS_TOTAL, column, query_get_int(&q, 2));
	}
	int rc = query_end(&q, err);
	if (!rc && unknown)
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
	int rc = count_row(env, &request_sql_count_new, unit, p, APP_NEW_RECEIVED, cells, err);
	if (!rc)
		rc = count_row(env, &request_sql_count_carried, unit, p, APP_CARRIED_IN, cells, err);
	if (!rc)
		rc = count_closed(env, unit, p, cells, err);
	if (!rc)
		rc = count_row(env, &request_sql_count_carried, unit, day_after(p), APP_CARRIED_OUT, cells,
			err);
	return rc;
}

int request_count_fees(const struct request_env *env, int64_t unit, struct request_period p,
	struct request_fees *ret, struct err *err)
{
	struct days d = days_of(p);
	struct query q;
	*ret = (struct request_fees){ 0 };
	begin(&q, env, &request_sql_count_fees, unit, &d);
	while (query_row(&q)) {
		int64_t fen = request_fee_amount(sv_eq(query_get_text(&q, 0), SV("page")),
			query_get_int(&q, 1));
		ret->notices += query_get_int(&q, 2);
		ret->asked += fen * query_get_int(&q, 2);
		ret->paid += fen * query_get_int(&q, 3);
	}
	return query_end(&q, err);
}

/* ---- what a cell counts ------------------------------------------------------------------------ */

static bool counted_in(const struct request *r, int row)
{
	if (row == APP_RESULTS_TOTAL || row < APP_RESULT_FIRST || row > APP_RESULT_LAST)
		return true;
	const struct outcome *o = outcome_of_key(r->counted);
	return o && (int)o->row == row;
}

/* Results of all kinds come in one list, of which those of the cell are taken. */
int request_list_cell(const struct request_env *env, int64_t unit, struct request_period p,
	int cell, int64_t after_id, size_t max, struct arena *a, struct request **ret, size_t *ret_n,
	struct err *err)
{
	struct form_position at = form_position(cell);
	*ret_n = 0;
	if (at.table != TABLE_APPLICATIONS)
		return err_set(err, E_USAGE, "这一格不是由申请统计出来的。");
	bool carried = at.row == APP_CARRIED_IN || at.row == APP_CARRIED_OUT;
	struct days d = days_of(at.row == APP_CARRIED_OUT ? day_after(p) : p);
	struct query q;
	struct request *list = arena_array(a, max + 1, sizeof *list);
	query_start(&q, env->db, carried ? &request_sql_list_carried :
		at.row == APP_NEW_RECEIVED ? &request_sql_list_new : &request_sql_list_closed);
	query_int(&q, unit);
	query_text(&q, sv_of(d.from));
	query_text(&q, sv_of(d.to));
	query_int(&q, after_id);
	query_text(&q, at.column == APP_TOTAL ? SV("") :
		sv_of(applicant_kind_key((enum app_column)at.column)));
	query_int(&q, INT64_MAX);
	while (list && *ret_n < max && query_row(&q)) {
		request_take(&q, 0, a, &list[*ret_n]);
		*ret_n += counted_in(&list[*ret_n], at.row);
	}
	*ret = list;
	int rc = query_end(&q, err);
	return rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}

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
