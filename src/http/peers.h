/** How many connections each address has; shared by all loops. */
#pragma once

#include "http/address.h"

#include <pthread.h>

struct peer_count;

struct peers {
	pthread_mutex_t lock;
	struct peer_count *slots; /* open addressing, at most half full */
	size_t n_slots;
	unsigned max;
};

/** For at most `connections` at a time, `max` of one address. @return false on exhaustion */
bool peers_init(struct peers *p, unsigned connections, unsigned max);
void peers_done(struct peers *p);

/**
 * One more of that address. IPv6 is counted by its first 64 bits, which one household has.
 * @return false when it has its fill; then it is not counted
 */
bool peers_enter(struct peers *p, const struct address *a);

/** One less. */
void peers_leave(struct peers *p, const struct address *a);
