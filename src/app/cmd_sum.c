/* gongkai report sum: the reports of many units added up for the level above. */
#include "app/command.h"
#include "app/desk.h"
#include "app/files.h"
#include "app/show.h"
#include "app/writing.h"
#include "base/auto.h"
#include "report/sum.h"

#include <getopt.h>
#include <stdio.h>

enum { OPTION_UNIT = 256, OPTION_EXPECT };

static const struct option options[] = {
	{ "unit", required_argument, NULL, OPTION_UNIT },
	{ "expect", required_argument, NULL, OPTION_EXPECT },
	{ "output", required_argument, NULL, 'o' },
	{ NULL, 0, NULL, 0 },
};

/** A unit whose report was added. */
struct member {
	struct sv unit;
	int year;
	const char *path;
};

struct run {
	struct arena arena;
	struct file_list files;
	const char *unit, *expect, *out;
	struct report_sum sum;
	struct member *members;
	size_t n_members;
	struct str notes;    /* what does not hold, what was left out */
	size_t unreadable, unsound, late;
};

/** Rules that say a figure does not hold, so that the sum is not to be trusted either. */
static bool is_about_figures(const struct finding *f)
{
	return f->severity == SEVERITY_ERROR && (f->rule == RULE_ROW_TOTAL ||
		f->rule == RULE_RESULTS_TOTAL || f->rule == RULE_BALANCE || f->rule == RULE_REVIEW_TOTAL ||
		f->rule == RULE_NOT_A_NUMBER || f->rule == RULE_NEGATIVE || f->rule == RULE_MISSING_TABLE);
}

/** Cells of a report that could not be added, by name. */
static void note_left_out(struct run *run, const struct report *r, struct arena *a)
{
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		const struct form_cell *c = &r->cells[cell];
		bool unsure = c->provisional || c->state == CELL_TEXT;
		if (!unsure)
			continue;
		struct str value;
		str_init(&value, a, 4096);
		show_cell(&value, c);
		struct sv name = form_cell_name(a, cell);
		str_addf(&run->notes, "      未计入：%.*s（%s）\n", SV_ARG(name), str_z(&value));
	}
}

static void note_findings(struct run *run, const char *shown, const struct report *r,
	const struct findings *list)
{
	bool headed = false;
	for (size_t i = 0; i < list->n; i++) {
		if (!is_about_figures(&list->items[i]))
			continue;
		if (!headed) {
			str_addf(&run->notes, "  %s　", shown);
			show_who(&run->notes, r);
			str_addc(&run->notes, '\n');
			run->unsound++;
		}
		headed = true;
		str_addf(&run->notes, "      %s：%.*s\n", rule_of(list->items[i].rule)->title,
			SV_ARG(list->items[i].message));
	}
}

/** The same unit and year twice would be counted twice. */
static const struct member *find_member(const struct run *run, struct sv unit, int year)
{
	for (size_t i = 0; i < run->n_members; i++)
		if (unit.n && sv_eq(run->members[i].unit, unit) && run->members[i].year == year)
			return &run->members[i];
	return NULL;
}

static void add_file(struct run *run, struct desk *desk, const char *path)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)DOC_MAX_ARENA * 2);
	struct err err = { 0 };
	struct report *r;
	struct findings list = { .arena = &a };
	const char *shown = files_shown(path, &a);
	int rc = desk_read(desk, path, &a, &r, &err);
	if (!rc)
		rc = report_check(r, NULL, &list, &err);
	if (rc) {
		run->unreadable++;
		command_complain(shown, &err);
		return;
	}
	const struct member *twice = find_member(run, r->unit, r->year);
	if (twice) {
		run->unsound++;
		str_addf(&run->notes, "  %s　", shown);
		show_who(&run->notes, r);
		str_addf(&run->notes, "\n      与 %s 是同一单位同一年度，没有重复计入\n",
			files_shown(twice->path, &a));
		return;
	}
	report_sum_add(&run->sum, r);
	run->members[run->n_members++] =
		(struct member){ sv_dup(&run->arena, r->unit), r->year, path };
	note_findings(run, shown, r, &list);
	note_left_out(run, r, &a);
}

