#include "http/spool.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int cannot_store(struct err *err, const char *what)
{
	int e = errno;
	if (e == ENOSPC || e == EDQUOT || e == EFBIG)
		err_set(err, E_FULL,
			"服务器磁盘空间不足，本次提交没有保存。请稍后重试，或联系管理员清理空间。");
	else
		err_set(err, E_IO, "服务器无法暂存上传的文件，本次提交没有保存。请联系管理员。");
	return err_detail(err, "%s: %s", what, strerrordesc_np(e));
}

/** A file without a name. Some file systems need one for a moment. */
static int open_unlinked(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/.gongkai-XXXXXX", folder);
	if (n < 0 || (size_t)n >= sizeof path)
		return -1;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

static int to_file(struct spool *s, struct err *err)
{
	int fd = open_unlinked(s->folder);
	if (fd < 0)
		return cannot_store(err, "temporary file");
	s->file = fd + 1;
	if (!fd_write(fd, (struct sv){ s->memory, s->n }))
		return cannot_store(err, "write to temporary file");
	free(s->memory);
	s->memory = NULL;
	s->cap = 0;
	return 0;
}

static int grow(struct spool *s, size_t need, struct err *err)
{
	size_t cap = s->cap ? s->cap : 4096;
	while (cap < need)
		cap *= 2;
	if (cap > s->max_memory)
		cap = s->max_memory;
	char *p = realloc(s->memory, cap);
	if (!p)
		return err_set(err, E_NOMEM, "服务器内存不足，请稍后重试。");
	s->memory = p;
	s->cap = cap;
	return 0;
}

int spool_add(struct spool *s, struct sv bytes, struct err *err)
{
	if (bytes.n == 0)
		return 0;
	if (!s->file && bytes.n > s->max_memory - s->n) {
		int rc = to_file(s, err);
		if (rc)
			return rc;
	}
	if (s->file) {
		if (!fd_write(s->file - 1, bytes))
			return cannot_store(err, "write to temporary file");
	} else {
		if (s->cap - s->n < bytes.n) {
			int rc = grow(s, s->n + bytes.n, err);
			if (rc)
				return rc;
		}
		memcpy(s->memory + s->n, bytes.p, bytes.n);
	}
	s->n += bytes.n;
	return 0;
}

int spool_whole(struct spool *s, struct sv *ret, struct err *err)
{
	if (s->file && !s->map) {
		void *map = mmap(NULL, s->n, PROT_READ, MAP_PRIVATE, s->file - 1, 0);
		if (map == MAP_FAILED)
			return cannot_store(err, "map temporary file");
		s->map = map;
		close(s->file - 1);
		s->file = 0;
	}
	*ret = (struct sv){ s->map ? s->map : s->memory ? s->memory : "", s->n };
	return 0;
}

void spool_done(struct spool *s)
{
	if (s->map)
		munmap(s->map, s->n);
	if (s->file)
		close(s->file - 1);
	free(s->memory);
	s->memory = NULL;
	s->map = NULL;
	s->n = s->cap = 0;
	s->file = 0;
}
