/**
 * Full text search: Chinese as overlapping two-character tokens made by our own tokenizer, the same for
 * both databases (SQLite FTS5; PostgreSQL tsvector with GIN). Latin words, numbers, 文号 and 索引号 are
 * whole tokens. Text is folded as in text/normal.h, so full width, traditional and capitals are found too.
 *
 * A query is words parted by spaces, all of which must occur; a word of several characters is a phrase. "…"
 * makes a phrase of several words. A single character is found wherever it stands.
 *
 * Ranking: documents with all words in the title first, newest first; then the newest SEARCH_STAGE hits, those
 * that speak most of the words first (how often, against how long the text is: the second factor of BM25;
 * the first, how rare a word is, is the same for all of them); then the others, newest first. Never an
 * unbounded set: a word in most documents costs 200 ms to rank. Newest is what was put last.
 * Results are paged by offset up to SEARCH_DEEPEST.
 */
#pragma once

#include "base/str.h"
#include "store/store.h"

enum { SEARCH_STAGE = 500, SEARCH_PAGE_MAX = 50, SEARCH_DEEPEST = 1000, SEARCH_WORDS_MAX = 8,
	SEARCH_QUERY_MAX = 200 /* bytes */ };

/** A document of the index. (kind, subject) names it. */
struct search_document {
	int kind;            /* the duty's own number: SEARCH_REPORT */
	int64_t subject;     /* its id there */
	int64_t unit;
	int year;
	int64_t order;       /* larger is newer: published at */
	struct sv title, body;
};

enum search_kind { SEARCH_REPORT = 1 };

/** Add or replace; take out. Inside the caller's write transaction. */
int search_put(struct db *db, const struct search_document *d, struct err *err)
	__attribute__((warn_unused_result));
int search_remove(struct db *db, int kind, int64_t subject, struct err *err)
	__attribute__((warn_unused_result));

struct search_query {
	struct sv words;
	int64_t unit;        /* 0 = all */
	int year;            /* 0 = all */
	int kind;            /* 0 = all */
	size_t offset, max;
};

/** A stretch of a snippet; `hit` ones are the words looked for. */
struct search_piece {
	struct sv text;
	bool hit;
};

struct search_hit {
	int kind;
	int64_t subject, unit;
	int year;
	struct sv title;
	struct search_piece *title_pieces, *pieces; /* pieces: of the body around the first hits */
	size_t n_title_pieces, n_pieces;
};

struct search_result {
	struct search_hit *hits;
	size_t n;
	bool more;           /* there are further ones */
	int64_t total;       /* exact up to SEARCH_DEEPEST; then SEARCH_DEEPEST and `more` */
};

/** Search. An empty query, or one of nothing but signs, gives no hits. @return 0, E_USAGE (too long) */
int search_run(struct db *db, const struct search_query *q, struct arena *a,
	struct search_result *ret, struct err *err) __attribute__((warn_unused_result));

/** Does the index hold exactly the documents that it says it does? E_DB with the first fault. */
int search_check(struct db *db, struct err *err) __attribute__((warn_unused_result));

/** Is a document there as it is here (unit, year and title; not the body), and found by its own title? */
int search_holds(struct db *db, const struct search_document *d, bool *ret, struct err *err)
	__attribute__((warn_unused_result));

/** How many documents of a kind there are. */
int search_count(struct db *db, int kind, int64_t *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The tokens of a text, parted by spaces, as the index sees them. @return 0 or E_NOMEM */
int search_tokens(struct sv text, struct arena *a, struct str *out)
	__attribute__((warn_unused_result));

/**
 * Teach a connection how hits are ranked (SQLite: a function of FTS5; nothing on PostgreSQL). search_run
 * does it by itself; needed before search_statements are prepared.
 */
int search_attach(struct db *db, struct err *err) __attribute__((warn_unused_result));

extern const struct schema search_schema;
extern const struct sql_set search_statements;
