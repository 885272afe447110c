#include "doc/json_mend.h"

#include "base/str.h"
#include "doc/doc.h"

struct mend {
	struct sv s;
	size_t at;
	struct str out;
	char open[DOC_MAX_NESTING]; /* the brackets to close, innermost last */
	size_t depth;
	bool in_string;
};

/**
 * Is what stands here structure, when a string should have ended? One quote was lost, so it is the
 * end of a value before the next name or value, or of a name before its value.
 */
static bool is_structure(struct sv s)
{
	static const char *const after_bracket = ",]}";
	while (s.n && strchr(" \n\t", s.p[0]))
		s = sv_from(s, 1);
	if (s.n < 2)
		return s.n == 1 && (s.p[0] == '}' || s.p[0] == ']');
	if (s.p[0] == '}' || s.p[0] == ']')
		return strchr(after_bracket, s.p[1]) || s.p[1] == '\n';
	if (s.p[0] == ',')
		return s.p[1] == '"' || s.p[1] == '{' || s.p[1] == '[';
	return s.p[0] == ':' && (s.p[1] == '"' || s.p[1] == '{' || s.p[1] == '[');
}

static void in_string(struct mend *m)
{
	char c = m->s.p[m->at++];
	if (c == '\n' || c == '\t' || c == '\f') {
		str_addz(&m->out, c == '\n' ? "\\n" : "\\t");
		return;
	}
	str_addc(&m->out, c);
	if (c == '\\' && m->at < m->s.n)
		str_addc(&m->out, m->s.p[m->at++]);
	else if (c == '"')
		m->in_string = false;
	else if (c == '\xBD' && sv_ends(sv_head(m->s, m->at), SV("\xEF\xBF\xBD")) &&
		is_structure(sv_from(m->s, m->at))) {
		str_addc(&m->out, '"');
		m->in_string = false;
	}
}

static void outside(struct mend *m)
{
	char c = m->s.p[m->at++];
	if ((c == '{' || c == '[') && m->depth < DOC_MAX_NESTING)
		m->open[m->depth++] = c == '{' ? '}' : ']';
	else if ((c == '}' || c == ']') && m->depth > 0)
		m->depth--;
	else if (c == '"')
		m->in_string = true;
	str_addc(&m->out, c);
}

struct sv json_mend(struct sv text, struct arena *a)
{
	struct mend m = { .s = text };
	str_init(&m.out, a, text.n * 2 + DOC_MAX_NESTING + 16);
	while (m.at < text.n) {
		if (m.in_string)
			in_string(&m);
		else
			outside(&m);
	}
	if (m.in_string) {
		if (m.out.n && m.out.p[m.out.n - 1] == '\\')
			m.out.n--; /* cut in the middle of an escape */
		str_addc(&m.out, '"');
	}
	while (m.depth > 0)
		str_addc(&m.out, m.open[--m.depth]);
	return str_ok(&m.out) ? str_sv(&m.out) : SV("");
}
