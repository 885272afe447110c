/** Tables of a PDF: ruled, with spans, broken between rows, their header rows on every page. */
#pragma once

#include "doc/pdf_page.h"

struct pdf_table;

/**
 * Work out the rows' heights.
 * @return the table, or NULL (arena exhausted)
 */
struct pdf_table *pdf_table_measure(struct pdf *p, const struct doc_table *t);

/**
 * Room that it must find on the page where it begins: for the header rows and the first row, and
 * for all of a table that fits on a page, up to half of the page.
 */
double pdf_table_start(const struct pdf_table *t);

/** Draw the table from p->y on. @return 0, or E_LIMIT when one row is higher than a page */
int pdf_table_draw(struct pdf *p, struct pdf_table *t, struct err *err);
