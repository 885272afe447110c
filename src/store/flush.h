/**
 * Many commits, one wait for the disk. Private to src/store.
 *
 * A commit on SQLite writes its pages to the write-ahead log and then waits until the disk has them. Writers must
 * take turns for the first; the second they can do together: who has written hands the turn on and waits, and
 * one wait serves everybody who had written before it began. Connections of a pool share one `struct flush`;
 * PostgreSQL does the same by itself.
 *
 * Nothing is told before it is durable: tx_commit returns after the flush, and db_pool_give waits for whatever
 * the connection may have read meanwhile, so that a page shows nothing that a loss of power could take back.
 *
 * A flush that failed says nothing about what the disk holds, and the next one may succeed without having
 * written it: from then on every commit fails until the program is started again.
 *
 * Safe for threads. The log is SQLite's own; what is relied on is in sqlite.c, at `flush`.
 */
#pragma once

#include "base/err.h"

struct db;
struct flush;

/** NULL without memory or descriptors. */
struct flush *flush_new(void);

/** Accepts NULL. Nobody may wait in it. */
void flush_free(struct flush *f);

/** Wait for the turn to write, as long as SQLite would wait for its lock. @return 0, E_BUSY, E_IO after a failure */
int flush_take_turn(struct flush *f, struct err *err) __attribute__((warn_unused_result));

/** Hand the turn on; nothing is committed. */
void flush_pass(struct flush *f);

/** Whoever has the turn commits now: from here on readers may see it. flush_failed or flush_written follows. */
void flush_announce(struct flush *f);

/** The commit failed; hands the turn on. */
void flush_failed(struct flush *f);

/**
 * `db` has committed into the log: hand the turn on and wait until the disk has it.
 * @return 0, E_IO: it may be lost, and nothing is taken any more
 */
int flush_written(struct flush *f, struct db *db, struct err *err) __attribute__((warn_unused_result));

/** Wait until the disk has all that readers may have seen by now; whoever committed it is at it. */
void flush_settle(struct flush *f);
