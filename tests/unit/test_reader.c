/* The reader: whatever the parser in the child does, the house stands and says what happened. */
#include "zip.h"

#include "base/auto.h"
#include "doc/reader_int.h"
#include "doc/sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HOUSE = 3 }; /* the child's way to the house */

static void free_reader(struct doc_reader **r)
{
	doc_reader_close(*r);
}

/* ---- what the child can be made to do -------------------------------------------------------- */

static int say(struct arena *a, struct doc **ret, const char *text)
{
	struct doc *d = doc_new(a, DOC_TEXT);
	doc_add(d, DOC_PARAGRAPH, sv_of(text), (struct doc_place){ 0, 1 });
	*ret = d;
	return 0;
}

static bool asks(struct sv bytes, const char *what)
{
	return sv_starts(bytes, sv_of(what));
}

static const char *outcome(long r)
{
	return r < 0 ? "refused" : "allowed";
}

static _Noreturn void hang(void)
{
	for (volatile unsigned i = 0;; i++)
		;
}

static int hunger(struct err *err)
{
	size_t size = 16 << 20;
	for (size_t n = 0; n < 100000; n++) {
		char *p = malloc(size);
		if (!p && size > 64) {
			size /= 2; /* down to the last byte */
			continue;
		}
		if (!p)
			return err_set(err, E_NOMEM, "内存用完了");
		*(volatile char *)p = 1;
	}
	return err_set(err, E_USAGE, "no limit was met");
}

/* Does what the document says. */
static int obey(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	int *volatile nowhere = NULL;
	if (asks(bytes, "segv"))
		*nowhere = 1;
	if (asks(bytes, "abort"))
		abort();
	if (asks(bytes, "exit"))
		_exit(0);
	if (asks(bytes, "hang"))
		hang();
	if (asks(bytes, "hunger"))
		return hunger(err);
	if (asks(bytes, "open"))
		return say(a, ret, outcome(open("/etc/passwd", O_RDONLY)));
	if (asks(bytes, "create"))
		return say(a, ret, outcome(open("/tmp/gongkai-test-escape", O_WRONLY | O_CREAT, 0600)));
	if (asks(bytes, "stat"))
		return say(a, ret, outcome(access("/etc/passwd", R_OK)));
	if (asks(bytes, "socket"))
		return say(a, ret, outcome(socket(AF_INET, SOCK_STREAM, 0)));
	if (asks(bytes, "fork"))
		return say(a, ret, outcome(fork()));
	if (asks(bytes, "exec"))
		return say(a, ret, outcome(execl("/bin/true", "true", (char *)NULL)));
	if (asks(bytes, "kill"))
		return say(a, ret, outcome(kill(getppid(), 0)));
	if (asks(bytes, "ptrace"))
		return say(a, ret, outcome(ptrace(PTRACE_TRACEME, 0, NULL, NULL)));
	if (asks(bytes, "code"))
		return say(a, ret, mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			0) == MAP_FAILED ? "refused" : "allowed");
	if (asks(bytes, "garbage")) {
		if (write(HOUSE, "\5\0\0\0\0\0\0\0hello", 13) != 13)
			abort();
		hang();
	}
	if (asks(bytes, "flood")) {
		if (write(HOUSE, "\xff\xff\xff\xff\xff\0\0\0", 8) != 8)
			abort();
		hang();
	}
	if (asks(bytes, "twice") && write(HOUSE, "\0\0\0\0\0\0\0\0", 8) != 8)
		abort();
	if (asks(bytes, "refuse"))
		return err_set(err, E_FORMAT, "不要");
	char pid[32];
	snprintf(pid, sizeof pid, "%ld", (long)getpid());
	return say(a, ret, arena_dup(a, pid, strlen(pid)));
}

static struct doc_reader *open_for(int timeout_ms)
{
	struct doc_reader *r = NULL;
	struct err err = { 0 };
	const struct doc_reader_options o = { .timeout_ms = timeout_ms,
		.memory = 512 << 20 };
	assert_int_equal(doc_reader_open_with(&o, obey, &r, &err), 0);
	return r;
}

static struct doc_reader *open_obedient(void)
{
	return open_for(1000);
}

