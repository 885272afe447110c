/* The server over real sockets when somebody is slow, silent or gone, and when it has to end. The clock is moved by
 * hand, so that minutes pass at once. */
#include "http_site.h"

static struct http_site site;
static struct site_reply reply;

#define ONE "GET /x HTTP/1.1\r\nHost: h\r\n\r\n"
#define WAIT "GET /wait HTTP/1.1\r\nHost: h\r\n\r\n"

static int setup(void **state)
{
	(void)state;
	site_start(&site, (struct http_options){ .idle_seconds = 60, .request_seconds = 30,
		.upload_seconds = 600, .slow_threads = 2 });
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	/* Where a test has failed something may hang still; the clock would stand for ever. */
	for (int i = 0; i < 300; i++)
		sem_post(&site.gate);
	site_stop(&site, 0);
	return 0;
}

static uint64_t timed_out(void)
{
	struct http_counts counts;
	http_count(site.server, &counts);
	return counts.timed_out;
}

static void the_silent_are_closed(void **state)
{
	(void)state;
	int never = site_connect(&site), once = site_connect(&site);
	site_send(once, SV(ONE));
	site_until(once, "body 0\n\n", &reply);
	site_later(&site, 59);
	assert_int_equal(site_closed(never), 0);
	assert_int_equal(site_closed(once), 0);
	site_send(once, SV(ONE));
	site_until(once, "body 0\n\n", &reply);
	site_later(&site, 3);
	site_await_closed(never);
	assert_int_equal(site_closed(once), 0); /* its minute began anew */
	site_later(&site, 60);
	site_await_closed(once);
	close(never);
	close(once);
	assert_int_equal(timed_out(), 0);
}

/** However it drips, a request has its time as a whole. */
static void drips(const char *head, double seconds)
{
	int fd = site_connect(&site);
	uint64_t before = timed_out();
	site_send(fd, sv_of(head));
	site_settle(fd);
	for (int i = 0; i < 3; i++) {
		site_later(&site, (seconds - 1) / 3);
		assert_int_equal(site_closed(fd), 0);
		assert_true(site_send(fd, SV("a")));
		site_settle(fd);
	}
	site_later(&site, 2);
	assert_int_equal(site_status(site_rest(fd, &reply)), 408);
	assert_int_equal(timed_out(), before + 1);
	close(fd);
}

static void the_slow_are_refused(void **state)
{
	(void)state;
	drips("G", 30);
	drips("GET /a HTTP/1.1\r\nHost: h\r\nX: ", 30);
	drips("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\n", 30);
	drips("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n200\r\n", 30);
	drips("POST / HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=b\r\n"
		"Content-Length: 900\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\""
		"\r\n\r\n", 600);
	assert_int_equal(site.handled, 0);
	assert_int_equal(site.logged, 5);
}

/** Until nothing more fits between server and client. */
static void fill_up(int fd)
{
	int before = -1, now = 0;
	while (now == 0 || now != before) {
		before = now;
		usleep(100 * 1000);
		assert_int_equal(ioctl(fd, FIONREAD, &now), 0);
	}
}

static void who_takes_no_answer_is_given_up(void **state)
{
	(void)state;
	static const char *const paths[] = { "/big", "/stream", "/slow-stream" };
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		char request[100];
		uint64_t before = timed_out();
		snprintf(request, sizeof request, "GET %s?n=%u HTTP/1.1\r\nHost: h\r\n\r\n", paths[i],
			i ? 100000 : 8192000);
		int fd = site_connect(&site);
		site_send(fd, sv_of(request));
		site_await(&site.handled, (unsigned)i + 1);
		fill_up(fd);
		site_later(&site, 29);
		assert_int_equal(site.logged, i);
		/* 30 seconds, and one for every 4,096 bytes */
		site_later(&site, i ? 0.5 : 1960);
		assert_int_equal(site.logged, i);
		site_later(&site, i ? 5 : 60);
		site_await(&site.logged, (unsigned)i + 1);
		assert_int_equal(timed_out(), before + 1);
		assert_int_equal(site.streams_open, 0);
		close(fd);
	}
}

