/* Units, accounts, passwords and sessions on both databases. */
#include "base/auto.h"
#include "database.h"
#include "ledger/ledger.h"
#include "org/org.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <pthread.h>

static const struct schema *const schemas[] = { &ledger_schema, &org_schema };
static const struct org_rules rules = { .max_failures = 5, .lock_seconds = 900,
	.password_age = 15552000, .idle_seconds = 1800, .session_seconds = 43200, .weak_hash = true };

/** Random bytes that are the same in every run. */
static void fill(void *context, void *p, size_t n)
{
	uint64_t *state = context;
	for (size_t i = 0; i < n; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		((unsigned char *)p)[i] = (unsigned char)(*state >> 56);
	}
}

struct world {
	struct test_db where;
	struct db *db;
	struct arena arena;
	uint64_t dice;
	struct entropy entropy;
	struct act act;
	struct err err;
};

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof *w);
	test_db_make(&w->where);
	w->db = test_db_open_with(&w->where, schemas, 2);
	arena_init(&w->arena, 1 << 28);
	w->dice = 711;
	w->entropy = (struct entropy){ fill, &w->dice };
	w->act = (struct act){ 1700000000, 0, &w->entropy };
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;
	db_close(w->db);
	arena_done(&w->arena);
	test_db_done(&w->where);
	free(w);
	return 0;
}

static unsigned dice(struct world *w, unsigned sides)
{
	unsigned n;
	fill(&w->dice, &n, sizeof n);
	return n % sides;
}

static void begin(struct world *w)
{
	assert_int_equal(tx_begin_write(w->db, "test", &w->err), 0);
}

static void commit(struct world *w)
{
	assert_int_equal(tx_commit(w->db, &w->err), 0);
}

static int64_t add_unit(struct world *w, const char *name, int64_t parent)
{
	const struct unit u = { .name = sv_of(name), .kind = unit_kind_of_name(sv_of(name)),
		.parent = parent, .code = { "", 0 }, .division = { "", 0 } };
	int64_t id = 0;
	begin(w);
	assert_int_equal(unit_add(w->db, &u, &w->act, &id, &w->err), 0);
	commit(w);
	return id;
}

/** What the database's closure says against walking up the parents. */
static void test_the_tree_of_units(void **state)
{
	struct world *w = *state;
	enum { N = 40 };
	int64_t ids[N], parents[N];
	for (int i = 0; i < N; i++) {
		int p = i ? (int)dice(w, (unsigned)i + 1) : 0;
		parents[i] = i && p < i ? ids[p] : 0;
		ids[i] = add_unit(w, "某机关", parents[i]);
	}
	for (int turn = 0; turn < 60; turn++) {
		int i = (int)dice(w, N), p = (int)dice(w, N + 5);
		int64_t parent = p < N ? ids[p] : 0;
		bool circle = false;
		for (int64_t up = parent; up; up = parents[up - ids[0]])
			circle = circle || up == ids[i];
		struct unit u;
		assert_int_equal(unit_get(w->db, ids[i], &w->arena, &u, &w->err), 0);
		u.parent = parent;
		begin(w);
		int rc = unit_change(w->db, &u, &w->act, &w->err);
		assert_int_equal(rc, circle ? E_USAGE : 0);
		if (rc) {
			tx_rollback(w->db);
		} else {
			commit(w);
			parents[i] = parent;
		}
	}
	for (int i = 0; i < N; i++)
		for (int k = 0; k < N; k++) {
			bool expected = false, found;
			for (int64_t up = ids[i]; up; up = parents[up - ids[0]])
				expected = expected || up == ids[k];
			assert_int_equal(unit_is_within(w->db, ids[i], ids[k], &found, &w->err), 0);
			assert_int_equal(found, expected);
		}
}

static void test_units_by_name(void **state)
{
	struct world *w = *state;
	int64_t street = add_unit(w, "管城回族区二里岗街道办事处", 0);
	int64_t bureau = add_unit(w, "金水区教育局", 0);
	add_unit(w, "东城区天坛街道办事处", 0);
	int64_t office = add_unit(w, "示范区党政办公室", 0);
	struct unit u;
	static const struct {
		const char *printed;
		int which; /* 0 street, 1 bureau, 2 office, −1 nobody, −2 several */
	} cases[] = { { "管城回族区二里岗街道办事处", 0 }, { "二里岗街道办事处", 0 },
		{ "河南省郑州市管城回族区二里岗街道办事处", 0 }, { "金水区教育局", 1 }, { "教育局", 1 },
		{ "郑州市金水区教育局", 1 }, { "示范区党政办", 2 }, { "某区教育局", -1 }, { "街道办事处", -2 },
		{ "", -1 }, { " 教育局 ", 1 }, { "%", -1 } };
	const int64_t ids[] = { street, bureau, office };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int rc = unit_by_name(w->db, sv_of(cases[i].printed), &w->arena, &u, &w->err);
		assert_int_equal(rc, cases[i].which == -1 ? E_NOT_FOUND : cases[i].which == -2 ? E_MANY : 0);
		if (!rc)
			assert_true(u.id == ids[cases[i].which]);
	}
	struct unit *found;
	size_t n;
	assert_int_equal(unit_search(w->db, SV("街道"), 10, &w->arena, &found, &n, &w->err), 0);
	assert_int_equal(n, 2);
	assert_int_equal(unit_search(w->db, SV("%"), 10, &w->arena, &found, &n, &w->err), 0);
	assert_int_equal(n, 0);
}

