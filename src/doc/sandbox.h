/**
 * A cage for code that reads what strangers sent. Once entered it cannot be left:
 *
 *  - no new privileges, no core dumps, no files written, no processes started (rlimits);
 *  - no file system at all, or read-only below a few folders (landlock, kernel 5.13 and later);
 *  - only the system calls that computing and allocating need (seccomp allow-list). Asking for a
 *    file gets EACCES, because libraries ask and carry on; anything else that is not on the list
 *    (sockets, forks, signals to others, ptrace, …) kills the process.
 *
 * Used by the parser child (no folders), for antiword (its own folders and the C library) and by
 * the PDF worker, which enters by itself.
 */
#pragma once

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

/** What holds after sandbox_enter. */
enum sandbox_walls {
	SANDBOX_LIMITS = 1,
	SANDBOX_LANDLOCK = 2, /* absent on old kernels: then seccomp alone keeps files away */
	SANDBOX_SECCOMP = 4
};

struct sandbox_policy {
	size_t memory;           /* address space in bytes, 0 = as it is */
	unsigned cpu_seconds;    /* 0 = as it is */
	const char *const *read; /* folders and files that may be read, NULL-terminated; NULL: none.
	                            What is not there is passed over. */
	const char *run;         /* the one program that may be executed, and then with the memory
	                            protection calls a dynamic loader needs; NULL: none */
};

/**
 * Enter. Files opened before stay open. Call it with one thread only.
 *
 * @param walls  what holds, set in every case; may be NULL
 * @return 0, or E_UNSUPPORTED when the kernel has no seccomp
 */
int sandbox_enter(const struct sandbox_policy *policy, unsigned *walls, struct err *err);
