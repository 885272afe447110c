/* XLSX: sheets as tables, numbers as they were typed. */
#include "zip.h"

#include "base/auto.h"
#include "base/str.h"
#include "doc/read.h"

enum { ROOM = 64 << 20 };

#define S_NS "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

/* A workbook whose first sheet has that inside <worksheet>. */
static struct sv workbook(struct arena *a, const char *sheet, const char *strings)
{
	size_t n = strlen(sheet) + 256;
	char *first = arena_alloc(a, n);
	snprintf(first, n, "<worksheet " S_NS ">%s</worksheet>", sheet);
	const struct unit_part parts[] = {
		{ "_rels/.rels", UNIT_RELS("<Relationship Id=\"r1\" Type=\"" UNIT_REL "officeDocument\" "
			"Target=\"xl/workbook.xml\"/>"), 0 },
		{ "xl/_rels/workbook.xml.rels", UNIT_RELS(
			"<Relationship Id=\"r1\" Type=\"" UNIT_REL "worksheet\" Target=\"worksheets/one.xml\"/>"
			"<Relationship Id=\"r2\" Type=\"" UNIT_REL "worksheet\" Target=\"worksheets/two.xml\"/>"
			"<Relationship Id=\"r3\" Type=\"" UNIT_REL "sharedStrings\" Target=\"sharedStrings.xml\"/>"
			"<Relationship Id=\"r4\" Type=\"" UNIT_REL "hyperlink\" Target=\"http://x/\" TargetMode=\"External\"/>"),
			0 },
		{ "xl/workbook.xml", "<workbook " S_NS " xmlns:r=\"http://schemas.openxmlformats.org/office"
			"Document/2006/relationships\"><sheets><sheet name=\"甲表\" sheetId=\"1\" r:id=\"r1\"/>"
			"<sheet name=\"藏\" sheetId=\"2\" state=\"hidden\" r:id=\"r2\"/>"
			"<sheet name=\"乙表\" sheetId=\"3\" r:id=\"r2\"/></sheets></workbook>", 0 },
		{ "xl/worksheets/one.xml", first, 0 },
		{ "xl/worksheets/two.xml", "<worksheet " S_NS "><sheetData><row r=\"7\"><c r=\"C7\"><v>9</v></c></row>"
			"</sheetData></worksheet>", 0 },
		{ "xl/sharedStrings.xml", strings ? strings : "<sst " S_NS "/>", 0 },
	};
	return unit_zip(a, parts, 6);
}

static struct doc *read_book(struct arena *a, const char *sheet, const char *strings)
{
	struct doc *d = NULL;
	struct err err = { 0 };
	int code = doc_read_xlsx(workbook(a, sheet, strings), a, &d, &err);
	if (code)
		fail_msg("%s: %s", err_name(code), err.detail);
	return d;
}

