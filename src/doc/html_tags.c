#include "doc/html_tags.h"

#include <stdlib.h>

/* Sorted by name. */
static const struct tag {
	char name[12];
	uint8_t kind;
} tags[] = {
	{ "address", HTML_BLOCK }, { "article", HTML_BLOCK }, { "aside", HTML_BLOCK },
	{ "blockquote", HTML_BLOCK }, { "body", HTML_BLOCK }, { "br", HTML_BREAK },
	{ "caption", HTML_BLOCK }, { "center", HTML_BLOCK }, { "datalist", HTML_SKIP },
	{ "dd", HTML_BLOCK }, { "details", HTML_BLOCK }, { "dialog", HTML_BLOCK },
	{ "dir", HTML_BLOCK }, { "div", HTML_BLOCK }, { "dl", HTML_BLOCK }, { "dt", HTML_BLOCK },
	{ "fieldset", HTML_BLOCK }, { "figcaption", HTML_BLOCK }, { "figure", HTML_BLOCK },
	{ "footer", HTML_BLOCK }, { "form", HTML_BLOCK }, { "h1", HTML_H1 }, { "h2", HTML_H2 },
	{ "h3", HTML_H3 }, { "h4", HTML_H4 }, { "h5", HTML_H5 }, { "h6", HTML_H6 },
	{ "head", HTML_BLOCK }, { "header", HTML_BLOCK }, { "hr", HTML_BLOCK },
	{ "html", HTML_BLOCK }, { "iframe", HTML_SKIP }, { "legend", HTML_BLOCK },
	{ "li", HTML_BLOCK }, { "listing", HTML_PRE }, { "main", HTML_BLOCK }, { "menu", HTML_BLOCK },
	{ "nav", HTML_BLOCK }, { "noembed", HTML_SKIP }, { "noframes", HTML_SKIP },
	{ "noscript", HTML_SKIP }, { "object", HTML_SKIP }, { "ol", HTML_BLOCK },
	{ "optgroup", HTML_SKIP }, { "option", HTML_SKIP }, { "p", HTML_BLOCK }, { "pre", HTML_PRE },
	{ "script", HTML_SKIP }, { "section", HTML_BLOCK }, { "select", HTML_SKIP },
	{ "style", HTML_STYLE }, { "summary", HTML_BLOCK }, { "svg", HTML_SKIP },
	{ "table", HTML_TABLE }, { "tbody", HTML_BLOCK }, { "td", HTML_CELL },
	{ "template", HTML_SKIP }, { "textarea", HTML_PRE }, { "tfoot", HTML_BLOCK },
	{ "th", HTML_HEADER_CELL }, { "thead", HTML_HEAD_ROWS }, { "title", HTML_TITLE },
	{ "tr", HTML_ROW }, { "ul", HTML_BLOCK }, { "video", HTML_SKIP }, { "xmp", HTML_PRE },
};

static int compare(const void *name, const void *tag)
{
	return strcmp(name, ((const struct tag *)tag)->name);
}

enum html_kind html_kind(const char *name)
{
	const struct tag *t =
		bsearch(name, tags, sizeof tags / sizeof *tags, sizeof *tags, compare);
	return t ? (enum html_kind)t->kind : HTML_INLINE;
}

/** The value of a property, after the colon; NULL when it is not there. */
static const char *value_of(const char *style, const char *property)
{
	size_t n = strlen(property);
	for (const char *p = style; (p = strcasestr(p, property)) != NULL; p += n) {
		if (p > style && p[-1] != ';' && p[-1] != ' ' && p[-1] != '\n' && p[-1] != '\t')
			continue;
		const char *v = p + n + strspn(p + n, " \t\n");
		if (*v == ':')
			return v + 1 + strspn(v + 1, " \t\n");
	}
	return NULL;
}

static bool value_is(const char *style, const char *property, const char *word)
{
	const char *v = value_of(style, property);
	return v && strncasecmp(v, word, strlen(word)) == 0;
}

bool html_style_hides(const char *style)
{
	/* nearly every style says neither: look for the values first, which is one scan each */
	if (!strstr(style, "one") && !strstr(style, "ONE") && !strstr(style, "mso-hide"))
		return false;
	return value_is(style, "display", "none") || value_is(style, "mso-hide", "all");
}

bool html_style_number(const char *style, const char *property, int32_t *ret)
{
	const char *v = value_of(style, property);
	char *end;
	if (!v)
		return false;
	long n = strtol(v, &end, 10);
	if (end == v)
		return false;
	*ret = n > 1000000 ? 1000000 : n < -1000000 ? -1000000 : (int32_t)n;
	return true;
}

bool html_style_position(const char *style, const char *position)
{
	return strstr(style, position) && value_is(style, "position", position);
}

uint32_t html_span(const char *value, bool rows)
{
	const uint32_t max = rows ? 65534 : 1000; /* HTML 4.9.11: so much and no more */
	long n = strtol(value, NULL, 10);
	if (n == 0 && rows && value[strspn(value, " \t\n")] == '0')
		return max;
	return n < 1 ? 1 : n > (long)max ? max : (uint32_t)n;
}
