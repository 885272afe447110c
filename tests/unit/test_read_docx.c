/* DOCX: what Word shows is what is read, and what is no document is refused in time. */
#include "zip.h"

#include "base/auto.h"
#include "base/str.h"
#include "doc/read.h"

enum { ROOM = 256 << 20 };

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define TC(props, text) "<w:tc><w:tcPr>" props "</w:tcPr>" P(text) "</w:tc>"

static struct doc *read_styled(struct arena *a, const char *body, const char *styles,
	const char *numbering)
{
	struct doc *d = NULL;
	struct err err = { 0 };
	int code = doc_read_docx(unit_docx(a, body, styles, numbering), a, &d, &err);
	if (code)
		fail_msg("%s: %s", err_name(code), err.detail);
	assert_non_null(d);
	return d;
}

static struct doc *read_body(struct arena *a, const char *body)
{
	return read_styled(a, body, NULL, NULL);
}

/* The document as lines: "P text", "H2 text", "T 2x3", and cells as "row.col+rowspan+colspan text". */
static const char *outline(const struct doc *d)
{
	struct str s;
	str_init(&s, d->arena, 1 << 20);
	for (size_t i = 0; i < d->n_blocks; i++) {
		const struct doc_block *b = &d->blocks[i];
		if (b->kind == DOC_HEADING)
			str_addf(&s, "H%d ", b->level);
		str_addf(&s, b->kind == DOC_TABLE ? "T" : b->kind == DOC_HEADING ? "" : "P ");
		str_add(&s, b->text);
		for (size_t k = 0; b->table && k < b->table->n_cells; k++) {
			const struct doc_cell *c = &b->table->cells[k];
			str_addf(&s, " %u.%u+%u+%u%s[%.*s]", c->row, c->col, c->rowspan, c->colspan,
				c->header ? "h" : "", SV_ARG(c->text));
		}
		str_addc(&s, '|');
	}
	assert_true(str_ok(&s));
	return str_z(&s);
}

static void assert_reads(const char *body, const char *want)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	assert_string_equal(outline(read_body(&a, body)), want);
}

static void runs_make_paragraphs(void **state)
{
	(void)state;
	assert_reads("<w:p><w:r><w:t>收到</w:t></w:r><w:r><w:t xml:space=\"preserve\"> 3 </w:t><w:tab/>"
		"<w:t>件</w:t><w:br/><w:t>其中</w:t></w:r></w:p><w:p/>" P("乙"),
		"P 收到 3 \t件\n其中|P 乙|");
	assert_reads("<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs><w:rPr><w:vanish/></w:rPr></w:pPr>"
		"<w:r><w:br w:type=\"page\"/><w:t>A\n&#9;B</w:t></w:r></w:p>", "P A  B|");
}

static void what_is_not_shown_is_not_read(void **state)
{
	(void)state;
	assert_reads("<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r>"
		"<w:r><w:t>旧</w:t></w:r></w:del><w:moveFrom><w:r><w:t>搬</w:t></w:r></w:moveFrom>"
		"<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>明</w:t></w:r>"
		"<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>白</w:t></w:r></w:p>", "P 新明白|");
	assert_reads("<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" P("框内")
		"</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>" P("框内")
		"</w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>框外</w:t></w:r></w:p>",
		"P 框内|P 框外|");
	assert_reads("<w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent>" P("控件")
		"</w:sdtContent></w:sdt>", "P 控件|");
}

