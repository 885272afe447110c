/*
 * XLSX (ECMA-376 part 1, 18): each visible sheet becomes a heading with its name and one table
 * from the first to the last cell that holds something, merged cells as spans. Values are what
 * the cells hold, numbers in plain digits: formats (percent, dates, thousands) are not applied.
 */
#include "base/auto.h"
#include "doc/ooxml.h"
#include "doc/read.h"

#include "base/str.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHEET_COLUMNS = 16384, SHEET_ROWS = 1048576 };

struct value {
	uint32_t row, col; /* of the sheet, from 0 */
	struct sv text;
};

struct merge {
	uint32_t top, left, bottom, right;
};

struct sheet {
	struct value *values;
	struct merge *merges;
	size_t n_values, cap_values, n_merges, cap_merges;
};

struct xlsx {
	struct ooxml pkg;
	struct arena *arena;
	struct doc *doc;
	struct sv *strings; /* shared */
	size_t n_strings, cap_strings;
};

static int say_nomem(struct err *err)
{
	return err_set(err, E_NOMEM, "表格内容过多，超出了内存限额，请拆分后再试。");
}

/* ---- texts ----------------------------------------------------------------------------------- */

/** Line breaks and tabs stay, other control characters go. */
static void add_text(struct str *out, const char *z)
{
	for (; *z; z++) {
		if (strncmp(z, "_x000D_", 7) == 0)
			z += 6; /* how Excel writes a carriage return */
		else if ((unsigned char)*z >= ' ' ? *z != 0x7F : *z == '\n' || *z == '\t')
			str_addc(out, *z);
	}
}

/** The text of <si> or <is>, up to its END: runs joined, phonetic guides left out. */
static struct sv read_string(struct ooxml_part *part, const char *end)
{
	struct str s;
	bool inside = false;
	str_init(&s, part->pkg->arena, DOC_MAX_ARENA);
	while (ooxml_next(part) && !(part->event == OOXML_END && ooxml_is(part, end))) {
		if (part->event == OOXML_TEXT) {
			if (inside)
				add_text(&s, part->text);
			continue;
		}
		if (part->event == OOXML_START && ooxml_is(part, "rPh"))
			ooxml_skip(part);
		else
			inside = part->event == OOXML_START && ooxml_is(part, "t");
	}
	return str_sv(&s);
}

static int read_shared(struct xlsx *x, struct sv name, struct err *err)
{
	AUTO(ooxml_part_close) struct ooxml_part part = { 0 };
	int code = ooxml_part_open(&x->pkg, name, &part, err);
	if (code)
		return code;
	while (ooxml_next(&part)) {
		if (part.event != OOXML_START || !ooxml_is(&part, "si"))
			continue;
		struct sv *more = arena_grow(x->arena, x->strings, x->n_strings, &x->cap_strings,
			sizeof *more);
		if (!more)
			return say_nomem(err);
		x->strings = more;
		x->strings[x->n_strings++] = read_string(&part, "si");
	}
	return ooxml_part_fault(&part, err);
}

/**
 * A number as the sheet shows it in plain digits: the 15 significant ones that Excel keeps, so
 * 4166.2416190000004 is 4166.241619 again. What is no number stays as it is.
 */
static struct sv plain_number(struct arena *a, struct sv text)
{
	char *end, *z = arena_dup(a, text.p, text.n);
	double v = z ? strtod(z, &end) : 0;
	if (!z || text.n == 0 || *end || !isfinite(v))
		return text;
	if (v == 0)
		return SV("0");
	int magnitude = (int)floor(log10(fabs(v)));
	if (magnitude > 20 || magnitude < -20)
		return sv_fmt(a, "%.15g", v);
	int decimals = magnitude >= 14 ? 0 : 14 - magnitude;
	struct sv s = sv_fmt(a, "%.*f", decimals, v);
	if (sv_has(s, SV("."))) {
		while (sv_ends(s, SV("0")))
			s.n--;
		if (sv_ends(s, SV(".")))
			s.n--;
	}
	return s;
}

/* ---- cells ----------------------------------------------------------------------------------- */

