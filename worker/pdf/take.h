/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * A whole PDF to a document: paragraphs and tables, no headings (a PDF does not say what is one).
 */
#pragma once

#include "doc/doc.h"

/**
 * @param bytes  the file
 * @param a      arena of the result
 * @param ret    the document, set on success only
 * @return 0, E_FORMAT (damaged), E_ENCRYPTED, E_LIMIT (pages, size of the result), E_UNSUPPORTED
 *         (no text: a scan), E_NOMEM
 */
int take_pdf(struct sv bytes, struct arena *a, struct doc **ret, struct err *err);
