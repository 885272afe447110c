/**
 * What the frame of every page and the parts of pages are filled from. The views of one area's pages
 * stand in headers of their own (views_public.h, …); src/web/meson.build lists them all.
 *
 * A view is a plain struct whose members live as long as the request. tools/gen_templates.py reads
 * these declarations: struct sv, const char *, char[], bool and integers are printed or tested;
 * `const struct x *a; size_t n_a;` is a list, a pointer without a count may be NULL (absent).
 */
#pragma once

#include "base/sv.h"
#include "html/template.h"

/** A link of the navigation or the breadcrumbs. */
struct view_link {
	struct sv text, url;
	bool current;              /* we are there: no link */
};

/** A line of the error summary. */
struct view_problem {
	struct sv text;
	struct sv url;             /* "#field"; empty = it speaks of no field */
};

/** What every page has around its content: templates/frame_top.html and frame_end.html. */
struct view_frame {
	struct sv title;           /* of this page; the service's name follows it in the window's title */
	struct sv service;         /* name of the service */
	struct sv unit;            /* the authority that runs it; may be empty */
	struct sv home_url;
	const struct view_link *nav;
	size_t n_nav;
	const struct view_link *crumbs; /* from home to here; the last one has no url */
	size_t n_crumbs;
	bool is_staff;             /* somebody is signed in: */
	struct sv person, role;    /* name, and role in words */
	struct sv account_url, sign_in_url, sign_out_url;
	struct sv csrf;            /* token of every form; empty on public pages */
	struct sv notice;          /* one sentence: what was just done */
	const struct view_problem *problems;
	size_t n_problems;
	const struct view_link *foot;  /* links at the foot of the page */
	size_t n_foot;
	struct sv feed_url;        /* Atom; may be empty */
	struct sv css_url, js_url, icon_url, upload_url; /* assets; upload_url only where files are sent */
};

/** templates/error.html: a page that cannot be shown. */
struct view_error {
	struct view_frame frame;
	unsigned status;           /* 404 */
	struct sv heading;         /* 页面不存在 */
	struct sv sentence;        /* what is wrong, what to do */
	struct sv reference;       /* number to quote to the operators; may be empty */
};
