/**
 * The letters of a request: what one needs is gathered from the request, its history, the settings of the office and
 * what the clerk wrote; law/letter.h fills the template in and refuses what lacks an element. A step that sends
 * a letter makes it, numbers it and keeps it as documents "letter:<kind>", DOCX and PDF, in the same transaction:
 * without its letter there is no step. Where PDF cannot be made (no fonts), DOCX alone is kept.
 */
#pragma once

#include "doc/doc.h"
#include "law/letter.h"
#include "request/answer.h"
#include "request/office.h"

/** What a letter is about beside the request. */
struct request_letter_of {
	const char *kind;                   /* key of letter_kinds */
	const struct request_value *values; /* written by the clerk, by key of the element */
	size_t n_values;
	struct sv number;                   /* empty: a preview, which says so */
	struct sv remark;                   /* of the step: what to correct, why longer … */
	struct date day;                    /* of the letter; {0}: today */
	struct date until, due;             /* the step's date; the due date that follows */
	int unknown_year;                   /* whose calendar that due date waits for; 0: none */
	int workdays;
	const struct request_party *party;  /* who is asked; NULL: nobody */
	struct sv party_code;
	struct request_fee fee;             /* amount 0: none */
	struct sv service;
	struct sv earlier_number;           /* of the letter that was not answered */
	struct date earlier_date;
};

/**
 * Fill one in, for looking at or for sending.
 * What a letter must say of working days is refused, with the year, when that year has no calendar; what it may leave
 * out (the last day of paying, beside the law's words) is left out.
 * @return 0; E_USAGE: something is missing, `err->field` its element or setting; E_NOT_FOUND (no such kind)
 */
int request_letter_fill(const struct request_env *env, const struct request *r,
	const struct request_letter_of *of, struct arena *a, struct letter *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The next number of the office's letters this year; inside a write transaction. */
int request_letter_number(const struct request_env *env, int64_t unit, struct arena *a,
	struct sv *ret, struct err *err) __attribute__((warn_unused_result));

/** A filled letter as a file in the official format. */
int request_letter_file(const struct letter *l, enum doc_format format, struct arena *a,
	struct sv *ret, struct err *err) __attribute__((warn_unused_result));
