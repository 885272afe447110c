/**
 * What a server keeps between visits. Made once by app/; after that only its cache and counters change,
 * and they guard themselves.
 */
#pragma once

#include "doc/doc.h"
#include "http/http.h"
#include "ledger/ledger.h"
#include "org/org.h"
#include "law/clock.h"
#include "request/seal.h"
#include "store/pool.h"

#include <stdatomic.h>

struct limiter;
struct page_cache;
struct route;

enum { SITE_SECRET = 32, SITE_BUCKETS = 10 };

struct site {
	const struct route *routes;  /* the table, for the pages that describe it */
	size_t n_routes;
	struct db_pool *pool;
	struct page_cache *cache;
	struct limiter *limiter;     /* of wrong passwords and codes */
	const struct entropy *entropy;
	struct sv name;              /* 政府信息公开 */
	struct sv unit;              /* who runs it; may be empty */
	struct sv base_url;          /* "https://gk.example.gov.cn", without a slash at the end */
	bool secure;                 /* reached over TLS: cookies say so */
	const struct org_rules *rules;
	const struct ledger_key *key;
	unsigned char secret[SITE_SECRET]; /* of this process: tokens of the sign-in form */
	int town_month, town_day;    /* when towns and streets deliver, see struct filing_dates */
	struct sv metrics_token;     /* empty: /metrics is for this machine only */
	struct sv portal_tokens;     /* of other portals: "name:token name:token"; empty: none may hand in */
	_Atomic(const struct calendar *) calendar; /* another one after an import; the old ones live on */
	const struct clock_rules *clock_rules;
	const struct seal_master *master;

	/** Seconds UTC. */
	time_utc (*now)(void *context);
	/** Parse an uploaded document in the sandbox. */
	int (*read_document)(void *context, struct sv bytes, struct arena *a, struct doc **ret,
		struct err *err);
	/** Something was entered in the ledger. */
	void (*entered)(void *context);
	/** An error that is ours and not the visitor's: its detail is for the log. */
	void (*failed)(void *context, const struct err *err);
	/** What the HTTP server counted. */
	void (*count_http)(void *context, struct http_counts *ret);
	void *context;

	time_utc started;
	_Atomic int64_t change;      /* newest change number that was seen */
	_Atomic uint64_t cache_hits, cache_misses;
	_Atomic uint64_t durations[SITE_BUCKETS + 1], duration_sum_us; /* of requests, see site_timed */
	_Atomic uint64_t signed_in, refused_sign_in;
};

/** Answer a request: the handler of http_options. */
void site_handle(struct site *s, const struct http_request *request, struct http_response *ret);

/** May it upload? Asked before the body is taken. Only where a route says so, and only a signed-in person or
    a visitor who has begun an application or follows one. */
bool site_may_upload(struct site *s, const struct http_request *request);

/** Should it run beside the event loop? */
bool site_is_slow(struct site *s, const struct http_request *request);

/** Note how long a request took, for /metrics. */
void site_timed(struct site *s, uint64_t microseconds);

/** Upper ends of the duration buckets, in microseconds. */
extern const uint64_t site_bucket_ends[SITE_BUCKETS];

/** Read the change number again, so that pages another process changed are made anew. */
int site_refresh(struct site *s, struct err *err) __attribute__((warn_unused_result));
