/** A key in a file of its own: for its owner only, written once, never over another one. */
#pragma once

#include "base/err.h"
#include "base/sv.h"

enum { SECRET_FILE_MAX = 1024 };

/**
 * Read one whole.
 * @param name  what it is called in a sentence: "账本的密钥文件"
 * @return 0, E_NOT_FOUND (there is none; `err` is left alone), E_IO, E_FORBIDDEN (others may read it)
 */
int secret_file_read(const char *path, const char *name, char ret[static SECRET_FILE_MAX],
	size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** Write one whole or not at all. @return 0, E_EXISTS (another process made one at the same moment), E_IO */
int secret_file_write(const char *path, const char *name, struct sv text, struct err *err)
	__attribute__((warn_unused_result));
