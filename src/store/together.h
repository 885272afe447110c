/**
 * Several writers, one transaction. Private to src/store: what a pool holds for tx_together (store.h).
 *
 * Whoever comes first leads: he waits for the turn to write, meanwhile others lay their deeds beside his, and then he
 * does all of them in one transaction while they wait. The pages that all of them touch are written once, the disk is
 * waited for once. All leaders use the same connection, one after the other, for SQLite forgets the pages it has read
 * whenever another connection has written. When one deed fails, or the transaction does, everything is taken back
 * and each is done anew in a transaction of its own, so that a fault stays with whose it is.
 *
 * Safe for threads. Connections of a pool on SQLite share one `struct together`.
 */
#pragma once

#include "store/store.h"

struct together;

/** @param writer  the connection of the leaders; NULL without memory, then it stays the caller's */
struct together *together_new(struct db *writer);

/** Closes the writer. Accepts NULL. Nobody may wait in it. */
void together_free(struct together *t);
