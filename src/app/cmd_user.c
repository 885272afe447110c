/* gongkai user: accounts at the command line, for the first administrator and for bad days. */
#include "app/command.h"
#include "app/database.h"
#include "app/keyfile.h"
#include "app/machine.h"
#include "base/auto.h"
#include "base/date.h"
#include "org/org.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

enum { OPTION_DB = 256, OPTION_KEY, OPTION_NAME, OPTION_ROLE, OPTION_UNIT, LIST_BATCH = 200 };

static const struct option options[] = {
	{ "db", required_argument, NULL, OPTION_DB },
	{ "key", required_argument, NULL, OPTION_KEY },
	{ "name", required_argument, NULL, OPTION_NAME },
	{ "role", required_argument, NULL, OPTION_ROLE },
	{ "unit", required_argument, NULL, OPTION_UNIT },
	{ NULL, 0, NULL, 0 },
};

struct arguments {
	const char *command, *db, *key, *name, *role, *unit, *login;
};

static int parse(const char *command, bool wants_login, int argc, char **argv, struct arguments *a)
{
	*a = (struct arguments){ .command = command };
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		switch (o) {
		case OPTION_DB: a->db = optarg; break;
		case OPTION_KEY: a->key = optarg; break;
		case OPTION_NAME: a->name = optarg; break;
		case OPTION_ROLE: a->role = optarg; break;
		case OPTION_UNIT: a->unit = optarg; break;
		case ':': return command_misused(command, "“%s”后面缺少内容", argv[optind - 1]);
		default: return command_misused(command, "不认识“%s”", argv[optind - 1]);
		}
	}
	if (argc - optind != (wants_login ? 1 : 0))
		return command_misused(command, wants_login ? "要写一个登录名" : "不需要“%s”", argv[optind]);
	a->login = wants_login ? argv[optind] : NULL;
	return EXIT_FINE;
}

/** What a command does inside one transaction; prints nothing. */
typedef int deed(struct db *db, const struct arguments *a, const struct act *act, struct arena *arena,
	char password[static ORG_PASSWORD_MAX], struct err *err);

static int in_transaction(struct db *db, deed *what, const struct arguments *a, struct arena *arena,
	char password[static ORG_PASSWORD_MAX], struct err *err)
{
	const struct act act = machine_act(0);
	int rc = tx_begin_write(db, __func__, err);
	if (!rc)
		rc = what(db, a, &act, arena, password, err);
	if (!rc)
		rc = tx_commit(db, err);
	tx_rollback(db);
	return rc;
}

/** Do it, enter it in the ledger's tree, and say what came of it. */
static int run(deed *what, const struct arguments *a, const char *done)
{
	AUTO(arena_done) struct arena arena;
	char password[ORG_PASSWORD_MAX] = "", path[KEYFILE_PATH_MAX];
	const char *where = database_where(a->db);
	struct ledger_key key;
	struct err err = { 0 };
	struct db *db = NULL;
	arena_init(&arena, 1 << 22);
	int rc = database_open(where, DB_WRITE, &db, &err);
	if (!rc)
		rc = keyfile_load(keyfile_path(a->key, where, path), db, &key, &err);
	if (!rc)
		rc = in_transaction(db, what, a, &arena, password, &err);
	if (!rc)
		rc = keyfile_sequence(db, &key, &err);
	db_close(db);
	if (rc) {
		command_complain(a->login, &err);
		return EXIT_TROUBLE;
	}
	printf("%s：%s\n", a->login, done);
	if (password[0])
		printf("一次性密码：%s（只显示这一次，登录后必须修改）\n", password);
	return EXIT_FINE;
}

