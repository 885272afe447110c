/*
 * What kind of document some bytes are. Magic numbers decide where there are any; text formats are
 * told by what stands in their first kilobytes, decoded.
 */
#include "base/auto.h"
#include "doc/charset.h"
#include "doc/html_tags.h"
#include "doc/read.h"

enum { HEAD = 4096, PDF_HEAD = 1024, ZIP_NAMES = 4096 };

static uint32_t u16(const char *p)
{
	return (unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8;
}

/**
 * A ZIP file by the names of its entries, from local headers and the directory alike: their
 * signatures are searched, so a damaged or streamed archive is known too.
 */
static enum doc_format sniff_zip(struct sv s)
{
	static const struct {
		char sign[4];
		size_t length_at, name_at;
	} kinds[] = { { { 'P', 'K', 3, 4 }, 26, 30 }, { { 'P', 'K', 1, 2 }, 28, 46 } };
	for (size_t k = 0; k < 2; k++) {
		struct sv rest = s;
		for (size_t n = 0; n < ZIP_NAMES; n++) {
			size_t at = sv_find(rest, (struct sv){ kinds[k].sign, 4 });
			rest = sv_from(rest, at);
			if (rest.n < kinds[k].name_at)
				break;
			struct sv name = sv_head(sv_from(rest, kinds[k].name_at),
				u16(rest.p + kinds[k].length_at));
			if (sv_starts(name, SV("word/")))
				return DOC_DOCX;
			if (sv_starts(name, SV("xl/")))
				return DOC_XLSX;
			rest = sv_from(rest, 4);
		}
	}
	return DOC_UNKNOWN;
}

/* ---- text ------------------------------------------------------------------------------------ */

/** The element whose tag begins at `s`, "" when none does. `*closing`: it is an end tag. */
static void tag_name(struct sv s, char name[12], bool *closing)
{
	size_t n = 0, i = 1;
	*closing = s.n > 1 && s.p[1] == '/';
	for (i += *closing; i < s.n && n < 11; i++) {
		char c = (char)(s.p[i] | 0x20);
		if (!((c >= 'a' && c <= 'z') || (n > 0 && s.p[i] >= '1' && s.p[i] <= '6')))
			break;
		name[n++] = c >= 'a' ? c : s.p[i];
	}
	name[n] = '\0';
	if (i < s.n && !strchr(" \t\n>/", s.p[i]))
		name[0] = '\0';
}

static bool is_known(const char *name)
{
	static const char *const inlines[] = { "span", "a", "b", "strong", "font", "img", "meta",
		"link", "input", "em", "u" };
	if (html_kind(name) != HTML_INLINE)
		return name[0] != '\0';
	for (size_t i = 0; i < sizeof inlines / sizeof *inlines; i++)
		if (strcmp(name, inlines[i]) == 0)
			return true;
	return false;
}

/** Does it begin as a page does: doctype, comment, XML declaration, or an element of HTML? */
static bool begins_as_html(struct sv s)
{
	char name[12];
	bool closing;
	if (s.n < 3 || s.p[0] != '<')
		return false;
	if (sv_starts(s, SV("<?xml"))) {
		size_t end = sv_find(s, SV("?>"));
		return end != SV_NONE && begins_as_html(sv_trim(sv_from(s, end + 2)));
	}
	if (sv_starts(s, SV("<!--")) || strncasecmp(s.p, "<!doctype", s.n < 9 ? s.n : 9) == 0)
		return true;
	tag_name(s, name, &closing);
	return is_known(name);
}

/**
 * Is a text that begins otherwise a piece of a page? Markdown made from PDF holds whole tables in
 * HTML, so tags inside those do not count; besides, a page has about as many tags as lines.
 */
static bool is_mostly_tags(struct sv s)
{
	size_t tags = 0, lines = 0, table = 0;
	for (size_t i = 0; i < s.n; i++) {
		char name[12];
		bool closing;
		if (s.p[i] == '\n' && table == 0)
			lines += i > 0 && s.p[i - 1] != '\n';
		if (s.p[i] != '<')
			continue;
		tag_name(sv_from(s, i), name, &closing);
		if (strcmp(name, "table") == 0)
			table = closing ? table - (table > 0) : table + 1;
		else if (table == 0 && is_known(name) && strcmp(name, "br") != 0)
			tags++;
	}
	return tags >= 5 && tags * 2 >= lines;
}

static bool begins_as_json(struct sv s)
{
	char open = s.n ? s.p[0] : '\0';
	if (open != '{' && open != '[')
		return false;
	s = sv_trim(sv_from(s, 1));
	if (s.n == 0)
		return false;
	if (s.p[0] == '"' || s.p[0] == '}' || s.p[0] == ']')
		return true;
	return open == '[' && (strchr("{[-0123456789", s.p[0]) || sv_starts(s, SV("null")) ||
		sv_starts(s, SV("true")) || sv_starts(s, SV("false")));
}

/** Our own export: the header `cell,label,value`. */
static bool begins_as_csv(struct sv s)
{
	return sv_starts(s, SV("cell,")) || sv_starts(s, SV("\"cell\","));
}

static size_t count(struct sv s, struct sv what)
{
	size_t n = 0;
	for (size_t at; (at = sv_find(s, what)) != SV_NONE; n++)
		s = sv_from(s, at + what.n);
	return n;
}

/** Text has next to no control characters, and nearly all of it can be decoded. */
static bool is_text(struct sv bytes, struct sv decoded)
{
	size_t odd = 0;
	enum charset c = charset_detect(bytes, SV(""));
	if (c != CHARSET_UTF16LE && c != CHARSET_UTF16BE)
		for (size_t i = 0; i < bytes.n; i++) {
			unsigned char b = (unsigned char)bytes.p[i];
			odd += (b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') || b == 0x7F;
		}
	size_t lost = count(decoded, SV("\uFFFD")), before = count(bytes, SV("\uFFFD"));
	return (odd + (lost > before ? lost - before : 0)) * 50 <= bytes.n;
}

static enum doc_format sniff_text(struct sv bytes)
{
	AUTO(arena_done) struct arena a;
	struct sv s, head = sv_head(bytes, HEAD);
	arena_init(&a, HEAD * 64);
	if (charset_decode(head, charset_detect(head, charset_declared(head)), &a, &s, NULL) != 0 ||
	    !is_text(head, s))
		return DOC_UNKNOWN;
	struct sv t = sv_trim(s);
	if (t.n == 0 || sv_starts(t, SV("{\\rtf")) || sv_starts(t, SV("MIME-Version:")))
		return DOC_UNKNOWN;
	if (begins_as_json(t))
		return DOC_JSON;
	if (begins_as_csv(t))
		return DOC_CSV;
	if (begins_as_html(t) || is_mostly_tags(s))
		return DOC_HTML;
	return sv_starts(t, SV("<?xml")) ? DOC_UNKNOWN : DOC_TEXT;
}

enum doc_format doc_sniff(struct sv bytes)
{
	if (sv_has(sv_head(bytes, PDF_HEAD), SV("%PDF-")))
		return DOC_PDF;
	if (sv_starts(bytes, SV("PK\x03\x04")))
		return sniff_zip(bytes);
	if (sv_starts(bytes, SV("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return DOC_LEGACY_DOC;
	return sniff_text(bytes);
}
