/* The cache of pages: what it gives is what was kept, it stays within its bound, and forgets in order. */
#include "unit.h"

#include "web/cache.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

enum { ROOM = 256 * 1024, KEYS = 64 };

static uint32_t next(uint32_t *random)
{
	return (*random = *random * 1664525 + 1013904223) >> 8;
}

static struct sv key_of(unsigned k, char buf[static 32])
{
	snprintf(buf, 32, "/reports/%u", k);
	return sv_of(buf);
}

/** A page whose bytes say which it is; random ones are not to be packed. */
static void make(unsigned k, unsigned version, size_t n, uint32_t *random, struct cached_page *ret)
{
	char *bytes = malloc(n + 32);
	assert_non_null(bytes);
	int head = snprintf(bytes, 32, "%u/%u:", k, version);
	for (size_t i = (size_t)head; i < n; i++)
		bytes[i] = random ? (char)next(random) : 'a';
	assert_true(cache_make((struct sv){ bytes, n }, SV("text/html"), ret));
	free(bytes);
}

static void keep(struct page_cache *c, unsigned k, unsigned version, int64_t change, size_t n,
	uint32_t *random)
{
	char buf[32];
	struct cached_page page;
	make(k, version, n, random, &page);
	cache_keep(c, key_of(k, buf), change, &page);
	cache_drop(&page);
}

/** Bytes held for a key, 0 when it is not there; checks that it is that version. */
static size_t held(struct page_cache *c, unsigned k, unsigned version, int64_t change)
{
	char buf[32], head[32];
	struct cached_page page;
	if (!cache_find(c, key_of(k, buf), change, &page))
		return 0;
	snprintf(head, sizeof head, "%u/%u:", k, version);
	struct sv bytes = http_shared_bytes(page.plain);
	assert_true(sv_starts(bytes, sv_of(head)));
	size_t n = bytes.n + (page.gzip ? http_shared_bytes(page.gzip).n : 0);
	cache_drop(&page);
	return n;
}

static void it_gives_the_last_and_stays_within_its_bound(void **state)
{
	(void)state;
	struct page_cache *c = cache_new(ROOM);
	unsigned version[KEYS] = { 0 };
	int64_t change[KEYS] = { 0 };
	uint32_t random = 7;
	for (int i = 0; i < 3000; i++) {
		unsigned k = next(&random) % KEYS;
		change[k] = i / 100;
		keep(c, k, ++version[k], change[k], 40 + next(&random) % 20000, i % 3 ? &random : NULL);
		assert_true(held(c, k, version[k], change[k]) > 0);
		if (i % 50)
			continue;
		size_t sum = 0;
		for (unsigned j = 0; j < KEYS; j++)
			sum += version[j] ? held(c, j, version[j], change[j]) : 0;
		assert_true(sum <= ROOM);
		assert_true(i < 500 || sum > ROOM / 2); /* and the room is used */
	}
	cache_free(c);
}

/* Pages of one size: those still there are the ones used last. */
static void what_was_not_used_longest_goes_first(void **state)
{
	(void)state;
	struct page_cache *c = cache_new(ROOM);
	unsigned used[KEYS] = { 0 }, clock = 0, there = 0;
	bool found[KEYS];
	uint32_t random = 11;
	for (int i = 0; i < 2000; i++) {
		unsigned k = next(&random) % KEYS;
		if (next(&random) % 2) {
			keep(c, k, 0, 1, 10000, &random);
			used[k] = ++clock;
		} else if (held(c, k, 0, 1)) {
			used[k] = ++clock;
		}
	}
	for (unsigned k = 0; k < KEYS; k++)
		there += found[k] = held(c, k, 0, 1) > 0;
	assert_true(there >= ROOM / 10000 - 3 && there <= ROOM / 10000);
	for (unsigned a = 0; a < KEYS; a++)
		for (unsigned b = 0; b < KEYS; b++)
			if (found[a] && !found[b])
				assert_true(used[a] > used[b]);
	cache_free(c);
}

/* Pages of an older number are gone once a newer one is asked for; who asks late takes nothing away. */
static void a_page_of_another_number_is_not_given(void **state)
{
	(void)state;
	struct page_cache *c = cache_new(ROOM);
	keep(c, 1, 1, 5, 2000, NULL);
	assert_int_equal(held(c, 1, 1, 4), 0);
	assert_true(held(c, 1, 1, 5) > 0);
	assert_int_equal(held(c, 1, 1, 6), 0);
	assert_int_equal(held(c, 1, 1, 5), 0);
	keep(c, 1, 2, 6, 2000, NULL);
	assert_true(held(c, 1, 2, 6) > 0);
	cache_free(c);
}

