#include "report/narrative_phrase.h"

#include "base/utf8.h"

/* Longest stretch of small words between a word and its figure, in bytes. */
enum { GAP_MAX = 36, BEHIND_MAX = 48 };

/** 、 and 和 join two counts that share one figure. */
static bool is_joined(const struct token *t, size_t i)
{
	return i > 0 && (token_is(&t[i - 1], WORD_AND) || token_is_sign(&t[i - 1], '/'));
}

/** 关于政府信息公开的申请: a topic that is no part of the whole. */
static bool is_general(const struct token *t, size_t n, size_t i)
{
	return i + 1 < n && t[i + 1].from - t[i].to <= 6 &&
	       (token_is(&t[i + 1], WORD_SUBJECT) || token_is(&t[i + 1], WORD_APPLICATION));
}

static void read_result(struct phrase *p, const struct token *t, size_t i)
{
	if (!is_joined(t, i) || p->n_results == PHRASE_RESULTS)
		p->n_results = 0;
	p->results[p->n_results++] = (enum count)t[i].arg;
}

static void read_review(struct phrase *p, const struct token *t, size_t i)
{
	enum count what = (enum count)t[i].arg;
	bool pair = (what == COUNT_LAWSUIT && p->review == COUNT_RECONSIDERATION) ||
		    (what == COUNT_RECONSIDERATION && p->review == COUNT_LAWSUIT);
	p->both_reviews = pair && is_joined(t, i);
	p->review = what;
}

static void read_document(const struct block *b, struct phrase *p, const struct token *k)
{
	enum count what = (enum count)k->arg;
	p->both_documents |= p->document != COUNT_NONE && p->document != what;
	p->document = what;
	p->plain_documents = what == COUNT_DOCUMENTS &&
			     b->normal.text.p[k->from] == "规"[0] &&
			     memcmp(b->normal.text.p + k->from, "规", strlen("规")) == 0;
}

/** Words that only have to be there. */
static void read_flag(struct phrase *p, const struct token *k)
{
	switch (k->word) {
	case WORD_RECEIVE: p->receive = true; break;
	case WORD_APPLICATION: p->application = true; break;
	case WORD_APPLY: p->apply = true; break;
	case WORD_ANSWER: p->answer = true; break;
	case WORD_CLOSE: p->answer = p->close = true; break;
	case WORD_HANDLE: p->handle = true; break;
	case WORD_ON_TIME: p->on_time = true; break;
	case WORD_CHANNEL: p->channel = true; break;
	case WORD_PUBLISH: p->publish = true; break;
	case WORD_INFO: p->info = true; break;
	case WORD_DECISION: p->decision = true; break;
	case WORD_INCLUDE: p->include = true; break;
	case WORD_EACH: p->each = true; break;
	case WORD_FEE: p->fee = true; break;
	case WORD_BAD_OUTCOME: p->bad_outcome = true; break;
	case WORD_OBJECT: p->object = true; break;
	case WORD_COMPARE: case WORD_TRANSFER: case WORD_NOT: p->blocked = true; break;
	default:
		break;
	}
}

static void read_word(const struct block *b, struct phrase *p, const struct token *t, size_t n,
	size_t i)
{
	const struct token *k = &t[i];
	switch (k->word) {
	case WORD_RESULT: read_result(p, t, i); break;
	case WORD_REASON: p->reason = k->arg; break;
	case WORD_REVIEW: read_review(p, t, i); break;
	case WORD_DOCUMENT: read_document(b, p, k); break;
	case WORD_WHO: p->who = k->arg; break;
	case WORD_TOPIC: p->topic |= !is_general(t, n, i); break;
	case WORD_OUTCOME:
		p->has_outcome = true;
		p->outcome = k->arg;
		break;
	case WORD_ARTICLE:
		p->article = (enum count)k->arg;
		p->n_articles++;
		break;
	case WORD_DOCUMENT_DO:
		p->two_verbs |= p->document_do >= 0 && p->document_do != k->arg;
		p->document_do = k->arg;
		break;
	default:
		read_flag(p, k);
	}
}

