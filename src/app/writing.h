/** Reports out to files, shared by the commands that write. */
#pragma once

#include "doc/doc.h"
#include "report/report.h"

/** The format asked for by --to, or by the extension of the output file; DOC_UNKNOWN if neither. */
enum doc_format write_format(const char *to, const char *out);

/** Write `r` in the official form. @return 0, or an error with `err` filled */
int write_report(const struct report *r, enum doc_format format, const char *out,
	struct arena *a, struct err *err);
