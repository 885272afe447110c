#include "app/keyfile.h"

#include "app/database.h"
#include "app/files.h"
#include "app/machine.h"
#include "app/secret_file.h"
#include "base/auto.h"
#include "ledger/receipt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *keyfile_path(const char *option, const char *where, char buf[static KEYFILE_PATH_MAX])
{
	const char *named = option ? option : getenv("GONGKAI_KEY");
	if (named && *named)
		snprintf(buf, KEYFILE_PATH_MAX, "%s", named);
	else if (database_is_server(where))
		snprintf(buf, KEYFILE_PATH_MAX, "data/gongkai.key");
	else
		snprintf(buf, KEYFILE_PATH_MAX, "%s.key", where);
	return buf;
}

/** Gone, though something was signed? */
static int check_unsigned(const char *path, struct db *db, struct err *err)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 20);
	struct ledger_head head;
	struct sv note;
	int rc = ledger_checkpoint(db, &a, &head, &note, err);
	if (!rc && note.n)
		rc = err_set(err, E_NOT_FOUND, "账本的密钥文件“%s”不见了；没有它就不能接着签署，"
			"请把它从备份放回原处，或用 --key 指明它在哪里。", path);
	return rc;
}

static const char name[] = "账本的密钥文件";

static int write_key(const char *path, const struct ledger_key *key, struct err *err)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 16);
	struct str text;
	str_init(&text, &a, SECRET_FILE_MAX);
	ledger_key_print(key, &text);
	return secret_file_write(path, name, str_sv(&text), err);
}

static int make(const char *path, struct db *db, struct ledger_key *ret, struct err *err)
{
	unsigned char random[8];
	char origin[64];
	int rc = check_unsigned(path, db, err);
	if (!rc)
		rc = files_make_folder(path, err);
	if (rc)
		return rc;
	machine_entropy.fill(machine_entropy.context, random, sizeof random);
	int n = snprintf(origin, sizeof origin, "gongkai.local/");
	for (size_t i = 0; i < sizeof random; i++)
		n += snprintf(origin + n, sizeof origin - (size_t)n, "%02x", random[i]);
	ledger_key_make(ret, origin, &machine_entropy);
	return write_key(path, ret, err);
}

/** @return 0, E_NOT_FOUND (there is none), or what is wrong with it */
static int read_key(const char *path, struct ledger_key *ret, struct err *err)
{
	char text[SECRET_FILE_MAX];
	size_t n;
	int rc = secret_file_read(path, name, text, &n, err);
	if (!rc)
		rc = ledger_key_parse((struct sv){ text, n }, ret, err);
	explicit_bzero(text, sizeof text);
	return rc;
}

int keyfile_load(const char *path, struct db *db, struct ledger_key *ret, struct err *err)
{
	int rc = read_key(path, ret, err);
	if (rc == E_NOT_FOUND)
		rc = make(path, db, ret, err);
	return rc == E_EXISTS ? read_key(path, ret, err) : rc;
}

int keyfile_sequence(struct db *db, const struct ledger_key *key, struct err *err)
{
	const struct act act = machine_act(0);
	int64_t n = 1;
	int rc = E_OK;
	while (!rc && n > 0)
		rc = ledger_sequence(db, key, &act, LEDGER_BATCH_MAX, &n, err);
	return rc == E_STALE ? E_OK : rc;
}

int keyfile_public(const char *given, struct arena *a, struct ledger_key *ret, struct err *err)
{
	struct sv text = sv_of(given);
	int rc = ledger_key_parse_public(text, ret, err);
	if (!rc || access(given, R_OK) != 0)
		return rc;
	rc = files_read(given, a, &text, err);
	return rc ? rc : ledger_key_parse_public(text, ret, err);
}
