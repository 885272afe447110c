#include "doc/child.h"

#include "base/auto.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

int child_arm(int timer, unsigned ms)
{
	struct itimerspec when = { .it_value = { ms / 1000, ms % 1000 * 1000000L } };
	return timerfd_settime(timer, 0, &when, NULL) == 0 ? 0 : E_IO;
}

/** Until `fd` is ready for `events`, or the deadline. */
static int wait_for(int fd, short events, int timer)
{
	struct pollfd p[] = { { fd, events, 0 }, { timer, POLLIN, 0 } };
	for (;;) {
		int n = poll(p, 2, -1);
		if (n < 0 && errno != EINTR)
			return E_IO;
		if (n > 0 && p[1].revents)
			return E_TIMEOUT;
		if (n > 0 && p[0].revents)
			return 0;
	}
}

int child_send(const struct child *c, struct sv head, struct sv body)
{
	while (head.n + body.n > 0) {
		struct iovec parts[] = { { (char *)(uintptr_t)head.p, head.n },
			{ (char *)(uintptr_t)body.p, body.n } };
		const struct msghdr m = { .msg_iov = parts, .msg_iovlen = 2 };
		ssize_t k = sendmsg(c->fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (k < 0 && errno == EAGAIN) {
			int code = wait_for(c->fd, POLLOUT, c->timer);
			if (code)
				return code;
			continue;
		}
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return E_CRASH;
		size_t of_head = (size_t)k < head.n ? (size_t)k : head.n;
		head = sv_from(head, of_head);
		body = sv_from(body, (size_t)k - of_head);
	}
	return 0;
}

int child_recv(const struct child *c, void *p, size_t n, size_t *got)
{
	for (;;) {
		int code = wait_for(c->fd, POLLIN, c->timer);
		if (code)
			return code;
		ssize_t k = read(c->fd, p, n);
		if (k >= 0) {
			*got = (size_t)k;
			return 0;
		}
		if (errno != EINTR && errno != EAGAIN)
			return E_CRASH;
	}
}

int child_bytes_room(struct child_bytes *b, size_t n)
{
	if (n <= b->cap)
		return 0;
	char *p = realloc(b->p, n);
	if (!p)
		return E_NOMEM;
	b->p = p;
	b->cap = n;
	return 0;
}

void child_bytes_free(struct child_bytes *b)
{
	free(b->p);
	*b = (struct child_bytes){ 0 };
}

bool child_keep(int in, int out, int other)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null < 0)
		return false;
	int from[4] = { in < 0 ? null : in, out < 0 ? null : out, null, other < 0 ? null : other };
	for (int i = 0; i < 4; i++) /* above the targets first, so that none is overwritten */
		if ((from[i] = fcntl(from[i], F_DUPFD, 4)) < 0)
			return false;
	for (int i = 0; i < 4; i++)
		if (dup2(from[i], i) < 0)
			return false;
	return syscall(SYS_close_range, 4u, ~0u, 0u) == 0;
}

void child_end(struct child *c, bool now)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	if (c->pid <= 0)
		return;
	int handle = now ? -1 : (int)syscall(SYS_pidfd_open, c->pid, 0);
	bool over = handle >= 0 && wait_for(handle, POLLIN, c->timer) == 0;
	if (handle >= 0)
		close(handle);
	if (!over)
		kill(c->pid, SIGKILL);
	c->status = 0;
	while (waitpid(c->pid, &c->status, 0) < 0 && errno == EINTR)
		;
	c->pid = 0;
}

/* ---- helper programs ------------------------------------------------------------------------- */

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/** A file in memory that holds those bytes, read from the start. */
static int file_of(struct sv bytes)
{
	int fd = memfd_create("document", MFD_CLOEXEC);
	if (fd >= 0 && !fd_write(fd, bytes)) {
		close(fd);
		return -1;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/** In the new process: arrange descriptors, enter the sandbox, become the program. */
static _Noreturn void become(const struct child_program *program, int in, int out)
{
	static const char *const environment[] = { "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", NULL };
	if (!child_keep(in, out, -1))
		_exit(CHILD_NO_PROGRAM);
	close(3);
	if (program->sandbox && sandbox_enter(program->sandbox, NULL, NULL) != 0)
		_exit(CHILD_NO_SANDBOX);
#ifndef __SANITIZE_ADDRESS__
	if (program->memory)
		setrlimit(RLIMIT_AS, &(struct rlimit){ program->memory, program->memory });
#endif
	execve(program->argv[0], (char *const *)(uintptr_t)program->argv,
		(char *const *)(uintptr_t)environment);
	_exit(CHILD_NO_PROGRAM);
}

int child_take(const struct child *c, size_t max, struct child_bytes *ret)
{
	for (;;) {
		size_t got;
		int code = child_bytes_room(ret, ret->n == ret->cap ? ret->cap * 2 + (1 << 16) : ret->cap);
		if (!code)
			code = child_recv(c, ret->p + ret->n, ret->cap - ret->n, &got);
		if (code || got == 0)
			return code;
		ret->n += got;
		if (ret->n > max)
			return E_LIMIT;
	}
}

int child_run(struct child *c, const struct child_program *program, struct sv input,
	struct child_bytes *ret)
{
	int ends[2];
	c->pid = 0;
	c->fd = -1;
	AUTO(close_fd) int in = file_of(input);
	if (in < 0 || pipe2(ends, O_CLOEXEC) != 0)
		return E_IO;
	c->pid = fork();
	if (c->pid == 0)
		become(program, in, ends[1]);
	close(ends[1]);
	c->fd = ends[0];
	int code = c->pid < 0 ? E_IO : child_take(c, program->max_output, ret);
	child_end(c, code != 0);
	if (!code && !(WIFEXITED(c->status) && WEXITSTATUS(c->status) == 0))
		code = E_CRASH;
	return code;
}

/* ---- what became of it ----------------------------------------------------------------------- */

static int say_crash(const struct child *c, struct err *err)
{
	err_set(err, E_CRASH, "读取这个文件时解析程序出错停止，可能文件已损坏；"
		"请用原软件重新另存后再试。");
	if (WIFSIGNALED(c->status))
		return err_detail(err, "child killed by signal %d", WTERMSIG(c->status));
	return err_detail(err, "child exited with %d", WEXITSTATUS(c->status));
}

int child_say(const struct child *c, int code, unsigned timeout_ms, struct err *err)
{
	if (code == E_CRASH && WIFSIGNALED(c->status) && WTERMSIG(c->status) == SIGXCPU)
		code = E_TIMEOUT;
	if (code == E_CRASH && WIFEXITED(c->status) && WEXITSTATUS(c->status) == CHILD_NO_SANDBOX)
		return err_set(err, E_UNSUPPORTED, "本机内核不支持 seccomp 隔离，为安全起见没有读取"
			"外来文件；请在支持它的系统上运行。");
	switch (code) {
	case E_TIMEOUT:
		return err_set(err, E_TIMEOUT, "读取超过 %u 秒仍未完成，已停止；可能文件过大或已损坏，"
			"请拆分或用原软件重新另存后再试。", (timeout_ms + 999) / 1000);
	case E_LIMIT:
		return err_set(err, E_LIMIT, "文件展开后过大，没有读取；请拆分后再试。");
	case E_NOMEM:
		return err_set(err, E_NOMEM, "内存不足，没有读取这个文件；请关闭其他程序后再试。");
	case E_IO:
		err_set(err, E_IO, "无法启动解析程序，可能系统资源不足；请稍后再试。");
		return err_detail(err, "errno %d", errno);
	default:
		return say_crash(c, err);
	}
}
