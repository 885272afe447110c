/*
 * What a cell of table three counts. A cell is one kind of applicant and one result, or adds up several: then
 * the first of each are taken and put in order, so that no page reads more rows than it may show.
 */
#include "request/query.h"
#include "request/request_int.h"

#include "law/outcome.h"

#include <stdio.h>
#include <stdlib.h>

/** A list under way: behind which row it goes on, and how far. */
struct page {
	const struct request_env *env;
	int64_t unit;
	char day[DATE_TEXT_MAX], to[DATE_TEXT_MAX]; /* behind this day, and `id`; up to that day */
	int64_t id;
	size_t max;
	struct arena *a;
	struct request *list;
	size_t n, cap;
};

/** Add the first of a statement. `kind` and `more` are its $6 and $7, where it has them. */
static int take(struct page *p, const struct sql *sql, const char *kind, const char *more,
	struct err *err)
{
	struct query q;
	query_start(&q, p->env->db, sql);
	query_int(&q, p->unit);
	query_text(&q, sv_of(p->day));
	query_int(&q, p->id);
	query_text(&q, sv_of(p->to));
	query_int(&q, (int64_t)p->max);
	if (kind)
		query_text(&q, sv_of(kind));
	if (more)
		query_text(&q, sv_of(more));
	while (query_row(&q)) {
		p->list = arena_grow(p->a, p->list, p->n, &p->cap, sizeof *p->list);
		if (!p->list)
			break;
		request_take(&q, 0, p->a, &p->list[p->n++]);
	}
	int rc = query_end(&q, err);
	return rc ? rc : p->a->failed ? request_no_memory(err) : E_OK;
}

static int compare_days(struct date a, struct date b)
{
	int64_t x = a.year ? date_to_day(a) : 0, y = b.year ? date_to_day(b) : 0;
	return (x > y) - (x < y);
}

static int by_receipt(const void *a, const void *b)
{
	const struct request *x = a, *y = b;
	int order = compare_days(x->first_received_on, y->first_received_on);
	return order ? order : (x->id > y->id) - (x->id < y->id);
}

static int by_closing(const void *a, const void *b)
{
	const struct request *x = a, *y = b;
	int order = compare_days(x->closed_on, y->closed_on);
	return order ? order : (x->id > y->id) - (x->id < y->id);
}

static void put_in_order(struct page *p, int (*order)(const void *, const void *))
{
	if (p->n)
		qsort(p->list, p->n, sizeof *p->list, order);
	p->n = p->n < p->max ? p->n : p->max;
}

/** Where it begins: behind `after`, or on the first day. */
static void start(struct page *p, struct date first, struct date of_after, int64_t after_id)
{
	bool on = after_id && of_after.year && (!first.year || compare_days(of_after, first) >= 0);
	request_date_text(on ? of_after : first, p->day);
	p->id = on ? after_id : 0;
}

static int each_kind(struct page *p, const struct sql *sql, int column, struct err *err)
{
	int rc = E_OK;
	for (int kind = APP_NATURAL_PERSON; kind < APP_TOTAL && !rc; kind++)
		if (column == APP_TOTAL || column == kind)
			rc = take(p, sql, applicant_kind_key((enum app_column)kind), NULL, err);
	put_in_order(p, by_receipt);
	return rc;
}

static int list_results(struct page *p, struct form_position at, struct err *err)
{
	bool every = at.row == APP_RESULTS_TOTAL;
	int rc = E_OK;
	if (every && at.column == APP_TOTAL)
		return take(p, &request_sql_list_closed, NULL, NULL, err);
	for (size_t i = 0; i < n_outcomes && !rc; i++)
		for (int kind = APP_NATURAL_PERSON; kind < APP_TOTAL && !rc; kind++)
			if ((every || (int)outcomes[i].row == at.row)
				&& (at.column == APP_TOTAL || at.column == kind))
				rc = take(p, &request_sql_list_result, applicant_kind_key((enum app_column)kind),
					outcomes[i].key, err);
	put_in_order(p, by_closing);
	return rc;
}

/** First those that have no end, then those that ended since `into`. */
static int list_carried(struct page *p, struct date into, int column, const struct request *after,
	struct err *err)
{
	char day[DATE_TEXT_MAX];
	int rc = E_OK;
	date_print(into, day);
	if (!after->closed_on.year) {
		start(p, (struct date){ 0 }, after->first_received_on, after->id);
		date_print(date_of_day(date_to_day(into) - 1), p->to);
		rc = each_kind(p, &request_sql_list_pending, column, err);
	}
	if (rc || p->n == p->max)
		return rc;
	struct page rest = *p;
	rest.list = NULL;
	rest.n = rest.cap = 0;
	rest.max = p->max - p->n;
	start(&rest, into, after->closed_on, after->id);
	snprintf(rest.to, sizeof rest.to, "9999-12-31");
	rc = take(&rest, &request_sql_list_later, column == APP_TOTAL ? "" :
		applicant_kind_key((enum app_column)column), day, err);
	for (size_t i = 0; i < rest.n && !rc; i++) {
		p->list = arena_grow(p->a, p->list, p->n, &p->cap, sizeof *p->list);
		if (!p->list)
			return request_no_memory(err);
		p->list[p->n++] = rest.list[i];
	}
	return rc;
}

int request_list_cell(const struct request_env *env, int64_t unit, struct request_period period,
	int cell, int64_t after_id, size_t max, struct arena *a, struct request **ret, size_t *ret_n,
	struct err *err)
{
	struct form_position at = form_position(cell);
	struct page p = { .env = env, .unit = unit, .max = max, .a = a };
	struct request after = { 0 };
	*ret_n = 0;
	if (at.table != TABLE_APPLICATIONS)
		return err_set(err, E_USAGE, "这一格不是由申请统计出来的。");
	int rc = after_id ? request_load(env->db, after_id, a, &after, err) : E_OK;
	if (rc)
		return rc;
	date_print(period.to, p.to);
	if (at.row == APP_CARRIED_IN || at.row == APP_CARRIED_OUT) {
		struct date next = date_of_day(date_to_day(period.to) + 1);
		rc = list_carried(&p, at.row == APP_CARRIED_IN ? period.from : next, at.column, &after, err);
	} else if (at.row == APP_NEW_RECEIVED) {
		start(&p, period.from, after.first_received_on, after_id);
		rc = each_kind(&p, &request_sql_list_new, at.column, err);
	} else {
		start(&p, period.from, after.closed_on, after_id);
		rc = list_results(&p, at, err);
	}
	*ret = p.list;
	*ret_n = p.n;
	return rc;
}