static void who_leaves_in_the_middle_leaves_nothing(void **state)
{
	(void)state;
	static const char *const paths[] = { "/big", "/stream", "/slow-stream", "/wait" };
	unsigned n = 0;
	for (int round = 0; round < 40; round++) {
		const char *path = paths[round % 4];
		char request[100];
		snprintf(request, sizeof request, "GET %s?n=100000 HTTP/1.1\r\nHost: h\r\n\r\n", path);
		int fd = site_connect(&site);
		site_send(fd, sv_of(request));
		site_await(&site.handled, ++n);
		if (round % 4 != 3)
			assert_int_equal(recv(fd, reply.p, 1 + (size_t)round * 100, 0) > 0, 1);
		close(fd);
		if (round % 4 == 3)
			sem_post(&site.gate);
		site_await(&site.logged, n);
	}
	site_await(&site.streams_open, 0);
	/* And in the middle of what they ask. */
	int fd = site_connect(&site);
	site_send(fd, SV("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n\r\nabc"));
	site_settle(fd);
	close(fd);
	assert_int_equal(site_ask(&site, SV(ONE), &reply), 200);
	assert_int_equal(site.handled, n + 1);
	struct http_counts counts;
	for (int i = 0; i < 1000; i++) {
		http_count(site.server, &counts);
		if (counts.open_connections == 0)
			break;
		usleep(1000);
	}
	assert_int_equal(counts.open_connections, 0);
}

static void too_much_that_is_slow_is_refused(void **state)
{
	(void)state;
	enum { WAITING = 256, THREADS = 2, MORE = 3, ALL = WAITING + THREADS + MORE };
	static int fds[ALL];
	for (unsigned i = 0; i < ALL; i++) {
		fds[i] = site_connect(&site);
		site_send(fds[i], SV(WAIT));
		if (i < THREADS)
			site_await(&site.working, i + 1);
		site_settle(fds[i]);
	}
	for (unsigned i = 0; i < MORE; i++) {
		struct sv got = site_rest(fds[WAITING + THREADS + i], &reply);
		assert_int_equal(site_status(got), 503);
		assert_true(sv_has(got, SV("Retry-After: ")));
	}
	assert_int_equal(site_ask(&site, SV(ONE), &reply), 200); /* others are not held up */
	for (unsigned i = 0; i < WAITING + THREADS; i++)
		sem_post(&site.gate);
	for (unsigned i = 0; i < ALL; i++) {
		if (i < WAITING + THREADS)
			assert_int_equal(site_status(site_until(fds[i], "body 0\n\n", &reply)), 200);
		close(fds[i]);
	}
}

static void as_many_connections_as_may_be(void **state)
{
	(void)state;
	site_stop(&site, 5);
	/* Nobody here has been silent for longer than the newcomer: it is he who has to wait. */
	site_start(&site, (struct http_options){ .max_connections = 4, .threads = 1 });
	int busy[4];
	for (int i = 0; i < 4; i++) {
		busy[i] = site_connect(&site);
		site_send(busy[i], SV("GET /x HT"));
		site_settle(busy[i]);
	}
	int late = site_connect(&site);
	assert_int_equal(site_status(site_rest(late, &reply)), 503);
	close(late);
	/* One who is idle makes room. */
	site_send(busy[2], SV("TP/1.1\r\nHost: h\r\n\r\n"));
	site_until(busy[2], "body 0\n\n", &reply);
	assert_int_equal(site_ask(&site, SV(ONE), &reply), 200);
	site_await_closed(busy[2]);
	for (int i = 0; i < 4; i++)
		close(busy[i]);
}

struct stopping {
	pthread_t thread;
	unsigned seconds, cut;
	atomic_uint done;
};

