#include "doc/charset.h"

#include "base/auto.h"
#include "base/str.h"
#include "base/utf8.h"
#include "doc/mojibake.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <strings.h>

enum { HEAD = 4096, CHUNK = 16384 };

/* ---- what it is ------------------------------------------------------------------------------ */

/** Where a word in small letters stands, in any case. */
static size_t find_nocase(struct sv s, const char *word)
{
	size_t n = strlen(word);
	for (size_t i = 0; i + n <= s.n; i++)
		if ((s.p[i] | 0x20) == word[0] && strncasecmp(s.p + i, word, n) == 0)
			return i;
	return SV_NONE;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '-' || c == '_';
}

/** The name after `word`, "=" and an optional quote; empty when nothing of that form is there. */
static struct sv value_of(struct sv head, const char *word)
{
	for (size_t at; (at = find_nocase(head, word)) != SV_NONE;) {
		head = sv_from(head, at + strlen(word));
		struct sv v = sv_trim(head);
		if (v.n == 0 || v.p[0] != '=')
			continue;
		v = sv_trim(sv_from(v, 1));
		if (v.n && (v.p[0] == '"' || v.p[0] == '\''))
			v = sv_from(v, 1);
		size_t n = 0;
		while (n < v.n && is_name_char(v.p[n]))
			n++;
		if (n)
			return sv_head(v, n);
	}
	return SV("");
}

struct sv charset_declared(struct sv bytes)
{
	struct sv head = sv_head(bytes, HEAD);
	if (sv_starts(head, SV("<?xml"))) {
		struct sv v = value_of(sv_head(head, 128), "encoding");
		if (v.n)
			return v;
	}
	return value_of(head, "charset");
}

/** Percent of the 16-bit units that are common in Chinese text. */
static size_t share_of_common(struct sv s, bool big)
{
	size_t common = 0;
	for (size_t i = 0; i + 1 < s.n; i += 2) {
		uint32_t u = (unsigned char)s.p[i + big] | (uint32_t)(unsigned char)s.p[i + !big] << 8;
		common += (u >= ' ' && u < 0x7F) || u == '\n' || u == '\r' || u == '\t' ||
			(u >= 0x2010 && u < 0x2030) || (u >= 0x3000 && u < 0x3020) ||
			(u >= 0x4E00 && u < 0xA000) || (u >= 0xFF00 && u < 0xFFF0);
	}
	return common * 100 / (s.n / 2);
}

/** UTF-16 without a mark: its ASCII has NULs, which no other text has. */
static bool by_nuls(struct sv bytes, enum charset *ret)
{
	struct sv head = sv_head(bytes, HEAD);
	if (head.n < 2 || !memchr(head.p, '\0', head.n))
		return false;
	size_t little = share_of_common(head, false), big = share_of_common(head, true);
	if (little < 90 && big < 90)
		return false;
	*ret = little >= big ? CHARSET_UTF16LE : CHARSET_UTF16BE;
	return true;
}

/** Is this the beginning of a character whose end is missing? */
static bool is_cut_character(struct sv s)
{
	if (s.n > 3 || (unsigned char)s.p[0] < 0xC2)
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (((unsigned char)s.p[i] & 0xC0) != 0x80)
			return false;
	return true;
}

/** Is it UTF-8, but for a few damaged bytes and perhaps a cut at the end? */
static bool nearly_utf8(struct sv s)
{
	if (utf8_valid(s))
		return true;
	size_t good = 0, bad = 0;
	for (size_t i = 0; i < s.n;) {
		size_t from = i;
		if ((unsigned char)s.p[i] < 0x80)
			i++;
		else if (utf8_next(s, &i) != UTF8_BAD || i - from > 1)
			good++;
		else if (good > 0 && is_cut_character(sv_from(s, from)))
			break;
		else
			bad++;
	}
	return bad == 0 || good / 16 > bad;
}

