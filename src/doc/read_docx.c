/*
 * DOCX (ECMA-376 part 1, 17): the main part is read as a stream, from element to element; see
 * docx_table.h for what becomes of paragraphs and tables.
 */
#include "base/auto.h"
#include "doc/docx_style.h"
#include "doc/docx_table.h"
#include "doc/read.h"

struct para {
	struct para *outer; /* a text box stands inside a paragraph */
	struct str text;
	struct docx_para_props props;
	struct sv style;
	uint32_t number;
	bool hidden; /* the run being read is */
};

struct docx {
	struct ooxml_part part;
	struct arena *arena;
	struct docx_styles styles;
	struct docx_numbering numbering;
	struct para *para, *spare_para;
	struct docx_table *table, *spare_table;
	struct docx_items body, *list;
	uint32_t n_paras;
	const char *word_ns; /* the namespace name as libxml2 holds it, so that pointers compare */
	bool has_body, over_limit;
};

/* ---- paragraphs ------------------------------------------------------------------------------ */

static void begin_para(struct docx *x)
{
	struct para *p = x->spare_para;
	if (p) {
		x->spare_para = p->outer;
		str_clear(&p->text);
	} else {
		p = arena_alloc(x->arena, sizeof *p);
		if (!p)
			return;
		str_init(&p->text, x->arena, DOC_MAX_ARENA);
	}
	p->outer = x->para;
	p->props = (struct docx_para_props){ .outline = -1, .list = -1, .depth = -1 };
	p->style = SV("");
	p->number = ++x->n_paras;
	p->hidden = false;
	x->para = p;
}

static void end_para(struct docx *x)
{
	struct para *p = x->para;
	struct str label;
	if (!p)
		return;
	x->para = p->outer;
	p->outer = x->spare_para;
	x->spare_para = p;
	bool title = docx_styles_apply(&x->styles, p->style, &x->numbering, &p->props);
	str_init(&label, x->arena, 4096);
	docx_number(&x->numbering, &p->props, &label);
	struct sv text = str_sv(&p->text);
	while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\t'))
		text.n--;
	if (sv_trim(text).n == 0 && (label.n == 0 || !x->table))
		return; /* a number alone is something in a cell only, as in a column of numbers */
	struct docx_item *it = docx_items_add(x->list, x->arena, p->number);
	if (!it)
		return;
	it->text = sv_fmt(x->arena, "%.*s%.*s", SV_ARG(str_sv(&label)), SV_ARG(text));
	if (title)
		it->level = 1;
	else if (p->props.outline >= 0 && p->props.outline < DOCX_LEVELS)
		it->level = (uint8_t)(2 + p->props.outline);
}

static void add_char(struct docx *x, char c)
{
	if (x->para && !x->para->hidden)
		str_addc(&x->para->text, c);
}

/** Text of one event; the tabs and line breaks that count are elements, others are spaces. */
static void add_text(struct docx *x, const char *z)
{
	struct str *to = &x->para->text;
	size_t from = to->n;
	str_addz(to, z);
	for (size_t i = from; i < to->n; i++)
		if ((unsigned char)to->p[i] < ' ' || to->p[i] == 0x7F)
			to->p[i] = ' ';
}

static void read_text(struct docx *x)
{
	while (ooxml_next(&x->part) && x->part.event != OOXML_END)
		if (x->part.event == OOXML_TEXT && x->para && !x->para->hidden)
			add_text(x, x->part.text);
}

static void read_run_props(struct docx *x)
{
	while (ooxml_next(&x->part) && !(x->part.event == OOXML_END && ooxml_is(&x->part, "rPr"))) {
		if (x->part.event != OOXML_START)
			continue;
		if (ooxml_is(&x->part, "vanish") && x->para)
			x->para->hidden = ooxml_attr_on(&x->part);
		else
			ooxml_skip(&x->part);
	}
}

