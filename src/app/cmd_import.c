/* gongkai report import: reports into the database, read and checked on all cores, filed many at once. */
#include "app/command.h"
#include "app/database.h"
#include "app/desk.h"
#include "app/files.h"
#include "app/keyfile.h"
#include "app/machine.h"
#include "app/pool.h"
#include "base/auto.h"
#include "report/filing.h"
#include "report/pack.h"

#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

enum { OPTION_DB = 256, OPTION_KEY, OPTION_UNIT, OPTION_ADD_UNITS, OPTION_STATE, OPTION_JOBS };

static const struct option options[] = {
	{ "db", required_argument, NULL, OPTION_DB },
	{ "key", required_argument, NULL, OPTION_KEY },
	{ "unit", required_argument, NULL, OPTION_UNIT },
	{ "add-units", no_argument, NULL, OPTION_ADD_UNITS },
	{ "state", required_argument, NULL, OPTION_STATE },
	{ "jobs", required_argument, NULL, OPTION_JOBS },
	{ NULL, 0, NULL, 0 },
};

/* One transaction for so many files or bytes: long enough to share the cost of making it durable, short
   enough that a server on the same database does not wait. */
enum { BATCH_FILES = 128, BATCH_BYTES = 32 * 1024 * 1024 };

enum outcome { FILED, REFUSED, UNREADABLE };

/** What a lane says of a file, before the packed report or the sentence why there is none. */
struct answer {
	uint32_t unreadable;
	struct blob_id blob;  /* of the bytes that were read */
};

/** A file on its way into the database. */
struct item {
	size_t index;
	struct sv packed;
	struct blob_id blob;
	enum outcome outcome;
	struct sv line;       /* what is said of it once it is certain */
};

struct run {
	struct arena arena;
	struct file_list files;
	const char *where, *key_option, *unit_option;
	enum filing_state state;
	bool add_units, progress, stopped;
	unsigned jobs;
	int64_t unit;                /* of --unit; 0 = as printed */
	struct desk lane_desk;       /* used in a lane */
	struct db *db;
	struct account who;
	struct arena batch_arena;
	struct item batch[BATCH_FILES];
	size_t n_batch;
	size_t done, filed, refused, unreadable, left;
};

/* ---- in a lane ------------------------------------------------------------------------------ */

static int read_and_pack(struct run *run, const char *path, struct arena *a, struct answer *ret,
	struct sv *ret_packed, struct err *err)
{
	struct sv bytes;
	struct report *r;
	struct findings list = { .arena = a };
	int rc = files_read(path, a, &bytes, err);
	if (!rc)
		rc = desk_read_bytes(&run->lane_desk, bytes, a, &r, err);
	if (!rc)
		rc = report_check(r, NULL, &list, err);
	if (!rc)
		rc = report_pack(r, &list, a, ret_packed, err);
	if (!rc)
		ret->blob = blob_id_of(bytes);
	return rc;
}

static void work(void *context, size_t index, struct str *out)
{
	struct run *run = context;
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)DOC_MAX_ARENA * 3);
	struct answer answer = { 0 };
	struct err err = { 0 };
	struct sv packed = SV("");
	answer.unreadable = read_and_pack(run, run->files.paths[index], &a, &answer, &packed, &err) != 0;
	str_add(out, (struct sv){ (const char *)&answer, sizeof answer });
	str_add(out, answer.unreadable ? sv_of(err.user) : packed);
}

static void finish(void *context)
{
	struct run *run = context;
	desk_done(&run->lane_desk);
}

static void lost(void *context, size_t index, struct str *out)
{
	(void)context;
	(void)index;
	const struct answer answer = { .unreadable = 1 };
	str_add(out, (struct sv){ (const char *)&answer, sizeof answer });
	str_addz(out, "检查这个文件时程序意外停止；其他文件不受影响，请把这个文件报告给维护者。");
}

/* ---- filing --------------------------------------------------------------------------------- */

static void say(struct run *run, struct item *item, enum outcome outcome, const char *sentence)
{
	const char *shown = files_shown(run->files.paths[item->index], &run->batch_arena);
	item->outcome = outcome;
	item->line = sv_fmt(&run->batch_arena, "%s　%s\n        %s\n", shown,
		outcome == UNREADABLE ? "读不了" : "没有收下", sentence);
}

