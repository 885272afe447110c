#include "request/bundle.h"

#include "doc/zip_out.h"
#include "law/clock_json.h"
#include "ledger/note.h"
#include "ledger/receipt.h"
#include "request/bundle_index.h"
#include "request/request_int.h"

enum { MANIFEST_MAX = 1 << 20, SUFFIX_MAX = 5 };

struct bundle {
	const struct request_env *env;
	const struct ledger_key *key;
	struct bundle_case about;
	struct arena *arena;
	struct zip_part *parts;
	size_t n, cap;
};

static void add(struct bundle *b, struct sv name, struct sv bytes)
{
	char *copy = arena_dup(b->arena, name.p, name.n);
	struct zip_part *grown = arena_grow(b->arena, b->parts, b->n, &b->cap, sizeof *grown);
	if (!copy || !grown)
		return; /* the arena says so at the end */
	b->parts = grown;
	b->parts[b->n++] = (struct zip_part){ copy, bytes };
}

/** The ending of a name when it is letters and digits only, with its dot. */
static struct sv suffix_of(struct sv name)
{
	size_t dot = sv_find_last(name, SV("."));
	struct sv s = dot == SV_NONE ? SV("") : sv_from(name, dot);
	for (size_t i = 1; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			return SV("");
	}
	return s.n > 1 && s.n <= SUFFIX_MAX ? s : SV("");
}

static int add_files(struct bundle *b, struct err *err)
{
	struct bundle_case *c = &b->about;
	int rc = request_documents(b->env, c->request, b->arena, &c->documents, &c->n_documents, err);
	struct sv *names = rc ? NULL : arena_array(b->arena, c->n_documents + 1, sizeof *names);
	c->names = names;
	if (!rc && !names)
		rc = request_no_memory(err);
	for (size_t i = 0; i < c->n_documents && !rc; i++) {
		const struct request_document *d = &c->documents[i];
		struct sv bytes;
		rc = request_document_bytes(b->env, c->request, d->id, b->arena, &bytes, err);
		names[i] = sv_fmt(b->arena, "files/%02zu%.*s", i + 1, SV_ARG(suffix_of(d->name)));
		if (!rc)
			add(b, names[i], bytes);
	}
	return rc;
}

static int add_clock(struct bundle *b, struct err *err)
{
	struct clock_result *result = arena_alloc(b->arena, sizeof *result);
	struct clock_input *in = arena_alloc(b->arena, sizeof *in);
	struct clock_day *days = NULL;
	struct sv json;
	size_t n = 0;
	if (!result || !in)
		return request_no_memory(err);
	int rc = request_clock(b->env, b->about.request, b->arena, result, in, err);
	if (!rc)
		rc = clock_json_print(b->env->calendar, in, result, b->arena, &json, err);
	if (!rc && result->first_received.state != CLOCK_NONE)
		rc = clock_explain(b->env->calendar, in, result, b->arena, &days, &n, err);
	if (rc)
		return rc;
	add(b, SV("clock.json"), json);
	add(b, SV("clock.txt"), bundle_clock_text(days, n, b->arena));
	return E_OK;
}

static int add_ledger(struct bundle *b, struct err *err)
{
	struct ledger_entry *entries;
	struct ledger_head head;
	struct sv note, receipt;
	struct str vkey;
	struct sv subject = sv_fmt(b->arena, "request/%.*s", SV_ARG(b->about.request->public_id));
	int rc = ledger_of_subject(b->env->db, subject, b->arena, &entries, &b->about.n_entries, err);
	for (size_t i = 0; !rc && i < b->about.n_entries; i++) {
		rc = ledger_receipt_of(b->env->db, entries[i].id, b->key, b->arena, &receipt, err);
		if (!rc)
			add(b, sv_fmt(b->arena, "receipts/%02zu-%.*s.txt", i + 1, SV_ARG(entries[i].kind)), receipt);
	}
	if (!rc)
		rc = ledger_checkpoint(b->env->db, b->arena, &head, &note, err);
	if (rc)
		return rc;
	if (note.n)
		add(b, SV("checkpoint.txt"), note);
	str_init(&vkey, b->arena, 1000);
	ledger_key_print_public(b->key, &vkey);
	str_addc(&vkey, '\n');
	add(b, SV("key.txt"), str_sv(&vkey));
	return E_OK;
}

static void add_manifest(struct bundle *b)
{
	struct str s;
	char hex[BLOB_HEX];
	str_init(&s, b->arena, MANIFEST_MAX);
	str_addz(&s, "gongkai-bundle-v1\nkey ");
	ledger_key_print_public(b->key, &s);
	str_addf(&s, "\nnumber %.*s\ntime %lld\n", SV_ARG(b->about.request->number),
		(long long)b->about.now);
	for (size_t i = 0; i < b->n; i++) {
		struct blob_id id = blob_id_of(b->parts[i].bytes);
		str_addf(&s, "file %s %s\n", blob_hex(&id, hex), b->parts[i].name);
	}
	struct sv text = sv_dup(b->arena, str_sv(&s));
	note_sign(text, b->key, &s);
	add(b, SV("manifest.txt"), str_sv(&s));
}

int request_bundle(const struct request_env *env, const struct request *r,
	const struct ledger_key *key, struct sv why, struct arena *a, struct sv *ret, struct err *err)
{
	struct bundle b = { .env = env, .key = key, .arena = a,
		.about = { .request = r, .now = env->act->now } };
	struct sv json;
	if (!sv_trim(why).n)
		return err_set(err, E_USAGE, "请写明制作案卷做什么用，例如“移送法院”；会记在查看记录里。");
	int rc = request_open(env, r, why, a, &b.about.inside, err);
	if (!rc)
		rc = request_history(env, r, a, &b.about.deeds, &b.about.n_deeds, err);
	if (!rc)
		rc = add_files(&b, err);
	if (!rc)
		rc = add_clock(&b, err);
	if (!rc)
		rc = add_ledger(&b, err);
	if (!rc)
		rc = bundle_index_json(&b.about, a, &json, err);
	if (rc)
		return rc;
	add(&b, SV("index.txt"), bundle_index_text(&b.about, a));
	add(&b, SV("index.json"), json);
	add(&b, SV("VERIFY.txt"), bundle_instructions());
	add_manifest(&b);
	return a->failed ? request_no_memory(err) : zip_write(b.parts, b.n, a, ret, err);
}
