#include "app/keyfile.h"

#include "app/database.h"
#include "app/machine.h"
#include "base/auto.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_TEXT_MAX = 1024 };

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

static int refuse(const char *path, const char *what, struct err *err)
{
	int why = errno;
	err_set(err, E_IO, "账本的密钥文件“%s”%s；请检查目录和权限。", path, what);
	return err_detail(err, "key file: %s", strerror(why));
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

/** Bytes whole on the disk under a name that nobody looks for yet. */
static bool write_beside(char *temporary, struct sv bytes)
{
	int fd = mkostemp(temporary, O_CLOEXEC); /* 0600 */
	bool fine = fd >= 0 && fd_write(fd, bytes) && fsync(fd) == 0;
	if (fd >= 0)
		fine = close(fd) == 0 && fine;
	return fine;
}

/** Whole or not at all, and never over another one: it must not be lost once something was signed.
    @return 0, E_EXISTS (another process made one at the same moment), E_IO */
static int write_key(const char *path, const struct ledger_key *key, struct err *err)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, 1 << 16);
	struct str text;
	char temporary[KEYFILE_PATH_MAX + 8];
	str_init(&text, &a, KEY_TEXT_MAX);
	ledger_key_print(key, &text);
	snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
	bool written = str_ok(&text) && write_beside(temporary, str_sv(&text));
	bool linked = written && link(temporary, path) == 0;
	int rc = linked ? E_OK : written && errno == EEXIST ? E_EXISTS : refuse(path, "写不了", err);
	unlink(temporary);
	return rc;
}

static int make(const char *path, struct db *db, struct ledger_key *ret, struct err *err)
{
	unsigned char random[8];
	char origin[64];
	int rc = check_unsigned(path, db, err);
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
	char text[KEY_TEXT_MAX];
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : refuse(path, "打不开", err);
	ssize_t n = fstat(fd, &st) == 0 ? read(fd, text, sizeof text) : -1;
	int rc = n < 0 ? refuse(path, "读不了", err) : E_OK;
	close(fd);
	if (!rc && st.st_mode & (S_IRWXG | S_IRWXO))
		rc = err_set(err, E_FORBIDDEN, "账本的密钥文件“%s”别人也能读；请执行 chmod 600 后再试，"
			"并考虑它是否已经泄露。", path);
	return rc ? rc : ledger_key_parse((struct sv){ text, (size_t)n }, ret, err);
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
