#include "law/letter_int.h"

#include "base/utf8.h"

#include <stdio.h>

static int no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，文书没有生成，请稍后再试。");
}

struct sv letter_template(const struct letter_kind *k)
{
	for (size_t i = 0; i < n_letter_texts; i++)
		if (sv_eq(sv_of(letter_texts[i].key), sv_of(k->key)))
			return sv_of(letter_texts[i].text);
	return SV("");
}

/** What stands for an element: the law's own words, or what was given. */
static struct sv value_of(const struct letter_kind *k, const struct letter_values *v,
	enum element e)
{
	switch (e) {
	case ELEMENT_DECISION:
		return sv_of(k->decision);
	case ELEMENT_BASIS:
		return sv_of(k->basis);
	case ELEMENT_CONSEQUENCE:
		return sv_of(k->consequence);
	case ELEMENT_NOT_COUNTED:
		return sv_of(k->not_counted);
	case ELEMENT_ANSWER_TIME:
		return sv_of(k->answer_time);
	default:
		return sv_trim(v->text[e]);
	}
}

uint64_t letter_missing(const struct letter_kind *k, const struct letter_values *v)
{
	uint64_t missing = 0;
	for (int e = 0; e < ELEMENT__MAX; e++)
		if (k->required & ELEMENT_BIT(e) && !value_of(k, v, (enum element)e).n)
			missing |= ELEMENT_BIT(e);
	return missing;
}

/** Name all that is missing; the field is the first one. */
static int refuse(const struct letter_kind *k, uint64_t missing, struct err *err)
{
	char list[300];
	size_t n = 0;
	const char *field = NULL;
	for (int e = 0; e < ELEMENT__MAX; e++) {
		const char *label = element_label((enum element)e);
		if (!(missing & ELEMENT_BIT(e)))
			continue;
		if (n + strlen(label) + sizeof "、等" > sizeof list) {
			n += (size_t)snprintf(list + n, sizeof list - n, "等");
			break;
		}
		n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", field ? "、" : "", label);
		field = field ? field : element_key((enum element)e);
	}
	err_set(err, E_USAGE, "%s缺少：%s。", k->name, list);
	if (err)
		snprintf(err->field, sizeof err->field, "%s", field);
	return E_USAGE;
}

static int check_values(const struct letter_values *v, struct err *err)
{
	for (int e = 0; e < ELEMENT__MAX; e++) {
		struct sv s = v->text[e];
		const char *label = element_label((enum element)e);
		if (s.n <= LETTER_VALUE_MAX && letter_text_ok(s))
			continue;
		int code = s.n > LETTER_VALUE_MAX ? err_set(err, E_LIMIT, "“%s”太长。", label)
			: err_set(err, E_FORMAT, "“%s”里有无法识别的字符。", label);
		if (err)
			snprintf(err->field, sizeof err->field, "%s", element_key((enum element)e));
		return code;
	}
	return 0;
}

/* ---- lines to paragraphs -------------------------------------------------------------------------- */

struct filling {
	const struct letter_kind *k;
	const struct letter_values *v;
	struct arena *a;
	struct letter *out;
	size_t cap;
};

static bool add(struct filling *f, const struct letter_paragraph *p)
{
	struct letter_paragraph *grown = arena_grow(f->a, f->out->paragraphs, f->out->n, &f->cap,
		sizeof *grown);
	if (!grown)
		return false;
	f->out->paragraphs = grown;
	grown[f->out->n++] = *p;
	return true;
}

static bool is_stop(struct sv rest)
{
	return sv_starts(rest, SV("。")) || sv_starts(rest, SV("；")) || sv_starts(rest, SV("，"));
}

/** A value: its lines without blanks around them, none of them empty; one full stop, not two. */
static void add_value(struct str *s, struct sv value, struct sv rest)
{
	struct sv line;
	bool first = true;
	if (is_stop(rest) && sv_ends(value, SV("。")))
		value.n -= strlen("。");
	while (sv_cut(&value, '\n', &line)) {
		line = sv_trim(line);
		if (!line.n)
			continue;
		if (!first)
			str_addc(s, '\n');
		for (size_t i = 0; i < line.n; i++)
			str_addc(s, line.p[i] == '\t' || line.p[i] == '\r' ? ' ' : line.p[i]);
		first = false;
	}
}

