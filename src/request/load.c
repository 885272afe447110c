/* One request: found, opened, looked at. */
#include "request/request_int.h"

#include "base/auto.h"
#include "text/identifiers.h"

#include <sodium.h>

void request_take(struct query *q, int at, struct arena *a, struct request *ret)
{
	*ret = (struct request){ .id = query_get_int(q, at), .public_id = query_copy(q, at + 1, a),
		.number = query_copy(q, at + 2, a), .kind = request_kind_of_key(query_get_text(q, at + 3)),
		.unit = query_get_int(q, at + 4), .unit_name = query_copy(q, at + 5, a),
		.unit_public_id = query_copy(q, at + 6, a),
		.unit_kind = unit_kind_of_key(query_get_text(q, at + 7)),
		.state = request_state_of_key(query_get_text(q, at + 8)),
		.channel = channel_of_key(query_get_text(q, at + 9)),
		.applicant = query_get_int(q, at + 10),
		.applicant_kind = applicant_kind_of_key(query_get_text(q, at + 11)),
		.title = query_copy(q, at + 12, a), .submitted = query_get_int(q, at + 13),
		.submitted_on = request_date_of(query_get_text(q, at + 14)),
		.received_on = request_date_of(query_get_text(q, at + 15)),
		.first_received_on = request_date_of(query_get_text(q, at + 16)),
		.due = request_date_of(query_get_text(q, at + 17)),
		.due_unknown = query_get_int(q, at + 18) != 0,
		.until = request_date_of(query_get_text(q, at + 19)),
		.limit = request_date_of(query_get_text(q, at + 20)),
		.closed_on = request_date_of(query_get_text(q, at + 21)),
		.outcome = query_copy(q, at + 22, a),
		.replied_on = request_date_of(query_get_text(q, at + 23)),
		.service = query_copy(q, at + 24, a), .letter_number = query_copy(q, at + 25, a),
		.handler = query_get_int(q, at + 26), .drafter = query_get_int(q, at + 27),
		.lead = query_get_int(q, at + 28), .split_from = query_get_int(q, at + 29),
		.about = query_get_int(q, at + 30), .n_events = (int)query_get_int(q, at + 31),
		.reopened = query_get_int(q, at + 32) != 0, .needs_help = query_get_int(q, at + 33) != 0,
		.changed = query_get_int(q, at + 34), .counted = query_copy(q, at + 35, a),
		.destroyed = query_get_int(q, at + 36) != 0 };
}

static int not_there(struct err *err)
{
	return err_set(err, E_NOT_FOUND, "没有这件申请；请检查编号，或回到列表里查找。");
}

/** The one request that a started query gives. */
static int take_one(struct query *q, struct arena *a, struct request *ret, struct err *err)
{
	struct request r = { 0 };
	bool found = query_row(q);
	if (found)
		request_take(q, 0, a, &r);
	int rc = query_end(q, err);
	if (!rc && a->failed)
		rc = request_no_memory(err);
	else if (!rc && !found)
		rc = not_there(err);
	if (!rc)
		*ret = r;
	return rc;
}

int request_load(struct db *db, int64_t id, struct arena *a, struct request *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &request_sql_by_id);
	query_int(&q, id);
	return take_one(&q, a, ret, err);
}

int request_check_cover(const struct request_env *env, int64_t unit, struct err *err)
{
	bool covers = false;
	if (env->who->role == ROLE_PUBLIC)
		return not_there(err);
	int rc = account_covers(env->db, env->who, unit, &covers, err);
	return rc ? rc : covers ? E_OK : not_there(err);
}

/** Only what this account may see; what it may not is not there. */
static int checked(const struct request_env *env, int rc, struct request *r, struct err *err)
{
	if (!rc)
		rc = request_check_cover(env, r->unit, err);
	if (rc)
		*r = (struct request){ 0 };
	return rc;
}

int request_get(const struct request_env *env, int64_t id, struct arena *a, struct request *ret,
	struct err *err)
{
	return checked(env, request_load(env->db, id, a, ret, err), ret, err);
}

static int by_text(const struct request_env *env, const struct sql *sql, struct sv text,
	struct arena *a, struct request *ret, struct err *err)
{
	struct query q;
	query_start(&q, env->db, sql);
	query_text(&q, text);
	return checked(env, take_one(&q, a, ret, err), ret, err);
}

int request_by_public_id(const struct request_env *env, struct sv public_id, struct arena *a,
	struct request *ret, struct err *err)
{
	return by_text(env, &request_sql_by_public_id, public_id, a, ret, err);
}

