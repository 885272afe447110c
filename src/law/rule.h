/**
 * The rules an annual report is checked against. Each has an id (the contract of
 * `--format json`), the severity it has when it is certain, the article or source it follows
 * from, and one sentence saying what it asks.
 *
 * Errors are what cannot be right; warnings are what should be looked at. A rule whose reading of
 * the document is not certain is lowered to a warning where it is applied, never raised.
 */
#pragma once

#include "base/sv.h"

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

enum rule_id {
	RULE_ROW_TOTAL,
	RULE_RESULTS_TOTAL,
	RULE_BALANCE,
	RULE_REVIEW_TOTAL,
	RULE_BLANK_CELL,
	RULE_NOT_A_NUMBER,
	RULE_NEGATIVE,
	RULE_LABEL_VARIANT,
	RULE_MISSING_TABLE,
	RULE_MISSING_SECTION,
	RULE_SECTION_ORDER,
	RULE_EMPTY_SECTION,
	RULE_FEE_NOT_REPORTED,
	RULE_RULES_BY_STREET,
	RULE_PERIOD,
	RULE_TEXT_VS_TABLE,
	RULE_CARRY_OVER,
	RULE_IN_FORCE_ROLLFORWARD,
	RULE_TEXT_SUM,
	RULE_FORM_OUTDATED,
	RULE_RUN_TOGETHER,
	RULE_ANNOTATED_CELL,
	RULE_COPY_OF,
	RULE_PRIVACY,
	RULE__MAX
};

struct rule {
	const char *id;          /* "row_total" */
	enum severity severity;  /* when certain */
	const char *title;       /* Chinese, for summaries: "行合计" */
	const char *source;      /* article or document it follows from, Chinese */
	const char *asks;        /* what it asks, one Chinese sentence */
};

/** The row of a rule; the table is total. */
const struct rule *rule_of(enum rule_id r);

/** Look a rule up by id. @return RULE__MAX when there is none */
enum rule_id rule_by_id(struct sv id);

/** "error" or "warning". */
const char *severity_key(enum severity s);

/** "错误" or "提示". */
const char *severity_label(enum severity s);
