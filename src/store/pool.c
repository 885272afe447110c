#include "store/pool.h"

#include "store/store_int.h"

#include <assert.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { POOL_MAX = 64 };

/** Somebody who waits. Lives on the waiting thread's stack; `db` is set by whoever gives one back. */
struct waiter {
	struct db *db;
	int bell;              /* eventfd */
	struct waiter *next;
};

/** Connections of one mode; whoever waits longest is served first. */
struct lane {
	struct db *free[POOL_MAX];
	size_t n_free, n_all;
	struct waiter *first, **last;
};

struct db_pool {
	pthread_mutex_t lock;
	struct lane lanes[2];
	/* Of the writers. NULL: the database needs none. */
	struct flush *flush;
	struct together *together;
	char *where;
};

/** A connection whose commits wait for the disk together with the others'. */
static int connect_one(struct db_pool *p, enum db_mode mode, struct db **ret, struct err *err)
{
	int rc = db_open(p->where, mode, ret, err);
	if (rc || mode != DB_WRITE || !(*ret)->backend->flush_together)
		return rc;
	if (!p->flush && !(p->flush = flush_new()))
		rc = err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	if (!rc)
		rc = (*ret)->backend->flush_together(*ret, err);
	if (rc) {
		db_close(*ret);
		return rc;
	}
	(*ret)->flush = p->flush;
	(*ret)->together = p->together;
	return E_OK;
}

/** On SQLite: one more writer, for deeds that are done together. */
static int add_together(struct db_pool *p, struct err *err)
{
	struct db *writer;
	if (!p->flush)
		return E_OK;
	int rc = connect_one(p, DB_WRITE, &writer, err);
	if (rc)
		return rc;
	p->together = together_new(writer);
	if (!p->together) {
		db_close(writer);
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	}
	for (size_t i = 0; i < p->lanes[DB_WRITE].n_free; i++)
		p->lanes[DB_WRITE].free[i]->together = p->together;
	return E_OK;
}

static int fill(struct db_pool *p, enum db_mode mode, size_t n, struct err *err)
{
	struct lane *lane = &p->lanes[mode];
	for (; lane->n_all < n && lane->n_all < POOL_MAX; lane->n_all++) {
		int rc = connect_one(p, mode, &lane->free[lane->n_free], err);
		if (rc)
			return rc;
		lane->n_free++;
	}
	return E_OK;
}

int db_pool_open(const char *where, unsigned readers, unsigned writers, struct db_pool **ret,
	struct err *err)
{
	struct db_pool *p = calloc(1, sizeof *p);
	char *copy = strdup(where);
	if (!p || !copy) {
		free(p);
		free(copy);
		return err_set(err, E_NOMEM, "内存不足，请稍后再试。");
	}
	p->where = copy;
	pthread_mutex_init(&p->lock, NULL);
	for (int mode = 0; mode < 2; mode++)
		p->lanes[mode].last = &p->lanes[mode].first;
	int rc = fill(p, DB_WRITE, writers, err);
	if (!rc)
		rc = add_together(p, err);
	if (!rc)
		rc = fill(p, DB_READ, readers, err);
	if (rc) {
		db_pool_close(p);
		return rc;
	}
	*ret = p;
	return E_OK;
}

void db_pool_close(struct db_pool *p)
{
	if (!p)
		return;
	for (int mode = 0; mode < 2; mode++)
		for (size_t i = 0; i < p->lanes[mode].n_free; i++)
			db_close(p->lanes[mode].free[i]);
	together_free(p->together);
	flush_free(p->flush);
	pthread_mutex_destroy(&p->lock);
	free(p->where);
	free(p);
}

static void leave_queue(struct lane *lane, struct waiter *w)
{
	struct waiter **at = &lane->first;
	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	if (!*at)
		lane->last = at;
}

/** Wait in the queue, the lock not held. @return the connection, or NULL after `wait_ms` */
static struct db *wait_in_queue(struct db_pool *p, struct lane *lane, struct waiter *w,
	unsigned wait_ms)
{
	struct pollfd bell = { .fd = w->bell, .events = POLLIN };
	while (poll(&bell, 1, (int)wait_ms) < 0)
		;
	pthread_mutex_lock(&p->lock);
	struct db *db = w->db;
	if (!db)
		leave_queue(lane, w);
	pthread_mutex_unlock(&p->lock);
	return db;
}

static struct db *take(struct db_pool *p, struct lane *lane, unsigned wait_ms)
{
	struct waiter w = { .bell = -1 };
	pthread_mutex_lock(&p->lock);
	struct db *db = lane->n_free > 0 ? lane->free[--lane->n_free] : NULL;
	if (!db && wait_ms > 0 && (w.bell = eventfd(0, EFD_CLOEXEC)) >= 0) {
		*lane->last = &w;
		lane->last = &w.next;
	}
	pthread_mutex_unlock(&p->lock);
	if (w.bell >= 0) {
		db = wait_in_queue(p, lane, &w, wait_ms);
		close(w.bell);
	}
	return db;
}

/** Hand a connection to who waits longest, or lay it by. */
static void put(struct db_pool *p, struct lane *lane, struct db *db)
{
	pthread_mutex_lock(&p->lock);
	struct waiter *w = lane->first;
	if (w) {
		lane->first = w->next;
		if (!w->next)
			lane->last = &lane->first;
		w->db = db;
		eventfd_write(w->bell, 1);
	} else {
		lane->free[lane->n_free++] = db;
	}
	pthread_mutex_unlock(&p->lock);
}

int db_pool_take(struct db_pool *p, enum db_mode mode, unsigned wait_ms, struct db **ret,
	struct err *err)
{
	struct lane *lane = &p->lanes[mode];
	struct db *db = take(p, lane, wait_ms);
	if (!db)
		return err_set(err, E_BUSY, "现在用的人太多，请稍等几秒再试。");
	if (!db->backend->alive(db)) {
		struct db *again;
		int rc = connect_one(p, mode, &again, err);
		if (rc) {
			put(p, lane, db);
			return rc;
		}
		db_close(db);
		db = again;
	}
	*ret = db;
	return E_OK;
}

void db_pool_give(struct db_pool *p, struct db *db)
{
	if (!db)
		return;
	tx_rollback(db);
	put(p, &p->lanes[db->mode], db);
	if (p->flush)
		flush_settle(p->flush);
}
