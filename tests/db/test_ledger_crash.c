/*
 * A process that enters and one thread of it that sequences, killed without warning, a hundred times
 * over the same ledger: every entry it was told to be kept is there, and the ledger verifies.
 */
#include "ledger_probe.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

enum { ROUNDS = 100, VERIFY_EVERY = 10, ACKNOWLEDGED_MAX = 4096 };

struct victim {
	struct probe *p;
	int round, tell;
};

static void *sequence_always(void *context)
{
	struct victim *v = context;
	struct db *db = test_db_open(&v->p->t, DB_WRITE);
	for (int64_t max = 1;; max = max % 7 + 1) {
		struct act act = { .now = PROBE_START + v->round };
		struct err err = { 0 };
		int64_t n;
		int rc = ledger_sequence(db, &v->p->key, &act, max, &n, &err);
		if (rc && rc != E_STALE && rc != E_BUSY)
			test_db_say("sequence", &err);
		usleep(300);
	}
	return NULL;
}

/* Enter for ever, and say which ids are safe. */
static void enter_always(struct victim *v)
{
	struct db *db = test_db_open(&v->p->t, DB_WRITE);
	struct act act = { PROBE_START + v->round, 3, &v->p->entropy };
	char subject[32];
	pthread_t thread;
	snprintf(subject, sizeof subject, "round/%d", v->round);
	if (pthread_create(&thread, NULL, sequence_always, v))
		abort();
	for (;;) {
		struct ledger_event e = { SV("crash.test"), sv_of(subject), SV("{\"n\":1}") };
		struct err err = { 0 };
		int64_t id;
		int rc = tx_begin_write(db, __func__, &err);
		if (!rc)
			rc = ledger_enter(db, &e, &act, &id, &err);
		if (!rc)
			rc = tx_commit(db, &err);
		tx_rollback(db);
		if (rc == E_BUSY)
			continue;
		if (rc)
			test_db_say("enter", &err);
		if (write(v->tell, &id, sizeof id) != sizeof id)
			abort();
	}
}

/* One life; the ids it said were safe. */
static size_t live_and_die(struct probe *p, int round, int64_t *ids)
{
	int ends[2];
	size_t n = 0;
	unsigned char r[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		struct victim v = { p, round, ends[1] };
		enter_always(&v);
	}
	close(ends[1]);
	/* Until it works, and then some time that is another one each time. */
	if (read(ends[0], &ids[n], sizeof *ids) == sizeof *ids)
		n++;
	probe_fill(&p->random, r, sizeof r);
	nanosleep(&(struct timespec){ .tv_nsec = (r[0] << 8 | r[1]) * 300L }, NULL);
	kill(child, SIGKILL);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	while (n < ACKNOWLEDGED_MAX && read(ends[0], &ids[n], sizeof *ids) == sizeof *ids)
		n++;
	close(ends[0]);
	assert_true(n < ACKNOWLEDGED_MAX);
	return n;
}

static void check_round(struct probe *p, int round, const int64_t *ids, size_t n)
{
	struct ledger_entry *e;
	size_t found = 0, n_found;
	char subject[32];
	struct err err = { 0 };
	snprintf(subject, sizeof subject, "round/%d", round);
	arena_reset(&p->arena);
	probe_need(ledger_of_subject(p->db, sv_of(subject), &p->arena, &e, &n_found, &err), &err);
	for (size_t i = 0; i < n_found && found < n; i++)
		found += e[i].id == ids[found];
	if (found < n)
		fail_msg("round %d: %zu of %zu acknowledged entries are there", round, found, n);
	/* One more may have been kept than was told. */
	assert_true(n_found <= n + 1);
}

static void what_was_acknowledged_is_there_after_every_kill(void **state)
{
	struct probe *p = *state;
	static int64_t ids[ACKNOWLEDGED_MAX];
	size_t all = 0;
	for (int round = 0; round < ROUNDS; round++) {
		db_close(p->db);
		p->db = NULL;
		size_t n = live_and_die(p, round, ids);
		p->db = test_db_open(&p->t, DB_WRITE);
		check_round(p, round, ids, n);
		all += n;
		if (round % VERIFY_EVERY == VERIFY_EVERY - 1)
			probe_verify(p);
	}
	struct ledger_verdict before = probe_verify(p);
	/* How many come about in a round depends on the machine; some must, or nothing was tried. */
	assert_true(before.checkpoints > ROUNDS / 20);
	assert_true((size_t)(before.entries + before.waiting) >= all);
	assert_true(all > ROUNDS / 2);
	probe_sequence(p, LEDGER_BATCH_MAX);
	while (probe_sequence(p, LEDGER_BATCH_MAX) > 0)
		;
	struct ledger_verdict v = probe_verify(p);
	assert_int_equal(v.entries, before.entries + before.waiting);
	struct err err = { 0 };
	probe_need(db_check_integrity(p->db, &err), &err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_acknowledged_is_there_after_every_kill,
			probe_setup, probe_teardown),
	};
	return cmocka_run_group_tests_name("ledger killed", tests, NULL, NULL);
}
