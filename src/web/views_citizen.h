/** What the pages of disclosure on request are filled from, for whoever applies: templates/apply_*.html. */
#pragma once

#include "web/views_public.h"

/** One of a few, all to be seen: part_radios. */
struct view_choice {
	struct sv id, value, text, hint;
	bool chosen;
};
struct view_radios {
	struct sv name, legend, hint, error;
	const struct view_choice *choices;
	size_t n_choices;
};

/** Yes or not: part_check. */
struct view_check {
	struct sv name, label, hint;
	bool checked;
};

/** A field of any kind; one of the members is there: part_field. */
struct view_field {
	const struct view_text_field *line, *area;
	const struct view_radios *radios;
	const struct view_check *check;
	bool of_agent;              /* shown when an agent acts */
};

/** What the thing is called that somebody writes; one of the three is true. */
struct view_apply_words {
	struct sv noun, formal;
	bool disclosure, rectification, complaint;
};

/** The way to throw away what was typed: part_drop. */
struct view_apply_drop {
	struct sv action, csrf;
};

/** templates/apply.html: what this is. */
struct view_apply {
	struct view_frame frame;
	struct sv start_url, follow_url, rectify_url, complain_url;
};

/** A unit to choose. */
struct view_apply_unit_row {
	struct sv name, kind, url;
};
struct view_apply_units {
	struct view_frame frame;
	const struct view_apply_words *words;
	struct sv title, action, name, kind;  /* kind: empty for disclosure */
	const struct view_apply_unit_row *units;
	size_t n_units;
	struct view_paging paging;
};

/** templates/apply_begin.html: before a complaint or a rectification is written. */
struct view_apply_begin {
	struct view_frame frame;
	const struct view_apply_words *words;
	struct sv action, unit, unit_id, kind, about, other_unit_url, kept_text, kept_url;
};

/** templates/apply_find.html: perhaps it is published already. */
struct view_apply_find {
	struct view_frame frame;
	struct sv action, unit_id, unit, other_unit_url, words, words_error;
	bool asked;
	const struct view_search_hit *hits;
	size_t n_hits;
	struct sv go_on_url, kept_url, kept_text; /* kept_url: a draft or receipt is there */
};

/** templates/apply_step.html: one step of the form. */
struct view_apply_step {
	struct view_frame frame;
	struct sv title, lead, unit, back_url, action;
	struct view_apply_drop drop;
	int number, of;
	const struct view_field *fields;
	size_t n_fields;
};

/** A file that is there. */
struct view_apply_file {
	struct sv id, name, size;
};
struct view_apply_files {
	struct view_frame frame;
	const struct view_apply_words *words;
	struct sv unit, back_url, action, remove_action;
	struct view_file_field field;
	struct view_apply_drop drop;
	int number, of;
	const struct view_apply_file *files;
	size_t n_files;
};

/** Answers of a step, with the way back to it. */
struct view_apply_section {
	struct sv title, url;
	struct view_facts facts;
	bool empty;                 /* the facts only say so */
};
struct view_apply_check {
	struct view_frame frame;
	const struct view_apply_words *words;
	struct sv unit, back_url, action;
	struct view_apply_drop drop;
	int number, of;
	const struct view_apply_section *sections;
	size_t n_sections;
	bool incomplete;
	struct sv go_on_url;        /* to what is missing */
};

/** templates/apply_receipt.html. */
struct view_apply_receipt {
	struct view_frame frame;
	const struct view_apply_words *words;
	struct sv number, code, unit, moment;
	struct view_facts facts;    /* what was received, in words */
	struct sv content;          /* … and as the receipt holds its hash */
	struct sv receipt;          /* the signed text; may be empty */
	struct html_markup qr;      /* may be none */
	struct sv save_url, content_url, verify_url, follow_action, drop_action;
};
