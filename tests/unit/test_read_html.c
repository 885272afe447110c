/* HTML: blocks, tables with spans, layout tables, positioned words, and pages made to hurt. */
#include "unit.h"

#include "base/auto.h"
#include "base/str.h"
#include "doc/read.h"

enum { ROOM = 64 << 20 };

static struct doc *read_page(struct arena *a, struct sv page)
{
	struct doc *d = NULL;
	struct err err = { 0 };
	int code = doc_read_html(page, a, &d, &err);
	if (code)
		fail_msg("%s: %s", err_name(code), err.user);
	return d;
}

static void put_text(struct str *s, struct sv text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n' || text.p[i] == '\t')
			str_addz(s, text.p[i] == '\n' ? "\\n" : "\\t");
		else
			str_addc(s, text.p[i]);
	}
}

/* One line a block: "P text", "H2 text", "T a;b^1x2|c" (row|row, cell;cell, ^rows x columns). */
static struct sv show(struct arena *a, const struct doc *d)
{
	struct str s;
	str_init(&s, a, 1 << 20);
	for (size_t i = 0; i < d->n_blocks; i++) {
		const struct doc_block *b = &d->blocks[i];
		if (i)
			str_addc(&s, '/');
		if (b->kind == DOC_HEADING)
			str_addf(&s, "H%u ", b->level);
		else
			str_addz(&s, b->kind == DOC_TABLE ? "T " : "P ");
		put_text(&s, b->text);
		for (size_t c = 0; b->table && c < b->table->n_cells; c++) {
			const struct doc_cell *x = &b->table->cells[c];
			if (c)
				str_addc(&s, x->row == b->table->cells[c - 1].row ? ';' : '|');
			put_text(&s, x->text);
			if (x->rowspan > 1 || x->colspan > 1)
				str_addf(&s, "^%ux%u", x->rowspan, x->colspan);
			if (x->header)
				str_addc(&s, '*');
		}
	}
	assert_true(str_ok(&s));
	return str_sv(&s);
}

static void check_page(const char *page, const char *want)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct sv got = show(&a, read_page(&a, sv_of(page)));
	if (!sv_eq(got, sv_of(want)))
		fail_msg("%s\n gives %.*s\n  want %s", page, SV_ARG(got), want);
}

static void text_becomes_blocks(void **state)
{
	(void)state;
	check_page("<p>甲</p><div>乙<p>丙</div>丁", "P 甲/P 乙/P 丙/P 丁");
	check_page("<h1>题</h1><h3>节</h3><ul><li>一<li>二</ul>", "H1 题/H3 节/P 一/P 二");
	check_page("<p>1<span>2</span><b>3</b>件<br>第二行<br/><br>第三行</p>", "P 123件\\n第二行\\n第三行");
	check_page("<p>公开\n  信息 A\n B&nbsp;&nbsp;C &#160; </p>", "P 公开信息 A B  C");
	check_page("<p>a&lt;b&amp;c &#x4E00;</p><p> &nbsp; </p>", "P a<b&c 一");
	check_page("<style>p{}</style><script>var s='<p>不</p>';</script><noscript>不</noscript><!--不-->"
		"<p style='color:red; DISPLAY : None'>不</p><div hidden>不<p>不</p></div><p style='display:"
		"block;border:none'>要<i style=\"display:none\">不</i></p>", "P 要");
	check_page("<select><option>不</select><pre>一  二\n\n 三\n</pre>", "P 一  二/P 三");
	check_page("", "");
	check_page("只有字", "P 只有字");
}

static void title_and_lines_are_kept(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct doc *d = read_page(&a, SV("<html><head><title> 年度\n报告 </title></head>\n<body>\n<p>一</p>\n"
		"<p>\n二\n续</p><table>\n<tr><td>三</td></tr>\n<tr><td>四</td></tr></table></body></html>"));
	assert_true(sv_eq(d->title, SV("年度报告")));
	assert_int_equal(d->format, DOC_HTML);
	assert_int_equal(d->blocks[0].at.line, 4);
	assert_int_equal(d->blocks[1].at.line, 6);
	assert_true(sv_eq(d->blocks[1].text, SV("二续")));
	assert_int_equal(d->blocks[2].at.line, 8);
	assert_int_equal(d->blocks[2].table->cells[1].at.line, 9);
	assert_true(d->blocks[2].table->ruled);
}

