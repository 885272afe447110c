#include "request/bundle_check.h"

#include "base/auto.h"
#include "base/num.h"
#include "ledger/note.h"
#include "ledger/receipt.h"
#include "store/blob.h"

#include <jansson.h>

enum { NUMBER_MAX = 32, TIME_DIGITS = 12, HEX = 64 };
#define MANIFEST "manifest.txt"
#define INDEX "index.json"

/** One line of the manifest. */
struct listed {
	struct sv hex, name;
};

struct check {
	const struct zip_part *parts;
	size_t n;
	struct arena *arena;
	struct bundle_verdict *found;
	struct ledger_key key;   /* what signatures are held against */
	struct listed *listed;
	size_t n_listed, cap;
	struct sv id;            /* of the request, from the index */
};

static void wrong(struct check *c, struct sv file, const char *what)
{
	struct bundle_verdict *v = c->found;
	if (v->n_problems >= BUNDLE_PROBLEMS_MAX)
		return;
	struct bundle_problem *grown = arena_grow(c->arena, v->problems, v->n_problems, &v->cap,
		sizeof *grown);
	if (!grown)
		return; /* the arena says so at the end */
	v->problems = grown;
	v->problems[v->n_problems++] = (struct bundle_problem){ file, sv_of(what) };
}

static const struct sv *part(const struct check *c, struct sv name)
{
	for (size_t i = 0; i < c->n; i++)
		if (sv_eq(sv_of(c->parts[i].name), name))
			return &c->parts[i].bytes;
	return NULL;
}

/* ---- the manifest ------------------------------------------------------------------------------ */

static bool printable(struct sv s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '!' || s.p[i] > '~')
			return false;
	return s.n > 0;
}

static bool cut_line(struct sv *rest, const char *name, struct sv *ret)
{
	struct sv head = sv_of(name);
	if (!sv_starts(*rest, head) || !sv_cut(rest, '\n', ret) || !rest->p)
		return false;
	*ret = sv_from(*ret, head.n);
	return true;
}

static bool all_of(struct sv s, const char *set)
{
	for (size_t i = 0; i < s.n; i++)
		if (!memchr(set, s.p[i], strlen(set)))
			return false;
	return s.n > 0;
}

static bool parse_files(struct check *c, struct sv rest)
{
	struct sv line;
	while (rest.n) {
		if (!cut_line(&rest, "file ", &line) || line.n <= HEX + 1 || line.p[HEX] != ' ')
			return false;
		struct listed one = { sv_head(line, HEX), sv_from(line, HEX + 1) };
		struct listed *grown = arena_grow(c->arena, c->listed, c->n_listed, &c->cap, sizeof *grown);
		if (!grown || !all_of(one.hex, "0123456789abcdef") || !printable(one.name))
			return false;
		c->listed = grown;
		c->listed[c->n_listed++] = one;
	}
	return c->n_listed > 0;
}

static bool parse_manifest(struct check *c, struct sv text)
{
	struct bundle_verdict *v = c->found;
	struct sv time, format;
	return cut_line(&text, "gongkai-bundle-v1", &format) && !format.n
		&& cut_line(&text, "key ", &v->vkey) && printable(v->vkey)
		&& cut_line(&text, "number ", &v->number) && printable(v->number)
		&& v->number.n <= NUMBER_MAX && cut_line(&text, "time ", &time)
		&& time.n <= TIME_DIGITS && all_of(time, "0123456789") && num_parse_i64(time, &v->time)
		&& parse_files(c, text);
}

static bool same_key(const struct ledger_key *a, const struct ledger_key *b)
{
	return strcmp(a->origin, b->origin) == 0
		&& memcmp(a->public_, b->public_, sizeof a->public_) == 0;
}

