/** What the loops of a server share, and what each has for itself. */
#pragma once

#include "http/address.h"
#include "http/http.h"
#include "http/peers.h"
#include "http/slow.h"
#include "http/wheel.h"

#include <stdatomic.h>

struct conn;
struct call;

/** Shared by all loops; does not change while they run but for the last four. */
struct site {
	struct http_options o;      /* with every default filled in */
	struct address trusted;
	bool has_trusted;
	struct listener listener;
	struct slow slow;
	struct peers peers;
	atomic_uint open;           /* connections */
	atomic_uint taking;         /* loops that take connections */
	atomic_bool stopping;
	atomic_uint_least64_t stop_at; /* when what still runs is cut off */
};

enum loop_counter { COUNT_REQUESTS, COUNT_SYNTAX, COUNT_LIMIT, COUNT_TIMED_OUT, COUNT_STATUS,
	COUNT_BYTES = COUNT_STATUS + 6, COUNT__MAX };

struct conn_list {
	struct conn *first, *last;
};

enum { LOOP_SCRATCH = 64 * 1024, LOOP_SPARE_CALLS = 16, LOOP_DATE_MAX = 48 };

/** One thread's world. Only its thread touches it, but for the counters and what `lock` guards. */
struct loop {
	struct site *site;
	pthread_t thread;
	int epoll, wake;            /* wake: eventfd */
	uint64_t now;               /* microseconds, taken once a turn */
	struct conn_list idle;      /* oldest first */
	struct conn_list busy;
	struct conn *ready;         /* have unread bytes in hand: go on without waiting for more */
	struct conn *dead;          /* closed; freed at the end of the turn */
	unsigned n_conns;
	bool accepting, paused, draining;
	unsigned cut;               /* requests that were cut off at the end */
	struct call *spare;
	unsigned n_spare;
	time_utc date_of;
	char date[LOOP_DATE_MAX];   /* the line "Date: …" */
	pthread_mutex_t lock;
	struct call *done;          /* handled by a slow thread */
	_Atomic uint64_t counters[COUNT__MAX];
	struct wheel wheel;
	char scratch[LOOP_SCRATCH];
};

/** Make a loop ready to run. @return NULL on exhaustion */
struct loop *loop_new(struct site *site);

/** Release it, after its thread has ended. NULL is fine. */
void loop_free(struct loop *l);

/** Count something. Only the loop's own thread. */
void loop_count(struct loop *l, enum loop_counter what, uint64_t n);

/** Interrupt its waiting; from any thread. */
void loop_wake(struct loop *l);

/** The line "Date: …\r\n", or nothing when there is no clock for it. */
struct sv loop_date(struct loop *l);
