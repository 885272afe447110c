#include "report/narrative_tokens.h"

#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/cn_number.h"

enum { HEADING_MAX = 90 /* bytes */, LINE_MIN = 3 };

/** A row of a table: cell borders, or the note that stands in the head of 表三. */
static bool is_table_line(struct sv line)
{
	const char *tab = memchr(line.p, '\t', line.n);
	return memchr(line.p, '|', line.n) || sv_has(line, SV("勾稽关系")) ||
	       (tab && memchr(tab + 1, '\t', line.n - (size_t)(tab + 1 - line.p)));
}

static bool is_numeral(uint32_t cp)
{
	switch (cp) {
	case U'一': case U'二': case U'三': case U'四': case U'五':
	case U'六': case U'七': case U'八': case U'九': case U'十':
		return true;
	default:
		return cp >= '0' && cp <= '9';
	}
}

/** Bytes of "（二）", "二、", "2." … with '#' and blanks before it; 0 when the line has none. */
static size_t marker(struct sv line)
{
	size_t at = 0, next, digits = 0;
	bool open = false;
	while (at < line.n && (line.p[at] == '#' || line.p[at] == '*' || line.p[at] == ' '))
		at++;
	if (at == line.n)
		return 0;
	next = at;
	if (text_fold(utf8_next(line, &next)) == '(') {
		open = true;
		at = next;
	}
	while (at < line.n && digits < 4) {
		next = at;
		if (!is_numeral(text_fold(utf8_next(line, &next))))
			break;
		at = next;
		digits++;
	}
	if (!digits || at == line.n)
		return 0;
	uint32_t cp = text_fold(utf8_next(line, &at));
	size_t behind = at;
	if (open)
		return cp == ')' ? at : 0;
	if (cp != U'、' && cp != '.')
		return 0;
	return cp == '.' && at < line.n && is_numeral(text_fold(utf8_next(line, &behind))) ? 0 : at;
}

/** Only a heading: short, and no sentence. */
static bool is_heading(struct sv line)
{
	return line.n <= HEADING_MAX && !sv_has(line, SV("。")) && !sv_has(line, SV("，")) &&
	       !sv_has(line, SV("；")) && !memchr(line.p, ',', line.n);
}

static uint32_t peek(struct sv s, size_t at, size_t *next)
{
	*next = at;
	return at < s.n ? utf8_next(s, next) : 0;
}

/** 件目 of 项目, 条例, 份额: the unit is the first half of another word. */
static bool is_other_word(uint32_t unit, struct sv behind)
{
	static const struct { uint32_t unit; struct sv rest; } words[] = {
		{ U'项', SV_INIT("目") }, { U'项', SV_INIT("工作") }, { U'项', SV_INIT("举措") },
		{ U'条', SV_INIT("例") }, { U'条', SV_INIT("措施") }, { U'份', SV_INIT("额") },
		{ U'起', SV_INIT("来") }, { U'例', SV_INIT("会") }, { U'件', SV_INIT("事情") },
		{ U'次', SV_INIT("会") }, { U'次', SV_INIT("年") }, { U'部', SV_INIT("门") },
		{ U'个', SV_INIT("工作日") }, { U'个', SV_INIT("月") }, { U'个', SV_INIT("部门") },
		{ U'个', SV_INIT("单位") }, { U'个', SV_INIT("镇") }, { U'个', SV_INIT("方面") },
		{ U'项', SV_INIT("任务") }, { U'项', SV_INIT("制度") },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].unit == unit && sv_starts(behind, words[i].rest))
			return true;
	return false;
}

/** The unit behind a figure; `*to` moves behind it. */
static enum unit read_unit(struct sv s, size_t *to)
{
	size_t next, after;
	uint32_t cp = peek(s, *to, &next);
	enum unit unit = UNIT_NONE;
	switch (cp) {
	case U'件': unit = UNIT_PIECE; break;
	case U'条': unit = UNIT_ITEM; break;
	case U'份': unit = UNIT_COPY; break;
	case U'项': unit = UNIT_MATTER; break;
	case U'宗': case U'起': case U'例': unit = UNIT_CASE; break;
	case U'次': unit = UNIT_TIME; break;
	case U'个': case U'部': unit = UNIT_THING; break;
	case U'元': unit = UNIT_YUAN; break;
	case '%': unit = UNIT_PERCENT; break;
	case U'月': unit = UNIT_MONTH; break;
	case U'万':
		if (peek(s, next, &after) != U'元')
			return UNIT_NONE;
		next = after;
		unit = UNIT_WAN_YUAN;
		break;
	default:
		return text_is_han(cp) ? UNIT_OTHER : UNIT_NONE;
	}
	if (is_other_word(cp, sv_from(s, next)))
		return UNIT_OTHER;
	if (unit == UNIT_PIECE && peek(s, next, &after) == U'次')
		next = after;
	else if (unit == UNIT_PIECE && sv_starts(sv_from(s, next), SV("(次)")))
		next += strlen("(次)");
	*to = next;
	return unit;
}

/** 每一件, 另一起, 第一次: not a count of one. */
static bool is_idiom(struct sv s, const struct cn_number *n)
{
	static const struct sv heads[] = { SV_INIT("每"), SV_INIT("某"), SV_INIT("任"), SV_INIT("这"),
		SV_INIT("那"), SV_INIT("同"), SV_INIT("另"), SV_INIT("逐"), SV_INIT("统"),
		SV_INIT("是"), SV_INIT("之"), SV_INIT("唯") };
	if (!n->chinese)
		return false;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (sv_ends(sv_head(s, n->from), heads[i]))
			return true;
	return false;
}

