/* Uploads, cut at every place; file names; what is kept and what leaves nothing behind. */
#include "unit_arena.h"

#include "base/auto.h"
#include "http/multipart.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

static uint32_t dice = 88172645u;

static unsigned roll(unsigned n)
{
	dice ^= dice << 13;
	dice ^= dice >> 17;
	dice ^= dice << 5;
	return dice % n;
}

static const char type_b[] = "multipart/form-data; boundary=b";

struct got {
	struct multipart m;
	struct spool spool;
	struct http_request r;
	struct err err;
	struct sv bytes;
};

static void got_done(struct got *g)
{
	spool_done(&g->spool);
}

/* Feed `in` in the pieces that `cuts` (ascending offsets, ended by SIZE_MAX) makes of it. */
static int feed(struct got *g, const char *type, struct sv in, const size_t *cuts)
{
	memset(g, 0, sizeof *g);
	g->spool = (struct spool){ .folder = "/tmp", .max_memory = 1 << 16 };
	int rc = multipart_init(&g->m, sv_of(type), &arena, 1 << 16, &g->err);
	for (size_t at = 0; !rc && at < in.n;) {
		size_t to = *cuts < in.n ? *cuts++ : in.n;
		/* From a block of exactly that size, so that a read past its end is seen. */
		struct sv piece = sv_dup(&arena, sv_head(sv_from(in, at), to - at));
		rc = multipart_feed(&g->m, piece, &g->spool, &g->err);
		at = to;
	}
	if (!rc)
		rc = spool_whole(&g->spool, &g->bytes, &g->err);
	return rc ? rc : multipart_finish(&g->m, g->bytes, &g->r, &g->err);
}

static int feed_whole(struct got *g, const char *type, struct sv in)
{
	return feed(g, type, in, (const size_t[]){ SIZE_MAX });
}

struct want {
	struct http_field fields[8];
	struct http_file files[8];
	size_t n_fields, n_files;
};

static void assert_got(const struct got *g, const struct want *w)
{
	assert_int_equal(g->r.n_form, w->n_fields);
	assert_int_equal(g->r.n_files, w->n_files);
	for (size_t i = 0; i < w->n_fields; i++)
		assert_true(sv_eq(g->r.form[i].name, w->fields[i].name) &&
			sv_eq(g->r.form[i].value, w->fields[i].value));
	for (size_t i = 0; i < w->n_files; i++)
		assert_true(sv_eq(g->r.files[i].field, w->files[i].field) &&
			sv_eq(g->r.files[i].name, w->files[i].name) &&
			sv_eq(g->r.files[i].bytes, w->files[i].bytes));
}

/* Content made of the bytes of the delimiter, but without it. */
static struct sv tricky(struct sv delimiter)
{
	for (;;) {
		struct str s;
		str_init(&s, &arena, 4096);
		for (unsigned n = roll(30); n > 0; n--)
			if (roll(3))
				str_addc(&s, "\r\n-bx"[roll(5)]);
			else
				str_add(&s, sv_head(delimiter, roll((unsigned)delimiter.n)));
		/* The CRLF before the content counts too: it is what precedes a delimiter. */
		struct sv content = str_sv(&s);
		struct sv whole = sv_fmt(&arena, "\n%.*s\r\n--", SV_ARG(content));
		if (sv_find(sv_head(whole, whole.n - 4), delimiter) == SV_NONE)
			return content;
	}
}

static void make(struct str *raw, struct want *w, const char *boundary)
{
	*w = (struct want){ 0 };
	struct sv delimiter = sv_fmt(&arena, "\r\n--%s", boundary);
	for (unsigned n = roll(5), i = 0; i < n; i++) {
		bool file = roll(2);
		struct sv content = tricky(delimiter);
		str_addf(raw, "%s--%s%s\r\n", i ? "\r\n" : "", boundary, roll(4) ? "" : " \t");
		str_addf(raw, "Content-Disposition: form-data; name=\"n%u\"", i);
		if (file)
			str_addf(raw, "; filename=\"文件%u.pdf\"\r\nContent-Type: a/b", i);
		str_addz(raw, "\r\n\r\n");
		str_add(raw, content);
		struct sv name = sv_fmt(&arena, "n%u", i);
		if (file)
			w->files[w->n_files++] = (struct http_file){ name,
				sv_fmt(&arena, "文件%u.pdf", i), content };
		else
			w->fields[w->n_fields++] = (struct http_field){ name, content };
	}
	str_addf(raw, "%s--%s--\r\n", w->n_fields + w->n_files ? "\r\n" : "", boundary);
}

