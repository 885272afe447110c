/**
 * Is a line of text a row of a table, and what are its cells?
 *
 * Pipes: every '|' ends a cell, and one that opens the line is its border. So "|a|b|" and "a | b |"
 * are two cells, "| a" is one. A line of nothing but n pipes is n empty cells: that is what is left
 * of a merged cell. "\|" is no border. The ruler |---|:--:| is no row.
 *
 * Tabs: every tab stands between two cells, empty ones included. But prose is sometimes indented
 * with a tab or has one behind its number. So a line is surely a row when there is text on both
 * sides of two or more tabs, or of one with short texts, or when it ends in two or more tabs. Other
 * lines with tabs are rows only beside one that is, and only when their texts are short.
 */
#pragma once

#include "doc/doc.h"

enum text_row {
	ROW_NOT,
	ROW_MAYBE,  /* beside a row of the same sort it is one */
	ROW_SURELY,
	ROW_RULER   /* |---|---|: belongs to a table, holds nothing */
};

/** What the line looks like; `*sep` is '|' or '\t' unless ROW_NOT. */
enum text_row text_row_look(struct sv line, char *sep);

/** Take the next cell off `*rest`, trimmed. @return false when there is none */
bool text_row_cell(struct sv *rest, char sep, struct sv *ret);

/** The part of a line that holds its cells, for text_row_cell. */
struct sv text_row_cells(struct sv line, char sep);
