/* What antiword prints for a hostile .doc, and the look at the container before it. */
#include "base/auto.h"
#include "doc/read_doc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct doc *d = NULL;
	struct err err = { 0 };
	struct sv bytes = { (const char *)data, size };
	if (doc_is_ole(bytes))
		return doc_ole_check(bytes, &err) < 0;
	return doc_read_docbook(bytes, &a, &d, &err) < 0;
}
