/* What antiword prints for a hostile .doc, and the look at the container before it. */
#include "doc/read_doc.h"
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv bytes = { (const char *)data, size };
	if (!doc_is_ole(bytes))
		return fuzz_read(doc_read_docbook, bytes);
	struct err err = { 0 };
	if (doc_ole_check(bytes, &err) < 0 && !err.user[0])
		abort();
	return 0;
}
