#include "report/narrative_claims.h"

#include "base/err.h"
#include "report/narrative_phrase.h"

/** The sentence that is being read. */
struct sentence {
	const struct block *b;
	struct claim_context *context;
	struct arena *arena;
	struct claims *out;
	enum claim_scope scope;
	bool below, time, plan, part, list_open;
	bool object;              /* it speaks of 投诉, 建议 … just now */
	bool received;            /* it has said 收到…申请 */
	bool disclosure;          /* it speaks of disclosure, not of all that the office does */
	enum count review;        /* last of 行政复议, 行政诉讼 … that was said */
	enum count document;      /* last of 规章, 规范性文件 */
	int document_do;          /* last of 制发, 废止, 现行有效; -1 = none */
	enum count parent;        /* what the figure before 其中 counted; COUNT_NONE = unknown */
	bool has_parent;
	enum count last;          /* what the last figure counted */
	bool counted;             /* there was a figure */
};

static bool add(struct sentence *s, struct claim c)
{
	struct claims *l = s->out;
	struct claim *more = arena_grow(s->arena, l->items, l->n, &l->cap, sizeof c);
	if (!more)
		return false;
	c.scope = s->scope;
	c.weak |= s->context->report_year == 0;
	l->items = more;
	l->items[l->n++] = c;
	return true;
}

/** Does the sentence speak of this unit and this year here? */
static bool applies(const struct sentence *s)
{
	return !s->below && !s->time && !s->plan &&
	       (s->context->year == 0 || s->context->year == s->context->report_year);
}

/** Take note of whose, when and of what the clause speaks. */
static void read_frame(struct sentence *s, const struct token *t, size_t n)
{
	bool carry = false, until = false, compare = false, years = false;
	int year = 0;
	for (size_t i = 0; i < n; i++) {
		carry |= token_is(&t[i], WORD_CARRY);
		until |= token_is(&t[i], WORD_UNTIL);
		compare |= token_is(&t[i], WORD_COMPARE);
		if (t[i].kind == TOKEN_YEAR) {
			years |= year != 0 && year != t[i].arg; /* 2021年至2023年 */
			year = t[i].arg;
		}
	}
	for (size_t i = 0; i < n; i++) {
		const struct token *k = &t[i];
		if (k->kind == TOKEN_YEAR && !compare &&
		    !(carry && k->arg != s->context->report_year)) {
			s->context->year = k->arg;
			s->time = false;
		} else if (k->kind == TOKEN_NUMBER && k->unit == UNIT_MONTH) {
			s->time |= !until && k->micro != INT64_C(12000000) &&
				   k->micro != INT64_C(1000000);
		} else if (token_is(k, WORD_THIS_YEAR)) {
			s->context->year = 0;
			s->time = false;
		} else if (token_is(k, WORD_WIDE)) {
			s->scope = SCOPE_WIDE;
		} else if (token_is(k, WORD_OFFICE)) {
			s->scope = SCOPE_OFFICE;
		}
		if (token_is(k, WORD_OBJECT) || token_is(k, WORD_APPLICATION))
			s->object = k->word == WORD_OBJECT;
		s->below |= token_is(k, WORD_BELOW);
		s->time |= token_is(k, WORD_TIME);
		s->plan |= token_is(k, WORD_PLAN);
		s->context->applications |= token_is(k, WORD_APPLICATION);
		s->disclosure |= token_is(k, WORD_SUBJECT) || token_is(k, WORD_CAUSE);
	}
	s->time |= years && !carry && !compare;
	s->disclosure |= s->context->applications || s->context->section == SECTION_REVIEW;
}

/** A part of something that is not of this kind is no claim: 土地类30件，其中予以公开10件. */
static bool parent_fits(const struct sentence *s, enum count what, bool *weak)
{
	if (!s->part || !s->has_parent)
		return true;
	bool apps = what >= COUNT_NEW && what <= COUNT_REASON;
	bool review = what >= COUNT_RECONSIDERATION && what <= COUNT_LAWSUIT_AFTER;
	bool parent_apps = s->parent >= COUNT_NEW && s->parent <= COUNT_CARRIED_OUT;
	bool parent_review = s->parent >= COUNT_RECONSIDERATION && s->parent <= COUNT_LAWSUIT_AFTER;
	if (apps)
		return parent_apps;
	if (review) {
		*weak |= !parent_review;
		return parent_apps || parent_review;
	}
	return false;
}

static enum count topic(const struct sentence *s, const struct phrase *p)
{
	return p->has_outcome && s->review != COUNT_NONE && p->review == COUNT_NONE ? s->review :
	       p->review;
}

static void claim_part(struct claim *c, enum count what, int column, int row)
{
	if (c->n_parts < CLAIM_PARTS)
		c->parts[c->n_parts++] = (struct counted){ what, column, row };
}

