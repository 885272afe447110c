/**
 * The document as one row of characters, each knowing where it came from and what separates it
 * from the one before: nothing, a space, a line end, a cell border. Labels and figures of a form
 * are found in this row whatever the file looked like, because a torn header cell, a wrapped line
 * and a proper table differ only in their separators.
 *
 * Characters are folded (full width to half width, traditional to simplified, dashes and quotes to
 * one form), so labels are compared as plain code points. Page numbers ("- 3 -") are left out.
 */
#pragma once

#include "doc/doc.h"

enum atom_sep {
	SEP_NONE,
	SEP_SPACE, /* one space */
	SEP_WIDE,  /* two or more spaces, or a tab */
	SEP_LINE,  /* a new line or paragraph */
	SEP_GAP,   /* an empty line */
	SEP_CELL,  /* the border between two cells of a row */
	SEP_ROW,   /* the next row of a table */
	SEP_TABLE  /* into or out of a table */
};

enum { ATOM_NO_CELL = UINT32_MAX };

struct atom {
	uint32_t cp;     /* folded code point; 0 is an empty cell */
	uint8_t sep;     /* enum atom_sep, before this atom */
	bool label;      /* belongs to a recognised label (set by label_find) */
	uint32_t block;  /* index into doc->blocks */
	uint32_t cell;   /* index into the table's cells, or ATOM_NO_CELL */
	const char *src; /* its first byte in the document */
};

struct flow {
	const struct doc *doc;
	struct atom *a;
	size_t n;
};

/** Lay the document out. @return 0 or E_NOMEM */
int flow_make(const struct doc *d, struct arena *arena, struct flow *ret);

/** The cell an atom stands in, or NULL. */
const struct doc_cell *flow_cell(const struct flow *f, size_t i);

/** Where atom `i` stands in the source. */
struct doc_place flow_place(const struct flow *f, size_t i);

/**
 * The words of atoms [from, to) as printed: one stretch of the source when they stand in the same
 * block or cell, else the pieces joined by a space.
 */
struct sv flow_quote(const struct flow *f, size_t from, size_t to, struct arena *arena);

/** The character that atom i came from, as printed; empty for a blank cell. */
struct sv flow_char(const struct flow *f, size_t i);

/** Is the text at atom `i` exactly `folded`, ignoring separators below SEP_CELL? Its length in
 * atoms, or 0. */
size_t flow_match(const struct flow *f, size_t i, size_t end, struct sv folded);

/** First atom in [from, to) where `folded` stands, or `to`. */
size_t flow_search(const struct flow *f, size_t from, size_t to, struct sv folded);

/** Folded text of atoms [from, to) without separators, at most `max` code points. */
struct sv flow_text(const struct flow *f, size_t from, size_t to, struct arena *arena);

static inline bool cp_is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

/** A Chinese character (CJK unified ideographs and extension A). */
static inline bool cp_is_han(uint32_t cp)
{
	return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF) || cp == 0x3007;
}