/* Ask for something; the text of the answer in `text`, empty on failure. */
static int ask(struct doc_reader *r, const char *what, char text[64], struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct doc *d = NULL;
	arena_init(&a, 1 << 20);
	*err = (struct err){ 0 };
	int code = doc_reader_read(r, sv_of(what), &a, &d, err);
	text[0] = '\0';
	if (!code)
		snprintf(text, 64, "%.*s", SV_ARG(d->blocks[0].text));
	else
		assert_true(err->code == (enum err_code)code && err->user[0] && !d);
	return code;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void a_dying_child_costs_its_file_only(void **state)
{
	(void)state;
	AUTO(free_reader) struct doc_reader *r = open_obedient();
	char text[64];
	struct err err;
	static const char *const deaths[] = { "segv", "abort", "exit" };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(ask(r, deaths[i], text, &err), E_CRASH);
		assert_non_null(strstr(err.user, "重新另存"));
		assert_int_equal(ask(r, "live", text, &err), 0);
	}
}

static void a_hanging_child_is_stopped_in_time(void **state)
{
	(void)state;
	AUTO(free_reader) struct doc_reader *r = open_obedient();
	char text[64];
	struct err err;
	struct timespec t0, t1;
	clock_gettime(CLOCK_MONOTONIC, &t0);
	assert_int_equal(ask(r, "hang", text, &err), E_TIMEOUT);
	clock_gettime(CLOCK_MONOTONIC, &t1);
	assert_in_range(t1.tv_sec - t0.tv_sec, 1, 5);
	assert_non_null(strstr(err.user, "1 秒"));
	assert_int_equal(ask(r, "live", text, &err), 0);
}

#ifndef __SANITIZE_ADDRESS__ /* which needs more address space than any limit */
/* Half a gigabyte takes its time on a busy machine; the limit is to be memory, not time. */
static void a_hungry_child_meets_its_limit(void **state)
{
	(void)state;
	AUTO(free_reader) struct doc_reader *r = open_for(60000);
	char text[64];
	struct err err;
	int code = ask(r, "hunger", text, &err); /* depending on whether its own words still fit */
	assert_true(code == E_LIMIT || code == E_NOMEM);
	assert_int_equal(ask(r, "live", text, &err), 0);
}
#endif

static void there_is_no_way_out(void **state)
{
	(void)state;
	AUTO(free_reader) struct doc_reader *r = open_obedient();
	char text[64];
	struct err err;
	static const char *const soft[] = { "open", "create", "stat" };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(ask(r, soft[i], text, &err), 0);
		assert_string_equal(text, "refused");
	}
	static const char *const hard[] = { "socket", "fork", "exec", "kill", "ptrace", "code" };
	for (size_t i = 0; i < 6; i++) {
		if (ask(r, hard[i], text, &err) != E_CRASH)
			fail_msg("%s: %s", hard[i], text);
		char want[64];
		snprintf(want, sizeof want, "child killed by signal %d", SIGSYS);
		assert_string_equal(err.detail, want);
	}
	assert_int_equal(access("/tmp/gongkai-test-escape", F_OK), -1);
}

static void a_lying_child_is_not_believed(void **state)
{
	(void)state;
	AUTO(free_reader) struct doc_reader *r = open_obedient();
	char text[64];
	struct err err;
	assert_int_equal(ask(r, "garbage", text, &err), E_FORMAT);
	assert_int_equal(ask(r, "flood", text, &err), E_LIMIT);
	assert_int_equal(ask(r, "twice", text, &err), E_FORMAT);
	assert_int_equal(ask(r, "live", text, &err), 0); /* not the second answer of the last one */
	assert_true(text[0] >= '0' && text[0] <= '9');
}

static void children_are_replaced(void **state)
{
	(void)state;
	AUTO(free_reader) struct doc_reader *r = open_obedient();
	char first[64], text[64];
	struct err err;
	assert_int_equal(ask(r, "live", first, &err), 0);
	for (int i = 1; i < 64; i++) {
		assert_int_equal(ask(r, "live", text, &err), 0);
		assert_string_equal(text, first);
	}
	assert_int_equal(ask(r, "live", text, &err), 0);
	assert_string_not_equal(text, first);
	assert_int_equal(ask(r, "refuse", first, &err), E_FORMAT);
	assert_string_equal(err.user, "不要");
	assert_int_equal(ask(r, "live", first, &err), 0);
	assert_string_not_equal(text, first);
	kill((pid_t)strtol(first, NULL, 10), SIGKILL); /* dies while idle: the next document does not suffer */
	usleep(20000);
	assert_int_equal(ask(r, "live", text, &err), 0);
}

