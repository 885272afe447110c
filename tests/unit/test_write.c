/* Documents out: what is written, the readers and other parsers find again. */
#include "sample_report.h"

#include <archive.h>
#include <archive_entry.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/auto.h"
#include "doc/print.h"
#include "doc/read.h"
#include "doc/write.h"
#include "report/report_form.h"

/* Cairo 1.16 loses a few hundred bytes a document, fontconfig its configuration. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcairo\nleak:libfontconfig\nleak:libpango\nleak:libglib\n";
}

static uint32_t rnd(uint32_t *s, uint32_t below)
{
	*s ^= *s << 13;
	*s ^= *s >> 17;
	*s ^= *s << 5;
	return *s % below;
}

static struct sv rnd_text(struct arena *a, uint32_t *s, uint32_t max)
{
	static const char *const pieces[] = { "<", "&", "\"", "甲", "乙", "，", "件", "（一）", "12",
		"0.50", "a b", "𠮷", "]]>", "=", "'", "\t", "\n" };
	struct str t;
	str_init(&t, a, 1 << 20);
	str_addz(&t, "字");
	for (uint32_t n = rnd(s, max); n > 0; n--)
		str_addz(&t, pieces[rnd(s, sizeof pieces / sizeof *pieces)]);
	str_addz(&t, "尾");
	return str_sv(&t);
}

static void rnd_table(struct doc *d, uint32_t *s)
{
	struct doc_table *t = doc_add_table(d, (struct doc_place){ 0 });
	struct doc_grid g;
	doc_grid_init(&g, d->arena);
	for (uint32_t rows = 2 + rnd(s, 5); rows > 0; rows--) { /* one cell would be a frame, no table */
		doc_grid_row(&g);
		for (uint32_t cells = 2 + rnd(s, 4); cells > 0; cells--)
			doc_grid_cell(&g, rnd_text(d->arena, s, 4), 1 + rnd(s, 3), 1 + rnd(s, 3),
				(struct doc_place){ 0 }, rnd(s, 3) == 0);
	}
	assert_int_equal(doc_grid_finish(&g, t), 0);
	t->ruled = true;
	t->header_rows = rnd(s, t->n_rows);
}

static struct doc *rnd_doc(struct arena *a, uint32_t *s)
{
	struct doc *d = doc_new(a, DOC_UNKNOWN);
	d->title = rnd_text(a, s, 5);
	for (uint32_t n = 1 + rnd(s, 8); n > 0; n--) {
		uint32_t kind = rnd(s, 3);
		if (kind == DOC_TABLE) {
			rnd_table(d, s);
			continue;
		}
		struct doc_block *b = doc_add(d, kind, rnd_text(a, s, 90), (struct doc_place){ 0 });
		b->level = kind == DOC_HEADING ? 1 + rnd(s, 4) : 0;
	}
	return d;
}

static struct doc *form_of(struct arena *a, enum form_layout layout)
{
	struct doc *d = report_form(sample_report(a, layout), a, NULL);
	assert_non_null(d);
	return d;
}

static struct sv written(const struct doc *d, enum doc_format f, struct arena *a)
{
	struct sv bytes;
	struct err err = { 0 };
	int code = doc_write(d, f, a, &bytes, &err);
	if (code)
		fail_msg("%s: %s (%s)", doc_format_name(f), err.user, err.detail);
	return bytes;
}

static void assert_same_table(const struct doc_table *x, const struct doc_table *y)
{
	for (uint32_t r = 0; r < x->n_rows; r++)
		for (uint32_t c = 0; c < x->n_cols; c++) {
			const struct doc_cell *p = doc_cell_at(x, r, c), *q = doc_cell_at(y, r, c);
			if (!p)
				continue;
			assert_non_null(q);
			assert_true(sv_eq(p->text, q->text));
			assert_int_equal(p->row, q->row);
			assert_int_equal(p->col, q->col);
			assert_int_equal(p->rowspan, q->rowspan);
			assert_int_equal(p->colspan, q->colspan);
		}
}

