/* gongkai report check: every rule over many reports, on all cores. */
#include "app/command.h"
#include "app/desk.h"
#include "app/files.h"
#include "app/pool.h"
#include "app/show.h"
#include "app/twins.h"
#include "base/auto.h"
#include "report/report_json.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

enum { OPTION_FORMAT = 256, OPTION_PREVIOUS, OPTION_JOBS };

static const struct option options[] = {
	{ "format", required_argument, NULL, OPTION_FORMAT },
	{ "previous", required_argument, NULL, OPTION_PREVIOUS },
	{ "jobs", required_argument, NULL, OPTION_JOBS },
	{ NULL, 0, NULL, 0 },
};

/** What came of one file, sent before its text from the lane to the parent. */
struct outcome {
	uint32_t unreadable, errors, warnings;
	uint32_t by_rule[RULE__MAX];
	struct sketch sketch;
};

/** A report of the year before: enough to find it again. */
struct earlier {
	struct sv unit;
	int year;
	const char *path;
};

struct run {
	struct arena arena;
	struct file_list files;
	bool json, progress;
	unsigned jobs;
	struct earlier *earlier;
	size_t n_earlier;
	struct desk lane_desk;    /* used in a lane */
	struct desk parent_desk;  /* used in the parent, to look again at a suspected copy */
	struct twins *twins;
	size_t read, clean, with_errors, unreadable;
	uint32_t by_rule[RULE__MAX];
	const char *previous;
};

static struct sv without_spaces(struct sv v, struct arena *a)
{
	struct str s;
	str_init(&s, a, 1024);
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] != ' ')
			str_addc(&s, v.p[i]);
	return str_sv(&s);
}

/** The report of the year before that belongs to `r`, read again from its file; NULL if none. */
static const struct report *find_previous(struct run *run, struct desk *desk,
	const struct report *r, struct arena *a)
{
	struct err err;
	struct report *previous;
	struct sv unit = without_spaces(r->unit, a);
	for (size_t i = 0; i < run->n_earlier; i++) {
		const struct earlier *e = &run->earlier[i];
		bool only = run->n_earlier == 1;
		if ((only || report_same_unit(unit, e->unit)) && e->year + 1 == r->year &&
		    desk_read(desk, e->path, a, &previous, &err) == E_OK)
			return previous;
	}
	return NULL;
}

static void count(struct outcome *o, const struct findings *list)
{
	for (size_t i = 0; i < list->n; i++) {
		o->by_rule[list->items[i].rule]++;
		*(list->items[i].severity == SEVERITY_ERROR ? &o->errors : &o->warnings) += 1;
	}
}

static void print_text(struct str *out, const char *shown, const struct report *r,
	const struct findings *list, const struct outcome *o)
{
	str_addf(out, "%s　", shown);
	show_who(out, r);
	if (list->n == 0)
		str_addz(out, "　没有发现问题\n");
	else
		str_addf(out, "　%u个错误，%u个提示\n", o->errors, o->warnings);
	for (size_t i = 0; i < list->n; i++)
		show_finding(out, &list->items[i], r->format);
}

static void print_unreadable(const struct run *run, struct str *out, const char *shown,
	const struct err *err, struct arena *a)
{
	struct sv line;
	if (!run->json)
		str_addf(out, "%s　读不了\n        %s\n", shown, err->user);
	else if (report_json_error(shown, err, a, &line) == E_OK)
		str_addf(out, "%.*s\n", SV_ARG(line));
}

/**
 * Check one file. `twin` is another file of the run that it may be a copy of, or SIZE_MAX.
 * The outcome comes first in `out`, then what is printed.
 */
