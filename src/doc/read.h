/**
 * Documents in. Two doors:
 *
 *  - `doc_reader` is what the house uses. The bytes are parsed in a child process that can open no
 *    file and no socket and has limited memory and time (seccomp allow-list, rlimits). A crash, a
 *    bomb or a hang costs that file alone and comes back as an error with a sentence.
 *  - `doc_parse` is what the child runs, and what unit tests and fuzz targets call directly.
 *
 * The type is told by content, never by file name.
 */
#pragma once

#include "doc/doc.h"

/** What kind of document these bytes are. DOC_UNKNOWN when they are none that we read. */
enum doc_format doc_sniff(struct sv bytes);

/**
 * Parse in this process. `a` should have DOC_MAX_ARENA as its ceiling.
 *
 * Formats that need a helper program (PDF: gongkai-pdf, legacy .doc: antiword) are not parsed
 * here: E_UNSUPPORTED with a sentence; `doc_reader_read` runs the helper.
 *
 * @param ret  the document, set on success only
 * @return 0, E_FORMAT, E_LIMIT, E_ENCRYPTED, E_UNSUPPORTED, E_NOMEM
 */
int doc_parse(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
	__attribute__((warn_unused_result));

/** Readers by format; same contract as doc_parse. */
int doc_read_html(struct sv bytes, struct arena *a, struct doc **ret, struct err *err);
int doc_read_text(struct sv bytes, struct arena *a, struct doc **ret, struct err *err);
int doc_read_csv(struct sv bytes, struct arena *a, struct doc **ret, struct err *err);
int doc_read_json(struct sv bytes, struct arena *a, struct doc **ret, struct err *err);
int doc_read_docx(struct sv bytes, struct arena *a, struct doc **ret, struct err *err);
int doc_read_xlsx(struct sv bytes, struct arena *a, struct doc **ret, struct err *err);

/**
 * Append the blocks of an HTML fragment (UTF-8) to a document; for exports that embed HTML.
 * Its lines count from `at.line`.
 */
int doc_append_html(struct doc *d, struct sv html, struct doc_place at, struct err *err);

struct doc_reader;

struct doc_reader_options {
	const char *pdf_worker; /* path of gongkai-pdf; NULL: PDFs are E_UNSUPPORTED */
	const char *antiword;   /* path of antiword; NULL: .doc files are E_UNSUPPORTED */
	unsigned timeout_ms;    /* per document; 0 = 20,000 */
	size_t memory;          /* address space of the child; 0 = 1 GiB */
	bool no_sandbox;        /* only for kernels without seccomp, and then the caller has said so */
};

/**
 * Open a reader. The child is started at the first document and serves many; it is replaced after
 * a failure and after 64 documents. Not to be shared between threads.
 */
int doc_reader_open(const struct doc_reader_options *options, struct doc_reader **ret,
	struct err *err) __attribute__((warn_unused_result));

/**
 * Parse one document in the child.
 * @param a    arena of the result
 * @param ret  the document, set on success only
 * @return what doc_parse returns, and E_CRASH, E_TIMEOUT
 */
int doc_reader_read(struct doc_reader *r, struct sv bytes, struct arena *a, struct doc **ret,
	struct err *err) __attribute__((warn_unused_result));

/** Stop the child and free the reader. Accepts NULL. */
void doc_reader_close(struct doc_reader *r);
