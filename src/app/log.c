#include "app/log.h"

#include "app/machine.h"
#include "base/date.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void log_line(const char *level, const char *event, const char *format, ...)
{
	char line[1024], time[MOMENT_TEXT_MAX];
	int n = snprintf(line, sizeof line, "time=%s level=%s event=%s ",
		moment_print_rfc3339(machine_now(), time), level, event);
	va_list ap;
	va_start(ap, format);
	vsnprintf(line + n, sizeof line - (size_t)n, format, ap);
	va_end(ap);
	/* One write, so that threads do not mix their lines. */
	size_t length = strlen(line);
	if (length > sizeof line - 2)
		length = sizeof line - 2;
	line[length] = '\n';
	fwrite(line, 1, length + 1, stderr);
}

void log_error(const char *event, const struct err *err)
{
	char detail[sizeof err->detail];
	size_t n = 0;
	for (; err->detail[n] && n < sizeof detail - 1; n++)
		detail[n] = err->detail[n] == '"' || err->detail[n] == '\n' ? '\'' : err->detail[n];
	detail[n] = '\0';
	log_line("error", event, "code=%s detail=\"%s\"", err_name(err->code), detail);
}
