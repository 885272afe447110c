/* Steps: one function for all of them, along the table. */
#include "request/notice.h"
#include "request/send.h"

#include "base/auto.h"

#include <assert.h>

/* ---- what a step does beside ------------------------------------------------------------------- */

/** Whom is asked gets a row with his name sealed and a code to answer with. */
static int ask_party(struct request_change *c, struct err *err)
{
	const struct request_party *p = &c->move->party;
	const struct request_value values[] = { { SV("name"), p->name }, { SV("contact"), p->contact },
		{ SV("shown"), p->shown } };
	struct sv json;
	struct query q;
	int64_t id = 0;
	int rc = request_json_of(values, 3, &c->arena, &json, err);
	if (rc)
		return rc;
	struct sv sealed = seal_close(&c->key, request_place(&c->arena, c->request.id, "party"), json,
		c->env->act, &c->arena);
	request_code_make(c->env->act->entropy, c->result->party_code);
	query_start(&q, c->env->db, &request_sql_insert_party);
	query_int(&q, c->request.id);
	query_text(&q, sv_of(consulted_key(p->kind)));
	query_bytes(&q, SV(""));
	query_bytes(&q, sealed);
	if (query_row(&q))
		id = query_get_int(&q, 0);
	rc = query_end(&q, err);
	if (rc)
		return rc;
	struct blob_id code = request_code_hash(sv_fmt(&c->arena, "%lld", (long long)id),
		request_code_plain(sv_of(c->result->party_code), &c->arena));
	query_start(&q, c->env->db, &request_sql_set_party_code);
	query_int(&q, id);
	query_bytes(&q, (struct sv){ (const char *)code.sha256, sizeof code.sha256 });
	c->deed.party_id = c->result->party = id;
	rc = query_end(&q, err);
	return rc ? rc : c->arena.failed ? request_no_memory(err) : E_OK;
}

static int keep_draft(struct request_change *c, struct err *err)
{
	struct sv json;
	struct query q;
	int rc = request_json_of(c->move->values, c->move->n_values, &c->arena, &json, err);
	if (rc)
		return rc;
	struct sv sealed = seal_close(&c->key, request_place(&c->arena, c->request.id, "draft"), json,
		c->env->act, &c->arena);
	if (c->arena.failed)
		return request_no_memory(err);
	query_start(&q, c->env->db, &request_sql_set_draft);
	query_int(&q, c->request.id);
	query_bytes(&q, sealed);
	return query_end(&q, err);
}

static int mark_undone(struct request_change *c, struct err *err)
{
	struct query q;
	query_start(&q, c->env->db, &request_sql_undo_event);
	query_int(&q, c->request.id);
	query_int(&q, c->deed.object);
	return query_end(&q, err);
}

static int beside(struct request_change *c, struct err *err)
{
	switch (c->deed.event) {
	case REQUEST_CONSULT:
		return ask_party(c, err);
	case REQUEST_DRAFT:
		return keep_draft(c, err);
	case REQUEST_UNDO:
		return mark_undone(c, err);
	case REQUEST_SPLIT:
		return request_split_off(c, err);
	default:
		return E_OK;
	}
}

/** What the ledger keeps of a step: hashes of what came with it, nothing personal. */
static struct sv more_of(struct request_change *c)
{
	struct str s;
	char hex[BLOB_HEX];
	str_init(&s, &c->arena, 16384);
	if (c->deed.outcome.n)
		str_addf(&s, ",\"outcome\":\"%.*s\"", SV_ARG(c->deed.outcome));
	if (c->deed.event == REQUEST_UNDO)
		str_addf(&s, ",\"undone\":%lld", (long long)c->deed.object);
	if (c->deed.workdays)
		str_addf(&s, ",\"workdays\":%d", c->deed.workdays);
	if (c->has_letter)
		str_addf(&s, ",\"letter\":\"%s\"", blob_hex(&c->letter, hex));
	for (size_t i = 0; i < c->move->n_files; i++) {
		struct blob_id id = blob_id_of(c->move->files[i].bytes);
		str_addf(&s, "%s\"%s\"", i ? "," : ",\"files\":[", blob_hex(&id, hex));
	}
	if (c->move->n_files)
		str_addc(&s, ']');
	return str_sv(&s);
}

