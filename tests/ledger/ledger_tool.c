/*
 * What the tests in Python need of our own ledger.
 *
 *     ledger_tool make FILE N SEED   a SQLite ledger of N entries in batches; prints the vkey
 *     ledger_tool leave FILE         two more entries that wait, and one payload in ten destroyed
 *     ledger_tool verify             for each file name read: one line, "integrity ledger sentence",
 *                                    the first two 0 or the name of an error
 *     ledger_tool receipt FILE ID    the receipt of that entry
 *     ledger_tool check VKEY         for each receipt read, "length, line end, bytes": one line, "no", "signed"
 *                                    or "proved"
 */
#include "base/auto.h"
#include "ledger/receipt.h"

#include <stdio.h>
#include <stdlib.h>

static void fill(void *context, void *p, size_t n)
{
	uint64_t *state = context;
	for (size_t i = 0; i < n; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		((unsigned char *)p)[i] = (unsigned char)(*state >> 56);
	}
}

static void need(int rc, const struct err *err)
{
	if (rc) {
		fprintf(stderr, "%s: %s (%s)\n", err_name((enum err_code)rc), err->user, err->detail);
		exit(2);
	}
}

static struct ledger_key test_key(void)
{
	uint64_t fixed = 7;
	struct ledger_key key;
	ledger_key_make(&key, "gongkai.example/ledger", &(struct entropy){ fill, &fixed });
	return key;
}

static void enter(struct db *db, int64_t i, const struct entropy *entropy)
{
	char subject[40], payload[80];
	struct act act = { 1763700000 + i * 60, i % 4, entropy };
	struct err err = { 0 };
	snprintf(subject, sizeof subject, "report/%lld", (long long)(i % 9));
	snprintf(payload, sizeof payload, "{\"说明\":\"第%lld条\"}", (long long)i);
	struct ledger_event e = { i % 3 ? SV("report.accepted") : SV("unit.added"), sv_of(subject),
		i % 5 ? sv_of(payload) : SV("") };
	need(tx_begin_write(db, __func__, &err), &err);
	need(ledger_enter(db, &e, &act, NULL, &err), &err);
	need(tx_commit(db, &err), &err);
}

static void sequence(struct db *db, int64_t i, int64_t max)
{
	struct ledger_key key = test_key();
	struct act act = { .now = 1763700000 + i * 60 };
	struct err err = { 0 };
	int64_t done;
	need(ledger_sequence(db, &key, &act, max, &done, &err), &err);
}

static int make(const char *file, int64_t n, uint64_t seed)
{
	const struct schema *const schemas[] = { &ledger_schema };
	AUTO(arena_done) struct arena a;
	struct entropy entropy = { fill, &seed };
	struct ledger_key key = test_key();
	struct db *db;
	struct err err = { 0 };
	struct str vkey;
	arena_init(&a, 1 << 16);
	need(db_open(file, DB_WRITE, &db, &err), &err);
	need(db_migrate(db, schemas, 1, 1763700000, &err), &err);
	for (int64_t i = 0; i < n; i++) {
		unsigned char r;
		enter(db, i, &entropy);
		fill(&seed, &r, 1);
		if (r % 6 == 0)
			sequence(db, i, 1 + r);
	}
	sequence(db, n, n + 1);
	db_close(db);
	str_init(&vkey, &a, 1000);
	ledger_key_print_public(&key, &vkey);
	puts(str_z(&vkey));
	return 0;
}

static int leave(const char *file)
{
	static const struct sql destroy = { .text = "UPDATE ledger_payload SET salt = NULL, payload = NULL,"
		" destroyed_at = 1763800000 WHERE entry_id % 10 = 3" };
	uint64_t seed = 3;
	struct entropy entropy = { fill, &seed };
	struct db *db;
	struct err err = { 0 };
	need(db_open(file, DB_WRITE, &db, &err), &err);
	enter(db, 1001, &entropy);
	enter(db, 1002, &entropy);
	need(db_run(db, &destroy, &err), &err);
	db_close(db);
	return 0;
}

static void verify(const char *file, const struct ledger_key *key)
{
	struct db *db = NULL;
	struct err err = { 0 }, other = { 0 };
	struct ledger_verdict v;
	int ledger = E_DB, integrity = db_open(file, DB_READ, &db, &err);
	if (!integrity) {
		ledger = ledger_verify(db, key, &v, &err);
		integrity = db_check_integrity(db, &other);
	}
	printf("%s %s %s\n", integrity ? err_name((enum err_code)integrity) : "0",
		ledger ? err_name((enum err_code)ledger) : "0", err.user);
	fflush(stdout);
	db_close(db);
}

static int receipt(const char *file, int64_t id)
{
	AUTO(arena_done) struct arena a;
	struct ledger_key key = test_key();
	struct sv text;
	struct db *db;
	struct err err = { 0 };
	arena_init(&a, 1 << 24);
	need(db_open(file, DB_READ, &db, &err), &err);
	need(ledger_receipt_of(db, id, &key, &a, &text, &err), &err);
	fwrite(text.p, 1, text.n, stdout);
	db_close(db);
	return 0;
}

static const char *judge(struct sv text, const struct ledger_key *key)
{
	struct ledger_receipt r;
	struct ledger_receipt_verdict v;
	if (ledger_receipt_parse(text, &r, NULL))
		return "no";
	ledger_receipt_check(&r, key, &v);
	return !v.signed_ || v.disproved ? "no" : v.proved ? "proved" : "signed";
}

static int check(const char *vkey)
{
	char line[32];
	struct ledger_key key;
	struct err err = { 0 };
	need(ledger_key_parse_public(sv_of(vkey), &key, &err), &err);
	while (fgets(line, sizeof line, stdin)) {
		size_t n = strtoul(line, NULL, 10);
		char *bytes = malloc(n + 1); /* exactly, so that AddressSanitizer sees a read past the end */
		if (!bytes || fread(bytes, 1, n, stdin) != n)
			return 2;
		puts(judge((struct sv){ bytes, n }, &key));
		fflush(stdout);
		free(bytes);
	}
	return 0;
}

int main(int argc, char **argv)
{
	char line[4096];
	struct ledger_key key = test_key();
	if (argc == 5 && strcmp(argv[1], "make") == 0)
		return make(argv[2], strtoll(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
	if (argc == 3 && strcmp(argv[1], "leave") == 0)
		return leave(argv[2]);
	if (argc == 4 && strcmp(argv[1], "receipt") == 0)
		return receipt(argv[2], strtoll(argv[3], NULL, 10));
	if (argc == 3 && strcmp(argv[1], "check") == 0)
		return check(argv[2]);
	if (argc != 2 || strcmp(argv[1], "verify") != 0) {
		fprintf(stderr, "usage: ledger_tool make FILE N SEED | leave FILE | verify | receipt FILE ID"
			" | check VKEY\n");
		return 2;
	}
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = '\0';
		verify(line, &key);
	}
	return 0;
}
