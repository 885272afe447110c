#include "doc/html_flow.h"

enum { LONG_TEXT = 600 }; /* bytes: no cell of a form holds two hundred characters in paragraphs */

struct flow_item *flow_add(struct flow *f, struct arena *a, struct sv text, struct doc_place at)
{
	struct flow_item *it = arena_alloc(a, sizeof *it);
	if (!it)
		return NULL;
	it->text = text;
	it->at = at;
	if (f->last)
		f->last->next = it;
	else
		f->first = it;
	f->last = it;
	f->n++;
	return it;
}

void flow_append(struct flow *f, struct flow *from)
{
	if (!from->first)
		return;
	if (f->last)
		f->last->next = from->first;
	else
		f->first = from->first;
	f->last = from->last;
	f->n += from->n;
	f->n_spots += from->n_spots;
	*from = (struct flow){ 0 };
}

static size_t text_length(const struct flow *f)
{
	size_t n = 0;
	for (const struct flow_item *it = f->first; it; it = it->next)
		n += it->text.n;
	return n;
}

/** The paragraphs of a cell as one text. */
static struct sv cell_text(const struct flow *f, struct arena *a)
{
	if (f->n == 0)
		return SV("");
	if (f->n == 1)
		return f->first->text;
	size_t room = text_length(f) + f->n, n = 0;
	char *p = arena_alloc(a, room);
	if (!p)
		return SV("");
	for (const struct flow_item *it = f->first; it; it = it->next) {
		if (it != f->first)
			p[n++] = '\n';
		memcpy(p + n, it->text.p, it->text.n);
		n += it->text.n;
	}
	return (struct sv){ p, n };
}

static bool has_table(const struct flow *f)
{
	for (const struct flow_item *it = f->first; it; it = it->next)
		if (it->table)
			return true;
	return false;
}

/** The cells of one row, cells[from] to cells[end - 1]. */
static bool is_layout_row(const struct flow_table *t, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		if (has_table(&t->cells[i].items))
			return true;
	const struct flow *only = &t->cells[from].items;
	return t->n_cells == 1 || (end == from + 1 && only->n > 1 && text_length(only) > LONG_TEXT);
}

/** Where the rows end: below the last cell there may be rows without any, reached from above. */
static uint32_t last_row(const struct flow_table *t, size_t from, size_t end)
{
	uint32_t max = end < t->n_cells ? t->cells[end].row : t->n_rows, reach = 0;
	for (size_t i = from; i < end; i++)
		if (t->cells[i].row + t->cells[i].rowspan > reach)
			reach = t->cells[i].row + t->cells[i].rowspan;
	return reach < max ? reach : max;
}

/** A table of the rows cells[from] to cells[end - 1] at the end of `home`. */
static int fold_rows(const struct flow_table *t, size_t from, size_t end, struct flow *home,
	struct arena *a)
{
	struct doc_grid g;
	size_t text = 0;
	for (size_t i = from; i < end; i++)
		text += text_length(&t->cells[i].items);
	if (text == 0)
		return a->failed ? E_NOMEM : E_OK;
	doc_grid_init(&g, a);
	for (size_t i = from; i < end; i++) {
		const struct flow_cell *c = &t->cells[i];
		if (i == from)
			doc_grid_row(&g);
		else
			for (uint32_t r = t->cells[i - 1].row; r < c->row; r++)
				doc_grid_row(&g);
		doc_grid_cell(&g, cell_text(&c->items, a), c->rowspan, c->colspan, c->at, c->header);
	}
	for (uint32_t r = t->cells[end - 1].row + 1; r < last_row(t, from, end); r++)
		doc_grid_row(&g);
	struct flow_item *it = flow_add(home, a, SV(""), t->cells[from].at);
	struct doc_table *table = it ? arena_alloc(a, sizeof *table) : NULL;
	if (!table)
		return E_NOMEM;
	it->table = table;
	table->ruled = true;
	return doc_grid_finish(&g, table);
}

int flow_fold_table(const struct flow_table *t, struct flow *home, struct arena *a)
{
	int code = E_OK;
	size_t kept = 0; /* rows from this cell on are not yet folded */
	for (size_t i = 0, end; !code && i < t->n_cells; i = end) {
		for (end = i + 1; end < t->n_cells && t->cells[end].row == t->cells[i].row;)
			end++;
		if (!is_layout_row(t, i, end))
			continue;
		code = fold_rows(t, kept, i, home, a);
		for (size_t k = i; k < end; k++)
			flow_append(home, &t->cells[k].items);
		kept = end;
	}
	return code ? code : fold_rows(t, kept, t->n_cells, home, a);
}
