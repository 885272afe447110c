/* gongkai ledger verify, gongkai selfcheck: does everything still hold? */
#include "app/command.h"
#include "app/database.h"
#include "app/keyfile.h"
#include "app/machine.h"
#include "app/schemas.h"
#include "base/auto.h"
#include "report/filing.h"
#include "request/years.h"
#include "search/search.h"

#include <getopt.h>
#include <stdio.h>
#include <sys/stat.h>

enum { OPTION_DB = 256, OPTION_KEY };

static const struct option options[] = {
	{ "db", required_argument, NULL, OPTION_DB },
	{ "key", required_argument, NULL, OPTION_KEY },
	{ NULL, 0, NULL, 0 },
};

struct arguments {
	const char *db, *key;
};

static int parse(const char *command, int argc, char **argv, struct arguments *a)
{
	*a = (struct arguments){ 0 };
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (o == ':')
			return command_misused(command, "“%s”后面缺少内容", argv[optind - 1]);
		if (o == '?')
			return command_misused(command, "不认识“%s”", argv[optind - 1]);
		*(o == OPTION_DB ? &a->db : &a->key) = optarg;
	}
	if (optind < argc)
		return command_misused(command, "不需要“%s”", argv[optind]);
	return EXIT_FINE;
}

/** Print one line of the outcome. @return false when it does not hold */
static bool say(const char *what, int rc, const struct err *err)
{
	printf("%s  %s%s%s\n", rc ? "不对" : "正常", what, rc ? "：" : "", rc ? err->user : "");
	if (rc && err->detail[0])
		fprintf(stderr, "%s\n", err->detail);
	return rc == E_OK;
}

static bool check_ledger(struct db *db, const struct ledger_key *key)
{
	struct ledger_verdict v;
	struct err err = { 0 };
	int rc = ledger_verify(db, key, &v, &err);
	if (!rc)
		printf("账本：%lld条记录，%lld个签名的检查点，%lld条等待编号\n", (long long)v.entries,
			(long long)v.checkpoints, (long long)v.waiting);
	return say("账本的记录、指纹和签名", rc, &err);
}

static bool check_integrity(struct db *db)
{
	struct err err = { 0 };
	return say("数据库文件和外键", db_check_integrity(db, &err), &err);
}

/** The database and its key. */
static int open_both(const struct arguments *a, struct db **ret, struct ledger_key *key, struct err *err)
{
	const char *where = database_where(a->db);
	char path[KEYFILE_PATH_MAX];
	int rc = database_open(where, DB_READ, ret, err);
	return rc ? rc : keyfile_load(keyfile_path(a->key, where, path), *ret, key, err);
}

int command_ledger_verify(int argc, char **argv)
{
	struct arguments a;
	struct ledger_key key;
	struct err err = { 0 };
	struct db *db = NULL;
	int status = parse("ledger verify", argc, argv, &a);
	if (status)
		return status;
	bool good = false;
	int rc = open_both(&a, &db, &key, &err);
	if (rc) {
		command_complain(database_where(a.db), &err);
	} else {
		good = check_integrity(db);
		good = check_ledger(db, &key) && good;
	}
	db_close(db);
	return rc ? EXIT_TROUBLE : good ? EXIT_FINE : EXIT_FOUND;
}

static bool check_statements(struct db *db)
{
	struct err err = { 0 };
	int rc = E_OK;
	for (size_t i = 0; i < app_n_statements && !rc; i++)
		rc = db_check_statements(db, app_statements[i], &err);
	return say("程序的数据库语句", rc, &err);
}

static bool check_search(struct db *db)
{
	struct err err = { 0 };
	return say("全文索引", search_check(db, &err), &err);
}

/** Is every request what its history and the calendar say? */
static bool check_requests(struct db *db)
{
	AUTO(arena_done) struct arena a;
	struct calendar calendar;
	struct err err = { 0 };
	int64_t n = 0;
	const struct account program = { .role = ROLE_ADMIN };
	const struct act act = machine_act(0);
	arena_init(&a, 16 << 20);
	int rc = years_load(db, &a, &calendar, &err);
	const struct request_env env = { .db = db, .calendar = &calendar,
		.rules = &clock_default_rules, .who = &program, .act = &act,
		.today = date_in_china(act.now) };
	if (!rc)
		rc = request_verify(&env, &n, &err);
	return say("申请与办理记录、工作日历相互一致", rc, &err);
}

static bool check_file_mode(const char *where)
{
	struct stat st;
	struct err err = { 0 };
	if (database_is_server(where) || stat(where, &st) != 0)
		return true;
	int rc = st.st_mode & (S_IRWXG | S_IRWXO) ? err_set(&err, E_FORBIDDEN,
		"别人也能读数据库文件，请执行 chmod 600 %s", where) : E_OK;
	return say("数据库文件的权限", rc, &err);
}

int command_selfcheck(int argc, char **argv)
{
	struct arguments a;
	struct ledger_key key;
	struct err err = { 0 };
	struct db *db = NULL;
	int status = parse("selfcheck", argc, argv, &a);
	if (status)
		return status;
	int rc = open_both(&a, &db, &key, &err);
	if (rc) {
		command_complain(database_where(a.db), &err);
		db_close(db);
		return EXIT_TROUBLE;
	}
	bool good = check_file_mode(database_where(a.db));
	good = check_integrity(db) && good;
	good = check_statements(db) && good;
	good = check_ledger(db, &key) && good;
	good = check_requests(db) && good;
	db_close(db);
	/* FTS5 checks itself by a statement that writes nothing but asks for a writer. */
	if (database_open(database_where(a.db), DB_WRITE, &db, &err)) {
		command_complain(database_where(a.db), &err);
		return EXIT_TROUBLE;
	}
	good = check_search(db) && good;
	err = (struct err){ 0 };
	good = say("报告、总览和索引相互一致", filing_check(db, &err), &err) && good;
	db_close(db);
	return good ? EXIT_FINE : EXIT_FOUND;
}