/** @return false: there is nothing that the rest could be held against */
static bool check_manifest(struct check *c, const struct ledger_key *given)
{
	const struct sv *whole = part(c, SV(MANIFEST));
	struct ledger_key named;
	if (!whole) {
		wrong(c, SV(MANIFEST), "缺少：案卷没有清单，无从核对");
		return false;
	}
	size_t end = whole->n <= BUNDLE_MANIFEST_MAX ? sv_find(*whole, SV("\n\n")) : SV_NONE;
	struct sv text = sv_head(*whole, end == SV_NONE ? 0 : end + 1);
	struct sv signatures = sv_from(*whole, end == SV_NONE ? whole->n : end + 2);
	if (!parse_manifest(c, text) || !note_signatures_valid(signatures)
		|| ledger_key_parse_public(c->found->vkey, &named, NULL)) {
		*c->found = (struct bundle_verdict){ .problems = c->found->problems, .cap = c->found->cap };
		wrong(c, SV(MANIFEST), "不是完整的清单：缺了内容或者被改动过");
		return false;
	}
	c->key = given ? *given : named;
	const struct note note = { .origin = sv_of(named.origin), .text = text,
		.signatures = signatures };
	c->found->signed_ = same_key(&c->key, &named) && note_is_signed(&note, &c->key);
	if (!same_key(&c->key, &named))
		wrong(c, SV(MANIFEST), "不是用您给的公钥签署的，是别的账本的");
	else if (!c->found->signed_)
		wrong(c, SV(MANIFEST), "签名不成立：清单被改动过，或者不是这个公钥签的");
	return true;
}

/* ---- the files against it ---------------------------------------------------------------------- */

static bool is_listed(const struct check *c, struct sv name, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (sv_eq(c->listed[i].name, name))
			return true;
	return false;
}

static void check_listed(struct check *c)
{
	char hex[BLOB_HEX];
	c->found->n_listed = c->n_listed;
	for (size_t i = 0; i < c->n_listed; i++) {
		const struct sv *bytes = part(c, c->listed[i].name);
		struct blob_id id = blob_id_of(bytes ? *bytes : SV(""));
		if (is_listed(c, c->listed[i].name, i))
			wrong(c, c->listed[i].name, "清单里列了两次");
		else if (!bytes)
			wrong(c, c->listed[i].name, "缺少：清单里有，案卷里没有");
		else if (!sv_eq(sv_of(blob_hex(&id, hex)), c->listed[i].hex))
			wrong(c, c->listed[i].name, "内容与清单不符，被改动过");
		else
			c->found->n_whole++;
	}
	for (size_t i = 0; i < c->n; i++) {
		struct sv name = sv_of(c->parts[i].name);
		if (!sv_eq(name, SV(MANIFEST)) && !is_listed(c, name, c->n_listed))
			wrong(c, name, "多出：清单里没有这个文件");
	}
}

static void check_names(struct check *c)
{
	static const struct sv fixed[] = { SV_INIT("index.txt"), SV_INIT(INDEX), SV_INIT("clock.txt"),
		SV_INIT("clock.json"), SV_INIT("key.txt"), SV_INIT("VERIFY.txt"), SV_INIT(MANIFEST),
		SV_INIT("checkpoint.txt") };
	enum { N = sizeof fixed / sizeof *fixed, COMPULSORY = 6 };
	for (size_t k = 0; k < COMPULSORY; k++)
		if (!part(c, fixed[k]) && !is_listed(c, fixed[k], c->n_listed))
			wrong(c, fixed[k], "缺少：案卷必须有这个文件");
	for (size_t i = 0; i < c->n; i++) {
		struct sv name = sv_of(c->parts[i].name);
		bool known = sv_starts(name, SV("files/")) || sv_starts(name, SV("receipts/"));
		for (size_t k = 0; k < N && !known; k++)
			known = sv_eq(name, fixed[k]);
		if (!known)
			wrong(c, name, "不是案卷里应有的文件");
	}
}

static void check_key(struct check *c)
{
	const struct sv *key = part(c, SV("key.txt"));
	if (key && (key->n != c->found->vkey.n + 1 || !sv_starts(*key, c->found->vkey)))
		wrong(c, SV("key.txt"), "与清单里的公钥不同");
}

/* ---- what came in and went out, against the index ------------------------------------------------ */

static void json_free(json_t **o)
{
	json_decref(*o);
}

static struct sv text_of(struct check *c, json_t *o, const char *key)
{
	json_t *s = json_object_get(o, key);
	return json_is_string(s) ?
		sv_dup(c->arena, (struct sv){ json_string_value(s), json_string_length(s) }) : SV("");
}

