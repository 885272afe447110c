/*
 * HTML by libxml2's parser, whose events are taken as they come: no tree is built, so a page costs
 * less than a tree of it would, and depth costs nothing but a counter. Pages are converted to
 * UTF-8 first; what a page says about its own encoding is told to nobody.
 */
#include "base/auto.h"
#include "doc/charset.h"
#include "doc/html_flow.h"
#include "doc/html_tags.h"
#include "doc/html_text.h"
#include "doc/read.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>

/*
 * Elements within elements. Beyond DOC_MAX_NESTING, because pages that never close their <font>
 * are common and cost nothing here; but libxml2 searches its stack at every end tag.
 */
enum { MAX_DEPTH = DOC_MAX_NESTING * 2 };
enum { MAX_FONTS = 1024, MAX_STYLE = 1 << 20, NO_SKIP = 0 };

struct html {
	xmlParserCtxt *parser;
	struct arena *arena;
	struct doc_place base; /* lines count from here; line 0 = lines are not known */
	struct flow body;
	struct flow_table *table, *spare_table;
	struct html_text para; /* being read */
	uint32_t para_line;
	uint8_t level;
	uint32_t depth, skip_from; /* skipping everything while depth >= skip_from */
	uint32_t pre;
	bool in_style, in_title;
	struct sv title;
	struct str style;
	uint8_t fonts[MAX_FONTS]; /* pdftohtml: pixels of font i */
	struct flow_spot *spot;
	uint32_t page;
	int code; /* E_LIMIT, E_NOMEM: why parsing was stopped */
};

static void stop(struct html *h, int code)
{
	if (!h->code)
		h->code = code;
	xmlStopParser(h->parser);
}

static uint32_t line_now(const struct html *h)
{
	if (h->base.line == 0 || !h->parser->input)
		return 0;
	return h->base.line + (uint32_t)h->parser->input->line - 1;
}

/* ---- text ------------------------------------------------------------------------------------ */

static struct flow *current(struct html *h)
{
	struct flow_table *t = h->table;
	if (!t)
		return &h->body;
	return t->cell_open ? &t->cells[t->n_cells - 1].items : t->home;
}

/** End the paragraph, if there is any text in it. */
static void flush(struct html *h)
{
	struct sv text = sv_trim(str_sv(&h->para.text));
	if (text.n > 0) {
		struct doc_place at = { h->base.page, h->para_line };
		struct flow *to = current(h);
		struct flow_item *it = flow_add(to, h->arena, sv_dup(h->arena, text), at);
		if (it) {
			it->level = h->level;
			it->spot = h->spot;
			to->n_spots += h->spot != NULL;
			h->spot = NULL;
		}
		if (h->arena->failed)
			stop(h, E_NOMEM);
	}
	if (!str_ok(&h->para.text))
		stop(h, E_NOMEM);
	html_text_clear(&h->para);
}

/** Note the line of the paragraph that these bytes, which the parser has just passed, begin. */
static void note_line(struct html *h, struct sv s)
{
	size_t i = 0;
	if (h->para.text.n > 0 || h->base.line == 0)
		return;
	while (i < s.n && html_is_space(s.p[i]))
		i++;
	h->para_line = line_now(h);
	for (; i < s.n; i++)
		h->para_line -= s.p[i] == '\n';
}

