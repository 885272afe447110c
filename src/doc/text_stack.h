/**
 * Rows whose cells stand one below the other. A browser copies a table with paragraphs in its cells,
 * as Word makes them, like this: the cells on lines of their own, between two of them an empty line,
 * a line of one tab and an empty line, and more empty lines between rows. A blank cell is nothing
 * between two tabs.
 *
 * Only short cells, at least three of them and two filled, make a row, because a line with a tab also
 * stands between paragraphs of other texts. A heading (一、 or #) after a tab is behind the table: the last
 * cell of its last row was blank.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

/**
 * The row that begins right here, as one line with its tabs; empty when none does.
 * @param text  what is left of the text, at the start of a line
 * @param used  bytes of the text that the row takes, without the end of its last line
 */
struct sv text_stack_row(struct sv text, struct arena *a, size_t *used);
