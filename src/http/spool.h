/**
 * Bytes that arrive in pieces and are wanted whole: in memory up to a limit, then in an unlinked
 * temporary file, which is nobody's when the program ends, however it ends.
 */
#pragma once

#include "base/err.h"
#include "base/sv.h"

struct spool {
	const char *folder;  /* for the temporary file; must live as long */
	size_t max_memory;   /* bytes kept in memory */
	char *memory;
	size_t n, cap;       /* bytes held; room in memory */
	void *map;
	int file;            /* descriptor + 1, so that a zeroed spool is an empty one */
};

/** Append. @return 0, E_FULL (no room on the disk), E_IO, E_NOMEM */
int spool_add(struct spool *s, struct sv bytes, struct err *err)
	__attribute__((warn_unused_result));

/** All bytes in one piece, valid until spool_done. @return 0, E_IO */
int spool_whole(struct spool *s, struct sv *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Release memory and file. Accepts a zeroed struct. */
void spool_done(struct spool *s);
