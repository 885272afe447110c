/**
 * The level above: the reports of many units added up, cell by cell, into one of the same form.
 *
 * Only what is certain is added: a cell with text in it, a cell that is blank, and a cell read
 * from digits without borders count as missing and are listed, so that the sum never hides a gap.
 */
#pragma once

#include "report/report.h"

struct report_sum {
	struct arena *arena;
	int64_t total[FORM_CELLS];      /* 10^-6 万元 for amounts */
	uint32_t counted[FORM_CELLS];   /* reports that gave a figure for the cell */
	uint32_t missing[FORM_CELLS];   /* reports that should have and did not */
	bool overflow[FORM_CELLS];
	uint32_t n_reports;
	int year;                       /* of the reports, 0 when they differ */
	bool mixed_years;
	bool old_layout;                /* some report used the 2019 layout */
};

/** Start with nothing added. */
void report_sum_init(struct report_sum *s, struct arena *arena);

/** Add a report. Cells of the layout of its year are expected of it. */
void report_sum_add(struct report_sum *s, const struct report *r);

/**
 * The sum as a report of the unit above, with its tables and no narrative.
 * @return 0 or E_NOMEM
 */
int report_sum_report(const struct report_sum *s, struct sv unit, struct report **ret,
	struct err *err) __attribute__((warn_unused_result));