/** "AB12" -> row 11, column 27. @return false when it is no such reference */
static bool parse_ref(const char *z, uint32_t *row, uint32_t *col, const char **end)
{
	uint32_t c = 0, r = 0;
	for (; *z >= 'A' && *z <= 'Z' && c <= SHEET_COLUMNS; z++)
		c = c * 26 + (uint32_t)(*z - 'A' + 1);
	for (; *z >= '0' && *z <= '9' && r <= SHEET_ROWS; z++)
		r = r * 10 + (uint32_t)(*z - '0');
	if (c == 0 || c > SHEET_COLUMNS || r == 0 || r > SHEET_ROWS)
		return false;
	*row = r - 1;
	*col = c - 1;
	*end = z;
	return true;
}

static struct sv value_of(struct xlsx *x, struct sv type, struct sv raw)
{
	char *end;
	if (sv_eq(type, SV("s"))) {
		unsigned long i = raw.n ? strtoul(raw.p, &end, 10) : x->n_strings;
		return i < x->n_strings ? x->strings[i] : SV("");
	}
	if (sv_eq(type, SV("b")))
		return sv_eq(raw, SV("1")) ? SV("TRUE") : SV("FALSE");
	if (type.n == 0 || sv_eq(type, SV("n")))
		return plain_number(x->arena, raw);
	return raw; /* str, e, d */
}

/** One <c>, up to its END. `*at` is where it stands when it does not say so itself. */
static bool read_cell(struct xlsx *x, struct ooxml_part *part, struct sheet *sheet,
	struct value *at)
{
	const char *end, *ref = ooxml_attr(part, "r");
	if (ref)
		parse_ref(ref, &at->row, &at->col, &end);
	struct sv type = sv_dup(x->arena, sv_of(ooxml_attr(part, "t")));
	struct str raw;
	bool inside = false;
	str_init(&raw, x->arena, DOC_MAX_ARENA);
	at->text = SV("");
	while (ooxml_next(part) && !(part->event == OOXML_END && ooxml_is(part, "c"))) {
		if (part->event == OOXML_TEXT && inside)
			add_text(&raw, part->text);
		else if (part->event == OOXML_START && ooxml_is(part, "is"))
			at->text = read_string(part, "is");
		else if (part->event != OOXML_TEXT)
			inside = part->event == OOXML_START && ooxml_is(part, "v");
	}
	if (str_sv(&raw).n)
		at->text = value_of(x, type, str_sv(&raw));
	if (sv_trim(at->text).n == 0)
		return true;
	struct value *more = arena_grow(x->arena, sheet->values, sheet->n_values,
		&sheet->cap_values, sizeof *more);
	if (!more)
		return false;
	sheet->values = more;
	sheet->values[sheet->n_values++] = *at;
	return true;
}

static bool read_merge(struct xlsx *x, struct ooxml_part *part, struct sheet *sheet)
{
	struct merge m;
	const char *z = ooxml_attr(part, "ref");
	if (!z || !parse_ref(z, &m.top, &m.left, &z) || *z != ':' ||
	    !parse_ref(z + 1, &m.bottom, &m.right, &z) || m.bottom < m.top || m.right < m.left)
		return true;
	struct merge *more = arena_grow(x->arena, sheet->merges, sheet->n_merges,
		&sheet->cap_merges, sizeof *more);
	if (!more)
		return false;
	sheet->merges = more;
	sheet->merges[sheet->n_merges++] = m;
	return true;
}

static int read_cells(struct xlsx *x, struct sv name, struct sheet *sheet, struct err *err)
{
	AUTO(ooxml_part_close) struct ooxml_part part = { 0 };
	int code = ooxml_part_open(&x->pkg, name, &part, err);
	struct value at = { 0 };
	uint32_t rows = 0;
	while (!code && ooxml_next(&part)) {
		bool ok = true;
		if (part.event != OOXML_START)
			continue;
		if (ooxml_is(&part, "row")) {
			at.row = ooxml_attr_u32(&part, "r", SHEET_ROWS, rows + 1);
			at.row -= at.row > 0;
			rows = at.row + 1;
			at.col = 0;
		} else if (ooxml_is(&part, "c")) {
			ok = read_cell(x, &part, sheet, &at);
			at.col++;
		} else if (ooxml_is(&part, "mergeCell"))
			ok = read_merge(x, &part, sheet);
		if (!ok)
			return say_nomem(err);
	}
	return code ? code : ooxml_part_fault(&part, err);
}

