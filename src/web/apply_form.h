/**
 * The forms of the citizen (disclosure, rectification, complaint) as one table: their steps, the fields of each with
 * their words and limits, and which applicants are asked them. Pages, checks and the summary are made of it; what is not in it is
 * not taken. What is compulsory is said by request_check_intake (art. 29), and `must` for what it does not know of.
 */
#pragma once

#include "request/unsent.h"
#include "web/views_citizen.h"
#include "web/visit.h"

enum apply_field_kind { APPLY_LINE, APPLY_AREA, APPLY_RADIOS, APPLY_CHECK };
enum apply_for { APPLY_FOR_ALL, APPLY_FOR_PERSON, APPLY_FOR_ORGANISATION };

struct apply_choice {
	const char *value, *text, *hint;
};

struct apply_field {
	const char *key;           /* in the draft, on the page, in complaints of request_check_intake */
	enum apply_field_kind kind;
	enum apply_for who;
	bool of_agent;             /* asked when an agent acts */
	const char *label, *hint;
	unsigned max, rows;        /* characters; lines of an area */
	const char *autocomplete, *inputmode;
	const struct apply_choice *choices; /* ends with a NULL value */
	bool must;                 /* not to be left empty */
};

enum { APPLY_FIELDS_MAX = 6 };

struct apply_step {
	unsigned of;               /* kinds it belongs to: a set of 1u << enum request_kind */
	const char *key, *title, *lead;
	struct apply_field fields[APPLY_FIELDS_MAX];
};

extern const struct apply_step apply_steps[];
extern const size_t apply_n_steps;

/** Which kind is being written: the draft says so, else disclosure. */
enum request_kind apply_kind(const struct unsent *u);

/** Is this step one of the form being written? */
bool apply_has_step(size_t step, const struct unsent *u);

/** The next step of this form from `from` on (itself too), the last one before it; apply_n_steps: none. */
size_t apply_step_from(size_t from, const struct unsent *u);
size_t apply_step_before(size_t step, const struct unsent *u);

/** How many steps of this form there are before `step`; before apply_n_steps: in all. */
int apply_steps_before(size_t step, const struct unsent *u);

/** The step of a key; apply_n_steps when there is none. */
size_t apply_step_of(struct sv key);

/** Is this field asked of who applies? */
bool apply_asks(const struct apply_field *f, const struct unsent *u);

/** Take what was sent for a step into the draft, whether right or wrong. False: something cannot be kept. */
bool apply_take(const struct apply_step *s, const struct http_request *r, struct arena *a,
	struct unsent *u);

/** The draft as an intake, for checking and sending; its text is made in `a`. Files and unit are the caller's. */
void apply_intake(const struct unsent *u, struct arena *a, struct request_intake *ret);

/** What is wrong with a step, at most APPLY_FIELDS_MAX; texts live in `a`. */
struct apply_complaint {
	const struct apply_field *field;
	struct sv why;
};
size_t apply_check(const struct apply_step *s, const struct unsent *u, struct arena *a,
	struct apply_complaint ret[static APPLY_FIELDS_MAX]);

/** The first step with something wrong; apply_n_steps: it can be sent. */
size_t apply_first_wrong(const struct unsent *u, struct arena *a);

/** The fields of a step with what the draft has; NULL on exhaustion. */
const struct view_field *apply_fields(const struct apply_step *s, const struct unsent *u,
	const struct apply_complaint *wrong, size_t n_wrong, struct arena *a, size_t *ret_n);

/** A value in words, for the summary: the text of a choice, 是, or as typed. */
struct sv apply_words(const struct apply_field *f, const struct unsent *u);
