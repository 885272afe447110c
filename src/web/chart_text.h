/** How much room words take in a chart. Private to chart.c and its tests. */
#pragma once

#include "base/sv.h"

/**
 * The next line of a text that is to be at most `width` halves of a Chinese character wide. Breaks after a
 * Chinese character or a space, never before closing punctuation.
 *
 * @param rest  what is left of the text; moved
 * @return the line; empty when nothing was left
 */
struct sv chart_line(struct sv *rest, unsigned width);

/** Width of a text in halves of a Chinese character. */
unsigned chart_width(struct sv text);
