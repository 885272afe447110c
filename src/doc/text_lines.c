#include "doc/text_lines.h"

#include "base/str.h"
#include "doc/read.h"
#include "doc/text_row.h"
#include "doc/text_stack.h"

#include <strings.h>

struct lines {
	struct doc *d;
	struct err *err;
	struct sv rest;
	struct doc_place at; /* of the next line */
	bool counts_lines, gap;
	bool in_table, table_gap;
	char sep; /* of the table */
	struct doc_grid grid;
	struct doc_place table_at;
	int code;
};

/** Take the next line off. A form feed ends a line too, but stands on the line it ends. */
static bool next_line(struct lines *l, struct sv *ret)
{
	if (l->rest.n == 0)
		return false;
	size_t n = 0;
	while (n < l->rest.n && l->rest.p[n] != '\n' && l->rest.p[n] != '\f')
		n++;
	*ret = sv_head(l->rest, n);
	l->rest = sv_from(l->rest, n);
	return true;
}

/** Step over what ended the line. */
static void pass_end(struct lines *l, bool blank)
{
	char end = l->rest.n ? l->rest.p[0] : '\n';
	l->rest = sv_from(l->rest, 1);
	if (end == '\f')
		l->at.page++;
	else if (blank)
		l->gap = true;
	if (end == '\n' && l->counts_lines)
		l->at.line++;
}

/* ---- what stands on a line ------------------------------------------------------------------- */

static size_t find_break(struct sv s)
{
	for (size_t i = 0; i + 3 < s.n; i++)
		if (s.p[i] == '<' && strncasecmp(s.p + i + 1, "br", 2) == 0 &&
		    (s.p[i + 3] == '>' || s.p[i + 3] == '/' || s.p[i + 3] == ' '))
			return i;
	return SV_NONE;
}

/** Without what Markdown puts around text: pairs of **, "\|", breaks, no-break spaces. */
static struct sv unmark(struct lines *l, struct sv s)
{
	bool bold = sv_has(s, SV("**"));
	if (!bold && !sv_has(s, SV("\\|")) && !sv_has(s, SV("&nbsp;")) && find_break(s) == SV_NONE)
		return s;
	char *p = arena_alloc(l->d->arena, s.n);
	if (!p)
		return SV("");
	size_t n = 0;
	while (s.n) {
		size_t used = 1;
		char put = s.p[0];
		if (sv_starts(s, SV("\\|")))
			used = 2, put = '|';
		else if (sv_starts(s, SV("&nbsp;")))
			used = 6, put = ' ';
		else if (find_break(sv_head(s, 4)) == 0)
			used = sv_find(s, SV(">")) + 1, put = '\n';
		else if (bold && sv_starts(s, SV("**")))
			used = 2, put = '\0';
		if (put)
			p[n++] = put;
		s = sv_from(s, used ? used : 1); /* 0: a break without its > */
	}
	return sv_trim((struct sv){ p, n });
}

static void add_block(struct lines *l, enum doc_block_kind kind, struct sv text, uint8_t level)
{
	struct doc_block *b = doc_add(l->d, kind, text, l->at);
	if (!b) {
		l->code = doc_add_error(l->d);
		return;
	}
	b->level = level;
	b->gap = l->gap;
	l->gap = false;
}