static void test_units_are_checked_and_paged(void **state)
{
	struct world *w = *state;
	struct unit u = { .name = SV("某县"), .code = SV("11341702486344515H"), .division = SV("341702"),
		.kind = UNIT_GOVERNMENT };
	int64_t id;
	begin(w);
	assert_int_equal(unit_add(w->db, &u, &w->act, &id, &w->err), 0);
	commit(w);
	begin(w);
	assert_int_equal(unit_add(w->db, &u, &w->act, &id, &w->err), E_EXISTS);
	tx_rollback(w->db);
	u.code = SV("11341702486344515A");
	begin(w);
	assert_int_equal(unit_add(w->db, &u, &w->act, &id, &w->err), E_FORMAT);
	u.code = SV("");
	u.division = SV("34x702");
	assert_int_equal(unit_add(w->db, &u, &w->act, &id, &w->err), E_FORMAT);
	u.division = SV("");
	u.name = SV("  ");
	assert_int_equal(unit_add(w->db, &u, &w->act, &id, &w->err), E_FORMAT);
	tx_rollback(w->db);
	assert_int_equal(unit_by_code(w->db, SV("11341702486344515H"), &w->arena, &u, &w->err), 0);
	assert_int_equal(unit_by_public_id(w->db, u.public_id, &w->arena, &u, &w->err), 0);
	for (int i = 0; i < 25; i++)
		add_unit(w, "某局", i % 2 ? u.id : 0);
	int64_t after = 0;
	size_t all = 0, n;
	do {
		struct unit *list;
		assert_int_equal(unit_list(w->db, 0, after, 7, &w->arena, &list, &n, &w->err), 0);
		for (size_t i = 0; i < n; i++) {
			assert_true(list[i].id > after);
			after = list[i].id;
		}
		all += n;
	} while (n);
	assert_int_equal(all, 26);
	struct unit *beneath;
	assert_int_equal(unit_list(w->db, u.id, 0, 100, &w->arena, &beneath, &n, &w->err), 0);
	assert_int_equal(n, 12);
}

/* ── People ────────────────────────────────────────────────────────────────────────────────── */

/** Make an account and give it a password of its own. */
static int64_t add_account(struct world *w, const char *login, enum role role, int64_t unit,
	const char *password)
{
	const struct account a = { .login = sv_of(login), .name = SV("某人"), .role = role,
		.unit = unit };
	char once[ORG_PASSWORD_MAX];
	int64_t id;
	begin(w);
	assert_int_equal(account_add(w->db, &a, &w->act, once, &id, &w->err), 0);
	commit(w);
	assert_int_equal(account_change_password(w->db, id, sv_of(once), sv_of(password), &rules,
		&w->act, &w->err), 0);
	return id;
}

static int try_password(struct world *w, const char *login, const char *password)
{
	struct account who;
	w->err = (struct err){ 0 };
	return account_check_password(w->db, sv_of(login), sv_of(password), &rules, &w->act, &w->arena,
		&who, &w->err);
}

