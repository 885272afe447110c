/* Requests to test with: a town of four people, a calendar, a day that moves, random bytes that are the same on
   every run. Everybody in here is invented. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/auto.h"
#include "database.h"
#include "ledger/ledger.h"
#include "request/notice.h"
#include "request/office.h"
#include "request/remedy.h"
#include "request/years.h"

static const struct schema *const probe_schemas[] = { &blob_schema, &ledger_schema, &org_schema,
	&seal_schema, &office_schema, &request_schema, &remedy_schema, &years_schema,
	&notice_schema };

enum { CLERK, OTHER_CLERK, REVIEWER, HEAD, APPROVER, SUPERVISOR, ADMIN, STRANGER, CITIZEN, PEOPLE };

struct probe {
	struct test_db t;
	struct db *db;
	struct entropy entropy;
	uint64_t random;
	struct arena arena, calendar_arena;
	struct calendar calendar;
	struct seal_master master;
	struct date today;
	int64_t unit, other_unit, county;
	struct account people[PEOPLE];
	struct act act;
	int made;
};

static inline void probe_fill(void *context, void *p, size_t n)
{
	uint64_t *state = context;
	for (size_t i = 0; i < n; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		((unsigned char *)p)[i] = (unsigned char)(*state >> 56);
	}
}

static inline uint32_t probe_rnd(struct probe *p, uint32_t below)
{
	uint32_t v;
	probe_fill(&p->random, &v, sizeof v);
	return v % below;
}

static inline void probe_need(int rc, const struct err *err)
{
	if (rc)
		fail_msg("%s: %s (%s)", err_name((enum err_code)rc), err->user, err->detail);
}

static inline void probe_refused(int rc, int want, const struct err *err)
{
	if (rc != want)
		fail_msg("%s, not %s: %s (%s)", err_name((enum err_code)rc), err_name((enum err_code)want),
			err->user, err->detail);
	assert_true(strlen(err->user) > 20);
}

static inline struct date probe_date(const char *text)
{
	struct date d;
	assert_true(date_parse(sv_of(text), &d));
	return d;
}

/** What an operation needs when this person acts today; the clock moves on by a minute. */
static inline struct request_env probe_env(struct probe *p, int who)
{
	time_utc start = date_to_day(p->today) * 86400 + 3600; /* nine in the morning in China */
	p->act.now = p->act.now >= start ? p->act.now + 1 : start;
	p->act.account = p->people[who].id;
	p->act.entropy = &p->entropy;
	return (struct request_env){ .db = p->db, .calendar = &p->calendar,
		.rules = &clock_default_rules, .master = &p->master, .who = &p->people[who],
		.act = &p->act, .today = p->today };
}

static inline int64_t probe_unit(struct probe *p, const char *name, enum unit_kind kind,
	int64_t parent)
{
	struct err err = { 0 };
	int64_t id;
	const struct unit u = { .name = sv_of(name), .kind = kind, .parent = parent, .code = SV(""),
		.division = SV("") };
	probe_need(unit_add(p->db, &u, &p->act, &id, &err), &err);
	return id;
}

static inline void probe_people(struct probe *p)
{
	static const struct {
		const char *login;
		enum role role;
	} made[] = { { "clerk", ROLE_CLERK }, { "clerk2", ROLE_CLERK }, { "reviewer", ROLE_REVIEWER },
		{ "head", ROLE_OFFICE_HEAD }, { "approver", ROLE_APPROVER }, { "county", ROLE_SUPERVISOR },
		{ "admin", ROLE_ADMIN }, { "stranger", ROLE_CLERK } };
	struct err err = { 0 };
	char password[ORG_PASSWORD_MAX];
	for (int i = 0; i < CITIZEN; i++) {
		struct account *a = &p->people[i];
		*a = (struct account){ .login = sv_of(made[i].login), .name = sv_of(made[i].login),
			.role = made[i].role, .unit = i == SUPERVISOR ? p->county : i == ADMIN ? 0 :
				i == STRANGER ? p->other_unit : p->unit };
		probe_need(account_add(p->db, a, &p->act, password, &a->id, &err), &err);
	}
	p->people[CITIZEN] = (struct account){ .role = ROLE_PUBLIC };
}

/** What stands in the letters of the town. */
static inline void probe_office(struct probe *p)
{
	static const struct {
		enum office_key key;
		const char *value;
	} set[] = { { OFFICE_CODE, "石街" }, { OFFICE_PHONE, "0591-8888888" },
		{ OFFICE_RECONSIDERATION, "清溪县人民政府" }, { OFFICE_COURT, "清溪县人民法院" },
		{ OFFICE_RECONSIDERATION_URL, "https://fy.example.gov.cn" },
		{ OFFICE_FEE_ACCOUNT, "清溪县财政局非税收入专户" } };
	struct err err = { 0 };
	const struct request_env env = probe_env(p, HEAD);
	for (size_t i = 0; i < sizeof set / sizeof *set; i++)
		probe_need(office_set(&env, p->unit, set[i].key, sv_of(set[i].value), &err), &err);
}

