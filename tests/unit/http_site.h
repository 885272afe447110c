/* A real server of src/http on a socket of its own, whose clock stands until it is moved and whose handlers say
 * back what they were given; and a client that sends bytes as they are. */
#pragma once

#include "unit.h"

#include "base/str.h"
#include "http/http.h"

#include <errno.h>
#include <linux/sockios.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { SITE_REPLY_MAX = 1 << 20, SITE_PIECE = 1000, SITE_PATIENCE = 20, SITE_TICK_US = 300 * 1000 };

struct site_reply {
	size_t n;
	char p[SITE_REPLY_MAX + 1];
};

struct http_site {
	struct http_options o;
	struct http_server *server;
	char path[64];
	_Atomic uint64_t now;
	atomic_uint handled, logged, streams_open, working;
	atomic_bool refuse_uploads;
	sem_t gate;               /* each /wait takes one */
};

static inline uint64_t site_clock(void *context)
{
	return atomic_load(&((struct http_site *)context)->now);
}

static inline void site_add_fields(struct str *out, char kind, const struct http_field *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		str_addf(out, "%c %.*s=%.*s\n", kind, SV_ARG(f[i].name), SV_ARG(f[i].value));
}

static inline struct sv site_echo(const struct http_request *r)
{
	struct str out;
	str_init(&out, r->arena, 1 << 22);
	str_addf(&out, "%d %.*s %.*s\nhost %.*s\ntype %.*s\nx %.*s\n", (int)r->method, SV_ARG(r->path),
		SV_ARG(r->target), SV_ARG(r->host), SV_ARG(r->content_type),
		SV_ARG(http_header(r, SV("X-Say"))));
	site_add_fields(&out, 'q', r->query, r->n_query);
	site_add_fields(&out, 'f', r->form, r->n_form);
	for (size_t i = 0; i < r->n_files; i++)
		str_addf(&out, "file %.*s %.*s %zu\n%.*s\n", SV_ARG(r->files[i].field),
			SV_ARG(r->files[i].name), r->files[i].bytes.n, SV_ARG(r->files[i].bytes));
	str_addf(&out, "refused %d\nbody %zu\n", r->upload_refused, r->body.n);
	str_add(&out, r->body);
	str_addc(&out, '\n');
	return str_sv(&out);
}

struct site_stream {
	struct http_site *site;
	unsigned left;
};

static inline bool site_more(void *context, struct str *piece)
{
	struct site_stream *s = context;
	for (int i = 0; i < SITE_PIECE / 10; i++)
		str_add(piece, SV("0123456789"));
	return --s->left > 0;
}

static inline void site_more_done(void *context)
{
	struct site_stream *s = context;
	atomic_fetch_sub(&s->site->streams_open, 1);
	free(s);
}

static inline unsigned site_number(const struct http_request *r)
{
	char text[16];
	snprintf(text, sizeof text, "%.*s", SV_ARG(http_query(r, SV("n"))));
	return (unsigned)strtoul(text, NULL, 10);
}

/* /big?n= so many bytes; /stream?n= and /slow-stream?n= so many pieces; /wait; the rest is said back. */
static inline void site_handle(void *context, const struct http_request *r, struct http_response *ret)
{
	struct http_site *site = context;
	atomic_fetch_add(&site->handled, 1);
	ret->status = 200;
	if (sv_eq(r->path, SV("/big"))) {
		size_t n = site_number(r);
		char *p = arena_alloc(r->arena, n);
		assert_non_null(p);
		memset(p, 'b', n);
		ret->body = (struct sv){ p, n };
	} else if (sv_ends(r->path, SV("stream"))) {
		struct site_stream *s = malloc(sizeof *s);
		assert_non_null(s);
		*s = (struct site_stream){ site, site_number(r) };
		atomic_fetch_add(&site->streams_open, 1);
		ret->more = site_more;
		ret->more_done = site_more_done;
		ret->more_context = s;
	} else {
		if (sv_eq(r->path, SV("/wait"))) {
			atomic_fetch_add(&site->working, 1);
			while (sem_wait(&site->gate) != 0)
				;
			atomic_fetch_sub(&site->working, 1);
		}
		ret->body = site_echo(r);
	}
}

static inline bool site_is_slow(void *context, const struct http_request *r)
{
	(void)context;
	return sv_eq(r->path, SV("/wait")) || sv_starts(r->path, SV("/slow"));
}

static inline bool site_may_upload(void *context, const struct http_request *r)
{
	(void)r;
	return !atomic_load(&((struct http_site *)context)->refuse_uploads);
}

static inline void site_log(void *context, const struct http_request *r, const struct http_response *a,
	uint64_t bytes, uint64_t microseconds)
{
	(void)r, (void)a, (void)bytes, (void)microseconds;
	atomic_fetch_add(&((struct http_site *)context)->logged, 1);
}

