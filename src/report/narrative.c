/* text_vs_table and text_sum: the figures of the prose against the cells and against each other. */
#include "base/auto.h"
#include "base/num.h"
#include "base/str.h"
#include "report/narrative_claims.h"
#include "report/narrative_sum.h"
#include "report/narrative_words.h"
#include "report/quote.h"
#include "report/report.h"
#include "text/cn_number.h"

/* A section of a real report is a few kB; its tokens take some forty times that. */
enum { SCRATCH_MAX = 256 << 20 };

struct narrator {
	const struct report *r;
	struct findings *list;
	struct arena *scratch;
	enum form_section section;
	const struct block *block;
	bool area; /* the unit is a whole county or city, not one office */
	struct { bool told; int64_t micro; } told[COUNT__MAX][APP_COLUMN__MAX + 1];
};

/** What the tables allow a claim to mean. */
struct reading {
	int64_t expected; /* in the unit of the cell */
	int cell;
	struct sv name;
	bool fits;        /* nothing to say */
	bool certain;     /* no other reading is near */
	const char *hint; /* the other reading, a clause for the message; may be NULL */
};

/** Does the unit report for a whole area, so that a bare sentence may mean its own office only? */
static bool is_area(const struct report *r)
{
	static const char *const ends[] = { "人民政府", "政府", "管委会", "管理委员会", "区", "市",
		"县", "州", "盟", "旗", "省" };
	if (report_is_street_or_town(r))
		return false;
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (sv_ends(r->unit, sv_of(ends[i])))
			return true;
	return r->unit.n == 0;
}

static bool known(const struct narrator *w, enum count what, int column, int64_t *ret)
{
	return count_value(w->r, (struct counted){ what, column, 0 }, ret, NULL);
}

/** 收到N件: new, or with what was carried in, or the other side of the balance. */
static void read_received(const struct narrator *w, const struct claim *c, int64_t n,
	struct reading *q)
{
	int column = c->parts[0].column;
	int64_t carried_in, results;
	if (known(w, COUNT_CARRIED_IN, column, &carried_in) && carried_in > 0 &&
	    n == q->expected + carried_in) {
		q->fits = c->with_carried;
		q->certain = false;
		q->hint = "与“本年新收”加“上年结转”之和相符，请注明含上年结转或改为新收数";
	} else if (known(w, COUNT_RESULTS, column, &results) && n == results) {
		q->certain = false;
		q->hint = "与“本年度办理结果总计”相符，请核对是收到数还是办理数";
	}
}

/** 未收到申请 where something was answered or carried over all the same. */
static void read_none_received(const struct narrator *w, struct reading *q)
{
	static const enum count rows[] = { COUNT_RESULTS, COUNT_CARRIED_OUT };
	static const int columns[] = { APP_TOTAL, APP_NATURAL_PERSON };
	int64_t carried_in, n;
	if (!known(w, COUNT_CARRIED_IN, APP_TOTAL, &carried_in) || carried_in != 0)
		return;
	for (size_t i = 0; i < 4; i++) {
		struct counted other = { rows[i / 2], columns[i % 2], 0 };
		if (count_value(w->r, other, &n, &q->cell) && n > 0) {
			q->fits = false;
			q->expected = n;
			q->name = count_name(w->list->arena, w->r, other);
			return;
		}
	}
}

/** 办结N件: all results, those of the new ones, or everything there was to do. */
static void read_answered(const struct narrator *w, const struct claim *c, int64_t n,
	struct reading *q)
{
	int64_t fresh, carried_in;
	if (!known(w, COUNT_NEW, APP_TOTAL, &fresh) ||
	    !known(w, COUNT_CARRIED_IN, APP_TOTAL, &carried_in)) {
		q->certain = false;
		return;
	}
	q->fits = n == fresh + carried_in || n == q->expected - carried_in ||
		  ((c->handled || c->weak) && n == fresh);
	q->certain &= n != fresh;
}

