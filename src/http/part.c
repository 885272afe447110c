#include "http/part.h"

#include "base/str.h"
#include "base/utf8.h"
#include "http/chars.h"

enum { ENDING_MAX = 12 }; /* bytes of ".xlsx" and the like, kept when a name is cut */

/** Quoted text after its first quote; moves `*rest` past the last one. */
static bool quoted(struct sv *rest, struct str *out)
{
	for (size_t i = 0; i < rest->n; i++) {
		char c = rest->p[i];
		/* Old browsers put "C:\x\" there: a backslash before the last quote stands for itself. */
		bool escape = c == '\\' && i + 1 < rest->n &&
			(rest->p[i + 1] == '\\' ||
				(rest->p[i + 1] == '"' &&
					memchr(rest->p + i + 2, '"', rest->n - i - 2)));
		if (c == '"') {
			*rest = sv_from(*rest, i + 1);
			return true;
		}
		i += escape;
		str_addc(out, rest->p[i]);
	}
	return false;
}

static bool token(struct sv *rest, struct str *out)
{
	size_t n = 0;
	while (n < rest->n && chars_is(rest->p[n], CHARS_TOKEN))
		n++;
	str_add(out, sv_head(*rest, n));
	*rest = sv_from(*rest, n);
	return n > 0;
}

/** ; name=value */
static bool next_parameter(struct sv *rest, struct str *name, struct str *value)
{
	*rest = chars_trim(sv_from(*rest, 1));
	if (!token(rest, name) || rest->n == 0 || rest->p[0] != '=')
		return false;
	*rest = sv_from(*rest, 1);
	if (rest->n && rest->p[0] == '"') {
		*rest = sv_from(*rest, 1);
		if (!quoted(rest, value))
			return false;
	} else if (!token(rest, value)) {
		return false;
	}
	*rest = chars_trim(*rest);
	return str_ok(name) && str_ok(value);
}

int part_parameter(struct sv header, struct sv name, struct arena *a, struct sv *ret)
{
	const char *semicolon = memchr(header.p, ';', header.n);
	struct sv rest = semicolon ? sv_from(header, (size_t)(semicolon - header.p)) :
		(struct sv){ "", 0 };
	int found = 0;
	while (rest.n) {
		struct str key, value;
		str_init(&key, a, header.n);
		str_init(&value, a, header.n);
		if (rest.p[0] != ';' || !next_parameter(&rest, &key, &value))
			return -1;
		if (!chars_same(str_sv(&key), name))
			continue;
		if (found++)
			return -1;
		*ret = str_sv(&value);
	}
	return found;
}

/** Invisible, or turning the direction of writing so that "fdp.exe" looks like "exe.pdf". */
static bool is_hidden(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x061C || cp == 0xFEFF ||
		(cp >= 0x200B && cp <= 0x200F) || (cp >= 0x2028 && cp <= 0x202E) ||
		(cp >= 0x2060 && cp <= 0x206F);
}

/** At most `n` bytes, not in the midst of a character. */
static struct sv cut(struct sv s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
		n--;
	return sv_head(s, n);
}

static struct sv shorten(struct sv name, struct arena *a)
{
	if (name.n <= PART_NAME_MAX)
		return name;
	size_t dot = sv_find_last(name, SV("."));
	struct sv ending = sv_from(name, dot == SV_NONE ? name.n : dot);
	if (ending.n > ENDING_MAX)
		ending.n = 0;
	struct str out;
	str_init(&out, a, PART_NAME_MAX);
	str_add(&out, cut(name, PART_NAME_MAX - ending.n));
	str_add(&out, ending);
	return str_sv(&out);
}

struct sv part_file_name(struct sv raw, struct arena *a)
{
	size_t start = raw.n;
	while (start > 0 && raw.p[start - 1] != '/' && raw.p[start - 1] != '\\')
		start--;
	raw = sv_from(raw, start);
	struct str out;
	str_init(&out, a, 3 * raw.n + 1);
	for (size_t at = 0; at < raw.n;) {
		uint32_t cp = utf8_next(raw, &at);
		if (!is_hidden(cp))
			str_add_cp(&out, cp);
	}
	struct sv name = sv_trim(str_sv(&out));
	if (name.n == 0 || sv_eq(name, SV(".")) || sv_eq(name, SV("..")))
		return SV("未命名");
	return shorten(name, a);
}

/** Browsers write quote and line ends inside a name as %22, %0D, %0A (HTML, multipart/form-data). */
static struct sv unescape(struct sv s, struct arena *a)
{
	struct str out;
	str_init(&out, a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		int b = chars_escape(s, i);
		bool ours = b == '"' || b == '\r' || b == '\n';
		str_addc(&out, ours ? (char)b : s.p[i]);
		i += ours ? 2 : 0;
	}
	return str_sv(&out);
}

/** filename*=UTF-8''%E5%85%AC.pdf: not allowed here (RFC 7578 4.2), but old Python clients send it. */
static bool extended_name(struct sv disposition, struct arena *a, struct sv *ret)
{
	struct sv raw;
	if (part_parameter(disposition, SV("filename*"), a, &raw) != 1 || raw.n < 7 ||
		!chars_same(sv_head(raw, 7), SV("utf-8''")))
		return false;
	struct str out;
	str_init(&out, a, raw.n);
	for (size_t i = 7; i < raw.n; i++) {
		int b = chars_escape(raw, i);
		str_addc(&out, b >= 0 ? (char)b : raw.p[i]);
		i += b >= 0 ? 2 : 0;
	}
	*ret = str_sv(&out);
	return true;
}

static bool parse_disposition(struct sv value, struct arena *a, struct part *ret)
{
	const char *semicolon = memchr(value.p, ';', value.n);
	struct sv kind = semicolon ? sv_head(value, (size_t)(semicolon - value.p)) : value;
	struct sv name, file = { "", 0 };
	if (!chars_same(chars_trim(kind), SV("form-data")) ||
		part_parameter(value, SV("name"), a, &name) != 1)
		return false;
	name = unescape(name, a);
	if (!utf8_valid(name) || memchr(name.p, '\0', name.n))
		return false;
	ret->name = name;
	int found = part_parameter(value, SV("filename"), a, &file);
	if (found < 0)
		return false;
	if (found)
		file = unescape(file, a);
	ret->is_file = found || extended_name(value, a, &file);
	/* An empty name is a field of a form in which no file was chosen. */
	ret->file = file.n ? part_file_name(file, a) : file;
	return true;
}

bool part_parse(struct sv lines, struct arena *a, struct part *ret)
{
	bool found = false;
	while (lines.n) {
		size_t end = sv_find(lines, SV("\r\n"));
		struct sv line = sv_head(lines, end);
		lines = end == SV_NONE ? (struct sv){ "", 0 } : sv_from(lines, end + 2);
		const char *colon = memchr(line.p, ':', line.n);
		struct sv name = colon ? sv_head(line, (size_t)(colon - line.p)) : (struct sv){ "", 0 };
		struct sv value = chars_trim(sv_from(line, name.n + 1));
		if (name.n == 0 || !chars_all(name, CHARS_TOKEN) || !chars_all(value, CHARS_VALUE) ||
			chars_same(name, SV("Content-Transfer-Encoding")))
			return false;
		if (!chars_same(name, SV("Content-Disposition")))
			continue;
		if (found || !parse_disposition(value, a, ret))
			return false;
		found = true;
	}
	return found;
}