/** The unit that a report is of. E_NOT_FOUND and E_MANY say what to do. */
static int find_unit(struct run *run, const struct report *r, const struct act *act, int64_t *ret,
	struct err *err)
{
	struct unit u;
	struct err why = { 0 };
	*ret = run->unit;
	if (run->unit)
		return E_OK;
	if (!r->unit.n)
		return err_set(err, E_NOT_FOUND, "从文件里读不出单位名称；请用 --unit 指明是哪个单位的报告。");
	int rc = unit_by_name(run->db, r->unit, &run->batch_arena, &u, &why);
	if (rc == E_NOT_FOUND && run->add_units) {
		const struct unit add = { .name = r->unit, .kind = unit_kind_of_name(r->unit) };
		return unit_add(run->db, &add, act, ret, err);
	}
	if (rc == E_NOT_FOUND)
		return err_set(err, rc, "没有登记过“%.*s”这个单位；请加 --unit 代码或名称 指明它是哪个单位，"
			"或加 --add-units 把它登记为新单位。", SV_ARG(r->unit));
	if (rc == E_MANY)
		return err_set(err, rc, "“%.*s”可能是好几个单位；请加 --unit 代码或名称 指明是哪一个。",
			SV_ARG(r->unit));
	if (rc && err)
		*err = why;
	*ret = u.id;
	return rc;
}

/** As far as --state asks. */
static int go_on(struct run *run, int64_t id, const struct act *act, struct err *err)
{
	int rc = E_OK;
	if (run->state != FILING_RECEIVED)
		rc = filing_apply_in(run->db, id, FILING_ACCEPT, FILING_RECEIVED, SV(""), &run->who, act, err);
	if (!rc && run->state == FILING_PUBLISHED)
		rc = filing_apply_in(run->db, id, FILING_PUBLISH, FILING_ACCEPTED, SV(""), &run->who, act, err);
	return rc;
}

/** The file again, as the lane read it. */
static int read_again(struct run *run, const struct item *item, struct arena *a, struct sv *ret,
	struct err *err)
{
	int rc = files_read(run->files.paths[item->index], a, ret, err);
	struct blob_id id = rc ? item->blob : blob_id_of(*ret);
	if (!rc && memcmp(&id, &item->blob, sizeof id) != 0)
		rc = err_set(err, E_FORMAT, "导入时这个文件正被改动；请等它存好后再导入。");
	return rc == E_IO || rc == E_NOT_FOUND ? E_FORMAT : rc;
}

static void say_filed(struct run *run, struct item *item, const struct delivery *d,
	const struct filing *f)
{
	const char *shown = files_shown(run->files.paths[item->index], &run->batch_arena);
	size_t errors = 0;
	for (size_t i = 0; i < d->findings->n; i++)
		errors += d->findings->items[i].severity == SEVERITY_ERROR;
	item->outcome = FILED;
	item->line = sv_fmt(&run->batch_arena, "%s　%.*s　%d年　%s　%zu个错误，%zu个提示\n", shown,
		SV_ARG(f->unit_name), f->year, filing_state_label(run->state), errors,
		d->findings->n - errors);
}

/** The same unit's report of the year before says more of this one. */
static int check_against_previous(struct run *run, struct delivery *d, struct arena *a,
	struct err *err)
{
	struct report *previous;
	int rc = filing_previous(run->db, d->unit, d->report->year, a, &previous, err);
	if (rc || !previous)
		return rc;
	struct findings *list = arena_alloc(a, sizeof *list);
	if (!list)
		return err_set(err, E_NOMEM, "内存不足，请分批导入。");
	*list = (struct findings){ .arena = a };
	const struct report_context with = { .previous = previous };
	d->findings = list;
	d->packed = SV("");
	return report_check(d->report, &with, list, err);
}

/**
 * File one item inside the open transaction.
 * @return 0, also when the file was refused and nothing of it written; else the transaction is spoilt
 */
