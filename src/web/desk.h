/** What the pages of the desk share. Private to src/web. */
#pragma once

#include "report/filing.h"
#include "web/views_desk.h"
#include "web/visit.h"

/** A filing of the route's {id} that this person may see; E_NOT_FOUND for one he may not. */
int desk_filing_of(struct visit *v, struct sv public_id, struct filing *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The unit a supervisor looks after with all beneath it; 0 for an administrator of everything. */
int64_t desk_scope(const struct visit *v);

/** Its name for headings; "全部机关" for 0. */
int desk_scope_name(struct visit *v, struct sv *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Today and the days that reports are due by. */
struct filing_dates desk_dates(const struct visit *v);

/** The state as a tag. */
struct view_tag desk_tag(enum filing_state s);

/** Filings as rows of a list; NULL on exhaustion. */
const struct view_filing_row *desk_rows(struct visit *v, const struct filing *f, size_t n);

/** Years to choose from: the last ten that can have been reported. */
const struct view_option *desk_years(struct visit *v, int chosen, size_t *ret_n);

/** The year that is reported now: the one before this. */
int desk_year(const struct visit *v);
