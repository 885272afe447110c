/**
 * Errors: a code that the caller branches on, a sentence for the user (plain Chinese: what is
 * wrong and what to do), a detail for the log (English, no personal data), and the field or file
 * it speaks of.
 *
 * A function that can fail returns the code and fills `err` in the same call; 0 means success and
 * leaves `err` alone. Asserts are for our own mistakes only.
 */
#pragma once

#include <stdarg.h>

enum err_code {
	E_OK = 0,
	E_USAGE,       /* the caller asked for something that makes no sense */
	E_IO,          /* a file or pipe could not be read or written */
	E_NOT_FOUND,   /* no such file, unit, row */
	E_FORMAT,      /* bytes that are not what they claim to be, or not a kind we read */
	E_LIMIT,       /* a hard limit was reached: bytes, nesting, ratio, entries, time */
	E_ENCRYPTED,   /* protected by a password */
	E_UNSUPPORTED, /* known kind, but we cannot read it; the sentence says what to convert to */
	E_CRASH,       /* the sandboxed child died */
	E_TIMEOUT,     /* the sandboxed child took too long */
	E_NOMEM,       /* arena or machine exhausted */
	E_NOT_REPORT,  /* readable, but not an annual report */
	E_MANY,        /* more than one where one was expected */
	E_EXISTS,      /* it is there already */
	E_STALE,       /* somebody was faster, or the step does not fit the state it is in */
	E_FORBIDDEN,   /* this person may not do that */
	E_DB,          /* the database refused or is damaged */
	E_BUSY,        /* locked, gone away or overloaded: the same again later may work */
	E_FULL,        /* the disk is full */
	E__MAX
};

struct err {
	enum err_code code;
	char user[384];   /* sentence for the user, Chinese */
	char detail[256]; /* for the log, English */
	char field[256];  /* what it speaks of; may be empty */
};

/** Fill `err` (may be NULL) with a code and the user's sentence. @return `code` */
int err_set(struct err *err, enum err_code code, const char *user_fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** Add the detail for the log. @return err->code, so that it can end a return statement; E_IO when
    `err` is NULL, so that a failure never reads as success */
int err_detail(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** Name of a code for logs and tests, e.g. "E_LIMIT". */
const char *err_name(enum err_code code);