int request_by_number(const struct request_env *env, struct sv number, struct arena *a,
	struct request *ret, struct err *err)
{
	return by_text(env, &request_sql_by_number, number, a, ret, err);
}

/* ---- codes ------------------------------------------------------------------------------------ */

void request_code_make(const struct entropy *e, char buf[static REQUEST_CODE_MAX])
{
	char id[PUBLIC_ID_MAX], more[PUBLIC_ID_MAX];
	public_id_make(e, id);
	public_id_make(e, more);
	snprintf(buf, REQUEST_CODE_MAX, "%.4s-%.4s-%.4s-%.4s", id, id + 4, id + 8, more);
}

struct sv request_code_plain(struct sv typed, struct arena *a)
{
	struct str s;
	str_init(&s, a, REQUEST_CODE_MAX);
	for (size_t i = 0; i < typed.n && str_ok(&s); i++) {
		char c = typed.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			str_addc(&s, c);
		else if (!memchr(" -\t", c, 3))
			return SV("");
	}
	return str_ok(&s) ? str_sv(&s) : SV("");
}

struct blob_id request_code_hash(struct sv number, struct sv code)
{
	char text[128];
	int n = snprintf(text, sizeof text, "gongkai-code-v1\n%.*s\n%.*s", SV_ARG(sv_head(number, 40)),
		SV_ARG(sv_head(code, 40)));
	return blob_id_of((struct sv){ text, (size_t)n });
}

/* A number that is not there costs the same: one query, one hash, one comparison. */
int request_by_code(const struct request_env *env, struct sv number, struct sv code,
	struct arena *a, struct request *ret, struct err *err)
{
	struct query q;
	struct request r = { 0 };
	struct sv typed = sv_trim(number);
	struct blob_id have = request_code_hash(typed, request_code_plain(code, a)), want = { { 0 } };
	query_start(&q, env->db, &request_sql_by_code);
	query_text(&q, typed);
	bool found = query_row(&q);
	if (found) {
		request_take(&q, 0, a, &r);
		struct sv kept = query_get_bytes(&q, REQUEST_COLUMNS);
		if (kept.n == sizeof want.sha256)
			memcpy(want.sha256, kept.p, kept.n);
	}
	int rc = query_end(&q, err);
	bool same = sodium_memcmp(have.sha256, want.sha256, sizeof want.sha256) == 0;
	if (!rc && a->failed)
		rc = request_no_memory(err);
	else if (!rc && !(found && same))
		rc = err_set(err, E_NOT_FOUND, "编号或者查询码不对；请对照登记回执重新填写。");
	if (!rc)
		*ret = r;
	return rc;
}

/* ---- inside ----------------------------------------------------------------------------------- */

static int open_inside(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_inside *ret, struct err *err)
{
	AUTO(seal_key_done) struct seal_key key = { 0 };
	struct query q;
	struct request_value *v = NULL;
	struct sv json;
	size_t n = 0;
	int rc = seal_key_load(env->db, env->master, r->applicant, &key, err);
	if (rc)
		return rc;
	query_start(&q, env->db, &request_sql_inside);
	query_int(&q, r->id);
	struct sv sealed = query_row(&q) ? sv_dup(a, query_get_bytes(&q, 0)) : SV("");
	rc = query_end(&q, err);
	if (!rc)
		rc = seal_open(&key, request_place(a, r->id, "inside"), sealed, a, &json, err);
	if (!rc)
		rc = request_values_of(json, a, &v, &n, err);
	if (rc)
		return rc;
#define TEXT(name) request_value_of(v, n, name)
	*ret = (struct request_inside){ .applicant = { .kind = r->applicant_kind, .name = TEXT("name"),
		.id_type = TEXT("id_type"), .id_number = TEXT("id_number"),
		.representative = TEXT("representative"), .contact = TEXT("contact"),
		.phone = TEXT("phone"), .email = TEXT("email"), .address = TEXT("address"),
		.postcode = TEXT("postcode"), .agent = TEXT("agent"), .agent_id = TEXT("agent_id"),
		.agent_authority = TEXT("agent_authority"), .needs_help = r->needs_help },
		.wish = { .title = r->title, .text = TEXT("text"), .medium = TEXT("medium"),
		.delivery = TEXT("delivery"), .purpose = TEXT("purpose") },
		.transferred_from = TEXT("transferred_from") };
#undef TEXT
	return E_OK;
}

