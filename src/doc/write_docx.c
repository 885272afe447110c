#include "doc/print.h"

#include "doc/docx_parts.h"
#include "doc/zip_out.h"
#include "html/html.h"

/** An element whose one attribute is w:val. */
#define VALUE(h, tag, value) \
	(html_open((h), tag), html_attr((h), "w:val", (value)), html_close(h))
/** An element without anything in it. */
#define EMPTY(h, tag) (html_open((h), tag), html_close(h))

/** One run: text with its tabs and line breaks. `size` is in twips, 0 = that of the style. */
static void write_run(struct html *h, struct sv text, uint32_t size)
{
	struct sv line, piece;
	html_open(h, "w:r");
	if (size) {
		html_open(h, "w:rPr");
		html_open(h, "w:sz");
		html_attr_uint(h, "w:val", size / 10); /* half points */
		html_close(h);
		html_close(h);
	}
	for (bool first = true; sv_cut(&text, '\n', &line); first = false) {
		if (!first)
			EMPTY(h, "w:br");
		for (bool start = true; sv_cut(&line, '\t', &piece); start = false) {
			if (!start)
				EMPTY(h, "w:tab");
			html_open(h, "w:t");
			html_attr_lit(h, "xml:space", "preserve");
			html_text(h, piece);
			html_close(h);
		}
	}
	html_close(h);
}

/** How a paragraph differs from its style. */
struct variation {
	bool keep_next, new_page;
	uint32_t size;
	enum doc_set set;
	uint32_t space, before;
};

/** Distance and edge; elements in the order of the schema. */
static void write_setting(struct html *h, struct variation v)
{
	if (v.before) {
		html_open(h, "w:spacing");
		html_attr_uint(h, "w:before", v.before * LINE_PITCH);
		html_close(h);
	}
	if (v.set == DOC_SET_BODY)
		return;
	bool right = v.set == DOC_SET_RIGHT;
	html_open(h, "w:ind");
	if (right) {
		html_attr_uint(h, "w:rightChars", v.space * 10);
		html_attr_uint(h, "w:right", v.space * (BODY_SIZE / 10));
	} else {
		html_attr_uint(h, "w:leftChars", v.space * 10);
		html_attr_uint(h, "w:left", v.space * (BODY_SIZE / 10));
	}
	html_attr_uint(h, "w:firstLineChars", 0);
	html_attr_uint(h, "w:firstLine", 0);
	html_close(h);
	VALUE(h, "w:jc", right ? SV("right") : SV("left"));
}

static void write_paragraph(struct html *h, struct sv style, struct sv text, struct variation v)
{
	html_open(h, "w:p");
	html_open(h, "w:pPr");
	VALUE(h, "w:pStyle", style);
	if (v.keep_next)
		EMPTY(h, "w:keepNext");
	if (v.new_page)
		EMPTY(h, "w:pageBreakBefore");
	write_setting(h, v);
	html_close(h);
	if (text.n)
		write_run(h, text, v.size);
	html_close(h);
	str_addc(h->out, '\n');
}

/** w:tcPr; the order of what it holds is the schema's. */
static void write_cell_properties(struct html *h, uint32_t width, uint32_t colspan,
	struct sv merge)
{
	html_open(h, "w:tcPr");
	html_open(h, "w:tcW");
	html_attr_uint(h, "w:w", width);
	html_attr_lit(h, "w:type", "dxa");
	html_close(h);
	if (colspan > 1) {
		html_open(h, "w:gridSpan");
		html_attr_uint(h, "w:val", colspan);
		html_close(h);
	}
	if (merge.n)
		VALUE(h, "w:vMerge", merge);
	VALUE(h, "w:vAlign", SV("center"));
	html_close(h);
}

/** The paragraph style of a cell; see docx_parts.c. */
static struct sv cell_style(const struct doc_table *t, enum print_role role)
{
	bool narrow = t->n_cols > MANY_COLUMNS;
	if (role == PRINT_TEXT || role == PRINT_ROW_HEAD)
		return narrow ? SV("CellLeftNarrow") : SV("CellLeft");
	return narrow ? SV("CellNarrow") : SV("Cell");
}

