/**
 * What applicants do against an answer: reconsideration (行政复议), litigation (行政诉讼) at once or after
 * it. Each becomes a cell of table four of the annual report.
 *
 * Counted in a period: what was closed in it by its result, and what was open at its end as 尚未审结; the official
 * words do not say whether the year of acceptance or of the result counts, this is the house's reading.
 */
#pragma once

#include "request/query.h"

enum remedy_kind {
	REMEDY_RECONSIDERATION,
	REMEDY_LITIGATION_DIRECT, /* 未经复议直接起诉 */
	REMEDY_LITIGATION_AFTER,  /* 复议后起诉 */
	REMEDY_KIND__MAX
};
enum remedy_result {
	REMEDY_PENDING,           /* 尚未审结 */
	REMEDY_UPHELD,            /* 结果维持 */
	REMEDY_CORRECTED,         /* 结果纠正 */
	REMEDY_OTHER,             /* 其他结果 */
	REMEDY_RESULT__MAX
};

/** Kinds and results in the database, in words, and back (…__MAX when there is none). */
const char *remedy_kind_key(enum remedy_kind k);    /* "reconsideration" */
const char *remedy_kind_label(enum remedy_kind k);  /* "行政复议" */
enum remedy_kind remedy_kind_of_key(struct sv key);
const char *remedy_result_key(enum remedy_result r);   /* "upheld" */
const char *remedy_result_label(enum remedy_result r); /* "结果维持" */
enum remedy_result remedy_result_of_key(struct sv key);

struct remedy {
	int64_t id, request;
	int64_t unit;
	struct sv request_number, request_public_id;
	enum remedy_kind kind;
	struct sv organ;           /* who hears it */
	struct sv case_number;
	struct date opened;        /* accepted on */
	struct date answer_due;    /* the office's answer and evidence (行政复议法 art. 48, 54;
	                              行政诉讼法 art. 67); {0}: unknown */
	struct date closed;
	enum remedy_result result;
	struct sv remark;          /* opened */
};

/** Enter one, or its result. `r->id` 0: a new one, its id is returned. One transaction, one ledger entry. E_USAGE,
    E_FORBIDDEN, E_NOT_FOUND */
int remedy_enter(const struct request_env *env, const struct remedy *r, int64_t *ret_id,
	struct err *err) __attribute__((warn_unused_result));

/** Those of a request, oldest first. */
int remedy_of_request(const struct request_env *env, const struct request *r, struct arena *a,
	struct remedy **ret, size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** Open ones of a unit and all beneath, by the day the answer is due; keyset by id. */
int remedy_list(const struct request_env *env, int64_t within, bool only_open, int64_t after_id,
	size_t max, struct arena *a, struct remedy **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

/** Table four, all of TABLE_REVIEW set. */
int remedy_count_table_four(const struct request_env *env, int64_t unit,
	struct request_period period, struct form_cell *cells, struct err *err)
	__attribute__((warn_unused_result));

/** The cases a cell of table four counts. */
int remedy_list_cell(const struct request_env *env, int64_t unit, struct request_period period,
	int cell, struct arena *a, struct remedy **ret, size_t *ret_n, struct err *err)
	__attribute__((warn_unused_result));

extern const struct schema remedy_schema;
extern const struct sql_set remedy_statements;
