/* JSON of any shape, whole and damaged. */
#include "doc/read.h"
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(doc_read_json, (struct sv){ (const char *)data, size });
}
