#include "report/pack.h"

#include "base/str.h"
#include "base/utf8.h"

#include <endian.h>

enum { HEAD = 8, YEAR_MAX = 9999, FINDING_MIN = 12 };

/* Bits beside the state of a cell. */
enum { CELL_STATE = 7, CELL_PROVISIONAL = 8, CELL_HAS_N = 16, CELL_HAS_TEXT = 32,
	CELL_HAS_QUOTE = 64, CELL_MOVES = 128 };

/* Bits of a section. */
enum { SECTION_PRESENT = 1, SECTION_WORDLESS = 2, SECTION_VARIANT = 4 };

static const char magic[4] = { 'G', 'K', 'R', '1' };

static uint32_t load32(const char *p)
{
	uint32_t v = 0;
	for (int i = 0; i < 4; i++)
		v |= (uint32_t)(uint8_t)p[i] << 8 * i;
	return v;
}

/* Eight bytes at a time: it guards against damage, not against an enemy. */
uint32_t report_pack_sum(struct sv body)
{
	uint64_t h = 0x9E3779B97F4A7C15u ^ body.n;
	for (size_t i = 0; i < body.n; i += 8) {
		uint64_t word = 0;
		if (body.n - i >= sizeof word)
			memcpy(&word, body.p + i, sizeof word);
		else
			memcpy(&word, body.p + i, body.n - i);
		h = (h ^ le64toh(word)) * 0xFF51AFD7ED558CCDu;
		h ^= h >> 32;
	}
	return (uint32_t)(h ^ h >> 29);
}

/* ---- out ------------------------------------------------------------------------------------ */

/** What is built, the place given last, and whether something cannot be packed. */
struct out {
	struct str s;
	struct doc_place at;
	bool unfit;
};

static void add_u64(struct out *o, uint64_t v)
{
	char b[10];
	size_t n = 0;
	do {
		b[n++] = (char)((v & 0x7F) | (v > 0x7F ? 0x80 : 0));
		v >>= 7;
	} while (v);
	str_add(&o->s, (struct sv){ b, n });
}

static void add_i64(struct out *o, int64_t v)
{
	add_u64(o, ((uint64_t)v << 1) ^ (v < 0 ? ~(uint64_t)0 : 0));
}

static void add_text(struct out *o, struct sv v)
{
	o->unfit |= !utf8_valid(v);
	add_u64(o, v.n);
	str_add(&o->s, v);
}

/** A place, as the distance from the last one. */
static void add_place(struct out *o, struct doc_place at)
{
	add_i64(o, (int64_t)at.page - o->at.page);
	add_i64(o, (int64_t)at.line - o->at.line);
	o->at = at;
}

static void add_period(struct out *o, const struct report_period *p)
{
	const int parts[] = { p->from_year, p->from_month, p->from_day, p->to_year, p->to_month,
		p->to_day };
	str_addc(&o->s, p->present);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		add_i64(o, parts[i]);
	add_text(o, p->quote);
	add_place(o, p->at);
}

static void add_section(struct out *o, const struct report_section *s)
{
	str_addc(&o->s, (char)((s->present ? SECTION_PRESENT : 0) |
		(s->wordless ? SECTION_WORDLESS : 0) | (s->variant ? SECTION_VARIANT : 0)));
	add_i64(o, s->order);
	add_i64(o, s->numeral);
	add_text(o, s->heading);
	add_text(o, s->text);
	add_place(o, s->at);
}

/** Cells of a table stand in few lines: a cell says its place only when it is another one. An absent
    cell has none, unless it says so. */
