#include "app/show.h"

#include "base/utf8.h"

void show_who(struct str *s, const struct report *r)
{
	str_add(s, r->unit.n ? r->unit : SV("（没有读到单位名称）"));
	if (r->year)
		str_addf(s, "　%d年", r->year);
	else
		str_addz(s, "　（没有读到年度）");
}

/** The page or sheet and the line or paragraph, as far as they are known. */
static void show_place(struct str *s, struct doc_place at, enum doc_format format)
{
	if (at.page)
		str_addf(s, format == DOC_XLSX ? "第%u张表" : "第%u页", at.page);
	if (at.line)
		str_addf(s, format == DOC_DOCX || format == DOC_LEGACY_DOC ? "第%u段" : "第%u行", at.line);
}

/** The words of the document on one line, not too long. */
static void show_quote(struct str *s, struct sv quote)
{
	size_t shown = 0;
	for (size_t at = 0; at < quote.n;) {
		uint32_t cp = utf8_next(quote, &at);
		if (++shown > 120) {
			str_addz(s, "…");
			return;
		}
		str_add_cp(s, cp == '\n' || cp == '\t' ? ' ' : cp);
	}
}

void show_finding(struct str *s, const struct finding *f, enum doc_format format)
{
	const struct rule *rule = rule_of(f->rule);
	str_addf(s, "  %s  %s [%s]", severity_label(f->severity), rule->title, rule->id);
	if (f->cell >= 0) {
		char key[FORM_KEY_MAX];
		str_addf(s, " %s", form_key(f->cell, key));
	}
	str_addz(s, "\n        ");
	str_add(s, f->message);
	str_addc(s, '\n');
	bool placed = f->at.page || f->at.line;
	if (f->quote.n) {
		str_addz(s, "        原文：“");
		show_quote(s, f->quote);
		str_addz(s, placed ? "”（" : "”");
		show_place(s, f->at, format);
		str_addz(s, placed ? "）\n" : "\n");
	} else if (placed) {
		str_addz(s, "        位置：");
		show_place(s, f->at, format);
		str_addc(s, '\n');
	}
	str_addf(s, "        依据：%s\n", rule->source);
}

void show_cell(struct str *s, const struct form_cell *c)
{
	switch (c->state) {
	case CELL_ABSENT:
		str_addz(s, "（无）");
		break;
	case CELL_BLANK:
		str_addz(s, "（空白）");
		break;
	case CELL_NUMBER:
		str_addf(s, "%lld", (long long)c->n);
		break;
	default:
		str_add(s, c->text);
	}
	if (c->provisional)
		str_addz(s, "？");
}

/** Columns a character takes on a terminal. */
static unsigned width_of(uint32_t cp)
{
	return cp >= 0x1100 && (cp <= 0x115F || (cp >= 0x2014 && cp <= 0x2026) ||
		(cp >= 0x2E80 && cp <= 0xFFDC)) ? 2 : 1;
}

static unsigned width_of_all(struct sv text)
{
	unsigned width = 0;
	for (size_t at = 0; at < text.n;)
		width += width_of(utf8_next(text, &at));
	return width;
}

void show_padded(struct str *s, struct sv text, unsigned columns)
{
	unsigned used = 0;
	bool cut = width_of_all(text) > columns;
	for (size_t at = 0; at < text.n;) {
		uint32_t cp = utf8_next(text, &at);
		if (used + width_of(cp) + (cut ? 2 : 0) > columns)
			break;
		used += width_of(cp);
		str_add_cp(s, cp);
	}
	if (cut && used + 2 <= columns) {
		str_addz(s, "…");
		used += 2;
	}
	for (; used < columns; used++)
		str_addc(s, ' ');
}

/** End a line without the spaces that padded its last column. */
static void end_line(struct str *s)
{
	while (s->n && s->p[s->n - 1] == ' ')
		s->p[--s->n] = '\0';
	str_addc(s, '\n');
}

/** Columns of a terminal for the labels of the rows and for each figure. */
static unsigned label_width(enum form_table_id t)
{
	return t == TABLE_REVIEW ? 0 : 44;
}

static unsigned figure_width(enum form_table_id t)
{
	return t == TABLE_ART20_1 || t == TABLE_APPLICATIONS ? 13 : t == TABLE_REVIEW ? 9 : 27;
}

static void show_row(struct str *s, const struct report *r, enum form_table_id t, int row)
{
	const struct form_table *table = &form_tables[t];
	struct str cell;
	str_init(&cell, s->arena, 4096);
	str_addz(s, "  ");
	show_padded(s, sv_of(table->rows[row].label), label_width(t));
	for (int c = 0; c < table->n_columns; c++) {
		int id = form_cell_at(t, row, c);
		if (r->cells[id].state == CELL_ABSENT && !form_has(r->layout, id))
			continue;
		str_clear(&cell);
		show_cell(&cell, &r->cells[id]);
		str_addc(s, ' ');
		show_padded(s, str_sv(&cell), figure_width(t));
	}
	end_line(s);
}

/** The column headings; for 表四 with the group above each five. */
static void show_heading(struct str *s, const struct report *r, enum form_table_id t)
{
	const struct form_table *table = &form_tables[t];
	str_addf(s, "%s\n", table->caption);
	for (int line = t == TABLE_REVIEW ? 0 : 1; line < 2; line++) {
		str_addz(s, "  ");
		show_padded(s, SV(""), label_width(t));
		for (int c = 0; c < table->n_columns; c++) {
			bool first = c % REVIEW_GROUP_SIZE == 0;
			const char *word = line ? table->columns[c].label : first ? table->columns[c].group : "";
			if (!(table->columns[c].layouts & r->layout))
				continue;
			if (line == 0 && !first)
				continue;
			str_addc(s, ' ');
			show_padded(s, sv_of(word), line ? figure_width(t) : (figure_width(t) + 1) *
				REVIEW_GROUP_SIZE - 1);
		}
		end_line(s);
	}
}

void show_tables(struct str *s, const struct report *r)
{
	for (int t = 0; t < TABLE__MAX; t++) {
		const struct form_table *table = &form_tables[t];
		if (!r->tables[t])
			continue;
		show_heading(s, r, (enum form_table_id)t);
		for (int row = 0; row < table->n_rows; row++) {
			bool there = table->rows[row].layouts & r->layout;
			for (int c = 0; c < table->n_columns; c++)
				there |= r->cells[form_cell_at((enum form_table_id)t, row, c)].state != CELL_ABSENT;
			if (there)
				show_row(s, r, (enum form_table_id)t, row);
		}
	}
}

void show_delta(struct str *s, int cell, int64_t delta)
{
	if (form_cell_type(cell) != FORM_DECIMAL_WAN_YUAN) {
		str_addf(s, "%+lld", (long long)delta);
		return;
	}
	int64_t size = delta < 0 ? -delta : delta;
	str_addf(s, "%c%lld.%06lld", delta < 0 ? '-' : '+', (long long)(size / 1000000),
		(long long)(size % 1000000));
	while (s->n && s->p[s->n - 1] == '0')
		s->p[--s->n] = '\0';
	if (s->n && s->p[s->n - 1] == '.')
		s->p[--s->n] = '\0';
}
