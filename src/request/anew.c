/* Every request worked out anew from its history: after a calendar came, and to see whether its row holds. */
#include "request/query.h"
#include "request/request_int.h"

#include "base/auto.h"

static int next_ids(struct db *db, const struct sql *sql, int64_t after, int64_t *ids, size_t max,
	size_t *ret_n, struct err *err)
{
	struct query q;
	*ret_n = 0;
	query_start(&q, db, sql);
	query_int(&q, after);
	query_int(&q, (int64_t)max);
	while (*ret_n < max && query_row(&q))
		ids[(*ret_n)++] = query_get_int(&q, 0);
	return query_end(&q, err);
}

static bool same_day(struct date a, struct date b)
{
	return a.year == b.year && a.month == b.month && a.day == b.day;
}

/** The dates that follow from its history under the calendar of `env`. */
static int dates_anew(const struct request_env *env, int64_t id, struct arena *a, struct request *r,
	struct request_standing **ret_standing, struct request_dates *ret, struct err *err)
{
	struct request_deed *deeds;
	size_t n;
	struct request_standing *s = arena_alloc(a, sizeof *s);
	if (!s)
		return request_no_memory(err);
	int rc = request_load(env->db, id, a, r, err);
	if (!rc)
		rc = request_deeds(env->db, id, a, &deeds, &n, err);
	if (rc)
		return rc;
	request_fold(deeds, n, s);
	*ret_standing = s;
	return request_dates_of(env, r, s, a, ret, err);
}

static int set_due(const struct request_env *env, int64_t id, const struct request_dates *d,
	struct err *err)
{
	char text[3][DATE_TEXT_MAX];
	struct query q;
	query_start(&q, env->db, &request_sql_set_due);
	query_int(&q, id);
	query_text(&q, request_date_text(d->received, text[0]));
	query_text(&q, request_date_text(d->first_received, text[1]));
	query_text(&q, request_date_text(d->due, text[2]));
	query_int(&q, d->due_unknown);
	return query_end(&q, err);
}

/** What is done with each request and what it would be. */
typedef int visitor(const struct request_env *env, void *context, const struct request *r,
	const struct request_standing *s, const struct request_dates *d, struct err *err);

/** Batch after batch, so that memory does not grow with them. */
static int each(const struct request_env *env, const struct sql *ids_of, visitor *visit,
	void *context, struct err *err)
{
	AUTO(arena_done) struct arena a;
	enum { BATCH = 200 };
	int64_t ids[BATCH], after = 0;
	size_t n;
	int rc;
	arena_init(&a, 32 << 20);
	do {
		rc = next_ids(env->db, ids_of, after, ids, BATCH, &n, err);
		for (size_t i = 0; !rc && i < n; i++) {
			struct request r;
			struct request_standing *s = NULL;
			struct request_dates d;
			arena_reset(&a);
			after = ids[i];
			rc = dates_anew(env, ids[i], &a, &r, &s, &d, err);
			if (!rc)
				rc = visit(env, context, &r, s, &d, err);
		}
	} while (!rc && n == BATCH);
	return rc;
}

struct redate {
	bool change;
	request_redated *visit;
	void *context;
	int64_t n;
};

static int redate_one(const struct request_env *env, void *context, const struct request *r,
	const struct request_standing *s, const struct request_dates *d, struct err *err)
{
	struct redate *all = context;
	(void)s;
	if (same_day(d->due, r->due) && d->due_unknown == r->due_unknown)
		return E_OK;
	all->n++;
	if (all->visit)
		all->visit(all->context, r, d->due);
	return all->change ? set_due(env, r->id, d, err) : E_OK;
}

int request_redate(const struct request_env *env, bool change, request_redated *visit,
	void *context, int64_t *ret_n, struct err *err)
{
	struct redate all = { change, visit, context, 0 };
	int rc = each(env, &request_sql_open_ids, redate_one, &all, err);
	*ret_n = all.n;
	return rc;
}

static bool holds(const struct request *r, const struct request_standing *s,
	const struct request_dates *d)
{
	return r->state == s->state && r->n_events == s->n_events && r->handler == s->handler
		&& r->drafter == s->drafter && r->lead == s->lead && r->reopened == s->reopened
		&& sv_eq(r->outcome, s->outcome) && sv_eq(r->counted, s->counted)
		&& sv_eq(r->service, s->service) && same_day(r->closed_on, s->closed_on)
		&& same_day(r->replied_on, s->replied_on) && same_day(r->limit, s->limit)
		&& same_day(r->until, s->until) && same_day(r->first_received_on, d->first_received)
		&& same_day(r->due, d->due);
}

static int verify_one(const struct request_env *env, void *context, const struct request *r,
	const struct request_standing *s, const struct request_dates *d, struct err *err)
{
	int64_t *n = context;
	(void)env;
	(*n)++;
	return holds(r, s, d) ? E_OK : err_set(err, E_DB,
		"申请%.*s现在的情况与它的办理记录不一致，请告知维护人员。", SV_ARG(r->number));
}

int request_verify(const struct request_env *env, int64_t *ret_n, struct err *err)
{
	*ret_n = 0;
	/* One snapshot: a step taken between row and history is no fault. */
	bool own;
	int rc = tx_join_read(env->db, __func__, &own, err);
	if (!rc)
		rc = each(env, &request_sql_all_ids, verify_one, ret_n, err);
	tx_leave(env->db, own);
	return rc;
}