/** The step itself, after everything was checked. */
static int take(struct request_change *c, struct err *err)
{
	const struct request_env *env = c->env;
	int64_t unit = c->deed.event == REQUEST_TRANSFER ? c->deed.object : c->request.unit;
	int rc = beside(c, err);
	if (!rc)
		rc = request_foresee(c, err);
	if (!rc)
		rc = request_send_letter(c, err);
	if (!rc)
		rc = request_enter(env, &c->request, c->step->entry, &c->deed, more_of(c), &c->deed.entry, err);
	if (!rc)
		rc = request_save(env, c->request.id, c->before.n_events, unit, &c->after, &c->dates, err);
	if (!rc)
		rc = request_insert_deed(env, &c->key, c->request.id, &c->deed, err);
	if (!rc)
		rc = request_keep_files(env, &c->key, c->request.id, c->deed.number, c->move->files,
			c->move->n_files, err);
	const struct notice_cause cause = { &c->request, c->deed.event, unit, c->dates.due,
		c->move->service };
	if (!rc)
		rc = notice_of_step(env, &cause, err);
	if (!rc) {
		c->result->state = c->after.state;
		c->result->entry = c->deed.entry;
	}
	return rc;
}

static int apply_one(const struct request_env *env, int64_t id, const struct request_move *move,
	struct request_moved *ret, struct err *err)
{
	AUTO(request_change_done) struct request_change c;
	int rc = request_change_begin(&c, env, id, move, err);
	c.result = ret;
	if (!rc)
		rc = request_check_move(&c, err);
	return rc ? rc : take(&c, err);
}

/** Those merged into it: answered with it, or on their own again when it ends without an answer. */
static int move_followers(const struct request_env *env, int64_t lead, enum request_event event,
	const struct request_move *of_lead, struct err *err)
{
	AUTO(arena_done) struct arena a;
	int64_t *ids = NULL;
	size_t n = 0, cap = 0;
	struct query q;
	struct request r;
	struct request_moved moved;
	arena_init(&a, 4 << 20);
	int rc = request_load(env->db, lead, &a, &r, err);
	if (rc)
		return rc;
	query_start(&q, env->db, &request_sql_followers);
	query_int(&q, lead);
	while (query_row(&q)) {
		ids = arena_grow(&a, ids, n, &cap, sizeof *ids);
		if (!ids)
			break;
		ids[n++] = query_get_int(&q, 0);
	}
	rc = query_end(&q, err);
	if (!rc && a.failed)
		rc = request_no_memory(err);
	const struct request_move move = { .event = event, .expected = REQUEST_MERGED,
		.day = of_lead->day, .service = of_lead->service, .outcome = r.outcome,
		.remark = SV("并入的申请已经办结，没有答复，恢复单独办理") };
	for (size_t i = 0; !rc && i < n; i++)
		rc = apply_one(env, ids[i], &move, &moved, err);
	return rc;
}

/* Whoever withdraws his own request does not handle those of others that were merged into it. */
static int after_step(const struct request_env *env, int64_t id, const struct request_move *move,
	struct err *err)
{
	AUTO(arena_done) struct arena a = { 0 };
	struct account program = { .role = ROLE_CLERK };
	struct request_env inner = *env;
	struct request r;
	switch (move->event) {
	case REQUEST_SERVE:
		return move_followers(env, id, REQUEST_FOLLOW, move, err);
	case REQUEST_WITHDRAW:
	case REQUEST_LAPSE:
		arena_init(&a, 1 << 20);
		if (env->who->role == ROLE_PUBLIC) {
			int rc = request_load(env->db, id, &a, &r, err);
			if (rc)
				return rc;
			program.unit = r.unit;
			inner.who = &program;
		}
		return move_followers(&inner, id, REQUEST_UNMERGE, move, err);
	default:
		return E_OK;
	}
}

int request_apply_tx(const struct request_env *env, int64_t id, const struct request_move *move,
	struct request_moved *ret, struct err *err)
{
	assert(tx_is_open(env->db));
	*ret = (struct request_moved){ 0 };
	int rc = apply_one(env, id, move, ret, err);
	return rc ? rc : after_step(env, id, move, err);
}

int request_apply(const struct request_env *env, int64_t id, const struct request_move *move,
	struct request_moved *ret, struct err *err)
{
	int rc = tx_begin_write(env->db, __func__, err);
	if (!rc)
		rc = request_apply_tx(env, id, move, ret, err);
	if (!rc)
		rc = tx_commit(env->db, err);
	tx_rollback(env->db);
	if (rc)
		*ret = (struct request_moved){ 0 };
	return rc;
}
