#include "http/serve.h"

#include "http/answer.h"
#include "http/conn.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 256, ACCEPTS_A_TURN = 16, TICK_MS = 250 };

static bool watch_listener(struct loop *l, int what)
{
	/* Exclusive: a connection wakes one loop, not all of them. */
	struct epoll_event e = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = l->site };
	return epoll_ctl(l->epoll, what, l->site->listener.fd, &e) == 0;
}

/** Out of descriptors or memory: give up an idle connection, or take none until the next tick. */
static void make_room(struct loop *l)
{
	if (conn_close_idle(l))
		return;
	l->paused = watch_listener(l, EPOLL_CTL_DEL);
}

/** @return false when there is nothing to accept */
static bool accept_one(struct loop *l)
{
	struct site *site = l->site;
	struct sockaddr_storage from = { 0 };
	socklen_t n = sizeof from;
	int fd = accept4(site->listener.fd, (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			make_room(l);
			return false;
		}
		return errno != EAGAIN;
	}
	struct address peer = address_of(&from);
	if (atomic_load(&site->open) >= site->o.max_connections && !conn_close_idle(l)) {
		loop_count(l, COUNT_LIMIT, 1);
		answer_no(l, fd, 503);
		close(fd);
		return true;
	}
	conn_open(l, fd, &peer);
	return true;
}

/** A few at a time, so that the other loops get their share. */
static void accept_some(struct loop *l)
{
	unsigned max = l->site->o.threads == 1 ? ACCEPTS_A_TURN : 1;
	for (unsigned i = 0; i < max && accept_one(l); i++)
		;
}

/** Take back what slow threads have done. */
static void resume(struct loop *l)
{
	uint64_t n;
	while (read(l->wake, &n, sizeof n) < 0 && errno == EINTR)
		;
	pthread_mutex_lock(&l->lock);
	struct call *next, *call = l->done;
	l->done = NULL;
	pthread_mutex_unlock(&l->lock);
	for (; call; call = next) {
		next = call->next;
		conn_resume(call);
	}
}

/** Whoever got as far as our queue is still served; the last loop closes the door. */
static void stop_accepting(struct loop *l)
{
	for (unsigned i = 0; i < SOMAXCONN && !l->paused && accept_one(l); i++)
		;
	if (!l->paused)
		watch_listener(l, EPOLL_CTL_DEL);
	l->paused = l->accepting = false;
	if (atomic_fetch_sub(&l->site->taking, 1) == 1)
		listener_close(&l->site->listener);
}

/** @return true when the loop is over */
static bool stop_some(struct loop *l)
{
	if (!atomic_load(&l->site->stopping))
		return false;
	if (!l->draining) {
		l->draining = true;
		stop_accepting(l);
		conn_drain(l);
	}
	if (l->now >= atomic_load(&l->site->stop_at))
		conn_cut(l);
	conn_bury(l);
	return l->n_conns == 0;
}

static void wait(struct loop *l)
{
	struct epoll_event events[EVENTS];
	int timeout = l->ready ? 0 : l->n_conns || l->paused ? TICK_MS : -1;
	int n = epoll_wait(l->epoll, events, EVENTS, timeout);
	l->now = l->site->o.clock(l->site->o.context);
	for (int i = 0; i < n; i++) {
		void *who = events[i].data.ptr;
		if (who == l)
			resume(l);
		else if (who == l->site)
			accept_some(l);
		else
			conn_event(who);
	}
}

void *serve(void *context)
{
	struct loop *l = context;
	l->accepting = watch_listener(l, EPOLL_CTL_ADD);
	while (!stop_some(l)) {
		wait(l);
		conn_go_on(l);
		conn_turn(l);
		conn_bury(l);
		if (l->paused)
			l->paused = !watch_listener(l, EPOLL_CTL_ADD);
	}
	call_free_spare(l);
	return NULL;
}
