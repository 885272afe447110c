/**
 * HTTP/1.1 server: connections, limits, syntax, bodies. Knows nothing of the domain.
 *
 * One thread a core runs an event loop; a handler is called in it with a whole, checked request and
 * returns a whole response; requests that `is_slow` names are handled by threads of their own, so
 * that the loops go on. Refused before any handler sees it: bare LF, NUL, obs-fold, two Hosts or
 * none, two Content-Lengths, Content-Length with Transfer-Encoding, any coding but chunked, a body
 * with GET or HEAD, paths with ".." (after decoding), bodies and headers over the limit; and whatever
 * does not finish its request within `request_seconds`, however it drips. What is refused is answered
 * with a sentence in Chinese as plain text, and the connection is closed.
 *
 * Bodies: small ones (forms) are kept in memory. multipart/form-data is parsed while it arrives;
 * the files of a request go to an unlinked temporary file when together they are larger than
 * HTTP_MEMORY_FILE bytes. An upload that does not arrive whole never reaches the handler.
 *
 * Source: RFC 9110, RFC 9112, RFC 7578 (multipart/form-data), RFC 6265 (cookies).
 */
#pragma once

#include "base/act.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER_METHOD };

enum { HTTP_MEMORY_FILE = 1024 * 1024, HTTP_FIELDS_MAX = 256, HTTP_FILES_MAX = 200 };

/** A name and value of the query or of a form; UTF-8, decoded, NUL-free. */
struct http_field {
	struct sv name, value;
};

/** An uploaded file. */
struct http_file {
	struct sv field;     /* name of the form's field */
	struct sv name;      /* as the browser said; UTF-8, no path, no control characters, ≤ 200 bytes */
	struct sv bytes;     /* the content; memory or a mapped temporary file */
};

struct http_request {
	enum http_method method;
	struct sv path;              /* decoded, starts with '/', no ".", "..", "//", NUL */
	struct sv target;            /* path and query as sent */
	const struct http_field *query, *form;
	size_t n_query, n_form;
	const struct http_file *files;
	size_t n_files;
	struct sv body;              /* when it is neither form nor multipart */
	struct sv content_type;
	struct sv host;
	struct sv peer;              /* address, as text; from X-Forwarded-For only behind a trusted proxy */
	bool secure;                 /* came over TLS, as the trusted proxy says */
	bool upload_refused;         /* may_upload said no: a multipart body was not read */
	struct arena *arena;         /* of this request; freed after the response is sent */
	void *private_;
};

/** A header of the request by name (case-insensitive); empty when absent. */
struct sv http_header(const struct http_request *r, struct sv name);

/** A cookie by name; empty when absent, or sent twice with different values. */
struct sv http_cookie(const struct http_request *r, struct sv name);

/** First value of a query or form field; empty when absent. */
struct sv http_query(const struct http_request *r, struct sv name);
struct sv http_form(const struct http_request *r, struct sv name);

enum { HTTP_HEADERS_MAX = 24, HTTP_PIECE_MAX = 4 * 1024 * 1024 };

/** Bytes shared by many responses (the page cache, assets): counted, freed with the last use. */
struct http_shared;

/** A copy of `bytes`, held once. NULL on exhaustion. */
struct http_shared *http_shared_new(struct sv bytes);
struct http_shared *http_shared_keep(struct http_shared *s);
void http_shared_drop(struct http_shared *s);
struct sv http_shared_bytes(const struct http_shared *s);

struct http_response {
	unsigned status;
	struct http_field headers[HTTP_HEADERS_MAX];
	size_t n_headers;
	struct sv body;               /* lives in the request's arena or is static */
	struct http_shared *shared;   /* instead of body; set by http_share, which keeps it */
	/**
	 * For long answers (dumps): called again and again to append the next piece, at most
	 * HTTP_PIECE_MAX bytes; false at the end. Runs where the handler ran, loop or slow thread. What
	 * cannot go on sets piece->broken and returns false: the answer is cut, and the client sees it.
	 */
	bool (*more)(void *context, struct str *piece);
	void (*more_done)(void *context); /* called once, however it ended; may be NULL */
	void *more_context;
	int64_t mark;                 /* the handler's own, for the log; 0 = none */
	bool broken;                  /* set by http_set */
};

/**
 * Add a header. Name and value must hold no control characters and live as long as the request's
 * arena, else the answer becomes a 500; so it does with one header too many and with those that are
 * the server's own: Connection, Content-Length, Date, Transfer-Encoding.
 */
void http_set(struct http_response *r, struct sv name, struct sv value);

/** Answer with shared bytes. The response has a use of its own from here on; the caller drops his. */
void http_share(struct http_response *r, struct http_shared *s);

/** Release what a response holds. The server does that; for who calls a handler without one. */
void http_response_done(struct http_response *r);

/** What the server counts, for /metrics. All since the start but for `open`. */
struct http_counts {
	uint64_t requests, refused_syntax, refused_limit, timed_out, status[6]; /* by hundreds: status[2] = 2xx */
	uint64_t bytes_out;
	unsigned open_connections;
};

