/**
 * Items and tables of a DOCX file while it is read, private to its reader. Paragraphs and tables
 * become items of a list: of the body, or of the table cell that is open. When a table ends, its
 * cells are folded into text, or, when it is only there for layout, its contents take its place.
 */
#pragma once

#include "base/str.h"
#include "doc/doc.h"

/** A paragraph (table == NULL) or a table, in reading order. */
struct docx_item {
	struct docx_item *next;
	struct sv text;
	struct doc_table *table;
	struct doc_place at;
	uint8_t level; /* of a heading */
};

struct docx_items {
	struct docx_item *first, *last;
};

struct docx_cell {
	uint32_t row, col, rowspan, colspan;
	bool header;
	struct docx_items items;
};

enum docx_merge { DOCX_MERGE_NONE, DOCX_MERGE_RESTART, DOCX_MERGE_CONTINUE };

/** A table that is open. The reader sets what the row and cell being read say of themselves. */
struct docx_table {
	struct docx_table *outer;
	struct docx_items *home; /* where it goes when it ends */
	struct docx_cell *cells;
	size_t n_cells, cap_cells;
	uint32_t n_rows, n_cols, header_rows;
	uint32_t col;                /* next free column of the row */
	bool header, has_tables;
	struct docx_items items;      /* of the cell being read */
	uint32_t span;               /* of the same, in columns */
	enum docx_merge merge;
	uint32_t after;              /* number of the paragraph before the table */
	size_t open[DOC_MAX_COLUMNS]; /* 1 + the cell that can go on below in this column, 0 = none */
};

/** Append an empty item; NULL on exhaustion. */
struct docx_item *docx_items_add(struct docx_items *to, struct arena *a, uint32_t line);

/** The cell being read is over: a cell of its own, or one from above that goes on. 0, E_LIMIT */
int docx_table_end_cell(struct docx_table *t, struct arena *a);

/** The row being read is over. 0, E_LIMIT */
int docx_table_end_row(struct docx_table *t);

/** The table is over: append what it is worth to its home. 0, E_LIMIT */
int docx_table_finish(struct docx_table *t, struct arena *a);
