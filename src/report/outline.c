#include "report/outline.h"

#include <string.h>

/** Words that a heading of a section consists of, in the wordings offices use. Folded. */
static const struct {
	enum form_section section;
	struct sv words;
} headings[] = {
	{ SECTION_OVERVIEW, SV_INIT("总体情况") },
	{ SECTION_OVERVIEW, SV_INIT("总体概况") },
	{ SECTION_OVERVIEW, SV_INIT("总体工作情况") },
	{ SECTION_OVERVIEW, SV_INIT("基本情况") },
	{ SECTION_OVERVIEW, SV_INIT("概述") },
	{ SECTION_PROACTIVE, SV_INIT("主动公开政府信息情况") },
	{ SECTION_PROACTIVE, SV_INIT("行政机关主动公开政府信息情况") },
	{ SECTION_PROACTIVE, SV_INIT("行政机关主动公开政府信息的情况") },
	{ SECTION_PROACTIVE, SV_INIT("主动公开政府信息的情况") },
	{ SECTION_PROACTIVE, SV_INIT("政府信息主动公开情况") },
	{ SECTION_APPLICATIONS, SV_INIT("收到和处理政府信息公开申请情况") },
	{ SECTION_APPLICATIONS, SV_INIT("行政机关收到和处理政府信息公开申请情况") },
	{ SECTION_APPLICATIONS, SV_INIT("收到和处理政府信息公开申请的情况") },
	{ SECTION_REVIEW, SV_INIT("政府信息公开行政复议、行政诉讼情况") },
	{ SECTION_REVIEW, SV_INIT("政府信息公开行政复议行政诉讼情况") },
	{ SECTION_REVIEW, SV_INIT("政府信息公开行政复议和行政诉讼情况") },
	{ SECTION_REVIEW, SV_INIT("因政府信息公开工作被申请行政复议、提起行政诉讼情况") },
	{ SECTION_PROBLEMS, SV_INIT("存在的主要问题及改进情况") },
	{ SECTION_PROBLEMS, SV_INIT("存在主要问题及改进情况") },
	{ SECTION_PROBLEMS, SV_INIT("存在问题及改进情况") },
	{ SECTION_OTHER, SV_INIT("其他需要报告的事项") },
	{ SECTION_OTHER, SV_INIT("需要报告的其他事项") },
	{ SECTION_OTHER, SV_INIT("其他需要报告事项") },
};
enum { N_HEADINGS = sizeof headings / sizeof *headings, HEADING_MAX = 34 };

/** 一 … 十 as 1 … 10, a digit as itself, else 0. */
static int numeral(uint32_t cp)
{
	if (cp_is_digit(cp))
		return (int)(cp - '0');
	static const uint32_t digits[] = { 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03,
		0x516B, 0x4E5D, 0x5341 };
	for (int i = 0; i < 10; i++)
		if (cp == digits[i])
			return i + 1;
	return 0;
}

static bool is_numeral_mark(uint32_t cp)
{
	return cp == 0x3001 || cp == ',' || cp == '.' || cp == 0x662F || cp == ':'; /* 、 是 */
}

/** May a heading begin here? At a line start, or inline after a sentence, a figure, a space. */
static bool may_begin(const struct flow *f, size_t i)
{
	if (i == 0 || f->a[i].sep != SEP_NONE)
		return true;
	uint32_t before = f->a[i - 1].cp;
	return !cp_is_han(before) || before == 0x544A; /* 告, of 工作年度报告 */
}

static bool line_ends(const struct flow *f, size_t i)
{
	return i >= f->n || f->a[i].sep >= SEP_LINE || f->a[i].cp == ':' || f->a[i].cp == 0x3002;
}

static bool has(const struct flow *f, size_t from, size_t to, struct sv words)
{
	return flow_search(f, from, to, words) < to;
}

/** A heading in words of the office's own: told by what it must speak of. */
static int own_words(const struct flow *f, size_t from, size_t to)
{
	if (has(f, from, to, SV("复议")) || has(f, from, to, SV("诉讼")))
		return SECTION_REVIEW;
	if (has(f, from, to, SV("问题")))
		return SECTION_PROBLEMS;
	if (has(f, from, to, SV("申请")) &&
	    (has(f, from, to, SV("收到")) || has(f, from, to, SV("处理"))))
		return SECTION_APPLICATIONS;
	if (has(f, from, to, SV("主动公开")) && has(f, from, to, SV("信息")))
		return SECTION_PROACTIVE;
	if (has(f, from, to, SV("其他")) &&
	    (has(f, from, to, SV("事项")) || has(f, from, to, SV("报告"))))
		return SECTION_OTHER;
	return -1;
}

