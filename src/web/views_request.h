/** What the pages of disclosure on request at the desk are filled from: templates/desk_request*.html. */
#pragma once

#include "web/views_desk.h"

/** A request in a list. */
struct view_request_row {
	struct sv pick;              /* id, state and version, as the bulk forms send them */
	struct sv number, url, title, unit, kind, channel, handler, waiting, due, submitted, closed;
	struct view_tag state, urgency;
	bool can_pick;
};

struct view_request_list {
	struct view_frame frame;
	struct sv unit, action;
	bool many_units;             /* of a supervisor */
	struct sv unit_id;
	const struct view_figure *figures;
	size_t n_figures;
	const struct view_option *states, *handlers, *urgencies;
	size_t n_states, n_handlers, n_urgencies;
	const struct view_option *units; /* to choose from, of a supervisor */
	size_t n_units;
	const struct view_link *conditions; /* what is asked now; the address asks it no more */
	size_t n_conditions;
	struct sv clear_url;
	struct sv due, words;        /* of the filter */
	const struct view_request_row *rows;
	size_t n_rows;
	struct view_paging paging;
	struct sv warning;
	struct sv new_url, csv_url;
	bool can_assign, can_confirm;
	struct sv assign_action, confirm_action;
	const struct view_option *people;
	size_t n_people;
	const struct view_link *places; /* other pages of this duty */
	size_t n_places;
};

/** What became of each of several. */
struct view_request_bulk {
	struct view_frame frame;
	struct sv title, back_url;
	const struct view_upload_result *results;
	size_t n_results;
	int64_t n_ok, n_bad;
};

/** A tick, alone: part_tick. */
struct view_tick {
	struct sv name, label, hint;
	bool checked;
};

/** A field of a form of this duty: one of the members is there: part_any_field. */
struct view_any_field {
	const struct view_text_field *line, *area, *date;
	const struct view_select_field *select;
	const struct view_file_field *file;
	const struct view_tick *tick;
};

/** A group of fields with a heading. */
struct view_field_group {
	struct sv title, hint;
	const struct view_any_field *fields;
	size_t n_fields;
};

/** templates/desk_request_new.html: a request on paper, written down by a clerk. */
struct view_request_new {
	struct view_frame frame;
	struct sv action, client_key, cancel_url;
	const struct view_field_group *groups;
	size_t n_groups;
};

struct view_request_taken {
	struct view_frame frame;
	struct sv number, code, unit, received, channel, due, url, new_url;
	struct sv receipt;           /* the signed text */
	bool again;                  /* it had been entered already */
	bool unconfirmed;
	const struct view_note *alikes; /* perhaps the same */
	size_t n_alikes;
	struct sv content;           /* what it is about, in lines */
};

/** A step that may be taken now, as a small form. */
struct view_request_step {
	struct sv id, action, label, about, blocked, letter; /* blocked: why not; letter: what goes out with it */
	struct sv state, version;    /* what the person saw */
	bool open, is_main, is_warning, elsewhere; /* elsewhere: `action` is a page of its own */
	bool has_files;
	const struct view_any_field *fields;
	size_t n_fields;
	const struct view_note *notes;
	size_t n_notes;
};

struct view_clock_day {
	struct sv day, number, why, article;
	bool counted;
};

struct view_request_clock {
	struct sv due, due_label, why_none; /* why_none: no date, because */
	struct view_tag urgency;
	bool has_days;
	struct sv used, left, allowed; /* working days */
	struct view_facts facts;
	const struct view_note *warnings;
	size_t n_warnings;
	const struct view_clock_day *days;
	size_t n_days;
};

struct view_deed {
	struct sv label, by, day, time, remark, detail, entry;
	bool undone;
};

struct view_consultation {
	struct sv kind, name, contact, shown, remark, sent, due, back, answer;
	struct view_tag urgency;
	bool open;
};

struct view_document {
	struct sv name, kind, size, time, url, fingerprint;
};

struct view_look {
	struct sv by, time, why;
};

struct view_case {
	struct sv id, kind, organ, case_number, opened, answer_due, closed, result, remark;
	struct view_tag urgency;
	bool open;
	struct sv edit_action, state, version;
	const struct view_any_field *fields;
	size_t n_fields;
};

struct view_alike {
	struct sv number, url, title, why;
	struct view_tag state;
};

