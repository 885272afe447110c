/**
 * Deadlines of many connections: a wheel of lists, one a quarter of a second. Setting and stopping
 * costs the same however many there are, and those that lie ahead cost nothing.
 */
#pragma once

#include <stdint.h>

enum { WHEEL_SLOTS = 4096, WHEEL_SHIFT = 18 }; /* 2^18 µs a slot, 18 minutes a turn */

struct timer {
	struct timer *prev, *next; /* NULL while it is not set */
	uint64_t at;
};

struct wheel {
	struct timer slots[WHEEL_SLOTS];
	uint64_t turned; /* the last slot that was looked at */
};

/** Start with nothing set. */
void wheel_init(struct wheel *w, uint64_t now);

/** Set a deadline, or move it. */
void wheel_set(struct wheel *w, struct timer *t, uint64_t at);

/** Take it out; one that is not set is left alone. */
void wheel_stop(struct timer *t);

/**
 * Call `fire` for every timer whose time has come, at most a slot late. It is out of the wheel by
 * then. `fire` may set and stop timers, also others.
 */
void wheel_turn(struct wheel *w, uint64_t now, void (*fire)(struct timer *t));
