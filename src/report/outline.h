/**
 * Where the parts of a report stand in the row of atoms: its title and year, the headings of the
 * six sections, and the stretches that hold the statutory tables.
 *
 * Headings are told by their words, not by their numerals, since numerals are often wrong; where
 * one section has several candidates (a table of contents, a sub-heading of the same words) the
 * one that stands before the section's table is taken.
 */
#pragma once

#include "report/atoms.h"
#include "report/report.h"

struct span {
	size_t from, to; /* atoms; from == to means nothing there */
};

struct heading {
	bool found;
	bool wordless;    /* the section is there, its heading is not */
	bool variant;     /* told by what it speaks of, not by the form's words */
	int numeral;      /* 1…10 as printed, 0 = none */
	struct span at;   /* the heading with its numeral */
};

struct outline {
	struct heading sections[SECTION__MAX];
	struct span art, applications, review; /* the tables, headers included */
	struct span title;
	size_t end;       /* where the report ends and something else begins */
	bool two_reports; /* a second report follows or stands beside the first */
};

/** Find the parts. Always succeeds; what is not there is not found. */
void outline_find(const struct flow *f, struct outline *ret);

/** End of section `s`: where the next heading begins, or the end of the report. */
size_t outline_section_end(const struct outline *o, enum form_section s);