static int add(struct db *db, const struct arguments *a, const struct act *act, struct arena *arena,
	char password[static ORG_PASSWORD_MAX], struct err *err)
{
	struct unit u = { .id = 0 };
	struct sv unit = sv_of(a->unit);
	int rc = unit.n == 18 ? unit_by_code(db, unit, arena, &u, err) : E_NOT_FOUND;
	if (rc == E_NOT_FOUND)
		rc = unit.n ? unit_by_name(db, unit, arena, &u, err) : E_OK;
	const struct account account = { .login = sv_of(a->login),
		.name = sv_of(a->name ? a->name : a->login), .role = role_of_key(sv_of(a->role)),
		.unit = u.id };
	return rc ? rc : account_add(db, &account, act, password, NULL, err);
}

int command_user_add(int argc, char **argv)
{
	struct arguments a;
	int status = parse("user add", true, argc, argv, &a);
	if (status)
		return status;
	if (!a.role || role_of_key(sv_of(a.role)) == ROLE__MAX)
		return command_misused("user add",
			"--role 要写 clerk、reviewer、office_head、approver、supervisor 或 admin");
	return run(add, &a, "账户已经建立");
}

static int reset(struct db *db, const struct arguments *a, const struct act *act, struct arena *arena,
	char password[static ORG_PASSWORD_MAX], struct err *err)
{
	(void)arena;
	return account_reset(db, sv_of(a->login), act, password, err);
}

int command_user_reset(int argc, char **argv)
{
	struct arguments a;
	int status = parse("user reset", true, argc, argv, &a);
	return status ? status : run(reset, &a, "密码已经重设，原来的登录全部失效");
}

static int disable(struct db *db, const struct arguments *a, const struct act *act,
	struct arena *arena, char password[static ORG_PASSWORD_MAX], struct err *err)
{
	(void)arena;
	password[0] = '\0';
	return account_disable(db, sv_of(a->login), true, act, err);
}

int command_user_disable(int argc, char **argv)
{
	struct arguments a;
	int status = parse("user disable", true, argc, argv, &a);
	return status ? status : run(disable, &a, "账户已经停用，原来的登录全部失效");
}

static int enable(struct db *db, const struct arguments *a, const struct act *act,
	struct arena *arena, char password[static ORG_PASSWORD_MAX], struct err *err)
{
	(void)arena;
	password[0] = '\0';
	return account_disable(db, sv_of(a->login), false, act, err);
}

int command_user_enable(int argc, char **argv)
{
	struct arguments a;
	int status = parse("user enable", true, argc, argv, &a);
	return status ? status : run(enable, &a, "账户已经启用");
}

static void print_account(const struct account *a, const struct unit *u)
{
	char seen[MOMENT_TEXT_MAX] = "从未登录";
	if (a->last_seen)
		moment_print(a->last_seen, seen);
	printf("%.*s\t%s\t%.*s\t%s\t%s\n", SV_ARG(a->login), role_label(a->role), SV_ARG(u->name), seen,
		a->disabled ? "停用" : a->must_change ? "须改密码" : "");
}

static int list(struct db *db, struct arena *arena, struct err *err)
{
	struct account *some;
	struct sv after = { "", 0 };
	size_t n;
	do {
		int rc = account_list(db, after, LIST_BATCH, arena, &some, &n, err);
		for (size_t i = 0; i < n && !rc; i++) {
			struct unit u = { .name = SV("全部机关") };
			rc = some[i].unit ? unit_get(db, some[i].unit, arena, &u, err) : E_OK;
			print_account(&some[i], &u);
		}
		if (rc)
			return rc;
		after = n ? some[n - 1].login : after;
	} while (n == LIST_BATCH);
	return E_OK;
}

int command_user_list(int argc, char **argv)
{
	AUTO(arena_done) struct arena arena;
	struct arguments a;
	struct err err = { 0 };
	struct db *db = NULL;
	arena_init(&arena, 1 << 28);
	int status = parse("user list", false, argc, argv, &a);
	if (status)
		return status;
	int rc = database_open(database_where(a.db), DB_READ, &db, &err);
	if (!rc)
		rc = list(db, &arena, &err);
	db_close(db);
	if (rc)
		command_complain(database_where(a.db), &err);
	return rc ? EXIT_TROUBLE : EXIT_FINE;
}
