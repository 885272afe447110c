/**
 * The statutory form of the annual report on government information disclosure
 * (政府信息公开工作年度报告): its six sections, its tables, and a number for every cell.
 *
 * Source: 国办公开办函〔2021〕30号 (reports of 2021 and later) and 国办公开办函〔2019〕60号 (the trial
 * form of 2019 and 2020); the content is asked for by art. 50 of the Regulation (State Council
 * Order 711). Kept equal to data/report_format.json by tests/unit/test_form.c.
 *
 * Both forms share one numbering of cells. Rows and columns say in which form they stand, so a
 * report that mixes the two (2019 layout in 2021) is still one array of cells. A cell is written
 * `table.row.column`, e.g. `applications.granted.natural_person`.
 */
#pragma once

#include "base/arena.h"
#include "base/sv.h"

#include <stdbool.h>
#include <stdint.h>

/** The two layouts, usable as a set. */
enum form_layout { FORM_2021 = 1, FORM_2019 = 2, FORM_BOTH = 3 };

/** The six sections, in statutory order. */
enum form_section {
	SECTION_OVERVIEW,     /* 一、总体情况 */
	SECTION_PROACTIVE,    /* 二、主动公开政府信息情况 */
	SECTION_APPLICATIONS, /* 三、收到和处理政府信息公开申请情况 */
	SECTION_REVIEW,       /* 四、政府信息公开行政复议、行政诉讼情况 */
	SECTION_PROBLEMS,     /* 五、存在的主要问题及改进情况 */
	SECTION_OTHER,        /* 六、其他需要报告的事项 */
	SECTION__MAX
};

enum form_table_id {
	TABLE_ART20_1,      /* 第二十条第（一）项: rules and normative documents */
	TABLE_ART20_5,      /* 第（五）项: licences */
	TABLE_ART20_6,      /* 第（六）项: penalties and coercion */
	TABLE_ART20_8,      /* 第（八）项: administrative fees */
	TABLE_ART20_9,      /* 第（九）项: procurement, 2019 form only */
	TABLE_APPLICATIONS, /* 表三 */
	TABLE_REVIEW,       /* 表四 */
	TABLE__MAX
};

/** Columns of 表三. */
enum app_column {
	APP_NATURAL_PERSON,
	APP_ORG_COMMERCIAL,
	APP_ORG_RESEARCH,
	APP_ORG_PUBLIC_WELFARE,
	APP_ORG_LEGAL_SERVICE,
	APP_ORG_OTHER,
	APP_TOTAL,
	APP_COLUMN__MAX
};

/** Rows of 表三, in printed order. OTHER_HANDLING is the single （六） row of the 2019 form. */
enum app_row {
	APP_NEW_RECEIVED,
	APP_CARRIED_IN,
	APP_GRANTED,
	APP_PARTIALLY_GRANTED,
	APP_DENIED_STATE_SECRET,
	APP_DENIED_LAW_PROHIBITED,
	APP_DENIED_THREE_SAFETIES,
	APP_DENIED_THIRD_PARTY,
	APP_DENIED_INTERNAL_AFFAIRS,
	APP_DENIED_PROCESS_INFO,
	APP_DENIED_ENFORCEMENT_FILE,
	APP_DENIED_ADMIN_QUERY,
	APP_UNABLE_NOT_HELD,
	APP_UNABLE_NEEDS_CREATION,
	APP_UNABLE_STILL_UNCLEAR,
	APP_NOT_PROCESSED_PETITION,
	APP_NOT_PROCESSED_REPEAT,
	APP_NOT_PROCESSED_PUBLICATION,
	APP_NOT_PROCESSED_EXCESSIVE,
	APP_NOT_PROCESSED_RECONFIRM,
	APP_OTHER_HANDLING,
	APP_OTHER_CORRECTION_OVERDUE,
	APP_OTHER_FEE_UNPAID,
	APP_OTHER_MISC,
	APP_RESULTS_TOTAL,
	APP_CARRIED_OUT,
	APP_ROW__MAX
};

