/* A request comes in. */
#include "request/move_int.h"
#include "request/notice.h"
#include "request/office.h"

#include "base/auto.h"
#include "ledger/ledger.h"

#include <assert.h>
#include <stdio.h>

/** The same person with the same unit has one number and one key. Who has no number is new each time. */
static int find_applicant(const struct request_env *env, const struct request_intake *in,
	struct seal_key *key, int64_t *ret, struct err *err)
{
	AUTO(arena_done) struct arena a;
	unsigned char mark[SEAL_MARK];
	struct query q;
	arena_init(&a, 65536);
	struct sv id = sv_trim(in->applicant.id_number);
	int rc = E_OK;
	struct sv view = { (const char *)mark, sizeof mark };
	*ret = 0;
	if (id.n) {
		seal_mark(env->master, SV("applicant"), sv_fmt(&a, "%lld/%s/%.*s", (long long)in->unit,
			applicant_kind_key(in->applicant.kind), SV_ARG(id)), mark);
		query_start(&q, env->db, &request_sql_applicant_find);
		query_int(&q, in->unit);
		query_bytes(&q, view);
		*ret = query_row(&q) ? query_get_int(&q, 0) : 0;
		rc = query_end(&q, err);
	} else {
		act_random(env->act, mark, sizeof mark);
	}
	if (rc)
		return rc;
	if (*ret) {
		rc = seal_key_load(env->db, env->master, *ret, key, err);
		/* Forgotten once, the same person may come again. */
		return rc == E_NOT_FOUND ? seal_key_new(env->db, env->master, *ret, env->act, key, err) : rc;
	}
	query_start(&q, env->db, &request_sql_applicant_add);
	query_int(&q, in->unit);
	query_bytes(&q, view);
	query_int(&q, env->act->now);
	*ret = query_row(&q) ? query_get_int(&q, 0) : 0;
	rc = query_end(&q, err);
	return rc ? rc : seal_key_new(env->db, env->master, *ret, env->act, key, err);
}

static int seal_inside(const struct request_intake *in, int64_t id, const struct seal_key *key,
	const struct act *act, struct arena *a, struct sv *ret, struct err *err)
{
	const struct applicant *p = &in->applicant;
	const struct request_value values[] = {
		{ SV("name"), p->name }, { SV("id_type"), p->id_type }, { SV("id_number"), p->id_number },
		{ SV("representative"), p->representative }, { SV("contact"), p->contact },
		{ SV("phone"), p->phone }, { SV("email"), p->email }, { SV("address"), p->address },
		{ SV("postcode"), p->postcode }, { SV("agent"), p->agent }, { SV("agent_id"), p->agent_id },
		{ SV("agent_authority"), p->agent_authority }, { SV("text"), in->wish.text },
		{ SV("medium"), in->wish.medium }, { SV("delivery"), in->wish.delivery },
		{ SV("purpose"), in->wish.purpose }, { SV("transferred_from"), in->transferred_from },
	};
	struct sv json;
	int rc = request_json_of(values, sizeof values / sizeof *values, a, &json, err);
	if (rc)
		return rc;
	*ret = seal_close(key, request_place(a, id, "inside"), json, act, a);
	return a->failed ? request_no_memory(err) : E_OK;
}

/** "2026-0007-00013": year, unit, its running number. */
static int make_number(const struct request_env *env, int64_t unit, char buf[REQUEST_NUMBER_MAX],
	struct err *err)
{
	int64_t n;
	int rc = office_next_number(env->db, unit, SV("request"), env->today.year, &n, err);
	if (!rc)
		snprintf(buf, REQUEST_NUMBER_MAX, "%04d-%04lld-%05lld", env->today.year, (long long)unit,
			(long long)n);
	return rc;
}

static int insert_row(const struct request_env *env, const struct request_new *n, int64_t *ret_id,
	struct err *err)
{
	char day[DATE_TEXT_MAX];
	const struct request_intake *in = n->in;
	struct blob_id code = request_code_hash(sv_of(n->number), sv_of(n->code));
	struct query q;
	query_start(&q, env->db, &request_sql_insert);
	query_text(&q, sv_of(n->public_id));
	query_text(&q, sv_of(n->number));
	query_text(&q, sv_of(request_kind_key(in->kind)));
	query_int(&q, in->unit);
	query_text(&q, sv_of(channel_key(in->channel)));
	query_int(&q, n->applicant);
	query_text(&q, sv_of(applicant_kind_key(in->applicant.kind)));
	query_text(&q, sv_trim(in->wish.title));
	query_int(&q, n->submitted);
	query_text(&q, request_date_text(n->submitted_on, day));
	query_int(&q, n->split_from);
	query_int(&q, in->about);
	query_int(&q, in->applicant.needs_help);
	query_bytes(&q, (struct sv){ (const char *)code.sha256, sizeof code.sha256 });
	query_text_or_null(&q, in->client_key);
	query_bytes(&q, SV(""));
	*ret_id = query_row(&q) ? query_get_int(&q, 0) : 0;
	return query_end(&q, err);
}

