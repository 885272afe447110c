/**
 * Documents out: a struct doc printed as HTML, DOCX, PDF or XLSX.
 *
 * Page geometry and type follow GB/T 9704-2012: A4, 版心 156 × 225 mm, margins top 37 mm, left
 * 28 mm, right 26 mm, bottom 35 mm; body 3号 (16 pt) 仿宋, 22 lines a page, 28 characters a line;
 * title 2号 (22 pt) 小标宋, centred; first-level headings 黑体, second-level 楷体; page number 4号
 * (14 pt) 宋体 between dashes, right on odd and left on even pages.
 */
#pragma once

#include "doc/doc.h"

/**
 * Print `d`. The same document gives the same bytes (no clock, no random part).
 *
 * @param a    arena of the result
 * @param ret  the file, set on success only
 * @return 0, E_NOMEM, E_LIMIT, E_UNSUPPORTED (a format that is not written), E_IO (fonts missing)
 */
int doc_write(const struct doc *d, enum doc_format format, struct arena *a, struct sv *ret,
	struct err *err) __attribute__((warn_unused_result));
