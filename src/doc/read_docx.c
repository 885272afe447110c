/*
 * DOCX (ECMA-376 part 1, 17): the main part is read as a stream. Paragraphs and tables become
 * items of a list: of the body, or of the table cell that is open. When a table ends, its cells are
 * folded into text, or, when it is only there for layout, its contents take its place.
 */
#include "base/auto.h"
#include "doc/docx_style.h"
#include "doc/read.h"

/* A paragraph (table == NULL) or a table, in reading order. */
struct item {
	struct item *next;
	struct sv text;
	struct doc_table *table;
	struct doc_place at;
	uint8_t level; /* of a heading */
};

struct list {
	struct item *first, *last;
};

struct para {
	struct para *outer; /* a text box stands inside a paragraph */
	struct str text;
	struct docx_para_props props;
	struct sv style;
	uint32_t number;
	bool hidden; /* the run being read is */
};

struct cell {
	uint32_t row, col, rowspan, colspan;
	bool header;
	struct list items;
};

enum merge { MERGE_NONE, MERGE_RESTART, MERGE_CONTINUE };

struct table {
	struct table *outer;
	struct list *home; /* where it goes when it ends */
	struct cell *cells;
	size_t n_cells, cap_cells;
	uint32_t n_rows, n_cols, header_rows;
	uint32_t col;      /* next free column of the row */
	bool header, has_tables;
	struct list items; /* of the cell being read, with its properties */
	uint32_t span;
	enum merge merge;
	uint32_t at; /* number of the paragraph before it */
	size_t open[DOC_MAX_COLUMNS]; /* 1 + the cell that can go on below in this column, 0 = none */
};

struct docx {
	struct ooxml_part part;
	struct arena *arena;
	struct docx_styles styles;
	struct docx_numbering numbering;
	struct para *para, *spare_para;
	struct table *table, *spare_table;
	struct list body, *list;
	uint32_t n_paras;
	const char *word_ns; /* the namespace name as libxml2 holds it, so that pointers compare */
	bool has_body, over_limit;
};

static struct item *add_item(struct docx *x, struct list *to, uint32_t line)
{
	struct item *it = arena_alloc(x->arena, sizeof *it);
	if (!it)
		return NULL;
	*it = (struct item){ .text = SV(""), .at = { 0, line } };
	if (to->last)
		to->last->next = it;
	else
		to->first = it;
	to->last = it;
	return it;
}

static void move_items(struct list *to, struct list from)
{
	if (!from.first)
		return;
	if (to->last)
		to->last->next = from.first;
	else
		to->first = from.first;
	to->last = from.last;
}

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
	if (sv_trim(text).n == 0)
		return;
	struct item *it = add_item(x, x->list, p->number);
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
	struct table *t = x->spare_table;
	if (t)
		x->spare_table = t->outer;
	else
		t = arena_alloc(x->arena, sizeof *t);
	if (!t)
		return;
	*t = (struct table){ .outer = x->table, .home = x->list, .at = x->n_paras };
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
	struct table *t = x->table;
	if (!t)
		return;
	if (t->header && t->header_rows == t->n_rows)
		t->header_rows++;
	if (++t->n_rows > DOC_MAX_TABLE_CELLS)
		x->over_limit = true;
}

static void begin_cell(struct docx *x)
{
	struct table *t = x->table;
	if (!t)
		return;
	t->items = (struct list){ 0 };
	t->span = 1;
	t->merge = MERGE_NONE;
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
				MERGE_RESTART : MERGE_CONTINUE;
		else if (!ooxml_is(&x->part, "tcPr"))
			ooxml_skip(&x->part);
	}
}

/** Does the cell just read go on with one from the row above? */
static bool continues(struct table *t)
{
	size_t open = t->merge == MERGE_CONTINUE ? t->open[t->col] : 0;
	struct cell *above = open ? &t->cells[open - 1] : NULL;
	if (!above || above->colspan != t->span || above->row + above->rowspan != t->n_rows)
		return false;
	above->rowspan++;
	return true;
}

