#include "app/database.h"

#include "app/machine.h"
#include "app/schemas.h"
#include "search/search.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *database_where(const char *option)
{
	const char *named = getenv("GONGKAI_DB");
	return option ? option : named && *named ? named : "data/gongkai.db";
}

bool database_is_server(const char *where)
{
	struct sv w = sv_of(where);
	return sv_starts(w, SV("postgresql://")) || sv_starts(w, SV("postgres://"));
}

/** The folder that the file is to stand in. */
static int make_folder(const char *where, struct err *err)
{
	char folder[4096];
	size_t slash = sv_find_last(sv_of(where), SV("/"));
	if (slash == SV_NONE || slash == 0 || slash >= sizeof folder)
		return E_OK;
	snprintf(folder, sizeof folder, "%.*s", (int)slash, where);
	if (mkdir(folder, 0750) == 0 || errno == EEXIST)
		return E_OK;
	err_set(err, E_IO, "放数据库的目录“%s”建不了；请先建好它，或用 --db 指定别处。", folder);
	return err_detail(err, "mkdir: %s", strerror(errno));
}

static int open_and_migrate(const char *where, struct db **ret, struct err *err)
{
	struct db *db = NULL;
	/* Passwords and what is not yet published lie in it: nobody else may read the file. */
	mode_t old = umask(0077);
	int rc = db_open(where, DB_WRITE, &db, err);
	if (!rc)
		rc = search_attach(db, err);
	if (!rc)
		rc = db_migrate(db, app_schemas, app_n_schemas, machine_now(), err);
	umask(old);
	if (rc)
		db_close(db);
	else
		*ret = db;
	return rc;
}

int database_prepare(const char *where, struct err *err)
{
	struct db *db = NULL;
	int rc = database_open(where, DB_WRITE, &db, err);
	db_close(db);
	return rc;
}

int database_open(const char *where, enum db_mode mode, struct db **ret, struct err *err)
{
	struct db *db = NULL;
	bool is_file = !database_is_server(where);
	if (mode == DB_WRITE) {
		int rc = is_file ? make_folder(where, err) : E_OK;
		return rc ? rc : open_and_migrate(where, ret, err);
	}
	if (is_file && access(where, F_OK) != 0)
		return err_set(err, E_NOT_FOUND, "没有数据库“%s”；请用 --db 指明它在哪里，或先用 "
			"gongkai report import 或 gongkai serve 建立。", where);
	int rc = db_open(where, DB_READ, &db, err);
	if (!rc)
		rc = search_attach(db, err);
	if (rc)
		db_close(db);
	else
		*ret = db;
	return rc;
}
