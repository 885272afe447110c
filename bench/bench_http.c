/*
 * The bare HTTP server, to be driven with wrk beside nginx serving the same bytes from files:
 *
 *     bench_http LISTEN THREADS
 *
 * GET /small answers 300 bytes from memory, GET /page 30 KB that all answers share, until SIGTERM.
 */
#include "http/http.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SMALL = 300, PAGE = 30 * 1024 };

struct bench {
	char small[SMALL];
	struct http_shared *page;
};

static void handle(void *context, const struct http_request *r, struct http_response *ret)
{
	struct bench *b = context;
	ret->status = 200;
	http_set(ret, SV("Content-Type"), SV("text/html; charset=utf-8"));
	if (sv_eq(r->path, SV("/small")))
		ret->body = (struct sv){ b->small, SMALL };
	else if (sv_eq(r->path, SV("/page")))
		http_share(ret, b->page);
	else
		ret->status = 404;
}

static uint64_t microseconds(void *context)
{
	struct timespec t;
	(void)context;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static time_utc wall(void *context)
{
	(void)context;
	return time(NULL);
}

int main(int argc, char **argv)
{
	static char page[PAGE];
	struct bench b;
	struct err err;
	struct http_server *server;
	if (argc != 3) {
		fprintf(stderr, "usage: %s LISTEN THREADS\n", argv[0]);
		return 2;
	}
	memset(b.small, 'x', sizeof b.small);
	memset(page, 'y', sizeof page);
	b.page = http_shared_new((struct sv){ page, sizeof page });
	struct http_options o = { .listen = argv[1], .threads = (unsigned)strtoul(argv[2], NULL, 10),
		.handle = handle, .clock = microseconds, .wall = wall, .context = &b };
	sigset_t stop;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	if (!b.page || http_start(&o, &server, &err)) {
		fprintf(stderr, "%s\n%s\n", err.user, err.detail);
		return 1;
	}
	printf("http://%s\n", http_address(server));
	fflush(stdout);
	int got;
	sigwait(&stop, &got);
	http_stop(server, 5);
	http_shared_drop(b.page);
	return 0;
}
