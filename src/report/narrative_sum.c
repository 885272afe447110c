#include "report/narrative_sum.h"

#include "base/num.h"
#include "base/str.h"
#include "report/quote.h"
#include "text/cn_number.h"

struct sum {
	const struct token *total;
	size_t at;           /* token behind 其中 */
	int64_t parts;       /* millionths */
	int n;
	const struct token *last;
	int64_t best;        /* the sum at a semicolon or at the end that comes nearest */
	const struct token *best_last;
};

static struct sv text_between(const struct block *b, size_t from, size_t to)
{
	return (struct sv){ b->normal.text.p + from, to - from };
}

/** The figure that a list divides: the last one before it that is no comparison. */
static const struct token *find_total(const struct block *b, size_t from, size_t part)
{
	enum { GAP_MAX = 90 };
	size_t i = part;
	int depth = 0;
	for (; i > from; i--) {
		const struct token *t = &b->tokens[i - 1];
		if (b->tokens[part].from - t->to > GAP_MAX)
			return NULL;
		depth += token_is_sign(t, ')') - token_is_sign(t, '(');
		if (depth == 0 && token_counts(t))
			break;
	}
	if (i == from)
		return NULL;
	const struct token *total = &b->tokens[i - 1];
	for (; i > from && b->tokens[i - 1].kind != TOKEN_SIGN; i--)
		if (token_is(&b->tokens[i - 1], WORD_COMPARE))
			return NULL;
	bool fits = !total->approximate && total->unit < UNIT_YUAN && total->micro > 0;
	return fits ? total : NULL;
}

/** The only figure of the sentence before, for "…共64条。其中，". */
static const struct token *only_figure(const struct sum_sentence *s)
{
	const struct token *only = NULL;
	if (s->from == 0)
		return NULL;
	for (size_t i = s->previous; i + 1 < s->from; i++) {
		const struct token *t = &s->b->tokens[i];
		if (token_counts(t) && only)
			return NULL;
		if (token_counts(t))
			only = t;
		if (token_is(t, WORD_COMPARE))
			return NULL;
	}
	return only && !only->approximate && only->unit < UNIT_YUAN && only->micro > 0 ? only : NULL;
}

static bool find_list(const struct sum_sentence *s, struct sum *sum)
{
	for (size_t i = s->from; i < s->to; i++) {
		const struct token *t = &s->b->tokens[i];
		if (!token_is(t, WORD_PART))
			continue;
		sum->total = i == s->from ? only_figure(s) : find_total(s->b, s->from, i);
		sum->at = i + 1;
		struct sv behind = sv_from(s->b->normal.text, t->to);
		if (sv_starts(behind, SV(",")) || sv_starts(behind, SV(":")))
			behind = sv_from(behind, 1);
		return sum->total && !sv_starts(behind, SV("主要")) && !sv_starts(behind, SV("重点"));
	}
	return false;
}

static void note_end(struct sum *sum)
{
	if (sum->n >= 2 && (!sum->best_last || num_distance(sum->parts, sum->total->micro) <
						       num_distance(sum->best, sum->total->micro))) {
		sum->best = sum->parts;
		sum->best_last = sum->last;
	}
}

/** Add a part. @return false when the list says nothing certain, or is whole already */
static bool add_part(const struct sum_sentence *s, struct sum *sum, const struct token *t)
{
	if (t->approximate || sv_starts(sv_from(s->b->normal.text, t->to), SV("等")) ||
	    __builtin_add_overflow(sum->parts, t->micro, &sum->parts))
		return false;
	sum->n++;
	sum->last = t;
	return sum->parts != sum->total->micro;
}

/** Does 等 follow the last part? */
static bool is_open(const struct sum_sentence *s, const struct sum *sum)
{
	const struct token *t = sum->best_last + 1, *end = s->b->tokens + s->to;
	while (t < end && t->kind != TOKEN_SIGN)
		t++;
	size_t to = t < s->b->tokens + s->b->n ? t->from : s->b->normal.text.n;
	return sv_has(text_between(s->b, sum->best_last->to, to), SV("等"));
}

static bool add_parts(const struct sum_sentence *s, struct sum *sum)
{
	int depth = 0;
	for (size_t i = sum->at; i < s->to; i++) {
		const struct token *t = &s->b->tokens[i];
		depth += token_is_sign(t, '(') - (depth > 0 && token_is_sign(t, ')'));
		if (depth > 0)
			continue;
		if (token_is(t, WORD_PART) || token_is(t, WORD_INCLUDE) ||
		    token_is(t, WORD_COMPARE) || token_is(t, WORD_EACH))
			return false;
		if (token_is_sign(t, ';'))
			note_end(sum);
		/* Another thing is counted behind a semicolon: the list has ended there. */
		if (token_counts(t) && t->unit != sum->total->unit)
			return sum->best_last && !is_open(s, sum);
		if (token_counts(t) && !add_part(s, sum, t))
			return false;
	}
	note_end(sum);
	return sum->best_last && !is_open(s, sum);
}

/**
 * Lists of applications: figures of different kinds (who applied, what was answered, what was
 * contested) do not add up, and answers may belong to applications of the year before.
 */
static bool is_mixed(const struct sum_sentence *s, const struct sum *sum)
{
	bool who = false, result = false, review = false, whole_review = false;
	for (size_t i = 0; i < s->claims->n; i++) {
		const struct claim *c = &s->claims->items[i];
		const struct counted *k = &c->parts[0];
		bool is_review = k->what >= COUNT_RECONSIDERATION && k->what <= COUNT_LAWSUIT_AFTER;
		if (c->to <= sum->total->to) {
			whole_review |= is_review;
			continue;
		}
		if (k->what == COUNT_RESULTS)
			return true; /* 已办结5件 is a total of its own, no part */
		review |= is_review;
		who |= k->what == COUNT_NEW && k->column != APP_TOTAL;
		result |= k->what >= COUNT_CARRIED_IN && k->what <= COUNT_REASON;
	}
	int64_t carried;
	struct counted in = { COUNT_CARRIED_IN, APP_TOTAL, 0 };
	bool old = result && (!count_value(s->r, in, &carried, NULL) || carried != 0);
	return (who && result) || (review && !whole_review) || old;
}

void narrative_sum(const struct sum_sentence *s, struct findings *list)
{
	struct sum sum = { 0 };
	struct arena *a = list->arena;
	if (!find_list(s, &sum) || !add_parts(s, &sum) || is_mixed(s, &sum) ||
	    sum.best < sum.total->micro / 2)
		return;
	size_t from = sum.total->from;
	if (sum.total >= s->b->tokens + s->from)
		from = s->b->tokens[s->from].from > from ? from : s->b->tokens[s->from].from;
	struct finding f = { .rule = RULE_TEXT_SUM, .severity = SEVERITY_WARNING, .cell = -1,
		.section = form_section_key(s->section), .at = s->r->sections[s->section].at };
	f.quote = quote_short(a, text_original(&s->b->normal, s->b->original, from,
		sum.best_last->to));
	f.found = sv_fmt(a, "%lld", (long long)(sum.best / CN_NUMBER_ONE));
	f.expected = sv_fmt(a, "%lld", (long long)(sum.total->micro / CN_NUMBER_ONE));
	f.message = sv_fmt(a, "“%.*s”：所列各项相加为%.*s，与所说总数%.*s不符，请核对分项或总数。",
		SV_ARG(f.quote), SV_ARG(f.found), SV_ARG(f.expected));
	findings_add(list, f);
}
