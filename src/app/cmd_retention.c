/* gongkai retention: whose personal data was kept long enough, and the end of it. */
#include "app/command.h"
#include "app/database.h"
#include "app/keyfile.h"
#include "app/machine.h"
#include "base/auto.h"
#include "base/num.h"
#include "request/retention.h"

#include <getopt.h>
#include <stdio.h>

enum { OPTION_DB = 256, OPTION_KEY, OPTION_BEFORE, OPTION_YEARS, OPTION_DO, BATCH = 200 };

struct arguments {
	const char *db, *key, *before, *years;
	bool go;
};

static int parse(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = { { "db", required_argument, NULL, OPTION_DB },
		{ "key", required_argument, NULL, OPTION_KEY },
		{ "before", required_argument, NULL, OPTION_BEFORE },
		{ "years", required_argument, NULL, OPTION_YEARS }, { "do", no_argument, NULL, OPTION_DO },
		{ NULL, 0, NULL, 0 } };
	*a = (struct arguments){ 0 };
	optind = 1;
	for (int o; (o = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		switch (o) {
		case OPTION_DB: a->db = optarg; break;
		case OPTION_KEY: a->key = optarg; break;
		case OPTION_BEFORE: a->before = optarg; break;
		case OPTION_YEARS: a->years = optarg; break;
		case OPTION_DO: a->go = true; break;
		case ':': return command_misused("retention", "“%s”后面缺少内容", argv[optind - 1]);
		default: return command_misused("retention", "不认识“%s”", argv[optind - 1]);
		}
	}
	if (optind < argc)
		return command_misused("retention", "不需要“%s”", argv[optind]);
	return EXIT_FINE;
}

/** The day that is meant; never one that is not over. */
static int day_of(const struct arguments *o, struct date today, struct date *ret)
{
	int64_t years = RETENTION_YEARS;
	if (o->before && o->years)
		return command_misused("retention", "--before 和 --years 只能写一个");
	if (o->years && (!num_parse_i64(sv_of(o->years), &years) || years < RETENTION_YEARS_MIN
			|| years > RETENTION_YEARS_MAX))
		return command_misused("retention", "--years 要写%d到%d的整数", RETENTION_YEARS_MIN,
			RETENTION_YEARS_MAX);
	*ret = retention_before(today, (int)years);
	if (!o->before)
		return EXIT_FINE;
	if (!date_parse(sv_of(o->before), ret) || date_to_day(*ret) > date_to_day(today))
		return command_misused("retention", "--before 要写今天或者以前的日期，例如 2016-01-01");
	return EXIT_FINE;
}

/** Each in a transaction of its own: what is said to be done is done. */
static int destroy(struct db *db, int64_t applicant, struct date before, struct err *err)
{
	const struct act act = machine_act(0);
	int rc = tx_begin_write(db, __func__, err);
	if (!rc)
		rc = retention_destroy(db, applicant, before, &act, err);
	if (!rc)
		rc = tx_commit(db, err);
	tx_rollback(db);
	return rc;
}

static int go_through(struct db *db, const struct arguments *o, struct date before, int64_t *ret_n,
	struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct retention *list;
	char day[DATE_TEXT_MAX];
	size_t n;
	int64_t after = 0;
	arena_init(&a, 16 << 20);
	do {
		arena_reset(&a);
		int rc = retention_list(db, before, after, BATCH, &a, &list, &n, err);
		for (size_t i = 0; i < n && !rc; i++) {
			after = list[i].applicant;
			rc = o->go ? destroy(db, after, before, err) : E_OK;
			if (rc == E_STALE) {
				rc = E_OK; /* something was done about it just now */
				continue;
			}
			if (rc)
				break;
			printf("%s  申请人%lld  %lld件申请  最后办结于%s  %.*s\n", o->go ? "已销毁" : "可销毁",
				(long long)after, (long long)list[i].n_requests, date_print(list[i].closed_on, day),
				SV_ARG(list[i].unit_name));
			++*ret_n;
		}
		if (rc)
			return rc;
	} while (n == BATCH);
	return E_OK;
}

/** Sign what was entered, and leave nothing of the keys in the files. */
static int finish(struct db *db, const struct arguments *o, struct err *err)
{
	struct ledger_key key;
	char path[KEYFILE_PATH_MAX];
	int rc = keyfile_load(keyfile_path(o->key, database_where(o->db), path), db, &key, err);
	if (!rc)
		rc = keyfile_sequence(db, &key, err);
	return rc ? rc : retention_clean(db, err);
}

int command_retention(int argc, char **argv)
{
	struct arguments o;
	struct date before;
	struct err err = { 0 };
	struct db *db = NULL;
	char day[DATE_TEXT_MAX];
	int64_t n = 0;
	int status = parse(argc, argv, &o);
	if (!status)
		status = day_of(&o, date_in_china(machine_now()), &before);
	if (status)
		return status;
	int rc = database_open(database_where(o.db), o.go ? DB_WRITE : DB_READ, &db, &err);
	if (!rc)
		rc = go_through(db, &o, before, &n, &err);
	if (!rc && o.go && n)
		rc = finish(db, &o, &err);
	db_close(db);
	if (rc) {
		command_complain(database_where(o.db), &err);
		return EXIT_TROUBLE;
	}
	date_print(before, day);
	if (!n)
		printf("没有在%s以前全部办结、可以销毁个人信息的申请人。\n", day);
	else if (o.go)
		printf("共%lld位。以前的备份里还有他们的密钥，请按同样的期限销毁旧备份。\n", (long long)n);
	else
		printf("共%lld位，申请都在%s以前办结。核对无误后加 --do 销毁，销毁后谁也恢复不了。\n", (long long)n,
			day);
	return EXIT_FINE;
}
