#include "store/flush.h"

#include "store/store_int.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Commits are numbered in the order of the turns. */
struct flush {
	int turn;                      /* who may write: an eventfd of 1, or 0 while somebody does */
	pthread_mutex_t lock;          /* of what follows */
	pthread_cond_t changed;
	_Atomic uint64_t announced, flushed;
	uint64_t committed;
	atomic_uint pending;           /* announced, not yet ended either way */
	bool under_way;
	atomic_bool broken;
};

struct flush *flush_new(void)
{
	struct flush *f = calloc(1, sizeof *f);
	if (!f)
		return NULL;
	f->turn = eventfd(1, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);
	if (f->turn < 0) {
		free(f);
		return NULL;
	}
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->changed, NULL);
	return f;
}

void flush_free(struct flush *f)
{
	if (!f)
		return;
	pthread_cond_destroy(&f->changed);
	pthread_mutex_destroy(&f->lock);
	close(f->turn);
	free(f);
}

static int say_broken(struct err *err)
{
	err_set(err, E_IO, "数据没有写到磁盘上，不能确定已经保存。请检查磁盘，再重新启动 gongkai。");
	return err_detail(err, "a flush of the write-ahead log failed: nothing is written until a restart");
}

int flush_take_turn(struct flush *f, struct err *err)
{
	struct pollfd free_again = { .fd = f->turn, .events = POLLIN };
	eventfd_t one;
	while (eventfd_read(f->turn, &one) < 0)
		if (poll(&free_again, 1, STORE_BUSY_MS) == 0)
			return err_set(err, E_BUSY, "数据库正忙，请稍等几秒再试。");
	if (!f->broken)
		return E_OK;
	flush_pass(f);
	return say_broken(err);
}

void flush_pass(struct flush *f)
{
	eventfd_write(f->turn, 1);
}

void flush_announce(struct flush *f)
{
	pthread_mutex_lock(&f->lock);
	f->pending++;
	f->announced++;
	pthread_mutex_unlock(&f->lock);
}

void flush_failed(struct flush *f)
{
	pthread_mutex_lock(&f->lock);
	f->committed = f->announced;
	f->pending--;
	flush_pass(f);
	pthread_cond_broadcast(&f->changed);
	pthread_mutex_unlock(&f->lock);
}

/** Flush for everybody who has committed by now. The lock is held, but not meanwhile. */
static void flush_once(struct flush *f, struct db *db)
{
	uint64_t upto = f->committed;
	f->under_way = true;
	pthread_mutex_unlock(&f->lock);
	bool good = db->backend->flush(db);
	pthread_mutex_lock(&f->lock);
	f->under_way = false;
	if (good && !f->broken)
		f->flushed = upto;
	else
		f->broken = true;
	pthread_cond_broadcast(&f->changed);
}

int flush_written(struct flush *f, struct db *db, struct err *err)
{
	pthread_mutex_lock(&f->lock);
	uint64_t mine = f->committed = f->announced;
	flush_pass(f);
	while (f->flushed < mine && !f->broken)
		if (f->under_way)
			pthread_cond_wait(&f->changed, &f->lock);
		else
			flush_once(f, db);
	bool good = f->flushed >= mine;
	if (--f->pending == 0)
		pthread_cond_broadcast(&f->changed);
	pthread_mutex_unlock(&f->lock);
	return good ? E_OK : say_broken(err);
}

void flush_settle(struct flush *f)
{
	uint64_t upto = f->announced;
	if (f->flushed >= upto || f->pending == 0)
		return;
	pthread_mutex_lock(&f->lock);
	/* Without anybody at it what is missing has failed. */
	while (f->flushed < upto && f->pending && !f->broken)
		pthread_cond_wait(&f->changed, &f->lock);
	pthread_mutex_unlock(&f->lock);
}