static void tables_keep_their_spans(void **state)
{
	(void)state;
	check_page("<table><thead><tr><td>甲<td>乙</thead><tr><th rowspan=2>丙</th><td>1</td></tr><tr><td>2"
		"</table>", "T 甲*;乙*|丙^2x1*;1|2");
	check_page("<table><tr><td colspan=\"2\"><p>总</p><p>计</p></td></tr><tr><td>&nbsp;</td><td>3<br>4"
		"</table>", "T 总\\n计^1x2|;3\\n4");
	check_page("<table><tr><td>a</td><td rowspan=0>b</td></tr><tr><td>c</td></tr></table>",
		"T a;b^2x1|c");
	check_page("<p>前</p><table><caption>表名</caption>散字<tr><td>a<td>b</table>后", "P 前/P 表名/P 散字/T a;b/P 后");
	check_page("<table><tr><td></td><td> </td></tr></table><p>x", "P x");
}

static void layout_tables_dissolve(void **state)
{
	(void)state;
	check_page("<table><tr><td>菜单</td><td><p>甲</p><table><tr><td>1<td>2</table><p>乙</p></td></tr></table>",
		"P 菜单/P 甲/T 1;2/P 乙");
	check_page("<table><tr><td><h2>节</h2>正文</td></tr></table>", "H2 节/P 正文");
	check_page("<table><tr><td>a<td>b</tr><tr><td colspan=2><table><tr><td>1<td>2</table></td></tr>"
		"<tr><td>c<td>d</table>", "T a;b/T 1;2/T c;d");
	/* a table of one cell inside a cell is only a frame */
	check_page("<table><tr><td>a<td><table><tr><td>5</table><td>b</table>", "T a;5;b");
}

static void positioned_words_become_lines(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct str s;
	str_init(&s, &a, 1 << 16);
	str_addz(&s, "<style>.ft10{font-size:20px;}\n.ft11{font-size:16px;}</style>"
		"<div style=\"position:relative;width:900px;height:1200px;\">");
	static const struct {
		int top, left;
		const char *font, *text;
	} words[] = {
		{ 1100, 400, "ft11", "-&#160;1&#160;-" }, { 100, 300, "ft10", "某镇报告" },
		{ 153, 380, "ft11", "名称" }, { 150, 500, "ft11", "本年<br/>件数" }, { 150, 600, "ft11", "现行<br/>件数" },
		{ 203, 100, "ft11", "规章" }, { 200, 510, "ft10", "3" }, { 200, 600, "ft10", "14" }, { 200, 700, "ft10", "0" },
		{ 240, 100, "ft11", "很长的名称分<br/>成两行" }, { 246, 700, "ft10", "7" }, { 246, 510, "ft10", "5" },
		{ 246, 600, "ft10", "6" }, { 300, 100, "ft10", "收到申请" }, { 300, 180, "ft11", "（一）件。" },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		str_addf(&s, "<p style=\"position:absolute;top:%dpx;left:%dpx;white-space:nowrap\" class=\"%s\">%s</p>\n",
			words[i].top, words[i].left, words[i].font, words[i].text);
	str_addz(&s, "</div>");
	struct doc *d = read_page(&a, str_sv(&s));
	assert_true(sv_eq(show(&a, d), SV("P 某镇报告/P 名称\\t本年件数\\t现行件数/P 规章\\t3\\t14\\t0/"
		"P 很长的名称分成两行\\t5\\t6\\t7/P 收到申请（一）件。/P - 1 -")));
	for (size_t i = 0; i < d->n_blocks; i++)
		assert_int_equal(d->blocks[i].at.page, 1);
}

static uint32_t next_random(uint32_t *r)
{
	*r ^= *r << 13;
	*r ^= *r >> 17;
	*r ^= *r << 5;
	return *r;
}

/* Tables made at random: every cell of the grid is told by a second way of unfolding. */
static void random_tables_unfold(void **state)
{
	(void)state;
	enum { ROWS = 6, COLS = 5 };
	uint32_t r = 521288629;
	for (int round = 0; round < 300; round++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, ROOM);
		struct str s;
		unsigned owner[ROWS][COLS] = { 0 }, n = 0;
		str_init(&s, &a, 1 << 16);
		str_addz(&s, "<table>");
		for (unsigned y = 0; y < ROWS; y++) {
			str_addz(&s, "<tr>");
			for (unsigned x = 0; x < COLS; x++) {
				if (owner[y][x])
					continue;
				unsigned w = 1, h = 1 + next_random(&r) % 2;
				while (w < 3 && x + w < COLS && !owner[y][x + w] && next_random(&r) % 3 == 0)
					w++;
				if (y + h > ROWS)
					h = 1;
				n++;
				for (unsigned j = 0; j < h; j++)
					for (unsigned i = 0; i < w; i++)
						owner[y + j][x + i] = n;
				str_addf(&s, "<td colspan=%u rowspan=%u>c%u</td>", w, h, n);
			}
			str_addz(&s, "</tr>");
		}
		str_addz(&s, "</table>");
		const struct doc_table *t = read_page(&a, str_sv(&s))->blocks[0].table;
		assert_int_equal(t->n_rows, ROWS);
		assert_int_equal(t->n_cols, COLS);
		for (unsigned y = 0; y < ROWS; y++)
			for (unsigned x = 0; x < COLS; x++) {
				struct sv want = sv_fmt(&a, "c%u", owner[y][x]);
				assert_true(sv_eq(doc_cell_at(t, y, x)->text, want));
			}
	}
}