static void uploads_come_out_whole_however_they_are_cut(void **state)
{
	(void)state;
	static const char *const boundaries[] = { "b", "----WebKitFormBoundaryAbC123", "--b-b", "x'()" };
	for (int round = 0; round < 40; round++) {
		const char *boundary = boundaries[roll(4)];
		const char *type = sv_fmt(&arena, "multipart/form-data; charset=utf-8; boundary=\"%s\"",
			boundary).p;
		struct str raw;
		struct want w;
		str_init(&raw, &arena, 1 << 16);
		make(&raw, &w, boundary);
		size_t *every = arena_array(&arena, raw.n + 1, sizeof *every);
		for (size_t at = 0; at < raw.n; at++) {
			AUTO(got_done) struct got g;
			assert_int_equal(feed(&g, type, str_sv(&raw), (size_t[]){ at, SIZE_MAX }), 0);
			assert_got(&g, &w);
			every[at] = at + 1;
		}
		every[raw.n] = SIZE_MAX;
		AUTO(got_done) struct got g;
		assert_int_equal(feed(&g, type, str_sv(&raw), every), 0);
		assert_got(&g, &w);
	}
}

#define PART(disposition, content) \
	"--b\r\nContent-Disposition: form-data; " disposition "\r\n\r\n" content "\r\n"

/* Until the last two hyphens have come, nothing has been uploaded. */
static void uploads_that_end_early_are_refused(void **state)
{
	(void)state;
	struct sv whole = SV(PART("name=a", "1") PART("name=f; filename=x", "content") "--b--\r\n");
	for (size_t n = 0; n <= whole.n; n++) {
		AUTO(got_done) struct got g;
		int rc = feed_whole(&g, type_b, sv_head(whole, n));
		assert_int_equal(rc, n < whole.n - 2 ? E_FORMAT : 0);
		assert_true(rc == 0 || (g.r.n_files == 0 && g.err.user[0]));
	}
}

static void malformed_uploads_are_refused(void **state)
{
	(void)state;
	static const char *const bodies[] = {
		"", "x", "--b", "preamble\r\n" PART("name=a", "1") "--b--",
		PART("name=a", "1") "--b-x", PART("name=a", "1") "--bx--", PART("name=a", "1") "--b--x",
		"--b\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=a\n\r\n1\r\n--b--",
		"--b\r\n\r\n1\r\n--b--",
		"--b\r\nX: y\r\n\r\n1\r\n--b--",
		"--b\r\n Content-Disposition: form-data; name=a\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=a\r\n folded\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=a\r\n"
			"Content-Disposition: form-data; name=b\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=a\r\n"
			"Content-Transfer-Encoding: base64\r\n\r\n1\r\n--b--",
		PART("filename=x", "1") "--b--", PART("name=a; name=b", "1") "--b--",
		PART("name=a; filename=x; filename=y", "1") "--b--", PART("name=\"a", "1") "--b--",
		PART("name=a b", "1") "--b--", PART("name", "1") "--b--",
		PART("name=a", "\xff") "--b--", PART("name=\"\xff\"", "1") "--b--",
	};
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		AUTO(got_done) struct got g;
		if (feed_whole(&g, type_b, sv_of(bodies[i])) != E_FORMAT)
			fail_msg("taken: %s", bodies[i]);
	}
	static const char *const types[] = { "multipart/form-data", "multipart/form-data; boundary=",
		"multipart/form-data; boundary=\"\"", "multipart/form-data; boundary=a; boundary=b",
		"multipart/form-data; boundary=\"a\r\"", "multipart/form-data; boundary=\"a \"",
		"multipart/form-data; boundary=a<b", "multipart/form-data boundary=b",
		"multipart/form-data; boundary=0123456789012345678901234567890123456789"
		"0123456789012345678901234567890" };
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		AUTO(got_done) struct got g;
		assert_int_equal(feed_whole(&g, types[i], SV(PART("name=a", "1") "--b--")), E_FORMAT);
	}
}

