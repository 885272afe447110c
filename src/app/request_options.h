/** The options of `gongkai request …`, shared by its commands; each says in its help which of them it knows. */
#pragma once

#include "app/counter.h"

enum { REQUEST_OPTION_LIST_MAX = 50 };

struct request_options {
	const char *command;
	struct counter_options at;
	const char *unit, *channel, *day, *kind, *remark, *outcome, *workdays, *until, *party,
		*party_id, *name, *contact, *shown, *answer, *by, *quantity, *service, *other, *handler,
		*state, *words_sought, *why, *out, *receipt, *client_key;
	const char *applicant_kind, *id_type, *id_number, *phone, *email, *address, *postcode,
		*representative, *agent, *agent_id, *agent_authority, *title, *text, *medium, *delivery,
		*purpose;
	bool open, needs_help;
	struct request_value values[REQUEST_OPTION_LIST_MAX]; /* --set 要素=内容 */
	size_t n_values;
	struct sv items[REQUEST_OPTION_LIST_MAX];
	size_t n_items;
	const char *files[REQUEST_FILES_MAX];
	size_t n_files;
	char **words;
	int n_words;
};

/** Read them. @return EXIT_FINE, or EXIT_TROUBLE after saying what was not understood */
int request_options_parse(const char *command, int argc, char **argv, struct request_options *ret);

/** An intake from them. E_USAGE, E_NOT_FOUND (file) */
int request_options_intake(const struct request_options *o, int64_t unit, struct arena *a,
	struct request_intake *ret, struct err *err) __attribute__((warn_unused_result));

/** A step from them; what it is about in the database (handler, other, unit, expected) is left to the caller. */
int request_options_move(const struct request_options *o, struct sv event, struct arena *a,
	struct request_move *ret, struct err *err) __attribute__((warn_unused_result));
