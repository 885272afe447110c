/* Write, then read: the same cells and the same sections, for the form and for every sample. */
#include "sample_report.h"

#include <dirent.h>

#include "base/auto.h"
#include "doc/read.h"
#include "doc/write.h"
#include "report/report_csv.h"
#include "report/report_form.h"

enum { HELD = 1 << 28 };

static int read_back(struct sv bytes, struct arena *a, struct report **ret)
{
	struct doc *d = NULL;
	struct err err = { 0 };
	int code = doc_parse(bytes, a, &d, &err);
	return code ? code : report_read(d, a, ret, &err);
}

static void assert_same_cells(const struct report *x, const struct report *y, const char *name)
{
	AUTO(arena_done) struct arena a;
	char key[FORM_KEY_MAX];
	arena_init(&a, 1 << 20);
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		struct sv p = report_cell_text(&x->cells[cell], &a), q = report_cell_text(&y->cells[cell], &a);
		if (x->cells[cell].state != y->cells[cell].state || !sv_eq(p, q))
			fail_msg("%s: %s is “%.*s” (%d), was “%.*s” (%d)", name, form_key(cell, key), SV_ARG(q),
				y->cells[cell].state, SV_ARG(p), x->cells[cell].state);
	}
	if (x->year != y->year || (x->unit.n && !sv_eq(x->unit, y->unit)))
		fail_msg("%s: “%.*s” %d, was “%.*s” %d", name, SV_ARG(y->unit), y->year, SV_ARG(x->unit),
			x->year);
}

/* The letters of a text: a page has no more to say about the white space between them. */
static struct sv letters(struct sv text, struct arena *a)
{
	struct str s;
	str_init(&s, a, 1 << 24);
	for (size_t i = 0; i < text.n; i++) {
		if (sv_starts(sv_from(text, i), SV("\xE3\x80\x80")))
			i += 2;
		else if (sv_starts(sv_from(text, i), SV("\xC2\xA0")))
			i++;
		else if (!strchr(" \t\n", text.p[i]))
			str_addc(&s, text.p[i]);
	}
	return str_sv(&s);
}

static void assert_same_sections(const struct report *x, const struct report *y, const char *name)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	for (int s = 0; s < SECTION__MAX; s++)
		if (!sv_eq(letters(x->sections[s].text, &a), letters(y->sections[s].text, &a)))
			fail_msg("%s: section %d differs:\n%.*s\n---\n%.*s", name, s + 1,
				SV_ARG(y->sections[s].text), SV_ARG(x->sections[s].text));
}

static void assert_comes_back(const struct report *r, const char *name)
{
	static const enum doc_format formats[] = { DOC_HTML, DOC_DOCX, DOC_XLSX };
	for (int i = 0; i < 4; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, HELD);
		struct report *back = NULL;
		struct sv bytes;
		struct doc *d = report_form(r, &a, NULL);
		assert_non_null(d);
		assert_int_equal(i < 3 ? doc_write(d, formats[i], &a, &bytes, NULL)
			: report_csv(r, &a, &bytes, NULL), 0);
		assert_int_equal(read_back(bytes, &a, &back), 0);
		char what[512];
		snprintf(what, sizeof what, "%s as %s", name, i < 3 ? doc_format_name(formats[i]) : "CSV");
		assert_same_cells(r, back, what);
		if (i < 2)
			assert_same_sections(r, back, what);
	}
}

static void the_form_comes_back(void **state)
{
	(void)state;
	for (int layout = FORM_2021; layout <= FORM_2019; layout++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, HELD);
		assert_comes_back(sample_report(&a, layout), "the form");
	}
}

static void cells_that_are_no_numbers_come_back(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, HELD);
	struct report *r = sample_report(&a, FORM_2021);
	for (int cell = 0; cell < FORM_CELLS; cell += 5)
		if (r->cells[cell].state == CELL_NUMBER)
			r->cells[cell] = cell % 2 ? (struct form_cell){ .state = CELL_BLANK }
				: (struct form_cell){ .state = CELL_TEXT, .text = SV("/") };
	assert_comes_back(r, "blank and text");
}

static int samples_of(const char *folder)
{
	char path[1024];
	const char *root = getenv("GONGKAI_SOURCE");
	snprintf(path, sizeof path, "%s/%s", root ? root : ".", folder);
	DIR *dir = opendir(path);
	int n = 0;
	for (struct dirent *e; dir && (e = readdir(dir));) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, HELD);
		struct report *r = NULL;
		if (e->d_name[0] == '.' || e->d_type == DT_DIR)
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		if (read_back(unit_file(&a, path), &a, &r))
			continue; /* how samples are read is tested elsewhere */
		assert_comes_back(r, e->d_name);
		n++;
	}
	if (dir)
		closedir(dir);
	return n;
}

static void every_sample_comes_back(void **state)
{
	(void)state;
	int n = samples_of("../shared/samples/seeds") + samples_of("../shared/samples/reports") +
		samples_of("demo");
	if (!n)
		skip();
	print_message("# %d samples written and read\n", n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_form_comes_back),
		cmocka_unit_test(cells_that_are_no_numbers_come_back),
		cmocka_unit_test(every_sample_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
