/* The server over real sockets: what comes in pieces, limits, time, the end. What a head or a body may hold is
 * the matter of test_http_parse.c and test_http_multipart.c; tests/api/test_wire.py asks the whole program. */
#include "http_site.h"

#include "http/head.h"

static struct http_site site;
static struct site_reply reply, other;
static uint32_t dice;

static unsigned roll(unsigned n)
{
	dice ^= dice << 13;
	dice ^= dice >> 17;
	dice ^= dice << 5;
	return dice % n;
}

static int setup(void **state)
{
	(void)state;
	dice = 521288629u;
	site_start(&site, (struct http_options){ 0 });
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	site_stop(&site, 5);
	return 0;
}

/* One of each kind behind the other, on one connection. */
static const char every_kind[] =
	"GET /a?x=1&y=%E5%85%AC HTTP/1.1\r\nHost: h\r\nX-Say:  hello \r\n\r\n"
	"HEAD /b HTTP/1.1\r\nHost: h:80\r\n\r\n"
	"POST /form HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	"Content-Length: 17\r\n\r\na=1&b=%E5%BC%80+c"
	"POST /empty HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
	"POST /slow HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
	"5;name=\"a;b\"\r\nhello\r\n00c\r\n, GET / HTTP\r\n0\r\nX-Trailer: 1\r\n\r\n"
	"GET /stream?n=2 HTTP/1.1\r\nHost: h\r\n\r\n"
	"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Type: multipart/form-data; boundary=bb\r\n"
	"Content-Length: 157\r\n\r\n--bb\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nv\r\n"
	"--bb\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.txt\"\r\n\r\n"
	"one\r\n--b\r\ntwo\r\n\r\n--b three\r\n--bb--\r\n"
	"GET /c HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
	"GET /slow-stream?n=3 HTTP/1.1\r\nHost: h\r\n\r\n"
	"GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

enum { KINDS = 10 };

/** Send in pieces; each is read by the server before the next one comes. */
static struct sv ask_cut(struct sv bytes, const size_t *cuts, size_t n_cuts, struct site_reply *r)
{
	int fd = site_connect(&site);
	size_t at = 0;
	for (size_t i = 0; i < n_cuts; i++) {
		if (!site_send(fd, sv_head(sv_from(bytes, at), cuts[i] - at)))
			break;
		/* Behind a refusal the server may have closed: nothing is read then. */
		if (site_closed(fd) == 0)
			site_settle(fd);
		at = cuts[i];
	}
	site_send(fd, sv_from(bytes, at));
	struct sv got = site_rest(fd, r);
	close(fd);
	return got;
}

static void requests_may_be_cut_anywhere(void **state)
{
	(void)state;
	struct sv bytes = sv_of(every_kind);
	struct sv whole = ask_cut(bytes, NULL, 0, &reply);
	assert_int_equal(site.handled, KINDS);
	assert_true(sv_ends(whole, SV("\nhost h\ntype \nx \nrefused 0\nbody 0\n\n")));
	assert_true(sv_has(whole, SV("hello, GET / HTTP\n")));
	assert_true(sv_has(whole, SV("file f x.txt 26\none\r\n--b\r\ntwo\r\n\r\n--b three\n")));
	assert_true(sv_has(whole, SV("q y=公\n")) && sv_has(whole, SV("f b=开 c\n")));
	for (size_t k = 1; k < bytes.n; k++) {
		struct sv cut = ask_cut(bytes, &k, 1, &other);
		if (cut.n != whole.n || memcmp(cut.p, whole.p, whole.n) != 0)
			fail_msg("cut at %zu: %zu bytes instead of %zu\n%s", k, cut.n, whole.n, other.p);
	}
	static size_t each[sizeof every_kind];
	for (size_t k = 0; k < bytes.n; k++)
		each[k] = k + 1;
	struct sv dripped = ask_cut(bytes, each, bytes.n - 1, &other);
	assert_int_equal(dripped.n, whole.n);
	assert_memory_equal(dripped.p, whole.p, whole.n);
	assert_int_equal(site.handled, KINDS * (bytes.n + 1));
	assert_int_equal(site.logged, site.handled);
}

