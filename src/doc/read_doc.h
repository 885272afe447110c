/**
 * Legacy .doc, private to the reader. The file is an OLE2 container (MS-CFB) whose text antiword
 * prints as DocBook; that in turn is parsed in the sandboxed child like any other document.
 *
 * DocBook from antiword has rows and cells but no spans: columns that are merged across are found
 * again from the widths it prints, a cell merged downwards reads as a cell and blank ones below.
 */
#pragma once

#include "doc/doc.h"

/** Do the bytes begin like an OLE2 container? */
bool doc_is_ole(struct sv bytes);

/**
 * Is this container a Word document that antiword can be given? Looks at fixed places only.
 * @return 0, E_ENCRYPTED, E_UNSUPPORTED (spreadsheet, slides, …: says what to convert to), E_FORMAT
 */
int doc_ole_check(struct sv bytes, struct err *err);

/** Parse what `antiword -x db` printed; contract of doc_parse. */
int doc_read_docbook(struct sv bytes, struct arena *a, struct doc **ret, struct err *err);
