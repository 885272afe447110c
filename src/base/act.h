/**
 * Who does what, when: handed down by app/ and web/ to every operation that changes something,
 * because nobody below them reads the clock or the machine's randomness.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** Seconds since 1970, UTC. */
typedef int64_t time_utc;

/** Where random bytes come from: the machine's in the program, a fixed row in tests. */
struct entropy {
	void (*fill)(void *context, void *p, size_t n);
	void *context;
};

/** One deed. */
struct act {
	time_utc now;
	int64_t account;               /* who does it: account.id; 0 = the program itself */
	const struct entropy *entropy;
};

/** `n` random bytes. */
static inline void act_random(const struct act *act, void *p, size_t n)
{
	act->entropy->fill(act->entropy->context, p, n);
}
