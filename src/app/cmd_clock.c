/* gongkai clock, gongkai fee: what the law says of one request, without a database. */
#include "app/command.h"
#include "base/auto.h"
#include "base/num.h"
#include "law/clock_json.h"
#include "law/fee.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/** The whole of standard input. */
static int read_stdin(struct arena *a, struct sv *ret, struct err *err)
{
	struct str s;
	str_init(&s, a, CLOCK_JSON_MAX + 1);
	char piece[8192];
	size_t n;
	while ((n = fread(piece, 1, sizeof piece, stdin)) > 0)
		str_add(&s, (struct sv){ piece, n });
	if (ferror(stdin))
		return err_set(err, E_IO, "读标准输入时出错。");
	if (!str_ok(&s))
		return err_set(err, E_LIMIT, "内容太长，最多%d字节。", CLOCK_JSON_MAX);
	*ret = str_sv(&s);
	return E_OK;
}

/** Set the clock of `file` and print the answer. @param ret_refused  some event had no effect */
static int answer(const char *file, struct arena *a, bool *ret_refused, struct err *err)
{
	struct sv json, out;
	struct clock_input in;
	struct clock_result r;
	struct calendar c;
	bool has_today;
	int rc = strcmp(file, "-") == 0 ? read_stdin(a, &json, err) : files_read(file, a, &json, err);
	if (!rc)
		rc = clock_json_read(json, a, &in, &has_today, err);
	if (!rc)
		rc = calendar_make(calendar_built_in, calendar_n_built_in, a, &c, err);
	if (rc)
		return rc;
	if (!has_today)
		in.today = date_to_day(date_in_china(time(NULL)));
	rc = clock_set(&c, &clock_default_rules, &in, &r, err);
	if (!rc)
		rc = clock_json_print(&c, &in, &r, a, &out, err);
	if (rc)
		return rc;
	fwrite(out.p, 1, out.n, stdout);
	*ret_refused = r.n_refused > 0;
	return E_OK;
}

int command_clock(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "--") == 0) {
		argc--;
		argv++;
	}
	if (argc != 2)
		return command_misused("clock", argc < 2 ? "缺少文件；- 是标准输入" : "只能写一个文件");
	if (argv[1][0] == '-' && argv[1][1] != '\0')
		return command_misused("clock", "不认识“%s”", argv[1]);
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)1 << 28);
	struct err err = { 0 };
	bool refused = false;
	if (answer(argv[1], &a, &refused, &err)) {
		command_complain(argv[1], &err);
		return EXIT_TROUBLE;
	}
	return refused ? EXIT_FOUND : EXIT_FINE;
}

static void print_step(const struct fee_step *s, const char *unit)
{
	char range[48];
	if (s->to == 0)
		snprintf(range, sizeof range, "%lld%s以上", (long long)s->from, unit);
	else
		snprintf(range, sizeof range, "%lld–%lld%s", (long long)s->from, (long long)s->to, unit);
	printf("  %s\t%lld%s\t每%s%lld分\t%lld分\n", range, (long long)s->quantity, unit, unit,
		(long long)s->rate, (long long)s->amount);
}

static void print_fee(const struct fee *f)
{
	const char *unit = f->basis == FEE_BY_ITEM ? "件" : "页";
	printf("%s%lld%s：%lld分（%lld.%02lld元）\n", f->basis == FEE_BY_ITEM ? "按件计收，" : "按量计收，",
		(long long)f->quantity, unit, (long long)f->amount, (long long)f->amount / 100,
		(long long)f->amount % 100);
	for (size_t i = 0; i < f->n_steps && i < FEE_STEPS_SHOWN; i++)
		print_step(&f->steps[i], unit);
	if (f->n_steps > FEE_STEPS_SHOWN)
		printf("  其余%zu档略，每档比前一档提高10000分\n", f->n_steps - FEE_STEPS_SHOWN);
	puts("依据：国办函〔2020〕109号（超额累进；每件申请按件、按量只能选一种）");
}

int command_fee(int argc, char **argv)
{
	static const struct option options[] = {
		{ "items", required_argument, NULL, 'i' },
		{ "pages", required_argument, NULL, 'p' },
		{ NULL, 0, NULL, 0 },
	};
	const char *quantity[2] = { NULL, NULL };
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (o == ':')
			return command_misused("fee", "“%s”后面缺少数目", argv[optind - 1]);
		if (o == '?')
			return command_misused("fee", "不认识“%s”", argv[optind - 1]);
		quantity[o == 'p' ? FEE_BY_PAGE : FEE_BY_ITEM] = optarg;
	}
	if (optind < argc)
		return command_misused("fee", "不认识“%s”", argv[optind]);
	if (!quantity[FEE_BY_ITEM] == !quantity[FEE_BY_PAGE])
		return command_misused("fee", "要写 --items 件数 或者 --pages 页数，二者选一");
	enum fee_basis basis = quantity[FEE_BY_ITEM] ? FEE_BY_ITEM : FEE_BY_PAGE;
	struct fee f;
	struct err err = { 0 };
	int64_t n;
	if (!num_parse_i64(sv_of(quantity[basis]), &n))
		return command_misused("fee", "“%s”不是整数", quantity[basis]);
	if (fee_of(basis, n, &f, &err)) {
		command_complain("fee", &err);
		return EXIT_TROUBLE;
	}
	print_fee(&f);
	return EXIT_FINE;
}
