#include "base/err.h"

#include <stdio.h>
#include <string.h>

/** Cut a truncated UTF-8 sequence off the end, so that a long message stays well-formed. */
static void trim_utf8(char *s)
{
	size_t n = strlen(s), start = n;
	while (start > 0 && ((unsigned char)s[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0 || (unsigned char)s[start - 1] < 0xC0)
		return;
	unsigned char lead = (unsigned char)s[start - 1];
	size_t want = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
	if (n - start < want)
		s[start - 1] = '\0';
}

int err_set(struct err *err, enum err_code code, const char *user_fmt, ...)
{
	if (!err)
		return code;
	*err = (struct err){ .code = code };
	va_list ap;
	va_start(ap, user_fmt);
	vsnprintf(err->user, sizeof err->user, user_fmt, ap);
	va_end(ap);
	trim_utf8(err->user);
	return code;
}

int err_detail(struct err *err, const char *fmt, ...)
{
	if (!err)
		return E_IO; /* the code is with err_set, whose caller kept nothing of it: some failure */
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(err->detail, sizeof err->detail, fmt, ap);
	va_end(ap);
	trim_utf8(err->detail);
	return err->code;
}

const char *err_name(enum err_code code)
{
	static const char *const names[E__MAX] = {
		[E_OK] = "E_OK",           [E_USAGE] = "E_USAGE",
		[E_IO] = "E_IO",           [E_NOT_FOUND] = "E_NOT_FOUND",
		[E_FORMAT] = "E_FORMAT",   [E_LIMIT] = "E_LIMIT",
		[E_ENCRYPTED] = "E_ENCRYPTED", [E_UNSUPPORTED] = "E_UNSUPPORTED",
		[E_CRASH] = "E_CRASH",     [E_TIMEOUT] = "E_TIMEOUT",
		[E_NOMEM] = "E_NOMEM",     [E_NOT_REPORT] = "E_NOT_REPORT",
		[E_MANY] = "E_MANY",       [E_EXISTS] = "E_EXISTS",
		[E_STALE] = "E_STALE",     [E_FORBIDDEN] = "E_FORBIDDEN",
		[E_DB] = "E_DB",           [E_BUSY] = "E_BUSY",
		[E_FULL] = "E_FULL",
	};
	return (unsigned)code < E__MAX && names[code] ? names[code] : "E_?";
}