struct http_options {
	const char *listen;           /* "127.0.0.1:8080", "[::1]:8080", "unix:/run/gongkai.sock" (mode
	                                 0660, whatever the umask: the process's group may connect) */
	unsigned threads;             /* 0 = one a processor */
	unsigned max_connections;     /* 0 = 16,384 */
	unsigned max_per_address;     /* 0 = 1,024; of a trusted proxy: no limit */
	unsigned request_seconds;     /* 0 = 30: whole head and body without upload */
	unsigned upload_seconds;      /* 0 = 600: for a multipart body */
	unsigned idle_seconds;        /* 0 = 60 */
	unsigned slow_threads;        /* 0 = 4: for the requests that is_slow names */
	size_t max_head;              /* 0 = 16 KiB */
	size_t max_form;              /* 0 = 1 MiB: form and other bodies */
	size_t max_upload;            /* 0 = 256 MiB: multipart body */
	size_t max_memory;            /* 0 = 64 MiB: ceiling of a request's arena */
	const char *trusted_proxy;    /* address whose X-Forwarded-… are believed; "unix" = who comes
	                                 through the socket; NULL = none */
	const char *temporary;        /* folder for large uploads; NULL = /tmp */

	/** Answer a request. Called in several threads at once. Must fill `ret->status`. */
	void (*handle)(void *context, const struct http_request *r, struct http_response *ret);
	/**
	 * May this request have an upload? Asked when the head is there, before a multipart body is taken.
	 * When not, `handle` is called at once with `upload_refused` set and neither form nor files. NULL:
	 * every request may.
	 */
	bool (*may_upload)(void *context, const struct http_request *r);
	/**
	 * Does this request take long (a password, an upload to be parsed)? Then it is handled by one of
	 * `slow_threads`; when these are far behind it is answered with 503. NULL: none does.
	 */
	bool (*is_slow)(void *context, const struct http_request *r);
	/**
	 * One finished request, for the log; called after the answer was handed over, also for refused
	 * ones (whose path is empty when the head could not be read). The time is from the whole request to
	 * the whole answer. May be NULL.
	 */
	void (*log)(void *context, const struct http_request *r, const struct http_response *a, uint64_t bytes,
		uint64_t microseconds);
	/** Moves the deadlines; monotonic microseconds. */
	uint64_t (*clock)(void *context);
	/** For the header Date, which is left out when this is NULL. */
	time_utc (*wall)(void *context);
	void *context;
};

struct http_server;

/**
 * Start to serve. Raises the process's limit of open files as far as it may.
 * @return 0, E_USAGE (listen), E_IO (the port is taken: the sentence says so), E_NOMEM
 */
int http_start(const struct http_options *o, struct http_server **ret, struct err *err)
	__attribute__((warn_unused_result));

/** The address served, e.g. "127.0.0.1:41873" when port 0 was asked for. */
const char *http_address(const struct http_server *s);

/** What the server has counted so far. */
void http_count(struct http_server *s, struct http_counts *ret);

/**
 * Stop: take no new connection, finish what runs (at most `seconds`), close the rest, free. A handler
 * is never interrupted: it is waited for even then, but its answer is dropped.
 * @return how many requests had to be cut off
 */
unsigned http_stop(struct http_server *s, unsigned seconds);

/* ── Dates and conditions ──────────────────────────────────────────────────────────────────── */

enum { HTTP_DATE_MAX = 30 };

/** Print "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7); years 1 … 9999. @return `buf` */
const char *http_date_print(time_utc t, char buf[static HTTP_DATE_MAX]);

/** Read exactly that form; the two that are older than 1995 give false. */
bool http_date_parse(struct sv s, time_utc *ret);

/**
 * Does the client have this already, so that 304 is the answer? If-None-Match is asked first, then
 * If-Modified-Since (RFC 9110 13.2.2).
 * @param etag      with its quotes, e.g. "\"5f2a\""; empty = none
 * @param modified  0 = unknown
 */
bool http_not_modified(const struct http_request *r, struct sv etag, time_utc modified);

/* ── Parsers, on their own for tests and fuzz targets ──────────────────────────────────────── */

/**
 * Percent-decode a path and bring it to its one form: "//" becomes "/", "." segments go. A "..", an
 * escaped slash or backslash, control characters and what is not UTF-8 are not acceptable.
 * @return false when it is not, or memory is exhausted
 */
bool http_path_parse(struct sv raw, struct arena *a, struct sv *ret);

/** "a=1&b=%E5%85%AC"; '+' is a space. @return 0, E_FORMAT (not UTF-8, NUL), E_LIMIT, E_NOMEM */
int http_fields_parse(struct sv raw, struct arena *a, struct http_field **ret, size_t *ret_n,
	struct err *err) __attribute__((warn_unused_result));

/** A value made fit for a query: percent-encoded. */
void http_url_encode(struct str *out, struct sv value);