/** Own words in front of the form's words are no variant: 政府信息公开工作存在的主要问题…. */
static bool ends_in_known_words(const struct flow *f, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		for (int k = 0; k < N_HEADINGS; k++)
			if (flow_match(f, i, to, headings[k].words) == to - i)
				return true;
	return false;
}

/**
 * The heading that begins at atom i, if one does. In the middle of running text (`inside`) only a
 * numeral with the form's own words counts: page text without borders has "…8291965元三、收到和处理…".
 */
static bool heading_at(const struct flow *f, size_t i, bool inside, struct heading *h,
	enum form_section *ret)
{
	int number = numeral(f->a[i].cp);
	size_t text = i;
	if (number && i + 1 < f->n && is_numeral_mark(f->a[i + 1].cp))
		text = i + 2;
	else
		number = 0;
	bool starts_line = i == 0 || f->a[i].sep >= SEP_LINE;
	if (!number && !starts_line)
		return false;
	size_t best = 0;
	bool variant = false;
	inside |= cp_is_digit(f->a[i].cp);
	for (int k = 0; k < N_HEADINGS; k++) {
		size_t len = flow_match(f, text, f->n, headings[k].words);
		if (len > best && (number || line_ends(f, text + len))) {
			best = len;
			*ret = headings[k].section;
		}
	}
	if (!best && number && !inside) {
		size_t end = text;
		while (end < f->n && end - text < HEADING_MAX && (end == text || !line_ends(f, end)) &&
		       f->a[end].cp && !cp_is_digit(f->a[end].cp))
			end++;
		size_t tail = flow_search(f, text, end, SV("情况"));
		if (tail < end)
			end = tail + 2;
		else if (end < f->n && !line_ends(f, end))
			return false;
		int section = own_words(f, text, end);
		if (section < 0)
			return false;
		best = end - text;
		*ret = (enum form_section)section;
		variant = !ends_in_known_words(f, text, end);
	}
	if (!best)
		return false;
	*h = (struct heading){ .found = true, .numeral = number, .variant = variant,
		.at = { i, text + best } };
	return true;
}

enum { CANDIDATES_MAX = 64 };

struct candidates {
	struct heading h[CANDIDATES_MAX];
	enum form_section section[CANDIDATES_MAX];
	int n;
};

static void collect(const struct flow *f, struct candidates *c)
{
	c->n = 0;
	for (size_t i = 0; i < f->n && c->n < CANDIDATES_MAX; i++) {
		uint32_t cp = f->a[i].cp;
		bool line = i == 0 || f->a[i].sep >= SEP_LINE;
		if ((!numeral(cp) && !line) || f->a[i].cell != ATOM_NO_CELL)
			continue;
		if (heading_at(f, i, !may_begin(f, i), &c->h[c->n], &c->section[c->n]))
			i = c->h[c->n++].at.to - 1;
	}
}

/** Last candidate of a section that begins in [from, to), or the first when `first`. */
static const struct heading *pick(const struct candidates *c, enum form_section s, size_t from,
	size_t to, bool first)
{
	const struct heading *hit = NULL;
	for (int i = 0; i < c->n; i++)
		if (c->section[i] == s && c->h[i].at.from >= from && c->h[i].at.from < to &&
		    !(hit && first))
			hit = &c->h[i];
	return hit;
}

static size_t first_of(const struct flow *f, size_t from, const struct sv *words, int n)
{
	size_t best = f->n;
	for (int i = 0; i < n; i++) {
		size_t at = flow_search(f, from, best, words[i]);
		if (at < best)
			best = at;
	}
	return best;
}

/** First place where the header of 表四 begins: 结果维持 and 结果纠正 side by side. */
static size_t review_header(const struct flow *f, size_t from)
{
	for (size_t i = from; i < f->n; i++) {
		size_t len = flow_match(f, i, f->n, SV("结果维持"));
		if (len && flow_match(f, i + len, f->n, SV("结果纠正")))
			return i;
	}
	return f->n;
}

/** Start of `words` when they stand right before atom `at`, else `at`. */
static size_t before_words(const struct flow *f, size_t from, size_t at, struct sv words)
{
	size_t back = at > from + 10 ? at - 10 : from;
	for (size_t i = back; i < at && at < f->n; i++) {
		size_t end = i + flow_match(f, i, at, words);
		while (end > i && end < at && f->a[end].cp == 0)
			end++; /* the empty cells of a wide header */
		if (end > i && end == at)
			return i;
	}
	return at;
}

