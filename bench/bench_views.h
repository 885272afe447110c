/* View of the page that bench_template.c renders. */
#pragma once

#include "html/template.h"

struct bench_row {
	struct sv url, unit, state, received;
	int year;
	unsigned errors;
	bool late;
};

struct bench_page {
	struct sv title;
	const struct bench_row *rows;
	size_t n_rows;
};
