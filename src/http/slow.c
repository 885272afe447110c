#include "http/slow.h"

#include <stdlib.h>

static void *work(void *context)
{
	struct slow *s = context;
	pthread_mutex_lock(&s->lock);
	for (;;) {
		while (!s->first && !s->ending)
			pthread_cond_wait(&s->some, &s->lock);
		struct job *job = s->first;
		if (!job)
			break;
		s->first = job->next;
		if (!s->first)
			s->last = &s->first;
		s->waiting--;
		pthread_mutex_unlock(&s->lock);
		job->run(job);
		pthread_mutex_lock(&s->lock);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

bool slow_start(struct slow *s, unsigned n, unsigned max_waiting)
{
	*s = (struct slow){ .max_waiting = max_waiting };
	s->threads = calloc(n, sizeof *s->threads);
	if (!s->threads)
		return false;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->some, NULL);
	s->last = &s->first;
	while (s->n_threads < n && pthread_create(&s->threads[s->n_threads], NULL, work, s) == 0)
		s->n_threads++;
	if (s->n_threads == n)
		return true;
	slow_stop(s);
	return false;
}

bool slow_add(struct slow *s, struct job *job)
{
	pthread_mutex_lock(&s->lock);
	bool room = s->waiting < s->max_waiting;
	if (room) {
		job->next = NULL;
		*s->last = job;
		s->last = &job->next;
		s->waiting++;
		pthread_cond_signal(&s->some);
	}
	pthread_mutex_unlock(&s->lock);
	return room;
}

void slow_stop(struct slow *s)
{
	if (!s->threads)
		return;
	pthread_mutex_lock(&s->lock);
	s->ending = true;
	pthread_cond_broadcast(&s->some);
	pthread_mutex_unlock(&s->lock);
	for (unsigned i = 0; i < s->n_threads; i++)
		pthread_join(s->threads[i], NULL);
	pthread_cond_destroy(&s->some);
	pthread_mutex_destroy(&s->lock);
	free(s->threads);
	*s = (struct slow){ 0 };
}
