/* What every unit test includes: cmocka with the headers it wants before it, and file helpers. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/sv.h"

/* The bytes of a file, path relative to the source tree; p == NULL when it cannot be read. */
static inline struct sv unit_file(struct arena *a, const char *path)
{
	const char *root = getenv("GONGKAI_SOURCE");
	char full[4096];
	snprintf(full, sizeof full, "%s/%s", root ? root : ".", path);
	FILE *f = fopen(full, "rb");
	if (!f)
		return (struct sv){ NULL, 0 };
	fseek(f, 0, SEEK_END);
	long n = ftell(f);
	rewind(f);
	char *p = arena_alloc(a, (size_t)n + 1);
	size_t got = p ? fread(p, 1, (size_t)n, f) : 0;
	fclose(f);
	return (struct sv){ p, got };
}
