#include "ledger/receipt.h"

#include "ledger/entry.h"
#include "ledger/key.h"
#include "ledger/ledger_sql.h"
#include "ledger/note.h"
#include "ledger/tree.h"

#include "base/num.h"
#include "base/utf8.h"

#include <sodium.h>

enum { BASE64 = sodium_base64_VARIANT_ORIGINAL,
	HASH_TEXT = sodium_base64_ENCODED_LEN(LEDGER_HASH, BASE64),
	SALT_TEXT = sodium_base64_ENCODED_LEN(LEDGER_SALT, BASE64) };
#define HEAD "gongkai-receipt-v1\n"
#define PROOF "gongkai-proof-v1\n"

static int no_memory(struct err *err)
{
	return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
}

struct ledger_hash ledger_receipt_commitment(const struct ledger_receipt *r)
{
	return entry_commitment(r->salt, r->payload);
}

/* ---- making ------------------------------------------------------------------------------------ */

/** What a receipt says, from the database; false: there is none any more. */
static bool take_entry(struct query *q, struct arena *a, struct ledger_receipt *ret)
{
	if (!query_row(q) || query_is_null(q, 8))
		return false;
	struct sv salt = query_get_bytes(q, 8);
	*ret = (struct ledger_receipt){ .has_proof = !query_is_null(q, 1),
		.number = query_get_int(q, 1), .kind = query_copy(q, 2, a), .subject = query_copy(q, 3, a),
		.time = query_get_int(q, 4), .account = query_get_int(q, 5), .payload = query_copy(q, 9, a) };
	if (salt.n == LEDGER_SALT)
		memcpy(ret->salt, salt.p, LEDGER_SALT);
	return salt.n == LEDGER_SALT;
}

static void print_text(const struct ledger_receipt *r, const struct ledger_key *key,
	struct str *out)
{
	char salt[SALT_TEXT];
	sodium_bin2base64(salt, sizeof salt, r->salt, sizeof r->salt, BASE64);
	str_addz(out, HEAD "key ");
	ledger_key_print_public(key, out);
	str_addf(out, "\nkind %.*s\nsubject %.*s\ntime %lld\nactor %lld\npayload %.*s\nsalt %s\n",
		SV_ARG(r->kind), SV_ARG(r->subject), (long long)r->time, (long long)r->account,
		SV_ARG(r->payload), salt);
}

/** The proof that an entry is in the newest signed tree; nothing while that does not hold it yet. */
static int print_proof(struct db *db, int64_t number, struct arena *a, struct str *out,
	struct err *err)
{
	struct ledger_head head;
	struct ledger_hash *hashes;
	struct sv note;
	size_t n;
	char text[HASH_TEXT];
	int rc = ledger_checkpoint(db, a, &head, &note, err);
	if (rc || head.size <= number)
		return rc;
	rc = ledger_inclusion(db, number, head.size, a, &hashes, &n, err);
	if (rc)
		return rc;
	str_addf(out, "\n" PROOF "number %lld\nsize %lld\n", (long long)number, (long long)head.size);
	for (size_t i = 0; i < n; i++) {
		sodium_bin2base64(text, sizeof text, hashes[i].b, LEDGER_HASH, BASE64);
		str_addf(out, "hash %s\n", text);
	}
	str_addc(out, '\n');
	str_add(out, note);
	return E_OK;
}

int ledger_receipt_of(struct db *db, int64_t entry, const struct ledger_key *key, struct arena *a,
	struct sv *ret, struct err *err)
{
	struct ledger_receipt r;
	struct query q;
	struct str out;
	query_start(&q, db, &ledger_whole_entry);
	query_int(&q, entry);
	bool found = take_entry(&q, a, &r);
	int rc = query_end(&q, err);
	if (!rc && !found)
		rc = err_set(err, E_NOT_FOUND, "账本里没有这条记录，或者它的内容已经销毁，开不出回执。");
	if (!rc && sv_has(r.payload, SV("\n")))
		rc = err_set(err, E_FORMAT, "这条记录的内容不止一行，开不出回执。");
	if (rc)
		return rc;
	str_init(&out, a, RECEIPT_MAX);
	print_text(&r, key, &out);
	/* Signing appends to what it signs, which may move. */
	struct sv text = sv_dup(a, str_sv(&out));
	note_sign(text, key, &out);
	if (r.has_proof)
		rc = print_proof(db, r.number, a, &out, err);
	*ret = str_sv(&out);
	return rc ? rc : str_ok(&out) && !a->failed ? E_OK : no_memory(err);
}

