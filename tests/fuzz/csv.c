/* Our own CSV. */
#include "doc/read.h"
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(doc_read_csv, (struct sv){ (const char *)data, size });
}
