#include "app/files.h"

#include "base/fd.h"
#include "base/str.h"
#include "base/utf8.h"
#include "doc/doc.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 32 };

static int add_path(struct file_list *list, const char *path, struct err *err)
{
	const char **more = arena_grow(list->arena, list->paths, list->n, &list->cap, sizeof *more);
	char *copy = more ? arena_dup(list->arena, path, strlen(path)) : NULL;
	if (!copy)
		return err_set(err, E_NOMEM, "文件太多，内存不足；请分批处理。");
	list->paths = more;
	list->paths[list->n++] = copy;
	return E_OK;
}

static int visible(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static int walk(struct file_list *list, const char *dir, int depth, struct err *err)
{
	struct dirent **names;
	int n = scandir(dir, &names, visible, alphasort), rc = E_OK;
	if (n < 0) {
		err_set(err, E_IO, "目录“%s”打不开；请检查权限。", files_shown(dir, list->arena));
		return err_detail(err, "scandir: %s", strerror(errno));
	}
	for (int i = 0; i < n; i++) {
		struct sv path = sv_fmt(list->arena, "%s%s%s", dir,
			sv_ends(sv_of(dir), SV("/")) ? "" : "/", names[i]->d_name);
		struct stat st;
		if (!rc && path.n && stat(path.p, &st) == 0) {
			if (S_ISREG(st.st_mode))
				rc = add_path(list, path.p, err);
			else if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX)
				rc = walk(list, path.p, depth + 1, err);
		}
		free(names[i]);
	}
	free(names);
	return rc;
}

bool files_is_directory(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int files_add(struct file_list *list, const char *path, struct err *err)
{
	return files_is_directory(path) ? walk(list, path, 0, err) : add_path(list, path, err);
}

static int open_error(const char *path, struct arena *a, struct err *err)
{
	const char *shown = files_shown(path, a);
	if (errno == ENOENT)
		err_set(err, E_NOT_FOUND, "没有“%s”这个文件；请检查文件名。", shown);
	else
		err_set(err, E_IO, "文件“%s”打不开；请检查权限。", shown);
	return err_detail(err, "open: %s", strerror(errno));
}

/** Read until the end or `max` bytes. @return bytes read, or -1 */
static ssize_t read_all(int fd, char *p, size_t max)
{
	size_t n = 0;
	while (n < max) {
		ssize_t got = read(fd, p + n, max - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	return (ssize_t)n;
}

int files_read(const char *path, struct arena *a, struct sv *ret, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	if (fd < 0)
		return open_error(path, a, err);
	int rc = E_OK;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		rc = err_set(err, E_IO, "“%s”不是普通文件，无法读取。", files_shown(path, a));
	else if (st.st_size > DOC_MAX_BYTES)
		rc = err_set(err, E_LIMIT, "文件有%lld兆字节，超过%d兆的上限；年度报告不应这样大，"
			"请检查是否选错文件，或删去其中的图片后再试。", (long long)st.st_size / 1048576,
			DOC_MAX_BYTES / 1048576);
	char *p = rc ? NULL : arena_alloc(a, (size_t)st.st_size + 1);
	ssize_t n = p ? read_all(fd, p, (size_t)st.st_size) : -1;
	if (!rc && !p)
		rc = err_set(err, E_NOMEM, "文件过大，内存不足。");
	else if (!rc && n < 0)
		rc = err_set(err, E_IO, "读取“%s”时出错；请检查磁盘或网络盘。", files_shown(path, a));
	close(fd);
	if (!rc)
		*ret = (struct sv){ p, (size_t)n };
	return rc;
}

int files_write(const char *path, struct sv bytes, struct err *err)
{
	char temporary[4096];
	if (strcmp(path, "-") == 0)
		return fd_write(STDOUT_FILENO, bytes) ? E_OK : err_set(err, E_IO, "写标准输出时出错。");
	int n = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
	int fd = n > 0 && (size_t)n < sizeof temporary ? mkostemp(temporary, O_CLOEXEC) : -1;
	if (fd < 0) {
		err_set(err, E_IO, "无法写入“%s”；请检查目录是否存在、是否有权限。", path);
		return err_detail(err, "mkostemp: %s", strerror(errno));
	}
	bool fine = fd_write(fd, bytes) && fchmod(fd, 0644) == 0;
	fine = close(fd) == 0 && fine;
	if (fine && rename(temporary, path) == 0)
		return E_OK;
	int why = errno;
	unlink(temporary);
	err_set(err, E_IO, "写“%s”没有成功，原文件未改动；请检查磁盘空间和权限。", path);
	return err_detail(err, "write: %s", strerror(why));
}

int files_make_folder(const char *path, struct err *err)
{
	char folder[4096];
	size_t slash = sv_find_last(sv_of(path), SV("/"));
	if (slash == SV_NONE || slash == 0 || slash >= sizeof folder)
		return E_OK;
	snprintf(folder, sizeof folder, "%.*s", (int)slash, path);
	if (mkdir(folder, 0750) == 0 || errno == EEXIST)
		return E_OK;
	err_set(err, E_IO, "目录“%s”建不了；请先建好它，或指定别处。", folder);
	return err_detail(err, "mkdir: %s", strerror(errno));
}

const char *files_shown(const char *path, struct arena *a)
{
	struct str s;
	struct sv in = sv_of(path);
	str_init(&s, a, 8192);
	for (size_t at = 0; at < in.n;) {
		uint32_t cp = utf8_next(in, &at);
		str_add_cp(&s, cp < 0x20 || (cp >= 0x7F && cp < 0xA0) ? UTF8_BAD : cp);
	}
	return str_z(&s);
}