static struct sv repeat(struct arena *a, const char *piece, size_t n)
{
	size_t len = strlen(piece);
	char *p = arena_alloc(a, len * n + 1);
	for (size_t i = 0; i < n; i++)
		memcpy(p + i * len, piece, len);
	return (struct sv){ p, len * n };
}

static void bombs_are_refused_or_flat(void **state)
{
	(void)state;
	static const char *const deep[] = { "<div>", "<table><tr><td>", "<b>", "<ul><li>", "<p><span>" };
	for (size_t i = 0; i < sizeof deep / sizeof *deep; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, (size_t)ROOM * 2);
		struct doc *d = NULL;
		struct err err = { 0 };
		int code = doc_read_html(repeat(&a, deep[i], 1000000), &a, &d, &err);
		assert_true(code == 0 || code == E_LIMIT);
		assert_true(code == 0 || err.user[0]);
	}
	check_page("<table><tr><td colspan=1000000000 rowspan=999999999>1<tr><td>2</table>",
		"T 1^2x1000|2");
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)ROOM * 2);
	struct doc *d = NULL;
	struct err err = { 0 };
	struct sv wide = repeat(&a, "<tr><td colspan=1000>1</td></tr>", 500);
	struct sv page = sv_fmt(&a, "<table>%.*s</table>", SV_ARG(wide));
	assert_int_equal(doc_read_html(page, &a, &d, &err), E_LIMIT);
	assert_null(d);
}

static void fragments_go_into_a_document(void **state)
{
	(void)state;
	AUTO(arena_done) struct arena a;
	arena_init(&a, ROOM);
	struct err err = { 0 };
	struct doc *d = doc_new(&a, DOC_JSON);
	struct doc_place at = { 3, 40 };
	assert_int_equal(doc_append_html(d, SV("<p>一</p>\n<p>二</p>"), at, &err), 0);
	assert_int_equal(doc_append_html(d, SV("<p>三</p>\n\n<p>四</p>"), (struct doc_place){ 0, 0 }, &err), 0);
	assert_true(sv_eq(show(&a, d), SV("P 一/P 二/P 三/P 四")));
	assert_int_equal(d->blocks[0].at.page, 3);
	assert_int_equal(d->blocks[1].at.line, 41);
	assert_int_equal(d->blocks[3].at.line, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_becomes_blocks),
		cmocka_unit_test(title_and_lines_are_kept),
		cmocka_unit_test(tables_keep_their_spans),
		cmocka_unit_test(layout_tables_dissolve),
		cmocka_unit_test(positioned_words_become_lines),
		cmocka_unit_test(random_tables_unfold),
		cmocka_unit_test(bombs_are_refused_or_flat),
		cmocka_unit_test(fragments_go_into_a_document),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
