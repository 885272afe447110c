/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF, whole and damaged, as the worker takes it inside its cage. */
#include "base/auto.h"
#include "take.h"
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct doc *d = NULL;
	struct err err = { 0 };
	if (take_pdf((struct sv){ (const char *)data, size }, &a, &d, &err) == 0)
		walk_doc(d);
	else if (!err.user[0])
		abort(); /* every refusal has a sentence */
	return 0;
}