/** First and last row of a group of 表三 results, both inclusive. */
enum {
	APP_RESULT_FIRST = APP_GRANTED,
	APP_RESULT_LAST = APP_OTHER_MISC,
	APP_DENIED_FIRST = APP_DENIED_STATE_SECRET,
	APP_DENIED_LAST = APP_DENIED_ADMIN_QUERY,
	APP_UNABLE_FIRST = APP_UNABLE_NOT_HELD,
	APP_UNABLE_LAST = APP_UNABLE_STILL_UNCLEAR,
	APP_NOT_PROCESSED_FIRST = APP_NOT_PROCESSED_PETITION,
	APP_NOT_PROCESSED_LAST = APP_NOT_PROCESSED_RECONFIRM,
	APP_OTHER_FIRST = APP_OTHER_HANDLING,
	APP_OTHER_LAST = APP_OTHER_MISC
};

/** 表四: three groups of five columns, each ending in its total. */
enum { REVIEW_GROUPS = 3, REVIEW_GROUP_SIZE = 5, REVIEW_COLUMN__MAX = 15 };
enum review_group { REVIEW_RECONSIDERATION, REVIEW_LITIGATION_DIRECT, REVIEW_LITIGATION_AFTER };

enum form_type { FORM_INT, FORM_DECIMAL_WAN_YUAN, FORM_SIGNED };

/** A row or column of a table. All strings are static. */
struct form_axis {
	const char *key;         /* e.g. "granted" */
	const char *label;       /* as the form prints it, e.g. "（一）予以公开" */
	const char *group;       /* heading above or left of it, NULL if none */
	const char *aliases[6];  /* other wordings seen that mean the same, NULL-terminated */
	const char *legal;       /* article it follows from, NULL if none */
	unsigned layouts;        /* set of enum form_layout */
	enum form_type type;     /* of a column's cells */
};

struct form_table {
	const char *key;
	const char *caption; /* e.g. "第二十条第（一）项" */
	enum form_section section;
	unsigned layouts;
	const struct form_axis *rows, *columns;
	int n_rows, n_columns;
	int first_cell; /* number of its first cell */
};

/** Every cell of both layouts: 12 + 6 + 6 + 3 + 2 + 182 + 15. */
enum { FORM_CELLS = 226 };

/** What stands in a cell. Four different things, and "not there at all". */
enum cell_state {
	CELL_ABSENT,  /* the document has no such row, column or table */
	CELL_BLANK,   /* the cell is there and empty */
	CELL_NUMBER,  /* `n` is the number */
	CELL_DECIMAL, /* an amount in 万元; `n` is in 10^-6 万元, that is fen; `text` as printed */
	CELL_TEXT     /* something that is not a number; `text` as printed */
};

struct form_cell {
	enum cell_state state;
	bool provisional; /* read from digits without borders, not the only possible reading */
	int64_t n;
	struct sv text;
};

extern const struct form_table form_tables[TABLE__MAX];

/** Heading of a section as the form prints it, with its numeral: "一、总体情况". */
const char *form_section_label(enum form_section s);

/** Key of a section: "overview" … "other_matters". */
const char *form_section_key(enum form_section s);

/** The layout the rules ask for in a year: 2019 form up to 2020, else 2021 form. */
enum form_layout form_for_year(int year);

/** Document number of a layout, e.g. "国办公开办函〔2021〕30号". */
const char *form_source(enum form_layout l);

/** Number of the cell at a table's row and column. */
static inline int form_cell_at(enum form_table_id t, int row, int column)
{
	return form_tables[t].first_cell + row * form_tables[t].n_columns + column;
}

/** Short hands for the two large tables. */
static inline int app_cell(enum app_row r, enum app_column c)
{
	return form_cell_at(TABLE_APPLICATIONS, r, c);
}
static inline int review_cell(enum review_group g, int i)
{
	return form_cell_at(TABLE_REVIEW, 0, g * REVIEW_GROUP_SIZE + i);
}

/** Where a cell stands. */
struct form_position {
	enum form_table_id table;
	int row, column;
};
struct form_position form_position(int cell);

/** Does the official form of that layout have this cell? */
bool form_has(enum form_layout l, int cell);

/** What kind of figure belongs in a cell. */
enum form_type form_cell_type(int cell);

/** Longest key, with its NUL. */
enum { FORM_KEY_MAX = 96 };

/** Write `table.row.column` to `buf` and return it. */
const char *form_key(int cell, char buf[static FORM_KEY_MAX]);

/** Number of the cell with that key, or -1. */
int form_cell_by_key(struct sv key);

/** The cell in words an official understands: "表三·（一）予以公开·自然人". */
struct sv form_cell_name(struct arena *a, int cell);

/** The amount of a number or decimal cell; 0 for a blank or absent one; false for text. */
bool form_value(const struct form_cell *c, int64_t *ret);
