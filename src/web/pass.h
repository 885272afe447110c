/**
 * A short session of one request, or of one question to a third party: opened with number and code, which it
 * holds sealed in a cookie. The server keeps nothing, so there is nothing to steal from it, and a pass opens
 * no other request than its own: what a page shows is always fetched with number and code.
 *
 * Sealed with a key of this process (XChaCha20-Poly1305); a restart ends all passes. Good for half an hour
 * after the last page, eight hours in all.
 */
#pragma once

#include "web/visit.h"

enum pass_kind { PASS_REQUEST, PASS_OPINION };

enum { PASS_IDLE_SECONDS = 1800, PASS_SECONDS = 8 * 3600, PASS_WORD_MAX = 40 };

struct pass {
	struct sv name, code;     /* number of the request, or of the consultation; its code */
	time_utc opened;
};

/** Open one, or keep it open: sets the cookie. */
int pass_give(struct visit *v, enum pass_kind kind, const struct pass *p, struct err *err)
	__attribute__((warn_unused_result));

/** A code as a pass holds it: without the blanks that people type. */
struct sv pass_word(struct visit *v, struct sv typed);

/** End it. */
void pass_take_away(struct visit *v, enum pass_kind kind);

/** The pass of this visit. E_NOT_FOUND when there is none, or its time is over. */
int pass_of(struct visit *v, enum pass_kind kind, struct pass *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Is there one? Without a visit, for deciding whether an upload may come. */
bool pass_is_good(const struct site *s, const struct http_request *r, enum pass_kind kind,
	time_utc now);