static void add_cell(struct out *o, const struct report *r, int cell)
{
	const struct form_cell *c = &r->cells[cell];
	const struct doc_place at = r->cell_at[cell];
	const struct doc_place usual = c->state == CELL_ABSENT ? (struct doc_place){ 0 } : o->at;
	bool moves = at.page != usual.page || at.line != usual.line;
	unsigned head = (unsigned)c->state | (c->provisional ? CELL_PROVISIONAL : 0) |
		(c->n ? CELL_HAS_N : 0) | (c->text.n ? CELL_HAS_TEXT : 0) |
		(r->cell_quote[cell].n ? CELL_HAS_QUOTE : 0) | (moves ? CELL_MOVES : 0);
	str_addc(&o->s, (char)head);
	if (head & CELL_HAS_N)
		add_i64(o, c->n);
	if (head & CELL_HAS_TEXT)
		add_text(o, c->text);
	if (head & CELL_HAS_QUOTE)
		add_text(o, r->cell_quote[cell]);
	if (head & CELL_MOVES)
		add_place(o, at);
}

/** Number of a section's key, counted from 1; 0 for NULL. */
static int section_number(const char *key)
{
	for (int s = 0; key && s < SECTION__MAX; s++)
		if (strcmp(key, form_section_key((enum form_section)s)) == 0)
			return s + 1;
	return key ? -1 : 0;
}

static void add_findings(struct out *o, const struct findings *list)
{
	add_u64(o, list->n);
	for (size_t i = 0; i < list->n; i++) {
		const struct finding *f = &list->items[i];
		int section = section_number(f->section);
		o->unfit |= section < 0 || f->cell < -1 || f->cell >= FORM_CELLS || f->rule >= RULE__MAX;
		if (o->unfit)
			return;
		add_text(o, sv_of(rule_of(f->rule)->id));
		str_addc(&o->s, (char)f->severity);
		add_i64(o, f->cell);
		str_addc(&o->s, (char)section);
		add_text(o, f->found);
		add_text(o, f->expected);
		add_text(o, f->quote);
		add_text(o, f->message);
		add_place(o, f->at);
	}
}

static void add_report(struct out *o, const struct report *r, const struct findings *findings)
{
	o->unfit |= r->year < 0 || r->year > YEAR_MAX;
	str_addc(&o->s, (char)r->format);
	str_addc(&o->s, (char)r->layout);
	add_u64(o, (uint64_t)(unsigned)r->year);
	add_text(o, r->title);
	add_place(o, r->title_at);
	add_text(o, r->unit);
	add_period(o, &r->period);
	add_text(o, r->preamble);
	for (int s = 0; s < SECTION__MAX; s++)
		add_section(o, &r->sections[s]);
	unsigned tables = 0;
	for (int t = 0; t < TABLE__MAX; t++)
		tables |= r->tables[t] ? 1u << t : 0;
	str_addc(&o->s, (char)tables);
	for (int cell = 0; cell < FORM_CELLS; cell++)
		add_cell(o, r, cell);
	add_findings(o, &r->noticed);
	str_addc(&o->s, findings != NULL);
	if (findings)
		add_findings(o, findings);
}

int report_pack(const struct report *r, const struct findings *findings, struct arena *a,
	struct sv *ret, struct err *err)
{
	struct out o = { 0 };
	char head[HEAD] = { 0 };
	memcpy(head, magic, sizeof magic);
	str_init(&o.s, a, PACK_MAX);
	str_add(&o.s, (struct sv){ head, sizeof head });
	add_report(&o, r, findings);
	if (o.unfit) {
		err_set(err, E_FORMAT, "这份报告里有无法保存的内容；请用原软件重新另存后再试。");
		return err_detail(err, "pack: text is not UTF-8, or a member out of range");
	}
	if (a->failed)
		return err_set(err, E_NOMEM, "内存不足，无法保存这份报告。");
	if (!str_ok(&o.s))
		return err_set(err, E_LIMIT, "报告的文字超过%d兆字节，不像一份年度报告；请检查是否选错文件。",
			PACK_MAX / 1048576);
	uint32_t sum = report_pack_sum(sv_from(str_sv(&o.s), HEAD));
	for (int i = 0; i < 4; i++)
		o.s.p[sizeof magic + i] = (char)(sum >> 8 * i & 0xFF);
	*ret = str_sv(&o.s);
	return E_OK;
}

/* ---- in ------------------------------------------------------------------------------------- */

