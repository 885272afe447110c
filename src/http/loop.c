#include "http/loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct loop *loop_new(struct site *site)
{
	struct loop *l = calloc(1, sizeof *l);
	if (!l)
		return NULL;
	l->site = site;
	l->now = site->o.clock(site->o.context);
	l->date_of = INT64_MIN;
	wheel_init(&l->wheel, l->now);
	pthread_mutex_init(&l->lock, NULL);
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = l };
	if (l->epoll >= 0 && l->wake >= 0 && epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->wake, &e) == 0)
		return l;
	loop_free(l);
	return NULL;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	if (l->epoll >= 0)
		close(l->epoll);
	if (l->wake >= 0)
		close(l->wake);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

void loop_count(struct loop *l, enum loop_counter what, uint64_t n)
{
	/* There is one writer, so that no locked instruction is needed. */
	uint64_t old = atomic_load_explicit(&l->counters[what], memory_order_relaxed);
	atomic_store_explicit(&l->counters[what], old + n, memory_order_relaxed);
}

void loop_wake(struct loop *l)
{
	uint64_t one = 1;
	/* It can only fail when the count is full, and then the loop wakes up anyway. */
	ssize_t n = write(l->wake, &one, sizeof one);
	(void)n;
}

struct sv loop_date(struct loop *l)
{
	const struct http_options *o = &l->site->o;
	if (!o->wall)
		return (struct sv){ "", 0 };
	time_utc now = o->wall(o->context);
	if (now != l->date_of) {
		char date[HTTP_DATE_MAX];
		snprintf(l->date, sizeof l->date, "Date: %s\r\n", http_date_print(now, date));
		l->date_of = now;
	}
	return sv_of(l->date);
}
