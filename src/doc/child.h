/**
 * A process that works for us and is not trusted, private to the reader: sending and receiving
 * with a deadline, starting a helper program on some bytes, and telling afterwards what became of
 * it. Nothing here reads a clock: the deadline is a timer that the kernel runs.
 *
 * Every function returns 0 or the code of what went wrong without a sentence; child_say makes it.
 */
#pragma once

#include "base/sv.h"
#include "doc/sandbox.h"

#include <stdint.h>
#include <sys/types.h>

/* What a child exits with when the sandbox cannot be entered or a helper program cannot be run. */
enum { CHILD_NO_SANDBOX = 97, CHILD_NO_PROGRAM = 98 };

struct child {
	pid_t pid;
	int fd;     /* our end of the connection, -1 = none */
	int timer;  /* deadline, shared by all children of a reader */
	int status; /* from waitpid, once reaped */
};

/** A growing buffer outside the arenas, so that what a child sends can be large and short-lived. */
struct child_bytes {
	char *p;
	size_t n, cap;
};

/** Start (or restart) a deadline that many milliseconds from now. */
int child_arm(int timer, unsigned ms);

/** Send both to a socket, in one message if they fit. E_CRASH when nobody is there, E_TIMEOUT. */
int child_send(const struct child *c, struct sv head, struct sv body);

/** Receive what there is, at least one byte and at most `n`; `*got` == 0 at the end of the stream. */
int child_recv(const struct child *c, void *p, size_t n, size_t *got);

/** All that it sends until it closes its end, at most `max` bytes. E_LIMIT, E_TIMEOUT, E_CRASH, E_NOMEM, E_IO */
int child_take(const struct child *c, size_t max, struct child_bytes *ret);

/** Make room for `n` bytes. E_NOMEM */
int child_bytes_room(struct child_bytes *b, size_t n);

/** For AUTO. */
void child_bytes_free(struct child_bytes *b);

/** Drop all descriptors of this process except 0 to 3; 0 and 1 and 2 become `in`, `out`, null. */
bool child_keep(int in, int out, int other);

/** Wait for the end until the deadline, or not at all when `kill`; then kill. No zombie stays. */
void child_end(struct child *c, bool now);

/** A program run over some bytes. */
struct child_program {
	const char *const *argv;              /* argv[0] is the path */
	const struct sandbox_policy *sandbox; /* NULL: it enters one by itself */
	size_t memory;                        /* address space, when it enters one by itself */
	size_t max_output;
};

/**
 * Run a program whose standard input is a file holding `input`, and take what it prints until
 * the deadline. `c->timer` is set by the caller, the rest on return.
 * @return 0, E_TIMEOUT, E_LIMIT (prints too much), E_CRASH (see c->status), E_NOMEM, E_IO
 */
int child_run(struct child *c, const struct child_program *program, struct sv input,
	struct child_bytes *ret);

/** The sentence for a failure of a child. @return the code, more exact than `code` if possible */
int child_say(const struct child *c, int code, unsigned timeout_ms, struct err *err);
