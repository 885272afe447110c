/** Shared by bench_request.c and what fills its database: a calendar, keys, random bytes that are the same on every
    run. Whatever goes wrong ends the program. */
#pragma once

#include "ledger/ledger.h"
#include "request/notice.h"
#include "request/office.h"
#include "request/query.h"
#include "request/remedy.h"
#include "request/years.h"
#include "store/pool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench {
	struct db *db;
	struct arena arena, years;
	struct calendar calendar;
	struct seal_master master;
	struct ledger_key ledger;
	struct entropy entropy;
	uint64_t random;
	struct account citizen;
	struct act act;
	struct err err;
	int64_t unit, counted;
	int cell, asked;
};

double bench_now(void);
/** Seconds this thread had a processor. */
double bench_busy(void);
_Noreturn void bench_fail(const char *why);
void bench_need(int rc, const struct err *err);
void bench_fill(void *context, void *p, size_t n);
int bench_by_value(const void *a, const void *b);

/** Open; `where` NULL: no database. Every connection has the same keys. */
void bench_open(struct bench *b, const char *where);
void bench_close(struct bench *b);
struct request_env bench_env(struct bench *b);

/** Make the tables and `n` units, each of them a government of its own. */
void bench_make(const char *where, size_t n, int64_t *ret_units);
void bench_first_unit(struct bench *b);

/** The n-th intake: an invented person's. */
struct request_intake bench_intake(struct bench *b, int64_t unit, int64_t n);

/** Bytes in the rows of all tables of a SQLite database, without indexes. */
int64_t bench_bytes(struct bench *b);

/** So many requests are there, each as its history says. */
void bench_verify(struct bench *b, int64_t n);

/** Put so many rows straight into a new database. @param open  of the first unit, of many */
int bench_rows(const char *where, int64_t n, int64_t n_units, int64_t open);

void bench_remove(const char *file);
