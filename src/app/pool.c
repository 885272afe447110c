#include "app/pool.h"

#include "base/auto.h"
#include "base/err.h"
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LANES_MAX = 64, WINDOW = 256, NOTHING = -1, PIPE_BYTES = 1 << 20 };

/** What lanes and parent share: the next file, and which file each lane is at. */
struct shared {
	_Atomic size_t next;
	_Atomic long at[LANES_MAX];
};

struct header {
	uint64_t index, length;
};

struct lane {
	pid_t pid;
	int fd;              /* the parent's end */
	char *buffer;        /* a result that is coming in */
	size_t have;
	struct header header;
	size_t header_have;
};

struct pool {
	const struct pool_job *job;
	struct shared *shared;
	struct lane lanes[LANES_MAX];
	unsigned n_lanes;
	size_t n, next;      /* files, next to hand over */
	struct sv *done;     /* results by index modulo WINDOW, p == NULL while missing */
};

unsigned pool_processors(void)
{
	cpu_set_t set;
	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 1;
	int n = CPU_COUNT(&set);
	return n < 1 ? 1 : n > LANES_MAX ? LANES_MAX : (unsigned)n;
}

/** Life of a lane: take the next file until there is none. Never returns. */
static void lane_run(const struct pool *pool, unsigned lane, int fd)
{
	struct arena a;
	arena_init(&a, (size_t)POOL_RESULT_MAX * 4);
	for (;;) {
		size_t index = atomic_fetch_add(&pool->shared->next, 1);
		if (index >= pool->n)
			break;
		atomic_store(&pool->shared->at[lane], (long)index);
		struct str out;
		str_init(&out, &a, POOL_RESULT_MAX);
		pool->job->work(pool->job->context, index, &out);
		struct header h = { index, out.n };
		if (!fd_write(fd, (struct sv){ (const char *)&h, sizeof h }) || !fd_write(fd, str_sv(&out)))
			break;
		atomic_store(&pool->shared->at[lane], NOTHING);
		arena_reset(&a);
	}
	arena_done(&a);
	pool->job->finish(pool->job->context);
	_exit(0);
}

static int lane_start(struct pool *pool, unsigned lane)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return E_IO;
	/* So that a lane goes on while the parent is busy with a batch; it does without as well. */
	fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
	atomic_store(&pool->shared->at[lane], NOTHING);
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		close(ends[0]);
		for (unsigned i = 0; i < pool->n_lanes; i++)
			if (i != lane && pool->lanes[i].fd >= 0)
				close(pool->lanes[i].fd);
		signal(SIGPIPE, SIG_DFL);
		lane_run(pool, lane, ends[1]);
	}
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return E_IO;
	}
	pool->lanes[lane] = (struct lane){ .pid = pid, .fd = ends[0] };
	return E_OK;
}

/** Hand over every result whose turn has come. */
static void hand_over(struct pool *pool)
{
	while (pool->next < pool->n && pool->done[pool->next % WINDOW].p) {
		struct sv *slot = &pool->done[pool->next % WINDOW];
		pool->job->take(pool->job->context, pool->next, *slot);
		free((void *)(uintptr_t)slot->p);
		*slot = (struct sv){ 0 };
		pool->next++;
	}
}

static void store(struct pool *pool, size_t index, char *bytes, size_t n)
{
	pool->done[index % WINDOW] = (struct sv){ bytes, n };
	hand_over(pool);
}

/** A lane died: its file gets a result in its place. */
static void store_lost(struct pool *pool, size_t index)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, POOL_RESULT_MAX);
	struct str out;
	str_init(&out, &a, POOL_RESULT_MAX / 4);
	pool->job->lost(pool->job->context, index, &out);
	char *copy = malloc(out.n + 1);
	if (!copy)
		return;
	memcpy(copy, str_z(&out), out.n);
	store(pool, index, copy, out.n);
}

/** Would the lane's result lie too far ahead of what was handed over? Then it waits. */
static bool is_ahead(const struct pool *pool, unsigned lane)
{
	const struct lane *l = &pool->lanes[lane];
	return l->header_have == sizeof l->header && l->header.index >= pool->next + WINDOW;
}