/** Two rows of digits beside each other are one that a page broke, or a table. */
static bool is_torn(struct sv s, const struct cn_number *n)
{
	return !n->chinese && ((n->from > 0 && s.p[n->from - 1] == ' ') ||
			       (n->to < s.n && s.p[n->to] == ' '));
}

static struct token number_token(struct sv s, const struct cn_number *n)
{
	struct token t = { .kind = TOKEN_NUMBER, .micro = n->micro, .decimals = n->decimals,
		.from = n->from, .to = n->to, .approximate = n->approximate || is_torn(s, n) };
	size_t next = n->to, after;
	uint32_t cp = peek(s, n->to, &next);
	int64_t whole;
	if (cp == U'年' && cn_number_whole(n, &whole) && whole >= 1990 && whole <= 2100) {
		t.kind = TOKEN_YEAR;
		t.arg = (int)whole;
		t.to = peek(s, next, &after) == U'度' ? after : next;
		return t;
	}
	if (cp == U'余' || cp == U'多' || cp == U'几')
		t.to = next;
	t.unit = read_unit(s, &t.to);
	struct sv behind = sv_from(s, t.to);
	t.approximate |= sv_starts(behind, SV("左右")) || sv_starts(behind, SV("以上")) ||
			 sv_starts(behind, SV("多")) || sv_starts(behind, SV("余")) ||
			 (n->rounded && t.unit != UNIT_YUAN && t.unit != UNIT_WAN_YUAN);
	return t;
}

static char sign_of(uint32_t cp)
{
	switch (cp) {
	case ',': case ';': case ':': case '(': case ')':
		return (char)cp;
	case U'。': case '!': case '?':
		return '.';
	case U'、':
		return '/';
	default:
		return 0;
	}
}

/** The token that begins at `at`, or false when nothing known does; `*next` moves behind. */
static bool read_token(struct sv s, size_t at, const struct text_words *words, size_t *next,
	struct token *ret)
{
	size_t n;
	uint32_t cp = peek(s, at, next);
	*ret = (struct token){ .from = at, .to = *next };
	if ((ret->sign = sign_of(cp))) {
		ret->kind = TOKEN_SIGN;
		return true;
	}
	if (cp == '<') {
		const char *end = memchr(s.p + at, '>', s.n - at < HEADING_MAX * 3u ? s.n - at :
			HEADING_MAX * 3u);
		if (end)
			*next = (size_t)(end - s.p) + 1;
		return false;
	}
	int hit = text_words_at(words, s, at, &n);
	struct cn_number number;
	if (hit >= 0) {
		ret->kind = TOKEN_WORD;
		ret->word = word_of(words->list[hit].tag);
		ret->arg = word_arg(words->list[hit].tag);
		*next = ret->to = at + n;
		return true;
	}
	if (cp == U'第' && cn_number_at(s, *next, &number)) {
		*next = number.to;
		return false;
	}
	if (!cn_number_at(s, at, &number))
		return false;
	*next = number.to;
	if (is_idiom(s, &number))
		return false;
	*ret = number_token(s, &number);
	*next = ret->to;
	return true;
}

static int tokenise(struct block *b, const struct text_words *words, struct arena *a)
{
	struct sv s = b->normal.text;
	size_t cap = 0;
	for (size_t at = 0, next; at < s.n; at = next) {
		struct token t;
		if (!read_token(s, at, words, &next, &t))
			continue;
		struct token *more = arena_grow(a, b->tokens, b->n, &cap, sizeof t);
		if (!more)
			return E_NOMEM;
		b->tokens = more;
		b->tokens[b->n++] = t;
	}
	return E_OK;
}

/** Where the next block begins: at a marker, at a table line, or behind a heading. */
static size_t block_end(struct sv s, size_t from, bool *ret_heading)
{
	size_t at = from;
	*ret_heading = false;
	while (at < s.n) {
		const char *nl = memchr(s.p + at, '\n', s.n - at);
		size_t end = nl ? (size_t)(nl - s.p) : s.n;
		struct sv line = sv_trim((struct sv){ s.p + at, end - at });
		bool first = at == from;
		size_t mark = marker(line);
		if (!first && (mark || is_table_line(line)))
			return at;
		at = nl ? end + 1 : s.n;
		if (first && mark && is_heading(line)) {
			*ret_heading = true;
			return at;
		}
		if (first && is_table_line(line))
			return at;
	}
	return at;
}

int narrative_tokens(struct sv section, const struct text_words *words, struct arena *a,
	struct block **ret)
{
	struct block *first = NULL, **last = &first;
	for (size_t at = 0; at < section.n;) {
		bool heading;
		size_t end = block_end(section, at, &heading);
		struct sv text = { section.p + at, end - at };
		const char *nl = memchr(text.p, '\n', text.n);
		struct sv line = sv_head(text, nl ? (size_t)(nl - text.p) : text.n);
		at = end;
		if (text.n < LINE_MIN || is_table_line(line))
			continue;
		struct block *b = arena_alloc(a, sizeof *b);
		if (!b)
			return E_NOMEM;
		*b = (struct block){ .original = text, .heading = heading };
		int rc = text_normalise(text, a, &b->normal);
		if (!rc)
			rc = tokenise(b, words, a);
		if (rc)
			return rc;
		*last = b;
		last = &b->next;
	}
	*ret = first;
	return E_OK;
}
