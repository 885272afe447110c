/* JSON of any shape: what strings, values and names become, and exports that lost bytes. */
#include "show_doc.h"

#include "base/auto.h"
#include "base/str.h"
#include "doc/read.h"

enum { ROOM = 64 << 20 };

static void check_json(const char *json, const char *want)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct doc *d = NULL;
	struct err err = { 0 };
	int code = doc_read_json(sv_of(json), &a, &d, &err);
	if (code)
		fail_msg("%s: %s: %s", json, err_name(code), err.user);
	for (size_t i = 0; i < d->n_blocks; i++)
		assert_true(!d->blocks[i].table || d->blocks[i].table->ruled);
	struct sv got = show_doc(&a, d, false);
	if (!sv_eq(got, sv_of(want)))
		fail_msg("%s\n gives %.*s\n  want %s", json, SV_ARG(got), want);
}

static void values_become_rows(void **state)
{
	(void)state;
	check_json("{\"b\":{\"x\":1,\"y\":[true,null,-2.50]},\"a\":\"短\",\"e\":\"\"}",
		"T b.x;1|b.y.0;true|b.y.1;|b.y.2;-2.5|a;短|e;");
	check_json("{\"n\":9007199254740993,\"f\":14722.49,\"w\":3.0,\"h\":12345678901234567890123}",
		"T n;9.00719925474099e15|f;14722.49|w;3|h;1.23456789012346e22");
	check_json("{\"n\":9007199254740993,\"s\":\"\\u0000a\\u0007 b\\u00a0\"}", "T n;9007199254740993|s;a b");
	check_json("7", "T ;7");
	check_json("[]", "");
	check_json("{\"t\":[[\"项\",\"数\"],[\"规章\",0]],\"v\":2}", "H6 t/T 项;数|规章;0/T v;2");
}

static void strings_become_text(void **state)
{
	(void)state;
	check_json("{\"title\":\"某镇报告\",\"s\":[{\"title\":\"一、概况\",\"content\":\"做了事。\\n\\n又做。\"}]}",
		"H1 某镇报告/H2 一、概况/H6 s.0.content/P 做了事。/P 又做。");
	check_json("{\"k\":1,\"h\":\"<div>甲<table><tr><td>规章</td><td>0</td></tr></table></div>\",\"z\":2}",
		"T k;1/H6 h/P 甲/T 规章;0/T z;2");
	check_json("{\"h\":\"&lt;p&gt;甲&amp;nbsp;&quot;乙&quot;&lt;/p&gt;\"}", "H6 h/P 甲 \"乙\"");
	check_json("{\"a\":\"若 a &lt; b\"}", "T a;若 a &lt; b");
	check_json("{\"a\":\"x < y > z\",\"b\":\"<notag>\"}", "T a;x < y > z|b;<notag>");
}

static void our_own_export_is_read(void **state)
{
	(void)state;
	check_json("{\"unit\":\"某局\",\"year\":2023,\"cells\":{\"applications.granted.total\":3,\"x.y.z\":null},"
		"\"sections\":{\"overview\":\"一段\\n二段\",\"other\":\"无\",\"gone\":\"\"}}",
		"T unit;某局|year;2023|cells.applications.granted.total;3|cells.x.y.z;/"
		"H6 sections.overview/P 一段/P 二段/H6 sections.other/P 无");
	check_json("{\"sections\":{\"other\":\"无\"}}", "T sections.other;无");
}

static void lost_quotes_are_found_again(void **state)
{
	(void)state;
	check_json("{\"a\":[{\"title\":\"情况\xEF\xBF\xBD,\"n\":1},{\"k\":\"好\xEF\xBF\xBD}],\"名\xEF\xBF\xBD:\"v\",\"z\":2}",
		"H2 情况\xEF\xBF\xBD/T a.0.n;1|a.1.k;好\xEF\xBF\xBD|名\xEF\xBF\xBD;v|z;2");
	check_json("{\"k\":\"中间\xEF\xBF\xBD也丢，不结束\",\"z\":2}", "T k;中间\xEF\xBF\xBD也丢，不结束|z;2");
	check_json("{\"k\":\"两\n行 x\"", "H6 k/P 两/P 行 x");
	check_json("{\"k\":[1,{\"m\":\"cut \\", "T k.0;1|k.1.m;cut");
}

static void what_is_no_json_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *json;
		int code;
	} cases[] = { { "{]", E_FORMAT }, { "", E_FORMAT }, { "{\"a\" 1}", E_FORMAT }, { "[1,,2]", E_FORMAT } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, ROOM);
		struct doc *d = NULL;
		struct err err = { 0 };
		assert_int_equal(doc_read_json(sv_of(cases[i].json), &a, &d, &err), cases[i].code);
		assert_true(err.user[0]);
		assert_null(d);
	}
}

/* So many brackets, with a number inside. */
static int read_nested(size_t depth, bool closed)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	char *p = arena_alloc(&a, depth * 2 + 2);
	memset(p, '[', depth);
	p[depth] = '1';
	memset(p + depth + 1, ']', closed ? depth : 0);
	struct doc *d = NULL;
	struct err err = { 0 };
	int code = doc_read_json((struct sv){ p, depth + 1 + (closed ? depth : 0) }, &a, &d, &err);
	assert_true(code == 0 || err.user[0]);
	return code;
}

static void depth_has_a_limit(void **state)
{
	(void)state;
	assert_int_equal(read_nested(DOC_MAX_NESTING, true), 0);
	assert_int_equal(read_nested(DOC_MAX_NESTING + 1, true), E_LIMIT);
	assert_int_equal(read_nested(1000000, true), E_LIMIT);
	assert_int_equal(read_nested(1000000, false), E_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_become_rows),
		cmocka_unit_test(strings_become_text),
		cmocka_unit_test(our_own_export_is_read),
		cmocka_unit_test(lost_quotes_are_found_again),
		cmocka_unit_test(what_is_no_json_is_refused),
		cmocka_unit_test(depth_has_a_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
