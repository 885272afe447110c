#include "doc/doc.h"

struct doc *doc_new(struct arena *a, enum doc_format format)
{
	struct doc *d = arena_alloc(a, sizeof *d);
	if (d)
		*d = (struct doc){ .arena = a, .format = format, .title = SV("") };
	return d;
}

struct doc_block *doc_add(struct doc *d, enum doc_block_kind kind, struct sv text,
	struct doc_place at)
{
	if (d->n_blocks >= DOC_MAX_BLOCKS) {
		d->arena->failed = true;
		return NULL;
	}
	struct doc_block *more =
		arena_grow(d->arena, d->blocks, d->n_blocks, &d->cap_blocks, sizeof *more);
	if (!more)
		return NULL;
	d->blocks = more;
	struct doc_block *b = &d->blocks[d->n_blocks++];
	*b = (struct doc_block){ .kind = kind, .text = text, .at = at };
	return b;
}

int doc_add_error(const struct doc *d)
{
	return d->n_blocks < DOC_MAX_BLOCKS ? E_NOMEM : E_LIMIT;
}

struct doc_table *doc_add_table(struct doc *d, struct doc_place at)
{
	struct doc_table *t = arena_alloc(d->arena, sizeof *t);
	struct doc_block *b = t ? doc_add(d, DOC_TABLE, SV(""), at) : NULL;
	if (!b)
		return NULL;
	b->table = t;
	return t;
}

void doc_grid_init(struct doc_grid *g, struct arena *a)
{
	*g = (struct doc_grid){ .arena = a };
}

void doc_grid_row(struct doc_grid *g)
{
	if (g->started)
		g->row++;
	g->started = true;
	g->col = 0;
}

/** Is column `col` of the current row taken by a span from above? */
static bool taken(const struct doc_grid *g, uint32_t col)
{
	return col < DOC_MAX_COLUMNS && g->busy[col] > g->row;
}

/** Room for one more cell, or NULL, and it is noted why not. */
static struct doc_cell *next_cell(struct doc_grid *g)
{
	if (g->n_cells == g->cap_cells) {
		struct doc_cell *more = arena_grow(g->arena, g->cells, g->n_cells, &g->cap_cells, sizeof *more);
		if (!more) {
			g->broken = true;
			return NULL;
		}
		g->cells = more;
	}
	if (g->n_cells == DOC_MAX_TABLE_CELLS) {
		g->over_limit = true;
		return NULL;
	}
	return &g->cells[g->n_cells++];
}

void doc_grid_cell(struct doc_grid *g, struct sv text, uint32_t rowspan, uint32_t colspan,
	struct doc_place at, bool header)
{
	if (!g->started)
		doc_grid_row(g);
	uint32_t row = g->row, col = g->col;
	while (taken(g, col))
		col++;
	g->col = col;
	if (col >= DOC_MAX_COLUMNS || (uint64_t)row * DOC_MAX_COLUMNS > UINT32_MAX / 2) {
		g->over_limit = true;
		return;
	}
	uint32_t width = colspan ? colspan : 1, height = rowspan ? rowspan : 1;
	if (width > DOC_MAX_COLUMNS - col)
		width = DOC_MAX_COLUMNS - col;
	for (uint32_t c = 1; c < width; c++)
		if (taken(g, col + c))
			width = c;
	if (height > DOC_MAX_TABLE_CELLS)
		height = DOC_MAX_TABLE_CELLS;
	struct doc_cell *cell = next_cell(g);
	if (!cell)
		return;
	*cell = (struct doc_cell){ .text = text, .row = row, .col = col, .rowspan = height,
		.colspan = width, .at = at, .header = header };
	uint32_t end = col + width;
	for (; col < end; col++)
		g->busy[col] = row + height;
	g->col = end;
	if (end > g->n_cols)
		g->n_cols = end;
}

int doc_grid_finish(struct doc_grid *g, struct doc_table *table)
{
	if (g->broken)
		return E_NOMEM;
	uint32_t n_rows = g->started ? g->row + 1 : 0;
	if (g->over_limit || (uint64_t)n_rows * g->n_cols > DOC_MAX_TABLE_CELLS)
		return E_LIMIT;
	for (size_t i = 0; i < g->n_cells; i++)
		if (g->cells[i].rowspan > n_rows - g->cells[i].row)
			g->cells[i].rowspan = n_rows - g->cells[i].row;
	table->n_rows = n_rows;
	table->n_cols = g->n_cols;
	table->cells = g->cells;
	table->n_cells = g->n_cells;
	return E_OK;
}

const struct doc_cell *doc_cell_at(const struct doc_table *t, uint32_t row, uint32_t col)
{
	for (size_t i = 0; i < t->n_cells; i++) {
		const struct doc_cell *c = &t->cells[i];
		if (c->row > row)
			return NULL;
		if (row < c->row + c->rowspan && col >= c->col && col < c->col + c->colspan)
			return c;
	}
	return NULL;
}

const char *doc_format_name(enum doc_format f)
{
	static const char *const names[DOC_FORMAT__MAX] = {
		[DOC_UNKNOWN] = "unknown", [DOC_HTML] = "HTML", [DOC_DOCX] = "DOCX",
		[DOC_XLSX] = "XLSX",       [DOC_PDF] = "PDF",   [DOC_TEXT] = "text",
		[DOC_CSV] = "CSV",         [DOC_JSON] = "JSON", [DOC_LEGACY_DOC] = "DOC",
	};
	return names[f];
}
