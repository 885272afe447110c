/* What somebody types into the search field, and a text it is looked for in: words, both databases'
   languages, tokens, and snippets whose pieces are a stretch of the text. */
#include "base/auto.h"
#include "base/utf8.h"
#include "search/search_int.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_pieces(struct sv text, const struct search_piece *pieces, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *end = pieces[i].text.p + pieces[i].text.n;
		bool inside = pieces[i].text.p >= text.p && end <= text.p + text.n;
		bool follows = i == 0 || pieces[i].text.p == pieces[i - 1].text.p + pieces[i - 1].text.n;
		if (!inside || !follows || pieces[i].text.n == 0)
			abort();
	}
}

/** No language of a database may be ended by what was typed: tokens hold no quotation marks. */
static void check_tokens(struct sv tokens)
{
	if (sv_has(tokens, SV("\"")) || sv_has(tokens, SV("'")) || sv_has(tokens, SV("\\")))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 26);
	/* The first line is typed, the rest is looked through. */
	struct sv rest = { (const char *)data, size }, typed = { "", 0 };
	sv_cut(&rest, '\n', &typed);
	struct sv text = rest.p ? rest : (struct sv){ "", 0 };
	struct search_words words;
	struct search_piece *pieces;
	struct err err = { 0 };
	size_t n;
	if (words_parse(typed, &a, &words, &err)) {
		if (!err.user[0])
			abort();
		return 0;
	}
	const struct search_query q = { .unit = 3, .year = 2021, .kind = 1 };
	for (size_t i = 0; i < words.n; i++)
		check_tokens(words.items[i].tokens);
	(void)match_fts(&words, &q, false, &a);
	(void)match_ts(&words, true, &a);
	if (words.n && utf8_valid(text)) {
		if (snippet_make(text, &words, &a, &pieces, &n) == 0)
			check_pieces(text, pieces, n);
		if (snippet_whole(text, &words, &a, &pieces, &n) == 0)
			check_pieces(text, pieces, n);
	}
	return 0;
}