int ledger_proof_of(struct db *db, struct sv subject, const struct ledger_hash *commitment,
	struct arena *a, struct sv *ret, struct err *err)
{
	struct query q;
	struct str out;
	query_start(&q, db, &ledger_number_of_commitment);
	query_text(&q, subject);
	query_bytes(&q, (struct sv){ (const char *)commitment->b, LEDGER_HASH });
	bool found = query_row(&q), numbered = found && !query_is_null(&q, 0);
	int64_t number = numbered ? query_get_int(&q, 0) : -1;
	int rc = query_end(&q, err);
	if (!rc && !found)
		rc = err_set(err, E_NOT_FOUND, "账本里没有这条记录。");
	if (rc)
		return rc;
	str_init(&out, a, RECEIPT_MAX);
	if (numbered)
		rc = print_proof(db, number, a, &out, err);
	*ret = sv_from(str_sv(&out), out.n ? 1 : 0);
	return rc ? rc : str_ok(&out) && !a->failed ? E_OK : no_memory(err);
}

int ledger_receipt_renew(struct db *db, const struct ledger_receipt *r, struct arena *a,
	struct sv *ret, struct err *err)
{
	struct sv proof;
	struct ledger_hash commitment = ledger_receipt_commitment(r);
	int rc = ledger_proof_of(db, r->subject, &commitment, a, &proof, err);
	if (rc)
		return rc;
	*ret = sv_fmt(a, "%.*s\n%.*s%s%.*s", SV_ARG(r->text), SV_ARG(r->signatures), proof.n ? "\n" : "",
		SV_ARG(proof));
	return a->failed ? no_memory(err) : E_OK;
}

/* ---- reading ----------------------------------------------------------------------------------- */

/** "name value\n" off the front. */
static bool cut_line(struct sv *rest, const char *name, struct sv *ret)
{
	struct sv head = sv_of(name);
	if (!sv_starts(*rest, head) || !sv_cut(rest, '\n', ret) || !rest->p)
		return false;
	*ret = sv_from(*ret, head.n);
	return true;
}

/** A number in the one way we write it. */
static bool decimal(struct sv s, int64_t *ret)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9' && (s.n == 1 || s.p[0] != '0')
		&& num_parse_i64(s, ret);
}

static bool parse_text(struct sv text, struct ledger_receipt *ret)
{
	struct ledger_key key;
	struct sv time, account, salt;
	size_t n = 0;
	if (!sv_starts(text, SV(HEAD)))
		return false;
	text = sv_from(text, sizeof HEAD - 1);
	return cut_line(&text, "key ", &ret->vkey) && sv_trim(ret->vkey).n == ret->vkey.n
		&& ledger_key_parse_public(ret->vkey, &key, NULL) == E_OK
		&& cut_line(&text, "kind ", &ret->kind)
		&& entry_check_word(ret->kind, LEDGER_KIND_MAX) == E_OK
		&& cut_line(&text, "subject ", &ret->subject)
		&& entry_check_word(ret->subject, LEDGER_SUBJECT_MAX) == E_OK
		&& cut_line(&text, "time ", &time) && decimal(time, &ret->time)
		&& ret->time <= ENTRY_TIME_MAX
		&& cut_line(&text, "actor ", &account) && decimal(account, &ret->account)
		&& cut_line(&text, "payload ", &ret->payload) && utf8_valid(ret->payload)
		&& cut_line(&text, "salt ", &salt)
		&& key_base64(salt, ret->salt, LEDGER_SALT, &n) && n == LEDGER_SALT && text.n == 0;
}

static bool parse_proof(struct sv text, struct ledger_receipt *ret)
{
	struct sv number, size, hash;
	size_t n = 0;
	text = sv_from(text, sizeof PROOF - 1);
	bool good = cut_line(&text, "number ", &number) && decimal(number, &ret->number)
		&& cut_line(&text, "size ", &size) && decimal(size, &ret->size) && ret->number < ret->size;
	while (good && sv_starts(text, SV("hash ")))
		good = ret->n_hashes < sizeof ret->hashes / sizeof *ret->hashes
			&& cut_line(&text, "hash ", &hash)
			&& key_base64(hash, ret->hashes[ret->n_hashes++].b, LEDGER_HASH, &n) && n == LEDGER_HASH;
	good = good && sv_starts(text, SV("\n"));
	ret->checkpoint = sv_from(text, 1);
	return good;
}

