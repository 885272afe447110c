/* gongkai office, gongkai calendar, gongkai report build: what an office sets, and what is counted of its work. */
#include "app/command.h"
#include "app/counter.h"
#include "app/writing.h"
#include "base/auto.h"
#include "base/num.h"
#include "report/build.h"
#include "report/filing.h"
#include "report/report_json.h"
#include "request/office.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { OPTION_DB = 256, OPTION_KEY, OPTION_SEAL, OPTION_AS, OPTION_UNIT, OPTION_YEAR,
	OPTION_PREVIEW, OPTION_DELIVER };

static const struct option options[] = {
	{ "db", required_argument, NULL, OPTION_DB },
	{ "key", required_argument, NULL, OPTION_KEY },
	{ "seal", required_argument, NULL, OPTION_SEAL },
	{ "as", required_argument, NULL, OPTION_AS },
	{ "unit", required_argument, NULL, OPTION_UNIT },
	{ "year", required_argument, NULL, OPTION_YEAR },
	{ "preview", no_argument, NULL, OPTION_PREVIEW },
	{ "deliver", no_argument, NULL, OPTION_DELIVER },
	{ "output", required_argument, NULL, 'o' },
	{ NULL, 0, NULL, 0 },
};

struct arguments {
	const char *command;
	struct counter_options at;
	const char *unit, *year, *out;
	bool preview, deliver;
	char **words;
	int n_words;
};

static int parse(const char *command, int argc, char **argv, struct arguments *a)
{
	*a = (struct arguments){ .command = command };
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":o:", options, NULL)) != -1;) {
		switch (o) {
		case OPTION_DB: a->at.db = optarg; break;
		case OPTION_KEY: a->at.key = optarg; break;
		case OPTION_SEAL: a->at.seal = optarg; break;
		case OPTION_AS: a->at.as = optarg; break;
		case OPTION_UNIT: a->unit = optarg; break;
		case OPTION_YEAR: a->year = optarg; break;
		case OPTION_PREVIEW: a->preview = true; break;
		case OPTION_DELIVER: a->deliver = true; break;
		case 'o': a->out = optarg; break;
		case ':': return command_misused(command, "“%s”后面缺少内容", argv[optind - 1]);
		default: return command_misused(command, "不认识“%s”", argv[optind - 1]);
		}
	}
	a->words = argv + optind;
	a->n_words = argc - optind;
	return EXIT_FINE;
}

typedef int deed(struct counter *c, const struct arguments *a, struct err *err);

/** Open, do, close; what went wrong is said. */
static int run(const struct arguments *a, enum db_mode mode, deed *what)
{
	struct counter c;
	struct err err = { 0 }, late = { 0 };
	int rc = counter_open(&c, &a->at, mode, &err);
	if (!rc)
		rc = what(&c, a, &err);
	int closed = counter_close(&c, !rc && mode == DB_WRITE, &late);
	if (rc || closed)
		command_complain(a->command, rc ? &err : &late);
	return rc || closed ? EXIT_TROUBLE : EXIT_FINE;
}

/* ---- office ------------------------------------------------------------------------------------ */

static int show_office(struct counter *c, const struct arguments *a, struct err *err)
{
	struct unit u;
	struct sv values[OFFICE_KEY__MAX];
	int rc = counter_unit(c, a->unit, &u, err);
	if (!rc)
		rc = office_get(c->db, u.id, &c->arena, values, err);
	for (int k = 0; !rc && k < OFFICE_KEY__MAX; k++)
		printf("%-20s %.*s\t（%s）\n", office_key_name((enum office_key)k), SV_ARG(values[k]),
			office_key_label((enum office_key)k));
	return rc;
}

static int set_office(struct counter *c, const struct arguments *a, struct err *err)
{
	struct unit u;
	enum office_key k = office_key_of_name(sv_of(a->words[0]));
	if (k == OFFICE_KEY__MAX)
		return err_set(err, E_USAGE, "没有“%s”这项设置；gongkai office show 列出全部。", a->words[0]);
	int rc = counter_unit(c, a->unit, &u, err);
	return rc ? rc : office_set(&c->env, u.id, k, sv_of(a->words[1]), err);
}

int command_office_show(int argc, char **argv)
{
	struct arguments a;
	int status = parse("office show", argc, argv, &a);
	if (!status && a.n_words)
		return command_misused("office show", "不需要“%s”", a.words[0]);
	return status ? status : run(&a, DB_READ, show_office);
}

int command_office_set(int argc, char **argv)
{
	struct arguments a;
	int status = parse("office set", argc, argv, &a);
	if (!status && a.n_words != 2)
		return command_misused("office set", "要写一项设置和它的内容");
	return status ? status : run(&a, DB_WRITE, set_office);
}

/* ---- calendar ---------------------------------------------------------------------------------- */

