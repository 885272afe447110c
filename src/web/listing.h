/** Rows and choices that several public pages show. Private to src/web. */
#pragma once

#include "report/filing.h"
#include "search/search.h"
#include "web/views_public.h"
#include "web/visit.h"

/** Published filings as rows of a list. NULL on exhaustion. */
const struct view_report_row *listing_rows(struct visit *v, const struct filing *f, size_t n);

/** Units as rows of a list, each with its newest published year. */
int listing_units(struct visit *v, const struct unit *u, size_t n, const struct view_unit_row **ret,
	struct err *err) __attribute__((warn_unused_result));

/** Years to choose from, newest first, after "全部年度" with an empty value when `all`. */
int listing_years(struct visit *v, int chosen, bool all, const struct view_option **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));

/** The unit that a public id means; 0 when the parameter was not given. E_NOT_FOUND. */
int listing_unit(struct visit *v, struct unit *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The formats a report can be had in, as downloads beneath `base`; `query` follows the format. */
const struct view_download *listing_downloads(struct visit *v, struct sv base, struct sv query,
	size_t *ret_n);

/** Hits of a search in what is published; as many as were found. */
int listing_hits(struct visit *v, const struct search_result *found,
	const struct view_search_hit **ret, struct err *err) __attribute__((warn_unused_result));
