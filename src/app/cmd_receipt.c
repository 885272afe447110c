/* gongkai receipt: check a receipt with nothing but a public key; fetch the proof that belongs to one. */
#include "app/command.h"
#include "app/database.h"
#include "app/keyfile.h"
#include "base/auto.h"
#include "base/date.h"
#include "ledger/receipt.h"
#include "store/blob.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

enum { OPTION_KEY = 256, OPTION_CONTENT, OPTION_DB, ARENA = 64 << 20 };

struct arguments {
	const char *key, *content, *db, *what;
};

static int parse(const char *command, const struct option *options, int argc, char **argv,
	struct arguments *a)
{
	*a = (struct arguments){ 0 };
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		switch (o) {
		case OPTION_KEY: a->key = optarg; break;
		case OPTION_CONTENT: a->content = optarg; break;
		case OPTION_DB: a->db = optarg; break;
		case ':': return command_misused(command, "“%s”后面缺少内容", argv[optind - 1]);
		default: return command_misused(command, "不认识“%s”", argv[optind - 1]);
		}
	}
	if (argc - optind != 1)
		return command_misused(command, argc == optind ? "要写回执文件" : "一次只要一个");
	a->what = argv[optind];
	return EXIT_FINE;
}

/* ---- verify ------------------------------------------------------------------------------------ */

/** A line from outside, without what a terminal would obey. */
static void say(const char *name, struct sv value)
{
	printf("%s    ", name);
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		putchar(c < 0x20 || c == 0x7F ? '?' : c);
	}
	putchar('\n');
}

static bool check_content(const struct ledger_receipt *r, struct sv content)
{
	char hex[BLOB_HEX], want[BLOB_HEX + 16];
	struct blob_id id = blob_id_of(content);
	snprintf(want, sizeof want, "\"sha256\":\"%s\"", blob_hex(&id, hex));
	bool same = sv_has(r->payload, sv_of(want));
	printf("原文    %s\n", same ? "相符：这就是当时收到的内容" : "不相符：不是这张回执所指的内容");
	return same;
}

static void print_receipt(const struct ledger_receipt *r, const struct ledger_receipt_verdict *v)
{
	char moment[MOMENT_TEXT_MAX];
	say("签发", r->vkey);
	say("对象", r->subject);
	say("事项", r->kind);
	printf("时间    %s（北京时间）\n", moment_print(r->time, moment));
	say("内容", r->payload);
	printf("签名    %s\n", v->signed_ ? "成立" : "不成立：不是这个公钥签的，或者被改动过");
	if (v->proved)
		printf("入账    成立：编号%lld，在共%lld条记录、%s签署的检查点里\n", (long long)r->number,
			(long long)v->head.size, moment_print(v->head.time, moment));
	else
		puts(v->disproved ? "入账    不成立：证明与回执对不上，或者被改动过" :
			"入账    回执里还没有证明；用 gongkai receipt proof 或网站上的“核对回执”取得");
}

static int verify(const struct arguments *o, struct arena *a, bool *ret_holds, struct err *err)
{
	struct ledger_receipt *r = arena_alloc(a, sizeof *r);
	struct ledger_receipt_verdict v;
	struct ledger_key key;
	struct sv text, content;
	int rc = r ? files_read(o->what, a, &text, err) : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (!rc && o->key)
		rc = keyfile_public(o->key, a, &key, err);
	if (!rc && o->content)
		rc = files_read(o->content, a, &content, err);
	if (rc)
		return rc;
	if (ledger_receipt_parse(text, r, err)) {
		printf("不成立  %s\n", err->user);
		return E_OK;
	}
	if (!o->key)
		rc = ledger_key_parse_public(r->vkey, &key, err);
	if (rc)
		return rc;
	ledger_receipt_check(r, &key, &v);
	print_receipt(r, &v);
	*ret_holds = v.signed_ && !v.disproved;
	if (o->content)
		*ret_holds = check_content(r, content) && *ret_holds;
	if (!o->key)
		fputs("注意：公钥取自回执本身，没有与机关公布的公钥比对。别人也能用自己的钥匙签一张这样的回执；\n"
			"请从机关公布的地方取得公钥，用 --key 再核对一次。\n", stderr);
	return E_OK;
}

int command_receipt_verify(int argc, char **argv)
{
	static const struct option options[] = { { "key", required_argument, NULL, OPTION_KEY },
		{ "content", required_argument, NULL, OPTION_CONTENT }, { NULL, 0, NULL, 0 } };
	AUTO(arena_done) struct arena a;
	struct arguments o;
	struct err err = { 0 };
	bool holds = false;
	arena_init(&a, ARENA);
	int status = parse("receipt verify", options, argc, argv, &o);
	if (status)
		return status;
	if (verify(&o, &a, &holds, &err)) {
		command_complain(o.what, &err);
		return EXIT_TROUBLE;
	}
	return holds ? EXIT_FINE : EXIT_FOUND;
}

/* ---- proof ------------------------------------------------------------------------------------- */

/** The receipt of the first entry about a subject, signed anew: the same bytes as then. */
static int of_subject(struct db *db, const struct arguments *o, struct arena *a, struct sv *ret,
	struct err *err)
{
	struct ledger_entry *entries;
	struct ledger_key key;
	char path[KEYFILE_PATH_MAX];
	size_t n;
	int rc = keyfile_load(keyfile_path(o->key, database_where(o->db), path), db, &key, err);
	if (!rc)
		rc = ledger_of_subject(db, sv_of(o->what), a, &entries, &n, err);
	if (!rc && n == 0)
		rc = err_set(err, E_NOT_FOUND, "没有这个文件，账本里也没有以它为对象的记录。");
	return rc ? rc : ledger_receipt_of(db, entries[0].id, &key, a, ret, err);
}

static int of_file(struct db *db, const struct arguments *o, struct arena *a, struct sv *ret,
	struct err *err)
{
	struct sv text;
	struct ledger_receipt *r = arena_alloc(a, sizeof *r);
	int rc = r ? files_read(o->what, a, &text, err) : err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (!rc)
		rc = ledger_receipt_parse(text, r, err);
	return rc ? rc : ledger_receipt_renew(db, r, a, ret, err);
}

int command_receipt_proof(int argc, char **argv)
{
	static const struct option options[] = { { "key", required_argument, NULL, OPTION_KEY },
		{ "db", required_argument, NULL, OPTION_DB }, { NULL, 0, NULL, 0 } };
	AUTO(arena_done) struct arena a;
	struct arguments o;
	struct err err = { 0 };
	struct db *db = NULL;
	struct sv text;
	arena_init(&a, ARENA);
	int status = parse("receipt proof", options, argc, argv, &o);
	if (status)
		return status;
	int rc = database_open(database_where(o.db), DB_READ, &db, &err);
	if (!rc)
		rc = access(o.what, R_OK) == 0 ? of_file(db, &o, &a, &text, &err) :
			of_subject(db, &o, &a, &text, &err);
	db_close(db);
	if (rc) {
		command_complain(o.what, &err);
		return EXIT_TROUBLE;
	}
	fwrite(text.p, 1, text.n, stdout);
	if (sv_has(text, SV("\n\ngongkai-proof-v1\n")))
		return EXIT_FINE;
	fputs("这条记录还没有编号，证明要等几秒才有；请稍后再取。\n", stderr);
	return EXIT_FOUND;
}
