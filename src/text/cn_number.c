#include "text/cn_number.h"

#include "base/utf8.h"

/* Whole units above this are refused: their millionths would not fit 64 bits. */
static const int64_t WHOLE_MAX = INT64_C(9000000000000);
static const int64_t WAN = 10000, YI = 100000000;

/** Code point at `at` with full width digits and signs folded; 0 at the end. */
static uint32_t peek(struct sv s, size_t at, size_t *ret_next)
{
	*ret_next = at;
	if (at >= s.n)
		return 0;
	uint32_t cp = utf8_next(s, ret_next);
	return cp >= 0xFF01 && cp <= 0xFF5E ? cp - 0xFEE0 : cp;
}

static uint32_t before(struct sv s, size_t at, size_t *ret_start)
{
	*ret_start = at;
	if (at == 0)
		return 0;
	uint32_t cp = utf8_prev(s, ret_start);
	return cp >= 0xFF01 && cp <= 0xFF5E ? cp - 0xFEE0 : cp;
}

static bool is_digit(uint32_t cp)
{
	return cp >= '0' && cp <= '9';
}

static bool is_alnum(uint32_t cp)
{
	return is_digit(cp) || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
}

/** Value of a Chinese digit, or -1. */
static int digit_of(uint32_t cp)
{
	switch (cp) {
	case U'零': case U'〇': case U'○': return 0;
	case U'一': case U'壹': return 1;
	case U'二': case U'两': case U'贰': return 2;
	case U'三': case U'叁': return 3;
	case U'四': case U'肆': return 4;
	case U'五': case U'伍': return 5;
	case U'六': case U'陆': return 6;
	case U'七': case U'柒': return 7;
	case U'八': case U'捌': return 8;
	case U'九': case U'玖': return 9;
	default: return -1;
	}
}

/** The power of ten of a Chinese unit, else 0. */
static int64_t unit_of(uint32_t cp)
{
	switch (cp) {
	case U'十': case U'拾': return 10;
	case U'百': case U'佰': return 100;
	case U'千': case U'仟': return 1000;
	case U'万': case U'萬': return WAN;
	case U'亿': case U'億': return YI;
	default: return 0;
	}
}

/** Three digits behind a comma, and no fourth. */
static bool is_group(struct sv s, size_t at)
{
	uint32_t cp = 0;
	for (int i = 0; i < 4; i++) {
		cp = peek(s, at, &at);
		if (i < 3 && !is_digit(cp))
			return false;
	}
	return !is_digit(cp);
}

/** 万, 亿 … behind Arabic digits, unless they belong to an amount of money. */
static void read_multiplier(struct sv s, struct cn_number *n)
{
	size_t next, behind;
	uint32_t cp = peek(s, n->to, &next);
	int64_t by = unit_of(cp);
	if (by < 100 || peek(s, next, &behind) == U'元' || n->micro > INT64_MAX / by)
		return;
	n->micro *= by;
	n->rounded = true;
	n->to = next;
}

static bool read_arabic(struct sv s, size_t at, struct cn_number *n)
{
	size_t prev, next = at, start = at;
	uint32_t b = before(s, at, &prev);
	if (is_alnum(b) || (b == '.' && prev > 0 && is_digit(before(s, prev, &prev))))
		return false;
	int64_t whole = 0;
	bool fits = true, grouped = false;
	uint32_t cp = peek(s, at, &next);
	for (int digits = 0; is_digit(cp); digits++) {
		fits = fits && digits < 15;
		if (fits)
			whole = whole * 10 + (cp - '0');
		at = next;
		cp = peek(s, at, &next);
		if (cp == ',' && (grouped || digits < 3) && is_group(s, next)) {
			grouped = true;
			at = next;
			cp = peek(s, at, &next);
		}
	}
	int64_t part = 0, scale = CN_NUMBER_ONE;
	size_t behind;
	if (cp == '.' && is_digit(peek(s, next, &behind))) {
		at = next;
		for (cp = peek(s, at, &next); is_digit(cp); cp = peek(s, at, &next)) {
			scale /= 10;
			part += scale * (cp - '0');
			n->decimals++;
			at = next;
		}
	}
	if (!fits || whole > WHOLE_MAX || is_alnum(cp) || n->decimals > 9)
		return false;
	n->micro = whole * CN_NUMBER_ONE + part;
	n->from = start;
	n->to = at;
	read_multiplier(s, n);
	return n->micro / CN_NUMBER_ONE <= WHOLE_MAX;
}

/** What is being read of a Chinese numeral. */
struct numeral {
	int64_t total;   /* whole 亿 and 万 */
	int64_t section; /* below 10,000 */
	int64_t digits;  /* 二〇二三 read as a row of digits */
	int count;       /* digits in that row */
	int digit;       /* pending, -1 if none */
	int64_t unit;    /* last unit read, 0 if none */
	int64_t section_unit;
	bool zero;       /* 零 since the last unit */
	bool wan;
	bool vague;      /* 十二三 */
};

