#include "http/peers.h"

#include <stdlib.h>

struct peer_count {
	struct address address;
	unsigned n;
};

bool peers_init(struct peers *p, unsigned connections, unsigned max)
{
	*p = (struct peers){ .n_slots = 64, .max = max };
	while (p->n_slots < 2 * (size_t)connections)
		p->n_slots *= 2;
	p->slots = calloc(p->n_slots, sizeof *p->slots);
	return p->slots && pthread_mutex_init(&p->lock, NULL) == 0;
}

void peers_done(struct peers *p)
{
	if (!p->slots)
		return;
	pthread_mutex_destroy(&p->lock);
	free(p->slots);
	p->slots = NULL;
}

static struct address household(const struct address *a)
{
	struct address h = *a;
	if (h.family == 6)
		memset(h.bytes + 8, 0, 8);
	return h;
}

static size_t home(const struct peers *p, const struct address *a)
{
	uint64_t halves[2];
	memcpy(halves, a->bytes, sizeof halves);
	uint64_t h = (halves[0] ^ halves[1] * 31) * 0x9E3779B97F4A7C15u;
	return (size_t)(h >> 32) & (p->n_slots - 1);
}

/** Its slot, or the free one where it would stand. */
static struct peer_count *find(struct peers *p, const struct address *a)
{
	size_t at = home(p, a);
	while (p->slots[at].n && !address_same(&p->slots[at].address, a))
		at = (at + 1) & (p->n_slots - 1);
	return &p->slots[at];
}

bool peers_enter(struct peers *p, const struct address *a)
{
	struct address h = household(a);
	pthread_mutex_lock(&p->lock);
	struct peer_count *slot = find(p, &h);
	bool room = slot->n < p->max;
	if (room) {
		slot->address = h;
		slot->n++;
	}
	pthread_mutex_unlock(&p->lock);
	return room;
}

/** Close the gap at `hole`, so that no search stops at it too early. */
static void remove_slot(struct peers *p, size_t hole)
{
	size_t mask = p->n_slots - 1;
	for (size_t at = (hole + 1) & mask; p->slots[at].n; at = (at + 1) & mask) {
		size_t from_home = (at - home(p, &p->slots[at].address)) & mask;
		if (from_home >= ((at - hole) & mask)) {
			p->slots[hole] = p->slots[at];
			hole = at;
		}
	}
	p->slots[hole].n = 0;
}

void peers_leave(struct peers *p, const struct address *a)
{
	struct address h = household(a);
	pthread_mutex_lock(&p->lock);
	struct peer_count *slot = find(p, &h);
	if (slot->n && --slot->n == 0)
		remove_slot(p, (size_t)(slot - p->slots));
	pthread_mutex_unlock(&p->lock);
}
