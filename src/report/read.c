/* Reading a report: who and when, the sections' text, and the tables. */
#include "report/reading.h"

#include "base/str.h"
#include "base/utf8.h"

enum { SECTION_TEXT_MAX = 1 << 20 };

/** Does a line of text go on in the next? PDF text breaks sentences at the margin. */
static bool runs_on(const struct flow *f, size_t i)
{
	uint32_t before = f->a[i - 1].cp, after = f->a[i].cp;
	if (f->a[i].sep == SEP_GAP || f->a[i - 1].block == f->a[i].block)
		return f->a[i].sep != SEP_GAP && f->a[i].sep != SEP_LINE;
	bool ended = before == 0x3002 || before == ':' || before == ';' || before == '!' ||
		before == '?';
	bool starts = after == '(' || after == '#' || after == 0x2022;
	size_t line = 0;
	for (size_t k = i - 1; k > 0 && f->a[k].sep < SEP_LINE; k--)
		line++;
	return !ended && !starts && line >= 18;
}

/** Append the words of atoms [from, to) that stand outside tables. */
static void add_words(struct str *s, const struct flow *f, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct atom *a = &f->a[i];
		if (a->cell != ATOM_NO_CELL)
			continue;
		if (s->n && a->sep >= SEP_LINE && i > 0)
			str_addc(s, runs_on(f, i) ? ' ' : '\n');
		else if (s->n && a->sep != SEP_NONE && i > from)
			str_addc(s, ' ');
		str_add(s, flow_char(f, i));
	}
}

/** A space between two Chinese characters is a line break that was joined, not a space. */
static struct sv close_up(struct arena *arena, struct sv text)
{
	struct str s;
	str_init(&s, arena, SECTION_TEXT_MAX);
	uint32_t before = 0;
	for (size_t at = 0; at < text.n;) {
		size_t start = at;
		uint32_t cp = utf8_next(text, &at);
		if (cp == ' ') {
			size_t next = at;
			uint32_t after = next < text.n ? utf8_next(text, &next) : 0;
			if (before > 0x2E7F && after > 0x2E7F)
				continue;
		}
		str_add(&s, (struct sv){ text.p + start, at - start });
		before = cp;
	}
	return sv_trim(str_sv(&s));
}

/** The table that stands in a section, as a stretch of atoms. */
static struct span table_in(const struct outline *o, enum form_section s)
{
	switch (s) {
	case SECTION_PROACTIVE:
		return o->art;
	case SECTION_APPLICATIONS:
		return o->applications;
	case SECTION_REVIEW:
		return o->review;
	default:
		return (struct span){ 0, 0 };
	}
}

/** End of a table inside running text: after its last figure. */
static size_t table_end(struct reading *rd, struct span table)
{
	size_t last = table.from;
	for (size_t i = table.from; i < table.to; i++)
		if (rd->flow.a[i].label || cp_is_digit(rd->flow.a[i].cp) || rd->flow.a[i].cp == 0) {
			if (i > last + 60)
				break; /* figures of a remark below the table */
			last = i;
		}
	return last + 1;
}

static void read_section(struct reading *rd, enum form_section s)
{
	const struct heading *h = &rd->outline.sections[s];
	struct report_section *out = &rd->r->sections[s];
	out->order = -1;
	out->heading = out->text = SV("");
	if (!h->found)
		return;
	size_t end = outline_section_end(&rd->outline, s), from = h->at.to;
	out->present = true;
	out->wordless = h->wordless;
	out->numeral = h->numeral;
	out->variant = h->variant;
	out->heading = flow_quote(&rd->flow, h->at.from, h->at.to, rd->arena);
	out->at = flow_place(&rd->flow, h->at.from);
	while (from < end && (rd->flow.a[from].cp == 0x3002 || rd->flow.a[from].cp == ':'))
		from++;
	struct str text;
	str_init(&text, rd->arena, SECTION_TEXT_MAX);
	struct span table = table_in(&rd->outline, s);
	if (table.from < table.to && table.from >= from && table.from < end) {
		add_words(&text, &rd->flow, from, table.from);
		str_addc(&text, '\n');
		from = table_end(rd, table);
	}
	add_words(&text, &rd->flow, from, end);
	out->text = close_up(rd->arena, str_sv(&text));
}

static void order_sections(struct report *r, const struct outline *o)
{
	for (int s = 0; s < SECTION__MAX; s++) {
		if (!r->sections[s].present)
			continue;
		r->sections[s].order = 0;
		for (int k = 0; k < SECTION__MAX; k++)
			r->sections[s].order += r->sections[k].present &&
				o->sections[k].at.from < o->sections[s].at.from;
	}
}