/** Lines of a head; `bad` ones make the whole request unacceptable. */
static const struct line {
	const char *text;
	bool bad;
} lines[] = {
	{ "X-A: b\r\n", false },
	{ "Accept: */*\r\n", false },
	{ "X-Say: chunked\r\n", false },
	{ "Connection: keep-alive\r\n", false },
	{ "X-Empty:\r\n", false },
	{ "X-Tab:\ta\tb\r\n", false },
	{ "Host: other\r\n", true },
	{ " folded\r\n", true },
	{ "\tfolded\r\n", true },
	{ "X-Lf: a\n", true },
	{ "X-Cr: a\rb\r\n", true },
	{ "no colon\r\n", true },
	{ "X-Space : a\r\n", true },
	{ ": a\r\n", true },
	{ "Content-Length: 3\r\n", true },       /* a second length, or one beside chunks */
	{ "Content-Length: -1\r\n", true },
	{ "Content-Length: +3\r\n", true },
	{ "Content-Length: 3, 3\r\n", true },
	{ "Content-Length: 0x3\r\n", true },
	{ "content-length: 18446744073709551619\r\n", true },
	{ "Transfer-Encoding: chunked\r\n", true },  /* a second coding, or one beside a length */
	{ "Transfer-Encoding: gzip, chunked\r\n", true },
	{ "transfer-encoding: identity\r\n", true },
	{ "Transfer-Encoding:\r\n", true },
	{ "Transfer-Encoding : chunked\r\n", true },
	{ "Transfer-Encoding:\vchunked\r\n", true },
	{ "Expect: 200-ok\r\n", true },
};

enum { LINES = sizeof lines / sizeof *lines, GOOD_LINES = 6, EVIL_ROUNDS = 3000 };

