#include "app/sealfile.h"

#include "app/files.h"
#include "app/machine.h"
#include "app/secret_file.h"
#include "base/auto.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char name[] = "个人信息的密钥文件";

const char *sealfile_path(const char *option, const char *key_path,
	char buf[static KEYFILE_PATH_MAX])
{
	const char *named = option ? option : getenv("GONGKAI_SEAL");
	struct sv stem = sv_of(key_path);
	if (sv_ends(stem, SV(".key")))
		stem.n -= 4;
	if (named && *named)
		snprintf(buf, KEYFILE_PATH_MAX, "%s", named);
	else
		snprintf(buf, KEYFILE_PATH_MAX, "%.*s.seal", SV_ARG(stem));
	return buf;
}

static int make(const char *path, struct db *db, struct seal_master *ret, struct err *err)
{
	AUTO(arena_done) struct arena a;
	struct str text;
	bool used;
	arena_init(&a, 1 << 16);
	int rc = seal_is_used(db, &used, err);
	if (!rc && used)
		rc = err_set(err, E_NOT_FOUND, "%s“%s”不见了；没有它就读不出申请人的信息，"
			"请把它从备份放回原处，或用 --seal 指明它在哪里。", name, path);
	if (!rc)
		rc = files_make_folder(path, err);
	if (rc)
		return rc;
	str_init(&text, &a, SECRET_FILE_MAX);
	seal_master_make(ret, &machine_entropy);
	seal_master_print(ret, &text);
	rc = secret_file_write(path, name, str_sv(&text), err);
	if (text.p)
		explicit_bzero(text.p, text.n);
	return rc;
}

static int read_key(const char *path, struct seal_master *ret, struct err *err)
{
	char text[SECRET_FILE_MAX];
	size_t n;
	int rc = secret_file_read(path, name, text, &n, err);
	if (!rc)
		rc = seal_master_parse((struct sv){ text, n }, ret, err);
	explicit_bzero(text, sizeof text);
	return rc;
}

int sealfile_load(const char *path, struct db *db, struct seal_master *ret, struct err *err)
{
	int rc = read_key(path, ret, err);
	if (rc == E_NOT_FOUND)
		rc = make(path, db, ret, err);
	return rc == E_EXISTS ? read_key(path, ret, err) : rc;
}