/** A table on its way out. */
struct table_out {
	const struct doc_table *t;
	const uint8_t *roles;
	const uint32_t *widths;
	uint32_t head;    /* rows repeated on each page */
	size_t next;      /* first cell that has not begun yet */
	uint32_t *covers; /* by column: 1 + number of the cell that covers it in this row, 0 = none */
};

/** Move on to a row: spans that ended above go, cells that begin here come. */
static void enter_row(struct table_out *o, uint32_t row)
{
	const struct doc_table *t = o->t;
	for (uint32_t c = 0; c < t->n_cols; c++)
		if (o->covers[c]) {
			const struct doc_cell *cell = &t->cells[o->covers[c] - 1];
			if (cell->row + cell->rowspan <= row)
				o->covers[c] = 0;
		}
	for (; o->next < t->n_cells && t->cells[o->next].row == row; o->next++)
		for (uint32_t c = 0; c < t->cells[o->next].colspan; c++)
			o->covers[t->cells[o->next].col + c] = (uint32_t)o->next + 1;
}

/** The cells of a row: those that begin in it, those that go on from above, and gaps. */
static void write_cells(struct html *h, const struct table_out *o, uint32_t row)
{
	for (uint32_t col = 0, span; col < o->t->n_cols; col += span) {
		uint32_t number = o->covers[col], width = 0;
		const struct doc_cell *c = number ? &o->t->cells[number - 1] : NULL;
		bool begins = c && c->row == row;
		span = c ? c->colspan : 1;
		for (uint32_t i = 0; i < span; i++)
			width += o->widths[col + i];
		html_open(h, "w:tc");
		write_cell_properties(h, width, span, !c || c->rowspan == 1 ? SV("")
			: begins ? SV("restart") : SV("continue"));
		struct sv text = begins ? c->text : SV("");
		uint32_t size = print_fit_size(o->t, text, width);
		write_paragraph(h, cell_style(o->t, c ? o->roles[number - 1] : PRINT_FIGURE), text,
			(struct variation){ .keep_next = row < o->head,
				.size = size == print_style_size(o->t) ? 0 : size });
		html_close(h);
	}
}

static void write_grid(struct html *h, const struct table_out *o)
{
	html_open(h, "w:tblGrid");
	for (uint32_t c = 0; c < o->t->n_cols; c++) {
		html_open(h, "w:gridCol");
		html_attr_uint(h, "w:w", o->widths[c]);
		html_close(h);
	}
	html_close(h);
}

static bool write_table(struct html *h, const struct doc_table *t, struct arena *a)
{
	struct table_out o = { .t = t, .roles = print_roles(t, a),
		.widths = print_column_widths(t, a), .head = print_header_rows(t),
		.covers = arena_array(a, t->n_cols, sizeof *o.covers) };
	if (!o.roles || !o.widths || !o.covers)
		return false;
	html_open(h, "w:tbl");
	html_open(h, "w:tblPr");
	VALUE(h, "w:tblStyle", SV("FormTable"));
	html_open(h, "w:tblW");
	html_attr_uint(h, "w:w", TEXT_WIDTH);
	html_attr_lit(h, "w:type", "dxa");
	html_close(h);
	VALUE(h, "w:jc", SV("center"));
	html_open(h, "w:tblLayout");
	html_attr_lit(h, "w:type", "fixed");
	html_close(h);
	html_close(h);
	write_grid(h, &o);
	for (uint32_t row = 0; row < t->n_rows; row++) {
		html_open(h, "w:tr");
		html_open(h, "w:trPr");
		EMPTY(h, "w:cantSplit");
		if (row < o.head)
			EMPTY(h, "w:tblHeader");
		html_close(h);
		enter_row(&o, row);
		write_cells(h, &o, row);
		html_close(h);
	}
	html_close(h);
	return true;
}

