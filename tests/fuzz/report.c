/* A report of any shape: pasted text is laid out, read as a report and checked. */
#include "base/auto.h"
#include "doc/read.h"
#include "report/report_form.h"
#include "report/report_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 27);
	struct doc *d = NULL;
	struct report *r = NULL;
	struct err err = { 0 };
	struct findings list = { .arena = &a };
	struct sv line;
	if (doc_read_text((struct sv){ (const char *)data, size }, &a, &d, &err) != 0)
		return 0;
	if (report_read(d, &a, &r, &err) != 0) {
		if (!err.user[0])
			abort(); /* every refusal has a sentence */
		return 0;
	}
	if (report_check(r, NULL, &list, &err) == 0) {
		for (size_t i = 0; i < list.n; i++)
			if (!list.items[i].message.n)
				abort(); /* every finding has one too */
		if (report_json(r, "fuzz", &list, &a, &line, &err) == 0 && report_form(r, &a, &err) == NULL &&
		    !a.failed)
			abort();
	}
	return 0;
}
