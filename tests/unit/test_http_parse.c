/* Paths, fields, heads, chunks, dates: against texts made from what they must come out as. */
#include "unit_arena.h"

#include "http/chunked.h"
#include "http/head.h"

#include <time.h>

static uint32_t dice = 2463534242u;

static unsigned roll(unsigned n)
{
	dice ^= dice << 13;
	dice ^= dice >> 17;
	dice ^= dice << 5;
	return dice % n;
}

static bool path_is(const char *raw, const char *want)
{
	struct sv got;
	bool ok = http_path_parse(sv_of(raw), &arena, &got);
	return want ? ok && sv_eq(got, sv_of(want)) : !ok;
}

/* Segments that are known, written in one of the many ways in which they may be. */
static void paths_come_to_their_one_form(void **state)
{
	(void)state;
	static const char *const segments[] = { "a", "报告", "2023", "x.y", "...", ".a", "..b", "a b",
		"%", "~", "%2e", "café", "😀" };
	for (int round = 0; round < 5000; round++) {
		struct str raw, want;
		str_init(&raw, &arena, 4096);
		str_init(&want, &arena, 4096);
		for (unsigned n = 1 + roll(5), i = 0; i < n; i++) {
			struct sv s = sv_of(segments[roll(sizeof segments / sizeof *segments)]);
			for (unsigned k = roll(3); k > 0; k--)
				str_addz(&raw, roll(2) ? "/" : "/.");
			str_addc(&raw, '/');
			str_addc(&want, '/');
			str_add(&want, s);
			for (size_t at = 0; at < s.n; at++) {
				bool plain = s.p[at] >= 'a' && s.p[at] <= 'z';
				if (plain && roll(2))
					str_addc(&raw, s.p[at]);
				else
					str_addf(&raw, roll(2) ? "%%%02X" : "%%%02x",
						(unsigned char)s.p[at]);
			}
		}
		assert_true(path_is(str_z(&raw), str_z(&want)));
	}
	assert_true(path_is("/", "/"));
	assert_true(path_is("/a/", "/a/"));
	assert_true(path_is("/a/.", "/a/"));
	assert_true(path_is("//", "/"));
}

static void paths_that_leave_the_root_are_refused(void **state)
{
	(void)state;
	static const char *const dots[] = { "..", "%2e.", ".%2E", "%2e%2e" };
	static const char *const around[] = { "/%s", "/%s/", "/a/%s", "/a/%s/b", "//%s/etc", "/./%s/x" };
	char raw[64];
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 6; k++) {
			char *at = strchr(strcpy(raw, around[k]), '%');
			snprintf(at, sizeof raw - (size_t)(at - raw), "%s%s", dots[i],
				strchr(around[k], '%') + 2);
			assert_true(path_is(raw, NULL));
		}
	static const char *const bad[] = { "", "a", "*", "http:", "/..%2fetc", "/..%5cetc", "/a%2Fb",
		"/a%5Cb", "/a\\b", "/%00", "/a%0a", "/%7f", "/%", "/%4", "/%zz", "/%c0%ae%c0%ae/",
		"/%e0%80%ae", "/%ff", "/\xe5\x85\xac", "/a b", "/<x>", "/\"", "/%ed%a0%80" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_true(path_is(bad[i], NULL));
	struct sv got;
	assert_false(http_path_parse((struct sv){ "/a\0b", 4 }, &arena, &got));
	/* Decoded once and no more: this is a strange name, not a way out. */
	assert_true(path_is("/%252e%252e/", "/%2e%2e/"));
}

static struct sv random_text(void)
{
	static const char *const pieces[] = { "公开", "&", "=", "+", "%", " ", "a", "%41", "\r\n", "é",
		"'\"<>", "😀", "" };
	struct str s;
	str_init(&s, &arena, 4096);
	for (unsigned n = roll(6); n > 0; n--)
		str_addz(&s, pieces[roll(sizeof pieces / sizeof *pieces)]);
	return str_sv(&s);
}

