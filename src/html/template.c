#include "html/template.h"

#include "html/escape.h"

#include <strings.h>

struct html_ready {
	struct sv text;
};

struct html_markup html_markup_take(struct html *h)
{
	html_finish(h);
	html_at_text(h);
	struct html_ready *ready = arena_alloc(h->out->arena, sizeof *ready);
	if (!ready || !str_ok(h->out) || h->out->arena->failed)
		return (struct html_markup){ NULL };
	ready->text = str_sv(h->out);
	str_init(h->out, h->out->arena, h->out->max);
	return (struct html_markup){ ready };
}

void html_put_text(struct html *h, struct sv value)
{
	escape_text(h->out, value);
}

void html_put_attr(struct html *h, struct sv value)
{
	escape_attribute(h->out, value);
}

/** Browsers drop tabs and line ends inside addresses, trim spaces, and read '\' as '/'. */
static bool is_odd(struct sv url)
{
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= 0x20 || url.p[i] == 0x7F || url.p[i] == '\\')
			return true;
	return false;
}

static bool has_scheme(struct sv url, const char *scheme)
{
	size_t n = strlen(scheme);
	return url.n > n && strncasecmp(url.p, scheme, n) == 0;
}

/** May a link, an image or a form lead there? */
static bool is_safe(struct sv url)
{
	if (is_odd(url) || sv_starts(url, SV("//")))
		return false;
	size_t before = 0;
	while (before < url.n && url.p[before] != '/' && url.p[before] != '?' &&
		url.p[before] != '#' && url.p[before] != ':')
		before++;
	return before == url.n || url.p[before] != ':' || has_scheme(url, "https://") ||
		has_scheme(url, "http://") || has_scheme(url, "mailto:");
}

void html_put_url(struct html *h, struct sv value)
{
	if (is_safe(value))
		escape_attribute(h->out, value);
	else
		str_addc(h->out, '#');
}

void html_open_link(struct html *h, struct sv css, struct sv url)
{
	html_open(h, "a");
	html_attr(h, "class", css);
	str_addz(h->out, " href=\"");
	html_put_url(h, url);
	str_addc(h->out, '"');
}

void html_put_part(struct html *h, struct sv value)
{
	static const char hex[] = "0123456789ABCDEF";
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		bool kept = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			c == '-' || c == '.' || c == '_' || c == '~';
		if (kept) {
			str_addc(h->out, (char)c);
			continue;
		}
		char coded[3] = { '%', hex[c >> 4], hex[c & 15] };
		str_add(h->out, (struct sv){ coded, sizeof coded });
	}
}

void html_put_markup(struct html *h, struct html_markup m)
{
	if (m.ready)
		str_add(h->out, m.ready->text);
}

void html_put_uint(struct html *h, uint64_t value)
{
	str_add_uint(h->out, value);
}

void html_put_int(struct html *h, int64_t value)
{
	str_add_int(h->out, value);
}
