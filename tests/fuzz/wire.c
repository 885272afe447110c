/* Whatever a child that was taken over may send. */
#include "base/auto.h"
#include "doc/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	struct doc *d = NULL;
	struct err err = { 0 };
	if (doc_wire_decode((struct sv){ (const char *)data, size }, &a, &d, &err) != 0)
		return 0;
	struct str out;
	str_init(&out, &a, 1 << 23);
	doc_wire_encode(0, NULL, d, &out); /* what was let through can be sent on */
	return 0;
}