static int feed_parts(unsigned n, const char *part)
{
	struct str raw;
	str_init(&raw, &arena, 1 << 20);
	while (n-- > 0)
		str_addz(&raw, part);
	str_addz(&raw, "--b--");
	AUTO(got_done) struct got g;
	return feed_whole(&g, type_b, str_sv(&raw));
}

static int feed_long(const char *format, size_t n)
{
	char *filler = arena_alloc(&arena, n + 1);
	memset(filler, 'x', n);
	struct str raw;
	str_init(&raw, &arena, 1 << 20);
	for (const char *p = format; *p; p++)
		str_add(&raw, *p == '~' ? (struct sv){ filler, n } : (struct sv){ p, 1 });
	AUTO(got_done) struct got g;
	return feed_whole(&g, type_b, str_sv(&raw));
}

static void limits_hold(void **state)
{
	(void)state;
	assert_int_equal(feed_parts(HTTP_FIELDS_MAX, PART("name=a", "1")), 0);
	assert_int_equal(feed_parts(HTTP_FIELDS_MAX + 1, PART("name=a", "1")), E_LIMIT);
	assert_int_equal(feed_parts(HTTP_FILES_MAX, PART("name=a; filename=x", "1")), 0);
	assert_int_equal(feed_parts(HTTP_FILES_MAX + 1, PART("name=a; filename=x", "1")), E_LIMIT);
	assert_int_equal(feed_long(PART("name=a", "~") "--b--", (1 << 16) - 1), 0);
	assert_int_equal(feed_long(PART("name=a", "~") "--b--", 1 << 16), E_LIMIT);
	assert_int_equal(feed_long(PART("name=a", "~") PART("name=a", "~") "--b--", 1 << 15), E_LIMIT);
	assert_int_equal(feed_long(PART("name=a; filename=\"~\"", "1") "--b--", 4000), 0);
	assert_int_equal(feed_long(PART("name=a; filename=\"~\"", "1") "--b--", 4100), E_LIMIT);
}

/* What a browser sends for a file field in which nothing was chosen is no file. */
static void empty_file_fields_are_no_files(void **state)
{
	(void)state;
	AUTO(got_done) struct got g;
	assert_int_equal(feed_whole(&g, type_b, SV(PART("name=f; filename=\"\"", "")
		PART("name=f; filename=\"\"", "x") PART("name=f; filename=e.txt", "") "--b--")), 0);
	assert_int_equal(g.r.n_files, 2);
	assert_true(sv_eq(g.r.files[0].name, SV("未命名")) && sv_eq(g.r.files[0].bytes, SV("x")));
	assert_true(sv_eq(g.r.files[1].name, SV("e.txt")) && g.r.files[1].bytes.n == 0);
}

static void names_are_read_as_browsers_write_them(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "filename=plain.pdf", "plain.pdf" },
		{ "filename=\"年 报.docx\"", "年 报.docx" },
		{ "filename=\"a%22b%0D%0Ac.pdf\"", "a\"bc.pdf" },
		{ "filename=\"100%25.pdf\"", "100%25.pdf" },
		{ "filename=\"a\\\"b.pdf\"", "a\"b.pdf" },
		{ "filename=\"a;b=c.pdf\"", "a;b=c.pdf" },
		{ "filename=\"C:\\Users\\me\\x.pdf\"", "x.pdf" },
		{ "filename=\"../../etc/passwd\"", "passwd" },
		{ "filename=\"..\"", "未命名" },
		{ "filename=\"a/\"", "未命名" },
		{ "filename*=UTF-8''%E5%B9%B4%E6%8A%A5.pdf", "年报.pdf" },
		{ "filename=\"a.pdf\"; filename*=UTF-8''b.pdf", "a.pdf" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		AUTO(got_done) struct got g;
		struct sv body = sv_fmt(&arena, PART("name=f; %s", "x") "--b--", pairs[i][0]);
		assert_int_equal(feed_whole(&g, type_b, body), 0);
		assert_int_equal(g.r.n_files, 1);
		if (!sv_eq(g.r.files[0].name, sv_of(pairs[i][1])))
			fail_msg("%s: %.*s", pairs[i][0], SV_ARG(g.r.files[0].name));
	}
}

