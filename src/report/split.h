/**
 * Figures that lost the borders between their cells: "15130000154" is seven cells. They are split
 * by what must hold between the cells (a row's total is the sum of its parts), by borders that
 * are left, and by nothing else: every reading that fits is returned, and when more than one is
 * left the caller says so.
 */
#pragma once

#include "base/sv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SPLIT_CELLS_MAX = 15, SPLIT_READINGS_MAX = 64 };

/** What the split must satisfy. */
struct split_rule {
	int n_cells;
	int group;   /* cells are in groups of this size, each ending in its sum; 0 = no sums */
};

struct split {
	int64_t readings[SPLIT_READINGS_MAX][SPLIT_CELLS_MAX];
	int n;          /* readings found, at most SPLIT_READINGS_MAX */
	bool more;      /* there are more than were kept */
	bool forced;    /* as many digits as cells: no other reading whatever the sums say */
};

/**
 * Split `n_runs` runs of digits into cells. A border between two runs is a border between cells;
 * a cell has no leading zero.
 *
 * @param sums  require the sums of `rule`; without, every way of cutting is returned
 */
void split_runs(const struct sv *runs, int n_runs, struct split_rule rule, bool sums,
	struct split *ret);

/**
 * The opposite fault: figures torn in two by a narrow column ("1361" "2" for 13612). Join
 * neighbours until `n_cells` are left and the sums of `rule` hold.
 *
 * @param ret  every reading that fits; none when the sums never hold
 */
void split_join(const struct sv *pieces, int n_pieces, struct split_rule rule, struct split *ret);
