/**
 * The plan of a demonstration: what happens to each of its requests, step by step, in working days. Everybody in
 * it is invented; papers bear numbers that no authority issues.
 */
#pragma once

#include "request/answer.h"

enum demo_actor { DEMO_CLERK, DEMO_REVIEWER, DEMO_HEAD, DEMO_APPROVER, DEMO_CITIZEN, DEMO_ACTORS };

/** One step: so many working days after the one before, by whom. */
struct demo_step {
	enum request_event event;
	int after;
	enum demo_actor who;
};

enum { DEMO_STEPS_MAX = 14 };

/** A course that a request can take. */
struct demo_course {
	const char *outcome;            /* key; NULL: the course ends without a draft */
	int weight;                     /* how often, among all */
	struct demo_step steps[DEMO_STEPS_MAX];
};
extern const struct demo_course demo_courses[];
extern const size_t demo_n_courses;

/** Who asks for what, of the n-th request. Views are static or in `a`. */
struct request_intake demo_intake(int64_t unit, unsigned n, struct arena *a);

/** What a step needs beside: remark, dates, whom to ask. */
struct request_move demo_move(const struct demo_course *c, const struct demo_step *s,
	struct date today, struct arena *a);