static void spans_are_unfolded(void **state)
{
	(void)state;
	assert_reads("<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>"
		TC("<w:vMerge w:val=\"restart\"/>", "项") TC("<w:gridSpan w:val=\"2\"/>", "数") "</w:tr>"
		"<w:tr>" TC("<w:vMerge/>", "不见") TC("", "1") TC("<w:vMerge w:val=\"restart\"/>", "2") "</w:tr>"
		"<w:tr>" TC("<w:vMerge w:val=\"continue\"/>", "") TC("", "3") TC("<w:vMerge/>", "") "</w:tr>"
		"<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>" TC("", "4") TC("", "5") "</w:tr></w:tbl>",
		"T 0.0+3+1h[项] 0.1+1+2h[数] 1.1+1+1[1] 1.2+2+1[2] 2.1+1+1[3] 3.1+1+1[4] 3.2+1+1[5]|");
	/* a continuation under nothing, or under a cell of another width, is a cell of its own */
	assert_reads("<w:tbl><w:tr>" TC("<w:vMerge/>", "a") TC("", "b") TC("", "c") "</w:tr><w:tr>"
		TC("<w:vMerge/><w:gridSpan w:val=\"2\"/>", "d") TC("<w:vMerge/>", "e") "</w:tr></w:tbl>",
		"T 0.0+1+1[a] 0.1+1+1[b] 0.2+1+1[c] 1.0+1+2[d] 1.2+1+1[e]|");
	assert_reads("<w:tbl><w:tr>" TC("", "a") TC("", "b") "</w:tr><w:tr><w:trPr><w:del/></w:trPr>"
		TC("", "x") TC("", "y") "</w:tr><w:tr><w:tc>" P("c") "<w:p/>" P("d") "</w:tc>" TC("", "e")
		"</w:tr></w:tbl>",
		"T 0.0+1+1[a] 0.1+1+1[b] 1.0+1+1[c\nd] 1.1+1+1[e]|");
}

static void layout_tables_dissolve(void **state)
{
	(void)state;
#define INNER "<w:tbl><w:tr>" TC("", "1") TC("", "2") "</w:tr></w:tbl>"
	assert_reads("<w:tbl><w:tr><w:tc>" P("上") INNER P("下") "</w:tc></w:tr></w:tbl>" P("后"),
		"P 上|T 0.0+1+1[1] 0.1+1+1[2]|P 下|P 后|");
	assert_reads("<w:tbl><w:tr>" TC("", "甲") TC("", "乙") TC("", "丙") "</w:tr><w:tr>" TC("", "丁")
		"<w:tc>" P("戊") INNER "</w:tc>" TC("", "己") "</w:tr></w:tbl>",
		"T 0.0+1+1[甲] 0.1+1+1[乙] 0.2+1+1[丙] 1.0+1+1[丁] 1.1+1+1[戊] 1.2+1+1[己]|"
		"T 0.0+1+1[1] 0.1+1+1[2]|");
	assert_reads("<w:tbl><w:tr>" TC("", "框") "</w:tr></w:tbl>", "P 框|");
}

static void styles_make_headings(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	const char *styles = "<w:styles " UNIT_W ">"
		"<w:style w:type=\"paragraph\" w:styleId=\"a1\"><w:name w:val=\"heading 1\"/></w:style>"
		"<w:style w:type=\"paragraph\" w:styleId=\"a2\"><w:name w:val=\"公文标题\"/><w:basedOn w:val=\"a1\"/></w:style>"
		"<w:style w:type=\"paragraph\" w:styleId=\"a3\"><w:name w:val=\"own\"/><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr></w:style>"
		"<w:style w:type=\"paragraph\" w:styleId=\"a4\"><w:name w:val=\"Title\"/></w:style>"
		"<w:style w:type=\"paragraph\" w:styleId=\"a5\"><w:name w:val=\"x\"/><w:basedOn w:val=\"a6\"/></w:style>"
		"<w:style w:type=\"paragraph\" w:styleId=\"a6\"><w:name w:val=\"y\"/><w:basedOn w:val=\"a5\"/></w:style>"
		"</w:styles>";
#define S(id, more, text) "<w:p><w:pPr><w:pStyle w:val=\"" id "\"/>" more "</w:pPr><w:r><w:t>" text \
	"</w:t></w:r></w:p>"
	struct doc *d = read_styled(&a, S("a4", "", "题") S("a1", "", "一") S("a2", "", "二")
		S("a3", "", "三") S("a1", "<w:outlineLvl w:val=\"9\"/>", "正文") S("a5", "", "圈")
		S("none", "<w:outlineLvl w:val=\"0\"/>", "直接"), styles, NULL);
	assert_string_equal(outline(d), "H1 题|H2 一|H2 二|H4 三|P 正文|P 圈|H2 直接|");
	assert_int_equal(d->blocks[3].at.line, 4);
}

