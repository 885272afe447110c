/**
 * Charts as SVG inside a page. Each has a title and a description that says every value, prints its
 * values as text, and tells its series apart by pattern as well as by colour. Sizes across are parts
 * of the width there is, so the same markup fits a phone, a column and a sheet of paper, and its
 * letters are never scaled.
 *
 * A chart without anything to draw is a sentence that says so.
 */
#pragma once

#include "html/template.h"

/** One value for each label. */
struct chart_series {
	struct sv name;              /* empty when there is one series only */
	const int64_t *values;       /* n_labels of them; negative ones are printed and not drawn */
};

enum { CHART_SERIES_MAX = 7, CHART_LABELS_MAX = 64 };

struct chart {
	const char *id;              /* of this chart on its page: letters, digits, '-' */
	struct sv title;
	struct sv unit;              /* "件" */
	struct sv none;              /* sentence for a chart without values; empty: a general one */
	const struct sv *labels;
	size_t n_labels;
	const struct chart_series *series;
	size_t n_series;
};

/** A bar a label and series, one below the other: outcomes of requests. */
struct html_markup chart_bars(const struct chart *c, struct arena *a);

/** A bar a label, made of the series: applicants over the years. Lengths are shares of the longest. */
struct html_markup chart_stack(const struct chart *c, struct arena *a);

/** A column a label and series, side by side: years. */
struct html_markup chart_columns(const struct chart *c, struct arena *a);