/** Read from a lane. @return false when it has ended */
static bool lane_read(struct pool *pool, unsigned lane)
{
	struct lane *l = &pool->lanes[lane];
	bool in_header = l->header_have < sizeof l->header;
	void *to = in_header ? (char *)&l->header + l->header_have : l->buffer + l->have;
	size_t want = in_header ? sizeof l->header - l->header_have : l->header.length - l->have;
	ssize_t n = want ? read(l->fd, to, want) : 0;
	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (n == 0 && want)
		return false;
	if (in_header) {
		l->header_have += (size_t)n;
		if (l->header_have < sizeof l->header)
			return true;
		l->have = 0;
		l->buffer = l->header.length <= POOL_RESULT_MAX && l->header.index < pool->n ?
			malloc(l->header.length + 1) : NULL;
		if (!l->buffer)
			return false;
	} else {
		l->have += (size_t)n;
	}
	if (l->have == l->header.length && !is_ahead(pool, lane)) {
		char *buffer = l->buffer;
		l->buffer = NULL;
		l->header_have = 0;
		store(pool, l->header.index, buffer, l->have);
	}
	return true;
}

static void lane_end(struct pool *pool, unsigned lane)
{
	struct lane *l = &pool->lanes[lane];
	close(l->fd);
	l->fd = -1;
	free(l->buffer);
	l->buffer = NULL;
	while (waitpid(l->pid, NULL, 0) < 0 && errno == EINTR)
		;
	long at = atomic_load(&pool->shared->at[lane]);
	if (at != NOTHING && (size_t)at >= pool->next && !pool->done[(size_t)at % WINDOW].p) {
		store_lost(pool, (size_t)at);
		if (atomic_load(&pool->shared->next) < pool->n)
			lane_start(pool, lane);
	}
}

/** Wait for the lanes until all results are in. */
static void collect(struct pool *pool)
{
	while (pool->next < pool->n) {
		struct pollfd fds[LANES_MAX];
		unsigned at[LANES_MAX], n = 0;
		for (unsigned i = 0; i < pool->n_lanes; i++) {
			if (pool->lanes[i].fd < 0)
				continue;
			if (is_ahead(pool, i) && pool->lanes[i].have == pool->lanes[i].header.length)
				continue;
			at[n] = i;
			fds[n++] = (struct pollfd){ .fd = pool->lanes[i].fd, .events = POLLIN };
		}
		if (n == 0 || (poll(fds, n, -1) < 0 && errno != EINTR))
			break;
		for (unsigned k = 0; k < n; k++)
			if (fds[k].revents && !lane_read(pool, at[k]))
				lane_end(pool, at[k]);
		for (unsigned i = 0; i < pool->n_lanes; i++)
			if (pool->lanes[i].fd >= 0 && pool->lanes[i].buffer && !is_ahead(pool, i) &&
			    pool->lanes[i].have == pool->lanes[i].header.length)
				lane_read(pool, i);
	}
}

static void run_here(const struct pool_job *job, size_t n)
{
	AUTO(arena_done) struct arena a;
	arena_init(&a, (size_t)POOL_RESULT_MAX * 4);
	for (size_t i = 0; i < n; i++) {
		struct str out;
		str_init(&out, &a, POOL_RESULT_MAX);
		job->work(job->context, i, &out);
		job->take(job->context, i, str_sv(&out));
		arena_reset(&a);
	}
	job->finish(job->context);
}

int pool_run(const struct pool_job *job, size_t n, unsigned lanes, struct err *err)
{
	if (lanes > LANES_MAX)
		lanes = LANES_MAX;
	if (lanes > n)
		lanes = (unsigned)n;
	if (lanes <= 1) {
		run_here(job, n);
		return E_OK;
	}
	struct pool *pool = calloc(1, sizeof *pool);
	struct sv *done = calloc(WINDOW, sizeof *done);
	struct shared *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!pool || !done || shared == MAP_FAILED) {
		free(pool);
		free(done);
		return err_set(err, E_NOMEM, "内存不足，无法并行处理；可加 --jobs 1 再试。");
	}
	*pool = (struct pool){ .job = job, .shared = shared, .n_lanes = lanes, .n = n, .done = done };
	for (unsigned i = 0; i < lanes; i++)
		pool->lanes[i].fd = -1;
	int rc = E_OK;
	for (unsigned i = 0; i < lanes && !rc; i++)
		rc = lane_start(pool, i);
	collect(pool);
	size_t handed = pool->next;
	for (unsigned i = 0; i < lanes; i++)
		if (pool->lanes[i].fd >= 0)
			lane_end(pool, i);
	munmap(shared, sizeof *shared);
	free(done);
	free(pool);
	if (handed < n)
		return err_set(err, E_IO, "并行处理中断；可加 --jobs 1 再试。");
	return E_OK;
}
