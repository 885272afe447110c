#include "doc/text_row.h"

#include "base/utf8.h"

enum {
	SHORT_CELL = 120, /* bytes, forty characters: a label of the form, not a sentence */
	LONG_CELL = 240,  /* no cell of a form is longer */
};

static size_t find_sep(struct sv s, char sep)
{
	for (size_t i = 0; i < s.n; i++) {
		if (sep == '|' && s.p[i] == '\\')
			i++;
		else if (s.p[i] == sep)
			return i;
	}
	return s.n;
}

static bool only_pipes(struct sv line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != '|')
			return false;
	return line.n > 0;
}

struct sv text_row_cells(struct sv line, char sep)
{
	if (sep == '\t')
		return line;
	line = sv_trim(line);
	if (!only_pipes(line) && line.n > 0 && line.p[0] == '|')
		line = sv_from(line, 1);
	return line;
}

bool text_row_cell(struct sv *rest, char sep, struct sv *ret)
{
	if (!rest->p)
		return false;
	size_t at = find_sep(*rest, sep);
	*ret = sv_trim(sv_head(*rest, at));
	if (at == rest->n)
		*rest = (struct sv){ NULL, 0 };
	else
		*rest = sv_from(*rest, at + 1);
	/* a pipe ends its cell, so nothing behind the last one is no cell */
	if (sep == '|' && rest->p && sv_trim(*rest).n == 0)
		*rest = (struct sv){ NULL, 0 };
	return true;
}

/** :--- or ---: or :-: or --, the stuff of rulers; a single - is a figure that is not there. */
static bool is_ruler_cell(struct sv s)
{
	size_t dashes = 0, colons = 0;
	for (size_t i = 0; i < s.n; i++) {
		dashes += s.p[i] == '-';
		colons += s.p[i] == ':';
	}
	return dashes + colons == s.n && (dashes >= 2 || (dashes == 1 && colons > 0));
}

static enum text_row look_pipes(struct sv line)
{
	struct sv rest = text_row_cells(line, '|'), cell;
	size_t n = 0, rulers = 0;
	while (text_row_cell(&rest, '|', &cell)) {
		n++;
		rulers += is_ruler_cell(cell);
	}
	if (rulers == n)
		return ROW_RULER;
	if (line.p[0] == '|' || line.p[line.n - 1] == '|' || n > 2)
		return ROW_SURELY;
	return ROW_MAYBE;
}

static enum text_row look_tabs(struct sv line)
{
	struct sv rest = line, cell;
	size_t filled = 0, longest = 0, empty_end = 0;
	while (text_row_cell(&rest, '\t', &cell)) {
		filled += cell.n > 0;
		empty_end = cell.n > 0 ? 0 : empty_end + 1;
		if (cell.n > longest)
			longest = cell.n;
	}
	if (longest > LONG_CELL && filled < 4)
		return ROW_NOT;
	if (filled > 2 || (filled == 2 && longest <= SHORT_CELL) || (filled == 1 && empty_end > 1))
		return ROW_SURELY;
	return longest <= SHORT_CELL ? ROW_MAYBE : ROW_NOT;
}

enum text_row text_row_look(struct sv line, char *sep)
{
	struct sv trimmed = sv_trim(line);
	if (find_sep(trimmed, '|') < trimmed.n) {
		*sep = '|';
		return look_pipes(trimmed);
	}
	if (memchr(line.p, '\t', line.n)) {
		*sep = '\t';
		return look_tabs(line);
	}
	return ROW_NOT;
}