/** Units of the list that handed in nothing. */
static int note_late(struct run *run, struct err *err)
{
	struct sv rest, line;
	int rc = files_read(run->expect, &run->arena, &rest, err);
	while (!rc && sv_cut(&rest, '\n', &line)) {
		struct sv unit = sv_trim(line);
		bool found = unit.n == 0;
		for (size_t i = 0; i < run->n_members && !found; i++)
			found = report_same_unit(run->members[i].unit, unit);
		if (found)
			continue;
		if (run->late++ == 0)
			str_addz(&run->notes, "没有交报告的单位\n");
		str_addf(&run->notes, "  %.*s\n", SV_ARG(unit));
	}
	return rc;
}

/** Cells that some reports did not give. */
static void note_gaps(struct run *run)
{
	const struct report_sum *s = &run->sum;
	bool headed = false;
	for (int cell = 0; cell < FORM_CELLS; cell++) {
		if (!s->missing[cell] && !s->overflow[cell])
			continue;
		if (!headed)
			str_addz(&run->notes, "缺少数字的单元格\n");
		headed = true;
		struct sv name = form_cell_name(&run->arena, cell);
		str_addf(&run->notes, "  %.*s：%u份没有（%s）\n", SV_ARG(name), s->missing[cell],
			s->overflow[cell] ? "合计超出范围，没有列出" : "合计不含它们");
	}
}

static void print_sum(struct run *run, const struct report *r)
{
	struct str s;
	str_init(&s, &run->arena, 1 << 22);
	if (run->sum.mixed_years)
		str_addf(&s, "%.*s　年度不一致", SV_ARG(r->unit));
	else
		show_who(&s, r);
	str_addf(&s, "　共%u份报告\n", run->sum.n_reports);
	show_tables(&s, r);
	fwrite(str_z(&s), 1, s.n, stdout);
}

static int finish(struct run *run)
{
	struct err err = { 0 };
	struct report *r;
	if (run->sum.n_reports == 0) {
		err_set(&err, E_NOT_FOUND, "没有一份报告可以汇总。");
		command_complain(NULL, &err);
		return EXIT_TROUBLE;
	}
	int rc = run->expect ? note_late(run, &err) : E_OK;
	if (!rc)
		rc = report_sum_report(&run->sum, sv_of(run->unit ? run->unit : "合计"), &r, &err);
	if (!rc && run->out)
		rc = write_report(r, write_format(NULL, run->out), run->out, &run->arena, &err);
	if (rc) {
		command_complain(NULL, &err);
		return EXIT_TROUBLE;
	}
	if (!run->out)
		print_sum(run, r);
	if (run->sum.mixed_years)
		str_addz(&run->notes, "各报告的年度不一致，合计没有年度。\n");
	note_gaps(run);
	FILE *to = run->out ? stderr : stdout;
	if (run->notes.n)
		fprintf(to, "\n汇总时发现\n%s", str_z(&run->notes));
	bool sound = !run->unsound && !run->late && !run->sum.mixed_years;
	return run->unreadable ? EXIT_TROUBLE : sound ? EXIT_FINE : EXIT_FOUND;
}

static int parse(struct run *run, int argc, char **argv)
{
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":o:", options, NULL)) != -1;) {
		if (o == ':')
			return command_misused("report sum", "“%s”后面缺少内容", argv[optind - 1]);
		if (o == OPTION_UNIT)
			run->unit = optarg;
		else if (o == OPTION_EXPECT)
			run->expect = optarg;
		else if (o == 'o')
			run->out = optarg;
		else
			return command_misused("report sum", "不认识“%s”", argv[optind - 1]);
	}
	if (run->out && write_format(NULL, run->out) == DOC_UNKNOWN)
		return command_misused("report sum", "输出文件“%s”的扩展名应是 .docx .pdf .html .xlsx "
			".json 或 .csv", run->out);
	return command_files("report sum", &run->files, argc - optind, argv + optind);
}

int command_report_sum(int argc, char **argv)
{
	struct run run = { 0 };
	AUTO(desk_done) struct desk desk;
	desk_init(&desk);
	arena_init(&run.arena, (size_t)1 << 30);
	run.files.arena = &run.arena;
	int status = parse(&run, argc, argv);
	if (!status) {
		report_sum_init(&run.sum, &run.arena);
		str_init(&run.notes, &run.arena, 1 << 26);
		run.members = arena_array(&run.arena, run.files.n + 1, sizeof *run.members);
		for (size_t i = 0; i < run.files.n && run.members; i++)
			add_file(&run, &desk, run.files.paths[i]);
		status = run.members ? finish(&run) : EXIT_TROUBLE;
	}
	arena_done(&run.arena);
	return status;
}
