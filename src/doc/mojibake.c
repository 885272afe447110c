#include "doc/mojibake.h"

#include "base/auto.h"
#include "base/str.h"
#include "base/utf8.h"

#include <iconv.h>
#include <string.h>

/*
 * A repair needs that many whole characters as proof, and that share of all bytes, in percent: text
 * that was lossy loses one character in ten, other text has next to none by accident.
 */
enum { PROOF = 16, SHARE = 75 };

/**
 * Cheap test that lets nearly all texts go: punctuation （ ， 。 「 and 的 begin with bytes that
 * show as these three characters, which hardly any other text has.
 */
static bool suspicious(struct sv text)
{
	return sv_has(text, SV("锛")) || sv_has(text, SV("銆")) || sv_has(text, SV("鐨"));
}

static void close_iconv(iconv_t *cd)
{
	if (*cd != (iconv_t)-1)
		iconv_close(*cd);
}

/**
 * The bytes that were there before: ASCII as it is, others as GBK. Characters that GBK does not
 * have become 0xFF, which is no byte of UTF-8.
 */
static bool to_gbk(struct sv text, iconv_t cd, struct str *out)
{
	for (size_t i = 0; i < text.n;) {
		size_t from = i;
		while (i < text.n && (unsigned char)text.p[i] < 0x80)
			i++;
		str_add(out, (struct sv){ text.p + from, i - from });
		if (i == text.n)
			break;
		from = i;
		if (utf8_next(text, &i) == 0x20AC) { /* Windows: 0x80 */
			str_addc(out, '\x80');
			continue;
		}
		char *in = (char *)text.p + from, pair[4], *to = pair;
		size_t left = i - from, room = 2; /* four bytes would not be GBK */
		if (iconv(cd, &in, &left, &to, &room) == (size_t)-1 || to != pair + 2) {
			iconv(cd, NULL, NULL, NULL, NULL);
			str_addc(out, '\xFF');
		} else {
			str_add(out, (struct sv){ pair, 2 });
		}
	}
	return str_ok(out);
}

/** Is it a character that Chinese text is made of? */
static bool is_chinese(uint32_t cp)
{
	return (cp >= 0x4E00 && cp < 0xA000) || (cp >= 0x3000 && cp < 0x3040) ||
		(cp >= 0xFF00 && cp < 0xFFF0) || (cp >= 0x2010 && cp < 0x2030);
}

/** Do the bytes read as Chinese UTF-8 nearly throughout? */
static bool convincing(struct sv bytes)
{
	size_t chinese = 0, rest = 0; /* bytes */
	for (size_t i = 0; i < bytes.n;) {
		size_t from = i;
		if ((unsigned char)bytes.p[i] < 0x80)
			i++;
		else if (is_chinese(utf8_next(bytes, &i)))
			chinese += i - from;
		else
			rest += i - from;
	}
	return chinese >= PROOF * 3 && chinese * 100 >= (chinese + rest) * SHARE;
}

/** Copy the bytes, each stretch that is no UTF-8, with the '?' that ends it, as one U+FFFD. */
static void put_repaired(struct sv bytes, struct str *out)
{
	bool lost = false;
	for (size_t i = 0; i < bytes.n;) {
		size_t from = i;
		uint32_t cp = utf8_next(bytes, &i);
		if (cp == UTF8_BAD) {
			if (!lost)
				str_add_cp(out, UTF8_BAD);
			lost = true;
			continue;
		}
		if (!(lost && cp == '?') && !(cp >= 0x7F && cp < 0xA0))
			str_add(out, (struct sv){ bytes.p + from, i - from });
		lost = false;
	}
}

bool mojibake_repair(struct sv text, struct arena *a, struct sv *ret)
{
	if (!suspicious(text))
		return false;
	AUTO(close_iconv) iconv_t cd = iconv_open("GB18030", "UTF-8");
	AUTO(arena_done) struct arena scratch;
	arena_init(&scratch, text.n * 4 + 4096);
	struct str bytes, out;
	str_init(&bytes, &scratch, text.n + 1);
	if (cd == (iconv_t)-1 || !to_gbk(text, cd, &bytes) || !convincing(str_sv(&bytes)))
		return false;
	str_init(&out, a, bytes.n * 3 + 1);
	put_repaired(str_sv(&bytes), &out);
	if (!str_ok(&out))
		return false;
	*ret = str_sv(&out);
	return true;
}