static void end_cell(struct docx *x)
{
	struct table *t = x->table;
	if (!t)
		return;
	x->list = t->home;
	if (t->span == 0)
		t->span = 1;
	if (t->col + t->span > DOC_MAX_COLUMNS || t->n_cells >= DOC_MAX_TABLE_CELLS) {
		x->over_limit = true;
		return;
	}
	if (!continues(t)) {
		struct cell *more = arena_grow(x->arena, t->cells, t->n_cells, &t->cap_cells, sizeof *more);
		if (!more)
			return;
		t->cells = more;
		t->cells[t->n_cells++] = (struct cell){ .row = t->n_rows, .col = t->col, .rowspan = 1,
			.colspan = t->span, .header = t->header, .items = t->items };
		for (uint32_t c = 0; c < t->span; c++)
			t->open[t->col + c] = 0;
		t->open[t->col] = t->merge == MERGE_NONE ? 0 : t->n_cells;
	}
	t->items = (struct list){ 0 };
	t->col += t->span;
	if (t->col > t->n_cols)
		t->n_cols = t->col;
}

/** Paragraphs of a cell on lines of their own. */
static struct sv cell_text(struct docx *x, const struct cell *c)
{
	struct str s;
	str_init(&s, x->arena, DOC_MAX_ARENA);
	if (c->items.first && !c->items.first->next)
		return c->items.first->text;
	for (const struct item *it = c->items.first; it; it = it->next) {
		if (it->table)
			continue;
		if (s.n)
			str_addc(&s, '\n');
		str_add(&s, it->text);
	}
	return str_sv(&s);
}

/**
 * Is the table only there for layout? A frame around text, or tables put side by side: nothing
 * stands beside the inner tables that would be figures in a grid.
 */
static bool is_layout(const struct table *t)
{
	if (t->n_cells == 1)
		return true;
	if (!t->has_tables)
		return false;
	if (t->n_cols == 1 || t->n_cells <= 4)
		return true;
	for (size_t i = 0; i < t->n_cells; i++) {
		bool table = false, text = false;
		for (const struct item *it = t->cells[i].items.first; it; it = it->next)
			*(it->table ? &table : &text) = true;
		if (text && !table)
			return false;
	}
	return true;
}

static struct doc_table *fold(struct docx *x, const struct table *t)
{
	struct doc_table *out = arena_alloc(x->arena, sizeof *out);
	struct doc_cell *cells = arena_array(x->arena, t->n_cells, sizeof *cells);
	if (!out || !cells)
		return NULL;
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct cell *c = &t->cells[i];
		cells[i] = (struct doc_cell){ .text = cell_text(x, c), .row = c->row, .col = c->col,
			.rowspan = c->rowspan, .colspan = c->colspan, .header = c->header };
		if (c->items.first)
			cells[i].at = c->items.first->at;
	}
	*out = (struct doc_table){ .n_rows = t->n_rows, .n_cols = t->n_cols, .cells = cells,
		.n_cells = t->n_cells, .ruled = true, .header_rows = t->header_rows };
	return out;
}

/** The tables that stood in cells of a table that is kept, after it. */
static void move_inner_tables(struct docx *x, const struct table *t, struct list *to)
{
	for (size_t i = 0; t->has_tables && i < t->n_cells; i++)
		for (const struct item *it = t->cells[i].items.first; it; it = it->next) {
			struct item *copy = it->table ? add_item(x, to, it->at.line) : NULL;
			if (copy)
				copy->table = it->table;
		}
}

static void end_table(struct docx *x)
{
	struct table *t = x->table;
	if (!t)
		return;
	x->table = t->outer;
	x->list = t->home;
	t->outer = x->spare_table;
	x->spare_table = t;
	if ((uint64_t)t->n_rows * t->n_cols > DOC_MAX_TABLE_CELLS)
		x->over_limit = true;
	if (x->over_limit || t->n_cells == 0)
		return;
	if (is_layout(t)) {
		for (size_t i = 0; i < t->n_cells; i++)
			move_items(t->home, t->cells[i].items);
		return;
	}
	struct item *it = add_item(x, t->home, t->at + 1);
	if (it)
		it->table = fold(x, t);
	move_inner_tables(x, t, t->home);
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
	for (const struct item *it = x.body.first; !code && it; it = it->next) {
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
