#include "store/together.h"

#include "store/store_int.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

/** A deed that waits; on the stack of its thread. */
struct waiting {
	struct tx_deed deed;
	struct err *err;
	struct waiting *next;
	int rc;
	bool done;
};

struct together {
	pthread_mutex_t lock;
	pthread_cond_t done;
	struct db *writer;         /* of whoever has the turn to write */
	struct waiting *first, **last;
	bool led;                  /* somebody waits for the turn and will take all */
};

struct together *together_new(struct db *writer)
{
	struct together *t = calloc(1, sizeof *t);
	if (!t)
		return NULL;
	t->writer = writer;
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->done, NULL);
	t->last = &t->first;
	return t;
}

void together_free(struct together *t)
{
	if (!t)
		return;
	pthread_cond_destroy(&t->done);
	pthread_mutex_destroy(&t->lock);
	db_close(t->writer);
	free(t);
}

static struct waiting *take_all(struct together *t)
{
	pthread_mutex_lock(&t->lock);
	struct waiting *all = t->first;
	t->first = NULL;
	t->last = &t->first;
	t->led = false;
	pthread_mutex_unlock(&t->lock);
	return all;
}

static int begin(struct db *writer, struct err *err)
{
	/* The writer is whose turn it is: not even a look before. */
	int rc = flush_take_turn(writer->flush, err);
	return rc ? rc : tx_begin_in_turn(writer, __func__, err);
}

/** The transaction is begun, and over afterwards; one that fails ends it for all. */
static int do_all(struct db *writer, struct db *own, struct waiting *all)
{
	for (struct waiting *w = all; w; w = w->next) {
		w->rc = w->deed.act(writer, w->deed.context, w->err);
		if (w->rc) {
			tx_rollback(writer);
			return w->rc;
		}
	}
	return tx_commit_by(writer, own, all->err);
}

static void do_each(struct db *writer, struct db *own, struct waiting *all)
{
	for (struct waiting *w = all, *next; w; w = next) {
		next = w->next;
		w->next = NULL;
		w->rc = begin(writer, w->err);
		if (!w->rc)
			w->rc = do_all(writer, own, w);
		w->next = next;
	}
}

static void refuse(struct waiting *all, int rc, const struct err *err)
{
	for (struct waiting *w = all; w; w = w->next) {
		w->rc = rc;
		if (w->err)
			*w->err = *err;
	}
}

static void lead(struct together *t, struct db *own)
{
	struct err err = { 0 };
	int rc = begin(t->writer, &err);
	/* Whoever came while the turn was waited for is taken along. */
	struct waiting *all = take_all(t);
	if (rc)
		refuse(all, rc, &err);
	else if ((rc = do_all(t->writer, own, all)) && all->next)
		do_each(t->writer, own, all);
	else
		all->rc = rc;
	pthread_mutex_lock(&t->lock);
	for (struct waiting *w = all; w; w = w->next)
		w->done = true;
	pthread_cond_broadcast(&t->done);
	pthread_mutex_unlock(&t->lock);
}

/** Without others. */
static int do_alone(struct db *db, struct waiting *w)
{
	int rc = tx_begin_write(db, __func__, w->err);
	return rc ? rc : do_all(db, db, w);
}

int tx_together(struct db *db, struct tx_deed deed, struct err *err)
{
	struct waiting mine = { .deed = deed, .err = err };
	struct together *t = db->together;
	assert(!db->tx_owner);
	if (!t)
		return do_alone(db, &mine);
	pthread_mutex_lock(&t->lock);
	*t->last = &mine;
	t->last = &mine.next;
	bool leads = !t->led;
	t->led = true;
	while (!leads && !mine.done)
		pthread_cond_wait(&t->done, &t->lock);
	pthread_mutex_unlock(&t->lock);
	if (leads)
		lead(t, db);
	return mine.rc;
}
