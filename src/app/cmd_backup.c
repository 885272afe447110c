/* gongkai backup, gongkai restore. */
#include "app/command.h"
#include "app/database.h"
#include "app/machine.h"
#include "app/schemas.h"
#include "base/auto.h"
#include "report/filing.h"
#include "store/backup.h"

#include <stdio.h>
#include <string.h>

struct arguments {
	const char *db, *file;
};

static int parse(const char *command, int argc, char **argv, struct arguments *a)
{
	*a = (struct arguments){ 0 };
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--db") == 0 && i + 1 == argc)
			return command_misused(command, "“--db”后面缺少内容");
		if (strcmp(argv[i], "--db") == 0)
			a->db = argv[++i];
		else if (argv[i][0] == '-')
			return command_misused(command, "不认识“%s”", argv[i]);
		else if (a->file)
			return command_misused(command, "只要一个文件");
		else
			a->file = argv[i];
	}
	return a->file ? EXIT_FINE : command_misused(command, "要写备份文件的名字");
}

int command_backup(int argc, char **argv)
{
	struct arguments a;
	struct backup_account sum;
	struct err err = { 0 };
	struct db *db = NULL;
	int status = parse("backup", argc, argv, &a);
	if (status)
		return status;
	int rc = database_open(database_where(a.db), DB_READ, &db, &err);
	if (!rc)
		rc = backup_write(db, app_schemas, app_n_schemas, a.file, machine_now(), &sum, &err);
	db_close(db);
	if (rc) {
		command_complain(a.file, &err);
		return EXIT_TROUBLE;
	}
	printf("已备份到 %s：%lld张表，%lld条记录，核对无误。\n", a.file, (long long)sum.tables,
		(long long)sum.rows);
	puts("两个密钥文件不在其中，请另外保存，不要和备份放在一起：账本的（.key）丢了，账本还能核对，\n"
		"但不能再记；个人信息的（.seal）丢了，申请人的信息和申请的内容谁也打不开。");
	return EXIT_FINE;
}

/** Fill the database, then make the search index, which a backup does not hold. */
static int restore(const struct arguments *a, struct backup_account *sum, struct err *err)
{
	const struct act act = machine_act(0);
	struct db *db = NULL;
	/* A backup that is none must not leave an empty database behind. */
	int rc = backup_verify(a->file, sum, err);
	if (!rc)
		rc = database_open(database_where(a->db), DB_WRITE, &db, err);
	if (!rc)
		rc = backup_restore(a->file, db, app_schemas, app_n_schemas, act.now, sum, err);
	if (!rc)
		rc = filing_reindex(db, &act, err);
	db_close(db);
	return rc;
}

int command_restore(int argc, char **argv)
{
	struct arguments a;
	struct backup_account sum;
	struct err err = { 0 };
	int status = parse("restore", argc, argv, &a);
	if (status)
		return status;
	if (restore(&a, &sum, &err)) {
		command_complain(a.file, &err);
		return EXIT_TROUBLE;
	}
	printf("已从 %s 恢复：%lld张表，%lld条记录。\n", a.file, (long long)sum.tables, (long long)sum.rows);
	return EXIT_FINE;
}
