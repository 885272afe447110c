/* Reads messages as NUL-ended fields (from, to, subject, body, id, moment) from standard input and prints each as
   mail_print makes it, behind its length. Driven by test_mail.py. */
#include "app/mail.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIELDS = 6, FIELD_MAX = 65536 };

static bool read_field(char *buf)
{
	size_t n = 0;
	int c;
	while ((c = getchar()) > 0 && n < FIELD_MAX - 1)
		buf[n++] = (char)c;
	buf[n] = '\0';
	return c == 0;
}

int main(void)
{
	static char fields[FIELDS][FIELD_MAX];
	for (;;) {
		struct arena a;
		for (int i = 0; i < FIELDS; i++)
			if (!read_field(fields[i]))
				return i ? EXIT_FAILURE : EXIT_SUCCESS;
		const struct mail m = { .from = sv_of(fields[0]), .to = sv_of(fields[1]),
			.subject = sv_of(fields[2]), .body = sv_of(fields[3]), .id = sv_of(fields[4]),
			.date = strtoll(fields[5], NULL, 10) };
		arena_init(&a, 1 << 24);
		struct sv out = mail_print(&m, &a);
		printf("%zu\n", out.n);
		fwrite(out.p, 1, out.n, stdout);
		arena_done(&a);
	}
}
