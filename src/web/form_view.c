#include "web/form_view.h"

#include "doc/print.h"
#include "html/html.h"
#include "report/report_form.h"

enum { PART_BYTES_MAX = 8 * 1024 * 1024, FORM_BYTES = 16 * 1024 /* about what a whole one takes */ };

/** What is being written. */
struct writing {
	struct html *h;
	struct arena *arena;
	const bool *marked;   /* FORM_CELLS of them: cells a finding speaks of; NULL = none */
	struct sv caption;    /* of the next table: the heading above it */
	struct sv before, after; /* address of what a cell counts, around its key; empty: none */
};

/** The number of the form's cell that a figure is, or −1. */
static int form_cell_of(const struct doc_cell *c)
{
	return c->at.line > 0 && c->at.line <= FORM_CELLS ? (int)c->at.line - 1 : -1;
}

static bool counts_requests(int cell)
{
	enum form_table_id t = form_position(cell).table;
	return t == TABLE_APPLICATIONS || t == TABLE_REVIEW;
}

static void write_cell(struct writing *w, const struct doc_cell *c, enum print_role role)
{
	struct html *h = w->h;
	int cell = form_cell_of(c);
	bool marked = w->marked && cell >= 0 && w->marked[cell];
	bool linked = w->before.n && cell >= 0 && counts_requests(cell)
		&& c->text.n && !sv_eq(c->text, SV("0"));
	bool plain = !marked && !linked && c->rowspan == 1 && c->colspan == 1;
	if (role == PRINT_FIGURE && plain) { /* most of a form */
		html_element_lines(h, "td", c->text);
		return;
	}
	if (role == PRINT_FIGURE || role == PRINT_TEXT) {
		html_open(h, "td");
		if (marked) {
			html_attr(h, "id", sv_fmt(w->arena, "c%d", cell));
			html_attr_lit(h, "class", "gk-form__marked");
		}
	} else {
		html_open(h, "th");
		if (role == PRINT_COLUMN_HEAD)
			html_attr_lit(h, "scope", "col");
		else
			html_attr_lit(h, "scope", "row");
		if (role == PRINT_ROW_HEAD)
			html_attr_lit(h, "class", "gk-form__label");
	}
	if (c->rowspan > 1)
		html_attr_uint(h, "rowspan", c->rowspan);
	if (c->colspan > 1)
		html_attr_uint(h, "colspan", c->colspan);
	if (linked) {
		char key[FORM_KEY_MAX];
		html_open_link(h, SV("govuk-link"), sv_fmt(w->arena, "%.*s%s%.*s", SV_ARG(w->before),
			form_key(cell, key), SV_ARG(w->after)));
	}
	html_lines(h, c->text);
	if (linked)
		html_close(h);
	html_close(h);
}

static size_t write_rows(struct writing *w, const struct doc_table *t, const uint8_t *roles,
	size_t next, uint32_t to)
{
	while (next < t->n_cells && t->cells[next].row < to) {
		uint32_t row = t->cells[next].row;
		html_open(w->h, "tr");
		for (; next < t->n_cells && t->cells[next].row == row; next++)
			write_cell(w, &t->cells[next], (enum print_role)roles[next]);
		html_close(w->h);
	}
	return next;
}

static void write_table(struct writing *w, const struct doc_table *t)
{
	struct html *h = w->h;
	const uint8_t *roles = print_roles(t, w->arena);
	if (!roles)
		return;
	html_open(h, "div");
	html_attr_lit(h, "class", "gk-scroll");
	html_attr_lit(h, "role", "region");
	html_attr_lit(h, "tabindex", "0");
	html_attr(h, "aria-label", w->caption);
	html_open(h, "table");
	html_attr(h, "class", t->n_cols > MANY_COLUMNS ? SV("gk-form__table gk-form__table--wide")
		: SV("gk-form__table"));
	uint32_t head = print_header_rows(t);
	size_t next = 0;
	if (head) {
		html_open(h, "thead");
		next = write_rows(w, t, roles, 0, head);
		html_close(h);
	}
	html_open(h, "tbody");
	write_rows(w, t, roles, next, t->n_rows);
	html_close(h);
	html_close(h);
	html_close(h);
}

static void write_block(struct writing *w, const struct doc_block *b)
{
	struct html *h = w->h;
	if (b->kind == DOC_TABLE) {
		write_table(w, b->table);
		return;
	}
	if (b->kind == DOC_HEADING && b->level <= 2) {
		w->caption = b->text;
		html_open(h, "h2");
		html_attr_lit(h, "class", "govuk-heading-m");
	} else if (b->kind == DOC_HEADING) {
		html_open(h, "h3");
		html_attr_lit(h, "class", "govuk-heading-s");
	} else {
		html_open(h, "p");
		html_attr_lit(h, "class", "gk-form__text");
	}
	html_lines(h, b->text);
	html_close(h);
}

static bool is_title(const struct doc_block *b)
{
	return b->kind == DOC_HEADING && b->level <= 1;
}

