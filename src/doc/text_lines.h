/** Lines of plain text and Markdown, private to the readers of this folder. */
#pragma once

#include "doc/doc.h"

/**
 * Append the lines of a text as blocks.
 *  - Every line that is not empty is a paragraph, with `gap` when an empty line stands before it.
 *    Leading spaces stay (columns of printed tables), trailing ones go.
 *  - "# x" … "###### x" is a heading of that level, "**" pairs are dropped.
 *  - Lines with cell borders, one after the other, are a table that is not `ruled`, see text_row.h
 *    and, for cells below each other, text_stack.h.
 *  - An HTML table that stands in a text (Markdown made from PDF) is read as HTML.
 *  - After a form feed the next page begins; pages are counted only where there are any.
 *
 * @param text  clean UTF-8 that lives as long as `d`
 * @param at    lines count from at.line; 0 = lines are not known
 * @return 0, E_LIMIT, E_NOMEM
 */
int doc_append_text(struct doc *d, struct sv text, struct doc_place at, struct err *err)
	__attribute__((warn_unused_result));