static void sheets_become_headings_and_tables(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct doc *d = read_book(&a, "<sheetData><row r=\"2\"><c r=\"B2\" t=\"s\"><v>1</v></c>"
		"<c r=\"C2\" t=\"inlineStr\"><is><r><t>行</t></r><r><t>内</t></r></is></c><c r=\"D2\" s=\"4\"/></row>"
		"<row><c t=\"s\"><v>0</v></c><c t=\"b\"><v>1</v></c><c t=\"str\"><f>A1</f><v>式</v></c></row>"
		"<row r=\"4\"><c r=\"B4\" t=\"e\"><v>#REF!</v></c><c r=\"C4\" t=\"s\"><v>99</v></c></row></sheetData>",
		"<sst " S_NS "><si><t>零</t></si><si><r><t xml:space=\"preserve\">富 </t></r><r><t>文_x000D_\n本</t></r>"
		"<rPh sb=\"0\" eb=\"1\"><t>fu</t></rPh></si></sst>");
	assert_int_equal(d->n_blocks, 4);
	assert_int_equal(d->blocks[0].kind, DOC_HEADING);
	assert_int_equal(d->blocks[0].level, 2);
	assert_true(sv_eq(d->blocks[0].text, SV("甲表")));
	assert_true(sv_eq(d->blocks[2].text, SV("乙表")));
	struct doc_table *t = d->blocks[1].table;
	static const char *const want[3][3] = { { "", "富 文\n本", "行内" }, { "零", "TRUE", "式" },
		{ "", "#REF!", "" } };
	assert_int_equal(t->n_rows, 3);
	assert_int_equal(t->n_cols, 3);
	assert_true(t->ruled);
	for (uint32_t r = 0; r < 3; r++)
		for (uint32_t c = 0; c < 3; c++) {
			const struct doc_cell *cell = doc_cell_at(t, r, c);
			assert_non_null(cell);
			assert_true(sv_eq(cell->text, sv_of(want[r][c])));
			assert_int_equal(cell->at.page, 1);
			assert_int_equal(cell->at.line, r + 2);
		}
	t = d->blocks[3].table;
	assert_int_equal(t->n_cells, 1);
	assert_int_equal(t->cells[0].at.page, 3);
	assert_int_equal(t->cells[0].at.line, 7);
}

static void numbers_come_out_as_typed(void **state)
{
	(void)state;
	static const char *const pairs[][2] = { { "4166.2416190000004", "4166.241619" },
		{ "0.30000000000000004", "0.3" }, { "12", "12" }, { "12.0", "12" }, { "-7", "-7" },
		{ "1E3", "1000" }, { "1.5E-3", "0.0015" }, { "0", "0" }, { "-0", "0" }, { "100", "100" },
		{ "123456789012345", "123456789012345" }, { "7730.28", "7730.28" },
		{ "0.1", "0.1" }, { "999999.99", "999999.99" }, { "1E400", "1E400" }, { "x", "x" } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, ROOM);
		char sheet[200];
		snprintf(sheet, sizeof sheet, "<sheetData><row r=\"1\"><c r=\"A1\"><v>%s</v></c></row></sheetData>",
			pairs[i][0]);
		struct doc *d = read_book(&a, sheet, NULL);
		struct sv got = d->blocks[1].table->cells[0].text;
		if (!sv_eq(got, sv_of(pairs[i][1])))
			fail_msg("%s gives %.*s", pairs[i][0], SV_ARG(got));
	}
}

/* Whatever a person types with up to 15 digits survives the double in the file. */
static void typed_decimals_round_trip(void **state)
{
	(void)state;
	uint64_t s = 88172645463325252u;
	for (int i = 0; i < 300; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, ROOM);
		s ^= s << 13;
		s ^= s >> 7;
		s ^= s << 17;
		char typed[40], sheet[200];
		snprintf(typed, sizeof typed, "%llu.%06llu", (unsigned long long)(s % 100000000),
			(unsigned long long)(s >> 32) % 999999 / 10 * 10 + 1);
		snprintf(sheet, sizeof sheet, "<sheetData><row r=\"1\"><c r=\"A1\"><v>%.17g</v></c></row></sheetData>",
			strtod(typed, NULL));
		struct doc *d = read_book(&a, sheet, NULL);
		assert_true(sv_eq(d->blocks[1].table->cells[0].text, sv_of(typed)));
	}
}