struct view_request_page {
	struct view_frame frame;
	struct sv number, title, unit, channel, kind, handler, waiting, submitted, outcome, service, received;
	struct view_tag state, urgency;
	bool masked, can_open, hides; /* hides: of a supervisor, who is not shown what people wrote */
	struct sv open_action, why_error;
	struct sv bundle_action;     /* empty: not for this person, or there is nothing left */
	struct view_facts applicant, wish, relations;
	struct view_facts kept;      /* what was typed in a form that is not there any more */
	struct sv text_title, text;  /* what is asked, in the applicant's words */
	bool needs_help, destroyed;
	struct view_request_clock clock;
	const struct view_request_step *steps, *others; /* the way on, and what may happen besides */
	size_t n_steps, n_others;
	const struct view_deed *deeds;
	size_t n_deeds;
	const struct view_consultation *consultations;
	size_t n_consultations;
	const struct view_document *documents;
	size_t n_documents;
	const struct view_look *looks;
	size_t n_looks;
	const struct view_alike *alikes;
	size_t n_alikes;
	struct sv publish_hint;      /* art. 44 */
	const struct view_case *remedies;
	size_t n_remedies;
	bool can_remedy;
	struct sv remedy_action;
	const struct view_any_field *remedy_fields;
	size_t n_remedy_fields;
	struct sv letter_url, letter_number; /* the answer; empty: none is drafted */
	const struct view_note *cells;   /* of the annual report */
	size_t n_cells;
	struct sv cells_year;
};

/** A paragraph of a letter as it will be printed. */
struct view_paragraph {
	struct sv text;
	bool is_title, is_number, is_salutation, is_heading, is_right, is_page, is_body;
	const struct view_cell *cells;
	size_t n_cells;
};

/** templates/desk_request_draft.html: the answer, with what it has to hold. */
struct view_request_draft {
	struct view_frame frame;
	struct sv number, title, back_url, action, preview_action, choose_action;
	const struct view_option *outcomes;
	size_t n_outcomes;
	bool chosen;
	struct sv outcome, label, article, remedy; /* remedy: in what way it can be fought */
	struct sv state, version;
	const struct view_note *lacks;    /* has to happen first */
	size_t n_lacks;
	const struct view_any_field *fields;
	size_t n_fields;
	const struct view_note *cells;    /* of the annual report: closed so, these change */
	size_t n_cells;
	struct sv cells_year;
	const struct view_paragraph *letter;
	size_t n_letter;
	struct sv letter_problem;         /* why there is no preview */
};

/** A day of the month with what is due on it. */
struct view_month_item {
	struct sv text, url;
	struct view_tag urgency;
};
struct view_month_day {
	struct sv day, mark;         /* mark: "休", "班"; day empty: of another month */
	bool off, today;
	const struct view_month_item *items;
	size_t n_items;
};
struct view_month_week {
	const struct view_month_day *days;
	size_t n_days;
};
struct view_request_calendar {
	struct view_frame frame;
	struct sv unit, title, previous_url, next_url, ics_url, list_url;
	const struct view_month_week *weeks;
	size_t n_weeks;
	struct sv warning;
	int64_t n_due;
	const struct view_month_item *list; /* the same in a row, for narrow screens and readers */
	size_t n_list;
};

/** Counts by unit or by person, in a table that can be kept. */
struct view_request_counts {
	struct view_frame frame;
	struct sv unit, title, csv_url;
	struct view_table table;
	struct view_paging paging;
};

/** templates/desk_office.html: what a unit has of its own. */
struct view_office_letter_row {
	struct sv name, article, url;
	bool own;
};
struct view_office {
	struct view_frame frame;
	struct sv unit, unit_id, action;
	const struct view_any_field *fields;
	size_t n_fields;
	const struct view_office_letter_row *letters;
	size_t n_letters;
};

/** templates/desk_office_letter.html: the text of one letter. */
struct view_office_letter {
	struct view_frame frame;
	struct sv unit, unit_id, name, article, action, sample_action, back_url;
	bool own;
	struct view_text_field text;
	const struct view_note *required, *optional; /* elements */
	size_t n_required, n_optional;
	const struct view_paragraph *letter;
	size_t n_letter;
};

/** templates/desk_request_report.html: the year's report as far as the work counts it. */
struct view_request_report {
	struct view_frame frame;
	struct sv unit, action, unit_id, title;
	int year;
	const struct view_option *years;
	size_t n_years;
	struct sv problem;           /* why there is none */
	const struct view_finding *findings;
	size_t n_findings;
	struct html_markup form;
	const struct view_download *downloads;
	size_t n_downloads;
};

/** templates/desk_request_cell.html: what a cell counts. */
struct view_request_cell {
	struct view_frame frame;
	struct sv unit, name, back_url;
	int year;
	const struct view_request_row *rows;
	size_t n_rows;
	const struct view_case *cases;
	size_t n_cases;
	struct view_paging paging;
};

/** templates/desk_request_letter.html: the answer as it goes out. */
struct view_request_letter {
	struct view_frame frame;
	struct sv number, name, back_url, docx_url, pdf_url;
	bool unsigned_;
	const struct view_paragraph *letter;
	size_t n_letter;
};

/** templates/desk_years.html: the calendar of working days. */
struct view_years {
	struct view_frame frame;
	struct sv action;
	struct view_table known;
	struct view_text_field year, source, holidays, workdays;
	struct sv preview;         /* nothing was imported yet; empty: no preview */
	struct sv read;            /* how many days the preview understood */
	struct sv moves_said;
	struct view_table moves;
	size_t n_moves;
};
