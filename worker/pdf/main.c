/* SPDX-License-Identifier: GPL-3.0-or-later */
/**
 * gongkai-pdf: a PDF on stdin, one outcome (doc/wire.h) on stdout.
 *
 * A program of its own because it links poppler, which is GPL, and because a PDF is the most
 * hostile kind of file we read. It takes the file in, shuts itself off from everything else and
 * only then looks at it. Exit code 0 when an outcome was written, 1 otherwise.
 */
#include "base/auto.h"
#include "base/fd.h"
#include "doc/sandbox.h"
#include "doc/wire.h"
#include "take.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <unistd.h>

enum { FIRST_ROOM = 1 << 20, CPU_SECONDS = 20 };

#define MEMORY ((size_t)1 << 30)

/** What poppler asks for while it reads: character maps and, for fonts that are not embedded, fonts. */
static const char *const readable[] = { "/usr/share/poppler", "/usr/share/fonts", "/etc/fonts",
	"/usr/share/fontconfig", "/var/cache/fontconfig", NULL };

/** Everything on stdin. More than DOC_MAX_BYTES is refused without keeping it. */
static int read_all(char **ret, size_t *ret_n, struct err *err)
{
	size_t n = 0, cap = 0;
	char *p = NULL;
	for (;;) {
		if (n == cap) {
			cap = cap ? cap * 2 : FIRST_ROOM;
			char *more = cap <= 2 * (size_t)DOC_MAX_BYTES ? realloc(p, cap) : NULL;
			if (!more) {
				free(p);
				return err_set(err, E_NOMEM, "内存不足，无法读取这个 PDF。");
			}
			p = more;
		}
		ssize_t got = read(STDIN_FILENO, p + n, cap - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || n > DOC_MAX_BYTES)
			break;
		n += (size_t)got;
	}
	if (n > DOC_MAX_BYTES) {
		free(p);
		return err_set(err, E_LIMIT, "文件超过 %d MB，请拆分或压缩后再试。", DOC_MAX_BYTES >> 20);
	}
	*ret = p;
	*ret_n = n;
	return E_OK;
}

/** Poppler complains about files at length; the outcome says what matters. */
static void keep_quiet(const gchar *domain, GLogLevelFlags level, const gchar *text, gpointer data)
{
	(void)domain;
	(void)level;
	(void)text;
	(void)data;
}

int main(void)
{
	AUTO(arena_done) struct arena a;
	AUTO(arena_done) struct arena outcome;
	arena_init(&a, DOC_MAX_ARENA);
	arena_init(&outcome, 2 * (size_t)DOC_MAX_ARENA);
	g_log_set_default_handler(keep_quiet, NULL);
	struct err err = { 0 };
	struct doc *d = NULL;
	char *bytes = NULL;
	size_t n = 0;
	int code = read_all(&bytes, &n, &err);
	const struct sandbox_policy cage = { .memory = MEMORY, .cpu_seconds = CPU_SECONDS,
		.read = readable };
	if (!code)
		code = sandbox_enter(&cage, NULL, &err);
	if (!code)
		code = take_pdf((struct sv){ bytes, n }, &a, &d, &err);
	struct str out;
	str_init(&out, &outcome, DOC_MAX_ARENA);
	doc_wire_encode(code, &err, d, &out);
	if (!str_ok(&out)) {
		str_init(&out, &outcome, DOC_MAX_ARENA);
		code = err_set(&err, E_LIMIT, "这个 PDF 的内容过多；请只保留年度报告部分后再试。");
		doc_wire_encode(code, &err, NULL, &out);
	}
	bool written = fd_write(STDOUT_FILENO, str_sv(&out));
	/* No handlers at exit: those of libraries and sanitizers ask for more than the cage gives. */
	_exit(written ? 0 : 1);
}
