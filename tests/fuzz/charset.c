/* Any bytes, under any name (the first byte chooses), to clean UTF-8; and what kind they are. */
#include "base/auto.h"
#include "base/utf8.h"
#include "doc/charset.h"
#include "doc/read.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "", "big5", "gbk", "utf-8" };
	if (size == 0)
		return 0;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct sv bytes = { (const char *)data + 1, size - 1 }, text;
	struct err err = { 0 };
	charset_declared(bytes);
	doc_sniff(bytes);
	if (charset_to_utf8(bytes, sv_of(names[data[0] % 4]), &a, &text, &err) == 0) {
		if (!utf8_valid(text))
			abort();
	} else if (!err.user[0]) {
		abort();
	}
	return 0;
}