/** 行政复议, 行政诉讼 and what became of them. */
static void read_review(struct sentence *s, const struct phrase *p, struct claim *c)
{
	enum count what = topic(s, p);
	int column = p->has_outcome ? p->outcome : REVIEW_ALL;
	if (what == COUNT_NONE || p->bad_outcome)
		return;
	claim_part(c, what, column, 0);
	if (p->both_reviews && !p->has_outcome)
		claim_part(c, what == COUNT_LAWSUIT ? COUNT_RECONSIDERATION : COUNT_LAWSUIT, column, 0);
	/* An office of justice also counts cases that have nothing to do with disclosure. */
	c->weak |= !s->disclosure;
}

/** 制发行政规范性文件3件，废止2件. */
static void read_document(struct sentence *s, const struct phrase *p, struct claim *c)
{
	enum count what = p->document != COUNT_NONE ? p->document : s->document;
	int column = p->document_do >= 0 ? p->document_do : s->document_do;
	if (what == COUNT_NONE || column < 0 || p->two_verbs)
		return;
	c->published = p->publish;
	if ((p->publish || p->info) && column != DOCS_IN_FORCE)
		return;
	claim_part(c, what, column, 0);
	if (p->both_documents)
		claim_part(c, what == COUNT_RULES ? COUNT_DOCUMENTS : COUNT_RULES, column, 0);
	c->weak |= p->publish || p->info || p->document == COUNT_NONE ||
		   (p->plain_documents && s->context->section != SECTION_PROACTIVE);
}

/** Received and answered, and who applied. */
static void read_application(struct sentence *s, const struct phrase *p, struct claim *c)
{
	if (p->who >= 0) {
		if (s->received && !p->answer)
			claim_part(c, COUNT_NEW, p->who, 0);
		return;
	}
	if (p->channel || p->topic || p->bad_outcome)
		return;
	bool apply = p->application || (p->apply && s->context->applications);
	bool bare = s->context->applications && !p->publish && !p->info && !s->object;
	if (p->receive && (apply || bare)) {
		claim_part(c, COUNT_NEW, APP_TOTAL, 0);
		s->received = true;
	} else if ((p->answer || p->handle) && !p->receive && (apply || bare)) {
		claim_part(c, COUNT_RESULTS, APP_TOTAL, 0);
		c->handled = p->handle && !p->answer;
		c->weak |= !p->close || p->on_time || c->handled;
	}
}

/** Turn the words of one figure into what it counts. */
static void read_counts(struct sentence *s, const struct phrase *p, struct claim *c)
{
	if (p->carry == CARRY_OUT || p->carry == CARRY_IN) {
		if (!p->receive && !p->n_results && s->context->applications)
			claim_part(c, p->carry == CARRY_OUT ? COUNT_CARRIED_OUT : COUNT_CARRIED_IN,
				APP_TOTAL, 0);
	} else if (p->carried || p->previous) {
		return;
	} else if (p->article != COUNT_NONE) {
		if (p->publish || p->info || p->application || p->apply || p->receive ||
		    p->n_articles != 1)
			return;
		claim_part(c, p->article, 0, 0);
		c->weak |= !p->decision && s->context->section != SECTION_PROACTIVE;
	} else if (p->document != COUNT_NONE || (p->document_do >= 0 && s->document != COUNT_NONE)) {
		read_document(s, p, c);
	} else if (p->n_results || p->reason >= 0) {
		if (!s->context->applications)
			return;
		for (int i = 0; i < p->n_results; i++)
			claim_part(c, p->results[i], APP_TOTAL, 0);
		if (!p->n_results)
			claim_part(c, COUNT_REASON, APP_TOTAL, p->reason);
		c->weak |= p->reason >= 0 || p->channel || p->who >= 0;
	} else if (p->review != COUNT_NONE || p->has_outcome) {
		read_review(s, p, c);
	} else {
		read_application(s, p, c);
	}
}

static bool unit_fits(const struct claim *c)
{
	enum count what = c->parts[0].what;
	switch (c->unit) {
	case UNIT_PIECE: case UNIT_CASE:
		return what != COUNT_FEE;
	case UNIT_MATTER: case UNIT_TIME:
		return what != COUNT_FEE && what != COUNT_DOCUMENTS && what != COUNT_RULES;
	case UNIT_ITEM:
		return what < COUNT_RULES;
	case UNIT_COPY:
		return what <= COUNT_REASON || what == COUNT_DOCUMENTS || what == COUNT_RULES;
	case UNIT_THING:
		return what == COUNT_DOCUMENTS || what == COUNT_RULES || what == COUNT_NEW;
	case UNIT_YUAN: case UNIT_WAN_YUAN:
		return what == COUNT_FEE;
	default:
		return false;
	}
}

/** What later figures of the sentence refer to. */
static void remember(struct sentence *s, const struct phrase *p, const struct claim *c)
{
	if (p->review != COUNT_NONE)
		s->review = p->review;
	if (p->document != COUNT_NONE)
		s->document = p->document;
	if (p->document_do >= 0)
		s->document_do = p->document_do;
	s->last = c->n_parts ? c->parts[0].what : COUNT_NONE;
	s->counted = true;
}

/** Where the clause of a token begins, behind the sign before it. */
static size_t clause_start(const struct sentence *s, const struct token *t)
{
	return t > s->b->tokens && t[-1].kind == TOKEN_SIGN ? t[-1].to :
	       t > s->b->tokens ? t->from : 0;
}

