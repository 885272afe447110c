/* The end of keeping: who is due, what is gone afterwards, from the files too, and what stays. */
#include "request_probe.h"

#include "request/query.h"
#include "request/retention.h"
#include "store/backup.h"

#include <unistd.h>

static const struct sql wrapped_of = { .text =
	"SELECT wrapped FROM applicant_key WHERE applicant = $1" };

static const char *const personal[] = { "甄有礼", "11010519491231002X", "13800138000",
	"清溪县石桥街道幸福路一号", "征收决定、补偿方案和公示材料", "证据全文" };

static size_t due(struct probe *p, const char *before)
{
	struct err err = { 0 };
	struct retention *list;
	size_t n;
	probe_need(retention_list(p->db, probe_date(before), 0, 100, &p->arena, &list, &n, &err), &err);
	return n;
}

static int destroy(struct probe *p, int64_t applicant, const char *before, struct err *err)
{
	const struct request_env env = probe_env(p, CLERK);
	int rc = tx_begin_write(p->db, __func__, err);
	if (!rc)
		rc = retention_destroy(p->db, applicant, probe_date(before), env.act, err);
	if (!rc)
		rc = tx_commit(p->db, err);
	tx_rollback(p->db);
	return rc;
}

/** A request with a file, closed on 2024-02-06. */
static struct request_ticket closed(struct probe *p)
{
	static const struct request_file file = { SV_INIT("attachment"), SV_INIT("甄有礼的证据.txt"),
		SV_INIT("text/plain"), SV_INIT("证据全文") };
	struct err err = { 0 };
	struct request_ticket t;
	struct request_intake in = probe_intake(p, CHANNEL_COUNTER);
	const struct request_env env = probe_env(p, CLERK);
	in.files = &file;
	in.n_files = 1;
	probe_need(request_take_in(&env, &in, &t, &err), &err);
	p->today = probe_date("2024-02-06");
	probe_do(p, CLERK, t.id, REQUEST_WITHDRAW);
	return t;
}

static struct sv slurp(struct probe *p, const char *path)
{
	struct str s;
	char piece[8192];
	size_t n;
	str_init(&s, &p->arena, 64 << 20);
	FILE *f = fopen(path, "rb");
	while (f && (n = fread(piece, 1, sizeof piece, f)) > 0)
		str_add(&s, (struct sv){ piece, n });
	if (f)
		fclose(f);
	assert_true(str_ok(&s));
	return str_sv(&s);
}

/** Do the database's own files hold these bytes? A backup stands for those of a server. */
static bool holds(struct probe *p, struct sv bytes, const char *backup)
{
	struct err err = { 0 };
	struct backup_account sum;
	unlink(backup);
	probe_need(backup_write(p->db, probe_schemas, sizeof probe_schemas / sizeof *probe_schemas,
		backup, p->act.now, &sum, &err), &err);
	struct sv files[3] = { slurp(p, backup), SV(""), SV("") };
	if (!test_db_server()) {
		files[1] = slurp(p, p->t.where);
		files[2] = slurp(p, sv_fmt(&p->arena, "%s-wal", p->t.where).p);
		assert_true(files[1].n > 0);
	}
	unlink(backup);
	for (int i = 0; i < 3; i++)
		if (sv_has(files[i], bytes))
			return true;
	return false;
}

static struct sv wrapped(struct probe *p, int64_t applicant)
{
	struct err err = { 0 };
	struct query q;
	query_start(&q, p->db, &wrapped_of);
	query_int(&q, applicant);
	struct sv ret = query_row(&q) ? sv_dup(&p->arena, query_get_bytes(&q, 0)) : SV("");
	probe_need(query_end(&q, &err), &err);
	return ret;
}

static void nobody_is_due_before_his_time(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct request_ticket open = probe_take_in(p, CHANNEL_COUNTER);
	int64_t applicant = probe_get(p, open.id).applicant;
	assert_int_equal(due(p, "2034-02-07"), 0);
	closed(p);
	assert_int_equal(due(p, "2034-02-07"), 0); /* one is open still */
	assert_int_equal(destroy(p, applicant, "2034-02-07", &err), E_STALE);
	probe_do(p, CLERK, open.id, REQUEST_WITHDRAW);
	assert_int_equal(due(p, "2024-02-06"), 0);
	assert_int_equal(due(p, "2024-02-07"), 1);
	/* A case against the answer keeps it, until it is decided and as long again. */
	const struct request_env env = probe_env(p, CLERK);
	struct remedy m = { .request = open.id, .kind = REMEDY_RECONSIDERATION, .organ = SV("某县人民政府"),
		.case_number = SV(""), .opened = probe_date("2024-02-06"), .result = REMEDY_PENDING,
		.remark = SV("") };
	probe_need(remedy_enter(&env, &m, &m.id, &err), &err);
	assert_int_equal(due(p, "2034-02-07"), 0);
	m.closed = probe_date("2024-02-06");
	m.result = REMEDY_UPHELD;
	probe_need(remedy_enter(&env, &m, &m.id, &err), &err);
	assert_int_equal(due(p, "2024-02-07"), 1);
	assert_int_equal(destroy(p, applicant, "2024-02-06", &err), E_STALE);
	assert_true(wrapped(p, applicant).n > 0);
}

static void leap_days_have_a_day_before(void **state)
{
	char day[DATE_TEXT_MAX];
	(void)state;
	assert_string_equal(date_print(retention_before(probe_date("2024-02-29"), 10), day), "2014-02-28");
	assert_string_equal(date_print(retention_before(probe_date("2024-02-29"), 4), day), "2020-02-29");
	assert_string_equal(date_print(retention_before(probe_date("2026-11-21"), 10), day), "2016-11-21");
}

