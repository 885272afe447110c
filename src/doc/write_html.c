#include "doc/print.h"

#include "html/html.h"

/** The look of GB/T 9704 on the screen and on A4 paper; wide tables scroll on small screens. */
static const char css[] =
	"@page{size:A4;margin:37mm 26mm 35mm 28mm;"
	"@bottom-center{content:'— ' counter(page) ' —'}}\n"
	"html{font-size:16pt}\n"
	"body{box-sizing:border-box;max-width:210mm;margin:0 auto;padding:37mm 26mm 35mm 28mm;"
	"background:#fff;color:#000;line-height:1.81;overflow-wrap:anywhere;"
	"font-family:仿宋_GB2312,FangSong_GB2312,仿宋,FangSong,STFangsong,'Noto Serif CJK SC',serif}\n"
	"h1{margin:0 0 1em;font-size:22pt;font-weight:normal;line-height:1.4;text-align:center;"
	"font-family:方正小标宋简体,小标宋,'Noto Serif CJK SC',SimSun,serif}\n"
	"h2,h3,h4,h5,h6{margin:0;font-size:1em;font-weight:normal;text-indent:2em;"
	"break-after:avoid}\n"
	"h2{font-family:黑体,SimHei,'Noto Sans CJK SC',sans-serif}\n"
	"h3,h4,h5,h6{font-family:楷体_GB2312,KaiTi_GB2312,楷体,KaiTi,'Noto Serif CJK SC',serif}\n"
	"p{margin:0;text-indent:2em;text-align:justify}\n"
	"p.left,p.right{text-indent:0}p.right{text-align:right}.apart{margin-top:2em}\n"
	".s1{padding:0 1em}.s2{padding:0 2em}.s3{padding:0 3em}.s4{padding:0 4em}.s5{padding:0 5em}"
	".s6{padding:0 6em}.s7{padding:0 7em}.s8{padding:0 8em}.s9{padding:0 9em}\n"
	"@media print{.page{break-before:page}}\n"
	"figure{margin:.5em 0;overflow-x:auto}\n"
	"table{width:100%;border-collapse:collapse;font-size:10.5pt;line-height:1.4}\n"
	"table.wide{min-width:44rem;font-size:9pt}\n"
	"th,td{padding:.2em .3em;border:1px solid #000;font-weight:normal;text-align:center;"
	"vertical-align:middle;overflow-wrap:normal}\n"
	".text{text-align:left}\n"
	"tr{break-inside:avoid}\n"
	"@media screen{html{background:#e8e8e8}}\n"
	"@media screen and (max-width:60rem){html{font-size:1.125rem}"
	"body{padding:1.5rem 1rem}h1{font-size:1.4em}}\n"
	"@media print{body{max-width:none;padding:0}figure{overflow:visible}"
	"table.wide{min-width:0}}\n";

static void write_cell(struct html *h, const struct doc_cell *c, enum print_role role)
{
	if (role == PRINT_FIGURE || role == PRINT_TEXT) {
		html_open(h, "td");
		if (role == PRINT_TEXT)
			html_attr_lit(h, "class", "text");
	} else {
		html_open(h, "th");
		html_attr(h, "scope", role == PRINT_COLUMN_HEAD ? SV("col") : SV("row"));
		if (role == PRINT_ROW_HEAD)
			html_attr_lit(h, "class", "text");
	}
	if (c->rowspan > 1)
		html_attr_uint(h, "rowspan", c->rowspan);
	if (c->colspan > 1)
		html_attr_uint(h, "colspan", c->colspan);
	html_lines(h, c->text);
	html_close(h);
}

/** Rows [from, to) inside a thead or tbody; `next` is the first cell not written yet. */
static size_t write_rows(struct html *h, const struct doc_table *t, const uint8_t *roles,
	size_t next, uint32_t from, uint32_t to)
{
	for (uint32_t row = from; row < to; row++) {
		html_open(h, "tr");
		for (; next < t->n_cells && t->cells[next].row == row; next++)
			write_cell(h, &t->cells[next], roles[next]);
		html_close(h);
		str_addc(h->out, '\n');
	}
	return next;
}

