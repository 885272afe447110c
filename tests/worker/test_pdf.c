/* The PDF worker, run as the house runs it: PDF on stdin, one outcome on stdout. The PDFs in
 * tests/data/pdf come from make.py, where every figure is computed from its row and column, so that
 * this test knows what must stand in each cell without having looked at the worker's answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/auto.h"
#include "base/str.h"
#include "doc/wire.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { ROWS_3 = 25, HEAD_3 = 3, STUB_3 = 3, COLUMNS_4 = 15, SEEDS = 24 };

struct answer {
	int code;    /* of the outcome; -1: the worker was killed or wrote none */
	struct doc *d;
	struct err err;
};

static FILE *temporary(struct sv bytes)
{
	FILE *f = tmpfile();
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	rewind(f);
	return f;
}

static struct answer ask(struct sv pdf, struct arena *a)
{
	const char *worker = getenv("GONGKAI_PDF");
	assert_non_null(worker);
	FILE *in = temporary(pdf);
	int out[2]; /* a pipe: the worker may write no file, not even its standard output */
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	posix_spawn_file_actions_t files;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, fileno(in), STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	char *argv[] = { (char *)worker, NULL };
	pid_t pid;
	assert_int_equal(posix_spawn(&pid, worker, &files, NULL, argv, environ), 0);
	posix_spawn_file_actions_destroy(&files);
	close(out[1]);
	struct str s;
	str_init(&s, a, DOC_MAX_ARENA);
	char block[4096];
	for (ssize_t n; (n = read(out[0], block, sizeof block)) > 0;)
		str_add(&s, (struct sv){ block, (size_t)n });
	int status;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	fclose(in);
	close(out[0]);
	struct answer got = { .code = -1 };
	if (!WIFEXITED(status))
		return got;
	assert_int_equal(WEXITSTATUS(status), 0);
	got.code = doc_wire_decode(str_sv(&s), a, &got.d, &got.err);
	assert_false(sv_has(sv_of(got.err.detail), SV("wire:")));
	return got;
}

