#include "doc/html_text.h"

#include "base/utf8.h"

static bool is_wide(uint32_t cp)
{
	return cp >= 0x2E80 && cp < 0xFFE7 && !(cp >= 0xD7B0 && cp < 0xF900);
}

/**
 * Write the white space that was seen before `next`. A line end between two Chinese characters is
 * only how the source was wrapped (CSS Text 3, 4.1.2); any other white space is one space.
 */
static void put_space(struct html_text *t, struct sv next)
{
	enum html_space space = t->space;
	t->space = HTML_SPACE_NONE;
	if (space == HTML_SPACE_NONE || t->text.n == 0 || t->text.p[t->text.n - 1] == '\n')
		return;
	if (space == HTML_SPACE_LINE_END) {
		size_t end = t->text.n, start = 0;
		if (is_wide(utf8_prev(str_sv(&t->text), &end)) && is_wide(utf8_next(next, &start)))
			return;
	}
	str_addc(&t->text, ' ');
}

void html_text_add_raw(struct html_text *t, struct sv s)
{
	for (size_t at; (at = s.n > 1 ? sv_find(s, SV("\xC2")) : SV_NONE) != SV_NONE;) {
		unsigned char c = at + 1 < s.n ? (unsigned char)s.p[at + 1] : 0;
		str_add(&t->text, sv_head(s, c < 0xA1 ? at : at + 2));
		if (c == 0xA0)
			str_addc(&t->text, ' ');
		s = sv_from(s, at + 2);
	}
	str_add(&t->text, s);
}

void html_text_add(struct html_text *t, struct sv s)
{
	for (size_t i = 0; i < s.n;) {
		for (; i < s.n && html_is_space(s.p[i]); i++)
			if (s.p[i] == '\n')
				t->space = HTML_SPACE_LINE_END;
			else if (t->space == HTML_SPACE_NONE)
				t->space = HTML_SPACE_PLAIN;
		size_t from = i;
		while (i < s.n && !html_is_space(s.p[i]))
			i++;
		if (i == from)
			break;
		struct sv word = { s.p + from, i - from };
		put_space(t, word);
		html_text_add_raw(t, word);
	}
}

void html_text_break(struct html_text *t)
{
	t->space = HTML_SPACE_NONE;
	if (t->text.n > 0 && t->text.p[t->text.n - 1] != '\n')
		str_addc(&t->text, '\n');
}

void html_text_clear(struct html_text *t)
{
	t->space = HTML_SPACE_NONE;
	str_clear(&t->text);
}
