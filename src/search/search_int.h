/** What the files of src/search share. Private to it. */
#pragma once

#include "search/search.h"

/** One thing that must occur. */
struct search_word {
	struct sv folded;     /* in the normal form of text/normal.h */
	struct sv tokens;     /* parted by spaces, as they follow each other in a document */
	bool prefix;          /* the last token is the beginning of one */
};

struct search_words {
	struct search_word items[SEARCH_WORDS_MAX];
	size_t n;
};

/** The words of what somebody typed. @return 0, E_USAGE (too long, too many), E_NOMEM */
int words_parse(struct sv typed, struct arena *a, struct search_words *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Tokens of a folded text. @param open_end  the text may go on: no token for a last character */
void tokens_of_folded(struct sv folded, bool open_end, struct str *out);

/** The stretch of `text` around the words, at most some 90 characters, in pieces. */
int snippet_make(struct sv text, const struct search_words *words, struct arena *a,
	struct search_piece **ret, size_t *ret_n) __attribute__((warn_unused_result));

/** The whole of `text` in pieces, the words marked. */
int snippet_whole(struct sv text, const struct search_words *words, struct arena *a,
	struct search_piece **ret, size_t *ret_n) __attribute__((warn_unused_result));

/** How the words are asked for: FTS5's language or PostgreSQL's tsquery. @param title_only */
struct sv match_fts(const struct search_words *words, const struct search_query *q, bool title_only,
	struct arena *a);
struct sv match_ts(const struct search_words *words, bool title_only, struct arena *a);

/** A document as a tsvector literal: title with weight A, then the body. */
struct sv vector_of(struct sv title_tokens, struct sv body_tokens, struct arena *a);

/** Teach SQLite to say how much a row speaks of the words. */
int rank_teach(struct db *db, struct err *err) __attribute__((warn_unused_result));

extern const struct sql search_of_subject, search_add, search_delete, search_index_add,
	search_index_delete, search_by_title, search_ranked, search_newest, search_texts, search_counts;
extern const struct sql search_verify, search_of_kind, search_row_by_title;
extern const char search_fts5_api[];