/** What is left, the place given last, and the first thing found wrong. */
struct in {
	const char *p, *end;
	struct arena *arena;
	struct doc_place at;
	const char *wrong; /* NULL while all is well */
	bool nomem;
};

static void refuse(struct in *in, const char *why)
{
	if (!in->wrong)
		in->wrong = why;
	in->p = in->end;
}

static uint8_t take_u8(struct in *in, unsigned max)
{
	uint8_t v = in->p < in->end ? (uint8_t)*in->p : 0;
	if (in->p >= in->end)
		refuse(in, "ends too soon");
	else if (v > max)
		refuse(in, "a code that there is not");
	else
		in->p++;
	return v > max ? 0 : v;
}

static uint64_t take_u64(struct in *in)
{
	uint64_t v = 0;
	for (unsigned shift = 0; shift < 64 && in->p < in->end; shift += 7) {
		uint8_t b = (uint8_t)*in->p++;
		if (shift == 63 && b > 1)
			break;
		v |= (uint64_t)(b & 0x7F) << shift;
		if (!(b & 0x80))
			return v;
	}
	refuse(in, "number without an end");
	return 0;
}

static int64_t take_i64(struct in *in)
{
	uint64_t v = take_u64(in);
	return (int64_t)(v >> 1 ^ (v & 1 ? ~(uint64_t)0 : 0));
}

/** A number from `min` to `max`. */
static int64_t take_within(struct in *in, int64_t min, int64_t max)
{
	int64_t v = take_i64(in);
	if (v < min || v > max) {
		refuse(in, "number out of range");
		return min;
	}
	return v;
}

static int take_int(struct in *in)
{
	return (int)take_within(in, INT32_MIN, INT32_MAX);
}

static struct sv take_text(struct in *in)
{
	uint64_t n = take_u64(in);
	if (n > (uint64_t)(in->end - in->p)) {
		refuse(in, "text longer than the rest");
		return SV("");
	}
	struct sv v = { in->p, (size_t)n };
	in->p += n;
	if (!utf8_valid(v)) {
		refuse(in, "text is not UTF-8");
		return SV("");
	}
	return v;
}

static struct doc_place take_place(struct in *in)
{
	int64_t page = 0, line = 0;
	if (__builtin_add_overflow(take_i64(in), (int64_t)in->at.page, &page) ||
	    __builtin_add_overflow(take_i64(in), (int64_t)in->at.line, &line) || page < 0 ||
	    line < 0 || page > UINT32_MAX || line > UINT32_MAX) {
		refuse(in, "place out of range");
		return (struct doc_place){ 0 };
	}
	return in->at = (struct doc_place){ (uint32_t)page, (uint32_t)line };
}

static struct report_period take_period(struct in *in)
{
	struct report_period p = { .present = take_u8(in, 1) };
	int *const parts[] = { &p.from_year, &p.from_month, &p.from_day, &p.to_year, &p.to_month,
		&p.to_day };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		*parts[i] = take_int(in);
	p.quote = take_text(in);
	p.at = take_place(in);
	return p;
}

static struct report_section take_section(struct in *in)
{
	uint8_t head = take_u8(in, SECTION_PRESENT | SECTION_WORDLESS | SECTION_VARIANT);
	struct report_section s = { .present = head & SECTION_PRESENT,
		.wordless = head & SECTION_WORDLESS, .variant = head & SECTION_VARIANT };
	s.order = take_int(in);
	s.numeral = take_int(in);
	s.heading = take_text(in);
	s.text = take_text(in);
	s.at = take_place(in);
	return s;
}

static void take_cell(struct in *in, struct report *r, int cell)
{
	struct form_cell *c = &r->cells[cell];
	uint8_t head = take_u8(in, 255);
	if ((head & CELL_STATE) > CELL_TEXT)
		refuse(in, "no such state of a cell");
	c->state = head & CELL_STATE;
	c->provisional = head & CELL_PROVISIONAL;
	c->n = head & CELL_HAS_N ? take_i64(in) : 0;
	c->text = head & CELL_HAS_TEXT ? take_text(in) : SV("");
	r->cell_quote[cell] = head & CELL_HAS_QUOTE ? take_text(in) : SV("");
	if (head & CELL_MOVES)
		r->cell_at[cell] = take_place(in);
	else if (c->state != CELL_ABSENT)
		r->cell_at[cell] = in->at;
}

