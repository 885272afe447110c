/* A packed report: what went in comes out, and nothing else gets in. */
#include "sample_report.h"
#include "unit_arena.h"

#include "base/auto.h"
#include "doc/read.h"
#include "doc/write.h"
#include "report/pack.h"
#include "report/report_form.h"

#include <dirent.h>

/* xorshift: the same reports on every run. */
static uint32_t seed = 2463534242u;

static uint32_t rnd(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 17;
	seed ^= seed << 5;
	return seed % below;
}

static struct sv rnd_text(uint32_t max)
{
	static const uint32_t cps[] = { 'a', '9', '\n', '\t', 0, 0x4EF6, 0x3000, 0xFF0C, 0x20BB7, 0xE9 };
	struct str t;
	str_init(&t, &arena, 1 << 20);
	for (uint32_t n = rnd(max + 1); n > 0; n--)
		str_add_cp(&t, cps[rnd(sizeof cps / sizeof *cps)]);
	return str_sv(&t);
}

static struct doc_place rnd_place(void)
{
	switch (rnd(4)) {
	case 0:
		return (struct doc_place){ 0 };
	case 1:
		return (struct doc_place){ UINT32_MAX - rnd(2), rnd(2) ? 0 : UINT32_MAX };
	default:
		return (struct doc_place){ 1, 40 + rnd(3) };
	}
}

static int rnd_int(void)
{
	static const int edges[] = { 0, 1, -1, INT32_MAX, INT32_MIN, 12, 2023 };
	return edges[rnd(sizeof edges / sizeof *edges)];
}

static int64_t rnd_figure(void)
{
	static const int64_t edges[] = { 0, 0, 1, -1, INT64_MAX, INT64_MIN, 63, 64, -64, -65, 8191, 8192 };
	return edges[rnd(sizeof edges / sizeof *edges)];
}

static void rnd_findings(struct findings *list)
{
	*list = (struct findings){ .arena = &arena };
	for (uint32_t n = rnd(12); n > 0; n--) {
		uint32_t s = rnd(SECTION__MAX + 1);
		findings_add(list, (struct finding){ .rule = rnd(RULE__MAX), .severity = rnd(2),
			.cell = (int)rnd(FORM_CELLS + 1) - 1,
			.section = s ? form_section_key((enum form_section)(s - 1)) : NULL,
			.found = rnd_text(5), .expected = rnd_text(5), .quote = rnd_text(20),
			.message = rnd_text(200), .at = rnd_place() });
	}
}

static struct report *rnd_report(void)
{
	struct report *r = arena_alloc(&arena, sizeof *r);
	assert_non_null(r);
	*r = (struct report){ .arena = &arena, .format = rnd(DOC_FORMAT__MAX), .title = rnd_text(30),
		.unit = rnd_text(10), .title_at = rnd_place(), .year = (int)rnd(10000),
		.preamble = rnd_text(100), .layout = rnd(4) };
	r->period = (struct report_period){ rnd(2), rnd_int(), rnd_int(), rnd_int(), rnd_int(), rnd_int(),
		rnd_int(), rnd_text(10), rnd_place() };
	for (int s = 0; s < SECTION__MAX; s++)
		r->sections[s] = (struct report_section){ rnd(2), rnd_text(10), rnd_text(300), rnd_place(),
			rnd_int(), rnd_int(), rnd(2), rnd(2) };
	for (int t = 0; t < TABLE__MAX; t++)
		r->tables[t] = rnd(2);
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		r->cells[cell] = (struct form_cell){ rnd(CELL_TEXT + 1), rnd(8) == 0, rnd_figure(),
			rnd(4) ? SV("") : rnd_text(6) };
		r->cell_at[cell] = rnd_place();
		r->cell_quote[cell] = rnd(4) ? SV("") : rnd_text(6);
	}
	rnd_findings(&r->noticed);
	return r;
}

static void same_text(struct sv a, struct sv b)
{
	assert_true(b.p || !a.p);
	assert_true(sv_eq(a, b));
}

static void same_place(struct doc_place a, struct doc_place b)
{
	assert_int_equal(a.page, b.page);
	assert_int_equal(a.line, b.line);
}

static void same_findings(const struct findings *a, const struct findings *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct finding *x = &a->items[i], *y = &b->items[i];
		assert_int_equal(x->rule, y->rule);
		assert_int_equal(x->severity, y->severity);
		assert_int_equal(x->cell, y->cell);
		assert_int_equal(x->section == NULL, y->section == NULL);
		if (x->section)
			assert_string_equal(x->section, y->section);
		same_text(x->found, y->found);
		same_text(x->expected, y->expected);
		same_text(x->quote, y->quote);
		same_text(x->message, y->message);
		same_place(x->at, y->at);
	}
}