static void test_one_time_passwords(void **state)
{
	struct world *w = *state;
	const struct account a = { .login = SV("li.si"), .name = SV("李四"), .role = ROLE_ADMIN };
	char once[ORG_PASSWORD_MAX], again[ORG_PASSWORD_MAX];
	int64_t id;
	begin(w);
	assert_int_equal(account_add(w->db, &a, &w->act, once, &id, &w->err), 0);
	commit(w);
	assert_int_equal(strlen(once), 19);
	struct account who;
	assert_int_equal(account_check_password(w->db, a.login, sv_of(once), &rules, &w->act, &w->arena,
		&who, &w->err), 0);
	assert_true(who.must_change && who.id == id && who.role == ROLE_ADMIN);
	assert_int_equal(account_change_password(w->db, id, SV("wrong"), SV("好长的一个新密码啊啊"), &rules,
		&w->act, &w->err), E_FORBIDDEN);
	static const char *const bad[] = { "short", "1234567890", "passw0rd123", "li.si-li.si", "aaaaaaaaaaaa",
		"政府信息公开政府信息公开" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(account_change_password(w->db, id, sv_of(once), sv_of(bad[i]), &rules,
			&w->act, &w->err), E_FORMAT);
		assert_true(w->err.user[0] != '\0');
	}
	assert_int_equal(account_change_password(w->db, id, sv_of(once), sv_of(once), &rules, &w->act,
		&w->err), E_FORMAT);
	assert_int_equal(account_change_password(w->db, id, sv_of(once), SV("一只猫在屋顶上看月亮"), &rules,
		&w->act, &w->err), 0);
	assert_int_equal(try_password(w, "li.si", once), E_FORBIDDEN);
	assert_int_equal(try_password(w, "li.si", "一只猫在屋顶上看月亮"), 0);
	begin(w);
	assert_int_equal(account_reset(w->db, SV("li.si"), &w->act, again, &w->err), 0);
	commit(w);
	assert_string_not_equal(once, again);
	assert_int_equal(try_password(w, "li.si", "一只猫在屋顶上看月亮"), E_FORBIDDEN);
	assert_int_equal(try_password(w, "li.si", again), 0);
	w->act.now += rules.password_age + 1;
	assert_int_equal(account_get(w->db, id, &w->arena, &who, &w->err), 0);
}

static void test_locks(void **state)
{
	struct world *w = *state;
	add_account(w, "wang.wu", ROLE_ADMIN, 0, "correct horse 9 staple");
	for (int i = 1; i < 5; i++)
		assert_int_equal(try_password(w, "wang.wu", "wrong"), E_FORBIDDEN);
	assert_int_equal(try_password(w, "wang.wu", "correct horse 9 staple"), 0);
	for (int i = 1; i < 5; i++)
		assert_int_equal(try_password(w, "wang.wu", "wrong"), E_FORBIDDEN);
	assert_int_equal(try_password(w, "wang.wu", "wrong"), E_BUSY);
	assert_int_equal(try_password(w, "wang.wu", "correct horse 9 staple"), E_BUSY);
	w->act.now += rules.lock_seconds + 1;
	assert_int_equal(try_password(w, "wang.wu", "correct horse 9 staple"), 0);
	assert_int_equal(try_password(w, "nobody", "wrong"), E_FORBIDDEN);
	begin(w);
	assert_int_equal(account_disable(w->db, SV("wang.wu"), true, &w->act, &w->err), 0);
	commit(w);
	assert_int_equal(try_password(w, "wang.wu", "correct horse 9 staple"), E_FORBIDDEN);
	begin(w);
	assert_int_equal(account_disable(w->db, SV("wang.wu"), false, &w->act, &w->err), 0);
	assert_int_equal(account_disable(w->db, SV("none"), false, &w->act, &w->err), E_NOT_FOUND);
	commit(w);
	assert_int_equal(try_password(w, "wang.wu", "correct horse 9 staple"), 0);
}

struct guesser {
	struct world *w;
	int forbidden, locked;
};

static void *guess(void *context)
{
	struct guesser *g = context;
	uint64_t state = 7;
	struct entropy entropy = { fill, &state };
	struct act act = { 1700000000, 0, &entropy };
	struct db *db = test_db_open(&g->w->where, DB_WRITE);
	struct arena a;
	arena_init(&a, 1 << 20);
	for (int i = 0; i < 6; i++) {
		struct account who;
		struct err err = { 0 };
		int rc = account_check_password(db, SV("zhao.liu"), SV("wrong"), &rules, &act, &a, &who, &err);
		g->forbidden += rc == E_FORBIDDEN;
		g->locked += rc == E_BUSY;
	}
	arena_done(&a);
	db_close(db);
	return NULL;
}

/** Guessing from many sides at once gains nothing: after five failures it is locked for all. */
static void test_locks_hold_against_many(void **state)
{
	struct world *w = *state;
	add_account(w, "zhao.liu", ROLE_ADMIN, 0, "correct horse 9 staple");
	enum { N = 8 };
	pthread_t threads[N];
	struct guesser g[N];
	for (int i = 0; i < N; i++) {
		g[i] = (struct guesser){ .w = w };
		assert_int_equal(pthread_create(&threads[i], NULL, guess, &g[i]), 0);
	}
	int forbidden = 0, locked = 0;
	for (int i = 0; i < N; i++) {
		pthread_join(threads[i], NULL);
		forbidden += g[i].forbidden;
		locked += g[i].locked;
	}
	assert_int_equal(forbidden + locked, N * 6);
	/* Those whose hash was being computed when the lock came may be counted too, one a thread. */
	assert_true(forbidden >= 4 && forbidden < 4 + N);
	assert_int_equal(try_password(w, "zhao.liu", "correct horse 9 staple"), E_BUSY);
}

