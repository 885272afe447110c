/**
 * The same work on many files, on all cores. Each lane is a process of its own (so nothing is
 * shared and a failure costs one file); results come back in the order of the files.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

struct pool_job {
	/** In the lane: do file `index`, append the result to `out`. */
	void (*work)(void *context, size_t index, struct str *out);
	/** In the parent, in order: take the result of file `index`. */
	void (*take)(void *context, size_t index, struct sv result);
	/** In the parent: the lane died over file `index`; append a result in its place. */
	void (*lost)(void *context, size_t index, struct str *out);
	/** In the lane, when there is nothing more to do. */
	void (*finish)(void *context);
	void *context;
};

/** Longest result of one file. */
enum { POOL_RESULT_MAX = 32 * 1024 * 1024 };

/** Processors this process may use. */
unsigned pool_processors(void);

/**
 * Do `n` files in `lanes` processes; one lane (or one file) is done in this process.
 * @return 0, E_IO (no process or pipe to be had), E_NOMEM
 */
int pool_run(const struct pool_job *job, size_t n, unsigned lanes, struct err *err);
