#include "app/log.h"

#include "app/machine.h"
#include "base/date.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void add(struct log_entry *e, struct sv text)
{
	text = sv_head(text, sizeof e->text - 1 - e->n);
	memcpy(e->text + e->n, text.p, text.n);
	e->n += text.n;
}

void log_begin(struct log_entry *e, const char *level, const char *event)
{
	char time[MOMENT_TEXT_MAX];
	e->n = 0;
	add(e, SV("time="));
	add(e, sv_of(moment_print_rfc3339(machine_now(), time)));
	log_word(e, "level", sv_of(level));
	log_word(e, "event", sv_of(event));
}

void log_word(struct log_entry *e, const char *name, struct sv value)
{
	add(e, SV(" "));
	add(e, sv_of(name));
	add(e, SV("="));
	add(e, value);
}

void log_number(struct log_entry *e, const char *name, uint64_t value)
{
	char digits[20];
	size_t at = sizeof digits;
	do
		digits[--at] = (char)('0' + value % 10);
	while (value /= 10);
	log_word(e, name, (struct sv){ digits + at, sizeof digits - at });
}

void log_end(struct log_entry *e)
{
	e->text[e->n] = '\n';
	/* One write, so that threads do not mix their lines. */
	fwrite(e->text, 1, e->n + 1, stderr);
}

void log_line(const char *level, const char *event, const char *format, ...)
{
	struct log_entry e;
	va_list ap;
	log_begin(&e, level, event);
	add(&e, SV(" "));
	va_start(ap, format);
	int n = vsnprintf(e.text + e.n, sizeof e.text - e.n, format, ap);
	va_end(ap);
	size_t room = sizeof e.text - 1 - e.n;
	e.n += n < 0 ? 0 : (size_t)n < room ? (size_t)n : room;
	log_end(&e);
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