static void *stop(void *context)
{
	struct stopping *s = context;
	s->cut = http_stop(site.server, s->seconds);
	atomic_store(&s->done, 1);
	return NULL;
}

static void what_runs_is_finished(void **state)
{
	(void)state;
	int idle = site_connect(&site), works = site_connect(&site), half = site_connect(&site);
	int streams = site_connect(&site);
	site_send(works, SV(WAIT));
	site_send(half, SV("POST /h HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na"));
	site_send(streams, SV("GET /stream?n=2000 HTTP/1.1\r\nHost: h\r\n\r\n"));
	site_await(&site.working, 1);
	site_await(&site.streams_open, 1);
	site_settle(half);
	struct stopping s = { .seconds = 30 };
	assert_int_equal(pthread_create(&s.thread, NULL, stop, &s), 0);
	assert_int_equal(recv(idle, reply.p, 1, 0), 0);
	int late = -1;
	for (int i = 0; i < 1000; i++) { /* the door is closed before long */
		late = site_try_connect(&site);
		if (late < 0)
			break;
		close(late);
		usleep(1000);
	}
	assert_true(late < 0);
	site_send(half, SV("bc"));
	assert_true(sv_ends(site_rest(half, &reply), SV("body 3\nabc\n")));
	assert_true(sv_has((struct sv){ reply.p, reply.n }, SV("Connection: close\r\n")));
	static struct site_reply all;
	size_t got = 0;
	bool ended = false;
	for (ssize_t n; (n = recv(streams, all.p, sizeof all.p, 0)) > 0; got += (size_t)n)
		ended = n >= 5 && memcmp(all.p + n - 5, "0\r\n\r\n", 5) == 0;
	assert_true(ended && got > 2000 * SITE_PIECE);
	assert_int_equal(s.done, 0);
	sem_post(&site.gate);
	assert_int_equal(site_status(site_rest(works, &reply)), 200);
	pthread_join(s.thread, NULL);
	assert_int_equal(s.cut, 0);
	assert_int_equal(site.streams_open, 0);
	close(idle), close(works), close(half), close(streams);
	setup(NULL);
}

static void what_does_not_end_is_cut_off(void **state)
{
	(void)state;
	int works = site_connect(&site), half = site_connect(&site), streams = site_connect(&site);
	int idle = site_connect(&site);
	site_send(works, SV(WAIT));
	site_send(half, SV("POST /h HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na"));
	site_send(streams, SV("GET /stream?n=100000 HTTP/1.1\r\nHost: h\r\n\r\n"));
	site_await(&site.working, 1);
	site_await(&site.streams_open, 1);
	site_settle(half);
	struct stopping s = { .seconds = 10 };
	assert_int_equal(pthread_create(&s.thread, NULL, stop, &s), 0);
	assert_int_equal(recv(idle, reply.p, 1, 0), 0); /* its seconds are counted from here */
	site_later(&site, 9);
	assert_int_equal(site_closed(half), 0);
	site_later(&site, 2);
	site_await_closed(half);
	site_await(&site.streams_open, 0);
	assert_int_equal(s.done, 0); /* a handler is never interrupted */
	sem_post(&site.gate);
	pthread_join(s.thread, NULL);
	assert_int_equal(s.cut, 3);
	assert_int_equal(recv(works, reply.p, 1, 0), 0);
	close(works), close(half), close(streams), close(idle);
	setup(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_silent_are_closed, setup, teardown),
		cmocka_unit_test_setup_teardown(the_slow_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(who_takes_no_answer_is_given_up, setup, teardown),
		cmocka_unit_test_setup_teardown(who_leaves_in_the_middle_leaves_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(too_much_that_is_slow_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(as_many_connections_as_may_be, setup, teardown),
		cmocka_unit_test_setup_teardown(what_runs_is_finished, setup, teardown),
		cmocka_unit_test_setup_teardown(what_does_not_end_is_cut_off, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