static void read_other(const struct narrator *w, const struct claim *c, int64_t n,
	struct reading *q)
{
	int64_t a, b;
	int column = c->parts[0].column;
	switch (c->parts[0].what) {
	case COUNT_GRANTED:
		if (known(w, COUNT_PARTIAL, column, &a) && n == q->expected + a) {
			q->certain = false;
			q->hint = "与“予以公开”加“部分公开”之和相符，请核对口径";
		}
		break;
	case COUNT_REASON:
		q->fits = known(w, COUNT_UNABLE, column, &a) && n == a;
		break;
	case COUNT_LAWSUIT:
		if (known(w, COUNT_LAWSUIT_DIRECT, column, &a) &&
		    known(w, COUNT_LAWSUIT_AFTER, column, &b) && (n == a || n == b)) {
			q->certain = false;
			q->hint = "只与其中一组相符，请核对是否漏加另一组";
		}
		break;
	default:
		break;
	}
}

/** What the tables say about a claim. @return false when they do not say */
static bool read_tables(const struct narrator *w, const struct claim *c, int64_t n,
	struct reading *q)
{
	int64_t value, parts;
	*q = (struct reading){ .cell = -1, .certain = !c->weak };
	for (int i = 0; i < c->n_parts; i++) {
		if (!count_value(w->r, c->parts[i], &value, &q->cell))
			return false;
		q->expected += value;
	}
	if (c->n_parts > 1)
		q->cell = -1;
	q->fits = n == q->expected ||
		  (c->n_parts == 1 && count_from_parts(w->r, c->parts[0], &parts) && n == parts);
	enum count what = c->parts[0].what;
	if (c->n_parts == 1 && what == COUNT_NEW && n == 0 && q->expected == 0 &&
	    c->parts[0].column == APP_TOTAL)
		read_none_received(w, q);
	else if (!q->fits && c->n_parts == 1 && what == COUNT_NEW)
		read_received(w, c, n, q);
	else if (!q->fits && c->n_parts == 1 && what == COUNT_RESULTS)
		read_answered(w, c, n, q);
	else if (!q->fits && c->n_parts == 1)
		read_other(w, c, n, q);
	return true;
}

/** An amount said with fewer decimals than the cell has is the same amount. */
static bool read_fee(const struct narrator *w, const struct claim *c, struct reading *q)
{
	if (!count_value(w->r, c->parts[0], &q->expected, &q->cell))
		return false;
	q->certain = !c->weak;
	int64_t said = c->micro, step = CN_NUMBER_ONE;
	for (int i = 0; i < c->decimals; i++)
		step /= 10;
	if (c->unit == UNIT_YUAN) {
		said /= 10000;
		step /= 10000;
	}
	uint64_t off = num_distance(said, q->expected);
	q->fits = off == 0 || (said != 0 && off < (uint64_t)(step > 0 ? step : 1));
	/* The column was filled in 元, or the sentence says 元 for 万元. */
	if (!q->fits && said != 0 && (said / 10000 == q->expected || q->expected / 10000 == said))
		q->certain = false;
	return true;
}

static struct sv amount_text(struct arena *a, int64_t micro)
{
	struct sv s = sv_fmt(a, "%lld.%06lld", (long long)(micro / CN_NUMBER_ONE),
		(long long)(micro % CN_NUMBER_ONE));
	while (s.n && s.p[s.n - 1] == '0')
		s.n--;
	if (s.n && s.p[s.n - 1] == '.')
		s.n--;
	return s;
}

/** Which sentence of doubt goes with a claim that is not certain. */
static const char *doubt(const struct narrator *w, const struct claim *c, const struct reading *q)
{
	if (q->hint)
		return q->hint;
	if (c->published)
		return "原文说的是网上公开的件数，请核对两者是否应当一致";
	if (w->area && c->scope == SCOPE_OFFICE)
		return "原文像是只指本级机关，而表中可能是全区域的数，请核对并写明口径";
	if (w->area && c->scope == SCOPE_PLAIN)
		return "原文没有写明是本级机关还是全区域，请核对并写明口径";
	return "两处口径可能不同，请核对";
}

