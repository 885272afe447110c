#include "report/atoms.h"

#include "base/str.h"
#include "base/utf8.h"
#include "text/normal.h"

/** What a stretch of white space amounts to. */
struct gap {
	enum atom_sep sep;
	unsigned spaces, newlines;
};

static void gap_add(struct gap *g, uint32_t cp)
{
	if (cp == '\n')
		g->newlines++;
	else if (cp == '\t')
		g->spaces += 2;
	else
		g->spaces++;
}

static enum atom_sep gap_sep(const struct gap *g)
{
	enum atom_sep own = g->newlines > 1 ? SEP_GAP : g->newlines ? SEP_LINE :
		g->spaces > 1 ? SEP_WIDE : g->spaces ? SEP_SPACE : SEP_NONE;
	return own > g->sep ? own : g->sep;
}

static bool is_space(uint32_t cp)
{
	return text_fold(cp) == ' ';
}

/** "- 3 -", "— 12 —", "第 3 页": a page number that strayed into the text. */
static bool is_page_mark(struct sv text)
{
	unsigned dashes = 0, digits = 0;
	bool before = false, after = false;
	for (size_t at = 0; at < text.n;) {
		uint32_t cp = text_fold(utf8_next(text, &at));
		if (cp == ' ' || cp == 0)
			continue;
		if (cp == '-' && ++dashes) {
			*(digits ? &after : &before) = true;
		} else if (cp_is_digit(cp)) {
			if (after)
				return false;
			digits++;
		} else {
			return false;
		}
	}
	return before && after && digits > 0 && digits <= 3 && dashes <= 4;
}

struct builder {
	struct flow *f;
	struct arena *arena;
	size_t cap;
	struct gap gap;
};

static struct atom *push(struct builder *b, uint32_t cp, const char *src)
{
	struct flow *f = b->f;
	if (f->n == b->cap) {
		struct atom *more = arena_grow(b->arena, f->a, f->n, &b->cap, sizeof *more);
		if (!more)
			return NULL;
		f->a = more;
	}
	f->a[f->n] = (struct atom){ .cp = cp, .sep = gap_sep(&b->gap), .src = src };
	b->gap = (struct gap){ 0 };
	return &f->a[f->n++];
}

/** Mirror sites put the sound of a character behind it: 據(jù). Its length in bytes, or 0. */
static size_t pinyin_at(struct sv text, size_t at)
{
	size_t i = at, letters = 0;
	if (text_fold(utf8_next(text, &i)) != '(')
		return 0;
	while (i < text.n && letters <= 7) {
		uint32_t cp = utf8_next(text, &i);
		if (text_fold(cp) == ')')
			return letters ? i - at : 0;
		bool tone = cp >= 0xE0 && cp <= 0x1DC && cp != 0xF7;
		if (!(cp >= 'a' && cp <= 'z') && !tone)
			return 0;
		letters++;
	}
	return 0;
}

static bool add_text(struct builder *b, struct sv text, uint32_t block, uint32_t cell)
{
	bool after_han = false;
	for (size_t at = 0; at < text.n;) {
		size_t start = at;
		uint32_t raw = utf8_next(text, &at);
		if (is_space(raw)) {
			gap_add(&b->gap, raw);
			continue;
		}
		if (after_han && (raw == '(' || raw == 0xFF08)) {
			size_t skip = pinyin_at(text, start);
			if (skip) {
				at = start + skip;
				continue;
			}
		}
		uint32_t cp = text_fold(raw);
		if (cp == 0)
			continue;
		struct atom *a = push(b, cp, text.p + start);
		if (!a)
			return false;
		a->block = block;
		a->cell = cell;
		after_han = cp_is_han(cp);
	}
	return true;
}

/** Does cell `i` stand alone in its row? */
static bool is_alone(const struct doc_table *t, size_t i)
{
	uint32_t row = t->cells[i].row;
	size_t first = i, last = i;
	while (first > 0 && t->cells[first - 1].row == row)
		first--;
	while (last + 1 < t->n_cells && t->cells[last + 1].row == row)
		last++;
	for (size_t k = first; k <= last; k++)
		if (k != i && sv_trim(t->cells[k].text).n)
			return false;
	return true;
}

/**
 * A workbook holds the whole report in its cells: what stands alone in a row and is no figure is a
 * paragraph there, not a cell of a table.
 */
static bool is_paragraph(const struct doc *d, const struct doc_table *t, size_t i)
{
	struct sv text = t->cells[i].text;
	bool words = false;
	for (size_t at = 0; at < text.n && !words;)
		words = cp_is_han(utf8_next(text, &at));
	return words && d->format == DOC_XLSX && is_alone(t, i);
}

