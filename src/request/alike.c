/*
 * Alike requests find each other by marks: the smallest keyed hashes of the three-character pieces of a text's
 * normal form (bottom-k min-hash), in a table. Keyed, because what was asked is sealed and plain hashes of
 * short pieces would give it away. Those that share enough are compared in full.
 */
#include "request/query.h"
#include "request/request_int.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "text/normal.h"

#include <sodium.h>
#include <stdlib.h>

enum { PIECE = 3, MARKS = 16, ALIKE_SHARE = 700 /* thousandths */, CANDIDATES = 40 };

struct pieces {
	int64_t *hashes; /* distinct, sorted */
	size_t n;
};

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/** Letters, digits and Chinese of a text, as code points. */
static int fold_text(struct sv text, struct arena *a, uint32_t **ret, size_t *ret_n)
{
	struct text_normal t;
	int rc = text_normalise(text, a, &t);
	if (rc)
		return rc;
	uint32_t *cp = arena_array(a, t.text.n + 1, sizeof *cp);
	size_t n = 0;
	if (!cp)
		return E_NOMEM;
	for (size_t at = 0; at < t.text.n;) {
		uint32_t c = utf8_next(t.text, &at);
		bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (letter || text_is_han(c))
			cp[n++] = c;
	}
	*ret = cp;
	*ret_n = n;
	return E_OK;
}

static int pieces_of(const struct seal_master *m, struct sv text, struct arena *a,
	struct pieces *ret)
{
	unsigned char key[SEAL_MARK];
	_Static_assert(SEAL_MARK == crypto_shorthash_KEYBYTES, "a mark is a key of SipHash");
	uint32_t *cp;
	size_t n;
	*ret = (struct pieces){ 0 };
	int rc = fold_text(text, a, &cp, &n);
	if (rc)
		return rc;
	seal_mark(m, SV("alike"), SV(""), key);
	int64_t *h = arena_array(a, n + 1, sizeof *h);
	if (!h)
		return E_NOMEM;
	size_t k = 0, width = n < PIECE ? n : PIECE;
	for (size_t i = 0; width && i + width <= n; i++)
		crypto_shorthash((unsigned char *)&h[k++], (const unsigned char *)&cp[i],
			width * sizeof *cp, key);
	qsort(h, k, sizeof *h, by_value);
	for (size_t i = 0; i < k; i++)
		if (ret->n == 0 || h[ret->n - 1] != h[i])
			h[ret->n++] = h[i];
	ret->hashes = h;
	return E_OK;
}

static void bind_marks(struct query *q, const struct pieces *p)
{
	for (size_t i = 0; i < MARKS; i++) {
		if (i < p->n)
			query_int(q, p->hashes[i]);
		else
			query_null(q);
	}
}

int request_keep_sketch(const struct request_env *env, int64_t unit, int64_t request,
	struct sv text, struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct pieces p;
	arena_init(&a, 8 << 20);
	if (pieces_of(env->master, text, &a, &p))
		return request_no_memory(err);
	struct query q;
	query_start(&q, env->db, &request_sql_insert_sketch);
	query_int(&q, unit);
	query_int(&q, request);
	bind_marks(&q, &p);
	return query_end(&q, err);
}

/** Share of the shorter one's pieces that the other has, in thousandths. */
static int share_of(const struct pieces *a, const struct pieces *b)
{
	size_t i = 0, k = 0, same = 0, fewer = a->n < b->n ? a->n : b->n;
	while (i < a->n && k < b->n) {
		int64_t x = a->hashes[i], y = b->hashes[k];
		same += x == y;
		i += x <= y;
		k += y <= x;
	}
	return fewer ? (int)(same * 1000 / fewer) : 0;
}

/** Title and wish; the program reads, nobody looks. */
static int text_of(const struct request_env *env, const struct request *r, struct arena *a,
	struct sv *ret, struct err *err)
{
	static const struct account program = { .role = ROLE_PUBLIC };
	struct request_env inner = *env;
	struct request_inside inside;
	inner.who = &program;
	int rc = request_open(&inner, r, SV(""), a, &inside, err);
	if (!rc)
		*ret = sv_fmt(a, "%.*s %.*s", SV_ARG(r->title), SV_ARG(inside.wish.text));
	return rc;
}

static struct sv why(struct arena *a, const struct request_alike *k)
{
	const char *who = k->same_applicant ? "同一申请人" : "不同申请人";
	return k->share >= 950 ? sv_fmt(a, "%s，内容相同", who) :
		sv_fmt(a, "%s，内容有%d%%相同", who, k->share / 10);
}

static int candidates(const struct request_env *env, const struct request *r, const struct pieces *p,
	int64_t ret[CANDIDATES], size_t *ret_n, struct err *err)
{
	struct query q;
	*ret_n = 0;
	query_start(&q, env->db, &request_sql_alike);
	query_int(&q, r->unit);
	query_int(&q, r->id);
	query_int(&q, CANDIDATES);
	bind_marks(&q, p);
	while (*ret_n < CANDIDATES && query_row(&q))
		ret[(*ret_n)++] = query_get_int(&q, 0);
	return query_end(&q, err);
}

int request_alikes(const struct request_env *env, const struct request *r, size_t max,
	struct arena *a, struct request_alike **ret, size_t *ret_n, struct err *err)
{
	struct pieces mine, other;
	struct sv text;
	int64_t ids[CANDIDATES];
	size_t n_ids = 0, n = 0;
	struct request_alike *list = arena_array(a, max + 1, sizeof *list);
	if (!list)
		return request_no_memory(err);
	int rc = text_of(env, r, a, &text, err);
	if (!rc && pieces_of(env->master, text, a, &mine))
		rc = request_no_memory(err);
	if (!rc)
		rc = candidates(env, r, &mine, ids, &n_ids, err);
	for (size_t i = 0; !rc && i < n_ids && n < max; i++) {
		struct request_alike *k = &list[n];
		struct err gone = { 0 };
		*k = (struct request_alike){ 0 };
		rc = request_load(env->db, ids[i], a, &k->request, err);
		/* Whose applicant was forgotten has no text any more. */
		if (rc || text_of(env, &k->request, a, &text, &gone))
			continue;
		if (pieces_of(env->master, text, a, &other))
			return request_no_memory(err);
		k->share = share_of(&mine, &other);
		k->same_applicant = k->request.applicant == r->applicant;
		k->why = why(a, k);
		n += k->share >= ALIKE_SHARE;
	}
	*ret = list;
	*ret_n = n;
	return rc ? rc : a->failed ? request_no_memory(err) : E_OK;
}
