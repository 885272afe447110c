/* A message as bytes. */
#include "app/mail.h"

#include "base/date.h"
#include "base/utf8.h"

#include <sodium.h>
#include <stdio.h>

enum {
	ADDRESS_MAX = 254,   /* RFC 5321 4.5.3.1.3, without the brackets */
	LOCAL_MAX = 64,
	WORD_BYTES = 39,     /* of text in an encoded word: with "Subject: " before it a line of 73, below 76 */
	LINE_BYTES = 57      /* of the body in a line: 76 characters */
};

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/** Atoms parted by single dots (RFC 5322 dot-atom), out of letters, digits and `more`. */
static bool is_dotted(struct sv s, const char *more)
{
	bool atom = false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.') {
			if (!atom)
				return false;
			atom = false;
		} else if (is_word_char(s.p[i]) || (s.p[i] && strchr(more, s.p[i]))) {
			atom = true;
		} else {
			return false;
		}
	}
	return atom;
}

bool mail_address_ok(struct sv address)
{
	size_t at = sv_find(address, SV("@"));
	if (at == SV_NONE || address.n > ADDRESS_MAX || at > LOCAL_MAX)
		return false;
	return is_dotted(sv_head(address, at), "!#$%&'*+-/=?^_`{|}~")
		&& is_dotted(sv_from(address, at + 1), "-");
}

static void add_base64(struct str *out, struct sv bytes)
{
	char text[LINE_BYTES * 2];
	sodium_bin2base64(text, sizeof text, (const unsigned char *)bytes.p, bytes.n,
		sodium_base64_VARIANT_ORIGINAL);
	str_addz(out, text);
}

/** Encoded words, each of whole characters, folded. */
static void add_subject(struct str *out, struct sv text)
{
	size_t at = 0;
	str_addz(out, "Subject:");
	do {
		size_t from = at, next = at;
		while (next < text.n) {
			utf8_next(text, &next);
			if (next - from > WORD_BYTES)
				break;
			at = next;
		}
		str_addz(out, from ? "\r\n =?UTF-8?B?" : " =?UTF-8?B?");
		add_base64(out, sv_from(sv_head(text, at), from));
		str_addz(out, "?=");
	} while (at < text.n);
	str_addz(out, "\r\n");
}

/** RFC 5322 3.3, the time in China. */
static void add_date(struct str *out, time_utc t)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	struct date d = date_in_china(t);
	int second = (int)(((t + 8 * 3600) % 86400 + 86400) % 86400);
	str_addf(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0800\r\n", days[date_weekday(date_to_day(d))],
		d.day, months[d.month - 1], d.year, second / 3600, second / 60 % 60, second % 60);
}

/** Lines of text end in CRLF before they are encoded (RFC 2049 4). */
static struct sv with_crlf(struct sv text, struct arena *a)
{
	struct str s;
	str_init(&s, a, text.n * 2 + 1);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'))
			str_addc(&s, '\r');
		str_addc(&s, text.p[i]);
	}
	return str_sv(&s);
}

struct sv mail_print(const struct mail *m, struct arena *a)
{
	struct str out;
	struct sv body = with_crlf(m->body, a);
	if (!mail_address_ok(m->from) || !mail_address_ok(m->to) || !is_dotted(m->id, "-_"))
		return SV("");
	str_init(&out, a, body.n * 2 + m->subject.n * 4 + 4096);
	str_addf(&out, "From: <%.*s>\r\nTo: <%.*s>\r\n", SV_ARG(m->from), SV_ARG(m->to));
	add_subject(&out, m->subject);
	add_date(&out, m->date);
	str_addf(&out, "Message-ID: <%.*s@%.*s>\r\n", SV_ARG(m->id),
		SV_ARG(sv_from(m->from, sv_find(m->from, SV("@")) + 1)));
	str_addz(&out, "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	for (size_t at = 0; at < body.n; at += LINE_BYTES) {
		add_base64(&out, sv_head(sv_from(body, at), LINE_BYTES));
		str_addz(&out, "\r\n");
	}
	return str_ok(&out) && !a->failed ? str_sv(&out) : SV("");
}
