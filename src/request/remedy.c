#include "request/remedy.h"

#include "request/remedy_sql.h"
#include "request/request_int.h"

#include "base/auto.h"
#include "base/word.h"
#include "ledger/ledger.h"

static const struct word kinds[REMEDY_KIND__MAX] = {
	[REMEDY_RECONSIDERATION] = { "reconsideration", "行政复议" },
	[REMEDY_LITIGATION_DIRECT] = { "litigation_direct", "行政诉讼（未经复议直接起诉）" },
	[REMEDY_LITIGATION_AFTER] = { "litigation_after", "行政诉讼（复议后起诉）" },
};

static const struct word results[REMEDY_RESULT__MAX] = {
	[REMEDY_PENDING] = { "pending", "尚未审结" },
	[REMEDY_UPHELD] = { "upheld", "结果维持" },
	[REMEDY_CORRECTED] = { "corrected", "结果纠正" },
	[REMEDY_OTHER] = { "other", "其他结果" },
};

const char *remedy_kind_key(enum remedy_kind k)
{
	return kinds[k].key;
}

const char *remedy_kind_label(enum remedy_kind k)
{
	return kinds[k].label;
}

enum remedy_kind remedy_kind_of_key(struct sv key)
{
	return (enum remedy_kind)word_find(kinds, REMEDY_KIND__MAX, key);
}

const char *remedy_result_key(enum remedy_result r)
{
	return results[r].key;
}

const char *remedy_result_label(enum remedy_result r)
{
	return results[r].label;
}

enum remedy_result remedy_result_of_key(struct sv key)
{
	return (enum remedy_result)word_find(results, REMEDY_RESULT__MAX, key);
}

/* ---- entering ---------------------------------------------------------------------------------- */

static int check(const struct request_env *env, const struct remedy *r, struct err *err)
{
	int64_t today = date_to_day(env->today);
	bool closed = r->closed.year != 0;
	if (!role_is_of_office(env->who->role))
		return err_set(err, E_FORBIDDEN, "复议、诉讼由办理申请的机关登记。");
	if (r->kind >= REMEDY_KIND__MAX || r->result >= REMEDY_RESULT__MAX)
		return err_set(err, E_USAGE, "请选择救济的种类和结果。");
	if (!sv_trim(r->organ).n)
		return err_set(err, E_USAGE, "请写明由哪个机关或者法院审理。");
	if (!date_valid(r->opened) || date_to_day(r->opened) > today)
		return err_set(err, E_USAGE, "请写明受理的日期，不能在今天以后。");
	if (closed != (r->result != REMEDY_PENDING))
		return err_set(err, E_USAGE, "审结的要同时写明结果和审结日期；没有审结的两项都不写。");
	if (closed && (!date_valid(r->closed) || date_to_day(r->closed) > today
		|| date_to_day(r->closed) < date_to_day(r->opened)))
		return err_set(err, E_USAGE, "审结的日期应当在受理以后、今天以前。");
	return E_OK;
}

/*
 * The day for the office's answer and evidence. Reconsideration: ten working days from the copy of the application
 * (行政复议法 art. 48; 三/五/七/十日 are working days, art. 88), five in the simple procedure (art. 54) which cases
 * of disclosure may take (art. 53): the earlier one is kept. Litigation: fifteen days (行政诉讼法 art. 67).
 */
static struct date answer_due(const struct request_env *env, const struct remedy *r)
{
	enum { SIMPLE_PROCEDURE = 5, COURT_DAYS = 15 };
	int64_t day = date_to_day(r->opened), unknown;
	if (r->answer_due.year)
		return r->answer_due;
	if (r->kind != REMEDY_RECONSIDERATION)
		return date_of_day(day + COURT_DAYS);
	return calendar_after(env->calendar, day, SIMPLE_PROCEDURE, &day, &unknown) ? date_of_day(day) :
		(struct date){ 0 };
}