/** A request whose body is another one, which no reading may take for a request. @return is it acceptable */
static bool make_evil(struct str *out)
{
	static const char evil[] = "GET /evil HTTP/1.1\r\nHost: h\r\n\r\n";
	static const char *const extensions[] = { "", ";a", ";a=b", ";a=\"\\\"\"" };
	bool chunked = roll(2), good = true;
	unsigned at = roll(4);
	str_clear(out);
	str_addz(out, "POST /take HTTP/1.1\r\n");
	for (unsigned i = 0; i < 4; i++) {
		if (i == at) {
			str_addz(out, "Host: h\r\n");
			if (chunked)
				str_addz(out, "Transfer-Encoding: chunked\r\n");
			else
				str_addf(out, "Content-Length: %zu\r\n", sizeof evil - 1);
		}
		const struct line *l = &lines[roll(3) ? roll(GOOD_LINES) : roll(LINES)];
		str_addz(out, l->text);
		good &= !l->bad;
	}
	str_addz(out, "\r\n");
	if (chunked)
		str_addf(out, "%s%zx%s\r\n%s\r\n0\r\n\r\n", roll(2) ? "" : "0", sizeof evil - 1,
			extensions[roll(4)], evil);
	else
		str_addz(out, evil);
	str_addz(out, "GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
	return good;
}

static void what_could_be_read_in_two_ways_is_refused(void **state)
{
	(void)state;
	unsigned seen[2] = { 0 };
	struct arena a;
	struct str out;
	arena_init(&a, 1 << 20);
	str_init(&out, &a, 1 << 16);
	for (int round = 0; round < EVIL_ROUNDS; round++) {
		bool good = make_evil(&out);
		unsigned before = site.handled;
		size_t cuts[3] = { 1 + roll(40), 60 + roll(20), 90 + roll(10) };
		struct sv got = ask_cut(str_sv(&out), cuts, roll(4), &reply);
		unsigned status = site_status(got);
		seen[good]++;
		assert_false(sv_has(got, SV("2 /evil")) || sv_has(got, SV("0 /evil")));
		if (good ? status != 200 || site.handled != before + 2 :
			(status != 400 && status != 501 && status != 417) || site.handled != before)
			fail_msg("status %u, %u handled, of a %s request:\n%s", status,
				site.handled - before, good ? "good" : "bad", str_z(&out));
	}
	assert_true(seen[0] > EVIL_ROUNDS / 4 && seen[1] > EVIL_ROUNDS / 8);
	arena_done(&a);
}

static void pipelined_requests_of_one_who_says_no_more(void **state)
{
	(void)state;
	static const char one[] = "GET /one HTTP/1.1\r\nHost: h\r\n\r\n";
	enum { MANY = 100 };
	static char many[MANY * sizeof one];
	for (int i = 0; i < MANY; i++)
		memcpy(many + i * (sizeof one - 1), one, sizeof one);
	for (int round = 0; round < 50; round++) {
		unsigned before = site.handled;
		assert_int_equal(site_ask(&site, sv_of(many), &reply), 200);
		assert_int_equal(site.handled, before + MANY);
	}
}

/** A head of exactly `n` bytes. */
static struct sv head_of(size_t n, const char *first, char *buf)
{
	int k = snprintf(buf, n + 1, "%s", first);
	assert_true((size_t)k + 4 < n);
	memset(buf + k, 'a', n - (size_t)k - 4);
	snprintf(buf + n - 4, 5, "\r\n\r\n");
	return (struct sv){ buf, n };
}

static void heads_at_the_limit(void **state)
{
	(void)state;
	char buf[2000];
	size_t max = site.o.max_head;
	static const char field[] = "GET / HTTP/1.1\r\nHost: h\r\nX: ";
	assert_int_equal(site_ask(&site, head_of(max, field, buf), &reply), 200);
	assert_int_equal(site_ask(&site, head_of(max + 1, field, buf), &reply), 431);
	assert_int_equal(site_ask(&site, sv_head(head_of(max + 1, field, buf), max), &reply), 431);
	assert_int_equal(site_ask(&site, sv_head(head_of(max + 1, field, buf), max - 1), &reply), 0);
	assert_int_equal(site_ask(&site, head_of(max + 10, "GET /", buf), &reply), 414);
	/* As many fields as may be, of which Host is one. */
	site_stop(&site, 5);
	site_start(&site, (struct http_options){ .max_head = 16384 });
	for (int more = 0; more < 2; more++) {
		struct arena a;
		struct str out;
		arena_init(&a, 1 << 20);
		str_init(&out, &a, 1 << 16);
		str_addz(&out, "GET / HTTP/1.1\r\nHost: h\r\n");
		for (int i = 0; i < HEAD_FIELDS_MAX - 1 + more; i++)
			str_addf(&out, "X-%d: %d\r\n", i, i);
		str_addz(&out, "\r\n");
		assert_int_equal(site_ask(&site, str_sv(&out), &reply), more ? 431 : 200);
		arena_done(&a);
	}
}

/** POST `n` bytes of a body, all at once or in chunks of `chunk`. */
static unsigned post(const char *type, const char *head, size_t n, const char *tail, size_t chunk)
{
	struct arena a;
	struct str body, out;
	arena_init(&a, 1 << 22);
	str_init(&body, &a, 1 << 20);
	str_init(&out, &a, 1 << 20);
	str_addz(&body, head);
	while (body.n + strlen(tail) < n)
		str_addc(&body, 'z');
	str_addz(&body, tail);
	assert_int_equal(body.n, n);
	str_addf(&out, "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: %s\r\n", type);
	if (chunk)
		str_addz(&out, "Transfer-Encoding: chunked\r\n\r\n");
	else
		str_addf(&out, "Content-Length: %zu\r\n\r\n", n);
	for (struct sv rest = str_sv(&body); rest.n && chunk; rest = sv_from(rest, chunk)) {
		struct sv piece = sv_head(rest, chunk);
		str_addf(&out, "%zx\r\n%.*s\r\n", piece.n, SV_ARG(piece));
	}
	str_add(&out, chunk ? SV("0\r\n\r\n") : str_sv(&body));
	unsigned status = site_ask(&site, str_sv(&out), &reply);
	arena_done(&a);
	return status;
}

static void bodies_at_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *type, *head, *tail;
		bool upload;
	} kinds[] = {
		{ "text/plain", "", "", false },
		{ "application/x-www-form-urlencoded", "a=", "", false },
		{ "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"f\"; "
			"filename=\"f\"\r\n\r\n", "\r\n--b--\r\n", true },
	};
	static const size_t chunks[] = { 0, 1, 7, 1000, 100000 };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		for (size_t k = 0; k < sizeof chunks / sizeof *chunks; k++) {
			size_t max = kinds[i].upload ? site.o.max_upload : site.o.max_form;
			unsigned before = site.handled;
			assert_int_equal(post(kinds[i].type, kinds[i].head, max, kinds[i].tail, chunks[k]), 200);
			assert_int_equal(site.handled, before + 1);
			assert_int_equal(post(kinds[i].type, kinds[i].head, max + 1, kinds[i].tail, chunks[k]), 413);
			assert_int_equal(site.handled, before + 1);
		}
	struct http_counts counts;
	http_count(site.server, &counts);
	assert_int_equal(counts.refused_limit, 15);
	assert_int_equal(counts.status[4], 15);
	assert_int_equal(counts.status[2], 15);
}