static void names_are_made_fit_to_show(void **state)
{
	(void)state;
	static const char *const pairs[][2] = { { "a\tb\x01\x7f.pdf", "ab.pdf" }, { "  x ", "x" },
		{ "\xe2\x80\xae" "fdp.exe", "fdp.exe" }, { "a\xe2\x80\x8b" "b", "ab" },
		{ "\xc2\x85x", "x" }, { "b\xff" "d", "b\xef\xbf\xbd" "d" }, { "\x1b[31m", "[31m" },
		{ "", "未命名" }, { ".", "未命名" }, { "\n\n", "未命名" }, { ".htaccess", ".htaccess" } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		assert_true(sv_eq(part_file_name(sv_of(pairs[i][0]), &arena), sv_of(pairs[i][1])));
	/* Any length: whole characters, and the ending stays. */
	for (unsigned n = 1; n < 120; n++) {
		struct str s;
		str_init(&s, &arena, 4096);
		str_addz(&s, roll(2) ? "a" : "");
		for (unsigned i = 0; i < n; i++)
			str_addz(&s, "报");
		str_addz(&s, ".docx");
		struct sv name = part_file_name(str_sv(&s), &arena);
		assert_true(name.n <= PART_NAME_MAX);
		assert_true(s.n <= PART_NAME_MAX || name.n >= PART_NAME_MAX - 2);
		assert_true(sv_ends(name, SV("报.docx")));
		assert_true(s.n > PART_NAME_MAX || sv_eq(name, str_sv(&s)));
	}
}

static unsigned entries(const char *folder)
{
	DIR *d = opendir(folder);
	assert_non_null(d);
	unsigned n = 0;
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/* Large uploads go to a file that has no name, and are the same bytes. */
static void large_files_spill_and_leave_nothing(void **state)
{
	(void)state;
	char folder[] = "/tmp/gongkai-spool-XXXXXX";
	assert_non_null(mkdtemp(folder));
	unsigned descriptors = entries("/proc/self/fd");
	struct spool s = { .folder = folder, .max_memory = 1000 };
	struct err err;
	struct sv whole;
	struct str want;
	str_init(&want, &arena, 1 << 20);
	for (int i = 0; i < 3000; i++) {
		struct sv piece = sv_fmt(&arena, "%d,%.*s", i, (int)roll(30), "公开公开公开公开公开");
		str_add(&want, piece);
		assert_int_equal(spool_add(&s, piece, &err), 0);
		assert_true(s.cap <= 1000);
	}
	assert_true(s.file);
	assert_int_equal(spool_whole(&s, &whole, &err), 0);
	assert_true(sv_eq(whole, str_sv(&want)));
	assert_int_equal(entries(folder), 2);
	spool_done(&s);
	assert_int_equal(entries("/proc/self/fd"), descriptors);
	assert_int_equal(rmdir(folder), 0);
}

/* A limit of the file size stands for a disk that is full: the write fails in the same way. */
static void a_full_disk_is_told(void **state)
{
	(void)state;
	struct rlimit old, small;
	getrlimit(RLIMIT_FSIZE, &old);
	small = (struct rlimit){ 4096, old.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	struct spool s = { .folder = "/tmp", .max_memory = 1000 };
	struct err err = { 0 };
	int rc = 0;
	for (int i = 0; i < 10 && !rc; i++)
		rc = spool_add(&s, (struct sv){ (char[999]){ 0 }, 999 }, &err);
	setrlimit(RLIMIT_FSIZE, &old);
	signal(SIGXFSZ, SIG_DFL);
	spool_done(&s);
	assert_int_equal(rc, E_FULL);
	assert_non_null(strstr(err.user, "磁盘空间不足"));
	struct spool nowhere = { .folder = "/nowhere", .max_memory = 1 };
	assert_int_equal(spool_add(&nowhere, SV("xx"), &err), E_IO);
	spool_done(&nowhere);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(uploads_come_out_whole_however_they_are_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(uploads_that_end_early_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(malformed_uploads_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(limits_hold, setup, teardown),
		cmocka_unit_test_setup_teardown(empty_file_fields_are_no_files, setup, teardown),
		cmocka_unit_test_setup_teardown(names_are_read_as_browsers_write_them, setup, teardown),
		cmocka_unit_test_setup_teardown(names_are_made_fit_to_show, setup, teardown),
		cmocka_unit_test_setup_teardown(large_files_spill_and_leave_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(a_full_disk_is_told, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
