/* What somebody typed, as words that must all occur, and as the languages of the two databases. */
#include "search/search_int.h"

#include "base/utf8.h"
#include "text/normal.h"

#include <inttypes.h>

/** Is the character at the end the whole of its run? Then its pair is unknown: it is a beginning. */
static bool last_stands_alone(struct sv folded)
{
	size_t at = folded.n;
	if (!at || utf8_prev(folded, &at) < 0x80)
		return false;
	return at == 0 || (unsigned char)folded.p[at - 1] < 0x80;
}

static int add_word(struct search_words *list, struct sv typed, struct arena *a, struct err *err)
{
	struct text_normal normal;
	if (text_normalise(typed, a, &normal))
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	struct str tokens;
	str_init(&tokens, a, SEARCH_QUERY_MAX * 8);
	bool alone = last_stands_alone(normal.text);
	tokens_of_folded(normal.text, !alone, &tokens);
	if (!str_sv(&tokens).n)
		return E_OK;
	if (list->n == SEARCH_WORDS_MAX)
		return err_set(err, E_USAGE, "一次最多找%d个词，请少写几个。", SEARCH_WORDS_MAX);
	list->items[list->n++] = (struct search_word){ normal.text, str_sv(&tokens), alone };
	return E_OK;
}

/** Length of the quotation mark at `at`, or 0. */
static size_t quote_at(struct sv s, size_t at)
{
	static const struct sv quotes[] = { SV_INIT("\""), SV_INIT("“"), SV_INIT("”"), SV_INIT("＂") };
	for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
		if (sv_starts(sv_from(s, at), quotes[i]))
			return quotes[i].n;
	return 0;
}

/** Length of the blank at `at`, or 0. */
static size_t blank_at(struct sv s, size_t at)
{
	if (sv_starts(sv_from(s, at), SV("　")))
		return 3;
	return (unsigned char)s.p[at] <= ' ' ? 1 : 0;
}

int words_parse(struct sv typed, struct arena *a, struct search_words *ret, struct err *err)
{
	ret->n = 0;
	if (typed.n > SEARCH_QUERY_MAX)
		return err_set(err, E_USAGE, "要找的词太长，最多%d个字。", SEARCH_QUERY_MAX / 3);
	bool quoted = false;
	size_t from = 0, skip;
	for (size_t at = 0; at <= typed.n; at += skip) {
		bool end = at == typed.n;
		size_t quote = end ? 0 : quote_at(typed, at), blank = end || quoted ? 0 : blank_at(typed, at);
		skip = quote ? quote : blank ? blank : 1;
		if (!end && !quote && !blank)
			continue;
		int rc = add_word(ret, (struct sv){ typed.p + from, at - from }, a, err);
		if (rc)
			return rc;
		from = at + skip;
		quoted = quote ? !quoted : quoted;
	}
	return E_OK;
}

/* ── FTS5 ──────────────────────────────────────────────────────────────────────────────────── */

/**
 * Tokens are letters, digits and characters, so nothing in them ends the quotation. Those of a title stand
 * among the tags too, marked: a title then has a list of its own, and a word that is in most bodies need not
 * be looked through for the few titles that have it.
 */
static void add_tokens(struct str *s, struct sv tokens, const char *mark)
{
	struct sv token;
	for (const char *gap = ""; tokens.n && sv_cut(&tokens, ' ', &token); gap = " ")
		str_addf(s, "%s%s%.*s", gap, mark, SV_ARG(token));
}

struct sv match_fts(const struct search_words *words, const struct search_query *q, bool title_only,
	struct arena *a)
{
	struct str s;
	str_init(&s, a, 16384);
	str_addz(&s, title_only ? "(tags : (" : "({title body} : (");
	for (size_t i = 0; i < words->n; i++) {
		str_addz(&s, i ? " AND \"" : "\"");
		add_tokens(&s, words->items[i].tokens, title_only ? "t" : "");
		str_addz(&s, words->items[i].prefix ? "\"*" : "\"");
	}
	str_addz(&s, "))");
	if (q->unit)
		str_addf(&s, " AND tags : \"u%" PRId64 "\"", q->unit);
	if (q->year)
		str_addf(&s, " AND tags : \"y%d\"", q->year);
	if (q->kind)
		str_addf(&s, " AND tags : \"k%d\"", q->kind);
	return str_sv(&s);
}

/* ── PostgreSQL ────────────────────────────────────────────────────────────────────────────── */

struct sv match_ts(const struct search_words *words, bool title_only, struct arena *a)
{
	struct str s;
	str_init(&s, a, 65536);
	for (size_t i = 0; i < words->n; i++) {
		struct sv rest = words->items[i].tokens, token;
		str_addz(&s, i ? " & (" : "(");
		for (bool first = true; sv_cut(&rest, ' ', &token); first = false) {
			bool last = !rest.p || !rest.n;
			str_addf(&s, "%s'%.*s'%s%s%s", first ? "" : " <-> ", SV_ARG(token),
				title_only || (last && words->items[i].prefix) ? ":" : "",
				last && words->items[i].prefix ? "*" : "", title_only ? "A" : "");
		}
		str_addc(&s, ')');
	}
	return str_sv(&s);
}

/** PostgreSQL keeps no position beyond this. */
enum { POSITION_MAX = 16383, TITLE_GAP = 2 };

static unsigned add_positions(struct str *s, struct sv tokens, unsigned position, const char *weight)
{
	struct sv token;
	while (tokens.n && sv_cut(&tokens, ' ', &token) && position <= POSITION_MAX)
		str_addf(s, "'%.*s':%u%s ", SV_ARG(token), position++, weight);
	return position;
}

struct sv vector_of(struct sv title_tokens, struct sv body_tokens, struct arena *a)
{
	struct str s;
	str_init(&s, a, (size_t)1 << 20);
	unsigned position = add_positions(&s, title_tokens, 1, "A");
	add_positions(&s, body_tokens, position + TITLE_GAP, "");
	return str_sv(&s);
}