/** Words that end in the open get their full stop. */
static void end_sentence(struct str *s)
{
	struct sv text = str_sv(s);
	size_t at = text.n;
	if (!at)
		return;
	uint32_t last = utf8_prev(text, &at);
	if ((last >= 0x4E00 && last <= 0x9FFF) || last == 0xFF09 /* ） */ || last == 0x201D /* ” */)
		str_addz(s, "。");
}

/** The text of a line or cell; its pieces were checked before. */
static struct sv fill_text(struct filling *f, struct sv text, enum letter_part part)
{
	struct str s;
	struct letter_piece piece;
	str_init(&s, f->a, 8 * LETTER_VALUE_MAX);
	while (letter_next_piece(&text, 0, &piece, NULL) > 0) {
		if (piece.element == ELEMENT__MAX)
			str_add(&s, piece.words);
		else
			add_value(&s, value_of(f->k, f->v, piece.element), text);
		if (piece.element != ELEMENT__MAX && !text.n && part == LETTER_BODY)
			end_sentence(&s);
	}
	f->a->failed = f->a->failed || !str_ok(&s);
	return str_sv(&s);
}

static bool add_row(struct filling *f, const struct letter_line *line)
{
	struct letter_paragraph p = { .part = LETTER_ROW };
	struct sv rest = line->text, cell;
	while (p.n_cells < LETTER_CELLS_MAX && letter_next_cell(&rest, &cell))
		p.cells[p.n_cells++] = fill_text(f, cell, LETTER_ROW);
	return add(f, &p);
}

static bool add_line(struct filling *f, const struct letter_line *line, uint64_t elements)
{
	if (line->part == LETTER_ROW)
		return add_row(f, line);
	struct letter_paragraph p = { .part = line->part };
	if (line->part == LETTER_PAGE)
		return add(f, &p);
	if (elements & ELEMENT_BIT(ELEMENT_REMEDY) && line->part == LETTER_BODY)
		p.part = LETTER_REMEDY;
	if (elements & ELEMENT_BIT(ELEMENT_DATE) && line->part == LETTER_ORGAN)
		p.part = LETTER_DATE;
	struct sv text = fill_text(f, line->text, line->part);
	while (sv_cut(&text, '\n', &p.text))
		if (!add(f, &p))
			return false;
	return true;
}

static int fill_lines(struct filling *f, struct sv text, struct err *err)
{
	struct letter_line line = { 0 };
	int more;
	while ((more = letter_next_line(&text, &line, err)) > 0) {
		uint64_t elements;
		int code = letter_elements_of(&line, &elements, err);
		if (code)
			return code;
		bool whole = true;
		for (int e = 0; e < ELEMENT__MAX; e++)
			whole = whole && (!(elements & ELEMENT_BIT(e)) || value_of(f->k, f->v, (enum element)e).n);
		if ((whole || !line.optional) && !add_line(f, &line, elements))
			return no_memory(err);
	}
	return f->a->failed ? no_memory(err) : -more;
}

int letter_fill(const struct letter_kind *k, struct sv text, const struct letter_values *v,
	struct arena *a, struct letter *ret, struct err *err)
{
	struct letter out = { .kind = k };
	struct filling f = { k, v, a, &out, 0 };
	uint64_t missing = letter_missing(k, v);
	if (!sv_trim(text).n)
		text = letter_template(k);
	int code = check_values(v, err);
	if (!code && missing)
		code = refuse(k, missing, err);
	if (!code)
		code = letter_check_template(k, text, err);
	if (!code)
		code = fill_lines(&f, text, err);
	if (!code)
		*ret = out;
	return code;
}

struct sv letter_plain(const struct letter *l, struct arena *a)
{
	struct str s;
	str_init(&s, a, SIZE_MAX / 2);
	for (size_t i = 0; i < l->n; i++) {
		const struct letter_paragraph *p = &l->paragraphs[i];
		str_add(&s, p->text);
		for (size_t c = 0; c < p->n_cells; c++) {
			if (c)
				str_addc(&s, '\t');
			str_add(&s, p->cells[c]);
		}
		str_addc(&s, '\n');
	}
	return str_sv(&s);
}
