/**
 * The words of a report that are an office's own, made ready to be compared with another's. See
 * similar.c for what counts and why; whoever looks for copies looks at these words, by this share.
 */
#pragma once

#include "report/report.h"
#include "text/similar.h"

enum { COPY_SHARE_MIN = 900 }; /* in thousandths: from here on a text is called a copy */

/** Prepare the own words of `r` in `a`. @return false when there is no memory */
bool report_own_words(const struct report *r, struct arena *a, struct similar_text *ret);