/** A number of at most four digits at atom *i; moves past it. -1 when there is none. */
static int small_number(const struct flow *f, size_t *i, size_t end)
{
	int v = -1;
	size_t start = *i;
	while (*i < end && cp_is_digit(f->a[*i].cp) && *i - start < 8) {
		v = (v < 0 ? 0 : v) * 10 + (int)(f->a[*i].cp - '0');
		++*i;
	}
	return v;
}

struct date_said {
	int year, month, day;
};

/** "2023年1月1日", "12月31日", "2023.1.1" at atom *i; moves past it. */
static bool date_at(const struct flow *f, size_t *i, size_t end, struct date_said *d)
{
	size_t k = *i;
	*d = (struct date_said){ 0 };
	int v = small_number(f, &k, end);
	if (v < 0 || k >= end)
		return false;
	if (f->a[k].cp == 0x5E74 || (f->a[k].cp == '.' && v > 1900)) { /* 年 */
		d->year = v;
		k++;
		v = small_number(f, &k, end);
	}
	if (v < 1 || k >= end || (f->a[k].cp != 0x6708 && f->a[k].cp != '.')) /* 月 */
		return false;
	d->month = v;
	k++;
	d->day = small_number(f, &k, end);
	if (d->day < 1)
		return false;
	if (k < end && f->a[k].cp == 0x65E5) /* 日 */
		k++;
	*i = k;
	return true;
}

/** The statistical period: two dates with 至, 到 or a dash between. */
static void read_period(struct reading *rd, size_t end)
{
	const struct flow *f = &rd->flow;
	struct report_period *p = &rd->r->period;
	for (size_t i = 0; i < end; i++) {
		if (!cp_is_digit(f->a[i].cp) || (i > 0 && cp_is_digit(f->a[i - 1].cp)))
			continue;
		size_t k = i;
		struct date_said from, to;
		if (!date_at(f, &k, end, &from) || from.year == 0)
			continue;
		for (size_t gap = 0; gap < 5 && k < end && !cp_is_digit(f->a[k].cp); gap++)
			k++;
		if (k >= end || !date_at(f, &k, end, &to))
			continue;
		*p = (struct report_period){ true, from.year, from.month, from.day,
			to.year ? to.year : from.year, to.month, to.day,
			flow_quote(f, i, k, rd->arena), flow_place(f, i) };
		return;
	}
}

/** First year said as "20XX年" in [from, to); 0 if none. *at is set to its first atom. */
static int year_in(const struct flow *f, size_t from, size_t to, size_t *at)
{
	for (size_t i = from; i < to; i++) {
		if (!cp_is_digit(f->a[i].cp))
			continue;
		size_t k = i;
		int v = small_number(f, &k, to);
		if (v >= 2008 && v <= 2099 && k < to && f->a[k].cp == 0x5E74) {
			*at = i;
			return v;
		}
		i = k;
	}
	return 0;
}

/** A name without the words that lead to it. */
static struct sv clean_unit(struct arena *arena, struct sv name)
{
	static const char *const lead[] = { "标题:", "标题：", "《", "关于", "正文", "附件:" };
	name = sv_trim(name);
	for (size_t i = 0; i < sizeof lead / sizeof *lead; i++)
		if (sv_starts(name, sv_of(lead[i])))
			name = sv_trim(sv_from(name, strlen(lead[i])));
	if (sv_ends(name, SV("关于")))
		name = sv_trim(sv_head(name, name.n - strlen("关于")));
	struct str s;
	str_init(&s, arena, 512);
	for (size_t at = 0; at < name.n;) {
		size_t start = at;
		uint32_t cp = utf8_next(name, &at);
		if (cp != ' ' && cp != 0x3000 && cp != '\n' && cp != '\t' && cp != 0xA0)
			str_add(&s, (struct sv){ name.p + start, at - start });
	}
	return str_sv(&s);
}

/** The short line above the title, when the title begins with the year. */
static struct sv line_above(const struct reading *rd, size_t title)
{
	const struct flow *f = &rd->flow;
	if (title == 0)
		return SV("");
	size_t from = title - 1;
	while (from > 0 && f->a[from].sep < SEP_LINE)
		from--;
	struct sv line = flow_quote(f, from, title, rd->arena);
	bool prose = sv_has(line, SV("。")) || sv_has(line, SV("，")) || sv_has(line, SV(":")) ||
		sv_has(line, SV("：")) || sv_eq(sv_trim(line), SV("正文"));
	return title - from > 40 || prose ? SV("") : line;
}

