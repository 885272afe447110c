#include "doc/reader_int.h"

#include "base/auto.h"
#include "base/fd.h"
#include "doc/charset.h"
#include "doc/child.h"
#include "doc/read_doc.h"
#include "doc/wire.h"

#include <errno.h>
#include <libxml/parser.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DOCS_PER_CHILD = 64, TIMEOUT_MS = 20000, KEEP_BYTES = 1 << 20, REPLY_BYTES = 1 << 16,
	HELPER_OUTPUT = 64 << 20 };

static const size_t default_memory = (size_t)1 << 30, antiword_memory = (size_t)256 << 20;

/* What the child is asked to do with the bytes. */
enum task { TASK_PARSE, TASK_DOCBOOK };

/* Before the bytes of a request; a reply begins with the length of what follows. */
struct request {
	uint64_t n;
	uint64_t task;
};

struct doc_reader {
	struct arena arena; /* of the paths */
	struct doc_reader_options options;
	int (*parse)(struct sv bytes, struct arena *a, struct doc **ret, struct err *err);
	struct child child;
	unsigned served;
	struct child_bytes reply;
};

/* ---- in the child ---------------------------------------------------------------------------- */

enum { HOUSE = 3 }; /* the descriptor that leads to the house */

static bool read_all(void *bytes, size_t n)
{
	for (char *p = bytes; n > 0;) {
		ssize_t k = read(HOUSE, p, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		p += k;
		n -= (size_t)k;
	}
	return true;
}

static void begin_reply(struct str *out, struct arena *a, size_t max)
{
	static const char place_of_length[sizeof(uint64_t)];
	str_init(out, a, max);
	str_add(out, (struct sv){ place_of_length, sizeof place_of_length });
}

static bool end_reply(struct str *out)
{
	uint64_t n = out->n - sizeof n;
	memcpy(out->p, &n, sizeof n);
	return fd_write(HOUSE, str_sv(out));
}

/** Parse one document and send the outcome. */
static bool answer(const struct doc_reader *r, const struct request *q, struct sv bytes)
{
	AUTO(arena_done) struct arena a;
	AUTO(arena_done) struct arena b;
	AUTO(arena_done) struct arena c;
	struct doc *d = NULL;
	struct err err = { 0 };
	struct str out, last_words;
	arena_init(&a, DOC_MAX_ARENA);
	arena_init(&b, (size_t)DOC_MAX_ARENA * 2); /* a builder that doubles leaves its old halves */
	arena_init(&c, 1 << 14);
	begin_reply(&out, &b, DOC_MAX_ARENA);
	begin_reply(&last_words, &c, 1 << 12); /* made while there is memory left */
	err_set(&err, E_LIMIT, "文件展开后过大，没有读取；请拆分后再试。");
	doc_wire_encode(E_LIMIT, &err, NULL, &last_words);
	err = (struct err){ 0 };
	int code = q->task == TASK_DOCBOOK ? doc_read_docbook(bytes, &a, &d, &err) :
		r->parse(bytes, &a, &d, &err);
	doc_wire_encode(code, &err, d, &out);
	return end_reply(str_ok(&out) ? &out : &last_words);
}

/** Whatever libraries load or open at first use, before nothing can be opened any more. */
static void preload(void)
{
	struct charset_held until_exit;
	charset_hold(&until_exit);
	xmlInitParser();
}

static _Noreturn void serve(const struct doc_reader *r, int socket)
{
	unsigned seconds = r->options.timeout_ms / 1000 + 1;
	const struct sandbox_policy policy = { .memory = r->options.memory,
		.cpu_seconds = DOCS_PER_CHILD * seconds };
	struct child_bytes in = { 0 };
	struct request q;
	if (!child_keep(-1, -1, socket))
		_exit(CHILD_NO_PROGRAM);
	preload();
	if (!r->options.no_sandbox && sandbox_enter(&policy, NULL, NULL) != 0)
		_exit(CHILD_NO_SANDBOX);
	while (read_all(&q, sizeof q)) {
		if (child_bytes_room(&in, q.n ? q.n : 1) != 0 || !read_all(in.p, q.n) ||
		    !answer(r, &q, (struct sv){ in.p, q.n }))
			break;
		if (in.cap > KEEP_BYTES)
			child_bytes_free(&in);
	}
	_exit(0);
}

/* ---- in the house ---------------------------------------------------------------------------- */

static void stop(struct doc_reader *r)
{
	child_end(&r->child, true);
	r->served = 0;
}

/** Is the child there and silent? One that died or spoke unasked is no use. */
static bool is_ready(const struct doc_reader *r)
{
	char c;
	return r->child.pid > 0 && r->served < DOCS_PER_CHILD &&
		recv(r->child.fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

static int start(struct doc_reader *r)
{
	int ends[2];
	if (is_ready(r))
		return 0;
	stop(r);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return E_IO;
	pid_t pid = fork();
	if (pid == 0)
		serve(r, ends[1]);
	close(ends[1]);
	r->child.fd = ends[0];
	r->child.pid = pid;
	return pid < 0 ? E_IO : 0;
}

/** Take a reply, its length before it, into r->reply. */
static int take_reply(struct doc_reader *r)
{
	uint64_t n = 0;
	r->reply.n = 0;
	while (r->reply.n < sizeof n || r->reply.n < sizeof n + n) {
		size_t got, want = r->reply.n < sizeof n ? REPLY_BYTES : sizeof n + n;
		int code = child_bytes_room(&r->reply, want);
		if (!code)
			code = child_recv(&r->child, r->reply.p + r->reply.n, r->reply.cap - r->reply.n, &got);
		if (code)
			return code;
		if (got == 0)
			return E_CRASH;
		r->reply.n += got;
		if (r->reply.n >= sizeof n)
			memcpy(&n, r->reply.p, sizeof n);
		if (n > DOC_MAX_ARENA)
			return E_LIMIT;
	}
	return 0; /* a byte too many is found by the decoder */
}

/** Send the request and take the reply. */
static int converse(struct doc_reader *r, enum task task, struct sv bytes)
{
	const struct request q = { .n = bytes.n, .task = task };
	int code = start(r);
	if (!code)
		code = child_arm(r->child.timer, r->options.timeout_ms);
	if (!code)
		code = child_send(&r->child, (struct sv){ (const char *)&q, sizeof q }, bytes);
	return code ? code : take_reply(r);
}

static int parse_in_child(struct doc_reader *r, enum task task, struct sv bytes, struct arena *a,
	struct doc **ret, struct err *err)
{
	int code = converse(r, task, bytes);
	if (code) {
		stop(r);
		return child_say(&r->child, code, r->options.timeout_ms, err);
	}
	struct sv outcome = sv_from((struct sv){ r->reply.p, r->reply.n }, sizeof(uint64_t));
	code = doc_wire_decode(outcome, a, ret, err);
	r->served++;
	if (code)
		stop(r); /* what refused one file may be left in disorder by it */
	if (r->reply.cap > KEEP_BYTES)
		child_bytes_free(&r->reply);
	return code;
}

static int run_helper(struct doc_reader *r, const struct child_program *program, struct sv bytes,
	struct child *c, struct child_bytes *ret)
{
	*c = (struct child){ .fd = -1, .timer = r->child.timer };
	int code = child_arm(c->timer, r->options.timeout_ms);
	return code ? code : child_run(c, program, bytes, ret);
}

static bool not_run(const struct child *c, int code)
{
	return code == E_CRASH && WIFEXITED(c->status) && WEXITSTATUS(c->status) == CHILD_NO_PROGRAM;
}

static int read_pdf(struct doc_reader *r, struct sv bytes, struct arena *a, struct doc **ret,
	struct err *err)
{
	const char *const argv[] = { r->options.pdf_worker, NULL };
	const struct child_program program = { .argv = argv, .memory = r->options.memory,
		.max_output = DOC_MAX_ARENA };
	AUTO(child_bytes_free) struct child_bytes out = { 0 };
	struct child c = { .fd = -1 };
	int code = argv[0] ? run_helper(r, &program, bytes, &c, &out) : E_UNSUPPORTED;
	if (code == E_UNSUPPORTED || not_run(&c, code))
		return err_set(err, E_UNSUPPORTED, "本机未安装 PDF 读取程序 gongkai-pdf，无法读取 PDF；"
			"请安装后再试，或改交 .docx。");
	if (code == E_CRASH && WIFEXITED(c.status) && out.n > 0)
		code = 0; /* it said why it failed */
	if (code)
		return child_say(&c, code, r->options.timeout_ms, err);
	return doc_wire_decode((struct sv){ out.p, out.n }, a, ret, err);
}

/* The C library and what antiword reads of its own; no folder can be written. The document is its
 * standard input, given to it by name because it copies a stream to /tmp first. */
static int read_ole(struct doc_reader *r, struct sv bytes, struct arena *a, struct doc **ret,
	struct err *err)
{
	static const char *const folders[] = { "/usr/share/antiword", "/lib", "/lib64", "/usr/lib",
		"/etc/ld.so.cache", NULL };
	const char *const argv[] = { r->options.antiword, "-x", "db", "/proc/self/fd/0", NULL };
	const struct sandbox_policy policy = { .memory = antiword_memory,
		.cpu_seconds = r->options.timeout_ms / 1000 + 1, .read = folders,
		.run = r->options.antiword };
	const struct child_program program = { .argv = argv,
		.sandbox = r->options.no_sandbox ? NULL : &policy, .memory = antiword_memory,
		.max_output = HELPER_OUTPUT };
	AUTO(child_bytes_free) struct child_bytes out = { 0 };
	struct child c = { .fd = -1 };
	int code = doc_ole_check(bytes, err);
	if (code)
		return code;
	code = argv[0] ? run_helper(r, &program, bytes, &c, &out) : E_UNSUPPORTED;
	if (code == E_UNSUPPORTED || not_run(&c, code))
		return err_set(err, E_UNSUPPORTED, "本机未安装 antiword，无法读取旧版 .doc，"
			"请另存为 .docx。");
	if (code == E_CRASH && WIFEXITED(c.status) && WEXITSTATUS(c.status) == 1) {
		err_set(err, E_FORMAT, "这个 .doc 文件读不出内容，可能已损坏；请用 Word 或 WPS 打开后"
			"另存为 .docx。");
		return err_detail(err, "antiword refused the file");
	}
	if (code)
		return child_say(&c, code, r->options.timeout_ms, err);
	return parse_in_child(r, TASK_DOCBOOK, (struct sv){ out.p, out.n }, a, ret, err);
}

int doc_reader_read(struct doc_reader *r, struct sv bytes, struct arena *a, struct doc **ret,
	struct err *err)
{
	if (bytes.n > DOC_MAX_BYTES)
		return err_set(err, E_LIMIT, "文件超过 %d MB，没有读取；请拆分后再试。",
			DOC_MAX_BYTES / (1024 * 1024));
	if (doc_is_ole(bytes))
		return read_ole(r, bytes, a, ret, err);
	if (doc_sniff(bytes) == DOC_PDF)
		return read_pdf(r, bytes, a, ret, err);
	return parse_in_child(r, TASK_PARSE, bytes, a, ret, err);
}

static const char *keep_path(struct doc_reader *r, const char *path)
{
	return path ? arena_dup(&r->arena, path, strlen(path)) : NULL;
}

int doc_reader_open_with(const struct doc_reader_options *options,
	int (*parse)(struct sv bytes, struct arena *a, struct doc **ret, struct err *err),
	struct doc_reader **ret, struct err *err)
{
	struct doc_reader *r = calloc(1, sizeof *r);
	if (!r)
		return err_set(err, E_NOMEM, "内存不足；请关闭其他程序后再试。");
	arena_init(&r->arena, 1 << 16);
	r->parse = parse;
	r->options = *options;
	r->options.pdf_worker = keep_path(r, options->pdf_worker);
	r->options.antiword = keep_path(r, options->antiword);
	if (r->options.timeout_ms == 0)
		r->options.timeout_ms = TIMEOUT_MS;
	if (r->options.memory == 0)
		r->options.memory = default_memory;
	r->child = (struct child){ .fd = -1, .timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC) };
	if (r->child.timer < 0 || r->arena.failed) {
		doc_reader_close(r);
		return child_say(&(struct child){ 0 }, E_IO, 0, err);
	}
	*ret = r;
	return 0;
}

int doc_reader_open(const struct doc_reader_options *options, struct doc_reader **ret,
	struct err *err)
{
	return doc_reader_open_with(options, doc_parse, ret, err);
}

void doc_reader_close(struct doc_reader *r)
{
	if (!r)
		return;
	stop(r);
	if (r->child.timer >= 0)
		close(r->child.timer);
	child_bytes_free(&r->reply);
	arena_done(&r->arena);
	free(r);
}
