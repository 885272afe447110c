#include "report/quote.h"

#include "base/str.h"
#include "base/utf8.h"
#include "text/identifiers.h"
#include "text/normal.h"

/* What is shown of a long quote. */
enum { HEAD_CHARS = 20, TAIL_CHARS = 38 };

struct sv quote_masked(struct arena *a, struct sv s)
{
	struct str out;
	struct identifier id;
	size_t done = 0;
	str_init(&out, a, s.n + 1);
	for (size_t at = 0; identifier_next(s, &at, &id); done = id.to) {
		char buf[IDENTIFIER_MASK_MAX];
		str_add(&out, (struct sv){ s.p + done, id.from - done });
		if (id.kind == IDENTIFIER_CREDIT_CODE)
			str_add(&out, (struct sv){ s.p + id.from, id.to - id.from });
		else
			str_add(&out, identifier_mask(s, id, buf));
	}
	str_add(&out, sv_from(s, done));
	return str_ok(&out) ? str_sv(&out) : (struct sv){ "", 0 };
}

/** On one line: white space goes, except between two letters or digits. */
static struct sv one_line(struct arena *a, struct sv s)
{
	struct str out;
	uint32_t last = 0;
	bool gap = false;
	str_init(&out, a, s.n + 1);
	for (size_t at = 0; at < s.n;) {
		uint32_t cp = utf8_next(s, &at);
		if (text_fold(cp) == ' ' || text_fold(cp) == 0) {
			gap = true;
			continue;
		}
		if (gap && last && last < 0x80 && cp < 0x80)
			str_addc(&out, ' ');
		gap = false;
		str_add_cp(&out, cp);
		last = cp;
	}
	return str_ok(&out) ? str_sv(&out) : (struct sv){ "", 0 };
}

struct sv quote_short(struct arena *a, struct sv s)
{
	/* Masked last: a number that an invisible character cut in two is whole on one line. */
	s = quote_masked(a, one_line(a, s));
	size_t tail = s.n, head = 0;
	for (int i = 0; i < TAIL_CHARS && tail > 0; i++)
		utf8_prev(s, &tail);
	for (int i = 0; i < HEAD_CHARS && head < s.n; i++)
		utf8_next(s, &head);
	if (tail <= head)
		return s;
	return sv_fmt(a, "%.*s…%.*s", SV_ARG(sv_head(s, head)), SV_ARG(sv_from(s, tail)));
}
