/** Threads for what would hold up a loop. */
#pragma once

#include <pthread.h>
#include <stdbool.h>

/** A piece of work; part of a larger struct. */
struct job {
	struct job *next;
	void (*run)(struct job *job); /* in a thread of the pool */
};

struct slow {
	pthread_mutex_t lock;
	pthread_cond_t some;
	struct job *first, **last;
	unsigned waiting, max_waiting;
	unsigned n_threads;
	pthread_t *threads;
	bool ending;
};

/** Start `n` threads. @return false on exhaustion; then nothing is left */
bool slow_start(struct slow *s, unsigned n, unsigned max_waiting);

/** Queue a job. @return false when too many wait */
bool slow_add(struct slow *s, struct job *job);

/** Run what is queued, end the threads. Accepts a zeroed struct. */
void slow_stop(struct slow *s);