/* What is sealed is bound to the row's number, which the row gets first. */
int request_insert(const struct request_env *env, struct request_new *n, const struct seal_key *key,
	int64_t *ret_id, struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct sv inside = SV("");
	struct query q;
	arena_init(&a, 4 << 20);
	public_id_make(env->act->entropy, n->public_id);
	int rc = make_number(env, n->in->unit, n->number, err);
	if (!rc)
		rc = insert_row(env, n, ret_id, err);
	if (!rc)
		rc = seal_inside(n->in, *ret_id, key, env->act, &a, &inside, err);
	if (!rc) {
		query_start(&q, env->db, &request_sql_set_inside);
		query_int(&q, *ret_id);
		query_bytes(&q, inside);
		rc = query_end(&q, err);
	}
	if (rc)
		return rc;
	struct sv text = sv_fmt(&a, "%.*s %.*s", SV_ARG(n->in->wish.title), SV_ARG(n->in->wish.text));
	return request_keep_sketch(env, n->in->unit, *ret_id, text, err);
}

struct sv request_content_text(const struct request_intake *in, const struct request_ticket *t,
	struct sv unit_name, struct arena *a)
{
	const struct applicant *p = &in->applicant;
	char day[DATE_TEXT_MAX], hex[BLOB_HEX];
	struct str s;
	str_init(&s, a, 1 << 20);
	str_addf(&s, "gongkai-request-v1\nnumber: %s\ncode: %s\nunit: %.*s\nkind: %s\nchannel: %s\nday: %.*s\n",
		t->number, t->code, SV_ARG(unit_name), request_kind_key(in->kind), channel_key(in->channel),
		SV_ARG(request_date_text(in->day, day)));
	const struct request_value lines[] = {
		{ SV("applicant_kind"), sv_of(applicant_kind_key(p->kind)) }, { SV("name"), p->name },
		{ SV("id_type"), p->id_type }, { SV("id_number"), p->id_number },
		{ SV("representative"), p->representative }, { SV("contact"), p->contact },
		{ SV("phone"), p->phone }, { SV("email"), p->email }, { SV("address"), p->address },
		{ SV("postcode"), p->postcode }, { SV("agent"), p->agent }, { SV("agent_id"), p->agent_id },
		{ SV("agent_authority"), p->agent_authority }, { SV("title"), in->wish.title },
		{ SV("text"), in->wish.text }, { SV("medium"), in->wish.medium },
		{ SV("delivery"), in->wish.delivery }, { SV("purpose"), in->wish.purpose },
	};
	/* A line break inside a value is two characters, so that a value cannot pass for another line. */
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		str_addf(&s, "%.*s: ", SV_ARG(lines[i].key));
		for (size_t k = 0; k < lines[i].text.n; k++) {
			char c = lines[i].text.p[k];
			if (c == '\n' || c == '\\')
				str_addz(&s, c == '\n' ? "\\n" : "\\\\");
			else if (c != '\r')
				str_addc(&s, c);
		}
		str_addc(&s, '\n');
	}
	for (size_t i = 0; i < in->n_files; i++) {
		struct blob_id id = blob_id_of(in->files[i].bytes);
		str_addf(&s, "file: %s\n", blob_hex(&id, hex));
	}
	return str_ok(&s) ? str_sv(&s) : SV("");
}

/** The request that this portal sent under this key before. */
static int find_again(const struct request_env *env, const struct request_intake *in,
	struct request_ticket *ret, struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct request r;
	struct query q;
	arena_init(&a, 1 << 20);
	ret->again = false;
	if (!in->client_key.n)
		return E_OK;
	query_start(&q, env->db, &request_sql_by_client_key);
	query_int(&q, in->unit);
	query_text(&q, in->client_key);
	ret->again = query_row(&q);
	if (ret->again) {
		request_take(&q, 0, &a, &r);
		ret->id = r.id;
		snprintf(ret->public_id, sizeof ret->public_id, "%.*s", SV_ARG(r.public_id));
		snprintf(ret->number, sizeof ret->number, "%.*s", SV_ARG(r.number));
	}
	int rc = query_end(&q, err);
	if (rc || !ret->again)
		return rc;
	query_start(&q, env->db, &request_sql_row_of_event);
	query_int(&q, ret->id);
	query_int(&q, 1);
	ret->entry = query_row(&q) ? query_get_int(&q, 0) : 0;
	return query_end(&q, err);
}

static int check(const struct request_env *env, struct request_intake *in, struct arena *a,
	struct unit *unit, struct err *err)
{
	struct request_complaint first;
	if (request_check_intake(in, &first, 1)) {
		err_set(err, E_FORMAT, "%s", first.why);
		if (err)
			snprintf(err->field, sizeof err->field, "%s", first.field);
		return E_FORMAT;
	}
	if (!in->day.year)
		in->day = env->today;
	if (!date_valid(in->day) || date_to_day(in->day) > date_to_day(env->today))
		return err_set(err, E_FORMAT, "日期不对：收到申请的日期不能在今天以后。");
	int rc = unit_get(env->db, in->unit, a, unit, err);
	if (!rc && unit->closed)
		rc = err_set(err, E_NOT_FOUND, "“%.*s”已经撤销，请向承接其职能的机关申请。", SV_ARG(unit->name));
	if (!rc && env->who->role != ROLE_PUBLIC)
		rc = request_check_cover(env, in->unit, err);
	return rc;
}