static bool write_table(struct html *h, const struct doc_table *t, struct sv caption,
	struct arena *a)
{
	uint8_t *roles = print_roles(t, a);
	if (!roles)
		return false;
	html_open(h, "figure");
	html_attr_lit(h, "tabindex", "0"); /* so that a keyboard can scroll it */
	html_attr_lit(h, "role", "region");
	html_attr(h, "aria-label", caption);
	html_open(h, "table");
	if (t->n_cols > MANY_COLUMNS)
		html_attr_lit(h, "class", "wide");
	uint32_t head = print_header_rows(t);
	size_t next = 0;
	if (head) {
		html_open(h, "thead");
		next = write_rows(h, t, roles, 0, 0, head);
		html_close(h);
	}
	html_open(h, "tbody");
	write_rows(h, t, roles, next, head, t->n_rows);
	html_close(h);
	html_close(h);
	html_close(h);
	str_addc(h->out, '\n');
	return true;
}

static void write_heading(struct html *h, const struct doc_block *b)
{
	switch (b->level) {
	case 0:
	case 1:
		html_open(h, "h1");
		break;
	case 2:
		html_open(h, "h2");
		break;
	case 3:
		html_open(h, "h3");
		break;
	default:
		html_open(h, "h4");
	}
	if (b->new_page)
		html_attr_lit(h, "class", "page");
	html_lines(h, b->text);
	html_close(h);
	str_addc(h->out, '\n');
}

static void write_head(struct html *h, const struct doc *d)
{
	html_prologue(h);
	html_open(h, "html");
	html_attr_lit(h, "lang", "zh-CN");
	html_open(h, "head");
	html_open(h, "meta");
	html_attr_lit(h, "charset", "utf-8");
	html_open(h, "meta");
	html_attr_lit(h, "name", "viewport");
	html_attr_lit(h, "content", "width=device-width, initial-scale=1");
	html_element(h, "title", d->title.n ? d->title : SV("文件"));
	html_style_literal(h, css);
	html_close(h);
	str_addc(h->out, '\n');
	html_open(h, "body");
	html_open(h, "main");
	str_addc(h->out, '\n');
}

/** Edge, distance and page of a paragraph, as classes: pages allow no style of their own. */
static void write_setting(struct html *h, const struct doc_block *b, struct arena *a)
{
	static const char *const sides[] = { [DOC_SET_BODY] = "", [DOC_SET_LEFT] = "left ",
		[DOC_SET_RIGHT] = "right " };
	struct str s;
	str_init(&s, a, 64);
	str_addz(&s, sides[b->set]);
	if (b->set != DOC_SET_BODY && b->space >= 5)
		str_addf(&s, "s%u ", b->space < 95 ? (b->space + 5u) / 10 : 9);
	if (b->before)
		str_addz(&s, "apart ");
	if (b->new_page)
		str_addz(&s, "page ");
	if (s.n)
		html_attr(h, "class", sv_trim(str_sv(&s)));
}

int doc_write_html(const struct doc *d, struct arena *a, struct sv *ret, struct err *err)
{
	struct str out;
	struct html h;
	struct sv caption = d->title;
	str_init(&out, a, DOC_MAX_BYTES);
	html_init(&h, HTML_SYNTAX_HTML, &out);
	write_head(&h, d);
	for (size_t i = 0; i < d->n_blocks; i++) {
		const struct doc_block *b = &d->blocks[i];
		if (b->kind == DOC_HEADING) {
			caption = b->text;
			write_heading(&h, b);
		} else if (b->kind == DOC_TABLE) {
			if (!write_table(&h, b->table, caption, a))
				break;
		} else {
			html_open(&h, "p");
			write_setting(&h, b, a);
			html_lines(&h, b->text);
			html_close(&h);
			str_addc(&out, '\n');
		}
	}
	html_finish(&h);
	str_addc(&out, '\n');
	return print_finish(&out, ret, err);
}
