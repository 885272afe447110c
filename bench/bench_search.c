/* How long a search takes: N documents of 500 characters, words as unevenly common as in a language, the 20 best
   hits with their snippets. Prints JSON.

   usage: bench_search DOCUMENTS DATABASE   (a file that is not there yet, or postgresql://…) */
#include "search/search.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { VOCABULARY = 20000, CHARACTERS = 500, BATCH = 1000, QUESTIONS = 400, DISTINCT = 3500 };

static uint64_t state = 20190515;

static double chance(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (double)(state >> 11) / (double)((uint64_t)1 << 53);
}

/** A word of two or three characters; the smaller its rank the likelier (Zipf, by inversion). */
static void add_word(struct str *s, bool pair)
{
	uint64_t rank = (uint64_t)(VOCABULARY * chance() * chance() * chance() * chance());
	uint64_t seed = rank * 0x9E3779B97F4A7C15u;
	int n = pair || seed % 3 ? 2 : 3;
	for (int i = 0; i < n; i++, seed = seed * 6364136223846793005u + 1)
		str_add_cp(s, 0x4E00 + (uint32_t)(seed >> 40) % DISTINCT);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int rc, const struct err *err)
{
	if (rc) {
		fprintf(stderr, "%s (%s)\n", err->user, err->detail);
		exit(2);
	}
}

static void fill(struct db *db, int64_t n)
{
	struct err err = { 0 };
	for (int64_t i = 1; i <= n;) {
		must(tx_begin_write(db, "fill", &err), &err);
		for (int k = 0; k < BATCH && i <= n; k++, i++) {
			struct arena a;
			struct str body;
			arena_init(&a, 1 << 20);
			str_init(&body, &a, 1 << 16);
			while (str_sv(&body).n < CHARACTERS * 3)
				add_word(&body, false);
			const struct search_document d = { SEARCH_REPORT, i, 1 + i % 500, 2010 + (int)(i % 15), i,
				sv_fmt(&a, "某机关%" PRId64 "年度报告", i), str_sv(&body) };
			must(search_put(db, &d, &err), &err);
			arena_done(&a);
		}
		must(tx_commit(db, &err), &err);
	}
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
	static const struct schema *const schemas[] = { &search_schema };
	static double taken[QUESTIONS];
	struct db *db;
	struct err err = { 0 };
	int64_t n = argc == 3 ? atoll(argv[1]) : 0;
	if (n < 1)
		return 2;
	must(db_open(argv[2], DB_WRITE, &db, &err), &err);
	must(db_migrate(db, schemas, 1, 1, &err), &err);
	double start = now();
	fill(db, n);
	double built = now() - start;
	int64_t hits = 0;
	for (int i = -20; i < QUESTIONS; i++) {
		struct arena a;
		struct str word;
		struct search_result r;
		arena_init(&a, 1 << 26);
		str_init(&word, &a, 64);
		add_word(&word, true);
		const struct search_query q = { .words = str_sv(&word), .max = 20 };
		start = now();
		must(search_run(db, &q, &a, &r, &err), &err);
		if (i >= 0) {
			taken[i] = now() - start;
			hits += r.total;
		}
		arena_done(&a);
	}
	qsort(taken, QUESTIONS, sizeof *taken, by_size);
	printf("{\"documents\":%" PRId64 ",\"build_s\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"mean_hits\":%.0f}\n", n,
		built, taken[QUESTIONS / 2] * 1e3, taken[QUESTIONS * 99 / 100] * 1e3,
		(double)hits / QUESTIONS);
	db_close(db);
	return 0;
}