static void same_period(const struct report_period *a, const struct report_period *b)
{
	assert_int_equal(a->present, b->present);
	assert_int_equal(a->from_year, b->from_year);
	assert_int_equal(a->from_month, b->from_month);
	assert_int_equal(a->from_day, b->from_day);
	assert_int_equal(a->to_year, b->to_year);
	assert_int_equal(a->to_month, b->to_month);
	assert_int_equal(a->to_day, b->to_day);
	same_text(a->quote, b->quote);
	same_place(a->at, b->at);
}

static void same_report(const struct report *a, const struct report *b)
{
	assert_int_equal(a->format, b->format);
	same_text(a->title, b->title);
	same_text(a->unit, b->unit);
	same_place(a->title_at, b->title_at);
	assert_int_equal(a->year, b->year);
	same_period(&a->period, &b->period);
	same_text(a->preamble, b->preamble);
	for (int i = 0; i < SECTION__MAX; i++) {
		const struct report_section *x = &a->sections[i], *y = &b->sections[i];
		assert_int_equal(x->present, y->present);
		same_text(x->heading, y->heading);
		same_text(x->text, y->text);
		same_place(x->at, y->at);
		assert_int_equal(x->order, y->order);
		assert_int_equal(x->numeral, y->numeral);
		assert_int_equal(x->wordless, y->wordless);
		assert_int_equal(x->variant, y->variant);
	}
	assert_int_equal(a->layout, b->layout);
	assert_memory_equal(a->tables, b->tables, sizeof a->tables);
	for (int i = 0; i < FORM_CELLS; i++) {
		const struct form_cell *x = &a->cells[i], *y = &b->cells[i];
		assert_int_equal(x->state, y->state);
		assert_int_equal(x->provisional, y->provisional);
		assert_true(x->n == y->n);
		same_text(x->text, y->text);
		same_place(a->cell_at[i], b->cell_at[i]);
		same_text(a->cell_quote[i], b->cell_quote[i]);
	}
	same_findings(&a->noticed, &b->noticed);
}

/* Pack, and unpack from a block of exactly that size. @return bytes of the pack */
static size_t there_and_back(const struct report *r, const struct findings *list)
{
	struct sv packed;
	struct err err = { 0 };
	struct report *back = NULL;
	struct findings *list_back = NULL;
	assert_int_equal(report_pack(r, list, &arena, &packed, &err), 0);
	char *exact = malloc(packed.n);
	assert_non_null(exact);
	memcpy(exact, packed.p, packed.n);
	assert_int_equal(report_unpack((struct sv){ exact, packed.n }, &arena, &back, &list_back, &err), 0);
	same_report(r, back);
	assert_int_equal(list == NULL, list_back == NULL);
	if (list)
		same_findings(list, list_back);
	free(exact);
	return packed.n;
}

static void whatever_is_packed_comes_back_equal(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++) {
		const struct report *r = rnd_report();
		struct findings list;
		rnd_findings(&list);
		there_and_back(r, i % 3 ? &list : NULL);
		arena_reset(&arena);
	}
}

static struct sv printed(const struct report *r)
{
	struct doc *d = report_form(r, &arena, NULL);
	struct sv html;
	struct err err = { 0 };
	assert_non_null(d);
	assert_int_equal(doc_write(d, DOC_HTML, &arena, &html, &err), 0);
	return html;
}

/* The report as packed is as good as the report as read: same findings, same form. */
static void as_good_as_read(const struct report *r)
{
	struct findings list = { .arena = &arena }, again = { .arena = &arena };
	struct err err = { 0 };
	struct sv packed;
	struct report *back;
	assert_int_equal(report_check(r, NULL, &list, &err), 0);
	size_t size = there_and_back(r, &list);
	assert_int_equal(report_pack(r, &list, &arena, &packed, &err), 0);
	assert_int_equal(report_unpack(packed, &arena, &back, NULL, &err), 0);
	assert_int_equal(report_check(back, NULL, &again, &err), 0);
	same_findings(&list, &again);
	struct sv a = printed(r), b = printed(back);
	assert_true(sv_eq(a, b));
	size_t text = r->preamble.n + r->title.n;
	for (int s = 0; s < SECTION__MAX; s++)
		text += r->sections[s].text.n;
	for (size_t i = 0; i < list.n; i++)
		text += 2 * (200 + list.items[i].message.n + list.items[i].quote.n);
	assert_in_range(size, 1, text + 6000);
}

