#include "app/secret_file.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int refuse(const char *path, const char *name, const char *what, struct err *err)
{
	int why = errno;
	err_set(err, E_IO, "%s“%s”%s；请检查目录和权限。", name, path, what);
	return err_detail(err, "key file: %s", strerror(why));
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

int secret_file_write(const char *path, const char *name, struct sv text, struct err *err)
{
	char temporary[PATH_MAX + 8];
	snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
	bool written = text.n && write_beside(temporary, text);
	bool linked = written && link(temporary, path) == 0;
	int rc = linked ? E_OK : written && errno == EEXIST ? E_EXISTS
		: refuse(path, name, "写不了", err);
	unlink(temporary);
	return rc;
}

int secret_file_read(const char *path, const char *name, char ret[static SECRET_FILE_MAX],
	size_t *ret_n, struct err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? E_NOT_FOUND : refuse(path, name, "打不开", err);
	ssize_t n = fstat(fd, &st) == 0 ? read(fd, ret, SECRET_FILE_MAX) : -1;
	int rc = n < 0 ? refuse(path, name, "读不了", err) : E_OK;
	close(fd);
	if (!rc && st.st_mode & (S_IRWXG | S_IRWXO))
		rc = err_set(err, E_FORBIDDEN, "%s“%s”别人也能读；请执行 chmod 600 后再试，"
			"并考虑它是否已经泄露。", name, path);
	*ret_n = n < 0 ? 0 : (size_t)n;
	return rc;
}