/** Where the tables begin: the words that stand in their headers and nowhere else. */
static void find_tables(const struct flow *f, size_t *art, size_t *app, size_t *review)
{
	const struct sv art_words[] = { SV("第二十条第(一)项"), SV("第20条第(一)项"),
		SV("本年制发件数"), SV("本年新制作数量"), SV("第二十条第(五)项") };
	const struct sv app_words[] = { SV("本列数据的勾稽关系"), SV("本列数据的钩稽关系"),
		SV("申请人情况") };
	const struct sv review_words[] = { SV("未经复议直接起诉"), SV("复议后起诉") };
	*art = first_of(f, 0, art_words, 5);
	*app = first_of(f, *art < f->n ? *art : 0, app_words, 3);
	size_t after = *app < f->n ? *app : 0, header = review_header(f, after);
	*review = first_of(f, after, review_words, 2);
	*review = header < *review ? header : *review;
	*review = before_words(f, after, before_words(f, after, *review, SV("行政诉讼")),
		SV("行政复议"));
	/* a header cell may stand before the words it was found by */
	while (*app > 0 && *app < f->n && f->a[*app].cp != '(' && f->a[*app].sep < SEP_CELL &&
	       f->a[*app - 1].cp == '(')
		--*app;
}

static void set(struct outline *o, enum form_section s, const struct heading *h)
{
	if (h)
		o->sections[s] = *h;
}

/** Section five without its heading: words of problems and improvement after the last table. */
static void find_wordless_problems(const struct flow *f, struct outline *o, size_t from, size_t to)
{
	struct heading *h = &o->sections[SECTION_PROBLEMS];
	if (h->found || from >= to)
		return;
	for (size_t i = from; i < to; i++) {
		if (f->a[i].sep < SEP_LINE || f->a[i].cell != ATOM_NO_CELL)
			continue;
		size_t e = i + 1;
		while (e < to && f->a[e].sep < SEP_LINE)
			e++;
		if (e - i < 30 && has(f, i, e, SV("问题"))) {
			*h = (struct heading){ .found = true, .wordless = true, .at = { i, i } };
			return;
		}
	}
}

static size_t at_or(const struct heading *h, size_t otherwise)
{
	return h->found ? h->at.from : otherwise;
}

static void find_headings(const struct flow *f, struct outline *o, size_t art, size_t app,
	size_t review)
{
	struct candidates c;
	collect(f, &c);
	size_t n = f->n;
	struct heading *s = o->sections;
	bool art_there = art < n, app_there = app < n, review_there = review < n;
	set(o, SECTION_PROACTIVE, pick(&c, SECTION_PROACTIVE, 0, art_there ? art + 1 :
		app_there ? app : n, !art_there));
	size_t two = at_or(&s[SECTION_PROACTIVE], art_there ? art : n);
	set(o, SECTION_OVERVIEW, pick(&c, SECTION_OVERVIEW, 0, two, false));
	size_t low = two < n ? two : 0;
	set(o, SECTION_APPLICATIONS, pick(&c, SECTION_APPLICATIONS, low, app_there ? app + 1 :
		review_there ? review : n, !app_there));
	low = app_there ? app : at_or(&s[SECTION_APPLICATIONS], low);
	set(o, SECTION_REVIEW, pick(&c, SECTION_REVIEW, low, review_there ? review + 1 : n,
		!review_there));
	low = review_there ? review : at_or(&s[SECTION_REVIEW], low);
	set(o, SECTION_PROBLEMS, pick(&c, SECTION_PROBLEMS, low, n, true));
	size_t from_five = at_or(&s[SECTION_PROBLEMS], low);
	set(o, SECTION_OTHER, pick(&c, SECTION_OTHER, from_five, n, true));
	o->end = n;
	for (int i = c.n - 1; i >= 0 && s[SECTION_OTHER].found; i--)
		if (c.h[i].at.from > s[SECTION_OTHER].at.to)
			o->end = c.h[i].at.from; /* an outline of the headings, as pdftohtml appends */
	find_wordless_problems(f, o, low, at_or(&s[SECTION_OTHER], n));
	const struct heading *again = review_there ? pick(&c, SECTION_OVERVIEW, review, n, true) : NULL;
	o->two_reports = again && flow_search(f, again->at.to, n, SV("申请人情况")) < n;
}

