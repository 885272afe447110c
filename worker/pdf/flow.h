/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * Sheets to a document: paragraphs whole across lines and pages, tables joined across pages.
 *
 * A line goes on the paragraph of the line above when it begins at the left margin (the first line
 * of a paragraph is indented, GB/T 9704), the line above is full (the first word here would not
 * have fitted on it), the type is of one size and the distance is the usual one. Margins are those
 * of the page's own text, or of the document's where a page has too little.
 *
 * Lines in which large gaps part pieces that stand below one another become a table that is not
 * `ruled`.
 */
#pragma once

#include "sheet.h"

/** Append everything to `d`, whose arena takes the result. @return 0, E_LIMIT or E_NOMEM */
int flow_sheets(struct sheet *sheets, size_t n, struct doc *d);
