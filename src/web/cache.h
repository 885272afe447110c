/**
 * Pages that are the same for everybody, kept in memory until something changes. Bounded in bytes; what was
 * not used longest goes first. Safe for threads.
 */
#pragma once

#include "http/http.h"

/** A kept page: plain and gzip, and its tag. */
struct cached_page {
	struct http_shared *plain, *gzip;  /* gzip may be NULL */
	char etag[40];
	char media_type[64];
};

struct page_cache;

/** Is nothing kept at all (`max_bytes` 0)? Then a page need not be made ready for keeping. */
bool cache_is_off(const struct page_cache *c);

/** Room for pages of together `max_bytes`. NULL when there is no memory. */
struct page_cache *cache_new(size_t max_bytes);
void cache_free(struct page_cache *c);

/** A kept page of that change number; the caller drops both shares. */
bool cache_find(struct page_cache *c, struct sv key, int64_t change, struct cached_page *ret);

/** Keep a page; shares are kept by the cache itself. */
void cache_keep(struct page_cache *c, struct sv key, int64_t change, const struct cached_page *page);

/** Make the shares and the tag of a page: gzip when that saves something. */
bool cache_make(struct sv bytes, struct sv media_type, struct cached_page *ret);

/** Give the shares back. */
void cache_drop(struct cached_page *page);