static bool read_figure(struct sentence *s, const struct token *clause, const struct phrase *p,
	const struct token *figure)
{
	struct claim c = { .micro = figure->micro, .decimals = figure->decimals,
		.unit = figure->unit, .from = clause_start(s, clause), .to = figure->to,
		.included = p->include || s->list_open || s->part };
	if (p->fee && !p->publish)
		claim_part(&c, COUNT_FEE, 0, 0);
	else if (!p->blocked)
		read_counts(s, p, &c);
	if (c.n_parts && !parent_fits(s, c.parts[0].what, &c.weak))
		c.n_parts = 0;
	remember(s, p, &c);
	if (!c.n_parts || !applies(s) || figure->approximate || !unit_fits(&c) ||
	    (p->each && figure->micro != 0))
		return true;
	return add(s, c);
}

/** Zero said in words, and 全部办结. */
static bool read_words(struct sentence *s, const struct token *t, size_t n)
{
	const struct token *end = t + n;
	struct claim zero = { .in_words = true, .from = clause_start(s, t),
		.to = end < s->b->tokens + s->b->n ? end->from : s->b->normal.text.n };
	struct counted counts[PHRASE_ZEROS];
	bool weak = false;
	if (!applies(s))
		return true;
	int found = phrase_zero(t, n, s->context->applications, counts, &weak);
	for (int i = 0; i < found; i++) {
		struct claim c = zero;
		c.parts[0] = counts[i];
		c.n_parts = 1;
		c.weak = weak || (counts[i].what >= COUNT_RECONSIDERATION &&
		                  counts[i].what <= COUNT_LAWSUIT_AFTER && !s->disclosure);
		if (!add(s, c))
			return false;
	}
	if (found == 0 && s->context->applications && phrase_all_closed(t, n)) {
		zero.in_words = false;
		zero.all_closed = true;
		zero.weak = true;
		claim_part(&zero, COUNT_CARRIED_OUT, APP_TOTAL, 0);
		return add(s, zero);
	}
	return true;
}

static bool read_clause(struct sentence *s, const struct token *t, size_t n)
{
	if (n == 0)
		return true;
	read_frame(s, t, n);
	size_t from = 0, figures = 0;
	for (size_t i = 0; i < n; i++) {
		if (token_is(&t[i], WORD_PART)) {
			s->part = true;
			s->has_parent = s->counted;
			s->parent = s->last;
		}
		figures += token_counts(&t[i]);
	}
	if (!figures)
		return read_words(s, t, n);
	bool behind = phrase_stands_behind(t, n);
	struct phrase p;
	for (size_t i = 0; i < n; i++) {
		if (!token_counts(&t[i]))
			continue;
		size_t end = i + 1;
		while (behind && end < n && !token_counts(&t[end]))
			end++;
		phrase_read(s->b, t + from, (behind ? end : i) - from, s->context->report_year, &p);
		if (!behind && !phrase_is_close(s->b, t, i))
			p.blocked = true;
		if (!read_figure(s, t, &p, &t[i]))
			return false;
		from = behind ? end : i + 1;
	}
	return true;
}

/** Figures that the sentence gives twice, and figures that hold what was carried in. */
static void settle(struct claims *l)
{
	int seen[COUNT__MAX][APP_COLUMN__MAX + 1] = { { 0 } };
	for (size_t i = 0; i < l->n; i++) {
		struct claim *c = &l->items[i];
		if (c->all_closed || c->n_parts != 1 || c->parts[0].what == COUNT_REASON)
			continue;
		int *first = &seen[c->parts[0].what][c->parts[0].column];
		if (*first && l->items[*first - 1].micro != c->micro)
			c->conflict = l->items[*first - 1].conflict = true;
		*first = (int)i + 1;
	}
	bool carried = false, carried_out = false;
	for (size_t i = l->n; i-- > 0;) {
		struct claim *c = &l->items[i];
		carried |= c->parts[0].what == COUNT_CARRIED_IN && c->included;
		carried_out |= c->parts[0].what == COUNT_CARRIED_OUT && !c->all_closed;
		c->with_carried = carried;
	}
	for (size_t i = 0; i < l->n; i++)
		l->items[i].conflict |= l->items[i].all_closed && carried_out;
}

int narrative_claims(const struct block *b, size_t from, size_t to,
	struct claim_context *context, struct arena *a, struct claims *ret)
{
	struct sentence s = { .b = b, .context = context, .arena = a, .out = ret,
		.document_do = -1 };
	*ret = (struct claims){ 0 };
	size_t start = from;
	int outer = context->year;
	for (size_t i = from; i <= to; i++) {
		const struct token *t = i < to ? &b->tokens[i] : NULL;
		if (t && !(t->kind == TOKEN_SIGN && t->sign != '/'))
			continue;
		if (i > start && !read_clause(&s, b->tokens + start, i - start))
			return E_NOMEM;
		start = i + 1;
		if (t && t->sign == '(') {
			s.list_open = true;
			outer = context->year;
		} else if (t && t->sign == ')') {
			s.list_open = false;
			context->year = outer;
		}
	}
	settle(ret);
	return E_OK;
}