static int file_one(struct run *run, struct item *item, const struct act *act, struct err *err)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)DOC_MAX_ARENA * 2);
	struct delivery d = { .packed = item->packed,
		.file_name = sv_of(run->files.paths[item->index]) };
	struct report *r;
	struct findings *list;
	struct filing f;
	int64_t id;
	size_t slash = sv_find_last(d.file_name, SV("/"));
	if (slash != SV_NONE)
		d.file_name = sv_from(d.file_name, slash + 1);
	int rc = report_unpack(item->packed, &a, &r, &list, err);
	if (!rc) {
		d.report = r;
		d.findings = list;
		rc = read_again(run, item, &a, &d.bytes, err);
	}
	if (!rc)
		rc = find_unit(run, r, act, &d.unit, err);
	if (!rc)
		rc = check_against_previous(run, &d, &a, err);
	if (!rc)
		rc = filing_deliver_in(run->db, &d, &run->who, act, &id, err);
	if (rc == E_EXISTS || rc == E_FORMAT || rc == E_LIMIT || rc == E_NOT_FOUND || rc == E_MANY) {
		say(run, item, REFUSED, err->user);
		return E_OK;
	}
	if (!rc)
		rc = go_on(run, id, act, err);
	if (!rc)
		rc = filing_get(run->db, id, &a, &f, err);
	if (!rc)
		say_filed(run, item, &d, &f);
	return rc;
}

/** Items `from` to `to` in one transaction. */
static int file_together(struct run *run, size_t from, size_t to, struct err *err)
{
	const struct act act = machine_act(0);
	int rc = tx_begin_write(run->db, __func__, err);
	if (!rc)
		rc = filing_lock(run->db, err); /* or two imports would register a new unit twice */
	for (size_t i = from; i < to && !rc; i++)
		if (run->batch[i].outcome != UNREADABLE)
			rc = file_one(run, &run->batch[i], &act, err);
	if (!rc)
		rc = tx_commit(run->db, err);
	tx_rollback(run->db);
	return rc;
}

/** What came of the batch is certain now: say it. */
static void tell(struct run *run)
{
	if (run->progress)
		fputs("\r\033[K", stderr);
	for (size_t i = 0; i < run->n_batch; i++) {
		const struct item *item = &run->batch[i];
		fwrite(item->line.p, 1, item->line.n, stdout);
		run->filed += item->outcome == FILED;
		run->refused += item->outcome == REFUSED;
		run->unreadable += item->outcome == UNREADABLE;
	}
	fflush(stdout);
	if (run->progress && run->done < run->files.n)
		fprintf(stderr, "已导入 %zu / %zu", run->done, run->files.n);
}

/* All at once; when that fails, one by one, so that one file's trouble is its own. When even one alone
   fails for a reason that is not its own (the database is away, the disk is full), we stop. */
static void file_batch(struct run *run)
{
	struct err err = { 0 };
	if (!run->n_batch || run->stopped)
		return;
	if (file_together(run, 0, run->n_batch, &err)) {
		for (size_t i = 0; i < run->n_batch && !run->stopped; i++) {
			struct item *item = &run->batch[i];
			if (item->outcome == UNREADABLE || !file_together(run, i, i + 1, &err))
				continue;
			say(run, item, REFUSED, err.user);
			run->stopped = err.code != E_STALE && err.code != E_NOMEM;
			run->left = run->n_batch - i - 1;
			run->n_batch = i + 1;
		}
	}
	tell(run);
	run->n_batch = 0;
	arena_reset(&run->batch_arena);
}

static void take(void *context, size_t index, struct sv result)
{
	struct run *run = context;
	struct answer answer;
	run->done++;
	if (run->stopped || result.n < sizeof answer) {
		run->left++;
		return;
	}
	memcpy(&answer, result.p, sizeof answer);
	struct item *item = &run->batch[run->n_batch++];
	struct sv rest = sv_from(result, sizeof answer);
	*item = (struct item){ .index = index, .blob = answer.blob };
	if (answer.unreadable)
		say(run, item, UNREADABLE, sv_dup(&run->batch_arena, rest).p);
	else
		item->packed = sv_dup(&run->batch_arena, rest);
	if (run->n_batch == BATCH_FILES || run->batch_arena.used > BATCH_BYTES)
		file_batch(run);
}

/* ---- the command ---------------------------------------------------------------------------- */

/** The unit of --unit: a code, else a name; inside a write transaction. */
static int named_unit(struct run *run, struct err *err)
{
	struct unit u;
	struct err ignored;
	const struct act act = machine_act(0);
	struct sv named = sv_of(run->unit_option);
	int rc = unit_by_code(run->db, named, &run->arena, &u, &ignored);
	if (rc)
		rc = unit_by_name(run->db, named, &run->arena, &u, err);
	if (rc == E_NOT_FOUND && run->add_units) {
		const struct unit add = { .name = named, .kind = unit_kind_of_name(named) };
		return unit_add(run->db, &add, &act, &run->unit, err);
	}
	if (rc == E_NOT_FOUND)
		rc = err_set(err, rc, "没有登记过“%s”这个单位；请检查代码或名称，或加 --add-units 把它登记为新单位。",
			run->unit_option);
	if (!rc)
		run->unit = u.id;
	return rc;
}

