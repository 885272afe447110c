/**
 * What a DOCX file says outside its text, private to the DOCX reader: which paragraph styles are
 * headings, and how automatic numbers look (一、 and （一） are often not typed but counted by
 * Word). ECMA-376 part 1, 17.7 (styles) and 17.9 (numbering).
 */
#pragma once

#include "base/str.h"
#include "doc/ooxml.h"

enum { DOCX_LEVELS = 9, DOCX_NO_LIST = 0 };

/** What a paragraph or a style says of itself; -1 = does not say. */
struct docx_para_props {
	int outline; /* 0..8 a heading of that depth, 9 body text */
	int list;    /* numId, DOCX_NO_LIST takes it out of the list of its style */
	int depth;   /* ilvl */
};

struct docx_style {
	struct sv id, based_on, name;
	struct docx_para_props props;
};

struct docx_styles {
	struct docx_style *items;
	size_t n, cap;
};

struct docx_level {
	struct sv format; /* numFmt, e.g. "chineseCounting" */
	struct sv text;   /* lvlText, e.g. "%1、" */
	struct sv style;  /* pStyle: the paragraph style tied to this level */
	uint32_t start;
	bool tight;       /* nothing between number and text */
};

struct docx_list {
	uint32_t id; /* abstractNumId */
	struct docx_level levels[DOCX_LEVELS];
	uint32_t count[DOCX_LEVELS]; /* of the last paragraph at each depth */
	bool begun[DOCX_LEVELS];
};

struct docx_num {
	uint32_t id, list_id;
	uint32_t restart[DOCX_LEVELS]; /* startOverride + 1, 0 = none; taken at first use */
};

struct docx_numbering {
	struct docx_list *lists;
	struct docx_num *nums;
	size_t n_lists, cap_lists, n_nums, cap_nums;
};

/** Read the styles part. */
int docx_styles_read(struct ooxml *pkg, struct sv part, struct docx_styles *ret, struct err *err);

/** Read the numbering part. */
int docx_numbering_read(struct ooxml *pkg, struct sv part, struct docx_numbering *ret,
	struct err *err);

/**
 * Read the children of a <w:pPr> whose START was just seen, up to its END; the style it names is
 * stored in `*style`, in the arena of the package.
 */
void docx_para_props_read(struct ooxml_part *part, struct docx_para_props *ret,
	struct sv *style);

/**
 * Add what the paragraph's style and the styles below it say to what the paragraph does not say.
 * @return true for the style of document titles
 */
bool docx_styles_apply(const struct docx_styles *styles, struct sv style,
	const struct docx_numbering *numbering, struct docx_para_props *props);

/** Count one paragraph of a list and append its number ("一、", "1. ") to `out`. */
void docx_number(struct docx_numbering *numbering, const struct docx_para_props *props,
	struct str *out);
