/**
 * A report laid out as the official form (国办公开办函〔2021〕30号, or 〔2019〕60号 for the layout of
 * 2019): title, six sections, the 第二十条 table, 表三 and 表四 with their spans. What comes out is
 * a struct doc, which doc/write.h prints in any format.
 *
 * The form shows what the report has, no more: figures as they were printed, and a section, a
 * table or a row that the report lacks is left out, so that reading the result finds the same gaps.
 * Each figure knows which cell of the form it is: `at.line` is the number of the cell plus one.
 */
#pragma once

#include "report/report.h"

/**
 * Lay `r` out as the official form.
 * @param a  arena of the document; texts of `r` are not copied and must outlive it
 * @return the document, or NULL with `err` set (E_NOMEM)
 */
struct doc *report_form(const struct report *r, struct arena *a, struct err *err)
	__attribute__((warn_unused_result));

/**
 * The title of the form: "{unit}{year}年政府信息公开工作年度报告". What the report says instead when
 * unit or year are not known.
 */
struct sv report_form_title(const struct report *r, struct arena *a);

/**
 * What is printed in a cell: the number, the amount as it was printed (worked out from `n` when it
 * never was), the text, or nothing for a blank or absent cell.
 */
struct sv report_cell_text(const struct form_cell *c, struct arena *a);
