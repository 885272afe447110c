#include "web/cache.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BUCKETS = 4096, KEY_MAX = 512, PAGE_OVERHEAD = 512 };

struct entry {
	struct entry *next_in_bucket;
	struct entry *newer, *older; /* by last use */
	uint64_t hash;
	int64_t change;
	size_t size;
	struct cached_page page;
	size_t key_n;
	char key[];
};

struct page_cache {
	pthread_mutex_t lock;
	struct entry *buckets[BUCKETS];
	struct entry *newest, *oldest;
	size_t used, max;
};

struct page_cache *cache_new(size_t max_bytes)
{
	struct page_cache *c = calloc(1, sizeof *c);
	if (c) {
		c->max = max_bytes;
		pthread_mutex_init(&c->lock, NULL);
	}
	return c;
}

bool cache_is_off(const struct page_cache *c)
{
	return c->max == 0;
}

static uint64_t hash_of(struct sv key)
{
	uint64_t h = 1469598103934665603u;
	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * 1099511628211u;
	return h;
}

static void leave_order(struct page_cache *c, struct entry *e)
{
	*(e->newer ? &e->newer->older : &c->newest) = e->older;
	*(e->older ? &e->older->newer : &c->oldest) = e->newer;
}

static void become_newest(struct page_cache *c, struct entry *e)
{
	e->newer = NULL;
	e->older = c->newest;
	*(c->newest ? &c->newest->newer : &c->oldest) = e;
	c->newest = e;
}

static void throw_away(struct page_cache *c, struct entry *e)
{
	struct entry **at = &c->buckets[e->hash % BUCKETS];
	while (*at != e)
		at = &(*at)->next_in_bucket;
	*at = e->next_in_bucket;
	leave_order(c, e);
	c->used -= e->size;
	cache_drop(&e->page);
	free(e);
}

void cache_free(struct page_cache *c)
{
	if (!c)
		return;
	while (c->oldest)
		throw_away(c, c->oldest);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

static struct entry *look_up(struct page_cache *c, struct sv key, uint64_t hash)
{
	struct entry *e = c->buckets[hash % BUCKETS];
	while (e && (e->hash != hash || !sv_eq((struct sv){ e->key, e->key_n }, key)))
		e = e->next_in_bucket;
	return e;
}

bool cache_find(struct page_cache *c, struct sv key, int64_t change, struct cached_page *ret)
{
	pthread_mutex_lock(&c->lock);
	struct entry *e = look_up(c, key, hash_of(key));
	bool found = e && e->change == change;
	if (found) {
		leave_order(c, e);
		become_newest(c, e);
		*ret = e->page;
		http_shared_keep(ret->plain);
		if (ret->gzip)
			http_shared_keep(ret->gzip);
	} else if (e && e->change < change) {
		throw_away(c, e);
	}
	pthread_mutex_unlock(&c->lock);
	return found;
}

static size_t size_of(const struct cached_page *page, struct sv key)
{
	return PAGE_OVERHEAD + key.n + http_shared_bytes(page->plain).n
		+ (page->gzip ? http_shared_bytes(page->gzip).n : 0);
}

void cache_keep(struct page_cache *c, struct sv key, int64_t change, const struct cached_page *page)
{
	size_t size = size_of(page, key);
	struct entry *e = key.n <= KEY_MAX && size <= c->max / 4 ? malloc(sizeof *e + key.n) : NULL;
	if (!e)
		return;
	*e = (struct entry){ .hash = hash_of(key), .change = change, .size = size, .page = *page,
		.key_n = key.n };
	memcpy(e->key, key.p, key.n);
	http_shared_keep(page->plain);
	if (page->gzip)
		http_shared_keep(page->gzip);
	pthread_mutex_lock(&c->lock);
	struct entry *same = look_up(c, key, e->hash);
	if (same)
		throw_away(c, same);
	while (c->oldest && c->used + size > c->max)
		throw_away(c, c->oldest);
	e->next_in_bucket = c->buckets[e->hash % BUCKETS];
	c->buckets[e->hash % BUCKETS] = e;
	c->used += size;
	become_newest(c, e);
	pthread_mutex_unlock(&c->lock);
}

/** The gzip form, or NULL when it saves too little. */
static struct http_shared *make_gzip(struct sv bytes)
{
	enum { WORTH = 1024, GZIP_WINDOW = 15 + 16, FAST = 5 };
	if (bytes.n < WORTH)
		return NULL;
	z_stream z = { 0 };
	if (deflateInit2(&z, FAST, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	unsigned char *out = malloc(bytes.n);
	struct http_shared *shared = NULL;
	z.next_in = (unsigned char *)(uintptr_t)bytes.p;
	z.avail_in = (uInt)bytes.n;
	z.next_out = out;
	z.avail_out = (uInt)(bytes.n - bytes.n / 8);
	if (out && deflate(&z, Z_FINISH) == Z_STREAM_END)
		shared = http_shared_new((struct sv){ (char *)out, z.total_out });
	deflateEnd(&z);
	free(out);
	return shared;
}

bool cache_make(struct sv bytes, struct sv media_type, struct cached_page *ret)
{
	unsigned char hash[16];
	char hex[sizeof hash * 2 + 1];
	if (crypto_generichash(hash, sizeof hash, (const unsigned char *)bytes.p, bytes.n, NULL, 0))
		return false;
	*ret = (struct cached_page){ .plain = http_shared_new(bytes) };
	if (!ret->plain)
		return false;
	ret->gzip = make_gzip(bytes);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	snprintf(ret->etag, sizeof ret->etag, "\"%s\"", hex);
	snprintf(ret->media_type, sizeof ret->media_type, "%.*s", SV_ARG(media_type));
	return true;
}

void cache_drop(struct cached_page *page)
{
	http_shared_drop(page->plain);
	if (page->gzip)
		http_shared_drop(page->gzip);
	*page = (struct cached_page){ 0 };
}
