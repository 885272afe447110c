/* Other portals hand requests in, and ask where they stand: JSON, each portal with its token (web/portal.h). */
#include "law/outcome.h"
#include "ledger/receipt.h"
#include "web/follow.h"
#include "web/intake_json.h"
#include "web/pages.h"
#include "web/public_json.h"

#include <stdio.h>

static int send_object(struct visit *v, unsigned status, json_t *o, struct err *err)
{
	struct str out;
	str_init(&out, v->arena, PUBLIC_JSON_MAX);
	int rc = public_print(o, &out, err);
	str_addc(&out, '\n');
	if (!rc)
		rc = visit_json(v, str_sv(&out));
	v->response->status = status;
	return rc;
}

/** The key makes the same request of a repetition: of the header, or of the body. */
static int set_key(struct visit *v, struct request_intake *in, struct err *err)
{
	struct sv header = http_header(v->request, SV("Idempotency-Key"));
	struct sv key = header.n ? header : in->client_key;
	bool two = header.n && in->client_key.n && !sv_eq(header, in->client_key);
	if (key.n && key.n <= INTAKE_KEY_MAX && !two) {
		in->client_key = sv_fmt(v->arena, "%.*s/%.*s", SV_ARG(v->portal), SV_ARG(key));
		return E_OK;
	}
	err_set(err, E_FORMAT, "要有贵方给这件申请的唯一编号：Idempotency-Key头，或者client_key；最多%d个字符，"
		"两处都写的要一样。", INTAKE_KEY_MAX);
	snprintf(err->field, sizeof err->field, "client_key");
	return E_FORMAT;
}

static int set_unit(struct visit *v, struct intake_json *j, struct unit *ret, struct err *err)
{
	int rc = j->unit.n ? unit_by_public_id(v->db, j->unit, v->arena, ret, err)
		: unit_by_code(v->db, j->unit_code, v->arena, ret, err);
	if (rc == E_NOT_FOUND)
		snprintf(err->field, sizeof err->field, "unit");
	j->in.unit = rc ? 0 : ret->id;
	return rc;
}

static json_t *text(struct sv s)
{
	return s.n ? json_stringn(s.p, s.n) : json_null();
}

int do_intake(struct visit *v, struct err *err)
{
	struct intake_json j;
	struct unit unit;
	struct request_ticket t;
	struct request_env env = apply_env(v);
	char moment[MOMENT_TEXT_MAX], hex[BLOB_HEX];
	int rc = intake_json_read(v->request->body, v->arena, &j, err);
	if (!rc)
		rc = set_key(v, &j.in, err);
	if (!rc)
		rc = set_unit(v, &j, &unit, err);
	j.in.day = env.today;
	if (!rc)
		rc = request_take_in(&env, &j.in, &t, err);
	if (rc)
		return rc;
	struct sv receipt;
	rc = ledger_receipt_of(v->db, t.entry, v->site->key, v->arena, &receipt, err);
	if (rc)
		return rc;
	struct sv content = t.again ? SV("") : request_content_text(&j.in, &t, unit.name, v->arena);
	json_t *o = json_object();
	json_object_set_new(o, "number", json_string(t.number));
	json_object_set_new(o, "again", json_boolean(t.again));
	json_object_set_new(o, "code", text(sv_of(t.code)));
	json_object_set_new(o, "received", t.again ? json_null()
		: json_string(moment_print_rfc3339(v->act.now, moment)));
	json_object_set_new(o, "content", text(content));
	json_object_set_new(o, "content_sha256", t.again ? json_null()
		: json_string(blob_hex(&t.content, hex)));
	json_object_set_new(o, "receipt", text(receipt));
	return send_object(v, t.again ? 200 : 201, o, err);
}

/* ── Where it stands ───────────────────────────────────────────────────────────────────────── */

static json_t *day(struct date d)
{
	char buf[DATE_TEXT_MAX];
	return d.year ? json_string(date_print(d, buf)) : json_null();
}

static json_t *clock_day_json(struct clock_date d)
{
	return d.state == CLOCK_KNOWN ? day(date_of_day(d.day)) : json_null();
}

static json_t *explanation(const struct clock_day *days, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "date", day(date_of_day(days[i].day)));
		json_object_set_new(o, "counted", json_boolean(days[i].counted));
		json_object_set_new(o, "why", json_string(days[i].why));
		json_object_set_new(o, "article", json_string(days[i].article));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *status_json(const struct request *r, const struct clock_result *c,
	const struct clock_day *days, size_t n)
{
	const struct outcome *outcome = r->replied_on.year || r->state == REQUEST_CLOSED ?
		outcome_of_key(r->outcome) : NULL;
	json_t *o = json_object();
	json_object_set_new(o, "number", text(r->number));
	json_object_set_new(o, "unit", text(r->unit_name));
	json_object_set_new(o, "state", json_string(request_state_key(r->state)));
	json_object_set_new(o, "state_label", json_string(request_state_label(r->state)));
	json_object_set_new(o, "submitted_on", day(r->submitted_on));
	json_object_set_new(o, "received_on", clock_day_json(c->received));
	json_object_set_new(o, "reply_due", r->until.year ? day(r->until) : clock_day_json(c->reply_due));
	json_object_set_new(o, "fee_due", clock_day_json(c->fee_due));
	json_object_set_new(o, "applicant_due", day(r->limit));
	json_object_set_new(o, "workdays_used", c->used_known && c->runs ? json_integer(c->used)
		: json_null());
	json_object_set_new(o, "workdays_left", c->left_known && c->runs ? json_integer(c->left)
		: json_null());
	json_object_set_new(o, "outcome", outcome ? json_string(outcome->key) : json_null());
	json_object_set_new(o, "replied_on", day(r->replied_on));
	json_object_set_new(o, "explanation", explanation(days, n));
	return o;
}

int page_intake_status(struct visit *v, struct err *err)
{
	struct request_env env = apply_env(v);
	struct request r;
	struct clock_result *c = arena_alloc(v->arena, sizeof *c);
	struct clock_input in;
	struct clock_day *days = NULL;
	size_t n = 0;
	if (!c)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	int rc = request_by_code(&env, visit_text(v, "number"),
		http_header(v->request, SV("X-Request-Code")), v->arena, &r, err);
	if (!rc)
		rc = request_clock(&env, &r, v->arena, c, &in, err);
	if (!rc && c->first_received.state != CLOCK_NONE)
		rc = clock_explain(env.calendar, &in, c, v->arena, &days, &n, err);
	return rc ? rc : send_object(v, 200, status_json(&r, c, days, n), err);
}
