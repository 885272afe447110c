/**
 * The log: one line an event on standard error, `name=value` pairs parted by blanks (logfmt). Never with
 * what was asked for beyond the route, nor with anything of a person but the account's number.
 */
#pragma once

#include "base/err.h"
#include "base/sv.h"

#include <stdint.h>

/** A line that is being put together; what does not fit is left out. */
struct log_entry {
	char text[1024];
	size_t n;
};

/** Begin a line, add pairs to it, write it at once. For the line of every request: no format is read. */
void log_begin(struct log_entry *e, const char *level, const char *event);
void log_word(struct log_entry *e, const char *name, struct sv value);
void log_number(struct log_entry *e, const char *name, uint64_t value);
void log_end(struct log_entry *e);

/** Write a line: level ("info", "error"), event, and further pairs in `format`. */
void log_line(const char *level, const char *event, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** The same for an error: its code and detail. */
void log_error(const char *event, const struct err *err);
