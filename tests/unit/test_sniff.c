/* What a file is, told by its bytes, and what is said about those we do not read. */
#include "unit.h"

#include "base/auto.h"
#include "base/str.h"
#include "doc/read.h"

#include <iconv.h>

static void kinds_are_told(void **state)
{
	(void)state;
	static const struct {
		struct sv bytes;
		enum doc_format want;
	} cases[] = {
		{ SV_INIT("%PDF-1.7\n"), DOC_PDF }, { SV_INIT("junk\n%PDF-1.4"), DOC_PDF },
		{ SV_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"), DOC_LEGACY_DOC },
		{ SV_INIT("<!DOCTYPE html><p>x"), DOC_HTML }, { SV_INIT("\xEF\xBB\xBF \n<html>"), DOC_HTML },
		{ SV_INIT("<?xml version=\"1.0\"?>\n<html><p>x</html>"), DOC_HTML },
		{ SV_INIT("<?xml version=\"1.0\"?><w:doc/>"), DOC_UNKNOWN },
		{ SV_INIT("<DIV class=a>x</DIV>"), DOC_HTML }, { SV_INIT("<不是标签>正文"), DOC_TEXT },
		{ SV_INIT("n style=\"x\">2</span></p></td><td><p>3</p></td></tr>"), DOC_HTML },
		{ SV_INIT("# 题\n正文\n<table><tr><td><p>1</p></td><td><p>2</p></td></tr></table>\n末"), DOC_TEXT },
		{ SV_INIT("{\"a\":1}"), DOC_JSON }, { SV_INIT("\xEF\xBB\xBF[ {\"a\":1}]"), DOC_JSON },
		{ SV_INIT("[1,2]"), DOC_JSON }, { SV_INIT("[注] 说明"), DOC_TEXT }, { SV_INIT("{一}正文"), DOC_TEXT },
		{ SV_INIT("cell,label,value\n"), DOC_CSV }, { SV_INIT("\"cell\",\"label\"\n"), DOC_CSV },
		{ SV_INIT("cells,label\n"), DOC_TEXT }, { SV_INIT("单位,年份\n甲,2023\n"), DOC_TEXT },
		{ SV_INIT("年度报告"), DOC_TEXT }, { SV_INIT("0"), DOC_TEXT },
		{ SV_INIT(""), DOC_UNKNOWN }, { SV_INIT(" \r\n\t"), DOC_UNKNOWN },
		{ SV_INIT("\xEF\xBB\xBF"), DOC_UNKNOWN }, { SV_INIT("{\\rtf1\\ansi x}"), DOC_UNKNOWN },
		{ SV_INIT("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), DOC_UNKNOWN }, { SV_INIT("MZ\x90\0\3\0\0\0\4"), DOC_UNKNOWN },
		{ SV_INIT("PK\3\4\x14\0\0\0\0\0"), DOC_UNKNOWN },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (doc_sniff(cases[i].bytes) != cases[i].want)
			fail_msg("case %zu (%.*s): %s", i, SV_ARG(cases[i].bytes),
				doc_format_name(doc_sniff(cases[i].bytes)));
}

static void text_is_told_in_any_encoding(void **state)
{
	(void)state;
	static const char *const sets[] = { "GB18030", "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-8" };
	static const struct {
		const char *text;
		enum doc_format want;
	} cases[] = { { "某镇 2023 年度报告，共 6 项。\n", DOC_TEXT }, { "<p>某镇报告 2023</p>", DOC_HTML },
		{ "{\"单位\": \"某镇 2023\"}", DOC_JSON }, { "cell,label,value\r\n一,二,3\r\n", DOC_CSV } };
	for (size_t k = 0; k < 4; k++)
		for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
			char out[512], *in = (char *)cases[k].text, *to = out;
			size_t n = strlen(in), room = sizeof out;
			iconv_t cd = iconv_open(sets[i], "UTF-8");
			iconv(cd, &in, &n, &to, &room);
			iconv_close(cd);
			assert_int_equal(doc_sniff((struct sv){ out, (size_t)(to - out) }), cases[k].want);
		}
}

static void office_files_are_told(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 16 << 20);
	static const struct {
		const char *path;
		enum doc_format want;
	} cases[] = { { "tests/data/office/small.docx", DOC_DOCX }, { "tests/data/office/small.xlsx", DOC_XLSX },
		{ "tests/data/office/small.doc", DOC_LEGACY_DOC } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sv bytes = unit_file(&a, cases[i].path);
		assert_non_null(bytes.p);
		assert_int_equal(doc_sniff(bytes), cases[i].want);
	}
}

static void strangers_get_a_sentence(void **state)
{
	(void)state;
	static const struct {
		struct sv bytes;
		int code;
		const char *says;
	} cases[] = {
		{ SV_INIT(""), E_FORMAT, "空文件" }, { SV_INIT(" \n "), E_FORMAT, "空文件" },
		{ SV_INIT("\xFF\xD8\xFF\xE0\0\x10JFIF"), E_FORMAT, "图片" },
		{ SV_INIT("II*\0\0\0\0\1\2\3"), E_FORMAT, "扫描件" },
		{ SV_INIT("RIFF\0\0\0\0WEBPVP8"), E_FORMAT, "图片" },
		{ SV_INIT("{\\rtf1 x}"), E_FORMAT, ".docx" }, { SV_INIT("Rar!\x1A\7\0\0\0\0"), E_FORMAT, "解压" },
		{ SV_INIT("PK\3\4\0\0\0\0\0\0OFD.xml"), E_FORMAT, "OFD" }, { SV_INIT("PK\3\4zip"), E_FORMAT, "压缩包" },
		{ SV_INIT("MZ\0\1\2\3\4"), E_FORMAT, "程序" }, { SV_INIT("\0\1\2\3\4\5\6\7"), E_FORMAT, "WPS" },
		{ SV_INIT("%PDF-1.4 x"), E_UNSUPPORTED, "PDF" },
		{ SV_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), E_UNSUPPORTED, "另存为" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 20);
		struct doc *d = NULL;
		struct err err = { 0 };
		assert_int_equal(doc_parse(cases[i].bytes, &a, &d, &err), cases[i].code);
		assert_null(d);
		if (!strstr(err.user, cases[i].says))
			fail_msg("case %zu: %s", i, err.user);
	}
}

static void formats_go_to_their_readers(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		enum doc_format want;
	} cases[] = { { "<p>x", DOC_HTML }, { "x", DOC_TEXT }, { "cell,label", DOC_CSV }, { "[\"x\"]", DOC_JSON } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, 1 << 20);
		struct doc *d = NULL;
		assert_int_equal(doc_parse(sv_of(cases[i].bytes), &a, &d, NULL), 0);
		assert_int_equal(d->format, cases[i].want);
		assert_int_equal(d->n_blocks, 1);
	}
}

static void too_large_is_refused(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct doc *d = NULL;
	struct err err = { 0 };
	/* the bytes are not looked at */
	assert_int_equal(doc_parse((struct sv){ "", (size_t)DOC_MAX_BYTES + 1 }, &a, &d, &err), E_LIMIT);
	assert_true(strstr(err.user, "64"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_told),
		cmocka_unit_test(text_is_told_in_any_encoding),
		cmocka_unit_test(office_files_are_told),
		cmocka_unit_test(strangers_get_a_sentence),
		cmocka_unit_test(formats_go_to_their_readers),
		cmocka_unit_test(too_large_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
