/* A ledger to test with: a key, a clock and random bytes that are the same on every run. */
#pragma once

#include "base/auto.h"
#include "database.h"
#include "ledger/ledger.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { PROBE_START = 1763700000 };

static const struct schema *const probe_schemas[] = { &ledger_schema };

static inline void probe_fill(void *context, void *p, size_t n)
{
	uint64_t *state = context;
	for (size_t i = 0; i < n; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		((unsigned char *)p)[i] = (unsigned char)(*state >> 56);
	}
}

struct probe {
	struct test_db t;
	struct db *db;
	struct ledger_key key;
	struct entropy entropy;
	uint64_t random;
	struct arena arena;
	int64_t entered;
};

static inline struct act probe_act(struct probe *p)
{
	return (struct act){ .now = PROBE_START + p->entered * 7, .account = p->entered % 5,
		.entropy = &p->entropy };
}

static inline void probe_need(int rc, const struct err *err)
{
	if (rc)
		fail_msg("%s: %s (%s)", err_name((enum err_code)rc), err->user, err->detail);
}

/* On another connection or another database, with a start of its own for the random bytes. */
static inline void probe_init(struct probe *p, uint64_t seed)
{
	memset(p, 0, sizeof *p);
	p->random = 20;
	p->entropy = (struct entropy){ probe_fill, &p->random };
	ledger_key_make(&p->key, "gongkai.example/ledger", &p->entropy);
	p->random = seed;
	arena_init(&p->arena, 256 << 20);
}

static inline int probe_setup(void **state)
{
	struct probe *p = malloc(sizeof *p);
	probe_init(p, 1);
	test_db_make(&p->t);
	p->db = test_db_open_with(&p->t, probe_schemas, 1);
	*state = p;
	return 0;
}

static inline int probe_teardown(void **state)
{
	struct probe *p = *state;
	arena_done(&p->arena);
	db_close(p->db);
	test_db_done(&p->t);
	free(p);
	return 0;
}

/* Enter one, in the transaction that is open. */
static inline int64_t probe_enter_in(struct probe *p)
{
	char subject[64], payload[128];
	struct act act = probe_act(p);
	struct err err = { 0 };
	int64_t id = 0;
	snprintf(subject, sizeof subject, "report/%lld", (long long)(p->entered % 13));
	snprintf(payload, sizeof payload, "{\"state\":\"已受理\",\"n\":%lld}", (long long)p->entered);
	struct ledger_event e = {
		.kind = p->entered % 3 ? SV("report.accepted") : SV("report.received"),
		.subject = sv_of(subject),
		.payload = p->entered % 7 == 6 ? SV("") : sv_of(payload),
	};
	probe_need(ledger_enter(p->db, &e, &act, &id, &err), &err);
	p->entered++;
	return id;
}

static inline void probe_enter(struct probe *p, int n)
{
	struct err err = { 0 };
	for (int i = 0; i < n; i++) {
		probe_need(tx_begin_write(p->db, __func__, &err), &err);
		probe_enter_in(p);
		probe_need(tx_commit(p->db, &err), &err);
	}
}

static inline int64_t probe_sequence(struct probe *p, int64_t max)
{
	struct act act = probe_act(p);
	struct err err = { 0 };
	int64_t n = -1;
	probe_need(ledger_sequence(p->db, &p->key, &act, max, &n, &err), &err);
	return n;
}

static inline struct ledger_head probe_head(struct probe *p)
{
	struct ledger_head head;
	struct sv note;
	struct err err = { 0 };
	probe_need(ledger_checkpoint(p->db, &p->arena, &head, &note, &err), &err);
	return head;
}

static inline struct ledger_verdict probe_verify(struct probe *p)
{
	struct ledger_verdict v;
	struct err err = { 0 };
	probe_need(ledger_verify(p->db, &p->key, &v, &err), &err);
	return v;
}