/** Preformatted text: every line is a paragraph, spaces stay. */
static void put_lines(struct html *h, struct sv s)
{
	for (size_t i = 0; i < s.n; i++) {
		size_t from = i;
		while (i < s.n && s.p[i] != '\n')
			i++;
		note_line(h, sv_from(s, from));
		html_text_add_raw(&h->para, (struct sv){ s.p + from, i - from });
		if (i < s.n)
			flush(h);
	}
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void begin_table(struct html *h)
{
	struct flow *home = current(h);
	struct flow_table *t = h->spare_table;
	if (t)
		h->spare_table = t->outer;
	else
		t = arena_alloc(h->arena, sizeof *t);
	if (!t) {
		stop(h, E_NOMEM);
		return;
	}
	/* a used one keeps its array of cells */
	*t = (struct flow_table){ .outer = h->table, .home = home, .cells = t->cells,
		.cap_cells = t->cap_cells };
	h->table = t;
}

static void end_table(struct html *h)
{
	struct flow_table *t = h->table;
	if (!t)
		return;
	int code = flow_fold_table(t, t->home, h->arena);
	if (code)
		stop(h, code);
	h->table = t->outer;
	t->outer = h->spare_table;
	h->spare_table = t;
}

static void begin_row(struct html *h)
{
	struct flow_table *t = h->table;
	if (!t)
		return;
	t->cell_open = false;
	t->row_open = true;
	t->n_rows++;
}

static void begin_cell(struct html *h, const char *const *atts, bool header)
{
	struct flow_table *t = h->table;
	if (!t)
		return;
	if (!t->row_open)
		begin_row(h);
	struct flow_cell *more = arena_grow(h->arena, t->cells, t->n_cells, &t->cap_cells, sizeof *more);
	if (!more || t->n_cells >= DOC_MAX_TABLE_CELLS) {
		stop(h, more ? E_LIMIT : E_NOMEM);
		return;
	}
	t->cells = more;
	struct flow_cell *c = &t->cells[t->n_cells++];
	*c = (struct flow_cell){ .row = t->n_rows - 1, .rowspan = 1, .colspan = 1,
		.at = { h->base.page, line_now(h) }, .header = header || t->in_head };
	for (; atts && atts[0]; atts += 2) {
		if (atts[1] && strcmp(atts[0], "rowspan") == 0)
			c->rowspan = html_span(atts[1], true);
		else if (atts[1] && strcmp(atts[0], "colspan") == 0)
			c->colspan = html_span(atts[1], false);
	}
	t->cell_open = true;
}

/* ---- pages made from PDF --------------------------------------------------------------------- */

/**
 * Number of the font of pdftohtml's class ft<page><font>; fonts are declared on the page that uses
 * them first and keep their number, while every page has classes of its own.
 */
static size_t font_number(const char *class, uint32_t page)
{
	char prefix[24];
	int n = snprintf(prefix, sizeof prefix, "ft%u", page);
	const char *digits = strncmp(class, prefix, (size_t)n) == 0 ? class + n : "";
	char *end;
	unsigned long id = strtoul(digits, &end, 10);
	return end > digits && id < MAX_FONTS ? id : 0;
}

/** `.ft12{font-size:24px;…}`; the style of a page stands before the page. */
static void read_fonts(struct html *h)
{
	struct sv css = str_sv(&h->style);
	for (size_t at; (at = sv_find(css, SV(".ft"))) != SV_NONE;) {
		css = sv_from(css, at + 1);
		struct sv rule = sv_head(css, sv_find(css, SV("}")));
		struct sv size_at = sv_from(rule, sv_find(rule, SV("font-size")));
		int32_t size;
		if (size_at.n && html_style_number(size_at.p, "font-size", &size))
			h->fonts[font_number(css.p, h->page + 1)] =
				(uint8_t)(size < 6 ? 6 : size > 200 ? 200 : size);
	}
	str_clear(&h->style);
}

static void read_spot(struct html *h, const char *style, const char *class)
{
	int32_t top, left;
	if (html_style_position(style, "relative") && html_style_number(style, "height", &top) &&
	    html_style_number(style, "width", &left))
		h->page++;
	if (!html_style_position(style, "absolute") || !html_style_number(style, "top", &top) ||
	    !html_style_number(style, "left", &left))
		return;
	h->spot = arena_alloc(h->arena, sizeof *h->spot);
	if (!h->spot)
		return;
	*h->spot = (struct flow_spot){ .page = h->page, .top = top, .left = left };
	if (class)
		h->spot->size = h->fonts[font_number(class, h->page)];
}

/* ---- events ---------------------------------------------------------------------------------- */

/** Is the element hidden? Its place on the page is noted on the way. */
static bool read_attributes(struct html *h, const char *const *atts)
{
	const char *style = NULL, *class = NULL;
	for (; atts && atts[0]; atts += 2) {
		if (strcmp(atts[0], "hidden") == 0)
			return true;
		if (strcmp(atts[0], "style") == 0)
			style = atts[1];
		else if (strcmp(atts[0], "class") == 0)
			class = atts[1];
	}
	if (!style)
		return false;
	if (strstr(style, "position"))
		read_spot(h, style, class);
	return html_style_hides(style);
}

static void begin_kind(struct html *h, enum html_kind kind, const char *const *atts)
{
	switch (kind) {
	case HTML_TABLE:
		begin_table(h);
		break;
	case HTML_HEAD_ROWS:
		if (h->table)
			h->table->in_head = true;
		break;
	case HTML_ROW:
		begin_row(h);
		break;
	case HTML_CELL:
	case HTML_HEADER_CELL:
		begin_cell(h, atts, kind == HTML_HEADER_CELL);
		break;
	case HTML_PRE:
		h->pre++;
		break;
	case HTML_STYLE:
		h->in_style = true;
		break;
	case HTML_TITLE:
		h->in_title = true;
		break;
	default:
		if (kind >= HTML_H1 && kind <= HTML_H6)
			h->level = (uint8_t)(kind - HTML_H1 + 1);
	}
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **attributes)
{
	struct html *h = ctx;
	const char *const *atts = (const char *const *)attributes;
	enum html_kind kind = html_kind((const char *)name);
	if (++h->depth > MAX_DEPTH)
		stop(h, E_LIMIT);
	if (h->code || h->skip_from != NO_SKIP)
		return;
	if (kind != HTML_INLINE && kind != HTML_BREAK)
		flush(h);
	if (kind == HTML_SKIP || read_attributes(h, atts)) {
		h->skip_from = h->depth;
		return;
	}
	if (kind == HTML_BREAK)
		html_text_break(&h->para);
	else
		begin_kind(h, kind, atts);
}

static void end_kind(struct html *h, enum html_kind kind)
{
	switch (kind) {
	case HTML_TABLE:
		end_table(h);
		break;
	case HTML_HEAD_ROWS:
		if (h->table)
			h->table->in_head = false;
		break;
	case HTML_ROW:
		if (h->table)
			h->table->row_open = h->table->cell_open = false;
		break;
	case HTML_CELL:
	case HTML_HEADER_CELL:
		if (h->table)
			h->table->cell_open = false;
		break;
	case HTML_PRE:
		h->pre -= h->pre > 0;
		break;
	case HTML_STYLE:
		h->in_style = false;
		read_fonts(h);
		break;
	default:
		if (kind >= HTML_H1 && kind <= HTML_H6)
			h->level = 0;
	}
}

static void take_title(struct html *h)
{
	struct sv text = sv_trim(str_sv(&h->para.text));
	if (h->title.n == 0 && text.n > 0)
		h->title = sv_dup(h->arena, text);
	h->in_title = false;
	html_text_clear(&h->para);
}

static void on_end(void *ctx, const xmlChar *name)
{
	struct html *h = ctx;
	enum html_kind kind = html_kind((const char *)name);
	uint32_t depth = h->depth;
	h->depth -= depth > 0;
	if (h->code)
		return;
	if (h->skip_from != NO_SKIP) {
		if (depth <= h->skip_from)
			h->skip_from = NO_SKIP;
		return;
	}
	if (kind == HTML_INLINE || kind == HTML_BREAK)
		return;
	if (kind == HTML_TITLE && h->in_title)
		take_title(h);
	flush(h);
	h->spot = NULL;
	end_kind(h, kind);
}

static void on_text(void *ctx, const xmlChar *p, int n)
{
	struct html *h = ctx;
	struct sv s = { (const char *)p, (size_t)n };
	if (h->code || h->skip_from != NO_SKIP || n <= 0)
		return;
	if (h->in_style) {
		str_add(&h->style, s);
	} else if (h->pre) {
		put_lines(h, s);
	} else {
		note_line(h, s);
		html_text_add(&h->para, s);
	}
}

/* ---- the door -------------------------------------------------------------------------------- */

static void free_parser(xmlParserCtxt **ctxt)
{
	if (*ctxt)
		htmlFreeParserCtxt(*ctxt);
}

static int parse(struct html *h, struct sv text)
{
	AUTO(free_parser) xmlParserCtxt *ctxt = htmlCreateMemoryParserCtxt(text.p, (int)text.n);
	if (!ctxt)
		return E_NOMEM;
	h->parser = ctxt;
	/* no SAX2 handlers, so no tree; no error handlers, so nothing is printed */
	memset(ctxt->sax, 0, sizeof *ctxt->sax);
	htmlCtxtUseOptions(ctxt, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_NODEFDTD);
	xmlSwitchEncoding(ctxt, XML_CHAR_ENCODING_UTF8);
	ctxt->sax->startElement = on_start;
	ctxt->sax->endElement = on_end;
	ctxt->sax->characters = on_text;
	ctxt->sax->ignorableWhitespace = on_text;
	ctxt->sax->cdataBlock = on_text;
	ctxt->userData = h;
	htmlParseDocument(ctxt);
	flush(h);
	return h->code;
}

static int emit(const struct flow *f, struct doc *d)
{
	for (const struct flow_item *it = f->first; it; it = it->next) {
		struct doc_block *b = doc_add(d, it->table ? DOC_TABLE : it->level ? DOC_HEADING :
			DOC_PARAGRAPH, it->text, it->at);
		if (!b)
			return doc_add_error(d);
		b->table = it->table;
		b->level = it->level;
	}
	return E_OK;
}

int doc_append_html(struct doc *d, struct sv html, struct doc_place at, struct err *err)
{
	struct html h = { .arena = d->arena, .base = at, .title = SV("") };
	AUTO(arena_done) struct arena scratch;
	arena_init(&scratch, DOC_MAX_ARENA);
	str_init(&h.para.text, &scratch, DOC_MAX_BYTES * 2);
	str_init(&h.style, &scratch, MAX_STYLE);
	if (sv_trim(html).n == 0)
		return E_OK;
	int code = html.n > INT32_MAX / 2 ? E_LIMIT : parse(&h, html);
	if (!code)
		code = flow_rebuild_lines(&h.body, d->arena);
	if (!code)
		code = emit(&h.body, d);
	if (!code && d->title.n == 0)
		d->title = h.title;
	if (code == E_LIMIT)
		err_set(err, E_LIMIT, "网页的嵌套、表格或段落超出了限额，没有读取；请只保存正文部分，"
			"或复制到 Word 中另存为 .docx 后再试。");
	else if (code || d->arena->failed)
		code = err_set(err, E_NOMEM, "网页内容过多，超出了内存限额，请拆分后再试。");
	return code;
}

int doc_read_html(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	AUTO(arena_done) struct arena scratch; /* the page itself is not needed any more afterwards */
	arena_init(&scratch, DOC_MAX_ARENA);
	struct sv text;
	struct doc *d = doc_new(a, DOC_HTML);
	if (!d)
		return err_set(err, E_NOMEM, "内存不足；请关闭其他程序后再试。");
	int code = charset_to_utf8(bytes, charset_declared(bytes), &scratch, &text, err);
	if (!code)
		code = doc_append_html(d, text, (struct doc_place){ 0, 1 }, err);
	if (!code)
		*ret = d;
	return code;
}