static void assert_same_doc(const struct doc *x, const struct doc *y)
{
	size_t j = 0;
	for (size_t i = 0; i < x->n_blocks; i++, j++) {
		const struct doc_block *p = &x->blocks[i];
		while (j < y->n_blocks && !y->blocks[j].table && y->blocks[j].text.n == 0)
			j++;
		assert_true(j < y->n_blocks);
		const struct doc_block *q = &y->blocks[j];
		assert_int_equal(p->kind, q->kind);
		assert_true(sv_eq(p->text, q->text));
		if (p->kind == DOC_HEADING)
			assert_int_equal(p->level, q->level);
		if (p->table)
			assert_same_table(p->table, q->table);
	}
}

static void docx_is_read_back_equal(void **state)
{
	(void)state;
	uint32_t seed = 16;
	for (int round = 0; round < 300; round++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct doc *back = NULL, *d =
			round < 2 ? form_of(&a, round ? FORM_2019 : FORM_2021) : rnd_doc(&a, &seed);
		assert_int_equal(doc_read_docx(written(d, DOC_DOCX, &a), &a, &back, NULL), 0);
		assert_same_doc(d, back);
	}
}

/* The table after the heading that names a sheet. */
static const struct doc_table *sheet(const struct doc *d, struct sv name)
{
	for (size_t i = 0; i + 1 < d->n_blocks; i++)
		if (sv_eq(d->blocks[i].text, name))
			return d->blocks[i + 1].table;
	return NULL;
}

static void xlsx_is_read_back_equal(void **state)
{
	(void)state;
	static const struct sv names[] = { SV_INIT("表二"), SV_INIT("表三"), SV_INIT("表四") };
	for (int layout = FORM_2021; layout <= FORM_2019; layout++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct doc *back = NULL, *d = form_of(&a, layout);
		assert_int_equal(doc_read_xlsx(written(d, DOC_XLSX, &a), &a, &back, NULL), 0);
		int n = 0, line = 0;
		const struct doc_table *text = sheet(back, SV("正文"));
		assert_non_null(text);
		for (size_t i = 0; i < d->n_blocks; i++)
			if (d->blocks[i].table)
				assert_same_table(d->blocks[i].table, sheet(back, names[n++]));
			else
				assert_true(sv_eq(doc_cell_at(text, line++, 0)->text, d->blocks[i].text));
		assert_int_equal(n, 3);
	}
}

static xmlNode *next_element(xmlNode *n)
{
	while (n && n->type != XML_ELEMENT_NODE)
		n = n->next;
	return n;
}

static bool is(const xmlNode *n, const char *name)
{
	return strcmp((const char *)n->name, name) == 0;
}

static uint32_t number(xmlNode *n, const char *name)
{
	xmlChar *v = xmlGetProp(n, (const xmlChar *)name);
	uint32_t got = v ? (uint32_t)strtoul((const char *)v, NULL, 10) : 1;
	xmlFree(v);
	return got;
}

static void add_content(struct str *s, xmlNode *n)
{
	for (n = n->children; n; n = n->next)
		if (n->type == XML_TEXT_NODE)
			str_addz(s, (const char *)n->content);
		else
			str_addz(s, is(n, "br") ? "\n" : "?");
}

static void read_rows(struct doc_grid *g, xmlNode *n)
{
	for (n = next_element(n->children); n; n = next_element(n->next)) {
		if (is(n, "thead") || is(n, "tbody")) {
			read_rows(g, n);
			continue;
		}
		assert_true(is(n, "tr"));
		doc_grid_row(g);
		for (xmlNode *c = next_element(n->children); c; c = next_element(c->next)) {
			struct str s;
			str_init(&s, g->arena, 1 << 20);
			add_content(&s, c);
			doc_grid_cell(g, str_sv(&s), number(c, "rowspan"), number(c, "colspan"),
				(struct doc_place){ 0 }, is(c, "th"));
		}
	}
}