static void merges_are_spans_and_never_overlap(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct doc *d = read_book(&a, "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
		"<row r=\"3\"><c r=\"D3\"><v>2</v></c><c r=\"B2\"><v>3</v></c></row></sheetData><mergeCells>"
		"<mergeCell ref=\"A1:B1\"/><mergeCell ref=\"B1:C2\"/><mergeCell ref=\"B2:C9\"/><mergeCell ref=\"Z9:A1\"/>"
		"<mergeCell ref=\"D3:XFD1048576\"/><mergeCell ref=\"nonsense\"/></mergeCells>", NULL);
	struct doc_table *t = d->blocks[1].table;
	assert_int_equal(t->n_rows, 3);
	assert_int_equal(t->n_cols, 4);
	int owner[3][4] = { { 0 } };
	for (size_t i = 0; i < t->n_cells; i++)
		for (uint32_t r = 0; r < t->cells[i].rowspan; r++)
			for (uint32_t c = 0; c < t->cells[i].colspan; c++)
				owner[t->cells[i].row + r][t->cells[i].col + c]++;
	for (int r = 0; r < 3; r++)
		for (int c = 0; c < 4; c++)
			assert_int_equal(owner[r][c], 1);
	assert_int_equal(doc_cell_at(t, 0, 1)->col, 0);
	assert_true(sv_eq(doc_cell_at(t, 2, 2)->text, SV("3")));
	assert_true(sv_eq(doc_cell_at(t, 2, 3)->text, SV("2")));
}

static int refusal(struct sv bytes, struct err *err)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, DOC_MAX_ARENA);
	struct doc *d = NULL;
	int code = doc_read_xlsx(bytes, &a, &d, err);
	if (code)
		assert_true(err->code == (enum err_code)code && strlen(err->user) > 10 && !d);
	return code;
}

static void far_cells_do_not_explode(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct err err = { 0 };
	assert_int_equal(refusal(workbook(&a, "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
		"<row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row></sheetData>", NULL), &err), E_LIMIT);
	assert_non_null(strstr(err.user, "甲表"));
	/* one that holds only blanks does not count */
	struct doc *d = read_book(&a, "<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\">"
		"<c r=\"XFD1048576\" t=\"str\"><v> </v></c></row></sheetData>", NULL);
	assert_int_equal(d->blocks[1].table->n_cells, 1);
}

static void damaged_files_are_refused(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct err err = { 0 };
	struct sv good = workbook(&a, "<sheetData/>", NULL);
	assert_int_equal(refusal(good, &err), 0);
	for (size_t n = 0; n < good.n; n += 11) {
		char *exact = malloc(n + !n);
		memcpy(exact, good.p, n);
		assert_int_equal(refusal((struct sv){ exact, n }, &err), E_FORMAT);
		free(exact);
	}
	assert_int_equal(refusal(unit_docx(&a, "", NULL, NULL), &err), E_FORMAT);
	assert_int_equal(refusal(workbook(&a, "<sheetData><row><c><v>1</v>", NULL), &err), E_FORMAT);
}

/* A file made by LibreOffice: the header spans two rows and two columns. */
static void a_foreign_file_keeps_its_spans(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct sv bytes = unit_file(&a, "tests/data/office/small.xlsx");
	struct doc *d = NULL;
	struct err err = { 0 };
	assert_int_equal(doc_read_xlsx(bytes, &a, &d, &err), 0);
	const struct doc_table *t = d->blocks[1].table;
	const struct doc_cell *head = NULL, *amount = NULL;
	for (size_t i = 0; i < t->n_cells; i++) {
		head = sv_eq(t->cells[i].text, SV("项目")) ? &t->cells[i] : head;
		amount = sv_eq(t->cells[i].text, SV("4166.241619")) ? &t->cells[i] : amount;
	}
	assert_non_null(head);
	assert_int_equal(head->rowspan, 2);
	assert_int_equal(head->colspan, 2);
	assert_non_null(amount);
	assert_int_equal(amount->col, head->col + 3);
	assert_int_equal(amount->row, head->row + 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sheets_become_headings_and_tables),
		cmocka_unit_test(numbers_come_out_as_typed),
		cmocka_unit_test(typed_decimals_round_trip),
		cmocka_unit_test(merges_are_spans_and_never_overlap),
		cmocka_unit_test(far_cells_do_not_explode),
		cmocka_unit_test(damaged_files_are_refused),
		cmocka_unit_test(a_foreign_file_keeps_its_spans),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