static void check_file(struct run *run, struct desk *desk, size_t index, size_t twin,
	struct str *out)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)DOC_MAX_ARENA * 4);
	struct str text;
	str_init(&text, &a, POOL_RESULT_MAX - sizeof(struct outcome));
	struct outcome o = { 0 };
	struct err err = { 0 };
	struct report *r, *other = NULL;
	struct findings list = { .arena = &a };
	struct sv line;
	const char *path = run->files.paths[index], *shown = files_shown(path, &a);
	int rc = desk_read(desk, path, &a, &r, &err);
	if (!rc && twin != SIZE_MAX) {
		struct err ignored;
		if (desk_read(desk, run->files.paths[twin], &a, &other, &ignored))
			other = NULL;
	}
	if (!rc) {
		const struct report *others[] = { other };
		const struct report_context context = { .previous = find_previous(run, desk, r, &a),
			.others = others, .n_others = other != NULL };
		rc = report_check(r, &context, &list, &err);
	}
	if (!rc && run->json)
		rc = report_json(r, shown, &list, &a, &line, &err);
	o.unreadable = rc != E_OK;
	if (rc) {
		print_unreadable(run, &text, shown, &err, &a);
	} else {
		count(&o, &list);
		if (run->twins && twin == SIZE_MAX)
			o.sketch = sketch_make(r, &a);
		if (run->json)
			str_addf(&text, "%.*s\n", SV_ARG(line));
		else
			print_text(&text, shown, r, &list, &o);
	}
	str_add(out, (struct sv){ (const char *)&o, sizeof o });
	str_add(out, str_sv(&text));
}

static void work(void *context, size_t index, struct str *out)
{
	struct run *run = context;
	check_file(run, &run->lane_desk, index, SIZE_MAX, out);
}

static void finish(void *context)
{
	struct run *run = context;
	desk_done(&run->lane_desk);
}

static void lost(void *context, size_t index, struct str *out)
{
	struct run *run = context;
	struct outcome o = { .unreadable = 1 };
	struct err err = { 0 };
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	err_set(&err, E_CRASH, "检查这个文件时程序意外停止；其他文件不受影响，请把这个文件报告给维护者。");
	str_add(out, (struct sv){ (const char *)&o, sizeof o });
	print_unreadable(run, out, files_shown(run->files.paths[index], &a), &err, &a);
}

static void tally(struct run *run, const struct outcome *o)
{
	run->read++;
	run->unreadable += o->unreadable;
	run->with_errors += o->errors > 0;
	run->clean += !o->unreadable && !o->errors && !o->warnings;
	for (int r = 0; r < RULE__MAX; r++)
		run->by_rule[r] += o->by_rule[r];
}

#define CLEAR_LINE "\r\033[K"

/** How far we are, on the last line of the terminal; results are printed above it. */
static void show_progress(const struct run *run)
{
	if (run->progress && run->read < run->files.n) {
		fflush(stdout);
		fprintf(stderr, "已检查 %zu / %zu", run->read, run->files.n);
	}
}

static void take(void *context, size_t index, struct sv result)
{
	struct run *run = context;
	struct outcome o;
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)POOL_RESULT_MAX * 4);
	if (result.n < sizeof o)
		return;
	memcpy(&o, result.p, sizeof o);
	size_t twin = run->twins && !o.unreadable ? twins_add(run->twins, index, &o.sketch) : SIZE_MAX;
	if (twin != SIZE_MAX) {
		struct str again;
		str_init(&again, &a, POOL_RESULT_MAX);
		check_file(run, &run->parent_desk, index, twin, &again);
		if (str_ok(&again) && again.n >= sizeof o) {
			result = str_sv(&again);
			memcpy(&o, result.p, sizeof o);
		}
	}
	struct sv text = sv_from(result, sizeof o);
	if (run->progress)
		fputs(CLEAR_LINE, stderr);
	fwrite(text.p, 1, text.n, stdout);
	tally(run, &o);
	show_progress(run);
}

