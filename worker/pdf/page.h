/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * One page through poppler: its characters with boxes, type sizes and weight, and a picture of it
 * in grey for the search for ruling lines.
 *
 * Text that is not painted (the layer that OCR puts behind a scan) counts as text. Fonts need not
 * be loadable: the boxes come from the widths in the file.
 */
#pragma once

#include "rules.h"

#include <poppler.h>

struct page {
	double width, height;   /* points */
	struct glyph *glyphs;   /* without white space */
	size_t n_glyphs;
	struct picture picture; /* no pixels when the page could not be painted */
	bool pictured;          /* an image covers most of it: perhaps a scan */
};

/** Read a page. Everything lives in `a`. @return 0 or E_NOMEM */
int page_read(PopplerPage *pp, struct arena *a, struct page *ret);