static int note_look(const struct request_env *env, const struct request *r, struct sv why,
	struct err *err)
{
	struct query q;
	query_start(&q, env->db, &request_sql_insert_look);
	query_int(&q, r->id);
	query_int(&q, env->who->id);
	query_int(&q, env->act->now);
	query_text(&q, why);
	return query_end(&q, err);
}

/* The look is noted before anything is shown. */
int request_open(const struct request_env *env, const struct request *r, struct sv why,
	struct arena *a, struct request_inside *ret, struct err *err)
{
	int rc = E_OK;
	if (env->who->id) {
		rc = request_check_cover(env, r->unit, err);
		if (!rc && !role_is_of_office(env->who->role))
			rc = err_set(err, E_FORBIDDEN, "只有办理这件申请的机关可以查看申请人的信息。");
		if (!rc)
			rc = note_look(env, r, why, err);
	}
	return rc ? rc : open_inside(env, r, a, ret, err);
}

/** The first `head` and last `tail` characters, stars between. */
static struct sv masked(struct sv s, size_t head, size_t tail, struct arena *a)
{
	size_t n = 0, from = 0, starts[512];
	for (size_t i = 0; i < s.n && n < 512; i++)
		if (((unsigned char)s.p[i] & 0xC0) != 0x80)
			starts[n++] = i;
	if (n == 0)
		return SV("");
	if (head + tail >= n) {
		tail = 0;
		head = n > 1 ? 1 : 0;
	}
	struct str out;
	str_init(&out, a, s.n + n + 1);
	from = head < n ? starts[head] : s.n;
	str_add(&out, sv_head(s, from));
	for (size_t i = head; i < n - tail; i++)
		str_addc(&out, '*');
	if (tail)
		str_add(&out, sv_from(s, starts[n - tail]));
	return str_sv(&out);
}

static struct sv masked_email(struct sv s, struct arena *a)
{
	size_t at = sv_find(s, SV("@"));
	if (at == SV_NONE)
		return masked(s, 1, 0, a);
	struct sv name = masked(sv_head(s, at), 1, 0, a);
	return sv_fmt(a, "%.*s%.*s", SV_ARG(name), SV_ARG(sv_from(s, at)));
}

/** Every identifier in a text, masked. */
static struct sv masked_text(struct sv text, struct arena *a)
{
	struct str out;
	struct identifier id;
	size_t at = 0, done = 0;
	char buf[IDENTIFIER_MASK_MAX];
	str_init(&out, a, text.n * 2 + 64);
	while (identifier_next(text, &at, &id)) {
		str_add(&out, (struct sv){ text.p + done, id.from - done });
		str_add(&out, identifier_mask(text, id, buf));
		done = id.to;
	}
	str_add(&out, sv_from(text, done));
	return str_sv(&out);
}

int request_open_masked(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_inside *ret, struct err *err)
{
	int rc = env->who->id ? request_check_cover(env, r->unit, err) : E_OK;
	if (!rc)
		rc = open_inside(env, r, a, ret, err);
	if (rc)
		return rc;
	struct applicant *p = &ret->applicant;
	bool person = p->kind == APP_NATURAL_PERSON;
	p->name = person ? masked(p->name, 1, 0, a) : p->name;
	p->id_number = masked(p->id_number, 3, 4, a);
	p->representative = masked(p->representative, 1, 0, a);
	p->contact = masked(p->contact, 1, 0, a);
	p->phone = masked(p->phone, 3, 4, a);
	p->email = masked_email(p->email, a);
	p->address = masked(p->address, 6, 0, a);
	p->postcode = SV("");
	p->agent = masked(p->agent, 1, 0, a);
	p->agent_id = masked(p->agent_id, 3, 4, a);
	ret->wish.text = masked_text(ret->wish.text, a);
	ret->wish.purpose = masked_text(ret->wish.purpose, a);
	return a->failed ? request_no_memory(err) : E_OK;
}

int request_looks(const struct request_env *env, const struct request *r, struct arena *a,
	struct request_look **ret, size_t *ret_n, struct err *err)
{
	struct query q;
	struct request_look *list = NULL;
	size_t n = 0, cap = 0;
	query_start(&q, env->db, &request_sql_looks);
	query_int(&q, r->id);
	while (query_row(&q)) {
		list = arena_grow(a, list, n, &cap, sizeof *list);
		if (!list)
			break;
		list[n++] = (struct request_look){ .account = query_get_int(&q, 0),
			.account_name = query_copy(&q, 1, a), .time = query_get_int(&q, 2),
			.why = query_copy(&q, 3, a) };
	}
	int rc = query_end(&q, err);
	*ret = list;
	*ret_n = n;
	return rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}
