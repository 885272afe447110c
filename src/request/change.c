/* A change of a request: loaded, foreseen, written. */
#include "request/move_int.h"

#include "base/auto.h"
#include "ledger/ledger.h"

void request_change_done(struct request_change *c)
{
	seal_key_done(&c->key);
	arena_done(&c->arena);
}

int request_change_begin(struct request_change *c, const struct request_env *env, int64_t id,
	const struct request_move *move, struct err *err)
{
	*c = (struct request_change){ .env = env, .move = move };
	arena_init(&c->arena, 64 << 20);
	struct request_deed *found;
	size_t n;
	int rc = request_load(env->db, id, &c->arena, &c->request, err);
	if (!rc)
		rc = request_deeds(env->db, id, &c->arena, &found, &n, err);
	if (!rc)
		rc = seal_key_load(env->db, env->master, c->request.applicant, &c->key, err);
	if (rc)
		return rc;
	c->deeds = arena_array(&c->arena, n + 1, sizeof *c->deeds);
	if (!c->deeds)
		return request_no_memory(err);
	memcpy(c->deeds, found, n * sizeof *found);
	c->n_deeds = n;
	if (!request_fold(c->deeds, n, &c->before))
		return err_set(err, E_LIMIT, "这件申请的记录太多了，不能再办；请告知维护人员。");
	return E_OK;
}

int request_foresee(struct request_change *c, struct err *err)
{
	c->deeds[c->n_deeds] = c->deed;
	if (!request_fold(c->deeds, c->n_deeds + 1, &c->after))
		return err_set(err, E_LIMIT, "影响期限的事最多%d件，不能再加。", CLOCK_EVENTS_MAX);
	return request_dates_of(c->env, &c->request, &c->after, &c->arena, &c->dates, err);
}

int request_enter(const struct request_env *env, const struct request *r, const char *kind,
	const struct request_deed *d, struct sv more, int64_t *ret, struct err *err)
{
	AUTO(arena_done) struct arena a;
	char day[DATE_TEXT_MAX];
	arena_init(&a, LEDGER_PAYLOAD_MAX * 4);
	struct sv payload = sv_fmt(&a, "{\"number\":\"%.*s\",\"event\":\"%s\",\"from\":\"%s\","
		"\"to\":\"%s\",\"day\":\"%.*s\"%.*s}", SV_ARG(r->number), request_event_key(d->event),
		request_state_key(d->from), request_state_key(d->to),
		SV_ARG(request_date_text(d->day, day)), SV_ARG(more));
	const struct ledger_event e = { .kind = sv_of(kind), .payload = payload,
		.subject = sv_fmt(&a, "request/%.*s", SV_ARG(r->public_id)) };
	return a.failed ? request_no_memory(err) : ledger_enter(env->db, &e, env->act, ret, err);
}

int request_insert_deed(const struct request_env *env, const struct seal_key *key, int64_t request,
	const struct request_deed *d, struct err *err)
{
	AUTO(arena_done) struct arena a;
	char day[DATE_TEXT_MAX], until[DATE_TEXT_MAX];
	struct query q;
	arena_init(&a, 1 << 20);
	struct sv sealed = SV("");
	if (d->remark.n)
		sealed = seal_close(key, request_place(&a, request, "remark"), d->remark, env->act, &a);
	if (a.failed)
		return request_no_memory(err);
	query_start(&q, env->db, &request_sql_insert_event);
	query_int(&q, request);
	query_int(&q, d->number);
	query_text(&q, sv_of(request_event_key(d->event)));
	query_text(&q, sv_of(request_state_key(d->from)));
	query_text(&q, sv_of(request_state_key(d->to)));
	query_text(&q, request_date_text(d->day, day));
	query_int(&q, d->time);
	query_int(&q, d->account);
	query_int(&q, d->entry);
	query_bytes(&q, sealed);
	query_text(&q, d->outcome);
	query_text(&q, d->party == CONSULT__MAX ? SV("") : sv_of(consulted_key(d->party)));
	query_int(&q, d->party_id);
	query_int(&q, d->workdays);
	query_text(&q, request_date_text(d->until, until));
	query_int(&q, d->object);
	query_text(&q, d->word);
	query_text(&q, d->letter);
	return query_end(&q, err);
}

int request_save(const struct request_env *env, int64_t id, int expected_events, int64_t unit,
	const struct request_standing *s, const struct request_dates *d, struct err *err)
{
	char text[8][DATE_TEXT_MAX];
	struct query q;
	query_start(&q, env->db, &request_sql_move);
	query_int(&q, id);
	query_int(&q, expected_events);
	query_text(&q, sv_of(request_state_key(s->state)));
	query_int(&q, request_state_is_open(s->state));
	query_text(&q, request_date_text(s->submitted_on, text[0]));
	query_text(&q, request_date_text(d->received, text[1]));
	query_text(&q, request_date_text(d->first_received, text[2]));
	query_text(&q, request_date_text(d->due, text[3]));
	query_int(&q, d->due_unknown);
	query_text(&q, request_date_text(s->until, text[4]));
	query_text(&q, request_date_text(s->limit, text[5]));
	query_text(&q, request_date_text(s->closed_on, text[6]));
	query_text(&q, s->outcome);
	query_text(&q, s->counted);
	query_text(&q, request_date_text(s->replied_on, text[7]));
	query_text(&q, s->service);
	query_int(&q, s->handler);
	query_int(&q, s->drafter);
	query_int(&q, s->lead);
	query_int(&q, s->n_events);
	query_int(&q, s->reopened);
	query_int(&q, env->act->now);
	query_int(&q, unit);
	int rc = query_end(&q, err);
	if (!rc && query_changes(&q) != 1)
		rc = err_set(err, E_STALE, "别人刚刚办了这件申请；请看清现在的情况再办。");
	return rc;
}
