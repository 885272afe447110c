/** A report as a file in the format the address asks for. Private to src/web. */
#pragma once

#include "report/report.h"
#include "web/visit.h"

/** Answer with `r` in the route's {format}: docx, pdf, xlsx, html, csv, json. E_NOT_FOUND for another. */
int report_file_send(struct visit *v, const struct report *r, struct sv name, struct err *err)
	__attribute__((warn_unused_result));
