/** What the pages of whoever follows a request, or was asked about one, are filled from. */
#pragma once

#include "web/views_citizen.h"

/** templates/follow.html: number and code, for a request or for an opinion. */
struct view_follow {
	struct view_frame frame;
	struct sv title, lead, action;
	struct view_text_field number, code;
	struct sv other_url, other;  /* who meant something else; may be empty */
	bool lost;                   /* say what to do without a code */
};

/** A day of the explanation. */
struct view_follow_day {
	struct sv day, weekday, why, article;
	bool counted;
	int number;                  /* of the counted day */
};

/** Something that happened. */
struct view_follow_deed {
	struct sv label, day, text;
};

/** A file of the request that its applicant may have. */
struct view_follow_file {
	struct sv url, name, size, day;
};

/** Something that may be done now. */
struct view_follow_act {
	struct sv url, text;
};

struct view_follow_request {
	struct view_frame frame;
	const struct view_apply_words *words;
	struct sv number, title, complain_url; /* complain_url empty: nothing to complain of this way */
	struct view_tag state;
	struct sv sentence, next;    /* where it is; what comes, and from whom */
	struct sv due_label, due, left;
	bool overdue;
	struct view_facts facts;
	const struct view_follow_act *wanted;  /* what waits for the applicant */
	size_t n_wanted;
	const struct view_follow_act *others;
	size_t n_others;
	const struct view_follow_day *days;
	size_t n_days;
	struct sv days_summary;      /* heading of what opens */
	const struct view_follow_deed *deeds;
	size_t n_deeds;
	const struct view_follow_file *letters, *own;
	size_t n_letters, n_own;
	struct sv receipt_url;
	struct sv remedy_url, leave_action; /* remedy_url empty: nothing to fight yet */
};

/** templates/follow_act.html: one thing that an applicant does. */
struct view_follow_act_form {
	struct view_frame frame;
	struct sv title, lead, asked, number, back_url, action;
	const struct view_text_field *text;
	const struct view_file_field *files;
	struct view_buttons buttons;
};

struct view_follow_fee {
	struct view_frame frame;
	struct sv number, back_url, amount, basis, due, account;
	bool paid;
};

/** templates/remedy.html: what can be done against an answer, or against none. */
struct view_remedy {
	struct view_frame frame;
	struct sv number, outcome, back_url, text, why, article, organ, link, form_url;
	struct sv from, latest;      /* of the 60 days; may be empty */
	bool first, unsettled, silence;
};

/** templates/remedy_form.html: an application for reconsideration, for printing. */
struct view_remedy_form {
	struct view_frame frame;
	struct sv back_url, organ, name, id_type, id_number, address, phone, representative, agent;
	struct sv respondent, claim, facts;
	bool letter;                 /* there is an answer to copy */
};

/** templates/opinion.html: what somebody is asked. */
struct view_opinion {
	struct view_frame frame;
	struct sv unit, shown, sent, due, silence, action, number, leave_action;
	bool open;
	const struct view_radios *answer;
	const struct view_text_field *reason;
	struct sv answered, answered_on, answered_reason;
};
