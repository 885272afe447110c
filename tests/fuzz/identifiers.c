/* Identifiers, numbers and the normal form of any bytes: they end, stay inside, and mask. */
#include "base/arena.h"
#include "base/auto.h"
#include "text/cn_number.h"
#include "text/identifiers.h"
#include "text/normal.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sv text = { (const char *)data, size };
	struct identifier id;
	for (size_t at = 0; identifier_next(text, &at, &id);) {
		char buf[IDENTIFIER_MASK_MAX];
		assert(id.from < id.to && id.to <= at && at <= size);
		struct sv mask = identifier_mask(text, id, buf);
		assert(mask.n >= 11 && memchr(mask.p, '*', mask.n));
	}
	struct cn_number n;
	for (size_t at = 0; cn_number_next(text, at, &n); at = n.to)
		assert(n.from < n.to && n.to <= size && n.micro >= 0);
	AUTO(arena_done) struct arena a;
	arena_init(&a, 64 << 20);
	struct text_normal t;
	if (text_normalise(text, &a, &t) == 0)
		assert(t.text.n <= size && t.origin[t.text.n] == size);
	return 0;
}
