/**
 * One request on its way to a page: who asks, for what, with which checked parameters. Handed to the
 * functions of the route table, which fill the answer through the helpers below.
 */
#pragma once

#include "web/limiter.h"
#include "web/routes.h"
#include "web/site.h"
#include "web/views.h"

struct visit {
	struct site *site;
	const struct http_request *request;
	struct http_response *response;
	const struct route *route;
	struct arena *arena;
	struct db *db;               /* lent for this visit; NULL when the route wants none */
	struct act act;
	bool signed_in;
	bool stale;                  /* the form's token is too old (route->shown_again): change nothing */
	struct sv portal;            /* name of the portal that asks (route->portal) */
	struct session session;      /* when signed in */
	struct sv texts[ROUTE_PARAMETERS_MAX];
	int64_t numbers[ROUTE_PARAMETERS_MAX];
	bool given[ROUTE_PARAMETERS_MAX];
	unsigned wait;               /* seconds, after too many wrong tries: the page says 429 */
	const struct view_problem *problems; /* shown above the page that is made next */
	size_t n_problems;
	struct str page;             /* the page that is being made */
	struct html html;
};

/** The role of whoever asks. */
enum role visit_role(const struct visit *v);

/** A checked parameter by its name in the route table; empty or 0 when it was not given. */
struct sv visit_text(const struct visit *v, const char *name);
int64_t visit_number(const struct visit *v, const char *name);

/** Time in China for people: "2024-02-05 09:30", and the day alone; empty for 0. */
struct sv visit_moment(struct visit *v, time_utc t);
struct sv visit_day(struct visit *v, time_utc t);
struct date visit_today(const struct visit *v);

/* ── Answers ───────────────────────────────────────────────────────────────────────────────── */

/** A step of the breadcrumbs. */
struct crumb {
	struct sv text, url;
};

/**
 * The frame of a page.
 * @param crumbs  from below home to here, {0} at the end; NULL: none
 */
struct view_frame visit_frame(struct visit *v, struct sv title, const struct crumb *crumbs);

/** Begin a page, which templates write to; visit_page_done makes it the answer. */
struct html *visit_page(struct visit *v);
int visit_page_done(struct visit *v, unsigned status, struct err *err);

/** Make a page of a template and its view. @return 0 or E_NOMEM */
#define VISIT_RENDER(v, status, template_name, view, err) \
	(template_name(visit_page(v), (view)), visit_page_done((v), (status), (err)))

/** Go on elsewhere after a POST (303). `done` is a key of the notices, or NULL. */
int visit_go(struct visit *v, struct sv path, const char *done);

/** Bytes with their type; `name` not empty: to be saved under that name. */
int visit_send(struct visit *v, struct sv media_type, struct sv bytes, struct sv name);

/** The same for text that machines read. */
int visit_json(struct visit *v, struct sv json);

/** An error as a page, or as JSON on a data route. */
void visit_error(struct visit *v, const struct err *err);

/** HTTP status of an error code: the one table of it. */
unsigned visit_status(enum err_code code);

/** "/reports/" and an id, and the like. */
struct sv visit_url(struct visit *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * May whoever visits try a password or a code once more? Then the try counts until visit_try_right takes it back.
 * @return 0, or E_BUSY with a sentence; the page made next is then a 429 that says when to come again
 */
int visit_try(struct visit *v, enum limit_kind kind, struct err *err);
void visit_try_right(struct visit *v, enum limit_kind kind);

/** Set a cookie; an empty value takes it away. `name` without its prefix.
    @param seconds  how long it is good; 0: until the browser is closed */
void visit_set_cookie(struct visit *v, const char *name, const char *value, int seconds);

/** A cookie of ours. */
struct sv visit_cookie(const struct site *s, const struct http_request *r, const char *name);

/** The token that a form of this visit must hold: of the session, or of a visitor's cookie, which is set. */
struct sv visit_form_token(struct visit *v);

/** The token for a visitor's cookie, which stands for a session where nobody signs in. */
void visit_pre_token(const struct site *s, struct sv cookie, char ret[static CSRF_MAX]);
