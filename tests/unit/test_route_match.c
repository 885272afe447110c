/* The route table as it is: every address leads to its own row, and nothing else leads anywhere. */
#include "unit.h"

#include "web/routes.h"

#include <regex.h>
#include <stdio.h>

static uint32_t next(uint32_t *random)
{
	return (*random = *random * 1664525 + 1013904223) >> 8;
}

/** The pattern with a word in place of each {name}; the words go to `words`. */
static size_t fill(const char *pattern, uint32_t *random, char *buf, char words[4][16])
{
	size_t n = 0, count = 0;
	for (const char *p = pattern; *p; p++) {
		if (*p != '{') {
			buf[n++] = *p;
			continue;
		}
		for (int i = 0; i < 12; i++)
			words[count][i] = "23456789abcdefghjkmnpqrstuvwxyz"[next(random) % 31];
		words[count][12] = '\0';
		memcpy(buf + n, words[count++], 12);
		n += 12;
		p = strchr(p, '}');
	}
	buf[n] = '\0';
	return count;
}

/* What stands for itself also wins where a name would fit: each row is found by its own address. */
static void every_row_is_found_by_its_own_address(void **state)
{
	(void)state;
	uint32_t random = 1;
	for (size_t i = 0; i < n_routes; i++)
		for (int round = 0; round < 50; round++) {
			char path[512], words[4][16];
			struct route_match m;
			size_t n = fill(routes[i].pattern, &random, path, words);
			if (!route_find(routes[i].method, sv_of(path), &m) || m.route != &routes[i])
				fail_msg("%s leads to %s, not %s", path, m.route ? m.route->pattern : "nothing",
					routes[i].pattern);
			assert_int_equal(m.n_pieces, n);
			for (size_t k = 0; k < n; k++)
				assert_true(sv_eq(m.pieces[k], sv_of(words[k])));
			if (routes[i].method == HTTP_GET) {
				struct route_match head;
				assert_true(route_find(HTTP_HEAD, sv_of(path), &head));
				assert_ptr_equal(head.route, &routes[i]);
			}
			assert_false(route_find(HTTP_OTHER_METHOD, sv_of(path), &m));
			assert_true(m.methods & 1u << routes[i].method);
			assert_null(m.route);
		}
}

/** The pattern as a regular expression: the oracle, which cuts no pieces. */
static void compile(const char *pattern, regex_t *ret)
{
	char text[1024];
	size_t n = 0;
	text[n++] = '^';
	for (const char *p = pattern; *p; p++)
		if (*p == '{') {
			memcpy(text + n, "[^/]+", 5);
			n += 5;
			p = strchr(p, '}');
		} else {
			if (*p == '.')
				text[n++] = '\\';
			text[n++] = *p;
		}
	text[n++] = '$';
	text[n] = '\0';
	assert_int_equal(regcomp(ret, text, REG_EXTENDED | REG_NOSUB), 0);
}

/** Which methods an address has, by the expressions. */
static unsigned methods_of(const regex_t *all, const char *path)
{
	unsigned methods = 0;
	for (size_t i = 0; i < n_routes; i++)
		if (!regexec(&all[i], path, 0, NULL, 0))
			methods |= 1u << routes[i].method;
	return methods;
}

static void must_agree(const regex_t *all, const char *path)
{
	static const enum http_method tried[] = { HTTP_GET, HTTP_POST };
	unsigned methods = methods_of(all, path);
	for (size_t i = 0; i < 2; i++) {
		struct route_match m;
		bool found = route_find(tried[i], sv_of(path), &m);
		if (found != (bool)(methods & 1u << tried[i]))
			fail_msg("%s: %d, by the expressions %x", path, found, methods);
		if (!found)
			assert_int_equal(m.methods, methods);
		else
			assert_true(regexec(&all[m.route - routes], path, 0, NULL, 0) == 0);
	}
}

/* Addresses near real ones: a piece more, less, doubled, emptied, another row's. */
static void near_addresses_lead_where_the_expressions_say(void **state)
{
	(void)state;
	static const char *const bits[] = { "/", "//", "/x", ".", ".atom", "", "/desk", "/reports", "/{id}", "/json",
		"%", "/.." };
	regex_t *all = calloc(n_routes, sizeof *all);
	assert_non_null(all);
	for (size_t i = 0; i < n_routes; i++)
		compile(routes[i].pattern, &all[i]);
	uint32_t random = 3;
	for (int round = 0; round < 4000; round++) {
		char path[512], changed[1200], words[4][16];
		fill(routes[next(&random) % n_routes].pattern, &random, path, words);
		must_agree(all, path);
		size_t n = strlen(path), at = next(&random) % (n + 1), cut = next(&random) % 6;
		const char *bit = bits[next(&random) % (sizeof bits / sizeof *bits)];
		const char *rest = path + (at + cut < n ? at + cut : n);
		snprintf(changed, sizeof changed, "%.*s%s%s", (int)at, path, bit, rest);
		if (changed[0] == '/') /* the server takes no other */
			must_agree(all, changed);
		snprintf(changed, sizeof changed, "%s/", path);
		must_agree(all, changed);
	}
	for (size_t i = 0; i < n_routes; i++)
		regfree(&all[i]);
	free(all);
}

static void an_empty_piece_leads_nowhere(void **state)
{
	(void)state;
	uint32_t random = 9;
	for (size_t i = 0; i < n_routes; i++) {
		char path[512], doubled[600], words[4][16];
		struct route_match m;
		fill(routes[i].pattern, &random, path, words);
		for (size_t at = 0; path[at]; at++) {
			if (path[at] != '/')
				continue;
			snprintf(doubled, sizeof doubled, "%.*s/%s", (int)at, path, path + at);
			assert_false(route_find(routes[i].method, sv_of(doubled), &m));
			assert_int_equal(m.methods, 0);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_found_by_its_own_address),
		cmocka_unit_test(near_addresses_lead_where_the_expressions_say),
		cmocka_unit_test(an_empty_piece_leads_nowhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
