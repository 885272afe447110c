#include "report/items.h"

#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"

struct scan {
	struct flow *f;
	struct arena *arena;
	struct item *items;
	size_t n, cap;
	size_t to;
	uint8_t sep;
	bool broken;
};

bool item_same_line(const struct item *a, const struct item *b)
{
	if (a->block != b->block || item_in_table(a) != item_in_table(b))
		return false;
	return item_in_table(a) ? a->row == b->row : b->sep < SEP_LINE;
}

static void add(struct scan *s, struct item it)
{
	const struct doc_cell *c = flow_cell(s->f, it.from);
	it.block = s->f->a[it.from].block;
	it.row = c ? c->row : UINT32_MAX;
	it.col = c ? c->col : UINT32_MAX;
	it.ruled = c && s->f->doc->blocks[it.block].table->ruled;
	it.sep = s->sep;
	s->sep = SEP_NONE;
	struct item *more = arena_grow(s->arena, s->items, s->n, &s->cap, sizeof it);
	if (!more) {
		s->broken = true;
		return;
	}
	s->items = more;
	s->items[s->n++] = it;
}

static uint32_t cp_at(const struct scan *s, size_t i)
{
	return i < s->to ? s->f->a[i].cp : 0;
}

/** Does atom i continue what stands before it without any separator? */
static bool joined(const struct scan *s, size_t i)
{
	return i < s->to && s->f->a[i].sep == SEP_NONE && !s->f->a[i].label;
}

/** End of the digits that start at i: thousands and a fraction included. */
static size_t digits_end(const struct scan *s, size_t i)
{
	size_t e = i + 1;
	bool fraction = false;
	for (;; e++) {
		if (!joined(s, e))
			return e;
		if (cp_is_digit(cp_at(s, e)))
			continue;
		bool next = joined(s, e + 1) && cp_is_digit(cp_at(s, e + 1));
		if (cp_at(s, e) == '.' && next && !fraction) {
			fraction = true;
			continue;
		}
		bool three = next && joined(s, e + 2) && cp_is_digit(cp_at(s, e + 2)) &&
			joined(s, e + 3) && cp_is_digit(cp_at(s, e + 3)) &&
			!(joined(s, e + 4) && cp_is_digit(cp_at(s, e + 4)));
		if (cp_at(s, e) != ',' || !three || fraction || e - i > 3)
			return e;
	}
}

static bool is_mark(uint32_t cp)
{
	return cp == '.' || cp == 0x3001; /* 、 */
}

/** Figures that are dates, article numbers, list numbers: not of the table. */
static bool is_foreign(const struct scan *s, size_t i, size_t e)
{
	uint32_t next = joined(s, e) || (e < s->to && s->f->a[e].sep <= SEP_SPACE) ? cp_at(s, e) : 0;
	uint32_t before = i > 0 && s->f->a[i].sep == SEP_NONE ? s->f->a[i - 1].cp : 0;
	if (next == 0x5E74 || next == 0x6708 || next == 0x65E5 || next == 0x9875 || next == 0x6761 ||
	    next == '%') /* 年 月 日 页 条 */
		return true;
	if (before == 0x7B2C || before == 0x8868) /* 第 表 */
		return true;
	return before == '(' && next == ')';
}

static struct sv digits_text(const struct scan *s, size_t i, size_t e, char sign)
{
	struct str d;
	str_init(&d, s->arena, 256);
	if (sign)
		str_addc(&d, sign);
	for (size_t k = i; k < e; k++)
		if (s->f->a[k].cp != ',')
			str_add_cp(&d, s->f->a[k].cp);
	return str_sv(&d);
}

/** A sign right in front of a figure that begins a cell or line: -4, +21, 减4, 增3. */
static char sign_before(const struct scan *s, size_t from, size_t i)
{
	if (i == from || s->f->a[i].sep > SEP_SPACE || s->f->a[i - 1].label)
		return 0;
	uint32_t cp = s->f->a[i - 1].cp;
	if (s->f->a[i - 1].sep == SEP_NONE && i - 1 > from)
		return 0;
	if (cp == '-' || cp == 0x51CF) /* 减 */
		return '-';
	return cp == '+' || cp == 0x589E ? '+' : 0; /* 增 */
}

/** A run of digits in running text or in a cell that holds more than a figure. */
static size_t scan_digits(struct scan *s, size_t from, size_t i)
{
	size_t e = digits_end(s, i), stop = e;
	if (is_foreign(s, i, e))
		return e;
	if (is_mark(cp_at(s, e)) && !cp_is_digit(cp_at(s, e + 1)) && e < s->to &&
	    s->f->a[e].sep == SEP_NONE)
		stop = e - 1; /* the last digit numbers what follows: "2.没有现成信息" */
	if (stop == i)
		return e;
	struct sv digits = digits_text(s, i, stop, sign_before(s, from, i));
	add(s, (struct item){ .figure = { CELL_NUMBER, digits }, .from = i, .to = stop });
	return e;
}

/** End of the cell or line that atom i stands in. */
static size_t part_end(const struct scan *s, size_t i)
{
	uint32_t cell = s->f->a[i].cell, block = s->f->a[i].block;
	size_t e = i + 1;
	while (e < s->to && s->f->a[e].block == block && s->f->a[e].cell == cell &&
	       (cell != ATOM_NO_CELL || s->f->a[e].sep < SEP_LINE))
		e++;
	return e;
}

