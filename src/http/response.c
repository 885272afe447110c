#include "http/chars.h"
#include "http/http.h"

static bool is_ours(struct sv name)
{
	static const struct sv names[] = { SV_INIT("Connection"), SV_INIT("Content-Length"),
		SV_INIT("Date"), SV_INIT("Transfer-Encoding") };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (chars_same(name, names[i]))
			return true;
	return false;
}

void http_set(struct http_response *r, struct sv name, struct sv value)
{
	if (r->n_headers == HTTP_HEADERS_MAX || name.n == 0 || !chars_all(name, CHARS_TOKEN) ||
		!chars_all(value, CHARS_VALUE) || is_ours(name)) {
		r->broken = true;
		return;
	}
	r->headers[r->n_headers++] = (struct http_field){ name, value };
}

void http_share(struct http_response *r, struct http_shared *s)
{
	http_shared_keep(s);
	http_shared_drop(r->shared);
	r->shared = s;
}

void http_response_done(struct http_response *r)
{
	http_shared_drop(r->shared);
	r->shared = NULL;
	if (r->more_done)
		r->more_done(r->more_context);
	r->more = NULL;
	r->more_done = NULL;
}