/** First section heading after `from`, of any section, or `end`. */
static size_t next_heading(const struct outline *o, size_t from, size_t end)
{
	for (int s = 0; s < SECTION__MAX; s++)
		if (o->sections[s].found && o->sections[s].at.from > from && o->sections[s].at.from < end)
			end = o->sections[s].at.from;
	return end;
}

/** Does the line say a year in digits, 2023年? */
static bool says_year(const struct flow *f, size_t from, size_t to)
{
	for (size_t i = from; i + 4 < to; i++)
		if (f->a[i].cp == '2' && f->a[i + 1].cp == '0' && cp_is_digit(f->a[i + 2].cp) &&
			cp_is_digit(f->a[i + 3].cp) && f->a[i + 4].cp == 0x5E74)
			return true;
	return false;
}

/**
 * Where a title begins whose last line is [from, to): on the line above when that is short and
 * has the year that this one lacks, as when a centred title was broken inside a word: 2023|年政府…
 */
static size_t title_start(const struct flow *f, size_t from, size_t to)
{
	size_t above = from;
	if (from == 0 || says_year(f, from, to) || f->a[from].sep != SEP_LINE)
		return from;
	while (above > 0 && f->a[--above].sep < SEP_LINE)
		;
	bool fits = from - above < 40 && !has(f, above, from, SV("。")) && says_year(f, above, to);
	return fits ? above : from;
}

/** The title: a short line that speaks of the disclosure report of a year. */
static void find_title(const struct flow *f, struct outline *o)
{
	size_t end = next_heading(o, 0, f->n);
	for (size_t i = 0; i < end;) {
		size_t e = i + 1, next;
		while (e < end && f->a[e].sep < SEP_LINE)
			e++;
		for (next = e + 1; next < end && f->a[next].sep < SEP_LINE;)
			next++;
		if (has(f, i, e, SV("信息公开")) && !has(f, i, e, SV("报告")) && next - e < 16 &&
		    next <= end && has(f, e, next, SV("报告")))
			e = next;
		bool report = has(f, i, e, SV("报告")) && has(f, i, e, SV("信息公开"));
		bool prose = has(f, i, e, SV("本报告")) || has(f, i, e, SV("根据")) ||
			has(f, i, e, SV("。")) || has(f, i, e, SV("链接")) || has(f, i, e, SV("目录"));
		if (e - i < 70 && report && !prose && has(f, i, e, SV("年"))) {
			o->title = (struct span){ title_start(f, i, e), e };
			return;
		}
		i = e;
	}
}

/** A heading over two columns: "2023年报告   2024年报告". */
static bool is_double_title(const struct flow *f, size_t from, size_t to)
{
	size_t first = flow_search(f, from, to, SV("年报告"));
	size_t second = first < to ? flow_search(f, first + 3, to, SV("年报告")) : to;
	return second < to && to - from < 40 && first > from && cp_is_digit(f->a[first - 1].cp) &&
		cp_is_digit(f->a[second - 1].cp) && f->a[first - 1].cp != f->a[second - 1].cp;
}

/** Two reports printed side by side, as comparison sheets do. */
static bool side_by_side(const struct flow *f, size_t end)
{
	for (size_t i = 0; i < end;) {
		size_t e = i + 1;
		while (e < end && f->a[e].sep < SEP_LINE)
			e++;
		if (is_double_title(f, i, e))
			return true;
		i = e;
	}
	return false;
}

void outline_find(const struct flow *f, struct outline *ret)
{
	memset(ret, 0, sizeof *ret);
	size_t art, app, review;
	find_tables(f, &art, &app, &review);
	find_headings(f, ret, art, app, review);
	find_title(f, ret);
	ret->two_reports |= side_by_side(f, next_heading(ret, 0, f->n));
	const struct heading *s = ret->sections;
	size_t n = f->n;
	size_t art_end = at_or(&s[SECTION_APPLICATIONS], app);
	if (art < n)
		ret->art = (struct span){ art, art_end > art ? art_end : next_heading(ret, art, n) };
	size_t app_end = s[SECTION_REVIEW].found && s[SECTION_REVIEW].at.from > app ?
		s[SECTION_REVIEW].at.from : review;
	if (app < n)
		ret->applications = (struct span){ app, app_end > app ? app_end : n };
	if (review < n)
		ret->review = (struct span){ review, next_heading(ret, review, n) };
}

size_t outline_section_end(const struct outline *o, enum form_section s)
{
	return next_heading(o, o->sections[s].at.from, o->end);
}
