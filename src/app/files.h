/**
 * Files named on the command line: directories are walked, names are made fit to print.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

struct file_list {
	struct arena *arena;
	const char **paths;  /* in the order given; inside a directory, sorted by name */
	size_t n, cap;
};

/**
 * Add a file, or every regular file beneath a directory; names that begin with a dot are passed
 * over inside directories. @return 0, E_NOT_FOUND, E_IO, E_NOMEM
 */
int files_add(struct file_list *list, const char *path, struct err *err);

/** Is it a directory? */
bool files_is_directory(const char *path);

/** The whole file. @return 0, E_NOT_FOUND, E_IO, E_LIMIT (over DOC_MAX_BYTES), E_NOMEM */
int files_read(const char *path, struct arena *a, struct sv *ret, struct err *err);

/** Write a file whole or not at all: a temporary name, then rename. "-" is standard output. */
int files_write(const char *path, struct sv bytes, struct err *err);

/** Make the folder that a file is to stand in, unless it is there or the file stands in this one; for its
    owner and group only. @return 0, E_IO */
int files_make_folder(const char *path, struct err *err);

/** The name for messages: control characters and bytes that are not UTF-8 replaced. */
const char *files_shown(const char *path, struct arena *a);
