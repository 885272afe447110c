#include "text/identifiers.h"

#include "base/utf8.h"

enum { RUN_MAX = 32, CITIZEN = 18, CITIZEN_OLD = 15, MOBILE = 11, CARD_MIN = 16, CARD_MAX = 19 };

/** A row of digits and capital letters as it stands in the text, folded. */
struct run {
	char s[RUN_MAX];   /* folded characters without separators */
	int n;             /* more than RUN_MAX when it is too long for anything */
	int digits;        /* how many of them are digits */
	int groups[RUN_MAX + 1]; /* characters in each group between separators */
	int n_groups;
	size_t from, to;
};

static uint32_t fold(uint32_t cp)
{
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

/** Does a separator at this place join two groups of one number? */
static bool joins(const struct run *r, uint32_t cp, struct sv text, size_t behind)
{
	return (cp == ' ' || cp == '-' || cp == 0xA0) && r->n > 0 && r->n <= RUN_MAX &&
	       r->n_groups < RUN_MAX && is_digit((unsigned char)r->s[r->n - 1]) &&
	       behind < text.n && is_digit(fold(utf8_next(text, &behind)));
}

/** Read the run that begins at `at`; with `join`, a blank or hyphen between digits is inside. */
static void read_run(struct sv text, size_t at, bool join, struct run *r)
{
	*r = (struct run){ .from = at, .n_groups = 1 };
	while (at < text.n) {
		size_t next = at;
		uint32_t cp = fold(utf8_next(text, &next));
		if (!is_alnum(cp)) {
			if (!join || !joins(r, cp, text, next))
				break;
			r->n_groups++;
			at = next;
			continue;
		}
		if (r->n < RUN_MAX)
			r->s[r->n] = (char)cp;
		if (r->n <= RUN_MAX)
			r->n++;
		r->digits += is_digit(cp);
		r->groups[r->n_groups - 1]++;
		at = next;
		r->to = at;
	}
}

static int number(const char *p, int n)
{
	int v = 0;
	for (int i = 0; i < n; i++)
		v = v * 10 + (p[i] - '0');
	return v;
}

static bool all_digits(const char *p, int n)
{
	for (int i = 0; i < n; i++)
		if (!is_digit((unsigned char)p[i]))
			return false;
	return true;
}

/** A date that a living or once living person can have been born on. */
static bool is_birth_date(int year, int month, int day)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return year >= 1850 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] - (month == 2 && !leap);
}

/** Province codes of GB/T 2260, and 83 for residents from Taiwan. */
static bool is_region(const char *p)
{
	int province = number(p, 2);
	static const struct { int from, to; } known[] = { { 11, 15 }, { 21, 23 }, { 31, 37 },
		{ 41, 46 }, { 50, 54 }, { 61, 65 }, { 71, 71 }, { 81, 83 } };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (province >= known[i].from && province <= known[i].to)
			return true;
	return false;
}

/** Region and date of birth of 17 digits. */
static bool looks_citizen(const char *p)
{
	return is_region(p) &&
	       is_birth_date(number(p + 6, 4), number(p + 10, 2), number(p + 12, 2));
}

bool identifier_is_citizen(struct sv s)
{
	static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	if (s.n != CITIZEN || !all_digits(s.p, CITIZEN - 1) || !looks_citizen(s.p))
		return false;
	int sum = 0;
	for (int i = 0; i < CITIZEN - 1; i++)
		sum += (s.p[i] - '0') * weights[i];
	char check = s.p[CITIZEN - 1] == 'x' ? 'X' : s.p[CITIZEN - 1];
	return check == "10X98765432"[sum % 11];
}

bool identifier_is_credit_code(struct sv s)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	static const int weights[] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30,
		28 };
	if (s.n != 18)
		return false;
	int sum = 0, last = 0;
	for (int i = 0; i < 18; i++) {
		const char *hit = memchr(alphabet, s.p[i], sizeof alphabet - 1);
		if (!hit)
			return false;
		last = (int)(hit - alphabet);
		if (i < 17)
			sum += last * weights[i];
	}
	/* 登记管理部门: without a letter in the code only those that really issue them, so that
	   a row of digits by chance is not taken for one. */
	return last == (31 - sum % 31) % 31 && all_digits(s.p + 2, 6) &&
	       (!all_digits(s.p, 18) || memchr("159", s.p[0], 3)) && is_region(s.p + 2);
}

bool identifier_is_luhn(struct sv s)
{
	int sum = 0;
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		int d = s.p[s.n - 1 - i] - '0';
		if (d < 0 || d > 9)
			return false;
		d *= 1 + (int)(i & 1);
		sum += d > 9 ? d - 9 : d;
	}
	return sum % 10 == 0;
}

