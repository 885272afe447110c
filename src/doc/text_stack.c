#include "doc/text_stack.h"

#include "base/str.h"

enum { CELL_BYTES = 120, ROW_BYTES = 8192, MIN_TABS = 2, MAX_TABS = 64, MIN_FILLED = 2 };

/** The line at the start of `s`, without its end. */
static struct sv first_line(struct sv s)
{
	size_t n = 0;
	while (n < s.n && s.p[n] != '\n' && s.p[n] != '\f')
		n++;
	return sv_head(s, n);
}

/** Step over the end of a line and the one empty line after it; false when there is none or more. */
static bool next_part(struct sv *s)
{
	struct sv after = sv_from(*s, 1), empty = first_line(after);
	if (empty.n > 0 && sv_trim(empty).n > 0)
		return false;
	*s = sv_from(after, empty.n + 1);
	return !sv_has(empty, SV("\t")) && s->n > 0 && first_line(*s).n > 0;
}

static bool is_border(struct sv line)
{
	return sv_eq(line, SV("\t"));
}

static bool is_cell(struct sv line)
{
	return sv_trim(line).n > 0 && line.n <= CELL_BYTES && !sv_has(line, SV("\t")) &&
		!sv_has(line, SV("|"));
}

static bool is_heading(struct sv line)
{
	static const char numbers[] = "一二三四五六七八九十";
	if (sv_starts(line, SV("#")))
		return true;
	return line.n > 6 && sv_find(sv_of(numbers), sv_head(line, 3)) != SV_NONE &&
		sv_starts(sv_from(line, 3), SV("、"));
}

struct sv text_stack_row(struct sv text, struct arena *a, size_t *used)
{
	struct sv line = first_line(text), at = sv_from(text, line.n), ahead = text;
	bool cell = is_cell(line);
	if (cell)
		ahead = at;
	if (cell && !next_part(&ahead))
		return SV("");
	if (!is_border(first_line(ahead)))
		return SV("");
	struct str row;
	str_init(&row, a, ROW_BYTES);
	int tabs = 0, filled = cell;
	if (cell)
		str_add(&row, sv_trim(line));
	do { /* `ahead` is at a border, `at` behind the last part that is taken */
		str_addc(&row, '\t');
		tabs++;
		at = sv_from(ahead, first_line(ahead).n);
		ahead = at;
		if (!next_part(&ahead))
			break;
		line = first_line(ahead);
		if (is_border(line)) /* a blank cell */
			continue;
		line = sv_trim(line);
		if (!is_cell(line) || is_heading(line))
			break;
		str_add(&row, line);
		filled++;
		at = sv_from(ahead, first_line(ahead).n);
		ahead = at;
		if (!next_part(&ahead))
			break;
	} while (tabs < MAX_TABS && is_border(first_line(ahead)));
	*used = text.n - at.n;
	return tabs >= MIN_TABS && filled >= MIN_FILLED && str_ok(&row) ? str_sv(&row) : SV("");
}