static bool take_digit(struct numeral *q, int d)
{
	if (q->digit >= 0 && q->unit) {
		if (q->digit == 0 || q->vague || d != q->digit + 1)
			return d != 0 && q->digit == 0 ? (q->digit = d, true) : false;
		q->vague = true;
		return true;
	}
	if (q->unit == 0) {
		if (q->count > 12)
			return false;
		q->digits = q->digits * 10 + d;
		q->count++;
	}
	q->zero |= d == 0;
	q->digit = d;
	return true;
}

static bool take_unit(struct numeral *q, int64_t unit)
{
	bool bare = q->digit <= 0;
	if ((bare && unit != 10) || q->count > 2 || q->vague ||
	    (q->section_unit && unit >= q->section_unit))
		return false;
	q->vague = q->count == 2; /* 两三百 */
	q->count = 1;
	q->section += (bare ? 1 : q->digit) * unit;
	q->section_unit = unit;
	q->unit = unit;
	q->digit = -1;
	q->zero = false;
	return true;
}

static bool take_large(struct numeral *q, int64_t unit)
{
	int64_t section = q->section + (q->digit > 0 ? q->digit : 0);
	if (q->count > 1 || (section == 0 && (unit == WAN || q->total == 0)) ||
	    (unit == WAN && q->wan) ||
	    (unit == WAN ? section : q->total + section) > WHOLE_MAX / unit)
		return false;
	if (unit == WAN)
		q->total += section * WAN;
	else
		q->total = (q->total + section) * YI;
	q->wan = unit == WAN;
	q->section = q->section_unit = 0;
	q->unit = unit;
	q->digit = -1;
	q->zero = false;
	return true;
}

static bool read_chinese(struct sv s, size_t at, struct cn_number *n)
{
	struct numeral q = { .digit = -1 };
	size_t next, to = at;
	for (;; to = next) {
		uint32_t cp = peek(s, to, &next);
		int d = digit_of(cp);
		int64_t u = unit_of(cp);
		size_t behind;
		if (cp == U'廿' || cp == U'卅') {
			if (q.digit >= 0 || q.section_unit == 10)
				break;
			q.digit = cp == U'廿' ? 2 : 3;
			u = 10;
		}
		if (u >= WAN && peek(s, next, &behind) == U'元')
			break;
		if (d >= 0 ? !take_digit(&q, d) : u >= WAN ? !take_large(&q, u) :
		    u > 0 ? !take_unit(&q, u) : true)
			break;
	}
	if (to == at)
		return false;
	int64_t last = q.digit > 0 ? q.digit : 0;
	if (q.digit > 0 && !q.zero && q.unit >= 100) /* 一百二 is 120 */
		last *= q.unit / 10;
	int64_t value = q.unit ? q.total + q.section + last : q.digits;
	if (value > WHOLE_MAX)
		return false;
	*n = (struct cn_number){ .micro = value * CN_NUMBER_ONE, .from = at, .to = to,
		.chinese = true, .approximate = q.vague || (q.count == 2 && !q.unit) };
	return true;
}

static bool is_range_sign(uint32_t cp)
{
	return cp == '-' || cp == '~' || cp == U'—' || cp == U'–' || cp == U'至' || cp == U'到';
}

static bool is_vague_head(uint32_t cp, bool chinese)
{
	return cp == U'约' || cp == U'近' || cp == U'超' || cp == U'逾' ||
	       (chinese && (cp == U'数' || cp == U'几' || cp == U'上'));
}

/** Words around the number that say it is not meant exactly. */
static bool is_qualified(struct sv s, const struct cn_number *n)
{
	size_t a, b;
	uint32_t prev = before(s, n->from, &a), next = peek(s, n->to, &b);
	if (next == U'余' || next == U'多' || next == U'几' || next == U'来' ||
	    is_vague_head(prev, n->chinese))
		return true;
	static const struct sv heads[] = { SV_INIT("超过"), SV_INIT("至少"), SV_INIT("不少于"),
		SV_INIT("不低于"), SV_INIT("不足"), SV_INIT("突破"), SV_INIT("高达") };
	struct sv head = sv_head(s, n->from), tail = sv_from(s, n->to);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (sv_ends(head, heads[i]))
			return true;
	if (sv_starts(tail, SV("左右")) || sv_starts(tail, SV("上下")))
		return true;
	return (is_range_sign(prev) && is_digit(before(s, a, &a))) ||
	       (is_range_sign(next) && is_digit(peek(s, b, &b)));
}

bool cn_number_at(struct sv text, size_t at, struct cn_number *ret)
{
	size_t next;
	struct cn_number n = { 0 };
	uint32_t cp = peek(text, at, &next);
	if (!(is_digit(cp) ? read_arabic(text, at, &n) : cp > 0x7F && read_chinese(text, at, &n)))
		return false;
	n.approximate |= is_qualified(text, &n);
	*ret = n;
	return true;
}

bool cn_number_next(struct sv text, size_t at, struct cn_number *ret)
{
	while (at < text.n) {
		if (cn_number_at(text, at, ret))
			return true;
		utf8_next(text, &at);
	}
	return false;
}

bool cn_number_whole(const struct cn_number *n, int64_t *ret)
{
	if (n->micro % CN_NUMBER_ONE)
		return false;
	*ret = n->micro / CN_NUMBER_ONE;
	return true;
}
