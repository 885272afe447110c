/* Packed reports, whole and damaged, also with the checksum put right, so that damage gets past it:
   refused with a sentence, or a report that can be checked, printed and packed again. */
#include "base/auto.h"
#include "report/pack.h"
#include "report/report_form.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void unpack(struct sv bytes)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct report *r, *again;
	struct findings *list, checked = { .arena = &a };
	struct sv packed;
	struct err err = { 0 };
	int rc = report_unpack(bytes, &a, &r, &list, &err);
	if (rc && !err.user[0])
		abort();
	if (rc)
		return;
	if (report_pack(r, list, &a, &packed, &err) || report_unpack(packed, &a, &again, &list, &err))
		abort();
	/* once more gives the same bytes: nothing was lost on the way */
	struct sv twice;
	if (report_pack(again, list, &a, &twice, &err) || !sv_eq(packed, twice))
		abort();
	if (report_check(again, NULL, &checked, &err) == 0 && !report_form(again, &a, &err) && !a.failed)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { HEAD = 8 };
	unpack((struct sv){ (const char *)data, size });
	if (size < HEAD)
		return 0;
	char *copy = malloc(size);
	if (!copy)
		return 0;
	memcpy(copy, data, size);
	uint32_t sum = report_pack_sum((struct sv){ copy + HEAD, size - HEAD });
	memcpy(copy, "GKR1", 4);
	for (int i = 0; i < 4; i++)
		copy[4 + i] = (char)(sum >> 8 * i & 0xFF);
	unpack((struct sv){ copy, size });
	free(copy);
	return 0;
}
