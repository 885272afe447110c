/* One arena for a test: `arena`, made and freed by cmocka through setup and teardown. */
#pragma once

#include "unit.h"

static struct arena arena;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 256 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}