/** Look through the reports of the year before and remember who and which year they are. */
static int read_earlier(struct run *run, struct err *err)
{
	struct file_list files = { .arena = &run->arena };
	int rc = files_add(&files, run->previous, err);
	run->earlier = rc ? NULL : arena_array(&run->arena, files.n + 1, sizeof *run->earlier);
	if (!rc && !run->earlier)
		return err_set(err, E_NOMEM, "上年度的文件太多，内存不足。");
	for (size_t i = 0; i < files.n && !rc; i++) {
		AUTO(arena_done) struct arena a;
		arena_init(&a, (size_t)DOC_MAX_ARENA * 2);
		struct report *r;
		struct err why = { 0 };
		if (desk_read(&run->parent_desk, files.paths[i], &a, &r, &why)) {
			fprintf(stderr, "%s：%s\n", files_shown(files.paths[i], &a), why.user);
			continue;
		}
		run->earlier[run->n_earlier++] = (struct earlier){ .year = r->year,
			.unit = sv_dup(&run->arena, without_spaces(r->unit, &a)), .path = files.paths[i] };
	}
	return rc;
}

static void print_summary(const struct run *run, FILE *to)
{
	size_t warned = run->read - run->clean - run->with_errors - run->unreadable;
	fprintf(to, "\n共%zu份：%zu份有错误，%zu份只有提示，%zu份没有问题", run->read,
		run->with_errors, warned, run->clean);
	if (run->unreadable)
		fprintf(to, "，%zu份读不了", run->unreadable);
	fputs("\n", to);
	for (int r = 0; r < RULE__MAX; r++)
		if (run->by_rule[r])
			fprintf(to, "  %6u  %s [%s]\n", run->by_rule[r], rule_of((enum rule_id)r)->title,
				rule_of((enum rule_id)r)->id);
}

static int run_check(struct run *run)
{
	struct err err = { 0 };
	desk_init(&run->lane_desk);
	desk_init(&run->parent_desk);
	int rc = run->previous ? read_earlier(run, &err) : E_OK;
	desk_done(&run->parent_desk);
	if (!rc && run->files.n > 1 && !(run->twins = twins_new(run->files.n)))
		rc = err_set(&err, E_NOMEM, "文件太多，内存不足；请分批检查。");
	const struct pool_job job = { work, take, lost, finish, run };
	run->progress = run->files.n > 1 && isatty(STDERR_FILENO);
	if (!rc)
		rc = pool_run(&job, run->files.n, run->jobs, &err);
	if (rc)
		command_complain(run->previous && !run->read ? run->previous : NULL, &err);
	if (run->files.n > 1 && !rc)
		print_summary(run, run->json ? stderr : stdout);
	desk_done(&run->parent_desk);
	twins_free(run->twins);
	if (fflush(stdout) != 0)
		return EXIT_TROUBLE;
	return rc || run->unreadable ? EXIT_TROUBLE : run->with_errors ? EXIT_FOUND : EXIT_FINE;
}

/** Options, then files. EXIT_FINE, or EXIT_TROUBLE after saying what is wrong. */
static int parse(struct run *run, int argc, char **argv)
{
	const char *format = NULL;
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (o == ':')
			return command_misused("report check", "“%s”后面缺少内容", argv[optind - 1]);
		if (o == OPTION_FORMAT)
			format = optarg;
		else if (o == OPTION_PREVIOUS)
			run->previous = optarg;
		else if (o != OPTION_JOBS)
			return command_misused("report check", "不认识“%s”", argv[optind - 1]);
		else if (!(run->jobs = command_jobs(optarg)))
			return command_misused("report check", "--jobs 应是1到64的数，不是“%s”", optarg);
	}
	run->json = format && strcmp(format, "json") == 0;
	if (format && !run->json && strcmp(format, "text") != 0)
		return command_misused("report check", "--format 只能是 json 或 text，不是“%s”", format);
	return command_files("report check", &run->files, argc - optind, argv + optind);
}

int command_report_check(int argc, char **argv)
{
	struct run run = { .jobs = pool_processors() };
	arena_init(&run.arena, (size_t)1 << 30);
	run.files.arena = &run.arena;
	int status = parse(&run, argc, argv);
	if (!status)
		status = run_check(&run);
	arena_done(&run.arena);
	return status;
}
