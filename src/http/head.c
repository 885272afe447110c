#include "http/head.h"

#include "http/chars.h"

enum head_end head_find(struct sv in, size_t *scanned, size_t *ret)
{
	if (in.n && !chars_is(in.p[0], CHARS_TOKEN))
		return HEAD_BAD;
	while (*scanned < in.n) {
		const char *lf = memchr(in.p + *scanned, '\n', in.n - *scanned);
		if (!lf) {
			*scanned = in.n;
			break;
		}
		size_t at = (size_t)(lf - in.p);
		if (at == 0 || in.p[at - 1] != '\r')
			return HEAD_BAD;
		*scanned = at + 1;
		if (at >= 3 && in.p[at - 2] == '\n') {
			*ret = at + 1;
			return HEAD_WHOLE;
		}
	}
	return HEAD_MORE;
}

/** The next line without its CRLF. A CR anywhere else is left for the classes to refuse. */
static bool next_line(struct sv *rest, struct sv *line)
{
	const char *lf = memchr(rest->p, '\n', rest->n);
	if (!lf || lf == rest->p || lf[-1] != '\r')
		return false;
	*line = sv_head(*rest, (size_t)(lf - rest->p) - 1);
	*rest = sv_from(*rest, line->n + 2);
	return true;
}

static bool next_word(struct sv *rest, struct sv *word)
{
	const char *space = memchr(rest->p, ' ', rest->n);
	if (!space)
		return false;
	*word = sv_head(*rest, (size_t)(space - rest->p));
	*rest = sv_from(*rest, word->n + 1);
	return true;
}

static unsigned parse_version(struct sv s, struct head *h)
{
	if (s.n != 8 || !sv_starts(s, SV("HTTP/")) || s.p[6] != '.' || s.p[5] < '0' || s.p[5] > '9' ||
		s.p[7] < '0' || s.p[7] > '9')
		return 400;
	if (s.p[5] != '1' || s.p[7] > '1')
		return 505;
	h->http10 = s.p[7] == '0';
	h->keep_alive = !h->http10;
	return 0;
}

static unsigned parse_request_line(struct sv line, struct head *h)
{
	struct sv method;
	if (!next_word(&line, &method) || method.n == 0 || method.n > HEAD_METHOD_MAX ||
		!chars_all(method, CHARS_TOKEN))
		return 400;
	h->method = sv_eq(method, SV("GET")) ? HTTP_GET :
		sv_eq(method, SV("HEAD")) ? HTTP_HEAD :
		sv_eq(method, SV("POST")) ? HTTP_POST : HTTP_OTHER_METHOD;
	if (!next_word(&line, &h->target) || !chars_all(h->target, CHARS_TARGET))
		return 400;
	return parse_version(line, h);
}

/** A name or IPv4 address, or an IPv6 address in brackets, and perhaps a port. */
static bool host_ok(struct sv s)
{
	size_t n = 0;
	if (s.n && s.p[0] == '[') {
		for (n = 1; n < s.n && (chars_hex(s.p[n]) >= 0 || s.p[n] == ':' || s.p[n] == '.');)
			n++;
		if (n < 3 || n == s.n || s.p[n++] != ']')
			return false;
	} else {
		while (n < s.n && chars_is(s.p[n], CHARS_HOST))
			n++;
	}
	if (n == 0 || n > 253)
		return false;
	if (n == s.n)
		return true;
	size_t digits = s.n - n - 1;
	if (s.p[n] != ':' || digits == 0 || digits > 5)
		return false;
	for (n++; n < s.n; n++)
		if (s.p[n] < '0' || s.p[n] > '9')
			return false;
	return true;
}

static unsigned take_host(struct head *h, struct sv value)
{
	if (h->host.p || !host_ok(value))
		return 400;
	h->host = value;
	return 0;
}