static struct sv load(const char *name, struct arena *a)
{
	struct str s;
	str_init(&s, a, DOC_MAX_BYTES);
	char path[4096];
	snprintf(path, sizeof path, "%s/tests/data/pdf/%s", getenv("GONGKAI_SOURCE"), name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	char block[4096];
	for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
		str_add(&s, (struct sv){ block, n });
	fclose(f);
	return str_sv(&s);
}

/* ---- the form ------------------------------------------------------------------------------- */

static void assert_cell(const struct doc_table *t, uint32_t row, uint32_t col, const char *text)
{
	const struct doc_cell *c = doc_cell_at(t, row, col);
	assert_non_null(c);
	if (!sv_eq(c->text, sv_of(text)))
		fail_msg("cell %u,%u is “%.*s”, not “%s”", row, col, SV_ARG(c->text), text);
}

static void assert_figure(const struct doc_table *t, uint32_t row, uint32_t col, unsigned figure)
{
	char text[16];
	snprintf(text, sizeof text, "%u", figure);
	assert_cell(t, row, col, text);
}

static void check_section_2(const struct doc_table *t)
{
	static const uint32_t rows[] = { 2, 3, 6, 9, 10, 13 };
	assert_int_equal(t->n_rows, 14);
	assert_int_equal(t->n_cols, 4);
	for (unsigned i = 0; i < 2; i++)
		for (unsigned j = 0; j < 3; j++)
			assert_figure(t, rows[i], 1 + j, 100 * (i + 1) + j);
	for (unsigned i = 2; i < 6; i++)
		assert_figure(t, rows[i], 3, 100 * (i + 1));
	assert_cell(t, 11, 2, "第二十条第（八）项");
	assert_cell(t, 13, 0, "行政事业性收费");
}

static void check_section_3(const struct doc_table *t)
{
	assert_int_equal(t->n_rows, HEAD_3 + ROWS_3);
	assert_int_equal(t->n_cols, STUB_3 + 7);
	for (unsigned i = 0; i < ROWS_3; i++)
		for (unsigned j = 0; j < 7; j++)
			assert_figure(t, HEAD_3 + i, STUB_3 + j, 1000 + 10 * i + j);
	const struct doc_cell *c = doc_cell_at(t, 0, 0);
	assert_int_equal(c->rowspan, 3);
	assert_int_equal(c->colspan, 3);
	c = doc_cell_at(t, 5, 0);
	assert_int_equal(c->rowspan, 22);
	assert_cell(t, 5, 0, "三、本年度办理结果");
	c = doc_cell_at(t, 7, 1);
	assert_int_equal(c->rowspan, 8);
	assert_cell(t, 7, 1, "（三）不予公开");
	assert_cell(t, 2, 6, "社会公益组织");
	assert_cell(t, 22, 2, "5.要求行政机关确认或重新出具已获取信息");
	assert_cell(t, 23, 2, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请");
	assert_cell(t, 27, 1, "四、结转下年度继续办理");
}

static void check_section_4(const struct doc_table *t)
{
	assert_int_equal(t->n_rows, 4);
	assert_int_equal(t->n_cols, COLUMNS_4);
	for (unsigned j = 0; j < COLUMNS_4; j++)
		assert_figure(t, 3, j, 5000 + j);
	assert_cell(t, 1, 12, "复议后起诉");
}

static void check_form(const char *name)
{
	static const char opening[] = "本报告按照条例的要求编写，说明本机关在这一年里怎样公开信息、"
		"怎样答复申请，供测试程序逐字核对换行和换页以后句子是否仍然完整。";
	AUTO(arena_done) struct arena a;
	arena_init(&a, DOC_MAX_ARENA);
	struct answer got = ask(load(name, &a), &a);
	assert_int_equal(got.code, E_OK);
	assert_int_equal(got.d->format, DOC_PDF);
	const struct doc_table *tables[3];
	size_t n = 0, openings = 0;
	for (size_t i = 0; i < got.d->n_blocks; i++) {
		const struct doc_block *b = &got.d->blocks[i];
		assert_true(b->at.page > 0 && b->at.line > 0);
		if (b->kind == DOC_TABLE) {
			assert_true(n < 3 && b->table->ruled);
			tables[n++] = b->table;
		}
		openings += sv_eq(b->text, sv_of(opening));
	}
	assert_int_equal(n, 3);
	assert_int_equal(openings, 2);
	check_section_2(tables[0]);
	check_section_3(tables[1]);
	check_section_4(tables[2]);
}

static void test_head_repeated_on_each_page(void **state)
{
	(void)state;
	check_form("lo-bold.pdf");
}

static void test_head_row_split_by_page(void **state)
{
	(void)state;
	check_form("lo-break5.pdf");
}

static void test_radicals_and_tall_rows(void **state)
{
	(void)state;
	check_form("wk-tall.pdf");
}

/* ---- what is refused ------------------------------------------------------------------------ */

/** A PDF of `pages` pages of that size that all show `content`. */
static struct sv small_pdf(struct arena *a, unsigned pages, const char *size, const char *content)
{
	struct str s;
	str_init(&s, a, DOC_MAX_BYTES);
	str_addf(&s, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
		"3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
		"4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n"
		"2 0 obj<</Type/Pages/Count %u/Kids[", strlen(content), content, pages);
	for (unsigned i = 0; i < pages; i++)
		str_addf(&s, "%u 0 R ", 5 + i);
	str_addz(&s, "]>>endobj\n");
	for (unsigned i = 0; i < pages; i++)
		str_addf(&s, "%u 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 %s]/Contents 4 0 R"
			"/Resources<</Font<</F 3 0 R>>>>>>endobj\n", 5 + i, size);
	str_addz(&s, "trailer<</Root 1 0 R>>\n");
	assert_true(str_ok(&s));
	return str_sv(&s);
}

static void test_refusals(void **state)
{
	(void)state;
	static const char text[] = "BT /F 12 Tf 50 50 Td (total 12) Tj ET";
	AUTO(arena_done) struct arena a;
	arena_init(&a, DOC_MAX_ARENA);
	assert_int_equal(ask(SV(""), &a).code, E_FORMAT);
	assert_int_equal(ask(SV("no PDF at all"), &a).code, E_FORMAT);
	assert_int_equal(ask(load("locked.pdf", &a), &a).code, E_ENCRYPTED);
	assert_int_equal(ask(small_pdf(&a, 2, "595 842", "0 0 m 90 90 l S"), &a).code,
		E_UNSUPPORTED);
	assert_int_equal(ask(small_pdf(&a, DOC_MAX_PAGES + 1, "90 90", text), &a).code, E_LIMIT);
}

static void test_absurd_page(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, DOC_MAX_ARENA);
	struct answer got = ask(small_pdf(&a, 1, "1000000 1000000",
		"BT /F 12 Tf 50 50 Td (total 12) Tj ET"), &a);
	assert_int_equal(got.code, E_OK);
	assert_int_equal(got.d->n_blocks, 1);
	assert_true(sv_eq(got.d->blocks[0].text, SV("total 12")));
}

/** A visible word and one in render mode 3, as OCR puts behind a scan. */
static void test_invisible_text_counts(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, DOC_MAX_ARENA);
	struct answer got = ask(small_pdf(&a, 1, "595 842",
		"BT /F 12 Tf 3 Tr 50 700 Td (hidden words) Tj ET"), &a);
	assert_int_equal(got.code, E_OK);
	assert_true(sv_eq(got.d->blocks[0].text, SV("hidden words")));
}

/** Cut short or with bytes changed, a file ends in an outcome or in the death of the worker. */
static void test_damage(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, DOC_MAX_ARENA);
	struct sv whole = load("wk-tall.pdf", &a);
	char *copy = arena_dup(&a, whole.p, whole.n);
	assert_non_null(copy);
	unsigned long long seed = 7;
	for (int i = 0; i < SEEDS; i++) {
		memcpy(copy, whole.p, whole.n);
		size_t n = i % 3 ? whole.n : whole.n * (size_t)i / SEEDS;
		for (int k = 0; k < 1 << (i % 8); k++) {
			seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
			copy[(seed >> 33) % whole.n] ^= (char)(1 << (seed >> 20) % 8);
		}
		AUTO(arena_done) struct arena b;
		arena_init(&b, DOC_MAX_ARENA);
		struct answer got = ask((struct sv){ copy, n }, &b);
		if (got.code > 0)
			assert_true(got.err.user[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head_repeated_on_each_page),
		cmocka_unit_test(test_head_row_split_by_page),
		cmocka_unit_test(test_radicals_and_tall_rows),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_absurd_page),
		cmocka_unit_test(test_invisible_text_counts),
		cmocka_unit_test(test_damage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
