/**
 * What the writers agree on: the page of GB/T 9704-2012 (公文格式) and how tables are set in it.
 * Lengths are twips, 1/20 pt: 567 are 10 mm.
 */
#pragma once

#include "base/str.h"
#include "doc/doc.h"

enum {
	PAGE_WIDTH = 11906, PAGE_HEIGHT = 16838,    /* A4 */
	PAGE_TOP = 2098, PAGE_LEFT = 1587,          /* 天头 37 mm, 订口 28 mm */
	PAGE_RIGHT = 1474, PAGE_BOTTOM = 1984,      /* 26 mm, 35 mm */
	PAGE_NUMBER_GAP = 397,                      /* 7 mm from the text to the page number */
	TEXT_WIDTH = 8845, TEXT_HEIGHT = 12756,     /* 版心 156 × 225 mm */
	LINES_A_PAGE = 22, CHARACTERS_A_LINE = 28,
	LINE_PITCH = TEXT_HEIGHT / LINES_A_PAGE,
	BODY_SIZE = 320, TITLE_SIZE = 440,          /* 3号, 2号 */
	PAGE_NUMBER_SIZE = 280,                     /* 4号 */
	CELL_SIZE = 210, CELL_SIZE_NARROW = 180,    /* 五号; 小五 in tables of many columns */
	CELL_SIZE_MIN = 60,                         /* of numbers made small to fit */
	MANY_COLUMNS = 8
};

/** Date of creation written into files that must have one: the same for the same document. */
#define PRINT_DATE "2020-01-01T00:00:00Z"
enum { PRINT_EPOCH = 1577836800 };

/** The type size of a table's cells; and the one that their style in a DOCX has. */
uint32_t print_cell_size(const struct doc_table *t);
uint32_t print_style_size(const struct doc_table *t);

/** Space left and right of the text of a cell. */
enum { CELL_PADDING = 57 };

/**
 * The type size for a text in a cell of that width (padding included): that of its table, or less
 * for a number that would be torn over two lines.
 */
uint32_t print_fit_size(const struct doc_table *t, struct sv text, uint32_t width);

/**
 * Widths of the table's columns, in its own proportions, filling TEXT_WIDTH exactly.
 * @return n_cols widths, or NULL (arena exhausted)
 */
uint32_t *print_column_widths(const struct doc_table *t, struct arena *a);

/** What a cell is to the figures: how it is aligned, and what HTML calls it. */
enum print_role {
	PRINT_FIGURE,       /* a cell of the body: centred when short */
	PRINT_TEXT,         /* a long cell of the body: at the left */
	PRINT_COLUMN_HEAD,  /* heads the columns below it: centred */
	PRINT_ROW_HEAD,     /* heads the row right of it: at the left */
	PRINT_GROUP_HEAD    /* heads several rows: centred */
};

/** Roles of all cells of a table, in their order; NULL on exhaustion. */
uint8_t *print_roles(const struct doc_table *t, struct arena *a);

/** Rows repeated on every page: header_rows, unless that is all of it or a cell reaches below. */
uint32_t print_header_rows(const struct doc_table *t);

/** The writers behind doc_write; same contract. */
int doc_write_html(const struct doc *d, struct arena *a, struct sv *ret, struct err *err);
int doc_write_docx(const struct doc *d, struct arena *a, struct sv *ret, struct err *err);
int doc_write_pdf(const struct doc *d, struct arena *a, struct sv *ret, struct err *err);
int doc_write_xlsx(const struct doc *d, struct arena *a, struct sv *ret, struct err *err);

/** The finished text of a builder, or the error that says why there is none. */
int print_finish(const struct str *out, struct sv *ret, struct err *err);
