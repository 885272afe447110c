/* A ZIP archive taken apart in a child that is not trusted. Its answer: a code; then a sentence, or the parts,
 * each as two lengths, name and bytes. */
#include "doc/zip_in.h"

#include "base/auto.h"
#include "base/fd.h"
#include "base/utf8.h"
#include "doc/child.h"
#include "doc/doc.h"

#include <stdint.h>
#include <fcntl.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { TIMEOUT_MS = 30000, CPU_SECONDS = 30, OUT = 1,
	ANSWER_MAX = DOC_MAX_INFLATED + DOC_MAX_ENTRIES * (ZIP_NAME_MAX + 8) + 8 };

static const size_t child_memory = (size_t)1 << 30;

/* ---- in the child ---------------------------------------------------------------------------- */

static bool tell(uint32_t n)
{
	return fd_write(OUT, (struct sv){ (const char *)&n, sizeof n });
}

static _Noreturn void serve(struct sv zip, int out)
{
	const struct sandbox_policy policy = { .memory = child_memory, .cpu_seconds = CPU_SECONDS };
	struct arena a;
	struct zip_part *parts = NULL;
	struct err err = { 0 };
	size_t n = 0;
	if (!child_keep(-1, out, -1))
		_exit(CHILD_NO_PROGRAM);
	if (sandbox_enter(&policy, NULL, NULL) != 0)
		_exit(CHILD_NO_SANDBOX);
	arena_init(&a, (size_t)DOC_MAX_INFLATED * 2);
	int rc = zip_read(zip, &a, &parts, &n, &err);
	bool ok = tell((uint32_t)rc);
	if (rc)
		ok = ok && fd_write(OUT, sv_of(err.user));
	for (size_t i = 0; ok && !rc && i < n; i++) {
		struct sv name = sv_of(parts[i].name);
		ok = tell((uint32_t)name.n) && tell((uint32_t)parts[i].bytes.n) && fd_write(OUT, name)
			&& fd_write(OUT, parts[i].bytes);
	}
	_exit(ok ? 0 : 1);
}

/* ---- in the house ---------------------------------------------------------------------------- */

static bool take(struct sv *rest, size_t n, struct sv *ret)
{
	*ret = sv_head(*rest, n);
	*rest = sv_from(*rest, n);
	return ret->n == n;
}

static bool take_number(struct sv *rest, uint32_t *ret)
{
	struct sv bytes;
	bool there = take(rest, sizeof *ret, &bytes);
	if (there)
		memcpy(ret, bytes.p, sizeof *ret);
	return there;
}

static int disordered(struct err *err)
{
	err_set(err, E_CRASH, "读取 ZIP 文件的程序出错，没有读取；请重试。");
	return err_detail(err, "zip child: its answer makes no sense");
}

/** Why the child refused it. */
static int refused(uint32_t code, struct sv sentence, struct err *err)
{
	bool known = code == E_FORMAT || code == E_LIMIT || code == E_NOMEM;
	if (!known || !sentence.n || sentence.n >= sizeof err->user || !utf8_valid(sentence))
		return disordered(err);
	for (size_t i = 0; i < sentence.n; i++)
		if ((unsigned char)sentence.p[i] < ' ' || sentence.p[i] == 0x7F)
			return disordered(err);
	return err_set(err, (enum err_code)code, "%.*s", SV_ARG(sentence));
}

static int decode(struct sv answer, struct arena *a, struct zip_part **ret, size_t *ret_n,
	struct err *err)
{
	struct zip_part *parts = NULL;
	struct sv name, bytes;
	size_t n = 0, cap = 0;
	uint32_t code, name_n, size;
	if (!take_number(&answer, &code))
		return disordered(err);
	if (code)
		return refused(code, answer, err);
	while (answer.n) {
		if (!take_number(&answer, &name_n) || !take_number(&answer, &size)
			|| !take(&answer, name_n, &name) || !take(&answer, size, &bytes)
			|| !zip_name_valid(name) || n >= DOC_MAX_ENTRIES)
			return disordered(err);
		struct zip_part *grown = arena_grow(a, parts, n, &cap, sizeof *grown);
		const char *copy = arena_dup(a, name.p, name.n), *of = arena_dup(a, bytes.p, bytes.n);
		if (!grown || !copy || !of)
			return err_set(err, E_NOMEM, "内存不足；请关闭其他程序后再试。");
		parts = grown;
		parts[n++] = (struct zip_part){ copy, { of, size } };
	}
	*ret = parts;
	*ret_n = n;
	return n ? E_OK : disordered(err);
}

static void close_timer(struct child *c)
{
	if (c->timer >= 0)
		close(c->timer);
}

int zip_read_caged(struct sv zip, struct arena *a, struct zip_part **ret, size_t *ret_n,
	struct err *err)
{
	AUTO(close_timer) struct child c = { .fd = -1,
		.timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC) };
	AUTO(child_bytes_free) struct child_bytes answer = { 0 };
	int ends[2];
	if (c.timer < 0 || child_arm(c.timer, TIMEOUT_MS) != 0 || pipe2(ends, O_CLOEXEC) != 0)
		return child_say(&c, E_IO, 0, err);
	c.pid = fork();
	if (c.pid == 0)
		serve(zip, ends[1]);
	close(ends[1]);
	c.fd = ends[0];
	int code = c.pid < 0 ? E_IO : child_take(&c, ANSWER_MAX, &answer);
	child_end(&c, code != 0);
	if (!code && c.status != 0)
		code = E_CRASH;
	return code ? child_say(&c, code, TIMEOUT_MS, err) :
		decode((struct sv){ answer.p, answer.n }, a, ret, ret_n, err);
}
