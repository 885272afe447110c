/**
 * A fresh, empty database for one test: a SQLite file in a folder of its own or, when GONGKAI_TEST_PG
 * names a server (tests/db/run.py starts one), a schema of its own there.
 *
 * A test binary joins the db suite by its name in the list of tests/db/meson.build; it is then run
 * twice, on both databases.
 */
#pragma once

#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct test_db {
	char where[1024];  /* for db_open and db_pool_open */
	char folder[256];  /* SQLite only */
	char schema[64];   /* PostgreSQL only */
};

static inline const char *test_db_server(void)
{
	return getenv("GONGKAI_TEST_PG");
}

static inline void test_db_say(const char *what, const struct err *err)
{
	fprintf(stderr, "# %s: %s (%s)\n", what, err->user, err->detail);
	abort();
}

static inline void test_db_admin(const char *text)
{
	struct db *db;
	struct err err = { 0 };
	struct sql sql = { .text = text };
	if (db_open(test_db_server(), DB_WRITE, &db, &err) || db_run(db, &sql, &err))
		test_db_say(text, &err);
	db_close(db);
}

/** Make one. Aborts the test when there is none to be had. */
static inline void test_db_make(struct test_db *t)
{
	memset(t, 0, sizeof *t);
	const char *server = test_db_server();
	snprintf(t->folder, sizeof t->folder, "%s/gongkai-test-XXXXXX",
		getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(t->folder))
		abort();
	snprintf(t->where, sizeof t->where, "%s/test.db", t->folder);
	if (!server)
		return;
	snprintf(t->schema, sizeof t->schema, "t_%s", strrchr(t->folder, '-') + 1);
	char text[128];
	snprintf(text, sizeof text, "CREATE SCHEMA \"%s\"", t->schema);
	test_db_admin(text);
	snprintf(t->where, sizeof t->where, "%s%coptions=-csearch_path%%3D%%22%s%%22", server,
		strchr(server, '?') ? '&' : '?', t->schema);
}

static inline struct db *test_db_open(const struct test_db *t, enum db_mode mode)
{
	struct db *db;
	struct err err = { 0 };
	if (db_open(t->where, mode, &db, &err))
		test_db_say("cannot open", &err);
	return db;
}

/** Open it with these schemas in place. */
static inline struct db *test_db_open_with(const struct test_db *t,
	const struct schema *const *schemas, size_t n)
{
	struct db *db = test_db_open(t, DB_WRITE);
	struct err err = { 0 };
	if (db_migrate(db, schemas, n, 1700000000, &err))
		test_db_say("cannot migrate", &err);
	return db;
}

/** Throw it away; every connection must be closed. */
static inline void test_db_done(struct test_db *t)
{
	char text[1200];
	static const char *const files[] = { "test.db", "test.db-wal", "test.db-shm" };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		snprintf(text, sizeof text, "%s/%s", t->folder, files[i]);
		unlink(text);
	}
	rmdir(t->folder);
	if (t->schema[0]) {
		snprintf(text, sizeof text, "DROP SCHEMA \"%s\" CASCADE", t->schema);
		test_db_admin(text);
	}
}