static void what_is_too_large_is_not_kept(void **state)
{
	(void)state;
	static char long_key[600];
	uint32_t random = 3;
	struct page_cache *c = cache_new(ROOM), *off = cache_new(0);
	struct cached_page page, back;
	keep(c, 1, 1, 1, ROOM / 4 + 1, &random);
	assert_int_equal(held(c, 1, 1, 1), 0);
	keep(c, 2, 1, 1, ROOM / 4 - 1024, &random);
	assert_true(held(c, 2, 1, 1) > 0);
	memset(long_key, 'k', sizeof long_key);
	make(3, 1, 100, NULL, &page);
	cache_keep(c, (struct sv){ long_key, sizeof long_key }, 1, &page);
	assert_false(cache_find(c, (struct sv){ long_key, sizeof long_key }, 1, &back));
	cache_drop(&page);
	assert_true(cache_is_off(off));
	assert_false(cache_is_off(c));
	keep(off, 1, 1, 1, 10, NULL);
	assert_int_equal(held(off, 1, 1, 1), 0);
	cache_free(off);
	cache_free(c);
	cache_free(NULL);
}

static void a_page_in_hand_outlives_the_cache(void **state)
{
	(void)state;
	char buf[32];
	struct cached_page page;
	struct page_cache *c = cache_new(ROOM);
	keep(c, 1, 1, 1, 5000, NULL);
	assert_true(cache_find(c, key_of(1, buf), 1, &page));
	cache_free(c);
	assert_int_equal(http_shared_bytes(page.plain).n, 5000);
	assert_true(sv_starts(http_shared_bytes(page.plain), SV("1/1:aaaa")));
	cache_drop(&page);
}

static void gzip_gives_the_page_back_and_the_tag_tells_pages_apart(void **state)
{
	(void)state;
	static char out[40000];
	uint32_t random = 5;
	struct cached_page a, b;
	for (size_t n = 40; n < 40000; n += 997) {
		make(1, 1, n, NULL, &a);
		make(1, 1, n, NULL, &b);
		assert_string_equal(a.etag, b.etag);
		assert_string_equal(a.media_type, "text/html");
		cache_drop(&b);
		make(1, 2, n, NULL, &b);
		assert_string_not_equal(a.etag, b.etag);
		assert_int_equal(a.gzip != NULL, n >= 1024);
		if (a.gzip) {
			struct sv packed = http_shared_bytes(a.gzip), plain = http_shared_bytes(a.plain);
			z_stream z = { .next_in = (unsigned char *)(uintptr_t)packed.p,
				.avail_in = (uInt)packed.n, .next_out = (unsigned char *)out, .avail_out = sizeof out };
			assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
			assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
			assert_int_equal(z.total_out, plain.n);
			assert_memory_equal(out, plain.p, plain.n);
			inflateEnd(&z);
		}
		cache_drop(&a);
		cache_drop(&b);
	}
	make(1, 1, 30000, &random, &a);
	assert_null(a.gzip); /* saves nothing */
	cache_drop(&a);
}

static void *hammer(void *context)
{
	struct page_cache *c = context;
	uint32_t random = (uint32_t)(uintptr_t)&random;
	for (int i = 0; i < 2000; i++) {
		unsigned k = next(&random) % KEYS;
		int64_t change = next(&random) % 3;
		if (next(&random) % 4 == 0)
			keep(c, k, (unsigned)change, change, 40 + next(&random) % 20000, NULL);
		else
			held(c, k, (unsigned)change, change);
	}
	return NULL;
}

static void threads_share_it(void **state)
{
	(void)state;
	struct page_cache *c = cache_new(ROOM);
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, hammer, c), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	cache_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_gives_the_last_and_stays_within_its_bound),
		cmocka_unit_test(what_was_not_used_longest_goes_first),
		cmocka_unit_test(a_page_of_another_number_is_not_given),
		cmocka_unit_test(what_is_too_large_is_not_kept),
		cmocka_unit_test(a_page_in_hand_outlives_the_cache),
		cmocka_unit_test(gzip_gives_the_page_back_and_the_tag_tells_pages_apart),
		cmocka_unit_test(threads_share_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
