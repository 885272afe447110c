/**
 * Reading a report from a file: the file's bytes, the sandboxed child that parses them, and the
 * report that is read from the result.
 */
#pragma once

#include "doc/read.h"
#include "report/report.h"

struct desk {
	struct doc_reader *reader;
	char pdf_worker[4096]; /* beside this program, or what GONGKAI_PDF_WORKER names */
	char antiword[4096];
	bool open;
};

/** Find the helper programs; the child is started at the first file. */
void desk_init(struct desk *d);

/** Read the document at `path` as a report. Everything returned lives in `a`. */
int desk_read(struct desk *d, const char *path, struct arena *a, struct report **ret,
	struct err *err) __attribute__((warn_unused_result));

/** The same for the bytes of a file. */
int desk_read_bytes(struct desk *d, struct sv bytes, struct arena *a, struct report **ret,
	struct err *err) __attribute__((warn_unused_result));

/** Stop the child. Accepts a desk that was never used. */
void desk_done(struct desk *d);