static int first_deed(const struct request_env *env, const struct request_intake *in,
	struct request_deed *ret, struct err *err)
{
	const struct request_step *step = request_step_of(REQUEST_NONE, request_first_event(in->channel),
		env->who->role);
	if (!step)
		return err_set(err, E_FORBIDDEN, "这个渠道的申请由机关的工作人员登记；您的账号不能登记。");
	*ret = (struct request_deed){ .number = 1, .event = step->event, .from = REQUEST_NONE,
		.to = step->to, .day = in->day, .time = env->act->now, .account = env->who->id,
		.party = CONSULT__MAX };
	return E_OK;
}

/** The history's first row, the entry, the files; then where it stands. */
static int begin_history(const struct request_env *env, const struct request_intake *in,
	const struct seal_key *key, struct request_deed *d, struct request_ticket *t, struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct request_standing *s;
	struct request_dates dates;
	char hex[BLOB_HEX];
	arena_init(&a, 1 << 20);
	s = arena_alloc(&a, sizeof *s);
	if (!s)
		return request_no_memory(err);
	const struct request r = { .public_id = sv_of(t->public_id), .number = sv_of(t->number),
		.kind = in->kind, .channel = in->channel };
	const char *kind = request_step_find(REQUEST_NONE, d->event)->entry;
	int rc = request_enter(env, &r, kind, d, sv_fmt(&a, ",\"sha256\":\"%s\",\"n_files\":%zu",
		blob_hex(&t->content, hex), in->n_files), &t->entry, err);
	d->entry = t->entry;
	if (!rc)
		rc = request_insert_deed(env, key, t->id, d, err);
	if (!rc)
		rc = request_keep_files(env, key, t->id, 1, in->files, in->n_files, err);
	if (rc)
		return rc;
	request_fold(d, 1, s);
	rc = request_dates_of(env, &r, s, &a, &dates, err);
	if (!rc)
		rc = request_save(env, t->id, 0, in->unit, s, &dates, err);
	/* What a clerk registers himself nobody has to tell his office. */
	if (!rc && env->who->role == ROLE_PUBLIC)
		rc = notice_add(env, t->id, in->unit, NOTICE_NEW, dates.due, err);
	return rc;
}

int request_take_in_tx(const struct request_env *env, const struct request_intake *given,
	struct request_ticket *ret, struct err *err)
{
	AUTO(arena_done) struct arena a;
	AUTO(seal_key_done) struct seal_key key = { 0 };
	struct request_intake in = *given;
	struct request_deed deed;
	struct unit unit;
	assert(tx_is_open(env->db));
	arena_init(&a, 4 << 20);
	*ret = (struct request_ticket){ 0 };
	int rc = check(env, &in, &a, &unit, err);
	if (!rc)
		rc = first_deed(env, &in, &deed, err);
	if (!rc)
		rc = find_again(env, &in, ret, err);
	if (rc || ret->again)
		return rc;
	struct request_new row = { .in = &in, .submitted = env->act->now, .submitted_on = in.day };
	request_code_make(env->act->entropy, ret->code);
	row.code = request_code_plain(sv_of(ret->code), &a).p;
	rc = find_applicant(env, &in, &key, &row.applicant, err);
	if (!rc)
		rc = request_insert(env, &row, &key, &ret->id, err);
	if (rc)
		return rc;
	memcpy(ret->public_id, row.public_id, sizeof ret->public_id);
	memcpy(ret->number, row.number, sizeof ret->number);
	ret->content = blob_id_of(request_content_text(&in, ret, unit.name, &a));
	if (a.failed)
		return request_no_memory(err);
	return begin_history(env, &in, &key, &deed, ret, err);
}

struct taking {
	const struct request_env *env;
	const struct request_intake *in;
	struct request_ticket *ret;
};

static int take_with(struct db *db, void *context, struct err *err)
{
	const struct taking *t = context;
	struct request_env env = *t->env;
	env.db = db;
	return request_take_in_tx(&env, t->in, t->ret, err);
}

int request_take_in(const struct request_env *env, const struct request_intake *in,
	struct request_ticket *ret, struct err *err)
{
	struct taking taking = { env, in, ret };
	int rc = E_OK;
	/* Two at the same moment may meet at the applicant, the number or the client's key: then once more. */
	for (int attempt = 0; attempt < 3; attempt++) {
		rc = tx_together(env->db, (struct tx_deed){ take_with, &taking }, err);
		if (rc != E_EXISTS && rc != E_STALE)
			break;
	}
	if (rc)
		*ret = (struct request_ticket){ 0 };
	return rc;
}
