#include "web/limiter.h"

#include "http/address.h"

#include <pthread.h>
#include <stdlib.h>

enum { BUCKETS = LIMIT_ADDRESSES / LIMIT_BUCKET };

/** The tries of one address, oldest first. */
struct tries {
	struct address address;
	unsigned char kind, n;        /* n 0: free */
	time_utc at[LIMIT_TRIES];
};

struct limiter {
	pthread_mutex_t lock;
	struct tries slots[BUCKETS][LIMIT_BUCKET];
};

struct limiter *limiter_new(void)
{
	struct limiter *l = calloc(1, sizeof *l);
	if (l && pthread_mutex_init(&l->lock, NULL) != 0) {
		free(l);
		return NULL;
	}
	return l;
}

void limiter_free(struct limiter *l)
{
	if (l)
		pthread_mutex_destroy(&l->lock);
	free(l);
}

/** Whom the text names. @return false when it tells nobody from another */
static bool household(struct sv peer, struct address *ret)
{
	if (!address_parse(peer, ret) || !ret->family)
		return false;
	if (ret->family == 6)
		memset(ret->bytes + 8, 0, 8);
	return true;
}

static struct tries *bucket_of(struct limiter *l, enum limit_kind kind, const struct address *a)
{
	uint64_t halves[2];
	memcpy(halves, a->bytes, sizeof halves);
	uint64_t h = (halves[0] ^ halves[1] * 31 ^ (uint64_t)kind) * 0x9E3779B97F4A7C15u;
	return l->slots[(h >> 32) % BUCKETS];
}

/** Forget tries that are over; what a clock set back left in the future is from now. */
static void expire(struct tries *t, time_utc now)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < t->n; i++) {
		time_utc at = t->at[i] > now ? now : t->at[i];
		if (at > now - LIMIT_SECONDS)
			t->at[kept++] = at;
	}
	t->n = (unsigned char)kept;
}

static struct tries *find(struct tries *bucket, enum limit_kind kind, const struct address *a)
{
	for (int i = 0; i < LIMIT_BUCKET; i++)
		if (bucket[i].n && bucket[i].kind == kind && address_same(&bucket[i].address, a))
			return &bucket[i];
	return NULL;
}

/** A free slot, or that of the address whose last try is longest ago. */
static struct tries *make_room(struct tries *bucket)
{
	struct tries *oldest = &bucket[0];
	for (int i = 0; i < LIMIT_BUCKET; i++) {
		if (!bucket[i].n)
			return &bucket[i];
		if (bucket[i].at[bucket[i].n - 1] < oldest->at[oldest->n - 1])
			oldest = &bucket[i];
	}
	oldest->n = 0;
	return oldest;
}

/** The slot of an address, all of its bucket brought up to now; a new one when there is none. */
static struct tries *slot_of(struct limiter *l, enum limit_kind kind, const struct address *a,
	time_utc now)
{
	struct tries *bucket = bucket_of(l, kind, a), *t;
	for (int i = 0; i < LIMIT_BUCKET; i++)
		expire(&bucket[i], now);
	t = find(bucket, kind, a);
	if (!t) {
		t = make_room(bucket);
		t->address = *a;
		t->kind = (unsigned char)kind;
	}
	return t;
}

bool limiter_allow(struct limiter *l, enum limit_kind kind, struct sv peer, time_utc now,
	unsigned *ret_wait)
{
	struct address a;
	*ret_wait = 0;
	if (!household(peer, &a))
		return true;
	pthread_mutex_lock(&l->lock);
	struct tries *t = slot_of(l, kind, &a, now);
	bool allowed = t->n < LIMIT_TRIES;
	if (allowed)
		t->at[t->n++] = now;
	else
		*ret_wait = (unsigned)(t->at[0] + LIMIT_SECONDS - now);
	pthread_mutex_unlock(&l->lock);
	return allowed;
}

void limiter_forget(struct limiter *l, enum limit_kind kind, struct sv peer, time_utc now)
{
	struct address a;
	if (!household(peer, &a))
		return;
	pthread_mutex_lock(&l->lock);
	struct tries *t = slot_of(l, kind, &a, now);
	if (t->n)
		t->n--;
	pthread_mutex_unlock(&l->lock);
}
