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

/* ── Parts: templates/part_*.html ──────────────────────────────────────────────────────────── */

/** A state as a coloured tag that also says it in words: part_tag. */
struct view_tag {
	struct sv text;
	struct sv colour;          /* class suffix: "green", "red", "yellow", "blue", "grey" */
};

/** Older and newer pages of a list: part_paging. */
struct view_paging {
	struct sv previous_url, next_url; /* empty: there is none */
};

/**
 * A field with its label, hint and error: part_text_field (one line), part_password_field,
 * part_area_field (several lines). The error of a field also stands in the frame's problems, with
 * "#name" as its url.
 */
struct view_text_field {
	struct sv name, label, hint, error, value; /* a password's value is never printed */
	unsigned max;              /* characters; 0 = no limit is told */
	unsigned rows;             /* of part_area_field */
	const char *autocomplete;  /* "username", "current-password", …; NULL = "off" */
	const char *inputmode;     /* which keys a phone shows: "tel", "email", "numeric"; NULL: letters */
};

/** A choice of a select. */
struct view_option {
	struct sv value, text;
	bool selected;
};

/** A field to choose one of a few from: part_select_field. */
struct view_select_field {
	struct sv name, label, hint, error;
	const struct view_option *options;
	size_t n_options;
};

/** A field that takes files, also by dropping them on it: part_file_field. */
struct view_file_field {
	struct sv name, label, hint, error;
	bool multiple;
};

/** The button that sends a form, and a way out: part_buttons. */
struct view_buttons {
	struct sv label;
	bool is_warning;           /* it cannot be taken back */
	struct sv cancel_url, cancel; /* empty: no way out but the browser's */
};

/** A line of a summary list. */
struct view_fact {
	struct sv key, value;
	struct sv url;             /* where the value leads; may be empty */
	struct sv change_url, change; /* "更改", where; may be empty */
};

/** A summary list: part_facts. */
struct view_facts {
	const struct view_fact *facts;
	size_t n_facts;
};

/** Something that opens below its heading: part_details. */
struct view_details {
	struct sv summary;
	struct html_markup content;
};

/** A cell of a table of figures. */
struct view_cell {
	struct sv text, url;       /* url may be empty */
	const struct view_tag *tag; /* after the text; may be NULL */
	bool is_head;              /* names its row */
	bool is_number;
	bool is_whole;             /* a date, a number: not broken over lines */
};

struct view_row {
	const struct view_cell *cells;
	size_t n_cells;
};

/** A table that scrolls by itself when it is wider than the page: part_table. */
struct view_table {
	struct sv caption;
	const struct view_cell *heads;
	size_t n_heads;
	const struct view_row *rows;
	size_t n_rows;
};

/** templates/error.html: a page that cannot be shown. */
struct view_error {
	struct view_frame frame;
	unsigned status;           /* 404 */
	struct sv heading;         /* 页面不存在 */
	struct sv sentence;        /* what is wrong, what to do */
	struct sv reference;       /* number to quote to the operators; may be empty */
};
