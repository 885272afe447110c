#include "search/search_int.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DOCUMENT_ARENA = 256 * 1024 * 1024, TOKENS_MAX = 64 * 1024 * 1024 };

static int no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

/** A document as tokens. */
struct tokens {
	struct sv title, body, tags;
};

static int tokens_make(const struct search_document *d, struct arena *a, struct tokens *ret)
{
	struct str title, body, tags;
	str_init(&title, a, TOKENS_MAX);
	str_init(&body, a, TOKENS_MAX);
	str_init(&tags, a, TOKENS_MAX);
	int rc = search_tokens(d->title, a, &title);
	if (!rc)
		rc = search_tokens(d->body, a, &body);
	str_addf(&tags, "u%" PRId64 " y%d k%d", d->unit, d->year, d->kind);
	struct sv rest = str_sv(&title), token;
	while (rest.n && sv_cut(&rest, ' ', &token))
		str_addf(&tags, " t%.*s", SV_ARG(token));
	*ret = (struct tokens){ str_sv(&title), str_sv(&body), str_sv(&tags) };
	return rc ? rc : str_ok(&tags) ? E_OK : E_NOMEM;
}

static int index_row(struct db *db, const struct sql *sql, int64_t id, const struct tokens *t,
	struct err *err)
{
	if (db_kind(db) != DB_SQLITE)
		return E_OK;
	struct query q;
	query_start(&q, db, sql);
	query_int(&q, id);
	query_text(&q, t->title);
	query_text(&q, t->body);
	query_text(&q, t->tags);
	return query_end(&q, err);
}

static int add_document(struct db *db, const struct search_document *d, const struct tokens *t,
	struct arena *a, struct err *err)
{
	struct query q;
	query_start(&q, db, &search_add);
	query_int(&q, d->kind);
	query_int(&q, d->subject);
	query_int(&q, d->unit);
	query_int(&q, d->year);
	query_int(&q, d->order);
	query_text(&q, d->title);
	query_text(&q, d->body);
	if (db_kind(db) == DB_POSTGRESQL)
		query_text(&q, vector_of(t->title, t->body, a));
	int64_t id = query_row(&q) ? query_get_int(&q, 0) : 0;
	int rc = query_end(&q, err);
	return rc ? rc : index_row(db, &search_index_add, id, t, err);
}

int search_put(struct db *db, const struct search_document *d, struct err *err)
{
	assert(tx_is_open(db));
	struct arena a;
	struct tokens t;
	int rc = search_remove(db, d->kind, d->subject, err);
	if (rc)
		return rc;
	arena_init(&a, DOCUMENT_ARENA);
	rc = tokens_make(d, &a, &t) ? no_memory(err) : add_document(db, d, &t, &a, err);
	arena_done(&a);
	return rc;
}

/** FTS5 keeps no text, so it is told again what is taken out. */
static int take_out(struct db *db, int64_t id, const struct search_document *d, struct arena *a,
	struct err *err)
{
	struct tokens t;
	if (tokens_make(d, a, &t))
		return no_memory(err);
	int rc = index_row(db, &search_index_delete, id, &t, err);
	if (rc)
		return rc;
	struct query q;
	query_start(&q, db, &search_delete);
	query_int(&q, id);
	return query_end(&q, err);
}

int search_remove(struct db *db, int kind, int64_t subject, struct err *err)
{
	assert(tx_is_open(db));
	struct arena a;
	struct query q;
	struct search_document d = { .kind = kind, .subject = subject };
	arena_init(&a, DOCUMENT_ARENA);
	query_start(&q, db, &search_of_subject);
	query_int(&q, kind);
	query_int(&q, subject);
	int64_t id = 0;
	if (query_row(&q)) {
		id = query_get_int(&q, 0);
		d.unit = query_get_int(&q, 1);
		d.year = (int)query_get_int(&q, 2);
		d.title = query_copy(&q, 4, &a);
		d.body = query_copy(&q, 5, &a);
	}
	int rc = query_end(&q, err);
	if (!rc && id)
		rc = take_out(db, id, &d, &a, err);
	arena_done(&a);
	return rc;
}

/* ── Searching ─────────────────────────────────────────────────────────────────────────────── */

struct ranked {
	int64_t id, score;
};

struct hits {
	struct ranked *items;
	size_t n;
};