/* ---- the grid -------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
	const struct value *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->col < y->col ? -1 : x->col > y->col;
}

/** The smallest rectangle with all that is not empty; merges count where they hold something. */
static struct merge bounds(const struct sheet *s)
{
	struct merge b = { .top = UINT32_MAX, .left = UINT32_MAX };
	for (size_t i = 0; i < s->n_values; i++) {
		const struct value *v = &s->values[i];
		b.top = v->row < b.top ? v->row : b.top;
		b.left = v->col < b.left ? v->col : b.left;
		b.bottom = v->row > b.bottom ? v->row : b.bottom;
		b.right = v->col > b.right ? v->col : b.right;
	}
	return b;
}

/** A merged area clipped to the table and counted from its corner. @return false if outside */
static bool clip(struct merge *m, const struct merge *b)
{
	if (m->top < b->top || m->left < b->left || m->top > b->bottom || m->left > b->right)
		return false;
	m->bottom = (m->bottom < b->bottom ? m->bottom : b->bottom) - b->top;
	m->right = (m->right < b->right ? m->right : b->right) - b->left;
	m->top -= b->top;
	m->left -= b->left;
	return true;
}

/**
 * Which merged area covers each place of the grid: 1 + its number, 0 = none. Where areas overlap,
 * which no program writes, the first one holds and the other is ignored.
 */
static uint32_t *cover(struct xlsx *x, struct sheet *s, const struct merge *b, uint32_t n_cols)
{
	uint32_t *map = arena_array(x->arena, (size_t)(b->bottom - b->top + 1) * n_cols, sizeof *map);
	for (size_t i = 0; map && i < s->n_merges; i++) {
		struct merge *m = &s->merges[i];
		if (!clip(m, b))
			continue;
		bool free = true;
		for (uint32_t r = m->top; free && r <= m->bottom; r++)
			for (uint32_t c = m->left; free && c <= m->right; c++)
				free = map[(size_t)r * n_cols + c] == 0;
		for (uint32_t r = m->top; free && r <= m->bottom; r++)
			for (uint32_t c = m->left; c <= m->right; c++)
				map[(size_t)r * n_cols + c] = (uint32_t)i + 1;
	}
	return map;
}

static int fill(struct xlsx *x, struct sheet *s, struct doc_table *t, uint32_t page)
{
	struct merge b = bounds(s);
	t->n_rows = b.bottom - b.top + 1;
	t->n_cols = b.right - b.left + 1;
	t->ruled = true;
	if (t->n_cols > DOC_MAX_COLUMNS || (uint64_t)t->n_rows * t->n_cols > DOC_MAX_TABLE_CELLS)
		return E_LIMIT;
	uint32_t *map = cover(x, s, &b, t->n_cols);
	t->cells = arena_array(x->arena, (size_t)t->n_rows * t->n_cols, sizeof *t->cells);
	if (!map || !t->cells)
		return E_NOMEM;
	const struct value *v = s->values, *end = v + s->n_values;
	for (uint32_t r = 0; r < t->n_rows; r++)
		for (uint32_t c = 0; c < t->n_cols; c++) {
			uint32_t area = map[(size_t)r * t->n_cols + c];
			const struct merge *m = area ? &s->merges[area - 1] : NULL;
			struct doc_cell cell = { .text = SV(""), .row = r, .col = c, .rowspan = 1,
				.colspan = 1, .at = { page, b.top + r + 1 } };
			for (; v < end && v->row == b.top + r && v->col == b.left + c; v++)
				cell.text = v->text; /* said twice: the last counts */
			if (m && (m->top != r || m->left != c))
				continue;
			if (m) {
				cell.rowspan = m->bottom - m->top + 1;
				cell.colspan = m->right - m->left + 1;
			}
			t->cells[t->n_cells++] = cell;
		}
	return 0;
}