/* Our HTML through libxml2 and nothing of ours but the grid. */
static struct doc *read_html(struct sv page, struct arena *a)
{
	xmlDoc *x = htmlReadMemory(page.p, (int)page.n, NULL, NULL, HTML_PARSE_NOERROR);
	struct doc *d = doc_new(a, DOC_HTML);
	xmlNode *body = next_element(next_element(xmlDocGetRootElement(x)->children)->next);
	for (xmlNode *n = next_element(next_element(body->children)->children); n;
		n = next_element(n->next)) {
		struct str s;
		struct doc_grid g;
		str_init(&s, a, 1 << 20);
		if (is(n, "figure")) {
			doc_grid_init(&g, a);
			read_rows(&g, next_element(n->children));
			assert_int_equal(doc_grid_finish(&g, doc_add_table(d, (struct doc_place){ 0 })), 0);
			continue;
		}
		add_content(&s, n);
		struct doc_block *b = doc_add(d, is(n, "p") ? DOC_PARAGRAPH : DOC_HEADING, str_sv(&s),
			(struct doc_place){ 0 });
		b->level = is(n, "p") ? 0 : (uint8_t)(n->name[1] - '0');
	}
	xmlFreeDoc(x);
	return d;
}

static void html_is_read_back_equal(void **state)
{
	(void)state;
	uint32_t seed = 37;
	for (int round = 0; round < 300; round++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct doc *d = round < 2 ? form_of(&a, round ? FORM_2019 : FORM_2021) : rnd_doc(&a, &seed);
		struct sv page = written(d, DOC_HTML, &a);
		assert_true(sv_starts(page, SV("<!DOCTYPE html>\n<html lang=\"zh-CN\">")));
		assert_same_doc(d, read_html(page, &a));
	}
}

static void the_same_document_gives_the_same_bytes(void **state)
{
	(void)state;
	static const enum doc_format formats[] = { DOC_HTML, DOC_DOCX, DOC_XLSX, DOC_PDF };
	AUTO(arena_done) struct arena a;
	AUTO(arena_done) struct arena b;
	arena_init(&a, 1 << 26);
	arena_init(&b, 1 << 26);
	for (int i = 0; i < 4; i++)
		assert_true(sv_eq(written(form_of(&a, FORM_2021), formats[i], &a),
			written(form_of(&b, FORM_2021), formats[i], &b)));
}

/* A part of an archive. */
static struct sv part(struct sv zip, const char *name, struct arena *a)
{
	struct archive *z = archive_read_new();
	struct archive_entry *e;
	struct sv found = { NULL, 0 };
	archive_read_support_format_zip(z);
	assert_int_equal(archive_read_open_memory(z, zip.p, zip.n), ARCHIVE_OK);
	while (!found.p && archive_read_next_header(z, &e) == ARCHIVE_OK) {
		assert_int_equal(archive_entry_mtime(e) % 60, 0);
		if (strcmp(archive_entry_pathname(e), name) != 0)
			continue;
		size_t n = (size_t)archive_entry_size(e);
		char *p = arena_alloc(a, n + 1);
		assert_int_equal(archive_read_data(z, p, n), n);
		found = (struct sv){ p, n };
	}
	archive_read_free(z);
	return found;
}

/* ECMA-376: what may stand in these elements stands in this order, and each once. */
static void assert_schema_order(xmlNode *n)
{
	static const char *const order[][24] = {
		{ "pPr", "pStyle", "keepNext", "keepLines", "widowControl", "snapToGrid", "spacing", "ind",
			"jc", "outlineLvl" },
		{ "rPr", "rFonts", "spacing", "sz", "szCs", "lang" },
		{ "tblPr", "tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar" },
		{ "tcPr", "tcW", "gridSpan", "vMerge", "vAlign" },
		{ "tbl", "tblPr", "tblGrid", "tr" },
		{ "style", "name", "basedOn", "next", "qFormat", "pPr", "rPr", "tblPr" },
		{ "sectPr", "footerReference", "pgSz", "pgMar", "cols", "docGrid" },
		{ "settings", "defaultTabStop", "evenAndOddHeaders", "characterSpacingControl", "compat" },
	};
	for (; n; n = n->next) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
			int at = 1;
			for (xmlNode *c = is(n, order[i][0]) ? next_element(n->children) : NULL; c;
				c = next_element(c->next)) {
				while (at < 24 && order[i][at] && !is(c, order[i][at]))
					at++;
				assert_true(at < 24 && order[i][at]);
			}
		}
		assert_schema_order(n->children);
	}
}