static void automatic_numbers_are_recovered(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	const char *numbering = "<w:numbering " UNIT_W "><w:abstractNum w:abstractNumId=\"5\">"
		"<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"%1、\"/></w:lvl>"
		"<w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%2.\"/></w:lvl>"
		"<w:lvl w:ilvl=\"2\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/></w:lvl>"
		"</w:abstractNum><w:abstractNum w:abstractNumId=\"6\"><w:lvl w:ilvl=\"0\"><w:pStyle w:val=\"h\"/>"
		"<w:start w:val=\"9\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"（%1）\"/></w:lvl></w:abstractNum>"
		"<w:num w:numId=\"1\"><w:abstractNumId w:val=\"5\"/></w:num>"
		"<w:num w:numId=\"2\"><w:abstractNumId w:val=\"5\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"20\"/></w:lvlOverride></w:num>"
		"<w:num w:numId=\"3\"><w:abstractNumId w:val=\"6\"/></w:num></w:numbering>";
	const char *styles = "<w:styles " UNIT_W "><w:style w:styleId=\"h\"><w:name w:val=\"h\"/><w:pPr><w:numPr>"
		"<w:numId w:val=\"3\"/></w:numPr></w:pPr></w:style></w:styles>";
#define N(num, depth, text) "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"" depth "\"/><w:numId w:val=\"" num \
	"\"/></w:numPr></w:pPr><w:r><w:t>" text "</w:t></w:r></w:p>"
	struct doc *d = read_styled(&a, N("1", "0", "甲") N("1", "1", "a") N("1", "1", "b")
		N("1", "2", "点") N("1", "0", "乙") N("1", "1", "c") N("2", "0", "丙") N("2", "0", "丁")
		S("h", "", "九") S("h", "", "十") S("h", "", "十一") S("h", "<w:numPr><w:numId w:val=\"0\"/></w:numPr>", "无")
		N("77", "0", "不存在"), styles, numbering);
	assert_string_equal(outline(d), "P 一、甲|P 1. a|P 2. b|P 点|P 二、乙|P 1. c|P 二十、丙|P 二十一、丁|"
		"P （九）九|P （十）十|P （十一）十一|P 无|P 不存在|");
	d = read_styled(&a, "<w:tbl><w:tr><w:tc>" N("1", "1", "") "</w:tc>" TC("", "甲") "</w:tr><w:tr><w:tc>"
		N("1", "1", "") "</w:tc>" TC("", "乙") "</w:tr></w:tbl>" N("1", "1", ""), NULL, numbering);
	assert_string_equal(outline(d), "T 0.0+1+1[1. ] 0.1+1+1[甲] 1.0+1+1[2. ] 1.1+1+1[乙]|");
}

static int refusal(struct sv bytes, struct err *err)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, DOC_MAX_ARENA);
	struct doc *d = NULL;
	int code = doc_read_docx(bytes, &a, &d, err);
	if (code) {
		assert_null(d);
		assert_int_equal(err->code, code);
		assert_true(strlen(err->user) > 10);
	}
	return code;
}

static void entities_are_inert(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct str s;
	str_init(&s, &a, 1 << 20);
	str_addz(&s, "<!DOCTYPE w:document [<!ENTITY e0 \"ha\">");
	for (int i = 1; i < 30; i++)
		str_addf(&s, "<!ENTITY e%d \"&e%d;&e%d;&e%d;&e%d;\">", i, i - 1, i - 1, i - 1, i - 1);
	str_addz(&s, "<!ENTITY f SYSTEM \"file:///etc/passwd\">]><w:document " UNIT_W
		"><w:body><w:p><w:r><w:t>&e29;&f;</w:t></w:r></w:p></w:body></w:document>");
	const struct unit_part parts[] = { { "word/document.xml", str_z(&s), 0 } };
	struct err err = { 0 };
	assert_int_equal(refusal(unit_zip(&a, parts, 1), &err), E_LIMIT);
}

static void nesting_is_bounded(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct err err = { 0 };
	const int depths[] = { 90, 300, 1000000 };
	for (size_t k = 0; k < 3; k++) {
		struct str s;
		str_init(&s, &a, 32 << 20);
		for (int i = 0; i < depths[k]; i++)
			str_addz(&s, "<w:sdt>");
		str_addz(&s, P("底"));
		for (int i = 0; i < depths[k]; i++)
			str_addz(&s, "</w:sdt>");
		assert_int_equal(refusal(unit_docx(&a, str_z(&s), NULL, NULL), &err), k ? E_LIMIT : 0);
	}
}