static unsigned take_length(struct head *h, struct sv value)
{
	if (h->has_length || h->chunked || value.n == 0 || value.n > 18)
		return 400;
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] < '0' || value.p[i] > '9')
			return 400;
		h->length = h->length * 10 + (uint64_t)(value.p[i] - '0');
	}
	h->has_length = true;
	return 0;
}

static unsigned take_coding(struct head *h, struct sv value)
{
	if (h->has_length || h->chunked || h->http10)
		return 400;
	if (!chars_same(value, SV("chunked")))
		return 501;
	h->chunked = true;
	return 0;
}

static unsigned take_type(struct head *h, struct sv value)
{
	if (h->content_type.p)
		return 400;
	h->content_type = value;
	return 0;
}

static unsigned take_connection(struct head *h, struct sv value)
{
	struct sv word;
	while (sv_cut(&value, ',', &word)) {
		word = chars_trim(word);
		if (chars_same(word, SV("close")))
			h->keep_alive = false;
		else if (chars_same(word, SV("keep-alive")) && h->http10)
			h->keep_alive = true;
	}
	return 0;
}

static unsigned take_expect(struct head *h, struct sv value)
{
	if (!chars_same(value, SV("100-continue")))
		return 417;
	h->expects_continue = !h->http10;
	return 0;
}

static const struct {
	struct sv name;
	unsigned (*take)(struct head *h, struct sv value);
} known[] = {
	{ SV_INIT("Host"), take_host },
	{ SV_INIT("Connection"), take_connection },
	{ SV_INIT("Content-Type"), take_type },
	{ SV_INIT("Content-Length"), take_length },
	{ SV_INIT("Transfer-Encoding"), take_coding },
	{ SV_INIT("Expect"), take_expect },
};

static unsigned parse_field(struct sv line, struct head *h)
{
	const char *colon = memchr(line.p, ':', line.n);
	if (!colon || colon == line.p)
		return 400;
	struct sv name = sv_head(line, (size_t)(colon - line.p));
	struct sv value = sv_from(line, name.n + 1);
	/* A folded line begins with a space, which is in no name. */
	if (!chars_all(name, CHARS_TOKEN) || !chars_all(value, CHARS_VALUE))
		return 400;
	if (h->n_fields == HEAD_FIELDS_MAX)
		return 431;
	value = chars_trim(value);
	h->fields[h->n_fields++] = (struct http_field){ name, value };
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (name.n == known[i].name.n && chars_same(name, known[i].name))
			return known[i].take(h, value);
	return 0;
}

/** "http://host/path" is for proxies, but a server must take it: the host has to be the same. */
static unsigned split_target(struct head *h)
{
	struct sv rest = h->target;
	if (rest.n >= 7 && chars_same(sv_head(rest, 7), SV("http://"))) {
		rest = sv_from(rest, 7);
		size_t n = 0;
		while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?')
			n++;
		if (!chars_same(sv_head(rest, n), h->host))
			return 400;
		rest = sv_from(rest, n);
	}
	if (rest.n == 0 || rest.p[0] != '/')
		return 400;
	h->target = rest;
	const char *mark = memchr(rest.p, '?', rest.n);
	h->path = mark ? sv_head(rest, (size_t)(mark - rest.p)) : rest;
	h->query = mark ? sv_from(rest, h->path.n + 1) : (struct sv){ "", 0 };
	return 0;
}

unsigned head_parse(struct sv bytes, struct head *h)
{
	struct sv line, rest = bytes;
	memset(h, 0, offsetof(struct head, fields));
	if (!next_line(&rest, &line))
		return 400;
	unsigned status = parse_request_line(line, h);
	while (!status) {
		if (!next_line(&rest, &line))
			return 400;
		if (line.n == 0)
			break;
		status = parse_field(line, h);
	}
	if (status)
		return status;
	if (rest.n || (!h->host.p && !h->http10))
		return 400;
	/* A body that has no meaning is one that another program may take for the next request. */
	if ((h->method == HTTP_GET || h->method == HTTP_HEAD) && (h->length || h->chunked))
		return 400;
	return split_target(h);
}