static void add_text(struct lines *l, struct sv line)
{
	struct sv s = line;
	size_t level = 0;
	while (s.n && (s.p[0] == '\t' || s.p[0] == '\r'))
		s = sv_from(s, 1);
	while (s.n && strchr(" \t", s.p[s.n - 1]))
		s.n--;
	while (level < s.n && s.p[level] == '#')
		level++;
	struct sv title = sv_trim(sv_from(s, level));
	while (level && title.n && title.p[title.n - 1] == '#')
		title = sv_trim(sv_head(title, title.n - 1));
	if (level > 0 && level <= 6 && title.n > 0)
		add_block(l, DOC_HEADING, unmark(l, title), (uint8_t)level);
	else if (sv_trim(s).n > 0)
		add_block(l, DOC_PARAGRAPH, unmark(l, s), 0);
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void end_table(struct lines *l)
{
	if (!l->in_table)
		return;
	l->in_table = false;
	if (l->grid.n_cells == 0)
		return;
	struct doc_table *t = doc_add_table(l->d, l->table_at);
	if (!t) {
		l->code = doc_add_error(l->d);
		return;
	}
	l->d->blocks[l->d->n_blocks - 1].gap = l->table_gap;
	l->code = doc_grid_finish(&l->grid, t);
}

static void begin_table(struct lines *l, char sep)
{
	doc_grid_init(&l->grid, l->d->arena);
	l->in_table = true;
	l->sep = sep;
	l->table_gap = l->gap;
	l->table_at = l->at;
	l->gap = false;
}

static uint32_t count_cells(struct sv line, char sep)
{
	struct sv rest = text_row_cells(line, sep), cell;
	uint32_t n = 0;
	while (n < UINT32_MAX && text_row_cell(&rest, sep, &cell))
		n++;
	return n;
}

static void add_row(struct lines *l, struct sv line, char sep)
{
	uint32_t n = count_cells(line, sep);
	uint32_t widest = l->in_table && l->grid.n_cols > n ? l->grid.n_cols : n;
	if (n > DOC_MAX_COLUMNS) { /* no table of anybody's is so wide */
		end_table(l);
		add_text(l, line);
		return;
	}
	/* a table that grows beyond the limit goes on in another */
	if (l->in_table && (l->sep != sep || (l->grid.row + 2ull) * widest > DOC_MAX_TABLE_CELLS))
		end_table(l);
	if (!l->in_table)
		begin_table(l, sep);
	struct sv rest = text_row_cells(line, sep), cell;
	doc_grid_row(&l->grid);
	while (text_row_cell(&rest, sep, &cell))
		doc_grid_cell(&l->grid, unmark(l, cell), 1, 1, l->at, false);
}

/** Is the line after this one surely a row of that sort? */
static bool row_follows(const struct lines *l, char sep)
{
	struct lines ahead = { .rest = sv_from(l->rest, 1) };
	struct sv line;
	char next_sep = '\0';
	return next_line(&ahead, &line) && text_row_look(line, &next_sep) == ROW_SURELY &&
		next_sep == sep;
}

/** Step over the next bytes, however many lines they are. */
static void pass(struct lines *l, size_t bytes)
{
	for (size_t i = 0; l->counts_lines && i < bytes; i++)
		l->at.line += l->rest.p[i] == '\n';
	l->rest = sv_from(l->rest, bytes);
}

/** An HTML table begins on this line: read it up to its end. False: it does not. */
static bool add_html(struct lines *l, struct sv line)
{
	static const char close[] = "/table";
	struct sv s = sv_trim(line), all = { line.p, line.n + l->rest.n };
	size_t end = all.n;
	if (s.n < 7 || s.p[0] != '<' || strncasecmp(s.p + 1, close + 1, 5) != 0 ||
	    (s.p[6] != '>' && s.p[6] != ' '))
		return false;
	for (size_t i = 0; i + sizeof close < all.n; i++)
		if (all.p[i] == '<' && strncasecmp(all.p + i + 1, close, sizeof close - 1) == 0) {
			end = i + sizeof close;
			break;
		}
	while (end < all.n && all.p[end - 1] != '>')
		end++;
	end_table(l);
	if (!l->code)
		l->code = doc_append_html(l->d, sv_head(all, end), l->at, l->err);
	l->rest = all;
	pass(l, end);
	l->gap = false;
	return true;
}

static void add_line(struct lines *l, struct sv line)
{
	char sep = '\0';
	enum text_row look = text_row_look(line, &sep);
	if (look == ROW_RULER)
		return;
	if (look == ROW_SURELY ||
	    (look == ROW_MAYBE && ((l->in_table && l->sep == sep) || row_follows(l, sep)))) {
		add_row(l, line, sep);
		return;
	}
	end_table(l);
	if (!l->code)
		add_text(l, line);
}

/** Rows of cells below each other begin here: read them and the empty lines between. */
static bool add_stack(struct lines *l)
{
	size_t used, empty = 0;
	struct sv row = text_stack_row(l->rest, l->d->arena, &used);
	bool any = row.n > 0;
	while (row.n && !l->code) {
		pass(l, empty);
		add_row(l, row, '\t');
		pass(l, used);
		for (empty = 0; empty < l->rest.n && l->rest.p[empty] == '\n';)
			empty++;
		row = text_stack_row(sv_from(l->rest, empty), l->d->arena, &used);
	}
	return any;
}

int doc_append_text(struct doc *d, struct sv text, struct doc_place at, struct err *err)
{
	struct lines l = { .d = d, .err = err, .rest = text, .at = at, .counts_lines = at.line > 0 };
	struct sv line;
	bool paged = at.line > 0 && text.n && memchr(text.p, '\f', text.n);
	if (paged && l.at.page == 0)
		l.at.page = 1;
	while (!l.code) {
		if (add_stack(&l))
			continue;
		if (!next_line(&l, &line))
			break;
		if (add_html(&l, line))
			continue;
		bool blank = sv_trim(line).n == 0;
		char end = l.rest.n ? l.rest.p[0] : '\n';
		if (!blank)
			add_line(&l, line);
		else if (end != '\f')
			end_table(&l);
		pass_end(&l, blank);
		if (!paged)
			l.at.page = at.page;
	}
	if (!l.code)
		end_table(&l);
	if (l.code == E_LIMIT)
		return err_set(err, E_LIMIT, "文字的行数或表格超出了限额，没有读取；请拆分后再试。");
	if (l.code || d->arena->failed)
		return err_set(err, E_NOMEM, "文字内容过多，超出了内存限额，请拆分后再试。");
	return E_OK;
}