static inline int probe_setup(void **state)
{
	struct probe *p = calloc(1, sizeof *p);
	struct err err = { 0 };
	*state = p;
	test_db_make(&p->t);
	p->db = test_db_open_with(&p->t, probe_schemas, sizeof probe_schemas / sizeof *probe_schemas);
	arena_init(&p->arena, 256 << 20);
	arena_init(&p->calendar_arena, 1 << 20);
	p->random = 20261121;
	p->entropy = (struct entropy){ probe_fill, &p->random };
	p->today = probe_date("2024-02-05");
	seal_master_make(&p->master, &p->entropy);
	probe_need(calendar_make(calendar_built_in, calendar_n_built_in, &p->calendar_arena,
		&p->calendar, &err), &err);
	p->act = (struct act){ .now = 1700000000, .entropy = &p->entropy };
	probe_need(tx_begin_write(p->db, __func__, &err), &err);
	p->county = probe_unit(p, "清溪县人民政府", UNIT_GOVERNMENT, 0);
	p->unit = probe_unit(p, "清溪县石桥街道办事处", UNIT_STREET, p->county);
	p->other_unit = probe_unit(p, "清溪县柳林镇人民政府", UNIT_TOWN, p->county);
	probe_people(p);
	probe_need(tx_commit(p->db, &err), &err);
	probe_office(p);
	return 0;
}

static inline int probe_teardown(void **state)
{
	struct probe *p = *state;
	db_close(p->db);
	test_db_done(&p->t);
	arena_done(&p->arena);
	arena_done(&p->calendar_arena);
	free(p);
	return 0;
}

/** An intake that lacks nothing; each one is about something else. */
static inline struct request_intake probe_intake(struct probe *p, enum channel channel)
{
	int n = ++p->made;
	return (struct request_intake){ .kind = REQUEST_DISCLOSURE, .unit = p->unit,
		.channel = channel, .applicant = { .kind = APP_NATURAL_PERSON, .name = SV("甄有礼"),
			.id_type = SV("居民身份证"), .id_number = SV("11010519491231002X"),
			.phone = SV("13800138000"), .address = SV("清溪县石桥街道幸福路一号"), .email = SV(""),
			.representative = SV(""), .contact = SV(""), .postcode = SV(""), .agent = SV(""),
			.agent_id = SV(""), .agent_authority = SV("") },
		.wish = { .title = sv_fmt(&p->arena, "石桥街道第%d号地块征收补偿方案", n),
			.text = sv_fmt(&p->arena, "请公开第%d号地块的征收决定、补偿方案和公示材料，编号甲%d乙%d。",
				n, n * 7919, n * 104729),
			.medium = SV("paper"), .delivery = SV("post"), .purpose = SV("") },
		.client_key = SV(""), .transferred_from = SV("") };
}

static inline struct request_ticket probe_take_in(struct probe *p, enum channel channel)
{
	struct err err = { 0 };
	struct request_ticket t;
	const struct request_intake in = probe_intake(p, channel);
	bool certain = request_first_event(channel) == REQUEST_REGISTER;
	const struct request_env env = probe_env(p, certain ? CLERK : CITIZEN);
	probe_need(request_take_in(&env, &in, &t, &err), &err);
	return t;
}

static inline struct request probe_get(struct probe *p, int64_t id)
{
	struct err err = { 0 };
	struct request r;
	const struct request_env env = probe_env(p, ADMIN);
	probe_need(request_get(&env, id, &p->arena, &r, &err), &err);
	return r;
}

/** Everything that any step may need, well chosen. */
static inline struct request_move probe_move(struct probe *p, enum request_event event,
	enum request_state expected)
{
	static const struct sv items[] = { SV_INIT("补偿方案"), SV_INIT("公示照片") };
	static const struct request_value values[] = { { SV_INIT("reason"), SV_INIT("经审查可以公开") },
		{ SV_INIT("given"), SV_INIT("补偿方案全文") }, { SV_INIT("means"), SV_INIT("随本答复书附送") },
		{ SV_INIT("search_scope"), SV_INIT("本机关档案室") },
		{ SV_INIT("search_method"), SV_INIT("按名称和年度检索") },
		{ SV_INIT("proper_channel"), SV_INIT("信访办公室") },
		{ SV_INIT("withheld"), SV_INIT("附表中的姓名") },
		{ SV_INIT("withheld_basis"), SV_INIT("条例第15条") } };
	return (struct request_move){ .event = event, .expected = expected, .remark = SV("说明理由若干"),
		.outcome = SV("granted"), .values = values, .n_values = 8, .workdays = 10,
		.until = date_of_day(date_to_day(p->today) + 20),
		.party = { .kind = CONSULT_THIRD_PARTY, .name = SV("某公司"), .contact = SV("某地址"),
			.shown = SV("补偿方案全文"), .answer = SV("agree") },
		.quantity = 11, .service = SV("mail"), .items = items, .n_items = 2,
		.unit = p->other_unit };
}

static inline int probe_try(struct probe *p, int who, int64_t id, const struct request_move *m,
	struct request_moved *ret, struct err *err)
{
	const struct request_env env = probe_env(p, who);
	return request_apply(&env, id, m, ret, err);
}

/** Take a step that has to succeed. */
static inline void probe_do(struct probe *p, int who, int64_t id, enum request_event event)
{
	struct err err = { 0 };
	struct request_moved moved;
	const struct request r = probe_get(p, id);
	const struct request_move m = probe_move(p, event, r.state);
	int rc = probe_try(p, who, id, &m, &moved, &err);
	if (rc)
		fail_msg("%s from %s: %s (%s)", request_event_key(event), request_state_key(r.state), err.user,
			err.detail);
}