static void check_document(struct check *c, json_t *entry)
{
	struct sv path = text_of(c, entry, "path"), want = text_of(c, entry, "sha256");
	const struct sv *bytes = part(c, path);
	json_t *size = json_object_get(entry, "size");
	char hex[BLOB_HEX];
	c->found->n_documents++;
	if (!bytes || !sv_starts(path, SV("files/"))) {
		wrong(c, path.n ? path : SV(INDEX), "缺少：目录里有，案卷里没有");
		return;
	}
	struct blob_id id = blob_id_of(*bytes);
	if (!json_is_integer(size) || json_integer_value(size) != (json_int_t)bytes->n)
		wrong(c, path, "大小与目录不符");
	else if (!sv_eq(sv_of(blob_hex(&id, hex)), want))
		wrong(c, path, "内容与目录不符，不是当时的文件");
	else
		c->found->n_same++;
}

static bool in_index(json_t *files, struct sv name)
{
	size_t i;
	json_t *entry;
	json_array_foreach(files, i, entry) {
		json_t *path = json_object_get(entry, "path");
		if (json_is_string(path) && sv_eq(sv_of(json_string_value(path)), name))
			return true;
	}
	return false;
}

static void check_index(struct check *c)
{
	const struct sv *bytes = part(c, SV(INDEX));
	if (!bytes)
		return;
	AUTO(json_free) json_t *o = json_loadb(bytes->p, bytes->n, JSON_REJECT_DUPLICATES, NULL);
	json_t *files = json_object_get(o, "files"), *entry;
	size_t i;
	c->id = text_of(c, o, "id");
	if (!json_is_array(files) || !c->id.n) {
		wrong(c, SV(INDEX), "不是完整的目录");
		return;
	}
	if (!sv_eq(text_of(c, o, "number"), c->found->number))
		wrong(c, SV(INDEX), "编号与清单不同，是另一件申请的目录");
	json_array_foreach(files, i, entry)
		check_document(c, entry);
	for (i = 0; i < c->n; i++) {
		struct sv name = sv_of(c->parts[i].name);
		if (sv_starts(name, SV("files/")) && !in_index(files, name))
			wrong(c, name, "多出：目录里没有这个文件");
	}
}

/* ---- the ledger -------------------------------------------------------------------------------- */

static void check_receipt(struct check *c, struct sv name, struct sv text)
{
	struct ledger_receipt *r = arena_alloc(c->arena, sizeof *r);
	struct ledger_receipt_verdict v;
	if (!r)
		return;
	c->found->n_receipts++;
	if (ledger_receipt_parse(text, r, NULL)) {
		wrong(c, name, "不是完整的回执");
		return;
	}
	ledger_receipt_check(r, &c->key, &v);
	c->found->n_signed += v.signed_;
	c->found->n_proved += v.signed_ && v.proved;
	if (!v.signed_)
		wrong(c, name, "签名不成立：被改动过，或者不是这个公钥签的");
	else if (v.disproved)
		wrong(c, name, "入账证明不成立：与签署的检查点对不上");
	if (c->id.n && !(sv_starts(r->subject, SV("request/")) && sv_eq(sv_from(r->subject, 8), c->id)))
		wrong(c, name, "说的是另一件申请");
}

static void check_ledger(struct check *c)
{
	const struct sv *checkpoint = part(c, SV("checkpoint.txt"));
	struct note note;
	for (size_t i = 0; i < c->n; i++)
		if (sv_starts(sv_of(c->parts[i].name), SV("receipts/")))
			check_receipt(c, sv_of(c->parts[i].name), c->parts[i].bytes);
	if (!c->found->n_receipts)
		wrong(c, SV(""), "没有账本记录");
	if (checkpoint && (note_parse(*checkpoint, &note, NULL) || !note_is_signed(&note, &c->key)))
		wrong(c, SV("checkpoint.txt"), "检查点的签名不成立");
}

int request_bundle_check(const struct zip_part *parts, size_t n, const struct ledger_key *key,
	struct arena *a, struct bundle_verdict *ret, struct err *err)
{
	struct check c = { .parts = parts, .n = n, .arena = a, .found = ret };
	*ret = (struct bundle_verdict){ 0 };
	if (check_manifest(&c, key)) {
		check_listed(&c);
		check_names(&c);
		check_key(&c);
		check_index(&c);
		check_ledger(&c);
	}
	/* What could not be remembered must not read as nothing found. */
	return a->failed ? err_set(err, E_NOMEM, "内存不足；请关闭其他程序后再试。") : E_OK;
}
