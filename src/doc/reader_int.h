/**
 * The reader with the function that its child runs as a parameter, so that tests can give the
 * child functions that crash, hang, eat memory or try to get out.
 */
#pragma once

#include "doc/read.h"

/** As doc_reader_open; `parse` takes the place of doc_parse. */
int doc_reader_open_with(const struct doc_reader_options *options,
	int (*parse)(struct sv bytes, struct arena *a, struct doc **ret, struct err *err),
	struct doc_reader **ret, struct err *err);
