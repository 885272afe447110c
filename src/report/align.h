/**
 * Which row of the form does each row of figures belong to? Figures stand in the order of the
 * form whatever became of their labels, so this is an alignment of two sequences: a label on the
 * same line fixes a row, a label nearby speaks for it, and the order decides the rest.
 */
#pragma once

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { ALIGN_ROWS_MAX = 32 };

/** One row of figures as found. */
struct align_row {
	int label;       /* row of the form its label names, -1 if none */
	bool certain;    /* the label stands on the same line as the figures */
	uint32_t near;   /* set of rows whose labels stand just before */
	bool complete;   /* has as many figures as the form has columns */
	int row;         /* result: row of the form, -1 if it belongs to none */
};

/**
 * Align `n` found rows to the rows of the form that are in the set `allowed`, in order.
 *
 * @param ret_cost  how well it fits; smaller is better
 * @return 0 or E_NOMEM
 */
int align_rows(struct align_row *rows, size_t n, uint32_t allowed, struct arena *arena,
	int *ret_cost);
