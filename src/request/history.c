/* What happened to a request, and who was asked. */
#include "request/request_int.h"

#include "base/auto.h"

static struct request_deed take_deed(struct query *q, struct arena *a)
{
	return (struct request_deed){ .id = query_get_int(q, 0), .number = (int)query_get_int(q, 1),
		.event = request_event_of_key(query_get_text(q, 2)),
		.from = request_state_of_key(query_get_text(q, 3)),
		.to = request_state_of_key(query_get_text(q, 4)),
		.day = request_date_of(query_get_text(q, 5)), .time = query_get_int(q, 6),
		.account = query_get_int(q, 7), .entry = query_get_int(q, 8),
		.remark = sv_dup(a, query_get_bytes(q, 9)), .outcome = query_copy(q, 10, a),
		.party = consulted_of_key(query_get_text(q, 11)), .party_id = query_get_int(q, 12),
		.workdays = (int)query_get_int(q, 13), .until = request_date_of(query_get_text(q, 14)),
		.object = query_get_int(q, 15), .word = query_copy(q, 16, a),
		.undone = query_get_int(q, 17) != 0, .letter = query_copy(q, 18, a), .account_name = query_copy(q, 19, a) };
}

/* Remarks are still sealed in what this gives. */
int request_deeds(struct db *db, int64_t request, struct arena *a, struct request_deed **ret,
	size_t *ret_n, struct err *err)
{
	struct query q;
	struct request_deed *list = NULL;
	size_t n = 0, cap = 0;
	query_start(&q, db, &request_sql_history);
	query_int(&q, request);
	while (query_row(&q)) {
		list = arena_grow(a, list, n, &cap, sizeof *list);
		if (!list)
			break;
		list[n++] = take_deed(&q, a);
	}
	int rc = query_end(&q, err);
	*ret = list;
	*ret_n = n;
	return rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}

int request_history(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_deed **ret, size_t *ret_n, struct err *err)
{
	AUTO(seal_key_done) struct seal_key key = { 0 };
	int rc = request_deeds(env->db, r->id, a, ret, ret_n, err);
	if (!rc)
		rc = seal_key_load(env->db, env->master, r->applicant, &key, err);
	for (size_t i = 0; !rc && i < *ret_n; i++) {
		struct request_deed *d = &(*ret)[i];
		if (d->remark.n)
			rc = seal_open(&key, request_place(a, r->id, "remark"), d->remark, a, &d->remark, err);
	}
	return rc;
}

/** When it was sent, when and how it came back: from the history. */
static void take_answer(const struct request_deed *d, size_t n, struct request_consultation *c)
{
	for (size_t i = 0; i < n; i++) {
		if (d[i].undone || d[i].party_id != c->id)
			continue;
		if (d[i].event == REQUEST_CONSULT)
			c->sent = d[i].day;
		if (d[i].event != REQUEST_CONSULT_BACK && d[i].event != REQUEST_CONSULT_SILENT)
			continue;
		c->back = d[i].day;
		c->answer = d[i].event == REQUEST_CONSULT_SILENT ? SV("silent") : d[i].word;
		c->remark = d[i].remark;
	}
}

/** The day by which they have to answer; none for another organ (art. 33 III). */
static struct date due_of(const struct request_env *env, const struct request_consultation *c)
{
	int64_t day, unknown;
	bool limited = c->kind != CONSULT_OTHER_ORGAN && c->sent.year && calendar_after(env->calendar,
		date_to_day(c->sent), env->rules->consult, &day, &unknown);
	return limited ? date_of_day(day) : (struct date){ 0 };
}

static int take_party(struct query *q, const struct seal_key *key, int64_t request,
	struct arena *a, struct request_consultation *ret, struct err *err)
{
	struct sv json;
	struct request_value *v;
	size_t n;
	*ret = (struct request_consultation){ .id = query_get_int(q, 0),
		.kind = consulted_of_key(query_get_text(q, 1)) };
	int rc = seal_open(key, request_place(a, request, "party"), query_get_bytes(q, 2), a, &json, err);
	if (!rc)
		rc = request_values_of(json, a, &v, &n, err);
	if (rc)
		return rc;
	ret->name = request_value_of(v, n, "name");
	ret->contact = request_value_of(v, n, "contact");
	ret->shown = request_value_of(v, n, "shown");
	return E_OK;
}

int request_consultations(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_consultation **ret, size_t *ret_n, struct err *err)
{
	AUTO(seal_key_done) struct seal_key key = { 0 };
	struct request_consultation *list = NULL;
	struct request_deed *deeds;
	size_t n = 0, cap = 0, n_deeds;
	struct query q;
	*ret_n = 0;
	int failed = request_history(env, r, a, &deeds, &n_deeds, err);
	if (!failed)
		failed = seal_key_load(env->db, env->master, r->applicant, &key, err);
	if (failed)
		return failed;
	query_start(&q, env->db, &request_sql_parties);
	query_int(&q, r->id);
	while (!failed && query_row(&q)) {
		list = arena_grow(a, list, n, &cap, sizeof *list);
		if (!list)
			break;
		failed = take_party(&q, &key, r->id, a, &list[n], err);
		take_answer(deeds, n_deeds, &list[n]);
		list[n].due = due_of(env, &list[n]);
		n += list[n].sent.year != 0;
	}
	struct err why = { 0 };
	int rc = query_end(&q, &why);
	if (rc && !failed && err)
		*err = why;
	*ret = list;
	*ret_n = n;
	return failed ? failed : rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}

static int wrong_code(struct err *err)
{
	return err_set(err, E_NOT_FOUND, "编号或者查询码不对；请对照征求意见书重新填写。");
}

int request_consultation_by_code(const struct request_env *env, int64_t party, struct sv code,
	struct arena *a, struct request *ret, struct request_consultation *ret_party, struct err *err)
{
	struct query q;
	struct blob_id want = request_code_hash(sv_fmt(a, "%lld", (long long)party),
		request_code_plain(code, a));
	struct request_consultation *list;
	size_t n;
	query_start(&q, env->db, &request_sql_party_by_id);
	query_int(&q, party);
	bool found = query_row(&q);
	int64_t request = found ? query_get_int(&q, 0) : 0;
	struct sv kept = found ? sv_dup(a, query_get_bytes(&q, 1)) : SV("");
	int rc = query_end(&q, err);
	if (rc)
		return rc;
	if (!sv_eq(kept, (struct sv){ (const char *)want.sha256, sizeof want.sha256 }))
		return wrong_code(err);
	rc = request_load(env->db, request, a, ret, err);
	if (!rc)
		rc = request_consultations(env, ret, a, &list, &n, err);
	for (size_t i = 0; !rc && i < n; i++)
		if (list[i].id == party) {
			*ret_party = list[i];
			return E_OK;
		}
	return rc ? rc : wrong_code(err);
}


int request_draft_of(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_value **ret, size_t *ret_n, struct err *err)
{
	AUTO(seal_key_done) struct seal_key key = { 0 };
	struct query q;
	struct sv json;
	*ret = NULL;
	*ret_n = 0;
	query_start(&q, env->db, &request_sql_draft);
	query_int(&q, r->id);
	struct sv sealed = query_row(&q) ? sv_dup(a, query_get_bytes(&q, 0)) : SV("");
	int rc = query_end(&q, err);
	if (rc || !sealed.n)
		return rc;
	rc = seal_key_load(env->db, env->master, r->applicant, &key, err);
	if (!rc)
		rc = seal_open(&key, request_place(a, r->id, "draft"), sealed, a, &json, err);
	return rc ? rc : request_values_of(json, a, ret, ret_n, err);
}
