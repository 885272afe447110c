/** What the public pages are filled from: templates/home.html … */
#pragma once

#include "web/views.h"

/** A published report in a list. */
struct view_report_row {
	struct sv title, url;
	struct sv unit, unit_url;
	int year;
	struct sv published;        /* "2024-01-20" */
};

/** A number with its name. */
struct view_figure {
	struct sv name, value;
	struct sv url;              /* where it is taken apart; may be empty */
	struct sv colour;           /* "red", "yellow": asks for attention; may be empty */
};

/** The field to search by. */
struct view_search_box {
	struct sv action, label, words;
};

struct view_home {
	struct view_frame frame;
	struct view_search_box search;
	const struct view_figure *figures;
	size_t n_figures;
	const struct view_report_row *latest;
	size_t n_latest;
	const struct view_link *years;
	size_t n_years;
	struct sv reports_url, units_url, data_url, apply_url, follow_url;
};

/** A unit in a list. */
struct view_unit_row {
	struct sv name, url, kind;
	struct sv latest;            /* "2023年度"; empty: nothing published */
};

struct view_units {
	struct view_frame frame;
	struct sv action, name;      /* looking for a unit by its name */
	const struct view_unit_row *units;
	size_t n_units;
	struct view_paging paging;
};

struct view_unit {
	struct view_frame frame;
	struct sv name, kind, code, division;
	struct sv parent, parent_url; /* may be empty */
	struct sv apply_url;         /* empty: it is closed */
	const struct view_report_row *reports;
	size_t n_reports;
	struct html_markup chart;    /* requests over the years */
	const struct view_unit_row *beneath;
	size_t n_beneath;
	struct sv beneath_url;       /* the rest of them; may be empty */
};

struct view_reports {
	struct view_frame frame;
	struct sv action;
	const struct view_option *years;
	size_t n_years;
	const struct view_report_row *reports;
	size_t n_reports;
	struct view_paging paging;
};

/** A file to download. */
struct view_download {
	struct sv url, text, what;   /* "Word（DOCX）", "适合打印和编辑" */
};

struct view_report {
	struct view_frame frame;
	struct sv title, unit, unit_url;
	int year;
	struct sv published, received;
	struct html_markup form;     /* the report in the official form */
	struct html_markup outcome_chart, applicant_chart, year_chart;
	const struct view_download *downloads;
	size_t n_downloads;
	const struct view_link *others; /* the unit's other years */
	size_t n_others;
	struct sv fingerprint;       /* SHA-256 of the file that was handed in */
	struct sv json_url;
};

/** A stretch of a title or snippet. */
struct view_piece {
	struct sv text;
	bool hit;
};

struct view_search_hit {
	struct sv url;
	const struct view_piece *title, *text;
	size_t n_title, n_text;
	struct sv unit, unit_url;
	int year;
};

struct view_search {
	struct view_frame frame;
	struct sv action, words;
	struct sv unit_value, unit_name;  /* limited to one unit; may be empty */
	struct sv without_unit_url;
	const struct view_option *years;
	size_t n_years;
	bool asked;                  /* something was looked for */
	int64_t total;
	bool total_is_more;          /* there are more than `total` */
	const struct view_search_hit *hits;
	size_t n_hits;
	struct view_paging paging;
};

struct view_data {
	struct view_frame frame;
	struct sv openapi_url, reports_url, csv_url, jsonl_url, feed_url, sitemap_url, checkpoint_url;
	struct sv base_url;
};

/** A page that was withdrawn: what it was, and since when it is gone. */
struct view_withdrawn {
	struct view_frame frame;
	struct sv title, unit, unit_url, since, reason;
};