static int save(const struct request_env *env, const struct remedy *r, const struct request *of,
	struct sv sealed, int64_t *ret_id, struct err *err)
{
	char text[3][DATE_TEXT_MAX];
	struct query q;
	query_start(&q, env->db, r->id ? &remedy_sql_change : &remedy_sql_insert);
	query_int(&q, r->id ? r->id : of->id);
	if (!r->id) {
		query_int(&q, of->unit);
		query_text(&q, sv_of(remedy_kind_key(r->kind)));
	}
	query_text(&q, sv_trim(r->organ));
	query_text(&q, sv_trim(r->case_number));
	query_text(&q, request_date_text(r->opened, text[0]));
	query_text(&q, request_date_text(answer_due(env, r), text[1]));
	query_text(&q, request_date_text(r->closed, text[2]));
	query_text(&q, sv_of(remedy_result_key(r->result)));
	query_bytes(&q, sealed);
	query_int(&q, env->act->now);
	*ret_id = r->id;
	if (query_row(&q))
		*ret_id = query_get_int(&q, 0);
	return query_end(&q, err);
}

static int enter(const struct request_env *env, const struct remedy *r, const struct request *of,
	struct arena *a, struct err *err)
{
	const struct ledger_event e = { .kind = r->closed.year ? SV("request.remedy_closed") :
		SV("request.remedy_opened"), .subject = sv_fmt(a, "request/%.*s", SV_ARG(of->public_id)),
		.payload = sv_fmt(a, "{\"kind\":\"%s\",\"result\":\"%s\"}", remedy_kind_key(r->kind),
			remedy_result_key(r->result)) };
	return ledger_enter(env->db, &e, env->act, NULL, err);
}

static int enter_remedy(const struct request_env *env, const struct remedy *r, int64_t *ret_id,
	struct err *err)
{
	AUTO(arena_done) struct arena a;
	AUTO(seal_key_done) struct seal_key key = { 0 };
	struct request of;
	arena_init(&a, 4 << 20);
	int rc = request_get(env, r->request, &a, &of, err);
	if (!rc)
		rc = check(env, r, err);
	if (!rc && !of.first_received_on.year)
		rc = err_set(err, E_USAGE, "这件申请还没有确认收到，不会有复议、诉讼；请检查编号。");
	if (!rc)
		rc = seal_key_load(env->db, env->master, of.applicant, &key, err);
	if (rc)
		return rc;
	struct sv sealed = seal_close(&key, request_place(&a, of.id, "remedy"), r->remark, env->act, &a);
	if (a.failed)
		return request_no_memory(err);
	rc = save(env, r, &of, sealed, ret_id, err);
	return rc ? rc : enter(env, r, &of, &a, err);
}

int remedy_enter(const struct request_env *env, const struct remedy *r, int64_t *ret_id,
	struct err *err)
{
	int rc = tx_begin_write(env->db, __func__, err);
	if (!rc)
		rc = enter_remedy(env, r, ret_id, err);
	if (!rc)
		rc = tx_commit(env->db, err);
	tx_rollback(env->db);
	return rc;
}

/* ---- asking ------------------------------------------------------------------------------------ */

/** @param open_up  whether the remark is opened too */
static int take(const struct request_env *env, struct query *q, bool open_up, struct arena *a,
	struct remedy *ret, struct err *err)
{
	AUTO(seal_key_done) struct seal_key key = { 0 };
	*ret = (struct remedy){ .id = query_get_int(q, 0), .request = query_get_int(q, 1),
		.unit = query_get_int(q, 2), .request_number = query_copy(q, 3, a),
		.request_public_id = query_copy(q, 4, a),
		.kind = remedy_kind_of_key(query_get_text(q, 5)), .organ = query_copy(q, 6, a),
		.case_number = query_copy(q, 7, a), .opened = request_date_of(query_get_text(q, 8)),
		.answer_due = request_date_of(query_get_text(q, 9)),
		.closed = request_date_of(query_get_text(q, 10)),
		.result = remedy_result_of_key(query_get_text(q, 11)) };
	if (!open_up)
		return E_OK;
	struct sv sealed = sv_dup(a, query_get_bytes(q, 12));
	int rc = seal_key_load(env->db, env->master, query_get_int(q, 13), &key, err);
	return rc ? rc : seal_open(&key, request_place(a, ret->request, "remedy"), sealed, a,
		&ret->remark, err);
}

static int take_list(const struct request_env *env, struct query *q, bool open_up, struct arena *a,
	struct remedy **ret, size_t *ret_n, struct err *err)
{
	struct remedy *list = NULL;
	size_t n = 0, cap = 0;
	int failed = E_OK;
	while (!failed && query_row(q)) {
		list = arena_grow(a, list, n, &cap, sizeof *list);
		if (!list)
			break;
		failed = take(env, q, open_up, a, &list[n++], err);
	}
	struct err why = { 0 };
	int rc = query_end(q, &why);
	if (rc && !failed && err)
		*err = why;
	*ret = list;
	*ret_n = n;
	return failed ? failed : rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}

