/** What the pages of the desk (staff) are filled from: templates/desk_*.html. */
#pragma once

#include "web/views_public.h"

/** A report in a list of the desk. */
struct view_filing_row {
	struct sv unit, url, title;
	int year;
	struct view_tag state;
	int n_errors, n_warnings;
	struct sv received;          /* empty: nothing delivered */
	struct sv due;
	bool late;
};

struct view_desk_home {
	struct view_frame frame;
	struct sv upload_url, overview_url;
	bool supervises;
	struct sv figures_year;
	const struct view_figure *figures;
	size_t n_figures;
	const struct view_figure *requests;    /* disclosure on request: what is open and due */
	size_t n_requests;
	struct sv requests_url, new_request_url;
	const struct view_filing_row *waiting; /* for this person to do something about */
	size_t n_waiting;
	const struct view_filing_row *recent;
	size_t n_recent;
};

struct view_upload {
	struct view_frame frame;
	struct sv action;
	bool choose_unit;            /* the person may deliver for several */
	struct sv unit;              /* name of the own one, when there is no choice */
	struct sv unit_typed;
	struct sv unit_error, file_error;
	struct sv limit;             /* "256 MB" */
};

/** What became of one file. */
struct view_upload_result {
	struct sv file;
	bool ok;
	struct sv sentence;          /* what is wrong; or unit and year */
	struct sv url;
	int n_errors, n_warnings;
};

struct view_upload_done {
	struct view_frame frame;
	const struct view_upload_result *results;
	size_t n_results;
	int64_t n_ok, n_bad;
	struct sv again_url;
};

/** A finding beside the text. */
struct view_finding {
	struct sv id;                /* "f3": its anchor */
	struct view_tag severity;
	struct sv title, message, quote, source, found, expected;
	struct sv place;             /* "第3页第20行"; may be empty */
	struct sv cell_url;          /* "#c12": the cell it speaks of; may be empty */
};

/** A stretch of the report with the findings that speak of it. */
struct view_part {
	struct html_markup text;
	const struct view_finding *findings;
	size_t n_findings;
};

/** A step that may be taken now. */
struct view_step {
	struct sv action, label, field;   /* field: id of its remark */
	bool needs_remark, is_warning;
	struct sv hint;
	struct sv expected;          /* the state that was seen */
};

/** One event of the history. */
struct view_history {
	struct sv label, by, time, remark, entry; /* entry: number in the ledger */
};

struct view_version {
	struct sv number, file, url, format, size, received, by;
	int n_errors, n_warnings;
	struct sv fingerprint;
};

struct view_filing {
	struct view_frame frame;
	struct sv title, unit;
	int year;
	struct view_tag state;
	struct sv received, remark, public_url, compare_url, upload_url;
	int n_errors, n_warnings;
	const struct view_step *steps;
	size_t n_steps;
	const struct view_finding *general;   /* findings that belong to no part */
	size_t n_general;
	const struct view_part *parts;
	size_t n_parts;
	const struct view_history *history;
	size_t n_history;
	const struct view_version *versions;
	size_t n_versions;
	const struct view_download *downloads;
	size_t n_downloads;
};

struct view_overview {
	struct view_frame frame;
	struct sv action, unit;
	int year;
	const struct view_option *years, *states;
	size_t n_years, n_states;
	const struct view_figure *figures;
	size_t n_figures;
	const struct view_filing_row *rows;
	size_t n_rows;
	struct view_paging paging;
	struct sv sum_url, csv_url;
	struct sv warning;           /* a year without a calendar, and the like; may be empty */
};

/** A sentence with a link. */
struct view_note {
	struct sv text, url;
};

struct view_sum {
	struct view_frame frame;
	struct sv action, unit;
	int year;
	const struct view_option *years;
	size_t n_years;
	int64_t n_included;
	const struct view_note *left_out;    /* figures that were not added, and why */
	size_t n_left_out;
	const struct view_note *missing;     /* units that have not delivered */
	size_t n_missing;
	bool more_missing;
	const struct view_note *problems_of_sum; /* what does not hold in the sum */
	size_t n_problems_of_sum;
	struct html_markup form;
	const struct view_download *downloads;
	size_t n_downloads;
};

struct view_change {
	struct sv cell, a, b, delta;
};

struct view_shares {
	struct sv section, share;
};

struct view_compare {
	struct view_frame frame;
	struct sv action;
	struct sv a_name, b_name, a_url, b_url, a_value, b_value;
	const struct view_option *a_options, *b_options;
	size_t n_a_options, n_b_options;
	bool compared;
	int same_cells;
	const struct view_change *changes;
	size_t n_changes;
	const struct view_shares *shares;
	size_t n_shares;
};

/** Accounts and units, for the administrator. */
struct view_account_row {
	struct sv login, name, role, unit, seen;
	bool disabled, own;          /* one's own: nothing to be done to it here */
	struct sv reset_url, disable_url, enable_url;
};

struct view_accounts {
	struct view_frame frame;
	struct sv action;            /* adding one */
	struct view_text_field login_field, name_field, unit_field;
	const struct view_option *roles;
	size_t n_roles;
	const struct view_account_row *accounts;
	size_t n_accounts;
	struct view_paging paging;
	struct sv new_login, new_password; /* shown once */
};

struct view_desk_unit_row {
	struct sv name, kind, code, parent, url;
	bool closed;
};

/** The fields of a unit, new or changed. */
struct view_unit_fields {
	struct view_text_field name, code, division, parent;
	const struct view_option *kinds;
	size_t n_kinds;
};

struct view_desk_unit {
	struct view_frame frame;
	struct sv action, office_url;
	struct view_unit_fields fields;
	bool closed;
};

struct view_desk_units {
	struct view_frame frame;
	struct sv action, import_hint;
	struct view_unit_fields fields;
	const struct view_desk_unit_row *units;
	size_t n_units;
	struct view_paging paging;
};

/** Signing in. */
struct view_sign_in {
	struct view_frame frame;
	struct sv action, next;
	struct view_text_field login, password;
	struct view_buttons buttons;
};

/** Changing the own password. */
struct view_password {
	struct view_frame frame;
	struct sv action;
	bool must;                   /* the one that was used was given by somebody else, or is too old */
	struct view_text_field old, fresh, again;
	struct view_buttons buttons;
};
