/**
 * An annual report on government information disclosure (政府信息公开工作年度报告) as read from a
 * document: who, which year, every cell of the statutory tables, the text of the six sections,
 * and where each thing stands in the source.
 *
 * Ownership: everything lives in the arena the report was read into.
 */
#pragma once

#include "doc/doc.h"
#include "law/form.h"
#include "law/rule.h"

/** One section of the report. */
struct report_section {
	bool present;         /* its heading was found */
	struct sv heading;    /* as printed; empty when the section is absent */
	struct sv text;       /* its narrative without the tables, paragraphs separated by '\n' */
	struct doc_place at;
	int order;            /* 0 = came first in the document, -1 = absent */
	int numeral;          /* its printed number, 1 for 一; 0 = none printed */
	bool wordless;        /* the section is there but nothing heads it */
	bool variant;         /* its heading is in other words than the form's */
};

/** The statistical period as the report states it. */
struct report_period {
	bool present;
	int from_year, from_month, from_day; /* 0 = not said */
	int to_year, to_month, to_day;
	struct sv quote;
	struct doc_place at;
};

/** Something a rule found. No finding without a quote or a cell. */
struct finding {
	enum rule_id rule;
	enum severity severity;
	int cell;               /* number of the cell it speaks of, -1 if none */
	const char *section;    /* key of the section it speaks of, NULL if none */
	struct sv found;        /* what stands there */
	struct sv expected;     /* what should stand there; may be empty */
	struct sv quote;        /* the words of the document; personal data in it is masked */
	struct sv message;      /* one Chinese sentence for the clerk */
	struct doc_place at;
};

struct findings {
	struct arena *arena;
	struct finding *items;
	size_t n, cap;
};

struct report {
	struct arena *arena;
	enum doc_format format;
	struct sv title;      /* as printed */
	struct sv unit;       /* name of the unit, without year and without 关于 */
	struct doc_place title_at;
	int year;             /* 0 when the document does not say */
	struct report_period period;
	struct sv preamble;   /* text before section one */
	struct report_section sections[SECTION__MAX];
	enum form_layout layout;          /* the layout its tables follow */
	bool tables[TABLE__MAX];          /* which tables were found */
	struct form_cell cells[FORM_CELLS];
	struct doc_place cell_at[FORM_CELLS];
	struct sv cell_quote[FORM_CELLS]; /* as printed, where that differs from the value */
	struct findings noticed;          /* what the reading itself noticed: labels, order, splits */
};

/** Add a finding; a copy of `f` is kept. On exhaustion the arena's `failed` is set. */
void findings_add(struct findings *list, struct finding f);

/**
 * Read a report from a document.
 *
 * Reading is tolerant: labels are matched by meaning, wherever they stand. It never repairs a
 * figure: what is printed is what is returned.
 *
 * @return 0; E_NOT_REPORT when nothing of the form is there; E_MANY when the file holds more than
 *         one report; E_NOMEM
 */
int report_read(const struct doc *d, struct arena *a, struct report **ret, struct err *err)
	__attribute__((warn_unused_result));

/** What a report may be checked against besides itself; members may be NULL. */
struct report_context {
	const struct report *previous;        /* the same unit's report of the year before */
	const struct report *const *others;   /* other reports of the run, for copy_of */
	size_t n_others;
};

/**
 * Check a report against every rule. Adds to `list` what the reading noticed and what the rules
 * found, most serious first, in the order of the form.
 * @return 0 or E_NOMEM
 */
int report_check(const struct report *r, const struct report_context *context,
	struct findings *list, struct err *err) __attribute__((warn_unused_result));

/**
 * The rules that hold the narrative against the tables: text_vs_table and text_sum.
 * Called by report_check; on its own for tests.
 */
void report_check_narrative(const struct report *r, struct findings *list);

/** Is the unit a street office or a town/township government (街道办事处、乡镇人民政府)? */
bool report_is_street_or_town(const struct report *r);

/** Do two names mean one unit? One may carry the name of the province or city in front. */
bool report_same_unit(struct sv a, struct sv b);

/** The layout that a table of the report has to follow: 表三 and 表四 that of the year, the tables
    of section two the one they were printed in. */
enum form_layout report_layout(const struct report *r, enum form_table_id t);

/** Is （六）其他处理 one row, as in the form of 2019, instead of three? */
bool report_has_single_other(const struct report *r);