/** 结转 with 上年 or 下年, in either order, or with the year before or after. */
static void read_carry(struct phrase *p, const struct token *t, size_t n, int year)
{
	bool carry = false, next = false;
	for (size_t i = 0; i < n; i++) {
		bool any_year = t[i].kind == TOKEN_YEAR && year != 0;
		if (token_is(&t[i], WORD_CARRY)) {
			carry = true;
			next |= t[i].arg == CARRY_OUT;
			p->previous |= t[i].arg == CARRY_IN;
		}
		next |= token_is(&t[i], WORD_NEXT) || (any_year && t[i].arg == year + 1);
		p->previous |= token_is(&t[i], WORD_PREVIOUS) || (any_year && t[i].arg == year - 1);
	}
	p->carried = carry;
	if (carry && next != p->previous)
		p->carry = next ? CARRY_OUT : CARRY_IN;
}

void phrase_read(const struct block *b, const struct token *t, size_t n, int year,
	struct phrase *ret)
{
	*ret = (struct phrase){ .reason = -1, .who = -1, .document_do = -1 };
	for (size_t i = 0; i < n; i++)
		if (t[i].kind == TOKEN_WORD)
			read_word(b, ret, t, n, i);
	read_carry(ret, t, n, year);
	/* 信访、重复申请等不予处理5件 counts answers, 收到投诉5件 does not. */
	ret->blocked |= ret->object && !ret->n_results && ret->reason < 0;
}

/** Small words that may stand between a count and its figure. */
static bool is_filler(uint32_t cp)
{
	static const struct sv small = SV_INIT("共计总数量为是有的达到了案件事项合累类本全年度仅只作出"
		"也已新就我局镇街道办乡区县市处政府等情况方面申请行发生被提起\"-~");
	for (size_t at = 0; at < small.n;)
		if (utf8_next(small, &at) == cp)
			return true;
	return false;
}

bool phrase_is_close(const struct block *b, const struct token *t, size_t figure)
{
	size_t from = figure > 0 ? t[figure - 1].to : t[figure].from, to = t[figure].from;
	if (to - from > GAP_MAX)
		return false;
	struct sv gap = { b->normal.text.p + from, to - from };
	for (size_t at = 0; at < gap.n;)
		if (!is_filler(utf8_next(gap, &at)))
			return false;
	return true;
}

/** A word that can say what a figure counts. */
static bool names_count(const struct token *k)
{
	if (k->kind != TOKEN_WORD)
		return false;
	switch (k->word) {
	case WORD_APPLICATION: case WORD_APPLY: case WORD_RESULT: case WORD_REASON:
	case WORD_CARRY: case WORD_REVIEW: case WORD_OUTCOME: case WORD_WHO: case WORD_DOCUMENT:
	case WORD_ANSWER: case WORD_CLOSE:
		return true;
	default:
		return false;
	}
}

bool phrase_stands_behind(const struct token *t, size_t n)
{
	size_t first = 0;
	for (; first < n && !token_counts(&t[first]); first++)
		if (names_count(&t[first]))
			return false;
	for (size_t i = first + 1; i < n && !token_counts(&t[i]); i++)
		if (names_count(&t[i]))
			return t[i].from - t[first].to <= BEHIND_MAX;
	return false;
}

/** What follows a "not", up to the end of the clause. */
struct denial {
	const struct token *t;
	size_t n;
	bool receive, handle, answer, application, apply, review, bad, other, channel, object;
	bool cause, document, verb, article, fee, publish, info, carry, previous, next;
	int verb_arg, n_verbs;
};

static void read_denied(struct denial *d, const struct token *k)
{
	switch (k->word) {
	case WORD_RECEIVE: d->receive = true; break;
	case WORD_HANDLE: d->handle = true; break;
	case WORD_ANSWER: case WORD_CLOSE: d->answer = true; break;
	case WORD_APPLICATION: d->application = true; break;
	case WORD_APPLY: d->apply = true; break;
	case WORD_REVIEW: d->review = true; break;
	case WORD_OUTCOME: case WORD_BAD_OUTCOME: case WORD_ON_TIME: d->bad = true; break;
	case WORD_NOT: case WORD_COMPARE: case WORD_TRANSFER: case WORD_RESULT: case WORD_REASON:
	case WORD_WHO: case WORD_PART:
		d->other = true;
		break;
	case WORD_CHANNEL: d->channel = true; break;
	case WORD_OBJECT: d->object = true; break;
	case WORD_CAUSE: d->cause = true; break;
	case WORD_DOCUMENT: d->document = true; break;
	case WORD_DOCUMENT_DO:
		d->verb_arg = k->arg;
		d->n_verbs++;
		break;
	case WORD_ARTICLE: d->article = true; break;
	case WORD_FEE: d->fee = true; break;
	case WORD_PUBLISH: d->publish = true; break;
	case WORD_INFO: d->info = true; break;
	case WORD_CARRY:
		d->carry = true;
		d->next |= k->arg == CARRY_OUT;
		break;
	case WORD_PREVIOUS: d->previous = true; break;
	case WORD_NEXT: d->next = true; break;
	default:
		break;
	}
}