enum charset charset_detect(struct sv bytes, struct sv declared)
{
	enum charset c;
	if (sv_starts(bytes, SV("\xEF\xBB\xBF")))
		return CHARSET_UTF8;
	if (sv_starts(bytes, SV("\xFF\xFE")))
		return CHARSET_UTF16LE;
	if (sv_starts(bytes, SV("\xFE\xFF")))
		return CHARSET_UTF16BE;
	if (by_nuls(bytes, &c))
		return c;
	if (nearly_utf8(bytes))
		return CHARSET_UTF8;
	return find_nocase(declared, "big5") == 0 ? CHARSET_BIG5 : CHARSET_GB18030;
}

/* ---- clean UTF-8 ----------------------------------------------------------------------------- */

struct out {
	struct str text;
	bool after_cr;
};

/** One character that is not plain: a control, or one that needs a look. */
static void put_special(struct out *o, uint32_t cp)
{
	bool after_cr = o->after_cr;
	o->after_cr = cp == '\r';
	if (cp == '\n' && after_cr)
		return;
	if (cp == '\r' || cp == 0x85 || cp == 0x2028 || cp == 0x2029)
		cp = '\n';
	if (cp == 0xA0)
		cp = ' ';
	if (cp == 0xFEFF || ((cp < ' ' || (cp >= 0x7F && cp < 0xA0)) && cp != '\n' && cp != '\t' &&
		cp != '\f'))
		return;
	str_add_cp(&o->text, cp == 0xFFFE || cp == 0xFFFF ? UTF8_BAD : cp);
}

/** Length of the plain ASCII at the start: printable and tabs, which is most of any page. */
static size_t plain_ascii(const char *p, size_t n)
{
	size_t i = 0;
	for (; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		if (c >= 0x7F || (c < ' ' && c != '\t'))
			break;
	}
	return i;
}

/** Can the character of valid UTF-8 that begins here be copied without a look? */
static bool is_plain(const char *p)
{
	unsigned char c = (unsigned char)p[0];
	if (c < 0x80)
		return (c >= ' ' && c != 0x7F) || c == '\t';
	unsigned char d = (unsigned char)p[1];
	return !(c == 0xC2 && d <= 0xA0) && !(c == 0xEF && (d == 0xBB || d == 0xBF)) &&
		!(c == 0xE2 && d == 0x80);
}

/** Length of what can be copied at the start of valid UTF-8. */
static size_t plain_utf8(const char *p, size_t n)
{
	size_t i = 0;
	while (i < n && is_plain(p + i)) {
		unsigned char c = (unsigned char)p[i];
		i += c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
	}
	return i;
}

/** Append UTF-8 that may hold malformed bytes. `s` must not end inside a character. */
static void put_utf8(struct out *o, struct sv s)
{
	size_t (*plain)(const char *p, size_t n) = utf8_valid(s) ? plain_utf8 : plain_ascii;
	for (size_t i = 0; i < s.n;) {
		size_t n = plain(s.p + i, s.n - i);
		if (n > 0) {
			str_add(&o->text, (struct sv){ s.p + i, n });
			o->after_cr = false;
			i += n;
		}
		if (i < s.n)
			put_special(o, utf8_next(s, &i));
	}
}

static void put_utf16(struct out *o, struct sv s, bool big)
{
	uint32_t high = 0;
	for (size_t i = 0; i + 1 < s.n; i += 2) {
		unsigned char b[2] = { (unsigned char)s.p[i + big], (unsigned char)s.p[i + !big] };
		uint32_t u = b[0] | (uint32_t)b[1] << 8;
		if (high && u >= 0xDC00 && u < 0xE000)
			put_special(o, 0x10000 + ((high - 0xD800) << 10) + (u - 0xDC00));
		else if (high)
			put_special(o, UTF8_BAD);
		bool paired = high && u >= 0xDC00 && u < 0xE000;
		high = u >= 0xD800 && u < 0xDC00 ? u : 0;
		if (!paired && !high)
			put_special(o, u >= 0xDC00 && u < 0xE000 ? UTF8_BAD : u);
	}
	if (high || s.n % 2)
		put_special(o, UTF8_BAD);
}

