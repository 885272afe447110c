#include "app/room.h"

#include "app/desk.h"
#include "base/auto.h"
#include "base/fd.h"
#include "base/str.h"
#include "doc/wire.h"

#include <errno.h>
#include <pthread.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROOMS_MAX = 8, HOUSE = 3 };

struct room {
	pid_t pid;
	int fd;
};

struct rooms {
	pthread_mutex_t lock;
	pthread_cond_t left;
	struct room free[ROOMS_MAX];
	size_t n_free;
};

static bool read_all(int fd, void *p, size_t n)
{
	for (size_t at = 0; at < n;) {
		ssize_t got = read(fd, (char *)p + at, n - at);
		if (got > 0)
			at += (size_t)got;
		else if (got == 0 || errno != EINTR)
			return false;
	}
	return true;
}

/* ── In the room ───────────────────────────────────────────────────────────────────────────── */

static bool send_outcome(const struct str *out)
{
	uint64_t n = out->n;
	return fd_write(HOUSE, (struct sv){ (char *)&n, sizeof n }) && fd_write(HOUSE, str_sv(out));
}

/** Parse one document and send the outcome. @return false when nobody listens any more */
static bool answer(struct desk *d, struct sv bytes)
{
	AUTO(arena_done) struct arena a;
	AUTO(arena_done) struct arena b;
	AUTO(arena_done) struct arena c;
	struct doc *doc = NULL;
	struct err err = { 0 };
	struct str out, too_large;
	arena_init(&a, DOC_MAX_ARENA);
	arena_init(&b, (size_t)DOC_MAX_ARENA * 2); /* a builder that doubles leaves its old halves */
	arena_init(&c, 1 << 14);
	str_init(&out, &b, DOC_MAX_ARENA);
	int rc = desk_parse(d, bytes, &a, &doc, &err);
	doc_wire_encode(rc, &err, doc, &out);
	if (str_ok(&out))
		return send_outcome(&out);
	str_init(&too_large, &c, 1 << 12);
	err_set(&err, E_LIMIT, "文件展开后过大，没有读取；请拆分后再试。");
	doc_wire_encode(E_LIMIT, &err, NULL, &too_large);
	return send_outcome(&too_large);
}

int room_main(void)
{
	struct desk d;
	uint64_t n;
	bool go_on = true;
	desk_init(&d);
	while (go_on && read_all(HOUSE, &n, sizeof n) && n <= DOC_MAX_BYTES) {
		char *p = malloc(n + 1);
		go_on = p && read_all(HOUSE, p, n) && answer(&d, (struct sv){ p, n });
		free(p);
	}
	desk_done(&d);
	return 0;
}

/* ── In the house ──────────────────────────────────────────────────────────────────────────── */

static int start(struct room *r)
{
	int ends[2];
	*r = (struct room){ -1, -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return E_IO;
	static char self[] = "/proc/self/exe", word[] = "--reading-room";
	char *argv[] = { self, word, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], HOUSE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	/* Ctrl-C is the server's to answer; the room goes when its socket closes. */
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
	int failed = posix_spawn(&r->pid, self, &actions, &attributes, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(ends[1]);
	if (failed) {
		close(ends[0]);
		return E_IO;
	}
	r->fd = ends[0];
	return E_OK;
}

static void stop(struct room *r)
{
	if (r->fd >= 0)
		close(r->fd);
	if (r->pid > 0)
		while (waitpid(r->pid, NULL, 0) < 0 && errno == EINTR)
			;
	*r = (struct room){ -1, -1 };
}

int rooms_open(unsigned n, struct rooms **ret, struct err *err)
{
	struct rooms *r = calloc(1, sizeof *r);
	if (!r)
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->left, NULL);
	for (; r->n_free < n && r->n_free < ROOMS_MAX; r->n_free++)
		if (start(&r->free[r->n_free])) {
			rooms_close(r);
			err_set(err, E_IO, "读取文件的进程启动不了。");
			return err_detail(err, "posix_spawn: %s", strerror(errno));
		}
	*ret = r;
	return E_OK;
}

static struct room enter(struct rooms *r)
{
	pthread_mutex_lock(&r->lock);
	while (r->n_free == 0)
		pthread_cond_wait(&r->left, &r->lock);
	struct room room = r->free[--r->n_free];
	pthread_mutex_unlock(&r->lock);
	return room;
}

static void leave(struct rooms *r, struct room room)
{
	pthread_mutex_lock(&r->lock);
	r->free[r->n_free++] = room;
	pthread_cond_signal(&r->left);
	pthread_mutex_unlock(&r->lock);
}

/** Hand a document over and take the outcome. @return false when the room is gone */
static bool converse(const struct room *room, struct sv bytes, char **ret, uint64_t *ret_n)
{
	uint64_t n = bytes.n;
	*ret = NULL;
	if (room->fd < 0 || !fd_write(room->fd, (struct sv){ (char *)&n, sizeof n })
		|| !fd_write(room->fd, bytes) || !read_all(room->fd, ret_n, sizeof *ret_n)
		|| *ret_n > DOC_MAX_ARENA)
		return false;
	*ret = malloc(*ret_n + 1);
	return *ret && read_all(room->fd, *ret, *ret_n);
}

int rooms_read(struct rooms *r, struct sv bytes, struct arena *a, struct doc **ret, struct err *err)
{
	char *outcome;
	uint64_t n;
	if (bytes.n > DOC_MAX_BYTES)
		return err_set(err, E_LIMIT, "文件太大，最多%d MB。", DOC_MAX_BYTES / 1024 / 1024);
	struct room room = enter(r);
	bool done = converse(&room, bytes, &outcome, &n);
	if (!done) {
		/* It died, at this file or before: once more in a new one, so that only a bad file fails. */
		free(outcome);
		stop(&room);
		done = !start(&room) && converse(&room, bytes, &outcome, &n);
	}
	int rc = done ? doc_wire_decode((struct sv){ outcome, n }, a, ret, err)
		: err_set(err, E_CRASH, "读取这个文件时出错，请换一种格式再试。");
	free(outcome);
	leave(r, room);
	return rc;
}

void rooms_close(struct rooms *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->n_free; i++)
		stop(&r->free[i]);
	pthread_cond_destroy(&r->left);
	pthread_mutex_destroy(&r->lock);
	free(r);
}
