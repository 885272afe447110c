/**
 * Two reports side by side: the same unit in two years, or two units. Every cell that differs,
 * and how much of each section's text is the same.
 */
#pragma once

#include "report/report.h"

struct cell_change {
	int cell;
	const struct form_cell *a, *b;
	bool has_delta;   /* both are figures */
	int64_t delta;    /* b − a; 10^-6 万元 for amounts */
};

struct comparison {
	struct cell_change *changes; /* cells that differ, in the order of the form */
	size_t n_changes;
	int same_cells;              /* cells that both have and that are equal */
	int text_share[SECTION__MAX]; /* how much of the shorter text the other has, in thousandths;
	                                 -1 when one of them has no text to compare */
};

/** Compare two reports. @return 0 or E_NOMEM */
int report_compare(const struct report *a, const struct report *b, struct arena *arena,
	struct comparison *ret, struct err *err) __attribute__((warn_unused_result));
