/* gongkai report read, diff, write: one or two reports. */
#include "app/command.h"
#include "app/desk.h"
#include "app/files.h"
#include "app/show.h"
#include "app/writing.h"
#include "base/auto.h"
#include "report/compare.h"
#include "report/report_json.h"

#include <getopt.h>
#include <stdio.h>

enum { OPTION_FORMAT = 256, OPTION_TO };

static const struct option options[] = {
	{ "format", required_argument, NULL, OPTION_FORMAT },
	{ "to", required_argument, NULL, OPTION_TO },
	{ "output", required_argument, NULL, 'o' },
	{ NULL, 0, NULL, 0 },
};

struct arguments {
	const char *format, *to, *out;
	char **files;
	int n_files;
};

/** Options and files; EXIT_FINE, or EXIT_TROUBLE after saying what is wrong. */
static int parse(const char *command, int argc, char **argv, struct arguments *a)
{
	*a = (struct arguments){ 0 };
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":o:", options, NULL)) != -1;) {
		switch (o) {
		case OPTION_FORMAT:
			a->format = optarg;
			break;
		case OPTION_TO:
			a->to = optarg;
			break;
		case 'o':
			a->out = optarg;
			break;
		case ':':
			return command_misused(command, "“%s”后面缺少内容", argv[optind - 1]);
		default:
			return command_misused(command, "不认识“%s”", argv[optind - 1]);
		}
	}
	a->files = argv + optind;
	a->n_files = argc - optind;
	return EXIT_FINE;
}

/** Is the format one of two? *first tells which. */
static bool either(const char *format, const char *first, const char *second, bool *is_second)
{
	*is_second = format && strcmp(format, second) == 0;
	return !format || *is_second || strcmp(format, first) == 0;
}

static void print_report(const char *file, const struct report *r, struct arena *a)
{
	struct str s;
	str_init(&s, a, 1 << 24);
	str_addf(&s, "%s\n", file);
	show_who(&s, r);
	if (r->period.present)
		str_addf(&s, "　统计期间：%.*s", SV_ARG(r->period.quote));
	str_addc(&s, '\n');
	show_tables(&s, r);
	for (int i = 0; i < SECTION__MAX; i++) {
		str_addf(&s, "%s\n", form_section_label((enum form_section)i));
		struct sv rest = r->sections[i].text, line;
		if (!r->sections[i].present)
			str_addz(&s, "  （没有这一部分）\n");
		while (r->sections[i].present && rest.n && sv_cut(&rest, '\n', &line))
			str_addf(&s, "  %.*s\n", SV_ARG(line));
	}
	fwrite(str_z(&s), 1, s.n, stdout);
}

static int read_one(struct desk *desk, const char *path, bool json)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)DOC_MAX_ARENA * 2);
	struct err err = { 0 };
	struct report *r;
	struct sv line = { 0 };
	const char *shown = files_shown(path, &a);
	int rc = desk_read(desk, path, &a, &r, &err);
	if (!rc && json)
		rc = report_json(r, shown, NULL, &a, &line, &err);
	if (rc) {
		command_complain(shown, &err);
		if (json && report_json_error(shown, &err, &a, &line))
			return EXIT_TROUBLE;
	} else if (!json) {
		print_report(shown, r, &a);
	}
	if (line.p)
		printf("%.*s\n", SV_ARG(line));
	return rc ? EXIT_TROUBLE : EXIT_FINE;
}

int command_report_read(int argc, char **argv)
{
	struct arguments a;
	bool json;
	if (parse("report read", argc, argv, &a))
		return EXIT_TROUBLE;
	if (!either(a.format, "table", "json", &json))
		return command_misused("report read", "--format 只能是 json 或 table，不是“%s”", a.format);
	if (a.n_files == 0)
		return command_misused("report read", "请写出要读的文件");
	AUTO(desk_done) struct desk desk;
	desk_init(&desk);
	int status = EXIT_FINE;
	for (int i = 0; i < a.n_files; i++)
		if (read_one(&desk, a.files[i], json))
			status = EXIT_TROUBLE;
	return status;
}

