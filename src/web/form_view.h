/**
 * A report in the official form as a piece of a page: for readers whole, for the desk in parts with what
 * the check found beside the text it speaks of.
 */
#pragma once

#include "html/template.h"
#include "report/report.h"

/** The form without its title, which the page has already. No markup when memory ran out. */
struct html_markup form_view(const struct report *r, struct arena *a);

/** The same, each figure of the tables of requests and of remedies that is not nought leading to `before`, the key of
    its cell and `after`. */
struct html_markup form_view_linked(const struct report *r, struct sv before, struct sv after,
	struct arena *a);

/** A section of the form (−1: what stands before the first) and the findings that speak of it. */
struct form_view_part {
	int section;
	struct html_markup text;
	const struct finding **findings;
	size_t n_findings;
};

/**
 * The form in parts, at most SECTION__MAX + 1. Cells that a finding speaks of are marked and have the id
 * "c<number of the cell>".
 * @param ret_general  findings that speak of no part
 * @return 0 or E_NOMEM
 */
int form_view_parts(const struct report *r, const struct findings *f, struct arena *a,
	struct form_view_part **ret, size_t *ret_n, const struct finding ***ret_general,
	size_t *ret_n_general) __attribute__((warn_unused_result));
