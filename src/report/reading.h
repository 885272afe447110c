/**
 * What the parts of the reader share while one report is read: the document as atoms, its
 * outline, and the report that is being filled. Private to this folder.
 */
#pragma once

#include "base/str.h"
#include "report/items.h"
#include "report/outline.h"
#include "report/report.h"
#include "report/split.h"

struct reading {
	struct flow flow;
	struct outline outline;
	struct report *r;
	struct arena *arena;
};

/** Put a figure into a cell of the report, with its place and its printed form. */
void reading_set(struct reading *rd, int cell, const struct item *figure);

/** Put a value that was split from a run of digits; `certain` when no other reading fits. */
void reading_set_split(struct reading *rd, int cell, int64_t n, const struct item *run,
	bool certain);

/** Note something about atoms [from, to). `cell` may be -1. */
void reading_note(struct reading *rd, enum rule_id rule, int cell, size_t from, size_t to,
	struct sv expected, struct sv message);

/**
 * Compare a label as printed with the form's wording and note a variant. Only labels that stand
 * whole in a cell or on a line are compared: a torn one says nothing.
 */
void reading_label(struct reading *rd, const struct item *label, int cell);

/** 第二十条 tables. @return 0 or E_NOMEM */
int read_art(struct reading *rd);

/** 表三. @return 0 or E_NOMEM */
int read_applications(struct reading *rd);

/** 表四. @return 0 or E_NOMEM */
int read_review(struct reading *rd);

/**
 * A report that comes as data (our own JSON and CSV, exports of other systems): its cells, unit
 * and year. @return false when the document names no cell of the form
 */
bool read_export(struct reading *rd);

/** The sections of an export that names them by key; others stay as they were read. */
void read_export_sections(struct reading *rd);

/** Split figures of a row in the words of a message: "151｜3｜0｜0｜0｜0｜154". */
struct sv reading_cells_text(struct arena *arena, const int64_t *values, int n);