/* What is not set in `o` is small, so that limits are near; `listen` NULL is a socket file. */
static inline void site_start(struct http_site *s, struct http_options o)
{
	static unsigned count;
	struct err err = { 0 };
	memset(s, 0, sizeof *s);
	s->now = 1000000000;
	sem_init(&s->gate, 0, 0);
	snprintf(s->path, sizeof s->path, "/tmp/gongkai-http-%d-%u.sock", (int)getpid(), count++);
	char listen[80];
	snprintf(listen, sizeof listen, "unix:%s", s->path);
	if (!o.listen)
		o.listen = listen;
	o.threads = o.threads ? o.threads : 2;
	o.max_head = o.max_head ? o.max_head : 1024;
	o.max_form = o.max_form ? o.max_form : 1000;
	o.max_upload = o.max_upload ? o.max_upload : 5000;
	o.handle = site_handle;
	o.is_slow = site_is_slow;
	o.may_upload = site_may_upload;
	o.log = site_log;
	o.clock = site_clock;
	o.context = s;
	assert_int_equal(http_start(&o, &s->server, &err), 0);
	s->o = o;
}

/* @return how many requests were cut off */
static inline unsigned site_stop(struct http_site *s, unsigned seconds)
{
	unsigned cut = http_stop(s->server, seconds);
	assert_int_equal(s->streams_open, 0);
	sem_destroy(&s->gate);
	return cut;
}

/* Move the clock, and give every loop the time to look at it, which it does four times a second. */
static inline void site_later(struct http_site *s, double seconds)
{
	atomic_fetch_add(&s->now, (uint64_t)(seconds * 1e6));
	usleep(SITE_TICK_US);
}

/* -1 when nobody listens any more. */
static inline int site_try_connect(const struct http_site *s)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	struct timeval patience = { .tv_sec = SITE_PATIENCE };
	snprintf(to.sun_path, sizeof to.sun_path, "%s", s->path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) == 0)
		return fd;
	close(fd);
	return -1;
}

static inline int site_connect(const struct http_site *s)
{
	int fd = site_try_connect(s);
	assert_true(fd >= 0);
	return fd;
}

/* @return false when the server has closed */
static inline bool site_send(int fd, struct sv bytes)
{
	while (bytes.n) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
		if (n < 0) {
			assert_true(errno == EPIPE || errno == ECONNRESET);
			return false;
		}
		bytes = sv_from(bytes, (size_t)n);
	}
	return true;
}

/* Wait until the server has read all that was sent: the next bytes are a piece of their own. */
static inline void site_settle(int fd)
{
	int unread = 1;
	for (long i = 0; unread && i < SITE_PATIENCE * 20000L; i++) {
		assert_int_equal(ioctl(fd, SIOCOUTQ, &unread), 0);
		if (unread)
			usleep(50);
	}
	assert_int_equal(unread, 0);
}

/* Everything up to the end of the connection. */
static inline struct sv site_rest(int fd, struct site_reply *r)
{
	r->n = 0;
	for (;;) {
		ssize_t n = recv(fd, r->p + r->n, SITE_REPLY_MAX - r->n, 0);
		if (n < 0)
			assert_int_equal(errno, ECONNRESET);
		if (n <= 0)
			break;
		r->n += (size_t)n;
		assert_true(r->n < SITE_REPLY_MAX);
	}
	r->p[r->n] = '\0';
	return (struct sv){ r->p, r->n };
}

/* Bytes up to and with `end`, and no more. */
static inline struct sv site_until(int fd, const char *end, struct site_reply *r)
{
	size_t n_end = strlen(end);
	r->n = 0;
	while (r->n < n_end || memcmp(r->p + r->n - n_end, end, n_end) != 0) {
		assert_true(r->n < SITE_REPLY_MAX);
		assert_int_equal(recv(fd, r->p + r->n, 1, 0), 1);
		r->n++;
	}
	r->p[r->n] = '\0';
	return (struct sv){ r->p, r->n };
}

/* @return 1 when the server has closed, 0 when it is silent, -1 when there is something to read */
static inline int site_closed(int fd)
{
	char byte;
	ssize_t n = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	if (n < 0 && errno == ECONNRESET)
		return 1;
	return n == 0 ? 1 : n > 0 ? -1 : 0;
}

static inline void site_await_closed(int fd)
{
	for (long i = 0; site_closed(fd) != 1 && i < SITE_PATIENCE * 1000L; i++)
		usleep(1000);
	assert_int_equal(site_closed(fd), 1);
}

/* Wait until a number is what it has to be. */
static inline void site_await(atomic_uint *what, unsigned value)
{
	for (long i = 0; atomic_load(what) != value && i < SITE_PATIENCE * 1000L; i++)
		usleep(1000);
	assert_int_equal(atomic_load(what), value);
}

/* The status of an answer, 0 when there is none. */
static inline unsigned site_status(struct sv answer)
{
	return sv_starts(answer, SV("HTTP/1.1 ")) && answer.n > 12 ?
		(unsigned)strtoul(answer.p + 9, NULL, 10) : 0;
}

/* On a connection of its own: send, say that no more comes, read all. */
static inline unsigned site_ask(const struct http_site *s, struct sv bytes, struct site_reply *r)
{
	int fd = site_connect(s);
	site_send(fd, bytes);
	shutdown(fd, SHUT_WR);
	unsigned status = site_status(site_rest(fd, r));
	close(fd);
	return status;
}
