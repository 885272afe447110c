/* What the readers of the tables share: taking figures in, noticing, naming. */
#include "report/reading.h"

#include "base/utf8.h"
#include "text/normal.h"

void reading_set(struct reading *rd, int cell, const struct item *figure)
{
	struct form_cell *c = &rd->r->cells[cell];
	figure_cell(&rd->flow, figure, form_cell_type(cell), rd->arena, c);
	rd->r->cell_at[cell] = flow_place(&rd->flow, figure->from);
	rd->r->cell_quote[cell] = flow_quote(&rd->flow, figure->from, figure->to, rd->arena);
}

void reading_set_split(struct reading *rd, int cell, int64_t n, const struct item *run,
	bool certain)
{
	rd->r->cells[cell] = (struct form_cell){ .state = CELL_NUMBER, .n = n,
		.provisional = !certain, .text = SV("") };
	rd->r->cell_at[cell] = flow_place(&rd->flow, run->from);
	rd->r->cell_quote[cell] = flow_quote(&rd->flow, run->from, run->to, rd->arena);
}

void reading_note(struct reading *rd, enum rule_id rule, int cell, size_t from, size_t to,
	struct sv expected, struct sv message)
{
	struct sv quote = flow_quote(&rd->flow, from, to, rd->arena);
	findings_add(&rd->r->noticed, (struct finding){ .rule = rule,
		.severity = rule_of(rule)->severity, .cell = cell, .found = quote, .expected = expected,
		.quote = quote, .message = message, .at = flow_place(&rd->flow, from) });
}

struct sv reading_cells_text(struct arena *arena, const int64_t *values, int n)
{
	struct str s;
	str_init(&s, arena, 512);
	for (int i = 0; i < n; i++)
		str_addf(&s, "%s%lld", i ? "｜" : "", (long long)values[i]);
	return str_sv(&s);
}

/** The Chinese characters of a label without its numeral; remarks in brackets are kept. */
static struct sv bare(struct arena *arena, struct sv label)
{
	struct str s;
	str_init(&s, arena, 1024);
	bool start = true;
	size_t at = 0;
	while (at < label.n) {
		uint32_t cp = text_fold(utf8_next(label, &at));
		bool numeral = !start || cp == 0x3001 || cp == '(' || cp == ')' || cp == '.' || cp_is_digit(cp) ||
			sv_find(SV("一二三四五六七八"), sv_head(sv_from(label, at - 3), 3)) != SV_NONE;
		if (start && numeral)
			continue; /* its number */
		if (cp_is_han(cp)) {
			str_add_cp(&s, cp);
			start = false;
		}
	}
	return str_sv(&s);
}

void reading_label(struct reading *rd, const struct item *label, int cell)
{
	const struct label *l = &label->label;
	const struct doc_cell *c = flow_cell(&rd->flow, label->from);
	struct sv official = sv_of(label_official(l->kind, l->index));
	struct sv printed = flow_quote(&rd->flow, label->from, label->to, rd->arena);
	bool variant = l->variant;
	if (!variant && (!c || sv_eq(sv_trim(c->text), official)))
		return;
	if (c) {
		struct sv have = bare(rd->arena, c->text), want = bare(rd->arena, official);
		variant = !sv_has(want, have) && !sv_has(have, want);
		if (variant || sv_eq(have, want))
			printed = sv_trim(c->text);
		struct sv words = bare(rd->arena,
			flow_quote(&rd->flow, label->from, label->to, rd->arena));
		if (l->variant && (sv_eq(have, words) || !sv_has(want, have)))
			variant = true;
	}
	for (size_t i = 0; variant && i < rd->r->noticed.n; i++)
		if (rd->r->noticed.items[i].rule == RULE_LABEL_VARIANT &&
		    sv_eq(rd->r->noticed.items[i].expected, official))
			return;
	if (variant)
		findings_add(&rd->r->noticed, (struct finding){ .rule = RULE_LABEL_VARIANT,
			.severity = SEVERITY_WARNING, .cell = cell, .found = printed, .quote = printed,
			.expected = official, .at = flow_place(&rd->flow, label->from),
			.message = sv_fmt(rd->arena, "名称印作“%.*s”，统一格式为“%.*s”。", SV_ARG(printed),
				SV_ARG(official)) });
}
