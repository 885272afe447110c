/**
 * A filled letter (law/letter.h) as a document in the official format, GB/T 9704-2012: title, number at the right,
 * salutation at the edge, attachments below the body, then organ and date: the date four characters from the right
 * edge, the organ centred above it, both on one page (7.3.5.1).
 */
#pragma once

#include "doc/doc.h"
#include "law/letter.h"

/** Lay it out; text is not copied. NULL: E_NOMEM, E_LIMIT. */
struct doc *letter_doc(const struct letter *l, struct arena *a, struct err *err);