static int find_named_unit(struct run *run, struct err *err)
{
	int rc = tx_begin_write(run->db, __func__, err);
	if (!rc)
		rc = filing_lock(run->db, err);
	if (!rc)
		rc = named_unit(run, err);
	if (!rc)
		rc = tx_commit(run->db, err);
	tx_rollback(run->db);
	return rc;
}

static void print_summary(const struct run *run)
{
	printf("\n共%zu份：收下%zu份（%s），没有收下%zu份", run->files.n, run->filed,
		filing_state_label(run->state), run->refused);
	if (run->unreadable)
		printf("，%zu份读不了", run->unreadable);
	if (run->left)
		printf("，%zu份没有导入：排除故障后再导入一次，已经收下的不会重复", run->left);
	puts("");
}

static int import(struct run *run, struct err *err)
{
	char path[KEYFILE_PATH_MAX];
	struct ledger_key key;
	const struct pool_job job = { work, take, lost, finish, run };
	int rc = database_open(run->where, DB_WRITE, &run->db, err);
	if (!rc)
		rc = keyfile_load(keyfile_path(run->key_option, run->where, path), run->db, &key, err);
	if (!rc && run->unit_option)
		rc = find_named_unit(run, err);
	if (!rc)
		rc = pool_run(&job, run->files.n, run->jobs, err);
	if (!rc)
		file_batch(run);
	return rc || run->stopped ? rc : keyfile_sequence(run->db, &key, err);
}

static int run_import(struct run *run)
{
	struct err err = { 0 };
	desk_init(&run->lane_desk);
	arena_init(&run->batch_arena, (size_t)1 << 30);
	run->progress = run->files.n > 1 && isatty(STDERR_FILENO);
	run->who = (struct account){ .role = ROLE_ADMIN, .login = SV(""), .name = SV("") };
	int rc = import(run, &err);
	if (rc)
		command_complain(NULL, &err);
	else if (run->files.n > 1 || run->stopped)
		print_summary(run);
	arena_done(&run->batch_arena);
	db_close(run->db);
	if (fflush(stdout) != 0)
		return EXIT_TROUBLE;
	return rc || run->stopped || run->unreadable ? EXIT_TROUBLE :
		run->refused ? EXIT_FOUND : EXIT_FINE;
}

static int parse_state(struct run *run, const char *text)
{
	run->state = filing_state_of_key(sv_of(text));
	if (run->state == FILING_RECEIVED || run->state == FILING_ACCEPTED ||
	    run->state == FILING_PUBLISHED)
		return EXIT_FINE;
	return command_misused("report import",
		"--state 只能是 received、accepted 或 published，不是“%s”", text);
}

/** Options, then files. EXIT_FINE, or EXIT_TROUBLE after saying what is wrong. */
static int parse(struct run *run, int argc, char **argv)
{
	const char *where = NULL;
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (o == ':')
			return command_misused("report import", "“%s”后面缺少内容", argv[optind - 1]);
		if (o == OPTION_DB)
			where = optarg;
		else if (o == OPTION_KEY)
			run->key_option = optarg;
		else if (o == OPTION_UNIT)
			run->unit_option = optarg;
		else if (o == OPTION_ADD_UNITS)
			run->add_units = true;
		else if (o == OPTION_STATE && parse_state(run, optarg))
			return EXIT_TROUBLE;
		else if (o == OPTION_JOBS && !(run->jobs = command_jobs(optarg)))
			return command_misused("report import", "--jobs 应是1到64的数，不是“%s”", optarg);
		else if (o == '?')
			return command_misused("report import", "不认识“%s”", argv[optind - 1]);
	}
	run->where = database_where(where);
	return command_files("report import", &run->files, argc - optind, argv + optind);
}

int command_report_import(int argc, char **argv)
{
	struct run run = { .jobs = pool_processors(), .state = FILING_RECEIVED };
	arena_init(&run.arena, (size_t)1 << 30);
	run.files.arena = &run.arena;
	int status = parse(&run, argc, argv);
	if (!status)
		status = run_import(&run);
	arena_done(&run.arena);
	return status;
}
