/**
 * How often one address may be wrong: passwords, and the codes of applications. An account's own lock stops who
 * guesses at one account; this stops who guesses at many from one place.
 *
 *     if (!limiter_allow(l, LIMIT_SIGN_IN, request->peer, now, &wait))
 *             … 429, Retry-After: wait …
 *     if (it was right)
 *             limiter_forget(l, LIMIT_SIGN_IN, request->peer, now);
 *
 * A try counts when it begins, so that many at once are not all let through, and is taken back when it was right.
 * The window slides: LIMIT_TRIES within LIMIT_SECONDS; who is refused is not counted, so the wait never grows. IPv6
 * is counted by its first 64 bits, which one household has. What comes through a socket file whose proxy is not
 * trusted says nothing of where it is from and is not limited.
 *
 * Bounded: LIMIT_ADDRESSES are remembered; in a full bucket the one wrong longest ago is forgotten. Safe for threads.
 */
#pragma once

#include "base/date.h"
#include "base/sv.h"

#include <stdbool.h>

enum limit_kind { LIMIT_SIGN_IN, LIMIT_LOOK_UP, LIMIT__MAX };

enum { LIMIT_TRIES = 20, LIMIT_SECONDS = 15 * 60, LIMIT_ADDRESSES = 4096, LIMIT_BUCKET = 8 };

struct limiter;

/** NULL on exhaustion; freed by limiter_free, which accepts NULL. */
struct limiter *limiter_new(void);
void limiter_free(struct limiter *l);

/**
 * May this address try once more? Then the try is counted.
 * @param peer      the address as text, as in struct http_request
 * @param ret_wait  when not: seconds until it may, at least 1
 */
bool limiter_allow(struct limiter *l, enum limit_kind kind, struct sv peer, time_utc now,
	unsigned *ret_wait);

/** It was right: its newest try does not count. */
void limiter_forget(struct limiter *l, enum limit_kind kind, struct sv peer, time_utc now);