/** Rows of one of the matching statements. */
static int match(struct db *db, const struct sql *sql, struct sv words, const struct search_query *s,
	size_t max, struct arena *a, struct hits *ret, struct err *err)
{
	struct query q;
	ret->n = 0;
	ret->items = arena_array(a, max, sizeof *ret->items);
	if (!ret->items)
		return no_memory(err);
	query_start(&q, db, sql);
	query_text(&q, words);
	query_int(&q, (int64_t)max);
	if (db_kind(db) == DB_POSTGRESQL) {
		query_int(&q, s->unit);
		query_int(&q, s->year);
		query_int(&q, s->kind);
	}
	while (ret->n < max && query_row(&q))
		ret->items[ret->n++] = (struct ranked){ query_get_int(&q, 0),
			sql == &search_ranked ? query_get_int(&q, 1) : 0 };
	return query_end(&q, err);
}

static int by_score(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

static bool has(const struct hits *h, int64_t id)
{
	/* Ids fall. */
	size_t low = 0, high = h->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (h->items[middle].id > id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < h->n && h->items[low].id == id;
}

/** Put what `title` has not from `from` behind what is there. */
static void append_others(struct hits *list, const struct hits *title, const struct hits *from,
	size_t first)
{
	for (size_t i = first; i < from->n; i++)
		if (!has(title, from->items[i].id))
			list->items[list->n++] = from->items[i];
}

/** All hits in the order they are shown, at most SEARCH_DEEPEST and one. */
static int order_hits(struct db *db, const struct search_query *q, const struct search_words *words,
	struct arena *a, struct hits *ret, struct err *err)
{
	enum { MAX = SEARCH_DEEPEST + 1 };
	bool lite = db_kind(db) == DB_SQLITE;
	struct sv in_title = lite ? match_fts(words, q, true, a) : match_ts(words, true, a);
	struct sv anywhere = lite ? match_fts(words, q, false, a) : match_ts(words, false, a);
	struct hits title, ranked, newest = { 0 };
	int rc = match(db, &search_by_title, in_title, q, MAX, a, &title, err);
	if (!rc)
		rc = match(db, &search_ranked, anywhere, q, SEARCH_STAGE, a, &ranked, err);
	if (!rc && ranked.n == SEARCH_STAGE)
		rc = match(db, &search_newest, anywhere, q, MAX, a, &newest, err);
	ret->items = arena_array(a, 3 * (size_t)MAX, sizeof *ret->items);
	ret->n = 0;
	if (rc || !ret->items)
		return rc ? rc : no_memory(err);
	if (title.n)
		memcpy(ret->items, title.items, title.n * sizeof *title.items);
	ret->n = title.n;
	size_t from = ret->n;
	append_others(ret, &title, &ranked, 0);
	qsort(ret->items + from, ret->n - from, sizeof *ret->items, by_score);
	append_others(ret, &title, &newest, ranked.n);
	return E_OK;
}

/** Fill in what a hit shows. */
static int show_hit(struct db *db, int64_t id, const struct search_words *words, struct arena *a,
	struct search_hit *ret, struct err *err)
{
	struct query q;
	query_start(&q, db, &search_texts);
	query_int(&q, id);
	struct sv body = { "", 0 };
	if (query_row(&q)) {
		*ret = (struct search_hit){ .kind = (int)query_get_int(&q, 0),
			.subject = query_get_int(&q, 1), .unit = query_get_int(&q, 2),
			.year = (int)query_get_int(&q, 3), .title = query_copy(&q, 4, a) };
		body = query_copy(&q, 5, a);
	}
	int rc = query_end(&q, err);
	if (!rc && (snippet_whole(ret->title, words, a, &ret->title_pieces, &ret->n_title_pieces)
		|| snippet_make(body, words, a, &ret->pieces, &ret->n_pieces)))
		rc = no_memory(err);
	return rc;
}

int search_run(struct db *db, const struct search_query *q, struct arena *a,
	struct search_result *ret, struct err *err)
{
	struct search_words words;
	struct hits hits;
	*ret = (struct search_result){ 0 };
	int rc = words_parse(q->words, a, &words, err);
	if (rc || words.n == 0)
		return rc;
	rc = search_attach(db, err);
	if (!rc)
		rc = order_hits(db, q, &words, a, &hits, err);
	if (rc)
		return rc;
	size_t max = q->max < SEARCH_PAGE_MAX ? q->max : SEARCH_PAGE_MAX;
	size_t all = hits.n < SEARCH_DEEPEST ? hits.n : SEARCH_DEEPEST;
	ret->total = (int64_t)all;
	ret->hits = arena_array(a, max + 1, sizeof *ret->hits);
	if (!ret->hits)
		return no_memory(err);
	for (size_t i = q->offset; i < all && ret->n < max && !rc; i++)
		rc = show_hit(db, hits.items[i].id, &words, a, &ret->hits[ret->n++], err);
	ret->more = q->offset + ret->n < hits.n;
	return rc;
}

int search_attach(struct db *db, struct err *err)
{
	return rank_teach(db, err);
}