static void docx_parts_keep_to_the_schema(void **state)
{
	(void)state;
	static const char *const names[] = { "[Content_Types].xml", "_rels/.rels", "word/document.xml",
		"word/_rels/document.xml.rels", "word/styles.xml", "word/settings.xml", "word/footer1.xml",
		"word/footer2.xml", "docProps/core.xml" };
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct sv zip = written(form_of(&a, FORM_2021), DOC_DOCX, &a);
	struct sv document = part(zip, "word/document.xml", &a), styles = part(zip, names[4], &a);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct sv xml = part(zip, names[i], &a);
		xmlDoc *x = xmlReadMemory(xml.p, (int)xml.n, NULL, NULL, XML_PARSE_NONET);
		assert_non_null(x);
		assert_schema_order(xmlDocGetRootElement(x));
		xmlFreeDoc(x);
	}
	/* every style that is used is there */
	for (size_t at; (at = sv_find(document, SV("w:pStyle w:val=\""))) != SV_NONE;) {
		document = sv_from(document, at + 16);
		struct sv id = sv_head(document, sv_find(document, SV("\"")));
		assert_true(sv_has(styles, sv_fmt(&a, "w:styleId=\"%.*s\"", SV_ARG(id))));
	}
}

static struct doc *one_cell(struct arena *a, struct sv text)
{
	struct doc *d = doc_new(a, DOC_UNKNOWN);
	struct doc_table *t = doc_add_table(d, (struct doc_place){ 0 });
	struct doc_grid g;
	doc_grid_init(&g, a);
	doc_grid_row(&g);
	doc_grid_cell(&g, text, 1, 1, (struct doc_place){ 0 }, false);
	assert_int_equal(doc_grid_finish(&g, t), 0);
	return d;
}

static void xlsx_numbers_are_numbers_when_they_print_the_same(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool number;
	} cases[] = { { "0", true }, { "1203", true }, { "-4", true }, { "96171.6", true },
		{ "0.25", true }, { "12.50", false }, { "007", false }, { "+5", false }, { "1,203", false },
		{ "123456789012345678", false }, { "5件", false }, { "1e5", false }, { "=1+1", false } };
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct doc *back = NULL, *d = one_cell(&a, sv_of(cases[i].text));
		struct sv zip = written(d, DOC_XLSX, &a);
		struct sv xml = part(zip, "xl/worksheets/sheet1.xml", &a);
		assert_int_equal(!sv_has(xml, SV("t=\"s\"")), cases[i].number);
		assert_false(sv_has(xml, SV("<f>")));
		assert_int_equal(doc_read_xlsx(zip, &a, &back, NULL), 0);
		assert_true(sv_eq(sheet(back, SV("表格"))->cells[0].text, sv_of(cases[i].text)));
	}
}

static size_t count(struct sv s, struct sv needle)
{
	size_t n = 0;
	for (size_t at; (at = sv_find(s, needle)) != SV_NONE; n++)
		s = sv_from(s, at + needle.n);
	return n;
}

static void pdf_has_pages_fonts_and_text(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 27);
	struct doc *d = form_of(&a, FORM_2021);
	struct sv pdf = written(d, DOC_PDF, &a);
	assert_true(sv_starts(pdf, SV("%PDF-1.")) && sv_ends(sv_trim(pdf), SV("%%EOF")));
	assert_true(count(pdf, SV("/ToUnicode")) >= 2);
	assert_int_equal(count(pdf, SV("/ToUnicode")), count(pdf, SV("/FontFile3")));
	/* 22 lines a page: 220 short paragraphs are ten pages, one more is eleven */
	for (int n = 220; n <= 221; n++) {
		struct doc *lines = doc_new(&a, DOC_UNKNOWN);
		for (int i = 0; i < n; i++)
			doc_add(lines, DOC_PARAGRAPH, SV("一行"), (struct doc_place){ 0 });
		struct sv bytes = written(lines, DOC_PDF, &a);
		assert_int_equal(count(bytes, SV("/Type /Page %")), n == 220 ? 10 : 11);
	}
}

static void add_lines(struct doc *d, int n, const char *text)
{
	for (int i = 0; i < n; i++)
		doc_add(d, DOC_PARAGRAPH, sv_of(text), (struct doc_place){ 0 });
}

/* 20 lines, a heading, a paragraph, and as many lines as fit on page two when the heading is not
 * there. The paragraph cannot begin on page one without leaving a line alone, so neither can the
 * heading, and a third page is needed. */