/** Blocks [from, to) without the title, as markup. */
static struct html_markup write_range(struct writing *w, const struct doc *d, size_t from, size_t to)
{
	struct str out;
	struct html h;
	str_init(&out, w->arena, PART_BYTES_MAX);
	if (to - from == d->n_blocks)
		str_reserve(&out, FORM_BYTES);
	html_init(&h, HTML_SYNTAX_HTML, &out);
	w->h = &h;
	w->caption = d->title;
	for (size_t i = from; i < to; i++)
		if (!is_title(&d->blocks[i]))
			write_block(w, &d->blocks[i]);
	return html_markup_take(&h);
}

static struct html_markup write_blocks(const struct doc *d, size_t from, size_t to,
	const bool *marked, struct arena *a)
{
	struct writing w = { .arena = a, .marked = marked };
	return write_range(&w, d, from, to);
}

struct html_markup form_view_linked(const struct report *r, struct sv before, struct sv after,
	struct arena *a)
{
	const struct doc *d = report_form(r, a, NULL);
	struct writing w = { .arena = a, .before = before, .after = after };
	return d ? write_range(&w, d, 0, d->n_blocks) : (struct html_markup){ NULL };
}

struct html_markup form_view(const struct report *r, struct arena *a)
{
	const struct doc *d = report_form(r, a, NULL);
	return d ? write_blocks(d, 0, d->n_blocks, NULL, a) : (struct html_markup){ NULL };
}

/** The section whose heading a block of the form is, or −1. */
static int section_of_heading(const struct doc_block *b)
{
	for (int s = 0; b->kind == DOC_HEADING && b->level == 2 && s < SECTION__MAX; s++)
		if (sv_eq(b->text, sv_of(form_section_label((enum form_section)s))))
			return s;
	return -1;
}

/** The section a finding speaks of, or −1. */
static int section_of_finding(const struct report *r, const struct finding *f)
{
	if (f->cell >= 0)
		return (int)form_tables[form_position(f->cell).table].section;
	for (int s = 0; s < SECTION__MAX; s++)
		if (f->section && sv_eq(sv_of(f->section), sv_of(form_section_key((enum form_section)s))))
			return s;
	for (int s = 0; s < SECTION__MAX; s++)
		if (f->quote.n && r->sections[s].present && sv_has(r->sections[s].text, f->quote))
			return s;
	return -1;
}

/** The findings that stand in the part numbered `part` of `part_of`, in their order. */
static const struct finding **pick(const struct findings *f, const int *part_of, int part,
	struct arena *a, size_t *ret_n)
{
	const struct finding **list = arena_array(a, f->n + 1, sizeof *list);
	*ret_n = 0;
	for (size_t i = 0; list && i < f->n; i++)
		if (part_of[i] == part)
			list[(*ret_n)++] = &f->items[i];
	return list;
}

/** For each finding the index of the part it speaks of, or −1. */
static int *parts_of(const struct report *r, const struct findings *f,
	const struct form_view_part *parts, size_t n, struct arena *a)
{
	int *part_of = arena_array(a, f->n + 1, sizeof *part_of);
	for (size_t i = 0; part_of && i < f->n; i++) {
		int section = section_of_finding(r, &f->items[i]);
		part_of[i] = -1;
		for (size_t p = 0; p < n && section >= 0; p++)
			if (parts[p].section == section)
				part_of[i] = (int)p;
	}
	return part_of;
}

int form_view_parts(const struct report *r, const struct findings *f, struct arena *a,
	struct form_view_part **ret, size_t *ret_n, const struct finding ***ret_general,
	size_t *ret_n_general)
{
	const struct doc *d = report_form(r, a, NULL);
	bool *marked = arena_array(a, FORM_CELLS, sizeof *marked);
	struct form_view_part *parts = arena_array(a, SECTION__MAX + 1, sizeof *parts);
	if (!d || !marked || !parts)
		return E_NOMEM;
	for (size_t i = 0; i < f->n; i++)
		if (f->items[i].cell >= 0)
			marked[f->items[i].cell] = true;
	size_t n = 0;
	for (size_t from = 0, to; from < d->n_blocks; from = to) {
		int section = section_of_heading(&d->blocks[from]);
		to = from + 1;
		while (to < d->n_blocks && section_of_heading(&d->blocks[to]) < 0)
			to++;
		if (n == SECTION__MAX + 1)
			break;
		parts[n++] = (struct form_view_part){ .section = section,
			.text = write_blocks(d, from, to, marked, a) };
	}
	int *part_of = parts_of(r, f, parts, n, a);
	for (size_t p = 0; part_of && p < n; p++)
		parts[p].findings = pick(f, part_of, (int)p, a, &parts[p].n_findings);
	if (part_of)
		*ret_general = pick(f, part_of, -1, a, ret_n_general);
	*ret = parts;
	*ret_n = n;
	return a->failed ? E_NOMEM : E_OK;
}