/** Is one of the words for an identity card close in front of `at`? */
static bool says_citizen(struct sv text, size_t at)
{
	enum { REACH = 48 };
	struct sv near = sv_from(sv_head(text, at), at > REACH ? at - REACH : 0);
	return sv_has(near, SV("身份证")) || sv_has(near, SV("身份号码")) ||
	       sv_has(near, SV("证件号")) || sv_has(near, SV("身份證"));
}

static bool is_old_citizen(const struct run *r)
{
	return r->n == CITIZEN_OLD && all_digits(r->s, r->n) && is_region(r->s) &&
	       is_birth_date(1900 + number(r->s + 6, 2), number(r->s + 8, 2), number(r->s + 10, 2));
}

/** 11 digits in one group, or 3-4-4; the country code in front is allowed. */
static bool is_mobile(const struct run *r)
{
	const char *p = r->s;
	int n = r->n, g = 0;
	if (n == MOBILE + 2 && p[0] == '8' && p[1] == '6') {
		p += 2;
		n -= 2;
		g = r->groups[0] == 2;
	}
	int left = r->n_groups - g;
	bool grouped = left == 3 && r->groups[g + 1] == 4 && r->groups[g + 2] == 4;
	return n == MOBILE && all_digits(p, n) && p[0] == '1' && p[1] >= '3' &&
	       (left == 1 || grouped);
}

/** A card number is plain or in groups of four; dates and serial numbers are not. */
static bool is_card(const struct run *r)
{
	if (r->n < CARD_MIN || r->n > CARD_MAX || r->digits != r->n ||
	    !memchr("34569", r->s[0], 5) || (r->n == CITIZEN && looks_citizen(r->s)))
		return false;
	for (int i = 0; i < r->n_groups - 1; i++)
		if (r->groups[i] != 4)
			return false;
	for (int i = 1; i < r->n && r->s[i] == r->s[0]; i++)
		if (i == r->n - 1)
			return false;
	return identifier_is_luhn((struct sv){ r->s, (size_t)r->n });
}

static bool classify(struct sv text, const struct run *r, enum identifier_kind *ret)
{
	struct sv s = { r->s, (size_t)(r->n < RUN_MAX ? r->n : 0) };
	if (r->n_groups == 1 && identifier_is_credit_code(s) && !identifier_is_citizen(s))
		*ret = IDENTIFIER_CREDIT_CODE;
	else if (identifier_is_citizen(s))
		*ret = IDENTIFIER_CITIZEN;
	else if (is_mobile(r))
		*ret = IDENTIFIER_MOBILE;
	else if (is_card(r))
		*ret = IDENTIFIER_BANK_CARD;
	else if (is_old_citizen(r) && says_citizen(text, r->from))
		*ret = IDENTIFIER_CITIZEN_OLD;
	else
		return false;
	return true;
}

/** Digits behind a decimal point. */
static bool is_fraction(struct sv text, size_t at)
{
	return at >= 2 && text.p[at - 1] == '.' && is_digit((unsigned char)text.p[at - 2]);
}

bool identifier_next(struct sv text, size_t *at, struct identifier *ret)
{
	while (*at < text.n) {
		size_t next = *at;
		unsigned char first = (unsigned char)text.p[next];
		if (first >= 0x80 && first != 0xEF) { /* full width forms begin with EF */
			++*at;
			continue;
		}
		if (!is_alnum(fold(utf8_next(text, &next)))) {
			*at = next;
			continue;
		}
		/* First as one number in groups, then its first group on its own. */
		struct run r;
		enum identifier_kind kind;
		read_run(text, *at, true, &r);
		bool found = classify(text, &r, &kind);
		if (!found && r.n_groups > 1) {
			read_run(text, *at, false, &r);
			found = classify(text, &r, &kind);
		}
		bool fraction = is_fraction(text, *at);
		*at = r.to;
		if (found && !fraction) {
			*ret = (struct identifier){ kind, r.from, r.to };
			return true;
		}
	}
	return false;
}

struct sv identifier_mask(struct sv text, struct identifier id,
	char buf[static IDENTIFIER_MASK_MAX])
{
	struct run r;
	read_run((struct sv){ text.p, id.to }, id.from, true, &r);
	int n = r.n < RUN_MAX ? r.n : RUN_MAX;
	int tail = id.kind == IDENTIFIER_CITIZEN || id.kind == IDENTIFIER_CITIZEN_OLD ? 2 : 4;
	for (int i = 0; i < n; i++)
		buf[i] = i < 3 || i >= n - tail ? r.s[i] : '*';
	buf[n] = '\0';
	return (struct sv){ buf, (size_t)n };
}
