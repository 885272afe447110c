/**
 * What an office has of its own: its letter code and the pattern of its numbers, where complaints go, what
 * stands in its letters. Text by key, one row a unit and key; what is not set has a stated default or
 * is missing, and a letter that needs it says so.
 */
#pragma once

#include "request/request.h"

enum office_key {
	OFFICE_CODE,            /* 机关代字: "天坛街" */
	OFFICE_NUMBER_PATTERN,  /* "{机关代字}公复〔{年}〕{序}号" */
	OFFICE_RECONSIDERATION, /* 行政复议机关: "北京市东城区人民政府"; under vertical leadership (行政复议法 art. 27) the
	                           organ above: what is set here is what letters say, whatever the unit's kind */
	OFFICE_SUPERIOR,        /* 上一级主管部门: the other choice against a department's decision before 2024 */
	OFFICE_COURT,           /* "北京市东城区人民法院" */
	OFFICE_NAME,            /* 公开工作机构: "天坛街道办事处综合办公室" */
	OFFICE_PHONE, OFFICE_FAX, OFFICE_EMAIL, OFFICE_ADDRESS, OFFICE_POSTCODE, OFFICE_HOURS,
	OFFICE_FEE_ACCOUNT,     /* how to pay */
	OFFICE_RECONSIDERATION_URL, /* 互联网渠道, 行政复议法 art. 22 */
	OFFICE_SMTP_TO,         /* where notices go */
	OFFICE_KEY__MAX
};

/** Keys in the database and on forms, in words, and back (OFFICE_KEY__MAX when there is none). */
const char *office_key_name(enum office_key k);   /* "reconsideration" */
const char *office_key_label(enum office_key k);  /* "行政复议机关" */
enum office_key office_key_of_name(struct sv name);

/** All settings of a unit; empty ones are not set. `ret` has OFFICE_KEY__MAX members. */
int office_get(struct db *db, int64_t unit, struct arena *a, struct sv *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Set one; an empty value takes it back. One transaction, one ledger entry. E_FORBIDDEN, E_LIMIT;
    E_FORMAT: a pattern of numbers, an address of mail or of a page that is none */
int office_set(const struct request_env *env, int64_t unit, enum office_key key, struct sv value,
	struct err *err) __attribute__((warn_unused_result));

/** The office's own text of a letter; empty: the built-in one holds. */
int office_letter_get(struct db *db, int64_t unit, struct sv kind, struct arena *a, struct sv *ret,
	struct err *err) __attribute__((warn_unused_result));
int office_letter_set(const struct request_env *env, int64_t unit, struct sv kind, struct sv text,
	struct err *err) __attribute__((warn_unused_result));

/** The next number of a series of a unit and year, from 1; inside a write transaction. */
int office_next_number(struct db *db, int64_t unit, struct sv series, int year, int64_t *ret,
	struct err *err) __attribute__((warn_unused_result));

extern const struct schema office_schema;
extern const struct sql_set office_statements;
