/**
 * What stands in the tables of the form, in reading order: labels and figures. A figure is a run
 * of digits, an empty cell, or a short text where a figure should be ("/", "22（其中修订16件）").
 * Everything else is passed over: the rest of a torn label, units, page furniture.
 */
#pragma once

#include "report/label.h"

struct figure {
	enum cell_state state; /* CELL_NUMBER: `digits` is set; CELL_BLANK; CELL_TEXT */
	struct sv digits;      /* sign, digits, point; separators of thousands taken out */
};

struct item {
	struct label label;   /* .kind == LABEL_NONE for a figure */
	struct figure figure;
	size_t from, to;      /* atoms */
	uint8_t sep;          /* largest separator since the item before */
	uint32_t block;
	uint32_t row, col;    /* in its table; UINT32_MAX outside tables */
	bool ruled;           /* the table has real borders, so its rows are rows */
};

static inline bool item_in_table(const struct item *it)
{
	return it->row != UINT32_MAX;
}

/** Do two items stand in the same row of the same table, or on the same line of text? */
bool item_same_line(const struct item *a, const struct item *b);

/** Labels and figures of atoms [from, to). @return 0 or E_NOMEM */
int items_scan(struct flow *f, size_t from, size_t to, struct arena *arena, struct item **ret,
	size_t *ret_n);

/**
 * The value of a figure as a cell of the given type.
 * @param c  state, number and text are set; `text` is the printed form for decimals and text
 */
void figure_cell(const struct flow *f, const struct item *it, enum form_type type,
	struct arena *arena, struct form_cell *c);