int ledger_receipt_parse(struct sv text, struct ledger_receipt *ret, struct err *err)
{
	*ret = (struct ledger_receipt){ 0 };
	if (text.n > RECEIPT_MAX)
		return err_set(err, E_LIMIT, "不是回执：太长了。");
	size_t end = sv_find(text, SV("\n\n"));
	bool good = end != SV_NONE;
	if (good) {
		ret->text = sv_head(text, end + 1);
		ret->signatures = sv_from(text, end + 2);
		size_t proof = sv_find(ret->signatures, SV("\n\n" PROOF));
		ret->has_proof = proof != SV_NONE;
		good = parse_text(ret->text, ret);
		if (good && ret->has_proof) {
			good = parse_proof(sv_from(ret->signatures, proof + 2), ret);
			ret->signatures = sv_head(ret->signatures, proof + 1);
		}
		good = good && note_signatures_valid(ret->signatures);
	}
	return good ? E_OK : err_set(err, E_FORMAT,
		"不是完整的回执：内容缺了或者被改动过。请使用当时保存的原文件，不要编辑或者转成别的格式。");
}

/* ---- checking ---------------------------------------------------------------------------------- */

/** The root that follows from a leaf and its path (RFC 9162 2.1.3.2); false: the path has the wrong length. */
static bool climb(const struct ledger_receipt *r, struct ledger_hash leaf, struct ledger_hash *ret)
{
	uint64_t at = (uint64_t)r->number, last = (uint64_t)r->size - 1;
	struct ledger_hash h = leaf;
	for (size_t i = 0; i < r->n_hashes; i++) {
		if (last == 0)
			return false;
		if (at & 1 || at == last) {
			h = tree_join(&r->hashes[i], &h);
			while (!(at & 1) && at != 0) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			h = tree_join(&h, &r->hashes[i]);
		}
		at >>= 1;
		last >>= 1;
	}
	*ret = h;
	return last == 0;
}

static bool proof_holds(const struct ledger_receipt *r, const struct ledger_key *key,
	struct ledger_head *ret)
{
	struct note note;
	struct ledger_hash root, commitment = ledger_receipt_commitment(r);
	const struct entry e = { .number = r->number, .kind = r->kind, .subject = r->subject,
		.time = r->time, .account = r->account,
		.commitment = { (const char *)commitment.b, LEDGER_HASH } };
	if (note_parse(r->checkpoint, &note, NULL) || !note_is_signed(&note, key)
		|| note.head.size != r->size || !climb(r, entry_leaf(&e), &root))
		return false;
	*ret = note.head;
	return memcmp(root.b, note.head.root.b, LEDGER_HASH) == 0;
}

void ledger_receipt_check(const struct ledger_receipt *r, const struct ledger_key *key,
	struct ledger_receipt_verdict *ret)
{
	*ret = (struct ledger_receipt_verdict){ 0 };
	struct sv origin = sv_head(r->vkey, sv_find(r->vkey, SV("+")));
	const struct note note = { .origin = origin, .text = r->text, .signatures = r->signatures };
	ret->signed_ = note_is_signed(&note, key);
	if (!r->has_proof)
		return;
	ret->proved = proof_holds(r, key, &ret->head);
	ret->disproved = !ret->proved;
}

int ledger_key_parse_public(struct sv vkey, struct ledger_key *ret, struct err *err)
{
	struct sv rest = sv_trim(vkey), origin, hex;
	unsigned char typed[1 + sizeof ret->public_], hash[KEY_HASH];
	char want[2 * KEY_HASH + 1];
	size_t n = 0;
	*ret = (struct ledger_key){ 0 };
	bool good = sv_cut(&rest, '+', &origin) && ledger_origin_valid(origin)
		&& sv_cut(&rest, '+', &hex) && key_base64(rest, typed, sizeof typed, &n)
		&& n == sizeof typed && typed[0] == KEY_ED25519;
	if (good) {
		memcpy(ret->origin, origin.p, origin.n);
		memcpy(ret->public_, typed + 1, sizeof ret->public_);
		key_hash(ret, hash);
		sodium_bin2hex(want, sizeof want, hash, sizeof hash);
		good = sv_eq(hex, sv_of(want));
	}
	return good ? E_OK : err_set(err, E_FORMAT,
		"公钥的写法不对，应当像“名称+指纹+公钥”，请从机关公布的地方原样复制。");
}