static bool add_table(struct builder *b, const struct doc_table *t, uint32_t block)
{
	uint32_t row = 0;
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct doc_cell *c = &t->cells[i];
		enum atom_sep sep = i == 0 ? SEP_TABLE : c->row != row ? SEP_ROW : SEP_CELL;
		row = c->row;
		if (sep > b->gap.sep)
			b->gap.sep = sep;
		size_t before = b->f->n;
		if (is_paragraph(b->f->doc, t, i)) {
			b->gap.sep = SEP_LINE;
			if (!add_text(b, c->text, block, ATOM_NO_CELL))
				return false;
			b->gap.sep = SEP_TABLE;
			continue;
		}
		if (sv_trim(c->text).n == 0 && b->f->doc->format == DOC_XLSX && is_alone(t, i))
			continue;
		if (!add_text(b, c->text, block, (uint32_t)i))
			return false;
		b->gap.spaces = b->gap.newlines = 0;
		if (b->f->n > before)
			continue;
		struct atom *blank = push(b, 0, c->text.p);
		if (!blank)
			return false;
		blank->block = block;
		blank->cell = (uint32_t)i;
	}
	b->gap.sep = SEP_TABLE;
	return true;
}

/** A key of a JSON export, given as a heading: a name for programs, not words of the report. */
static bool is_key(const struct doc *d, const struct doc_block *b)
{
	if (d->format != DOC_JSON || b->kind != DOC_HEADING)
		return false;
	for (size_t at = 0; at < b->text.n;)
		if (cp_is_han(utf8_next(b->text, &at)))
			return false;
	return true;
}

int flow_make(const struct doc *d, struct arena *arena, struct flow *ret)
{
	*ret = (struct flow){ .doc = d };
	struct builder b = { .f = ret, .arena = arena };
	size_t bytes = 0;
	for (size_t i = 0; i < d->n_blocks; i++)
		bytes += d->blocks[i].text.n;
	b.cap = bytes / 3 + 64;
	ret->a = arena_array(arena, b.cap, sizeof *ret->a);
	if (!ret->a)
		return E_NOMEM;
	for (size_t i = 0; i < d->n_blocks; i++) {
		const struct doc_block *block = &d->blocks[i];
		bool fine;
		if (block->kind == DOC_TABLE) {
			fine = add_table(&b, block->table, (uint32_t)i);
		} else {
			if (is_page_mark(block->text) || is_key(d, block))
				continue;
			enum atom_sep sep = block->gap ? SEP_GAP : SEP_LINE;
			if (sep > b.gap.sep)
				b.gap.sep = sep;
			fine = add_text(&b, block->text, (uint32_t)i, ATOM_NO_CELL);
		}
		if (!fine)
			return E_NOMEM;
	}
	return E_OK;
}

const struct doc_cell *flow_cell(const struct flow *f, size_t i)
{
	const struct atom *a = &f->a[i];
	return a->cell == ATOM_NO_CELL ? NULL : &f->doc->blocks[a->block].table->cells[a->cell];
}

struct doc_place flow_place(const struct flow *f, size_t i)
{
	if (i >= f->n)
		return (struct doc_place){ 0 };
	const struct doc_cell *c = flow_cell(f, i);
	return c ? c->at : f->doc->blocks[f->a[i].block].at;
}

/** Bytes of the character an atom came from. */
static size_t src_len(const char *src)
{
	unsigned char c = (unsigned char)*src;
	return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

struct sv flow_char(const struct flow *f, size_t i)
{
	return (struct sv){ f->a[i].src, f->a[i].cp ? src_len(f->a[i].src) : 0 };
}

struct sv flow_quote(const struct flow *f, size_t from, size_t to, struct arena *arena)
{
	if (from >= to)
		return SV("");
	const struct atom *first = &f->a[from], *last = &f->a[to - 1];
	if (first->block == last->block && first->cell == last->cell && last->cp && first->cp)
		return (struct sv){ first->src, (size_t)(last->src - first->src) + src_len(last->src) };
	struct str s;
	str_init(&s, arena, 4096);
	for (size_t i = from; i < to; i++) {
		if (i > from && f->a[i].sep != SEP_NONE)
			str_addc(&s, ' ');
		str_add(&s, flow_char(f, i));
	}
	return str_sv(&s);
}

size_t flow_match(const struct flow *f, size_t i, size_t end, struct sv folded)
{
	size_t start = i;
	for (size_t at = 0; at < folded.n; i++) {
		if (i >= end || (i > start && f->a[i].sep >= SEP_CELL) ||
		    f->a[i].cp != utf8_next(folded, &at))
			return 0;
	}
	return i - start;
}

size_t flow_search(const struct flow *f, size_t from, size_t to, struct sv folded)
{
	size_t at = 0;
	uint32_t first = folded.n ? utf8_next(folded, &at) : 0;
	for (size_t i = from; i < to; i++)
		if (f->a[i].cp == first && flow_match(f, i, to, folded))
			return i;
	return to;
}

struct sv flow_text(const struct flow *f, size_t from, size_t to, struct arena *arena)
{
	struct str s;
	str_init(&s, arena, 1 << 20);
	for (size_t i = from; i < to; i++)
		if (f->a[i].cp)
			str_add_cp(&s, f->a[i].cp);
	return str_sv(&s);
}