static void take_finding(struct in *in, struct finding *f)
{
	f->rule = rule_by_id(take_text(in));
	if (f->rule == RULE__MAX)
		refuse(in, "no such rule");
	f->severity = take_u8(in, SEVERITY_WARNING);
	f->cell = (int)take_within(in, -1, FORM_CELLS - 1);
	uint8_t section = take_u8(in, SECTION__MAX);
	f->section = section ? form_section_key((enum form_section)(section - 1)) : NULL;
	f->found = take_text(in);
	f->expected = take_text(in);
	f->quote = take_text(in);
	f->message = take_text(in);
	f->at = take_place(in);
}

static void take_findings(struct in *in, struct findings *list)
{
	uint64_t n = take_u64(in);
	if (n > (uint64_t)(in->end - in->p) / FINDING_MIN) {
		refuse(in, "more findings than bytes");
		return;
	}
	*list = (struct findings){ .arena = in->arena, .cap = n,
		.items = n ? arena_array(in->arena, n, sizeof *list->items) : NULL };
	in->nomem |= n && !list->items;
	for (; list->items && list->n < n && !in->wrong; list->n++)
		take_finding(in, &list->items[list->n]);
}

static void take_report(struct in *in, struct report *r, struct findings **ret_findings)
{
	r->arena = in->arena;
	r->format = take_u8(in, DOC_FORMAT__MAX - 1);
	r->layout = take_u8(in, FORM_BOTH);
	uint64_t year = take_u64(in);
	if (year > YEAR_MAX)
		refuse(in, "year out of range");
	r->year = year > YEAR_MAX ? 0 : (int)year;
	r->title = take_text(in);
	r->title_at = take_place(in);
	r->unit = take_text(in);
	r->period = take_period(in);
	r->preamble = take_text(in);
	for (int s = 0; s < SECTION__MAX; s++)
		r->sections[s] = take_section(in);
	uint8_t tables = take_u8(in, (1 << TABLE__MAX) - 1);
	for (int t = 0; t < TABLE__MAX; t++)
		r->tables[t] = tables & 1 << t;
	for (int cell = 0; cell < FORM_CELLS; cell++)
		take_cell(in, r, cell);
	take_findings(in, &r->noticed);
	if (take_u8(in, 1)) {
		*ret_findings = arena_alloc(in->arena, sizeof **ret_findings);
		if (*ret_findings)
			take_findings(in, *ret_findings);
		in->nomem |= !*ret_findings;
	}
}

int report_unpack(struct sv bytes, struct arena *a, struct report **ret,
	struct findings **ret_findings, struct err *err)
{
	struct in in = { .p = bytes.p + bytes.n, .end = bytes.p + bytes.n, .arena = a };
	struct report *r = arena_alloc(a, sizeof *r);
	struct findings *findings = NULL;
	in.nomem = !r;
	if (bytes.n < HEAD || bytes.n > PACK_MAX || memcmp(bytes.p, magic, sizeof magic) != 0)
		refuse(&in, "no packed report");
	else if (load32(bytes.p + sizeof magic) != report_pack_sum(sv_from(bytes, HEAD)))
		refuse(&in, "checksum differs");
	else
		in.p = bytes.p + HEAD;
	if (r && !in.wrong)
		take_report(&in, r, &findings);
	if (in.nomem)
		return err_set(err, E_NOMEM, "内存不足，无法取出这份报告。");
	if (in.p != in.end)
		refuse(&in, "bytes after the end");
	if (in.wrong) {
		err_set(err, E_FORMAT, "保存的报告已损坏，无法显示；请联系管理员，从原文件重新导入或恢复备份。");
		err_detail(err, "unpack: %s", in.wrong);
		return E_FORMAT;
	}
	*ret = r;
	if (ret_findings)
		*ret_findings = findings;
	return E_OK;
}
