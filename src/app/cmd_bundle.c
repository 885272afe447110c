/* gongkai bundle: a case file checked by whoever was handed it, with nothing but a public key. */
#include "app/command.h"
#include "app/keyfile.h"
#include "base/auto.h"
#include "base/date.h"
#include "doc/doc.h"
#include "doc/zip_in.h"
#include "request/bundle_check.h"

#include <getopt.h>
#include <stdio.h>

enum { OPTION_KEY = 256 };

/* The file; what it inflates to, twice while arrays grow; what is found. */
static const size_t arena_max = DOC_MAX_BYTES + 2 * (size_t)DOC_MAX_INFLATED;

struct arguments {
	const struct ledger_key *key; /* NULL: that of the case file */
	char **files;
	int n_files;
};

static void print_problem(const struct bundle_problem *p)
{
	printf("不成立  %.*s%s%.*s\n", SV_ARG(p->file), p->file.n ? "：" : "", SV_ARG(p->what));
}

static void print_verdict(const struct bundle_verdict *v)
{
	char moment[MOMENT_TEXT_MAX];
	if (v->number.n) {
		printf("编号    %.*s\n制作    %s（北京时间）\n签发    %.*s\n", SV_ARG(v->number),
			moment_print(v->time, moment), SV_ARG(v->vkey));
		printf("清单    %s，列着%zu个文件\n", v->signed_ ? "签名成立" : "签名不成立", v->n_listed);
		printf("文件    %zu个在，SHA-256与清单相符；%zu个不符或者缺少\n", v->n_whole,
			v->n_listed - v->n_whole);
		printf("往来    收到和发出的文件%zu个，%zu个的大小和SHA-256与目录相符\n", v->n_documents, v->n_same);
		printf("账本    记录%zu条，%zu条签名成立，%zu条入账证明成立\n", v->n_receipts, v->n_signed,
			v->n_proved);
	}
	for (size_t i = 0; i < v->n_problems; i++)
		print_problem(&v->problems[i]);
	puts(v->n_problems ? "结论    不成立" : "结论    成立：案卷完整，没有改动");
}

/** @return exit status */
static int verify(const struct arguments *o, const char *path)
{
	AUTO(arena_done) struct arena a;
	struct bundle_verdict *v = NULL;
	struct zip_part *parts;
	struct err err = { 0 };
	struct sv zip;
	size_t n;
	arena_init(&a, arena_max);
	const char *shown = files_shown(path, &a);
	int read = files_read(path, &a, &zip, &err), rc = read;
	if (!rc)
		rc = zip_read_caged(zip, &a, &parts, &n, &err);
	if (o->n_files > 1)
		printf("案卷    %s\n", shown);
	if (!read && (rc == E_FORMAT || rc == E_LIMIT)) {
		printf("不成立  %s\n结论    不成立\n", err.user);
		return EXIT_FOUND;
	}
	v = rc ? NULL : arena_alloc(&a, sizeof *v);
	if (!rc)
		rc = v ? request_bundle_check(parts, n, o->key, &a, v, &err) :
			err_set(&err, E_NOMEM, "内存不足；请关闭其他程序后再试。");
	if (rc) {
		command_complain(shown, &err);
		return EXIT_TROUBLE;
	}
	print_verdict(v);
	return v->n_problems ? EXIT_FOUND : EXIT_FINE;
}

int command_bundle_verify(int argc, char **argv)
{
	static const struct option options[] = { { "key", required_argument, NULL, OPTION_KEY },
		{ NULL, 0, NULL, 0 } };
	AUTO(arena_done) struct arena a;
	struct arguments o = { 0 };
	struct ledger_key key;
	struct err err = { 0 };
	const char *given = NULL;
	int worst = EXIT_FINE;
	arena_init(&a, DOC_MAX_BYTES);
	optind = 1;
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == ':' || c == '?')
			return command_misused("bundle verify", c == ':' ? "“%s”后面缺少内容" : "不认识“%s”",
				argv[optind - 1]);
		given = optarg;
	}
	o.files = argv + optind;
	o.n_files = argc - optind;
	if (!o.n_files)
		return command_misused("bundle verify", "要写案卷文件");
	if (given && keyfile_public(given, &a, &key, &err)) {
		command_complain(given, &err);
		return EXIT_TROUBLE;
	}
	o.key = given ? &key : NULL;
	for (int i = 0; i < o.n_files; i++) {
		int status = verify(&o, o.files[i]);
		worst = status > worst ? status : worst;
		fflush(stdout);
	}
	if (!given)
		fputs("注意：公钥取自案卷本身，没有与机关公布的公钥比对。别人也能用自己的钥匙签一份这样的案卷；\n"
			"请从机关公布的地方取得公钥，用 --key 再核对一次。\n", stderr);
	return worst;
}
