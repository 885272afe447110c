/*
 * How much longer than libxml2 alone do we take to read and check an HTML report?
 *
 *     bench_read ROUNDS FILE…
 *
 * Each round parses every file with htmlReadMemory and throws the tree away, then reads and checks
 * every file as `report check` does, in this process. Prints files, bytes, and the processor
 * seconds of the best round of each.
 */
#include "doc/read.h"
#include "report/report.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REPORT_ARENA = 64 * 1024 * 1024, MAX_FILE = 1 << 20 };

struct input {
	char *bytes;
	size_t n;
};

static double processor_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct input load(const char *path)
{
	struct input in = { malloc(MAX_FILE), 0 };
	FILE *f = fopen(path, "rb");
	if (!f || !in.bytes) {
		perror(path);
		exit(2);
	}
	in.n = fread(in.bytes, 1, MAX_FILE, f);
	fclose(f);
	return in;
}

static void parse_alone(struct input in)
{
	int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET;
	xmlFreeDoc(htmlReadMemory(in.bytes, (int)in.n, NULL, NULL, options));
}

static void read_and_check(struct input in, struct arena *a)
{
	struct err err = { 0 };
	struct doc *d;
	struct report *r;
	struct findings list = { .arena = a };
	arena_reset(a);
	if (doc_parse((struct sv){ in.bytes, in.n }, a, &d, &err) || report_read(d, a, &r, &err) ||
		report_check(r, &(struct report_context){ 0 }, &list, &err)) {
		fprintf(stderr, "%s\n", err.user);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	int rounds = argc > 2 ? (int)strtol(argv[1], NULL, 10) : 0;
	int n = argc - 2;
	if (rounds < 1) {
		fprintf(stderr, "usage: bench_read ROUNDS FILE...\n");
		return 2;
	}
	struct input *in = calloc((size_t)n, sizeof *in);
	struct arena a;
	double alone = 1e9, ours = 1e9;
	size_t bytes = 0;
	if (!in)
		return 2;
	arena_init(&a, REPORT_ARENA);
	for (int i = 0; i < n; i++) {
		in[i] = load(argv[i + 2]);
		bytes += in[i].n;
	}
	for (int round = 0; round < rounds; round++) {
		double start = processor_seconds();
		for (int i = 0; i < n; i++)
			parse_alone(in[i]);
		double middle = processor_seconds();
		for (int i = 0; i < n; i++)
			read_and_check(in[i], &a);
		double end = processor_seconds();
		alone = middle - start < alone ? middle - start : alone;
		ours = end - middle < ours ? end - middle : ours;
	}
	printf("{\"files\": %d, \"bytes\": %zu, \"libxml2_s\": %.6f, \"gongkai_s\": %.6f}\n", n, bytes,
		alone, ours);
	for (int i = 0; i < n; i++)
		free(in[i].bytes);
	free(in);
	arena_done(&a);
	return 0;
}