static void read_break(struct docx *x)
{
	struct sv type = sv_of(ooxml_attr(&x->part, "type"));
	if (type.n == 0 || sv_eq(type, SV("textWrapping")) || (x->para && x->para->text.n > 0))
		add_char(x, '\n'); /* a page break before any text is no part of it */
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void begin_table(struct docx *x)
{
	struct docx_table *t = x->spare_table;
	if (t)
		x->spare_table = t->outer;
	else
		t = arena_alloc(x->arena, sizeof *t);
	if (!t)
		return;
	*t = (struct docx_table){ .outer = x->table, .home = x->list, .after = x->n_paras };
	if (x->table)
		x->table->has_tables = true;
	x->table = t;
}

static void begin_row(struct docx *x)
{
	if (!x->table)
		return;
	x->table->col = 0;
	x->table->header = false;
}

static void read_row_props(struct docx *x)
{
	bool deleted = false;
	while (ooxml_next(&x->part) && !(x->part.event == OOXML_END && ooxml_is(&x->part, "trPr"))) {
		if (x->part.event != OOXML_START || !x->table)
			continue;
		if (ooxml_is(&x->part, "gridBefore"))
			x->table->col = ooxml_attr_u32(&x->part, "val", DOC_MAX_COLUMNS, 0);
		else if (ooxml_is(&x->part, "tblHeader"))
			x->table->header = ooxml_attr_on(&x->part);
		else if (ooxml_is(&x->part, "del"))
			deleted = true;
	}
	if (!deleted)
		return;
	ooxml_skip(&x->part); /* the rest of the row */
}

static void end_row(struct docx *x)
{
	if (x->table && docx_table_end_row(x->table) != 0)
		x->over_limit = true;
}

static void begin_cell(struct docx *x)
{
	struct docx_table *t = x->table;
	if (!t)
		return;
	t->items = (struct docx_items){ 0 };
	t->span = 1;
	t->merge = DOCX_MERGE_NONE;
	x->list = &t->items;
}

static void read_cell_props(struct docx *x)
{
	while (ooxml_next(&x->part) && !(x->part.event == OOXML_END && ooxml_is(&x->part, "tcPr"))) {
		if (x->part.event != OOXML_START || !x->table)
			continue;
		if (ooxml_is(&x->part, "gridSpan"))
			x->table->span = ooxml_attr_u32(&x->part, "val", DOC_MAX_COLUMNS, 1);
		else if (ooxml_is(&x->part, "vMerge"))
			x->table->merge = sv_eq(sv_of(ooxml_attr(&x->part, "val")), SV("restart")) ?
				DOCX_MERGE_RESTART : DOCX_MERGE_CONTINUE;
		else if (!ooxml_is(&x->part, "tcPr"))
			ooxml_skip(&x->part);
	}
}

static void end_cell(struct docx *x)
{
	if (!x->table)
		return;
	x->list = x->table->home;
	if (docx_table_end_cell(x->table, x->arena) != 0)
		x->over_limit = true;
}

static void end_table(struct docx *x)
{
	struct docx_table *t = x->table;
	if (!t)
		return;
	x->table = t->outer;
	x->list = t->home;
	t->outer = x->spare_table;
	x->spare_table = t;
	if (docx_table_finish(t, x->arena) != 0)
		x->over_limit = true;
}

/* ---- the stream ------------------------------------------------------------------------------ */

/** What is not part of the text as it stands: deletions, fallbacks, phonetic guides, properties. */
static bool is_skipped(const struct ooxml_part *part)
{
	static const char *const names[] = { "del", "moveFrom", "rt", "sectPr", "tblPr", "tblGrid",
		"tblPrEx", "sdtPr", "sdtEndPr", "instrText", "delText" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(part->name, names[i]) == 0)
			return true;
	return false;
}

static const struct {
	const char *name;
	void (*start)(struct docx *x);
	void (*end)(struct docx *x);
} elements[] = {
	{ "t", read_text, NULL },           { "p", begin_para, end_para },
	{ "rPr", read_run_props, NULL },    { "tc", begin_cell, end_cell },
	{ "tcPr", read_cell_props, NULL },  { "tr", begin_row, end_row },
	{ "trPr", read_row_props, NULL },   { "tbl", begin_table, end_table },
	{ "br", read_break, NULL },
};

static void on_start(struct docx *x)
{
	struct ooxml_part *part = &x->part;
	if (part->ns != x->word_ns) {
		if (strcmp(part->name, "Fallback") == 0)
			ooxml_skip(part);
		else if (strstr(part->ns, "wordprocessingml"))
			x->word_ns = part->ns;
		if (part->ns != x->word_ns)
			return;
	}
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (strcmp(part->name, elements[i].name) == 0) {
			elements[i].start(x);
			return;
		}
	if (ooxml_is(part, "r") && x->para)
		x->para->hidden = false;
	else if (ooxml_is(part, "pPr") && x->para)
		docx_para_props_read(part, &x->para->props, &x->para->style);
	else if (ooxml_is(part, "tab"))
		add_char(x, '\t');
	else if (ooxml_is(part, "cr"))
		add_char(x, '\n');
	else if (ooxml_is(part, "noBreakHyphen"))
		add_char(x, '-');
	else if (ooxml_is(part, "body"))
		x->has_body = true;
	else if (is_skipped(part))
		ooxml_skip(part);
}

static void on_end(struct docx *x)
{
	if (x->part.ns != x->word_ns)
		return;
	for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
		if (elements[i].end && strcmp(x->part.name, elements[i].name) == 0)
			elements[i].end(x);
}

static int read_main(struct docx *x, struct ooxml *pkg, struct sv name, struct err *err)
{
	int code = ooxml_part_open(pkg, name, &x->part, err);
	if (code)
		return code;
	while (!x->over_limit && !x->arena->failed && ooxml_next(&x->part)) {
		if (x->part.event == OOXML_START)
			on_start(x);
		else if (x->part.event == OOXML_END)
			on_end(x);
	}
	code = ooxml_part_fault(&x->part, err);
	if (!code && x->over_limit)
		code = err_set(err, E_LIMIT, "文件中有过大的表格（超过 %d 列或 %d 格），没有读取；"
			"请检查表格后重新保存。", DOC_MAX_COLUMNS, DOC_MAX_TABLE_CELLS);
	if (!code && !x->has_body && !x->arena->failed)
		code = err_set(err, E_FORMAT, "文件里没有 Word 正文，可能不是 .docx 文档；"
			"请用 Word 或 WPS 打开后另存为 .docx。");
	return code;
}

/** The title in the properties of the document; a file without them is none the worse. */
static int read_title(struct ooxml *pkg, struct sv name, struct doc *d, struct err *err)
{
	AUTO(ooxml_part_close) struct ooxml_part part = { 0 };
	int code = ooxml_part_open(pkg, name, &part, err);
	bool inside = false;
	while (!code && ooxml_next(&part) && d->title.n == 0) {
		if (part.event != OOXML_TEXT)
			inside = part.event == OOXML_START && ooxml_is(&part, "title");
		else if (inside)
			d->title = sv_trim(sv_dup(pkg->arena, sv_of(part.text)));
	}
	return code ? code : ooxml_part_fault(&part, err);
}

static int read_parts(struct docx *x, struct ooxml *pkg, struct doc *d, struct err *err)
{
	struct ooxml_rels top, rels;
	const struct ooxml_rel *r;
	int code = ooxml_relations(pkg, SV(""), &top, err);
	if (code)
		return code;
	struct sv name = SV("word/document.xml");
	if ((r = ooxml_rel_kind(pkg, &top, "officeDocument")) != NULL)
		name = r->target;
	if ((r = ooxml_rel_kind(pkg, &top, "core-properties")) != NULL &&
	    (code = read_title(pkg, r->target, d, err)) != 0)
		return code;
	if ((code = ooxml_relations(pkg, name, &rels, err)) != 0)
		return code;
	if ((r = ooxml_rel_kind(pkg, &rels, "styles")) != NULL &&
	    (code = docx_styles_read(pkg, r->target, &x->styles, err)) != 0)
		return code;
	if ((r = ooxml_rel_kind(pkg, &rels, "numbering")) != NULL &&
	    (code = docx_numbering_read(pkg, r->target, &x->numbering, err)) != 0)
		return code;
	return read_main(x, pkg, name, err);
}

static void close_docx(struct docx *x)
{
	ooxml_part_close(&x->part);
}

int doc_read_docx(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	struct ooxml pkg;
	AUTO(close_docx) struct docx x = { .arena = a };
	struct doc *d = doc_new(a, DOC_DOCX);
	x.list = &x.body;
	int code = d ? ooxml_open(bytes, a, &pkg, err) : E_NOMEM;
	if (!code)
		code = read_parts(&x, &pkg, d, err);
	for (const struct docx_item *it = x.body.first; !code && it; it = it->next) {
		struct doc_block *b = doc_add(d, it->table ? DOC_TABLE : it->level ? DOC_HEADING :
			DOC_PARAGRAPH, it->text, it->at);
		if (!b)
			break;
		b->table = it->table;
		b->level = it->level;
	}
	if (!code && a->failed)
		code = E_NOMEM;
	if (code == E_NOMEM)
		err_set(err, E_NOMEM, "文件内容过多，超出了内存限额，请拆分后再试。");
	if (!code)
		*ret = d;
	return code;
}