static void who_keeps_the_connection(void **state)
{
	(void)state;
	static const struct {
		const char *head;
		bool kept;
	} cases[] = {
		{ "GET / HTTP/1.1\r\nHost: h\r\n\r\n", true },
		{ "GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\n", true },
		{ "GET / HTTP/1.1\r\nHost: h\r\nConnection: CLOSE\r\n\r\n", false },
		{ "GET / HTTP/1.1\r\nHost: h\r\nConnection: te, close\r\n\r\n", false },
		{ "GET / HTTP/1.0\r\n\r\n", false },
		{ "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true },
		{ "GET /stream?n=2 HTTP/1.1\r\nHost: h\r\n\r\n", true },
		{ "GET /stream?n=2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false },
		{ "GET /../x HTTP/1.1\r\nHost: h\r\n\r\n", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int fd = site_connect(&site);
		site_send(fd, sv_of(cases[i].head));
		site_send(fd, SV("GET /again HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
		struct sv got = site_rest(fd, &reply);
		close(fd);
		if (sv_has(got, SV("/again")) != cases[i].kept)
			fail_msg("%s\n%s", cases[i].head, reply.p);
		assert_true(sv_has(got, SV("Connection: close\r\n")) || !cases[i].kept);
	}
}

static void a_head_alone_is_the_same_head(void **state)
{
	(void)state;
	static const char *const paths[] = { "/x", "/big?n=100000", "/slow" };
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		char request[100];
		snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", paths[i]);
		assert_int_equal(site_ask(&site, sv_of(request), &reply), 200);
		snprintf(request, sizeof request, "HEAD %s HTTP/1.1\r\nHost: h\r\n\r\n", paths[i]);
		assert_int_equal(site_ask(&site, sv_of(request), &other), 200);
		size_t n = sv_find((struct sv){ reply.p, reply.n }, SV("\r\n\r\n")) + 4;
		assert_int_equal(other.n, n);
		/* What is said back names the method by one digit: the length is the same. */
		assert_memory_equal(other.p, reply.p, n);
	}
	assert_int_equal(site_ask(&site, SV("HEAD /stream?n=5 HTTP/1.1\r\nHost: h\r\n\r\n"), &other), 200);
	assert_true(sv_ends((struct sv){ other.p, other.n }, SV("\r\n\r\n")));
	assert_int_equal(site.streams_open, 0);
}

#define EXPECTING(type, rest) "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Type: " type "\r\n" rest

static void the_body_is_asked_for(void **state)
{
	(void)state;
	int fd = site_connect(&site);
	site_send(fd, SV(EXPECTING("text/plain", "Content-Length: 3\r\n\r\n")));
	assert_true(sv_eq(site_until(fd, "\r\n\r\n", &reply), SV("HTTP/1.1 100 Continue\r\n\r\n")));
	site_send(fd, SV("abc"));
	assert_int_equal(site_status(site_until(fd, "body 3\nabc\n", &reply)), 200);
	close(fd);
	/* Who does not wait for it is not told. */
	assert_int_equal(site_ask(&site, SV(EXPECTING("text/plain", "Content-Length: 3\r\n\r\nabc")), &reply), 200);
	assert_int_equal(site_ask(&site, SV(EXPECTING("text/plain", "Content-Length: 0\r\n\r\n")), &reply), 200);
	/* What will not be taken is not asked for. */
	assert_int_equal(site_ask(&site, SV(EXPECTING("text/plain", "Content-Length: 1001\r\n\r\n")), &reply), 413);
	atomic_store(&site.refuse_uploads, true);
	assert_int_equal(site_ask(&site, SV(EXPECTING("multipart/form-data; boundary=b",
		"Content-Length: 900\r\n\r\n")), &reply), 200);
	assert_true(sv_has((struct sv){ reply.p, reply.n }, SV("refused 1\nbody 0\n")));
	assert_true(sv_has((struct sv){ reply.p, reply.n }, SV("Connection: close\r\n")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(requests_may_be_cut_anywhere, setup, teardown),
		cmocka_unit_test_setup_teardown(what_could_be_read_in_two_ways_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(pipelined_requests_of_one_who_says_no_more, setup, teardown),
		cmocka_unit_test_setup_teardown(heads_at_the_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(bodies_at_the_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(who_keeps_the_connection, setup, teardown),
		cmocka_unit_test_setup_teardown(a_head_alone_is_the_same_head, setup, teardown),
		cmocka_unit_test_setup_teardown(the_body_is_asked_for, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
