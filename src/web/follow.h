/** What the pages of a request that is followed share. Private to src/web. */
#pragma once

#include "web/apply.h"
#include "web/pass.h"
#include "web/views_follow.h"

/** The request of this visit's pass. */
struct follow {
	struct pass pass;
	struct request_env env;
	struct request request;
	struct request_deed *deeds;
	size_t n_deeds;
};

/** Open it; without a pass the visitor is led to the form, and `ret_led` is true. */
int follow_open(struct visit *v, struct follow *ret, bool *ret_led, struct err *err)
	__attribute__((warn_unused_result));

/** Is the form about the request that is open? Another may have been opened in another tab. E_STALE */
int follow_same(struct visit *v, const struct follow *f, struct err *err)
	__attribute__((warn_unused_result));

/** What an applicant can do by himself. */
struct follow_act {
	const char *key;             /* in the address */
	enum request_event event;
	const char *link, *title, *lead, *label, *hint, *button;
	bool files, is_warning, wanted, may_be_empty;
	const char *said;            /* what stands in the history when nothing was written */
	const char *done;            /* key of the notice */
};

extern const struct follow_act follow_acts[];
extern const size_t follow_n_acts;

/** May it be done now? */
bool follow_may(const struct follow *f, const struct follow_act *a);

/** The newest deed of a kind that holds; NULL: none. */
const struct request_deed *follow_last(const struct follow *f, enum request_event event);

/** May the applicant have this document? Never one about somebody else, nor what was not sent yet. */
bool follow_may_have(const struct follow *f, const struct request_document *d);

/** Did he send it himself? */
bool follow_is_own(const struct follow *f, const struct request_document *d);

/** Is there anything to seek a remedy against: an answer, an end, silence? (page_remedy.c) */
bool follow_has_remedy(const struct follow *f);

/** A legal date for people; "" for none. */
struct sv follow_day(struct visit *v, struct date d);

/** Fill what tells where the request is and why (follow_show.c). */
int follow_fill(struct visit *v, const struct follow *f, struct view_follow_request *view,
	struct err *err) __attribute__((warn_unused_result));

/** What happened, in the words for the applicant (follow_words.c). */
const struct view_follow_deed *follow_deeds(struct visit *v, const struct follow *f, size_t *ret_n);

/** Where it is, and what comes next. */
struct sv follow_sentence(struct visit *v, const struct follow *f);
struct sv follow_next(struct visit *v, const struct follow *f);
struct view_tag follow_tag(const struct request *r);
