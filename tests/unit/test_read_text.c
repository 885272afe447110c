/* Pasted text, Markdown and our own CSV. */
#include "show_doc.h"

#include "base/auto.h"
#include "base/str.h"
#include "doc/read.h"

enum { ROOM = 64 << 20 };

static struct doc *read_with(int (*reader)(struct sv bytes, struct arena *a, struct doc **ret,
	struct err *err), struct arena *a, struct sv text)
{
	struct doc *d = NULL;
	struct err err = { 0 };
	int code = reader(text, a, &d, &err);
	if (code)
		fail_msg("%s: %s", err_name(code), err.user);
	return d;
}

static void check_text(const char *text, const char *want)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct sv got = show_doc(&a, read_with(doc_read_text, &a, sv_of(text)), true);
	if (!sv_eq(got, sv_of(want)))
		fail_msg("\"%s\"\n gives %.*s\n  want %s", text, SV_ARG(got), want);
}

static void lines_become_paragraphs(void **state)
{
	(void)state;
	check_text("一\n二\n\n三\r\n\r\n  四    4  \n", "P 一/P 二/-P 三/-P   四    4");
	check_text("# 报告\n## 一、概况 ##\n###\n####### 七个\n#无空格", "H1 报告/H2 一、概况/P ###/P ####### 七个/H1 无空格");
	check_text("**一、概况**\n共 **12** 件<br>另&nbsp;1 件", "P 一、概况/P 共 12 件\n另 1 件");
	check_text("", "");
	check_text("\xEF\xBB\xBF首行", "P 首行");
}

static void pages_and_lines_are_counted(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct doc *d = read_with(doc_read_text, &a, SV("一\n二\n\f三\n\n\f\f四\n五"));
	static const uint32_t want[][2] = { { 1, 1 }, { 1, 2 }, { 2, 3 }, { 4, 5 }, { 4, 6 } };
	assert_int_equal(d->n_blocks, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(d->blocks[i].at.page, want[i][0]);
		assert_int_equal(d->blocks[i].at.line, want[i][1]);
	}
	assert_false(d->blocks[2].gap);
	assert_true(d->blocks[3].gap);
	d = read_with(doc_read_text, &a, SV("一\n二"));
	assert_int_equal(d->blocks[1].at.page, 0);
}

static void pipes_are_cells(void **state)
{
	(void)state;
	check_text("| 甲 | 乙 |\n|---|:--:|\n| 1 |  |\n| - | \\|x |\n后", "T 甲;乙|1;|-;|x/P 后");
	check_text("规章 |\n0 |\n|\n||\n|||\n合计 | ||\n1 | 2 |", "T 规章|0||;|;;|合计;;|1;2");
	check_text("登录 | 注册\n正文", "P 登录 | 注册/P 正文");
	check_text("首 | 二 | 三\n名 | 1\n\n名 | 1", "T 首;二;三|名;1/-P 名 | 1");
	check_text("一|\n\n二|", "T 一/-T 二");
}

static void tabs_are_cells(void **state)
{
	(void)state;
	check_text("甲\t乙\n规章\t0\n\t\t\t0\t0\n条目\t\t\t\n(一)\t", "T 甲;乙|规章;0|;;;0;0|条目;;;|(一);");
	check_text("\t一、总体情况\n（一）\t这一段话很长很长，说了许多工作上的事情，虽然编号后面有一个制表符，但它是一段正文而不是表格的一行。",
		"P 一、总体情况/P （一）\t这一段话很长很长，说了许多工作上的事情，虽然编号后面有一个制表符，但它是一段正文而不是表格的一行。");
	check_text("\t\t自然人\n规章\t0\t1", "T ;;自然人|规章;0;1");
	check_text("甲\t1\n乙 | 2 |", "T 甲;1/T 乙;2");
}

/* What a browser copies of a table whose cells hold paragraphs. */
static void cells_below_each_other_are_rows(void **state)
{
	(void)state;
	static const char table[] = "前\n\n项\n\n\t\n\n数\n\n\t\n\n注\n\n\n\n\n规章\n\n\t\n\n\t\n\n3\n\n\n\n\n"
		"\t\n\n4\n\n\t\n\n5\n\n\t\n\n";
	char text[256];
	snprintf(text, sizeof text, "%s三、收到的申请\n", table);
	check_text(text, "P 前/-T 项;数;注|规章;;3|;4;5;/-P 三、收到的申请");
	check_text("甲\n\n\t\n\n乙\n\n丙", "P 甲/-P 乙/-P 丙"); /* two cells are too few to be sure */
	check_text("甲\n\t\n\t\n乙\n\t\n丙", "P 甲/-P 乙/-P 丙"); /* indentation */
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct doc *d = read_with(doc_read_text, &a, sv_of(text));
	assert_int_equal(d->blocks[1].table->cells[3].at.line, 16);
	assert_int_equal(d->blocks[2].at.line, 37);
}

