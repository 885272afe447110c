#include "request/years.h"

#include "request/request_int.h"
#include "request/years_sql.h"

#include "ledger/ledger.h"

static int no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

struct list {
	struct calendar_year *years;
	time_utc *imported;
	size_t n;
};

/** Built in, then imported: a later one takes the place of an earlier one (calendar_make). */
static int all_years(struct db *db, size_t room, struct arena *a, struct list *ret, struct err *err)
{
	struct query q;
	int rc = E_OK;
	size_t max = calendar_n_built_in + CALENDAR_YEARS_MAX + room;
	*ret = (struct list){ arena_array(a, max, sizeof *ret->years),
		arena_array(a, max, sizeof *ret->imported), calendar_n_built_in };
	if (a->failed)
		return no_memory(err);
	memcpy(ret->years, calendar_built_in, calendar_n_built_in * sizeof *ret->years);
	memset(ret->imported, 0, max * sizeof *ret->imported);
	query_start(&q, db, &years_sql_all);
	while (!rc && ret->n < max - room && query_row(&q)) {
		struct calendar_year *one;
		size_t n;
		struct sv json = sv_fmt(a, "{\"%d\":%.*s}", (int)query_get_int(&q, 0),
			SV_ARG(query_get_text(&q, 1)));
		rc = calendar_json_read(json, a, &one, &n, err);
		if (rc)
			break;
		ret->imported[ret->n] = query_get_int(&q, 2);
		ret->years[ret->n++] = one[0];
	}
	struct err why = { 0 };
	int end = query_end(&q, &why);
	if (end && !rc && err)
		*err = why;
	return rc ? rc : end;
}

int years_load(struct db *db, struct arena *a, struct calendar *ret, struct err *err)
{
	struct list l;
	int rc = all_years(db, 0, a, &l, err);
	return rc ? rc : calendar_make(l.years, l.n, a, ret, err);
}

int years_list(struct db *db, struct arena *a, struct year_known **ret, size_t *ret_n,
	struct err *err)
{
	struct list l;
	size_t n = 0;
	int rc = all_years(db, 0, a, &l, err);
	if (rc)
		return rc;
	struct year_known *list = arena_array(a, l.n, sizeof *list);
	for (size_t i = 0; list && i < l.n; i++) {
		const struct calendar_year *y = &l.years[i];
		size_t at = 0;
		while (at < n && list[at].year < y->year)
			at++;
		if (at == n || list[at].year != y->year) {
			memmove(&list[at + 1], &list[at], (n - at) * sizeof *list);
			n++;
		}
		list[at] = (struct year_known){ y->year, sv_of(y->source), l.imported[i] };
	}
	*ret = list;
	*ret_n = n;
	return list ? E_OK : no_memory(err);
}

int years_stamp(struct db *db, int64_t *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &years_sql_stamp);
	*ret = query_row(&q) ? query_get_int(&q, 1) * 1024 + query_get_int(&q, 0) : 0;
	return query_end(&q, err);
}

/* ---- importing --------------------------------------------------------------------------------- */

struct moves {
	struct arena *arena;
	struct year_move *items;
	size_t n, cap;
};

static void note_move(void *context, const struct request *r, struct date due)
{
	struct moves *m = context;
	m->items = arena_grow(m->arena, m->items, m->n, &m->cap, sizeof *m->items);
	if (m->items)
		m->items[m->n++] = (struct year_move){ sv_dup(m->arena, r->number),
			sv_dup(m->arena, r->public_id), sv_dup(m->arena, r->unit_name), r->due, due };
}

static int keep_years(const struct request_env *env, const struct calendar_year *years, size_t n,
	struct arena *a, struct err *err)
{
	int rc = E_OK;
	for (size_t i = 0; i < n && !rc; i++) {
		struct query q;
		struct sv body = calendar_json_print(&years[i], a);
		query_start(&q, env->db, &years_sql_put);
		query_int(&q, years[i].year);
		query_text(&q, body);
		query_int(&q, env->act->now);
		rc = query_end(&q, err);
		const struct ledger_event e = { SV("calendar.imported"),
			sv_fmt(a, "calendar/%d", years[i].year), body };
		if (!rc)
			rc = a->failed ? no_memory(err) : ledger_enter(env->db, &e, env->act, NULL, err);
	}
	return rc;
}

static int enter_moves(const struct request_env *env, const struct moves *m, struct err *err)
{
	int rc = E_OK;
	for (size_t i = 0; i < m->n && !rc; i++) {
		char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
		const struct year_move *k = &m->items[i];
		const struct ledger_event e = { SV("request.redated"),
			sv_fmt(m->arena, "request/%.*s", SV_ARG(k->public_id)),
			sv_fmt(m->arena, "{\"due_from\":\"%.*s\",\"due\":\"%.*s\"}",
				SV_ARG(request_date_text(k->from, from)), SV_ARG(request_date_text(k->to, to))) };
		rc = m->arena->failed ? no_memory(err) : ledger_enter(env->db, &e, env->act, NULL, err);
	}
	return rc;
}

static int import(const struct request_env *env, const struct calendar_year *years, size_t n,
	bool preview, struct moves *m, struct err *err)
{
	struct list l;
	struct calendar calendar;
	struct request_env then = *env;
	int64_t moved;
	int rc = all_years(env->db, n, m->arena, &l, err);
	if (rc)
		return rc;
	memcpy(l.years + l.n, years, n * sizeof *years);
	rc = calendar_make(l.years, l.n + n, m->arena, &calendar, err);
	then.calendar = &calendar;
	if (!rc && !preview)
		rc = keep_years(env, years, n, m->arena, err);
	if (!rc)
		rc = request_redate(&then, !preview, note_move, m, &moved, err);
	if (!rc && m->arena->failed)
		rc = no_memory(err);
	return rc || preview ? rc : enter_moves(env, m, err);
}

int years_import(const struct request_env *env, const struct calendar_year *years, size_t n,
	bool preview, struct arena *a, struct year_move **ret_moves, size_t *ret_n, struct err *err)
{
	struct moves m = { .arena = a };
	if (env->who->role != ROLE_ADMIN || env->who->unit)
		return err_set(err, E_FORBIDDEN, "工作日历由全局管理员导入。");
	bool own = true;
	int rc = preview ? tx_join_read(env->db, __func__, &own, err) :
		tx_begin_write(env->db, __func__, err);
	if (!rc)
		rc = import(env, years, n, preview, &m, err);
	if (!rc && !preview)
		rc = tx_commit(env->db, err);
	tx_leave(env->db, own);
	*ret_moves = m.items;
	*ret_n = rc ? 0 : m.n;
	return rc;
}
