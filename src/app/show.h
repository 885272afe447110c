/** Reports and findings in plain text, for a person at a terminal. */
#pragma once

#include "base/str.h"
#include "report/report.h"

/** "名称　2023年", or what is known of it. */
void show_who(struct str *s, const struct report *r);

/** One finding: severity, rule, message, the words of the document, where, and by what article. */
void show_finding(struct str *s, const struct finding *f, enum doc_format format);

/** A cell as printed; "（空白）", "（无）" and "（存疑）" where there is no certain figure. */
void show_cell(struct str *s, const struct form_cell *c);

/** The tables of a report, the way they stand in the form, one row a line. */
void show_tables(struct str *s, const struct report *r);

/** A number of 10^-6 万元, or of cases, with its sign. */
void show_delta(struct str *s, int cell, int64_t delta);

/** `text` in `columns` terminal columns (a Chinese character takes two): padded with spaces, or
 * cut and ended with "…". */
void show_padded(struct str *s, struct sv text, unsigned columns);
