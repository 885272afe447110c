/* Web pages: the parser's events, tables, positioned words. */
#include "doc/read.h"
#include "walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_read(doc_read_html, (struct sv){ (const char *)data, size });
}
