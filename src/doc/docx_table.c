#include "doc/docx_table.h"

struct docx_item *docx_items_add(struct docx_items *to, struct arena *a, uint32_t line)
{
	struct docx_item *it = arena_alloc(a, sizeof *it);
	if (!it)
		return NULL;
	*it = (struct docx_item){ .text = SV(""), .at = { 0, line } };
	if (to->last)
		to->last->next = it;
	else
		to->first = it;
	to->last = it;
	return it;
}

static void move_items(struct docx_items *to, struct docx_items from)
{
	if (!from.first)
		return;
	if (to->last)
		to->last->next = from.first;
	else
		to->first = from.first;
	to->last = from.last;
}

int docx_table_end_row(struct docx_table *t)
{
	if (t->header && t->header_rows == t->n_rows)
		t->header_rows++;
	return ++t->n_rows > DOC_MAX_TABLE_CELLS ? E_LIMIT : 0;
}

/** Does the cell just read go on with one from the row above? */
static bool continues(struct docx_table *t)
{
	size_t open = t->merge == DOCX_MERGE_CONTINUE ? t->open[t->col] : 0;
	struct docx_cell *above = open ? &t->cells[open - 1] : NULL;
	if (!above || above->colspan != t->span || above->row + above->rowspan != t->n_rows)
		return false;
	above->rowspan++;
	return true;
}

int docx_table_end_cell(struct docx_table *t, struct arena *a)
{
	if (t->span == 0)
		t->span = 1;
	if (t->col + t->span > DOC_MAX_COLUMNS || t->n_cells >= DOC_MAX_TABLE_CELLS)
		return E_LIMIT;
	if (!continues(t)) {
		struct docx_cell *more = arena_grow(a, t->cells, t->n_cells, &t->cap_cells, sizeof *more);
		if (!more)
			return 0; /* told at the end by the arena */
		t->cells = more;
		t->cells[t->n_cells++] = (struct docx_cell){ .row = t->n_rows, .col = t->col,
			.rowspan = 1, .colspan = t->span, .header = t->header, .items = t->items };
		for (uint32_t c = 0; c < t->span; c++)
			t->open[t->col + c] = 0;
		t->open[t->col] = t->merge == DOCX_MERGE_NONE ? 0 : t->n_cells;
	}
	t->items = (struct docx_items){ 0 };
	t->col += t->span;
	if (t->col > t->n_cols)
		t->n_cols = t->col;
	return 0;
}

/** Paragraphs of a cell on lines of their own. */
static struct sv cell_text(struct arena *a, const struct docx_cell *c)
{
	struct str s;
	str_init(&s, a, DOC_MAX_ARENA);
	if (c->items.first && !c->items.first->next)
		return c->items.first->text;
	for (const struct docx_item *it = c->items.first; it; it = it->next) {
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
static bool is_layout(const struct docx_table *t)
{
	if (t->n_cells == 1)
		return true;
	if (!t->has_tables)
		return false;
	if (t->n_cols == 1 || t->n_cells <= 4)
		return true;
	for (size_t i = 0; i < t->n_cells; i++) {
		bool table = false, text = false;
		for (const struct docx_item *it = t->cells[i].items.first; it; it = it->next)
			*(it->table ? &table : &text) = true;
		if (text && !table)
			return false;
	}
	return true;
}

static struct doc_table *fold(struct arena *a, const struct docx_table *t)
{
	struct doc_table *out = arena_alloc(a, sizeof *out);
	struct doc_cell *cells = arena_array(a, t->n_cells, sizeof *cells);
	if (!out || !cells)
		return NULL;
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct docx_cell *c = &t->cells[i];
		cells[i] = (struct doc_cell){ .text = cell_text(a, c), .row = c->row, .col = c->col,
			.rowspan = c->rowspan, .colspan = c->colspan, .header = c->header };
		if (c->items.first)
			cells[i].at = c->items.first->at;
	}
	*out = (struct doc_table){ .n_rows = t->n_rows, .n_cols = t->n_cols, .cells = cells,
		.n_cells = t->n_cells, .ruled = true, .header_rows = t->header_rows };
	return out;
}

/** The tables that stood in cells of a table that is kept, after it. */
static void move_inner_tables(struct arena *a, const struct docx_table *t, struct docx_items *to)
{
	for (size_t i = 0; t->has_tables && i < t->n_cells; i++)
		for (const struct docx_item *it = t->cells[i].items.first; it; it = it->next) {
			struct docx_item *copy = it->table ? docx_items_add(to, a, it->at.line) : NULL;
			if (copy)
				copy->table = it->table;
		}
}

int docx_table_finish(struct docx_table *t, struct arena *a)
{
	if ((uint64_t)t->n_rows * t->n_cols > DOC_MAX_TABLE_CELLS)
		return E_LIMIT;
	if (t->n_cells == 0)
		return 0;
	if (is_layout(t)) {
		for (size_t i = 0; i < t->n_cells; i++)
			move_items(t->home, t->cells[i].items);
		return 0;
	}
	struct docx_item *it = docx_items_add(t->home, a, t->after + 1);
	if (it)
		it->table = fold(a, t);
	move_inner_tables(a, t, t->home);
	return 0;
}
