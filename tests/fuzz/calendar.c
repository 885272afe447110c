/* Calendars from anywhere: what is taken prints and parses again as itself; what is not says why. */
#include "law/calendar_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct calendar_year *years, typed;
	struct err err = { 0 };
	size_t n;
	struct sv text = { (const char *)data, size };
	arena_init(&a, 64 << 20);
	int rc = calendar_json_read(text, &a, &years, &n, &err);
	if (rc && !err.user[0])
		abort();
	for (size_t i = 0; !rc && i < n; i++) {
		struct calendar_year *back;
		size_t one;
		struct sv json = sv_fmt(&a, "{\"%d\":%.*s}", years[i].year,
			SV_ARG(calendar_json_print(&years[i], &a)));
		if (calendar_json_read(json, &a, &back, &one, NULL) || one != 1)
			abort();
	}
	err.user[0] = '\0';
	rc = calendar_of_words(2027, SV("国务院办公厅关于2027年部分节假日安排的通知"), text, SV(""), &a, &typed, &err);
	if (rc && !err.user[0])
		abort();
	arena_done(&a);
	return 0;
}