static int samples_of(const char *folder)
{
	const char *root = getenv("GONGKAI_SOURCE");
	char path[2048];
	snprintf(path, sizeof path, "%s/%s", root ? root : ".", folder);
	DIR *dir = opendir(path);
	int n = 0;
	for (struct dirent *e; dir && (e = readdir(dir)) != NULL;) {
		char name[1024];
		snprintf(name, sizeof name, "%s/%s", folder, e->d_name);
		arena_reset(&arena);
		struct sv bytes = e->d_name[0] == '.' ? SV("") : unit_file(&arena, name);
		struct doc *d;
		struct report *r;
		struct err err = { 0 };
		if (!bytes.n || doc_parse(bytes, &arena, &d, &err) || report_read(d, &arena, &r, &err))
			continue; /* how samples are read is tested elsewhere */
		as_good_as_read(r);
		n++;
	}
	if (dir)
		closedir(dir);
	return n;
}

static void published_reports_come_back_equal(void **state)
{
	(void)state;
	int n = samples_of("demo");
	assert_int_equal(n, 4); /* the fifth is a PDF */
	n += samples_of("../shared/samples/seeds") + samples_of("../shared/samples/reports") +
		samples_of("../shared/samples/fragments");
	print_message("# %d reports packed and unpacked\n", n);
}

static void made_up_reports_come_back_equal(void **state)
{
	(void)state;
	arena_reset(&arena);
	as_good_as_read(sample_report(&arena, FORM_2021));
	as_good_as_read(sample_report(&arena, FORM_2019));
}

/* Every cut and every flipped bit is told, and never touches what is not there. */
static void damage_is_told(void **state)
{
	(void)state;
	arena_reset(&arena);
	struct sv packed;
	struct err err = { 0 };
	assert_int_equal(report_pack(sample_report(&arena, FORM_2021), NULL, &arena, &packed, &err), 0);
	for (size_t n = 0; n < packed.n; n++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 20);
		char *cut = malloc(n + 1);
		struct report *r;
		assert_non_null(cut);
		memcpy(cut, packed.p, n);
		assert_int_equal(report_unpack((struct sv){ cut, n }, &a, &r, NULL, &err), E_FORMAT);
		free(cut);
	}
	char *bad = arena_dup(&arena, packed.p, packed.n);
	for (size_t bit = 0; bit < packed.n * 8; bit++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 20);
		struct report *r;
		bad[bit / 8] ^= (char)(1 << bit % 8);
		err = (struct err){ 0 };
		assert_int_equal(report_unpack((struct sv){ bad, packed.n }, &a, &r, NULL, &err), E_FORMAT);
		assert_true(err.user[0]);
		bad[bit / 8] ^= (char)(1 << bit % 8);
	}
}

static void what_cannot_be_unpacked_is_not_packed(void **state)
{
	(void)state;
	arena_reset(&arena);
	struct sv packed;
	struct err err = { 0 };
	struct report *r = sample_report(&arena, FORM_2021);
	r->sections[SECTION_OTHER].text = SV("half a character: \xE4\xBB");
	assert_int_equal(report_pack(r, NULL, &arena, &packed, &err), E_FORMAT);
	r = sample_report(&arena, FORM_2021);
	r->year = 10000;
	assert_int_equal(report_pack(r, NULL, &arena, &packed, &err), E_FORMAT);
	r = sample_report(&arena, FORM_2021);
	size_t n = PACK_MAX;
	char *large = arena_alloc(&arena, n);
	assert_non_null(large);
	r->preamble = (struct sv){ memset(large, 'a', n), n };
	assert_int_equal(report_pack(r, NULL, &arena, &packed, &err), E_LIMIT);
	assert_true(err.user[0]);
}

/* Cells are packed by number: a form that numbers them otherwise needs another version of the pack. */
static void the_numbering_is_that_of_version_one(void **state)
{
	(void)state;
	char key[FORM_KEY_MAX];
	uint64_t h = 14695981039346656037u; /* FNV-1a */
	for (int cell = 0; cell < FORM_CELLS; cell++)
		for (const char *p = form_key(cell, key); *p; p++)
			h = (h ^ (unsigned char)*p) * 1099511628211u;
	assert_true(h == 0x3745A7584F061A5Fu);
	assert_int_equal(CELL_TEXT, 4);
	assert_int_equal(FORM_2021, 1);
	assert_int_equal(FORM_2019, 2);
	static const enum doc_format formats[] = { DOC_UNKNOWN, DOC_HTML, DOC_DOCX, DOC_XLSX, DOC_PDF,
		DOC_TEXT, DOC_CSV, DOC_JSON, DOC_LEGACY_DOC };
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		assert_int_equal(formats[i], i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_packed_comes_back_equal),
		cmocka_unit_test(made_up_reports_come_back_equal),
		cmocka_unit_test(published_reports_come_back_equal),
		cmocka_unit_test(damage_is_told),
		cmocka_unit_test(what_cannot_be_unpacked_is_not_packed),
		cmocka_unit_test(the_numbering_is_that_of_version_one),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