static void test_sessions(void **state)
{
	struct world *w = *state;
	int64_t id = add_account(w, "sun.qi", ROLE_ADMIN, 0, "correct horse 9 staple");
	char first[SESSION_TOKEN_MAX], second[SESSION_TOKEN_MAX];
	begin(w);
	assert_int_equal(session_open(w->db, id, &rules, &w->act, first, &w->err), 0);
	assert_int_equal(session_open(w->db, id, &rules, &w->act, second, &w->err), 0);
	commit(w);
	assert_string_not_equal(first, second);
	struct session a, b;
	time_utc now = w->act.now;
	assert_int_equal(session_find(w->db, sv_of(first), &rules, now, &w->arena, &a, &w->err), 0);
	assert_int_equal(session_find(w->db, sv_of(second), &rules, now, &w->arena, &b, &w->err), 0);
	assert_true(a.account.id == id && sv_eq(a.account.login, SV("sun.qi")));
	assert_true(session_csrf_ok(&a, sv_of(a.csrf)));
	assert_false(session_csrf_ok(&a, sv_of(b.csrf)));
	assert_false(session_csrf_ok(&a, SV("")));
	assert_int_equal(session_find(w->db, SV("guess"), &rules, now, &w->arena, &a, &w->err), E_NOT_FOUND);
	assert_int_equal(session_find(w->db, sv_of(first), &rules, now + 1801, &w->arena, &a, &w->err),
		E_NOT_FOUND);
	for (int i = 1; i <= 24; i++) {
		now += 1700;
		assert_int_equal(session_find(w->db, sv_of(first), &rules, now, &w->arena, &a, &w->err), 0);
		assert_int_equal(session_touch(w->db, a.id, now, &w->err), 0);
	}
	assert_int_equal(session_find(w->db, sv_of(first), &rules, w->act.now + 43200, &w->arena, &a,
		&w->err), E_NOT_FOUND);
	assert_int_equal(session_find(w->db, sv_of(first), &rules, now, &w->arena, &a, &w->err), 0);
	begin(w);
	assert_int_equal(account_disable(w->db, SV("sun.qi"), true, &w->act, &w->err), 0);
	commit(w);
	assert_int_equal(session_find(w->db, sv_of(first), &rules, now, &w->arena, &a, &w->err),
		E_NOT_FOUND);
}

static void test_who_covers_what(void **state)
{
	struct world *w = *state;
	int64_t county = add_unit(w, "某县人民政府", 0), street = add_unit(w, "某街道办事处", county),
		other = add_unit(w, "别县人民政府", 0);
	static const bool expected[ROLE__MAX][3] = { [ROLE_PUBLIC] = { 0, 0, 0 },
		[ROLE_CLERK] = { 1, 0, 0 }, [ROLE_REVIEWER] = { 1, 0, 0 },
		[ROLE_OFFICE_HEAD] = { 1, 0, 0 }, [ROLE_APPROVER] = { 1, 0, 0 }, [ROLE_SUPERVISOR] = { 1, 1, 0 }, [ROLE_ADMIN] = { 1, 1, 0 } };
	const int64_t units[] = { county, street, other };
	for (int r = 0; r < ROLE__MAX; r++)
		for (int u = 0; u < 3; u++) {
			const struct account who = { .role = (enum role)r, .unit = county };
			bool covers;
			assert_int_equal(account_covers(w->db, &who, units[u], &covers, &w->err), 0);
			assert_int_equal(covers, expected[r][u]);
		}
	const struct account everything = { .role = ROLE_ADMIN };
	bool covers;
	assert_int_equal(account_covers(w->db, &everything, other, &covers, &w->err), 0);
	assert_true(covers);
	assert_int_equal(db_check_statements(w->db, &org_statements, &w->err), 0);
}

/** No name, login or password of a person gets into the ledger. */
static void test_nothing_personal_in_the_ledger(void **state)
{
	struct world *w = *state;
	add_account(w, "zhou.ba", ROLE_ADMIN, 0, "correct horse 9 staple");
	struct sql all = { .text = "SELECT * FROM ledger_entry" };
	static const char *const secrets[] = { "zhou.ba", "某人", "horse" };
	struct query q;
	query_start(&q, w->db, &all);
	int rows = 0;
	for (; query_row(&q); rows++)
		for (int column = 0; column < 5; column++)
			for (size_t i = 0; i < 3; i++)
				assert_false(sv_has(query_get_text(&q, column), sv_of(secrets[i])));
	assert_int_equal(query_end(&q, &w->err), 0);
	assert_int_equal(rows, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_tree_of_units),
		TEST(test_units_by_name),
		TEST(test_units_are_checked_and_paged),
		TEST(test_one_time_passwords),
		TEST(test_locks),
		TEST(test_locks_hold_against_many),
		TEST(test_sessions),
		TEST(test_who_covers_what),
		TEST(test_nothing_personal_in_the_ledger),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
