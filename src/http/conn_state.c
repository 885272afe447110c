#include "http/call.h"
#include "http/conn_int.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { LINGER_PAUSE = 5, LINGER_TOTAL = 30, LINGER_STOPPING = 1 }; /* seconds */

uint64_t conn_seconds(unsigned n)
{
	return n * UINT64_C(1000000);
}

static struct conn_list *list_of(struct conn *c)
{
	return c->listed_idle ? &c->loop->idle : &c->loop->busy;
}

static void list_add(struct conn *c)
{
	struct conn_list *list = list_of(c);
	c->prev = list->last;
	c->next = NULL;
	*(list->last ? &list->last->next : &list->first) = c;
	list->last = c;
}

static void list_remove(struct conn *c)
{
	struct conn_list *list = list_of(c);
	*(c->prev ? &c->prev->next : &list->first) = c->next;
	*(c->next ? &c->next->prev : &list->last) = c->prev;
}

/** Into the list that fits the state; the idle stand in the order in which they became so. */
static void list_again(struct conn *c)
{
	bool idle = c->state == CONN_IDLE;
	if (!idle && !c->listed_idle)
		return;
	list_remove(c);
	c->listed_idle = idle;
	list_add(c);
}

void conn_enlist(struct conn *c)
{
	c->state = CONN_IDLE;
	c->listed_idle = true;
	list_add(c);
	c->loop->n_conns++;
}

void conn_make_ready(struct conn *c)
{
	if (c->queued)
		return;
	c->queued = true;
	c->queue = c->loop->ready;
	c->loop->ready = c;
}

void conn_close(struct conn *c)
{
	struct loop *l = c->loop;
	if (c->state == CONN_DEAD)
		return;
	c->state = CONN_DEAD;
	wheel_stop(&c->timer);
	list_remove(c);
	close(c->fd);
	call_free(c->call);
	c->call = NULL;
	free(c->in);
	c->in = NULL;
	if (c->counted)
		peers_leave(&l->site->peers, &c->peer);
	atomic_fetch_sub(&l->site->open, 1);
	l->n_conns--;
	/* One in the queue of the ready is buried from there. */
	if (!c->queued) {
		c->queue = l->dead;
		l->dead = c;
	}
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/** What a state waits for, and until when; 0 = for ever. */
static uint64_t waits_for(const struct conn *c, uint32_t *events)
{
	const struct loop *l = c->loop;
	const struct http_options *o = &l->site->o;
	*events = EPOLLIN;
	switch (c->state) {
	case CONN_IDLE:
		return l->now + conn_seconds(o->idle_seconds);
	case CONN_HEAD:
		return c->began + conn_seconds(o->request_seconds);
	case CONN_BODY:
		return c->until;
	case CONN_SEND:
		*events = EPOLLOUT;
		return c->call->until;
	case CONN_LINGER:
		return earlier(l->now + conn_seconds(LINGER_PAUSE), c->began +
			conn_seconds(l->draining ? LINGER_STOPPING : LINGER_TOTAL));
	default:
		*events = 0;
		return 0;
	}
}

static bool watch(struct conn *c, uint32_t events)
{
	if (c->events == events)
		return true;
	struct epoll_event e = { .events = events, .data.ptr = c };
	int what = c->events == 0 ? EPOLL_CTL_ADD : events == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
	c->events = events;
	return epoll_ctl(c->loop->epoll, what, c->fd, &e) == 0;
}

void conn_settle(struct conn *c)
{
	if (c->state == CONN_DEAD)
		return;
	if (c->state == CONN_IDLE && c->loop->draining && c->n_in == 0) {
		conn_close(c);
		return;
	}
	uint32_t events;
	uint64_t until = waits_for(c, &events);
	list_again(c);
	if (until)
		wheel_set(&c->loop->wheel, &c->timer, until);
	else
		wheel_stop(&c->timer);
	if (!watch(c, events) && c->state != CONN_WORK)
		conn_close(c);
}

static bool reserve(struct conn *c, size_t n)
{
	size_t cap = c->cap_in ? c->cap_in : 1024;
	if (n <= c->cap_in)
		return true;
	while (cap < n)
		cap *= 2;
	char *p = realloc(c->in, cap);
	if (!p)
		return false;
	c->in = p;
	c->cap_in = cap;
	return true;
}

bool conn_append(struct conn *c, struct sv bytes)
{
	if (!reserve(c, c->n_in + bytes.n))
		return false;
	memcpy(c->in + c->n_in, bytes.p, bytes.n);
	c->n_in += bytes.n;
	return true;
}

void conn_keep(struct conn *c, struct sv rest)
{
	if (rest.n == 0 || c->state == CONN_DEAD || c->state == CONN_LINGER) {
		free(c->in);
		c->in = NULL;
		c->n_in = c->cap_in = 0;
	} else if (!reserve(c, rest.n)) {
		conn_close(c);
	} else {
		memmove(c->in, rest.p, rest.n);
		c->n_in = rest.n;
	}
}
