/**
 * What a web page is while it is read, private to the HTML reader: a list of paragraphs and tables
 * for the page and for each table cell, folded into blocks of a `struct doc` at the end.
 */
#pragma once

#include "doc/doc.h"

/** Where an absolutely positioned paragraph stands on its page, in pixels. */
struct flow_spot {
	uint32_t page; /* from 1 */
	int32_t top, left;
	uint32_t size; /* of its font, 0 = not known */
};

/** A paragraph (table == NULL) or a table, in reading order. */
struct flow_item {
	struct flow_item *next;
	struct sv text;
	struct doc_table *table;
	struct flow_spot *spot; /* NULL: where the flow puts it */
	struct doc_place at;
	uint8_t level; /* of a heading, 0 = paragraph */
};

struct flow {
	struct flow_item *first, *last;
	size_t n, n_spots; /* items, and those of them with a spot */
};

/** Append an item. NULL when the arena is exhausted. */
struct flow_item *flow_add(struct flow *f, struct arena *a, struct sv text, struct doc_place at);

/** Move all items of `from` to the end of `f`. */
void flow_append(struct flow *f, struct flow *from);

/** A cell as read; its contents are folded into text when the table ends. */
struct flow_cell {
	struct flow items;
	struct doc_place at;
	uint32_t row, rowspan, colspan;
	bool header;
};

/** A table being read. Zero it; `cells` are in reading order. */
struct flow_table {
	struct flow_table *outer;
	struct flow *home; /* where it goes when it ends */
	struct flow_cell *cells;
	size_t n_cells, cap_cells;
	uint32_t n_rows;
	bool row_open, cell_open, in_head;
	struct doc_place at;
};

/**
 * Fold a finished table into `home`. Rows that are only there for layout (a table inside one of
 * their cells, or one cell alone that holds several long paragraphs) dissolve into the contents of
 * their cells, in order; the rows between them are tables. Tables without any text are left out.
 * @return 0, E_LIMIT, E_NOMEM
 */
int flow_fold_table(const struct flow_table *t, struct flow *home, struct arena *a)
	__attribute__((warn_unused_result));

/**
 * Pages that a PDF converter wrote word by word: if most items have a spot, put them back into
 * lines, top to bottom; pieces of a line are joined in column order, with a tab where there is a
 * gap. Other pages are left as they are.
 * @return 0, E_NOMEM
 */
int flow_rebuild_lines(struct flow *f, struct arena *a) __attribute__((warn_unused_result));