static void write_blocks(struct html *h, const struct doc *d, struct arena *a)
{
	static const struct sv styles[] = { SV_INIT("Title"), SV_INIT("Title"), SV_INIT("Heading1"),
		SV_INIT("Heading2"), SV_INIT("Heading3") };
	for (size_t i = 0; i < d->n_blocks; i++) {
		const struct doc_block *b = &d->blocks[i];
		const struct variation v = { .keep_next = b->keep, .new_page = b->new_page, .set = b->set,
			.space = b->space, .before = b->before };
		if (b->kind == DOC_HEADING)
			write_paragraph(h, styles[b->level < 4 ? b->level : 4], b->text, v);
		else if (b->kind == DOC_PARAGRAPH)
			write_paragraph(h, SV("Normal"), b->text, v);
		else if (b->table->n_cells && !write_table(h, b->table, a))
			return;
		/* two tables in a row would become one, and a body may not end in a table */
		if (b->kind == DOC_TABLE && (i + 1 == d->n_blocks || d->blocks[i + 1].kind == DOC_TABLE))
			write_paragraph(h, SV("AfterTable"), SV(""), (struct variation){ 0 });
	}
}

static struct sv document_part(const struct doc *d, struct str *out)
{
	struct html h;
	html_init(&h, HTML_SYNTAX_XML, out);
	html_prologue(&h);
	html_open(&h, "w:document");
	html_attr_lit(&h, "xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
	html_attr_lit(&h, "xmlns:r",
		"http://schemas.openxmlformats.org/officeDocument/2006/relationships");
	html_open(&h, "w:body");
	write_blocks(&h, d, out->arena);
	str_addz(out, docx_section);
	html_finish(&h);
	return str_sv(out);
}

static struct sv properties_part(const struct doc *d, struct str *out)
{
	struct html h;
	html_init(&h, HTML_SYNTAX_XML, out);
	html_prologue(&h);
	html_open(&h, "cp:coreProperties");
	html_attr_lit(&h, "xmlns:cp",
		"http://schemas.openxmlformats.org/package/2006/metadata/core-properties");
	html_attr_lit(&h, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
	html_attr_lit(&h, "xmlns:dcterms", "http://purl.org/dc/terms/");
	html_attr_lit(&h, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	html_element(&h, "dc:title", d->title);
	html_element(&h, "dc:language", SV("zh-CN"));
	html_open(&h, "dcterms:created");
	html_attr_lit(&h, "xsi:type", "dcterms:W3CDTF");
	html_text(&h, SV(PRINT_DATE));
	html_finish(&h);
	return str_sv(out);
}

int doc_write_docx(const struct doc *d, struct arena *a, struct sv *ret, struct err *err)
{
	struct str document, properties, styles;
	struct sv ignored;
	str_init(&document, a, DOC_MAX_INFLATED);
	str_init(&properties, a, DOC_MAX_BYTES);
	str_init(&styles, a, DOC_MAX_BYTES);
	for (const char *const *piece = docx_styles; *piece; piece++)
		str_addz(&styles, *piece);
	const struct zip_part parts[] = {
		{ "[Content_Types].xml", sv_of(docx_content_types) },
		{ "_rels/.rels", sv_of(docx_relations) },
		{ "word/document.xml", document_part(d, &document) },
		{ "word/_rels/document.xml.rels", sv_of(docx_document_relations) },
		{ "word/styles.xml", str_sv(&styles) },
		{ "word/settings.xml", sv_of(docx_settings) },
		{ "word/footer1.xml", sv_of(docx_footer_odd) },
		{ "word/footer2.xml", sv_of(docx_footer_even) },
		{ "docProps/core.xml", properties_part(d, &properties) },
	};
	int code = print_finish(&document, &ignored, err);
	if (!code)
		code = print_finish(&properties, &ignored, err);
	if (!code)
		code = print_finish(&styles, &ignored, err);
	return code ? code : zip_write(parts, sizeof parts / sizeof *parts, a, ret, err);
}
