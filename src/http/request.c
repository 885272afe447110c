#include "http/chars.h"
#include "http/head.h"

struct sv http_header(const struct http_request *r, struct sv name)
{
	const struct head *h = r->private_;
	for (size_t i = 0; h && i < h->n_fields; i++)
		if (chars_same(h->fields[i].name, name))
			return h->fields[i].value;
	return (struct sv){ "", 0 };
}

/** The cookies of one header. @return false when `name` comes with another value than `ret` */
static bool find_cookie(struct sv header, struct sv name, struct sv *ret)
{
	struct sv pair;
	while (sv_cut(&header, ';', &pair)) {
		pair = chars_trim(pair);
		const char *equals = memchr(pair.p, '=', pair.n);
		if (!equals || !sv_eq(sv_head(pair, (size_t)(equals - pair.p)), name))
			continue;
		struct sv value = sv_from(pair, name.n + 1);
		if (ret->p && !sv_eq(value, *ret))
			return false;
		*ret = value;
	}
	return true;
}

struct sv http_cookie(const struct http_request *r, struct sv name)
{
	const struct head *h = r->private_;
	struct sv value = { NULL, 0 };
	for (size_t i = 0; h && i < h->n_fields; i++)
		if (chars_same(h->fields[i].name, SV("Cookie")) &&
			!find_cookie(h->fields[i].value, name, &value))
			return (struct sv){ "", 0 };
	return value.p ? value : (struct sv){ "", 0 };
}

static struct sv first(const struct http_field *fields, size_t n, struct sv name)
{
	for (size_t i = 0; i < n; i++)
		if (sv_eq(fields[i].name, name))
			return fields[i].value;
	return (struct sv){ "", 0 };
}

struct sv http_query(const struct http_request *r, struct sv name)
{
	return first(r->query, r->n_query, name);
}

struct sv http_form(const struct http_request *r, struct sv name)
{
	return first(r->form, r->n_form, name);
}

/** The same thing, if not the same bytes (RFC 9110 8.8.3.2). */
static bool same_etag(struct sv a, struct sv b)
{
	if (sv_starts(a, SV("W/")))
		a = sv_from(a, 2);
	if (sv_starts(b, SV("W/")))
		b = sv_from(b, 2);
	return sv_eq(a, b);
}

bool http_not_modified(const struct http_request *r, struct sv etag, time_utc modified)
{
	time_utc since;
	if (r->method != HTTP_GET && r->method != HTTP_HEAD)
		return false;
	struct sv one, list = http_header(r, SV("If-None-Match"));
	if (list.n) {
		if (sv_eq(list, SV("*")))
			return true;
		while (etag.n && sv_cut(&list, ',', &one))
			if (same_etag(chars_trim(one), etag))
				return true;
		return false;
	}
	return modified && http_date_parse(http_header(r, SV("If-Modified-Since")), &since) &&
		modified <= since;
}
