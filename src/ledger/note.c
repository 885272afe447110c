#include "ledger/note.h"

#include "base/num.h"
#include "ledger/key.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>

enum {
	SIGNED = KEY_HASH + crypto_sign_BYTES, /* of our own signature line, decoded */
	SIGNED_MAX = 4096,                     /* of anybody's */
	BASE64 = sodium_base64_VARIANT_ORIGINAL
};
#define DASH "\xE2\x80\x94 "

static_assert(sizeof((struct ledger_key *)0)->origin + 120 < NOTE_TEXT_MAX, "the text always fits");

size_t note_print_text(struct sv origin, const struct ledger_head *head,
	char ret[static NOTE_TEXT_MAX])
{
	char root[sodium_base64_ENCODED_LEN(LEDGER_HASH, BASE64)];
	assert(ledger_origin_valid(origin));
	sodium_bin2base64(root, sizeof root, head->root.b, LEDGER_HASH, BASE64);
	return (size_t)snprintf(ret, NOTE_TEXT_MAX, "%.*s\n%lld\n%s\ntime %lld\n", SV_ARG(origin),
		(long long)head->size, root, (long long)head->time);
}

void note_sign(struct sv text, const struct ledger_key *key, struct str *out)
{
	char base64[sodium_base64_ENCODED_LEN(SIGNED, BASE64)];
	unsigned char line[SIGNED];
	key_hash(key, line);
	crypto_sign_detached(line + KEY_HASH, NULL, (const unsigned char *)text.p, text.n, key->secret);
	sodium_bin2base64(base64, sizeof base64, line, sizeof line, BASE64);
	str_addf(out, "\n" DASH "%s %s\n", key->origin, base64);
}

void note_print(const struct ledger_head *head, const struct ledger_key *key, struct str *out)
{
	char text[NOTE_TEXT_MAX];
	size_t n = note_print_text(sv_of(key->origin), head, text);
	str_add(out, (struct sv){ text, n });
	note_sign((struct sv){ text, n }, key, out);
}

/** A number in the one way we write it: no sign, no zeros before it. */
static bool decimal(struct sv s, int64_t *ret)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9' && (s.n == 1 || s.p[0] != '0')
		&& num_parse_i64(s, ret);
}

static bool parse_text(struct sv text, struct note *ret)
{
	struct sv size, root, time;
	size_t n = 0;
	return sv_cut(&text, '\n', &ret->origin) && ledger_origin_valid(ret->origin)
		&& sv_cut(&text, '\n', &size) && decimal(size, &ret->head.size)
		&& sv_cut(&text, '\n', &root)
		&& key_base64(root, ret->head.root.b, LEDGER_HASH, &n) && n == LEDGER_HASH
		&& sv_cut(&text, '\n', &time) && sv_starts(time, SV("time "))
		&& decimal(sv_from(time, 5), &ret->head.time)
		&& text.n == 0;
}

/** "— name base64" without its line end. */
static bool parse_signature(struct sv line, struct sv *ret_name,
	unsigned char ret[static SIGNED_MAX], size_t *ret_n)
{
	if (!sv_starts(line, SV(DASH)))
		return false;
	line = sv_from(line, sizeof DASH - 1);
	return sv_cut(&line, ' ', ret_name) && ret_name->n > 0 && !sv_has(*ret_name, SV("+"))
		&& line.p		&& key_base64(line, ret, SIGNED_MAX, ret_n) && *ret_n > KEY_HASH;
}

bool note_signatures_valid(struct sv lines)
{
	struct sv line, name;
	unsigned char decoded[SIGNED_MAX];
	size_t n;
	int count = 0;
	if (!sv_ends(lines, SV("\n")))
		return false;
	lines = sv_head(lines, lines.n - 1);
	while (sv_cut(&lines, '\n', &line))
		if (++count > NOTE_SIGNATURES_MAX || !parse_signature(line, &name, decoded, &n))
			return false;
	return true;
}

int note_parse(struct sv bytes, struct note *ret, struct err *err)
{
	struct note note = { 0 };
	size_t end = sv_find(bytes, SV("\n\n"));
	if (bytes.n <= NOTE_MAX && end != SV_NONE) {
		note.text = sv_head(bytes, end + 1);
		note.signatures = sv_from(bytes, end + 2);
		if (parse_text(note.text, &note) && note_signatures_valid(note.signatures)) {
			*ret = note;
			return E_OK;
		}
	}
	int rc = err_set(err, E_FORMAT, "不是合格的检查点：应依次是账本名称、记录数、树根、时间、空行和签名。");
	err_detail(err, "checkpoint: not a signed note of origin, size, root and time");
	return rc;
}

bool note_is_signed(const struct note *note, const struct ledger_key *key)
{
	unsigned char hash[KEY_HASH], decoded[SIGNED_MAX];
	struct sv lines = note->signatures, line, name, origin = sv_of(key->origin);
	size_t n = 0;
	bool found = false;
	key_hash(key, hash);
	if (!sv_eq(note->origin, origin))
		return false;
	while (sv_cut(&lines, '\n', &line)) {
		if (!parse_signature(line, &name, decoded, &n) || !sv_eq(name, origin)
			|| memcmp(decoded, hash, KEY_HASH) != 0)
			continue;
		if (n != SIGNED || crypto_sign_verify_detached(decoded + KEY_HASH,
				(const unsigned char *)note->text.p, note->text.n, key->public_) != 0)
			return false;
		found = true;
	}
	return found;
}
