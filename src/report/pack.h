/**
 * A report as bytes and back, so that what was read from a document once can be kept and shown without
 * reading the document again: cells, sections, title, unit, year, period, what the reading noticed, and
 * the findings of the check with their places. Compact (some 1 KB and the narrative) and fast (a page is
 * made from it); has a version number in front. Whatever was packed comes back equal.
 *
 * Layout: "GKR1", a checksum of what follows (4 bytes), then the report in the order of pack.c. Numbers
 * are LEB128, signed ones zigzag; text is length and bytes; a place is given when it differs from the
 * last one; a rule is named by its id, so that new rules do not change old packs. Cells are numbered as
 * in law/form.h: whoever renumbers them starts "GKR2" (tests/unit/test_pack.c remembers the numbering).
 */
#pragma once

#include "report/report.h"

/** Longest pack; a report is 10 KB, and what is longer than this is no report. */
enum { PACK_MAX = 16 * 1024 * 1024 };

/**
 * @param findings  may be NULL
 * @return 0; E_LIMIT (over PACK_MAX); E_FORMAT (text that is not UTF-8, a year out of range: whatever
 *         is packed can be unpacked); E_NOMEM
 */
int report_pack(const struct report *r, const struct findings *findings, struct arena *a,
	struct sv *ret, struct err *err) __attribute__((warn_unused_result));

/**
 * Views of the result point into `bytes`, which must outlive it.
 * @param ret_findings  may be NULL; set to NULL when the report was packed without
 * @return 0, E_FORMAT (not such bytes, damaged, or cut off; nothing is trusted), E_NOMEM
 */
int report_unpack(struct sv bytes, struct arena *a, struct report **ret,
	struct findings **ret_findings, struct err *err) __attribute__((warn_unused_result));

/** The checksum of a pack's body, for the fuzz target, which must get past it. */
uint32_t report_pack_sum(struct sv body);