static void fields_come_back_as_they_were(void **state)
{
	(void)state;
	struct http_field *got, want[20];
	size_t n_got;
	struct err err;
	for (int round = 0; round < 2000; round++) {
		struct str raw;
		str_init(&raw, &arena, 1 << 16);
		size_t n = 1 + roll(20);
		for (size_t i = 0; i < n; i++) {
			want[i] = (struct http_field){ random_text(), random_text() };
			str_addz(&raw, i ? "&" : "");
			http_url_encode(&raw, want[i].name);
			str_addc(&raw, '=');
			http_url_encode(&raw, want[i].value);
		}
		assert_int_equal(http_fields_parse(str_sv(&raw), &arena, &got, &n_got, &err), 0);
		assert_int_equal(n_got, n);
		for (size_t i = 0; i < n; i++)
			assert_true(sv_eq(got[i].name, want[i].name) &&
				sv_eq(got[i].value, want[i].value));
	}
}

static void fields_as_people_type_them(void **state)
{
	(void)state;
	struct http_field *f;
	size_t n;
	struct err err;
	assert_int_equal(http_fields_parse(SV("&q=a+b&&%zz=100%&x&=v"), &arena, &f, &n, &err), 0);
	assert_int_equal(n, 4);
	assert_true(sv_eq(f[0].value, SV("a b")));
	assert_true(sv_eq(f[1].name, SV("%zz")) && sv_eq(f[1].value, SV("100%")));
	assert_true(sv_eq(f[2].name, SV("x")) && f[2].value.n == 0);
	assert_true(f[3].name.n == 0 && sv_eq(f[3].value, SV("v")));
	assert_int_equal(http_fields_parse(SV(""), &arena, &f, &n, &err), 0);
	assert_int_equal(n, 0);
	static const char *const bad[] = { "a=%00", "%00=1", "a=%ff", "a=%b9%ab", "a=%c0%80", "\xff=1" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(http_fields_parse(sv_of(bad[i]), &arena, &f, &n, &err), E_FORMAT);
	char many[2 * (HTTP_FIELDS_MAX + 1)];
	for (int i = 0; i <= HTTP_FIELDS_MAX; i++)
		memcpy(many + 2 * i, "a&", 2);
	struct sv all = { many, sizeof many };
	assert_int_equal(http_fields_parse(sv_head(all, 2 * HTTP_FIELDS_MAX), &arena, &f, &n, &err), 0);
	assert_int_equal(n, HTTP_FIELDS_MAX);
	assert_int_equal(http_fields_parse(all, &arena, &f, &n, &err), E_LIMIT);
}

/* 0 when the server would take it, else the status; 1 when it would wait for more. */
static unsigned take(struct sv in, struct head *h)
{
	size_t scanned = 0, n = 0;
	switch (head_find(in, &scanned, &n)) {
	case HEAD_BAD:
		return 400;
	case HEAD_MORE:
		return 1;
	default:
		return head_parse(sv_head(in, n), h);
	}
}

static const struct {
	unsigned status;
	const char *head; /* lines end in CRLF, an empty one follows */
} heads[] = {
	{ 0, "GET / HTTP/1.1\r\nHost: a" },
	{ 0, "GET /?q=|^`{} HTTP/1.1\r\nHost: [::1]:80\r\nX: \t y\t " },
	{ 0, "GET http://A.example/x?y HTTP/1.1\r\nHost: a.example" },
	{ 0, "GET / HTTP/1.0" },
	{ 0, "POST / HTTP/1.1\r\nHost: a:1\r\nContent-Length: 00012" },
	{ 0, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\nExpect: 100-Continue" },
	{ 0, "PURGE / HTTP/1.1\r\nHost: a\r\nX:\r\nX: \xe5\x85\xac" },
	{ 400, "GET /" },
	{ 400, "GET  / HTTP/1.1\r\nHost: a" },
	{ 400, "GET / HTTP/1.1 \r\nHost: a" },
	{ 400, "GET\t/ HTTP/1.1\r\nHost: a" },
	{ 400, " GET / HTTP/1.1\r\nHost: a" },
	{ 400, "G(T / HTTP/1.1\r\nHost: a" },
	{ 400, "GET a HTTP/1.1\r\nHost: a" },
	{ 400, "OPTIONS * HTTP/1.1\r\nHost: a" },
	{ 400, "CONNECT a:80 HTTP/1.1\r\nHost: a:80" },
	{ 400, "GET /# HTTP/1.1\r\nHost: a" },
	{ 400, "GET /\xe5 HTTP/1.1\r\nHost: a" },
	{ 400, "GET http://b/ HTTP/1.1\r\nHost: a" },
	{ 400, "GET http://a HTTP/1.1\r\nHost: a" },
	{ 400, "GET https://a/ HTTP/1.1\r\nHost: a" },
	{ 400, "GET / http/1.1\r\nHost: a" },
	{ 400, "GET / HTTP/11\r\nHost: a" },
	{ 400, "GET / HTTP/1.1x\r\nHost: a" },
	{ 505, "GET / HTTP/1.9\r\nHost: a" },
	{ 505, "GET / HTTP/2.0\r\nHost: a" },
	{ 505, "GET / HTTP/0.9\r\nHost: a" },
	{ 400, "GET / HTTP/1.1" },
	{ 400, "GET / HTTP/1.1\r\nHost:" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: a" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\nhOST: b" },
	{ 400, "GET / HTTP/1.1\r\nHost: a,b" },
	{ 400, "GET / HTTP/1.1\r\nHost: a b" },
	{ 400, "GET / HTTP/1.1\r\nHost: a/b" },
	{ 400, "GET / HTTP/1.1\r\nHost: u@a" },
	{ 400, "GET / HTTP/1.1\r\nHost: a:" },
	{ 400, "GET / HTTP/1.1\r\nHost: a:x" },
	{ 400, "GET / HTTP/1.1\r\nHost: a:123456" },
	{ 400, "GET / HTTP/1.1\r\nHost: [::1" },
	{ 400, "GET / HTTP/1.1\r\nHost : a" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\n X: b" },
	{ 400, "GET / HTTP/1.1\r\n X: b\r\nHost: a" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\n: b" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\nX b" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\nX[]: b" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\nX\xc3\xa9: b" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\nX: \x01" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\nX: \x7f" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5 5" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551617" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
		"Transfer-Encoding: chunked" },
	{ 501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked" },
	{ 501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked" },
	{ 501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity" },
	{ 501, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \vchunked" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked" },
	{ 400, "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked" },
	{ 400, "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1" },
	{ 400, "HEAD / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked" },
	{ 400, "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: a/b\r\nContent-Type: a/b" },
	{ 417, "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok" },
};

static void heads_are_taken_or_refused(void **state)
{
	(void)state;
	static struct head h;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		struct sv in = sv_fmt(&arena, "%s\r\n\r\n", heads[i].head);
		if (take(in, &h) != heads[i].status)
			fail_msg("%u, not %u: %s", take(in, &h), heads[i].status, heads[i].head);
	}
	struct str many;
	str_init(&many, &arena, 1 << 16);
	str_addz(&many, "GET / HTTP/1.1\r\nHost: a\r\n");
	for (int i = 1; i < HEAD_FIELDS_MAX; i++)
		str_addf(&many, "X-%d: %d\r\n", i, i);
	struct sv enough = sv_fmt(&arena, "%s\r\n", str_z(&many));
	assert_int_equal(take(enough, &h), 0);
	assert_int_equal(h.n_fields, HEAD_FIELDS_MAX);
	assert_int_equal(take(sv_fmt(&arena, "%sY: z\r\n\r\n", str_z(&many)), &h), 431);
}

static void what_a_head_says(void **state)
{
	(void)state;
	static struct head h;
	assert_int_equal(take(SV("POST http://H:81/a%20b?c=d?e HTTP/1.1\r\nhost:  h:81 \r\n"
		"content-LENGTH: 12\r\nContent-Type: text/x; y\r\nConnection: foo , CLOSE\r\n"
		"Expect: 100-continue\r\nX: 1\r\nx: 2\r\n\r\n"), &h), 0);
	assert_int_equal(h.method, HTTP_POST);
	assert_true(sv_eq(h.target, SV("/a%20b?c=d?e")) && sv_eq(h.path, SV("/a%20b")) &&
		sv_eq(h.query, SV("c=d?e")) && sv_eq(h.host, SV("h:81")));
	assert_true(h.length == 12 && !h.chunked && !h.keep_alive && h.expects_continue);
	struct http_request r = { .private_ = &h };
	assert_true(sv_eq(http_header(&r, SV("X")), SV("1")));
	assert_true(http_header(&r, SV("Y")).n == 0);
	assert_int_equal(take(SV("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"), &h), 0);
	assert_true(h.keep_alive && h.http10);
	assert_int_equal(take(SV("GET / HTTP/1.0\r\n\r\n"), &h), 0);
	assert_false(h.keep_alive);
	assert_int_equal(take(SV("OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n"), &h), 0);
	assert_true(h.method == HTTP_OTHER_METHOD && h.keep_alive);
}

/* A line end or NUL more or less, anywhere, is never taken: the rest of the request would shift. */
static void no_stray_line_end_is_taken(void **state)
{
	(void)state;
	static const char good[] =
		"POST /a?b=c HTTP/1.1\r\nHost: x.example\r\nContent-Length: 3\r\nX: y z\r\n\r\n";
	static const char strays[] = { '\r', '\n', '\0' };
	static struct head h;
	char text[sizeof good + 1];
	size_t n = sizeof good - 1;
	for (size_t at = 0; at < n; at++) {
		for (size_t k = 0; k < sizeof strays; k++) {
			memcpy(text, good, at);
			text[at] = strays[k];
			memcpy(text + at + 1, good + at, n - at);
			/* One more at the very end is not of this head, but begins the next one. */
			if (at < n - 1)
				assert_int_not_equal(take((struct sv){ text, n + 1 }, &h), 0);
			if (good[at] == strays[k])
				continue;
			memcpy(text + at, good + at, n - at);
			text[at] = strays[k];
			assert_int_not_equal(take((struct sv){ text, n }, &h), 0);
		}
		if (good[at] != '\r' && good[at] != '\n')
			continue;
		memcpy(text, good, at);
		memcpy(text + at, good + at + 1, n - at - 1);
		assert_int_not_equal(take((struct sv){ text, n - 1 }, &h), 0);
	}
	assert_int_equal(take((struct sv){ good, n }, &h), 0);
}

/* Byte by byte it is found where it is found at once. */
static void the_end_of_a_head_is_found_in_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		struct sv in = sv_fmt(&arena, "%s\r\n\r\nGET", heads[i].head);
		size_t scanned = 0, n = 0, whole_scanned = 0, whole_n = 0;
		enum head_end whole = head_find(in, &whole_scanned, &whole_n), end = HEAD_MORE;
		for (size_t k = 1; k <= in.n && end == HEAD_MORE; k++)
			end = head_find(sv_head(in, k), &scanned, &n);
		assert_true(end == whole && n == whole_n);
	}
}

/* Content of a chunked body, or "bad" / "more". */
static struct sv unchunk(struct sv in, size_t step, struct sv *rest)
{
	struct chunked c = { 0 };
	struct str out;
	str_init(&out, &arena, 1 << 20);
	size_t used = 0;
	while (used < in.n) {
		struct sv piece = sv_head(sv_from(in, used), step), data;
		size_t before = piece.n;
		enum chunked_result r;
		while ((r = chunked_next(&c, &piece, &data)) == CHUNKED_DATA)
			str_add(&out, data);
		used += before - piece.n;
		if (r == CHUNKED_BAD)
			return SV("bad");
		*rest = sv_from(in, used);
		if (r == CHUNKED_END)
			return str_sv(&out);
	}
	return SV("more");
}

static void chunks_are_joined_however_they_are_cut(void **state)
{
	(void)state;
	for (int round = 0; round < 300; round++) {
		struct str raw, want;
		str_init(&raw, &arena, 1 << 16);
		str_init(&want, &arena, 1 << 16);
		for (unsigned n = roll(6); n > 0; n--) {
			unsigned size = 1 + roll(40);
			str_addf(&raw, roll(2) ? "%x%s\r\n" : "%04X%s\r\n", size,
				roll(3) ? "" : ";a=\"b c\"");
			for (unsigned i = 0; i < size; i++) {
				char c = "\r\n0a;"[roll(5)];
				str_addc(&raw, c);
				str_addc(&want, c);
			}
			str_addz(&raw, "\r\n");
		}
		str_addz(&raw, roll(2) ? "0\r\n\r\nREST" : "000;x\r\nA: b\r\nC:\r\n\r\nREST");
		for (size_t step = 1; step <= raw.n; step = step * 3 / 2 + 1) {
			struct sv rest, got = unchunk(str_sv(&raw), step, &rest);
			assert_true(sv_eq(got, str_sv(&want)) && sv_eq(rest, SV("REST")));
		}
	}
}

static void malformed_chunks_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "+1\r\na\r\n", "0x1\r\na\r\n", " 1\r\na\r\n", "1 \r\na\r\n",
		"1\na\r\n", "1\r\nab\r\n", "1\r\na\n", "1\r\na\r\r\n", "g\r\n", "\r\n", ";a\r\n",
		"-1\r\n", "1;a\nb\r\na\r\n", "0000000000000001\r\na\r\n", "ffffffffffffffff\r\n",
		"0\r\nX\r\n\r\n", "0\r\n X: y\r\n\r\n", "0\r\n: y\r\n\r\n", "0\r\nX: \x01\r\n\r\n",
		"0\r\n\r\r", "0\n\n", "0\r\nX: y\n\r\n", "1;\x01\r\na\r\n", "1\r\ra" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct sv rest;
		if (!sv_eq(unchunk(sv_of(bad[i]), 99, &rest), SV("bad")))
			fail_msg("taken: %s", bad[i]);
	}
	struct str extra;
	str_init(&extra, &arena, 1 << 16);
	for (int i = 0; i < 3000; i++)
		str_addz(&extra, "1;x\r\na\r\n");
	struct sv rest;
	assert_true(sv_eq(unchunk(sv_head(str_sv(&extra), 8 * 2000), 99, &rest), SV("more")));
	str_addz(&extra, "1;");
	for (int i = 0; i < CHUNKED_EXTRA_MAX; i++)
		str_addc(&extra, 'x');
	assert_true(sv_eq(unchunk(str_sv(&extra), 99, &rest), SV("bad")));
}

static void dates_agree_with_the_c_library(void **state)
{
	(void)state;
	char got[HTTP_DATE_MAX], want[64];
	for (time_t t = -62135596800; t < 253402300799; t += 86400 * 97 + 12345) {
		struct tm tm;
		strftime(want, sizeof want, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&t, &tm));
		if (tm.tm_year + 1900 < 1000)
			continue; /* the C library pads such years with nothing */
		assert_string_equal(http_date_print(t, got), want);
		time_utc back;
		assert_true(http_date_parse(sv_of(got), &back));
		assert_int_equal(back, t);
	}
	time_utc t;
	assert_true(http_date_parse(SV("Sun, 06 Nov 1994 08:49:37 GMT"), &t));
	assert_int_equal(t, 784111777);
	assert_true(http_date_parse(SV("Sat, 31 Dec 2016 23:59:60 GMT"), &t));
	static const char *const bad[] = { "", "Sun, 06 Nov 1994 08:49:37 GMX",
		"Mon, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 24:49:37 GMT",
		"Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
		"Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 8:049:37 GMT" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(http_date_parse(sv_of(bad[i]), &t));
}

static struct sv cookie(const char *headers, struct sv name)
{
	static struct head h;
	struct sv in = sv_fmt(&arena, "GET / HTTP/1.1\r\nHost: a\r\n%s\r\n", headers);
	assert_int_equal(take(in, &h), 0);
	struct http_request r = { .private_ = &h };
	return http_cookie(&r, name);
}

static void cookies_that_are_sent_twice_must_agree(void **state)
{
	(void)state;
	assert_true(sv_eq(cookie("Cookie: a=1; sid=x=y; b=2\r\n", SV("sid")), SV("x=y")));
	assert_true(sv_eq(cookie("Cookie: sid=x; sid=x\r\nCookie: sid=x\r\n", SV("sid")), SV("x")));
	assert_int_equal(cookie("Cookie: sid=x; sid=y\r\n", SV("sid")).n, 0);
	assert_int_equal(cookie("Cookie: sid=x\r\nCookie: sid=y\r\n", SV("sid")).n, 0);
	assert_int_equal(cookie("Cookie: sid=; sid=y\r\n", SV("sid")).n, 0);
	assert_int_equal(cookie("Cookie: xsid=1; SID=2; sid\r\n", SV("sid")).n, 0);
	assert_int_equal(cookie("", SV("sid")).n, 0);
}

static bool fresh(const char *line, const char *etag, time_utc modified)
{
	static struct head h;
	struct sv in = sv_fmt(&arena, "%s\r\n\r\n", line);
	assert_int_equal(take(in, &h), 0);
	struct http_request r = { .method = h.method, .private_ = &h };
	return http_not_modified(&r, sv_of(etag), modified);
}

#define ASK "GET / HTTP/1.1\r\nHost: a\r\n"

static void what_the_client_has_is_not_sent_again(void **state)
{
	(void)state;
	assert_true(fresh(ASK "If-None-Match: \"x\"", "\"x\"", 0));
	assert_true(fresh(ASK "If-None-Match: \"y\", W/\"x\"", "\"x\"", 0));
	assert_true(fresh(ASK "If-None-Match: *", "\"x\"", 0));
	assert_false(fresh(ASK "If-None-Match: \"y\"", "\"x\"", 0));
	assert_false(fresh(ASK "X: y", "\"x\"", 784111777));
	assert_true(fresh(ASK "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", "", 784111777));
	assert_false(fresh(ASK "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", "", 784111778));
	assert_false(fresh(ASK "If-Modified-Since: yesterday", "", 784111777));
	/* The tag decides where there is one, however old the page is. */
	assert_false(fresh(ASK "If-None-Match: \"y\"\r\nIf-Modified-Since: "
		"Sun, 06 Nov 1994 08:49:37 GMT", "\"x\"", 1));
	assert_false(fresh("POST / HTTP/1.1\r\nHost: a\r\nIf-None-Match: *", "\"x\"", 0));
}

static void headers_cannot_be_split(void **state)
{
	(void)state;
	static const char *const bad[][2] = { { "A", "b\r\nSet-Cookie: x" }, { "A", "b\n" },
		{ "A\r\nB", "c" }, { "A b", "c" }, { "", "c" }, { "content-length", "1" },
		{ "Transfer-Encoding", "chunked" }, { "Connection", "close" }, { "Date", "x" } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct http_response r = { 0 };
		http_set(&r, sv_of(bad[i][0]), sv_of(bad[i][1]));
		assert_true(r.broken && r.n_headers == 0);
	}
	struct http_response r = { 0 };
	for (int i = 0; i < HTTP_HEADERS_MAX; i++)
		http_set(&r, SV("A"), SV("公开"));
	assert_true(!r.broken && r.n_headers == HTTP_HEADERS_MAX);
	http_set(&r, SV("A"), SV("b"));
	assert_true(r.broken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(paths_come_to_their_one_form, setup, teardown),
		cmocka_unit_test_setup_teardown(paths_that_leave_the_root_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(fields_come_back_as_they_were, setup, teardown),
		cmocka_unit_test_setup_teardown(fields_as_people_type_them, setup, teardown),
		cmocka_unit_test_setup_teardown(heads_are_taken_or_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(what_a_head_says, setup, teardown),
		cmocka_unit_test_setup_teardown(no_stray_line_end_is_taken, setup, teardown),
		cmocka_unit_test_setup_teardown(the_end_of_a_head_is_found_in_pieces, setup, teardown),
		cmocka_unit_test_setup_teardown(chunks_are_joined_however_they_are_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(malformed_chunks_are_refused, setup, teardown),
		cmocka_unit_test(dates_agree_with_the_c_library),
		cmocka_unit_test_setup_teardown(cookies_that_are_sent_twice_must_agree, setup, teardown),
		cmocka_unit_test_setup_teardown(what_the_client_has_is_not_sent_again, setup, teardown),
		cmocka_unit_test(headers_cannot_be_split),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