/** Gap between the "not" and the first word of a kind, in bytes; large when there is none. */
static size_t reach(const struct denial *d, enum word word)
{
	for (size_t i = 1; i < d->n; i++)
		if (token_is(&d->t[i], word))
			return d->t[i].from - d->t[0].to;
	return (size_t)-1;
}

static int denied_each(const struct denial *d, enum word word, int column,
	struct counted ret[static PHRASE_ZEROS], int n)
{
	for (size_t i = 1; i < d->n && n < PHRASE_ZEROS; i++)
		if (token_is(&d->t[i], word))
			ret[n++] = (struct counted){ (enum count)d->t[i].arg, column, 0 };
	return n;
}

static int denied(const struct denial *d, bool applications, struct counted *ret, bool *weak)
{
	enum { NEAR = 12, SHORT = 24, FAR = 120 };
	int n = 0;
	if (d->other)
		return 0;
	if (d->carry && (d->next || d->previous))
		return d->next != d->previous && applications ?
			(ret[0] = (struct counted){ d->next ? COUNT_CARRIED_OUT : COUNT_CARRIED_IN,
				  APP_TOTAL, 0 }, 1) : 0;
	if (d->review && !d->bad && reach(d, WORD_REVIEW) <= FAR)
		n = denied_each(d, WORD_REVIEW, REVIEW_ALL, ret, n);
	if (d->review)
		return n;
	if (d->fee)
		return *weak = true, reach(d, WORD_FEE) <= SHORT ?
			(ret[0] = (struct counted){ COUNT_FEE, 0, 0 }, 1) : 0;
	if (d->document && d->n_verbs == 1 && !d->publish && !d->info &&
	    reach(d, WORD_DOCUMENT_DO) <= NEAR)
		return denied_each(d, WORD_DOCUMENT, d->verb_arg, ret, n);
	if (d->article && !d->publish && !d->info && !d->application &&
	    reach(d, WORD_ARTICLE) <= SHORT)
		return *weak = true, denied_each(d, WORD_ARTICLE, 0, ret, n);
	bool object = d->application || (d->apply && applications);
	bool verb = d->receive || reach(d, WORD_APPLICATION) <= NEAR;
	if (object && verb && !d->answer && !d->channel && !d->object && !d->cause && !d->bad &&
	    !d->article && !d->previous)
		ret[n++] = (struct counted){ COUNT_NEW, APP_TOTAL, 0 };
	return n;
}

int phrase_zero(const struct token *t, size_t n, bool applications,
	struct counted ret[static PHRASE_ZEROS], bool *ret_weak)
{
	size_t i = 0;
	*ret_weak = false;
	while (i < n && !token_is(&t[i], WORD_NOT))
		i++;
	if (i == n)
		return 0;
	struct denial d = { .t = t + i, .n = n - i };
	for (size_t k = 1; k < d.n; k++)
		if (token_is(&d.t[k], WORD_TOPIC))
			d.channel |= !is_general(d.t, d.n, k);
		else if (d.t[k].kind == TOKEN_WORD)
			read_denied(&d, &d.t[k]);
	return denied(&d, applications, ret, ret_weak);
}

bool phrase_all_closed(const struct token *t, size_t n)
{
	bool all = false, rate = false;
	for (size_t i = 0; i < n; i++) {
		if (token_is(&t[i], WORD_NOT) || token_is(&t[i], WORD_CARRY) ||
		    token_is(&t[i], WORD_ON_TIME) || token_is(&t[i], WORD_OBJECT) ||
		    token_is(&t[i], WORD_COMPARE) || token_is(&t[i], WORD_REVIEW))
			return false;
		all |= token_is(&t[i], WORD_ALL);
		rate |= token_is(&t[i], WORD_RATE);
		if (all && token_is(&t[i], WORD_CLOSE))
			return true;
		if (rate && t[i].kind == TOKEN_NUMBER && t[i].unit == UNIT_PERCENT &&
		    t[i].micro == INT64_C(100000000))
			return true;
	}
	return false;
}