static void what_was_sealed_is_gone(struct probe *p, const struct request *r)
{
	struct err err = { 0 };
	struct request_inside in;
	struct request_deed *deeds;
	struct request_document *docs;
	size_t n;
	const struct request_env env = probe_env(p, CLERK);
	assert_true(r->destroyed);
	probe_refused(request_open(&env, r, SV("试一试"), &p->arena, &in, &err), E_NOT_FOUND, &err);
	probe_refused(request_history(&env, r, &p->arena, &deeds, &n, &err), E_NOT_FOUND, &err);
	probe_refused(request_documents(&env, r, &p->arena, &docs, &n, &err), E_NOT_FOUND, &err);
}

static void nothing_is_left_but_what_is_counted(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct ledger_key key;
	struct ledger_verdict v;
	int64_t n;
	char backup[64];
	snprintf(backup, sizeof backup, "/tmp/gongkai-retention-%d", (int)getpid());
	struct request_ticket t = closed(p);
	struct request r = probe_get(p, t.id);
	struct sv before = wrapped(p, r.applicant);
	assert_false(r.destroyed);
	assert_true(holds(p, before, backup));
	assert_true(holds(p, r.title, backup));
	/* What is personal never stood in the files, not even before. */
	for (size_t i = 0; i < sizeof personal / sizeof *personal; i++)
		assert_false(holds(p, sv_of(personal[i]), backup));
	probe_need(destroy(p, r.applicant, "2034-02-07", &err), &err);
	probe_need(retention_clean(p->db, &err), &err);
	assert_false(holds(p, before, backup));
	for (size_t i = 0; i < sizeof personal / sizeof *personal; i++)
		assert_false(holds(p, sv_of(personal[i]), backup));
	r = probe_get(p, t.id);
	what_was_sealed_is_gone(p, &r);
	assert_int_equal(destroy(p, r.applicant, "2034-02-07", &err), E_STALE);
	assert_int_equal(due(p, "2034-02-07"), 0);
	/* What stays holds. */
	const struct request_env env = probe_env(p, CLERK);
	assert_int_equal(r.state, REQUEST_CLOSED);
	probe_need(request_verify(&env, &n, &err), &err);
	ledger_key_make(&key, "test.example/ledger", &p->entropy);
	probe_need(ledger_sequence(p->db, &key, &p->act, LEDGER_BATCH_MAX, &n, &err), &err);
	probe_need(ledger_verify(p->db, &key, &v, &err), &err);
}

static void the_same_person_comes_again_as_somebody_new(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct request_inside in;
	struct request_ticket first = closed(p);
	struct request old = probe_get(p, first.id);
	probe_need(destroy(p, old.applicant, "2034-02-07", &err), &err);
	struct request_ticket again = probe_take_in(p, CHANNEL_COUNTER);
	struct request r = probe_get(p, again.id);
	assert_int_not_equal(r.applicant, old.applicant);
	const struct request_env env = probe_env(p, CLERK);
	probe_need(request_open(&env, &r, SV("拟办答复"), &p->arena, &in, &err), &err);
	assert_true(sv_eq(in.applicant.name, SV("甄有礼")));
	old = probe_get(p, first.id);
	what_was_sealed_is_gone(p, &old);
}

static void rows_cannot_be_exchanged(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	struct seal_key one = { .applicant = 1 }, two = { .applicant = 2 };
	struct sv out;
	const struct request_env env = probe_env(p, CLERK);
	memset(one.key, 1, sizeof one.key);
	memset(two.key, 2, sizeof two.key);
	struct sv sealed = seal_close(&one, SV("request/1/inside"), SV("甄有礼"), env.act, &p->arena);
	assert_false(sv_has(sealed, SV("甄有礼")));
	probe_need(seal_open(&one, SV("request/1/inside"), sealed, &p->arena, &out, &err), &err);
	assert_true(sv_eq(out, SV("甄有礼")));
	assert_int_equal(seal_open(&one, SV("request/2/inside"), sealed, &p->arena, &out, &err), E_FORMAT);
	assert_int_equal(seal_open(&one, SV("request/1/name"), sealed, &p->arena, &out, &err), E_FORMAT);
	assert_int_equal(seal_open(&two, SV("request/1/inside"), sealed, &p->arena, &out, &err), E_FORMAT);
	for (size_t i = 0; i < sealed.n * 8; i++) {
		char *copy = arena_dup(&p->arena, sealed.p, sealed.n);
		copy[i / 8] = (char)(copy[i / 8] ^ (1 << i % 8));
		assert_int_equal(seal_open(&one, SV("request/1/inside"), (struct sv){ copy, sealed.n },
			&p->arena, &out, &err), E_FORMAT);
	}
	for (size_t n = 0; n < sealed.n; n++)
		assert_int_equal(seal_open(&one, SV("request/1/inside"), sv_head(sealed, n), &p->arena, &out,
			&err), E_FORMAT);
}

static void its_statements_fit_both_databases(void **state)
{
	struct probe *p = *state;
	struct err err = { 0 };
	probe_need(db_check_statements(p->db, &retention_statements, &err), &err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(its_statements_fit_both_databases, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(nobody_is_due_before_his_time, probe_setup, probe_teardown),
		cmocka_unit_test(leap_days_have_a_day_before),
		cmocka_unit_test_setup_teardown(nothing_is_left_but_what_is_counted, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(the_same_person_comes_again_as_somebody_new, probe_setup,
			probe_teardown),
		cmocka_unit_test_setup_teardown(rows_cannot_be_exchanged, probe_setup, probe_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
