/*
 * Runs a fuzz target over the files of a corpus directory without libFuzzer, for the test run of
 * any compiler: each file whole, cut short, and with bytes changed, the same on every run. Prints
 * TAP. What goes wrong inside a target ends the process, or is told by the sanitizers.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { VARIANTS = 60, MAX_BYTES = 1 << 20 };

/* From a block of exactly that size, so that AddressSanitizer sees a read past the end. */
static void run(const uint8_t *data, size_t size)
{
	uint8_t *exact = malloc(size ? size : 1);
	if (!exact)
		return;
	memcpy(exact, data, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

static void run_variants(uint8_t *data, size_t size)
{
	uint32_t r = 2463534242u;
	for (int i = 0; i < VARIANTS && size > 0; i++) {
		r ^= r << 13;
		r ^= r >> 17;
		r ^= r << 5;
		size_t at = r % size;
		if (i % 3 == 0) {
			run(data, at);
			continue;
		}
		uint8_t old = data[at];
		data[at] = (uint8_t)(i % 3 == 1 ? old ^ 1u << (r >> 29) : r >> 24);
		run(data, size);
		data[at] = old;
	}
}

static int run_file(const char *dir, const char *name)
{
	static uint8_t data[MAX_BYTES];
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "rb");
	if (!f)
		return -1;
	size_t n = fread(data, 1, sizeof data, f);
	fclose(f);
	run(data, n);
	run_variants(data, n);
	return 0;
}

static int visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	struct dirent **names;
	int n = argc == 2 ? scandir(argv[1], &names, visible, alphasort) : -1;
	if (n <= 0) {
		fprintf(stderr, "usage: %s CORPUS_DIRECTORY (with at least one file)\n", argv[0]);
		return 2;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		int bad = run_file(argv[1], names[i]->d_name);
		printf("%s %d - %s\n", bad ? "not ok" : "ok", i + 1, names[i]->d_name);
		fflush(stdout);
		free(names[i]);
	}
	free(names);
	return 0;
}
