/* Questions to the clock: any JSON is answered or refused with a sentence, and an answer adds up. */
#include "base/auto.h"
#include "law/clock_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct clock_input in;
	struct clock_result r;
	struct calendar c;
	struct sv out;
	struct err err = { 0 };
	bool has_today;
	if (calendar_make(calendar_built_in, calendar_n_built_in, &a, &c, NULL))
		abort();
	int rc = clock_json_read((struct sv){ (const char *)data, size }, &a, &in, &has_today, &err);
	if (!rc)
		rc = clock_set(&c, &clock_default_rules, &in, &r, &err);
	if (!rc)
		rc = clock_json_print(&c, &in, &r, &a, &out, &err);
	if (rc && !err.user[0])
		abort();
	return 0;
}
