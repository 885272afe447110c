/**
 * Connections lent to threads: some for reading, some for writing; who waits longest is served first. On
 * SQLite the writers take turns at writing and wait for the disk together (store/flush.h). A PostgreSQL
 * connection that died is opened again when it is next taken.
 */
#pragma once

#include "store/store.h"

struct db_pool;

/** Open the connections. A PostgreSQL server that is away is an error here, later it is waited for. */
int db_pool_open(const char *where, unsigned readers, unsigned writers, struct db_pool **ret,
	struct err *err) __attribute__((warn_unused_result));

/** Close all. None may be lent out. Accepts NULL. */
void db_pool_close(struct db_pool *p);

/**
 * Borrow a connection. Waits until one is free, at most `wait_ms`.
 * @return 0, E_BUSY with a sentence (too long, server away), E_DB
 */
int db_pool_take(struct db_pool *p, enum db_mode mode, unsigned wait_ms, struct db **ret,
	struct err *err) __attribute__((warn_unused_result));

/**
 * Give it back; a transaction left open is rolled back. Returns when all that could be read with it is durable.
 * Accepts NULL.
 */
void db_pool_give(struct db_pool *p, struct db *db);