/** The texts of two reports side by side, section by section. */
static void print_sections(struct str *s, const struct comparison *c)
{
	str_addz(s, "文字\n");
	for (int i = 0; i < SECTION__MAX; i++) {
		str_addz(s, "  ");
		show_padded(s, sv_of(form_section_label((enum form_section)i)), 44);
		if (c->text_share[i] < 0)
			str_addz(s, " —\n");
		else
			str_addf(s, " %d.%d%% 相同\n", c->text_share[i] / 10, c->text_share[i] % 10);
	}
}

static void print_comparison(const struct report *x, const struct report *y,
	const struct comparison *c, struct arena *a)
{
	struct str s;
	str_init(&s, a, 1 << 20);
	str_addz(&s, "A　");
	show_who(&s, x);
	str_addz(&s, "\nB　");
	show_who(&s, y);
	str_addf(&s, "\n数字：%d格相同，%zu格不同\n", c->same_cells, c->n_changes);
	for (size_t i = 0; i < c->n_changes; i++) {
		const struct cell_change *change = &c->changes[i];
		str_addz(&s, "  ");
		str_add(&s, form_cell_name(a, change->cell));
		str_addz(&s, "：");
		show_cell(&s, change->a);
		str_addz(&s, " → ");
		show_cell(&s, change->b);
		if (change->has_delta) {
			str_addz(&s, "（");
			show_delta(&s, change->cell, change->delta);
			str_addz(&s, "）");
		}
		str_addc(&s, '\n');
	}
	print_sections(&s, c);
	if (sv_has(str_sv(&s), SV("？")))
		str_addz(&s, "？表示数字连写、读法不止一种，请对照原件。\n");
	fwrite(str_z(&s), 1, s.n, stdout);
}

int command_report_diff(int argc, char **argv)
{
	struct arguments args;
	bool json;
	if (parse("report diff", argc, argv, &args))
		return EXIT_TROUBLE;
	if (!either(args.format, "text", "json", &json))
		return command_misused("report diff", "--format 只能是 json 或 text，不是“%s”", args.format);
	if (args.n_files != 2)
		return command_misused("report diff", "请写出两个文件");
	AUTO(arena_done) struct arena a;
	AUTO(desk_done) struct desk desk;
	arena_init(&a, (size_t)DOC_MAX_ARENA * 4);
	desk_init(&desk);
	struct report *r[2];
	struct err err = { 0 };
	for (int i = 0; i < 2; i++)
		if (desk_read(&desk, args.files[i], &a, &r[i], &err)) {
			command_complain(files_shown(args.files[i], &a), &err);
			return EXIT_TROUBLE;
		}
	struct comparison c;
	struct sv line;
	int rc = report_compare(r[0], r[1], &a, &c, &err);
	if (!rc && json)
		rc = report_json_comparison(&c, files_shown(args.files[0], &a),
			files_shown(args.files[1], &a), &a, &line, &err);
	if (rc) {
		command_complain(NULL, &err);
		return EXIT_TROUBLE;
	}
	if (json)
		printf("%.*s\n", SV_ARG(line));
	else
		print_comparison(r[0], r[1], &c, &a);
	return c.n_changes ? EXIT_FOUND : EXIT_FINE;
}

int command_report_write(int argc, char **argv)
{
	struct arguments args;
	if (parse("report write", argc, argv, &args))
		return EXIT_TROUBLE;
	enum doc_format format = write_format(args.to, args.out);
	if (format == DOC_UNKNOWN)
		return command_misused("report write",
			"请用 --to 写明格式：html、docx、pdf、xlsx、json 或 csv");
	if (!args.out || args.n_files != 1)
		return command_misused("report write", "请写出一个报告文件，并用 -o 写明输出文件");
	AUTO(arena_done) struct arena a;
	AUTO(desk_done) struct desk desk;
	arena_init(&a, (size_t)DOC_MAX_ARENA * 4);
	desk_init(&desk);
	struct report *r;
	struct err err = { 0 };
	int rc = desk_read(&desk, args.files[0], &a, &r, &err);
	if (!rc)
		rc = write_report(r, format, args.out, &a, &err);
	if (rc)
		command_complain(files_shown(args.files[0], &a), &err);
	return rc ? EXIT_TROUBLE : EXIT_FINE;
}