static int add_sheet(struct xlsx *x, struct sv name, struct sv part, uint32_t page, struct err *err)
{
	struct sheet sheet = { 0 };
	int code = read_cells(x, part, &sheet, err);
	if (code || sheet.n_values == 0)
		return code;
	qsort(sheet.values, sheet.n_values, sizeof *sheet.values, by_place);
	struct doc_place at = { page, sheet.values[0].row + 1 };
	struct doc_block *b = doc_add(x->doc, DOC_HEADING, name, at);
	struct doc_table *t = b ? doc_add_table(x->doc, at) : NULL;
	if (!t)
		return say_nomem(err);
	b->level = 2;
	code = fill(x, &sheet, t, page);
	if (code == E_NOMEM)
		return say_nomem(err);
	if (code)
		return err_set(err, E_LIMIT, "工作表“%.*s”太大，或有远离正文的单元格；"
			"请删除表格以外的单元格后重新保存。", SV_ARG(name));
	return 0;
}

/* ---- the workbook ---------------------------------------------------------------------------- */

/** A visible sheet of the workbook: its name, and the part that its relationship leads to. */
static int read_sheet_entry(struct xlsx *x, struct ooxml_part *book, const struct ooxml_rels *rels,
	uint32_t page, struct err *err)
{
	struct sv state = sv_of(ooxml_attr(book, "state"));
	if (sv_eq(state, SV("hidden")) || sv_eq(state, SV("veryHidden")))
		return 0;
	struct sv name = sv_dup(x->arena, sv_of(ooxml_attr(book, "name")));
	struct sv id = sv_of(ooxml_attr(book, "id"));
	for (size_t i = 0; i < rels->n; i++) {
		const struct ooxml_rel *r = &rels->items[i];
		if (sv_eq(r->id, id) && sv_eq(r->kind, SV("worksheet")) && ooxml_has(&x->pkg, r->target))
			return add_sheet(x, name, r->target, page, err);
	}
	return 0; /* a chart sheet */
}

static int read_workbook(struct xlsx *x, struct sv name, struct err *err)
{
	struct ooxml_rels rels;
	const struct ooxml_rel *r;
	int code = ooxml_relations(&x->pkg, name, &rels, err);
	if (!code && (r = ooxml_rel_kind(&x->pkg, &rels, "sharedStrings")) != NULL)
		code = read_shared(x, r->target, err);
	if (code)
		return code;
	AUTO(ooxml_part_close) struct ooxml_part book = { 0 };
	uint32_t page = 0;
	bool sheets = false;
	code = ooxml_part_open(&x->pkg, name, &book, err);
	while (!code && ooxml_next(&book)) {
		sheets = sheets || ooxml_is(&book, "sheets");
		if (book.event != OOXML_START || !ooxml_is(&book, "sheet"))
			continue;
		if (++page > DOC_MAX_PAGES)
			return err_set(err, E_LIMIT, "工作表超过 %d 张，没有读取；请拆分后再试。",
				DOC_MAX_PAGES);
		code = read_sheet_entry(x, &book, &rels, page, err);
	}
	if (!code)
		code = ooxml_part_fault(&book, err);
	if (!code && !sheets)
		code = err_set(err, E_FORMAT, "文件里没有工作表，可能不是 .xlsx 表格；"
			"请用 Excel 或 WPS 打开后另存为 .xlsx。");
	return code;
}

int doc_read_xlsx(struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	struct xlsx x = { .arena = a, .doc = doc_new(a, DOC_XLSX) };
	struct ooxml_rels top;
	const struct ooxml_rel *r;
	if (!x.doc)
		return say_nomem(err);
	int code = ooxml_open(bytes, a, &x.pkg, err);
	if (!code)
		code = ooxml_relations(&x.pkg, SV(""), &top, err);
	if (code)
		return code;
	r = ooxml_rel_kind(&x.pkg, &top, "officeDocument");
	code = read_workbook(&x, r ? r->target : SV("xl/workbook.xml"), err);
	if (!code && a->failed)
		code = say_nomem(err);
	if (!code)
		*ret = x.doc;
	return code;
}