int remedy_of_request(const struct request_env *env, const struct request *r, struct arena *a,
	struct remedy **ret, size_t *ret_n, struct err *err)
{
	struct query q;
	query_start(&q, env->db, &remedy_sql_of_request);
	query_int(&q, r->id);
	return take_list(env, &q, true, a, ret, ret_n, err);
}

int remedy_list(const struct request_env *env, int64_t within, bool only_open, int64_t after_id,
	size_t max, struct arena *a, struct remedy **ret, size_t *ret_n, struct err *err)
{
	struct query q;
	query_start(&q, env->db, &remedy_sql_list);
	query_int(&q, within);
	query_int(&q, only_open);
	query_int(&q, after_id);
	query_int(&q, (int64_t)max);
	return take_list(env, &q, false, a, ret, ret_n, err);
}

/* ---- table four -------------------------------------------------------------------------------- */

/* The groups and columns of the form come in another order than kinds and results. */
static enum review_group group_of(enum remedy_kind k)
{
	return k == REMEDY_RECONSIDERATION ? REVIEW_RECONSIDERATION :
		k == REMEDY_LITIGATION_DIRECT ? REVIEW_LITIGATION_DIRECT : REVIEW_LITIGATION_AFTER;
}

static int column_of(enum remedy_result r)
{
	static const int columns[REMEDY_RESULT__MAX] = { [REMEDY_UPHELD] = 0, [REMEDY_CORRECTED] = 1,
		[REMEDY_OTHER] = 2, [REMEDY_PENDING] = 3 };
	return columns[r];
}

int remedy_count_table_four(const struct request_env *env, int64_t unit, struct request_period p,
	struct form_cell *cells, struct err *err)
{
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
	struct query q;
	for (int g = 0; g < REVIEW_GROUPS; g++)
		for (int i = 0; i < REVIEW_GROUP_SIZE; i++)
			cells[review_cell((enum review_group)g, i)] = (struct form_cell){ .state = CELL_NUMBER };
	query_start(&q, env->db, &remedy_sql_count);
	query_int(&q, unit);
	query_text(&q, sv_of(date_print(p.from, from)));
	query_text(&q, sv_of(date_print(p.to, to)));
	while (query_row(&q)) {
		enum remedy_kind k = remedy_kind_of_key(query_get_text(&q, 0));
		enum remedy_result r = remedy_result_of_key(query_get_text(&q, 1));
		if (k >= REMEDY_KIND__MAX || r >= REMEDY_RESULT__MAX)
			continue;
		cells[review_cell(group_of(k), column_of(r))].n += query_get_int(&q, 2);
		cells[review_cell(group_of(k), REVIEW_GROUP_SIZE - 1)].n += query_get_int(&q, 2);
	}
	return query_end(&q, err);
}

int remedy_list_cell(const struct request_env *env, int64_t unit, struct request_period p,
	int cell, struct arena *a, struct remedy **ret, size_t *ret_n, struct err *err)
{
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
	struct form_position at = form_position(cell);
	enum remedy_kind kind = REMEDY_KIND__MAX;
	struct sv result = SV("");
	*ret_n = 0;
	if (at.table != TABLE_REVIEW)
		return err_set(err, E_USAGE, "这一格不是由复议、诉讼统计出来的。");
	for (int k = 0; k < REMEDY_KIND__MAX; k++)
		if ((int)group_of((enum remedy_kind)k) == at.column / REVIEW_GROUP_SIZE)
			kind = (enum remedy_kind)k;
	for (int r = 0; r < REMEDY_RESULT__MAX; r++)
		if (column_of((enum remedy_result)r) == at.column % REVIEW_GROUP_SIZE)
			result = sv_of(remedy_result_key((enum remedy_result)r));
	struct query q;
	query_start(&q, env->db, &remedy_sql_list_cell);
	query_int(&q, unit);
	query_text(&q, sv_of(date_print(p.from, from)));
	query_text(&q, sv_of(date_print(p.to, to)));
	query_text(&q, sv_of(remedy_kind_key(kind)));
	query_text(&q, result);
	return take_list(env, &q, false, a, ret, ret_n, err);
}