static void a_heading_goes_with_what_follows(void **state)
{
	(void)state;
	static const char *const paragraphs[] = { "短", "字字字字字字字字字字字字字字字字字字字字字字字字字字字字",
		"字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字字"
		"字字字字字字字字" };
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	for (int lines = 1; lines <= 3; lines++) {
		struct doc *d = doc_new(&a, DOC_UNKNOWN);
		add_lines(d, lines == 1 ? 21 : 20, "一行");
		doc_add(d, DOC_HEADING, SV("一、题"), (struct doc_place){ 0 })->level = 2;
		add_lines(d, 1, paragraphs[lines - 1]);
		add_lines(d, 22 - lines, "一行");
		assert_int_equal(count(written(d, DOC_PDF, &a), SV("/Type /Page %")), 3);
	}
}

static void a_row_higher_than_a_page_is_refused(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	struct str s;
	struct sv bytes;
	struct err err = { 0 };
	str_init(&s, &a, 1 << 20);
	for (int i = 0; i < 4000; i++)
		str_addz(&s, "长");
	assert_int_equal(doc_write(one_cell(&a, str_sv(&s)), DOC_PDF, &a, &bytes, &err), E_LIMIT);
	assert_true(err.user[0]);
	for (int i = 0; i < 40000; i++)
		str_addz(&s, "长");
	assert_int_equal(doc_write(one_cell(&a, str_sv(&s)), DOC_XLSX, &a, &bytes, &err), E_LIMIT);
	assert_int_equal(doc_write(one_cell(&a, SV("")), DOC_JSON, &a, &bytes, &err), E_UNSUPPORTED);
}

static void any_document_can_be_printed(void **state)
{
	(void)state;
	uint32_t seed = 711;
	for (int round = 0; round < 40; round++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 26);
		struct doc *d = rnd_doc(&a, &seed);
		written(d, DOC_PDF, &a);
		written(d, DOC_XLSX, &a);
	}
}

static void columns_fill_the_width(void **state)
{
	(void)state;
	uint32_t seed = 156;
	for (int round = 0; round < 500; round++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 20);
		uint32_t n = 1 + rnd(&seed, 40), sum = 0, own[40];
		for (uint32_t c = 0; c < n; c++)
			own[c] = rnd(&seed, 3) ? rnd(&seed, 9000) : 0;
		struct doc_table t = { .n_cols = n, .widths = rnd(&seed, 2) ? own : NULL };
		const uint32_t *w = print_column_widths(&t, &a);
		for (uint32_t c = 0; c < n; c++)
			sum += w[c];
		assert_int_equal(sum, TEXT_WIDTH);
	}
}

static void a_small_arena_is_an_error_not_a_crash(void **state)
{
	(void)state;
	static const enum doc_format formats[] = { DOC_HTML, DOC_DOCX, DOC_XLSX, DOC_PDF };
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 24);
	struct doc *d = form_of(&a, FORM_2021);
	for (int i = 0; i < 4; i++)
		for (size_t max = 64; max < 2000000; max *= i == 3 ? 4 : 2) {
			AUTO(arena_done) struct arena b;
			arena_init(&b, max);
			struct sv bytes;
			struct err err = { 0 };
			int code = doc_write(d, formats[i], &b, &bytes, &err);
			assert_true(code == 0 || (code == E_NOMEM && err.user[0]));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(docx_is_read_back_equal),
		cmocka_unit_test(xlsx_is_read_back_equal),
		cmocka_unit_test(html_is_read_back_equal),
		cmocka_unit_test(the_same_document_gives_the_same_bytes),
		cmocka_unit_test(docx_parts_keep_to_the_schema),
		cmocka_unit_test(xlsx_numbers_are_numbers_when_they_print_the_same),
		cmocka_unit_test(pdf_has_pages_fonts_and_text),
		cmocka_unit_test(a_heading_goes_with_what_follows),
		cmocka_unit_test(a_row_higher_than_a_page_is_refused),
		cmocka_unit_test(any_document_can_be_printed),
		cmocka_unit_test(columns_fill_the_width),
		cmocka_unit_test(a_small_arena_is_an_error_not_a_crash),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
