/**
 * The log: one line an event on standard error, `name=value` pairs parted by blanks (logfmt). Never with
 * what was asked for beyond the route, nor with anything of a person but the account's number.
 */
#pragma once

#include "base/err.h"

/** Write a line: level ("info", "error"), event, and further pairs in `format`. */
void log_line(const char *level, const char *event, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** The same for an error: its code and detail. */
void log_error(const char *event, const struct err *err);