static void bombs_are_refused(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 256 << 20);
	size_t n = 60 << 20;
	char *blanks = arena_alloc(&a, n + 1);
	memset(blanks, ' ', n);
	memcpy(blanks, "<w:document", 11);
	const struct unit_part parts[] = { { "word/document.xml", blanks, n } };
	struct err err = { 0 };
	assert_int_equal(refusal(unit_zip(&a, parts, 1), &err), E_LIMIT);

	struct unit_part *many = arena_array(&a, DOC_MAX_ENTRIES + 1, sizeof *many);
	for (size_t i = 0; i <= DOC_MAX_ENTRIES; i++)
		many[i] = (struct unit_part){ .name = "x", .text = "y" };
	assert_int_equal(refusal(unit_zip(&a, many, DOC_MAX_ENTRIES + 1), &err), E_LIMIT);

	struct str s;
	str_init(&s, &a, 1 << 20);
	str_addz(&s, "<w:tbl>");
	for (int i = 0; i < 800; i++)
		str_addz(&s, "<w:tr>" TC("<w:gridSpan w:val=\"1000\"/>", "x") TC("", "y") "</w:tr>");
	str_addz(&s, "</w:tbl>");
	assert_int_equal(refusal(unit_docx(&a, str_z(&s), NULL, NULL), &err), E_LIMIT);
	assert_int_equal(refusal(unit_docx(&a, "<w:tbl><w:tr>" TC("<w:gridSpan w:val=\"1000000000\"/>",
		"x") TC("", "y") "</w:tr></w:tbl>", NULL, NULL), &err), E_LIMIT);
}

static void damaged_and_locked_files_are_told_apart(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct err err = { 0 };
	struct sv good = unit_docx(&a, P("好") P("文"), NULL, NULL);
	assert_int_equal(refusal(good, &err), 0);
	for (size_t n = 0; n < good.n; n += 7) {
		char *exact = malloc(n + !n);
		memcpy(exact, good.p, n);
		assert_int_equal(refusal((struct sv){ exact, n }, &err), E_FORMAT);
		free(exact);
	}
	const struct unit_part parts[] = { { "word/document.xml", "<w:document/>", 0 } };
	assert_int_equal(refusal(unit_zip_with(&a, parts, 1, "zip:encryption=traditional"), &err),
		E_ENCRYPTED);
	assert_non_null(strstr(err.user, "密码"));
	const struct unit_part other[] = { { "word/document.xml", "<a>not word</a>", 0 } };
	assert_int_equal(refusal(unit_zip(&a, other, 1), &err), E_FORMAT);
	const struct unit_part none[] = { { "hello.txt", "hello", 0 } };
	assert_int_equal(refusal(unit_zip(&a, none, 1), &err), E_FORMAT);
	const struct unit_part torn[] = { { "word/document.xml", "<w:document " UNIT_W "><w:body>" P("a"),
		0 } };
	assert_int_equal(refusal(unit_zip(&a, torn, 1), &err), E_FORMAT);
}

static void a_foreign_file_is_read_whole(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct doc *d = NULL;
	struct err err = { 0 };
	assert_int_equal(doc_read_docx(unit_file(&a, "tests/data/office/small.docx"), &a, &d, &err), 0);
	assert_true(sv_eq(d->title, SV("测试样表")));
	assert_string_equal(outline(d), "H2 某镇2021年工作情况|P 本表由测试人员编写，数字均为虚构。|"
		"H3 一、收件情况|T 0.0+2+2[项目] 0.2+1+2[数量] 1.2+1+1[个人] 1.3+1+1[单位] 2.0+2+1[来件] "
		"2.1+1+1[新收] 2.2+1+1[12] 2.3+1+1[0] 3.1+1+1[结转] 3.2+1+1[3] 3.3+1+1[] 4.0+1+2[合计] "
		"4.2+1+1[15] 4.3+1+1[4166.241619]|P 以上为全部内容。|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_make_paragraphs),
		cmocka_unit_test(what_is_not_shown_is_not_read),
		cmocka_unit_test(spans_are_unfolded),
		cmocka_unit_test(layout_tables_dissolve),
		cmocka_unit_test(styles_make_headings),
		cmocka_unit_test(automatic_numbers_are_recovered),
		cmocka_unit_test(entities_are_inert),
		cmocka_unit_test(nesting_is_bounded),
		cmocka_unit_test(bombs_are_refused),
		cmocka_unit_test(damaged_and_locked_files_are_told_apart),
		cmocka_unit_test(a_foreign_file_is_read_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
