/**
 * A document as the house sees it: headings, paragraphs and tables with spans, in reading order,
 * whatever file it came from. The readers of this folder make it, the writers print it.
 *
 * Ownership: a `struct doc` and everything it points to live in the arena it was made in.
 * Text is valid UTF-8 without control characters (tabs and line breaks inside a cell or paragraph
 * are kept as '\n' and '\t'); runs of spaces are kept as they are.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

#include <stdbool.h>
#include <stdint.h>

enum doc_format {
	DOC_UNKNOWN,
	DOC_HTML,
	DOC_DOCX,
	DOC_XLSX,
	DOC_PDF,
	DOC_TEXT, /* plain text or Markdown, as pasted */
	DOC_CSV,
	DOC_JSON,
	DOC_LEGACY_DOC,
	DOC_FORMAT__MAX
};

/** Hard limits of every reader. A file that breaks one is refused with E_LIMIT and a sentence. */
enum {
	DOC_MAX_BYTES = 64 * 1024 * 1024,     /* of the file itself */
	DOC_MAX_INFLATED = 192 * 1024 * 1024, /* of everything unpacked from it */
	DOC_MAX_RATIO = 200,                  /* inflated : packed, for one archive entry over 1 MiB */
	DOC_MAX_ENTRIES = 4096,               /* of an archive */
	DOC_MAX_NESTING = 256,                /* of elements */
	DOC_MAX_BLOCKS = 200000,
	DOC_MAX_TABLE_CELLS = 400000,         /* of one table, spans unfolded */
	DOC_MAX_COLUMNS = 1024,
	DOC_MAX_PAGES = 400,
	DOC_MAX_ARENA = 256 * 1024 * 1024     /* of the finished struct doc */
};

/**
 * Where something stands in the source, so that a finding can point to it. 0 = not known.
 *   HTML, text, CSV, JSON  line = line of the source, from 1
 *   DOCX, .doc             line = number of the paragraph, from 1
 *   XLSX                   page = number of the sheet, line = row of the sheet
 *   PDF                    page = page, line = line of text on it, both from 1
 */
struct doc_place {
	uint32_t page, line;
};

/** One cell of a table. `row` and `col` count from 0 in the unfolded grid. */
struct doc_cell {
	struct sv text;
	uint32_t row, col;
	uint32_t rowspan, colspan; /* at least 1 */
	struct doc_place at;
	bool header;               /* th, or a bold cell of a header row */
};

/** A table; cells in reading order (by row, then column), never overlapping. */
struct doc_table {
	uint32_t n_rows, n_cols;
	struct doc_cell *cells;
	size_t n_cells;
	bool ruled;                /* has real cell borders (HTML, DOCX, XLSX, PDF grid), so an empty
	                              cell is a blank cell; false: rebuilt from tabs, pipes or gaps */
	const uint32_t *widths;    /* for writers: of the n_cols columns, in twips; NULL = equal */
	uint32_t header_rows;      /* for writers: rows repeated at the top of each page */
	uint32_t size;             /* for writers: of its type, in twips; 0 = 五号, less when it is wide */
};

enum doc_block_kind { DOC_HEADING, DOC_PARAGRAPH, DOC_TABLE };

/** How a paragraph is set, for writers; readers make bodies only. */
enum doc_set {
	DOC_SET_BODY,  /* its first line two characters in, justified */
	DOC_SET_LEFT,  /* at the left edge: salutations */
	DOC_SET_RIGHT  /* at the right edge: numbers, signatures */
};

struct doc_block {
	enum doc_block_kind kind;
	uint8_t level;             /* of a heading: 1 title, 2 section, …; 0 otherwise */
	bool gap;                  /* text formats: an empty line stands before it */
	enum doc_set set;          /* of a paragraph */
	uint16_t space;            /* for writers: left empty at that edge, in tenths of a character */
	uint8_t before;            /* for writers: empty lines before it */
	bool keep;                 /* for writers: on one page with the block after it */
	bool new_page;             /* for writers: begins a page */
	struct sv text;            /* of a heading or paragraph */
	struct doc_table *table;   /* of a table */
	struct doc_place at;
};

struct doc {
	struct arena *arena;
	enum doc_format format;
	struct sv title;           /* from <title>, document properties or the like; may be empty */
	struct doc_block *blocks;
	size_t n_blocks, cap_blocks;
};

/** Start an empty document in `a`. NULL when the arena is exhausted. */
struct doc *doc_new(struct arena *a, enum doc_format format);

/** Append a block and return it, or NULL (arena exhausted, too many blocks). Text is not copied. */
struct doc_block *doc_add(struct doc *d, enum doc_block_kind kind, struct sv text,
	struct doc_place at);

/** Why doc_add or doc_add_table gave NULL: E_LIMIT or E_NOMEM. */
int doc_add_error(const struct doc *d);

/** Append an empty table of that size whose cells are added by doc_cell. */
struct doc_table *doc_add_table(struct doc *d, struct doc_place at);

/**
 * Builder for a table whose rows come one after the other with HTML-like spans: it unfolds
 * rowspan and colspan, clips them to the limits and keeps the grid free of overlaps.
 *
 *     struct doc_grid g;
 *     doc_grid_init(&g, arena);
 *     doc_grid_row(&g);                       // begins a row
 *     doc_grid_cell(&g, text, 1, 3, at, false); // rowspan 1, colspan 3
 *     …
 *     if (doc_grid_finish(&g, table)) …       // 0, E_LIMIT or E_NOMEM
 */
struct doc_grid {
	struct arena *arena;
	struct doc_cell *cells;
	size_t n_cells, cap_cells;
	uint32_t row, col, n_cols;
	bool started, broken, over_limit;
	uint32_t busy[DOC_MAX_COLUMNS]; /* column c is taken by a span from above until row busy[c] */
};
void doc_grid_init(struct doc_grid *g, struct arena *a);
void doc_grid_row(struct doc_grid *g);
void doc_grid_cell(struct doc_grid *g, struct sv text, uint32_t rowspan, uint32_t colspan,
	struct doc_place at, bool header);
int doc_grid_finish(struct doc_grid *g, struct doc_table *table) __attribute__((warn_unused_result));

/** The cell that covers (row, col) of the unfolded grid, or NULL. */
const struct doc_cell *doc_cell_at(const struct doc_table *t, uint32_t row, uint32_t col);

/** Name of a format for messages: "HTML", "DOCX", … */
const char *doc_format_name(enum doc_format f);