static bool has_label(const struct scan *s, size_t i, size_t e)
{
	for (; i < e; i++)
		if (s->f->a[i].label)
			return true;
	return false;
}

/** Is [i, e) a figure and nothing else: digits, spaces, a sign, a unit? */
static bool is_whole_figure(const struct scan *s, size_t i, size_t e, struct sv *ret)
{
	static const uint32_t units[] = { 0x4EF6, 0x6761, 0x5B97, 0x4E2A, 0x9879, 0x4E07, 0x5143 };
	char sign = 0;
	uint32_t first = cp_at(s, i);
	if (e - i > 1 && (first == '-' || first == 0x51CF))
		sign = '-';
	else if (e - i > 1 && (first == '+' || first == 0x589E))
		sign = '+';
	size_t from = i + (sign != 0), to = e;
	while (to > from + 1) {
		bool unit = false;
		for (size_t u = 0; u < sizeof units / sizeof *units; u++)
			unit |= cp_at(s, to - 1) == units[u];
		if (!unit)
			break;
		to--;
	}
	unsigned points = 0;
	for (size_t k = from; k < to; k++) {
		uint32_t cp = cp_at(s, k);
		bool inner = k > from && k + 1 < to;
		points += cp == '.';
		if (!cp_is_digit(cp) && !(inner && (cp == '.' || cp == ',')))
			return false;
	}
	if (to == from || points > 1)
		return false;
	*ret = digits_text(s, from, to, sign);
	return true;
}

/** Signs that stand for "nothing" where a figure should be. */
static bool is_dash_text(const struct scan *s, size_t i, size_t e)
{
	for (; i < e; i++) {
		uint32_t cp = cp_at(s, i);
		if (cp != '/' && cp != '-' && cp != '\\' && cp != 0x65E0) /* 无 */
			return false;
	}
	return true;
}

/** A whole cell without a label: blank, a figure, or text where a figure should be. */
static size_t scan_cell(struct scan *s, size_t i)
{
	size_t e = part_end(s, i);
	struct sv digits = SV("");
	struct item it = { .from = i, .to = e };
	if (cp_at(s, i) == 0) {
		it.figure.state = CELL_BLANK;
	} else if (is_whole_figure(s, i, e, &digits)) {
		it.figure = (struct figure){ CELL_NUMBER, digits };
	} else {
		bool digit = false;
		for (size_t k = i; k < e; k++)
			digit |= cp_is_digit(cp_at(s, k));
		if (e - i > 40 || (!digit && e - i > 6))
			return e; /* prose or the rest of a label */
		it.figure = (struct figure){ CELL_TEXT, flow_quote(s->f, i, e, s->arena) };
	}
	add(s, it);
	return e;
}

int items_scan(struct flow *f, size_t from, size_t to, struct arena *arena, struct item **ret,
	size_t *ret_n)
{
	struct label *labels;
	size_t n_labels, next = 0;
	int rc = label_find(f, from, to, arena, &labels, &n_labels);
	if (rc)
		return rc;
	struct scan s = { .f = f, .arena = arena, .to = to };
	for (size_t i = from; i < to;) {
		size_t start = i;
		if (f->a[i].sep > s.sep)
			s.sep = f->a[i].sep;
		if (next < n_labels && labels[next].from == i) {
			add(&s, (struct item){ .label = labels[next], .from = i, .to = labels[next].to });
			i = labels[next++].to;
		} else {
			bool begins = i == from || f->a[i].cell != f->a[i - 1].cell ||
				f->a[i].block != f->a[i - 1].block || f->a[i].sep >= SEP_LINE;
			size_t e = begins ? part_end(&s, i) : i;
			bool in_cell = f->a[i].cell != ATOM_NO_CELL;
			if (begins && in_cell && !has_label(&s, i, e))
				i = scan_cell(&s, i);
			else if (begins && !in_cell && is_dash_text(&s, i, e)) {
				add(&s, (struct item){ .figure = { CELL_TEXT,
					flow_quote(f, i, e, arena) }, .from = i, .to = e });
				i = e;
			} else if (cp_is_digit(f->a[i].cp))
				i = scan_digits(&s, from, i);
			else
				i++;
		}
		for (size_t k = start + 1; k < i; k++)
			if (f->a[k].sep > s.sep && s.n && s.items[s.n - 1].from != start)
				s.sep = f->a[k].sep;
	}
	*ret = s.items;
	*ret_n = s.n;
	return s.broken ? E_NOMEM : E_OK;
}

void figure_cell(const struct flow *f, const struct item *it, enum form_type type,
	struct arena *arena, struct form_cell *c)
{
	*c = (struct form_cell){ .state = it->figure.state, .text = SV("") };
	if (c->state == CELL_BLANK)
		return;
	struct sv digits = it->figure.digits;
	if (c->state == CELL_NUMBER && type == FORM_DECIMAL_WAN_YUAN) {
		if (num_parse_decimal(digits, 6, &c->n)) {
			c->state = CELL_DECIMAL;
			c->text = digits;
			return;
		}
	} else if (c->state == CELL_NUMBER && num_parse_i64(digits, &c->n)) {
		return;
	}
	c->state = CELL_TEXT;
	c->text = sv_trim(flow_quote(f, it->from, it->to, arena));
}
