/**
 * A report as bytes and back, so that what was read from a document once can be kept and shown without
 * reading the document again: cells, sections, title, unit, year, period, what the reading noticed, and
 * the findings of the check with their places. Compact (some 2 KB and the narrative) and fast (a page is
 * made from it); has a version number in front. Whatever was packed comes back equal.
 */
#pragma once

#include "report/report.h"

/** @param findings  may be NULL */
int report_pack(const struct report *r, const struct findings *findings, struct arena *a,
	struct sv *ret, struct err *err) __attribute__((warn_unused_result));

/**
 * Views of the result point into `bytes`, which must outlive it.
 * @param ret_findings  may be NULL
 * @return 0, E_FORMAT (not such bytes, or cut off; nothing is trusted), E_NOMEM
 */
int report_unpack(struct sv bytes, struct arena *a, struct report **ret,
	struct findings **ret_findings, struct err *err) __attribute__((warn_unused_result));
