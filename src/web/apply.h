/** What the pages of an application share. Private to src/web. */
#pragma once

#include "web/apply_form.h"

/** The draft of this visit. */
struct apply {
	struct unsent draft;       /* id 0: none yet */
	struct sv secret;          /* of the visitor's cookie */
	struct unit unit;          /* it goes to; id 0: not chosen, or gone */
};

/** Wipes the key. For AUTO. */
void apply_done(struct apply *p);

/** The draft of the visitor's cookie; none is no error. */
int apply_open(struct visit *v, struct apply *ret, struct err *err) __attribute__((warn_unused_result));

/** A new draft with a new secret, whose cookie is set. */
int apply_begin(struct visit *v, struct apply *ret, struct err *err) __attribute__((warn_unused_result));

/** Keep it, and the cookie for as long; inside a write transaction. */
int apply_save(struct visit *v, struct apply *p, struct err *err) __attribute__((warn_unused_result));

/** Where a visitor without a draft, or with one that was sent, is led. False: go on, there is one. */
bool apply_led_away(struct visit *v, const struct apply *p);

/** After a step: the next, or what is missing, or the summary. */
struct sv apply_next(struct visit *v, const struct apply *p, size_t step);

/** The frame of a page with a form: no breadcrumbs, and its token. */
struct view_frame apply_frame(struct visit *v, struct sv title);

/** How to throw it all away. */
struct view_apply_drop apply_drop(struct visit *v);

/** The complaint about a form that lay open too long. */
extern const struct view_problem apply_stale;

/** Steps in all: those of the form, the files, the summary. */
int apply_steps_in_all(const struct apply *p);

/** The address of the first step of this form. */
struct sv apply_start(struct visit *v, const struct apply *p);

/** Where the organ is chosen. */
struct sv apply_unit_url(struct visit *v, enum request_kind kind);

/** Is the draft none that a form of this kind goes on with: of another kind, or sent? */
bool apply_is_other(const struct apply *p, enum request_kind kind);

/** What is there instead, which beginning this form takes from the visitor's sight, and where it is. */
struct sv apply_other_words(struct visit *v, const struct apply *p);
struct sv apply_other_url(struct visit *v, const struct apply *p);

/** What a kind is called on the pages. */
const struct view_apply_words *apply_words_of(enum request_kind kind);

/** What every operation on requests needs, for a citizen. */
struct request_env apply_env(struct visit *v);

/** What was filled in, a section a step and one for the files (apply_summary.c). */
int apply_sections(struct visit *v, const struct apply *p, const struct view_apply_section **ret,
	size_t *ret_n, struct err *err) __attribute__((warn_unused_result));

/** The same as one list, of what there is. */
int apply_facts(struct visit *v, const struct apply *p, struct view_facts *ret, struct err *err)
	__attribute__((warn_unused_result));

/** The summary, with v->problems above it. */
int apply_show_check(struct visit *v, const struct apply *p, struct err *err)
	__attribute__((warn_unused_result));