static void close_iconv(iconv_t *cd)
{
	if (*cd != (iconv_t)-1)
		iconv_close(*cd);
}

/** Windows writes the euro sign as 0x80, which GB 18030 does not know. */
static uint32_t undecodable(unsigned char c)
{
	return c == 0x80 ? 0x20AC : UTF8_BAD;
}

static int put_converted(struct out *o, struct sv s, const char *from, struct err *err)
{
	AUTO(close_iconv) iconv_t cd = iconv_open("UTF-8", from);
	char chunk[CHUNK], *in = (char *)s.p;
	size_t left = s.n;
	if (cd == (iconv_t)-1) {
		err_set(err, E_UNSUPPORTED, "本机缺少 %s 编码的转换模块；请将文件另存为 UTF-8 编码。", from);
		return err_detail(err, "iconv_open %s: errno %d", from, errno);
	}
	while (left > 0) {
		char *to = chunk;
		size_t room = sizeof chunk;
		bool stuck = iconv(cd, &in, &left, &to, &room) == (size_t)-1 && errno != E2BIG;
		put_utf8(o, (struct sv){ chunk, (size_t)(to - chunk) });
		if (stuck && left > 0) {
			put_special(o, undecodable((unsigned char)*in));
			in++;
			left--;
			iconv(cd, NULL, NULL, NULL, NULL);
		}
	}
	return E_OK;
}

int charset_decode(struct sv bytes, enum charset from, struct arena *a, struct sv *ret,
	struct err *err)
{
	static const char *const names[CHARSET__MAX] = { [CHARSET_GB18030] = "GB18030",
		[CHARSET_BIG5] = "BIG5" };
	struct out o = { .after_cr = false };
	int code = E_OK;
	str_init(&o.text, a, SIZE_MAX / 4);
	if (from == CHARSET_UTF8) {
		/* nearly always the result is as long as the bytes: room for it at once */
		str_reserve(&o.text, bytes.n);
		put_utf8(&o, bytes);
	} else if (names[from]) {
		code = put_converted(&o, bytes, names[from], err);
	} else {
		put_utf16(&o, bytes, from == CHARSET_UTF16BE);
	}
	if (!code && (!str_ok(&o.text) || a->failed))
		code = err_set(err, E_NOMEM, "文件内容过多，超出了内存限额，请拆分后再试。");
	if (!code)
		*ret = str_sv(&o.text);
	return code;
}

int charset_to_utf8(struct sv bytes, struct sv declared, struct arena *a, struct sv *ret,
	struct err *err)
{
	struct sv text;
	int code = charset_decode(bytes, charset_detect(bytes, declared), a, &text, err);
	if (!code && mojibake_repair(text, a, ret))
		return E_OK;
	if (!code)
		*ret = text;
	return code;
}

/* ---- converters ------------------------------------------------------------------------------ */

void charset_hold(struct charset_held *ret)
{
	static const char *const pairs[][2] = { { "UTF-8", "GB18030" }, { "GB18030", "UTF-8" },
		{ "UTF-8", "BIG5" } };
	_Static_assert(sizeof pairs / sizeof *pairs == sizeof ret->cd / sizeof *ret->cd, "one each");
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		ret->cd[i] = iconv_open(pairs[i][0], pairs[i][1]);
		/* converting once makes glibc resolve what it resolves late */
		char in[] = "\x41", out[8], *from = in, *to = out;
		size_t n = 1, room = sizeof out;
		if (ret->cd[i] != (iconv_t)-1)
			iconv(ret->cd[i], &from, &n, &to, &room);
	}
}

void charset_release(struct charset_held *held)
{
	for (size_t i = 0; i < sizeof held->cd / sizeof *held->cd; i++)
		close_iconv(&held->cd[i]);
}
