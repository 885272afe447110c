/** A filled letter as a document, in the geometry of GB/T 9704 (doc/write.h prints it). */
#pragma once

#include "doc/doc.h"
#include "law/letter.h"

/** Lay it out; texts are not copied and must outlive it. NULL with `err` set: E_NOMEM, E_LIMIT */
struct doc *letter_doc(const struct letter *l, struct arena *a, struct err *err);