static void html_tables_in_markdown_are_read(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct doc *d = read_with(doc_read_text, &a, SV("前\n<table><tr><td>a</td>\n<td colspan=2>b</td></tr>"
		"<tr><td>c</td></tr></table>后\n末"));
	assert_true(sv_eq(show_doc(&a, d, true), SV("P 前/T a;b|c/P 后/P 末")));
	assert_true(d->blocks[1].table->ruled);
	assert_int_equal(d->blocks[3].at.line, 4);
	check_text("<table", "P <table");
}

static uint32_t next_random(uint32_t *r)
{
	*r ^= *r << 13;
	*r ^= *r >> 17;
	*r ^= *r << 5;
	return *r;
}

/* Whatever is written with borders comes back cell by cell, with either border. */
static void random_tables_come_back(void **state)
{
	(void)state;
	enum { ROWS = 8, COLS = 6 };
	uint32_t r = 123456789;
	for (int round = 0; round < 400; round++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, ROOM);
		unsigned cells[ROWS][COLS];
		struct str s;
		bool pipes = round % 2;
		str_init(&s, &a, 1 << 16);
		for (unsigned y = 0; y < ROWS; y++) {
			str_addz(&s, pipes ? "| 名 |" : "名\t值\t");
			for (unsigned x = 0; x < COLS; x++) {
				cells[y][x] = next_random(&r) % 12;
				if (cells[y][x])
					str_addf(&s, pipes ? " %u " : "%u", cells[y][x]);
				if (pipes || x + 1 < COLS)
					str_addz(&s, pipes ? " |" : "\t");
			}
			str_addc(&s, '\n');
		}
		struct doc *d = read_with(doc_read_text, &a, str_sv(&s));
		assert_int_equal(d->n_blocks, 1);
		const struct doc_table *t = d->blocks[0].table;
		assert_false(t->ruled);
		assert_int_equal(t->n_rows, ROWS);
		for (unsigned y = 0; y < ROWS; y++)
			for (unsigned x = 0; x < COLS; x++) {
				struct sv want = cells[y][x] ? sv_fmt(&a, "%u", cells[y][x]) : SV("");
				assert_true(sv_eq(doc_cell_at(t, y, x + (pipes ? 1 : 2))->text, want));
			}
	}
}

static void long_things_are_no_trouble(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct str s;
	str_init(&s, &a, 1 << 24);
	for (int i = 0; i < 3000; i++)
		str_addz(&s, "0|");
	struct doc *d = read_with(doc_read_text, &a, str_sv(&s)); /* more columns than any table has */
	assert_int_equal(d->n_blocks, 1);
	assert_int_equal(d->blocks[0].kind, DOC_PARAGRAPH);
	str_clear(&s);
	for (int i = 0; i < 2000; i++)
		str_addf(&s, "%0*d|\n", i % 900 == 0 ? 1 : 2, i);
	str_add(&s, sv_head(sv_of("||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||"), 70));
	str_addz(&s, "\n");
	d = read_with(doc_read_text, &a, str_sv(&s));
	assert_int_equal(d->blocks[0].table->n_rows + (d->n_blocks > 1 ? d->blocks[1].table->n_rows : 0), 2001);
	str_clear(&s);
	for (int i = 0; i <= DOC_MAX_BLOCKS; i++)
		str_addz(&s, "x\n");
	struct err err = { 0 };
	assert_int_equal(doc_read_text(str_sv(&s), &a, &d, &err), E_LIMIT);
	assert_true(err.user[0]);
}

static void csv_is_one_table(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct doc *d = read_with(doc_read_csv, &a, SV("\xEF\xBB\xBF" "cell,label,value\r\na.b,\"甲, \"\"乙\"\"\",3\r\n"
		"\"两\n行\",,\n\n末,x"));
	assert_true(sv_eq(show_doc(&a, d, true), SV("T cell;label;value|a.b;甲, \"乙\";3|两\n行;;|末;x")));
	assert_int_equal(d->n_blocks, 1);
	assert_int_equal(d->blocks[0].table->cells[9].at.line, 6);
	assert_true(d->blocks[0].table->cells[0].header);
	assert_false(d->blocks[0].table->cells[3].header);
	d = read_with(doc_read_csv, &a, SV("cell,\"open"));
	assert_true(sv_eq(show_doc(&a, d, true), SV("T cell;open")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_paragraphs),
		cmocka_unit_test(pages_and_lines_are_counted),
		cmocka_unit_test(pipes_are_cells),
		cmocka_unit_test(tabs_are_cells),
		cmocka_unit_test(cells_below_each_other_are_rows),
		cmocka_unit_test(html_tables_in_markdown_are_read),
		cmocka_unit_test(random_tables_come_back),
		cmocka_unit_test(long_things_are_no_trouble),
		cmocka_unit_test(csv_is_one_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
