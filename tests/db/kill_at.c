/* Preloaded into a program: it is killed just before or just after the N-th call that changes a file under a folder.
 *
 *     KILL_UNDER=/folder/  only calls on files whose path begins so; without it nothing is done
 *     KILL_AT=N            from 1; 0 or unset: never
 *     KILL_AFTER=1         after the call, not before it
 *     KILL_COUNT=FILE      how many calls there were is written there at a regular end
 *
 * Calls of the process itself count, those of its children do not. */
#undef _FILE_OFFSET_BITS /* or pwrite and pwrite64 would be one name */

#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pid_t self;
static long at, count;
static bool after;
static const char *under;

__attribute__((constructor)) static void begin(void)
{
	const char *n = getenv("KILL_AT"), *late = getenv("KILL_AFTER");
	under = getenv("KILL_UNDER");
	at = n ? strtol(n, NULL, 10) : 0;
	after = late && *late == '1';
	self = getpid();
}

/* The function of the C library into the pointer `call`, which ISO C does not let be cast. */
static void find(const char *name, void *call)
{
	void *p = dlsym(RTLD_NEXT, name);
	if (!p)
		abort();
	memcpy(call, &p, sizeof p);
}

__attribute__((destructor)) static void end(void)
{
	const char *path = getenv("KILL_COUNT");
	char text[32];
	ssize_t (*put)(int, const void *, size_t);
	find("write", &put);
	if (!under || !path || getpid() != self)
		return;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int n = snprintf(text, sizeof text, "%ld\n", count);
	if (fd < 0 || put(fd, text, (size_t)n) != n)
		abort();
	close(fd);
}

static bool counts(const char *path)
{
	return under && getpid() == self && strncmp(path, under, strlen(under)) == 0;
}

static bool counts_fd(int fd)
{
	char link[64], path[PATH_MAX];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = under ? readlink(link, path, sizeof path - 1) : -1;
	if (n < 0)
		return false;
	path[n] = '\0';
	return counts(path);
}

static void die_before(bool counted)
{
	if (counted && ++count == at && !after)
		kill(self, SIGKILL);
}

static void die_after(bool counted)
{
	if (counted && count == at && after)
		kill(self, SIGKILL);
}

#define CALL(type, name, parameters, arguments, of) \
	type name parameters; \
	type name parameters \
	{ \
		type (*call) parameters; \
		find(#name, &call); \
		bool counted = of; \
		die_before(counted); \
		type result = call arguments; \
		die_after(counted); \
		return result; \
	}

CALL(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n), counts_fd(fd))
CALL(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t where), (fd, p, n, where), counts_fd(fd))
CALL(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t where), (fd, p, n, where),
	counts_fd(fd))
CALL(int, fsync, (int fd), (fd), counts_fd(fd))
CALL(int, fdatasync, (int fd), (fd), counts_fd(fd))
CALL(int, ftruncate, (int fd, off_t n), (fd, n), counts_fd(fd))
CALL(int, ftruncate64, (int fd, off64_t n), (fd, n), counts_fd(fd))
CALL(int, rename, (const char *from, const char *to), (from, to), counts(to))
CALL(int, unlink, (const char *path), (path), counts(path))
