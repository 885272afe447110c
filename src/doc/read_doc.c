#include "doc/read_doc.h"

#include "base/auto.h"
#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"
#include "doc/ooxml.h"

/* Table rows come in groups of equal column widths; edges closer than this are one (in 1/100 pt). */
enum { EDGE_SLACK = 150, DIRECTORY_ENTRY = 128, FIRST_SECTOR = 512, FIB_FLAGS = 10 };

/* ---- the container --------------------------------------------------------------------------- */

bool doc_is_ole(struct sv bytes)
{
	return sv_starts(bytes, SV("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

/** Is there a directory entry of that name? Entries stand at multiples of 128 bytes, in UTF-16. */
static bool has_stream(struct sv bytes, const char *name)
{
	size_t n = strlen(name);
	for (size_t at = FIRST_SECTOR; at + DIRECTORY_ENTRY <= bytes.n; at += DIRECTORY_ENTRY) {
		const char *p = bytes.p + at;
		size_t i = 0;
		while (i < n && p[2 * i] == name[i] && p[2 * i + 1] == 0)
			i++;
		if (i == n && p[2 * n] == 0 && p[2 * n + 1] == 0)
			return true;
	}
	return false;
}

/** The flag fEncrypted of the FIB, which Word and WPS put into the first sector. */
static bool is_locked(struct sv bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.p + FIRST_SECTOR;
	return bytes.n > FIRST_SECTOR + FIB_FLAGS + 2 && p[0] == 0xEC && p[1] == 0xA5 &&
		(p[FIB_FLAGS + 1] & 1);
}

int doc_ole_check(struct sv bytes, struct err *err)
{
	if (has_stream(bytes, "EncryptedPackage") || is_locked(bytes))
		return err_set(err, E_ENCRYPTED, "文件有密码保护，请去除密码后再提交。");
	if (has_stream(bytes, "WordDocument"))
		return 0;
	if (has_stream(bytes, "Workbook") || has_stream(bytes, "Book"))
		return err_set(err, E_UNSUPPORTED, "这是旧版 .xls（或 .et）表格，无法读取；"
			"请用 Excel 或 WPS 打开后另存为 .xlsx。");
	if (has_stream(bytes, "PowerPoint Document"))
		return err_set(err, E_UNSUPPORTED, "这是演示文稿，不是报告文档；请提交 .docx 或 PDF。");
	if (has_stream(bytes, "Root Entry"))
		return err_set(err, E_UNSUPPORTED, "这个文件的格式无法读取（可能是 .wps 等格式）；"
			"请用原软件打开后另存为 .docx 或 PDF。");
	return err_set(err, E_FORMAT, "文件不完整，可能上传或复制时中断，请重新获取。");
}

/* ---- DocBook --------------------------------------------------------------------------------- */

struct entry {
	struct sv text;
	uint32_t row, left, right; /* edges, in 1/100 pt */
	uint32_t line;
};

struct docbook {
	struct ooxml_part part;
	struct arena *arena;
	struct doc *doc;
	struct str text;     /* of the paragraph, title or cell being read */
	unsigned sections;   /* open chapters and sections */
	bool in_table, in_info, over_limit;
	struct entry *entries; /* of the open table */
	size_t n_entries, cap_entries;
	uint32_t n_rows, n_columns, column, edges[DOC_MAX_COLUMNS + 1]; /* of the open group */
	uint32_t n_paras;
};

/** antiword indents its output; line ends inside a paragraph are breaks of the document. */
static struct sv take_text(struct docbook *b)
{
	struct sv s = sv_trim(str_sv(&b->text));
	s = sv_dup(b->arena, s);
	str_clear(&b->text);
	return s;
}

static void end_block(struct docbook *b, bool title)
{
	struct sv text = take_text(b);
	if (text.n == 0 || b->in_table || b->in_info || (title && !b->sections))
		return; /* the title of the book is a property of the file, and wrongly encoded */
	struct doc_block *block = doc_add(b->doc, title ? DOC_HEADING : DOC_PARAGRAPH, text,
		(struct doc_place){ 0, ++b->n_paras });
	if (block && block->kind == DOC_HEADING)
		block->level = (uint8_t)(b->sections < 9 ? b->sections : 9);
}

/** "59.30pt" as 5930. */
static uint32_t width_of(const char *z)
{
	int64_t v;
	struct sv s = sv_of(z);
	if (sv_ends(s, SV("pt")))
		s.n -= 2;
	return num_parse_decimal(s, 2, &v) && v > 0 && v < 10000000 ? (uint32_t)v : 0;
}

static void begin_column(struct docbook *b)
{
	if (b->n_columns >= DOC_MAX_COLUMNS) {
		b->over_limit = true;
		return;
	}
	uint32_t left = b->edges[b->n_columns];
	b->edges[++b->n_columns] = left + width_of(ooxml_attr(&b->part, "colwidth"));
}

static void end_entry(struct docbook *b)
{
	struct sv text = take_text(b);
	if (b->column >= b->n_columns || b->n_entries >= DOC_MAX_TABLE_CELLS) {
		b->over_limit = b->over_limit || b->n_entries >= DOC_MAX_TABLE_CELLS;
		return;
	}
	struct entry *more = arena_grow(b->arena, b->entries, b->n_entries, &b->cap_entries,
		sizeof *more);
	if (!more)
		return;
	b->entries = more;
	b->entries[b->n_entries++] = (struct entry){ .text = text, .row = b->n_rows,
		.left = b->edges[b->column], .right = b->edges[b->column + 1], .line = ++b->n_paras };
	b->column++;
}

/** The edges of all rows, ascending, those that are nearly equal only once. */
static uint32_t collect_edges(struct docbook *b, uint32_t *edges)
{
	uint32_t n = 0, right = 0;
	for (uint32_t next = 0; n <= DOC_MAX_COLUMNS; n++) {
		edges[n] = next;
		right = next;
		uint32_t best = UINT32_MAX;
		for (size_t i = 0; i < b->n_entries; i++)
			if (b->entries[i].right > right + EDGE_SLACK && b->entries[i].right < best)
				best = b->entries[i].right;
		if (best == UINT32_MAX)
			return n;
		next = best;
	}
	b->over_limit = true;
	return 0;
}

/** The column that begins nearest to `x`. */
static uint32_t column_at(const uint32_t *edges, uint32_t n, uint32_t x)
{
	uint32_t c = 0;
	while (c < n && edges[c] + EDGE_SLACK < x)
		c++;
	return c;
}

static void end_table(struct docbook *b)
{
	uint32_t edges[DOC_MAX_COLUMNS + 2] = { 0 };
	b->in_table = false;
	uint32_t n_cols = collect_edges(b, edges), row = UINT32_MAX;
	if (b->n_entries == 0 || n_cols == 0 || b->over_limit)
		return;
	struct doc_grid *g = arena_alloc(b->arena, sizeof *g);
	struct doc_place at = { 0, b->entries[0].line };
	struct doc_table *t = g ? doc_add_table(b->doc, at) : NULL;
	if (!t)
		return;
	doc_grid_init(g, b->arena);
	for (size_t i = 0; i < b->n_entries; i++) {
		const struct entry *e = &b->entries[i];
		if (e->row != row)
			doc_grid_row(g);
		row = e->row;
		uint32_t left = column_at(edges, n_cols, e->left), right = column_at(edges, n_cols, e->right);
		doc_grid_cell(g, e->text, 1, right > left ? right - left : 1, (struct doc_place){ 0, e->line },
			false);
	}
	t->ruled = true;
	b->over_limit = doc_grid_finish(g, t) == E_LIMIT;
}

static void on_start(struct docbook *b)
{
	struct ooxml_part *part = &b->part;
	if (ooxml_is(part, "chapter") || strncmp(part->name, "sect", 4) == 0) {
		b->sections++;
	} else if (ooxml_is(part, "bookinfo")) {
		b->in_info = true;
	} else if (ooxml_is(part, "informaltable")) {
		end_block(b, false);
		b->in_table = true;
		b->n_entries = 0;
		b->n_rows = 0;
	} else if (ooxml_is(part, "tgroup")) {
		b->n_columns = 0;
		b->edges[0] = 0;
	} else if (ooxml_is(part, "colspec")) {
		begin_column(b);
	} else if (ooxml_is(part, "row")) {
		b->column = 0;
	} else if (ooxml_is(part, "para") && !b->in_table) {
		end_block(b, false);
	} else if (ooxml_is(part, "entry") || ooxml_is(part, "title")) {
		str_clear(&b->text);
	}
}

static void on_end(struct docbook *b)
{
	struct ooxml_part *part = &b->part;
	if ((ooxml_is(part, "chapter") || strncmp(part->name, "sect", 4) == 0) && b->sections)
		b->sections--;
	else if (ooxml_is(part, "bookinfo"))
		b->in_info = false;
	else if (ooxml_is(part, "informaltable"))
		end_table(b);
	else if (ooxml_is(part, "row"))
		b->n_rows++;
	else if (ooxml_is(part, "entry"))
		end_entry(b);
	else if (ooxml_is(part, "title"))
		end_block(b, true);
	else if (ooxml_is(part, "para") && !b->in_table)
		end_block(b, false);
	else if (ooxml_is(part, "para"))
		str_addc(&b->text, '\n');
}

/** The element <book> with nothing in it that XML forbids; the heading before it is not needed. */
static struct sv clean(struct sv bytes, struct arena *a)
{
	size_t at = sv_find(bytes, SV("<book"));
	struct str s;
	str_init(&s, a, DOC_MAX_ARENA);
	while (at < bytes.n) {
		uint32_t cp = utf8_next(bytes, &at);
		bool fine = (cp >= ' ' && cp != 0x7F && cp < 0xFFFE) || cp > 0xFFFF || cp == '\n' || cp == '\t';
		str_add_cp(&s, fine ? cp : ' ');
	}
	return str_sv(&s);
}

static void close_docbook(struct docbook *b)
{
	ooxml_part_close(&b->part);
}

int doc_read_docbook(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	AUTO(close_docbook) struct docbook b = { .arena = a, .doc = doc_new(a, DOC_LEGACY_DOC) };
	str_init(&b.text, a, DOC_MAX_ARENA);
	struct sv xml = clean(bytes, a);
	int code = b.doc && !a->failed ? ooxml_text_open(xml, &b.part, err) : E_NOMEM;
	while (!code && !a->failed && !b.over_limit && ooxml_next(&b.part)) {
		if (b.part.event == OOXML_START)
			on_start(&b);
		else if (b.part.event == OOXML_END)
			on_end(&b);
		else
			str_addz(&b.text, b.part.text);
	}
	if (!code)
		code = ooxml_part_fault(&b.part, err);
	if (!code && b.over_limit)
		code = err_set(err, E_LIMIT, "文件中有过大的表格，没有读取；请检查表格后重新保存。");
	if (code == E_NOMEM || (!code && a->failed))
		code = err_set(err, E_NOMEM, "文件内容过多，超出了内存限额，请拆分后再试。");
	if (!code)
		*ret = b.doc;
	return code;
}
