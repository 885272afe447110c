#include "report/sum.h"

#include "base/str.h"

void report_sum_init(struct report_sum *s, struct arena *arena)
{
	*s = (struct report_sum){ .arena = arena };
}

void report_sum_add(struct report_sum *s, const struct report *r)
{
	enum form_layout layout = form_for_year(r->year);
	bool single = report_has_single_other(r);
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		const struct form_cell *c = &r->cells[cell];
		struct form_position p = form_position(cell);
		bool split = p.table == TABLE_APPLICATIONS && p.row > APP_OTHER_HANDLING &&
			p.row <= APP_OTHER_LAST;
		if ((c->state == CELL_NUMBER || c->state == CELL_DECIMAL) && !c->provisional) {
			s->overflow[cell] |=
				__builtin_add_overflow(s->total[cell], c->n, &s->total[cell]);
			s->counted[cell]++;
		} else if (form_has(layout, cell) && !(single && split)) {
			s->missing[cell]++;
		}
	}
	s->mixed_years |= s->n_reports > 0 && s->year != r->year;
	s->year = s->mixed_years ? 0 : r->year;
	s->old_layout |= r->layout == FORM_2019;
	s->n_reports++;
}

/** An amount of 10^-6 万元 in the fewest digits. */
static struct sv amount_text(struct arena *a, int64_t n)
{
	struct str s;
	str_init(&s, a, 64);
	str_addf(&s, "%s%lld", n < 0 ? "-" : "", (long long)(n < 0 ? -(n / 1000000) : n / 1000000));
	long long rest = n % 1000000 < 0 ? -(n % 1000000) : n % 1000000;
	if (rest) {
		int digits = 6;
		for (; rest % 10 == 0; rest /= 10)
			digits--;
		str_addf(&s, ".%0*lld", digits, rest);
	}
	return str_sv(&s);
}

int report_sum_report(const struct report_sum *s, struct sv unit, struct report **ret,
	struct err *err)
{
	struct report *r = arena_alloc(s->arena, sizeof *r);
	if (!r)
		return err_set(err, E_NOMEM, "汇总时内存不足。");
	*r = (struct report){ .arena = s->arena, .unit = unit, .year = s->year,
		.layout = form_for_year(s->year), .title = SV(""), .preamble = SV(""),
		.noticed = { .arena = s->arena } };
	for (int i = 0; i < SECTION__MAX; i++)
		r->sections[i] = (struct report_section){ .present = true, .order = i, .numeral = i + 1,
			.heading = sv_of(form_section_label((enum form_section)i)), .text = SV("") };
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		bool decimal = form_cell_type(cell) == FORM_DECIMAL_WAN_YUAN;
		if (!s->counted[cell] || s->overflow[cell])
			continue;
		r->cells[cell] = (struct form_cell){ .state = decimal ? CELL_DECIMAL : CELL_NUMBER,
			.n = s->total[cell],
			.text = decimal ? amount_text(s->arena, s->total[cell]) : SV("") };
		r->tables[form_position(cell).table] = true;
	}
	*ret = r;
	return s->arena->failed ? err_set(err, E_NOMEM, "汇总时内存不足。") : E_OK;
}