static int open_files(void)
{
	int n = 0;
	DIR *d = opendir("/proc/self/fd");
	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

static void nothing_is_left_behind(void **state)
{
	(void)state;
	int before = open_files();
	for (int round = 0; round < 3; round++) {
		struct doc_reader *r = open_obedient(), *other = open_obedient();
		char text[64];
		struct err err;
		ask(other, "live", text, &err);
		ask(r, "live", text, &err);
		ask(r, "segv", text, &err);
		ask(r, "%PDF-1.4\nexit 3", text, &err);
		ask(r, "live", text, &err);
		doc_reader_close(r);
		doc_reader_close(other);
		doc_reader_close(NULL);
	}
	assert_int_equal(open_files(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void large_documents_pass(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 256 << 20);
	AUTO(free_reader) struct doc_reader *r = open_obedient();
	size_t n = DOC_MAX_BYTES;
	char *big = arena_alloc(&a, n + 1);
	memset(big, 'x', n);
	struct doc *d = NULL;
	struct err err = { 0 };
	assert_int_equal(doc_reader_read(r, (struct sv){ big, n }, &a, &d, &err), 0);
	assert_int_equal(doc_reader_read(r, (struct sv){ big, n + 1 }, &a, &d, &err), E_LIMIT);
	assert_int_equal(doc_reader_read(r, (struct sv){ big, 0 }, &a, &d, &err), 0);
}

/* The shell stands for the PDF worker: the "document" is its script. */
static void helper_programs_are_watched(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	const struct doc_reader_options o = { .pdf_worker = "/bin/sh", .timeout_ms = 1000 };
	AUTO(free_reader) struct doc_reader *r = NULL;
	struct err err = { 0 };
	char text[64];
	assert_int_equal(doc_reader_open_with(&o, obey, &r, &err), 0);
	assert_int_equal(ask(r, "%PDF-1.4\nprintf 'GKD1D\\004\\001\\000\\000\\000T\\001\\000\\000\\000'\n"
		"printf '\\001\\000\\000\\001\\000\\000\\000\\002\\000\\000\\000\\002\\000\\000\\000ok'\n", text, &err), 0);
	assert_string_equal(text, "ok");
	assert_int_equal(ask(r, "%PDF-1.4\nexit 3\n", text, &err), E_CRASH);
	assert_int_equal(ask(r, "%PDF-1.4\nkill -9 $$\n", text, &err), E_CRASH);
	assert_int_equal(ask(r, "%PDF-1.4\nwhile :; do :; done\n", text, &err), E_TIMEOUT);
	assert_int_equal(ask(r, "%PDF-1.4\nexec >&-\nwhile :; do :; done\n", text, &err), E_CRASH);
	assert_int_equal(ask(r, "%PDF-1.4\nprintf nonsense\n", text, &err), E_FORMAT);
	assert_int_equal(ask(r, "live", text, &err), 0);
	const struct doc_reader_options none = { .pdf_worker = "/no/such/program" };
	AUTO(free_reader) struct doc_reader *without = NULL;
	assert_int_equal(doc_reader_open_with(&none, obey, &without, &err), 0);
	assert_int_equal(ask(without, "%PDF-1.4", text, &err), E_UNSUPPORTED);
	assert_non_null(strstr(err.user, "gongkai-pdf"));
}

static int read_office(const char *name, const char *antiword, struct arena *a, struct doc **ret,
	struct err *err)
{
	char path[256];
	const struct doc_reader_options o = { .antiword = antiword };
	AUTO(free_reader) struct doc_reader *r = NULL;
	snprintf(path, sizeof path, "tests/data/office/%s", name);
	struct sv bytes = unit_file(a, path);
	assert_non_null(bytes.p);
	assert_int_equal(doc_reader_open(&o, &r, err), 0);
	return doc_reader_read(r, bytes, a, ret, err);
}

static void legacy_files_are_read_or_explained(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 16 << 20);
	struct doc *d = NULL;
	struct err err = { 0 };
	assert_int_equal(read_office("small.xls", "/usr/bin/antiword", &a, &d, &err), E_UNSUPPORTED);
	assert_non_null(strstr(err.user, ".xlsx"));
	assert_int_equal(read_office("small.doc", NULL, &a, &d, &err), E_UNSUPPORTED);
	assert_int_equal(read_office("small.doc", "/no/antiword", &a, &d, &err), E_UNSUPPORTED);
	assert_non_null(strstr(err.user, "另存为 .docx"));
	if (access("/usr/bin/antiword", X_OK) != 0) {
		print_message("# skipped: antiword is not installed\n");
		return;
	}
	int code = read_office("small.doc", "/usr/bin/antiword", &a, &d, &err);
	if (code)
		fail_msg("%s %s", err_name(code), err.detail);
	const struct doc_table *t = NULL;
	for (size_t i = 0; i < d->n_blocks; i++)
		t = d->blocks[i].table ? d->blocks[i].table : t;
	assert_true(sv_eq(d->blocks[0].text, SV("某镇2021年工作情况")));
	assert_non_null(t);
	assert_int_equal(t->n_cols, 4);
	assert_int_equal(t->n_rows, 5);
	assert_true(sv_eq(doc_cell_at(t, 2, 2)->text, SV("12")));
	assert_true(sv_eq(doc_cell_at(t, 4, 3)->text, SV("4166.241619")));
	assert_int_equal(doc_cell_at(t, 4, 0)->colspan, 2);
}

static void locked_containers_are_named(void **state)
{
	(void)state;
	char ole[2048] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
	const char *name = "EncryptedPackage";
	for (size_t i = 0; name[i]; i++)
		ole[1024 + 128 + 2 * i] = name[i];
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	AUTO(free_reader) struct doc_reader *r = open_obedient();
	struct doc *d = NULL;
	struct err err = { 0 };
	assert_int_equal(doc_reader_read(r, (struct sv){ ole, sizeof ole }, &a, &d, &err), E_ENCRYPTED);
	ole[1024 + 128] = 'X';
	assert_int_equal(doc_reader_read(r, (struct sv){ ole, sizeof ole }, &a, &d, &err), E_FORMAT);
}

static void real_formats_pass_the_sandbox(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 16 << 20);
	static const char *const names[] = { "small.docx", "small.xlsx" };
	for (size_t i = 0; i < 2; i++) {
		struct doc *d = NULL;
		struct err err = { 0 };
		int code = read_office(names[i], NULL, &a, &d, &err);
		if (code)
			fail_msg("%s: %s %s", names[i], err_name(code), err.detail);
		assert_true(d->n_blocks >= 2);
	}
	/* converters are loaded from files, which must have happened before the doors closed */
	AUTO(free_reader) struct doc_reader *r = NULL;
	struct err err = { 0 };
	assert_int_equal(doc_reader_open(&(struct doc_reader_options){ 0 }, &r, &err), 0);
	static const struct sv pages[] = {
		SV_INIT("<html><head><meta charset=\"gb2312\"></head><body><p>\xB9\xAB\xBF\xAA</p></body></html>"),
		SV_INIT("<html><head><meta charset=\"big5\"></head><body><p>\xA4\xBD\xB6\x7D</p></body></html>") };
	static const char *const words[] = { "公开", "公開" };
	for (size_t i = 0; i < 2; i++) {
		struct doc *d = NULL;
		assert_int_equal(doc_reader_read(r, pages[i], &a, &d, &err), 0);
		assert_int_equal(d->n_blocks, 1);
		assert_true(sv_eq(d->blocks[0].text, sv_of(words[i])));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dying_child_costs_its_file_only),
		cmocka_unit_test(a_hanging_child_is_stopped_in_time),
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(a_hungry_child_meets_its_limit),
#endif
		cmocka_unit_test(there_is_no_way_out),
		cmocka_unit_test(a_lying_child_is_not_believed),
		cmocka_unit_test(children_are_replaced),
		cmocka_unit_test(nothing_is_left_behind),
		cmocka_unit_test(large_documents_pass),
		cmocka_unit_test(helper_programs_are_watched),
		cmocka_unit_test(legacy_files_are_read_or_explained),
		cmocka_unit_test(locked_containers_are_named),
		cmocka_unit_test(real_formats_pass_the_sandbox),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