static void tell(struct narrator *w, const struct claim *c, const struct reading *q)
{
	static const char *const ordinals[] = { "一", "二", "三", "四", "五", "六" };
	struct arena *a = w->list->arena;
	bool fee = c->parts[0].what == COUNT_FEE;
	bool error = q->certain && (!w->area || c->scope == SCOPE_WIDE) &&
		     (w->area || c->scope == SCOPE_PLAIN);
	struct finding f = { .rule = RULE_TEXT_VS_TABLE,
		.severity = error ? SEVERITY_ERROR : SEVERITY_WARNING, .cell = q->cell,
		.section = form_section_key(w->section), .at = w->r->sections[w->section].at };
	f.quote = quote_short(a, text_original(&w->block->normal, w->block->original, c->from,
		c->to));
	f.found = c->all_closed ? sv_dup(a, SV("全部办结")) : amount_text(a, c->micro);
	f.expected = fee ? amount_text(a, q->expected) :
			   sv_fmt(a, "%lld", (long long)q->expected);
	struct sv name = q->name.n ? q->name : q->cell >= 0 ? form_cell_name(a, q->cell) :
			 count_name(a, w->r, c->parts[0]);
	if (c->n_parts > 1)
		name = sv_fmt(a, "%.*s等%d项之和", SV_ARG(name), c->n_parts);
	f.message = sv_fmt(a, "第%s部分写“%.*s”，而%.*s为%.*s%s%s。", ordinals[w->section],
		SV_ARG(f.quote), SV_ARG(name), SV_ARG(f.expected), error ? "，两者不符" : "；",
		error ? "" : doubt(w, c, q));
	findings_add(w->list, f);
}

static void judge(struct narrator *w, const struct claim *c)
{
	struct reading q = { .cell = -1 };
	const struct counted *first = &c->parts[0];
	/* An office does not answer for 全区; that is somebody else's figure. */
	if (c->conflict || (!w->area && c->scope == SCOPE_WIDE))
		return;
	if (c->all_closed) {
		struct counted person = { COUNT_CARRIED_OUT, APP_NATURAL_PERSON, 0 };
		bool said = count_value(w->r, *first, &q.expected, &q.cell) ||
			    count_value(w->r, person, &q.expected, &q.cell);
		q.fits = !said || q.expected == 0;
		q.hint = "两处说法不一致，请核对";
	} else if (first->what == COUNT_FEE) {
		if (!read_fee(w, c, &q))
			return;
	} else if (c->micro % CN_NUMBER_ONE || !read_tables(w, c, c->micro / CN_NUMBER_ONE, &q)) {
		return;
	}
	if (q.fits || (w->told[first->what][first->column].told &&
	               w->told[first->what][first->column].micro == c->micro))
		return;
	w->told[first->what][first->column].told = true;
	w->told[first->what][first->column].micro = c->micro;
	tell(w, c, &q);
}

/** Does the heading say that applications follow? */
static bool speaks_of_applications(const struct block *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (token_is(&b->tokens[i], WORD_APPLICATION))
			return true;
	return false;
}

static void check_block(struct narrator *w, struct claim_context *context)
{
	const struct block *b = w->block;
	for (size_t previous = 0, from = 0, i = 0; i <= b->n; i++) {
		struct claims claims;
		if (i < b->n && !token_ends(&b->tokens[i]))
			continue;
		if (narrative_claims(b, from, i, context, w->scratch, &claims))
			return;
		for (size_t k = 0; k < claims.n; k++)
			judge(w, &claims.items[k]);
		struct sum_sentence s = { w->r, w->section, b, previous, from, i, &claims };
		narrative_sum(&s, w->list);
		previous = from;
		from = i + 1;
	}
}

static void check_section(struct narrator *w, const struct text_words *words)
{
	struct block *first;
	if (narrative_tokens(w->r->sections[w->section].text, words, w->scratch, &first))
		return;
	bool applications = w->section == SECTION_APPLICATIONS, headed = false;
	for (struct block *b = first; b; b = b->next) {
		if (b->heading) {
			headed = speaks_of_applications(b);
			continue;
		}
		struct claim_context context = { .report_year = w->r->year, .section = w->section,
			.applications = applications || headed };
		w->block = b;
		check_block(w, &context);
	}
}

void report_check_narrative(const struct report *r, struct findings *list)
{
	AUTO(arena_done) struct arena scratch;
	struct text_words words;
	arena_init(&scratch, SCRATCH_MAX);
	if (text_words_init(&words, narrative_words, narrative_words_n, &scratch)) {
		list->arena->failed = true;
		return;
	}
	struct narrator w = { .r = r, .list = list, .scratch = &scratch, .area = is_area(r) };
	for (int i = 0; i < SECTION__MAX; i++) {
		w.section = (enum form_section)i;
		if (r->sections[i].present)
			check_section(&w, &words);
	}
	if (scratch.failed)
		list->arena->failed = true;
}