static void read_title(struct reading *rd)
{
	const struct flow *f = &rd->flow;
	struct report *r = rd->r;
	struct span t = rd->outline.title;
	size_t at = 0;
	r->title = r->unit = SV("");
	if (t.from == t.to) {
		r->title = sv_trim(f->doc->title);
		return;
	}
	r->title = sv_trim(flow_quote(f, t.from, t.to, rd->arena));
	r->title_at = flow_place(f, t.from);
	r->year = year_in(f, t.from, t.to, &at);
	if (!r->year)
		return;
	r->unit = clean_unit(rd->arena, flow_quote(f, t.from, at, rd->arena));
	size_t after = flow_search(f, at, t.to, SV("年")) + 1, end = t.to;
	const struct sv tails[] = { SV("政府信息公开"), SV("政务公开"), SV("信息公开"),
		SV("政务信息公开") };
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		size_t hit = flow_search(f, after, t.to, tails[i]);
		end = hit < end ? hit : end;
	}
	if (after < end && f->a[after].cp == 0x5EA6) /* 度 */
		after++;
	if (!r->unit.n && after < end)
		r->unit = clean_unit(rd->arena, flow_quote(f, after, end, rd->arena));
	if (!r->unit.n)
		r->unit = clean_unit(rd->arena, line_above(rd, t.from));
}

/** Year and unit of a report without a usable title. */
static void read_who_and_when(struct reading *rd)
{
	size_t at, end = rd->flow.n;
	for (int s = 0; s < SECTION__MAX; s++)
		if (rd->outline.sections[s].found && rd->outline.sections[s].at.from < end)
			end = rd->outline.sections[s].at.from;
	size_t overview = outline_section_end(&rd->outline, SECTION_OVERVIEW);
	read_title(rd);
	read_period(rd, rd->outline.sections[SECTION_OVERVIEW].found ? overview : end);
	if (!rd->r->year && rd->r->period.present)
		rd->r->year = rd->r->period.from_year;
	if (!rd->r->year)
		rd->r->year = year_in(&rd->flow, 0, end, &at);
	if (!rd->r->year)
		rd->r->year = year_in(&rd->flow, 0, overview, &at);
	struct str s;
	str_init(&s, rd->arena, SECTION_TEXT_MAX);
	size_t from = rd->outline.title.to <= end ? rd->outline.title.to : 0;
	add_words(&s, &rd->flow, from, end);
	rd->r->preamble = close_up(rd->arena, str_sv(&s));
}

static bool is_report(const struct report *r)
{
	int n = 0;
	for (int s = 0; s < SECTION__MAX; s++)
		n += r->sections[s].present;
	for (int t = 0; t < TABLE__MAX; t++)
		n += r->tables[t];
	return n >= 2;
}

static int read_tables(struct reading *rd)
{
	int rc = read_art(rd);
	if (!rc)
		rc = read_applications(rd);
	return rc ? rc : read_review(rd);
}

int report_read(const struct doc *d, struct arena *a, struct report **ret, struct err *err)
{
	struct reading rd = { .arena = a };
	bool is_export = false;
	rd.r = arena_alloc(a, sizeof *rd.r);
	int rc = rd.r ? flow_make(d, a, &rd.flow) : E_NOMEM;
	if (!rc) {
		*rd.r = (struct report){ .arena = a, .format = d->format, .layout = FORM_2021,
			.noticed = { .arena = a } };
		outline_find(&rd.flow, &rd.outline);
		read_who_and_when(&rd);
		is_export = read_export(&rd);
		if (!is_export)
			rc = read_tables(&rd);
	}
	if (rc || a->failed)
		return err_set(err, E_NOMEM, "文件内容过多，内存不足，无法读取。");
	for (int s = 0; s < SECTION__MAX; s++)
		read_section(&rd, (enum form_section)s);
	order_sections(rd.r, &rd.outline);
	if (is_export)
		read_export_sections(&rd);
	if (rd.outline.two_reports)
		return err_set(err, E_MANY, "这个文件里有不止一份年度报告；请每份报告单独存成一个文件再检查。");
	if (!is_report(rd.r))
		return err_set(err, E_NOT_REPORT, "没有找到政府信息公开工作年度报告的内容"
			"（六个部分和统计表一个也没有）；请确认文件是否选对。");
	*ret = rd.r;
	return a->failed ? err_set(err, E_NOMEM, "文件内容过多，内存不足，无法读取。") : E_OK;
}