static int list_years(struct counter *c, const struct arguments *a, struct err *err)
{
	struct year_known *list;
	size_t n;
	(void)a;
	int rc = years_list(c->db, &c->arena, &list, &n, err);
	for (size_t i = 0; !rc && i < n; i++)
		printf("%d  %s  %.*s\n", list[i].year, list[i].imported ? "导入" : "内置",
			SV_ARG(list[i].source));
	return rc;
}

static int import_years(struct counter *c, const struct arguments *a, struct err *err)
{
	struct sv json;
	struct calendar_year *years;
	struct year_move *moves;
	size_t n, n_moves;
	char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
	int rc = files_read(a->words[0], &c->arena, &json, err);
	if (!rc)
		rc = calendar_json_read(json, &c->arena, &years, &n, err);
	if (!rc)
		rc = years_import(&c->env, years, n, a->preview, &c->arena, &moves, &n_moves, err);
	if (rc)
		return rc;
	for (size_t i = 0; i < n; i++)
		printf("%s%d年：%s（放假%zu天，调休上班%zu天）\n", a->preview ? "预览 " : "已导入 ",
			years[i].year, years[i].source, years[i].n_holidays, years[i].n_workdays);
	printf("%s%zu件办理中的申请改变期限\n", a->preview ? "将有" : "", n_moves);
	for (size_t i = 0; i < n_moves; i++)
		printf("  %.*s  %s → %s\n", SV_ARG(moves[i].number),
			moves[i].from.year ? date_print(moves[i].from, from) : "未知",
			moves[i].to.year ? date_print(moves[i].to, to) : "未知");
	return E_OK;
}

int command_calendar_list(int argc, char **argv)
{
	struct arguments a;
	int status = parse("calendar list", argc, argv, &a);
	if (!status && a.n_words)
		return command_misused("calendar list", "不需要“%s”", a.words[0]);
	return status ? status : run(&a, DB_READ, list_years);
}

int command_calendar_import(int argc, char **argv)
{
	struct arguments a;
	int status = parse("calendar import", argc, argv, &a);
	if (!status && a.n_words != 1)
		return command_misused("calendar import", a.n_words ? "只能写一个文件" : "缺少文件");
	return status ? status : run(&a, a.preview ? DB_READ : DB_WRITE, import_years);
}

/* ---- report build ------------------------------------------------------------------------------ */

static void show_findings(const struct findings *list)
{
	for (size_t i = 0; i < list->n; i++)
		fprintf(stderr, "%s：%.*s\n", rule_of(list->items[i].rule)->title,
			SV_ARG(list->items[i].message));
}

/** Freeze it: the file that was written is filed, and its hash stands in the ledger. */
static int deliver(struct counter *c, const struct arguments *a, int64_t unit,
	const struct report *r, const struct findings *list, struct err *err)
{
	struct sv bytes;
	int64_t id;
	const char *slash = strrchr(a->out, '/');
	int rc = files_read(a->out, &c->arena, &bytes, err);
	const struct delivery d = { .unit = unit, .report = r, .findings = list, .bytes = bytes,
		.file_name = sv_of(slash ? slash + 1 : a->out) };
	if (!rc)
		rc = filing_deliver(c->db, &d, &c->who, &c->act, &id, err);
	if (!rc)
		printf("已报送%d年度报告，文件的指纹记入账本\n", r->year);
	return rc;
}

static int build(struct counter *c, const struct arguments *a, struct err *err)
{
	struct unit u;
	struct report *r;
	struct findings list = { .arena = &c->arena };
	int64_t year;
	if (!num_parse_i64(sv_of(a->year), &year) || year < 1949 || year > 2999)
		return err_set(err, E_USAGE, "--year 要写年度，“%s”不是。", a->year);
	int rc = counter_unit(c, a->unit, &u, err);
	if (!rc)
		rc = report_build(&c->env, u.id, (int)year, &c->arena, &r, err);
	if (!rc)
		rc = report_check(r, NULL, &list, err);
	if (rc)
		return rc;
	show_findings(&list);
	rc = write_report(r, write_format(NULL, a->out), a->out, &c->arena, err);
	return rc || !a->deliver ? rc : deliver(c, a, u.id, r, &list, err);
}

int command_report_build(int argc, char **argv)
{
	struct arguments a;
	int status = parse("report build", argc, argv, &a);
	if (status)
		return status;
	if (a.n_words)
		return command_misused("report build", "不需要“%s”", a.words[0]);
	if (!a.year || !a.out)
		return command_misused("report build", "要写 --year 年度 和 -o 文件");
	if (write_format(NULL, a.out) == DOC_UNKNOWN)
		return command_misused("report build",
			"-o 的类型要是 .docx .pdf .html .xlsx .json 或 .csv，“%s”不是", a.out);
	if (a.deliver && !a.at.as)
		return command_misused("report build", "报送要用 --as 写明由谁报送");
	return run(&a, a.deliver ? DB_WRITE : DB_READ, build);
}
