/**
 * The rules that have a file of their own. Private to this folder; called by report_check, and on
 * their own by tests.
 */
#pragma once

#include "report/report.h"

/** Figures: sums, blanks, what is no number; `previous` (may be NULL) is last year's report. */
void report_check_figures(const struct report *r, const struct report *previous,
	struct findings *list);

/** Parts: sections, tables, statistical period, the form of the year. */
void report_check_parts(const struct report *r, struct findings *list);

/**
 * privacy: numbers that identify a person in the text of the report. An identity number or a bank
 * card behind 卡号, 账号 … is an error. A mobile number, or a bank card without such a word, is a
 * warning; the telephone an office publishes for itself (联系电话, 传真, 咨询 … in front) is none.
 * Quotes are masked.
 */
void report_check_privacy(const struct report *r, struct findings *list);

/**
 * copy_of: the narrative is nearly the same as that of last year's or of another unit's report.
 * See similar.c for what counts. `context` may be NULL.
 */
void report_check_copies(const struct report *r, const struct report_context *context,
	struct findings *list);
